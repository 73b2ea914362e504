"""Counts facets by tantivy's own columns, all of one filter in one pass.

This is how a reader counts that is not prepared, and of an index without rows. Turning a
column's numbers into texts is what costs, so of a facet with thousands of values only the
most frequent are read: each segment gives its own most frequent ones, with a bound on
what the others can amount to, and those that may be among the top are counted one by one
(the threshold algorithm of Fagin, Lotem and Naor 2003). Where the
bound does not decide, everything is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from tantivy import Query, Searcher

from search.engines.tantivy.query import LEAST, MOST, QueryCompiler
from search.fields import NUMBER_COLUMNS
from search.query.clauses import (
    All,
    Clause,
    EngineQuery,
    FacetAsk,
    Keyword,
    Term,
)

if TYPE_CHECKING:
    from search.engines.columns import Counts

MAX_VALUES = 65_000
"""What tantivy counts of a facet at most (its limit for all facets of one pass)."""

MORE_VALUES = 80
"""Values read of a segment beyond the top: the more, the lower the bound."""

MAX_CANDIDATES = 100
"""Values counted one by one; 30 take as long as reading 600 from six segments."""


class FacetCounter:
    """Counts the facets of queries over one commit; safe for threads."""

    def __init__(self, searcher: Searcher, compiler: QueryCompiler) -> None:
        self._searcher = searcher
        self._compiler = compiler

    def count(
        self, query: EngineQuery, counted: Mapping[str, Counts]
    ) -> dict[str, Counts]:
        """The facets that a query asks for, each without the filter of its own name.

        :param counted: those that are known.
        """
        counts = dict(counted)
        left = [ask for ask in query.facets if ask.column not in counted]
        left.sort(key=lambda ask: _left_out(query, ask))
        for name, asks in groupby(left, key=lambda ask: _left_out(query, ask)):
            kept = [query.filters[other] for other in query.filters if other != name]
            matching = self._compiler.match(query.match, *kept)
            counts |= self._count_natively(query, matching, list(asks))
        return {ask.column: counts[ask.column] for ask in query.facets}

    def _count_natively(
        self, query: EngineQuery, matching: Query, asks: Sequence[FacetAsk]
    ) -> dict[str, Counts]:
        if self._searcher.num_segments > 1 and not _is_light(query.match):
            asks = [replace(ask, top=0) for ask in asks]
        return _Counter(self._searcher, self._compiler).count(matching, asks)


def _left_out(query: EngineQuery, ask: FacetAsk) -> str:
    """The name of the filter that a facet is counted without, if there is one."""
    return ask.name if ask.name in query.filters else ""


def _is_light(clause: Clause) -> bool:
    """Whether a match is nothing but terms that all must stand there: any other is gone
    through again, and slowly, for each value that is counted."""
    if isinstance(clause, All):
        return all(map(_is_light, clause.parts))
    return isinstance(clause, Term | Keyword)


class _Counter:
    def __init__(self, searcher: Searcher, compiler: QueryCompiler) -> None:
        self._searcher = searcher
        self._compiler = compiler
        self._segments = searcher.num_segments

    def count(self, matching: Query, asks: Sequence[FacetAsk]) -> dict[str, Counts]:
        """Column -> value -> count, for one pass."""
        request = {ask.column: {"terms": self._terms(ask)} for ask in asks}
        try:
            found: dict[str, Any] = self._searcher.aggregate(matching, request)
        except ValueError as error:
            if "bucket limit" not in str(error):
                raise
            found = {}
        counts: dict[str, Counts] = {}
        for ask in asks:
            part = found.get(ask.column)
            known = self._read(matching, ask, part) if part is not None else None
            if known is not None:
                counts[ask.column] = known
            elif ask.top:
                counts |= self.count(matching, [replace(ask, top=0)])
            else:
                counts[ask.column] = self._count_many(matching, ask.column)
        return counts

    def _terms(self, ask: FacetAsk) -> dict[str, Any]:
        if not ask.top:
            return {"field": ask.column, "size": MAX_VALUES}
        of_segment = ask.top + MORE_VALUES
        size = min(MAX_VALUES, of_segment * max(1, self._segments))
        return {"field": ask.column, "size": size, "segment_size": of_segment}

    def _read(
        self, matching: Query, ask: FacetAsk, part: dict[str, Any]
    ) -> Counts | None:
        """The counts in an answer; ``None`` when it does not hold all that was asked."""
        counts = _buckets(part["buckets"])
        if not part["sum_other_doc_count"]:
            return counts
        if not 0 < ask.top < len(counts):
            return None
        # A value may have as many more as the segments that left it out allow; none
        # that every segment left out can have more than all of them allow.
        bound = part["doc_count_error_upper_bound"]
        if self._segments == 1:
            bound = min(counts.values())
        least = sorted(counts.values(), reverse=True)[ask.top - 1]
        if bound >= least:
            return None
        if self._segments == 1:
            return counts
        candidates = [text for text, count in counts.items() if count + bound >= least]
        if len(candidates) > MAX_CANDIDATES:
            return None
        return {
            text: self._count_value(matching, ask.column, text) for text in candidates
        }

    def _count_value(self, matching: Query, column: str, text: str) -> int:
        value = self._compiler.term(column, text)
        found: Any = self._searcher.search(self._compiler.both(value, matching), 1)
        return int(found.count)

    def _count_many(self, matching: Query, column: str) -> Counts:
        """Counts of a column with more values than tantivy counts in one pass."""
        if column in NUMBER_COLUMNS:
            return self._count_between(matching, column, LEAST, MOST)
        return dict(self._searcher.terms_with_prefix(column, "", matching))

    def _count_between(
        self, matching: Query, column: str, low: int, high: int
    ) -> Counts:
        inside = self._compiler.both(matching, self._compiler.range(column, low, high))
        request = {column: {"terms": {"field": column, "size": MAX_VALUES}}}
        found: dict[str, Any] = self._searcher.aggregate(inside, request)[column]
        if not found["sum_other_doc_count"]:
            return _buckets(found["buckets"])
        middle = (low + high) // 2
        return {
            **self._count_between(matching, column, low, middle),
            **self._count_between(matching, column, middle + 1, high),
        }


def _buckets(buckets: Iterable[dict[str, Any]]) -> Counts:
    return {
        key if isinstance(key := bucket["key"], str) else str(int(key)): count
        for bucket in buckets
        if (count := bucket["doc_count"])
    }
