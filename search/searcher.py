"""From a request to a page: the one door for the command line, the page and the API."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from math import log
from pathlib import Path

from search.article import Article
from search.collection.lexicon import Completion
from search.collection.suggest import complete, suggest_queries
from search.collection.vocabulary import CollectionVocabulary
from search.config import MAX_WINDOW
from search.engines.base import EngineAnswer, EngineHit, EngineReader
from search.errors import ArticleNotFound, TimtinError
from search.fields import COUNTED_ROLES, FOLDED, TEXT, Profile
from search.page.choices import facet_asks, read_choices
from search.page.facets import build_chips, build_facets, with_typed
from search.page.highlight import Highlighter
from search.query.clauses import (
    All,
    Clause,
    EngineQuery,
    Everything,
    Nothing,
    Scoring,
    Sort,
)
from search.query.highlights import Mark, Slot
from search.query.planner import Plan, plan, relaxed
from search.query.ranking import describe
from search.query.removal import remove_filters
from search.query.rewriting import prune, use_pair_field
from search.query.syntax import parse
from search.request import SearchRequest
from search.results import (
    ArticleView,
    Explanation,
    Hit,
    MarkedText,
    SearchPage,
    Suggestion,
)
from search.stats import Stats
from search.store.opening import VERSIONS, OpenedIndex, open_index

MAX_PARTIAL = 10
"""Articles that match only a part of the query are shown, apart, to make up this many."""

FEW_HITS = 3
"""Up to this many results, spellings the collection knows better are offered."""


@dataclass(frozen=True, slots=True)
class _View:
    """One committed state with what was learnt of it."""

    opened: OpenedIndex
    vocabulary: CollectionVocabulary

    @property
    def reader(self) -> EngineReader:
        return self.opened.reader

    @property
    def profile(self) -> Profile:
        return self.opened.manifest.profile


class Searcher:
    """Searches one index. Safe to use from several threads; sees commits by itself."""

    def __init__(self, index: Path) -> None:
        self._path = index
        self._lock = threading.Lock()
        self._view: _View | None = None
        self._searched_before = False
        self._preparing: threading.Thread | None = None

    def _open(self) -> _View:
        with self._lock:
            view = self._view
            opened = view.opened.fresh() if view else open_index(self._path, VERSIONS)
            if view is None or opened is not view.opened:
                view = self._view = _View(opened, CollectionVocabulary(opened))
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

    def generation(self) -> str:
        """Names the committed state that answers; another one after each commit."""
        return self._open().opened.generation

    def count(self) -> int:
        """How many articles there are."""
        return self._open().reader.count

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

    def rank(self, query: str, limit: int) -> list[tuple[str, float]]:
        """The articles that a page of a query would list, copies too, as (id, score):
        those that satisfy it, then partial matches where they are few."""
        view = self._open()
        made = plan(query, view.profile, view.vocabulary)
        scores = prune(made.scores, view.vocabulary.rarity)
        asked = EngineQuery(made.match, scores, made.filters, limit=limit)
        hits = _ask(view, asked).hits
        partial = _partial(view, asked, made, MAX_PARTIAL - len(hits))
        return [(hit.id, hit.score) for hit in (*hits, *partial)]

    def article(self, article_id: str, query: str = "") -> ArticleView:
        """One article with the places that a query matches.

        :raises ArticleNotFound: when there is none with this id.
        """
        view = self._open()
        (stored,) = view.reader.fetch([article_id])
        if stored is None:
            raise ArticleNotFound(
                f"Không có bài nào mang mã “{article_id[:80]}”",
                "Tìm lại bài bằng timtin search hoặc trên trang tìm kiếm",
            )
        article = Article.from_json(stored)
        marks = plan(query, view.profile, view.vocabulary).marks if query else ()
        marker = _Marker(marks)
        [title] = marker.titles([article])
        return ArticleView(
            article,
            title=title,
            paragraphs=tuple(marker.body.mark_paragraphs(article.body)),
            copies=_count_copies(view.reader, article),
        )

    def suggest(self, text: str, limit: int = 8) -> list[Completion]:
        """Completions of what has been typed so far."""
        return complete(text, self._open().vocabulary, limit)

    def export(self) -> Iterator[str]:
        """Every article as one line of JSON, in order of indexing."""
        reader = self._open().reader
        for id, stored in reader.scan():
            if reader.frequency("group", id) > 1:
                # Whoever reads it must not have to find out again which one stands.
                stored = replace(Article.from_json(stored), group=id).to_json()
            yield stored

    def stats(self) -> Stats:
        """Figures of the index."""
        opened = self._open().opened
        reader = opened.reader
        years = reader.search(
            EngineQuery(Everything(), facets=facet_asks(SearchRequest())[:1], limit=0)
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

    def close(self) -> None:
        """Release the index's files."""
        with self._lock:
            view, self._view = self._view, None
        if self._preparing:
            self._preparing.join()
        if view:
            view.opened.close()


def _make_page(
    view: _View, request: SearchRequest, facets: bool, explain: bool
) -> SearchPage:
    reader, vocabulary = view.reader, view.vocabulary
    choices = read_choices(request, vocabulary)
    request = choices.request
    parsed = parse(request.q)
    made = plan(parsed, view.profile, vocabulary)
    if not request.q.strip():
        made = replace(made, match=Everything())
    query = EngineQuery(
        match=made.match,
        scores=prune(made.scores, vocabulary.rarity),
        filters=_both(choices.filters, made.filters),
        facets=facet_asks(with_typed(request, made.typed)) if facets else (),
        sort=_sort(request, made),
        offset=request.offset,
        limit=min(request.size, max(0, MAX_WINDOW - request.offset)),
    )
    answer = _ask(view, query)
    partial = _partial(view, query, made, MAX_PARTIAL - answer.total)
    marks = _weighted(reader.count, vocabulary, made.marks)
    build = _HitBuilder(reader, marks, query.scores if explain else ())
    found_little = answer.total <= FEW_HITS
    return SearchPage(
        query=request.q,
        total=answer.total,
        hits=build.hits(answer.hits),
        partial=build.hits(partial),
        facets=(build_facets(request, answer.facets, made.typed) if facets else ()),
        chips=build_chips(request, made.typed),
        unfiltered_url=SearchRequest(
            q=remove_filters(request.q, made.typed), sort=request.sort
        ).to_query_string(),
        warnings=(*choices.warnings, *made.warnings),
        suggestions=_suggestions(request, made, vocabulary, found_little),
        sort=query.sort,
        page=request.page,
        size=request.size,
        pages=max(1, -(-min(answer.total, MAX_WINDOW) // request.size)),
    )


def _size(folder: Path) -> int:
    return sum(item.stat().st_size for item in folder.rglob("*") if item.is_file())


def _both(
    chosen: Mapping[str, Clause], typed: Mapping[str, Clause]
) -> dict[str, Clause]:
    """The filters of the request and those in its text; under one name, both hold."""
    merged = dict(chosen)
    for name, clause in typed.items():
        merged[name] = All((merged[name], clause)) if name in merged else clause
    return merged


def _sort(request: SearchRequest, made: Plan) -> Sort:
    """What was asked for; without words to rank by, the newest first."""
    return request.sort if made.scores or request.sort != "relevance" else "newest"


def _suggestions(
    request: SearchRequest,
    made: Plan,
    vocabulary: CollectionVocabulary,
    found_little: bool,
) -> tuple[Suggestion, ...]:
    # Operators and typed filters mean what they say; only plain words are respelled.
    if not request.q or request.page > 1 or made.filters:
        return ()
    if not parse(request.q).plain:
        return ()
    return tuple(
        Suggestion(text, reason, request.changed(q=text).to_query_string())
        for text, reason in suggest_queries(request.q, vocabulary, found_little)
    )


def _ask(view: _View, query: EngineQuery) -> EngineAnswer:
    return view.reader.search(use_pair_field(query, view.profile))


def _partial(
    view: _View, query: EngineQuery, made: Plan, limit: int
) -> tuple[EngineHit, ...]:
    """The best articles that satisfy a part of the query and not all of it."""
    looser = relaxed(made, beyond=True) if limit > 0 and not query.offset else None
    if looser is None or isinstance(looser.match, Nothing):
        return ()
    wider = replace(query, match=looser.match, facets=(), limit=limit)
    return _ask(view, wider).hits


def _weighted(
    count: int, vocabulary: CollectionVocabulary, marks: Sequence[Mark]
) -> tuple[Mark, ...]:
    """The marks with how rare they are: the snippet shows the rarest."""
    return tuple(
        replace(
            mark,
            weight=sum(
                log(1 + (1 + count) / (1 + _slot_frequency(vocabulary, slot)))
                for slot in mark.slots
            ),
        )
        for mark in marks
    )


def _slot_frequency(vocabulary: CollectionVocabulary, slot: Slot) -> int:
    field = FOLDED if slot.folded else TEXT
    return max(vocabulary.frequency(field, term) for term in slot.terms)


def _count_copies(reader: EngineReader, article: Article) -> int:
    """How many other articles an article stands for."""
    if article.is_copy:
        return 0
    return max(0, reader.frequency("group", article.id) - 1)


class _Marker:
    """Marks titles and bodies, each with what was asked of it."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        of_text = [mark for mark in marks if not mark.title_only]
        self.body = Highlighter(of_text)
        self._title = Highlighter(marks) if len(of_text) < len(marks) else self.body

    def titles(self, articles: Sequence[Article]) -> list[MarkedText]:
        # A heading made of the body's first words is no title that was searched.
        headings = [article.heading for article in articles]
        marked = self._title.mark(headings)
        if self._title is self.body:
            return marked
        as_body = self.body.mark(headings)
        return [
            title if article.title else first_words
            for article, title, first_words in zip(articles, marked, as_body)
        ]


class _HitBuilder:
    """Dresses what an engine found for the reader."""

    def __init__(
        self,
        reader: EngineReader,
        marks: Sequence[Mark],
        explained: Sequence[Scoring],
    ) -> None:
        self._reader = reader
        self._marker = _Marker(marks)
        self._explained = explained

    def hits(self, found: Sequence[EngineHit]) -> tuple[Hit, ...]:
        articles = [Article.from_json(item.stored) for item in found]
        titles = self._marker.titles(articles)
        snippets = self._marker.body.make_snippets([item.body for item in articles])
        return tuple(map(self._hit, found, articles, titles, snippets))

    def _hit(
        self,
        found: EngineHit,
        article: Article,
        title: MarkedText,
        snippet: MarkedText,
    ) -> Hit:
        named = (place.slug for place in article.places if place.role in COUNTED_ROLES)
        return Hit(
            article=article,
            score=found.score,
            title=title,
            snippet=snippet,
            provinces=tuple(dict.fromkeys(named)),
            copies=_count_copies(self._reader, article),
            explanation=self._explanation(article.id) if self._explained else (),
        )

    def _explanation(self, article_id: str) -> tuple[Explanation, ...]:
        values = self._reader.explain(article_id, self._explained)
        found = [
            Explanation(describe(score), value)
            for score, value in zip(self._explained, values)
            if value
        ]
        return tuple(sorted(found, key=lambda item: -item.value))
