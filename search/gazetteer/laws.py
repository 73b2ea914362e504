"""Laws that are called by title and year: ``Luật Đất đai 2024`` is ``31/2024/QH15``.

The table ``laws.tsv`` has the numbers of the laws that are in the news most; a law that
it has not is its title and year (``Luật Hóa chất 2025``), the constitution likewise. A
title without a year stays out: which of its versions is meant the text does not say.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from search.language.normal import canonical

_TABLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "laws.tsv")
_SHORT = {
    "blhs": "bộ luật hình sự",
    "blds": "bộ luật dân sự",
    "bltths": "bộ luật tố tụng hình sự",
    "blttds": "bộ luật tố tụng dân sự",
    "bllđ": "bộ luật lao động",
}
_WORDS = r"[^\W\d_]+(?:,? [^\W\d_]+){0,11}?"
_TITLE = re.compile(
    rf"(?:[Bb]ộ )?[Ll]uật (?P<title>{_WORDS})(?: \(?sửa đổi\)?)?,? (?:năm )?"
    r"\(?(?P<year>(?:19|20)\d\d)(?![\d/.,-]*\d)"
    r"|Hiến pháp (?:nước [^\W\d_]+(?: [^\W\d_]+){0,8} )?(?:năm )?"
    r"(?P<charter>1946|1959|1980|1992|2013)(?!\d)"
    r"|(?P<short>BLHS|BLDS|BLTTHS|BLTTDS|BLLĐ) (?:năm )?(?P<short_year>(?:19|20)\d\d)(?!\d)"
)
_TREATY = re.compile(
    r"(?:[Cc]ông ước|[Hh]iệp ước|[Nn]ghị định thư)[^.;,\n]{0,32} về\s\Z"
)
_SIGNS = ("uật ", "Hiến pháp ", "BL")
# Words that no title holds: where one stands between ``Luật`` and a year, the year is
# another thing's.
_STOPS = frozenset(
    map(
        canonical,
        """
có từ được đã sẽ vào là do trong ngoài ngày tháng khi đến này đó thì mà bị để nhưng hiệu
dự nhiệm trước sau nay năm luật sửa những nhiều tại
""".split(),
    )
)


class Law(NamedTuple):
    """A law in a text: ``text[start:end]`` names ``number``.

    :param number: its number, or its title and year where that is not known.
    :param known: whether the table has it.
    """

    start: int
    end: int
    number: str
    known: bool


@lru_cache(maxsize=1)
def _numbers() -> dict[tuple[str, int], str]:
    numbers = {}
    with open(_TABLE, encoding="utf-8") as lines:
        for line in lines:
            if line.strip() and not line.startswith("#"):
                title, year, number = line.rstrip("\n").split("\t")
                numbers[_key(title), int(year)] = number
    return numbers


def _key(title: str) -> str:
    return " ".join(map(canonical, title.replace(",", " ").split()))


def find_laws(text: str) -> Iterator[Law]:
    """The laws that a composed text names by title and year, left to right."""
    done = 0
    for at in _find_signs(text):
        match = _TITLE.match(text, max(at, 0), at + 120) if at >= done else None
        if match is None:
            continue
        law = _read(text, match)
        if law is not None:
            done = law.end
            yield law


def _find_signs(text: str) -> list[int]:
    """Where a law may be named. (A search for each sign is faster than one pattern.)"""
    found = []
    for sign in _SIGNS:
        at = text.find(sign)
        while at >= 0:
            start = at
            if sign == "uật ":
                start -= 4 if text[at - 4 : at - 1] in ("Bộ ", "bộ ") else 1
            found.append(start)
            at = text.find(sign, at + 1)
    return sorted(found)


def _read(text: str, match: re.Match[str]) -> Law | None:
    start, end = match.span()
    if match["charter"]:
        return Law(start, end, f"Hiến pháp {match['charter']}", True)
    if match["short"]:
        year = int(match["short_year"])
        number = _numbers().get((_SHORT[match["short"].casefold()], year))
        return Law(start, end, number, True) if number else None
    title = match["title"]
    if text[start - 1 : start].isalnum() or not title[0].isupper():
        return None
    if text[max(0, start - 4) : start].endswith(("háp ", "uy ", "ỷ ", "ỉ ")):
        return None  # ``pháp luật``, ``quy luật``, ``kỷ luật``
    if _TREATY.search(text[max(0, start - 48) : start]):
        return None  # ``Công ước Liên Hợp Quốc về Luật Biển năm 1982``
    kind = "Bộ luật" if match[0][0] in "Bb" else "Luật"
    year = int(match["year"])
    number = _numbers().get((_key(f"{kind} {title}"), year))
    keys = _key(title).split()
    if number is None and (keys[-1] == "số" or not _STOPS.isdisjoint(keys)):
        return None
    return Law(start, end, number or f"{kind} {title} {year}", number is not None)
