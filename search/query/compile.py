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
    Nothing,
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
    understand,
)
from search.query.planner import Plan, Vocabulary, plan, relaxed
from search.query.rewriting import prune, use_pair_field
from search.query.syntax import Parsed, parse
from search.request import FACET_FIELDS, SearchRequest
from search.results import Notice

OPEN_ENDED_ROWS = 20
"""Rows of a facet without a fixed set of values; chosen ones come on top."""

PERIOD_ENDS: Mapping[str, str] = {"date_from": "from", "date_to": "to"}
"""The ends of the chosen period: argument of the request -> field of the language."""


class RankingVocabulary(Vocabulary, Protocol):
    """What compiling asks of a collection."""

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

    def partial(self, limit: int) -> EngineQuery | None:
        """What finds the best articles that satisfy a part of the query and not all of
        it; ``None`` where there is no such part, or they have no place on this page."""
        looser = relaxed(self.plan, beyond=True)
        if limit <= 0 or self.query.offset or looser is None:
            return None
        if isinstance(looser.match, Nothing):
            return None
        wider = replace(self.query, match=looser.match, facets=(), limit=limit)
        return use_pair_field(wider, self.profile)


def compile_query(
    request: SearchRequest,
    profile: Profile,
    vocabulary: RankingVocabulary,
    facets: bool = False,
) -> Compiled:
    """Understand a request. Never fails, whatever is in it.

    :param facets: whether facets are counted too.
    """
    choices = read_choices(request, vocabulary)
    request = choices.request
    parsed = parse(request.q)
    made = plan(parsed, profile, vocabulary)
    if not request.q.strip():
        made = replace(made, match=Everything())
    scores = prune(made.scores, vocabulary.rarity)
    filters = (*choices.filters, *made.typed)
    query = EngineQuery(
        match=made.match,
        scores=scores,
        filters=_filter_clauses(choices, made),
        facets=facet_asks(chosen_values(filters)) if facets else (),
        sort=_sort(request, made),
        offset=request.offset,
        limit=min(request.size, max(0, MAX_WINDOW - request.offset)),
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

    for name in FACET_FIELDS:
        found: dict[str, None] = {}
        for text in getattr(request, name):
            if understood := read(name, name, text):
                found.update(dict.fromkeys(understood.values or (text,)))
        changes[name] = tuple(found)
    for name, field in PERIOD_ENDS.items():
        text = getattr(request, name)
        if text and read(name, field, text) is None:
            changes[name] = ""
    return Choices(replace(request, **changes), tuple(filters), tuple(warnings))


def facet_asks(chosen: Mapping[str, Sequence[str]]) -> tuple[FacetAsk, ...]:
    """The columns to count: as deep into the date as the choices have drilled.

    :param chosen: facet -> values.
    """
    depth = max(map(_depth, chosen.get("date", ())), default=0)
    dates = [
        FacetAsk("date", column) for column in ("year", "month", "day")[: depth + 1]
    ]
    keywords = [
        FacetAsk(name, name, top=_top(name, chosen))
        for name in FACET_FIELDS
        if name != "date"
    ]
    return (*dates, *keywords)


def _top(name: str, chosen: Mapping[str, Sequence[str]]) -> int:
    """How many values of a facet can be shown. What is chosen may be a rare one."""
    return 0 if name == "province" or chosen.get(name) else OPEN_ENDED_ROWS


def _depth(value: str) -> int:
    return 0 if value == UNDATED else min(value.count("-") + 1, 2)


def _filter_clauses(choices: Choices, made: Plan) -> dict[str, Clause]:
    """Facet -> clause. Where a facet is both chosen and typed, both hold."""
    merged = combine(choices.filters)
    request = choices.request
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
