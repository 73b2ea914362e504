"""What a page of results says of its search: heading, title, description, span."""

from __future__ import annotations

from dataclasses import dataclass

from search.article import Stamp
from search.config import MAX_WINDOW
from search.labels import format_date, format_number
from search.page.chips import TYPED_LABELS
from search.results import SearchPage

MAX_TITLE = 70
"""Characters of the search in a title: browsers show fewer."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a page.

    :param heading: how many articles have all that was asked for.
    :param summary: span of dates, sources, copies, partial matches.
    :param title: for tabs, history and bookmarks.
    """

    heading: str
    summary: tuple[str, ...]
    title: str
    description: str


def describe(page: SearchPage) -> Words:
    """The words of a page of results."""
    asked = _asked(page)
    heading = _heading(page, asked)
    summary = tuple(_summary(page))
    number = f" (trang {page.page})" if page.page > 1 else ""
    short = asked if len(asked) <= MAX_TITLE else asked[: MAX_TITLE - 1] + "…"
    return Words(
        heading=heading,
        summary=summary,
        title=f"{short}{number} – Tìm Tin" if short else f"Tìm Tin{number}",
        description=f"{heading}. {', '.join(summary).capitalize()}".rstrip(". ") + ".",
    )


def _asked(page: SearchPage) -> str:
    """The search in words: its text without filters, then these."""
    parts = [page.form.q.strip()] if page.form.q.strip() else []
    for chip in page.chips:
        if chip.facet in TYPED_LABELS:
            continue  # its words stand in the text
        label = chip.label
        if label.startswith(("Tháng ", "Năm ")):
            label = label[0].lower() + label[1:]
        parts.append(label)
    return ", ".join(parts)


def _heading(page: SearchPage, asked: str) -> str:
    number = format_number(page.total)
    if not asked:
        return f"Tìm trong {number} bài báo"
    words = page.form.q.strip()
    if not page.total:
        return f"Không bài nào có đủ {_quoted(asked)}"
    if not words:
        return f"{number} bài: {asked}"
    filters = asked[len(words) :].removeprefix(", ")
    return f"{number} bài có đủ {_quoted(words)}" + (f", {filters}" if filters else "")


def _quoted(text: str) -> str:
    return text if text[:1] in '"“' else f"“{text}”"


def _summary(page: SearchPage) -> list[str]:
    parts = []
    if page.total and page.timeline and page.timeline.first:
        first, last = (
            _without_day(value) for value in (page.timeline.first, page.timeline.last)
        )
        parts.append(f"từ {first} đến {last}" if first != last else first)
    if page.total and page.publishers:
        parts.append(f"{format_number(page.publishers)} nguồn")
    if page.folded:
        parts.append(f"đã gộp {format_number(page.folded)} bản sao")
    if page.meant:
        parts.append(
            f"đây là {format_number(page.partial)} bài có đủ hay một phần của "
            f"{_quoted(page.meant)}"
        )
    elif page.partial:
        parts.append(f"thêm {format_number(page.partial)} bài khớp một phần")
    return parts


def _without_day(value: str) -> str:
    """``28/11/2024``, ``11/2024`` or ``2024``."""
    text = format_date(Stamp(value))
    return text.removeprefix("tháng ").removeprefix("năm ")


def reaches_end(page: SearchPage) -> bool:
    """Whether paging reaches the last result."""
    return page.total + page.partial <= MAX_WINDOW
