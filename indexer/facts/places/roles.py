"""What one named place is to an article: where it happened, what it is about, or less.

*venue*: in the opening after ``tại`` or ``ở`` with nothing but names, type words and words
for halls and offices between; as the dateline before a dash; after ``diễn ra tại`` or
``tổ chức tại`` or as the main ``điểm cầu`` in the first half of the body. What follows the
comma of a dateline (``tại Hà Nội, Tỉnh ủy Gia Lai ...``) acts there and is no venue.

*passing*: where somebody lives, was born or studied, a number plate, an address, a
weather line of the page, a credit. It is named, and the article is not about it.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from indexer.facts.places.context import Evidence
from indexer.facts.vocabulary import UPPER

LISTED = 5
"""Places of an opening from which on each counts half."""

NEAR = 120
"""Characters before a place that tell most roles."""

SENTENCE = 200
"""Characters of a sentence before a place in which a dateline's ``tại`` is looked for."""

_TYPES = (
    r"tỉnh|thành phố|thành|phố|thị xã|huyện|quận|xã|phường|thị trấn|thôn|bản|làng|ấp|khóm"
    r"|buôn|xóm|khu phố|tổ|đặc khu|thủ đô|tp\.?|tx\.?|h\.|q\.|p\.|x\."
)
_HALLS = (
    r"trụ sở|hội trường|trung tâm|hội nghị|nhà|văn hóa|văn hoá|khách sạn|quốc gia|tỉnh"
    rf"|{_TYPES}|ủy|uỷ|số|đường|cầu|điểm|chính|các|hai|và|địa bàn|khu|cảng|sân bay"
    r"|quảng trường|bảo tàng|trường|đại học|học viện|ban|hội|sở|công viên|ga|khu vực|vùng"
    r"|biển|đảo|thao trường|công an|ubnd|nghĩa trang|liệt sĩ|phòng họp|nhà hát|sân vận động"
    r"|khu di tích|đình|chùa|đền|lăng|bờ|bến|hồ|tượng đài|công trường|dự án|nhà máy"
)
# An organ or an office after a comma acts; it is not where the event is.
_ACTOR = (
    r"(?i:UBND|HĐND|Ủy ban|Uỷ ban|Hội đồng|Tỉnh\s+(?:ủy|uỷ|đoàn)|Thành\s+(?:ủy|uỷ|đoàn)"
    r"|Huyện\s+(?:ủy|uỷ)|Đoàn|ĐBQH|Ban|Sở|Bộ|Công an|Cục|Chi cục|Hội|Liên|Mặt trận|MTTQ"
    r"|Đảng|Trường|Báo|Đài|Văn phòng|Viện|Tòa|Toà|Học viện|Chủ tịch|Bí thư|Phó|Thủ tướng"
    r"|Đồng chí|Tổng|Quốc hội|Chính phủ|Quân|BĐBP|Bệnh viện|Công ty|Tập đoàn|VKS\w*|TAND"
    r"|Thường trực|Lãnh đạo|Trung tâm)\b"
)
_VENUE = re.compile(
    rf"(?:^|[\s(,])(?:[Tt]ại|[Ởở]|TẠI)\s+"
    rf"(?:(?:(?i:{_HALLS})|[{UPPER}\d][\w.]*)(?:[\s–-]+|\s?\(|,\s+(?!{_ACTOR}))){{0,14}}\Z"
)
# "Sáng 5/5, tại <whatever it is called>, <address>": up to the comma before who acts.
_DATED_VENUE = re.compile(
    r"(?:\A(?:[^,;]{0,20}[-–)]\s?)?\W*(?:(?i:vào|trong|từ)\s)?"
    r"(?i:sáng|trưa|chiều|tối|đêm|ngày|hôm)|\s(?:Sáng|Trưa|Chiều|Tối|Ngày))"
    r"\b[^.;]{0,40}?[\s,](?i:tại|ở)\s"
    rf"(?:TP\.|(?!,\s*{_ACTOR}|\b(?:đã|diễn ra|tổ chức|phối hợp|vừa|khai mạc|họp|chủ trì"
    r"|có|với|cùng|làm việc|dự|thăm|nhằm|do|xảy ra)\b)[^.;:])*\Z"
)
_ACTS = re.compile(rf"\s*{_ACTOR}")
_AT = ("ại", "ở", "Ở", "TẠI")  # in every text that _VENUE matches
_HELD = re.compile(
    r"(?:diễn ra|tổ chức|khai mạc|được tổ chức|bế mạc|xảy ra|làm việc|kiểm tra|có mặt)\s"
    r"(?:tại|ở)\b[^,;.]{0,40}\Z"
)
_MAIN_POINT = re.compile(
    r"(?:điểm cầu|đầu cầu)\s+(?:chính|trung tâm)\b[^.;,]{0,40}\Z", re.IGNORECASE
)
_POINT = re.compile(r"(?:điểm|đầu) cầu\b[^.;]{0,40}\Z", re.IGNORECASE)
_DATELINE = re.compile(
    r"\s?(?:\([^)]{2,30}\)|,? ngày [^-–—]{1,20}|, \d{1,2}[-/]\d{1,2}(?:[-/]\d{4})?)?"
    r"\s?[-–—:]\s"
)
_BEFORE_DATELINE = re.compile(
    rf"\W*(?:(?:(?i:{_TYPES})|[{UPPER}]\w*)[\s.,]+){{0,6}},\s|\W*", re.DOTALL
)
# A meeting is held where it is; an accident is what is told of its place.
_MEETS = re.compile(
    r"\b(?:họp|hội (?:nghị|thảo|đàm)|tổ chức|diễn ra|khai mạc|bế mạc|làm việc|dự|tiếp"
    r"|gặp (?:mặt|gỡ)|phát biểu|ký|trao|tọa đàm|đại hội|lễ|chương trình|công bố|phối hợp)\b"
)
_WORKS = re.compile(
    r"(?:làm việc|thăm|kiểm tra|khảo sát|công tác)\s(?:tại|ở)\s[^,;]{0,20}\Z"
)
_LIST = re.compile(rf"\s?(?:,|và)\s(?:TP\.?\s?)?[{UPPER}]|\s?(?:[.;)…]|\Z)")
_TITLES = (
    r"[Bb]í thư|[Cc]hủ tịch|[Gg]iám đốc|[Tt]rưởng [Bb]an|[Tt]rưởng [Đđ]oàn"
    r"|[Cc]hỉ huy trưởng|[Đđ]ại biểu|[Ủủ]y viên|[Uu]ỷ viên|[Cc]hánh án|[Vv]iện trưởng"
    r"|[Cc]hủ nhiệm|[Tt]ổng [Bb]iên tập|[Hh]iệu trưởng|[Tt]hị trưởng"
)
_OFFICE = re.compile(
    rf"(?:{_TITLES})(?:(?![;:.]|\b(?:tại|về|cho|đã|với|của|đến|ở)\b)[^\n]){{0,60}}\Z"
)
# In every text that _OFFICE matches.
_TITLE_WORDS = (
    *("í thư", "hủ tịch", "iám đốc", "rưởng", "ại biểu", "viên", "hánh án"),
    *("hủ nhiệm", "iên tập"),
)
# From a word for home, birth or address to the place there is nothing but an address.
_ADDRESS = rf"(?:(?:(?i:{_TYPES}|số|đường|ở|tại)|[{UPPER}\d][\w./]*)[\s,–-]+){{0,14}}\Z"
_PASSING = re.compile(
    r"\b(?:(?i:trú|ngụ|thường trú|tạm trú|cư trú|quê(?: quán| gốc)?|nguyên quán|gốc|hộ khẩu"
    r"(?: thường trú)?|địa chỉ|sinh(?=\s(?:tại|ở)\s)|sinh (?:ra|sống|trưởng)"
    r"|sinh(?: (?:năm|ngày))? [\d/.-]+"
    r"|lớn lên|sinh ra và lớn lên|biển (?:số|kiểm soát)|mang biển|BKS|quê ở|người gốc))"
    rf"(?:\s(?:xe|của|là|:))?[\s:,]+{_ADDRESS}"
)
# "Ông A (41 tuổi, ở ...)", "Chị Lê B, ở ...": where somebody lives, without a word for it.
_LIVES = re.compile(
    rf"(?:\d tuổi|SN \d{{4}}|(?i:\b(?:ông|bà|anh|chị|em|cụ|cháu|bác))"
    rf"(?:\s[{UPPER}][\w.]*){{1,5}})(?:\s\([^()]{{1,20}}\))?,?\s\(?(?:ở|tại)\s{_ADDRESS}"
)
_PASSING_WORDS = (
    *("trú", "ngụ", "quê", "quán", "gốc", "khẩu", "địa chỉ", "sinh", "lớn lên", "biển"),
    *("BKS", "Quê", "Trú", "Ngụ", "Địa chỉ"),
)
_SCHOOL = re.compile(
    r"(?:tốt nghiệp|theo học|cựu (?:sinh viên|học sinh)|cử nhân|từng học|du học|học tại)"
    r"\b[^.;,\n]{0,50}\Z"
)
_SCHOOL_WORDS = ("nghiệp", "học", "cựu", "cử nhân")
_CREDIT = re.compile(
    r"(?:^|\()\s*(?:Video|Ảnh|Clip|Nguồn|Tin|Theo|Bài)\b[^.;\n]{0,70}"
    r"(?:[Đđ]ài|[Bb]áo|[Tt]ruyền hình|TH|[Tt]hanh)\b[^.;\n]{0,12}\Z"
)
_CREDIT_WORDS = ("Video", "Ảnh", "Clip", "Nguồn", "Tin", "Theo", "Bài")
_WEATHER = re.compile(r"[\s,:]{0,3}\d{1,2}\s?°")


class Weight(NamedTuple):
    """What one mention adds; ``passing`` adds nothing, ``venue`` says where it is."""

    role: Literal["", "venue", "passing"]
    points: float


def starts_of(found: Evidence) -> int:
    """Where a place's type words begin, or its name."""
    return found.typed if found.typed >= 0 else found.start


def is_passing(found: Evidence, text: str) -> bool:
    """Whether a place is where somebody comes from, an address, a credit, a plate."""
    return _is_passing(found, text, _before(found, text))


def _before(found: Evidence, text: str, most: int = NEAR) -> str:
    """The line before a place, as far as its role is told by it."""
    start = starts_of(found)
    return text[max(0, start - most) : start].rpartition("\n")[2]


def _is_passing(found: Evidence, text: str, before: str) -> bool:
    if text[found.end : found.end + 9].find("°") > 0 and _WEATHER.match(
        text, found.end
    ):
        return True
    if any(word in before for word in _PASSING_WORDS) and _PASSING.search(before):
        return True
    if ("ở " in before or "tại " in before) and _LIVES.search(before):
        return True
    if any(word in before for word in _SCHOOL_WORDS) and _SCHOOL.search(before):
        return True
    credited = any(word in before for word in _CREDIT_WORDS)
    return credited and _CREDIT.search(before) is not None


class Layout(NamedTuple):
    """Where the parts of a body end, and where its places begin."""

    first_end: int
    opening: int
    starts: frozenset[int]


def weigh(
    found: Evidence, body: str, layout: Layout, previous: Evidence | None
) -> Weight:
    """The role and the points of one place in the body.

    :param previous: the place named before it.
    """
    before = _before(found, body)
    if _is_passing(found, body, before):
        return Weight("passing", 0.0)
    if "cầu" in before:
        if _MAIN_POINT.search(before[-60:]):
            return Weight("venue", 0.5)
        if _POINT.search(before[-60:]):
            return Weight("", 3.0)
    early = found.start < layout.opening
    points = 2.0 if early else 1.0
    if early:
        if found.start < 40 and _is_dateline(found, body, layout.starts):
            return Weight("venue", 0.5)
        if any(word in before for word in _AT):
            sentence = SENTENCE_END.split(_before(found, body, SENTENCE))[-1]
            if _is_venue(found, body, sentence, previous):
                opens = _OPENS.match(sentence) is not None
                rest = SENTENCE_END.split(body[found.end : found.end + 120])[0]
                meets = opens or _MEETS.search(sentence + rest) is not None
                meets = meets and _WORKS.search(sentence) is None
                return Weight("venue", 0.5 if meets else points)
    elif found.start < len(body) // 2 and _HELD.search(before[-70:]):
        return Weight("venue", 0.5)
    if found.end > layout.first_end and is_in_office(before[-80:]):
        points /= 4
    return Weight("", points)


_OPENS = re.compile(
    r"(?:[^,;]{0,20}[-–)]\s?)?\W*(?:(?i:sáng|trưa|chiều|tối|đêm|ngày|hôm|trong|vào|từ)\b"
    r"[^.;]{0,40}?[\s,])?(?i:tại|ở)\s"
)


def _is_dateline(found: Evidence, body: str, starts: frozenset[int]) -> bool:
    """Whether a place opens the text before a dash, and no route does."""
    match = _DATELINE.match(body, found.end)
    if match is None or match.end() in starts:
        return False
    return _BEFORE_DATELINE.fullmatch(body, 0, starts_of(found)) is not None


def _is_venue(
    found: Evidence, body: str, sentence: str, previous: Evidence | None
) -> bool:
    """Whether the words before a place in its sentence put the event there.

    In ``tại Hà Nội, Cà Mau gọi vốn`` the second province acts.
    """
    if not (_VENUE.search(sentence) or _DATED_VENUE.search(sentence)):
        return False
    start = starts_of(found)
    if sentence.rstrip()[-1:] != ",":
        return True
    if _ACTS.match(body, start):
        return False
    if previous is None or not (previous.stated and found.stated):
        return True
    return body[previous.end : start] != ", " or (
        start == found.start and _LIST.match(body, found.end) is not None
    )


SENTENCE_END = re.compile(r"[.!?…](?=\s|\Z)|\n")


def is_in_office(before: str) -> bool:
    """Whether a title stands before a place in one breath, so that it is an office's."""
    return any(word in before for word in _TITLE_WORDS) and (
        _OFFICE.search(before) is not None
    )
