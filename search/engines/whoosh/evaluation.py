"""Answers a query over a snapshot: matches, facets, and the hits in the asked order,
each by a handful of array operations whatever the number of matches.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.engines.base import EngineAnswer, EngineHit
from search.engines.columns import count_facets
from search.engines.matching import Matcher, Matches, Numbers, tell
from search.engines.whoosh.leaves import ArrayLeaves
from search.engines.whoosh.postings import Snapshot, find_sorted
from search.query.clauses import Bonus, EngineQuery, Scoring

SPARSE = 1 / 16
"""Below this share of all articles, scores are looked up for each match instead of
summed for all."""

_UNDATED = np.iinfo(np.int64).max


def answer(snapshot: Snapshot, query: EngineQuery) -> EngineAnswer:
    """Everything a query asks for."""
    matcher = Matcher(ArrayLeaves(snapshot))
    matches = Matches(matcher, query)
    _, docs = matches.without("")
    return EngineAnswer(
        total=len(docs),
        hits=_hits(snapshot, matcher, query, docs),
        facets=count_facets(query.facets, matches, snapshot.column),
    )


def _hits(
    snapshot: Snapshot, matcher: Matcher, query: EngineQuery, docs: Numbers
) -> tuple[EngineHit, ...]:
    offset = max(query.offset, 0)
    wanted = min(offset + max(query.limit, 0), len(docs))
    if wanted <= offset:
        return ()
    docs, scores = ranked(snapshot, query, docs, wanted)
    docs, scores = docs[offset:], scores[offset:]
    told = tell(matcher, query.told, docs, snapshot.size)
    hits = []
    for doc, points, row in zip(docs.tolist(), scores.tolist(), told):
        segment, local = snapshot.place(doc)
        hits.append(EngineHit(segment.id(local), points, segment.stored(local), row))
    return tuple(hits)


def score(
    snapshot: Snapshot, clauses: Sequence[Scoring], docs: Numbers
) -> NDArray[np.float64]:
    """What some articles (ascending) score: weighted BM25 and bonuses."""
    total = np.zeros(len(docs))
    terms = [clause for clause in clauses if not isinstance(clause, Bonus)]
    if len(docs) < snapshot.size * SPARSE:
        for clause in terms:
            holding, scores = snapshot.scores(clause.field, clause.text)
            places, found = find_sorted(docs, holding)
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
        matcher = Matcher(ArrayLeaves(snapshot))
        for bonus in clauses:
            if isinstance(bonus, Bonus):
                total += bonus.weight * matcher.match(bonus.clause, within)[docs]
    return total


def explain(snapshot: Snapshot, doc: int, clauses: Sequence[Scoring]) -> list[float]:
    """What each clause adds to one article."""
    article = np.array([doc], np.intp)
    return [float(score(snapshot, [clause], article)[0]) for clause in clauses]


def ranked(
    snapshot: Snapshot, query: EngineQuery, docs: Numbers, wanted: int
) -> tuple[Numbers, NDArray[np.float64]]:
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


def _first(keys: NDArray[Any], wanted: int) -> Numbers | slice:
    """Where everything up to the ``wanted``-th smallest key is, its ties included."""
    if wanted >= len(keys) // 2:
        return slice(None)
    return np.flatnonzero(keys <= np.partition(keys, wanted - 1)[wanted - 1])
