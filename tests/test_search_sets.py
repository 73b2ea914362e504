"""What is counted is what was asked for: what makes a query say more never makes its set
larger, and whatever is shown of a set is of the same articles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import build_index, make_article

from search.language.normal import fold
from search.request import SearchRequest
from search.searcher import Searcher
from webui.app import create_app

BODIES = (
    "Giá vàng hôm nay tăng mạnh. Giá vàng thế giới giảm nhẹ.",
    "Giá xăng hôm nay giảm. Người dân mua vàng tích trữ.",
    "Giá vàng và giá đất cùng tăng ở Gia Lai.",
    "Bộ trưởng Bộ Y tế Đỗ Minh Kha họp với Sở Y tế Gia Lai.",
    "Bộ trưởng Y tế trả lời chất vấn tại kỳ họp Quốc hội khóa XV.",
    "UBND tỉnh Gia Lai họp bàn giá đất. Chủ tịch nói về nghị quyết 18.",
    "Ủy ban nhân dân huyện tổng kết Nghị quyết số 18-NQ/TW của Trung ương.",
    "Tô Lan thăm Gia Lai. Bà Tô Lan nói chuyện với nông dân.",
    "Tổ làm việc thăm hai xã. Giá lại tăng.",
    "Quốc hội họp. Tổ quốc và xã hội cùng phát triển, hội thảo về đất đai.",
    "Luật Đất đai và luật nhà ở được bàn ở kỳ họp.",
    "Đường đất đồ sộ. Biển Đông có bão, biến động giá cả.",
)
WORDS = sorted(
    {word for body in BODIES for word in body.replace(".", "").replace(",", "").split()}
)


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    articles = [
        make_article(f"{copy}-{number}", "", body, f"20{20 + copy}-03-{number + 1:02}")
        for copy in range(3)
        for number, body in enumerate(BODIES)
    ]
    searcher = Searcher(
        build_index(tmp_path_factory.mktemp("sets") / "index", articles)
    )
    yield searcher
    searcher.close()


def found(searcher: Searcher, query: str, **asked: object) -> set[str]:
    """The articles that satisfy a query, by date: what is counted and nothing else."""
    request = SearchRequest(q=query, size=100, sort="newest", copies=True, **asked)  # type: ignore[arg-type]
    page = searcher.search(request)
    ids = {hit.article.id for hit in page.hits}
    assert page.total == len(ids) and page.partial == 0
    return ids


QUERIES = st.lists(
    st.tuples(st.sampled_from(WORDS), st.booleans(), st.booleans()),
    min_size=1,
    max_size=6,
)


@given(QUERIES)
def test_marks_never_make_a_set_larger(
    searcher: Searcher, words: list[tuple[str, bool, bool]]
) -> None:
    bare = " ".join(fold(word) for word, _, _ in words)
    few = " ".join(word if one else fold(word) for word, one, _ in words)
    more = " ".join(word if one or two else fold(word) for word, one, two in words)
    whole = " ".join(word for word, _, _ in words)
    sets = [found(searcher, query) for query in (whole, more, few, bare)]
    for narrower, wider in zip(sets, sets[1:]):
        assert narrower <= wider, (whole, more, few, bare)


@given(QUERIES, st.lists(st.sampled_from(WORDS), min_size=1, max_size=3))
def test_what_is_added_never_makes_a_set_larger(
    searcher: Searcher, words: list[tuple[str, bool, bool]], added: list[str]
) -> None:
    query = " ".join(word if marked else fold(word) for word, marked, _ in words)
    plain, text = found(searcher, query), " ".join(added)
    for longer in (f'{query} "{text}"', f'{query} -"{text}"', f"{query} +{added[0]}"):
        assert found(searcher, longer) <= plain, longer
    assert found(searcher, query, date=("2021",)) <= plain
    assert found(searcher, query, date_from="1/2022") <= plain
    assert found(searcher, query, person=("Tô Lan",)) <= plain


@pytest.mark.parametrize(
    "query", ["giá vàng", "gia vang", "bộ trưởng y tế", "gia lai", "UBND", "quốc hội"]
)
def test_the_set_is_one_wherever_it_is_shown(searcher: Searcher, query: str) -> None:
    ids = found(searcher, query)
    assert ids
    request = SearchRequest(q=query, size=100, copies=True)
    page = searcher.search(request, facets=True)
    assert page.total == len(ids)
    assert {hit.article.id for hit in page.hits if not hit.lacks} == ids
    dates = next(facet for facet in page.facets if facet.name == "date")
    assert sum(row.count for row in dates.values if row.level == 0) == len(ids)
    assert searcher.holding(
        query, {f"{c}-{n}" for c in range(3) for n in range(12)}
    ) == {
        hit.article.id
        for hit in searcher.search(SearchRequest(q=query, size=100)).hits
        if not hit.lacks
    }
    feed = (
        create_app(searcher=searcher)
        .test_client()
        .get("/feed.atom", query_string={"q": query, "size": 100, "copies": 1})
    )
    assert feed.text.count("<entry>") == len(ids)


@pytest.mark.parametrize(
    ("query", "bodies"),
    [
        ("giá vàng", {0, 2}),
        ("Giá Vàng", {0, 2}),
        ("ủy ban nhân dân", {5, 6}),
        ("nghị quyết 18", {5, 6}),
        ("gia lai", {2, 3, 5, 7, 8}),
        ("Gia Lai", {2, 3, 5, 7}),
        ("khóa XV", {4}),
    ],
)
def test_sets(searcher: Searcher, query: str, bodies: set[int]) -> None:
    assert {int(id.partition("-")[2]) for id in found(searcher, query)} >= bodies
