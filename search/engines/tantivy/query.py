"""Clauses and scores as tantivy queries.

A match never scores: it stands as a required part worth nothing beside the optional
weighted terms, so what is found depends on no weight.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import product
from math import prod

from tantivy import FieldType, Occur, Query, Schema, Searcher

from search.engines.tantivy.nearness import ORDER, find_near
from search.query.clauses import (
    All,
    Bonus,
    Clause,
    Everything,
    Keyword,
    Near,
    Nothing,
    Phrase,
    Prefix,
    Range,
    Scoring,
    Some,
    Term,
    Without,
)

LONGEST_TERM = 60_000
"""Bytes; tantivy silently drops what is longer than 65,530."""

FEW_TERMS = 16
"""Terms up to which one query for each takes less than making an automaton of them."""

PLAIN_PHRASES = 6
"""Up to this many ways to fill a phrase's slots each is a phrase of its own, which
costs a fifth of a pattern."""

PATTERN_BYTES = 600
"""tantivy's patterns have at most 1,000 states, about one a byte."""

HALVED_COUNTS = 4
"""Of up to this many queries "at least so many" is spelt out as unions and
intersections. tantivy counts with a heap, five times as slow as a union, but beyond
this the spelling gets too long."""

LEAST, MOST = -(1 << 63), (1 << 63) - 1
"""The numbers that fit in a column."""

MAX_SCORES_KEPT = 16
"""Rankings whose queries are kept: a page asks for the best of two or three sets by one."""

MAX_NEAR_KEPT = 64
"""Questions for what is near whose answers are kept."""

Parts = list[tuple[Occur, Query]]


def indexed_term(text: str) -> str:
    """A term as tantivy keeps it: the same, but for what it cannot hold (lone
    surrogates, more than 64 KiB)."""
    if len(text) * 4 > LONGEST_TERM or not text.isprintable():
        raw = text.encode("utf-8", "backslashreplace")
        if len(raw) > LONGEST_TERM:
            digest = hashlib.sha256(raw).hexdigest()
            return raw[:LONGEST_TERM].decode("utf-8", "ignore") + digest
        return raw.decode()
    return text


class QueryCompiler:
    """Makes queries for one searcher; safe to use from several threads.

    :param fields: text and keyword fields of the index -> what is kept of their
        postings (``basic``, ``freq`` or ``position``).
    """

    def __init__(
        self, schema: Schema, searcher: Searcher, fields: Mapping[str, str]
    ) -> None:
        self._schema = schema
        self._searcher = searcher
        self.fields = fields
        self.everything = Query.all_query()
        self.nothing = Query.empty_query()
        self._near_found: dict[Near, Query] = {}
        self._optional = lru_cache(MAX_SCORES_KEPT)(self._make_optional)

    def match(self, *clauses: Clause) -> Query:
        """The articles that satisfy every clause; its scores mean nothing."""
        return self._all(clauses)

    def ranked(self, matching: Query, scores: Sequence[Scoring]) -> Query | None:
        """The matching articles with the sum of what they score; ``None`` when no
        clause can add anything."""
        parts = self._optional(tuple(scores))
        if not parts:
            return None
        required = Query.const_score_query(matching, 0.0)
        return Query.boolean_query([(Occur.Must, required), *parts])

    def scored(self, scores: Sequence[Scoring]) -> Query | None:
        """The articles that score, whether they match or not; ``None`` when no clause
        can add anything."""
        parts = self._optional(tuple(scores))
        return Query.boolean_query(parts) if parts else None

    def _make_optional(self, scores: Sequence[Scoring]) -> Parts:
        return [(Occur.Should, query) for query in self.weighted(scores)]

    def weighted(self, scores: Iterable[Scoring]) -> Iterator[Query]:
        """One query for each clause that can add to a score."""
        for score in scores:
            if isinstance(score, Bonus):
                query = self._compile(score.clause)
                if query is not self.nothing and score.weight:
                    yield Query.const_score_query(query, score.weight)
            elif score.field in self.fields and score.weight:
                term = indexed_term(score.text)
                # Without "freq" a field with positions would have them read as well.
                query = Query.term_query(self._schema, score.field, term, "freq")
                yield (
                    query
                    if score.weight == 1.0
                    else Query.boost_query(query, score.weight)
                )

    def term(self, field: str, text: str) -> Query:
        """The articles with a term in a text or keyword field."""
        if field not in self.fields:
            return self.nothing
        return Query.term_query(self._schema, field, indexed_term(text), "basic")

    def begun(self, field: str, text: str) -> list[tuple[str, int]]:
        """The terms of a field that begin so, with the articles of each, dead ones too."""
        if field not in self.fields:
            return []
        return self._searcher.terms_with_prefix(field, indexed_term(text))

    def any_term(self, field: str, terms: Sequence[str]) -> Query:
        """The articles with one of some terms of a field, each as it is indexed."""
        if not terms:
            return self.nothing
        if len(terms) > FEW_TERMS:
            return Query.term_set_query(self._schema, field, list(terms))
        return self.any_value(field, terms)

    def any_value(self, field: str, values: Iterable[str | int]) -> Query:
        """The articles with one of a few terms or numbers of an indexed field."""
        return _any(
            [Query.term_query(self._schema, field, value, "basic") for value in values]
        )

    def range(self, column: str, low: int, high: int) -> Query:
        """The articles with a number from ``low`` to ``high``, both included."""
        low, high = max(low, LEAST), min(high, MOST)
        if low > high:
            return self.nothing
        return Query.range_query(self._schema, column, FieldType.Integer, low, high)

    def both(self, one: Query, other: Query, without: Iterable[Query] = ()) -> Query:
        """The articles of both queries that are in none of the third."""
        parts = [(Occur.Must, one), (Occur.Must, other)]
        return Query.boolean_query(
            [*parts, *((Occur.MustNot, query) for query in without)]
        )

    def _compile(self, clause: Clause) -> Query:
        match clause:
            case Term(field, text):
                return self.term(field, text)
            case Keyword(field, values):
                return _any([self.term(field, value) for value in values])
            case Range(column, low, high):
                return self.range(column, low, high)
            case Phrase(field, slots, implied):
                phrase = self._phrase(
                    field, [list(dict.fromkeys(slot)) for slot in slots]
                )
                parts = [*map(self._compile, implied), phrase]
                return _any(parts, len(parts))
            case Near():
                return self._near(clause)
            case Prefix(field, text):
                return self._prefix(field, text)
            case All(parts):
                return self._all(parts)
            case Some(parts, minimum):
                if minimum > len(parts):
                    return self.nothing
                return _any(list(map(self._compile, parts)), max(minimum, 1))
            case Without():
                return self._all((clause,))
            case Everything():
                return self.everything
            case Nothing():
                return self.nothing

    def _all(self, clauses: Iterable[Clause]) -> Query:
        parts: Parts = []
        for part in _flattened(clauses):
            if isinstance(part, Without):
                parts.append((Occur.MustNot, self._compile(part.part)))
            elif part != Everything():
                parts.append((Occur.Must, self._compile(part)))
        if not any(occur == Occur.Must for occur, _ in parts):
            # Exclusions alone would find nothing.
            parts.append((Occur.Must, self.everything))
        if len(parts) == 1:
            return parts[0][1]
        return Query.boolean_query(parts)

    def _phrase(self, field: str, slots: Sequence[list[str]]) -> Query:
        if self.fields.get(field) != "position" or not all(slots):
            return self.nothing
        terms = [[indexed_term(text) for text in slot] for slot in slots]
        if prod(map(len, terms)) <= PLAIN_PHRASES or not _fits_patterns(terms):
            return _any(
                [
                    Query.phrase_query(self._schema, field, list(words))
                    for words in product(*terms)
                ]
            )
        patterns = product(*map(_patterns, terms))
        return _any(
            [
                Query.regex_phrase_query(self._schema, field, list(words))
                for words in patterns
            ]
        )

    def _near(self, clause: Near) -> Query:
        """tantivy says of no place where it is, and its phrases know no sentences: the
        articles with every part are read, and named."""
        found = self._near_found.get(clause)
        if found is None:
            parts = [self._phrase_of(clause.field, part) for part in clause.parts]
            near = find_near(self._searcher, _any(parts, len(parts)), clause)
            found = self.named(near)
            if len(self._near_found) >= MAX_NEAR_KEPT:
                self._near_found.clear()
            self._near_found[clause] = found
        return found

    def _phrase_of(self, field: str, slots: Sequence[Sequence[str]]) -> Query:
        if len(slots) > 1:
            return self._phrase(field, [list(dict.fromkeys(slot)) for slot in slots])
        return _any([self.term(field, text) for text in dict.fromkeys(slots[0])])

    def named(self, orders: Sequence[int]) -> Query:
        """The articles with some numbers."""
        if not orders:
            return self.nothing
        if len(orders) > FEW_TERMS:
            return Query.term_set_query(self._schema, ORDER, list(orders))
        return self.any_value(ORDER, orders)

    def _prefix(self, field: str, text: str) -> Query:
        if field not in self.fields:
            return self.nothing
        term = indexed_term(text)
        if len(term.encode()) <= PATTERN_BYTES:
            pattern = re.escape(term) + "(?s).*"
            return Query.regex_query(self._schema, field, pattern)
        return self.any_term(field, [found for found, _ in self.begun(field, text)])


def _flattened(clauses: Iterable[Clause]) -> Iterator[Clause]:
    for clause in clauses:
        if isinstance(clause, All):
            yield from _flattened(clause.parts)
        else:
            yield clause


def _any(queries: Sequence[Query], minimum: int = 1) -> Query:
    """At least ``minimum`` of some queries."""
    count = len(queries)
    if count == 1:
        return queries[0]
    if minimum == count:
        return Query.boolean_query([(Occur.Must, query) for query in queries])
    if 1 < minimum and count <= HALVED_COUNTS:
        return _any_by_halves(queries, minimum)
    parts = [(Occur.Should, query) for query in queries]
    return Query.boolean_query(parts, minimum if minimum > 1 else None)


def _any_by_halves(queries: Sequence[Query], minimum: int) -> Query:
    half = len(queries) // 2
    left, right = queries[:half], queries[half:]
    ways = []
    for count in range(max(0, minimum - len(right)), min(minimum, len(left)) + 1):
        parts = []
        if count:
            parts.append(_any(left, count))
        if count < minimum:
            parts.append(_any(right, minimum - count))
        ways.append(_any(parts, len(parts)))
    return _any(ways)


def _fits_patterns(slots: Iterable[Sequence[str]]) -> bool:
    return all(len(term.encode()) <= PATTERN_BYTES for slot in slots for term in slot)


def _patterns(terms: Sequence[str]) -> list[str]:
    """Patterns that together match just these terms."""
    patterns: list[str] = []
    size = 0
    for term in map(re.escape, terms):
        size += len(term.encode()) + 1
        if patterns and size <= PATTERN_BYTES:
            patterns[-1] += f"|{term}"
        else:
            patterns.append(term)
            size = len(term.encode())
    return patterns
