"""Test collections: topics, judgements and the articles they are about."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus import read_articles

from search.commands.trec import Qrels, Topics, read_qrels, read_topics

KNOWN: Mapping[str, tuple[str, tuple[str, ...], bool]] = {
    "events": ("events-2013", ("news-2013", "news-2003-2006"), True),
    "titles": ("titles-2024", ("news-2024-2025",), False),
}
"""Name -> files of topics and judgements, files of articles, and whether these keep
their titles: topics that are titles would find themselves."""


@dataclass(frozen=True, slots=True)
class Collection:
    """What systems are measured on.

    :param corpus: JSON Lines, plain or ``.xz``.
    :param has_titles: whether the titles are indexed.
    """

    name: str
    topics: Path
    qrels: Path
    corpus: tuple[Path, ...]
    has_titles: bool = True

    def read_judged(self) -> tuple[Topics, Qrels]:
        """The topics that have judgements, with these."""
        topics, qrels = read_topics(self.topics), read_qrels(self.qrels)
        return {topic: topics[topic] for topic in topics if topic in qrels}, {
            topic: grades for topic, grades in qrels.items() if topic in topics
        }

    def read_rows(self) -> Iterator[dict[str, Any]]:
        """Its articles, each id once, without what is not to be indexed."""
        known: set[str] = set()
        for row in read_articles(self.corpus):
            if row["id"] not in known:
                known.add(row["id"])
                if not self.has_titles:
                    row.pop("title", None)
                yield row

    def write_rows(self, target: Path) -> int:
        """Write them as JSON Lines; :returns: how many."""
        count = 0
        with target.open("w", encoding="utf-8") as file:
            for row in self.read_rows():
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
                count += 1
        return count


def find_collections(shared: Path, names: Sequence[str]) -> list[Collection]:
    """The known collections in a folder that has ``relevance`` and ``corpus``."""
    found = []
    for name in names:
        judged, corpus, has_titles = KNOWN[name]
        found.append(
            Collection(
                name,
                shared / "relevance" / f"{judged}.topics.tsv",
                shared / "relevance" / f"{judged}.qrels",
                tuple(shared / "corpus" / f"{part}.jsonl.xz" for part in corpus),
                has_titles,
            )
        )
    return found
