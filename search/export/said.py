"""What was said of a subject, and whose office changed, as tables: every one of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from search.article import Article, Stamp
from search.export.tables import Cell
from search.export.walking import find_all
from search.gazetteer.publishers import canonical_publisher
from search.labels import STATEMENT_LABELS
from search.page.view import View
from search.subjects.gathering import Gathered
from search.subjects.said import Moved, Said

Kind = Literal["statements", "changes"]

_SOURCE = (("tiêu đề", 60), ("nguồn", 20), ("mã bài", 18))
STATEMENT_COLUMNS = (
    *(("người nói", 24), ("loại", 16), ("câu", 80), ("ngày", 12)),
    *_SOURCE,
)
CHANGE_COLUMNS = (
    *(("nhân vật", 24), ("thay đổi", 18), ("chức vụ", 30), ("cơ quan", 30)),
    *(("ngày", 12), ("ngày ghi trong câu", 10), ("câu", 80)),
    *_SOURCE,
)
"""Headings, and widths in characters."""


class Subject(Protocol):
    """A person, a document or a place."""

    @property
    def found(self) -> Gathered:
        """Its articles."""

    def every_statement(self, articles: Iterable[Article]) -> Iterator[Said]:
        """The statements of some of these that belong to it."""

    def every_change(self, articles: Iterable[Article]) -> Iterator[Moved]:
        """The changes of office of some of these that belong to it."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table that is made row by row."""

    headings: tuple[str, ...]
    widths: tuple[int, ...]
    rows: Iterable[list[Cell]]


def said_table(view: View, subject: Subject, kind: Kind) -> Table:
    """Every statement or change of office of a subject, those of the newest articles
    first, of all its articles and not only of those that its page reads."""
    articles: Iterable[Article] = reversed(subject.found.articles)
    if not subject.found.is_whole:
        request = subject.found.request.changed(copies=False, sort="newest")
        articles = (item.article for item in find_all(view, request))
    if kind == "statements":
        heads, widths = zip(*STATEMENT_COLUMNS)
        return Table(
            heads, widths, map(statement_row, subject.every_statement(articles))
        )
    heads, widths = zip(*CHANGE_COLUMNS)
    return Table(heads, widths, map(change_row, subject.every_change(articles)))


def told(subject: Subject, kind: Kind) -> dict[str, Any]:
    """The public JSON of the same, of the articles that were read, the newest first."""
    articles = reversed(subject.found.articles)
    items: Iterator[Said | Moved] = (
        subject.every_statement(articles)
        if kind == "statements"
        else subject.every_change(articles)
    )
    return {
        "articles": subject.found.total,
        "read": len(subject.found.articles),
        kind: [item.to_dict() for item in items],
    }


def statement_row(item: Said) -> list[Cell]:
    """A statement as a row (:data:`STATEMENT_COLUMNS`)."""
    label = STATEMENT_LABELS.get(item.kind, item.kind)
    return [item.speaker, label, item.text, item.article.date, *_source(item.article)]


def change_row(item: Moved) -> list[Cell]:
    """A change of office as a row (:data:`CHANGE_COLUMNS`)."""
    change = item.change
    return [
        *(change.person, item.label, change.office, change.organ),
        *(_date(item.date), "có" if item.is_stated else "", item.text),
        *_source(item.article),
    ]


def _date(value: str) -> Cell:
    try:
        return Stamp(value)
    except ValueError:
        return value


def _source(article: Article) -> tuple[str, str, str]:
    return article.heading, canonical_publisher(article.publisher), article.id
