"""Many things, some at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of a size, the last of what is left. ``itertools`` has this from
    Python 3.12 on."""
    left = iter(items)
    while batch := list(islice(left, size)):
        yield batch
