"""Facet rows, their counts and their links."""

from __future__ import annotations

import pytest

from search.page.chips import build_chips
from search.page.facets import build_facets, toggle
from search.query.clauses import FacetAsk
from search.query.compile import facet_asks
from search.request import SearchRequest
from search.results import FacetValue


def rows(request: SearchRequest, counts: dict[str, dict[str, int]]) -> list[FacetValue]:
    return [row for facet in build_facets(request, counts) for row in facet.values]


@pytest.mark.parametrize(
    ("chosen", "value", "expected"),
    [
        ((), "2025", ("2025",)),
        (("2025",), "2025", ()),
        (("2025",), "2025-12", ("2025-12",)),
        (("2025-12",), "2025-12", ("2025",)),
        (("2025-11", "2025-12"), "2025-12", ("2025-11",)),
        (("2025-12-08", "2024"), "2025", ("2024", "2025")),
        (("2024",), "2025", ("2024", "2025")),
        (("none",), "2025", ("none", "2025")),
        (("none",), "none", ()),
        (("2024-02..2024-05",), "2024-02", ("2024-02..2024-05", "2024-02")),
        (("2024-02..2024-05", "2025"), "2025", ("2024-02..2024-05",)),
    ],
)
def test_dates_drill_down(
    chosen: tuple[str, ...], value: str, expected: tuple[str, ...]
) -> None:
    assert toggle("date", chosen, value) == expected


def test_provinces_drill_to_the_names_of_then() -> None:
    assert toggle("province", ("gia-lai",), "binh-dinh") == ("binh-dinh",)
    assert toggle("province", ("binh-dinh",), "binh-dinh") == ("gia-lai",)
    assert toggle("province", ("hue",), "gia-lai") == ("hue", "gia-lai")


def test_the_date_facet_counts_as_deep_as_it_is_open() -> None:
    def columns(*date: str) -> list[str]:
        asks = facet_asks({"date": date})
        return [ask.column for ask in asks if ask.name == "date"]

    assert columns() == ["year", "month"]
    assert columns("none") == ["year", "month"]
    assert columns("2025") == ["year", "month"]
    assert columns("2025-12") == columns("2025-12-08") == ["year", "month", "day"]
    assert FacetAsk("province", "province") in facet_asks({})


def test_date_rows_are_in_calendar_order_with_the_undated_last() -> None:
    counts = {
        "year": {"2025": 5, "2024": 2, "0": 3},
        "month": {"202512": 3, "202501": 1, "202411": 2, "0": 1},
    }
    shown = rows(SearchRequest(date=("2025",)), counts)
    assert [(row.value, row.count, row.level) for row in shown] == [
        ("2025", 5, 0),
        ("2025-01", 1, 1),
        ("2025-12", 3, 1),
        ("2024", 2, 0),
        ("none", 3, 0),
    ]


def test_chosen_values_stay_visible_at_zero() -> None:
    shown = rows(
        SearchRequest(date=("2019-05",), province=("hue",), publisher=("X",)), {}
    )
    assert [(row.value, row.count, row.selected) for row in shown] == [
        ("2019", 0, False),
        ("2019-05", 0, True),
        ("hue", 0, True),
        ("X", 0, True),
    ]


def test_an_open_province_shows_the_units_it_holds() -> None:
    counts = {"province": {"gia-lai": 7, "binh-dinh": 3, "hue": 9}}
    shown = rows(SearchRequest(province=("gia-lai",)), counts)
    assert [(row.value, row.count, row.level) for row in shown] == [
        ("hue", 9, 0),
        ("gia-lai", 7, 0),
        ("binh-dinh", 3, 1),
    ]
    assert shown[2].label == "Bình Định (tên gọi lúc đó)"


def test_links_keep_the_rest_of_the_request() -> None:
    request_ = SearchRequest(q="bầu cử", province=("hue",), page=3)
    shown = rows(request_, {"year": {"2021": 1}})
    assert shown[0].toggle_url == "?q=b%E1%BA%A7u+c%E1%BB%AD&date=2021&province=hue"


def test_chips_remove_one_filter_each() -> None:
    chips = build_chips(SearchRequest(province=("hue", "ha-noi"), date_from="2025"))
    assert [(chip.label, chip.remove_url) for chip in chips] == [
        ("Huế", "?date_from=2025&province=ha-noi"),
        ("Hà Nội", "?date_from=2025&province=hue"),
        ("từ 2025", "?province=hue&province=ha-noi"),
    ]
