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
    rf"(?:(?:(?i:{_HALLS})|[{UPPER}\d][\w.]*)(?:[\s–-]+|,\s+(?!{_ACTOR}))){{0,14}}\Z"
)
_ACTS = re.compile(rf"\s*{_ACTOR}")
_AT = ("ại", "ở", "Ở", "TẠI")  # in every text that _VENUE matches
_HELD = re.compile(
    r"(?:diễn ra|tổ chức|khai mạc|được tổ chức|bế mạc|xảy ra|làm việc|kiểm tra|có mặt)\s"
    r"(?:tại|ở)\b[^,;.]{0,40}\Z"
)
_MAIN_POINT = re.compile(
    r"(?:điểm cầu|đầu cầu)\s+(?:chính|trung tâm)\b[^.;]{0,40}\Z", re.IGNORECASE
)
_POINT = re.compile(r"(?:điểm|đầu) cầu\b[^.;]{0,40}\Z", re.IGNORECASE)
_DATELINE = re.compile(r"\s?(?:\([^)]{2,30}\)|,? ngày [^-–—]{1,20})?\s?[-–—:]\s")
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
    r"(?: thường trú)?|địa chỉ|sinh (?:ra|sống|trưởng)|sinh(?: (?:năm|ngày))? [\d/.-]+"
    r"|lớn lên|sinh ra và lớn lên|biển (?:số|kiểm soát)|mang biển|BKS|quê ở|người gốc))"
    rf"(?:\s(?:xe|của|là|:))?[\s:,]+{_ADDRESS}"
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
    if _WEATHER.match(text, found.end):
        return True
    start = starts_of(found)
    before = text[max(0, start - 120) : start].rpartition("\n")[2]
    if any(word in before for word in _PASSING_WORDS) and _PASSING.search(before):
        return True
    if any(word in before for word in _SCHOOL_WORDS) and _SCHOOL.search(before):
        return True
    credited = any(word in before for word in _CREDIT_WORDS)
    return credited and _CREDIT.search(before) is not None


def weigh(found: Evidence, body: str, first_end: int, opening: int) -> Weight:
    """The role and the points of one place in the body.

    :param first_end: where the first sentence ends.
    :param opening: where the opening ends.
    """
    if is_passing(found, body):
        return Weight("passing", 0.0)
    start = starts_of(found)
    before = body[max(0, start - 120) : start].rpartition("\n")[2]
    if "cầu" in before:
        if _MAIN_POINT.search(before[-60:]):
            return Weight("venue", 0.5)
        if _POINT.search(before[-60:]):
            return Weight("", 3.0)
    early = found.start < opening
    points = 2.0 if early else 1.0
    if early:
        if found.start < 40 and _DATELINE.match(body, found.end):
            return Weight("venue", 0.5)
        if any(word in before for word in _AT) and _is_venue(
            found, body, before, start
        ):
            return Weight("venue", 0.5)
    elif found.start < len(body) // 2 and _HELD.search(before[-70:]):
        return Weight("venue", 0.5)
    if found.end > first_end and is_in_office(before[-80:]):
        points /= 4
    return Weight("", points)


def _is_venue(found: Evidence, body: str, before: str, start: int) -> bool:
    acts = before.rstrip()[-1:] == "," and _ACTS.match(body, start)
    return not acts and _VENUE.search(SENTENCE_END.split(before)[-1]) is not None


SENTENCE_END = re.compile(r"[.!?…](?=\s|\Z)|\n")


def is_in_office(before: str) -> bool:
    """Whether a title stands before a place in one breath, so that it is an office's."""
    return any(word in before for word in _TITLE_WORDS) and (
        _OFFICE.search(before) is not None
    )
