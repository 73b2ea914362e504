"""Bylines: who signs an article, alone on its last line or after its last sentence."""

from __future__ import annotations

import re

from indexer.cleaning.codes import is_known_source
from indexer.cleaning.lines import DASH, LOWER, UPPER, Line, body_of, split
from indexer.cleaning.publisher import read_shared_by

SIGNATURES = 3
"""Last lines that may sign (a name, a source, a photographer)."""

_WORK = (
    r"(?:ghi|dịch|thực\s+hiện|tổng\s+hợp|lược\s+dịch|lược\s+ghi|biên\s+soạn|biên\s+dịch"
    r"|sưu\s+tầm|T/h|th|TH)"
)
# One way only to read each character: an ambiguous pattern would backtrack for ever.
_LETTERS = f"{UPPER}{LOWER}'’"
_NAME = (
    rf"(?:(?:[{UPPER}][{_LETTERS}]{{0,2}}\.)+(?:[{UPPER}][{_LETTERS}]*)?"
    rf"|[{UPPER}][{_LETTERS}]*)"
)
_NAMES = rf"{_NAME}(?:\s{_NAME}){{0,4}}"
_JOIN = rf"(?:\s?[{DASH},&/]\s?|\s(?:và|VÀ)\s)"
_SIGNED_BY = re.compile(
    rf"(?:(?:(?:Tin|Bài|BÀI|TIN)(?:\s?(?:,|và|VÀ|&|[{DASH}])?\s?(?:bài|ảnh|ẢNH|BÀI))*"
    r"|Tác\s+giả|Người\s+viết|Thực\s+hiện|Phóng\s+viên|PV|CTV|BTV|Nhóm\s+(?:PV|phóng\s+"
    rf"viên))\s?[:{DASH}]?\s?)?"
    rf"{_NAMES}(?:{_JOIN}{_NAMES}){{0,4}}"
    rf"(?:\s?[{DASH},]?\s?(?:Ảnh|ẢNH|ảnh)\s?:\s?{_NAMES})?"
    rf"(?:\s?[{DASH}]?\s?\(?\s?{_WORK}\s?\)?)?"
    r"(?:\s?\([^()]{1,60}\))?"
)
_SOURCE_LINE = re.compile(
    r"\(?(?:Theo|THEO|theo|Nguồn|NGUỒN)\s?:?\s(?:[^.!?;…()]"
    r"|\.(?=\w)){1,70}(?:\([^()]{1,30}\))?\)?"
    r"|\(?(?:Theo|Nguồn)\s?:?\s?(?:[\w-]{1,20}\.){1,3}[a-z]{2,5}\)?"
)
_DRAWN_ON = re.compile(r"(?<=\w)\s?\((?:Theo|THEO|theo|Nguồn)\s?:?\s[^()]{1,60}\)$")
_LINK = re.compile(r"\[?link nguồn\]?|https?:", re.IGNORECASE)
_BRACKETED = re.compile(
    rf"\(\s?({_NAMES}(?:{_JOIN}{_NAMES}){{0,3}})\s?(?:{_WORK})?\s?\)"
)
_GROUP = re.compile(
    r"\(?(?:Nhóm|NHÓM|Tổ)\s(?:phóng viên|PHÓNG VIÊN|PV|tác giả)(?:\s[\w .-]{1,40})?\)?"
    r"|\(?(?:PV|CTV|BTV|P\.V)\)?"
)
_STOP = re.compile(r"[.!?…”\")/]\s+")
_ENDING = re.compile(
    rf"\(?(?:{_NAMES}\s)?(?:Theo|Nguồn:)\s(?:[^.!?;…()]|\.(?=\w)){{1,60}}\)?"
    rf"|\(?{_NAMES}(?:{_JOIN}{_NAMES}){{0,3}}(?:\s?\(?\s?{_WORK}\s?\)?)?"
    r"(?:\s?\([^()]{1,40}\))?\)?"
)
_ABBREVIATED = re.compile(
    rf"(?:^|[\s(])(?:[{UPPER}][{UPPER}{LOWER}]{{0,3}}|[{LOWER}])\.\s*$"
)
_INITIALS = re.compile(rf"(?:^|[\s.{DASH}])[{UPPER}]{{1,3}}\.$")
_DIGIT_OUTSIDE = re.compile(r"^[^(]*\d|\)[^(]*\d")
_AFTER_WIRE_END = re.compile(r"\./\.\s+([^.!?;:\n]{2,60})$")
_NO_NAME = frozenset(
    "Hà Nội|Việt Nam|Hồ Chí Minh|TP Hồ Chí Minh|TP.HCM|TPHCM|Đà Nẵng|Hải Phòng|Cần Thơ"
    "|Huế|Trân trọng|Xin cảm ơn|Hết|HẾT|Ban Biên tập|Tiếng Anh|Trung Quốc|Nhật Bản"
    "|Hàn Quốc|Hoa Kỳ|Đông Nam Á|Bộ Chính trị".split("|")
)


def read_bylines(lines: list[Line], given: str = "") -> tuple[list[Line], str, str]:
    """Cut the signature off the end.

    :param given: a byline that is already known; its line is cut too.
    :return: the lines, the byline as written ("" for none) and the code of a news
        source that signs alone (``TTXVN``).
    """
    names: list[str] = []
    code = ""
    body = body_of(lines)
    while len(body) > 1 and len(names) < SIGNATURES:
        text = body[-1].text
        if given and text.casefold() == given.casefold():
            body.pop().mark("byline")
            break
        if shared_by := read_shared_by(text):
            code = code or shared_by
            body.pop().mark("furniture")
            continue
        if not is_signature(text) or _is_listed(body):
            break
        line = body.pop()
        line.mark("byline")
        bare = text.strip("() ")
        if is_known_source(bare) and not names:
            code = code or bare
        elif name := _without_sources(line.original):
            names.insert(0, name)
    if body:
        lines, ending = _cut_ending(lines, body[-1])
        if ending and is_known_source(ending.strip("() ")):
            code = code or ending.strip("() ")
        elif name := _without_sources(ending):
            names.insert(0, name)
    return lines, " - ".join(names), code


def _without_sources(name: str) -> str:
    """A signature without the agencies it drew on: ``Lê An (Theo Reuters)``; "" for a
    link to the source, which names nobody."""
    if _LINK.search(name):
        return ""
    return _DRAWN_ON.sub("", name)


def is_signature(text: str) -> bool:
    """Whether a line that stands alone signs the text above it."""
    if len(text) > 110 or text in _NO_NAME or _DIGIT_OUTSIDE.search(text):
        return False
    if text[-1] in "!?:;,…" or text.endswith("..."):
        return False
    if is_known_source(text.strip("() ")) or any(
        form.fullmatch(text) for form in (_SOURCE_LINE, _BRACKETED, _GROUP)
    ):
        return True
    if text.endswith(".") and not _INITIALS.search(text):
        return False
    match = _SIGNED_BY.fullmatch(text)
    if match is None:
        return False
    bare = text.split("(")[0]
    return bare.isupper() or len(bare.split()) <= 10


def _is_listed(body: list[Line]) -> bool:
    """Whether the last line goes on a list of short lines (winners, tables)."""
    if len(body) < 3 or _SOURCE_LINE.fullmatch(body[-1].text):
        return False
    short = [
        len(line.text) < 50 and line.text[-1] not in '.!?…”")/' for line in body[-4:-1]
    ]
    return len(short) >= 2 and all(short[-2:]) and not body[-1].text.isupper()


def _cut_ending(lines: list[Line], line: Line) -> tuple[list[Line], str]:
    """Cut a signature that follows the last sentence: ``... làm rõ. Minh Hà``."""
    tail = line.text[-140:]
    start = _ending_start(tail)
    if start == len(tail) or len(line.text) - len(tail) + start < 40:
        return lines, ""
    name = tail[start:].strip()
    before = tail[:start].rstrip()
    sure = before.endswith("./.") or name.startswith(("Theo ", "(Theo ", "Nguồn:"))
    if _ABBREVIATED.search(before[-8:]) and not sure:
        return lines, ""
    if name in _NO_NAME or (" " not in name and len(name) < 2):
        return lines, ""
    offset = len(line.text) - len(tail)
    pieces = split(line, offset + start, len(line.text), "byline")
    at = next(index for index, item in enumerate(lines) if item is line)
    return lines[:at] + pieces + lines[at + 1 :], pieces[-1].original


def _ending_start(tail: str) -> int:
    """Where in the end of a text a signature begins; its length when there is none."""
    if match := _AFTER_WIRE_END.search(tail):
        return match.start(1)
    for stop in _STOP.finditer(tail):
        if _ENDING.fullmatch(tail, stop.end()):
            return stop.end()
    return len(tail)
