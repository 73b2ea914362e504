"""Hits and articles as they are shown: titles and snippets marked, copies counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import log

from search.article import Article
from search.engines.base import EngineHit, EngineReader
from search.fields import COUNTED_ROLES, FOLDED, TEXT
from search.page.highlight import Highlighter
from search.query.clauses import Scoring
from search.query.highlights import Mark, Slot
from search.query.ranking import describe
from search.results import ArticleView, Explanation, Hit, MarkedText

Frequency = Callable[[str, str], int]
"""Of a field and a term: in how many articles it occurs."""


def weigh_marks(
    count: int, frequency: Frequency, marks: Sequence[Mark]
) -> tuple[Mark, ...]:
    """The marks with how rare they are: the snippet shows the rarest.

    :param count: how many articles there are.
    """
    return tuple(
        replace(
            mark,
            weight=sum(
                log(1 + (1 + count) / (1 + _slot_frequency(frequency, slot)))
                for slot in mark.slots
            ),
        )
        for mark in marks
    )


def _slot_frequency(frequency: Frequency, slot: Slot) -> int:
    field = FOLDED if slot.folded else TEXT
    return max(frequency(field, term) for term in slot.terms)


def view_article(
    reader: EngineReader, article: Article, marks: Sequence[Mark]
) -> ArticleView:
    """An article with its matches marked."""
    marker = Marker(marks)
    [title] = marker.titles([article])
    return ArticleView(
        article,
        title=title,
        paragraphs=tuple(marker.body.mark_paragraphs(article.body)),
        copies=_count_copies(reader, article),
    )


def _count_copies(reader: EngineReader, article: Article) -> int:
    """How many other articles an article stands for."""
    if article.is_copy:
        return 0
    return max(0, reader.frequency("group", article.id) - 1)


class Marker:
    """Marks titles and bodies, each with what was asked of it.

    :ivar body: marks bodies.
    """

    def __init__(self, marks: Sequence[Mark]) -> None:
        of_text = [mark for mark in marks if not mark.title_only]
        self.body = Highlighter(of_text)
        self._title = Highlighter(marks) if len(of_text) < len(marks) else self.body

    def titles(self, articles: Sequence[Article]) -> list[MarkedText]:
        """The headings of articles."""
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


class HitBuilder:
    """Builds hits (title, snippet, copies) from what an engine found.

    :param explained: the clauses that each hit shows its points of; none when empty.
    """

    def __init__(
        self,
        reader: EngineReader,
        marks: Sequence[Mark],
        explained: Sequence[Scoring],
    ) -> None:
        self._reader = reader
        self._marker = Marker(marks)
        self._explained = explained

    def hits(self, found: Sequence[EngineHit]) -> tuple[Hit, ...]:
        """A hit for each that was found, in its order."""
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
