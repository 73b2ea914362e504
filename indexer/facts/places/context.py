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
from itertools import pairwise
from typing import Literal, NamedTuple

from indexer.facts.capitals import Capitals
from indexer.facts.places.before import LOOK_BACK, Before, words_before
from indexer.facts.places.names import (
    Entry,
    Spotted,
    spot,
    spot_unmarked,
)
from indexer.facts.places.persons import AFTER_CAPITAL, is_person
from indexer.facts.vocabulary import (
    UPPER,
    canonical_phrase,
    phrases,
)
from search.gazetteer.provinces import today
from search.language.normal import canonical, fold

Level = Literal["", "province", "city", "town", "urban", "rural", "zone", "commune"]

_TYPE_WORDS: tuple[tuple[Level, str], ...] = (
    ("province", "tỉnh|tỉnh uỷ|tỉnh đoàn"),
    ("city", "thành phố|tp|tp.|t.p|t.p.|thành uỷ|thành đoàn"),
    ("town", "thị xã|tx|tx.|thị uỷ"),
    ("urban", "quận|quận uỷ|q."),
    ("rural", "huyện|huyện uỷ|h.|huyện đoàn"),
    ("zone", "đặc khu|huyện đảo|đảo"),
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
    + ("xa lộ", "ngân hàng", "vòng xoay", "ngã ba", "ngã tư", "ngã năm", "ngã sáu")
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
_IN = phrases(("tại", "ở"))
_ROUTES = phrases(
    ("cao tốc", "đường sắt", "quốc lộ", "tuyến", "chặng", "đường bay", "bay")
)
_TOWNSHIP = canonical_phrase("thị trấn")
_PARENT = re.compile(rf"\s?[,(–-]\s?(?:[{UPPER}]|tỉnh|thành phố|thị xã|huyện|quận)")
_COMMON_WORDS = phrases(("hoà bình", "cao bằng", "thái bình", "phú quý", "thống nhất"))
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
_ROUTE_END = re.compile(
    r"(?:cao tốc|tuyến|đường sắt|quốc lộ|chặng|chuyến|tàu|xe|bay)\b[^.;,\n]{0,50}[-–]\s?\Z",
    re.IGNORECASE,
)
_MARKED = re.compile(
    "[\u00c0-\u00ff\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169"
    "\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]"
)
_SEVERAL = phrases(
    "các những hai ba bốn năm sáu bảy tám chín mười nhiều cac hai ba bon".split()
)
# Looked for from its second letter on: a literal beginning is found ten times faster.
_NUMBERED = re.compile(r"uận (?<=\b[Qq]uận )(?:1[0-2]|[1-9])\b(?![/.,]\d)")

_SMALL_CITY = re.compile(r"\btp[. ]{0,2}hcm\b")
_TO_PARENT = re.compile(r"\s?(?:\(|,)\s?")


class Evidence(NamedTuple):
    """A place in the text.

    :param slugs: units it names: as then, today's for what was abolished before 2025.
    :param stated: whether a province is named, and not a district or a commune.
    :param typed: start of its type words, for what stands before them.
    """

    start: int
    end: int
    slugs: tuple[str, ...]
    stated: bool = True
    typed: int = -1


def _level(before: Before, types: dict[str, Level]) -> Level:
    """The level of the type words straight before a name."""
    if before.last_two in _NOT_COMMUNES and before.last_two not in _TYPES:
        return ""
    for key in (before.last_three, before.last_two, before.last):
        if key in types:
            return types[key]
    return ""


def _type_start(text: str, start: int, before: Before) -> int:
    """Where the type words begin that stand straight before the name."""
    for count, key in ((3, before.last_three), (2, before.last_two), (1, before.last)):
        if key in _TYPES:
            found = text.rfind(before.raw[-count], max(0, start - LOOK_BACK), start)
            return found if found >= 0 else start
    return start


def _is_abroad(spotted: Spotted, text: str) -> bool:
    return _ABROAD.match(text[spotted.end : spotted.end + 48]) is not None


def _means_capital(spotted: Spotted, text: str) -> bool:
    """Whether ``Thủ đô`` stands alone, so that it is Hà Nội."""
    match = AFTER_CAPITAL.match(text, spotted.end)
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


def _meaning(entry: Entry, level: Level, bare: bool, year: int) -> _Meaning | None:
    """(slugs, stated) of a name under a type word; None when it is no place."""
    if level in ("urban", "rural", "zone"):
        return _district(entry, level, year)
    if level in ("town", "city") and not entry.provinces:
        return _district(entry, level, year)
    if level == "province" and entry.old and (entry.old_typed or not entry.provinces):
        return entry.old, True
    if entry.provinces:
        return entry.provinces, True
    if entry.old and not entry.old_typed:
        return entry.old, True
    if (bare or level == "province") and not entry.distinctive:
        return None
    return _district(entry, level, year)


def _district(entry: Entry, level: Level, year: int) -> _Meaning | None:
    """The province of a district: of that level if there is one, of any otherwise.

    :param year: of the article, 0 for an unknown one: what was a rural district then may
        be a town now.
    """
    same = {slug for kind, slug in entry.districts if kind == level}
    before = [item for item in entry.earlier if item[0] == level]
    same |= {slug for _, slug, first, last in before if first <= year <= last}
    slugs = (
        same or {item[1] for item in before} or {slug for _, slug in entry.districts}
    )
    if len({today(slug) for slug in slugs}) != 1:
        return None
    return (min(slugs),), False


def read_evidence(text: str, capitals: Capitals, year: int = 0) -> list[Evidence]:
    """The places a composed text names, left to right.

    :param year: of the article, for districts whose type changed.

    Names after a commune's, a street's or a person's words are left out; a district
    that several provinces of today had is left out too, for the parent that decides
    it is named beside it or nothing does. What names its parent is its parent's.
    """
    found = list(_read(text, capitals, year))
    wrong = {
        at
        for at, (inner, outer) in enumerate(pairwise(found))
        if not inner.stated and outer.stated and _contradicts(text, inner, outer)
        if not (at + 2 < len(found) and _goes_on(text, outer, found[at + 2]))
    }
    return (
        [item for at, item in enumerate(found) if at not in wrong] if wrong else found
    )


def _contradicts(text: str, inner: Evidence, outer: Evidence) -> bool:
    """Whether a district is followed by a province that it does not belong to."""
    start = outer.typed if outer.typed >= 0 else outer.start
    if (
        not 0 < start - inner.end < 12
        or _TO_PARENT.fullmatch(text, inner.end, start) is None
    ):
        return False
    of = {today(slug) for slug in outer.slugs}
    return of.isdisjoint(today(slug) for slug in inner.slugs)


def _goes_on(text: str, outer: Evidence, following: Evidence) -> bool:
    """Whether a list of equals goes on: ``Hạ Long, Hà Nội và Huế``."""
    start = following.typed if following.typed >= 0 else following.start
    return _LIST_GAP.fullmatch(text, outer.end, max(start, outer.end)) is not None


def _read(text: str, capitals: Capitals, year: int) -> Iterator[Evidence]:
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
        before = words_before(text, start)
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
        chained = in_list and last_level != "masked"
        last_end, last_level = end, level or (last_level if several else "")
        if spotted.name in foreign:
            continue
        if spotted.name in _HOMONYMS and _is_abroad(spotted, text):
            foreign.add(spotted.name)
            continue
        slugs = _judged(spotted, before, level, chained, text, marked, year)
        if slugs is None:
            last_level = last_level if several else "masked"
            continue
        named, stated = slugs
        typed = _type_start(text, start, before) if level else start
        yield Evidence(typed if entry.typed else start, end, named, stated, typed=typed)
    for match in _NUMBERED.finditer(text):
        yield Evidence(match.start() - 1, match.end(), ("ho-chi-minh",), stated=False)
    if marked and "hcm" in text:
        for match in _SMALL_CITY.finditer(text):
            yield Evidence(match.start(), match.end(), ("ho-chi-minh",))


def _is_several(before: Before) -> bool:
    words = before.words[:-1]
    return any(word in _SEVERAL or word.isdigit() for word in words[-2:])


def _judged(
    spotted: Spotted,
    before: Before,
    level: Level,
    chained: bool,
    text: str,
    marked: bool,
    year: int,
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
        if marked and is_person(spotted, before, text):
            return None
    office = before.last in _OFFICE_WORDS or before.last_two in _OFFICE_WORDS
    if before.last in _ROUTES or before.last_two in _ROUTES:
        office = office or _ROUTE.match(text, spotted.end) is not None
    if entry.typed and not (level or office or chained):
        office = (
            _ROUTE_END.search(text[max(0, spotted.start - 64) : spotted.start])
            is not None
        )
    if entry.typed and not (level or office or chained):
        return None
    if entry.districts and not (entry.provinces or level):
        if _COMMUNES.search(text[max(0, spotted.start - 120) : spotted.start]):
            return None
    name = text[spotted.start : spotted.end]
    if name.isupper() and len(name) > 4 and spotted.name in _COMMON_WORDS:
        if not (level or office or chained):
            return None
    # "From Lê Chân to Ngô Quyền" are streets; nothing happens *at* one of two streets.
    located = before.last in _LOCATIVE and (
        before.last in _IN or all(kind != "urban" for kind, _ in entry.districts)
    )
    return _meaning(entry, level, not (level or located or office), year)
