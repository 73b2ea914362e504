"""The newspaper's own code: before its text (``(GLO)-``, ``TTO -``), before a teaser of
another article, alone on the last line."""

from __future__ import annotations

import re

from indexer.cleaning.lines import DASH, LOWER, UPPER, Line, body_of, split
from indexer.cleaning.publisher import is_publisher_name
from search.gazetteer import provinces
from search.gazetteer.publishers import find_publisher

CODED = 5
"""Body lines that may begin with a source code (title, lead, captions come first)."""

PLACE = 24
"""Characters of a place before a code: ``Hà Nội (TTXVN) -``."""

FIRST = 450
"""Characters of a line in which a code may follow a caption."""

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
_DATELINE = re.compile(
    r"(?:(?:Rạng )?(?:[Ss]áng|[Tt]rưa|[Cc]hiều|[Tt]ối|[Đđ]êm)|Ngày|Hôm)"
    r"\s(?:(?:sớm|muộn|qua|nay|mai)\b[\s,(]*)?(?:ngày\s|hôm\s)?\(?\d|(?:Sáng|Trưa|Chiều"
    r"|Tối|Hôm) nay\b"
)
CODE = 34
"""Characters that a code in brackets and its dash may take."""

_MAY_BE_CODE = re.compile(rf"[{DASH}):]")
_AGAIN = re.compile(rf"\(?\s?([^\s():]{{2,30}})\s?\)?\s?[{DASH}]\s?\S")
_ADDRESS = re.compile(r"(?:[A-Za-z][A-Za-z0-9-]{1,20}\.){1,3}(?:VN|vn|COM|com|NET|net)")


def read_code(lines: list[Line], leads: int = 0) -> tuple[list[Line], str]:
    """Cut the source's own code off the line that opens the text, and give it.

    :param leads: lines in front that came apart as the lead, which may carry it too. A
        code on a later line opens another article (:func:`cut_teasers`).
    """
    result: list[Line] = []
    found = ""
    seen = 0
    opened = False
    for index, line in enumerate(lines):
        if seen == CODED or (found and seen > leads):
            return result + lines[index:], found
        match = match_code(line.text) if line.is_body else None
        start = match.start() if match else 0
        if match is None and line.is_body and not found and "(" in line.text:
            match = _INNER.search(line.text[:FIRST])
            start = match.start(1) - 1 if match else 0
        seen += line.is_body
        if match and opened and not start:
            return result + lines[index:], found or match[1]
        if match:
            found = found or match[1]
            # The dash of "HÀ NỘI (TTXVN) -" stays: it tells that the place is a dateline.
            end = match.end()
            if 0 < start <= PLACE:
                end = line.text.index(")", match.end(1)) + 1
            *pieces, last = split(line, start, end, "furniture")
            last.glued = 0 < start <= PLACE
            result += [*pieces, last]
        elif line.is_body and seen <= CODED and is_publisher_name(line.text):
            found = found or line.text
            line.mark("furniture")
            result.append(line)
        else:
            opened = opened or (line.is_body and _opens(line.text))
            result.append(line)
    return result, found


def _opens(text: str) -> bool:
    """Whether a paragraph is the first of a text: it begins with a day."""
    return _is_text(text) and _DATELINE.match(text) is not None


def cut_teasers(lines: list[Line], own: str) -> None:
    """Cut what stands from a second code on: the beginnings of other articles.

    A code that is the text's own, or one that comes twice, is sure; any other is
    believed where it leaves the greater part of the text.
    """
    body = body_of(lines)
    begun = next((at for at, line in enumerate(body) if _is_text(line.text)), len(body))
    codes = [
        (at, code)
        for at, line in enumerate(body[begun + 1 :], begun + 1)
        if _MAY_BE_CODE.search(line.text, 0, CODE)
        and (code := _teaser_code(line.text, own.casefold()))
    ]
    if not codes:
        return
    first = codes[0][0]
    names = [code for _, code in codes]
    sure = names[0] == own.casefold() or len(names) > len(set(names))
    for line in body[first:]:
        line.mark("furniture", soft=not sure)


def _teaser_code(text: str, own: str) -> str:
    """The code with which a line opens another article, "" for none."""
    again = _AGAIN.match(text)
    if again and again[1].casefold() == own:
        return own
    match = match_code(text) if len(text) > 12 else None
    if match and (text[0] == "(" or is_code(match[1])):
        return match[1].casefold()
    return ""


def _is_text(text: str) -> bool:
    return len(text) >= 60 and text[-1] in '.!?…”")'


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


def is_known_source(text: str) -> bool:
    """Whether a text is nothing but a well-known news source's code, name or address."""
    if _ADDRESS.fullmatch(text) or is_publisher_name(text):
        return True
    # Two letters may be a reporter's initials.
    return all(part in _KNOWN and len(part) > 2 for part in text.split("/"))
