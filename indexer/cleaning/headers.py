"""The head of an article's text: names of sections, the title."""

from __future__ import annotations

import re

from indexer.cleaning.captions import is_credited
from indexer.cleaning.lines import DASH, LOWER, UPPER, Line, body_of

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

_HEADLINE_END = re.compile(r"(?<!\.\.)[.;:,]$")
_LISTED = re.compile(rf"[{DASH}*•+>»]|\d+[.)]\s|[“\"(]?\W*$")
_SENTENCE_BREAK = re.compile(rf"[{LOWER}\d)”\"][.]\s+[{UPPER}]")


def is_section(text: str, index: int = 0) -> bool:
    """Whether a line is the name of a section, or the path to one.

    :param index: of the line; only near the top is a section's bare name one.
    """
    if index < 3 and len(text) <= 40 and text.lower().strip(" |•") in _SECTIONS:
        return True
    return _is_crumbs(text)


def _is_crumbs(text: str) -> bool:
    return _ARROW.search(text, 1) is not None and _CRUMBS.fullmatch(text) is not None


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
    return rest[0].original.rstrip(" |•·")


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
