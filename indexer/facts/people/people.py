"""The people an article names, each with the office the text gives them.

A name is a run of capitalised words that begins with a surname (of the peoples of
Vietnam too) and has two to five syllables, or a foreign one that begins with a known
given name. Names of two syllables, rarer surnames and other foreign names need an
office, a word of address or an age beside them. What stands after a word for a street,
school, prize, company or photo is no person. The office is read before the name (``Bí
thư Tỉnh ủy Thái Đại Ngọc``), after it (``Trần Cẩm Tú-Ủy viên Bộ Chính trị``) or on both
sides; the grammar of offices is in :mod:`indexer.facts.people.offices`. One person is
listed once, under the full name, with the longest office given; what the text says of
the given name (``Thủ tướng Chính``) is the bearer's where the article has one only.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from indexer.facts.capitals import find_capitals
from indexer.facts.people.name_words import ADDRESSES, DEGREES, NATIONS
from indexer.facts.people.names import Name, find_names
from indexer.facts.people.office_words import BARE, HEADS
from indexer.facts.people.offices import (
    find_office,
    is_word,
    may_end_office,
    read_office,
)
from indexer.facts.vocabulary import canonical_phrase, either
from search.article import Person
from search.language.memo import Memo
from search.language.normal import canonical, place_tones
from search.language.syllables import is_syllable

LOOK_BACK = 180
"""Characters before a name in which its office may begin."""

_ADDRESS = re.compile(  # in lower case
    rf"(?:(?:,\s*)?(?:(?:các|những|hai|ba|bốn)\s+)?(?:{either(ADDRESSES)}"
    rf"|(?<=các )đại biểu)\s+|(?<!\w){either(DEGREES)}[.,\s-]+)+\Z"
)
_ADDRESSED = frozenset(
    word.rpartition(" ")[2] for word in (*ADDRESSES, *DEGREES, "đại biểu")
)
_LONGEST_ADDRESS = 48
_PERSONAL = re.compile(
    r"(?:ông|bà|anh|chị|em|cháu|cô|chú|bác|cụ|thầy|bé|bạn|nsnd|nsưt)[.\s]+\Z"
)
_ARTIST = re.compile(
    r"(?:ca|nghệ|nhạc|họa|hoạ) [sS][ĩỹ]|diễn viên|hoa hậu|á hậu|đạo diễn|người mẫu|siêu mẫu"
    r"|nhà thơ|nhà văn|cô giáo|thầy giáo|hoa khôi",
    re.IGNORECASE,
)
_PLURAL = re.compile(
    r"(?:^|\W)(?:[Cc]ác|[Hh]ai|[Bb]a|[Bb]ốn|[Nn]hững)\s"
    r"(?:đồng chí:?\s|ông:?\s|bà:?\s|đ/c:?\s|vị\s)?\Z"
)
_LIST = re.compile(r"\s?(?:,|,? và|,? cùng)\s(?:ông\s|bà\s|đồng chí\s)?")
# What stands between a name and its office: a comma, dash or bracket; a year of birth
# or an age; where the person lives; ``là``.
_AFTER = re.compile(
    r"(?:\s{0,2}(?P<mark>[,(–—-])\s{0,3}"
    r"(?:(?:(?:SN|sinh năm|sinh ngày)\s?[\d/]{4,10}|\d{1,3} tuổi)[,;]\s)?"
    r"(?:(?:trú|ngụ|quê|cư trú|thường trú|HKTT|ở)\s[^;()\n]{2,80}?,\s(?=[\w ]{0,12}"
    r"(?i:trưởng|giám đốc|chủ tịch|bí thư|cán bộ|chủ nhiệm|viên|kế toán)\b))?"
    r"(?:(?:là|hiện là|nay là|hiện nay là|hiện|một"
    r"|(?:hiện )?(?:đang )?giữ chức(?: vụ)?)\s)?|\s(?:hiện |đang |nay )?là\s)"
)
_BORN = re.compile(
    r"\s?\((?:(?:SN|[Ss]inh năm|[Ss]inh ngày)\s?)?\d[\d/]{1,9}(?:\s?tuổi)?[^()\n]{0,80}\)"
)
_AGE = re.compile(r"\s?[,(]\s?(?:\d{1,3} tuổi|(?:SN|sinh năm|sinh ngày)\s)")
_MARKS = ",(–—-"
_GAP_FIRSTS = _MARKS + "lhđn"
"""The letters after a blank with which what stands between goes on."""
_CLOSING = {",": ",;:(", "(": ",;)", "-": ",;-–—(", "–": ",;-–—(", "—": ",;-–—("}


class _Read(NamedTuple):
    """A name with what was read before it.

    :param start: where that begins.
    :param office: what office it is.
    :param addressed: whether it is an office or a word of address.
    :param plural: whether what it says goes for the names listed after this one too.
    """

    name: Name
    start: int
    office: str
    addressed: bool
    plural: bool = False


class Mention(NamedTuple):
    """A place where a person is named in full.

    :param start: where the office or the word of address before the name begins.
    :param at, end: the name itself.
    :param stop: where an office that follows the name ends; ``end`` without one.
    :param name: of the person, as in :class:`NamedPeople`.
    """

    start: int
    at: int
    end: int
    stop: int
    name: str


class NamedPeople(NamedTuple):
    """The people of a text.

    :param people: one for each name (see :func:`find_people`).
    :param mentions: where they are named, left to right.
    """

    people: tuple[Person, ...]
    mentions: tuple[Mention, ...]


def find_people(text: str) -> tuple[Person, ...]:
    """The people of a composed text in the order they are first named.

    :returns: one for each name, which has one spelling for all articles: tone marks on
        the letter of today's press; ``office`` is as written, parts joined by a comma,
        "" where the text gives none; ``words`` are those that gave it.
    """
    return read_people(text).people


def read_people(text: str) -> NamedPeople:
    """The same with the places where each is named."""
    things: set[str] = set()
    reads = _read_names(text, things)
    people: dict[str, Person] = {}
    named: list[tuple[Mention, str]] = []
    for index, read in enumerate(reads):
        limit = reads[index + 1].start if index + 1 < len(reads) else len(text)
        end, after = _read_after(text, read, limit)
        name = text[read.name.start : read.name.end]
        key = _key(name)
        named.append((Mention(read.start, *read.name[:2], end, name), key))
        if not (_counts(read) or after or _AGE.match(text, read.name.end)):
            continue
        office = ", ".join(part for part in (read.office, after) if part)
        if name in things and not read.addressed and not after:
            continue  # of a street elsewhere in the text
        known = people.get(key)
        if known is None or len(office) > len(known.office):
            words = " ".join(text[read.start : end].strip(" ,").split())
            people[key] = Person(known.name if known else name, office, words)
    joined = _join_parts(people)
    _join_given(text, people)
    names = {key: place_tones(person.name, "new") for key, person in people.items()}
    return NamedPeople(
        tuple(replace(person, name=names[key]) for key, person in people.items()),
        tuple(
            mention._replace(name=names[bearer])
            for mention, key in named
            if (bearer := joined.get(key, key)) in names
        ),
    )


def _read_names(text: str, things: set[str]) -> list[_Read]:
    """The names that may count, each with what stands before it."""
    reads: list[_Read] = []
    floor = 0
    level = -1
    several = False
    for name in find_names(text, things):
        if (
            name.given
            and level < 0
            and not name.thing
            and not _may_be_given(text, name)
        ):
            continue
        read = _read_before(text, name, floor)
        gap = text[floor : name.start] if reads and floor == reads[-1].name.end else ""
        if not read.office and gap and reads[-1].plural and _LIST.fullmatch(gap):
            read = read._replace(office=reads[-1].office, addressed=True, plural=True)
        goes_on = (
            level >= 0
            and (several or not name.sure)
            and _LEVEL_LIST.fullmatch(text[level : name.start]) is not None
        )
        if (
            name.thing
            and (not read.office or _is_place(text, read, reads))
            or goes_on
            and not read.addressed
        ):
            near = text[max(0, name.start - 24) : name.start]
            several = several if goes_on else _SEVERAL.search(near) is not None
            level = floor = name.end
            continue
        if name.given and not _is_given(text, read):
            continue
        level = -1
        floor = name.end
        reads.append(read)
    return reads


_UNNAMED_BODY = re.compile(
    r"(?:\bTrường|THPT|THCS|[Tt]iểu học|[Mm]ầm non|[Cc]huyên|TNHH|[Cc]ổ phần)\Z"
)


def _is_place(text: str, read: _Read, reads: list[_Read]) -> bool:
    """Whether a name after a level is the place's (``ông X - chủ tịch UBND xã Hồng
    Phong``): the office is what is said of the person before; or a school's."""
    if _UNNAMED_BODY.search(read.office) or _names_place(text, read):
        return True
    if not reads or reads[-1].office and read.name.sure:
        return False
    return _follows(text, reads[-1].name.end, read.start)


def _names_place(text: str, read: _Read) -> bool:
    """Whether a short name straight after the word of a body or of a place abroad is its
    name (``Giám đốc Bệnh viện Bạch Mai``, ``Thị trưởng thành phố Santo Domingo``)."""
    name = read.name
    if name.sure or text.count(" ", name.start, name.end) > 1:
        return False
    if not is_syllable(canonical(text[name.start : name.end].rpartition(" ")[2])):
        return _NAMED_ABROAD.search(read.office) is not None
    return _NAMED_BODY.search(read.office) is not None


_NAMED_BODY = re.compile(
    r"(?:bệnh viện|công ty|tập đoàn|ngân hàng|câu lạc bộ|CLB|khách sạn|học viện"
    r"|(?:TNHH|cổ phần|CP|DNTN|một thành viên|MTV)(?: [a-zà-ỹđ]+)*)\Z",
    re.IGNORECASE,
)
_NAMED_ABROAD = re.compile(
    r"(?:thành phố|vùng|bang|công ty|tập đoàn|hãng|ngân hàng|clb|câu lạc bộ)\Z",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r"\b(?:các|những|hai|ba|bốn|năm|\d+)\s\w+(?: \w+)?\s\Z", re.I)
_LEVEL_LIST = re.compile(r"\s?(?:-|–|và|,)\s?")


def _may_be_given(text: str, name: Name) -> bool:
    """Whether anything before a given name may show that it is one: most two capitalised
    syllables are no name, and reading what stands before each costs most of all."""
    near = text[max(0, name.start - LOOK_BACK) : name.start]
    return _PERSONAL.search(near[-12:].lower()) is not None or (
        _ARTIST.search(near) is not None
    )


def _is_given(text: str, read: _Read) -> bool:
    """Whether what stands before a given name shows that it is one."""
    if read.office:
        return _ARTIST.search(read.office) is not None
    near = text[max(0, read.name.start - 12) : read.name.start].lower()
    return _PERSONAL.search(near) is not None


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


def _join_parts(people: dict[str, Person]) -> dict[str, str]:
    """Give what is said of a part of a name to the one that bears the whole.

    :returns: such a part -> the whole name.
    """
    whole: dict[str, str] = {}
    for key in people:
        for part in _parts(key):
            if part in people:
                whole[part] = key if part not in whole else ""
    joined: dict[str, str] = {}
    for part, key in whole.items():
        if key not in people:
            continue
        short, full = people[part], people[key]
        if short.office and full.office and _key(full.office) != _key(short.office):
            if len(part.split(" ")) < 2 or not key.endswith(" " + part):
                continue
        del people[part]
        joined[part] = key
        if len(short.office) > len(full.office):
            people[key] = Person(full.name, short.office, short.words, "inferred")
    return joined


def _join_given(text: str, people: dict[str, Person]) -> None:
    """Give the office said with a given name alone (``Thủ tướng Chính``) to the one
    person of the article who bears it and has none."""
    if all(person.office for person in people.values()):
        return
    bearers: dict[str, list[str]] = {}
    for key in people:
        bearers.setdefault(key.rpartition(" ")[2], []).append(key)
    wanted = {
        people[keys[0]].name.rpartition(" ")[2]: keys[0]
        for keys in bearers.values()
        if len(keys) == 1 and not people[keys[0]].office
    }
    runs, starts = find_capitals(text)
    if wanted.keys().isdisjoint(runs):
        return
    found = [pair for pair in zip(starts, runs, strict=True) if pair[1] in wanted]
    for at, run in found:
        key = wanted[run]
        end = at + len(run)
        if text[at - 1 : at] not in (" ", "\u00a0") or is_word(text, at):
            continue
        read = _read_before(text, Name(at, end, sure=False), 0)
        person = people[key]
        if len(read.office) > len(person.office):
            words = " ".join(text[read.start : end].split())
            people[key] = Person(person.name, read.office, words, "inferred")


def _read_before(text: str, name: Name, floor: int) -> _Read:
    """The office or word of address straight before a name, and where it begins."""
    low = max(floor, name.start - LOOK_BACK)
    end = name.start
    address = None
    dashed = False
    last = _last_word(text, low, end)
    if _may_address(last):
        near = max(low, end - _LONGEST_ADDRESS)
        address = _find_address(text[near:end].lower())
        if address is not None:
            end -= len(address[0])
            last = _last_word(text, low, end)
    if not last and (dash := _DASH.search(text, low, end)):
        if address is not None or _DASH_AFTER.match(text, name.end):
            dashed = address is not None
            end = dash.start()
            last = _last_word(text, low, end)
    if last and not last.isdigit():
        over = address is None or "," in text[end - 2 : end] or address[0][0] == ","
        start = find_office(text, low, end, may_end_office(last), over)
        if start < end:
            comma = "," in text[end - 2 : end] or text[end : end + 1] == ","
            if floor and (comma or dashed) and _follows(text, floor, start):
                return _Read(name, end, "", address is not None)
            office = " ".join(text[start:end].strip(" \u00a0,").split())
            plural = _PLURAL.search(text[max(low, start - 20) : start]) is not None
            return _Read(name, start, office, True, plural)
    return _Read(name, end, "", address is not None)


_DASH = re.compile(r"\s[-–]\s\Z")
_DASH_AFTER = re.compile(r"\s?[-–,]\s")


def _follows(text: str, floor: int, start: int) -> bool:
    """Whether an office is what is said of the name that ends at ``floor``."""
    gap = _AFTER.match(text, floor, start + 1)
    return gap is not None and gap.end() == start


_ADDRESS_SYLLABLES = frozenset(
    syllable
    for phrase in (*ADDRESSES, *DEGREES, "các những hai ba bốn đại biểu")
    for syllable in re.split(r"[\s.]", phrase)
)


def _read_inner(word: str) -> bool:
    """Whether all of a word may be of an address, with the marks between degrees."""
    parts = set(re.split(r"[\s.,-]+", word)) - {""}
    return parts <= _ADDRESS_SYLLABLES


_INNER = Memo(_read_inner)


def _find_address(near: str) -> re.Match[str] | None:
    """The words of address with which a text in lower case ends, looked for among the
    last words only that may be some."""
    at = len(near) + 1
    for word in reversed(near.split(" ")):
        at -= len(word) + 1
        if not _INNER[word]:
            break
    return _ADDRESS.search(near[at:])


def _last_word(text: str, low: int, end: int) -> str:
    """The last word before a name as it is written; "" after punctuation."""
    return _bare(text[max(low, end - 24) : end].rstrip(" \u00a0,").rpartition(" ")[2])


def _read_bare(word: str) -> str:
    """The last part of a word with dashes, without punctuation around it."""
    return word.rpartition("-")[2].lstrip('(“"').rstrip(".")


def _read_address(word: str) -> bool:
    """Whether a word of address or a degree may end with a word."""
    return word.casefold().rpartition(".")[2] in _ADDRESSED


_bare = Memo(_read_bare).__getitem__
_may_address = Memo(_read_address).__getitem__


def _read_after(text: str, read: _Read, limit: int) -> tuple[int, str]:
    """The office that follows a name after a comma, a dash or a bracket, and where it
    ends."""
    end = read.name.end
    if text[end : end + 1] not in _MARKS and text[end + 1 : end + 2] not in _GAP_FIRSTS:
        return end, ""
    gap = _AFTER.match(text, end, limit)
    stop = start = end
    if gap is not None:
        start = gap.end()
        stop = read_office(text, start, limit, _CLOSING.get(gap["mark"] or "", ""))
    if stop == start and (bracket := _BORN.match(text, end, limit)):
        if gap := _AFTER.match(text, bracket.end(), limit):
            start = gap.end()
            stop = read_office(text, start, limit, _CLOSING.get(gap["mark"] or "", ""))
    if stop == start:
        return end, ""
    office = " ".join(text[start:stop].split())
    if _is_next_person(office):
        return end, ""
    if (
        read.office
        and canonical_phrase(office) in BARE
        and text[stop : stop + 1] == " "
    ):
        if text[stop + 1 : stop + 2].islower():
            return end, ""  # the subject of the next clause
    if not _counts(read) and canonical_phrase(office) in HEADS:
        if text[stop : stop + 1] == " ":
            return end, ""  # what the next person is, in words no list has
    return stop, office


def _is_next_person(office: str) -> bool:
    """Whether an office is one that stands for the man himself with a foreign surname
    (``Chủ tịch Kaysone Phomvihane, Chủ tịch Souphanouvon``)."""
    head, _, last = canonical_phrase(office).rpartition(" ")
    named = office.rpartition(" ")[2][1:].islower() and not is_syllable(last)
    return named and head in BARE and (last,) not in NATIONS


def _counts(read: _Read) -> bool:
    return read.name.sure or read.addressed
