"""The values that articles have of a facet, and how many matches have each, for all
engines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.engines.matching import Flags, Matches, Numbers
from search.engines.top_counts import most_frequent
from search.query.clauses import FacetAsk

MANY_VALUES_EACH = 8
"""Values in the column for each matched article from which those of one matched article
after the other are picked out; below, all are gone through."""

Places = NDArray[np.intp]
Counts = dict[str, int]
"""Value -> how many articles have it."""


@dataclass(frozen=True, slots=True)
class Column:
    """One facet of all articles.

    :param texts: its distinct values, ascending, by their places.
    :param places: the place of each value that articles have, those of one article after
        those of the one before; ``ends`` says where each article's end, ``owners`` whose
        each is.
    :param is_single: whether each article has just one.
    """

    texts: Callable[[Sequence[int]], Iterable[str]]
    places: Places
    ends: Places
    owners: Numbers
    is_single: bool

    @property
    def nbytes(self) -> int:
        """Bytes of its arrays."""
        return self.places.nbytes + self.ends.nbytes + self.owners.nbytes

    def count(self, flags: Flags, numbers: Numbers, top: int = 0) -> Counts:
        """How many of the matched articles have each value, zeros left out.

        :param flags: which articles match; :param numbers: the same as their numbers.
        :param top: see :class:`~search.query.clauses.FacetAsk`.
        """
        if not len(self.places):
            return {}
        found = np.bincount(self._places_of(flags, numbers), minlength=1)
        places, counts = most_frequent(found, top)
        return dict(zip(self.texts(places), counts))

    def _places_of(self, flags: Flags, numbers: Numbers) -> Places:
        if self.is_single:
            return self.places.take(numbers)
        if len(numbers) * MANY_VALUES_EACH > len(self.places):
            return self.places.compress(flags.take(self.owners))
        ends = self.ends[numbers + 1]
        sizes = ends - self.ends[numbers]
        # The places of each article's values: its end, less what is yet to come.
        first = np.repeat(ends - np.cumsum(sizes), sizes)
        return self.places.take(first + np.arange(int(sizes.sum())))


def make_column(
    texts: Callable[[Sequence[int]], Iterable[str]], places: Places, sizes: Places
) -> Column:
    """A column of values in the order of articles.

    :param sizes: how many values each article has.
    """
    return Column(
        texts,
        places,
        ends=np.concatenate(([0], np.cumsum(sizes))),
        owners=np.repeat(np.arange(len(sizes)), sizes),
        is_single=bool((sizes == 1).all()),
    )


def count_facets(
    asks: Iterable[FacetAsk], matches: Matches, columns: Callable[[str], Column]
) -> Mapping[str, Counts]:
    """The counts of each column that is asked for, without the filter of its facet."""
    return {
        ask.column: columns(ask.column).count(*matches.without(ask.name), ask.top)
        for ask in asks
    }
