"""From a request to a page: the one door for the command line, the page and the API."""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import replace

from search.article import Article
from search.batches import batched
from search.collection.completion import Completion, complete
from search.collection.foresight import ask_together
from search.collection.vocabulary import CollectionVocabulary
from search.config import MAX_WINDOW
from search.errors import TimtinError
from search.location import Location
from search.page.chips import build_chips
from search.page.choices import as_choices
from search.page.facets import (
    NOTHING_COUNTED,
    build_facets,
    count_spare_links,
    list_values,
    rows_of,
)
from search.page.hits import HitBuilder, view_article, weigh_marks
from search.page.similar import find_similar
from search.page.timeline import build_timeline
from search.page.view import Answer, View, make_suggestions
from search.query.clauses import (
    All,
    EngineQuery,
    Everything,
    FacetAsk,
    Keyword,
)
from search.query.compile import facet_asks
from search.query.filters import chosen_values
from search.query.removal import remove_filters
from search.query.syntax import ADDING
from search.request import SearchRequest
from search.results import (
    Around,
    ArticleView,
    Facet,
    FacetValues,
    SearchPage,
)
from search.stats import Stats
from search.store.opening import VERSIONS, open_index

MOST_COPIES = 20
"""Copies of an article that are listed beside it."""


EXPORTED_AT_ONCE = 500
"""Articles whose copies are counted together."""


class Searcher:
    """Searches one index. Safe to use from several threads; sees commits by itself.

    :param recency: what recent articles get by relevance, as a share of what the terms
        of a short query can add; 0 leaves dates out.
    """

    def __init__(self, index: Location, recency: float = 0.0) -> None:
        self._path = index
        self._recency = recency
        self._lock = threading.Lock()
        self._view: View | None = None
        self._searched_before = False
        self._preparing: threading.Thread | None = None

    def _open(self) -> View:
        with self._lock:
            view = self._view
            opened = view.opened.fresh() if view else open_index(self._path, VERSIONS)
            if view is None or opened is not view.opened:
                known = CollectionVocabulary(opened)
                view = self._view = View(opened, known, self._recency)
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

    def _prepare(self, view: View) -> threading.Thread:
        steps = view.reader.prepare()
        thread = threading.Thread(target=self._run_warm_up, args=(steps, view))
        thread.start()
        return thread

    def _run_warm_up(self, steps: Iterator[object], view: View) -> None:
        # What is damaged is told by the search that meets it.
        with suppress(TimtinError):
            for _ in steps:
                if view is not self._view or not threading.main_thread().is_alive():
                    break

    def view(self) -> View:
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
        compiled = view.read_as(view.compile(request))
        return view_article(view.reader, view.read(article_id), compiled)

    def similar(self, article_id: str, limit: int = 5) -> tuple[Article, ...]:
        """The articles most like one, without its copies.

        :raises ArticleNotFound: when there is none with this id.
        """
        view = self._open()
        article, frequency = view.read(article_id), view.vocabulary.frequency
        return find_similar(view.reader, frequency, article, limit)

    def copies(self, article: Article) -> tuple[Article, ...]:
        """The other articles of its group of copies, the oldest first, at most twenty."""
        own = Keyword("group", (article.group or article.id,))
        asked = EngineQuery(own, sort="oldest", limit=MOST_COPIES)
        hits = self._open().reader.search(asked).hits
        return tuple(Article.from_stored(h.stored) for h in hits if h.id != article.id)

    def around(self, request: SearchRequest, number: int) -> Around:
        """What a search lists at a place and beside it.

        :param number: the place, from 1, whatever page of the results it is on.
        """
        view = self._open()
        compiled = view.compile(request)
        first = max(1, number - 1)
        asked = replace(
            compiled.query, offset=first - 1, limit=number + 2 - first, told=()
        )
        answer = view.answer_compiled(replace(compiled, query=asked))
        found = {first + place: hit.id for place, hit in enumerate(answer.hits)}
        return Around(
            answer.full.total,
            found.get(number - 1, ""),
            found.get(number, ""),
            found.get(number + 1, ""),
        )

    def suggest(self, text: str, limit: int = 8) -> list[Completion]:
        """Completions of what has been typed so far."""
        return complete(text, self._open().vocabulary, limit)

    def export(self) -> Iterator[str]:
        """Every article as one line of JSON, in order of indexing."""
        reader = self._open().reader
        for rows in batched(reader.scan(), EXPORTED_AT_ONCE):
            sizes = reader.frequencies([("group", id) for id, _ in rows])
            for (id, stored), size in zip(rows, sizes):
                if size > 1:
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
            index_bytes=opened.used,
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
    view: View, asked: SearchRequest, facets: bool, explain: bool
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
    marks = ask_together(
        view.vocabulary,
        lambda known: weigh_marks(
            view.reader.count, known.frequency, answer.read_as.plan.marks
        ),
    )
    build = HitBuilder(view.reader, answer.read_as, compiled.plan, marks, explain)
    return SearchPage(
        query=asked.q,
        request=request,
        has_room=has_room,
        has_words=bool(compiled.plan.scores),
        total=total,
        hits=build.hits(answer.hits),
        partial=answer.partial,
        meant=answer.meant.request.q if answer.meant else "",
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
        suggestions=ask_together(
            view.vocabulary, lambda known: make_suggestions(compiled, known)
        ),
        sort=compiled.query.sort,
        page=request.page,
        size=request.size,
        pages=max(1, -(-min(total + answer.partial, MAX_WINDOW) // request.size)),
    )


def _count_publishers(answer: Answer) -> int:
    """How many printed the results: those that are chosen, where some are."""
    found = answer.full.facets.get("publisher", {})
    chosen = chosen_values(answer.compiled.filters).get("publisher")
    return len(found) if chosen is None else sum(value in found for value in chosen)
