"""From a request to what an engine is asked: the one way, for the page and its partial
matches, the API, the feed, the command line and ``timtin evaluate``.

The text is parsed once; the filters in it and those chosen beside it are read alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from search.config import MAX_WINDOW
from search.fields import Profile
from search.query.clauses import (
    All,
    Clause,
    EngineQuery,
    Everything,
    FacetAsk,
    Keyword,
    Scoring,
    Sort,
    Without,
)
from search.query.filters import (
    UNDATED,
    Filter,
    Values,
    check_period,
    chosen_values,
    combine,
    show,
    understand,
)
from search.query.forms.periods import EARLIEST, LATEST
from search.query.plan import Plan, Vocabulary
from search.query.planner import plan
from search.query.ranking.closeness import reward_recent, reward_whole
from search.query.ranking.segments import Segment, segments
from search.query.rewriting import match_by_pairs, prune, use_pair_field
from search.query.syntax import ADDING, Parsed, parse
from search.request import FACET_FIELDS, SearchRequest
from search.results import Notice

MAX_CHOICES = 40
"""Values chosen in all facets that are read."""

MAX_CHOICES_LENGTH = 1_200
"""Bytes of these together: they stand in every link of a page."""

OPEN_ENDED_ROWS = 20
"""Rows of a facet without a fixed set of values; chosen ones come on top."""

SHORT_PERIOD = 300
"""Between two dates as ``YYYYMMDD``: three months of one year."""

PERIOD_ENDS: Mapping[str, str] = {"date_from": "from", "date_to": "to"}
"""The ends of the chosen period: argument of the request -> field of the language."""


class RankingVocabulary(Vocabulary, Protocol):
    """What compiling asks of a collection."""

    @property
    def newest(self) -> int:
        """The date of the newest article, ``YYYYMMDD``; 0 when none has one."""

    def rarity(self, field: str, term: str) -> float:
        """The idf of a term."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What is chosen beside the text of a request.

    :param request: the request with its values in canonical form, without those that
        mean nothing.
    :param filters: what the values mean.
    """

    request: SearchRequest
    filters: tuple[Filter, ...] = ()
    warnings: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Compiled:
    """A request, understood.

    :param request: see :class:`Choices`.
    :param chosen: the filters chosen beside the text; those in it are ``plan.typed``.
    :param query: for an engine of the profile.
    :param scores: what orders the matches, before it was rewritten for the profile.
    """

    request: SearchRequest
    parsed: Parsed
    plan: Plan
    query: EngineQuery
    scores: tuple[Scoring, ...]
    profile: Profile
    chosen: tuple[Filter, ...] = ()
    warnings: tuple[Notice, ...] = ()

    @property
    def is_ranked(self) -> bool:
        """Whether the order is by relevance, so that partial matches have a place."""
        return self.query.sort == "relevance"

    def ranking(self) -> tuple[Segment, ...]:
        """What follows what by relevance, for an engine of the profile."""
        return tuple(
            replace(segment, match=match_by_pairs(segment.match, self.profile))
            for segment in segments(self.plan)
        )

    @property
    def filters(self) -> tuple[Filter, ...]:
        """Those chosen and those typed."""
        return (*self.chosen, *self.plan.typed)


def compile_query(
    request: SearchRequest,
    profile: Profile,
    vocabulary: RankingVocabulary,
    facets: bool = False,
    recency: float = 0.0,
) -> Compiled:
    """Understand a request. Never fails, whatever is in it.

    :param facets: whether facets are counted too.
    :param recency: see :func:`search.query.ranking.closeness.reward_recent`.
    """
    choices = read_choices(request, vocabulary)
    parsed = parse(request.q)
    request = replace(choices.request, q=parsed.text)
    made = plan(parsed, profile, vocabulary)
    if not request.q.strip():
        made = replace(made, match=Everything())
    rarity = vocabulary.rarity
    scores = prune(made.scores, rarity)
    scores = (
        *scores,
        *reward_whole(made, scores, rarity),
        *reward_recent(
            made, vocabulary.newest if recency else 0, recency, scores, rarity
        ),
    )
    filters = (*choices.filters, *made.typed)
    query = EngineQuery(
        match=made.match,
        scores=scores,
        filters=_filter_clauses(request, choices.filters, made),
        facets=(
            facet_asks(chosen_values(filters), _are_days_asked(request, filters))
            if facets
            else ()
        ),
        sort=_sort(request, made),
        offset=request.offset,
        limit=min(request.size, max(0, MAX_WINDOW - request.offset)),
        told=tuple(group.clause for group in made.groups),
    )
    warnings = (*choices.warnings, *made.warnings, *check_period(filters))
    return Compiled(
        request=request,
        parsed=parsed,
        plan=made,
        query=use_pair_field(query, profile),
        scores=scores,
        profile=profile,
        chosen=choices.filters,
        warnings=tuple(dict.fromkeys(warnings)),
    )


def read_choices(request: SearchRequest, known: Values | None = None) -> Choices:
    """Understand what is chosen beside the text; what cannot be read narrows nothing,
    and a notice says so.

    :param known: the values of the collection, so that any spelling of one will do.
    """
    filters: list[Filter] = []
    warnings: list[Notice] = []
    changes: dict[str, Any] = {}

    def read(name: str, field: str, text: str) -> Filter | None:
        understood, problems = understand(field, text, known)
        warnings.extend(Notice(problem, argument=name) for problem in problems)
        if understood is not None:
            filters.append(understood)
        return understood

    left, length = MAX_CHOICES, MAX_CHOICES_LENGTH
    for name in FACET_FIELDS:
        found: dict[str, None] = {}
        for text in getattr(request, name):
            left, length = left - 1, length - len(text.encode("utf-8", "replace"))
            if left < 0 or length < 0:
                message = (
                    f"Quá nhiều bộ lọc: không dùng “{show(text)}” và các giá trị sau"
                )
                warnings.append(Notice(message, argument=name))
                break
            if understood := read(name, name, text):
                found.update(dict.fromkeys(understood.written))
        changes[name] = tuple(found)
    for name, field in PERIOD_ENDS.items():
        text = getattr(request, name)
        if text and read(name, field, text) is None:
            changes[name] = ""
    return Choices(replace(request, **changes), tuple(filters), tuple(warnings))


def facet_asks(
    chosen: Mapping[str, Sequence[str]], days: bool = False
) -> tuple[FacetAsk, ...]:
    """The columns to count: dates as deep as the choices have drilled, months at least.

    :param chosen: facet -> values.
    :param days: whether days are counted in any case.
    """
    depth = 2 if days else max(map(_depth, chosen.get("date", ())), default=1)
    dates = [
        FacetAsk("date", column)
        for column in ("year", "month", "day")[: max(1, depth) + 1]
    ]
    keywords = [
        # What adds up is counted among the articles that have all of it.
        FacetAsk("" if name in ADDING else name, name, top=_top(name, chosen))
        for name in FACET_FIELDS
        if name != "date"
    ]
    return (*dates, *keywords, FacetAsk("copy", "copy"))


def _are_days_asked(request: SearchRequest, filters: Sequence[Filter]) -> bool:
    """Whether days are shown: they were asked for, or the period is a short one."""
    ends = [item for item in filters if item.facet == "period"]
    low = max((item.low for item in ends), default=EARLIEST)
    high = min((item.high for item in ends), default=LATEST)
    return request.unit == "day" or high - low <= SHORT_PERIOD


def _top(name: str, chosen: Mapping[str, Sequence[str]]) -> int:
    """How many values of a facet matter. What is chosen may be a rare one; publishers
    are counted."""
    counted = name in ("province", "publisher")
    return 0 if counted or chosen.get(name) else OPEN_ENDED_ROWS


def _depth(value: str) -> int:
    return 0 if value == UNDATED else min(value.count("-") + 1, 2)


def _filter_clauses(
    request: SearchRequest, chosen: Sequence[Filter], made: Plan
) -> dict[str, Clause]:
    """Facet -> clause. Where a facet is both chosen and typed, both hold."""
    merged = combine(chosen)
    if request.group:
        merged["group"] = Keyword("group", (request.group,))
    if not request.copies:
        merged["copy"] = Without(Keyword("copy", ("1",)))
    for name, clause in made.filters.items():
        merged[name] = All((merged[name], clause)) if name in merged else clause
    return merged


def _sort(request: SearchRequest, made: Plan) -> Sort:
    """What was asked for; without words to rank by, the newest first."""
    return request.sort if made.scores or request.sort != "relevance" else "newest"
