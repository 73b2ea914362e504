"""The head of an article's text: collector's header, page clock, source code, title."""

from __future__ import annotations

import re

from indexer.cleaning.captions import is_credited
from indexer.cleaning.lines import DASH, LOWER, UPPER, Line, body_of, split
from indexer.cleaning.publisher import is_publisher_name
from search.gazetteer import provinces
from search.gazetteer.publishers import find_publisher

HEAD = 8
"""Lines in which a clock, a breadcrumb or a title is looked for."""

LONGEST_CLOCK = 120
"""Characters of a line that may be a clock or a section's name as a whole."""

CODED = 5
"""Body lines that may begin with a source code (title, lead, captions come first)."""

PLACE = 24
"""Characters of a place before a code: ``Hà Nội (TTXVN) -``."""

FIRST = 450
"""Characters of a line in which a code may follow a caption."""

Stated = list[tuple[str, str]]

_HEADER = re.compile(
    r"(?:date|published|pubdate|ngày đăng|ngày xuất bản)\s*[:=]?\s+"
    r"((?:19|20)\d\d(?:-\d\d?(?:-\d\d?(?:[T ]\d\d:\d\d(?::\d\d)?)?)?)?"
    r"|\d\d?/\d\d?/\d{4}(?:,?\s+\d\d?:\d\d)?|\d\d?/\d{4})(?![\w/-])",
    re.IGNORECASE,
)
_WEEKDAY = r"(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ\s+nhật|T[2-7]|CN)"
_DAY = r"\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}"
_WORDED = r"(?:ngày\s+)?\d{1,2}\s+tháng\s+\d{1,2}(?:\s+năm|,)\s+\d{4}"
_TIME = r"\d{1,2}\s?[:hg]\s?\d{2}(?::\d{2})?(?:\s?[AP]M)?"
_GAP = r"\s*[,|•·@–-]?\s*(?:(?:lúc|hồi|ngày)\s+)?"
_LABEL = (
    r"(?:(?:đăng(?:\s+(?:ngày|lúc|tải))*|ngày\s+(?:đăng|xuất\s+bản|tạo|cập\s+nhật)"
    r"|xuất\s+bản|cập\s+nhật(?:\s+(?:lúc|ngày|lần\s+cuối))*|published|updated|posted"
    r"|thời\s+gian)\s*:?\s*)?"
)
_STAMP = (
    rf"(?:{_WEEKDAY}{_GAP})?(?:ngày\s+)?(?:(?:{_DAY}|{_WORDED})(?:{_GAP}{_TIME})?"
    rf"|{_TIME}{_GAP}(?:{_WEEKDAY}{_GAP})?(?:{_DAY}|{_WORDED}))"
)
_ZONE = r"(?:\s*\(?\s*(?:GMT|UTC)\s?[+]\s?0?7(?::?00)?\s*\)?)?"
_CLOCK = re.compile(
    rf"(?:clock|calendar|time)?\s*{_LABEL}({_STAMP}){_ZONE}\s*[|•·-]?", re.IGNORECASE
)
_BEGINNING_CLOCK = re.compile(
    rf"(?:clock|calendar)?\s*{_LABEL}({_WEEKDAY}{_GAP}{_DAY}{_GAP}{_TIME}{_ZONE})"
    r"(?=\s+[^\s,.;:)])",
    re.IGNORECASE,
)
_SIGNED_CLOCK = re.compile(
    rf"([^\d|•·:]{{3,50}}?)\s*[|•·{DASH},]\s*({_STAMP}){_ZONE}", re.IGNORECASE
)
_NAME = re.compile(rf"[{UPPER}][{LOWER}]+(?:\s[{UPPER}][{LOWER}]+){{1,3}}")
_MAY_BE_CLOCK = re.compile(r"\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}|tháng")

_SECTIONS = frozenset(
    "trang chủ|home|thời sự|chính trị|chính trị - xã hội|xã hội|kinh tế|văn hóa|văn hoá"
    "|pháp luật|giáo dục|y tế|sức khỏe|thể thao|thế giới|quốc tế|trong nước|quốc phòng"
    "|an ninh|quốc phòng - an ninh|an ninh - quốc phòng|xây dựng đảng|tin tức|tin trong"
    " nước|tin trong tỉnh|tin địa phương|đời sống|khoa học|công nghệ|kinh doanh|bạn đọc"
    "|phóng sự|tin nổi bật|tin nóng|thời sự - chính trị|chính trị - thời sự|nội chính"
    "|xây dựng đảng - chính quyền|đảng trong cuộc sống|tiêu điểm|sự kiện|góc nhìn"
    "|bình luận|theo dòng thời sự|tin mới|media|multimedia|video".split("|")
)
_ARROW = re.compile("[>»›]")
_CRUMBS = re.compile(r"[^.!?]{2,40}(?:\s*[>»›]\s*[^.!?>»›]{2,60}){1,4}[>»›]?")

# What stands in brackets before a dash at the start is a source; without a dash only
# when it looks like one. "(Ảnh: ...)" and "(Tiếp theo kỳ trước)" are none.
_BRACKETED = re.compile(
    r"\(\s?((?=[^)]*[^\W\d_])[^\W\d_][^():;,/]{1,29}?)\s?\)"
    rf"\s?(\.?\s?[{DASH}:]+|\.)?\s*"
)
_CODE_SHAPE = (
    r"[A-ZĐÐƯƠÔ][A-ZĐÐƯƠÔ&]{1,7}\+?(?:(?:\.|\s)(?:VN|vn|COM|com|ORG|NET|net))*"
    r"(?:\s(?:Online|online|News|NEWS))?"
)
_NAMED_SOURCE = (
    r"(?:[A-Za-z0-9-]{2,20}\.){1,3}(?:vn|VN|com|COM|net|NET|org|info|tv|gov|edu)"
    r"|Vietnam\s?\+|VietnamPlus|VnExpress|VietNamNet|Vietnamnet|Zing|CôngThương"
    r"|PetroTimes|(?:Báo )?Dân [Tt]rí|Nhân Dân|(?:Báo )?(?:Tuổi Trẻ|Thanh Niên|Tiền"
    r" Phong|Lao Động|Người Lao Động|Nhân Dân)(?: Online)?"
    rf"|Báo [{UPPER}][{LOWER}]+(?: [{UPPER}][{LOWER}]+){{1,3}}|[A-Z][a-z]{{2,14}}Portal"
)
_IS_CODE = re.compile(rf"(?:{_CODE_SHAPE}|{_NAMED_SOURCE})")
_BARE = re.compile(
    rf"({_CODE_SHAPE}|{_NAMED_SOURCE})"
    rf"(?:\s[{DASH}]+\s*|[{DASH}]+\s)(?=[“\"'(*\d{UPPER}])"
)
_NUMERAL = re.compile(r"[IVXL]+|[A-ZĐ]")
_NO_SOURCE = frozenset(
    "ASEAN APEC ADB AFC AFF BHXH BHYT BIDV BQL BTC BTV CAND CNN CHDCND COVID CPTPP CSGT"
    " ĐBQH ĐBSCL ĐH ĐHQG EC EU EVN FAO FED FDI FIFA FPT FTA GDP GD&ĐT GRDP HĐND HLV HTX"
    " IAEA ILO IMF KCN KHCN LHQ LTS MTTQ NATO NGND NSND NSƯT ODA OECD OPEC PCI PV PVN"
    " QH QK SEA THCS THPT TNHH TP.HCM TPHCM TW UBMTTQ UBND UN UNESCO UNICEF USAID USD"
    " VCCI VFF VN VNPT VINH WB WHO WTO XHCN ĐBND BCH CLB HS SV VĐV NXB TBT HCM HN MC"
    " KHKT NHNN NHTM TAND VKSND VKS CQĐT UVTV UVBCT BCT BCHTW CHÚ ĐỌC HỎI ĐÁP TIN BÀI"
    " ẢNH VIDEO CLIP TQ".split()
)
"""Capitals that begin a sentence without being a newspaper's."""

_KNOWN = frozenset(
    "TTXVN VNA VNP VietnamPlus Vietnam+ VOV VOV.VN VTV VTC TTO TNO TPO NLĐ NLĐO SGGP"
    " SGGPO HNM HNMO QĐND CAND PLO PLTPHCM VNN VnExpress VietNamNet VGP GLO ĐCSVN NDO"
    " TT TP PN PL ND TN LĐ HQ BVPL GDVN ĐSPL DĐDN VTCNews ĐTCK NDH HNN VNE VNEconomy"
    " TTBC TTCT VnEconomy ANTĐ KTĐT".split()
)
# After a caption or a standfirst in the same paragraph: "... (NLĐ)- Sáng 8-12".
_INNER = re.compile(
    rf"\((?<=\s\()((?:{'|'.join(map(re.escape, sorted(_KNOWN)))}|Dân trí))\)\s?[{DASH}]\s?"
    rf"(?=[“\"\d{UPPER}])"
)
_ADDRESS = re.compile(r"(?:[A-Za-z][A-Za-z0-9-]{1,20}\.){1,3}(?:VN|vn|COM|com|NET|net)")

_HEADLINE_END = re.compile(r"(?<!\.\.)[.;:,]$")
_LISTED = re.compile(rf"[{DASH}*•+>»]|\d+[.)]\s|[“\"(]?\W*$")
_SENTENCE_BREAK = re.compile(rf"[{LOWER}\d)”\"][.]\s+[{UPPER}]")


def read_header(lines: list[Line], stated: Stated) -> list[Line]:
    """Cut a collector's header (``date 2025-12-08``) off the first line."""
    match = _HEADER.match(lines[0].text) if lines else None
    if match is None:
        return lines
    stated.append(("header", match[1]))
    return split(lines[0], 0, match.end(), "furniture") + lines[1:]


def read_clocks(lines: list[Line], stated: Stated, bylines: list[str]) -> list[Line]:
    """Cut page clocks and section names off the head."""
    result: list[Line] = []
    for index, line in enumerate(lines[:HEAD]):
        text = line.text
        if not line.is_body:
            result.append(line)
        elif len(text) > LONGEST_CLOCK:
            result += _read_beginning_clock(line, stated)
        elif _is_section(text, index):
            line.mark("furniture")
            result.append(line)
        elif _MAY_BE_CLOCK.search(text):
            result += _read_clock(line, stated, bylines)
        else:
            result.append(line)
    if stated:
        _read_names(result, bylines)
    return result + lines[HEAD:]


def _read_names(head: list[Line], bylines: list[str]) -> None:
    """Cut a name that stands alone beside a clock below the title."""
    for index, line in enumerate(head[1:], 1):
        if line.is_body and _NAME.fullmatch(line.text):
            beside = [head[index - 1]] if index > 1 else []
            beside += head[index + 1 : index + 2]
            if any(_CLOCK.fullmatch(other.text) for other in beside):
                line.mark("byline")
                bylines.append(line.original)


def _read_clock(line: Line, stated: Stated, bylines: list[str]) -> list[Line]:
    text = line.text
    if len(text) <= 90 and (match := _CLOCK.fullmatch(text)):
        stated.append(("clock", match[1]))
        line.mark("furniture")
    elif match := _BEGINNING_CLOCK.match(text):
        return _cut_clock(line, match, stated)
    elif len(text) <= 110 and (match := _SIGNED_CLOCK.fullmatch(text)):
        stated.append(("clock", match[2]))
        if len(match[1].split()) <= 5 and match[1][0].isupper():
            bylines.append(match[1].strip())
        line.mark("furniture")
    return [line]


def _read_beginning_clock(line: Line, stated: Stated) -> list[Line]:
    """The clock at the start of a paragraph that is too long to be one."""
    match = _BEGINNING_CLOCK.match(line.text)
    return _cut_clock(line, match, stated) if match else [line]


def _cut_clock(line: Line, match: re.Match[str], stated: Stated) -> list[Line]:
    stated.append(("clock", match[1]))
    return split(line, 0, match.end(), "furniture")


def _is_section(text: str, index: int) -> bool:
    if index < 3 and len(text) <= 40 and text.lower().strip(" |•") in _SECTIONS:
        return True
    return _is_crumbs(text)


def _is_crumbs(text: str) -> bool:
    return _ARROW.search(text, 1) is not None and _CRUMBS.fullmatch(text) is not None


def read_code(lines: list[Line]) -> tuple[list[Line], str]:
    """Cut the source's own code off the first lines that carry one, and give it."""
    result: list[Line] = []
    found = ""
    seen = 0
    for index, line in enumerate(lines):
        if seen == CODED:
            return result + lines[index:], found
        match = match_code(line.text) if line.is_body else None
        start = match.start() if match else 0
        if match is None and line.is_body and not found and "(" in line.text:
            match = _INNER.search(line.text[:FIRST])
            start = match.start(1) - 1 if match else 0
        if match:
            found = found or match[1]
            # The dash of "HÀ NỘI (TTXVN) -" stays: it tells that the place is a dateline.
            end = match.end()
            if 0 < start <= PLACE:
                end = line.text.index(")", match.end(1)) + 1
            *pieces, last = split(line, start, end, "furniture")
            last.glued = 0 < start <= PLACE
            result += [*pieces, last]
        else:
            result.append(line)
        seen += line.is_body
    return result, found


def match_code(text: str) -> re.Match[str] | None:
    """The source code a paragraph begins with: ``(GLO)-``, ``HNN.VN -``, ``TTO -``."""
    if text[0] == "(":
        match = _BRACKETED.match(text)
        if match and _is_bracketed_source(match[1], bool(match[2])):
            return match
        return None
    match = _BARE.match(text)
    if match is None or match[1] in _NO_SOURCE or _NUMERAL.fullmatch(match[1]):
        return None
    # Capitals that nobody knows need a paragraph after them, and two letters never do.
    known = is_code(match[1]) or not match[1].isupper() or "." in match[1]
    if known or (len(match[1]) > 2 and len(text) - match.end() >= 60):
        return match
    return None


def is_code(text: str) -> bool:
    """Whether capitals are the code of a newspaper that is known."""
    return text in _KNOWN or text.isupper() and find_publisher(text) is not None


def _is_bracketed_source(code: str, dashed: bool) -> bool:
    if code in _NO_SOURCE or _NUMERAL.fullmatch(code):
        return False
    if is_code(code):
        return True
    if _IS_CODE.fullmatch(code):
        return dashed or len(code) > 2
    if not dashed or len(code.split()) > 4 or not code[0].isupper():
        return False
    joined = re.search(rf"\s[{DASH}]|[{DASH}]\s", code)
    return joined is None and provinces.find(code) is None


def read_title(lines: list[Line]) -> str:
    """Take the first line as the title when it is a headline above a text."""
    rest = body_of(lines)
    if (
        len(rest) < 2
        or rest[1].glued
        or not is_headline(rest[0].text)
        or is_credited(rest[0].text)
    ):
        return ""
    longest = max(len(line.text) for line in rest[1:])
    if longest < len(rest[0].text):
        return ""
    rest[0].mark("title")
    return rest[0].original


def is_headline(text: str) -> bool:
    """Whether a line reads as a headline: short, one clause, no final full stop."""
    words = text.split()
    return (
        4 <= len(text) <= (90 if text[-1] in ".…" else 180)
        and 2 <= len(words) <= 36
        and not _HEADLINE_END.search(text)
        and not _LISTED.match(text)
        and not _SENTENCE_BREAK.search(text)
    )


def is_known_source(text: str) -> bool:
    """Whether a text is nothing but a well-known news source's code, name or address."""
    if _ADDRESS.fullmatch(text) or is_publisher_name(text):
        return True
    # Two letters may be a reporter's initials.
    return all(part in _KNOWN and len(part) > 2 for part in text.split("/"))
