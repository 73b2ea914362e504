"""Similar articles: the syllables and words that tell an article from others are asked of
the engine, each for so many points; of what is found, those of about the same day count as
more alike. Points are whole, so that every engine and profile adds up the same: BM25 may
count what is dead, by up to a hundredth. Figures and alternatives: docs/similar.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from math import log1p

from search.article import Article
from search.engines.base import EngineReader, inverse_frequency
from search.fields import NOT_WORDS, TEXT, article_terms
from search.language.segmenter.single import default_segmenter
from search.query.clauses import Bonus, EngineQuery, Keyword, Some, Term, Without

FIELDS = (TEXT, "text_words")
"""Syllables, and words of several: every profile and engine has both."""

READ_LENGTH = 2_000
"""Characters of the body that are looked at, some 450 syllables, so that a long report
costs what others do."""

MOST = 40
"""Terms that are asked for."""

POINTS = 1_000
"""Of the most telling term; what all have is below 2**24, exact in any float."""

COMMON = 0.1
"""Terms that a larger share of the articles has are not asked for ..."""

FEW = 100
"""... where there are so many articles that shares say something."""

CANDIDATES = 30
"""Articles most alike by their terms, whose lengths and dates are looked at."""

SHORT = 1_500
"""Characters up to which an article's length does not matter ..."""

LENGTH_POWER = 0.3
"""... and the power of what it has beyond, by which its points are divided: it has many
terms by chance."""

NEAR: Mapping[int, float] = {2: 1.3, 7: 1.2, 30: 1.1}
"""Days apart -> how much more alike two articles count. A factor and no addend: what has
little in common does not come to be similar by its day."""

LEAST = 0.15
"""What a similar article has at least of the points of all terms that are asked for."""

MOST_SIMILAR = 20
"""Similar articles that may be asked for."""

Frequency = Callable[[str, str], int]
"""In how many articles a field has a term."""


def find_similar(
    reader: EngineReader, frequency: Frequency, article: Article, limit: int
) -> tuple[Article, ...]:
    """The articles that are most like one, the best first; no copies of it, and none
    that is a copy of another; none at all where nothing is like it. Engines and profiles
    give the same order.

    :param frequency: ``reader.frequency``, or what keeps its answers.
    """
    points = weigh_terms(article, frequency, reader.count)
    limit = min(limit, MOST_SIMILAR)
    if not points or limit < 1:
        return ()
    query = EngineQuery(
        Some(tuple(points)),
        scores=tuple(Bonus(term, worth) for term, worth in points.items()),
        filters={
            "copy": Without(Keyword("copy", ("1",))),
            "group": Without(Keyword("group", (article.group or article.id,))),
        },
        limit=CANDIDATES,
    )
    least = LEAST * sum(points.values())
    found = []
    for hit in reader.search(query).hits:
        other = Article.from_stored(hit.stored)
        length = max(1.0, (len(other.title) + len(other.body)) / SHORT)
        likeness = hit.score * nearness(article, other) / length**LENGTH_POWER
        if likeness >= least:
            found.append((-likeness, other.id, other))
    return tuple(other for *_, other in sorted(found, key=lambda row: row[:2])[:limit])


def weigh_terms(
    article: Article, frequency: Frequency, count: int
) -> Mapping[Term, int]:
    """The most telling terms of an article with their points, the best first.

    :param count: how many articles there are.
    """
    weighed = sorted(_weigh(article, frequency, count))[:MOST]
    return {
        Term(field, text): max(1, round(POINTS * minus / weighed[0][0]))
        for minus, field, text in weighed
    }


def _weigh(
    article: Article, frequency: Frequency, count: int
) -> Iterator[tuple[float, str, str]]:
    """Fields and terms, each after how much it tells, as a negative number."""
    start = replace(article, body=article.body[:READ_LENGTH])
    texts = article_terms(start, "lean", default_segmenter(tone_styles=True)).texts
    most = count if count < FEW else count * COMMON
    own = max(1, frequency("group", article.group or article.id))
    for field in FIELDS:
        for term, times in Counter(texts[field]).items():
            holding = 0 if term in NOT_WORDS else frequency(field, term)
            # What only this article and its copies have finds no other.
            if own < holding <= most:
                told = log1p(times) * inverse_frequency(holding, count) ** 2
                yield -round(told, 6), field, term


def nearness(one: Article, other: Article) -> float:
    """The factor of :data:`NEAR` for the days between two articles; 1 where one of them
    is not dated to the day."""
    days = _day(one), _day(other)
    if days[0] is None or days[1] is None:
        return 1.0
    apart = abs((days[0] - days[1]).days)
    return next((factor for most, factor in NEAR.items() if apart <= most), 1.0)


def _day(article: Article) -> date | None:
    return article.date.day if article.date else None
