"""When an article was published and when its event happened: two dates, each with
precision and provenance.

Published: metadata, a collector's header, the page clock, the address, the file's
name. Event: the dateline (``Sáng 16/12, tại ...``) or the first sentences that give a
day. Nothing is made up: what no source gives stays unknown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from indexer.cleaning.clean import Cleaned
from indexer.facts.dates.datelines import rank_days
from indexer.facts.dates.text_years import TextYears, read_years, year_beside
from indexer.facts.dates.timestamps import read_timestamp, read_url
from indexer.facts.dates.written import FoundDate, find_dates, is_calendar_day
from indexer.facts.quotes import quote
from indexer.sources.record import Record
from search.article import Provenance, Stamp
from search.language.normal import compose

AHEAD = 7
"""Days after its publication that a bare day may lie: announcements of next week."""

OLD = 400
"""Days before its publication beyond which a day is history, not the event."""

FAR = 100
"""Days after its publication beyond which a full date is a plan, not the event."""

HEAD = 1500
"""Characters of the body in which the event's day is looked for."""

RELATIVE = 500
"""Characters of the body in which ``sáng nay`` is the day of publication."""


@dataclass(frozen=True, slots=True)
class Dates:
    """Both dates of an article, None when unknown."""

    published: Stamp | None = None
    event: Stamp | None = None


def read_dates(cleaned: Cleaned, record: Record, today: date | None = None) -> Dates:
    """Read both dates.

    :param today: only bounds what is believable: a date of the year after next is a
        mistake. It never becomes an answer.
    """
    latest = (today or date.today()).year + 1
    published = _read_published(cleaned, record, latest)
    return Dates(published, _read_event(cleaned, published, latest))


def _read_published(cleaned: Cleaned, record: Record, latest: int) -> Stamp | None:
    found: list[Stamp] = []
    if value := read_timestamp(record.published):
        found.append(Stamp(value, "supplied", "metadata"))
    for source, text in cleaned.stated:
        if value := read_timestamp(text):
            found.append(Stamp(value, "stated", source, text))
    if value := read_url(record.url):
        found.append(Stamp(value, "supplied", "url"))
    if value := read_url(record.source.rsplit("#", 1)[0], file=True):
        found.append(Stamp(value, "inferred", "file"))
    found = [stamp for stamp in found if int(stamp.value[:4]) <= latest]
    if not found:
        return None
    best = found[0]
    for stamp in found[1:]:
        if stamp.source != "file" and stamp.value.startswith(best.value):
            best = stamp
    return best


def _read_event(cleaned: Cleaned, published: Stamp | None, latest: int) -> Stamp | None:
    head = cleaned.composed[:HEAD]
    found = find_dates(head) + _find_relative(head, published)
    known = _span(published) if published is not None else None
    candidates = rank_days(head, found, known)
    years: TextYears | None = None
    if not candidates and (stamp := _read_title(cleaned.title, published, latest)):
        return stamp
    for item in candidates:
        if item.kind == "month":
            stamp = _month(item, published, latest)
        elif item.end == item.start:
            stamp = Stamp(item.value, "inferred", _beside(published))
        elif item.year:
            stamp = _stated(item, published, latest)
        elif published is not None:
            stamp = _near(item, published)
        else:
            years = years or read_years(cleaned.composed)
            stamp = _inferred(item, years, latest, year_beside(head, item))
        if stamp is not None:
            end = item.end if item.end > item.start else item.start + len(item.cue)
            return replace(stamp, words=quote(head, item.start, end))
    return None


def _read_title(title: str, published: Stamp | None, latest: int) -> Stamp | None:
    """The one day of a title, where the text gives none."""
    text = compose(title).text
    days = [item for item in find_dates(text) if item.day and item.cue]
    if len(days) != 1 or days[0].kind not in ("point", "planned"):
        return None
    if days[0].year:
        stamp = _stated(days[0], published, latest)
    else:
        stamp = _near(days[0], published) if published is not None else None
    return stamp and replace(
        stamp,
        source=stamp.source.replace("text", "title"),
        words=quote(text, days[0].start, days[0].end),
    )


def _beside(published: Stamp | None) -> str:
    return f"text+{published.source}" if published else "text"


_NOW = re.compile(r"(?:áng|trưa|chiều|tối|đêm|khuya|sớm|hôm)\s(?:nay|qua)\b")
_RELATIVE = re.compile(
    r"\b(?:(?:rạng )?(?:sáng|trưa|chiều|tối|đêm|khuya)(?: sớm)?|hôm|ngày hôm)"
    r"\s(nay|qua)\b(?!\s*[,(]?\s*(?:ngày\s)?\d)"
)


def _find_relative(head: str, published: Stamp | None) -> list[FoundDate]:
    """``Sáng nay``, ``hôm qua`` without a number, read from the day of publication."""
    if published is None or len(published.value) < 10:
        return []
    lower = head[:RELATIVE].lower()
    if not (("nay" in lower or "qua" in lower) and _NOW.search(lower)):
        return []
    found = []
    day, _ = _span(published)
    for match in _RELATIVE.finditer(lower):
        value = day - timedelta(match[1] == "qua")
        found.append(
            FoundDate(
                match.start(),
                match.start(),
                value.isoformat(),
                "point",
                match.group(),
            )
        )
    return found


def _stated(item: FoundDate, published: Stamp | None, latest: int) -> Stamp | None:
    """A full date, unless it is history or far ahead."""
    if item.year > latest:
        return None
    if published is not None:
        day = date(item.year, item.month, item.day)
        first, last = _span(published)
        if day < first - timedelta(OLD) or day > last + timedelta(FAR):
            return None
    return Stamp(item.value, "stated", "text")


def _span(stamp: Stamp) -> tuple[date, date]:
    """The first and the last day a stamp may mean."""
    year = int(stamp.value[:4])
    month = int(stamp.value[5:7] or 0)
    if not month:
        return date(year, 1, 1), date(year, 12, 31)
    if len(stamp.value) == 7:
        after = date(year + month // 12, month % 12 + 1, 1)
        return date(year, month, 1), after - timedelta(1)
    day = date(year, month, int(stamp.value[8:10]))
    return day, day


def _month(item: FoundDate, published: Stamp | None, latest: int) -> Stamp | None:
    """``Tháng 12/2025`` in a dateline: a month, when its year is given."""
    if not item.year or item.year > latest:
        return None
    if published is not None:
        first, last = _span(published)
        day = date(item.year, item.month, 1)
        if day < first - timedelta(OLD) or day > last + timedelta(AHEAD):
            return None
    return Stamp(item.value, "stated", "text")


def _inferred(
    item: FoundDate, years: TextYears, latest: int, beside: int
) -> Stamp | None:
    """A bare day in the year that the text itself talks about.

    :param beside: the year that stands in the day's own sentence, 0 for none.
    """
    year = beside if beside and years.allows(beside, item.month, item.day) else 0
    year = year or years.year_of(item.month, item.day, item.cue)
    if not year or year > latest or not is_calendar_day(item.month, item.day, year):
        return None
    return Stamp(f"{year:04}-{item.month:02}-{item.day:02}", "inferred", "text")


def _near(item: FoundDate, published: Stamp) -> Stamp | None:
    """A bare day in the year that brings it nearest to the publication, not later than
    some days after it."""
    first, last = _span(published)
    best: tuple[int, int] | None = None
    ahead = FAR if item.kind == "planned" else AHEAD
    for year in range(first.year - 1, last.year + 2):
        if not is_calendar_day(item.month, item.day, year):
            continue
        day = date(year, item.month, item.day)
        if day > last + timedelta(ahead):
            continue
        gap = max(0, (first - day).days, (day - last).days)
        if best is None or gap < best[0]:
            best = (gap, year)
    if best is None:
        return None
    given = best[1] == int(published.value[:4])
    provenance: Provenance = "stated" if given else "inferred"
    value = f"{best[1]:04}-{item.month:02}-{item.day:02}"
    return Stamp(value, provenance, f"text+{published.source}")
