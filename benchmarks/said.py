"""How well statements and changes of office are read from labelled real passages.

    python -m benchmarks.said CORPUS.jsonl[.xz] ... [--show]

The labels (``tests/data/labels-said.jsonl``) are of passages of the corpora that were drawn
at random from articles that no rule had been written on: 90 with a word of saying, 130 with
a word of change and a name. They name an article by id and a passage by its place in
:func:`search.fields.text_of`, with speakers and where their words stand, or people and the
kinds of change that are right, and hold no text; they were made by reading, without the
program's answer in sight. What may be read or not is ``optional``; a passage that cannot be
judged alone (a quotation that began before it) is ``open``, and nothing in it counts.

A statement counts where its speaker is right and it covers the labelled words; a change
where person and kind are right: an article gives each once, by the sentence that tells
most, which may be another than the labelled one. What is wrong is so in the passage.
"""

from __future__ import annotations

import argparse
import json
import lzma
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from indexer.building.reading import read_article
from indexer.sources.record import Record, Rejected
from search.article import Article
from search.fields import text_of

LABELS = Path(__file__).parents[1] / "tests" / "data" / "labels-said.jsonl"
KINDS = ("statements", "changes")


def read_labels(path: Path = LABELS) -> list[dict[str, Any]]:
    """The labels, in the order of their file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def read_row(row: dict[str, Any]) -> Article:
    """The article of a row of a corpus, as the indexer reads it.

    :raises ValueError: when it takes none.
    """
    record = Record(
        text=row["text"],
        source="",
        structured=True,
        title=row.get("title") or "",
        lead=row.get("lead") or "",
        published=row.get("date") or "",
    )
    article = read_article(record)
    if isinstance(article, Rejected):
        raise ValueError(f"{row['id']}: {article.reason}")
    return article


def compare(label: dict[str, Any], article: Article) -> tuple[Counter[str], list[str]]:
    """Counts for one passage (``right``, ``wrong``, ``missed``), and its errors."""
    counts: Counter[str] = Counter()
    if label.get("open"):
        return counts, []
    read = _statements if label["kind"] == "statements" else _changes
    wanted, optional = label["labels"], label.get("optional", [])
    found = list(read(label, article))
    lines = []
    for name, value, words in found:
        if any(_is(name, value, one) for one in wanted):
            continue
        if not any(_is(name, value, one) for one in optional):
            counts["wrong"] += 1
            lines.append(f"wrong: {name} {value}: {words}")
    if label["kind"] == "changes":
        found = [(item.person, item.kind, "") for item in article.changes]
    for one in wanted:
        is_found = any(_is(name, value, one) for name, value, _ in found)
        counts["right" if is_found else "missed"] += 1
        if not is_found:
            lines.append(f"missed: {one}")
    return counts, lines


Value = str | range


def _is(name: str, value: Value, label: list[Any]) -> bool:
    return name == label[0] and (
        label[1] in value if isinstance(value, range) else value in label[1]
    )


def _statements(
    label: dict[str, Any], article: Article
) -> Iterator[tuple[str, Value, str]]:
    """Those that begin in the passage, or reach into it with what was labelled."""
    text = text_of(article)
    places = [place for _, place in (*label["labels"], *label.get("optional", []))]
    for item in article.statements:
        span = range(item.start, item.end)
        inside = label["start"] - 2 <= item.start < label["end"]
        if inside or any(place in span for place in places):
            yield item.speaker, span, text[item.start : item.end]


def _changes(
    label: dict[str, Any], article: Article
) -> Iterator[tuple[str, Value, str]]:
    text = text_of(article)
    for item in article.changes:
        if item.start < label["end"] and item.end > label["start"]:
            yield item.person, item.kind, text[item.start : item.end]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("corpus", type=Path, nargs="+")
    parser.add_argument("--show", action="store_true", help="print the errors")
    options = parser.parse_args()
    labels = read_labels()
    ids = {label["id"] for label in labels}
    articles = {}
    for path in options.corpus:
        opened = lzma.open if path.suffix == ".xz" else open
        with opened(path, "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                if str(row["id"]) in ids:
                    articles[str(row["id"])] = read_row(row)
    for kind in KINDS:
        counts: Counter[str] = Counter()
        for label in labels:
            if label["kind"] != kind or label["id"] not in articles:
                continue
            found, lines = compare(label, articles[label["id"]])
            counts += found
            counts["passages"] += 1
            if options.show:
                for line in lines:
                    print(f"{label['corpus']} {label['id']} {line}")
        right = counts["right"]
        print(
            f"{kind}: {counts['passages']} passages,"
            f" {right + counts['missed']} labelled,"
            f" precision {right / max(1, right + counts['wrong']):.3f},"
            f" recall {right / max(1, right + counts['missed']):.3f}"
        )


if __name__ == "__main__":
    main()
