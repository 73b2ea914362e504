"""Makes one segment of several, leaving out what is deleted, in the same order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from search.engines.inversion import (
    Inverted,
    chunks,
    ragged,
    stable_order,
    write_field,
    write_ids,
    write_lengths,
    write_number_column,
    write_stored,
)
from search.engines.postings import FieldPostings, SegmentArrays
from search.engines.segment_file import Array, SegmentFileWriter
from search.fields import KEYWORD_FIELDS, NUMBER_COLUMNS, TextField


def merge_segments(
    segments: Sequence[SegmentArrays],
    text_fields: Sequence[TextField],
    writer: SegmentFileWriter,
) -> int:
    """Write the live articles of some segments as one.

    Memory: about thirty times the largest field's postings, one field at a time.

    :returns: how many articles there are now.
    """
    numbers = _renumbered(segments)
    for item in text_fields:
        name = item.name
        write_lengths(writer, name, _column(segments, f"{name}/lengths"))
        write_field(writer, name, _merged(segments, name, numbers))
    for name in KEYWORD_FIELDS:
        write_field(writer, name, _merged(segments, name, numbers))
    for name in NUMBER_COLUMNS:
        write_number_column(writer, name, _column(segments, f"{name}/values"))
    write_ids(writer, list(_ids(segments)))
    write_stored(writer, list(_stored(segments)))
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


def _merged(
    segments: Sequence[SegmentArrays], name: str, numbers: Sequence[Array]
) -> Inverted:
    fields = [segment.field(name) for segment in segments]
    known = [
        (found, renumbered)
        for found, renumbered in zip(fields, numbers)
        if found is not None
    ]
    vocabularies = [
        list(map(found.__getitem__, range(len(found)))) for found, _ in known
    ]
    terms = sorted(set().union(*vocabularies))
    ordinals = {term: place for place, term in enumerate(terms)}
    keys, docs, freqs, positions, sizes = [], [], [], [], []
    for (found, renumbered), vocabulary in zip(known, vocabularies):
        places = np.fromiter(
            map(ordinals.__getitem__, vocabulary), np.int64, len(vocabulary)
        )
        moved = renumbered[found.docs]
        kept = moved >= 0
        ends = found.starts.astype(np.int64)
        keys.append(np.repeat(places, ends[1:] - ends[:-1])[kept])
        docs.append(moved[kept])
        if found.freqs is not None:
            counts = found.freqs.astype(np.int64)
            freqs.append(counts[kept])
            if found.positions is not None:
                positions.append(_kept_positions(found, counts, kept))
                sizes.append(counts[kept])
    key = np.concatenate(keys) if keys else np.empty(0, np.int64)
    order = stable_order(key, len(terms))
    held = np.bincount(key, minlength=len(terms)) > 0
    starts = np.searchsorted(key[order], np.arange(len(terms) + 1))
    return Inverted(
        terms=[term for term, alive in zip(terms, held) if alive],
        starts=np.concatenate((starts[:-1][held], starts[-1:])),
        docs=_reordered(docs, order),
        freqs=_reordered(freqs, order) if freqs else None,
        positions=_reordered_runs(positions, sizes, order) if positions else None,
    )


def _kept_positions(found: FieldPostings, counts: Array, kept: Array) -> Array:
    assert found.positions is not None
    if kept.all():
        return found.positions
    inside: Array = found.positions[np.repeat(kept, counts)]
    return inside


def _reordered(parts: Sequence[Array], order: Array) -> Array:
    return np.concatenate(parts)[order] if parts else np.empty(0, np.int64)


def _reordered_runs(
    parts: Sequence[Array], sizes: Sequence[Array], order: Array
) -> Array:
    size = np.concatenate(sizes)
    starts = np.cumsum(size) - size
    return np.concatenate(parts)[ragged(starts[order], size[order])]
