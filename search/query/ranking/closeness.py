"""Points for a short query that an article answers as a whole: side by side, in its
title; and a few for an article that is new.

Points are a share of what the query's own terms can add, so that they weigh alike in
any collection.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from search.fields import TEXT
from search.query.clauses import (
    All,
    Bonus,
    Clause,
    Phrase,
    Range,
    Score,
    Scoring,
    Some,
    Term,
)
from search.query.forms.periods import LATEST
from search.query.plan import Plan, all_of
from search.query.ranking.segments import is_short

BM25_REACH = 1.6
"""What BM25 makes of an idf where a term is frequent in an article; at most 2.2."""

IN_TEXT = 0.15
"""Share for the whole query side by side, wherever it stands."""

IN_TITLE = 0.1
"""Share for the same in the title, on top of that."""

PARTS_IN_TITLE = 0.3
"""Share for a title that has all its parts, in whatever order. With the three, short
queries gain .011 of nDCG@10, those of four syllables .023; .1 of each more or less
changes less than .003. The same for the first 50 syllables loses .03."""

RECENT_YEARS = (1, 3)
"""Years before the newest article of a collection, half of the share for each. The first
and the tenth article of a broad query differ by 1.5 to 3.5% of their score."""

Rarity = Callable[[str, str], float]
"""Of a field and a term: its idf."""


def reward_whole(
    plan: Plan, scores: Sequence[Scoring], rarity: Rarity
) -> Iterator[Bonus]:
    """Points for articles that have all of a short query together."""
    if not plan.is_plain or not plan.groups or not is_short(plan):
        return
    reach = _reach(scores, rarity)
    in_title = PARTS_IN_TITLE
    if len(plan.groups) == 1:
        # All of its articles have it side by side: only the title tells them apart.
        in_title += IN_TITLE
    elif plan.whole is not None:
        yield Bonus(plan.whole, round(IN_TEXT * reach, 4))
        yield Bonus(_in_title(plan.whole), round(IN_TITLE * reach, 4))
    parts = all_of(_in_title(group.clause) for group in plan.groups)
    yield Bonus(parts, round(in_title * reach, 4))


def reward_recent(
    plan: Plan, newest: int, share: float, scores: Sequence[Scoring], rarity: Rarity
) -> Iterator[Bonus]:
    """Points for recent articles in a short query: few, so that they decide between
    those that tie.

    :param newest: the date of the newest article, ``YYYYMMDD``; 0 when none has one.
    :param share: of what the terms of the query can add.
    """
    points = share * _reach(scores, rarity) / len(RECENT_YEARS)
    if points > 0 and newest and is_short(plan):
        for years in RECENT_YEARS:
            since = newest - years * 10_000
            yield Bonus(Range("date", max(1, since), LATEST), round(points, 4))


def _reach(scores: Sequence[Scoring], rarity: Rarity) -> float:
    """What the terms of a query can add in the text of an article."""
    return BM25_REACH * sum(
        score.weight * rarity(score.field, score.text)
        for score in scores
        if isinstance(score, Score) and score.field.removesuffix("_folded") == TEXT
    )


def _in_title(clause: Clause) -> Clause:
    """A clause of the text, asked of the title."""
    match clause:
        case Phrase(_, slots):
            return Phrase("title", slots)
        case Term(field, text):
            return Term(field.replace(TEXT, "title", 1), text)
        case All(parts):
            return All(tuple(map(_in_title, parts)))
        case Some(parts, minimum):
            return Some(tuple(map(_in_title, parts)), minimum)
    return clause
