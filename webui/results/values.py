"""All values of a facet on pages of their own: found by a word, in two orders."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from search.results import FacetValue

PAGE_SIZE = 200
"""Values of a page: some 30 KB."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of values.

    :param total: values that were found, on all pages.
    :param most: the count of the most frequent one.
    """

    rows: tuple[FacetValue, ...]
    total: int
    page: int
    pages: int
    find: str
    by_name: bool
    most: int


def find_values(
    rows: Sequence[FacetValue], find: str = "", by_name: bool = False, page: int = 1
) -> Listed:
    """The values whose names have all words of a text, with or without their marks.

    :param by_name: whether they are in the order of the alphabet, else by count.
    """
    wanted = _plain(find).split()
    found = [row for row in rows if all(word in _plain(row.label) for word in wanted)]
    if by_name:
        found = _by_name(found)
    pages = max(1, -(-len(found) // PAGE_SIZE))
    page = min(max(1, page), pages)
    return Listed(
        rows=tuple(found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]),
        total=len(found),
        page=page,
        pages=pages,
        find=find,
        by_name=by_name,
        most=max((row.count for row in rows), default=0),
    )


def _by_name(rows: Iterable[FacetValue]) -> list[FacetValue]:
    """Rows in the order of names; those below another stay below it."""
    groups: list[list[FacetValue]] = []
    for row in rows:
        if row.level and groups:
            groups[-1].append(row)
        else:
            groups.append([row])
    groups.sort(key=lambda group: sort_key(group[0].label))
    return [row for group in groups for row in group]


_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_ORDER = {letter: place for place, letter in enumerate(_LETTERS)}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}


def sort_key(name: str) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
    """The order of Vietnamese dictionaries: syllable by syllable, letters before tones
    (ngang, huyền, hỏi, ngã, sắc, nặng)."""
    return tuple(map(_syllable_key, name.casefold().removeprefix("tp. ").split()))


def _syllable_key(syllable: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    tones = []
    letters = []
    for char in unicodedata.normalize("NFD", syllable):
        if char in _TONES:
            tones.append(_TONES[char])
        else:
            letters.append(char)
    text = unicodedata.normalize("NFC", "".join(letters))
    return tuple(_ORDER.get(char, 100 + ord(char)) for char in text), tuple(tones)


def _plain(text: str) -> str:
    """Lower case without diacritics."""
    apart = unicodedata.normalize("NFD", text.casefold()).replace("đ", "d")
    return "".join(char for char in apart if not unicodedata.combining(char))
