"""The algebra of clauses and the counting of facets, against Python's sets."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from functools import reduce

import numpy as np
import pytest
from chance import dice

from search.engines.columns import Column, count_facets, make_column
from search.engines.matching import Flags, Matcher, Matches, Numbers
from search.query.clauses import (
    All,
    Clause,
    EngineQuery,
    Everything,
    FacetAsk,
    Nothing,
    Phrase,
    Prefix,
    Some,
    Term,
    Without,
)

SIZE = 70


class SetLeaves:
    """An engine of sets: a leaf finds what its text names. Articles divisible by eleven
    are deleted. Phrases tell lies outside of where they have to look."""

    size = SIZE
    live = frozenset(number for number in range(SIZE) if number % 11)

    def __init__(self, rng: random.Random, joint: bool) -> None:
        self._rng = rng
        self._joint = joint

    def everything(self) -> Flags:
        return self._flags(self.live)

    def together(self, leaves: Sequence[Clause]) -> Sequence[Clause]:
        chosen = [leaf for leaf in leaves if self._joint and self._rng.random() < 0.6]
        return chosen if len(chosen) > 1 else ()

    def find(self, leaf: Clause, within: Flags | None) -> Flags | Numbers:
        found = self.articles(leaf)
        if isinstance(leaf, Phrase) and within is not None:
            outside = set(np.flatnonzero(~within).tolist())
            found ^= {number for number in outside if self._rng.random() < 0.5}
        if self._rng.random() < 0.5:
            return np.array(sorted(found), np.intp)
        flags = self._flags(found)
        flags.setflags(write=False)
        return flags

    def _flags(self, found: set[int] | frozenset[int]) -> Flags:
        flags = np.zeros(SIZE, np.bool_)
        flags[sorted(found)] = True
        return flags

    def articles(self, clause: Clause) -> set[int]:
        """What a clause must find, by the words of ``search.query.clauses``."""
        match clause:
            case Term(_, text) | Prefix(_, text):
                step = int(text)
                return {number for number in self.live if number % step < 2}
            case Phrase(_, slots):
                step = int(slots[0][0])
                return {number for number in self.live if number % step < 3}
            case All(parts):
                return reduce(set.__and__, map(self.articles, parts), set(self.live))
            case Some(parts, minimum):
                counts = Counter(n for part in parts for n in self.articles(part))
                return {n for n, count in counts.items() if count >= max(minimum, 1)}
            case Without(part):
                return set(self.live) - self.articles(part)
            case Everything():
                return set(self.live)
        return set()


def random_clause(rng: random.Random, depth: int = 0) -> Clause:
    step = str(rng.randint(2, 9))
    parts = tuple(
        random_clause(rng, depth + 1) for _ in range(rng.randint(0, 5) * (depth < 3))
    )
    leaves: list[Clause] = [
        Term("text", step),
        Prefix("text", step),
        Phrase("text", ((step,), (step,))),
        Everything(),
        Nothing(),
    ]
    if depth == 3 or rng.random() < 0.4:
        return rng.choice(leaves)
    minimum = rng.randint(1, len(parts) + 1)
    return rng.choice(
        (All(parts), Some(parts, minimum), Without(random_clause(rng, depth + 1)))
    )


@pytest.mark.parametrize("joint", [False, True])
def test_the_algebra_is_that_of_sets(joint: bool) -> None:
    rng = dice("matching", joint)
    leaves = SetLeaves(rng, joint)
    matcher = Matcher(leaves)
    sizes = set()
    for _ in range(600):
        clause = random_clause(rng)
        found = set(np.flatnonzero(matcher.match(clause)).tolist())
        assert found == leaves.articles(clause), clause
        sizes.add(len(found))
    assert len(sizes) > 15


def test_at_least_some_of_more_than_255_parts() -> None:
    leaves = SetLeaves(random.Random(1), joint=False)
    clause = Some(tuple(Term("text", "1") for _ in range(300)), 300)
    assert Matcher(leaves).match(clause).sum() == len(leaves.live)


def test_what_an_engine_gives_is_never_changed() -> None:
    """Flags that leaves hand out may be kept: here numpy refuses writes to them."""
    leaves = SetLeaves(random.Random(3), joint=False)
    clause = All((Term("text", "2"), Term("text", "3"), Without(Term("text", "5"))))
    for _ in range(20):
        assert Matcher(leaves).match(clause).sum() == len(leaves.articles(clause))


def column_of(values: Sequence[Sequence[str]]) -> Column:
    distinct = sorted({value for own in values for value in own})
    places = [distinct.index(value) for own in values for value in own]
    return make_column(
        lambda wanted: [distinct[place] for place in wanted],
        np.array(places, np.intp),
        np.array([len(own) for own in values], np.intp),
    )


def test_facets_are_counted_without_their_own_filter() -> None:
    rng = dice("columns")
    leaves = SetLeaves(rng, joint=False)
    people = [
        [f"p{n}" for n in sorted(rng.sample(range(30), rng.choice((0, 0, 1, 2, 9))))]
        for _ in range(SIZE)
    ]
    years = [[str(2000 + rng.randrange(5))] for _ in range(SIZE)]
    values = {"person": people, "year": years}
    columns = {name: column_of(own) for name, own in values.items()}
    asks = [FacetAsk("person", "person"), FacetAsk("date", "year")]
    for _ in range(100):
        filters = {"date": random_clause(rng, 2), "other": random_clause(rng, 2)}
        query = EngineQuery(random_clause(rng), filters=filters)
        matches = Matches(Matcher(leaves), query)
        counts = count_facets(asks, matches, columns.__getitem__)
        for ask in asks:
            kept = [part for name, part in filters.items() if name != ask.name]
            found = leaves.articles(All((query.match, *kept)))
            own = values[ask.column]
            assert counts[ask.column] == Counter(v for n in found for v in own[n])
            flags, numbers = matches.without(ask.name)
            top = columns[ask.column].count(flags, numbers, top=2)
            ranked = sorted(
                counts[ask.column].items(), key=lambda pair: (-pair[1], pair[0])
            )
            assert dict(ranked[:2]).items() <= top.items() and len(top) <= 2


def test_a_column_without_values_counts_nothing() -> None:
    column = column_of([[]] * SIZE)
    assert column.count(np.ones(SIZE, np.bool_), np.arange(SIZE)) == {}
