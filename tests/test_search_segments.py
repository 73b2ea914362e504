"""What follows what by relevance, and how much of a query an article must have."""

from __future__ import annotations

import pytest

from search.query.clauses import All, Clause, Phrase, Some, Term, Without
from search.query.planner import plan
from search.query.ranking.segments import required, segments


def exact(*terms: str) -> tuple[Term, ...]:
    return tuple(Term("text", term) for term in terms)


@pytest.mark.parametrize(
    ("count", "needed"),
    [(0, 0), (1, 1), (3, 3), (4, 3), (5, 3), (6, 3), (7, 4), (11, 6), (64, 32)],
)
def test_required_units(count: int, needed: int) -> None:
    assert required(count) == needed


@pytest.mark.parametrize("query", ["", "a", '"a b"', "+a +b", "a OR b", "tỉnh:Huế a"])
def test_nothing_follows_where_no_part_can_be_left_out(query: str) -> None:
    made = plan(query, "full")
    assert [segment.match for segment in segments(made)] == [made.match]
    assert segments(made)[0].is_full


def test_a_short_query_has_its_matches_first_and_then_those_of_a_part() -> None:
    made = plan("tổ chức bộ tỉnh", "full")
    parts = exact("tổ", "chức", "bộ", "tỉnh")
    most = Some(parts, 3)
    full, partial, few = segments(made)
    assert (full.match, full.is_full, full.where_few) == (All(parts), True, False)
    assert (partial.match, partial.is_full) == (All((most, Without(All(parts)))), False)
    assert few.where_few and few.match == All((Some(parts, 2), Without(most)))


def test_a_headline_is_ranked_with_its_matches_and_the_others_together() -> None:
    words = ("một", "bốn", "bộ", "tỉnh", "đảng", "huyện", "thị", "tổ")
    made = plan(" ".join(words), "full")
    together, few = segments(made)
    assert together.match == Some(exact(*words), 4) and not together.is_full
    assert few.where_few


def test_a_third_will_do_where_few_have_most() -> None:
    made = plan("tổ chức", "full")
    full, few = segments(made)
    either: Clause = Some(exact("tổ", "chức"), 1)
    assert full.match == All(exact("tổ", "chức"))
    assert few.match == All((either, Without(full.match)))


def test_operators_hold_in_every_segment() -> None:
    strict = (
        Without(Term("text", "đảng")),
        Term("text", "bộ"),
        Phrase("text", (("hội",), ("nghị",))),
    )
    for segment in segments(plan('tổ chức -đảng +bộ "hội nghị"', "full")):
        assert isinstance(segment.match, All)
        assert segment.match.parts[:3] == strict
