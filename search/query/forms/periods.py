"""Periods as readers type them: dates, quarters, ranges, and what depends on the day.

A period is two dates ``YYYYMMDD`` with 00 (the first) or 99 (the last) for what is not
given, as in the columns ``date`` and ``date_last``. Day comes before month, always; a
year has four digits. What has no year (``tháng 7``, ``1/7``) is the last such one that
has begun; the end of a period is the one in this year, that of a range the first from
its beginning on.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from search.config import local_date
from search.language.normal import compose, fold

EARLIEST = 1
"""The lowest bound of a period that is open at its start; 0 is "unknown"."""

LATEST = 99_999_999
MAX_LENGTH = 60
"""Characters: a longer text is no date."""

MAX_BACK = 9_999
"""Days, weeks, months or years that a period goes back."""

YEAR = 10_000
"""One year in the integers of a period; what is smaller has none."""

Period = tuple[int, int]


class Reading(NamedTuple):
    """A period that was read.

    :param is_relative: whether it depends on the day it was read.
    """

    low: int
    high: int
    is_relative: bool = False


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
        r"(?P<year>[12]\d{3})(?P<month>\d\d)(?P<day>\d\d)?",
        r"(?P<day>\d{1,2})\s*[-/.\s]\s*(?P<month>\d{1,2})(?P<year>)",
    )
)
_MONTH = re.compile(r"thang\s*(\d{1,2})", re.ASCII)
_QUARTER = re.compile(
    rf"(?:quy\s*|q)(?P<quarter>[1-4]|i{{1,3}}|iv)(?:(?:{_SEPARATOR}|\s+)(?P<year>\d{{4}}))?",
    re.ASCII,
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_HALF = re.compile(
    r"(?:(?P<count>\d{1,2})\s*thang|nua)\s+(?P<end>dau|cuoi)\s*(?:nam)?\s*(?P<year>\d{4}|nay)?",
    re.ASCII,
)
_UNIT_WORDS = re.compile(r"\b(?:ngay|thang|nam|mung|mong)(?=[\s\d])\s*", re.ASCII)
_TO = re.compile(r"\s*(?:\.\.+|…|–|—)\s*|\s+(?:-|den)\s+")
_YEARS = re.compile(r"(\d{4})-(\d{4})", re.ASCII)
_DAYS = re.compile(r"(\d{1,2})\s*-\s*(\d{1,2}[/.]\d{1,2}(?:[/.]\d{4})?)", re.ASCII)
_COMPARED = re.compile(r"(>=|<=|>|<|≥|≤)\s*(.+)")

_COUNTS = {
    word: str(number)
    for number, word in enumerate("mot hai ba bon nam sau bay tam chin muoi".split(), 1)
}
_BACK = re.compile(
    r"(\d{1,4}) (ngay|hom|tuan|thang|quy|nam) (?:vua )?(qua|gan day|gan nhat|roi|truoc)",
    re.ASCII,
)
_SAID = {
    "hom nay": (0, "ngay"),
    "today": (0, "ngay"),
    "hom qua": (1, "ngay"),
    "yesterday": (1, "ngay"),
    "hom kia": (2, "ngay"),
    "hom truoc": (2, "ngay"),
    **{
        f"{unit} {word}": (back, unit)
        for unit in ("tuan", "thang", "quy", "nam")
        for word, back in (("nay", 0), ("truoc", 1), ("roi", 1), ("ngoai", 1))
    },
    "nam kia": (2, "nam"),
}
"""What is said -> how many units back, and the unit."""


def parse_period(text: str, day: date | None = None) -> Period | None:
    """The first and last date that a text may mean; see :func:`read_period`."""
    reading = read_period(text, day)
    return reading and (reading.low, reading.high)


def read_period(
    text: str, day: date | None = None, is_end: bool = False
) -> Reading | None:
    """The period that a text means, ``None`` when it is none.

    ``2025``, ``12/2025``, ``9/12/2025``, ``2025-12-09``, ``20251209``, ``tháng 12 năm
    2025``, ``quý 4/2025``, ``Q4/2025``, ``6 tháng đầu năm 2025``; ``hôm qua``, ``tuần
    trước``, ``7 ngày qua``, ``tháng này``, ``tháng 7``, ``1/7``; and ranges:
    ``2024..2025``, ``1/7-31/7/2025``, ``từ 1/2025 đến 3/2025``, ``>=2025-07-01``.

    :param day: on which it is read; the reader's today when not given.
    :param is_end: whether the text is the end of a period.
    """
    if len(text) > MAX_LENGTH:
        return None
    plain = " ".join(fold(compose(text).text).lower().split())
    today = day or local_date()
    if compared := _COMPARED.fullmatch(plain):
        return _compare(compared[1], _read_range(compared[2], today, is_end))
    return _read_range(plain.removeprefix("tu "), today, is_end)


def show_period(low: int, high: int) -> str:
    """A period as it is printed: ``tháng 7/2025``, ``30/11/2026``, ``1/7/2025 –
    31/7/2025``."""
    if low <= EARLIEST or high >= LATEST:
        parts = [f"từ {_show(low)}"] if low > EARLIEST else []
        return " ".join([*parts, *([f"đến {_show(high)}"] if high < LATEST else [])])
    ends = _show(low), _show(high)
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} – {ends[1]}"


def _show(bound: int) -> str:
    year, month, day = bound // YEAR, bound // 100 % 100, bound % 100
    if month in (0, 99):
        return str(year)
    return f"tháng {month}/{year}" if day in (0, 99) else f"{day}/{month}/{year}"


def _compare(sign: str, reading: Reading | None) -> Reading | None:
    if reading is None:
        return None
    low, high, is_relative = reading
    match sign:
        case ">=" | "≥":
            return Reading(low, LATEST, is_relative)
        case "<=" | "≤":
            return Reading(EARLIEST, high, is_relative)
        case ">":
            return Reading(high + 1, LATEST, is_relative)
    return Reading(EARLIEST, low - 1, is_relative)


def _read_range(text: str, today: date, is_end: bool) -> Reading | None:
    single = _read_date(text, today)
    if single is not None:
        if single.high >= YEAR:
            return single
        year = today.year if is_end else _last_year(single, today)
        return _in_year(single, year)
    for first, last in _ends(text):
        low, high = _read_date(first, today), _read_date(last, today)
        if low is not None and high is not None:
            return _join(low, high, today)
    return None


def _ends(text: str) -> Iterator[tuple[str, str]]:
    """How a text may be two dates."""
    if years := _YEARS.fullmatch(text):
        yield years[1], years[2]
    if days := _DAYS.fullmatch(text):
        yield days[1] + days[2].lstrip("0123456789"), days[2]
    parts = _TO.split(text)
    if len(parts) == 2:
        yield parts[0], parts[1]
    for hyphen in re.finditer("-", text):
        yield text[: hyphen.start()].rstrip(), text[hyphen.end() :].lstrip()


def _join(low: Reading, high: Reading, today: date) -> Reading:
    """The period from one date to another; what has no year takes the other's."""
    is_relative = low.is_relative or high.is_relative
    if low.high < YEAR:
        if high.high < YEAR:
            low = _in_year(low, _last_year(low, today))
        else:
            year = high.low // YEAR
            low = _in_year(low, year if low.low <= high.high % YEAR else year - 1)
            is_relative = high.is_relative
    if high.high < YEAR:
        year = low.low // YEAR
        is_relative = is_relative or low.is_relative
        high = _in_year(high, year if high.high >= low.low % YEAR else year + 1)
    return Reading(min(low.low, high.low), max(low.high, high.high), is_relative)


def _in_year(reading: Reading, year: int) -> Reading:
    return Reading(reading.low + year * YEAR, reading.high + year * YEAR, True)


def _last_year(reading: Reading, today: date) -> int:
    """The year in which a date without one was last."""
    return today.year - (reading.low > today.month * 100 + today.day)


def _read_date(text: str, today: date) -> Reading | None:
    """One date; below a year when it has none."""
    said = _read_said(text, today)
    if said is not None:
        return said
    if month := _MONTH.fullmatch(text):
        return _make("", month[1], None)
    bare = _UNIT_WORDS.sub(" ", text).strip()
    if quarter := _QUARTER.fullmatch(bare):
        name = quarter["quarter"]
        last = 3 * (_ROMAN.get(name) or int(name))
        return _months(int(quarter["year"] or 0), last - 2, last)
    if half := _HALF.fullmatch(text):
        return _read_half(half, today)
    for shape in _SHAPES:
        if match := shape.fullmatch(bare):
            return _make(match["year"], match["month"], match["day"])
    return None


def _read_half(half: re.Match[str], today: date) -> Reading | None:
    count = int(half["count"] or 6)
    if not 1 <= count <= 12:
        return None
    is_relative = not half["year"] or half["year"] == "nay"
    year = today.year if is_relative else int(half["year"])
    first = 1 if half["end"] == "dau" else 13 - count
    found = _months(year, first, first + count - 1)
    return found._replace(is_relative=is_relative)


def _read_said(text: str, today: date) -> Reading | None:
    """What depends on the day: ``hôm qua``, ``tuần trước``, ``7 ngày qua``."""
    if text in _SAID:
        back, unit = _SAID[text]
        return _UNITS[unit](today, back)
    first, _, rest = text.partition(" ")
    if not rest:
        return None
    if text in ("tuan qua", "thang qua", "nam qua", "quy qua"):
        first, rest = "1", text
    match = _BACK.fullmatch(f"{_COUNTS.get(first, first)} {rest}")
    if match is None or not 0 < int(match[1]) <= MAX_BACK:
        return None
    count, unit = int(match[1]), match[2].replace("hom", "ngay")
    if match[3] == "truoc":
        return _UNITS[unit](today, count)
    # The last seven days are today and six before; months and years go by their days.
    low = (
        today - timedelta(days=count - 1)
        if unit == "ngay"
        else _back(today, count, unit)
    )
    return None if low is None else Reading(_number(low), _number(today), True)


def _back(today: date, count: int, unit: str) -> date | None:
    """The day so many weeks, months, quarters or years before, and the next."""
    if unit == "tuan":
        low = today - timedelta(weeks=count) if count < 50_000 else None
        return low + timedelta(days=1) if low else None
    months = (
        today.year * 12 + today.month - 1 - count * {"thang": 1, "quy": 3}.get(unit, 12)
    )
    year, month = divmod(months, 12)
    if year < 1:
        return None
    day = min(today.day, monthrange(year, month + 1)[1])
    return date(year, month + 1, day) + timedelta(days=1)


def _day(today: date, back: int) -> Reading | None:
    number = _number(today - timedelta(days=back))
    return Reading(number, number, True)


def _week(today: date, back: int) -> Reading | None:
    """From Monday to Sunday."""
    monday = today - timedelta(days=today.weekday(), weeks=back)
    return Reading(_number(monday), _number(monday + timedelta(days=6)), True)


def _month(today: date, back: int) -> Reading | None:
    year, month = divmod(today.year * 12 + today.month - 1 - back, 12)
    return (
        _months(year, month + 1, month + 1)._replace(is_relative=True)
        if year > 0
        else None
    )


def _quarter(today: date, back: int) -> Reading | None:
    year, quarter = divmod(today.year * 4 + (today.month - 1) // 3 - back, 4)
    found = _months(year, 3 * quarter + 1, 3 * quarter + 3)
    return found._replace(is_relative=True) if year > 0 else None


def _year(today: date, back: int) -> Reading | None:
    first = (today.year - back) * YEAR
    return Reading(first, first + 9999, True) if first > 0 else None


_UNITS: dict[str, Callable[[date, int], Reading | None]] = {
    "ngay": _day,
    "tuan": _week,
    "thang": _month,
    "quy": _quarter,
    "nam": _year,
}


def _number(day: date) -> int:
    return day.year * YEAR + day.month * 100 + day.day


def _months(year: int, first: int, last: int) -> Reading:
    return Reading(year * YEAR + first * 100, year * YEAR + last * 100 + 99)


def _make(year: str, month: str | None, day: str | None) -> Reading | None:
    """A date of its figures; ``year`` may be missing, and is 0 then."""
    first = int(year or 0) * YEAR
    if year and not first:
        return None
    if month is None:
        return Reading(first, first + 9999)
    if not 1 <= int(month) <= 12:
        return None
    first += int(month) * 100
    if day is None:
        return Reading(first, first + 99)
    # 29 February is a day of some year.
    if not 1 <= int(day) <= monthrange(int(year or 2000), int(month))[1]:
        return None
    return Reading(first + int(day), first + int(day))
