"""Which articles of a tantivy index have phrases near each other in one sentence.

tantivy says of no term where it stands, but the terms of each article are stored."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

from tantivy import DocAddress, Order, Query, Searcher

from search.engines.tantivy.term_archive import unpack_run
from search.fields import BORDER
from search.language.tokens import SENTENCE
from search.query.clauses import Near

ORDER = "order"
"""Ascends in the order of indexing: an article's number."""

TERMS = "terms"
"""Stored: the packed terms of an article."""
FEW_WAYS = 3
"""Spellings of a term up to which each is looked for in the joined text: of more, a
sentence is cut into terms first."""


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
    looked_for = _Parts(clause)
    return [
        int(number)
        for number, address in hits
        if looked_for.are_near(_read_run(searcher, address, clause.field))
    ]


def _read_run(searcher: Searcher, address: DocAddress, field: str) -> str:
    packed: Any = searcher.doc(address).get_first(TERMS)
    return unpack_run(bytes(packed), field)


class _Parts:
    """The phrases of a clause, looked for in one sentence after another."""

    def __init__(self, clause: Near) -> None:
        self._parts = [[frozenset(slot) for slot in slots] for slots in clause.parts]
        self._lengths = list(map(len, self._parts))
        self._widest = clause.gap + sum(self._lengths)
        firsts = [part[0] for part in self._parts]
        self._few = [
            [f" {term} " for term in ways] for ways in firsts if len(ways) <= FEW_WAYS
        ]
        self._many = [ways for ways in firsts if len(ways) > FEW_WAYS]

    def are_near(self, run: str) -> bool:
        """Whether a run of terms satisfies the clause.

        Only sentences with a first term of each part are cut into terms, up to the first
        one that does.
        """
        for sentence in f" {run.replace(BORDER, SENTENCE)} ".split(SENTENCE):
            if all(any(map(sentence.__contains__, ways)) for ways in self._few):
                terms = sentence.split(" ")
                if any(ways.isdisjoint(terms) for ways in self._many):
                    continue
                if self._stand_near([_places(terms, part) for part in self._parts]):
                    return True
        return False

    def _stand_near(self, places: Sequence[Sequence[int]]) -> bool:
        """As :func:`search.engines.nearness.near_articles`, for one sentence."""
        for firsts, length in zip(places, self._lengths):
            for first in firsts:
                end = first + length
                for others, other_length in zip(places, self._lengths):
                    at = bisect_left(others, first)
                    if others is firsts:
                        continue
                    if at == len(others):
                        break
                    end = max(end, others[at] + other_length)
                else:
                    if end - first <= self._widest:
                        return True
        return False


def _places(terms: Sequence[str], slots: Sequence[frozenset[str]]) -> list[int]:
    """Where terms of the slots stand one after another, ascending."""
    first = slots[0]
    places = [at for at, term in enumerate(terms) if term in first]
    if len(slots) == 1:
        return places
    return [
        at
        for at in places
        if at + len(slots) <= len(terms)
        and all(term in slot for term, slot in zip(terms[at:], slots))
    ]
