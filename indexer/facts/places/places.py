"""The provinces an article is about, each with its role.

What is a place at all is judged in :mod:`indexer.facts.places.context`; this module gives
each place a role by where and how it is named.

*venue*: in the opening (the first paragraphs, at most 700 characters) after ``tại`` or
``ở`` with nothing but names, type words and words for halls and offices between; as
the dateline before a dash; after ``diễn ra tại`` or ``tổ chức tại`` or as the main
``điểm cầu`` in the first half of the body. Where the opening states no venue, a local
newspaper's bare ``Tỉnh ủy`` there makes its own province the venue, marked inferred.

*subject*: by points. Title 4; in the opening 2 (5 or more places in one sentence: 1);
in the body 1, at most 6; ``Tại điểm cầu X`` 3; a place that only says where
the event is 0.5; within a person's office (``Bí thư Thành ủy Hà Nội Bùi Thị ...``)
a quarter of its points, but the full points in the title and the first sentence. A
place with 2 points and at least a third of the highest is a subject. A bare ``Tỉnh
ủy`` counts for the publisher's province, but decides only where it is named nowhere.

*publisher*: the home of the newspaper. *mentioned*: everything else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from indexer.facts.capitals import find_capitals
from indexer.facts.places.context import Evidence, read_evidence
from indexer.facts.places.newspapers import Home, home_of, leading_code
from indexer.facts.vocabulary import UPPER
from search.article import Place, Provenance, Role
from search.gazetteer.provinces import today

OPENING = 700
"""Characters of the body in which a venue is looked for."""

MERGER = "2025-07-01"
"""From this day on districts are evidence for the merged unit."""

ENOUGH = 2.0
SHARE = 1 / 3
LISTED = 5

_HALLS = (
    "trụ sở|hội trường|trung tâm|hội nghị|nhà|văn hóa|văn hoá|khách sạn|quốc gia|tỉnh"
    "|thành phố|thành|phố|thị xã|huyện|quận|xã|phường|thị trấn|thôn|bản|làng|đặc khu"
    "|ủy|uỷ|số|đường|cầu|điểm|chính|các|hai|và|địa bàn|khu|cảng|sân bay|quảng trường"
    "|bảo tàng|trường|đại học|học viện|ban|thủ đô|tp\\.?|tx\\.?|hội|sở|công viên|ga"
    "|khu vực|vùng|biển|đảo|thao trường|công an|ubnd|nghĩa trang|liệt sĩ"
)
_VENUE = re.compile(
    rf"(?:^|[\s(,])(?:[Tt]ại|[Ởở]|TẠI)\s+"
    rf"(?:(?:(?i:{_HALLS})|[{UPPER}\d][\w.]*)[\s,–-]+){{0,12}}\Z"
)
_AT = ("ại", "ở", "Ở", "TẠI")  # in every text that _VENUE matches
_HELD = re.compile(r"(?:diễn ra|tổ chức|khai mạc|được tổ chức|bế mạc)\s+tại\b.{0,40}\Z")
_MAIN_POINT = re.compile(
    r"(?:điểm cầu|đầu cầu)\s+(?:chính|trung tâm)\b[^.;]{0,40}\Z", re.IGNORECASE
)
_POINT = re.compile(r"(?:điểm|đầu) cầu\b[^.;]{0,40}\Z", re.IGNORECASE)
_PLURAL = re.compile(r"\b(?:[Cc]ác|100%)[^,.;]{0,20}\Z")
_DATELINE = re.compile(r"\s?(?:\([^)]{2,30}\)|,? ngày [^-–—]{1,20})?\s?[-–—:]\s")
_TITLES = (
    r"[Bb]í thư|[Cc]hủ tịch|[Gg]iám đốc|[Tt]rưởng [Bb]an|[Tt]rưởng [Đđ]oàn"
    r"|[Cc]hỉ huy trưởng|[Đđ]ại biểu|[Ủủ]y viên|[Uu]ỷ viên|[Cc]hánh án|[Vv]iện trưởng"
    r"|[Cc]hủ nhiệm|[Tt]ổng [Bb]iên tập|[Hh]iệu trưởng|[Tt]hị trưởng"
)
_OFFICE = re.compile(
    rf"(?:{_TITLES})(?:(?![;:.]|\b(?:tại|về|cho|đã|với|của|đến|ở)\b)[^\n]){{0,60}}\Z"
)
# In every text that _OFFICE matches.
_TITLE_WORDS = (
    *("í thư", "hủ tịch", "iám đốc", "rưởng", "ại biểu", "viên", "hánh án"),
    *("hủ nhiệm", "iên tập"),
)
_SENTENCE_END = re.compile(r"[.!?…](?=\s|\Z)|\n")


@dataclass(slots=True)
class _Tally:
    """What speaks for one slug."""

    points: float = 0.0
    body_points: float = 0.0
    stated: bool = False
    name: str = ""
    weight: float = -1.0
    venue: bool = False
    venue_stated: bool = False
    order: int = 0

    def total(self) -> float:
        return self.points + min(self.body_points, 6.0)


@dataclass(slots=True)
class _Reading:
    """The tallies of one article."""

    tallies: dict[str, _Tally] = field(default_factory=dict)
    offices: int = 0
    office_in_opening: bool = False
    office_name: str = ""

    def tally(self, slug: str) -> _Tally:
        found = self.tallies.get(slug)
        if found is None:
            found = self.tallies[slug] = _Tally(order=len(self.tallies))
        return found


def find_places(
    title: str, body: str, publisher: str = "", published: str = ""
) -> tuple[Place, ...]:
    """The places of an article, composed: venues, subjects, publisher's home, mentions.

    :param publisher: name, code or domain; a code that the body begins with is read
        where it is empty.
    :param published: ISO date; districts named from July 2025 on stand for the merged
        unit, before it (or without a date) for the province that held them.
    :returns: one place for each slug and role; a place with another role is not
        repeated as mentioned.
    """
    merged = published[:10] >= MERGER
    reading = _Reading()
    text = f"{title}\n{body}" if title else body
    capitals = find_capitals(text)
    if title:
        start = len(title) + 1
        text, (of_title, capitals) = text[start:], capitals.split(start)
        for found in read_evidence(title, of_title):
            _count_title(reading, found, title, merged)
    _count_body(reading, list(read_evidence(text, capitals)), text, merged)
    publisher = publisher or leading_code(text)
    home = home_of(publisher)
    home_slug = _then(home.slug, merged) if home else ""
    if home is not None and home.local and reading.offices:
        _count_offices(reading, home_slug)
    return tuple(_places(reading, home, home_slug, publisher))


def _then(slug: str, merged: bool) -> str:
    return today(slug) if merged else slug


def _slugs(found: Evidence, merged: bool) -> Iterable[str]:
    if found.stated or not merged:
        return found.slugs
    return tuple(dict.fromkeys(today(slug) for slug in found.slugs))


def _note(tally: _Tally, found: Evidence, name: str, points: float) -> None:
    better = (found.stated, points) > (tally.stated, tally.weight)
    if better:
        tally.name, tally.weight = name, points
    tally.stated = tally.stated or found.stated


def _count_title(reading: _Reading, found: Evidence, title: str, merged: bool) -> None:
    if found.office:
        _count_office(reading, found, title, True)
        return
    for slug in _slugs(found, merged):
        tally = reading.tally(slug)
        tally.points += 4.0
        _note(tally, found, title[found.start : found.end], 4.0)


def _count_office(reading: _Reading, found: Evidence, text: str, early: bool) -> None:
    before = text[max(0, found.start - 30) : found.start]
    if _PLURAL.search(before) is None:
        reading.offices += 1
        reading.office_in_opening = reading.office_in_opening or early
        reading.office_name = reading.office_name or text[found.start : found.end]


def _count_body(
    reading: _Reading, evidence: list[Evidence], body: str, merged: bool
) -> None:
    opening = _opening_end(body)
    first_end = _first_sentence_end(body)
    crowded = sum(found.start < opening for found in evidence) >= LISTED
    ends = {found.start for found in evidence if not found.office}
    for found in evidence:
        if found.office:
            if found.end + 1 not in ends:
                _count_office(reading, found, body, found.start < opening)
            continue
        early = found.start < opening
        role, points = _weigh(found, body, early, first_end, opening)
        if crowded and early and points == 2.0:
            points = 1.0
        for slug in _slugs(found, merged):
            tally = reading.tally(slug)
            if role == "venue":
                tally.venue = True
                tally.venue_stated = tally.venue_stated or found.stated
            if early or points > 1.0:
                tally.points += points
            else:
                tally.body_points += points
            _note(tally, found, body[found.start : found.end], points)


def _weigh(
    found: Evidence, body: str, early: bool, first_end: int, opening: int
) -> tuple[str, float]:
    """(venue or nothing, points) of one place in the body."""
    start = found.typed if found.typed >= 0 else found.start
    before = body[max(0, start - 120) : start].rpartition("\n")[2]
    if "cầu" in before:
        if _MAIN_POINT.search(before[-60:]):
            return "venue", 0.5
        if _POINT.search(before[-60:]):
            return "", 3.0
    points = 2.0 if early else 1.0
    if early:
        if found.start < 40 and _DATELINE.match(body, found.end):
            return "venue", 0.5
        if any(word in before for word in _AT):
            if _VENUE.search(_SENTENCE_END.split(before)[-1]):
                return "venue", 0.5
    elif found.start < len(body) // 2 and _HELD.search(before[-70:]):
        return "venue", 0.5
    if found.end > first_end and _in_office(before[-80:]):
        points /= 4
    return "", points


def _in_office(before: str) -> bool:
    """Whether a title stands before a place in one breath, so that it is an office's."""
    return any(word in before for word in _TITLE_WORDS) and (
        _OFFICE.search(before) is not None
    )


def _opening_end(body: str) -> int:
    """Where the opening ends: whole paragraphs until there are 250 characters."""
    end = 0
    while end < 250:
        found = body.find("\n", end)
        if found < 0:
            return min(len(body), OPENING)
        end = found + 1
    return min(end, OPENING)


def _first_sentence_end(body: str) -> int:
    for match in _SENTENCE_END.finditer(body, 0, OPENING):
        if match.end() > 60:
            return match.end()
    return min(len(body), OPENING)


def _count_offices(reading: _Reading, slug: str) -> None:
    """Bare offices of a local newspaper speak for its own province."""
    tally = reading.tally(slug)
    tally.points += 2.0 if reading.office_in_opening else 0.0
    tally.body_points += reading.offices
    tally.name = tally.name or reading.office_name
    stated_venue = any(item.venue for item in reading.tallies.values())
    if reading.office_in_opening and not stated_venue:
        tally.venue = True


def _places(
    reading: _Reading, home: Home | None, home_slug: str, publisher: str
) -> Iterable[Place]:
    ranked = sorted(
        reading.tallies.items(), key=lambda item: (-item[1].total(), item[1].order)
    )
    highest = max((tally.total() for _, tally in ranked), default=0.0)
    chosen: dict[str, list[Place]] = {"venue": [], "subject": [], "mentioned": []}

    def add(role: Role, slug: str, tally: _Tally, stated: bool) -> None:
        provenance: Provenance = "stated" if stated else "inferred"
        chosen[role].append(Place(slug, tally.name, role, provenance))

    for slug, tally in ranked:
        if tally.venue:
            add("venue", slug, tally, tally.venue_stated)
        if tally.total() >= ENOUGH and tally.total() >= highest * SHARE:
            add("subject", slug, tally, tally.stated)
        elif not tally.venue:
            add("mentioned", slug, tally, tally.stated)
    yield from chosen["venue"]
    yield from chosen["subject"]
    if home is not None:
        yield Place(home_slug, publisher, "publisher", "inferred")
    yield from chosen["mentioned"]
