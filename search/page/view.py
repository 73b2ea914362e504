"""One committed state of an index, and what it has for a request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from search.article import Article
from search.collection.foresight import ask_together
from search.collection.suggest import DID_YOU_MEAN, Offer, suggest_queries
from search.collection.vocabulary import YEARS, CollectionVocabulary, newest_of
from search.engines.base import EngineAnswer, EngineHit, EngineReader
from search.errors import ArticleNotFound
from search.fields import Profile
from search.page.facets import Counts
from search.page.hits import weigh_marks
from search.query.clauses import EngineQuery, Everything, FacetAsk, Keyword, Without
from search.query.compile import Compiled, compile_query
from search.query.ranking.segments import FEW, Segment, is_short
from search.request import SearchRequest
from search.results import Suggestion
from search.store.opening import OpenedIndex


@dataclass(frozen=True, slots=True)
class Answer:
    """What an index has for a request.

    :param full: the articles that satisfy it: their number, facets, and by date hits.
    :param hits: of the asked page.
    :param partial: how many articles follow those by relevance that satisfy a part.
    :param meant: the request whose articles these are, where none satisfies what was
        typed and that is likely a slip.
    """

    compiled: Compiled
    full: EngineAnswer
    hits: tuple[EngineHit, ...]
    partial: int = 0
    meant: Compiled | None = None

    @property
    def read_as(self) -> Compiled:
        """What the hits were found by."""
        return self.meant or self.compiled


@dataclass(frozen=True, slots=True)
class View:
    """One committed state with what was learnt of it."""

    opened: OpenedIndex
    vocabulary: CollectionVocabulary
    recency: float = 0.0
    wholes: dict[bool, Counts] = field(default_factory=dict)

    @property
    def reader(self) -> EngineReader:
        """What asks the engine."""
        return self.opened.reader

    @property
    def generation(self) -> str:
        """Names the state."""
        return self.opened.generation

    @property
    def profile(self) -> Profile:
        """Which fields there are."""
        return self.opened.manifest.profile

    def compile(self, request: SearchRequest, facets: bool = False) -> Compiled:
        """Understand a request."""

        def make(known: CollectionVocabulary) -> Compiled:
            made = compile_query(request, self.profile, known, facets, self.recency)
            if known.has_guessed:
                # What the page asks for later is asked for with the rest.
                weigh_marks(self.reader.count, known.frequency, made.plan.marks)
                make_suggestions(made, known)
            return made

        self._acquaint()
        return ask_together(self.vocabulary, make)

    def _acquaint(self) -> None:
        """Ask a far engine at once for what is needed once a commit."""
        if self.reader.is_far and False not in self.wholes:
            wholes, years = self.reader.search_many([_wholes_query(False), YEARS])
            self.wholes[False] = wholes.facets
            self.vocabulary.newest = newest_of(years)

    def read(self, article_id: str) -> Article:
        """One article.

        :raises ArticleNotFound: when there is none with this id.
        """
        (stored,) = self.reader.fetch([article_id])
        if stored is None:
            raise ArticleNotFound(
                f"Không có bài nào mang mã “{article_id[:80]}”",
                "Tìm lại bài bằng timtin search hoặc trên trang tìm kiếm",
            )
        return Article.from_stored(stored)

    def count_wholes(self, copies: bool) -> Counts:
        """How many articles of the collection are of each time and province: counted
        once a commit.

        :param copies: whether each copy is an article.
        """
        if copies not in self.wholes:
            self.wholes[copies] = self.reader.search(_wholes_query(copies)).facets
        return self.wholes[copies]

    def answer(self, request: SearchRequest, facets: bool = False) -> Answer:
        """What there is for a request."""
        return self.answer_compiled(self.compile(request, facets))

    def answer_compiled(self, compiled: Compiled) -> Answer:
        """The same for one that is understood."""
        if not compiled.is_ranked:
            full = self.reader.search(replace(compiled.query, told=()))
            return Answer(compiled, full, full.hits)
        answer = self._rank(compiled, compiled.ranking())
        meant = None if answer.full.total else self._meant(compiled)
        if meant is None:
            return answer
        # None of them satisfies what was typed: each says what of it it lacks.
        ranking = [replace(segment, is_full=False) for segment in meant.ranking()]
        found = self._rank(meant, ranking, answer.full)
        return replace(found, compiled=compiled, meant=meant)

    def read_as(self, compiled: Compiled) -> Compiled:
        """What the articles are found by that are listed for a request."""
        if not compiled.is_ranked or self.reader.counts([compiled.query.match])[0]:
            return compiled
        return self._meant(compiled) or compiled

    def _meant(self, compiled: Compiled) -> Compiled | None:
        """What a request that no article satisfies was likely meant to be, if it is
        short: a long one has parts enough that are no slip."""
        if not is_short(compiled.plan):
            return None
        asked, filters = compiled.query, compiled.query.filters
        if filters and self.reader.counts([asked.match])[0]:
            # The filters are what no article satisfies.
            return None
        offers = ask_together(
            self.vocabulary, lambda known: offers_for(compiled, known)
        )
        slips = [offer.query for offer in offers if offer.reason == DID_YOU_MEAN]
        if not slips:
            return None
        meant = self.compile(replace(compiled.request, q=slips[0]))
        return replace(meant, query=replace(meant.query, told=asked.told))

    def _rank_far(
        self,
        compiled: Compiled,
        ranking: Sequence[Segment],
        full: EngineAnswer | None,
    ) -> Answer:
        """:meth:`_rank` with one question for all segments, and one more for a page that
        begins beyond the first."""
        asked = compiled.query
        queries = [
            replace(
                asked,
                match=segment.match,
                facets=asked.facets if segment.is_full else (),
                limit=asked.limit if not (place and asked.offset) else 0,
                told=() if segment.is_full else asked.told,
            )
            for place, segment in enumerate(ranking)
        ]
        if full is None and not any(segment.is_full for segment in ranking):
            queries.append(replace(asked, limit=0, told=()))
        answers = self.reader.search_many(queries)
        hits, listed = list[EngineHit](), 0
        full = full or answers[-1]
        for place, (segment, found) in enumerate(zip(ranking, answers)):
            if segment.where_few and listed >= FEW:
                break
            full = found if segment.is_full else full
            offset, limit = max(0, asked.offset - listed), asked.limit - len(hits)
            more = found.hits[:limit]
            if place and asked.offset and limit and offset < found.total:
                again = replace(queries[place], offset=offset, limit=limit)
                more = self.reader.search(again).hits
            hits += more
            listed += found.total
        return Answer(compiled, full, tuple(hits), listed - full.total)

    def _rank(
        self,
        compiled: Compiled,
        ranking: Sequence[Segment],
        full: EngineAnswer | None = None,
    ) -> Answer:
        """What there is by relevance.

        :param full: what satisfies the request, if it is known.
        """
        if self.reader.is_far:
            return self._rank_far(compiled, ranking, full)
        asked = compiled.query
        hits: list[EngineHit] = []
        listed = 0
        for segment in ranking:
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
        return Answer(compiled, full, tuple(hits), listed - full.total)


def _wholes_query(copies: bool) -> EngineQuery:
    filters = {} if copies else {"copy": Without(Keyword("copy", ("1",)))}
    asks = [FacetAsk(name, name) for name in ("year", "month", "day", "province")]
    return EngineQuery(Everything(), filters=filters, facets=tuple(asks), limit=0)


def offers_for(
    compiled: Compiled, vocabulary: CollectionVocabulary
) -> tuple[Offer, ...]:
    """Other queries for what was typed: operators and typed filters mean what they say,
    only plain words are respelled."""
    text, is_plain = compiled.request.q, compiled.parsed.plain
    if not text or compiled.plan.filters or not is_plain:
        return ()
    return tuple(suggest_queries(text, vocabulary))


def make_suggestions(
    compiled: Compiled, vocabulary: CollectionVocabulary
) -> tuple[Suggestion, ...]:
    """The same as links, on the first page."""
    request = compiled.request
    if request.page > 1:
        return ()
    return tuple(
        Suggestion(
            offer.query,
            offer.reason,
            request.changed(q=offer.query).to_query_string(),
            offer.counts,
        )
        for offer in offers_for(compiled, vocabulary)
    )
