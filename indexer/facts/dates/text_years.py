"""The year a text is written in, from the years it talks about itself.

``tổng kết ... năm 2025, triển khai nhiệm vụ năm 2026`` is said in December 2025 or in
January 2026; the month of the day that needs a year decides. A year that is merely
mentioned is no ground: on dated articles the latest year told of was the right one
less than half of the time. Each kind of ground kept here was right in at least eight
of ten (docs/dates.md), and none counts that the text's own full dates contradict.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
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
_TERM = re.compile(rf"đại hội[^.\n]{{0,120}}?nhiệm kỳ {_YEAR}\s?[-–]\s?(?:19|20)\d\d")
_PAST_CONGRESS = re.compile(
    r"(?:nghị quyết|chỉ tiêu|mục tiêu|chương trình hành động|nhiệm kỳ|thực hiện|sau|kể từ"
    r"|từ|qua|triển khai|văn kiện|tinh thần)\b[^.\n]{0,40}$"
)
"""Before a congress whose term is under way or over: its first year is not this one."""

# Beside a day without a year, in its sentence.
_MONTH_OF = re.compile(rf"\btháng (\d{{1,2}})\s?(?:[/.–-]|năm|,)\s?{_YEAR}")
_SPRING = re.compile(
    r"\b(?:xuân|tết)(?: nguyên đán)?(?: (?:giáp|ất|bính|đinh|mậu|kỷ|canh|tân|nhâm|quý)"
    rf" \w+)?(?:,? | năm | - |-){_YEAR}"
)
_OF_YEAR = re.compile(rf"\bnăm {_YEAR}(?!\s?[-–]\s?\d)")
_NOT_THIS_YEAR = re.compile(
    r"\b(?:từ|kể từ|đến|tới|trước|sau|vào|hồi|cuối|đầu|giữa|hết|so với|cùng kỳ|sinh"
    r"|thành lập|mục tiêu|giai đoạn|nhiệm kỳ|tầm nhìn|luật|bộ luật|hiến pháp|nghị quyết"
    r"|nghị định|quyết định|hiệp định|hiệp ước|chiến thắng|cách mạng|triển khai"
    r"|kế hoạch|phương hướng|nhiệm vụ|dự toán|quy hoạch|kịch bản|tuyển sinh|xét tuyển"
    r"|đề thi|kỳ thi|dự báo|dự đoán|khả năng|bầu cử|gợi nhớ|nhớ lại)\b[^,;.\n]{0,60}$"
)
_ANY_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_SENTENCE = re.compile(r"[.!?…][”\"]?\s|\n")

# Founding days that rounds of anniversaries count from.
_FOUNDED = {
    "cách mạng tháng tám": date(1945, 8, 19),
    "quốc khánh": date(1945, 9, 2),
    "giải phóng miền nam": date(1975, 4, 30),
    "thống nhất đất nước": date(1975, 4, 30),
    "thành lập đảng": date(1930, 2, 3),
    "ngày sinh chủ tịch hồ chí minh": date(1890, 5, 19),
    "ngày sinh của chủ tịch hồ chí minh": date(1890, 5, 19),
    "chiến thắng điện biên phủ": date(1954, 5, 7),
    "quân đội nhân dân": date(1944, 12, 22),
    "giải phóng thủ đô": date(1954, 10, 10),
    "thương binh": date(1947, 7, 27),
    "công an nhân dân": date(1945, 8, 19),
    "báo chí cách mạng": date(1925, 6, 21),
    "mặt trận dân tộc thống nhất": date(1930, 11, 18),
    "liên hiệp phụ nữ": date(1930, 10, 20),
    "phụ nữ việt nam": date(1930, 10, 20),
    "đoàn tncs": date(1931, 3, 26),
    "đoàn thanh niên cộng sản": date(1931, 3, 26),
    "nhà giáo việt nam": date(1982, 11, 20),
    "thầy thuốc việt nam": date(1955, 2, 27),
    "bộ đội biên phòng": date(1959, 3, 3),
    "toàn quốc kháng chiến": date(1946, 12, 19),
    "tổng tuyển cử": date(1946, 1, 6),
    "tổ chức xây dựng đảng": date(1930, 10, 14),
    "kiểm tra đảng": date(1948, 10, 16),
    "kiểm tra của đảng": date(1948, 10, 16),
    "dân vận": date(1930, 10, 15),
    "tuyên giáo": date(1930, 8, 1),
    "công đoàn việt nam": date(1929, 7, 28),
    "hội nông dân": date(1930, 10, 14),
    "cựu chiến binh": date(1989, 12, 6),
    "ra đi tìm đường cứu nước": date(1911, 6, 5),
    "cách mạng tháng mười": date(1917, 11, 7),
}
"""Days of the Party's and the State's calendar, as their own histories give them."""

_ROUND = re.compile(
    r"(?:kỷ niệm|kỉ niệm|chào mừng|mừng)(?: lần thứ)? (\d{1,3})(?: năm)?(?: ngày)?"
    r"([^.\n]{3,90})"
)
NEWS_SINCE = 1990
"""Years before this are history in any sentence, for news on the web is younger."""

ROUND = 120
"""Days around an anniversary in which it is celebrated."""
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
    :param rounds: anniversaries that are being celebrated.
    """

    reviewed: int = 0
    running: int = 0
    months: tuple[int, int] = (0, 0)
    deployed: int = 0
    begun: int = 0
    closed: int = 0
    told: tuple[date, ...] = ()
    latest: int = 0
    rounds: tuple[date, ...] = ()

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
        return year if self.allows(year, month, day) else 0

    def allows(self, year: int, month: int, day: int) -> bool:
        """Whether no day told of as past lies after such a day."""
        happened = _day(year, month, day)
        return happened is not None and not any(
            past > happened + timedelta(31) for past in self.told
        )

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
        return self._celebrated(month, day) or self._nearest(month, day)

    def _celebrated(self, month: int, day: int) -> int:
        for anniversary in self.rounds:
            for year in (anniversary.year, anniversary.year - 1, anniversary.year + 1):
                happened = _day(year, month, day)
                if happened and abs((happened - anniversary).days) <= ROUND:
                    return year
        return 0

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
        begun=int(school[2]) if school and opens else _first_term(lower[:2000]),
        closed=int(school[3]) if school and not opens else 0,
        told=tuple(day for item in found if (day := _told(item))),
        latest=_latest([item.year for item in found if _is_told(lower, item)]),
        rounds=tuple(_rounds(lower[:2000], found)),
    )


def year_beside(text: str, item: FoundDate) -> int:
    """The year that the sentence of a bare day gives it, 0 for none: ``phiên thường kỳ
    tháng 2/2022`` for a day of February, ``Xuân Nhâm Dần 2022``, the one ``năm 2025``
    that is said of what takes place."""
    lower = text.lower() if len(text) <= SCANNED else text[:SCANNED].lower()
    begins = [match.end() for match in _SENTENCE.finditer(lower, 0, item.start)]
    start = max(begins[-1] if begins else 0, item.start - 200)
    ends = _SENTENCE.search(lower, item.end)
    sentence = lower[start : min(ends.start() if ends else len(lower), item.end + 250)]
    for named in _MONTH_OF.finditer(sentence):
        if int(named[1]) == item.month:
            return int(named[2])
    if spring := _SPRING.search(sentence):
        if item.month <= 3 or item.month >= 11:
            return int(spring[1]) - (item.month >= 11)
    years = [match for match in _OF_YEAR.finditer(sentence) if int(match[1]) in YEARS]
    if len(years) == 1 and len(set(_ANY_YEAR.findall(sentence))) == 1:
        match = years[0]
        before = sentence[: match.start()]
        after = match.start() + start > item.end
        # In January and February the year before is summed up.
        summed = item.month <= 2 and before.rstrip().endswith("trong")
        if after and not summed and not _NOT_THIS_YEAR.search(before):
            return int(match[1]) if int(match[1]) >= NEWS_SINCE else 0
    return 0


def _first_term(lower: str) -> int:
    """The first year of a term that a congress opens."""
    for match in _TERM.finditer(lower):
        if not _PAST_CONGRESS.search(lower[max(0, match.start() - 80) : match.start()]):
            return int(match[1])
    return 0


def _rounds(lower: str, found: list[FoundDate]) -> Iterator[date]:
    """Anniversaries named by their number (``kỷ niệm 80 năm Quốc khánh``) or written as
    a span of one day in two years (``22/12/1944 - 22/12/2024``)."""
    for item in found:
        if item.kind == "anniversary" and item.until and item.day:
            if (day := _day(int(item.until[:4]), item.month, item.day)) is not None:
                yield day
    for match in _ROUND.finditer(lower):
        for name, founded in _FOUNDED.items():
            if name in match[2] and int(match[1]) >= 5:
                if day := _day(
                    founded.year + int(match[1]), founded.month, founded.day
                ):
                    yield day
                break


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
