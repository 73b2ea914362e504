"""Who is meant where a text speaks of someone: by the whole name, by a part of it
(``ông Chính``), by the office alone (``Thủ tướng``) or by a pronoun (``bà``, ``vị này``).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Literal, NamedTuple

from indexer.facts.capitals import find_capitals
from indexer.facts.people.office_words import BARE
from indexer.facts.people.offices import find_office, may_end_office, read_office
from indexer.facts.people.people import Mention, NamedPeople
from indexer.facts.said.sentences import Sentences, find_sentences
from indexer.facts.vocabulary import canonical_phrase, phrases
from search.article import Person
from search.language.memo import Memo
from search.language.normal import canonical
from search.language.syllables import is_syllable

How = Literal["name", "part", "office", "pronoun"]

NEAR = 500
"""Characters before a pronoun or an office in which its person must be named, if several
may be meant."""

MOST_WORDS = 12
"""Words of an office by which its bearer is known."""

_LOOK_BACK = 90
"""Characters before a part of a name in which an office may begin."""

_MALE = phrases(("ông", "anh", "chú", "cậu", "ông ấy", "ông này", "anh này", "anh ấy"))
_FEMALE = phrases(
    ("bà", "chị", "cô", "bà ấy", "bà này", "chị này", "cô này", "mẹ", "dì")
)
_ADDRESSES = (
    _MALE
    | _FEMALE
    | phrases(
        """bác cụ em thầy đ/c ts gs bs ths ks ls pgs hlv ns nsnd nsưt sư chí cáo can tướng
    bcv cháu cầu thủ tá uý viên sĩ sỹ thư tịch trưởng đốc
    """.split()
    )
)
"""Words straight before a part of a name."""

_LISTING = _ADDRESSES | phrases(("và", "cùng"))
_PRONOUNS = ("ông", "bà", "anh", "chị", "cô", "vị")
_OPENING_PRONOUNS = frozenset(("Ông", "Bà", "Anh", "Chị", "Cô", "Vị"))
_PRONOUN = re.compile(
    r"(?:[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị|[Cc]ô|[Vv]ị(?= này|(?: \w+){2} này))"
    r"(?:(?: \w+){2} này|\s(?:ấy|này|ta))?(?=\s\w)"
)
_OFFICE_FIRSTS = frozenset(
    word
    for office in BARE
    for first in (office.split(" ")[0],)
    for word in (first.capitalize(), first)
) | {"Tân", "Cựu", "Nguyên"}
_OUTSIDE = frozenset("“”\"':;,.!?…()-–—\n*")


class Subject(NamedTuple):
    """A place where a text speaks of a person.

    :param start: where the words for the person begin.
    :param end: where they end, with an office after the name.
    :param at: where the last word of the person's name, office or pronoun ends.
    :param names: who may be meant; of an office or a pronoun to be decided by what is
        before it.
    """

    start: int
    end: int
    at: int
    names: tuple[str, ...]
    how: How


class Cast:
    """The people of one composed text, and whom its words mean.

    :param named: the people that the text names.
    """

    def __init__(self, text: str, named: NamedPeople) -> None:
        self.text = text
        self.people: dict[str, Person] = {item.name: item for item in named.people}
        self.mentions = named.mentions
        self._starts = [mention.start for mention in self.mentions]
        self._parts = _parts_of(self.people)

    @cached_property
    def _sexes(self) -> dict[str, str]:
        """``m`` or ``f`` of those whom a word of address or a name tells of."""
        found: dict[str, str] = {}
        for mention in self.mentions:
            before = self.text[mention.start : mention.at]
            last = canonical_phrase(before).rpartition(" ")[2]
            if last in _MALE or last in _FEMALE:
                found.setdefault(mention.name, "m" if last in _MALE else "f")
        return found | dict.fromkeys(
            (name for name in self.people if " Thị " in name), "f"
        )

    @cached_property
    def _holders(self) -> dict[str, tuple[str, ...]]:
        return _holders_of(self.people)

    @cached_property
    def sentences(self) -> Sentences:
        """The sentences of the text, found once they are asked for."""
        return find_sentences(self.text)

    @cached_property
    def subjects(self) -> list[Subject]:
        """Everybody the text speaks of, left to right; pronouns undecided."""
        found = [
            Subject(_begun(self.text, one), one.stop, one.end, (one.name,), "name")
            for one in self.mentions
        ]
        found.extend(self._by_parts())
        for pronoun in _PRONOUNS:
            found.extend(self._by_pronoun(f" {pronoun} "))
        return sorted(found)

    def _is_named(self, start: int, end: int) -> bool:
        """Whether a full name overlaps ``text[start:end]``."""
        place = bisect_left(self._starts, end) - 1
        return place >= 0 and self.mentions[place].end > start

    def _by_parts(self) -> Iterator[Subject]:
        """Parts of names, and offices alone, among the capitalised words."""
        text, parts = self.text, self._parts
        runs, starts = find_capitals(text)
        wanted = {
            run
            for run in set(runs)
            if run.rpartition(" ")[2] in parts
            or run.partition(" ")[0] in _OFFICE_FIRSTS
            or run in _OPENING_PRONOUNS
        }
        if not wanted:
            return
        for run, at in zip(runs, starts, strict=True):
            if run not in wanted:
                continue
            subject = None
            if run in _OPENING_PRONOUNS:
                subject = self._read_pronoun(at)
            elif run.rpartition(" ")[2] in parts:
                subject = self._read_part(run, at)
            if subject is None and run.partition(" ")[0] in _OFFICE_FIRSTS:
                subject = self._read_office(at)
            if subject is not None:
                yield subject

    def _read_part(self, run: str, at: int) -> Subject | None:
        text, end = self.text, at + len(run)
        if self._is_named(at, end) or text[end : end + 1] == "-":
            return None
        words = run.split(" ")
        two = " ".join(words[-2:])
        size = 2 if len(words) > 1 and two in self._parts else 1
        names = self._parts[" ".join(words[-size:])]
        start = end - len(" ".join(words[-size:]))
        lead = words[: len(words) - size]
        if lead:
            if canonical_phrase(lead[-1]) not in _ADDRESSES:
                return None
            start = at
        else:
            low = max(0, at - _LOOK_BACK)
            before = text[low:at].rstrip()
            if before and before[-1] not in _OUTSIDE:
                word = before.split()[-1].lstrip("(“\"'")
                if canonical_phrase(word) in _MALE | _FEMALE:
                    start -= len(word) + 1
                elif may_end_office(word):
                    begin = find_office(text, low, at, True, False)
                    if begin == at:
                        return None
                    start = begin
                elif size == 1 and canonical_phrase(word) not in _LISTING:
                    return None
        if len(names) > 1:
            return None
        return Subject(start, end, end, names, "part")

    def _read_office(self, at: int) -> Subject | None:
        """An office that stands for the man himself (``Thủ tướng yêu cầu``)."""
        text = self.text
        place = bisect_left(self._starts, at)
        limit = self._starts[place] if place < len(self._starts) else len(text)
        if place and self.mentions[place - 1].stop > at - 3:
            return None
        end = read_office(text, at, min(limit, at + 90))
        if end == at or end == limit:
            return None
        key = canonical_phrase(text[at:end])
        names = self._holders.get(key, ())
        return Subject(at, end, end, names, "office") if names else None

    def _by_pronoun(self, words: str) -> Iterator[Subject]:
        """A pronoun within a sentence, with the blanks around it."""
        at = self.text.find(words)
        while at >= 0:
            if (subject := self._read_pronoun(at + 1)) is not None:
                yield subject
            at = self.text.find(words, at + 1)

    def _read_pronoun(self, at: int) -> Subject | None:
        match = _PRONOUN.match(self.text, at)
        if match is None or not self.text[match.end() + 1].islower():
            return None
        return Subject(at, match.end(), match.end(), (), "pronoun")

    def fits(self, name: str, pronoun: str) -> bool:
        """Whether a person may be meant by a pronoun."""
        sex = self._sexes.get(name)
        word = canonical_phrase(pronoun).split(" ")[0]
        if sex is None or word not in _MALE | _FEMALE:
            return True
        return (word in _MALE) == (sex == "m")


def _begun(text: str, mention: Mention) -> int:
    """Where the words for a person begin, after a comma."""
    start = mention.start
    while start < mention.at and text[start] in " ,\u00a0":
        start += 1
    return start


def _holders_of(people: Mapping[str, Person]) -> dict[str, tuple[str, ...]]:
    """The beginnings of the offices that a text gives -> who has them."""
    found: dict[str, dict[str, None]] = {}
    for name, person in people.items():
        for part in re.split(r"\s?[,;]\s?", person.office):
            words = canonical_phrase(part).split(" ")[:MOST_WORDS]
            for size in range(1, len(words) + 1):
                found.setdefault(" ".join(words[:size]), {})[name] = None
    return {office: tuple(names) for office, names in found.items()}


def _is_native(word: str) -> bool:
    """Whether a word of a name is a Vietnamese syllable."""
    return is_syllable(canonical(word))


_NATIVE = Memo(_is_native)


def _parts_of(people: dict[str, Person]) -> dict[str, tuple[str, ...]]:
    """The last word of each name, and the last two of longer ones -> who bears it, two
    at most; of names that are not Vietnamese the same."""
    parts: dict[str, tuple[str, ...]] = {}
    for name in people:
        words = name.split(" ")
        ends = {words[-1]} | ({" ".join(words[-2:])} if len(words) > 2 else set())
        if not all(map(_NATIVE.__getitem__, words)):
            ends.add(words[0])
        for end in ends:
            if len(end) > 1 and len(parts.get(end, ())) < 2:
                parts[end] = (*parts.get(end, ()), name)
    return parts
