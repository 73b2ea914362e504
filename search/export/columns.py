"""What a row about an article holds: names rather than slugs, dates as they are known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from search.article import Stamp
from search.export.cells import clean
from search.export.walking import Item
from search.fields import COUNTED_ROLES
from search.gazetteer.provinces import display_name
from search.gazetteer.publishers import canonical_publisher
from search.gazetteer.sections import section_name
from search.labels import document_label, format_date

Value = str | Stamp | None | list[str]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of tables.

    :param name: its key in JSON.
    :param heading: what its readers see.
    :param width: in characters, for spreadsheets.
    """

    name: str
    heading: str
    width: int
    read: Callable[[Item], Value]


def _places(item: Item, roles: tuple[str, ...]) -> list[str]:
    named = (place.slug for place in item.article.places if place.role in roles)
    return [display_name(slug) for slug in dict.fromkeys(named)]


def _people(item: Item) -> list[str]:
    return [
        f"{person.name} ({person.office})" if person.office else person.name
        for person in item.article.people
    ]


COLUMNS = (
    Column("id", "Mã bài", 18, lambda item: item.article.id),
    Column("title", "Tiêu đề", 60, lambda item: item.article.heading),
    Column("date", "Ngày đăng", 16, lambda item: item.article.published),
    Column("event_date", "Ngày diễn ra", 16, lambda item: item.article.event),
    Column(
        "publisher",
        "Nguồn",
        20,
        lambda item: canonical_publisher(item.article.publisher),
    ),
    Column(
        "section",
        "Chuyên mục",
        16,
        lambda item: item.article.category and section_name(item.article.category),
    ),
    Column("author", "Tác giả", 20, lambda item: item.article.byline),
    Column(
        "provinces", "Tỉnh, thành phố", 24, lambda item: _places(item, COUNTED_ROLES)
    ),
    Column("venue", "Nơi diễn ra", 20, lambda item: _places(item, ("venue",))),
    Column("people", "Nhân vật (chức vụ)", 40, _people),
    Column(
        "documents",
        "Văn bản",
        24,
        lambda item: [document_label(one) for one in item.article.documents],
    ),
    Column("url", "Địa chỉ", 40, lambda item: item.article.original_url),
)
NOTE = Column("note", "Ghi chú", 40, lambda item: item.note)


def columns(with_notes: bool) -> tuple[Column, ...]:
    """The columns of a table."""
    return (*COLUMNS, NOTE) if with_notes else COLUMNS


def moment(stamp: Stamp) -> date | datetime | None:
    """A date that is known to the day or the minute; ``None`` where less is known."""
    if stamp.precision == "minute":
        return datetime.fromisoformat(stamp.value)
    return stamp.day


def as_text(value: Value) -> str:
    """A value as a cell: lists by semicolons, days as ``2025-12-08``, which every
    spreadsheet reads as that day, and what is less than a day in words, since
    ``2025-12`` would be read as the first of the month."""
    match value:
        case None:
            return ""
        case Stamp():
            return value.value.replace("T", " ") if value.day else format_date(value)
        case list():
            return "; ".join(clean(item) for item in value)
        case _:
            return clean(value)
