"""Makes one segment of several, leaving out what is deleted, in the same order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.engines.whoosh.inversion import (
    chunks,
    ragged,
    stable_order,
    write_freqs,
    write_ids,
    write_lengths,
    write_number_column,
    write_stored,
    write_terms,
)
from search.engines.whoosh.postings import FieldPostings, SegmentArrays
from search.engines.whoosh.segment_file import (
    Array,
    SegmentFileWriter,
    narrow,
    narrowest,
)
from search.fields import KEYWORD_FIELDS, NUMBER_COLUMNS, TextField

_NONE: Array = np.empty(0, np.int64)

RUN_POSTINGS = 1 << 20
"""Postings that are sorted together: about 100 MiB of temporary arrays."""


def merge_segments(
    segments: Sequence[SegmentArrays],
    text_fields: Sequence[TextField],
    writer: SegmentFileWriter,
) -> int:
    """Write the live articles of some segments as one.

    Memory: the merged postings of the largest field, and what sorting
    ``RUN_POSTINGS`` of them takes.

    :returns: how many articles there are now.
    """
    numbers = _renumbered(segments)
    for item in text_fields:
        name = item.name
        write_lengths(writer, name, _column(segments, f"{name}/lengths"))
        _merge_field(segments, name, numbers, writer)
    for name in KEYWORD_FIELDS:
        _merge_field(segments, name, numbers, writer)
    for name in NUMBER_COLUMNS:
        write_number_column(writer, name, _column(segments, f"{name}/values"))
    write_ids(writer, list(_ids(segments)))
    write_stored(writer, _stored(segments))
    return sum(int((found >= 0).sum()) for found in numbers)


def _live(segment: SegmentArrays) -> Array:
    if segment.live is None:
        return np.arange(segment.count)
    return np.flatnonzero(segment.live)


def _renumbered(segments: Sequence[SegmentArrays]) -> list[NDArray[np.int64]]:
    """For each segment the new number of each article, -1 for deleted ones."""
    numbers = []
    base = 0
    for segment in segments:
        found = np.full(segment.count, -1, np.int64)
        live = _live(segment)
        found[live] = base + np.arange(len(live))
        base += len(live)
        numbers.append(found)
    return numbers


def _column(segments: Sequence[SegmentArrays], name: str) -> Array:
    return np.concatenate(
        [segment.file.array(name)[_live(segment)] for segment in segments]
    )


def _ids(segments: Sequence[SegmentArrays]) -> Iterator[bytes]:
    for segment in segments:
        ids = segment.field("id")
        assert ids is not None
        for ordinal in segment.file.array("id/ordinals")[_live(segment)].tolist():
            yield ids[ordinal]


def _stored(segments: Sequence[SegmentArrays]) -> Iterator[bytes]:
    for segment in segments:
        ends = segment.file.array("stored/ends")
        packed = chunks(segment.file.view("stored/articles"), ends)
        for doc, item in enumerate(packed):
            if segment.live is None or segment.live[doc]:
                yield item


@dataclass(slots=True)
class _Source:
    """A field of one segment on its way into the merged one.

    :param places: for each of its terms where it is among the merged terms.
    :param numbers: for each of its articles the new number, -1 for deleted ones.
    """

    postings: FieldPostings
    places: Array
    numbers: Array


def _merge_field(
    segments: Sequence[SegmentArrays],
    name: str,
    numbers: Sequence[Array],
    writer: SegmentFileWriter,
) -> None:
    """Write the merged postings of a field, a run of terms at a time."""
    pairs = [
        (postings, found)
        for segment, found in zip(segments, numbers)
        if (postings := segment.field(name)) is not None
    ]
    vocabularies = [[found[at] for at in range(len(found))] for found, _ in pairs]
    terms = sorted(set().union(*vocabularies))
    ordinals = {term: place for place, term in enumerate(terms)}
    sources = [
        _Source(found, np.array([ordinals[term] for term in known], np.int64), new)
        for (found, new), known in zip(pairs, vocabularies)
    ]
    del ordinals, vocabularies
    limits = _output_types(sources)
    parts = [
        _merge_run(sources, low, high, limits) for low, high in _runs(sources, terms)
    ]
    sizes = np.concatenate([_NONE, *(part.sizes for part in parts)])
    held = sizes > 0
    alive = (term for term, here in zip(terms, held.tolist()) if here)
    write_terms(writer, name, alive, np.concatenate(([0], np.cumsum(sizes[held]))))
    writer.add_parts(f"{name}/docs", (part.docs for part in parts), limits.docs)
    if any(source.postings.has_freqs for source in sources):
        write_freqs(writer, name, (part.freqs for part in parts))
    if limits.positions:
        lengths = np.concatenate([_NONE, *(part.lengths for part in parts)])[held]
        starts = np.concatenate(([0], np.cumsum(lengths)))
        writer.add(f"{name}/position_starts", starts.astype("<u8"))
        positions = (part.positions for part in parts)
        writer.add_parts(f"{name}/positions", positions, limits.positions)


@dataclass(frozen=True, slots=True)
class _Types:
    """Types of the merged sections, "" for those that the field does not have."""

    docs: str
    positions: str


def _output_types(sources: Sequence[_Source]) -> _Types:
    highest = max((int(item.numbers.max(initial=0)) for item in sources), default=0)
    known = [
        item.postings.positions.dtype
        for item in sources
        if item.postings.positions is not None
    ]
    widest = max(known, key=lambda kind: kind.itemsize).str if known else ""
    return _Types(narrowest(0, highest), widest)


def _runs(
    sources: Sequence[_Source], terms: Sequence[bytes]
) -> Iterator[tuple[int, int]]:
    """Cut the merged terms where about ``RUN_POSTINGS`` postings are together."""
    sizes = np.zeros(len(terms), np.int64)
    for item in sources:
        starts = item.postings.starts.astype(np.int64)
        sizes[item.places] += starts[1:] - starts[:-1]
    ends = np.cumsum(sizes)
    low = 0
    while low < len(terms):
        before = int(ends[low - 1]) if low else 0
        high = int(np.searchsorted(ends, before + RUN_POSTINGS, side="right"))
        yield low, max(high, low + 1)
        low = max(high, low + 1)


@dataclass(slots=True)
class _MergedTerms:
    """Merged postings of a run of terms.

    :param sizes: postings of each term; :param lengths: positions of each term.
    """

    sizes: Array
    lengths: Array
    docs: Array
    freqs: Array
    positions: Array


def _merge_run(
    sources: Sequence[_Source], low: int, high: int, types: _Types
) -> _MergedTerms:
    keys, docs, freqs, positions = [], [], [], []
    for item in sources:
        first, last = np.searchsorted(item.places, [low, high]).tolist()
        starts = item.postings.starts[first : last + 1].astype(np.int64)
        span = slice(int(starts[0]), int(starts[-1]))
        moved = item.numbers[item.postings.docs[span]]
        kept = moved >= 0
        places = np.repeat(item.places[first:last] - low, starts[1:] - starts[:-1])
        keys.append(places[kept])
        docs.append(moved[kept])
        counts = item.postings.frequencies(span)
        freqs.append(counts[kept])
        if item.postings.positions is not None:
            begin = int(item.postings.position_starts[first])
            found = item.postings.positions[begin : begin + int(counts.sum())]
            positions.append(found[np.repeat(kept, counts)])
    key = np.concatenate(keys)
    order = stable_order(key, high - low)
    freq = np.concatenate(freqs)
    return _MergedTerms(
        sizes=np.bincount(key, minlength=high - low),
        lengths=_sums(key, freq, high - low),
        docs=np.concatenate(docs)[order].astype(types.docs),
        freqs=narrow(freq[order]),
        positions=_reordered_runs(positions, freq, order) if positions else _NONE,
    )


def _sums(key: Array, values: Array, count: int) -> Array:
    sums = np.zeros(count, np.int64)
    np.add.at(sums, key, values)
    return sums


def _reordered_runs(parts: Sequence[Array], sizes: Array, order: Array) -> Array:
    starts = np.cumsum(sizes) - sizes
    joined: Array = np.concatenate(parts)[ragged(starts[order], sizes[order])]
    return joined
