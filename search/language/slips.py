"""How one syllable is taken for another: by its sound, by its marks, by the fingers.

Syllables that sound alike somewhere in the country, or differ in marks only, have one
:func:`skeleton`. What fingers do (a letter missing, doubled, swapped, another one) is in
:func:`edits`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from string import ascii_lowercase

from search.language.normal import fold
from search.language.syllables import is_bare_syllable

CACHE_SIZE = 1 << 13
"""Syllables whose skeletons are kept: Vietnamese has some 7,000."""

_SYLLABLE = re.compile(
    "(ngh?|nh|kh|ph|th|tr|ch|gh|gi(?=[aeouy])|qu|[bcdghklmnprstvx])?"
    "([aeiouy]+)(ch|ng|nh|[cmnpt])?"
)
_ONSETS = {
    **{"x": "s", "tr": "ch", "gi": "d", "r": "d", "l": "n"},
    **{"ngh": "ng", "gh": "g", "k": "c"},
}
_CODAS = {"ch": "t", "c": "t", "p": "t", "ng": "n", "nh": "n"}


@lru_cache(maxsize=CACHE_SIZE)
def skeleton(term: str) -> str:
    """What is left of a canonical term when marks and the sounds that writers confuse
    are made one: s and x, ch and tr, d, gi and r, n and l, i and y, c and k, and the
    ends c, t, p and n, ng, nh. A term that is no syllable only loses its marks."""
    bare = fold(term)
    match = _SYLLABLE.fullmatch(bare)
    if match is None:
        return bare
    onset, vowels, coda = match.groups("")
    return _ONSETS.get(onset, onset) + vowels.replace("y", "i") + _CODAS.get(coda, coda)


def edits(word: str) -> set[str]:
    """Every string one insertion, deletion, change or swap away (Damerau 1964)."""
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    return (
        {left + right[1:] for left, right in cuts if right}
        | {
            left + right[1] + right[0] + right[2:]
            for left, right in cuts
            if len(right) > 1
        }
        | {left + letter + right for left, right in cuts for letter in ascii_lowercase}
        | {
            left + letter + right[1:]
            for left, right in cuts
            if right
            for letter in ascii_lowercase
        }
    ) - {word, ""}


_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_PLACES = {
    key: (row, place + row / 2)
    for row, keys in enumerate(_ROWS)
    for place, key in enumerate(keys)
}
"""Where each key is: its row, and its place from the left, in keys."""


def is_other_key(word: str, other: str) -> bool:
    """Whether two words differ in one letter, and its keys are not side by side."""
    if len(word) != len(other):
        return False
    changed = [pair for pair in zip(word, other) if pair[0] != pair[1]]
    return len(changed) == 1 and not _are_beside(*changed[0])


def _are_beside(key: str, other: str) -> bool:
    if key not in _PLACES or other not in _PLACES:
        return False
    (row, place), (other_row, other_place) = _PLACES[key], _PLACES[other]
    return abs(row - other_row) <= 1 and abs(place - other_place) <= 1


@lru_cache(maxsize=CACHE_SIZE)
def edited_syllables(bare: str) -> tuple[str, ...]:
    """The syllables without marks that are one edit away from a word without marks."""
    return tuple(sorted(filter(is_bare_syllable, edits(bare))))
