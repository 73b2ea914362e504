"""The names a place can have, and where they stand in a text.

One table from a name's first syllable (canonical spelling) to what may follow it; a
text is walked from capital to capital, so that most of its words are never looked at.
The longest name wins, and masks such as ``Thái Bình Dương`` are names too. (A trie of
an own dictionary was chosen over Aho-Corasick: no compiled dependency, whole syllables
for free, and the same tens of microseconds an article.)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from typing import Literal, NamedTuple

from indexer.facts.capitals import Capitals
from indexer.facts.vocabulary import canonical_phrase, phrases
from search.gazetteer.provinces import FORMER, districts, historic
from search.language.memo import Memo
from search.language.normal import canonical, fold

_WORD = re.compile(r"\w(?:\w|['’](?=\w))*")
_NEXT = re.compile(r"(\s?[-–—]\s?|[ \u00a0]{1,2})(\w(?:\w|['’](?=\w))*)")

Kind = Literal["place", "capital", "mask"]


@dataclass(frozen=True, slots=True)
class Entry:
    """What one name may mean.

    :param provinces: slugs when it names a province.
    :param districts: (kind, slug of the former province) for each district so named.
    :param earlier: (kind, slug, first year, last year) for types that such had before.
    :param old: today's units when it names a province abolished before 2025.
    :param old_typed: whether that meaning needs the word ``tỉnh``.
    :param distinctive: whether the bare name is evidence.
    :param typed: whether it needs a type word even as a province.
    :param lower: whether later syllables may be in lower case.
    """

    kind: Kind = "place"
    provinces: tuple[str, ...] = ()
    districts: tuple[tuple[str, str], ...] = ()
    earlier: tuple[tuple[str, str, int, int], ...] = ()
    old: tuple[str, ...] = ()
    old_typed: bool = False
    distinctive: bool = False
    typed: bool = False
    lower: bool = False

    def joined(self, other: Entry) -> Entry:
        """Both meanings of one name."""
        return Entry(
            self.kind,
            self.provinces or other.provinces,
            tuple(dict.fromkeys(self.districts + other.districts)),
            tuple(dict.fromkeys(self.earlier + other.earlier)),
            self.old or other.old,
            self.old_typed or other.old_typed,
            self.distinctive or other.distinctive,
            self.typed or other.typed,
            self.lower or other.lower,
        )


class Spotted(NamedTuple):
    """A name in a text: ``text[start:end]`` may mean ``entry``.

    :param name: the name as the table has it, its words parted by blanks.
    """

    start: int
    end: int
    entry: Entry
    name: str


class _Option(NamedTuple):
    """What follows a name's first syllable; ``hyphen``: hyphens may join it."""

    rest: tuple[str, ...]
    hyphen: bool
    entry: Entry
    name: str


# First syllable -> second ("" for names of one) -> options, the longest first.
Table = dict[str, dict[str, list[_Option]]]

# Typed with a type word or nothing else: the president, a battle, one syllable.
_TYPED = phrases(("Hồ Chí Minh", "HCM", "Điện Biên Phủ", "Vinh", "Lắk", "Chũ"))
# In running text also written with a small second letter, without being a word.
_SMALL = phrases(
    (
        *("Hà Nội", "Sài Gòn", "Hải Phòng", "Đà Nẵng", "Cần Thơ", "Kon Tum", "Nghệ An"),
        *("Hà Tĩnh", "Đắk Lắk", "Lào Cai", "Vũng Tàu", "Nha Trang", "Đà Lạt"),
    )
)
NEVER_PERSONS = phrases(
    ("Hà Nội", "Sài Gòn", "TPHCM", "HCM", "Hải Phòng", "Đà Nẵng", "Cần Thơ", "Kon Tum")
    + ("Vũng Tàu", "Đắk Lắk", "Đắk Nông", "Lào Cai", "Bắc Kạn", "Cà Mau", "Sóc Trăng")
    + ("Quảng Ngãi", "Quy Nhơn", "Nha Trang", "Buôn Ma Thuột", "Pleiku", "Đà Lạt")
    + ("Phan Thiết", "Bà Rịa Vũng Tàu", "Thừa Thiên Huế", "Biên Hoà", "Thủ Dầu Một")
)
"""Names nobody is called by: what is capitalised before them is no person."""

_MASKS = (
    *("Thái Bình Dương", "Đồng Tháp Mười", "Sài Gòn Giải Phóng", "Xô viết Nghệ Tĩnh"),
    *(
        "Hà Nội Mới",
        "Nobel Hòa Bình",
        "Thủ đô kháng chiến",
        "Thủ đô gió ngàn",
        "Tân Sơn Nhất",
    ),
    # Banks, breweries and shops that bear a city's name.
    *("Sài Gòn Công Thương", "Sài Gòn Thương Tín", "Saigon Co.op"),
)
_DIRECTIONS = ("Bắc", "Nam", "Đông", "Tây")
# Type words that need no marks in a text without any.
_FOLDED_TYPES = frozenset(
    {"tinh", "tp", "huyen", "quan", "uy", "ubnd", "hdnd", "xa", "pho", "khu", "dbqh"}
)


def _entries() -> Iterator[tuple[str, bool, Entry]]:
    """(name, may be hyphenated, entry) for every name there is."""
    for slug, unit in FORMER.items():
        for name in (unit.name, *unit.aliases):
            if name == "Thủ đô":
                continue
            key = " ".join(re.split(r"[\s.–-]+", name))
            typed = canonical_phrase(name) in _TYPED
            lower = canonical_phrase(name) in _SMALL
            entry = Entry(provinces=(slug,), typed=typed, lower=lower)
            yield key, "-" in name or len(key.split()) > 2, entry
        if unit.name not in ("Hồ Chí Minh", "Huế"):
            for direction in _DIRECTIONS:
                yield f"{direction} {unit.name}", False, Entry(provinces=(slug,))
    for old in historic():
        key = " ".join(re.split(r"[\s.–-]+", old.name))
        yield key, "-" in old.name, Entry(old=old.today, old_typed=old.typed)
    for district in districts():
        meaning = ((district.kind, district.province),)
        earlier = tuple(
            (kind, district.province, first, last)
            for kind, first, last in district.earlier
        )
        for name in (district.name, *district.spellings):
            typed = canonical_phrase(name) in _TYPED
            entry = Entry(
                districts=meaning,
                earlier=earlier,
                distinctive=district.distinctive,
                typed=typed,
                lower=canonical_phrase(name) in _SMALL,
            )
            yield " ".join(name.replace("-", " ").split()), "-" in name, entry
    for name in _MASKS:
        yield name, True, Entry("mask", lower=True)
    yield "Thủ đô", False, Entry("capital", provinces=("ha-noi",), lower=True)


def _table(names: Iterable[tuple[tuple[str, ...], bool, Entry]]) -> Table:
    merged: dict[tuple[str, ...], tuple[bool, Entry]] = {}
    for words, hyphen, entry in names:
        known = merged.get(words)
        if known is not None:
            hyphen, entry = hyphen or known[0], known[1].joined(entry)
        merged[words] = hyphen, entry
    table: Table = {}
    for words, (hyphen, entry) in merged.items():
        seconds = table.setdefault(words[0], {})
        second = words[1] if len(words) > 1 else ""
        seconds.setdefault(second, []).append(
            _Option(words[1:], hyphen, entry, " ".join(words))
        )
    for seconds in table.values():
        for options in seconds.values():
            options.sort(key=lambda option: -len(option.rest))
    return table


@lru_cache(maxsize=1)
def marked_table() -> Table:
    """Names in canonical spelling."""
    return _table(
        (tuple(map(canonical, name.split())), hyphen, entry)
        for name, hyphen, entry in _entries()
    )


@lru_cache(maxsize=1)
def folded_table() -> Table:
    """Names without diacritics, without the entries that are no names."""
    return _table(
        (tuple(fold(name).lower().split()), hyphen, entry)
        for name, hyphen, entry in _entries()
        if entry.kind == "place" and (len(name) > 4 or entry.provinces)
    )


class _First(NamedTuple):
    """A word with which a place's name may begin.

    :param seconds: what may follow it.
    :param any_case: whether a name may end with it or go on in small letters.
    """

    seconds: dict[str, list[_Option]]
    any_case: bool


@lru_cache(maxsize=1)
def _firsts() -> dict[str, _First]:
    firsts = {}
    for word, seconds in marked_table().items():
        options = (option for many in seconds.values() for option in many)
        any_case = any(not option.rest or option.entry.lower for option in options)
        firsts[word] = _First(seconds, any_case)
    return firsts


class _Beginning(NamedTuple):
    """A word of a run with which a name may begin, by offsets in the run.

    :param seconds: what may follow it.
    :param is_open: whether only the word after the run can be the name's second.
    """

    start: int
    end: int
    seconds: dict[str, list[_Option]]
    is_open: bool


def _read_run(run: str) -> tuple[_Beginning, ...]:
    """The beginnings in one run of capitalised words, whatever stands around it."""
    firsts, found, end = _firsts(), [], -1
    keys = list(map(canonical, words := run.split(" ")))
    for word, key, following in zip_longest(words, keys, keys[1:]):
        end += len(word) + 1
        first = firsts.get(key)
        if first is None:
            continue
        is_open = following is None and not first.any_case
        if first.any_case or is_open or following in first.seconds:
            found.append(_Beginning(end - len(word), end, first.seconds, is_open))
    return tuple(found)


_RUNS = Memo(_read_run, 1 << 16)
_WORDLESS = 3
"""Characters between two capitalised words that can hold no small word."""


def _beginnings(
    capitals: Capitals,
) -> Iterator[tuple[int, int, dict[str, list[_Option]]]]:
    """(start, end, what may follow) of the words with which a name may begin."""
    runs, starts = capitals
    for at, beginnings in enumerate(map(_RUNS.__getitem__, runs)):
        for start, end, seconds, is_open in beginnings:
            if is_open and canonical(_next_word(capitals, at)) not in seconds:
                continue
            yield starts[at] + start, starts[at] + end, seconds


def _next_word(capitals: Capitals, at: int) -> str:
    """The first word of the next run, where it is near."""
    runs, starts = capitals
    if at + 1 == len(runs) or starts[at + 1] - starts[at] - len(runs[at]) > _WORDLESS:
        return ""
    return runs[at + 1].partition(" ")[0]


def spot(text: str, capitals: Capitals) -> Iterator[Spotted]:
    """Capitalised names in text that carries marks, longest first, left to right."""
    resume = 0
    for start, after, seconds in _beginnings(capitals):
        if start < resume:
            continue
        found = _longest(text, after, seconds)
        if found is None or start and text[start - 1].isalpha():
            continue
        end, option = found
        if option.entry.districts and _hides_province(text, end, option):
            continue
        resume = end
        yield Spotted(start, end, option.entry, option.name)


def _hides_province(text: str, end: int, option: _Option) -> bool:
    """``Từ Sơn La``: the last syllable of a district begins a province's name."""
    following = _NEXT.match(text, end)
    if following is None or not option.rest or not following[2][0].isupper():
        return False
    options = marked_table().get(option.rest[-1], {}).get(canonical(following[2]), ())
    return any(option.entry.provinces and len(option.rest) == 1 for option in options)


def spot_unmarked(text: str) -> Iterator[Spotted]:
    """Names in a text without any diacritics, in any case, after a type word."""
    table = folded_table()
    resume = 0
    before = ""
    for match in _WORD.finditer(text):
        word = match[0].lower()
        seconds = table.get(word)
        if seconds and match.start() >= resume and before in _FOLDED_TYPES:
            found = _longest(text, match.end(), seconds, folded=True)
            if found is not None:
                resume, option = found
                yield Spotted(match.start(), resume, option.entry, option.name)
        if match.start() >= resume:
            before = word


def _longest(
    text: str, end: int, seconds: dict[str, list[_Option]], folded: bool = False
) -> tuple[int, _Option] | None:
    """The longest option that the text goes on with, and where it ends."""
    following = _NEXT.match(text, end)
    if following is not None:
        word = following[2].lower() if folded else canonical(following[2])
        for option in seconds.get(word, ()):
            stop = _fits(text, following, option, folded)
            if stop:
                return stop, option
    single = seconds.get("")
    return (end, single[0]) if single else None


def _fits(text: str, second: re.Match[str], option: _Option, folded: bool) -> int:
    """Where the option ends whose second word is given; 0 when the text differs."""
    capital = folded or second[2][0].isupper()
    hyphen = not second[1].isspace()
    end = second.end()
    for word in option.rest[1:]:
        match = _NEXT.match(text, end)
        if match is None:
            return 0
        if word != (match[2].lower() if folded else canonical(match[2])):
            return 0
        capital = capital and (folded or match[2][0].isupper())
        hyphen = hyphen or not match[1].isspace()
        end = match.end()
    if (capital or option.entry.lower) and (option.hyphen or not hyphen):
        return end
    return 0
