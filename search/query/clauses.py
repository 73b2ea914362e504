"""What engines are asked: a boolean tree that decides matching, and weighted terms
that decide the order.

The two are apart on purpose: a match never depends on a weight, so every engine and
every ranking profile finds the same articles.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Sort = Literal["relevance", "newest", "oldest"]


@dataclass(frozen=True, slots=True)
class Everything:
    """Every article."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No article."""


@dataclass(frozen=True, slots=True)
class Term:
    """Articles that have the term in a text field."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Articles with adjacent terms in a field that has positions.

    :param slots: for each place the terms that may stand there, at least one each;
        at least two slots.
    :param implied: terms that any article with the phrase has, too; engines may look
        for it only where they all are.
    """

    field: str
    slots: tuple[tuple[str, ...], ...]
    implied: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Near:
    """Articles with each of some phrases in one sentence, in any order.

    :param parts: phrases as their slots (see :class:`Phrase`), at least two that differ;
        one may overlap another.
    :param gap: how many other terms may stand between them, in all: the first begins and
        the last ends within so many terms more than they all have.
    """

    field: str
    parts: tuple[tuple[tuple[str, ...], ...], ...]
    gap: int


@dataclass(frozen=True, slots=True)
class Prefix:
    """Articles with a term in a text field that starts with ``text``."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Keyword:
    """Articles with any of the values in a keyword field."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """Articles whose number column lies between two bounds, both included."""

    column: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class All:
    """Articles that satisfy every part; ``All(())`` is everything."""

    parts: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """Articles that satisfy at least ``minimum`` of the parts (``minimum`` >= 1)."""

    parts: tuple[Clause, ...]
    minimum: int = 1


@dataclass(frozen=True, slots=True)
class Without:
    """Articles that do not satisfy the part."""

    part: Clause


Clause = (
    Everything
    | Nothing
    | Term
    | Phrase
    | Near
    | Prefix
    | Keyword
    | Range
    | All
    | Some
    | Without
)


@dataclass(frozen=True, slots=True)
class Score:
    """``weight`` times the BM25 of a term in a text field, added where it occurs."""

    field: str
    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Bonus:
    """``weight`` added to every article that satisfies the clause."""

    clause: Clause
    weight: float


Scoring = Score | Bonus


@dataclass(frozen=True, slots=True)
class FacetAsk:
    """Count matching articles by each value of a keyword field or number column.

    :param name: the facet: the filter of this name is left out of its counts; several
        columns may belong to one facet. With an empty name all filters hold.
    :param column: one of ``KEYWORD_FIELDS`` or ``NUMBER_COLUMNS``; names the counts in
        the answer.
    :param top: how many of the most frequent values matter, 0 for all; an engine may
        leave out those that so many others precede, by frequency and, where that is the
        same, by code points.
    """

    name: str
    column: str
    top: int = 0


@dataclass(frozen=True, slots=True)
class EngineQuery:
    """One question to an engine.

    :param match: what an article must satisfy, whatever the filters.
    :param scores: what adds to an article's score; distinct, order without meaning.
    :param filters: facet name -> clause; all must hold, but a facet of the same name
        is counted without it.
    :param sort: ``newest`` and ``oldest`` go by ``date`` with undated articles (0)
        last both ways; ties by score, then by order of indexing.
    :param offset: hits to skip; ``limit`` may be 0 when only counts are wanted.
    :param told: clauses of which each hit says whether it satisfies them.
    """

    match: Clause
    scores: tuple[Scoring, ...] = ()
    filters: Mapping[str, Clause] = field(default_factory=dict)
    facets: tuple[FacetAsk, ...] = ()
    sort: Sort = "relevance"
    offset: int = 0
    limit: int = 10
    told: tuple[Clause, ...] = ()
