"""Answers queries over one commit of a tantivy index.

A reader that was prepared knows its matches (``bits``): their number and all facets
(``rows``) come from these, and tantivy only ranks: few matches by their numbers, of many
what scores, whether it matches or not, until enough of the best do. Otherwise, and where
that does not settle it, tantivy goes through the matching articles once for hits and
their number, once for all facets together and once more for each facet whose own filter
is set.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tantivy import DocAddress, Document, Order, Query, Searcher

from search.engines.base import EngineAnswer, EngineHit
from search.engines.tantivy.facets import FacetCounter
from search.engines.tantivy.nearness import ORDER
from search.engines.tantivy.query import QueryCompiler, indexed_term
from search.engines.tantivy.rows import ROW, RowReader
from search.fields import ABSENT
from search.query.clauses import (
    All,
    Clause,
    EngineQuery,
    Phrase,
    Scoring,
    Some,
    Sort,
    Term,
    Without,
)

if TYPE_CHECKING:
    from search.engines.columns import Column, Counts
    from search.engines.matching import Flags, Matcher, Matches
    from search.engines.tantivy.bits import ArticleBits

ID = "id"
KEY, STORED = "key", "stored"
"""Stored: the id and the JSON of an article."""

DATE = "date"
OLDEST_FIRST = "date_oldest_first"
"""The date again, with :data:`UNDATED` in the place of 0."""

UNDATED = 1 << 40

SAME_SCORE = 1e-6
"""Relative difference up to which two scores tie: tantivy adds the same parts up in
32 bits and in any order."""

TIE_GROWTH = 8
"""How many times more hits are asked for when those at the end of a page tie."""

SPARE = 60
"""Hits asked for beyond those wanted: the best that score but do not match."""

MAX_ASKED = 1_000
"""Hits that are looked through before tantivy is asked to rank the matches only: where
few of 560 match, ranking those takes 2 ms and looking through 4,480 took 17."""

MAX_NAMED = 300
"""Matches up to which each is named to tantivy, instead of what they match: ranking 20
takes .7 ms, not 3, 180 take 1.9, and 600 would take 4.2."""

MANY = 1_000
"""Matches up to which ranking only these takes less than looking through more than the
first hits: with filters 5 ms where it was 7, at p95 11 where it was 15."""

MAX_RANKINGS = 16
"""Rankings kept, mostly of 70 hits each."""

SCAN_PAGE = 500

Scored = tuple[float, DocAddress]


def stored_bytes(document: Document, field: str) -> bytes:
    """One of the stored fields of an article."""
    raw: Any = document.get_first(field)
    return bytes(raw)


def stored_text(document: Document, field: str) -> str:
    """The same as text."""
    return stored_bytes(document, field).decode("utf-8", "surrogatepass")


@dataclass(frozen=True, slots=True)
class Prepared:
    """What answers come from when there are many.

    :param columns: column -> its values; empty where the rows do not tell.
    """

    bits: ArticleBits
    matcher: Matcher
    columns: Mapping[str, Column]


@dataclass(slots=True)
class Snapshot:
    """One committed state.

    :param has_dead: tantivy's term statistics count deleted articles too.
    :param prepared: once :meth:`prepare` has read it.
    """

    searcher: Searcher
    compiler: QueryCompiler
    facets: FacetCounter
    has_dead: bool
    prepared: Prepared | None = None
    _rankings: dict[tuple[Scoring, ...], tuple[int, list[Scored]]] = field(
        default_factory=dict
    )

    def prepare(self) -> Iterator[None]:
        """Read what answers come from when there are many, step by step."""
        # Whoever asks once does without numpy.
        from search.engines.matching import Matcher
        from search.engines.tantivy.bits import ArticleBits

        bits = ArticleBits(self.searcher, self.compiler)
        if ROW in self.compiler.fields and bits.is_supported:
            columns: dict[str, Column] = {}
            reader = RowReader(self.searcher, self.compiler)
            yield from reader.read(bits.last, columns)
            self.prepared = Prepared(bits, Matcher(bits), columns)
            yield from bits.prepare()

    def answer(self, query: EngineQuery) -> EngineAnswer:
        """Everything a query asks for."""
        is_count = query.limit <= 0 and not query.facets and not query.filters
        if is_count:
            return EngineAnswer(self._count(query.match), ())
        matches: Matches | None = None
        counted: Mapping[str, Counts] = {}
        if self.prepared:
            from search.engines.columns import count_facets
            from search.engines.matching import Matches

            columns = self.prepared.columns
            matches = Matches(self.prepared.matcher, query)
            asks = [ask for ask in query.facets if ask.column in columns]
            counted = count_facets(asks, matches, columns.__getitem__)
        offset = max(query.offset, 0)
        wanted = offset + max(query.limit, 0) if query.limit > 0 else 0
        total, found = self._find(query, matches, wanted)
        page = found[offset:wanted]
        return EngineAnswer(
            total=total,
            hits=tuple(map(self._hit, page, self._tell(page, query.told))),
            facets=self.facets.count(query, counted),
        )

    def _count(self, clause: Clause) -> int:
        """How many articles satisfy a clause."""
        # Positions are quicker to count by than to put together.
        if self.prepared and not _has_phrase(clause):
            return self.prepared.matcher.count(clause)
        return _count(self.searcher.search(self.compiler.match(clause), 1))

    def _hit(self, found: Scored, told: tuple[bool, ...]) -> EngineHit:
        document = self.searcher.doc(found[1])
        id, stored = stored_text(document, KEY), stored_text(document, STORED)
        return EngineHit(id, found[0], stored, told)

    def _tell(
        self, page: Sequence[Scored], clauses: Sequence[Clause]
    ) -> list[tuple[bool, ...]]:
        """For each hit of a page, which clauses it satisfies."""
        if not page or not clauses:
            return [()] * len(page)
        numbers: list[Any] = self.searcher.fast_field_values(
            ORDER, [address for _, address in page]
        )
        named = self.compiler.any_value(ORDER, numbers)
        rows = [self._satisfying(clause, named, numbers) for clause in clauses]
        return [tuple(number in row for row in rows) for number in numbers]

    def _satisfying(
        self, clause: Clause, named: Query, numbers: Sequence[int]
    ) -> set[int]:
        """Those of some articles, named by their numbers, that satisfy a clause."""
        if self.prepared and isinstance(clause, Term):
            flags = self.prepared.matcher.match(clause)
            return {number for number in numbers if flags[number]}
        inside = self.compiler.both(named, self.compiler.match(clause))
        hits: list[Any] = self.searcher.search(
            inside, len(numbers), count=False, order_by_field=ORDER
        ).hits
        return {order for order, _ in hits}

    # Hits

    def _find(
        self, query: EngineQuery, matches: Matches | None, wanted: int
    ) -> tuple[int, list[Scored]]:
        """How many articles match, and the first of them in the asked order."""
        if matches is None:
            return self._hits(query, self._matching(query), wanted)
        flags, numbers = matches.without("")
        total = len(numbers)
        if not total or not wanted:
            return total, []
        if total <= MAX_NAMED:
            named = self.compiler.any_value(ORDER, numbers.tolist())
            return self._hits(query, named, wanted)
        found = None
        if query.sort == "relevance":
            found = self._best_of(flags, total, query.scores, wanted)
        if found is None:
            found = self._hits(query, self._matching(query), wanted)[1]
        return total, found

    def _matching(self, query: EngineQuery) -> Query:
        return self.compiler.match(query.match, *query.filters.values())

    def _best_of(
        self, flags: Flags, total: int, scores: Sequence[Scoring], wanted: int
    ) -> list[Scored] | None:
        """The best of some articles; ``None`` when they are not among the best of all,
        or do not score."""
        if any(score.weight <= 0 for score in scores):
            return None
        asked = wanted + SPARE
        while asked <= MAX_ASKED:
            hits = self._rank(tuple(scores), asked)
            if not hits:
                return None
            orders: Any = self.searcher.fast_field_values(
                ORDER, [address for _, address in hits]
            )
            kept = [hit for hit, is_match in zip(hits, flags[orders]) if is_match]
            if len(kept) == total:
                return self._settle(kept)
            if len(hits) < asked:
                # The rest of the matches score nothing.
                return None
            if len(kept) >= wanted and not _ties(kept[wanted - 1], hits[-1]):
                return self._settle(kept)
            if total <= MANY:
                return None
            asked *= TIE_GROWTH
        return None

    def _rank(self, scores: tuple[Scoring, ...], asked: int) -> list[Scored]:
        """So many of the best of all articles or more; kept, for where few match all of
        a query those that match a part of it are asked for next."""
        known, hits = self._rankings.get(scores, (0, []))
        if known >= asked:
            return hits
        ranked = self.compiler.scored(scores)
        if ranked is None:
            return []
        hits = self.searcher.search(ranked, asked, count=False).hits
        if len(self._rankings) >= MAX_RANKINGS:
            self._rankings.clear()
        self._rankings[scores] = asked, hits
        return hits

    def _hits(
        self, query: EngineQuery, matching: Query, wanted: int
    ) -> tuple[int, list[Scored]]:
        """How many articles match, and the first of them in the asked order."""
        if not wanted:
            return _count(self.searcher.search(matching, 1)), []
        if query.sort == "relevance":
            return self._best(matching, query.scores, wanted)
        return self._by_date(matching, query.scores, query.sort, wanted)

    def _best(
        self, matching: Query, scores: Sequence[Scoring], wanted: int
    ) -> tuple[int, list[Scored]]:
        """By score; what ties comes in the order of indexing."""
        ranked = self.compiler.ranked(matching, scores)
        if ranked is None:
            return self._first_indexed(matching, wanted)
        asked = wanted + 1
        while True:
            result = self.searcher.search(ranked, asked)
            hits: list[Scored] = result.hits
            if len(hits) < asked or not _ties(hits[wanted - 1], hits[-1]):
                break
            if not hits[-1][0] and all(score.weight >= 0 for score in scores):
                return _count(result), self._fill(matching, scores, hits, wanted)
            asked *= TIE_GROWTH
        return _count(result), self._settle(hits)

    def _first_indexed(self, matching: Query, wanted: int) -> tuple[int, list[Scored]]:
        result = self.searcher.search(
            matching, wanted, order_by_field=ORDER, order=Order.Asc
        )
        return _count(result), [(0.0, address) for _, address in result.hits]

    def _fill(
        self,
        matching: Query,
        scores: Sequence[Scoring],
        hits: Sequence[Scored],
        wanted: int,
    ) -> list[Scored]:
        """Those that score, then what is wanted of the many that don't."""
        scoring = self._settle([hit for hit in hits if hit[0]])
        rest = self.compiler.both(
            matching, self.compiler.everything, without=self.compiler.weighted(scores)
        )
        return scoring + self._first_indexed(rest, wanted - len(scoring))[1]

    def _settle(self, hits: list[Scored]) -> list[Scored]:
        """Hits in descending order of score, ties put in the order of indexing."""
        settled: list[Scored] = []
        start = 0
        for place in range(1, len(hits) + 1):
            if place < len(hits) and _ties(hits[place - 1], hits[place]):
                continue
            run = hits[start:place]
            if len(run) > 1:
                run = [hit for _, hit in self._with_column(ORDER, run)]
            settled += run
            start = place
        return settled

    def _with_column(
        self, column: str, hits: Sequence[Scored]
    ) -> list[tuple[int, Scored]]:
        """Hits with their values in a column, ascending."""
        values: list[Any] = self.searcher.fast_field_values(
            column, [address for _, address in hits]
        )
        return sorted(zip(values, hits), key=lambda pair: pair[0])

    def _by_date(
        self, matching: Query, scores: Sequence[Scoring], sort: Sort, wanted: int
    ) -> tuple[int, list[Scored]]:
        """By date; what ties comes by score, then in the order of indexing."""
        newest = sort == "newest"
        column, order = (DATE, Order.Desc) if newest else (OLDEST_FIRST, Order.Asc)
        result = self.searcher.search(
            matching, wanted, order_by_field=column, order=order
        )
        dates: list[int] = [date for date, _ in result.hits]
        if not dates:
            return _count(result), []
        # Articles of the last date may go on beyond the page: only the best of them
        # are on it. All those before are.
        last = dates[-1]
        before = dates.index(last)
        hits: list[Scored] = []
        if before:
            nearest, farthest = dates[before - 1], dates[0]
            dated = self.compiler.range(column, *sorted((nearest, farthest)))
            inside = self.compiler.both(matching, dated)
            _, scored = self._best(inside, scores, before)
            by_date = self._with_column(column, scored)
            if newest:
                by_date.sort(key=lambda pair: -pair[0])
            hits = [hit for _, hit in by_date]
        same = self.compiler.both(matching, self.compiler.range(column, last, last))
        hits += self._best(same, scores, wanted - before)[1][: wanted - before]
        return _count(result), hits

    # Single articles and terms

    def find(self, id: str) -> DocAddress | None:
        """Where an article is."""
        hits = self.searcher.search(self.compiler.term(ID, id), 1).hits
        return hits[0][1] if hits else None

    def stored(self, id: str) -> str | None:
        """The JSON of an article."""
        address = self.find(id)
        if address is None:
            return None
        return stored_text(self.searcher.doc(address), STORED)

    def explain(self, id: str, scores: Iterable[Scoring]) -> list[float] | None:
        """What each clause adds to an article; ``None`` when there is no such one."""
        if self.find(id) is None:
            return None
        article = self.compiler.term(ID, id)
        parts = []
        for score in scores:
            ranked = self.compiler.ranked(article, (score,))
            hits = self.searcher.search(ranked, 1).hits if ranked is not None else []
            parts.append(float(hits[0][0]) if hits else 0.0)
        return parts

    def documents(self, after: int) -> list[tuple[int, Document]]:
        """Some articles in the order of indexing, from past an order number on."""
        rest = self.compiler.range(ORDER, after + 1, UNDATED)
        found = self.searcher.search(
            rest, SCAN_PAGE, order_by_field=ORDER, order=Order.Asc, count=False
        )
        return [(order, self.searcher.doc(address)) for order, address in found.hits]

    def frequency(self, field: str, term: str) -> int:
        """In how many articles a term occurs."""
        if self.prepared:
            known = self.prepared.bits.count_known(Term(field, term))
            if known is not None:
                return known
        query = self.compiler.term(field, term)
        if self.has_dead or query is self.compiler.nothing:
            return _count(self.searcher.search(query, 1))
        return self.searcher.doc_freq(field, indexed_term(term))

    def vocabulary(self, field: str, prefix: str) -> list[tuple[str, int]]:
        """Terms with a prefix and their frequencies, in code point order."""
        if field not in self.compiler.fields:
            return []
        live = self.compiler.everything if self.has_dead else None
        found = self.searcher.terms_with_prefix(field, indexed_term(prefix), live)
        return sorted(row for row in found if row[0] != ABSENT)


def _has_phrase(clause: Clause) -> bool:
    match clause:
        case All(parts) | Some(parts, _):
            return any(map(_has_phrase, parts))
        case Without(part):
            return _has_phrase(part)
    return isinstance(clause, Phrase)


def _count(result: Any) -> int:
    return int(result.count)


def _ties(one: Scored, other: Scored) -> bool:
    return abs(one[0] - other[0]) <= SAME_SCORE * abs(one[0])
