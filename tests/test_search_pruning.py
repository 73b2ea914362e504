"""What hardly changes a ranking is not added up."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.engines.base import inverse_frequency
from search.query.clauses import Bonus, Score, Scoring, Term
from search.query.rewriting import LEAST_SHARE, LONG_FIELDS, prune
from search.request import SearchRequest
from search.searcher import Searcher

ARTICLES = 10_000
HOLDING = {"của": 9_800, "cua": 9_900, "trong": 8_000, "lai": 500, "klinsmann": 3}


def rarity(field: str, term: str) -> float:
    return inverse_frequency(HOLDING.get(term, 0), ARTICLES)


def text(term: str, weight: float = 1.0) -> Score:
    return Score("text", term, weight)


def folded(term: str) -> Score:
    return Score("text_folded", term, 0.2)


@pytest.mark.parametrize(
    ("scores", "left_out"),
    [
        ([text("klinsmann"), text("của"), folded("cua"), text("lai")], {1, 2}),
        ([text("klinsmann"), text("trong"), folded("trong")], {2}),
        # Alone they are all there is to rank by.
        ([text("của"), folded("cua")], set()),
        ([text("của")], set()),
        ([], set()),
        # Fields whose postings are short, and what is no term.
        ([text("klinsmann"), Score("title", "của", 0.1)], set()),
        ([text("klinsmann"), Bonus(Term("text", "của"), 0.01)], set()),
    ],
)
def test_what_adds_next_to_nothing_is_left_out(
    scores: Sequence[Scoring], left_out: set[int]
) -> None:
    kept = tuple(score for at, score in enumerate(scores) if at not in left_out)
    assert prune(scores, rarity) == kept


@given(
    st.lists(
        st.builds(
            Score,
            st.sampled_from(LONG_FIELDS),
            st.sampled_from(sorted(HOLDING)),
            st.floats(0.02, 50),
        )
    )
)
def test_what_is_kept_is_nearly_all_there_is(scores: list[Score]) -> None:
    def worth(some: Sequence[Scoring]) -> float:
        return sum(
            score.weight * rarity(score.field, score.text)
            for score in some
            if isinstance(score, Score)
        )

    kept = prune(scores, rarity)
    assert set(kept) <= set(scores)
    lost = (len(scores) - len(kept)) * LEAST_SHARE
    assert worth(kept) >= worth(scores) * (1 - lost) * (1 - 1e-9)
    assert bool(kept) == bool(scores)


def test_a_score_is_the_sum_of_what_was_kept(seed_searcher: Searcher) -> None:
    query = "các đại biểu của tỉnh Gia Lai"
    page = seed_searcher.search(SearchRequest(q=query, size=10), explain=True)
    assert len(page.hits) > 5
    named = " ".join(item.clause for hit in page.hits for item in hit.explanation)
    assert "tiếng “lai” trong toàn bài" in named
    assert "tiếng “cua” trong toàn bài" not in named
    for hit in page.hits:
        points = sum(item.value for item in hit.explanation)
        assert points == pytest.approx(hit.score, rel=1e-4)
