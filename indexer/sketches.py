"""A text as a small sketch that tells how much it shares with another.

MinHash (Broder 1997) over the set of three adjacent canonical terms: the share of equal
numbers in two sketches estimates the Jaccard similarity of the sets, with a standard
error of ``sqrt(j * (1 - j) / SIZE)``, at most 0.051.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SIZE = 96
"""Numbers in a sketch."""

ROWS = 3
"""Numbers in a band: two texts of similarity j share one of the ``SIZE / ROWS`` bands
with probability ``1 - (1 - j**ROWS)**32``: 0.986 at 0.5, 0.07 at 0.13."""

SHINGLE = 3
SHORTEST = 12
"""Terms below which a text is compared whole: too few shingles to tell anything."""

LONGEST = 5000
"""Terms of a text that are looked at."""

Sketch = bytes
"""``SIZE`` little-endian 32-bit numbers."""


@lru_cache(maxsize=1)
def _coefficients() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    import numpy as np

    # Not numpy's generator: its stream may change between versions, and sketches stay.
    with np.errstate(over="ignore"):
        numbers = _mix(np.arange(1, 2 * SIZE + 1, dtype=np.uint64))
    return numbers[:SIZE] | np.uint64(1), numbers[SIZE:]


@lru_cache(maxsize=1 << 16)
def _number(term: str) -> int:
    data = term.encode("utf-8", "replace")
    return zlib.crc32(data) << 32 | zlib.adler32(data)


def sketch(terms: Sequence[str]) -> Sketch:
    """Sketch a text given as its canonical terms in order; ``b""`` for an empty one."""
    import numpy as np

    if not terms:
        return b""
    if len(terms) < SHORTEST:
        terms = ["\0".join(terms)]
    numbers = np.fromiter(map(_number, terms[:LONGEST]), np.uint64)
    with np.errstate(over="ignore"):
        shingles = numbers.copy()
        if len(numbers) >= SHINGLE:
            shingles = numbers[: len(numbers) - SHINGLE + 1].copy()
            for place in range(1, SHINGLE):
                shingles *= np.uint64(0x9E3779B97F4A7C15)
                shingles ^= shingles >> np.uint64(29)
                shingles += numbers[place : len(numbers) - SHINGLE + 1 + place]
        shingles = np.unique(_mix(shingles))
        factors, offsets = _coefficients()
        least = np.full(SIZE, np.iinfo(np.uint64).max, np.uint64)
        for start in range(0, len(shingles), 256):
            block = shingles[start : start + 256, None] * factors + offsets
            np.minimum(least, block.min(axis=0), out=least)
        # The high half: the low bits of a product are not mixed.
        return (least >> np.uint64(32)).astype("<u4").tobytes()


def _mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread every bit over the number (the finaliser of SplitMix64, Steele 2014)."""
    import numpy as np

    values = values + np.uint64(0x9E3779B97F4A7C15)
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def similarity(first: Sketch, second: Sketch) -> float:
    """The estimated Jaccard similarity of two texts, 0 to 1."""
    import numpy as np

    if not first or not second:
        return 0.0
    return float(np.mean(np.frombuffer(first, "<u4") == np.frombuffer(second, "<u4")))


def bands(made: Sketch) -> list[int]:
    """Keys (signed, 63 bits) of which similar texts share one."""
    import numpy as np

    if not made:
        return []
    rows = np.frombuffer(made, "<u4").astype(np.uint64).reshape(-1, ROWS)
    with np.errstate(over="ignore"):
        keys = np.arange(1, len(rows) + 1, dtype=np.uint64)
        for place in range(ROWS):
            keys = _mix(keys * np.uint64(0x9E3779B97F4A7C15) + rows[:, place])
    found: list[int] = (keys >> np.uint64(1)).astype(np.int64).tolist()
    return found
