"""BM25 with lengths rounded as Lucene rounds them, so that engines agree.

Lucene keeps a field's length in one byte: exact up to 40, then with four significant
bits (``org.apache.lucene.util.SmallFloat.intToByte4``; tantivy's field norms are the
same table).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.engines.base import K1, B, inverse_frequency

_FREE_VALUES = 24
"""Byte values left over for exact small lengths: 255 less the code of 2**31 - 1."""


def _decode(code: int) -> int:
    if code < _FREE_VALUES:
        return code
    bits, shift = (code - _FREE_VALUES) & 0x07, ((code - _FREE_VALUES) >> 3) - 1
    return _FREE_VALUES + (bits if shift < 0 else (bits | 0x08) << shift)


ROUNDED: NDArray[np.int64] = np.array([_decode(code) for code in range(256)])
"""The 256 lengths that exist after rounding, ascending."""


def round_lengths(lengths: NDArray[Any]) -> NDArray[np.int64]:
    """Each length rounded down to one of :data:`ROUNDED`."""
    rounded: NDArray[np.int64] = ROUNDED[
        np.searchsorted(ROUNDED, lengths, side="right") - 1
    ]
    return rounded


def length_factors(lengths: NDArray[Any], average: float) -> NDArray[np.float64]:
    """``K1 * (1 - B + B * length / average)`` of each article."""
    if average <= 0:
        return np.full(len(lengths), K1)
    relative = round_lengths(lengths).astype(np.float64) / average
    factors: NDArray[np.float64] = K1 * (1 - B + B * relative)
    return factors


def term_scores(
    frequencies: NDArray[Any],
    factors: NDArray[Any],
    holding: int,
    articles: int,
) -> NDArray[np.float64]:
    """BM25 of one term in the articles that have it."""
    weight = inverse_frequency(holding, articles) * (K1 + 1)
    scores: NDArray[np.float64] = weight * frequencies / (frequencies + factors)
    return scores
