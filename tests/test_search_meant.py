"""A query that no article satisfies and that is likely a slip: the articles of what was
meant follow as partial matches, and nothing counts them."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from samples import build_index, make_article

import timtin
from search.request import SearchRequest
from search.searcher import Searcher

SLIPS = {
    "sáp nhâpp": "sáp nhập",
    "Gia Laii": "Gia Lai",
    "nghị quyếtt": "nghị quyết",
    "saps nhaapj tinhr": "sáp nhập tỉnh",
    "quốc hôi": "quốc hội",
}


def listed(searcher: Searcher, query: str, **asked: object) -> list[str]:
    page = searcher.search(SearchRequest(q=query, size=100, **asked))  # type: ignore[arg-type]
    return [hit.article.id for hit in page.hits]


@pytest.mark.parametrize("typed", SLIPS)
def test_articles_of_what_was_meant_are_listed(
    seed_searcher: Searcher, typed: str
) -> None:
    page = seed_searcher.search(SearchRequest(q=typed, size=100), facets=True)
    meant = seed_searcher.search(SearchRequest(q=SLIPS[typed], size=100))
    assert page.meant == SLIPS[typed]
    assert (page.total, page.partial) == (0, meant.total + meant.partial)
    assert [hit.article.id for hit in page.hits] == [
        hit.article.id for hit in meant.hits
    ]
    assert [hit.snippet for hit in page.hits] == [hit.snippet for hit in meant.hits]
    assert all(hit.lacks for hit in page.hits)
    assert not any(facet.values for facet in page.facets if facet.name == "person")


@pytest.mark.parametrize("typed", SLIPS)
def test_they_are_in_no_order_by_date(seed_searcher: Searcher, typed: str) -> None:
    assert listed(seed_searcher, typed, sort="newest") == []
    assert seed_searcher.newest(typed, 10) == []


def test_pages_go_on_where_the_first_ends(seed_searcher: Searcher) -> None:
    whole = listed(seed_searcher, "nghị quyếtt")
    pages = [
        hit.article.id
        for number in range(1, 6)
        for hit in seed_searcher.search(
            SearchRequest(q="nghị quyếtt", size=10, page=number)
        ).hits
    ]
    assert len(whole) > 50 and pages == whole[:50]


@pytest.mark.parametrize(
    "typed", ['"sáp nhâpp"', "=sáp nhâpp", "+nhâpp sáp", "sáp nhâpp*"]
)
def test_operators_mean_what_they_say(seed_searcher: Searcher, typed: str) -> None:
    assert seed_searcher.search(SearchRequest(q=typed)).meant == ""


def test_filters_that_no_article_satisfies_are_no_slip(
    seed_searcher: Searcher,
) -> None:
    found = seed_searcher.search(SearchRequest(q="sáp nhập", date_to="1950"))
    assert (found.total, found.meant) == (0, "")
    narrowed = seed_searcher.search(SearchRequest(q="Gia Laii", province=("gia-lai",)))
    assert narrowed.meant == "Gia Lai"
    assert narrowed.hits


def test_what_an_article_has_is_no_slip(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    often = [make_article(f"a{n}", "", "Phiên họp bàn giá vàng.") for n in range(40)]
    once = make_article("b", "", "Phiên họp bàn giá vàngg.")
    index = build_index(tmp_path_factory.mktemp("meant") / "index", [*often, once])
    searcher = Searcher(index)
    try:
        page = searcher.search(SearchRequest(q="giá vàngg"))
        assert (page.total, page.meant) == (1, "")
        assert page.hits[0].article.id == "b"
    finally:
        searcher.close()


def test_page_says_what_its_articles_were_found_by(client: FlaskClient) -> None:
    html = client.get("/?q=nghị+quyếtt").get_data(as_text=True)
    assert "Không bài nào có đủ “nghị quyếtt”" in html
    assert "đây là" in html and "“nghị quyết”" in html
    assert "thiếu:" not in html
    data = client.get("/api/search?q=nghị+quyếtt").get_json()
    assert data["meant"] == "nghị quyết" and data["hits"][0]["lacks"]


def test_article_from_such_a_page_has_its_marks(client: FlaskClient) -> None:
    hit = client.get("/api/search?q=nghị+quyếtt").get_json()["hits"][0]
    html = client.get(f"/bai/{hit['id']}?q=nghị+quyếtt").get_data(as_text=True)
    assert "<mark" in html


def test_command_says_so(seed_index: object) -> None:
    result = CliRunner().invoke(
        timtin.cli, ["search", "nghị quyếtt", "--index", str(seed_index)]
    )
    assert result.exit_code == 1
    assert "đây là" in result.output and "cho “nghị quyết”" in result.output
