"""Arrays that grow, for tables that are filled as new names are met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Indices are intp throughout: gathering by int32 takes three times as long.
Ints = NDArray[np.intp]


class Rows:
    """Rows of numbers, each of its own length; many are read in a few operations."""

    def __init__(self) -> None:
        self._first, self._count, self._members = empty(3, np.intp)
        self._size = self._member_size = 0

    def __len__(self) -> int:
        return self._size

    def append(
        self, counts: Sequence[int] | Ints, members: Sequence[int] | Ints
    ) -> None:
        """Add rows of these lengths, their numbers one row after the other."""
        lengths = np.asarray(counts, np.intp)
        firsts = self._member_size + np.cumsum(lengths) - lengths
        self._first = extend(self._first, self._size, firsts)
        self._count = extend(self._count, self._size, lengths)
        self._members = extend(self._members, self._member_size, members)
        self._size += len(lengths)
        self._member_size += len(members)

    def read(self, places: Ints) -> Ints:
        """The numbers of some rows, one row after the other."""
        counts = self._count[places]
        ends = np.cumsum(counts)
        found = np.repeat(self._first[places] - (ends - counts), counts)
        found += np.arange(len(found))
        members: Ints = self._members[found]
        return members


def number_all(numbers: Mapping[str, int], names: Sequence[str]) -> Ints:
    """The number of each name; a mapping that numbers what it lacks does so in order."""
    return np.fromiter(map(numbers.__getitem__, names), np.intp, len(names))


def names_from(numbers: dict[str, int], start: int) -> list[str]:
    """The names that have the numbers from one on, in their order."""
    # From the end: a dictionary's items are counted off one by one.
    names = list(islice(reversed(numbers), len(numbers) - start))
    names.reverse()
    return names


def empty(count: int, dtype: Any) -> list[NDArray[Any]]:
    """Some arrays with room for a start."""
    return [np.zeros(1024, dtype) for _ in range(count)]


def extend(array: NDArray[Any], start: int, values: Any) -> NDArray[Any]:
    """Write values from a place on, into an array of twice the size if need be."""
    end = start + len(values)
    if end > len(array):
        larger = np.zeros(max(end, 2 * len(array)), array.dtype)
        larger[:start] = array[:start]
        array = larger
    array[start:end] = values
    return array
