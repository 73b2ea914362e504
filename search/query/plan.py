"""What a query becomes: what must match, what ranks, and what to tell its reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from search.query.clauses import (
    All,
    Clause,
    Everything,
    Phrase,
    Scoring,
    Term,
    Without,
)
from search.query.filters import Filter, Values
from search.query.highlights import Mark
from search.results import Notice


class Counts(Protocol):
    """What is asked of a collection to see which words belong together."""

    def count(self, clause: Clause) -> int:
        """How many articles satisfy a clause, copies among them."""

    def count_loosely(self, terms: Sequence[str]) -> int:
        """How many articles have some terms side by side, whatever their marks."""

    def most_together(self, terms: Sequence[str]) -> int:
        """So many articles, or fewer, have some terms side by side: quick to say."""

    def spell(self, typed: Sequence[str]) -> Sequence[tuple[str, float]]:
        """For each of some adjacent terms its most likely spelling with diacritics and
        the posterior of that, by the pairs of the collection alone."""


class Vocabulary(Values, Counts, Protocol):
    """What the planner asks of a collection: its values, its spellings, its counts."""

    def variants(self, folded: str) -> Sequence[str]:
        """All terms of the collection that fold to this one."""

    def restore(self, terms: Sequence[str]) -> Sequence[tuple[str, float]]:
        """As :meth:`spell`, by the phrases of the collection too; a term that has marks
        is itself, with 1.0."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a query that stands for one thing: what an article has or lacks.

    :param text: as it was typed.
    """

    text: str
    clause: Clause


@dataclass(frozen=True, slots=True)
class Plan:
    """What to ask an engine, and what to tell the reader.

    :param match: for :class:`EngineQuery`, as are ``scores`` and ``filters`` (facet
        name -> clause; ``period`` for ``từ:`` and ``đến:``).
    :param typed: the filters of the query's own text, in order.
    :param terms: the terms to be found, in order, canonical, as typed.
    :param strict: what must hold whatever else.
    :param groups: what of its plain text must hold as one.
    :param units: the smallest parts of its plain text: a partial match has some.
    :param whole: all of its plain text side by side, where that is several terms.
    :param is_plain: whether the text has no operators.
    """

    match: Clause
    scores: tuple[Scoring, ...] = ()
    filters: Mapping[str, Clause] = field(default_factory=dict)
    warnings: tuple[Notice, ...] = ()
    marks: tuple[Mark, ...] = ()
    typed: tuple[Filter, ...] = ()
    terms: tuple[str, ...] = ()
    strict: tuple[Clause, ...] = ()
    groups: tuple[Part, ...] = ()
    units: tuple[Clause, ...] = ()
    whole: Clause | None = None
    is_plain: bool = True


def all_of(parts: Iterable[Clause]) -> Clause:
    """All of the parts, as one clause in its simplest form."""
    flat: list[Clause] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, All) else (part,))
    distinct = [part for part in dict.fromkeys(flat) if part != Everything()]
    if not distinct or all(isinstance(part, Without) for part in distinct):
        distinct.insert(0, Everything())
    return distinct[0] if len(distinct) == 1 else All(tuple(distinct))


def side_by_side(field: str, terms: Sequence[str]) -> Clause:
    """One or more terms as they are written, next to each other."""
    if len(terms) == 1:
        return Term(field, terms[0])
    return Phrase(field, tuple((term,) for term in terms))
