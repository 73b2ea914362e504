"""From a request to a page: the one door for the command line, the page and the API."""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from search.article import Article
from search.collection.completion import Completion, complete
from search.collection.suggest import suggest_queries
from search.collection.vocabulary import CollectionVocabulary
from search.config import MAX_WINDOW
from search.engines.base import EngineAnswer, EngineHit, EngineReader
from search.errors import ArticleNotFound, TimtinError
from search.fields import Profile
from search.page.chips import build_chips
from search.page.choices import as_choices
from search.page.facets import (
    NOTHING_COUNTED,
    Counts,
    build_facets,
    count_spare_links,
    list_values,
    rows_of,
)
from search.page.hits import HitBuilder, view_article, weigh_marks
from search.page.timeline import build_timeline
from search.query.clauses import (
    All,
    EngineQuery,
    Everything,
    FacetAsk,
    Keyword,
    Without,
)
from search.query.compile import Compiled, compile_query, facet_asks
from search.query.filters import chosen_values
from search.query.ranking.segments import FEW
from search.query.removal import remove_filters
from search.query.syntax import ADDING
from search.request import SearchRequest
from search.results import ArticleView, Facet, FacetValues, SearchPage, Suggestion
from search.stats import Stats
from search.store.opening import VERSIONS, OpenedIndex, open_index


@dataclass(frozen=True, slots=True)
class _Answer:
    """What an index has for a request.

    :param full: the articles that satisfy it: their number, facets, and by date hits.
    :param hits: of the asked page.
    :param partial: how many articles follow those by relevance that satisfy a part.
    """

    compiled: Compiled
    full: EngineAnswer
    hits: tuple[EngineHit, ...]
    partial: int = 0


@dataclass(frozen=True, slots=True)
class _View:
    """One committed state with what was learnt of it."""

    opened: OpenedIndex
    vocabulary: CollectionVocabulary
    recency: float = 0.0
    wholes: dict[bool, Counts] = field(default_factory=dict)

    @property
    def reader(self) -> EngineReader:
        return self.opened.reader

    @property
    def generation(self) -> str:
        return self.opened.generation

    @property
    def profile(self) -> Profile:
        return self.opened.manifest.profile

    def compile(self, request: SearchRequest, facets: bool = False) -> Compiled:
        return compile_query(
            request, self.profile, self.vocabulary, facets, self.recency
        )

    def count_wholes(self, copies: bool) -> Counts:
        """How many articles of the collection are of each time and province: counted
        once a commit.

        :param copies: whether each copy is an article.
        """
        if copies not in self.wholes:
            filters = {} if copies else {"copy": Without(Keyword("copy", ("1",)))}
            asks = [
                FacetAsk(name, name) for name in ("year", "month", "day", "province")
            ]
            asked = EngineQuery(
                Everything(), filters=filters, facets=tuple(asks), limit=0
            )
            self.wholes[copies] = self.reader.search(asked).facets
        return self.wholes[copies]

    def answer(self, request: SearchRequest, facets: bool = False) -> _Answer:
        compiled = self.compile(request, facets)
        if not compiled.is_ranked:
            full = self.reader.search(replace(compiled.query, told=()))
            return _Answer(compiled, full, full.hits)
        return self._rank(compiled)

    def _rank(self, compiled: Compiled) -> _Answer:
        asked, full = compiled.query, None
        hits: list[EngineHit] = []
        listed = 0
        for segment in compiled.ranking():
            if segment.where_few and listed >= FEW:
                break
            found = self.reader.search(
                replace(
                    asked,
                    match=segment.match,
                    facets=asked.facets if segment.is_full else (),
                    offset=max(0, asked.offset - listed),
                    limit=asked.limit - len(hits),
                    told=() if segment.is_full else asked.told,
                )
            )
            full = found if segment.is_full else full
            hits += found.hits
            listed += found.total
        full = full or self.reader.search(replace(asked, limit=0, told=()))
        return _Answer(compiled, full, tuple(hits), listed - full.total)


class Searcher:
    """Searches one index. Safe to use from several threads; sees commits by itself.

    :param recency: what recent articles get by relevance, as a share of what the terms
        of a short query can add; 0 leaves dates out.
    """

    def __init__(self, index: Path, recency: float = 0.0) -> None:
        self._path = index
        self._recency = recency
        self._lock = threading.Lock()
        self._view: _View | None = None
        self._searched_before = False
        self._preparing: threading.Thread | None = None

    def _open(self) -> _View:
        with self._lock:
            view = self._view
            opened = view.opened.fresh() if view else open_index(self._path, VERSIONS)
            if view is None or opened is not view.opened:
                known = CollectionVocabulary(opened)
                view = self._view = _View(opened, known, self._recency)
                if self._preparing:
                    self._preparing = self._prepare(view)
            return view

    def keep_ready(self) -> threading.Thread:
        """Read in the background what makes later searches quicker, now and after each
        commit; a searcher that is asked a second time does so by itself.

        :returns: the thread that does so for the newest commit.
        """
        view = self._open()
        with self._lock:
            self._preparing = self._preparing or self._prepare(view)
            return self._preparing

    def _prepare(self, view: _View) -> threading.Thread:
        steps = view.reader.prepare()
        thread = threading.Thread(target=self._run_warm_up, args=(steps, view))
        thread.start()
        return thread

    def _run_warm_up(self, steps: Iterator[object], view: _View) -> None:
        # What is damaged is told by the search that meets it.
        with suppress(TimtinError):
            for _ in steps:
                if view is not self._view or not threading.main_thread().is_alive():
                    break

    def view(self) -> _View:
        """The committed state that answers now, for what is told of many articles."""
        return self._open()

    def generation(self) -> str:
        """Names the committed state that answers; another one after each commit."""
        return self._open().opened.generation

    def count(self) -> int:
        """How many articles there are."""
        return self._open().reader.count

    def updated(self) -> str:
        """When the index was last written to, as ISO time."""
        return self._open().opened.manifest.updated

    def search(
        self, request: SearchRequest, facets: bool = False, explain: bool = False
    ) -> SearchPage:
        """Answer a request.

        :param facets: whether to count facets too.
        :param explain: whether each hit says which clauses gave it its score.
        :raises search.errors.TimtinError: when the index cannot be read.
        """
        started = time.perf_counter()
        if self._searched_before and not self._preparing:
            self.keep_ready()
        self._searched_before = True
        page = _make_page(self._open(), request, facets, explain)
        return replace(page, took_ms=(time.perf_counter() - started) * 1000)

    def values(self, request: SearchRequest, facet: str) -> FacetValues:
        """All values of a facet for a request.

        :param facet: one of ``FACET_FIELDS`` but ``date``.
        """
        view = self._open()
        compiled = view.compile(request)
        ask = FacetAsk("" if facet in ADDING else facet, facet)
        asked = replace(compiled.query, facets=(ask,), scores=(), limit=0, told=())
        counts = view.reader.search(asked).facets.get(facet, {})
        wholes = view.count_wholes(compiled.request.copies).get(facet, {})
        typed, chosen = compiled.plan.typed, compiled.chosen
        rows = rows_of(facet, compiled.request, typed, chosen, wholes)
        form = as_choices(compiled.request, typed, chosen)
        return FacetValues(list_values(rows, counts), compiled.request, form)

    def rank(self, query: str, limit: int) -> list[tuple[str, float]]:
        """The articles that a page of a query would list, copies too, as (id, score)."""
        view = self._open()
        answer = view.answer(SearchRequest(q=query, size=limit, copies=True))
        return [(hit.id, hit.score) for hit in answer.hits]

    def holding(self, query: str, ids: Collection[str]) -> set[str]:
        """Those of some articles that satisfy a query: copies of others do not count."""
        view = self._open()
        compiled = view.compile(SearchRequest(q=query))
        named = Keyword("group", tuple(ids))
        asked = replace(
            compiled.query,
            match=All((compiled.query.match, named)),
            scores=(),
            limit=MAX_WINDOW,
            told=(),
        )
        return {hit.id for hit in view.reader.search(asked).hits} & set(ids)

    def newest(self, query: str, limit: int) -> list[str]:
        """The ids of the newest articles that satisfy a query."""
        request = SearchRequest(q=query, size=limit, sort="newest")
        return [hit.id for hit in self._open().answer(request).hits]

    def article(
        self, article_id: str, request: SearchRequest = SearchRequest()
    ) -> ArticleView:
        """One article with the places that a request matches.

        :raises ArticleNotFound: when there is none with this id.
        """
        view = self._open()
        (stored,) = view.reader.fetch([article_id])
        if stored is None:
            raise ArticleNotFound(
                f"Không có bài nào mang mã “{article_id[:80]}”",
                "Tìm lại bài bằng timtin search hoặc trên trang tìm kiếm",
            )
        compiled = compile_query(request, view.profile, view.vocabulary)
        return view_article(view.reader, Article.from_stored(stored), compiled)

    def suggest(self, text: str, limit: int = 8) -> list[Completion]:
        """Completions of what has been typed so far."""
        return complete(text, self._open().vocabulary, limit)

    def export(self) -> Iterator[str]:
        """Every article as one line of JSON, in order of indexing."""
        reader = self._open().reader
        for id, stored in reader.scan():
            if reader.frequency("group", id) > 1:
                # Whoever reads it must not have to find out again which one stands.
                stored = replace(Article.from_stored(stored), group=id).to_json()
            yield stored

    def stats(self) -> Stats:
        """Figures of the index."""
        opened = self._open().opened
        reader = opened.reader
        years = reader.search(
            EngineQuery(Everything(), facets=facet_asks({})[:1], limit=0)
        ).facets.get("year", {})
        return Stats(
            path=str(self._path),
            engine=opened.manifest.engine,
            profile=opened.manifest.profile,
            created=opened.manifest.created,
            articles=reader.count,
            undated=years.get("0", 0),
            copies=reader.frequency("copy", "1"),
            publishers=sum(1 for _ in reader.vocabulary("publisher")),
            index_bytes=_size(opened.path / opened.manifest.data),
            years={year: years[year] for year in sorted(years) if year != "0"},
        )

    def forget(self) -> None:
        """Open the index anew at the next call, with nothing kept of what was read."""
        with self._lock:
            self._view = None

    def close(self) -> None:
        """Release the index's files."""
        with self._lock:
            view, self._view = self._view, None
        if self._preparing:
            self._preparing.join()
        if view:
            view.opened.close()


def _make_page(
    view: _View, asked: SearchRequest, facets: bool, explain: bool
) -> SearchPage:
    answer = view.answer(asked, facets)
    compiled, total = answer.compiled, answer.full.total
    request = compiled.request
    typed, chosen = compiled.plan.typed, compiled.chosen
    room = count_spare_links(request)
    chips = build_chips(request, typed, chosen, room // 4)
    # Each hit has a link to the article; one that lacks something has another.
    links = sum(1 if all(hit.told) else 2 for hit in answer.hits)
    has_room = links <= room // 2
    rows: tuple[Facet, ...] = ()
    counts, wholes, timeline = answer.full.facets, NOTHING_COUNTED, None
    if facets:
        wholes = view.count_wholes(request.copies)
        left = room - len(chips) - (links if has_room else 0)
        rows = build_facets(request, counts, typed, chosen, left, wholes)
        dates = rows_of("date", request, typed, chosen)
        timeline = build_timeline(
            counts, wholes, dates.chosen, request.unit, dates.link
        )
    marks = weigh_marks(
        view.reader.count, view.vocabulary.frequency, compiled.plan.marks
    )
    build = HitBuilder(view.reader, compiled, marks, explain)
    return SearchPage(
        query=asked.q,
        request=request,
        has_room=has_room,
        has_words=bool(compiled.plan.scores),
        total=total,
        hits=build.hits(answer.hits),
        partial=answer.partial,
        facets=rows,
        chips=chips,
        form=as_choices(request, typed, chosen),
        timeline=timeline,
        folded=0 if request.copies else counts.get("copy", {}).get("1", 0),
        publishers=_count_publishers(answer),
        unfiltered_url=SearchRequest(
            q=remove_filters(request.q, typed), sort=request.sort
        ).to_query_string(),
        warnings=compiled.warnings,
        suggestions=_suggestions(compiled, view.vocabulary),
        sort=compiled.query.sort,
        page=request.page,
        size=request.size,
        pages=max(1, -(-min(total + answer.partial, MAX_WINDOW) // request.size)),
    )


def _count_publishers(answer: _Answer) -> int:
    """How many printed the results: those that are chosen, where some are."""
    found = answer.full.facets.get("publisher", {})
    chosen = chosen_values(answer.compiled.filters).get("publisher")
    return len(found) if chosen is None else sum(value in found for value in chosen)


def _suggestions(
    compiled: Compiled, vocabulary: CollectionVocabulary
) -> tuple[Suggestion, ...]:
    request = compiled.request
    if not request.q or request.page > 1:
        return ()
    # Operators and typed filters mean what they say; only plain words are respelled.
    if compiled.plan.filters or not compiled.parsed.plain:
        return ()
    return tuple(
        Suggestion(
            offer.query,
            offer.reason,
            request.changed(q=offer.query).to_query_string(),
            offer.counts,
        )
        for offer in suggest_queries(request.q, vocabulary)
    )


def _size(folder: Path) -> int:
    return sum(item.stat().st_size for item in folder.rglob("*") if item.is_file())
