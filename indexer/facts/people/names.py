"""Runs of capitalised words that may be a person's name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from indexer.facts.capitals import find_capitals
from indexer.facts.people.masks import is_line, is_president, mask_of
from indexer.facts.people.name_words import (
    COMPANY_WORDS,
    FOREIGN_GIVEN,
    HOME,
    MIDDLES,
    NATION_WORDS,
    NATIONS,
    PARTICLES,
    ROMANISED,
    SIGHTS,
    UNNAMED,
)
from indexer.facts.places.names import NEVER_PERSONS, marked_table
from indexer.facts.vocabulary import (
    COMMON_SURNAMES,
    HONORIFICS,
    SURNAMES,
    UPPER,
    phrases,
)
from search.language.memo import Memo
from search.language.normal import canonical, is_marked
from search.language.syllables import is_syllable

_APOSTROPHES = frozenset("'’")
_HIGHLAND = re.compile(rf"[HKY]['’][{UPPER}]")
# Capitals within a word (``ABBank``) are a company's, but for those of ``McCain``.
_MIXED = re.compile(rf"(?!Ma?c|De|Di|La|Le|O['’]|.['’])\w+[{UPPER}]")
_MAX = 5


class Name(NamedTuple):
    """A possible name: ``text[start:end]``.

    :param sure: whether it counts without an office or a word of address.
    :param thing: whether a word for a level or a body stands before it, so that only
        an office that goes on over that word makes it a person.
    :param given: whether it is a given name of two syllables, which counts only after a
        word of address or the name of an art.
    """

    start: int
    end: int
    sure: bool
    thing: bool = False
    given: bool = False


def find_names(text: str, things: set[str] | None = None) -> Iterator[Name]:
    """The possible names of a composed text, left to right.

    :param things: gets the names that streets, schools and the like bear.
    """
    runs, starts = find_capitals(text)
    masked = -1
    done = 0
    for at, part in zip(starts, map(_PARTS.__getitem__, runs), strict=True):
        if part is None or at < done:
            continue
        if part.foreign and not part.alone:
            part = _after_place(text, at, part)
        start, end, sure = at + part.begin, at + part.end, part.sure
        if part.alone and text[end : end + 1] != "-" and text[at - 2 : at - 1] != ".":
            if text[end + 1 : end + 2] not in _PARTICLE_STARTS:
                continue
        if text[at - 1 : at].isalnum():
            continue
        if part.foreign:
            start, end = _whole(text, start, end)
            if part.alone and end - start == part.end - part.begin:
                continue
            sure = sure or part.openly and end > at + part.end
            done = end
        if part.president and not is_president(text, start):
            continue
        mask = "" if part.president else mask_of(text, start, end)
        if text.startswith(".", end) and text[end - 2] == " ":
            continue  # initials: the name is withheld
        gap = text[masked:start] if 0 <= masked <= start < masked + 13 else ""
        if mask == "thing" or gap and _LIST.fullmatch(gap):
            masked = end
            if things is not None:
                things.add(text[start:end])
            continue
        sure = sure and not is_line(text, start, end)
        yield Name(start, end, sure, mask == "level", part.given)


_LIST = re.compile(
    r"\s?(?:[,–/-]|và|đến|tới|với|qua|giao với|rẽ vào|rẽ|ra)\s?"
    r"(?:đến |tới |qua |rẽ |vào )?"
)


class _Word(NamedTuple):
    """What is known of a capitalised word, whatever stands around it.

    :param lead: no part of a name that it stands before.
    :param short: an abbreviation or a company's: no part of a name, unlike the ``A`` of
        ``Giàng A Lử``.
    :param native: a Vietnamese word with marks that is no surname: it ends a foreign
        name.
    :param joined: with an apostrophe after its first letter.
    """

    key: str
    lead: bool
    short: bool
    surname: bool
    syllable: bool
    native: bool
    joined: bool


def _read_word(word: str) -> _Word:
    key = canonical(word)
    surname = key in SURNAMES
    syllable = is_syllable(key)
    plain = word[1:].islower() or len(word) == 1
    short = not plain and (word.isupper() or _MIXED.match(word) is not None)
    return _Word(
        key,
        lead=short or key in _LEADS,
        short=short,
        surname=surname,
        syllable=syllable,
        native=is_marked(key) and syllable and not surname,
        joined=word[1:2] in _APOSTROPHES,
    )


_word_of = Memo(_read_word).__getitem__


class _Part(NamedTuple):
    """The name within a run of capitalised words, by offsets in the run.

    :param given: a given name alone.
    :param foreign: not all Vietnamese syllables: more of it may stand after the run.
    :param alone: one foreign word: a name only with what stands around the run.
    :param openly: begins with a foreign given name.
    """

    begin: int
    end: int
    sure: bool
    president: bool = False
    given: bool = False
    foreign: bool = False
    alone: bool = False
    openly: bool = False


def _read_run(run: str) -> _Part | None:
    """The name in one run of capitalised words, whatever stands around it."""
    spelled = run.split(" ")
    words = list(map(_word_of, spelled))
    if len(spelled) == 1 and not _HIGHLAND.match(run):
        return _read_single(run, words[0])
    keys = [word.key for word in words]
    size = len(words)
    first = _skip(words, keys)
    for index in range(first + 1, size - 2):
        if keys[index] in ("ông", "bà"):
            first = index + 1
    if first >= size or keys[first] == "đoàn" and keys[first - 1] in ("trưởng", "phó"):
        return None
    nation = first > 0 and tuple(keys[:first]) in NATIONS and keys[0] not in HOME
    if (
        first == size - 1
        and not words[-1].joined
        and (single := _read_single(spelled[-1], words[-1]))
    ):
        offset = len(run) - len(spelled[-1])
        return single._replace(begin=offset, end=len(run))
    begin = _surname(words, first, nation)
    if begin and keys[begin - 1] in _SHIPS:
        return None
    if begin is None:
        return _read_given(spelled, words, keys)
    stop = begin
    native = words[begin].surname or nation and words[begin].syllable
    while stop < size and stop - begin < _MAX and not words[stop].short:
        if not native and words[stop].native:
            break
        stop += 1
    length = stop - begin
    if length == 0 or length == 1 and _APOSTROPHES.isdisjoint(spelled[begin]):
        return _read_given(spelled, words, keys)
    part = keys[begin:stop]
    president = part[:3] == ["hồ", "chí", "minh"]
    if not president and (_is_place(part) or tuple(part) in NATIONS):
        return None
    foreign = not all(word.syllable for word in words[begin:stop])
    openly = part[0] in FOREIGN_GIVEN
    if foreign and not COMPANY_WORDS.isdisjoint(part[1:]) and not openly:
        return None
    start = len(" ".join(spelled[:begin])) + (begin > 0)
    end = start + len(" ".join(spelled[begin:stop]))
    sure = _is_sure(words[begin:stop], part, foreign)
    foreign = foreign or len(part) == 2 and part[0] in ROMANISED  # ``Kim So-yeong``
    return _Part(start, end, sure, president, foreign=foreign, openly=openly)


def _after_place(text: str, at: int, part: _Part) -> _Part:
    """The part of a run that goes on after the name of a place abroad (``Thống đốc vùng
    Kursk Alexei Smirnov``, ``châu Âu Josep Borrell``), where the word before says so.
    """
    start = at + part.begin
    before = text[max(0, start - 10) : start].lower()
    if not before.endswith(_ABROAD):
        return part
    first = text.find(" ", start, at + part.end)
    rest = _PARTS[text[first + 1 : at + part.end]] if first > 0 else None
    if rest is None or rest.alone:
        return part
    if not rest.openly and not before.endswith("châu "):
        return part
    shift = first + 1 - at
    return rest._replace(begin=rest.begin + shift, end=rest.end + shift)


_ABROAD = (
    "vùng ",
    "thành phố ",
    "bang ",
    "tỉnh ",
    "châu ",
    "khu vực ",
    "hạt ",
    "quận ",
)
_SHIPS = phrases(("USS", "HMS", "INS", "HMAS", "USNS", "CSB", "KN", "BTS", "EVN"))
_PARTS = Memo(_read_run, 1 << 15)


def _is_sure(words: list[_Word], keys: list[str], foreign: bool) -> bool:
    """Whether nothing but a person is called so."""
    if foreign:
        if not COMPANY_WORDS.isdisjoint(keys[1:]):
            return False
        if keys[0] in FOREIGN_GIVEN and len(words) > 1:
            return not all(word.syllable for word in words[1:])
        return keys[0] in ROMANISED and len(words) == 3
    return (
        words[0].surname
        and 3 <= len(words) <= 4
        and (keys[0] in COMMON_SURNAMES or keys[1] in MIDDLES)
    )


def _read_single(run: str, word: _Word) -> _Part | None:
    """A capitalised word alone, when it may be part of a foreign name."""
    if word.syllable or word.short or word.lead or len(run) < 3:
        return None
    openly = word.key in FOREIGN_GIVEN
    return _Part(0, len(run), False, foreign=True, alone=True, openly=openly)


def _read_given(
    spelled: list[str], words: list[_Word], keys: list[str]
) -> _Part | None:
    """A given name of two syllables that ends a run."""
    if not all(word.syllable and not word.short for word in words[-2:]):
        return None
    if len(words) > 2 and not all(word.lead for word in words[:-2]):
        return None
    if words[-2].lead or keys[-2] in UNNAMED or _is_place(keys[-2:]):
        return None
    if tuple(keys[-2:]) in NATIONS:
        return None
    start = len(" ".join(spelled[:-2])) + (len(words) > 2)
    return _Part(start, start + len(" ".join(spelled[-2:])), False, given=True)


def _skip(words: list[_Word], keys: list[str]) -> int:
    """How many words at the start of a run are no part of the name."""
    first = _skip_from(0, words, keys)
    while first < len(words) and words[first].lead and not words[first].surname:
        first = _skip_from(first, words, keys)  # ``Việt Nam TP Hồ Chí Minh Lê Văn An``
    return first


def _skip_from(first: int, words: list[_Word], keys: list[str]) -> int:
    """The same from a word on: words that lead to a name, then one country or place."""
    size = len(words)
    while first < size and words[first].lead:
        if keys[first] == "phó" and size - first == 3:
            if keys[first + 1] not in _AFTER_PHO:
                return first  # a surname too: ``Phó Đức Phương``
        first += 1
    if 0 < first < size - 2 and keys[first] == "đoàn" and keys[first - 1] in _YOUTH:
        return first + 1  # ``Thành Đoàn Lê Văn An``
    if first == size:
        return size
    if keys[first] in NATION_WORDS:
        for length in (3, 2, 1):
            if tuple(keys[first : first + length]) in NATIONS and first + length < size:
                return first + length
    return first + _place_length(keys, first)


_YOUTH = phrases(("tỉnh", "thành", "quận", "huyện"))
_AFTER_PHO = phrases(
    "ban chủ giám bí trưởng tổng đoàn hội chánh viện cục vụ phòng".split()
)
_LEADS = (HONORIFICS - {"cao"}) | phrases(
    ("ông", "theo", "đảng", "tỉnh", "thành", "và", "tại", "trong", "trưởng", "phó")
)


def _place_length(keys: list[str], first: int) -> int:
    """The syllables of a place's name with which a run goes on, before a surname."""
    if len(keys) - first < 4:
        return 0
    seconds = marked_table().get(keys[first], {})
    for option in seconds.get(keys[first + 1], ()):
        length = len(option.rest) + 1
        rest = keys[first + length :]
        if tuple(keys[first + 1 : first + length]) != option.rest:
            continue
        if len(rest) >= 2 and rest[0] in SURNAMES:
            return length
    return 0


def _is_place(keys: list[str]) -> bool:
    """Whether the words are a place's or a sight's name, or end in a place's that
    nobody bears."""
    whole = " ".join(keys)
    if whole in SIGHTS or keys[-1] in _LAST_WORDS and whole.endswith(_ENDS):
        return True
    options = marked_table().get(keys[0], {}).get(keys[1] if len(keys) > 1 else "", ())
    return any(list(option.rest) == keys[1:] for option in options)


_ENDS = tuple(f" {name}" for name in sorted(NEVER_PERSONS))
_LAST_WORDS = frozenset(name.rpartition(" ")[2] for name in NEVER_PERSONS)


def _surname(words: list[_Word], first: int, nation: bool) -> int | None:
    """Where in the run the name begins."""
    size = len(words)
    opening = words[first]
    for later in range(first + 1, size):
        if words[later].joined and not words[later - 1].surname:
            return later  # ``xã Ea Kao H'Yer Niê``
    if opening.joined:
        return first
    if nation:
        if opening.syllable and not opening.surname:
            for later in range(first + 1, size - 2):
                if words[later].key in COMMON_SURNAMES:
                    return later  # ``thôn Mỹ Đà Lê Văn An``: no country's name
        return first
    if not opening.syllable:
        if opening.key not in FOREIGN_GIVEN:
            for later in range(first + 1, size - 2):
                if words[later].key in COMMON_SURNAMES and words[later + 1].syllable:
                    return later  # ``Techcombank Hồ Hùng Anh``
            if size - first == 4 and all(word.syllable for word in words[first + 1 :]):
                if words[first + 1].surname and is_marked(words[first + 1].key):
                    return first + 1  # ``Huawei Mạnh Vãn Chu``
        return first
    if opening.surname:
        if size - first > 4 and opening.key != "công":
            for later in range(first + 2, size - 2):
                if words[later].key in COMMON_SURNAMES:
                    return later
        return first
    for later in range(first + 1, size - 1):
        if words[later].key in FOREIGN_GIVEN and not words[later + 1].syllable:
            return later  # ``Nhà Trắng John Kelly``
    if opening.key in FOREIGN_GIVEN and first + 1 < size:
        if not words[first + 1].syllable:
            return first  # ``Tom Johnstone``
    if opening.key in ROMANISED and first + 1 < size:
        if size - first == 3 or not words[first + 1].syllable:
            return first
    for later in range(first + 1, size - 1):
        if words[later].key in COMMON_SURNAMES:
            return later
    return None


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """A foreign name with what of it stands around a run: initials, a second half after
    a dash, small words (``von der``) and the words after them."""
    if text.endswith(". ", 0, start):
        match = _INITIALS.search(text, max(0, start - 8), start)
        start = match.start() if match else start
    for _ in range(3):
        following = text[end + 1 : end + 2]
        if text.startswith(" ", end) and not following.isupper():
            if following not in _TAIL_STARTS:
                break
        tail = _TAIL.match(text, end)
        if tail is None or tail[1] and text[end - 2] != " ":
            break
        stop = tail.end()
        for word in _TAIL_WORD.finditer(tail[0]):
            known = _word_of(word[0])
            if known.syllable and is_marked(known.key):
                stop = tail.start() + word.start()
                break
        if stop <= end + 1:
            break
        end = stop
        while text[end - 1] in " -":
            end -= 1
    return start, end


_INITIALS = re.compile(rf"(?<!\w)(?:[{UPPER}]\.\s?){{1,2}}\Z")
_TAIL = re.compile(
    rf"(?:-(?:[a-z]{{1,8}}|[{UPPER}]\w{{1,14}})|(\.) [{UPPER}]\w{{1,14}}"
    rf"|(?: (?:{PARTICLES})){{1,2}} [{UPPER}]\w{{1,14}}"
    rf"|(?: [{UPPER}]\w{{1,14}})? (?:al|el|as|an)-[{UPPER}]\w{{1,14}})(?!\w)"
    rf"(?: [{UPPER}]\w{{1,14}}(?!\w)){{0,2}}"
)
_TAIL_WORD = re.compile(rf"[{UPPER}]\w*")
_PARTICLE_STARTS = frozenset(part[0] for part in PARTICLES.split("|"))
_TAIL_STARTS = _PARTICLE_STARTS | frozenset("ae")
