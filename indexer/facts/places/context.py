"""Whether a name that was spotted is a place, judged by the words around it.

:func:`read_evidence` walks a text once. Each spotted name is judged by at most a few
words before and after it: a type word makes it a unit of that level, a commune or a
street takes it away, a surname or an honorific before it makes it a person, a Chinese
homonym is told by what follows. In lists (``các tỉnh A, B và C``) the first type word
reaches the last name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from indexer.facts.capitals import Capitals
from indexer.facts.places.names import (
    NEVER_PERSONS,
    Entry,
    Spotted,
    spot,
    spot_unmarked,
)
from indexer.facts.vocabulary import (
    COMMON_SURNAMES,
    HONORIFICS,
    OPENERS,
    SURNAMES,
    UPPER,
    canonical_phrase,
    listed,
    phrases,
)
from search.gazetteer.provinces import today
from search.language.normal import canonical, fold

Level = Literal["", "province", "city", "town", "urban", "rural", "zone", "commune"]

LOOK_BACK = 64
"""Characters before a name in which the words that judge it stand."""

_TYPE_WORDS: tuple[tuple[Level, str], ...] = (
    ("province", "tỉnh|tỉnh uỷ|tỉnh đoàn"),
    ("city", "thành phố|tp|tp.|t.p|t.p.|thành uỷ|thành đoàn"),
    ("town", "thị xã|tx|tx.|thị uỷ"),
    ("urban", "quận|quận uỷ|q."),
    ("rural", "huyện|huyện uỷ|h.|huyện đoàn"),
    ("zone", "đặc khu|huyện đảo"),
    ("commune", "xã|phường|thị trấn|thôn|ấp|bản|làng|xóm|khóm|buôn|khu phố|p."),
    ("commune", "tổ dân phố|cụm dân cư"),
)
_TYPES: dict[str, Level] = {
    key: level for level, words in _TYPE_WORDS for key in phrases(words.split("|"))
}
_FOLDED_TYPES: dict[str, Level] = {fold(key): level for key, level in _TYPES.items()}
# The word before makes these another word: xã hội has none, but văn bản, phố phường.
_NOT_COMMUNES = phrases(
    ("văn bản", "phố phường", "nông thôn", "căn bản", "cơ bản", "phiên bản", "thị xã")
    + ("xuất bản", "kịch bản", "bán buôn", "hợp tác xã")
)
_OFFICE_WORDS = phrases(
    ("ubnd", "hđnd", "đbqh", "mttq", "hdnd", "dbqh", "đoàn", "uỷ", "thành", "ga", "bay")
    + ("đảng bộ", "công an", "uỷ ban nhân dân", "hội đồng nhân dân", "đại học", "tại")
)
_FOLDED_OFFICES = frozenset(("uy", "ubnd", "hdnd", "dbqh"))
_STREETS = phrases(
    ("đường", "phố", "ngõ", "ngách", "hẻm", "đại lộ", "quảng trường", "công viên")
    + ("vườn hoa", "cầu", "sông", "báo", "tạp chí", "nhật báo", "bia", "hội trường")
    + ("công trường", "bún bò", "nhà sách", "rạp", "tượng đài", "cầu vượt")
    + ("thi đấu", "trường đua")
)
_NOT_STREETS = phrases(
    (
        "đường phố",
        "con đường",
        "ngõ ngách",
        "ngả đường",
        "thành phố",
        "điểm cầu",
        "đầu cầu",
        "yêu cầu",
        "nhu cầu",
        "toàn cầu",
        "họp báo",
    )
    + ("thông báo", "cảnh báo", "dự báo", "khu phố", "cung đường", "tình báo")
)
_EVENTS = phrases(
    ("chiến thắng", "chiến dịch", "khởi nghĩa", "phong trào", "xô viết")
    + ("hiệp định", "tuyên bố", "chiến sĩ", "tinh thần", "khí phách")
)
_LOCATIVE = phrases(("tại", "ở", "về", "đến", "từ", "qua", "vào", "ra", "lên", "xuống"))
# Capitalised words before a name that are no part of a person's name.
_ORGAN_WORDS = phrases(
    ("tỉnh", "thành", "đảng", "đội", "báo", "uỷ", "sở", "đài", "phố", "lớn")
    + ("bắc", "nam", "đông", "tây", "hội", "ban", "viện", "trường", "học", "an", "y")
    + ("thành phố", "đô", "vietnam", "thị", "huyện", "quận", "xã", "phường", "khu")
    + ("bộ", "tp", "q", "h", "tx", "tại", "ở", "cảng", "ga", "đảo", "vịnh", "hồ")
    + ("từ", "đến", "về", "và", "ủy", "tế", "ngãi", "nước", "dân", "sản", "thủ")
)
_TOWNSHIP = canonical_phrase("thị trấn")
_PARENT = re.compile(rf"\s?[,(–-]\s?(?:[{UPPER}]|tỉnh|thành phố|thị xã|huyện|quận)")
_PERSON_NOUNS = listed("""
đồng chí|thiếu tá|trung tá|thượng tá|đại tá|thiếu tướng|trung tướng|thượng tướng
đại tướng|thiếu uý|trung uý|thượng uý|đại uý|chuyên gia|nhà báo|nhà thơ|nhà văn
nhạc sĩ|ca sĩ|diễn viên|đại biểu|luật sư|bác sĩ|kỹ sư|giáo sư|tiến sĩ|thạc sĩ|bị cáo
bị can|đối tượng
nghi phạm|nạn nhân|cầu thủ|nghệ sĩ|phóng viên|đạo diễn|hoạ sĩ|thí sinh|học sinh
sinh viên|chiến sĩ|liệt sĩ|cựu binh|nghệ nhân|doanh nhân|hoà thượng
""")
_COMRADE = canonical_phrase("đồng chí")
_COMMON_WORDS = phrases(("hoà bình", "cao bằng", "thái bình", "phú quý", "thống nhất"))
_NAME_LIKE = phrases(
    ("thái bình", "thái nguyên", "hà giang", "hà nam", "hà tĩnh", "cao bằng", "long an")
    + ("lâm đồng", "ninh bình", "khánh hoà", "an giang", "kiên giang", "hà bắc")
)
_HOMONYMS = phrases(
    ("hà nam", "sơn tây", "hà bắc", "thái nguyên", "tây ninh", "trường sa", "hà tây")
    + ("đông hưng", "long an", "quảng bình", "nam định", "hải dương", "an khánh")
    + ("bình định", "đông hà", "hoà bình", "bắc ninh", "thái bình", "bình dương")
    + ("phú dương", "sơn dương", "tân châu", "bắc hà", "đông sơn", "trùng khánh")
)
_CHINA = (
    r"(?:Trung Quốc|Trung Hoa|TQ|Hồ Nam|Hồ Bắc|Sơn Đông|Vân Nam|Quảng Tây|Quảng Đông"
    r"|Thanh Hải|Tứ Xuyên|Quý Châu|Thiểm Tây|Cam Túc|Phúc Kiến|Chiết Giang|Giang Tô"
    r"|Giang Tây|An Huy|Liêu Ninh|Cát Lâm|Hắc Long Giang|Hải Nam|Nội Mông|Tân Cương)"
)
_ABROAD = re.compile(
    rf"(?:,\s(?:tỉnh|khu tự trị)\s[{UPPER}]\w*(?:\s[{UPPER}]\w*){{0,2}})?"
    rf"(?:[\s(,–-]|\b(?:của|thuộc|tỉnh|thành phố|nước|ở|và|miền|bắc|nam|trung|tây|đông"
    rf"|thủ|phủ)"
    rf"\b){{1,8}}{_CHINA}\b",
    re.IGNORECASE,
)
_CHAIN = rf"[{UPPER}]\w*(?: [{UPPER}]\w*){{0,3}}"
_LIST_GAP = re.compile(
    rf"(?:\s?(?:,|;|\bvà|\bhoặc|\bcùng)\s+{_CHAIN}){{0,6}}"
    r"\s?(?:,|;|\bvà|\bhoặc|\bcùng|\bvới|-|–)(?:\s+và)?\s?"
)
_COMMUNES = re.compile(
    rf"(?:các|những|nhiều|hai|ba|bốn|năm|\d+)\s+(?:xã|phường|thôn|ấp|thị trấn)\s+"
    rf"(?:{_CHAIN}(?:,\s|\svà\s)){{1,8}}\Z"
)
_ROUTE = re.compile(rf"\s?[-–]\s?[{UPPER}]")
_MARKED = re.compile(
    "[\u00c0-\u00ff\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169"
    "\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]"
)
_SEVERAL = phrases(
    "các những hai ba bốn năm sáu bảy tám chín mười nhiều cac hai ba bon".split()
)
_END_OF_SENTENCE = frozenset(".!?:;…\"“”'‘(\n")
_AFTER_CAPITAL = re.compile(rf"\s+([{UPPER}]\w*|\w+)(?:\s+(\w+))?")
# Looked for from its second letter on: a literal beginning is found ten times faster.
_NUMBERED = re.compile(r"uận (?<=\b[Qq]uận )(?:1[0-2]|[1-9])\b(?![/.,]\d)")


class Evidence(NamedTuple):
    """A place in the text.

    :param slugs: units it names: as then, today's for what was abolished before 2025.
    :param stated: whether a province is named, and not a district or a bare office.
    :param office: whether it is a bare ``Tỉnh ủy``, which only a publisher resolves.
    :param typed: start of its type words, for what stands before them.
    """

    start: int
    end: int
    slugs: tuple[str, ...]
    stated: bool = True
    office: bool = False
    typed: int = -1


class _Before(NamedTuple):
    """The words straight before a name, as written and canonical.

    :param line: the line up to the name, as far as :data:`LOOK_BACK`.
    """

    line: str = ""
    raw: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    last: str = ""
    last_two: str = ""
    last_three: str = ""

    @property
    def opens(self) -> bool:
        """Whether the first word opens the sentence."""
        tail = self.line.rstrip()
        if len(tail.split()) == len(self.raw) and len(self.line) < LOOK_BACK:
            return True
        position = tail.rfind(self.raw[0]) if len(self.raw) == 1 else -1
        return position > 0 and tail[:position].rstrip()[-1:] in _END_OF_SENTENCE


def _before(text: str, start: int) -> _Before:
    line = text[max(0, start - LOOK_BACK) : start].rpartition("\n")[2].replace("/", " ")
    glued = line[-3:].casefold() in _GLUED
    if not (glued or line[-1:].isspace()):
        return _NOTHING
    raw: list[str] = []
    for word in reversed(line.rsplit(None, 4)[-4:]):
        if word.isalnum():
            raw.append(word)
        elif word[-1].isalnum() or word.casefold() in _SHORT:
            clean = word.lstrip(_OPENING)
            raw.append(clean.rpartition("-")[2] or clean)
            if clean != word or "-" in word:
                break
        else:
            if not raw and glued:
                raw.append(word.lstrip(_OPENING).rstrip("-"))
            break
    if not raw:
        return _NOTHING
    words = tuple(map(canonical, reversed(raw)))
    return _Before(
        line,
        tuple(reversed(raw)),
        words,
        words[-1],
        " ".join(words[-2:]) if len(words) > 1 else "",
        " ".join(words[-3:]) if len(words) > 2 else "",
    )


_NOTHING = _Before()
_OPENING = "(\"“'‘["
_SHORT = frozenset(("tp.", "tx.", "h.", "q.", "t.p."))
_GLUED = frozenset(("tp.", "tp-", ".p.", ".p-", "tx.", "tx-"))


def _level(before: _Before, types: dict[str, Level]) -> Level:
    """The level of the type words straight before a name."""
    if before.last_two in _NOT_COMMUNES and before.last_two not in _TYPES:
        return ""
    for key in (before.last_three, before.last_two, before.last):
        if key in types:
            return types[key]
    return ""


def _type_start(text: str, start: int, before: _Before) -> int:
    """Where the type words begin that stand straight before the name."""
    for count, key in ((3, before.last_three), (2, before.last_two), (1, before.last)):
        if key in _TYPES:
            found = text.rfind(before.raw[-count], max(0, start - LOOK_BACK), start)
            return found if found >= 0 else start
    return start


def _is_person(spotted: Spotted, before: _Before, text: str) -> bool:
    if before.last in HONORIFICS or before.last_two == _COMRADE:
        return True
    if spotted.name in NEVER_PERSONS:
        return False
    if before.raw:
        word = before.raw[-1]
        if word[0].isupper() and (len(word) == 1 or not word.isupper()):
            return _is_name_before(before, " " not in spotted.name)
        if word.isupper() and text[spotted.start : spotted.end].isupper():
            return before.last in COMMON_SURNAMES
    return _is_name_after(spotted, text)


def _is_name_before(before: _Before, short: bool) -> bool:
    """Whether the capitalised words before a name begin a person's name.

    :param short: the name has one syllable (``Huế``), which is a given name after
        any capitalised word that is no word for a place or a body.
    """
    chain = 0
    for word in reversed(before.raw):
        if not word[0].isupper() or (len(word) > 1 and word.isupper()):
            break
        chain += 1
    first = before.words[-chain]
    opens = before.opens and chain == len(before.raw)
    start = len(before.words) - chain
    if " ".join(before.words[max(0, start - 2) : start]) in _PERSON_NOUNS:
        return True
    if not HONORIFICS.isdisjoint(before.words[max(0, start - 1) : start + 1]):
        return True
    if first in SURNAMES and not (chain == 1 and first in _ORGAN_WORDS):
        return not (opens and chain == 1 and first in OPENERS)
    return short and before.last not in _ORGAN_WORDS and not (opens and chain == 1)


def _is_name_after(spotted: Spotted, text: str) -> bool:
    """``Thái Bình Minh``: a place's name that a capitalised syllable carries on."""
    if spotted.name not in _NAME_LIKE:
        return False
    match = _AFTER_CAPITAL.match(text, spotted.end)
    if match is None or text[spotted.end] == "\n":
        return False
    word = match[1]
    if not word[0].isupper() or word.isupper() or canonical(word) in COMMON_SURNAMES:
        return False
    return not (match[2] and canonical(f"{word} {match[2]}") in _TITLE_STARTS)


_TITLE_STARTS = phrases(("Phó Chủ", "Chủ tịch", "Bí thư", "Phó Bí", "Giám đốc"))


def _is_abroad(spotted: Spotted, text: str) -> bool:
    return _ABROAD.match(text[spotted.end : spotted.end + 48]) is not None


def _means_capital(spotted: Spotted, text: str) -> bool:
    """Whether ``Thủ đô`` stands alone, so that it is Hà Nội."""
    match = _AFTER_CAPITAL.match(text, spotted.end)
    if match is None:
        return True
    word = match[1]
    if word[0].isupper():
        return text[spotted.start : spotted.end].isupper() and word.isupper()
    return canonical(word) not in _OF_OTHERS


_OF_OTHERS = phrases("nước của các một hai ba những này đó ấy kháng hành".split())


_Meaning = tuple[tuple[str, ...], bool]


def _of_commune(entry: Entry, seat: bool, alone: bool) -> _Meaning | None:
    """A commune, ward or township named like a district: few are evidence.

    A township (``seat``) bears its district's name; a ward that bears a former
    city's name is that city's, unless the text names its parent right after it.
    """
    kinds = ("city", "zone", "town", "rural") if seat else ("city", "zone")
    slugs = [slug for kind, slug in entry.districts if kind in kinds]
    if not entry.distinctive or not slugs or entry.provinces or not (seat or alone):
        return None
    return tuple(slugs[:1]), False


def _meaning(entry: Entry, level: Level, bare: bool) -> _Meaning | None:
    """(slugs, stated) of a name under a type word; None when it is no place."""
    if level in ("urban", "rural", "zone"):
        return _district(entry, level)
    if level in ("town", "city") and not entry.provinces:
        return _district(entry, level)
    if level == "province" and entry.old and (entry.old_typed or not entry.provinces):
        return entry.old, True
    if entry.provinces:
        return entry.provinces, True
    if entry.old and not entry.old_typed:
        return entry.old, True
    if (bare or level == "province") and not entry.distinctive:
        return None
    return _district(entry, level)


def _district(entry: Entry, level: Level) -> _Meaning | None:
    """The province of a district: of that level if there is one, of any otherwise."""
    same = {slug for kind, slug in entry.districts if kind == level}
    slugs = same or {slug for _, slug in entry.districts}
    if len({today(slug) for slug in slugs}) != 1:
        return None
    return (min(slugs),), False


def read_evidence(text: str, capitals: Capitals) -> Iterator[Evidence]:
    """The places a composed text names, left to right.

    Names after a commune's, a street's or a person's words are left out; a district
    that several provinces of today had is left out too, for the parent that decides
    it is named beside it or nothing does.
    """
    marked = _MARKED.search(text) is not None
    types = _TYPES if marked else _FOLDED_TYPES
    foreign: set[str] = set()
    last_end, several = -1, False
    last_level: Level | Literal["masked"] = ""
    foreign_capital = False
    for spotted in spot(text, capitals) if marked else spot_unmarked(text):
        entry = spotted.entry
        if entry.kind == "mask":
            continue
        start, end = spotted.start, spotted.end
        before = _before(text, start)
        level = _level(before, types)
        in_list = False
        if 0 <= last_end <= start and start - last_end < 160:
            in_list = _LIST_GAP.fullmatch(text, last_end, start) is not None
        if not level and in_list and several:
            level = last_level  # type: ignore[assignment]
        elif not in_list or level:
            several = bool(level) and _is_several(before)
        if entry.kind == "capital":
            if _means_capital(spotted, text) and not foreign_capital:
                yield Evidence(start, end, entry.provinces)
            elif text[end : end + 2].strip()[:1].isupper():
                foreign_capital = not text.startswith("Hà Nội", end + 1)
            continue
        if entry.kind == "office":
            yield Evidence(start, end, (), stated=False, office=True)
            continue
        chained = in_list and last_level != "masked"
        last_end, last_level = end, level or (last_level if several else "")
        if spotted.name in foreign:
            continue
        if spotted.name in _HOMONYMS and _is_abroad(spotted, text):
            foreign.add(spotted.name)
            continue
        slugs = _judged(spotted, before, level, chained, text, marked)
        if slugs is None:
            last_level = last_level if several else "masked"
            continue
        named, stated = slugs
        typed = _type_start(text, start, before) if level else start
        yield Evidence(typed if entry.typed else start, end, named, stated, typed=typed)
    for match in _NUMBERED.finditer(text):
        yield Evidence(match.start() - 1, match.end(), ("ho-chi-minh",), stated=False)


def _is_several(before: _Before) -> bool:
    words = before.words[:-1]
    return any(word in _SEVERAL or word.isdigit() for word in words[-2:])


def _judged(
    spotted: Spotted,
    before: _Before,
    level: Level,
    chained: bool,
    text: str,
    marked: bool,
) -> _Meaning | None:
    entry = spotted.entry
    if level == "commune":
        alone = _PARENT.match(text, spotted.end) is None
        return _of_commune(entry, before.last_two == _TOWNSHIP, alone)
    if not level:
        key = before.last_two
        street = before.last in _STREETS or key in _STREETS
        if street and key not in _NOT_STREETS:
            if not _ROUTE.match(text, spotted.end):
                return None
        if before.last in _EVENTS or key in _EVENTS:
            return None
        if not marked and before.last not in _FOLDED_OFFICES:
            return None
        if marked and _is_person(spotted, before, text):
            return None
    office = before.last in _OFFICE_WORDS or before.last_two in _OFFICE_WORDS
    if entry.typed and not (level or office or chained):
        return None
    if entry.districts and not (entry.provinces or level):
        if _COMMUNES.search(text[max(0, spotted.start - 120) : spotted.start]):
            return None
    name = text[spotted.start : spotted.end]
    if name.isupper() and len(name) > 4 and spotted.name in _COMMON_WORDS:
        if not (level or office or chained):
            return None
    bare = not level and before.last not in _LOCATIVE and not office
    return _meaning(entry, level, bare)
