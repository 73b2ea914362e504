"""Periods as clauses and as rows of the date facet, and dates in a text in figures and
spelled."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence

from search.language.normal import fold
from search.query.clauses import All, Clause, Range
from search.query.forms.periods import EARLIEST, LATEST, Period


def within(low: int, high: int) -> Clause:
    """Articles whose date lies wholly inside a period, as a row of the date facet."""
    return Range("date", low, high)


def overlap(low: int, high: int) -> Clause:
    """Articles whose date, as precisely as it is known, may lie in a period."""
    return All((Range("date", EARLIEST, high), Range("date_last", low, LATEST)))


def to_facet_value(period: Period) -> str | None:
    """The row of the date facet that is this period: ``2025``, ``2025-12`` or
    ``2025-12-09``; ``None`` when no single row is."""
    low, high = period
    year, month, day = low // 10_000, low // 100 % 100, low % 100
    if day:
        return f"{year:04}-{month:02}-{day:02}" if low == high else None
    if month:
        return f"{year:04}-{month:02}" if high == low + 99 else None
    return f"{year:04}" if high == low + 9999 else None


Forms = tuple[tuple[str, ...], ...]

_SPELLED = re.compile(
    r"(?<!\S)(?:(?:ngay )?(?P<day>\d{1,2}) thang (?P<month>\d{1,2})"
    r"(?: nam (?P<year>\d{4}))?"
    r"|(?<=thang )(?P<month_only>\d{1,2}) nam (?P<its_year>\d{4}))(?!\S)",
    re.ASCII,
)


def spelled_forms(parts: Sequence[str]) -> Forms:
    """A date in figures as it may be spelled: ``9 12 2025`` (the terms of
    ``9/12/2025``) also as ``9 tháng 12 năm 2025``. Empty when it is no date."""
    tails: list[tuple[str, ...]]
    match list(parts):
        case [day, month, year] if _is_date(day, month, year):
            tails = [("tháng", number, "năm", year) for number in _padded(month)]
        case [day, month] if _is_date(day, month):
            tails = [("tháng", number) for number in _padded(month)]
        case [month, year] if _is_date("1", month, year):
            return tuple((number, "năm", year) for number in _padded(month))
        case _:
            return ()
    return tuple((number, *tail) for number in _padded(day) for tail in tails)


def figure_forms(terms: Sequence[str]) -> Iterator[tuple[int, int, Forms]]:
    """Where (from term, to term) a date is spelled, and its terms in figures: ``ngày 9
    tháng 12 năm 2025`` is also ``9 12 2025``. Diacritics may be missing."""
    text = " ".join(map(fold, terms))
    for match in _SPELLED.finditer(text):
        start = text.count(" ", 0, match.start())
        end = text.count(" ", 0, match.end()) + 1
        day, month, year, month_only, its_year = match.groups()
        parts = (month_only, its_year) if month_only else (day, month, year)
        figures = [part for part in parts if part]
        if spelled_forms(figures):
            yield start, end, (tuple(part.lstrip("0") for part in figures),)


def _is_date(day: str, month: str, year: str = "2000") -> bool:
    if not (len(day) <= 2 and len(month) <= 2 and len(year) == 4):
        return False
    if not all(part.isascii() and part.isdigit() for part in (day, month, year)):
        return False
    if not (1 <= int(month) <= 12 and int(year)):
        return False
    return 1 <= int(day) <= monthrange(int(year), int(month))[1]


def _padded(number: str) -> tuple[str, ...]:
    """A day or month as it stands alone in running text: 9 or 09."""
    value = int(number)
    return (str(value), f"{value:02}") if value < 10 else (str(value),)
