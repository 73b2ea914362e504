"""The year a text is written in, from the years it talks about itself.

``tổng kết ... năm 2025, triển khai nhiệm vụ năm 2026`` is said in December 2025 or in
January 2026; the month of the day that needs a year decides. A year that is merely
mentioned is no ground: on dated articles the latest year told of was the right one
less than half of the time. Each kind of ground kept here was right in at least eight
of ten (docs/dates.md), and none counts that the text's own full dates contradict.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from indexer.facts.dates.written import YEARS, FoundDate, find_dates

SCANNED = 12_000
"""Characters in which years are looked for."""

NEAR = 31
"""Days between the event and a full date told of as past, for the date's year to be
the event's."""

_YEAR = r"((?:19|20)\d\d)(?!\d)"
_REVIEWED = re.compile(
    rf"tổng kết[^.\n]{{0,160}}?\bnăm {_YEAR}(?!\s?[-–]\s?\d)"
    rf"|\bnăm {_YEAR}[^.\n]{{0,60}}?(?:,|và|;)\s*(?:triển khai|phương hướng|kế hoạch)"
    r"[^.\n]{0,80}?\bnăm (?=(?:19|20)\d\d)"
)
_RUNNING = re.compile(
    rf"(?:từ đầu|kể từ đầu) năm {_YEAR}\s?(?:đến nay|tới nay|đến ngày|đến hết|đến cuối)"
    rf"|sơ kết[^.\n]{{0,120}}?\bnăm {_YEAR}"
    rf"|\bnăm nay \({_YEAR}\)|\bnăm {_YEAR} này"
)
_MONTHS = re.compile(rf"\b(\d{{1,2}}) tháng(?: đầu)? năm {_YEAR}")
_DEPLOYED = re.compile(
    r"(?:triển khai|phương hướng|kế hoạch)[^.\n]{0,60}?(?:nhiệm vụ"
    r"|công tác)[^.\n]{0,60}?"
    rf"\bnăm {_YEAR}"
)
_SCHOOL = re.compile(
    r"(khai giảng|khai trường|bế giảng|tổng kết|chào đón|bước vào)[^.\n]{0,60}?"
    rf"năm học (?:mới )?{_YEAR}\s?[-–]\s?{_YEAR}"
)
_TERM = re.compile(rf"đại hội[^.\n]{{0,120}}?nhiệm kỳ {_YEAR}\s?[-–]\s?{_YEAR}")
_AHEAD = re.compile(
    r"\b(?:đến|tới|vào|trước|tầm nhìn|mục tiêu|giai đoạn|nhiệm kỳ|hướng tới|hoàn thành"
    r"|kế hoạch|triển khai|nhiệm vụ|phương hướng|dự kiến|sẽ)\b[^.,;\n]{0,24}$"
)
_TELLING = ("year", "month", "point", "document", "since")
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        ("hai 2", "ba 3", "tư 4", "năm 5", "sáu 6", "bảy 7", "nhật")
    )
    for name in names.split()
}
_WEEKDAY = re.compile(r"(?:thứ\s(hai|ba|tư|năm|sáu|bảy|[2-7])|chủ\s(nhật))")


@dataclass(frozen=True, slots=True)
class TextYears:
    """What a text says about the year it is written in; 0 where it says nothing.

    :param reviewed: the year that is summed up at its end.
    :param running: the year that is under way.
    :param months: (months, year) where the first months of a year are summed up.
    :param deployed: the year whose tasks are set out.
    :param begun: the year in which a school year or a term begins; ``closed`` that in
        which a school year ends.
    :param told: days that the text tells of as past, with their years.
    :param latest: the latest year told of, when that is at least twice.
    """

    reviewed: int = 0
    running: int = 0
    months: tuple[int, int] = (0, 0)
    deployed: int = 0
    begun: int = 0
    closed: int = 0
    told: tuple[date, ...] = ()
    latest: int = 0

    def year_of(self, month: int, day: int, cue: str = "") -> int:
        """The year of a day without one, 0 when the text gives no ground for it.

        :param cue: the words before the day; a weekday among them corrects by a year.
        """
        year = self._guess(month, day)
        if not year:
            return 0
        if match := _WEEKDAY.search(cue):
            weekday = _WEEKDAYS[match[1] or match[2]]
            for candidate in (year, year - 1, year + 1):
                happened = _day(candidate, month, day)
                if happened and happened.weekday() == weekday:
                    year = candidate
                    break
        happened = _day(year, month, day)
        if happened is None or any(
            past > happened + timedelta(31) for past in self.told
        ):
            return 0
        return year

    def _guess(self, month: int, day: int) -> int:
        if self.reviewed and (month >= 11 or month <= 3):
            return self.reviewed if month >= 11 else self.reviewed + 1
        if self.running:
            return self.running
        months, year = self.months
        if year and month >= months:
            return year
        if self.deployed and (month >= 11 or month <= 3):
            return self.deployed - 1 if month >= 11 else self.deployed
        if self.begun or self.closed:
            return self.begun or self.closed
        return self._nearest(month, day)

    def _nearest(self, month: int, day: int) -> int:
        for past in sorted(self.told, reverse=True):
            for year in (past.year, past.year + 1):
                happened = _day(year, month, day)
                # The very same day in another year is an anniversary, or a repetition.
                if happened and timedelta(1) <= happened - past <= timedelta(NEAR):
                    return year if past.year == self.latest else 0
        return 0


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_years(text: str) -> TextYears:
    """What a composed text says about the year it is written in."""
    text = text[:SCANNED]
    lower = text.lower()
    months = [
        (int(match[1]), int(match[2]))
        for match in _MONTHS.finditer(lower)
        if int(match[1]) <= 11 and int(match[2]) in YEARS
    ]
    found = find_dates(text)
    school = _SCHOOL.search(lower)
    opens = school is not None and school[1] not in ("bế giảng", "tổng kết")
    return TextYears(
        reviewed=_first(_REVIEWED, lower),
        running=_first(_RUNNING, lower),
        months=max(months, key=lambda entry: entry[1]) if months else (0, 0),
        deployed=_first(_DEPLOYED, lower),
        begun=int(school[2]) if school and opens else _first(_TERM, lower[:2000]),
        closed=int(school[3]) if school and not opens else 0,
        told=tuple(day for item in found if (day := _told(item))),
        latest=_latest([item.year for item in found if _is_told(lower, item)]),
    )


def _latest(years: list[int]) -> int:
    latest = max(years, default=0)
    return latest if years.count(latest) > 1 else 0


def _first(pattern: re.Pattern[str], lower: str) -> int:
    for match in pattern.finditer(lower):
        for group in match.groups():
            if group and int(group) in YEARS:
                return int(group)
    return 0


def _is_told(lower: str, item: FoundDate) -> bool:
    if not item.year or item.kind not in _TELLING:
        return False
    return not _AHEAD.search(lower[max(0, item.start - 40) : item.start])


def _told(item: FoundDate) -> date | None:
    if item.kind not in ("point", "document", "since") or not (item.year and item.day):
        return None
    return date(item.year, item.month, item.day)
