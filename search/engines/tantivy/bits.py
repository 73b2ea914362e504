"""Which articles of a tantivy index satisfy a single clause.

tantivy lists the numbers of few articles, and of many it makes an aggregation: a
histogram over their numbers, 52 to a bucket, and in each the sum of a column that holds
a power of two for each article. What a term, phrase or filter matches is kept for
the next query, as numbers where they are few and as one bit for each article where they
are many; putting them together ("four of these seven, none of those") is then a
matter of microseconds (``search.engines.matching``), where tantivy takes up to 8 ms for
"seven of 13" alone.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import starmap
from typing import Any

import numpy as np
from cachetools import LRUCache
from numpy.typing import NDArray
from tantivy import Order, Query, Searcher

from search.engines.matching import Flags, Numbers, as_flags
from search.engines.tantivy.nearness import ORDER
from search.engines.tantivy.query import QueryCompiler, indexed_term
from search.engines.tantivy.rows import BIT, WIDTH
from search.fields import FOLDED, TEXT
from search.query.clauses import All, Clause, Everything, Keyword, Phrase, Prefix, Term

Bits = NDArray[np.uint8]
"""One for each article, eight to a byte."""

Few = NDArray[np.uint32]
"""Numbers of articles, ascending."""

MAX_ORDER = 65_000 * WIDTH
"""tantivy has at most 65,000 buckets; beyond, it is left to count by itself."""

CACHE_BYTES = 64 << 20
"""What is kept of one commit: all terms that are in one of 250 articles or more take 15 MiB
of 45,000 articles, 45 of 120,000; of 600,000 the most frequent 1,000 fill it."""

ENTRY_BYTES = 200
"""What a clause takes beside its articles."""

LISTED_SHARE = 6
"""One part in so many of all articles up to which it is quicker to have their numbers
(.16 microseconds each) than sums of a histogram (1.7 for each 52 articles, whether they
match or not)."""

MAX_LOOKED_AT = 300
"""Articles up to which a phrase is looked for in these alone: naming them takes up to 1 ms,
and all articles of frequent syllables up to 15."""

MAX_SPELLINGS = 16
"""Terms in one place of a phrase whose frequencies are added up."""

MAX_SEEN = 100_000
"""Clauses that are known to have been asked for."""

FREQUENT = 250
"""One part in so many of all articles from which a term is worth finding before anyone
asks."""

FREQUENT_FIELDS = (TEXT, FOLDED)
"""Where queries look first."""

FREQUENT_SHARE = 2
"""One part in so many of what is kept is filled before anyone asks."""


BITS_OF_NUMBER = 32


def _size(found: Bits | Few) -> int:
    return found.nbytes + ENTRY_BYTES


class ArticleBits:
    """The articles of single clauses in one commit; safe for threads. The leaves of
    :class:`~search.engines.matching.Matcher`."""

    def __init__(self, searcher: Searcher, compiler: QueryCompiler) -> None:
        self._searcher = searcher
        self._compiler = compiler
        self._seen: set[Clause] = set()
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

    @property
    def size(self) -> int:
        """Numbers of articles, those of deleted ones too."""
        return self.last + 1

    @property
    def is_supported(self) -> bool:
        """Whether there are no more articles than can be told apart."""
        return self.last < MAX_ORDER

    @cached_property
    def kept(self) -> LRUCache[Clause, Bits | Few]:
        """The articles of the clauses that were asked for last."""
        return LRUCache(CACHE_BYTES, getsizeof=_size)

    def prepare(self) -> Iterator[None]:
        """Find the articles of the most frequent terms, which take longest, a term a
        step."""
        least = self.size // FREQUENT
        found = (
            (count, Term(field, text))
            for field in FREQUENT_FIELDS
            if field in self._compiler.fields
            for text, count in self._searcher.terms_with_prefix(field, "")
            if count > least
        )
        for _, term in sorted(found, key=lambda item: -item[0]):
            if self.kept.currsize * FREQUENT_SHARE > CACHE_BYTES:
                break
            with self._lock:
                self._seen.add(term)
            self.find(term)
            yield

    def everything(self) -> Flags:
        """All articles."""
        return self._flags(self.find(Everything()))

    def together(self, leaves: Sequence[Clause]) -> Sequence[Clause]:
        """Those that no query had before, if there are several: looked for as one, but
        only for this once. A prefix goes by what is kept."""
        single = [leaf for leaf in leaves if not isinstance(leaf, Prefix)]
        with self._lock:
            new = [leaf for leaf in single if leaf not in self._seen]
            if len(self._seen) > MAX_SEEN:
                self._seen.clear()
            self._seen.update(new)
        return new if len(new) > 1 else ()

    def find(self, leaf: Clause, within: Flags | None = None) -> Flags | Numbers:
        """The articles of a leaf, or of an All of leaves, which is not kept."""
        if isinstance(leaf, All):
            return self._ask(leaf)
        known = self._known(leaf)
        if known is not None:
            return self._unpack(known)
        if isinstance(leaf, Phrase) and within is not None:
            numbers = within.nonzero()[0]
            if len(numbers) <= MAX_LOOKED_AT:
                return self._ask_of(leaf, numbers)
        found = self._begun(leaf) if isinstance(leaf, Prefix) else self._ask(leaf)
        with self._lock:
            self.kept[leaf] = self._pack(found)
        return found

    def _ask_of(self, leaf: Clause, numbers: Numbers) -> Numbers:
        """Those of some articles that a leaf has."""
        named = self._compiler.named(numbers.tolist())
        inside = self._compiler.both(named, self._compiler.match(leaf))
        return self._list(inside, len(numbers))

    def count_known(self, leaf: Clause) -> int | None:
        """How many articles a leaf has, if it is kept."""
        known = self._known(leaf)
        if known is None:
            return None
        if known.dtype == np.uint32:
            return len(known)
        return int.from_bytes(known.tobytes(), "little").bit_count()

    def _known(self, leaf: Clause) -> Bits | Few | None:
        with self._lock:
            return self.kept.get(leaf)

    def _pack(self, found: Flags | Numbers) -> Bits | Few:
        if found.dtype != np.bool_:
            if len(found) * BITS_OF_NUMBER < self.size:
                return found.astype(np.uint32)
            found = self._flags(found)
        return np.packbits(found)

    def _unpack(self, known: Bits | Few) -> Flags | Numbers:
        if known.dtype == np.uint32:
            return known.astype(np.intp)
        return np.unpackbits(known.view(np.uint8), count=self.size).view(np.bool_)

    def _flags(self, found: Flags | Numbers) -> Flags:
        return as_flags(found, self.size)

    def _begun(self, prefix: Prefix) -> Flags:
        """The articles with a term that begins so: those of its frequent terms are at
        hand, and going through theirs is most of what a prefix takes."""
        field, kept, rest, most = prefix.field, [], [], 0
        for term, count in self._compiler.begun(field, prefix.text):
            is_frequent = count * FREQUENT > self.size
            known = self._known(Term(field, term)) if is_frequent else None
            if known is not None:
                kept.append(known)
            else:
                rest.append(term)
                most += count
        found = self._flags(self._look_up(self._compiler.any_term(field, rest), most))
        for bits in kept:
            found[self._unpack(bits)] = True
        return found

    def _ask(self, leaf: Clause) -> Flags | Numbers:
        return self._look_up(self._compiler.match(leaf), self._at_most(leaf))

    def _look_up(self, query: Query, most: int | None) -> Flags | Numbers:
        """The articles of a query.

        :param most: as many as there can be, if that is known.
        """
        if most is not None and most * LISTED_SHARE <= self.size:
            return self._list(query, most)
        return self._sum(query)

    def _at_most(self, clause: Clause) -> int | None:
        """As many articles as a leaf can have, where that is quick to say."""
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

    def _list(self, query: Query, most: int) -> Numbers:
        if not most:
            return np.empty(0, np.intp)
        hits: list[Any] = self._searcher.search(
            query, most, count=False, order_by_field=ORDER, order=Order.Asc
        ).hits
        return np.fromiter((order for order, _ in hits), np.intp, len(hits))

    def _sum(self, query: Query) -> Flags:
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
        return flags.reshape(-1)[: self.size]
