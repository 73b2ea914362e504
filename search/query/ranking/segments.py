"""What follows what by relevance: the articles that satisfy a query, and those that
satisfy a part of it, which are never counted among them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from search.query.clauses import Clause, Nothing, Some, Without
from search.query.plan import Plan, all_of

ALL_REQUIRED = 3
"""Up to this many units, an article that is ranked by the first rule must have every
one. With 4 or 5 the news events of docs/relevance.md lose .02 of nDCG@10 and .03 of
R@100: articles about a headline's event often lack its fourth word."""

MOST = 0.5
"""Share of the units beyond that, though never fewer than above. At .6 events lose .005,
at .4 nothing is won and three times as many articles match."""

SOME = 1 / 3
"""Share that an article must have where few have most of them."""

FEW = 10
"""Articles up to which those with some of the units follow."""

SHORT = 6
"""Units up to which the articles that satisfy a query come before the others. A longer
one is a headline: its set is two or three articles, and not always the best, so that
events would lose .008 of nDCG@10."""

SHORT_GROUPS = 3
"""The same for what they are put together to: two long names are no headline."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Articles that are ranked together.

    :param is_full: whether each of them satisfies the query.
    :param where_few: whether they only follow where those before are few.
    """

    match: Clause
    is_full: bool = False
    where_few: bool = False


def segments(plan: Plan) -> tuple[Segment, ...]:
    """The segments of a query's ranking, in their order; each leaves out the articles of
    those before it."""
    count = len(plan.units)
    most = required(count)
    broad = _at_least(plan, most)
    if broad == plan.match:
        found = [Segment(broad, is_full=True)]
    elif plan.is_plain and not is_short(plan):
        found = [Segment(broad)]
    else:
        beyond = all_of((broad, Without(plan.match)))
        found = [Segment(plan.match, is_full=True), Segment(beyond)]
    some = max(1, ceil(count * SOME))
    if some < most:
        rest = all_of((_at_least(plan, some), Without(broad)))
        found.append(Segment(rest, where_few=True))
    return tuple(item for item in found if item.is_full or item.match != Nothing())


def is_short(plan: Plan) -> bool:
    """Whether the articles that satisfy a query come before the others."""
    return len(plan.units) <= SHORT or len(plan.groups) <= SHORT_GROUPS


def required(count: int) -> int:
    """How many of a query's units an article must have to be ranked with the first."""
    return min(count, max(ALL_REQUIRED, ceil(count * MOST)))


def _at_least(plan: Plan, minimum: int) -> Clause:
    units: Sequence[Clause] = plan.units
    if minimum < len(units):
        return all_of((*plan.strict, Some(tuple(units), minimum)))
    return all_of((*plan.strict, *units))
