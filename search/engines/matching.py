"""The articles that satisfy a clause: one algebra of All, Some and Without for all engines.

An engine says which articles a *leaf* finds, a clause without parts: a term, a phrase, a
prefix, a filter. A new kind of leaf is a class in ``search.query.clauses`` and a case in
each engine's :meth:`Leaves.find`; nothing here changes, but for :data:`COSTS` where the
leaf is dear.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from cachetools import LRUCache
from numpy.typing import NDArray

from search.query.clauses import (
    All,
    Clause,
    EngineQuery,
    Everything,
    Near,
    Nothing,
    Phrase,
    Prefix,
    Some,
    Without,
)

Flags = NDArray[np.bool_]
"""One flag for each article, by its number."""

Numbers = NDArray[np.intp]
"""Numbers of articles, ascending."""

COSTS: dict[type[Any], int] = {Prefix: 1, Phrase: 2, Near: 3}
"""What is dearer than other leaves: of the parts of an All it is looked for last, and
only where the others hold."""

MAX_KEPT = 12
"""Compound clauses whose articles are kept: the segments of one ranking share theirs, and
so do its pages."""

_COMPOUND = (All, Some, Without, Everything, Nothing)


class Leaves(Protocol):
    """What an engine says of clauses without parts. Deleted articles are never found."""

    @property
    def size(self) -> int:
        """Numbers of articles, those of deleted ones too: the length of flags."""

    def everything(self) -> Flags:
        """All articles; not to be changed."""

    def find(self, leaf: Clause, within: Flags | None) -> Flags | Numbers:
        """The articles of a leaf, or of an All of leaves from :meth:`together`.

        :param within: what lies outside may be answered wrongly (``None``: nothing).
        :returns: flags, or numbers where they are few; not to be changed.
        """

    def together(self, leaves: Sequence[Clause]) -> Sequence[Clause]:
        """Those of some leaves, all wanted, that are found faster together than one by
        one; none or at least two."""


def as_flags(found: Flags | Numbers, size: int) -> Flags:
    """Some articles as flags.

    :param size: the length of flags.
    """
    if found.dtype == np.bool_:
        return found.view(np.bool_)
    flags = np.zeros(size, np.bool_)
    flags[found] = True
    return flags


class Matcher:
    """Evaluates clauses over the leaves of one committed state; safe for threads."""

    def __init__(self, leaves: Leaves) -> None:
        self._leaves = leaves
        self._kept: LRUCache[Clause | tuple[Clause, ...], Any] = LRUCache(MAX_KEPT)
        self._lock = threading.Lock()

    def match(self, clause: Clause, within: Flags | None = None) -> Flags:
        """The articles that satisfy a clause; not to be changed.

        :param within: what lies outside may be answered wrongly.
        """
        return self._flags(self._find(clause, within))

    def count(self, clause: Clause) -> int:
        """How many articles satisfy a clause."""
        found = self._find(clause, None)
        is_flags = found.dtype == np.bool_
        return int(np.count_nonzero(found)) if is_flags else len(found)

    def _recall(self, key: Clause | tuple[Clause, ...]) -> Any:
        with self._lock:
            return self._kept.get(key)

    def _keep(self, key: Clause | tuple[Clause, ...], found: Any) -> None:
        with self._lock:
            self._kept[key] = found

    def _find(self, clause: Clause, within: Flags | None) -> Flags | Numbers:
        if not isinstance(clause, _COMPOUND):
            return self._leaves.find(clause, within)
        found: Flags | Numbers | None = self._recall(clause)
        if found is None:
            found = self._put_together(clause, within)
            if within is None:
                self._keep(clause, found)
        return found

    def _put_together(self, clause: Clause, within: Flags | None) -> Flags | Numbers:
        match clause:
            case All(parts):
                return self._all(parts, within)
            case Some(parts, minimum):
                return self._some(parts, minimum, within)
            case Without(part):
                return self._leaves.everything() & ~self.match(part, within)
            case Everything():
                return self._leaves.everything()
        return np.empty(0, np.intp)

    def _all(self, parts: Sequence[Clause], within: Flags | None) -> Flags:
        leaves = [part for part in parts if not isinstance(part, _COMPOUND)]
        together = self._leaves.together(leaves)
        if together:
            parts = [part for part in parts if part not in together]
            within = self._flags(self._leaves.find(All(tuple(together)), within))
        found = within if together else None
        for part in sorted(parts, key=_cost):
            if found is not None and not found.any():
                return found
            inside = self.match(part, within if found is None else found)
            found = inside if found is None else found & inside
        return self._leaves.everything() if found is None else found

    def _some(
        self, parts: Sequence[Clause], minimum: int, within: Flags | None
    ) -> Flags | Numbers:
        if minimum > len(parts):
            return np.empty(0, np.intp)
        counts = self._recall(tuple(parts))
        if counts is None:
            counts = self._count(parts, within)
            if within is None:
                self._keep(tuple(parts), counts)
        satisfied: Flags = counts >= max(minimum, 1)
        return satisfied

    def _count(self, parts: Sequence[Clause], within: Flags | None) -> Any:
        """How many of the parts each article satisfies."""
        counts = np.zeros(self._leaves.size, np.min_scalar_type(len(parts)))
        for part in parts:
            found = self._find(part, within)
            if found.dtype == np.bool_:
                counts += found.view(np.uint8)
            else:
                counts[found] += 1
        return counts

    def _flags(self, found: Flags | Numbers) -> Flags:
        return as_flags(found, self._leaves.size)


def tell(
    matcher: Matcher, clauses: Sequence[Clause], numbers: Numbers, size: int
) -> list[tuple[bool, ...]]:
    """For each of some articles, which of some clauses it satisfies.

    :param size: the length of flags.
    """
    if not clauses or not len(numbers):
        return [()] * len(numbers)
    within = np.zeros(size, np.bool_)
    within[numbers] = True
    flags = [matcher.match(clause, within)[numbers].tolist() for clause in clauses]
    return list(zip(*flags))


def _cost(clause: Clause) -> int:
    match clause:
        case All(parts) | Some(parts, _):
            return max(map(_cost, parts), default=0)
        case Without(part):
            return _cost(part)
    return COSTS.get(type(clause), 0)


class Matches:
    """The articles that one query matches, with its filters."""

    def __init__(self, matcher: Matcher, query: EngineQuery) -> None:
        self._match = matcher.match(query.match)
        self._filters = {
            name: matcher.match(clause) for name, clause in query.filters.items()
        }
        self._found: dict[str, tuple[Flags, Numbers]] = {}

    def without(self, name: str) -> tuple[Flags, Numbers]:
        """The matches but for the filter of a name ("": all filters hold), as flags and
        as numbers."""
        name = name if name in self._filters else ""
        if name not in self._found:
            flags = self._match
            for other, found in self._filters.items():
                if other != name:
                    flags = flags & found
            self._found[name] = flags, flags.nonzero()[0]
        return self._found[name]
