"""The most frequent values of a facet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def most_frequent(
    counts: NDArray[np.integer[Any]], top: int
) -> tuple[list[int], list[int]]:
    """The places of the values that occur, and how often each does.

    :param top: leave out what is less frequent than so many others; 0: nothing.
    """
    import numpy as np

    (places,) = (counts > 0).nonzero()
    frequencies = counts[places]
    if 0 < top < len(places):
        # How many values have the highest frequency, how many that or one less, and so
        # on: telling the top by it takes a fraction of sorting.
        reached = np.bincount(frequencies)[::-1].cumsum()
        least = len(reached) - 1 - int(reached.searchsorted(top))
        kept = frequencies >= least
        places, frequencies = places[kept], frequencies[kept]
    return places.tolist(), frequencies.tolist()
