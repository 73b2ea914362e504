"""Answers a query over a snapshot: masks for matching, sums for scores, counts for
facets, each a handful of array operations whatever the number of matches.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.engines.base import EngineAnswer, EngineHit
from search.engines.nearness import near_articles
from search.engines.top_counts import most_frequent
from search.engines.whoosh.inversion import encode, ragged
from search.engines.whoosh.postings import (
    FieldPostings,
    Mask,
    SegmentArrays,
    Snapshot,
    counts_by_term,
)
from search.fields import NOT_WORDS, NUMBER_COLUMNS
from search.query.clauses import (
    All,
    Bonus,
    Clause,
    EngineQuery,
    Everything,
    FacetAsk,
    Keyword,
    Near,
    Nothing,
    Phrase,
    Prefix,
    Range,
    Scoring,
    Some,
    Term,
    Without,
)

SPARSE = 1 / 16
"""Below this share of all articles, scores are looked up for each match instead of
summed for all."""

_UNDATED = np.iinfo(np.int64).max


def answer(snapshot: Snapshot, query: EngineQuery) -> EngineAnswer:
    """Everything a query asks for."""
    matching = match(snapshot, query.match)
    if snapshot.live is not None:
        matching &= snapshot.live
    filters = {
        name: filter_mask(snapshot, clause) for name, clause in query.filters.items()
    }
    chosen = _narrowed(matching, filters, without=None)
    docs = np.flatnonzero(chosen)
    facets = {
        ask.column: count_values(
            snapshot,
            ask,
            (
                _narrowed(matching, filters, without=ask.name)
                if ask.name in filters
                else chosen
            ),
        )
        for ask in query.facets
    }
    hits = _hits(snapshot, query, docs)
    return EngineAnswer(total=len(docs), hits=hits, facets=facets)


def _narrowed(matching: Mask, filters: Mapping[str, Mask], without: str | None) -> Mask:
    masks = [mask for name, mask in filters.items() if name != without]
    for mask in masks:
        matching = matching & mask
    return matching


def _hits(
    snapshot: Snapshot, query: EngineQuery, docs: NDArray[np.intp]
) -> tuple[EngineHit, ...]:
    offset = max(query.offset, 0)
    wanted = min(offset + max(query.limit, 0), len(docs))
    if wanted <= offset:
        return ()
    docs, scores = ranked(snapshot, query, docs, wanted)
    hits = []
    for doc, points in zip(docs[offset:].tolist(), scores[offset:].tolist()):
        segment, local = snapshot.place(doc)
        hits.append(EngineHit(segment.id(local), points, segment.stored(local)))
    return tuple(hits)


def filter_mask(snapshot: Snapshot, clause: Clause) -> Mask:
    """The mask of a filter, kept for the next query with the same one."""
    found: Mask = snapshot.cache.get(
        ("filter", clause), lambda: match(snapshot, clause), lambda mask: mask.nbytes
    )
    return found


def match(snapshot: Snapshot, clause: Clause, within: Mask | None = None) -> Mask:
    """Which articles satisfy a clause; deleted ones may be among them.

    :param within: what lies outside it may be answered wrongly (and is dropped by the
        caller): phrases look only there.
    :returns: a mask that the caller may change.
    """
    match clause:
        case Term(field, text):
            return _marked(snapshot, [(field, text)])
        case Keyword(field, values):
            return _marked(snapshot, [(field, value) for value in values])
        case Prefix(field, text):
            return _prefix(snapshot, field, encode(text))
        case Phrase(field, slots, implied):
            for term in implied:
                found = match(snapshot, term)
                within = found if within is None else within & found
            return _phrase(snapshot, field, slots, within)
        case Near(field, parts, gap):
            return _near(snapshot, field, parts, gap, within)
        case Range(column, low, high):
            numbers = snapshot.numbers(column)
            return (numbers >= low) & (numbers <= high)
        case All(parts):
            return _all(snapshot, parts, within)
        case Some(parts, minimum):
            return _some(snapshot, parts, minimum, within)
        case Without(part):
            return ~match(snapshot, part, within)
        case Everything():
            return np.ones(snapshot.size, bool)
        case Nothing():
            return np.zeros(snapshot.size, bool)


def _marked(snapshot: Snapshot, terms: Sequence[tuple[str, str]]) -> Mask:
    mask = np.zeros(snapshot.size, bool)
    for field, text in terms:
        mask[snapshot.docs(field, text)] = True
    return mask


def _all(snapshot: Snapshot, parts: Sequence[Clause], within: Mask | None) -> Mask:
    mask: Mask | None = None
    # Phrases are dearest, so they come last and look only where the rest holds.
    for part in sorted(parts, key=_cost):
        inside = within if mask is None else mask
        found = match(snapshot, part, inside)
        if mask is None:
            mask = found
        else:
            mask &= found
        if not mask.any():
            break
    return np.ones(snapshot.size, bool) if mask is None else mask


def _cost(clause: Clause) -> int:
    match clause:
        case Phrase() | Near():
            return 2
        case All(parts) | Some(parts, _):
            return max(map(_cost, parts), default=0)
        case Without(part):
            return _cost(part)
        case Prefix():
            return 1
    return 0


def _some(
    snapshot: Snapshot, parts: Sequence[Clause], minimum: int, within: Mask | None
) -> Mask:
    if minimum > len(parts):
        return np.zeros(snapshot.size, bool)
    counts = np.zeros(snapshot.size, np.int32)
    for part in parts:
        if isinstance(part, Term):
            counts[snapshot.docs(part.field, part.text)] += 1
        else:
            counts += match(snapshot, part, within)
    return counts >= max(minimum, 1)


def _prefix(snapshot: Snapshot, field: str, prefix: bytes) -> Mask:
    mask = np.zeros(snapshot.size, bool)
    for segment in snapshot.segments:
        postings = segment.field(field)
        if postings is not None:
            span = postings.span(*postings.prefixed(prefix))
            part = mask[segment.base : segment.base + segment.count]
            part[postings.docs[span]] = True
    return mask


def _phrase(
    snapshot: Snapshot,
    field: str,
    slots: Sequence[Sequence[str]],
    within: Mask | None,
) -> Mask:
    mask = np.zeros(snapshot.size, bool)
    for segment in snapshot.segments:
        postings = segment.field(field)
        if postings is None or postings.positions is None:
            continue
        part = slice(segment.base, segment.base + segment.count)
        inside = None if within is None else within[part]
        mask[part][_phrase_docs(segment, postings, slots, inside)] = True
    return mask


def _near(
    snapshot: Snapshot,
    field: str,
    parts: Sequence[Sequence[Sequence[str]]],
    gap: int,
    within: Mask | None,
) -> Mask:
    mask = np.zeros(snapshot.size, bool)
    for segment in snapshot.segments:
        postings = segment.field(field)
        if postings is None or postings.positions is None:
            continue
        part = slice(segment.base, segment.base + segment.count)
        inside = None if within is None else within[part]
        starts = []
        for slots in parts:
            starts.append(_phrase_starts(segment, postings, slots, inside))
            inside = np.zeros(segment.count, bool)
            inside[starts[-1] >> 32] = True
        assert inside is not None
        borders = [
            _position_keys(postings, ordinal, inside)
            for term in NOT_WORDS
            if (ordinal := postings.ordinal(encode(term))) >= 0
        ]
        ends = np.sort(np.concatenate([np.empty(0, np.int64), *borders]))
        mask[part][near_articles(starts, list(map(len, parts)), ends, gap)] = True
    return mask


def _phrase_docs(
    segment: SegmentArrays,
    postings: FieldPostings,
    slots: Sequence[Sequence[str]],
    within: Mask | None,
) -> NDArray[np.int64]:
    """The articles of a segment where terms of the slots stand one after another."""
    return _phrase_starts(segment, postings, slots, within) >> 32


def _phrase_starts(
    segment: SegmentArrays,
    postings: FieldPostings,
    slots: Sequence[Sequence[str]],
    within: Mask | None,
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
        starts = keys if starts is None else starts[_places(starts, keys)[1]]
        if not len(starts):
            return nowhere
    assert starts is not None
    return starts


def _places(
    values: NDArray[Any], others: NDArray[Any]
) -> tuple[NDArray[np.intp], Mask]:
    """Where values would be among the others (both ascending), and which are there."""
    places = np.searchsorted(others, values)
    if not len(others):
        return places, np.zeros(len(values), bool)
    places[places == len(others)] = 0
    return places, others[places] == values


def _position_keys(
    postings: FieldPostings, ordinal: int, candidates: Mask
) -> NDArray[np.int64]:
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


def score(
    snapshot: Snapshot, clauses: Sequence[Scoring], docs: NDArray[np.intp]
) -> NDArray[np.float64]:
    """What some articles (ascending) score: weighted BM25 and bonuses."""
    total = np.zeros(len(docs))
    terms = [clause for clause in clauses if not isinstance(clause, Bonus)]
    if len(docs) < snapshot.size * SPARSE:
        for clause in terms:
            holding, scores = snapshot.scores(clause.field, clause.text)
            places, found = _places(docs, holding)
            total[found] += clause.weight * scores[places[found]]
    else:
        sums = np.zeros(snapshot.size)
        for clause in terms:
            holding, scores = snapshot.scores(clause.field, clause.text)
            sums[holding] += clause.weight * scores
        total = sums[docs]
    if len(terms) < len(clauses):
        within = np.zeros(snapshot.size, bool)
        within[docs] = True
        for bonus in clauses:
            if isinstance(bonus, Bonus):
                total += bonus.weight * match(snapshot, bonus.clause, within)[docs]
    return total


def explain(snapshot: Snapshot, doc: int, clauses: Sequence[Scoring]) -> list[float]:
    """What each clause adds to one article."""
    article = np.array([doc], np.intp)
    return [float(score(snapshot, [clause], article)[0]) for clause in clauses]


def ranked(
    snapshot: Snapshot, query: EngineQuery, docs: NDArray[np.intp], wanted: int
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """The first ``wanted`` of some articles (ascending) in the asked order, and their
    scores."""
    keys = []
    if query.sort != "relevance":
        dates = snapshot.numbers("date")[docs]
        signed = -dates if query.sort == "newest" else dates
        dates = np.where(dates == 0, _UNDATED, signed)
        first = _first(dates, wanted)
        docs = docs[first]
        keys.append(dates[first])
    scores = score(snapshot, query.scores, docs)
    if not keys:
        first = _first(-scores, wanted)
        docs, scores = docs[first], scores[first]
    # lexsort is stable: what ties in every key stays in the order of indexing.
    order = np.lexsort([-scores, *keys])[:wanted]
    return docs[order], scores[order]


def _first(keys: NDArray[Any], wanted: int) -> NDArray[np.intp] | slice:
    """Where everything up to the ``wanted``-th smallest key is, its ties included."""
    if wanted >= len(keys) // 2:
        return slice(None)
    return np.flatnonzero(keys <= np.partition(keys, wanted - 1)[wanted - 1])


def count_values(snapshot: Snapshot, ask: FacetAsk, chosen: Mask) -> dict[str, int]:
    """How many of the chosen articles have each value, those with none left out."""
    # What is rare in one segment may be frequent in all.
    top = ask.top if len(snapshot.segments) == 1 else 0
    if ask.column in NUMBER_COLUMNS:
        return _count_numbers(snapshot, ask.column, chosen)
    counts: dict[str, int] = {}
    for segment in snapshot.segments:
        postings = segment.field(ask.column)
        if postings is None:
            continue
        part = chosen[segment.base : segment.base + segment.count]
        found = counts_by_term(postings, 0, len(postings), part)
        places, frequencies = most_frequent(found, top)
        for value, count in zip(postings.texts(places), frequencies):
            counts[value] = counts.get(value, 0) + count
    return counts


def _count_numbers(snapshot: Snapshot, column: str, chosen: Mask) -> dict[str, int]:
    values, places = snapshot.groups(column)
    counts = np.bincount(places[chosen], minlength=len(values))
    present, frequencies = most_frequent(counts, top=0)
    numbers = values[present].tolist()
    return {str(value): count for value, count in zip(numbers, frequencies)}
