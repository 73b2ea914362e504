"""Which articles of a tantivy index have phrases near each other in one sentence.

tantivy says of no term where it stands, but the terms of each article are stored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np
from tantivy import DocAddress, Order, Query, Searcher

from search.engines.nearness import near_articles
from search.engines.tantivy.term_archive import unpack_run
from search.fields import NOT_WORDS
from search.query.clauses import Near

ORDER = "order"
"""Ascends in the order of indexing: an article's number."""

TERMS = "terms"
"""Stored: the packed terms of an article."""

BATCH = 2_000
"""Articles whose places are held at once: 4 MB."""


def find_near(searcher: Searcher, candidates: Query, clause: Near) -> list[int]:
    """The numbers (:data:`ORDER`) of the articles that satisfy a clause, ascending.

    :param candidates: the articles that have every part somewhere; none else is read.
    """
    hits: list[Any] = searcher.search(
        candidates,
        max(searcher.num_docs, 1),
        count=False,
        order_by_field=ORDER,
        order=Order.Asc,
    ).hits
    found: list[int] = []
    rest = iter(hits)
    while batch := list(islice(rest, BATCH)):
        runs = (_read_run(searcher, address, clause.field) for _, address in batch)
        found += (int(batch[place][0]) for place in _near_runs(runs, clause))
    return found


def _read_run(searcher: Searcher, address: DocAddress, field: str) -> str:
    packed: Any = searcher.doc(address).get_first(TERMS)
    return unpack_run(bytes(packed), field)


def _near_runs(runs: Iterator[str], clause: Near) -> list[int]:
    """Which of some runs of terms satisfy a clause, by their numbers."""
    starts: list[list[int]] = [[] for _ in clause.parts]
    borders: list[int] = []
    for article, run in enumerate(runs):
        base, text = article << 32, f" {run} "
        for found, slots in zip(starts, clause.parts):
            found += [base + at for at in _places(text, slots)]
        borders += [base + at for at in _places(text, (tuple(NOT_WORDS),))]
    lengths = list(map(len, clause.parts))
    places = [np.array(found, np.int64) for found in starts]
    near = near_articles(places, lengths, np.array(borders, np.int64), clause.gap)
    numbers: list[int] = near.tolist()
    return numbers


def _places(text: str, slots: Sequence[Sequence[str]]) -> list[int]:
    """Where terms of the slots stand one after another, ascending.

    :param text: terms with a blank before and after each.
    """
    ways = [*dict.fromkeys(slots[0])]
    places = [at for term in ways for at in _find(text, term)]
    if len(slots) > 1 and places:
        terms = text.split(" ")[1:-1]
        places = [
            at
            for at in places
            if at + len(slots) <= len(terms)
            and all(
                one in slot for one, slot in zip(terms[at : at + len(slots)], slots)
            )
        ]
    return sorted(places)


def _find(text: str, term: str) -> Iterator[int]:
    wanted = f" {term} "
    done = place = 0
    at = text.find(wanted)
    while at >= 0:
        place += text.count(" ", done, at)
        yield place
        done, at = at, text.find(wanted, at + 1)
