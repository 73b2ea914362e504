"""Tìm Tin's own index: the whole search, its parts, and raw tantivy below it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

from queries import Ask

from search.collection.vocabulary import CollectionVocabulary
from search.engines.base import EngineReader
from search.query.clauses import EngineQuery
from search.query.compile import compile_query
from search.request import SearchRequest
from search.searcher import Searcher
from search.store.opening import open_index

HITS = 10


_T = TypeVar("_T")


class _Prepared(Generic[_T]):
    """Something to ask of which a part is done before the clock starts."""

    def __init__(
        self, prepare: Callable[[Ask], _T], answer: Callable[[_T], object]
    ) -> None:
        self._prepare = prepare
        self._answer = answer
        self._ready: dict[Ask, _T] = {}

    def prepare(self, ask: Ask) -> None:
        """Do that part."""
        self._ready[ask] = self._prepare(ask)

    def __call__(self, ask: Ask) -> object:
        return self._answer(self._ready[ask])


def to_request(ask: Ask) -> SearchRequest:
    """The request that a page would make of a query."""
    return SearchRequest(q=ask.text, date=(ask.year,) if ask.year else ())


def whole(index: Path) -> Callable[[Ask], object]:
    """Parse, match, all facets, ten snippets."""
    searcher = _ready(index)
    return lambda ask: searcher.search(to_request(ask), facets=True)


def without_facets(index: Path) -> Callable[[Ask], object]:
    """Parse, match, ten snippets."""
    searcher = _ready(index)
    return lambda ask: searcher.search(to_request(ask))


def _ready(index: Path) -> Searcher:
    """A searcher that has read what a server reads before it is asked."""
    searcher = Searcher(index)
    searcher.keep_ready().join()
    return searcher


def engine_only(index: Path) -> Callable[[Ask], object]:
    """The engine's answer to a query that is planned already, without facets."""
    opened = open_index(index)
    deque(opened.reader.prepare())
    planned = _planner(index)
    return _Prepared(lambda ask: planned(ask, False), opened.reader.search)


def raw_tantivy(
    index: Path, facets: Literal["", "tops", "all"] = ""
) -> Callable[[Ask], object]:
    """What tantivy itself takes for the same clauses and aggregations, compiled before:
    one search and one aggregation, nothing read of what is found.

    :param facets: ``tops`` are the most frequent values of each facet, as many as a
        page shows, as tantivy gives them when asked for no more: right in every segment
        and nearly right over several. ``all`` are all values, so that the tops are
        right.
    """
    from tantivy import Query

    opened = open_index(index)
    snapshot: Any = getattr(opened.reader, "_snapshot")
    compiler, searcher = snapshot.compiler, snapshot.searcher
    planned = _planner(index)

    def compile_query(ask: Ask) -> tuple[Query, Query, dict[str, Any]]:
        query = planned(ask, True)
        matching = compiler.match(query.match, *query.filters.values())
        ranked = compiler.ranked(matching, query.scores) or matching
        sizes = {
            item.column: item.top if facets == "tops" and item.top else 65_000
            for item in query.facets
        }
        asked = {
            column: {"terms": {"field": column, "size": size}}
            for column, size in sizes.items()
        }
        return matching, ranked, asked

    def answer(compiled: tuple[Query, Query, dict[str, Any]]) -> object:
        matching, ranked, asked = compiled
        found = searcher.search(ranked, HITS)
        return found, searcher.aggregate(matching, asked) if facets else None

    return _Prepared(compile_query, answer)


def _planner(index: Path) -> Callable[[Ask, bool], EngineQuery]:
    opened = open_index(index)
    vocabulary = CollectionVocabulary(opened)
    profile = opened.manifest.profile

    def make(ask: Ask, facets: bool) -> EngineQuery:
        return compile_query(to_request(ask), profile, vocabulary, facets).query

    return make


def count_articles(index: Path) -> int:
    """How many articles an index has."""
    reader: EngineReader = open_index(index).reader
    return reader.count
