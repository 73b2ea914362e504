"""Dates as Vietnamese newspapers write them: every form, with what it is used for.

Day first, always. Numbers are a date only with a reason to be one: a year beside them,
or a word before them (``ngày``, ``sáng``, ``hôm nay (``). Scores, ratios, decimals,
document numbers, addresses and phone numbers have none. A part that the text does not
give stays unknown: ``--12-08`` is 8 December of some year, ``--12`` December.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from indexer.facts.dates.cues import (
    ANNIVERSARY,
    BIRTH,
    CUE,
    DEADLINE,
    DOCUMENT,
    FUTURE,
    LIST_JOIN,
    LUNAR_AFTER,
    MONTH_CUE,
    NAMED,
    RANGE_JOIN,
    REJECTED_AFTER,
    SINCE,
    STARTS,
    STATUS,
    YEAR_CUE,
)

DateKind = Literal[
    "point",
    "planned",
    "range",
    "deadline",
    "since",
    "birth",
    "document",
    "anniversary",
    "month",
    "year",
]
"""``point``: a day; ``planned``: a day said to come; ``since``: from a day on;
``document``: the date of a cited document; ``month``, ``year``: no day is given."""

YEARS = range(1800, 2100)
REACH = 64
"""Characters before a number that may say what it is."""


class FoundDate(NamedTuple):
    """A date in a text.

    :param start: offset into the text; ``end`` likewise.
    :param value: ``2025-12-08``, ``2025-12`` or ``2025``, ``--12-08`` or ``--12``
        where the year is not given; of a range its first day.
    :param cue: the words that made it a date, lower case: ``sáng``, ``hôm nay``,
        ``ngày`` ("" for none).
    :param until: the end of a range or the last of several days, in the same form.
    """

    start: int
    end: int
    value: str
    kind: DateKind
    cue: str = ""
    until: str = ""

    @property
    def year(self) -> int:
        """0 when unknown."""
        return 0 if self.value.startswith("--") else int(self.value[:4])

    @property
    def month(self) -> int:
        """1 to 12, 0 when unknown."""
        return int(self.value.lstrip("-")[0 if self.value[0] == "-" else 5 :][:2] or 0)

    @property
    def day(self) -> int:
        """1 to 31, 0 when unknown."""
        return int(self.value[5 if self.value[0] == "-" else 8 :][:2] or 0)


class _Number(NamedTuple):
    digits: str
    start: int
    end: int

    @property
    def value(self) -> int:
        return int(self.digits)


# A run of numbers and what joins them; no run is longer than a range of full dates.
# It begins with one digit, not with several: so the engine looks for a digit only.
_RUN = re.compile(
    r"[0-9][0-9]*(?:(?:\s?[/\-–—]\s?|\.)[0-9]+){0,6}(?:\s+(?:tháng|Tháng"
    r"|THÁNG)\s+[0-9]{1,2}(?!\d))?"
    r"(?:,?\s+(?:năm|Năm|NĂM)\s+[0-9]{4}(?!\d)|(?<=[0-9][0-9])\s?,\s?[0-9]{4}(?!\d))?"
)
_NUMBER = re.compile(r"[0-9]+")
_DATE_SIZES = frozenset((1, 2, 4))
"""Digits of a day, a month or a year; what has others (``1.500``) is no date."""
_YEAR_AFTER = re.compile(r",?\s+năm\s+([0-9]{4})(?!\d)", re.IGNORECASE)
_NOT_OVER = re.compile(r"[/\-]\w|[/\-]$")
_WORD_FORM = re.compile(
    r"(\d{1,2})\s+(?:tháng|Tháng|THÁNG)\s+(\d{1,2})(?:\s?[/\-–]\s?(\d{4})"
    r"|,?\s+(?:năm|Năm|NĂM)\s+(\d{4})"
    r"|,\s?(\d{4}))?"
    r"(?![\d/])"
)


def is_calendar_day(month: int, day: int, year: int = 0) -> bool:
    """Whether there is such a day; without a year 29 February is one."""
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return False
    if month == 2:
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        return day <= (29 if leap else 28)
    return day <= 30 or month not in (4, 6, 9, 11)


def find_dates(text: str) -> list[FoundDate]:
    """The dates of a composed text in order.

    Pure and linear in the length of the text; it knows no today.
    """
    found: list[FoundDate] = []
    for run in _RUN.finditer(text):
        start, end = run.span()
        # Most numbers stand alone: only a month or a year can.
        if end - start < 4 and text[start:end].isdigit():
            if (
                end - start == 3
                or "háng" not in text[max(0, start - 8) : start].lower()
            ):
                continue
        if start and not _may_precede(text, start):
            continue
        item = _read_run(text, run, found[-1] if found else None)
        if item is None:
            continue
        if found and (joined := _join(text, found[-1], item)):
            found[-1] = joined
        else:
            found.append(item)
    return found


def _may_precede(text: str, start: int) -> bool:
    """Whether a number may begin here: not inside a word, a decimal or a code."""
    char = text[start - 1]
    if char.isalnum() or char in "/_+#@$.:,":
        return False
    if char in "-–" and start > 1:
        return not text[start - 2].isalnum()
    return True


def _read_run(
    text: str, run: re.Match[str], previous: FoundDate | None
) -> FoundDate | None:
    start, end = run.span()
    digits = _NUMBER.findall(run[0])
    if not all(map(_DATE_SIZES.__contains__, map(len, digits))):
        return None
    before = text[max(0, start - REACH) : start].lower()
    count = len(digits)
    if count == 1:
        return _read_single(text, _Number(digits[0], start, end), before)
    if "tháng" in run[0].lower():
        return _read_words(text, start, before)
    numbers = [
        _Number(match[0], *match.span()) for match in _NUMBER.finditer(text, start, end)
    ]
    years = [len(number.digits) == 4 for number in numbers]
    joins = [text[a.end : b.start] for a, b in zip(numbers, numbers[1:], strict=False)]
    marks = [join.strip() for join in joins]
    if any(years) and count == 2 and not (years[0] and years[1]):
        return _read_month(text, numbers, marks[0], years, before)
    if years[0]:
        return _read_year_first(text, numbers, years, marks)
    return _read_day(text, numbers, years, marks, before, previous)


def _read_words(text: str, start: int, before: str) -> FoundDate | None:
    """``9 tháng 12 năm 2025``, ``9 tháng 12``."""
    match = _WORD_FORM.match(text, start)
    if match is None or LUNAR_AFTER.match(text, match.end()):
        return None
    year = int(match[3] or match[4] or match[5] or 0)
    month, day = int(match[2]), int(match[1])
    cue = CUE.search(before)
    if not is_calendar_day(month, day, year) or (year and year not in YEARS):
        return None
    if cue and cue["lunar"] and not year:
        return None
    if not year and (cue is None or cue["bare"]) and NAMED.search(before):
        return None
    # "9 tháng 12" without "ngày" may count months: "trong 9 tháng 12 dự án".
    if not year and cue is None and not STARTS.search(before):
        return None
    return _dated(text, start, match.end(), year, month, day, before, cue)


def _read_single(text: str, number: _Number, before: str) -> FoundDate | None:
    """``năm 2025``, ``tháng 12``."""
    if MONTH_CUE.search(before[-9:]) and 1 <= number.value <= 12:
        if LUNAR_AFTER.match(text, number.end) or len(number.digits) > 2:
            return None
        year = _YEAR_AFTER.match(text, number.end)
        end = year.end() if year else number.end
        if year is None and REJECTED_AFTER.match(text, end):
            return None
        value = f"{year[1]}-{number.value:02}" if year else f"--{number.value:02}"
        return FoundDate(number.start, end, value, "month", "tháng")
    if (
        len(number.digits) == 4
        and number.value in YEARS
        and YEAR_CUE.search(before[-18:])
    ):
        if REJECTED_AFTER.match(text, number.end):
            return None
        kind: DateKind = "birth" if BIRTH.search(before[-20:]) else "year"
        return FoundDate(number.start, number.end, number.digits, kind, "năm")
    if len(number.digits) == 4 and number.value in YEARS and BIRTH.search(before[-20:]):
        return FoundDate(number.start, number.end, number.digits, "birth", "sinh")
    return None


def _read_month(
    text: str, numbers: list[_Number], mark: str, years: list[bool], before: str
) -> FoundDate | None:
    """``tháng 12/2025``, ``tháng 12 năm 2025``."""
    month, year = numbers
    if not years[1] or mark == "." or year.value not in YEARS:
        return None
    if not 1 <= month.value <= 12 or len(month.digits) > 2:
        return None
    if not MONTH_CUE.search(before) or _NOT_OVER.match(text[year.end : year.end + 2]):
        return None
    value = f"{year.digits}-{month.value:02}"
    return FoundDate(month.start, year.end, value, "month", "tháng")


def _read_year_first(
    text: str, numbers: list[_Number], years: list[bool], marks: list[str]
) -> FoundDate | None:
    """``2025-12-09``, ``2025-2030``."""
    first, second = numbers[0], numbers[1]
    start, end = first.start, numbers[-1].end
    if first.value not in YEARS or _NOT_OVER.match(text[end : end + 2]):
        return None
    if (
        len(numbers) == 2
        and years[1]
        and marks[0] != "."
        and first.value < second.value
    ):
        if second.value not in YEARS:
            return None
        return FoundDate(start, end, first.digits, "range", "", second.digits)
    if len(numbers) == 3 and marks[0] == marks[1] and marks[0] in "-/":
        month, day = second.value, numbers[2].value
        short = len(second.digits) <= 2 and len(numbers[2].digits) <= 2
        if short and is_calendar_day(month, day, first.value):
            value = f"{first.digits}-{month:02}-{day:02}"
            return FoundDate(start, end, value, "point", "iso")
    return None


def _read_day(
    text: str,
    numbers: list[_Number],
    years: list[bool],
    marks: list[str],
    before: str,
    previous: FoundDate | None,
) -> FoundDate | None:
    """``8-12``, ``09/12/2025``, ``8-9/12``, ``2/9 - 5/9``."""
    start, end = numbers[0].start, numbers[-1].end
    if any(
        len(number.digits) > 2
        for number, y in zip(numbers, years, strict=True)
        if not y
    ):
        return None
    if _NOT_OVER.match(text[end : end + 2]):
        return None
    values = [number.value for number in numbers]
    count = len(values)
    cue = CUE.search(before)
    if count == 2:
        return _read_day_month(text, numbers, marks[0], before, cue, previous)
    if count == 3 and years[2] and marks[0] == marks[1]:
        day, month, year = values
        if year not in YEARS or not is_calendar_day(month, day, year):
            return None
        if NAMED.search(before) and cue is None:
            return None
        return _dated(text, start, end, year, month, day, before, cue)
    if count == 3 and not any(years) and marks[0] == marks[1] and marks[0] != ".":
        day, month, short = values
        year = short + (2000 if short < 50 else 1900)
        if cue is None or not is_calendar_day(month, day, year):
            return None
        if len(numbers[2].digits) != 2:
            return None
        return _dated(text, start, end, year, month, day, before, cue)
    return _read_span(text, numbers, years, marks, before, cue)


def _read_day_month(
    text: str,
    numbers: list[_Number],
    mark: str,
    before: str,
    cue: re.Match[str] | None,
    previous: FoundDate | None,
) -> FoundDate | None:
    start, end = numbers[0].start, numbers[1].end
    day, month = numbers[0].value, numbers[1].value
    if not is_calendar_day(month, day, 2024) or LUNAR_AFTER.match(text, end):
        return None
    if cue and cue["lunar"]:
        return None
    if REJECTED_AFTER.match(text, end):
        return None
    year = _YEAR_AFTER.match(text, end)
    if cue is None:
        listed = previous is not None and (
            LIST_JOIN.fullmatch(text, previous.end, start)
            or RANGE_JOIN.fullmatch(text, previous.end, start)
        )
        begins = text[end : end + 1] == "," and STARTS.search(before)
        if not year and not ((listed and previous and previous.day) or begins):
            return None
        if mark == "." and not listed:
            return None
    elif cue["bare"] and (mark == "." or text[end : end + 3] in (" số", " dâ")):
        return None
    if NAMED.search(before):
        return None
    stated = int(year[1]) if year else 0
    return _dated(
        text, start, year.end() if year else end, stated, month, day, before, cue
    )


def _read_span(
    text: str,
    numbers: list[_Number],
    years: list[bool],
    marks: list[str],
    before: str,
    cue: re.Match[str] | None,
) -> FoundDate | None:
    """Ranges inside one run: ``8-9/12``, ``8-9/12/2025``, ``2/9 - 5/9/2025``."""
    start, end = numbers[0].start, numbers[-1].end
    values = [number.value for number in numbers]
    year = values[-1] if years[-1] else 0
    if year:
        values, years, marks = values[:-1], years[:-1], marks[:-1]
    dashes = [mark in "-–—" for mark in marks]
    if year and year not in YEARS:
        return None
    first_year = 0
    if len(values) == 3 and dashes[0] and not dashes[1] and not any(years):
        (first, last, month), first_month = values, values[2]
        if cue is None and not year or last <= first:
            return None
    elif len(values) == 4 and dashes == [False, True, False] and not any(years):
        first, first_month, last, month = values
    elif len(values) == 5 and years[2] and year:
        first, first_month, first_year, last, month = values
    else:
        return None
    if not is_calendar_day(first_month, first, first_year or year or 2024):
        return None
    if not is_calendar_day(month, last, year or 2024):
        return None
    if year and not first_year:
        first_year = year if (first_month, first) <= (month, last) else year - 1
    kind: DateKind = "range"
    if first_year and year > first_year and (first_month, first) == (month, last):
        kind = "anniversary"
    return FoundDate(
        start,
        end,
        _value(first_year, first_month, first),
        kind,
        _cue_name(cue),
        _value(year, month, last),
    )


def _dated(
    text: str,
    start: int,
    end: int,
    year: int,
    month: int,
    day: int,
    before: str,
    cue: re.Match[str] | None,
) -> FoundDate | None:
    value = _value(year, month, day)
    if cue and cue["first"]:
        first = int(cue["first"])
        begin = start - len(before) + cue.start("first")
        several = cue["join"] not in ("đến", "tới", "-", "–")
        if first < day and is_calendar_day(month, first, year or 2024):
            return FoundDate(
                begin,
                end,
                _value(year, month, first),
                _kind(before[: cue.start("first")], cue) if several else "range",
                _cue_name(cue),
                value,
            )
    return FoundDate(start, end, value, _kind(before, cue), _cue_name(cue))


def _kind(before: str, cue: re.Match[str] | None) -> DateKind:
    if BIRTH.search(before[-24:]):
        return "birth"
    dated = cue is not None and (cue["part"] or cue["relative"] or cue["weekday"])
    if DEADLINE.search(before[: cue.start()] if cue and dated else before):
        # "Đến chiều 8-12, bão đã ..." at the start tells how things stood that day.
        return "point" if dated and STATUS.search(before) else "deadline"
    if SINCE.search(before):
        return "since"
    if before.rstrip().endswith("ngày") and DOCUMENT.search(before):
        return "document"
    if not dated and ANNIVERSARY.search(before):
        return "anniversary"
    return "planned" if FUTURE.search(before) else "point"


def _cue_name(cue: re.Match[str] | None) -> str:
    if cue is None:
        return ""
    for name in ("part", "relative", "weekday"):
        if cue[name]:
            return re.split(r"\s*[,(\-–]", cue.group())[0].strip()
    return "giờ" if cue["clock"] else (cue["bare"] or "ngày")


def _value(year: int, month: int, day: int) -> str:
    return f"{year:04}-{month:02}-{day:02}" if year else f"--{month:02}-{day:02}"


def _join(text: str, first: FoundDate, second: FoundDate) -> FoundDate | None:
    """Two dates with ``đến`` or a dash between them are one range."""
    if second.start - first.end > 24 or first.until or second.until:
        return None
    if not RANGE_JOIN.fullmatch(text, first.end, second.start):
        return None
    if (first.day > 0) != (second.day > 0) or first.kind in ("birth", "document"):
        return None
    value = first.value
    if second.year and not first.year and first.month:
        year = second.year
        if (first.month, first.day) > (second.month, second.day):
            year -= 1
        value = f"{year:04}-{value[2:]}"
    kind: DateKind = "range"
    if first.year and second.year > first.year and value[4:] == second.value[4:]:
        kind = "anniversary" if first.day else "range"
    return FoundDate(first.start, second.end, value, kind, first.cue, second.value)
