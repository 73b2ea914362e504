"""The same question in a form that costs an engine less.

:func:`use_pair_field` asks for terms side by side by the field of pairs, where there is
one: there two syllables are one term but for their marks, so that positions are compared
in few articles, and not at all where any marks do.

:func:`prune` leaves out what hardly changes a ranking and costs most to add up. The
postings of a term that is in most articles are the longest, and what it can add is
least: its idf bounds it, as in MaxScore (Turtle and Flood 1995), but here a term is
left out for good rather than until an article may get among the best.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise, product
from math import prod

from search.fields import FOLDED, PAIRS, TEXT, Profile, pairs
from search.language.normal import fold
from search.query.clauses import (
    All,
    Bonus,
    Clause,
    EngineQuery,
    Phrase,
    Score,
    Scoring,
    Some,
    Term,
    Without,
)

MAX_PAIRS = 16
"""Ways to write two terms without marks that are looked up one by one."""

MAX_PHRASES = 1_024
"""Phrases whose pairs are kept: one stands in a query's match, its segments, its scores
and what is told of its hits."""

FEW_SPELLINGS = 6
"""Beyond so many ways to write two terms that were typed without marks, any will do."""


def use_pair_field(query: EngineQuery, profile: Profile) -> EngineQuery:
    """The same query for an index of a profile: phrases with the pairs that they imply,
    and points for two terms side by side asked of pairs."""
    if profile != "full":
        return query
    scores = tuple(map(_score_with_pairs, query.scores))
    told = tuple(map(_match_with_pairs, query.told))
    return replace(
        query, match=_match_with_pairs(query.match), scores=scores, told=told
    )


def match_by_pairs(clause: Clause, profile: Profile) -> Clause:
    """A clause as :func:`use_pair_field` has it in a query."""
    return _match_with_pairs(clause) if profile == "full" else clause


def _match_with_pairs(clause: Clause) -> Clause:
    match clause:
        case Phrase():
            return _with_pairs(clause)
        case All(parts):
            return All(tuple(map(_match_with_pairs, parts)))
        case Some(parts, minimum):
            return Some(tuple(map(_match_with_pairs, parts)), minimum)
        case Without(part):
            return Without(_match_with_pairs(part))
    return clause


@lru_cache(MAX_PHRASES)
def _with_pairs(phrase: Phrase) -> Phrase:
    """A phrase with the pairs of its terms, where they can be written in one way but
    for their marks."""
    if phrase.field != TEXT:
        return phrase
    folded = [set(map(fold, slot)) for slot in phrase.slots]
    implied = tuple(
        Term(PAIRS, pair)
        for left, right in pairwise(folded)
        if len(left) == len(right) == 1
        for pair in pairs((*left, *right))
    )
    return replace(phrase, implied=implied)


def _score_with_pairs(score: Scoring) -> Scoring:
    if not isinstance(score, Bonus) or not isinstance(score.clause, Phrase):
        return score
    phrase = _with_pairs(score.clause)
    earned: Clause = phrase
    if phrase.field == TEXT and len(phrase.slots) == 2:
        found = phrase.implied or _ways(phrase.slots)
        if 0 < len(found) <= MAX_PAIRS:
            together = found[0] if len(found) == 1 else Some(found)
            if _is_any_spelling(phrase.slots):
                earned = together
            elif len(found) > 1:
                earned = All((together, phrase))
    return Bonus(earned, score.weight)


def _ways(slots: Sequence[Sequence[str]]) -> tuple[Term, ...]:
    """The pairs that two terms may be, however they are written."""
    folded = product(*(dict.fromkeys(map(fold, slot)) for slot in slots))
    return tuple(Term(PAIRS, pair) for both in folded for pair in pairs(both))


def _is_any_spelling(slots: Sequence[Sequence[str]]) -> bool:
    bare = all(slot[0] == fold(slot[0]) for slot in slots)
    return bare and prod(map(len, slots)) > FEW_SPELLINGS


LONG_FIELDS = (TEXT, FOLDED)
"""Where a frequent term is in most articles."""

LEAST_SHARE = 0.01
"""Of what all terms of a query can add up to in these fields."""


def prune(
    scores: Sequence[Scoring], rarity: Callable[[str, str], float]
) -> tuple[Scoring, ...]:
    """The scores that may matter.

    :param rarity: field and term -> idf.
    """
    most = [_most(score, rarity) for score in scores]
    least = LEAST_SHARE * sum(filter(None, most))
    return tuple(
        score for score, worth in zip(scores, most) if worth is None or worth >= least
    )


def _most(score: Scoring, rarity: Callable[[str, str], float]) -> float | None:
    """What a term can add, but for a factor common to all; ``None`` where that is not
    asked."""
    if isinstance(score, Score) and score.field in LONG_FIELDS:
        return score.weight * rarity(score.field, score.text)
    return None
