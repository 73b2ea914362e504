"""The capitalised words of a text: one scan for the readers of places and of people."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from indexer.vocabulary import UPPER

MOST = 8
"""Words of a run; what goes on after them (headlines) is another run."""

# Bounded, for a long word would be tried at each of its letters; possessive, for there
# is one way only to read each character.
_WORD = re.compile(rf"([{UPPER}]\w{{0,14}}+(?:['’]\w{{1,14}}+)?+)")
_SPACES = frozenset(" \u00a0")
_APOSTROPHES = frozenset("'’")


class Capitals(NamedTuple):
    """The capitalised words of a text.

    :param words: ``words[i]`` stands at ``starts[i]``; of a word with more than 15
        letters it is the first 15.
    :param gaps: what stands before each word, then what follows the last.
    """

    words: list[str]
    gaps: list[str]
    starts: list[int]

    def split(self, offset: int) -> tuple[Capitals, Capitals]:
        """Those of ``text[:offset]`` and of ``text[offset:]``; no word stands over it."""
        words, gaps, starts = self
        at = bisect_left(starts, offset)
        cut = offset - (starts[at - 1] + len(words[at - 1]) if at else 0)
        first = Capitals(words[:at], [*gaps[:at], gaps[at][:cut]], starts[:at])
        rest = [start - offset for start in starts[at:]]
        return first, Capitals(words[at:], [gaps[at][cut:], *gaps[at + 1 :]], rest)

    def runs(self) -> list[tuple[int, int]]:
        """(first, end) of the words with one space between each other. A word that
        stands alone is none, but for names like ``H'Hen``."""
        words, gaps, _ = self
        parted = [at for at, gap in enumerate(gaps) if 0 < at and gap not in _SPACES]
        runs = [
            (first, end)
            for first, end in pairwise([0, *parted, len(words)])
            if end - first > 1 or end > first and words[first][1:2] in _APOSTROPHES
        ]
        if all(end - first <= MOST for first, end in runs):
            return runs
        return [
            (first, min(first + MOST, end))
            for start, end in runs
            for first in range(start, end, MOST)
        ]


@lru_cache(maxsize=4)
def find_capitals(text: str) -> Capitals:
    """The capitalised words of a composed text; kept for the reader that comes next."""
    pieces = _WORD.split(text)
    ends = list(accumulate(map(len, pieces)))
    return Capitals(pieces[1::2], pieces[::2], ends[:-1:2])
