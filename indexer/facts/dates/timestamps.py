"""A date that was supplied on its own (metadata, header, clock, address) as ISO text.

Each form is known or the answer is "": nothing is guessed from the numbers' sizes but
that the day comes first. Times are turned into Vietnamese local time.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import lru_cache

from indexer.facts.dates.written import is_calendar_day
from search.language.normal import compose

VIETNAM = timezone(timedelta(hours=7))

YEARS = range(1900, 2100)
EPOCHS = range(631152000, 4102444800)
"""Seconds since 1970 that are taken for a date: 1990 to 2099."""

LONGEST = 200

_EMPTY = frozenset(
    {"1900-01-01", "1970-01-01", "1969-12-31", "1899-12-30", "1899-12-31"}
)
"""Days that stand for "no date" in databases and are never real."""

_TIME = r"(?P<hour>[01]?\d|2[0-3])\s?(?:[:hg]|giờ)\s?(?P<minute>[0-5]\d)(?::[0-5]\d)?"
_ZONE = r"(?:\s*\(?(?:GMT|UTC)?\s?[+]\s?0?7(?::?00)?\)?)?"
_LABEL = (
    r"(?:clock)?(?:[^\d:]{0,24}:)?\s*(?:(?:đăng|cập nhật|xuất bản)\s+)?"
    r"(?:(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ\s+nhật|t[2-7]|cn)\b[\s,.-]*)?"
    r"(?:(?:lúc|ngày)\s+)?"
)
_DAY = (
    r"(?P<day>\d{1,2})\s?(?P<mark>[/.-])\s?(?P<month>\d{1,2})\s?(?P=mark)\s?"
    r"(?P<year>\d{4}|\d{2})(?!\d)"
)
_WORDS = (
    r"(?:ngày\s+)?(?:(?P<day>\d{1,2})\s+tháng\s+(?P<month>\d{1,2})"
    r"|tháng\s+(?P<month2>\d{1,2})\s+(?P<day2>\d{1,2}))"
    r"(?:\s?[,/-]\s?|\s+năm\s+|\s)(?P<year>\d{4})"
)
_MONTHS = {
    name: str(number)
    for number, names in enumerate(
        "một giêng|hai|ba|tư bốn|năm|sáu|bảy bẩy|tám|chín|mười".split("|"), 1
    )
    for name in names.split()
} | {"mười một": "11", "mười hai": "12", "chạp": "12"}
_NAMED_MONTH = re.compile(
    r"\btháng\s+(mười một|mười hai|" + "|".join(_MONTHS) + r")(?=[\s,/-]|$)"
)
_SERIAL = re.compile(r"([3-6]\d{4})(?:[.,]\d{1,12})?")
"""Days since 30 December 1899, as spreadsheets keep a date: 1982 to 2091."""

_GAP = r"[\s,|•·@–-]*(?:(?:lúc|hồi|ngày)\s+)?"
_AM_PM = r"(?:\s?(?P<half>[AaPp][Mm]|SA|CH))?"
_VIETNAMESE = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_LABEL}{_DAY}(?:{_GAP}{_TIME}{_AM_PM})?{_ZONE}\W*",
        rf"{_LABEL}{_WORDS}(?:{_GAP}{_TIME}{_AM_PM})?{_ZONE}\W*",
        rf"{_LABEL}{_TIME}{_AM_PM}{_GAP}{_LABEL}{_DAY}{_ZONE}\W*",
        rf"{_LABEL}{_TIME}{_AM_PM}{_GAP}{_LABEL}{_WORDS}{_ZONE}\W*",
    )
)
_MONTH = re.compile(
    r"(?:tháng\s+)?(?P<month>\d{1,2})(?:\s?[/-]\s?|\s+năm\s+|,\s)(?P<year>\d{4})",
    re.IGNORECASE,
)
_ISO = re.compile(
    r"(?P<year>\d{4})(?:(?P<mark>[-/.])(?P<month>\d{1,2})(?:(?P=mark)(?P<day>\d{1,2})"
    r"(?:[T\s,]+(?:(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)"
    r"(?::(?P<second>[0-5]\d|60)(?:[.,]\d{1,9})?)?"
    r"\s?(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?"
    # A clock that no day has (24:04, 12:75) does not make the day wrong.
    r"|\d{1,2}:\d{2}(?::\d{2})?))?)?)?",
    re.IGNORECASE,
)
_MINUTE = re.compile(r"\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d", re.ASCII)
_COMPACT = re.compile(
    r"(?P<year>20\d\d|19\d\d)(?P<month>\d\d)(?P<day>\d\d)"
    r"(?:T?(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?:[0-5]\d)?Z?)?"
)
_ENGLISH_MONTHS = {
    name: number
    for number, name in enumerate(
        "jan feb mar apr may jun jul aug sep oct nov dec".split(), 1
    )
}
_ENGLISH = re.compile(
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[.,]*\s+)?"
    r"(?:(?P<name>[a-z]{3})[a-z]*\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?"
    r"|(?P<day2>\d{1,2})(?:st|nd|rd|th)?\s+(?P<name2>[a-z]{3})[a-z]*\.?,?)"
    r"\s+(?P<year>\d{4})(?!\d)"
    r"(?:\s*(?:,|-|at|\|)?\s*(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?::[0-5]\d)?"
    r"\s?(?P<half>[ap]\.?m\b)?)?",
    re.IGNORECASE,
)
_TWELVE = re.compile(r"\d\s?[ap]\.?m\b", re.IGNORECASE)
_YEAR_ONE = re.compile(r"(?<![\d+])(?<!:\d\d-)(?<!:\d\d -)000[01](?!\d)")
"""The year of a null date, which the standard library takes for 2001; ``+0000`` after a
time is a zone."""

_NUMBER = re.compile(r"-?\d{9,13}(?:\.\d{1,9})?")
_OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})?")

_URL_DAY = re.compile(
    r"[/_-](?P<year>(?:19|20)\d\d)(?P<mark>[/-])(?P<month>0?[1-9]|1[0-2])(?P=mark)"
    r"(?P<day>0?[1-9]|[12]\d|3[01])(?=[/_.?#-]|$)"
)
_URL_DAY_FIRST = re.compile(
    r"[/_-](?P<day>0[1-9]|[12]\d|3[01])(?P<mark>[/-])(?P<month>0[1-9]|1[0-2])(?P=mark)"
    r"(?P<year>(?:19|20)\d\d)(?=[/_.?#-]|$)"
)
_URL_NUMBER = re.compile(
    r"[/_-](?:1\d{2}(?=\d{15}\b))?(?P<year>(?:20)?\d\d)(?P<month>0[1-9]|1[0-2])"
    r"(?P<day>0[1-9]|[12]\d|3[01])(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)"
    r"[0-5]\d\d{0,6}(?=\.(?:html?|chn|epi|aspx?|php)\b|[/?#]|$)"
)
_URL_COMPACT = re.compile(
    r"[/_-](?P<year>20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])"
    r"(?=[/_.?#-]|$)"
)
_URL_MONTH = re.compile(r"/(?P<year>20\d\d)/(?P<month>0[1-9]|1[0-2])(?=/)")
_FILE_DAY = re.compile(
    r"(?<![A-Za-z0-9])(?P<year>20\d\d|19\d\d)(?P<mark>[-_.]?)(?P<month>0[1-9]|1[0-2])"
    r"(?P=mark)(?P<day>0[1-9]|[12]\d|3[01])(?![A-Za-z0-9])"
)


def read_timestamp(text: str) -> str:
    """A date given on its own as ``2025``, ``2025-12``, ``2025-12-09`` or
    ``2025-12-09T15:50``; "" when it is no known form or no day.

    Known: ISO 8601 at any precision, day-first numbers with or without weekday and
    time, Vietnamese words, RFC 2822, English month names, seconds or milliseconds
    since 1970. Midnight counts as no time.
    """
    if not text or len(text) > LONGEST:
        return ""
    if _MINUTE.fullmatch(text):
        return _read_minute(text)
    text = " ".join(compose(text).text.split())
    if not any(char.isdigit() for char in text) or _YEAR_ONE.search(text):
        return ""
    if _NUMBER.fullmatch(text) and (value := _read_epoch(text)):
        return value
    if serial := _SERIAL.fullmatch(text):
        return _read_serial(text, int(serial[1]))
    if "tháng" in (lower := text.lower()):
        text = _NAMED_MONTH.sub(lambda match: f"tháng {_MONTHS[match[1]]}", lower)
    for pattern in (_ISO, _COMPACT):
        if match := pattern.fullmatch(text):
            return _value(match.groupdict())
    for pattern in (*_VIETNAMESE, _MONTH):
        if match := pattern.fullmatch(text):
            return _value(match.groupdict())
    return _read_english(text)


def _read_minute(text: str) -> str:
    """The form in which most come, as it is given back."""
    try:
        return _iso(datetime.fromisoformat(text))
    except ValueError:
        return ""


@lru_cache(maxsize=256)
def read_url(url: str, file: bool = False) -> str:
    """The date an address or, with ``file``, a file's name carries, else ""."""
    if not url or len(url) > 2000:
        return ""
    if file:
        name = re.split(r"[/\\]", url)[-1]
        match = _FILE_DAY.search(name)
        return _value(match.groupdict()) if match else ""
    for pattern in (
        _URL_DAY,
        _URL_DAY_FIRST,
        _URL_NUMBER,
        _URL_COMPACT,
        _URL_MONTH,
    ):
        if (match := pattern.search(url)) and (value := _value(match.groupdict())):
            return value
    return ""


def _value(parts: dict[str, str | None]) -> str:
    year = int(parts["year"] or 0)
    if len(parts["year"] or "") == 2:
        year += 2000 if year < 70 else 1900
    if year not in YEARS:
        return ""
    parts = {**parts, "month": parts.get("month") or parts.get("month2")}
    parts["day"] = parts.get("day") or parts.get("day2")
    if not parts.get("month"):
        return f"{year:04}"
    month = int(parts["month"] or 0)
    if not parts.get("day"):
        return f"{year:04}-{month:02}" if 1 <= month <= 12 else ""
    day = int(parts["day"] or 0)
    if not is_calendar_day(month, day, year):
        return ""
    if parts.get("hour") is None:
        return _iso(datetime(year, month, day))
    hour, minute = int(parts["hour"] or 0), int(parts["minute"] or 0)
    half = (parts.get("half") or "").upper().replace(".", "")
    if half in ("PM", "CH") and hour < 12:
        hour += 12
    elif half in ("AM", "SA") and hour == 12:
        hour = 0
    moment = datetime(year, month, day, hour, minute)
    if zone := parts.get("zone"):
        moment = moment.replace(tzinfo=_zone(zone))
        moment = moment.astimezone(VIETNAM).replace(tzinfo=None)
    return _iso(moment)


def _zone(text: str) -> timezone:
    match = _OFFSET.fullmatch(text)
    if match is None:
        return timezone.utc
    hours, minutes = int(match[2]), int(match[3] or 0)
    offset = min(timedelta(hours=hours, minutes=minutes), timedelta(hours=14))
    return timezone(offset if match[1] == "+" else -offset)


def _iso(moment: datetime) -> str:
    day, _, clock = moment.isoformat(timespec="minutes").partition("T")
    if moment.year not in YEARS or day in _EMPTY:
        return ""
    return day if clock.startswith("00:00") else f"{day}T{clock[:5]}"


def _read_epoch(text: str) -> str:
    seconds = float(text)
    if abs(seconds) >= 1e11:
        seconds /= 1000
    if int(seconds) not in EPOCHS:
        return ""
    return _iso(datetime.fromtimestamp(seconds, VIETNAM).replace(tzinfo=None))


def _read_serial(text: str, days: int) -> str:
    moment = datetime(1899, 12, 30) + timedelta(days)
    fraction = text[5:].lstrip(".,")
    minutes = round(float(f"0.{fraction or 0}") * 1440)
    return _iso(moment + timedelta(minutes=minutes))


def _read_english(text: str) -> str:
    if re.search(r"\d:\d\d", text) and not _TWELVE.search(text):
        try:
            moment = parsedate_to_datetime(text)
        except (TypeError, ValueError, IndexError, OverflowError):
            pass
        else:
            if moment.tzinfo is not None:
                try:
                    moment = moment.astimezone(VIETNAM).replace(tzinfo=None)
                except (OverflowError, ValueError):
                    return ""
            return _iso(moment)
    match = _ENGLISH.match(text)
    if match is None:
        return ""
    month = _ENGLISH_MONTHS.get((match["name"] or match["name2"]).lower(), 0)
    day = int(match["day"] or match["day2"])
    if not is_calendar_day(month, day, int(match["year"])):
        return ""
    given = match.groupdict()
    clock = {name: given[name] for name in ("hour", "minute", "half")}
    return _value(
        {"year": match["year"], "month": str(month), "day": str(day), **clock}
    )
