"""The people an article names, each with the office the text gives them.

A name is a run of capitalised words that begins with a surname (of the peoples of
Vietnam too) and has two to five syllables; a foreign one follows an office. Names of
two syllables, and rarer surnames, need an office or a word of address beside them. What
stands after a word for a street, school, prize, company or photo is no person. The
office is read before the name (``Bí thư Tỉnh ủy Thái Đại Ngọc``), after it
(``Trần Cẩm Tú-Ủy viên Bộ Chính trị``) or on both sides; the grammar of offices is in
:mod:`indexer.facts.people.offices`. One person is listed once, with the longest office given.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from indexer.facts.people.names import Name, find_names
from indexer.facts.people.offices import may_end_office, office_starts, read_office
from indexer.facts.vocabulary import phrases
from search.article import Person
from search.language.normal import canonical

LOOK_BACK = 180
"""Characters before a name in which its office may begin."""

_ADDRESS = re.compile(  # in lower case
    r"(?:(?:,\s*)?(?:các |hai |ba |bốn )?(?:đồng chí|đ/c|ông|bà|anh|chị|em|cháu|cô|chú"
    r"|bác|cụ|thầy)\s+|(?<!\w)(?:gs|pgs|ts|ths|tskh|bs|cki|ckii|nsnd|nsưt|kts|ls|th\.s)"
    r"[.,\s]+)+\Z"
)
_ADDRESSES = phrases(
    "chí đ/c ông bà anh chị em cháu cô chú bác cụ thầy gs pgs ts ths tskh bs cki ckii"
    " nsnd nsưt kts ls th.s".split()
)
_LONGEST_ADDRESS = 48
_AFTER = re.compile(r"\s?[,(–—-]\s?(?:(?:là|hiện là|hiện)\s)?")


class _Read(NamedTuple):
    """A name with what was read before it."""

    name: Name
    start: int
    office: str
    addressed: bool


def find_people(text: str) -> tuple[Person, ...]:
    """The people of a composed text in the order they are first named.

    :returns: one for each name; ``office`` is as written, parts joined by a comma,
        "" where the text gives none.
    """
    names = list(find_names(text))
    reads = [
        _read_before(text, name, _previous(names, i)) for i, name in enumerate(names)
    ]
    people: dict[str, Person] = {}
    for index, read in enumerate(reads):
        limit = reads[index + 1].start if index + 1 < len(reads) else len(text)
        after = _read_after(text, read.name.end, limit)
        if not _counts(read, after):
            continue
        office = ", ".join(part for part in (read.office, after) if part)
        name = text[read.name.start : read.name.end]
        key = _key(name)
        known = people.get(key)
        if known is None or len(office) > len(known.office):
            people[key] = Person(known.name if known else name, office)
    if all(person.office for person in people.values()):
        return tuple(people.values())
    parts = {part for key in people for part in _parts(key)}
    return tuple(
        person for key, person in people.items() if person.office or key not in parts
    )


@lru_cache(maxsize=1 << 14)
def _key(name: str) -> str:
    """One spelling of a name."""
    return " ".join(map(canonical, name.split()))


@lru_cache(maxsize=1 << 14)
def _parts(key: str) -> tuple[str, ...]:
    """The beginnings and ends of a name that are shorter than it."""
    words = key.split(" ")
    sizes = range(2, len(words))
    return tuple(
        " ".join(part) for size in sizes for part in (words[:size], words[-size:])
    )


def _previous(names: list[Name], index: int) -> int:
    return names[index - 1].end if index else 0


def _read_before(text: str, name: Name, floor: int) -> _Read:
    """The office or word of address straight before a name, and where it begins."""
    low = max(floor, name.start - LOOK_BACK)
    end = name.start
    address = None
    last = _last_word(text, low, end)
    if last.casefold() in _ADDRESSES:
        near = max(low, end - _LONGEST_ADDRESS)
        address = _ADDRESS.search(text[near:end].lower())
        if address is not None:
            end -= len(address[0])
            last = _last_word(text, low, end)
    if last and may_end_office(last):
        for start in office_starts(text, low, end):
            stop = read_office(text, start, end)
            if stop > start and not text[stop:end].strip(" \u00a0,"):
                office = " ".join(text[start:stop].split())
                return _Read(name, start, office, True)
    return _Read(name, end, "", address is not None)


def _last_word(text: str, low: int, end: int) -> str:
    """The last word before a name as it is written; "" after punctuation."""
    tail = text[max(low, end - 24) : end].rstrip(" \u00a0,").rpartition(" ")[2]
    return tail.rpartition("-")[2].lstrip('(“"').rstrip(".")


def _read_after(text: str, end: int, limit: int) -> str:
    """The office that follows a name after a comma, a dash or a bracket."""
    gap = _AFTER.match(text, end, limit)
    if gap is None:
        return ""
    start = gap.end()
    stop = read_office(text, start, limit)
    return " ".join(text[start:stop].split())


def _counts(read: _Read, after: str) -> bool:
    if read.name.thing:
        return bool(read.office)
    return read.name.sure or read.addressed or bool(after)
