"""Leaves out what hardly changes a ranking and costs most to add up.

The postings of a term that is in most articles are the longest, and what it can add is
least: its idf bounds it, as in MaxScore (Turtle and Flood 1995), but here a term is
left out for good rather than until an article may get among the best.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from search.fields import FOLDED, TEXT
from search.query.clauses import Score, Scoring

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
