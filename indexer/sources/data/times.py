"""Dates that only their surroundings make clear: ``3 giờ trước`` beside the time of the
crawl, and the order of day and month, which a whole file tells."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from indexer.sources.record import DAY_OR_MONTH, MONTH_FIRST, Record

WINDOW = 1_000
"""Records that are looked at before the order of day and month is settled."""

WINDOW_SIZE = 8 * 1024 * 1024
"""Characters of them, whichever comes first."""

_AGO = re.compile(
    r"(?:khoảng |cách đây |hơn )?(\d{1,3}|một|vài)\s?(giây|phút|giờ|tiếng|ngày|tuần"
    r"|seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?)\s?(?:trước|ago)",
    re.IGNORECASE,
)
_UNITS = {
    **dict.fromkeys(("giây", "second", "seconds"), timedelta(seconds=1)),
    **dict.fromkeys(("phút", "minute", "minutes", "min", "mins"), timedelta(minutes=1)),
    **dict.fromkeys(("giờ", "tiếng", "hour", "hours", "hr", "hrs"), timedelta(hours=1)),
    **dict.fromkeys(("ngày", "day", "days"), timedelta(days=1)),
    **dict.fromkeys(("tuần", "week", "weeks"), timedelta(weeks=1)),
}
_NAMED_DAYS = {"hôm nay": 0, "today": 0, "hôm qua": 1, "yesterday": 1}
_NUMBERED = re.compile(
    r"(?P<lead>\D{0,16}?)(?P<a>\d{1,2})(?P<mark>[/.-])(?P<b>\d{1,2})(?P=mark)"
    r"(?P<year>\d{4}|\d{2})(?P<rest>(?:[\sT,]+\d{1,2}:\d{2}.{0,30})?)"
)

Read = TypeVar("Read")


def time_ago(text: str, fetched: str) -> str:
    """What ``3 giờ trước`` was, as ISO, for a page fetched at a known local time; "" when
    the text says nothing of the kind.

    :param fetched: ISO, at least to the day; relative hours need the minute.
    """
    text = " ".join(text.split()).lower()
    try:
        now = datetime.fromisoformat(fetched).replace(tzinfo=None)
    except ValueError:
        return ""
    if text in _NAMED_DAYS:
        return (now.date() - timedelta(_NAMED_DAYS[text])).isoformat()
    match = _AGO.fullmatch(text)
    if match is None or match[1] == "vài":
        return ""
    unit = _UNITS[match[2]]
    moment = now - unit * (1 if match[1] == "một" else int(match[1]))
    if unit >= timedelta(days=1):
        return moment.date().isoformat()
    return moment.isoformat(timespec="minutes") if "T" in fetched else ""


def settle_order(records: Iterable[Read]) -> Iterator[Read]:
    """The records of one file, their dates day-first whatever the file's habit.

    A file in which some date can only be month-first and none only day-first is read
    month-first. One whose dates could all be either keeps day-first. Both say so with
    each article.
    """
    source = iter(records)
    waiting: deque[Read] = deque()
    size = 0
    orders: set[str] = set()
    for item in source:
        waiting.append(item)
        if isinstance(item, Record):
            orders.add(_order(item.published))
            size += len(item.text)
        # One date that can only be day-first settles it; month-first needs them all.
        if "day" in orders or len(waiting) >= WINDOW or size >= WINDOW_SIZE:
            break
    month_first = "month" in orders and "day" not in orders
    unclear = orders.isdisjoint(("day", "month")) and _differ(waiting)
    while waiting:
        yield _settled(waiting.popleft(), month_first, unclear)
    for item in source:
        yield _settled(item, month_first, unclear)


def _order(text: str) -> str:
    """``day`` or ``month`` where a date can only be read with it first, else ""."""
    match = _NUMBERED.fullmatch(text) if text else None
    if match is None:
        return ""
    first, second = int(match["a"]), int(match["b"])
    if first > 12 >= second > 0:
        return "day"
    return "month" if second > 12 >= first > 0 and second <= 31 else ""


def _differ(records: Iterable[object]) -> bool:
    """Whether several dates of a file could be read either way."""
    dates = {
        item.published
        for item in records
        if isinstance(item, Record) and (m := _NUMBERED.fullmatch(item.published))
        if m["a"] != m["b"]
    }
    return len(dates) > 1


def _settled(item: Read, month_first: bool, unclear: bool) -> Read:
    if not (month_first or unclear) or not isinstance(item, Record):
        return item
    match = _NUMBERED.fullmatch(item.published)
    if match is None or match["a"] == match["b"]:
        return item
    if unclear:
        return replace(item, notes=(*item.notes, DAY_OR_MONTH))
    year = int(match["year"]) + (2000 if len(match["year"]) == 2 else 0)
    try:
        day = date(year, int(match["a"]), int(match["b"]))
    except ValueError:
        return item
    return replace(
        item,
        published=f"{day:%d/%m/%Y}{match['rest']}",
        notes=(*item.notes, MONTH_FIRST),
    )
