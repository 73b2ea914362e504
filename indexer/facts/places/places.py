"""The provinces an article is about, each with its role.

What is a place at all is judged in :mod:`indexer.facts.places.context`, what one mention
is to the article in :mod:`indexer.facts.places.roles`, what bare offices mean in a local
newspaper in :mod:`indexer.facts.places.home`; this module adds them up.

*venue*: as ``roles`` has it. Where the opening states no venue, a local newspaper's bare
``Tỉnh ủy`` there makes its own province the venue, marked inferred.

*subject*: by points. Title 4; in the opening (the first paragraphs, at most 700
characters) 2 (5 or more places in it: 1); in the body 1, at most 6; ``Tại điểm cầu X`` 3;
a place that only says where the event is 0.5; within a person's office (``Bí thư Thành ủy
Hà Nội Bùi Thị ...``) a quarter of its points, but the full points in the title and the
first sentence. A place with 2 points and at least a third of the highest is a subject.
Bare forms count for the publisher's province.

*publisher*: the home of the newspaper. *mentioned*: everything else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from indexer.facts.capitals import find_capitals
from indexer.facts.places.communes import find_communes
from indexer.facts.places.context import Evidence, read_evidence
from indexer.facts.places.home import Spoken, count_own, leading_code, names_communes
from indexer.facts.places.roles import (
    LISTED,
    SENTENCE_END,
    Layout,
    is_passing,
    starts_of,
    weigh,
)
from indexer.facts.quotes import quote
from search.article import Place, Provenance, Role
from search.gazetteer.provinces import today
from search.gazetteer.publishers import Home, find_publisher, home_of

OPENING = 700
"""Characters of the body in which a venue is looked for."""

MERGER = "2025-07-01"
"""From this day on districts and communes are evidence for the merged unit."""

ENOUGH = 2.0
SHARE = 1 / 3


@dataclass(slots=True)
class _Tally:
    """What speaks for one slug."""

    points: float = 0.0
    body_points: float = 0.0
    stated: bool = False
    name: str = ""
    words: str = ""
    weight: float = -1.0
    venue_words: str = ""
    venue: bool = False
    venue_stated: bool = False
    order: int = 0

    def total(self) -> float:
        return self.points + min(self.body_points, 6.0)


@dataclass(slots=True)
class _Reading:
    """The tallies of one article."""

    tallies: dict[str, _Tally] = field(default_factory=dict)

    def tally(self, slug: str) -> _Tally:
        found = self.tallies.get(slug)
        if found is None:
            found = self.tallies[slug] = _Tally(order=len(self.tallies))
        return found


def find_places(
    title: str, body: str, publisher: str = "", published: str = "", url: str = ""
) -> tuple[Place, ...]:
    """The places of an article, composed: venues, subjects, publisher's home, mentions.

    :param publisher: name, code or address; a code that the body begins with is read
        where it is empty, and the ``url`` where the newspaper is not known by it.
    :param published: ISO date; districts named from July 2025 on stand for the merged
        unit, before it (or without a date) for the province that held them.
    :returns: one place for each slug and role; a place with another role is not
        repeated as mentioned.
    """
    merged = published[:10] >= MERGER
    year = int(published[:4]) if published[:4].isdigit() else 0
    reading = _Reading()
    text = f"{title}\n{body}" if title else body
    capitals = find_capitals(text)
    publisher = publisher or leading_code(body)
    home = _home(publisher, url)
    home_slug = _then(home.slug, merged) if home else ""
    opening = _opening_end(body)
    of_title: list[Evidence] = []
    if title:
        title_capitals, capitals = capitals.split(len(title) + 1)
        of_title = read_evidence(title, title_capitals, year)
        if merged:
            of_title = _with_communes(of_title, title, home_slug)
        _count_title(reading, of_title, title, merged)
    of_body = read_evidence(body, capitals, year)
    if merged:
        of_body = _with_communes(of_body, body, home_slug)
    _count_body(reading, of_body, body, merged, opening)
    if home is not None and home.local:
        parts = ((title, of_title, len(title)), (body, of_body, opening))
        spoken = count_own(parts, home.slug, published)
        _count_own(reading, spoken, home_slug)
        if not reading.tallies and names_communes(body, opening):
            _count_own(reading, Spoken(1, True, False, home_slug), home_slug)
    return tuple(_places(reading, home, home_slug, publisher))


def _home(publisher: str, url: str) -> Home | None:
    """The newspaper's home, by its address where its name is not known."""
    return home_of(url if url and not find_publisher(publisher) else publisher)


def _then(slug: str, merged: bool) -> str:
    return today(slug) if merged else slug


def _with_communes(found: list[Evidence], text: str, home: str) -> list[Evidence]:
    """The places and the communes of today, which are their parents' where these stand
    beside them, the only one's that has the name, or the newspaper's."""
    communes = list(find_communes(text))
    known = {commune.start for commune in communes}
    found = [item for item in found if item.stated or item.start not in known]
    taken = {item.start for item in found}
    parents = {starts_of(item) for item in found if item.stated}
    more = []
    for commune in communes:
        slugs = (home,) if home in commune.slugs else commune.slugs
        follows = range(commune.end + 1, commune.end + 4)
        if len(slugs) > 1 or commune.start in taken or commune.typed in taken:
            continue
        if not any(place in parents for place in follows):
            start, end, typed, _ = commune
            more.append(Evidence(start, end, slugs, stated=False, typed=typed))
    return sorted(found + more)


def _slugs(found: Evidence, merged: bool) -> Iterable[str]:
    if found.stated or not merged:
        return found.slugs
    return tuple(dict.fromkeys(today(slug) for slug in found.slugs))


def _note(tally: _Tally, found: Evidence, text: str, points: float) -> None:
    """Keep the name and the words of the mention that speaks best."""
    if (found.stated, points) > (tally.stated, tally.weight):
        tally.name, tally.weight = text[found.start : found.end], points
        tally.words = quote(text, starts_of(found), found.end)
    tally.stated = tally.stated or found.stated


def _count_title(
    reading: _Reading, evidence: Sequence[Evidence], title: str, merged: bool
) -> None:
    for found in evidence:
        points = 0.0 if is_passing(found, title) else 4.0
        for slug in _slugs(found, merged):
            tally = reading.tally(slug)
            tally.points += points
            _note(tally, found, title, points)


def _count_body(
    reading: _Reading,
    evidence: Sequence[Evidence],
    body: str,
    merged: bool,
    opening: int,
) -> None:
    starts = frozenset(starts_of(found) for found in evidence)
    layout = Layout(_first_sentence_end(body), opening, starts)
    previous = None
    crowded = sum(found.start < opening for found in evidence) >= LISTED
    for found in evidence:
        early = found.start < opening
        role, points = weigh(found, body, layout, previous)
        previous = found
        if crowded and early and points == 2.0:
            points = 1.0
        for slug in _slugs(found, merged):
            tally = reading.tally(slug)
            if role == "venue":
                tally.venue = True
                tally.venue_stated = tally.venue_stated or found.stated
                start = starts_of(found)
                tally.venue_words = tally.venue_words or quote(body, start, found.end)
            if early or points > 1.0:
                tally.points += points
            else:
                tally.body_points += points
            _note(tally, found, body, points)


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
    for match in SENTENCE_END.finditer(body, 0, OPENING):
        if match.end() > 60:
            return match.end()
    return min(len(body), OPENING)


def _count_own(reading: _Reading, spoken: Spoken, slug: str) -> None:
    """Bare offices of a local newspaper speak for its own province."""
    if not spoken.forms:
        return
    tally = reading.tally(slug)
    tally.points += 2.0 if spoken.early else 0.0
    tally.body_points += spoken.forms
    tally.name = tally.name or spoken.name
    tally.words = tally.words or spoken.name
    if spoken.held and not any(item.venue for item in reading.tallies.values()):
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
        words = role == "venue" and tally.venue_words or tally.words
        chosen[role].append(Place(slug, tally.name, role, provenance, words))

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
