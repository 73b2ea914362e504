"""How often the event date read from the text agrees with the known date.

    python -m benchmarks.dates CORPUS.jsonl[.xz] [--sample 10000] [--seed 1]
        [--show 50] [--days 3]

Each line of the corpus is a JSON object with ``text`` and ``date`` (ISO), and maybe
``title`` and ``lead``. Dates and publishers are withheld from the reader; only the
year is given, as if it were metadata. Coverage is the share of articles that get an
event date at all; agreement the share of those within the days of the known date.
``--show`` prints disagreements, one a line, for reading.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from indexer.cleaning.clean import clean_record
from indexer.facts.dates.dates import read_dates
from indexer.sources.record import Record


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a JSON Lines file, plain or ``.xz``, that carry a date."""
    opened = lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else None
    with opened or path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row.get("date") and row.get("text"):
                yield row


def measure(rows: list[dict[str, Any]], days: int) -> tuple[Counter[str], list[str]]:
    """Outcomes counted, and a line for each disagreement."""
    counts: Counter[str] = Counter()
    lines = []
    for row in rows:
        known = date.fromisoformat(row["date"][:10])
        record = Record(
            text=row["text"],
            source="",
            structured=True,
            title=row.get("title") or "",
            lead=row.get("lead") or "",
            published=f"{known.year:04}",
        )
        cleaned = clean_record(record)
        event = read_dates(cleaned, record).event
        if event is None or len(event.value) < 10:
            counts["none" if event is None else "month"] += 1
            continue
        gap = (date.fromisoformat(event.value[:10]) - known).days
        counts["same day"] += gap == 0
        if abs(gap) <= days:
            counts["agree"] += 1
            continue
        counts["earlier" if gap < 0 else "later"] += 1
        lines.append(f"{gap:+5} {known} {event.value} {row.get('id', '')}")
    return counts, lines


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--sample", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--days", type=int, default=3)
    options = parser.parse_args()
    rows = list(read_rows(options.corpus))
    chooser = random.Random(options.seed)
    if options.sample and options.sample < len(rows):
        rows = chooser.sample(rows, options.sample)
    began = time.process_time()
    counts, lines = measure(rows, options.days)
    took = time.process_time() - began
    dated = counts["agree"] + counts["earlier"] + counts["later"]
    print(f"articles      {len(rows)}")
    print(f"with a day    {dated} ({dated / len(rows):.1%})")
    print(f"month only    {counts['month']}")
    print(
        f"within {options.days} days {counts['agree']} ({counts['agree'] / dated:.1%})"
    )
    print(f"same day      {counts['same day']} ({counts['same day'] / dated:.1%})")
    print(f"earlier       {counts['earlier']} ({counts['earlier'] / dated:.1%})")
    print(f"later         {counts['later']} ({counts['later'] / dated:.1%})")
    print(f"per article   {1000 * took / len(rows):.2f} ms, cleaning and dates")
    for line in chooser.sample(lines, min(options.show, len(lines))):
        print(line)


if __name__ == "__main__":
    main()
