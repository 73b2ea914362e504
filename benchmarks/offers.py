"""How often an index offers what was meant, and nothing where nothing was wrong.

``python -m benchmarks.offers INDEX`` asks a :class:`search.searcher.Searcher` for each
line of ``benchmarks/offer_sets/*.tsv``, sets written for this: misspellings by kind (the
first offer is right), ordinary words (no offer), beginnings (a good completion among
the first five, and none that must not be shown). Lines are halved by their place, odd
and even: the first half was looked at while rules were made, the second was not.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from search.language.tokens import terms
from search.request import SearchRequest
from search.searcher import Searcher

FOLDER = Path(__file__).with_name("offer_sets")
FIRST = 5
"""Completions of which one must be good."""

Row = list[str]
Judge = Callable[[Searcher, Row], str]
"""What is wrong with the answer to a row; empty if nothing."""


def rows(name: str) -> Iterator[Row]:
    """The rows of a set, comments left out."""
    for line in (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def _offers(searcher: Searcher, query: str) -> list[str]:
    page = searcher.search(SearchRequest(q=query, size=1))
    return [item.query for item in page.suggestions]


def judge_misspelling(searcher: Searcher, row: Row) -> str:
    """Whether the first offer is what was meant."""
    _, typed, meant = row
    offers = _offers(searcher, typed)
    wanted = [terms(text) for text in meant.split("|")]
    return "" if offers and terms(offers[0]) in wanted else f"{typed} -> {offers}"


def judge_ordinary(searcher: Searcher, row: Row) -> str:
    """Whether nothing is offered."""
    offers = _offers(searcher, row[0])
    return f"{row[0]} -> {offers}" if offers else ""


def judge_beginning(searcher: Searcher, row: Row) -> str:
    """Whether a good completion is among the first, and no bad one at all."""
    typed, good, bad = (*row, "")[:3]
    items = searcher.suggest(typed)
    found = [item.text.lower() for item in items]
    wanted = tuple(good.lower().split("|"))
    is_good = any(
        text.startswith(wanted) if item.kind == "title" else text in wanted
        for text, item in zip(found[:FIRST], items)
    )
    is_bad = any(text in bad.lower().split("|") for text in found)
    return "" if is_good and not is_bad else f"{typed} -> {found}"


SETS: dict[str, Judge] = {
    "misspellings": judge_misspelling,
    "ordinary": judge_ordinary,
    "beginnings": judge_beginning,
}


def report(searcher: Searcher, name: str, judge: Judge) -> Iterator[str]:
    """The shares of one set and what is wrong, as lines."""
    all_rows = list(rows(name))
    started = time.process_time()
    wrong = [judge(searcher, row) for row in all_rows]
    spent = (time.process_time() - started) / len(all_rows)
    right = [not text for text in wrong]
    first, second = right[::2], right[1::2]
    yield (
        f"{name}: {sum(right)} of {len(right)} right ({sum(first)} of {len(first)},"
        f" {sum(second)} of {len(second)}), {spent * 1000:.1f} ms each"
    )
    if name == "misspellings":
        kinds = Counter(row[0] for row in all_rows)
        done = Counter(row[0] for row, good in zip(all_rows, right) if good)
        yield ", ".join(f"{kind} {done[kind]}/{kinds[kind]}" for kind in kinds)
    yield from (f"  {text}" for text in wrong if text)


def main() -> None:
    """Print the report of one index."""
    searcher = Searcher(Path(sys.argv[1]))
    for name, judge in SETS.items():
        for line in report(searcher, name, judge):
            print(line)


if __name__ == "__main__":
    main()
