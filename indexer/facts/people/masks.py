"""What stands around a name and makes it none: streets, schools, credits, monuments."""

from __future__ import annotations

import re
from typing import Literal

from indexer.facts.people.name_words import CREDITS, LEVELS, PLACES_OF_ROADS, THINGS
from indexer.facts.vocabulary import UPPER, either, phrases
from search.language.memo import Memo
from search.language.normal import canonical

Mask = Literal["", "thing", "level"]


def mask_of(text: str, start: int, end: int) -> Mask:
    """Whether the words around a name make it a thing, or may do so."""
    if text[start - 1 : start] == "/" or (
        text[end : end + 1] in _SLASHES and _AGENCY.match(text, end)
    ):
        return "thing"
    near = text[max(0, start - 40) : start]
    line = near.rpartition("\n")[2]
    last = line.rsplit(None, 1)
    if last and _MAY_MASK[last[-1]] and (near[-1].isspace() or near[-1] in _OPEN):
        words = line.rsplit(None, 3)[-3:]
        return _judge([word.strip(_OPENING) for word in words], near)
    if "đường " in near and _STREETS.search(near):
        return "thing"
    school = _SCHOOL_ENDS.isdisjoint(near[-2:]) and _SCHOOL.search(near)
    return "level" if school else ""


_AGENCY = re.compile(rf"\s?/\s?[{UPPER}]{{2}}")
_SLASHES = frozenset("/ ")


def _may_mask(word: str) -> bool:
    """Whether the word before a name may make it a thing."""
    word = canonical(word.strip(_OPENING))
    return (
        not word
        or word in _MASKING
        or word in PLACES_OF_ROADS
        or word[0].isdigit()
        or word[-1] == ":"
    )


_MAY_MASK = Memo(_may_mask)


def _judge(words: list[str], near: str) -> Mask:
    """The same by all the words, when the last of them may matter."""
    inner = len(words) > 1 and words[-2][:1].isupper() and words[-2].isalpha()
    inner = inner and words[-1].isalpha() and words[-1][0].isupper()
    words = list(map(canonical, words))
    one = "" if inner else words[-1]  # the ``Tháp`` of ``tỉnh Đồng Tháp``
    two, three = (" ".join(words[-count:]).strip() for count in (2, 3))
    if one[:1].isdigit() and len(one) < 9 and "." not in one:
        return "thing"
    if one.endswith(":"):
        one, two = one[:-1].rpartition(".")[2], two[:-1]
        return "thing" if one in CREDITS or two in CREDITS else ""
    if one in PLACES_OF_ROADS:
        return "thing" if _ROAD.search(near) else ""
    if not _OWNERS.isdisjoint((two, three)):
        return ""
    if two not in LEVELS and not THINGS.isdisjoint((one, two, three)):
        return "thing"
    if not LEVELS.isdisjoint((one, two)):
        return "level"
    return "level" if _SCHOOL.search(near) else ""


# Words that end like a thing's and stand before a person.
_OWNERS = phrases(
    ("yêu cầu", "thỉnh cầu", "chủ tàu", "chủ quán", "chủ nhà hàng", "chủ cửa hàng")
    + ("chủ khách sạn", "chủ tiệm vàng", "lý giải", "hoá giải", "chủ doanh nghiệp")
)
_QUOTES = "“\"'‘"
_OPEN = _QUOTES + ":"
_OPENING = _QUOTES + "("
_MASKING = frozenset(phrase.split(" ")[-1] for phrase in THINGS | LEVELS)
_SCHOOL = re.compile(
    either(
        "Trường|trường|THPT|THCS|ĐH|CĐ|Đại học|đại học|Cao đẳng|cao đẳng|Viện|Bệnh viện"
        "|bệnh viện|Công ty|công ty|Tập đoàn|tập đoàn|Ngân hàng|ngân hàng|CTCP|DNTN|HTX"
        "|TNHH|Giải thưởng|giải thưởng".split("|")
    )
    + r"\s"
    r"(?:(?! và | với | của | do | bởi | cho | là )[^,.;:()\n–-]){0,28}\Z"
)
_STREETS = re.compile(r"(?:tuyến|con|trục) đường (?:\w+ ){1,2}\Z")
_SCHOOL_ENDS = frozenset(",.;:()–-")
_ROAD = re.compile(
    r"(?:[Đđ]oạn|[Đđ]ường|[Pp]hố|[Tt]uyến|[Nn]út|[Nn]gã|[Gg]iao lộ|hướng|rẽ)\s"
    r"[^.;:!?\n]{0,40}\Z"
)


def is_president(text: str, start: int) -> bool:
    """Whether ``Hồ Chí Minh`` is the man: ``Chủ tịch`` before, no monument's word."""
    match = _CALLED.search(text[max(0, start - 40) : start])
    return match is not None and canonical(match[1] or "") not in _MONUMENTS


_CALLED = re.compile(r"(\w+)?\s*(?:Chủ tịch|Bác)\s\Z")
_MONUMENTS = phrases(("lăng", "đài", "tượng", "tàng", "niệm", "tên", "viếng"))


def is_line(text: str, start: int, end: int) -> bool:
    """Whether the name stands alone on its line: a byline.

    Only the blanks and dashes beside the name are looked at, for many names may stand on
    one long line.
    """
    start = _back(text, start)
    if text.startswith("Theo", start - 4) and start >= 4:
        start = _back(text, start - 4)
    if start and text[start - 1] != "\n":
        return False
    size = len(text)
    while end < size and text[end] in " -–*.":
        end += 1
    return end == size or text[end] == "\n"


def _back(text: str, start: int) -> int:
    """Where the blanks and dashes before an offset begin."""
    while start and text[start - 1] in " -–*/":
        start -= 1
    return start
