"""What a search gives back: one shape for the page, ``/api/search`` and ``--json``.

:func:`SearchPage.to_dict` is the public JSON; ``docs/api.md`` documents it and a test
pins its keys. Marks are ``[start, end]`` pairs into the text beside them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from search.article import Article, Stamp
from search.fields import text_of
from search.gazetteer.party_documents import value_of
from search.gazetteer.provinces import display_name, today
from search.labels import flag_sentences
from search.request import SearchRequest, Unit

Marks = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A text and the parts of it that the query matched."""

    text: str
    marks: Marks = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """What one clause of the query added to a score."""

    clause: str
    value: float


@dataclass(frozen=True, slots=True)
class Hit:
    """An article found.

    :param provinces: slugs of the units, as named then, that the article is about.
    :param copies: how many other articles are copies of it.
    :param lacks: the parts of the query that it has not: it is a partial match then.
    """

    article: Article
    score: float
    title: MarkedText
    snippet: MarkedText
    provinces: tuple[str, ...] = ()
    copies: int = 0
    lacks: tuple[str, ...] = ()
    explanation: tuple[Explanation, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The public JSON of a hit."""
        article = self.article
        return {
            "id": article.id,
            "title": self.title.text,
            "title_marks": [list(mark) for mark in self.title.marks],
            "score": round(self.score, 4),
            "published": article.published.value if article.published else None,
            "date": stamp_dict(article.date),
            "date_kind": "published" if article.published else "event",
            "provinces": list(self.provinces),
            "province_names": [display_name(slug) for slug in self.provinces],
            "publisher": article.publisher or None,
            "url": article.url or None,
            "snippet": self.snippet.text,
            "snippet_marks": [list(mark) for mark in self.snippet.marks],
            "copies": self.copies,
            "lacks": list(self.lacks),
            **(
                {
                    "explanation": [
                        {"clause": item.clause, "value": round(item.value, 4)}
                        for item in self.explanation
                    ]
                }
                if self.explanation
                else {}
            ),
        }


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One row of a facet.

    :param level: 0 for a row, 1 and 2 for rows that drill into the one before.
    :param toggle_url: the query string of the same search with this row toggled.
    :param whole: how many articles of the collection have the value; 0 where it was not
        counted.
    :param chosen_by: the value of the request that chooses it, where that is another:
        a region, a part of a name.
    """

    value: str
    label: str
    count: int
    selected: bool
    toggle_url: str
    level: int = 0
    whole: int = 0
    chosen_by: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """The results of one year, month or day.

    :param value: as the date facet names it.
    :param whole: how many articles of the collection are of that time.
    :param toggle_url: as of a :class:`FacetValue`.
    """

    value: str
    count: int
    whole: int
    selected: bool
    toggle_url: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """Results over time.

    :param unit: what a bar stands for; ``units`` are those that may be asked for.
    :param start, end: what is looked at: the chosen years or months, else from the first
        bar to the last.
    :param first, last: of the results, as precise as they were counted; empty where a
        period narrows them that is no year, month or day.
    :param bars: those with any results, in the order of time.
    """

    unit: Unit
    units: tuple[Unit, ...]
    start: str
    end: str
    first: str
    last: str
    bars: tuple[Bar, ...]

    def without_links(self) -> Timeline:
        """The same where a page has no room for links: each repeats the request."""
        bars = tuple(replace(bar, toggle_url="") for bar in self.bars)
        return replace(self, bars=bars)

    def to_dict(self) -> dict[str, Any]:
        """The public JSON of a timeline."""
        return {
            "unit": self.unit,
            "units": list(self.units),
            "bars": [
                {
                    "value": bar.value,
                    "count": bar.count,
                    "whole": bar.whole,
                    "selected": bar.selected,
                    "url": bar.toggle_url,
                }
                for bar in self.bars
            ],
        }


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet with its rows in the order to show."""

    name: str
    label: str
    values: tuple[FacetValue, ...]

    @property
    def is_chosen(self) -> bool:
        """Whether any of its rows is chosen."""
        return any(row.selected for row in self.values)

    def to_dict(self) -> dict[str, Any]:
        """The public JSON of a facet."""
        return {
            "label": self.label,
            "values": [
                {
                    "value": item.value,
                    "label": item.label,
                    "count": item.count,
                    "selected": item.selected,
                    "level": item.level,
                    "url": item.toggle_url,
                    **({"whole": item.whole} if item.whole else {}),
                }
                for item in self.values
            ],
        }


@dataclass(frozen=True, slots=True)
class FacetValues:
    """All values of a facet for a search.

    :param rows: the chosen and the most frequent first.
    :param request, form: see :class:`SearchPage`.
    """

    rows: tuple[FacetValue, ...]
    request: SearchRequest
    form: SearchRequest


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, with the query string that removes it."""

    facet: str
    label: str
    remove_url: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about the query that its writer should know, with its place in it.

    :param argument: of the request, when it is about that rather than the text.
    """

    message: str
    start: int = 0
    end: int = 0
    argument: str = ""


class PhraseCount(NamedTuple):
    """Words side by side, and how many articles have them."""

    text: str
    articles: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Another query the reader may have meant.

    :param counts: what it changes and how many articles have that; then the same as it
        was typed. Empty where nothing was counted.
    """

    query: str
    reason: str
    url: str
    counts: tuple[PhraseCount, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The public JSON of a suggestion."""
        return {
            "query": self.query,
            "reason": self.reason,
            "url": self.url,
            "counts": [item._asdict() for item in self.counts],
        }


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of results.

    :param total: how many articles satisfy the query.
    :param partial: how many more satisfy a part of it; by relevance they follow, or
        stand among the others, and each says what it lacks.
    :param meant: the query whose articles these are, where none satisfies what was
        typed and that is likely a slip; empty otherwise.
    :param request: what was asked in the form that links carry: values as the index has
        them, without those that mean nothing.
    :param has_room: whether the links of hits may carry the request.
    :param has_words: whether there are words to rank by.
    :param form: the request that forms start from: the filters of its text are chosen.
    :param timeline: the results over time, where facets were asked for.
    :param folded: how many copies of the results are left out.
    :param publishers: how many printed the results, where facets were asked for.
    :param unfiltered_url: the query string of the same words without any filter.
    """

    query: str
    total: int
    hits: tuple[Hit, ...]
    partial: int = 0
    meant: str = ""
    facets: tuple[Facet, ...] = ()
    chips: tuple[Chip, ...] = ()
    request: SearchRequest = SearchRequest()
    has_room: bool = True
    has_words: bool = True
    form: SearchRequest = SearchRequest()
    timeline: Timeline | None = None
    folded: int = 0
    publishers: int = 0
    unfiltered_url: str = "?"
    warnings: tuple[Notice, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    sort: str = "relevance"
    page: int = 1
    size: int = 10
    pages: int = 1
    took_ms: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        """The public JSON of a page."""
        return {
            "query": self.query,
            "total": self.total,
            "partial": self.partial,
            "meant": self.meant,
            "page": self.page,
            "pages": self.pages,
            "size": self.size,
            "sort": self.sort,
            "hits": [hit.to_dict() for hit in self.hits],
            "facets": {facet.name: facet.to_dict() for facet in self.facets},
            "timeline": self.timeline.to_dict() if self.timeline else None,
            "folded": self.folded,
            "publishers": self.publishers,
            "filters": [
                {
                    "facet": chip.facet,
                    "label": chip.label,
                    "remove_url": chip.remove_url,
                }
                for chip in self.chips
            ],
            "warnings": [
                {"message": item.message, "start": item.start, "end": item.end}
                for item in self.warnings
            ],
            "suggestions": [item.to_dict() for item in self.suggestions],
            "took_ms": round(self.took_ms, 1),
        }


@dataclass(frozen=True, slots=True)
class ArticleView:
    """One article as it is shown: its title and paragraphs with the matches marked.

    :param copies: how many others it stands for.
    """

    article: Article
    title: MarkedText
    paragraphs: tuple[MarkedText, ...]
    copies: int = 0

    @property
    def original_url(self) -> str:
        """Where the original stands, if that is an address that is safe to link."""
        return self.article.original_url

    @property
    def notes(self) -> tuple[str, ...]:
        """What the reader should know of how the text was read."""
        return flag_sentences(self.article.extra)

    def to_dict(self) -> dict[str, Any]:
        """The public JSON of an article."""
        article = self.article
        text = text_of(article) if article.statements or article.changes else ""
        return {
            "id": article.id,
            "title": self.title.text,
            "title_marks": [list(mark) for mark in self.title.marks],
            "published": article.published.value if article.published else None,
            "date": stamp_dict(article.date),
            "published_stamp": stamp_dict(article.published),
            "event_stamp": stamp_dict(article.event),
            "publisher": article.publisher or None,
            "byline": article.byline or None,
            "category": article.category or None,
            "url": article.url or None,
            "body": article.body,
            "paragraphs": [
                {"text": item.text, "marks": [list(mark) for mark in item.marks]}
                for item in self.paragraphs
            ],
            "places": [
                {
                    "slug": place.slug,
                    "name": place.name,
                    "today": today(place.slug),
                    "role": place.role,
                    "provenance": place.provenance,
                    "words": place.words,
                }
                for place in article.places
            ],
            "people": [
                {
                    "name": person.name,
                    "office": person.office,
                    "words": person.words,
                    "provenance": person.provenance,
                }
                for person in article.people
            ],
            "documents": [
                {
                    "number": document.number,
                    "name": document.name,
                    "provenance": document.provenance,
                    "year": document.year or None,
                    "value": value_of(document.number, document.year),
                    "words": document.words,
                }
                for document in article.documents
            ],
            "statements": [
                {
                    "speaker": item.speaker,
                    "kind": item.kind,
                    "text": text[item.start : item.end],
                }
                for item in article.statements
            ],
            "changes": [
                {
                    "person": item.person,
                    "kind": item.kind,
                    "office": item.office or None,
                    "organ": item.organ or None,
                    "date": item.date or None,
                    "text": text[item.start : item.end],
                }
                for item in article.changes
            ],
            "group": article.group or None,
            "source": article.source or None,
            "encoding": article.encoding or None,
            "extra": dict(article.extra),
        }


def stamp_dict(stamp: Stamp | None) -> dict[str, str] | None:
    """The public JSON of a date: value, precision, provenance and source."""
    if stamp is None:
        return None
    return {
        "value": stamp.value,
        "precision": stamp.precision,
        "provenance": stamp.provenance,
        "source": stamp.source,
        "words": stamp.words,
    }


def list_article(article: Article) -> dict[str, Any]:
    """The public JSON of an article in a list."""
    return {
        "id": article.id,
        "title": article.heading,
        "date": article.date.value if article.date else None,
        "publisher": article.publisher or None,
    }


@dataclass(frozen=True, slots=True)
class Around:
    """A place in the results of a search.

    :param total: how many articles have all that was asked for.
    :param before, here, after: ids of what is listed there, "" where nothing is.
    """

    total: int
    before: str
    here: str
    after: str
