"""Event dates and titles against labels that were read by eye.

    python -m benchmarks.labels CORPUS.jsonl[.xz] [--labels tests/data/labels-dates.jsonl]

A label is an id of the corpus and the day of the article's event, null where its start
gives none. The title is asked of the article written as one text: title, blank line,
text. Precision is of what was given, recall of what there is.
"""

from __future__ import annotations

import argparse
import json
import lzma
from pathlib import Path

from indexer.cleaning.clean import clean_record
from indexer.facts.dates.dates import read_dates
from indexer.sources.record import Record

LABELS = Path(__file__).parent.parent / "tests" / "data" / "labels-dates.jsonl"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--labels", type=Path, default=LABELS)
    options = parser.parse_args()
    lines = options.labels.read_text("utf-8").splitlines()
    labels = {item["id"]: item["event"] for item in map(json.loads, lines)}
    right = given = there = titled = count = 0
    packed = options.corpus.suffix == ".xz"
    corpus = options.corpus.read_bytes()
    text = (lzma.decompress(corpus) if packed else corpus).decode("utf-8")
    for row in map(json.loads, text.splitlines()):
        if row.get("id") not in labels:
            continue
        wanted = labels[row["id"]]
        title = row.get("title") or ""
        text = "\n\n".join(filter(None, (row.get("lead"), row["text"])))
        record = Record(f"{title}\n\n{text}", "", published=row["date"])
        cleaned = clean_record(record)
        event = read_dates(cleaned, record).event
        found = event.value[:10] if event else None
        count += 1
        titled += cleaned.title == title
        given += found is not None
        there += wanted is not None
        right += found is not None and found == wanted
        if found != wanted:
            print(f"{row['id']} {wanted} {found}")
    print(
        f"articles {count}, titles {titled}, events {right} of {given} given,", end=" "
    )
    print(f"of {there} there")


if __name__ == "__main__":
    main()
