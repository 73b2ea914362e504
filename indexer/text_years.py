"""The year a text is written in, from the years it talks about itself.

``tổng kết ... năm 2025, triển khai nhiệm vụ năm 2026`` is said in December 2025 or in
January 2026; the month of the day that needs a year decides. Without such words the
latest year that the text tells of counts, when it is told of near the head or often.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date

from indexer.mentions import YEARS, find_dates

SCANNED = 12_000
"""Characters in which years are looked for."""

NEAR = 700
"""Characters from the start in which one mention is enough."""

_YEAR = r"((?:19|20)\d\d)(?!\d)"
_REVIEWED = re.compile(
    rf"(?:tổng kết|tổng duyệt|kết quả|nhìn lại|báo cáo)[^.\n]{{0,160}}?\bnăm {_YEAR}"
    rf"|\bnăm {_YEAR}[^.\n]{{0,60}}?(?:,|và|;)\s*(?:triển khai|phương hướng|kế hoạch)"
    r"|(?:sơ kết)[^.\n]{0,160}?\bnăm ((?:19|20)\d\d)\b",
)
_HALF = re.compile(
    r"(?:sơ kết|tháng đầu|quý\s[iv\d]{1,3}|tháng cuối|từ đầu)[^.\n]{0,60}?\bnăm "
    rf"{_YEAR}|quý\s[iv\d]{{1,3}}[/-]{_YEAR}",
)
_DEPLOYED = re.compile(
    r"(?:triển khai|phương hướng|kế hoạch)[^.\n]{0,60}?(?:nhiệm vụ"
    r"|công tác)[^.\n]{0,60}?"
    rf"\bnăm {_YEAR}",
)
_SCHOOL = re.compile(rf"năm học {_YEAR}\s?[-–]\s?{_YEAR}")
_TERM = re.compile(rf"đại hội[^.\n]{{0,120}}?nhiệm kỳ {_YEAR}\s?[-–]\s?{_YEAR}")
_REVIEWING = (
    *("tổng kết", "kết quả", "nhìn lại", "báo cáo", "sơ kết", "phương hướng"),
    *("triển khai", "kế hoạch"),
)
_HALVING = ("sơ kết", "tháng đầu", "quý ", "tháng cuối", "từ đầu")
_DEPLOYING = ("triển khai", "phương hướng", "kế hoạch")
_AHEAD = re.compile(
    r"(?:đến|tới|vào|trước|sau|tầm nhìn|mục tiêu|giai đoạn|nhiệm kỳ|hướng tới|từ"
    r"|hoàn thành|kế hoạch|triển khai|nhiệm vụ|phương hướng|dự kiến|sẽ)[^.,;\n]{0,24}$",
    re.IGNORECASE,
)
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
    :param running: the year part of which is summed up, or a term that begins.
    :param deployed: the year whose tasks are set out.
    :param school: the first of the two years of a school year.
    :param told: the latest year the text tells of.
    """

    reviewed: int = 0
    running: int = 0
    deployed: int = 0
    school: int = 0
    told: int = 0

    def year_of(self, month: int, day: int, cue: str = "") -> int:
        """The year of a day without one, 0 when the text gives no ground for it.

        :param cue: the words before the day; a weekday among them corrects by a year.
        """
        year = self._guess(month)
        match = _WEEKDAY.search(cue)
        if not year or not match:
            return year
        weekday = _WEEKDAYS[match[1] or match[2]]
        for candidate in (year, year - 1, year + 1):
            try:
                if date(candidate, month, day).weekday() == weekday:
                    return candidate
            except ValueError:
                continue
        return year

    def _guess(self, month: int) -> int:
        if self.reviewed:
            return self.reviewed if month >= 6 else self.reviewed + 1
        if self.running:
            return self.running
        if self.deployed:
            return self.deployed - 1 if month >= 10 else self.deployed
        if self.school:
            return self.school if month >= 7 else self.school + 1
        return self.told


def read_years(text: str) -> TextYears:
    """What a text says about the year it is written in."""
    text = text[:SCANNED]
    lower = text.lower()
    reviewed = _first(_REVIEWED, lower, _REVIEWING)
    running = _first(_HALF, lower, _HALVING)
    if reviewed and running == reviewed:
        # "6 tháng đầu năm 2025": part of a year was summed up, not its end.
        half, whole = _HALF.search(lower), _REVIEWED.search(lower)
        if half and whole and abs(half.end() - whole.end()) <= 8:
            reviewed = 0
    running = running or _first(_TERM, lower[:2000], ("nhiệm kỳ",))
    deployed = _first(_DEPLOYED, lower, _DEPLOYING)
    school = _first(_SCHOOL, lower, ("năm học",))
    if reviewed or running or deployed or school:
        return TextYears(reviewed, running, deployed, school)
    return TextYears(told=_told(text))


def _first(pattern: re.Pattern[str], lower: str, words: tuple[str, ...]) -> int:
    """The first year the pattern gives; not tried without one of the words."""
    if not any(word in lower for word in words):
        return 0
    for match in pattern.finditer(lower):
        for group in match.groups():
            if group and int(group) in YEARS:
                return int(group)
    return 0


def _told(text: str) -> int:
    """The latest year told of, often enough or near the head."""
    seen: Counter[int] = Counter()
    for item in find_dates(text):
        if not item.year or item.kind not in ("year", "point", "month", "document"):
            continue
        if _AHEAD.search(text[max(0, item.start - 40) : item.start]):
            continue
        near = item.start < NEAR or (item.kind == "point" and item.day)
        seen[item.year] += 2 if near else 1
    return max((year for year, count in seen.items() if count >= 2), default=0)
