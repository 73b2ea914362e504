"""Where phrases stand near each other in one sentence, worked out for all articles at
once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int64]
"""Places of terms in ascending order, each ``article << 32 | position``."""


def near_articles(
    starts: Sequence[Places], lengths: Sequence[int], borders: Places, gap: int
) -> Places:
    """The articles with each of some phrases in one sentence, as
    :class:`search.query.clauses.Near` says; ascending, each once.

    :param starts: where each phrase begins.
    :param lengths: the terms of each.
    :param borders: where sentences end.
    """
    widest = gap + sum(lengths)
    found = [np.empty(0, np.int64)]
    for number, first in enumerate(starts):
        # From each place where one phrase begins, the others as soon as they do.
        ends = first + lengths[number]
        for other, length in zip(starts, lengths):
            if other is first:
                continue
            following = np.searchsorted(other, first)
            first, ends = first[following < len(other)], ends[following < len(other)]
            following = following[following < len(other)]
            ends = np.maximum(ends, other[following] + length)
            close = ends - first <= widest
            first, ends = first[close], ends[close]
        inside = np.searchsorted(borders, first) == np.searchsorted(borders, ends)
        found.append(first[inside] >> 32)
    return np.unique(np.concatenate(found))
