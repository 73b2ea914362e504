"""Runs of capitalised words that may be a person's name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from indexer.facts.capitals import find_capitals
from indexer.facts.places.names import NEVER_PERSONS, marked_table
from indexer.facts.vocabulary import (
    COMMON_SURNAMES,
    HONORIFICS,
    SURNAMES,
    UPPER,
    listed,
    phrases,
)
from search.language.memo import Memo
from search.language.normal import canonical, is_marked
from search.language.syllables import is_syllable

_APOSTROPHES = frozenset("'’")
_HIGHLAND = re.compile(rf"[HKY]['’][{UPPER}]")
_MIDDLES = phrases(("văn", "thị", "hữu", "đức", "đình", "xuân", "ngọc", "thanh", "a"))
_NATIONS = {tuple(map(canonical, name.split())) for name in """
Mỹ|Nga|Pháp|Anh|Đức|Lào|Campuchia|Trung Quốc|Nhật Bản|Hàn Quốc|Triều Tiên|Ấn Độ|Cuba
Thái Lan|Singapore|Malaysia|Indonesia|Philippines|Myanmar|Brunei|Đông Timor|Timor-Leste
Úc|Australia|New Zealand|Canada|Mexico|Brazil|Argentina|Chile|Venezuela|Tây Ban Nha
Bồ Đào Nha|Ý|Italia|Italy|Hy Lạp|Hà Lan|Bỉ|Thụy Sĩ|Thuỵ Sĩ|Thụy Điển|Na Uy|Đan Mạch
Phần Lan|Ba Lan|Séc|Czech|Slovakia|Hungary|Romania|Bulgaria|Ukraine|Belarus|Kazakhstan
Thổ Nhĩ Kỳ|Iran|Iraq|Israel|Palestine|Ai Cập|Nam Phi|Qatar|UAE|Saudi Arabia|Kuwait
Mông Cổ|Nepal|Pakistan|Bangladesh|Sri Lanka|Áo|Ireland|Serbia|Croatia|Đài Loan|Algeria
Angola|Mozambique|Nigeria|Ethiopia|Morocco|Dominica|Panama|Peru|Colombia|EU|Hoa Kỳ
Cộng hòa Séc|Liên bang Nga|Vương quốc Anh|Luxembourg|Estonia|Latvia|Litva|Azerbaijan
Uzbekistan|Armenia|Georgia|Syria|Lebanon|Jordan|Yemen|Afghanistan|Việt Nam
""".replace("\n", "|").split("|") if name}
_NATION_WORDS = frozenset(name[0] for name in _NATIONS)
# Before a name these make it the name of a thing ...
_THINGS = listed("""
bán công|bảo tàng|bến|chiến dịch|chung cư|chuyên|chợ|clip|công viên|cảng|cầu
cộng sản|di tích|dân lập|ga|giao lộ|giải|giải báo chí|giải thưởng|huân chương|hầm
hẻm|hồ|hội trường|khu di tích|khu đô thị|khách sạn|kênh|liên đội|lăng|lễ hội
mang tên|miếu|mầm non|nguồn|ngách|ngã ba|ngã tư|ngõ|nhà hát|nhà máy|nhà thi đấu
nhà thờ|nxb|núi|nút giao|phong cách|phố|phố như|ptdtnt|quảng trường|sân|sân vận động
sông|thcs|thi đấu|thpt|thư viện|tiểu học|tncs|tnthcs|trung học|trường như|tuyến|tên
tư tưởng|tượng|tượng đài|ven biển|ven sông|vườn hoa|đèo|đường|đường như|đại lộ
đạo đức|đảo|đền|đồ hoạ|ảnh
""")
# ... and these too, unless an office goes on to the name (``Chủ tịch UBND xã ...``).
_LEVELS = listed("""
báo|bệnh viện|chi bộ|chùa|chương trình|công ty|huyện|hãng|học viện|khu|khối|làng|nhà
phường|quận|quỹ|thành phố|thôn|tp|trường|tập đoàn|tỉnh|tổ|viện|xã|đoàn|đội|ấp
""")
_MAX = 5


class Name(NamedTuple):
    """A possible name: ``text[start:end]``.

    :param sure: whether it counts without an office or a word of address.
    :param thing: whether a word for a level or a body stands before it, so that only
        an office that goes on over that word makes it a person.
    """

    start: int
    end: int
    sure: bool
    thing: bool = False


def find_names(text: str) -> Iterator[Name]:
    """The possible names of a composed text, left to right."""
    runs, starts = find_capitals(text)
    masked = -1
    for at, run in zip(starts, runs, strict=True):
        if " " not in run and run[1:2] not in _APOSTROPHES:
            continue
        part = _PARTS[run]
        if part is None or text[at - 1 : at].isalnum():
            continue
        start, end = at + part.begin, at + part.end
        if part.president and not _is_president(text, start):
            continue
        mask = "" if part.president else _mask(text, start)
        if text.startswith(".", end) and text[end - 2] == " ":
            continue  # initials: the name is withheld
        gap = text[masked:start] if 0 <= masked <= start else ""
        if mask == "thing" or 0 < len(gap) < 6 and _LIST.fullmatch(gap):
            masked = end
            continue
        sure = part.sure and not _is_line(text, start, end)
        yield Name(start, end, sure, thing=mask == "level")


_LIST = re.compile(r"\s?(?:[,–-]|và)\s?")
_Mask = Literal["", "thing", "level"]


class _Word(NamedTuple):
    """What is known of a capitalised word, whatever stands around it.

    :param lead: no part of a name that it stands before.
    :param short: an abbreviation: no part of a name, unlike the ``A`` of ``Giàng A Lử``.
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
    short = len(word) > 1 and word.isupper()
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
    """The name within a run of capitalised words, by offsets in the run."""

    begin: int
    end: int
    sure: bool
    president: bool


def _read_run(run: str) -> _Part | None:
    """The name in one run of capitalised words, whatever stands around it."""
    spelled = run.split(" ")
    if len(spelled) == 1 and not _HIGHLAND.match(run):
        return None
    words = list(map(_word_of, spelled))
    keys = [word.key for word in words]
    size = len(words)
    first = _skip(words, keys)
    for index in range(first + 1, size - 2):
        if keys[index] in ("ông", "bà"):
            first = index + 1
    if first >= size:
        return None
    nation = first > 0 and tuple(keys[:first]) in _NATIONS
    begin = _surname(words, first, nation)
    if begin is None:
        return None
    stop = begin
    native = words[begin].surname or nation
    while stop < size and stop - begin < _MAX and not words[stop].short:
        if not native and words[stop].native:
            break
        stop += 1
    length = stop - begin
    if length == 0 or length == 1 and _APOSTROPHES.isdisjoint(spelled[begin]):
        return None
    president = keys[begin : begin + 3] == ["hồ", "chí", "minh"]
    if not president and _is_place(keys[begin:stop]):
        return None
    sure = (
        words[begin].surname
        and 3 <= length <= 4
        and (keys[begin] in COMMON_SURNAMES or keys[begin + 1] in _MIDDLES)
        and all(word.syllable for word in words[begin:stop])
    )
    start = len(" ".join(spelled[:begin])) + (begin > 0)
    end = start + len(" ".join(spelled[begin:stop]))
    return _Part(start, end, sure, president)


_PARTS = Memo(_read_run, 1 << 15)


def _skip(words: list[_Word], keys: list[str]) -> int:
    """How many words at the start of a run are no part of the name."""
    first = 0
    size = len(words)
    while first < size and words[first].lead:
        first += 1
    if first == size:
        return size
    if keys[first] in _NATION_WORDS:
        for length in (3, 2, 1):
            if (
                tuple(keys[first : first + length]) in _NATIONS
                and first + length < size
            ):
                return first + length
    return first + _place_length(keys, first)


_LEADS = (HONORIFICS - {"cao"}) | phrases(("ông", "theo", "đảng", "tỉnh", "thành"))


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
    """Whether the words are a place's name, or end in one that nobody bears."""
    if keys[-1] in _LAST_WORDS and " ".join(keys).endswith(_ENDS):
        return True
    options = marked_table().get(keys[0], {}).get(keys[1] if len(keys) > 1 else "", ())
    return any(list(option.rest) == keys[1:] for option in options)


_ENDS = tuple(f" {name}" for name in sorted(NEVER_PERSONS))
_LAST_WORDS = frozenset(name.rpartition(" ")[2] for name in NEVER_PERSONS)


def _surname(words: list[_Word], first: int, nation: bool) -> int | None:
    """Where in the run the name begins."""
    size = len(words)
    opening = words[first]
    if nation or opening.joined or not opening.syllable:
        return first
    if opening.surname:
        if size - first > 4 and opening.key != "công":
            for later in range(first + 2, size - 2):
                if words[later].key in COMMON_SURNAMES:
                    return later
        return first
    for later in range(first + 1, size - 1):
        if words[later].key in COMMON_SURNAMES:
            return later
    return None


def _mask(text: str, start: int) -> _Mask:
    """Whether the words before a name make it a thing, or may do so."""
    near = text[max(0, start - 40) : start]
    words = near.rpartition("\n")[2].rsplit(None, 3)[-3:]
    if words and _MAY_MASK[words[-1]] and (near[-1].isspace() or near[-1] in _QUOTES):
        return _judge([canonical(word.strip(_OPENING)) for word in words], near)
    return "level" if _SCHOOL.search(near) else ""


def _may_mask(word: str) -> bool:
    """Whether the word before a name may make it a thing."""
    word = canonical(word.strip(_OPENING))
    return not word or word in _MASKING or word[0].isdigit() or word[-1] == ":"


_MAY_MASK = Memo(_may_mask)


def _judge(words: list[str], near: str) -> _Mask:
    """The same by all the words, when the last of them may matter."""
    one = words[-1]
    two, three = (" ".join(words[-count:]).strip() for count in (2, 3))
    if one[:1].isdigit() and len(one) < 9 and "." not in one:
        return "thing"
    if one.endswith(":"):
        one, two = one[:-1], two[:-1]
        return "thing" if one in _CREDITS or two in _CREDITS else ""
    if two not in _LEVELS and not _THINGS.isdisjoint((one, two, three)):
        return "thing"
    if not _LEVELS.isdisjoint((one, two)):
        return "level"
    return "level" if _SCHOOL.search(near) else ""


_QUOTES = "“\"'‘"
_OPENING = _QUOTES + "("
_MASKING = frozenset(phrase.split(" ")[-1] for phrase in _THINGS | _LEVELS)
_SCHOOL = re.compile(
    r"(?:Trường|THPT|THCS|ĐH|CĐ|Đại học|Cao đẳng|Bệnh viện)\s[^,.;:()\n–-]{0,28}\Z"
)
_CREDITS = phrases(
    ("ảnh", "nguồn", "tin", "bài", "clip", "video", "đồ hoạ", "minh hoạ")
)


def _is_president(text: str, start: int) -> bool:
    """Whether ``Hồ Chí Minh`` is the man: ``Chủ tịch`` before, no monument's word."""
    match = _CALLED.search(text[max(0, start - 40) : start])
    return match is not None and canonical(match[1] or "") not in _MONUMENTS


_CALLED = re.compile(r"(\w+)?\s*(?:Chủ tịch|Bác)\s\Z")
_MONUMENTS = phrases(("lăng", "đài", "tượng", "tàng", "niệm", "tên", "viếng"))


def _is_line(text: str, start: int, end: int) -> bool:
    """Whether the name stands alone on its line: a byline."""
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end
    return text[line_start:start].strip(" -–*/") in ("", "Theo") and (
        text[end:line_end].strip(" -–*.") == ""
    )
