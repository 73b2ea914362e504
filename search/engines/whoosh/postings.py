"""A committed state of the index as arrays: postings, columns and stored articles.

A :class:`Snapshot` numbers the articles of all segments one after another; deleted
ones keep their number and are masked. Everything is read when it is first asked for
and kept in a bounded cache.
"""

from __future__ import annotations

import threading
import zlib
from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Any

import numpy as np
from cachetools import LRUCache
from numpy.typing import NDArray

from search.engines.columns import Column, make_column
from search.engines.matching import Flags, Numbers
from search.engines.whoosh.inversion import ID_FIELD, decode, encode, stable_order
from search.engines.whoosh.norms import length_factors, term_scores
from search.engines.whoosh.segment_file import Array, SegmentFile
from search.fields import NUMBER_COLUMNS

CACHE_BYTES = 96 << 20
"""What a reader keeps of postings, scores and filters: at 10,000 articles about
every term people ask for."""

MANY_TERMS = 500
"""A facet with more values than this at once has all its values decoded and kept."""


class Cache:
    """A bounded store of arrays; the longest unused go first. Thread-safe."""

    def __init__(self, limit: int = CACHE_BYTES) -> None:
        self._items: LRUCache[Hashable, tuple[Any, int]] = LRUCache(
            limit, getsizeof=itemgetter(1)
        )
        self._lock = threading.Lock()

    def get(
        self, key: Hashable, make: Callable[[], Any], size: Callable[[Any], int]
    ) -> Any:
        """The value under the key, made now if it is not there.

        Two threads may make the same value at once; one of the two is kept.
        """
        with self._lock:
            found = self._items.get(key)
            if found is not None:
                return found[0]
        value = make()
        cost = size(value) + 200
        with self._lock:
            if cost <= self._items.maxsize // 2:
                self._items.setdefault(key, (value, cost))
        return value


class FieldPostings:
    """One field of one segment. A term is known by its ordinal in byte order."""

    def __init__(self, file: SegmentFile, name: str) -> None:
        self._blob = file.view(f"{name}/terms")
        self._ends = file.view(f"{name}/ends").cast("I")
        self._texts: list[str] | None = None
        self.starts = file.array(f"{name}/starts")
        self.docs = file.array(f"{name}/docs")
        self.has_freqs = f"{name}/freqs" in file
        if self.has_freqs:
            self._freqs = file.array(f"{name}/freqs")
            self._high_places = file.array(f"{name}/high_places")
            self._high_freqs = file.array(f"{name}/high_freqs")
        if f"{name}/positions" in file:
            self.positions: Array | None = file.array(f"{name}/positions")
            self.position_starts = file.array(f"{name}/position_starts")
        else:
            self.positions = None

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, ordinal: int) -> bytes:
        start = self._ends[ordinal - 1] if ordinal else 0
        return bytes(self._blob[start : self._ends[ordinal]])

    def texts(self, ordinals: Sequence[int]) -> list[str]:
        """Some terms as text; asked for many, the field remembers them all."""
        if self._texts is None and len(ordinals) > MANY_TERMS:
            self._texts = [decode(self[place]) for place in range(len(self))]
        if self._texts is None:
            return [decode(self[place]) for place in ordinals]
        return [self._texts[place] for place in ordinals]

    def ordinal(self, term: bytes) -> int:
        """Where the term is, or -1."""
        found = bisect_left(self, term)
        return found if found < len(self) and self[found] == term else -1

    def prefixed(self, prefix: bytes) -> tuple[int, int]:
        """First and past-the-last ordinal of the terms that start with a prefix."""
        low = bisect_left(self, prefix)
        # No UTF-8 text holds the byte FF, so it sorts after every continuation.
        return low, bisect_left(self, prefix + b"\xff", lo=low)

    def span(self, low: int, high: int) -> slice:
        """Where the postings of a run of terms are."""
        return slice(int(self.starts[low]), int(self.starts[high]))

    def frequencies(self, span: slice) -> NDArray[np.int64]:
        """How often the term occurs in each article of some postings (1 in keyword
        fields)."""
        if not self.has_freqs:
            return np.ones(span.stop - span.start, np.int64)
        found = self._freqs[span].astype(np.int64)
        if len(self._high_places):
            ends = [span.start, span.stop]
            low, high = np.searchsorted(self._high_places, ends).tolist()
            places = self._high_places[low:high].astype(np.int64) - span.start
            found[places] = self._high_freqs[low:high]
        return found


class SegmentArrays:
    """One segment of a snapshot.

    :param base: the number of its first article in the snapshot.
    :param dead: numbers within the segment of deleted articles.
    """

    def __init__(
        self, file: SegmentFile, base: int, count: int, dead: Sequence[int]
    ) -> None:
        self.file = file
        self.base = base
        self.count = count
        self.live: Flags | None = None
        if len(dead):
            self.live = np.ones(count, bool)
            self.live[np.asarray(dead)] = False
        self._fields: dict[str, FieldPostings | None] = {}

    def field(self, name: str) -> FieldPostings | None:
        """The postings of a field, ``None`` when the segment has no such field."""
        try:
            return self._fields[name]
        except KeyError:
            known = f"{name}/terms" in self.file
            found = FieldPostings(self.file, name) if known else None
            self._fields[name] = found
            return found

    def find(self, id: str) -> int | None:
        """The number within the segment of the live article with an id."""
        ids = self.field(ID_FIELD)
        ordinal = ids.ordinal(encode(id)) if ids is not None else -1
        if ids is None or ordinal < 0:
            return None
        for doc in ids.docs[ids.span(ordinal, ordinal + 1)].tolist():
            if self.live is None or self.live[doc]:
                return int(doc)
        return None

    def delete(self, doc: int) -> None:
        """Mark an article deleted; only for a writer's own view of a segment."""
        if self.live is None:
            self.live = np.ones(self.count, bool)
        self.live[doc] = False

    def id(self, doc: int) -> str:
        ids = self.field(ID_FIELD)
        assert ids is not None
        return decode(ids[int(self.file.array(f"{ID_FIELD}/ordinals")[doc])])

    def stored(self, doc: int) -> str:
        """The stored JSON of an article."""
        ends = self.file.array("stored/ends")
        start = int(ends[doc - 1]) if doc else 0
        packed = self.file.view("stored/articles")[start : int(ends[doc])]
        return decode(zlib.decompress(packed))


@dataclass(frozen=True, slots=True)
class TermPostings:
    """A term's live articles in a snapshot, ascending, with its frequency in each."""

    docs: Numbers
    freqs: NDArray[np.float64]


@dataclass(slots=True)
class Snapshot:
    """All segments of one committed state.

    :param size: articles with a number, deleted ones among them; the length of flags.
    :param count: live articles.
    """

    segments: Sequence[SegmentArrays]
    size: int = 0
    count: int = 0
    live: Flags | None = None
    cache: Cache = field(default_factory=Cache)

    def __post_init__(self) -> None:
        self.size = sum(segment.count for segment in self.segments)
        if any(segment.live is not None for segment in self.segments):
            parts = [
                np.ones(segment.count, bool) if segment.live is None else segment.live
                for segment in self.segments
            ]
            self.live = np.concatenate(parts)
        self.count = self.size if self.live is None else int(self.live.sum())

    def place(self, doc: int) -> tuple[SegmentArrays, int]:
        """The segment that holds an article, and its number there."""
        for segment in self.segments:
            if doc < segment.base + segment.count:
                return segment, doc - segment.base
        raise IndexError(doc)

    def find(self, id: str) -> int | None:
        """The number of the article with an id."""
        for segment in self.segments:
            doc = segment.find(id)
            if doc is not None:
                return segment.base + doc
        return None

    def docs(self, name: str, term: str) -> Numbers:
        """The live articles that have a term in a text or keyword field, ascending."""
        key = ("docs", name, term)
        found: Numbers = self.cache.get(
            key, lambda: self._read(name, term, False).docs, lambda docs: docs.nbytes
        )
        return found

    def term(self, name: str, term: str) -> TermPostings:
        """The same with frequencies (1 in keyword fields)."""
        found: TermPostings = self.cache.get(
            ("term", name, term),
            lambda: self._read(name, term, True),
            lambda item: item.docs.nbytes + item.freqs.nbytes,
        )
        return found

    def _read(self, name: str, term: str, with_freqs: bool) -> TermPostings:
        raw = encode(term)
        all_docs: list[Numbers] = []
        all_freqs: list[NDArray[np.float64]] = []
        for segment in self.segments:
            postings = segment.field(name)
            ordinal = postings.ordinal(raw) if postings is not None else -1
            if postings is None or ordinal < 0:
                continue
            span = postings.span(ordinal, ordinal + 1)
            local = postings.docs[span]
            live = None if segment.live is None else segment.live[local]
            docs = local.astype(np.intp)
            docs += segment.base
            all_docs.append(docs if live is None else docs[live])
            if not with_freqs:
                continue
            freqs = postings.frequencies(span).astype(np.float64)
            all_freqs.append(freqs if live is None else freqs[live])
        return TermPostings(_joined(all_docs, np.intp), _joined(all_freqs, np.float64))

    def scores(self, name: str, term: str) -> tuple[Numbers, NDArray[np.float64]]:
        """The articles that have a term, and its BM25 in each."""

        def make() -> tuple[Numbers, NDArray[np.float64]]:
            postings = self._read(name, term, True)
            docs = postings.docs
            factors = self.factors(name)[docs]
            return docs, term_scores(postings.freqs, factors, len(docs), self.count)

        found: tuple[Numbers, NDArray[np.float64]] = self.cache.get(
            ("scores", name, term), make, lambda pair: 2 * pair[0].nbytes
        )
        return found

    def factors(self, name: str) -> NDArray[np.float64]:
        """BM25's length factor of every article in a text field."""

        def make() -> NDArray[np.float64]:
            lengths = self._column(f"{name}/lengths")
            live = lengths if self.live is None else lengths[self.live]
            total = int(np.maximum(live, 1).sum())
            return length_factors(lengths, total / max(self.count, 1))

        found: NDArray[np.float64] = self.cache.get(
            ("factors", name), make, lambda factors: factors.nbytes
        )
        return found

    def numbers(self, name: str) -> NDArray[np.int64]:
        """A number column, one value an article."""
        found: NDArray[np.int64] = self.cache.get(
            ("numbers", name),
            lambda: self._column(f"{name}/values"),
            lambda values: values.nbytes,
        )
        return found

    def _column(self, name: str) -> NDArray[np.int64]:
        parts = [
            (
                segment.file.array(name).astype(np.int64)
                if name in segment.file
                else np.zeros(segment.count, np.int64)
            )
            for segment in self.segments
        ]
        return _joined(parts, np.int64)

    def column(self, name: str) -> Column:
        """A facet of all articles: a keyword field or a number column."""
        make = self._number_column if name in NUMBER_COLUMNS else self._keyword_column
        found: Column = self.cache.get(
            ("column", name), lambda: make(name), lambda column: column.nbytes
        )
        return found

    def _number_column(self, name: str) -> Column:
        values, places = np.unique(self.numbers(name), return_inverse=True)

        def texts(wanted: Sequence[int]) -> Iterator[str]:
            return map(str, values[list(wanted)].tolist())

        places = places.astype(np.intp).reshape(-1)
        return make_column(texts, places, np.ones(self.size, np.intp))

    def _keyword_column(self, name: str) -> Column:
        known = [
            (segment, postings)
            for segment in self.segments
            if (postings := segment.field(name)) is not None
        ]
        values = _merged_values([postings for _, postings in known])
        sizes = np.zeros(self.size, np.intp)
        parts = []
        for (segment, postings), places in zip(known, values.places):
            docs = postings.docs
            starts = postings.starts.astype(np.intp)
            owned = np.repeat(places, starts[1:] - starts[:-1])
            if segment.live is not None:
                live = segment.live[docs]
                docs, owned = docs[live], owned[live]
            parts.append(owned[stable_order(docs.astype(np.uint32), segment.count)])
            part = slice(segment.base, segment.base + segment.count)
            sizes[part] = np.bincount(docs, minlength=segment.count)
        return make_column(values.texts, _joined(parts, np.intp), sizes)

    def frequency(self, name: str, term: str) -> int:
        """In how many live articles a term occurs."""
        raw = encode(term)
        total = 0
        for segment in self.segments:
            postings = segment.field(name)
            ordinal = postings.ordinal(raw) if postings is not None else -1
            if postings is not None and ordinal >= 0:
                counts = counts_by_term(postings, ordinal, ordinal + 1, segment.live)
                total += int(counts[0])
        return total

    def vocabulary(self, name: str, prefix: str) -> Iterator[tuple[str, int]]:
        """Terms with a prefix in code point order, with their live frequencies."""
        runs = [run for run in self._runs(name, encode(prefix)) if run]
        merged = runs[0] if len(runs) == 1 else merge(*runs)
        for raw, group in groupby(merged, key=lambda pair: pair[0]):
            frequency = sum(pair[1] for pair in group)
            if frequency:
                yield decode(raw), frequency

    def _runs(self, name: str, prefix: bytes) -> Iterator[list[tuple[bytes, int]]]:
        for segment in self.segments:
            postings = segment.field(name)
            if postings is None:
                continue
            low, high = postings.prefixed(prefix)
            counts = counts_by_term(postings, low, high, segment.live).tolist()
            yield list(zip(map(postings.__getitem__, range(low, high)), counts))


def counts_by_term(
    postings: FieldPostings, low: int, high: int, chosen: Flags | None
) -> NDArray[np.int64]:
    """In how many chosen articles (``None``: all) each of a run of terms occurs."""
    starts = postings.starts[low : high + 1].astype(np.int64)
    if chosen is None or low == high:
        return starts[1:] - starts[:-1]
    hits = chosen[postings.docs[postings.span(low, high)]]
    # reduceat needs no care for empty runs: every term has a posting.
    counts: NDArray[np.int64] = np.add.reduceat(
        hits, starts[:-1] - starts[0], dtype=np.int64
    )
    return counts


@dataclass(frozen=True, slots=True)
class _Values:
    """The distinct values of a keyword field over segments, ascending.

    :param places: for each segment where each of its terms is among them.
    """

    texts: Callable[[Sequence[int]], Iterable[str]]
    places: list[NDArray[np.intp]]


def _merged_values(fields: Sequence[FieldPostings]) -> _Values:
    if len(fields) == 1:
        return _Values(fields[0].texts, [np.arange(len(fields[0]))])
    terms = [[postings[at] for at in range(len(postings))] for postings in fields]
    merged = sorted(set().union(*terms))
    places = {term: place for place, term in enumerate(merged)}
    return _Values(
        lambda wanted: [decode(merged[place]) for place in wanted],
        [
            np.fromiter(map(places.__getitem__, known), np.intp, len(known))
            for known in terms
        ],
    )


def find_sorted(
    values: NDArray[Any], others: NDArray[Any]
) -> tuple[NDArray[np.intp], Flags]:
    """Where values would be among the others (both ascending), and which are there."""
    places = np.searchsorted(others, values)
    if not len(others):
        return places, np.zeros(len(values), bool)
    places[places == len(others)] = 0
    return places, others[places] == values


def _joined(parts: list[NDArray[Any]], dtype: Any) -> NDArray[Any]:
    if len(parts) == 1:
        return parts[0]
    return np.concatenate(parts) if parts else np.empty(0, dtype)
