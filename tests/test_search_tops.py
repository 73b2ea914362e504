"""The most frequent values are those that sorting would give."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.engines.top_counts import most_frequent


@given(st.lists(st.integers(0, 5), max_size=60), st.integers(0, 12))
def test_the_top_is_that_of_a_sorted_list(counts: list[int], top: int) -> None:
    occurring = [place for place, count in enumerate(counts) if count]
    by_frequency = sorted(occurring, key=lambda place: (-counts[place], place))
    kept = sorted(by_frequency[:top] if top else occurring)
    found = most_frequent(np.array(counts, np.intp), top)
    assert found == (kept, [counts[place] for place in kept])


@pytest.mark.parametrize("kind", ["int32", "int64", "uint8"])
def test_counts_may_be_of_any_kind(kind: str) -> None:
    counts = np.array([3, 0, 200, 3], kind)
    assert most_frequent(counts, 2) == ([0, 2], [3, 200])
