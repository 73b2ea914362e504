"""Today's communes, wards and special zones by name, behind their type word only.

The far more numerous communes before 1 July 2025 bear the same names, so these are
evidence from that day on, and only inferred; a name that several provinces have is one
for the newspaper's own.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from indexer.facts.vocabulary import UPPER, canonical_phrase

_TABLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "communes.tsv")
_MARKS = ("xã ", "hường ", "Xã ", "XÃ ", "HƯỜNG ", "P.")
_WORD = re.compile(rf"[{UPPER}\d][\w'’]*")
_GAP = re.compile(r"\s?[-–]\s?|\s")
_NEXT = re.compile(r"\s?,\s|\s(?:và|và các)\s")
_NOT_COMMUNES = ("thị ", "tác ", "làng ", "Thị ", "thị\xa0", "THỊ ")
_LONGEST = 6
_OLD = re.compile(r"\s\(?cũ\b")


class Commune(NamedTuple):
    """A commune in a text.

    :param typed: where its type word begins.
    :param slugs: the units of today that have one of that name and type.
    """

    start: int
    end: int
    typed: int
    slugs: tuple[str, ...]


@lru_cache(maxsize=1)
def _communes() -> dict[str, dict[str, tuple[str, ...]]]:
    """Type -> name in canonical spelling -> units of today."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    with open(_TABLE, encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("#"):
                continue
            slug, kind, names = line.rstrip("\n").split("\t")
            table = found.setdefault(kind, {})
            for name in names.split("|"):
                key = _key(name)
                table[key] = (*table.get(key, ()), slug)
    return found


def _key(name: str) -> str:
    return canonical_phrase(name.replace("-", " ").replace("’", "'"))


def find_communes(text: str) -> Iterator[Commune]:
    """The communes and wards of today that a composed text names, kind by kind."""
    for mark in _MARKS:
        kind = "xã" if mark[0] in "xX" else "phường"
        at = text.find(mark)
        while at >= 0:
            typed = at if mark[0] in "xXP" else at - 1
            if _is_type(text, typed):
                start = at + len(mark)
                yield from _named_at(
                    text, typed, start + (text[start : start + 1] == " "), kind
                )
            at = text.find(mark, at + 1)


def _is_type(text: str, typed: int) -> bool:
    before = text[max(0, typed - 5) : typed]
    return not before[-1:].isalnum() and not before.endswith(_NOT_COMMUNES)


def _named_at(text: str, typed: int, start: int, kind: str) -> Iterator[Commune]:
    """The communes after a type word: one, or those of a list."""
    table = _communes()[kind]
    while True:
        found = _longest(text, start, table)
        if found is None:
            return
        end, slugs = found
        if _OLD.match(text, end) is None:
            yield Commune(start, end, typed, slugs)
        following = _NEXT.match(text, end)
        if following is None or not text[max(0, typed - 9) : typed].strip():
            return
        if not _SEVERAL.search(text, max(0, typed - 9), typed):
            return
        start = following.end()


_SEVERAL = re.compile(r"(?:[Cc]ác|[Hh]ai|[Bb]a|[Bb]ốn|[Nn]ăm|\d) $")


def _longest(
    text: str, start: int, table: dict[str, tuple[str, ...]]
) -> tuple[int, tuple[str, ...]] | None:
    """(end, units) of the longest name that stands there."""
    words: list[str] = []
    ends: list[int] = []
    at = start
    while len(words) < _LONGEST and (match := _WORD.match(text, at)):
        words.append(match[0])
        ends.append(match.end())
        gap = _GAP.match(text, match.end())
        if gap is None:
            break
        at = gap.end()
    for count in range(len(words), 0, -1):
        slugs = table.get(_key(" ".join(words[:count])))
        if slugs is not None and (count > 1 or len(words) == 1):
            return ends[count - 1], slugs
    return None
