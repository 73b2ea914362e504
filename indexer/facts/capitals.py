"""The capitalised words of a text: one scan for the readers of places and of people."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from indexer.facts.vocabulary import UPPER

MOST = 12
"""Words of a run; what goes on after them (headlines) is another run."""

# Bounded, for a long word would be tried at each of its letters; possessive, for there
# is one way only to read each character.
_WORD = rf"[{UPPER}]\w{{0,14}}+(?:['’]\w{{1,14}}+)?+"
_RUN = re.compile(rf"({_WORD}(?: {_WORD}){{0,{MOST - 1}}}+)")


class Capitals(NamedTuple):
    """The runs of capitalised words of a text, with one blank between their words.

    :param runs: ``runs[i]`` stands at ``starts[i]``, every blank in it a space; of a
        word with more than 15 letters it has the first 15, and ends there.
    """

    runs: list[str]
    starts: list[int]

    def split(self, offset: int) -> tuple[Capitals, Capitals]:
        """Those of ``text[:offset]`` and of ``text[offset:]``; no run stands over it."""
        runs, starts = self
        at = bisect_left(starts, offset)
        rest = [start - offset for start in starts[at:]]
        return Capitals(runs[:at], starts[:at]), Capitals(runs[at:], rest)


@lru_cache(maxsize=4)
def find_capitals(text: str) -> Capitals:
    """The capitalised words of a composed text; kept for the reader that comes next."""
    pieces = _RUN.split(text.replace("\u00a0", " "))
    ends = list(accumulate(map(len, pieces)))
    return Capitals(pieces[1::2], ends[:-1:2])
