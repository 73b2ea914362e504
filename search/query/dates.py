"""Dates as a reader types them in a filter, as periods of integers.

A date is ``YYYYMMDD`` with 00 (as a lower bound) or 99 (as an upper bound) for what is
not given, as in the columns ``date`` and ``date_last``. Day comes before month, always;
a year has four digits: nothing is guessed.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence

from search.language.normal import compose, fold
from search.query.clauses import All, Clause, Range

EARLIEST = 1
"""The lowest bound of a period that is open at its start; 0 is "unknown"."""

LATEST = 99_999_999
MAX_LENGTH = 60
"""Characters: a longer text is no date."""

Period = tuple[int, int]

_SEPARATOR = r"\s*[-/.]\s*"
_SHAPES = tuple(
    re.compile(shape, re.ASCII)
    for shape in (
        rf"(?P<year>\d{{4}})"
        rf"(?:{_SEPARATOR}(?P<month>\d{{1,2}})(?:{_SEPARATOR}(?P<day>\d{{1,2}}))?)?",
        rf"(?:(?P<day>\d{{1,2}}){_SEPARATOR})?"
        rf"(?P<month>\d{{1,2}}){_SEPARATOR}(?P<year>\d{{4}})",
        rf"(?:(?P<day>\d{{1,2}})(?:{_SEPARATOR}|\s+))?"
        r"(?P<month>\d{1,2})\s+(?P<year>\d{4})",
    )
)
_QUARTER = re.compile(
    rf"quy\s*(?P<quarter>[1-4]|i{{1,3}}|iv)(?:{_SEPARATOR}|\s+)(?P<year>\d{{4}})",
    re.ASCII,
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_UNIT_WORDS = re.compile(r"\b(?:ngay|thang|nam|mung|mong)(?=[\s\d])\s*", re.ASCII)
_TO = re.compile(r"\s*(?:\.\.+|…|–|—)\s*|\s+(?:-|den)\s+")
_YEARS = re.compile(r"(\d{4})-(\d{4})", re.ASCII)


def parse_period(text: str) -> Period | None:
    """The first and last date that a text may mean, ``None`` when it is no date.

    ``2025``, ``12/2025``, ``2025-12``, ``9/12/2025``, ``2025-12-09``,
    ``tháng 12 năm 2025``, ``quý 4/2025``, and ranges: ``2024..2025``,
    ``từ 1/2025 đến 3/2025``.
    """
    if len(text) > MAX_LENGTH:
        return None
    plain = fold(compose(text).text).lower().strip()
    if years := _YEARS.fullmatch(plain):
        ends = [years[1], years[2]]
    else:
        ends = _TO.split(plain.removeprefix("tu "))
    periods = [_parse_date(end) for end in ends]
    if len(periods) > 2 or None in periods:
        return None
    known = [period for period in periods if period is not None]
    return min(low for low, _ in known), max(high for _, high in known)


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


def _parse_date(text: str) -> Period | None:
    bare = _UNIT_WORDS.sub(" ", text).strip()
    if match := _QUARTER.fullmatch(bare):
        name = match["quarter"]
        last = 3 * (_ROMAN.get(name) or int(name))
        year = int(match["year"]) * 10_000
        return year + (last - 2) * 100, year + last * 100 + 99
    for shape in _SHAPES:
        if match := shape.fullmatch(bare):
            return _make_period(match["year"], match["month"], match["day"])
    return None


def _make_period(year: str, month: str | None, day: str | None) -> Period | None:
    first = int(year) * 10_000
    if not int(year):
        return None
    if month is None:
        return first, first + 9999
    if not 1 <= int(month) <= 12:
        return None
    first += int(month) * 100
    if day is None:
        return first, first + 99
    if not 1 <= int(day) <= monthrange(int(year), int(month))[1]:
        return None
    return first + int(day), first + int(day)


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
    return _make_period(year, month, day) is not None


def _padded(number: str) -> tuple[str, ...]:
    """A day or month as it stands alone in running text: 9 or 09."""
    value = int(number)
    return (str(value), f"{value:02}") if value < 10 else (str(value),)
