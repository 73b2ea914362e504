"""Hits and articles as they are shown: titles and snippets marked, copies counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from math import log

from search.article import Article
from search.engines.base import EngineHit, EngineReader
from search.fields import COUNTED_ROLES, FOLDED, TEXT, text_of
from search.gazetteer.provinces import today
from search.language.normal import fold, fold_terms
from search.language.tokens import terms
from search.page.highlight import (
    SNIPPET_LENGTH,
    Found,
    Highlighter,
    mark_paragraphs,
    mark_text,
)
from search.query.clauses import Keyword, Score
from search.query.compile import Compiled
from search.query.filters import Filter
from search.query.highlights import Mark, Slot
from search.query.plan import Plan
from search.query.ranking.weights import describe
from search.results import ArticleView, Explanation, Hit, MarkedText

MAX_EXPLAINED = 20
"""Hits of a page whose scores are explained: each takes as long as its snippet."""

MAX_EXPLANATIONS = 300
"""Lines that explain scores on a page: what adds most to each of these hits."""

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


def words_of(plan: Plan) -> list[tuple[str, ...]]:
    """The words of several syllables in a query, by their terms: pyvi's, and what is
    asked for side by side."""
    words = [
        tuple(score.text.split("_"))
        for score in plan.scores
        if isinstance(score, Score) and score.field == "text_words"
    ]
    groups = (tuple(terms(group.text)) for group in plan.groups)
    return list(dict.fromkeys([*words, *(group for group in groups if len(group) > 1)]))


def name_marks(
    articles: Iterable[Article], filters: Sequence[Filter], weight: float
) -> tuple[Mark, ...]:
    """Marks for the people, places and documents that articles were filtered by, as
    they write them.

    :param weight: of each: the snippet shows the most.
    """
    wanted = {
        facet: {
            value for item in filters if item.facet == facet for value in item.values
        }
        for facet in ("person", "province", "document")
    }
    if not any(wanted.values()):
        return ()
    names: dict[str, None] = {}
    for article in articles:
        for person in article.people:
            if person.name in wanted["person"]:
                names[person.name] = None
        for place in article.places:
            if not wanted["province"].isdisjoint((place.slug, today(place.slug))):
                names[place.name] = None
        for document in article.documents:
            if document.number in wanted["document"]:
                names |= dict.fromkeys((document.name, document.number))
    parts = dict.fromkeys(tuple(terms(name)) for name in names)
    return tuple(
        Mark(tuple(Slot((term,)) for term in name), weight) for name in parts if name
    )


def speakers_of(filters: Iterable[Filter]) -> frozenset[str]:
    """The people whose words are asked for."""
    clauses = (item.clause for item in filters if item.facet == "speaker")
    return frozenset(
        name
        for clause in clauses
        if isinstance(clause, Keyword)
        for name in clause.values
    )


def told_by(article: Article, speakers: frozenset[str], wanted: frozenset[str]) -> str:
    """What a snippet is cut from: the statement of one of some speakers that has most of
    the words, else the body.

    :param wanted: terms without diacritics.
    """
    mine = [item for item in article.statements if item.speaker in speakers]
    if not mine:
        return article.body
    text = text_of(article)
    said = [text[item.start : item.end] for item in mine]
    return max(said, key=lambda one: len(wanted.intersection(fold_terms(terms(one)))))


class Marker:
    """Marks titles, snippets and paragraphs, each with what was asked of it.

    :param marks: those of the plan with their weights, and those of names.
    """

    def __init__(self, plan: Plan, marks: Sequence[Mark]) -> None:
        words, terms = words_of(plan), frozenset(plan.terms)
        of_text = [mark for mark in marks if not mark.title_only]
        self._title = self._body = Highlighter(of_text, words, terms)
        if len(of_text) < len(marks):
            self._title = Highlighter(marks, words, terms)

    def mark_hits(
        self, articles: Sequence[Article], bodies: Sequence[str]
    ) -> Iterator[tuple[MarkedText, MarkedText]]:
        """The title and the snippet of each article.

        :param bodies: what the snippets are cut from.
        """
        in_titles = self._find_in_titles(articles)
        in_bodies = self._body.find_first(bodies, SNIPPET_LENGTH)
        for article, body, in_title, in_body in zip(
            articles, bodies, in_titles, in_bodies
        ):
            title, found = self._without_lone(article, in_title, in_body)
            yield title, self._body.make_snippet(body, found)

    def mark_article(self, article: Article) -> tuple[MarkedText, list[MarkedText]]:
        """The title and the paragraphs of an article."""
        [in_title] = self._find_in_titles([article])
        [in_body] = self._body.find([article.body])
        title, found = self._without_lone(article, in_title, in_body)
        return title, mark_paragraphs(article.body, found)

    def _without_lone(
        self, article: Article, in_title: Sequence[Found], in_body: Sequence[Found]
    ) -> tuple[MarkedText, Sequence[Found]]:
        """The title, and what is shown of the matches in the body."""
        of_title = self._title if article.title else self._body
        if of_title.has_word(in_title) or self._body.has_word(in_body):
            in_title = of_title.leave_out_lone(in_title)
            in_body = self._body.leave_out_lone(in_body)
        return mark_text(article.heading, in_title), in_body

    def _find_in_titles(self, articles: Sequence[Article]) -> list[list[Found]]:
        # A heading made of the body's first words is no title that was searched.
        headings = [article.heading for article in articles]
        found = self._title.find(headings)
        if self._title is self._body:
            return found
        return [
            of_title if article.title else first_words
            for article, of_title, first_words in zip(
                articles, found, self._body.find(headings)
            )
        ]


class HitBuilder:
    """Builds hits (title, snippet, copies) from what an engine found.

    :param compiled: what the hits were found by.
    :param typed: what says which parts a hit lacks.
    :param marks: what the query matches, with weights.
    :param is_explained: whether each hit shows the points of its clauses.
    """

    def __init__(
        self,
        reader: EngineReader,
        compiled: Compiled,
        typed: Plan,
        marks: Sequence[Mark],
        is_explained: bool = False,
    ) -> None:
        self._reader = reader
        self._filters = compiled.filters
        self._marks = marks
        self._plan = compiled.plan
        self._explained = compiled.scores if is_explained else ()
        self._parts = [group.text for group in typed.groups]

    def hits(self, found: Sequence[EngineHit]) -> tuple[Hit, ...]:
        """A hit for each that was found, in its order."""
        articles = [Article.from_stored(item.stored) for item in found]
        # A name that was filtered by is worth more than all words: it is shown.
        most = 1 + sum(mark.weight for mark in self._marks)
        names = name_marks(articles, self._filters, most)
        marker = Marker(self._plan, (*self._marks, *names))
        speakers = speakers_of(self._filters)
        wanted = frozenset(map(fold, self._plan.terms))
        bodies = [told_by(article, speakers, wanted) for article in articles]
        shown = marker.mark_hits(articles, bodies)
        rows = MAX_EXPLANATIONS // max(1, min(len(articles), MAX_EXPLAINED))
        copies = count_copies(self._reader, articles)
        told = self._explain(found[:MAX_EXPLAINED], rows)
        told += [()] * (len(found) - len(told))
        return tuple(map(self._hit, found, articles, shown, copies, told))

    def _hit(
        self,
        found: EngineHit,
        article: Article,
        shown: tuple[MarkedText, MarkedText],
        copies: int,
        explanation: tuple[Explanation, ...],
    ) -> Hit:
        named = (place.slug for place in article.places if place.role in COUNTED_ROLES)
        return Hit(
            article=article,
            score=found.score,
            title=shown[0],
            snippet=shown[1],
            provinces=tuple(dict.fromkeys(named)),
            copies=copies,
            lacks=tuple(part for part, has in zip(self._parts, found.told) if not has),
            explanation=explanation,
        )

    def _explain(
        self, hits: Sequence[EngineHit], rows: int
    ) -> list[tuple[Explanation, ...]]:
        if not self._explained or not hits:
            return [() for _ in hits]
        ids = [hit.id for hit in hits]
        return [
            self._rows(values)[:rows]
            for values in self._reader.explain_many(ids, self._explained)
        ]

    def _rows(self, values: Sequence[float]) -> tuple[Explanation, ...]:
        found = [
            Explanation(describe(score), value)
            for score, value in zip(self._explained, values)
            if value
        ]
        return tuple(sorted(found, key=lambda item: -item.value))


def view_article(
    reader: EngineReader, article: Article, compiled: Compiled
) -> ArticleView:
    """An article with what a request found in it."""
    names = name_marks([article], compiled.filters, 1.0)
    marker = Marker(compiled.plan, (*compiled.plan.marks, *names))
    title, paragraphs = marker.mark_article(article)
    return ArticleView(
        article,
        title=title,
        paragraphs=tuple(paragraphs),
        copies=count_copies(reader, [article])[0],
    )


def count_copies(reader: EngineReader, articles: Sequence[Article]) -> list[int]:
    """How many other articles each of some articles stands for."""
    standing = [article.id for article in articles if not article.is_copy]
    found = reader.frequencies([("group", id) for id in standing])
    counts = dict(zip(standing, found))
    return [max(0, counts.get(article.id, 1) - 1) for article in articles]
