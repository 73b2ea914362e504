"""Filters of a query's text: taken out of it one at a time, shown as rows and chips."""

from __future__ import annotations

import unicodedata

import pytest

from search.page.chips import build_chips
from search.page.choices import with_typed
from search.page.facets import build_facets
from search.query.filters import chosen_values
from search.query.planner import plan
from search.query.removal import remove_filters
from search.request import SearchRequest
from search.searcher import Searcher


@pytest.mark.parametrize(
    ("query", "number", "left"),
    [
        ("tỉnh:Huế sáp nhập", 0, "sáp nhập"),
        ("sáp nhập tỉnh:Huế", 0, "sáp nhập"),
        ("sáp tỉnh:Huế nhập", 0, "sáp nhập"),
        ("sáp nhập +tỉnh:Huế", 0, "sáp nhập"),
        ('sáp nhập tỉnh:"Gia Lai" bộ máy', 0, "sáp nhập bộ máy"),
        ("sáp nhập tinh:“Gia Lai”", 0, "sáp nhập"),
        ("tỉnh:Hà Nội sáp nhập", 0, "sáp nhập"),
        ("tỉnh:Huế ngày:2025 lũ", 0, "ngày:2025 lũ"),
        ("tỉnh:Huế ngày:2025 lũ", 1, "tỉnh:Huế lũ"),
        ("năm:2025 lũ", 0, "lũ"),
        ("ngày:tháng 12 năm 2025 bão", 0, "bão"),
        ("từ:7/2025 đến:12/2025 lũ", 0, "đến:12/2025 lũ"),
        ("từ:7/2025 đến:12/2025 lũ", 1, "từ:7/2025 lũ"),
        ("số:18-nq/tw tổng kết", 0, "tổng kết"),
        ("tỉnh:(Huế OR TP.HCM) lũ", 0, "tỉnh:(TP.HCM) lũ"),
        ("tỉnh:(Huế OR TP.HCM) lũ", 1, "tỉnh:(Huế) lũ"),
        ('(tỉnh:Huế HOẶC tỉnh:"Gia Lai") lũ', 1, "(tỉnh:Huế) lũ"),
        ("(tỉnh:Huế | tỉnh:Lào-Cai) lũ", 0, "(tỉnh:Lào-Cai) lũ"),
        ("tỉnh:(Huế) lũ", 0, "lũ"),
        ('“hợp nhất” -"trực tuyến" tỉnh:Huế', 0, '“hợp nhất” -"trực tuyến"'),
        ("tỉnh:Huế", 0, ""),
    ],
)
def test_a_filter_goes_with_all_that_is_its_own(
    query: str, number: int, left: str
) -> None:
    for form in ("NFC", "NFD"):
        text = unicodedata.normalize(form, query)
        typed = plan(text, "full").typed
        assert remove_filters(text, [typed[number]]) == unicodedata.normalize(
            form, left
        )


@pytest.mark.parametrize(
    "query",
    [
        "tỉnh:(Huế OR TP.HCM) lũ người:An ngày:2025",
        "tỉnh:Huế,Gia-Lai lũ (ngày:2024 OR ngày:2025)",
        "+(tỉnh:Huế) OR lũ tỉnh:Huế nguồn:báo*",
        'tỉnh:("Gia Lai" | (Huế | "Lào Cai")) lũ',
        "-tỉnh:Huế lũ số:((18-NQ/TW))",
    ],
)
def test_without_all_filters_none_is_left(query: str) -> None:
    made = plan(query, "full")
    rest = plan(remove_filters(query, made.typed), "full")
    assert rest.typed == ()
    assert set(rest.terms) <= set(made.terms)


def test_moving_filters_keeps_what_they_choose() -> None:
    query = "tỉnh:Huế lũ ngày:12/2025 từ:2024"
    typed = plan(query, "full").typed
    moved = with_typed(SearchRequest(q=query, province=("gia-lai",)), typed)
    assert moved.q == "lũ từ:2024"
    assert (moved.province, moved.date) == (("gia-lai", "hue"), ("2025-12",))
    only = with_typed(SearchRequest(q=query), typed, "date")
    assert (only.q, only.date) == ("tỉnh:Huế lũ từ:2024", ("2025-12",))


def test_typed_filters_are_chips_that_take_their_text_out() -> None:
    query = "tỉnh:Huế lũ ngày:12/2025 từ:2024 đến:2025 ngày:2024..2025"
    chips = build_chips(SearchRequest(q=query), plan(query, "full").typed)
    assert [(chip.facet, chip.label) for chip in chips] == [
        ("province", "Huế"),
        ("date", "Tháng 12/2025"),
        ("date_from", "từ 2024"),
        ("date_to", "đến 2025"),
        ("date", "2024..2025"),
    ]
    assert (
        chips[0].remove_url
        == SearchRequest(
            q="lũ ngày:12/2025 từ:2024 đến:2025 ngày:2024..2025"
        ).to_query_string()
    )


def test_typed_filters_are_chosen_rows() -> None:
    request = SearchRequest(q="lũ tỉnh:Huế")
    counts = {"province": {"hue": 4, "gia-lai": 2}, "year": {"2025": 6}}
    typed = plan(request.q, "full").typed
    rows = {
        row.value: row
        for facet in build_facets(request, counts, typed)
        for row in facet.values
    }
    assert rows["hue"].selected and not rows["gia-lai"].selected
    assert rows["hue"].toggle_url == SearchRequest(q="lũ").to_query_string()
    both = SearchRequest(q="lũ", province=("hue", "gia-lai"))
    assert rows["gia-lai"].toggle_url == both.to_query_string()
    # Other facets leave the text as it was typed.
    year = SearchRequest(q="lũ tỉnh:Huế", date=("2025",))
    assert rows["2025"].toggle_url == year.to_query_string()


def test_a_typed_month_opens_the_days(searcher: Searcher) -> None:
    page = searcher.search(SearchRequest(q="ngày:12/2025"), facets=True)
    dates = next(facet for facet in page.facets if facet.name == "date")
    shown = {row.value: row.selected for row in dates.values}
    assert shown["2025-12"] is True and shown["2025-12-08"] is False
    assert list(shown.values()).count(True) == 1
    assert [chip.label for chip in page.chips] == ["Tháng 12/2025"]
    assert page.unfiltered_url == "?"


def test_chosen_values_are_joined_by_facet() -> None:
    typed = plan("tỉnh:Huế tỉnh:Huế,Gia-Lai từ:2025 ngày:2025", "full").typed
    assert chosen_values(typed) == {
        "province": ("hue", "gia-lai"),
        "date": ("2025",),
    }
