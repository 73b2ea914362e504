"""Dates that stand beside a text: a collector's header, the page's clocks."""

from __future__ import annotations

import re

from indexer.cleaning.headers import is_section
from indexer.cleaning.lines import DASH, LOWER, UPPER, Line, split

HEAD = 12
"""Lines in which a clock, a breadcrumb or a title is looked for."""

LONGEST_CLOCK = 120
"""Characters of a line that may be a clock or a section's name as a whole."""

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
_ICON = r"(?:(?:clock|calendar|time|print|in bài(?: viết)?|icon)\s*){0,2}"
_CLOCK = re.compile(
    rf"{_ICON}\(?(?P<label>{_LABEL})(?P<stamp>{_STAMP}){_ZONE}\)?\s*[|•·-]?"
    # How often it was read.
    r"(?:\s+\d[\d.,]{0,9}(?:\s(?:lượt )?(?:xem|đọc))?)?",
    re.IGNORECASE,
)
_ANSWERED = re.compile("đăng|xuất|tạo|publ|post", re.IGNORECASE)
"""Labels of the publication, which go before a clock without one."""

# The clock of the moment the page was saved: two digits for the year, often a second
# hand, and the weather of that moment.
_SAVED = re.compile(
    rf"{_ICON}{_WEEKDAY}{_GAP}\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2}}(?!\d)"
    r"(?:[\s,|-]*\d{1,2}:\d{2}(?::\d{2})?)?(?:\s?[AP]M)?\s*"
    r"(?:[^.!?:\d]{0,40}\d{1,2}\s?°\s?C?(?:\s*[/–-]\s*\d{1,2}\s?°\s?C?){0,4}"
    r"(?:\s*icon thời tiết \w+)?\s*)?",
    re.IGNORECASE,
)
_BEGINNING_CLOCK = re.compile(
    rf"(?:clock|calendar)?\s*{_LABEL}({_WEEKDAY}{_GAP}{_DAY}{_GAP}{_TIME}{_ZONE})"
    r"(?=\s+[^\s,.;:)])",
    re.IGNORECASE,
)
_SIGNED_CLOCK = re.compile(
    rf"([^\d|•·:]{{3,50}}?)(?:\s*[|•·{DASH},]\s*|(?<=\))\s+|\s+)({_STAMP}){_ZONE}",
    re.IGNORECASE,
)
_NAME = re.compile(rf"[{UPPER}][{LOWER}]+(?:\s[{UPPER}][{LOWER}]+){{1,3}}")
_MAY_BE_CLOCK = re.compile(r"\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{2}|tháng")


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
    clocks: list[tuple[bool, str]] = []
    for index, line in enumerate(lines[:HEAD]):
        text = line.text
        if not line.is_body:
            result.append(line)
        elif _MAY_BE_CLOCK.search(text[:LONGEST_CLOCK]):
            result += _read_clock(line, clocks, bylines)
        else:
            if len(text) <= LONGEST_CLOCK and is_section(text, index):
                line.mark("furniture")
            result.append(line)
    # What is labelled as the publication goes before the page's other clocks.
    clocks.sort(key=lambda clock: not clock[0])
    stated += [("clock", text) for _, text in clocks]
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


def _read_clock(
    line: Line, clocks: list[tuple[bool, str]], bylines: list[str]
) -> list[Line]:
    text = line.text
    if saved := _SAVED.match(text):
        return split(line, 0, saved.end(), "furniture")
    if len(text) <= 100 and (match := _CLOCK.fullmatch(text)):
        clocks.append((bool(_ANSWERED.search(match["label"])), match["stamp"]))
        line.mark("furniture")
    elif match := _BEGINNING_CLOCK.match(text):
        clocks.append((False, match[1]))
        return split(line, 0, match.end(), "furniture")
    elif len(text) <= 110 and (match := _SIGNED_CLOCK.fullmatch(text)):
        if _is_signer(text, match):
            clocks.append((False, match[2]))
            if match[1][0].isupper() and not is_section(match[1].strip()):
                bylines.append(match[1].strip())
            line.mark("furniture")
    return [line]


def _is_signer(text: str, match: re.Match[str]) -> bool:
    """Whether what stands before a clock is a name or a section and no sentence."""
    before = match[1].strip()
    if len(before.split()) > 5:
        return text[match.end(1) : match.start(2)].strip() != ""
    apart = text[match.end(1) : match.start(2)].strip() or before.endswith(")")
    timed = ":" in match[2] or "h" in match[2].lower()
    return bool(
        apart
        or is_section(before)
        or (timed and before.istitle())
        or (timed and before.isupper())
    )
