"""What reading facts out of an article costs, stage by stage, on one core.

    python -m benchmarks.enrichment CORPUS.jsonl[.xz] [--articles 400] [--rounds 5]

Each line of the corpus is a JSON object with ``text`` and maybe ``title`` and ``date``.
The articles are those around the median length. Each is read stage by stage, as an index
is made, and each stage timed in CPU time; the figure is milliseconds an article. What
several stages share (the composed text, its capitalised words) counts for the first.
``first`` is the first round, with empty caches, where most names are met for the first
time; ``best`` is the best later round.
"""

from __future__ import annotations

import argparse
import json
import lzma
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from indexer.cleaning.clean import Cleaned, clean_record
from indexer.facts.dates.dates import read_dates
from indexer.facts.documents import find_documents
from indexer.facts.people.people import find_people
from indexer.facts.places.places import find_places
from indexer.sources.record import Record
from search.language.normal import compose

Stage = Callable[[Record, Cleaned], object]


def _title(cleaned: Cleaned) -> str:
    return compose(cleaned.title).text


def _text(cleaned: Cleaned) -> str:
    title, body = _title(cleaned), cleaned.composed
    return f"{title}\n{body}" if title else body


STAGES: dict[str, Stage] = {
    "clean": lambda record, cleaned: clean_record(record),
    "dates": lambda record, cleaned: read_dates(cleaned, record),
    "places": lambda record, cleaned: find_places(
        _title(cleaned), cleaned.composed, cleaned.publisher, record.published
    ),
    "people": lambda record, cleaned: find_people(_text(cleaned)),
    "documents": lambda record, cleaned: find_documents(_text(cleaned)),
}


def read_median(path: Path, count: int) -> list[dict[str, Any]]:
    """The ``count`` rows whose texts are nearest to the median length."""
    opened = lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else None
    with opened or path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    rows = sorted((row for row in rows if row.get("text")), key=_length)
    start = max(0, len(rows) // 2 - count // 2)
    return rows[start : start + count]


def _length(row: dict[str, Any]) -> int:
    return len(row["text"])


def measure(rows: list[dict[str, Any]], rounds: int) -> dict[str, tuple[float, float]]:
    """(first, best) milliseconds of CPU time an article, for each stage."""
    records = [
        Record(
            text=row["text"],
            source="",
            structured=True,
            title=row.get("title") or "",
            published=row.get("date") or "",
        )
        for row in rows
    ]
    cleaned = [clean_record(record) for record in records]
    totals: dict[str, list[float]] = {name: [] for name in STAGES}
    for stage in STAGES.values():
        stage(records[0], cleaned[0])  # tables are read and patterns compiled once
    for _ in range(rounds):
        spent = dict.fromkeys(STAGES, 0.0)
        for record, clean in zip(records, cleaned, strict=True):
            start = time.process_time()
            for name, stage in STAGES.items():
                stage(record, clean)
                end = time.process_time()
                spent[name] += end - start
                start = end
        for name, seconds in spent.items():
            totals[name].append(seconds / len(records) * 1000)
    return {name: (times[0], min(times[1:] or times)) for name, times in totals.items()}


def main() -> None:
    """Print a line for each stage and the sum."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    rows = read_median(options.corpus, options.articles)
    if not rows:
        parser.error("no article in the corpus")
    figures = measure(rows, options.rounds)
    first, best = (sum(pair[index] for pair in figures.values()) for index in (0, 1))
    print(f"{len(rows)} articles of about {_length(rows[len(rows) // 2])} characters")
    print(f"{'stage':10} {'first ms':>9} {'best ms':>9} {'share':>6}")
    for name, (cold, warm) in figures.items():
        print(f"{name:10} {cold:9.3f} {warm:9.3f} {warm / best:6.0%}")
    print(f"{'all':10} {first:9.3f} {best:9.3f}")


if __name__ == "__main__":
    main()
