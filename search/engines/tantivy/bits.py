"""Which articles of a tantivy index satisfy a clause, as one bit each.

tantivy lists the numbers of few articles, and of many it makes an aggregation: a
histogram over their numbers, 52 to a bucket, and in each the sum of a column that holds
a power of two for each article. What a term, phrase or filter matches is kept for
the next query; putting them together ("four of these seven, none of those") is then a
matter of microseconds, where tantivy takes up to 8 ms for "seven of 13" alone.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, reduce
from heapq import nlargest
from itertools import starmap
from typing import TYPE_CHECKING, Any

from tantivy import Order, Query, Searcher

from search.engines.tantivy.nearness import ORDER
from search.engines.tantivy.query import QueryCompiler, indexed_term
from search.fields import FOLDED, TEXT
from search.query.clauses import (
    All,
    Clause,
    Everything,
    Keyword,
    Nothing,
    Phrase,
    Prefix,
    Some,
    Term,
    Without,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Bits = NDArray[np.uint8]
    Flags = NDArray[np.bool_]

BIT = "order_bit"

WIDTH = 52
"""Bits of a sum: 64-bit floats hold whole numbers of up to 53 bits."""

MAX_ORDER = 65_000 * WIDTH
"""tantivy has at most 65,000 buckets; beyond, it is left to count by itself."""

CACHE_BYTES = 32 << 20
"""What is kept of one commit: 6,000 clauses over 43,000 articles."""

LEAST_KEPT = 64

MAX_LISTED = 6_000
"""Articles up to which it is quicker to have their numbers than sums of a histogram,
which take as long for a few articles everywhere as for all."""

MAX_SPELLINGS = 16
"""Terms in one place of a phrase whose frequencies are added up."""

MAX_MET = 100_000
"""Clauses that are known to have been asked for."""

_COMPOUND = (All, Some, Without, Everything, Nothing, Prefix)

FREQUENT = 500
"""Articles from which a term is worth finding before anyone asks: a millisecond."""

FREQUENT_FIELDS = (TEXT, FOLDED)
"""Where queries look first."""

FREQUENT_SHARE = 2
"""One part in so many of what is kept is filled before anyone asks."""


def bit_of(order: int) -> int:
    """What an article adds to the sum of its bucket."""
    return 1 << order % WIDTH


class ArticleBits:
    """The articles of one commit that satisfy clauses; safe for threads.

    :param has_bits: whether the index has what they are made from.
    """

    def __init__(
        self, searcher: Searcher, compiler: QueryCompiler, has_bits: bool
    ) -> None:
        self._searcher = searcher
        self._compiler = compiler
        self._has_bits = has_bits
        self._kept: OrderedDict[Clause, Bits] = OrderedDict()
        self._met: set[Clause] = set()
        self._lock = threading.Lock()

    @cached_property
    def last(self) -> int:
        """The number of the newest article; -1 when there is none."""
        hits = self._searcher.search(
            self._compiler.everything,
            1,
            order_by_field=ORDER,
            order=Order.Desc,
            count=False,
        ).hits
        return int(hits[0][0]) if hits else -1

    @cached_property
    def can_tell(self) -> bool:
        """Whether this index has all that is needed."""
        return self._has_bits and self.last < MAX_ORDER

    def prepare(self) -> Iterator[None]:
        """Find the articles of the most frequent terms, which take longest, a term a
        step."""
        found = (
            (count, Term(field, text))
            for field in FREQUENT_FIELDS
            if field in self._compiler.fields
            for text, count in self._searcher.terms_with_prefix(field, "")
            if count > FREQUENT
        )
        for _, term in nlargest(
            self._capacity // FREQUENT_SHARE, found, key=lambda item: item[0]
        ):
            with self._lock:
                self._met.add(term)
            self._of(term)
            yield

    @property
    def _capacity(self) -> int:
        """How many clauses are kept."""
        return max(LEAST_KEPT, CACHE_BYTES * 8 // max(1, self.last))

    def match(self, clauses: Iterable[Clause]) -> Bits:
        """The articles that satisfy every clause; not to be changed."""
        unwanted: list[Bits] = []
        parts: list[Clause] = []
        for clause in clauses:
            if isinstance(clause, Without):
                unwanted.append(self._of(clause.part))
            elif not isinstance(clause, Everything):
                parts.append(clause)
        new = self._not_met(parts)
        wanted = [self._of(part) for part in parts if part not in new]
        if new:
            wanted.append(self._pack(self._ask(All(tuple(new)))))
        # Exclusions alone would find what is dead.
        found = reduce(_and, wanted) if wanted else self._of(Everything())
        return reduce(_and_not, unwanted, found)

    def find(self, clause: Clause) -> Bits | None:
        """The articles of a clause that is kept."""
        with self._lock:
            known = self._kept.get(clause)
            if known is not None:
                self._kept.move_to_end(clause)
            return known

    def _not_met(self, parts: Sequence[Clause]) -> Sequence[Clause]:
        """Those of some clauses that no query had before, if there are several: together
        they are looked for faster than one by one, but only for this once."""
        leaves = [part for part in parts if not isinstance(part, _COMPOUND)]
        with self._lock:
            new = [leaf for leaf in leaves if leaf not in self._met]
            if len(self._met) > MAX_MET:
                self._met.clear()
            self._met.update(new)
        return new if len(new) > 1 else ()

    def _of(self, clause: Clause) -> Bits:
        match clause:
            case All(parts):
                return self.match(parts)
            case Without():
                return self.match((clause,))
            case Some(parts, minimum):
                return self._some([self._of(part) for part in parts], minimum)
            case Nothing():
                return self._pack(self._none())
        known = self.find(clause)
        if known is not None:
            return known
        if isinstance(clause, Prefix):
            found = self._begun(clause)
        else:
            found = self._pack(self._ask(clause))
        with self._lock:
            self._kept[clause] = found
            while len(self._kept) > self._capacity:
                self._kept.popitem(last=False)
        return found

    def _begun(self, prefix: Prefix) -> Bits:
        """The articles with a term that begins so: those of its frequent terms are at
        hand, and going through theirs is most of what a prefix takes."""
        field, kept, rest, most = prefix.field, [], [], 0
        for term, count in self._compiler.begun(field, prefix.text):
            known = self.find(Term(field, term)) if count > FREQUENT else None
            if known is not None:
                kept.append(known)
            else:
                rest.append(term)
                most += count
        query = self._compiler.any_term(field, rest)
        return reduce(_or, kept, self._pack(self._look_up(query, most)))

    def _some(self, parts: list[Bits], minimum: int) -> Bits:
        import numpy as np

        if minimum > len(parts):
            return self._pack(self._none())
        if minimum <= 1:
            return reduce(_or, parts)
        if minimum == len(parts):
            return reduce(_and, parts)
        counts = np.zeros(self.last + 1, np.min_scalar_type(len(parts)))
        for part in parts:
            counts += self.unpack(part).view(np.uint8)
        return self._pack(counts >= minimum)

    def unpack(self, bits: Bits) -> Flags:
        """A flag for each article, by its number."""
        import numpy as np

        return np.unpackbits(bits, count=self.last + 1).view(np.bool_)

    def numbers(self, bits: Bits) -> list[int]:
        """The numbers of the articles, ascending."""
        found: list[int] = self.unpack(bits).nonzero()[0].tolist()
        return found

    def _pack(self, flags: Flags) -> Bits:
        import numpy as np

        return np.packbits(flags)

    def _none(self) -> Flags:
        import numpy as np

        return np.zeros(self.last + 1, np.bool_)

    def _ask(self, clause: Clause) -> Flags:
        return self._look_up(self._compiler.match(clause), self._at_most(clause))

    def _look_up(self, query: Query, most: int | None) -> Flags:
        """
        :param most: as many articles as the query can match, if that is known.
        """
        if most is not None and most <= MAX_LISTED:
            return self._list(query, most)
        return self._sum(query)

    def _at_most(self, clause: Clause) -> int | None:
        """As many articles as a clause can match, where that is quick to say."""
        match clause:
            case Term(field, text):
                return self._frequency(field, text)
            case Keyword(field, values):
                return sum(self._frequency(field, value) for value in values)
            case Phrase(field, slots, implied):
                terms = [[(part.field, part.text)] for part in implied]
                terms += [[(field, text) for text in slot] for slot in slots]
                return min(
                    (
                        sum(starmap(self._frequency, ways))
                        for ways in terms
                        if len(ways) <= MAX_SPELLINGS
                    ),
                    default=None,
                )
            case All(parts):
                known = [self._at_most(part) for part in parts]
                return min((most for most in known if most is not None), default=None)
        return None

    def _frequency(self, field: str, text: str) -> int:
        if field not in self._compiler.fields:
            return 0
        return self._searcher.doc_freq(field, indexed_term(text))

    def _list(self, query: Query, most: int) -> Flags:
        flags = self._none()
        if most:
            hits: list[Any] = self._searcher.search(
                query, most, count=False, order_by_field=ORDER
            ).hits
            flags[[order for order, _ in hits]] = True
        return flags

    def _sum(self, query: Query) -> Flags:
        import numpy as np

        request = {
            "block": {
                "histogram": {"field": ORDER, "interval": WIDTH, "min_doc_count": 1},
                "aggs": {"bits": {"sum": {"field": BIT}}},
            }
        }
        found: dict[str, Any] = self._searcher.aggregate(query, request)
        buckets: list[dict[str, Any]] = found["block"]["buckets"]
        count = len(buckets)
        blocks = np.fromiter((item["key"] for item in buckets), np.float64, count)
        sums = np.fromiter(
            (item["bits"]["value"] for item in buckets), np.float64, count
        )
        packed = sums.astype("<u8").view(np.uint8).reshape(-1, 8)
        flags = np.zeros((self.last // WIDTH + 1, WIDTH), np.bool_)
        flags[blocks.astype(np.int64) // WIDTH] = np.unpackbits(
            packed, axis=1, count=WIDTH, bitorder="little"
        )
        return flags.reshape(-1)[: self.last + 1]


def count_bits(bits: Bits) -> int:
    """How many articles there are."""
    return int.from_bytes(bits.tobytes(), "little").bit_count()


def _and(one: Bits, other: Bits) -> Bits:
    return one & other


def _and_not(one: Bits, other: Bits) -> Bits:
    return one & ~other


def _or(one: Bits, other: Bits) -> Bits:
    return one | other
