"""What a bare ``Tỉnh ủy``, ``trên địa bàn tỉnh`` or ``xã Sơn Tiến`` means in a newspaper
that is at home in one province.

A bare office is the newspaper's own province's, unless another province's office was
named before it: that one's then, until the own is named. In a city's newspaper ``tỉnh``
is never the city, and since July 2025, when no province has cities left, ``thành phố`` is
never a province.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from indexer.facts.places.context import Evidence
from indexer.facts.places.roles import NEAR, SENTENCE_END, starts_of
from indexer.facts.vocabulary import SURNAMES, UPPER
from search.gazetteer.provinces import FORMER, today, type_on
from search.language.normal import canonical

Unit = Literal["tỉnh", "thành phố"]
Strength = Literal["office", "area", "own"]

_CODE = re.compile(
    r"\s*(?:Báo\s[^()\n]{3,30}\s)?"
    r"(?:\(([^\W\d_][\w.&]{1,14})\)\s*[-–—.:]|([^\W\d_]{2,8}(?:\.VN)?)\s*[-–—]\s)"
)
_HUE_A_CITY = "2025-01-01"
_NO_TOWNS = "2025-07-01"
_PARTY = r"\s(?:ủy|uỷ|đoàn|ỦY|UỶ|ĐOÀN)"
_UNIT = re.compile(
    rf"\b(?P<party>(?:[Tt]ỉnh|TỈNH|[Tt]hành|THÀNH){_PARTY})\b"
    r"|\b(?P<province>[Tt]ỉnh|TỈNH)\b|\b(?P<city>[Tt]hành phố|THÀNH PHỐ|TP\b\.?)"
)
# What each form has in it, and how far in.
_MARKS = (
    *(("ỉnh", 1), ("ỈNH", 1), ("hành phố", 1), ("hành ủy", 1), ("hành uỷ", 1)),
    *(("hành đoàn", 1), ("HÀNH ", 1), ("TP", 0)),
)
_COUNTED_BEFORE = frozenset(
    "các những nhiều mọi mỗi từng một hai ba bốn năm sáu bảy tám chín mười số liên ngoại"
    " cấp khác vài mấy thức bừng bình loại đô siêu nội huyện tỉnh".split()
)
_NOT_AFTER = re.compile(
    r"\s(?:thành\b(?!\s(?:ủy|uỷ|đoàn))|lỵ|lị|lẻ|lộ|táo|giấc|ngộ|khác|bạn|này|đó|nào|giáp"
    r"|lân cận|phía|miền|vùng|trực thuộc|thông minh|lớn|trẻ|kết nghĩa|đáng sống|đông"
    r"|mới|biển)\b|\s?(?:[,/–-]|và|hoặc)\s?(?:thành|tỉnh|TP)\b|\d"
)
_NAME_AFTER = re.compile(rf"\s?([{UPPER}]\w*)")
_OWN_AFTER = re.compile(r"\s(?:ta|nhà|mình)\b")
_OFFICE_BEFORE = frozenset(
    "ubnd hđnd đbqh mttq dân hội quốc an sự chqs phòng bđbp tra bộ vksnd tand lđlđ nam"
    " bhxh trực đoàn uỷ hđnd-ubnd sát".split()
)
_ORGAN_BEFORE = re.compile(
    r"(?:Sở|Ban|Hội|Cục|Chi cục|Trung tâm|Bệnh viện|Trường|Viện|Văn phòng|Kho bạc|Đoàn"
    r"|Bảo hiểm|Ngân hàng|Liên hiệp|Liên minh|Bộ Chỉ huy|Thường trực|Phòng)\s[^,.;:]{1,40}\Z"
)
_OFFICE_NAMED = re.compile(
    r"(?:(?:[Tt]ỉnh|[Tt]hành)\s(?:ủy|uỷ|đoàn)|(?:UBND|HĐND|ĐBQH|MTTQ|[Cc]ông an|Nhân dân"
    r"|nhân dân|Quốc hội|[Qq]uân sự|Thanh tra|Đảng bộ|[Bb]iên phòng)"
    r"(?:\s(?:tỉnh|[Tt]hành phố|TP\.?))?|\btại (?:tỉnh|thành phố))\s?\Z"
)
_GUEST = re.compile(
    r"(?:[Đđ]oàn|[Đđ]ồng chí|[Đđ]ại biểu|cùng|với|có|của|từ)\b[^.;\n]{0,70}\Z"
)
_DAY = re.compile(
    r"(?:[^,;]{0,20}[-–)]\s?)?\W*(?:(?:Vào|Trong|Từ)\s)?(?i:sáng|trưa|chiều|tối|đêm|ngày|hôm"
    r"|trong (?:ngày|hai|2|ba|3)|vừa qua|mới đây|tại)\b"
)
_MEETING = re.compile(
    r"(?:[Kk]ỳ họp|[Hh]ội nghị|[Pp]hiên họp|[Đđ]ại hội)\b[^,;]{0,30}\Z"
)
_COMMUNE = re.compile(
    rf"\b(?:[Xx]ã|[Pp]hường|[Tt]hị trấn|[Hh]uyện|[Tt]hị xã|[Đđ]ặc khu)\s[{UPPER}]\w"
)


class Bare(NamedTuple):
    """A bare form in a text.

    :param unit: whether it means a province or a city.
    :param strength: ``office`` (``Tỉnh ủy``), ``area`` (``toàn tỉnh``) or ``own``
        (``tỉnh ta``).
    """

    start: int
    end: int
    unit: Unit
    strength: Strength


def leading_code(body: str) -> str:
    """The source code a text begins with (``(GLO)-``, ``HNN.VN -``), else ""."""
    match = _CODE.match(body)
    if match is None:
        return ""
    code: str = match[1] or match[2]
    return code if code.isupper() else ""


def unit_of(slug: str, published: str) -> tuple[Unit, ...]:
    """What a newspaper calls its province on a day: with cities of its own, or as a
    province that was abolished and whose own day is not to be trusted, either."""
    if slug == "hue":
        before = "" < published[:10] < _HUE_A_CITY
        return ("tỉnh",) if before else ("thành phố",)
    if FORMER[slug].type_name == "thành phố":
        return ("thành phố",)
    if published[:10] < _NO_TOWNS or today(slug) != slug:
        return ("tỉnh", "thành phố")
    return ("thành phố",) if type_on(slug, published) == "thành phố" else ("tỉnh",)


def _units(text: str) -> Iterator[re.Match[str]]:
    """The words for a province or a city; literal searches are ten times as fast."""
    starts = []
    for mark, back in _MARKS:
        at = text.find(mark)
        while at >= 0:
            starts.append(at - back)
            at = text.find(mark, at + 1)
    for start in sorted(starts):
        match = _UNIT.match(text, max(0, start))
        if match is not None:
            yield match


def read_bare(text: str) -> Iterator[Bare]:
    """The bare forms of a composed text, left to right."""
    for match in _units(text):
        party = match["party"]
        city = match["city"] is not None or (party or "")[:2].lower() == "th"
        before = text[max(0, match.start() - 50) : match.start()].rpartition("\n")[2]
        words = before.split()
        last = canonical(words[-1].strip(',.;:()“”"')) if words else ""
        if _is_named(text, match) or last in _COUNTED_BEFORE or last.isdigit():
            continue
        unit: Unit = "thành phố" if city else "tỉnh"
        if party:
            yield Bare(match.start(), match.end(), unit, "office")
        elif _NOT_AFTER.match(text, match.end()):
            continue
        elif _OWN_AFTER.match(text, match.end()):
            yield Bare(match.start(), match.end(), unit, "own")
        elif match[0][0].isupper() and not match[0].isupper() and unit == "tỉnh":
            continue
        else:
            office = last in _OFFICE_BEFORE or _ORGAN_BEFORE.search(before) is not None
            start = match.start() - len(before) + max(0, before.rstrip().rfind(" ") + 1)
            yield Bare(start, match.end(), unit, "office" if office else "area")


def _is_named(text: str, match: re.Match[str]) -> bool:
    """Whether a name follows that is no person's, or nothing bare is meant."""
    following = _NAME_AFTER.match(text, match.end())
    if following is None or match[0].isupper() and following[1].isupper():
        return False
    return canonical(following[1]) not in SURNAMES


class Spoken(NamedTuple):
    """What the bare forms of an article say of the newspaper's own province.

    :param forms: how many mean it.
    :param early: whether one stands in the title or the opening.
    :param held: whether an office does so, which says where the event is.
    :param name: the first form as written.
    """

    forms: int = 0
    early: bool = False
    held: bool = False
    name: str = ""


def count_own(
    parts: Sequence[tuple[str, Sequence[Evidence], int]], slug: str, published: str
) -> Spoken:
    """Tell the newspaper's own from its neighbours', through title and body.

    :param parts: (text, its places, where its opening ends) of the title and the body.
    :param slug: the newspaper's province as named then.
    """
    own_units, home = unit_of(slug, published), today(slug)
    owner = last = ""
    established = False
    count, early, held, name = 0, False, False, ""
    for text, evidence, opening in parts:
        named = {starts_of(item) for item in evidence} | {e.start for e in evidence}
        bare = [
            item
            for item in read_bare(text)
            if named.isdisjoint((item.end, item.end + 1))
        ]
        at = 0
        for form in bare:
            while at < len(evidence) and evidence[at].start < form.start:
                found, at = evidence[at], at + 1
                slugs = {today(item) for item in found.slugs}
                if home in slugs:
                    owner, last, established = "", home, True
                elif found.stated and len(slugs) == 1:
                    (other,) = slugs
                    before = text[max(0, starts_of(found) - 90) : found.start]
                    if _is_guest(before):
                        continue
                    last = other
                    if not established and _OFFICE_NAMED.search(before):
                        owner = other
            if form.unit not in own_units:
                continue
            if form.strength == "office" and owner and _may_be(owner, form, published):
                continue
            if form.strength == "area" and last not in ("", home):
                start = evidence[at - 1].end if at else 0
                near = not established or (
                    form.start - start < NEAR
                    and not SENTENCE_END.search(text, start, form.start)
                )
                if near and _may_be(last, form, published):
                    continue
            established = True
            count += 1
            name = name or text[form.start : form.end]
            if form.start < opening:
                early = True
                held = held or _is_held(form, text)
    return Spoken(count, early, held, name)


def _may_be(slug: str, form: Bare, published: str) -> bool:
    return form.unit in unit_of(slug, published)


def _is_guest(before: str) -> bool:
    """Whether a province is named as a guest's or an attendant's."""
    return _GUEST.search(before[-80:].rpartition(".")[2]) is not None


def _is_held(form: Bare, text: str) -> bool:
    """Whether a form says where the event is: an office in a sentence that opens with a
    time, or where it sits; a delegation may sit anywhere."""
    phrase = text[max(0, form.start - 12) : form.end]
    if form.strength == "area" or "ĐBQH" in phrase or "Quốc hội" in phrase:
        return False
    before = SENTENCE_END.split(text[max(0, form.start - 300) : form.start])[-1]
    if before.endswith((" tại ", "trụ sở ")):
        return True
    return _DAY.match(before) is not None or _MEETING.search(before) is not None


def names_communes(text: str, opening: int) -> bool:
    """Whether the opening names a commune or a district, whichever it is."""
    return _COMMUNE.search(text, 0, opening) is not None
