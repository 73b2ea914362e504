"""The articles of single clauses in a snapshot: terms, filters, prefixes and phrases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from search.engines.matching import Flags, Numbers
from search.engines.nearness import near_articles
from search.engines.whoosh.inversion import encode, ragged
from search.engines.whoosh.postings import (
    FieldPostings,
    SegmentArrays,
    Snapshot,
    find_sorted,
)
from search.fields import NOT_WORDS
from search.query.clauses import Clause, Keyword, Near, Phrase, Prefix, Range, Term


class ArrayLeaves:
    """Finds leaves for :class:`~search.engines.matching.Matcher`."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self.size = snapshot.size

    def everything(self) -> Flags:
        """All articles."""
        live = self._snapshot.live
        return np.ones(self.size, np.bool_) if live is None else live

    def together(self, leaves: Sequence[Clause]) -> Sequence[Clause]:
        """None: each is at hand."""
        return ()

    def find(self, leaf: Clause, within: Flags | None) -> Flags | Numbers:
        """The articles of a leaf."""
        match leaf:
            case Term(field, text):
                return self._snapshot.docs(field, text)
            case Keyword() | Range():
                return self._filter(leaf)
            case Prefix(field, text):
                return self._live(self._prefix(field, encode(text)))
            case Phrase(field, slots, implied):
                return self._live(self._phrase(field, slots, implied, within))
            case Near(field, parts, gap):
                return self._live(self._near(field, parts, gap, within))
        raise TypeError(f"no leaf: {leaf!r}")

    def _live(self, flags: Flags) -> Flags:
        live = self._snapshot.live
        return flags if live is None else flags & live

    def _filter(self, leaf: Keyword | Range) -> Flags:
        """Filters come again and again: what they find is kept."""

        def make() -> Flags:
            if isinstance(leaf, Keyword):
                return self._any_of(leaf.field, leaf.values)
            numbers = self._snapshot.numbers(leaf.column)
            return self._live((numbers >= leaf.low) & (numbers <= leaf.high))

        found: Flags = self._snapshot.cache.get(
            ("filter", leaf), make, lambda flags: flags.nbytes
        )
        return found

    def _any_of(self, field: str, terms: Iterable[str]) -> Flags:
        flags = np.zeros(self.size, np.bool_)
        for term in terms:
            flags[self._snapshot.docs(field, term)] = True
        return flags

    def _prefix(self, field: str, prefix: bytes) -> Flags:
        flags = np.zeros(self.size, np.bool_)
        for segment in self._snapshot.segments:
            postings = segment.field(field)
            if postings is not None:
                span = postings.span(*postings.prefixed(prefix))
                part = flags[segment.base : segment.base + segment.count]
                part[postings.docs[span]] = True
        return flags

    def _phrase(
        self,
        field: str,
        slots: Sequence[Sequence[str]],
        implied: Iterable[Term],
        within: Flags | None,
    ) -> Flags:
        for term in implied:
            found = self._any_of(term.field, (term.text,))
            within = found if within is None else within & found
        flags = np.zeros(self.size, np.bool_)
        for segment in self._snapshot.segments:
            postings = segment.field(field)
            if postings is None or postings.positions is None:
                continue
            part = slice(segment.base, segment.base + segment.count)
            inside = None if within is None else within[part]
            starts = _phrase_starts(segment, postings, slots, inside)
            flags[part][starts >> 32] = True
        return flags

    def _near(
        self,
        field: str,
        parts: Sequence[Sequence[Sequence[str]]],
        gap: int,
        within: Flags | None,
    ) -> Flags:
        flags = np.zeros(self.size, np.bool_)
        for segment in self._snapshot.segments:
            postings = segment.field(field)
            if postings is None or postings.positions is None:
                continue
            part = slice(segment.base, segment.base + segment.count)
            inside = None if within is None else within[part]
            flags[part][_near_docs(segment, postings, parts, gap, inside)] = True
        return flags


def _near_docs(
    segment: SegmentArrays,
    postings: FieldPostings,
    parts: Sequence[Sequence[Sequence[str]]],
    gap: int,
    within: Flags | None,
) -> NDArray[np.int64]:
    """The articles of a segment where phrases are near each other in one sentence."""
    starts = []
    for slots in parts:
        starts.append(_phrase_starts(segment, postings, slots, within))
        within = np.zeros(segment.count, bool)
        within[starts[-1] >> 32] = True
    assert within is not None
    borders = [
        _position_keys(postings, ordinal, within)
        for term in NOT_WORDS
        if (ordinal := postings.ordinal(encode(term))) >= 0
    ]
    ends = np.sort(np.concatenate([np.empty(0, np.int64), *borders]))
    return near_articles(starts, list(map(len, parts)), ends, gap)


def _phrase_starts(
    segment: SegmentArrays,
    postings: FieldPostings,
    slots: Sequence[Sequence[str]],
    within: Flags | None,
) -> NDArray[np.int64]:
    """Where terms of the slots stand one after another in a segment, each place as
    ``article << 32 | position`` of the first."""
    nowhere = np.empty(0, np.int64)
    ordinals = [
        [found for term in set(slot) if (found := postings.ordinal(encode(term))) >= 0]
        for slot in slots
    ]
    candidates = within
    for slot in ordinals:
        here = np.zeros(segment.count, bool)
        for ordinal in slot:
            here[postings.docs[postings.span(ordinal, ordinal + 1)]] = True
        candidates = here if candidates is None else candidates & here
        if not candidates.any():
            return nowhere
    assert candidates is not None
    starts: NDArray[np.int64] | None = None
    sizes = [
        sum(postings.starts[one + 1] - postings.starts[one] for one in slot)
        for slot in ordinals
    ]
    for place in np.argsort(sizes).tolist():
        keys = np.concatenate(
            [_position_keys(postings, one, candidates) for one in ordinals[place]]
        )
        if len(ordinals[place]) > 1:
            keys.sort()
        # A key is article << 32 | position; where the phrase would start is the same
        # for all its slots. Starts below 0 land in the upper half of the article
        # before, where no position of another slot can meet them.
        keys -= place
        starts = keys if starts is None else starts[find_sorted(starts, keys)[1]]
        if not len(starts):
            return nowhere
    assert starts is not None
    return starts


def _position_keys(
    postings: FieldPostings, ordinal: int, candidates: Flags
) -> NDArray[np.int64]:
    """Where a term stands in the candidates, as ``article << 32 | position``."""
    assert postings.positions is not None
    span = postings.span(ordinal, ordinal + 1)
    docs = postings.docs[span].astype(np.int64)
    sizes = postings.frequencies(span)
    begin = int(postings.position_starts[ordinal])
    kept = candidates[docs]
    if not kept.all():
        starts = begin + np.cumsum(sizes) - sizes
        docs, sizes, starts = docs[kept], sizes[kept], starts[kept]
        positions = postings.positions[ragged(starts, sizes)]
    else:
        positions = postings.positions[begin : begin + int(sizes.sum())]
    return np.repeat(docs << 32, sizes) + positions
