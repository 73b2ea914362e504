"""Similar articles: what tells an article from others is asked of the engine, and those
of about the same day get more. Weights and figures: docs/similar.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from math import log1p

from search.article import Article
from search.engines.base import EngineHit, EngineReader, inverse_frequency
from search.fields import NOT_WORDS, TEXT
from search.language.tokens import terms
from search.query.clauses import (
    Bonus,
    EngineQuery,
    Keyword,
    Range,
    Score,
    Some,
    Term,
    Without,
)

READ = 400
"""Terms of the body that are looked at, so that a long report costs what others do."""

READ_LENGTH = 4_000
"""Characters that are cut into terms for that."""

LEAD = 60
"""Terms of the body that count as its first paragraph."""

MOST = 40
"""Terms that are asked for."""

IN_TITLE, IN_LEAD = 3.0, 1.5
"""How much more a term is worth in the headline or in the first paragraph."""

COMMON = 0.1
"""Terms that a larger share of the articles has are not asked for ..."""

FEW = 100
"""... where there are so many articles that shares say something."""

NEAR: Mapping[int, float] = {2: 0.08, 7: 0.08, 30: 0.06}
"""Days around an article's date -> what others of these days get, as a share of what all
terms can add. Stated by the text or not, a date that is no full day adds nothing."""

MOST_SIMILAR = 20
"""Similar articles that may be asked for."""

Frequency = Callable[[str, str], int]
"""In how many articles a field has a term."""


def find_similar(
    reader: EngineReader, frequency: Frequency, article: Article, limit: int
) -> tuple[Article, ...]:
    """The articles that are most like one, the best first; no copies of it, and none
    that is a copy of another. Engines and profiles give the same order.

    :param frequency: ``reader.frequency``, or what keeps its answers.
    """
    scores = weigh_terms(article, frequency, reader.count)
    if not scores or limit < 1:
        return ()
    query = EngineQuery(
        Some(tuple(Term(TEXT, score.text) for score in scores)),
        scores=(*scores, *_near(article, scores, frequency, reader.count)),
        filters={
            "copy": Without(Keyword("copy", ("1",))),
            "group": Without(Keyword("group", (article.group or article.id,))),
        },
        limit=min(limit, MOST_SIMILAR) * 2,
    )
    hits = sorted(reader.search(query).hits, key=_order)
    return tuple(Article.from_stored(hit.stored) for hit in hits[:limit])


def _order(hit: EngineHit) -> tuple[float, str]:
    # Engines round sums differently, and number articles in orders of their own.
    return -round(hit.score, 3), hit.id


def weigh_terms(
    article: Article, frequency: Frequency, count: int
) -> tuple[Score, ...]:
    """The most telling syllables of an article, the best first and with weight 1.

    :param count: how many articles there are.
    """
    title = terms(article.title)
    body = terms(article.body[:READ_LENGTH])[:READ]
    weighed = sorted(_weigh(title, body, frequency, count))[:MOST]
    return tuple(
        Score(TEXT, term, round(minus / weighed[0][0], 4)) for minus, term in weighed
    )


def _weigh(
    title: Sequence[str], body: Sequence[str], frequency: Frequency, count: int
) -> Iterator[tuple[float, str]]:
    """Terms, each after how much it tells, as a negative number."""
    in_title, in_lead = set(title), set(body[:LEAD])
    most = count if count < FEW else count * COMMON
    for term, times in Counter((*title, *body)).items():
        holding = 0 if term in NOT_WORDS else frequency(TEXT, term)
        # What only this article has finds no other.
        if 1 < holding <= most:
            place = (
                IN_TITLE if term in in_title else IN_LEAD if term in in_lead else 1.0
            )
            told = place * log1p(times) * inverse_frequency(holding, count)
            yield -round(told, 6), term


def _near(
    article: Article, scores: Sequence[Score], frequency: Frequency, count: int
) -> Iterator[Bonus]:
    if article.date is None or article.date.precision not in ("day", "minute"):
        return
    day = date.fromisoformat(article.date.value[:10])
    all_terms = sum(
        score.weight * inverse_frequency(frequency(TEXT, score.text), count)
        for score in scores
    )
    for days, share in NEAR.items():
        around = Range("date", _number(day, -days), _number(day, days))
        yield Bonus(around, round(share * all_terms, 4))


def _number(day: date, days: int) -> int:
    try:
        moved = day + timedelta(days)
    except OverflowError:
        moved = day
    return moved.year * 10_000 + moved.month * 100 + moved.day
