"""How well publisher, provinces and venue are read, measured on real articles.

    python -m benchmarks.places LABELS.jsonl TEXTS.jsonl[.xz] [...] [--half dev] [--misses]

Labels (``tests/data/labels-places.jsonl``) hold no newspaper's text: each line has the
``id`` (or the ``url``) of an article, what is right, and its ``half`` (``dev``: looked at
while the rules were written; ``kept``: not). Texts are JSON Lines with ``id``, ``url``,
``title``, ``text`` and maybe ``date``; what no text file holds is left out and counted.
Only text, title and address are given to the reader, and the date.

Provinces are those that are venue or subject, folded to today's units. A ``venue`` of null
says that the article states none and that the newspaper's own is no error.
"""

from __future__ import annotations

import argparse
import json
import lzma
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from indexer.building.reading import read_article
from indexer.sources.record import Record
from search.article import Article
from search.gazetteer.provinces import today
from search.gazetteer.publishers import canonical_publisher

Row = dict[str, Any]


def read_lines(path: Path) -> Iterator[Row]:
    """The objects of a JSON Lines file, packed or not."""
    opened = lzma.open if path.suffix == ".xz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def read_texts(paths: Iterable[Path], wanted: set[str]) -> dict[str, Row]:
    """The texts that have labels, by id and by address."""
    found: dict[str, Row] = {}
    for path in paths:
        for row in read_lines(path):
            for key in (row.get("id"), row.get("url")):
                if key in wanted:
                    found[str(key)] = row
    return found


def read(row: Row) -> Article:
    """The article of a row, without what another site says of its publisher."""
    article = read_article(
        Record(
            text="\n".join(filter(None, (row.get("lead"), row["text"]))),
            source="benchmark",
            structured=True,
            title=row.get("title") or "",
            published=row.get("date") or "",
            url=row.get("url") or "",
        )
    )
    assert isinstance(article, Article)
    return article


def _units(article: Article, *roles: str) -> set[str]:
    return {today(place.slug) for place in article.places if place.role in roles}


def count(label: Row, article: Article, counts: Counter[str]) -> list[str]:
    """Add one article to the counts; what is wrong with it, in words."""
    wrong = []
    publisher = canonical_publisher(article.publisher)
    if "publisher" in label:
        counts["publisher of"] += 1
        counts["publisher right"] += publisher == label["publisher"]
        if publisher != label["publisher"]:
            wrong.append(f"publisher {publisher!r}, not {label['publisher']!r}")
    for name, roles in (("provinces", ("venue", "subject")), ("venue", ("venue",))):
        if label.get(name) is None:
            continue
        right = {today(slug) for slug in label[name]}
        given = _units(article, *roles)
        counts[f"{name} given"] += len(given)
        counts[f"{name} there"] += len(right)
        counts[f"{name} right"] += len(given & right)
        if given != right:
            wrong.append(f"{name} {sorted(given)}, not {sorted(right)}")
    return wrong


def main() -> None:
    """Print precision and recall."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("labels", type=Path)
    parser.add_argument("texts", type=Path, nargs="+")
    parser.add_argument("--half", choices=("dev", "kept"))
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    labels = [
        row
        for row in read_lines(options.labels)
        if options.half in (None, row.get("half"))
    ]
    texts = read_texts(options.texts, {row["id"] for row in labels})
    counts: Counter[str] = Counter()
    for label in labels:
        row = texts.get(label["id"])
        if row is None:
            counts["absent"] += 1
            continue
        wrong = count(label, read(row), counts)
        if wrong and options.misses:
            print(label["id"], "; ".join(wrong))
    print(f"{len(labels) - counts['absent']} articles, {counts['absent']} not at hand")
    if counts["publisher of"]:
        share = counts["publisher right"] / counts["publisher of"]
        print(
            f"publisher {counts['publisher right']}/{counts['publisher of']} {share:.2f}"
        )
    for name in ("provinces", "venue"):
        right, given = counts[f"{name} right"], counts[f"{name} given"]
        there = counts[f"{name} there"]
        if given and there:
            print(
                f"{name:9} P {right}/{given} {right / given:.2f}"
                f"  R {right}/{there} {right / there:.2f}"
            )


if __name__ == "__main__":
    main()
