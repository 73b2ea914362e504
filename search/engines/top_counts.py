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

    :param counts: of values in ascending order.
    :param top: leave out those that so many others precede, by frequency and, where that
        is the same, in order; 0: nothing.
    """
    (places,) = (counts > 0).nonzero()
    frequencies = counts[places]
    if 0 < top < len(places):
        import numpy as np

        # How many values have the highest frequency, how many that or one less, and so
        # on: telling the top by it takes a fraction of sorting.
        reached = np.bincount(frequencies)[::-1].cumsum()
        least = len(reached) - 1 - int(reached.searchsorted(top))
        kept = frequencies > least
        (last,) = (frequencies == least).nonzero()
        kept[last[: top - int(kept.sum())]] = True
        places, frequencies = places[kept], frequencies[kept]
    return places.tolist(), frequencies.tolist()
