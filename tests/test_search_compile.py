"""From a request to what an engine is asked: filters typed and chosen mean the same."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from search.page.chips import build_chips
from search.page.choices import with_period
from search.page.facets import build_facets
from search.query.clauses import All, Keyword, Range, Some, Without
from search.query.compile import Compiled, compile_query, read_choices
from search.request import SearchRequest

KNOWN = {
    "publisher": ("Báo Mẫu", "Đài Thử"),
    "person": ("Lê Văn Mẫu", "Trần Thị Thử"),
    "document": ("18-NQ/TW",),
    "category": ("Thời sự",),
}
ARGUMENTS = {
    "ngày": "date",
    "tỉnh": "province",
    "nguồn": "publisher",
    "người": "person",
    "số": "document",
    "mục": "category",
    "từ": "date_from",
    "đến": "date_to",
}


class Known:
    """A collection of a few values."""

    def values(self, facet: str, text: str) -> Sequence[str]:
        wanted = text.casefold()
        return [value for value in KNOWN[facet] if wanted in value.casefold()]

    def variants(self, folded: str) -> Sequence[str]:
        return ()

    def restore(self, terms: Sequence[str]) -> Sequence[tuple[str, float]]:
        return [(term, 1.0) for term in terms]

    spell = restore

    def rarity(self, field: str, term: str) -> float:
        return 1.0


def compiled(request: SearchRequest) -> Compiled:
    return compile_query(request, "full", Known(), facets=True)


def messages(request: SearchRequest) -> list[str]:
    return [warning.message for warning in compiled(request).warnings]


def chosen(name: str, value: str) -> SearchRequest:
    single = name in ("date_from", "date_to")
    return SearchRequest().changed(**{name: value if single else (value,)})


def test_choices_become_filters() -> None:
    request = SearchRequest(date=("2025-12", "none"), province=("TP.HCM",), copies=True)
    found = compiled(request)
    assert found.query.filters == {
        "date": Some((Range("date", 20251200, 20251299), Range("date", 0, 0))),
        "province": Keyword("province", ("ho-chi-minh",)),
    }
    assert found.request.province == ("ho-chi-minh",)
    assert found.warnings == ()


def test_reading_choices_keeps_the_page() -> None:
    request = SearchRequest(province=("Gia Lai",), date=("2025-99",), page=3)
    assert read_choices(request).request == SearchRequest(province=("gia-lai",), page=3)


def test_copies_are_left_out_unless_asked_for() -> None:
    assert compiled(SearchRequest()).query.filters == {
        "copy": Without(Keyword("copy", ("1",)))
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ngày", "2024..2025"),
        ("ngày", "quý 2/2025"),
        ("ngày", "12/2025"),
        ("ngày", "8/12/2025"),
        ("ngày", "tháng 12 năm 2025"),
        ("ngày", "từ 1/2025 đến 3/2025"),
        ("ngày", "none"),
        ("ngày", "32/13/2025"),
        ("ngày", "rác"),
        ("từ", "2024..2025"),
        ("từ", "quý 2/2025"),
        ("từ", "ba hôm nữa"),
        ("đến", "9-12-2025"),
        ("đến", "99/2025"),
        ("tỉnh", "Hà Nội, Huế"),
        ("tỉnh", "hà-nội"),
        ("tỉnh", "gia-lai"),
        ("tỉnh", "Huế, Atlantis"),
        ("tỉnh", "Atlantis"),
        ("nguồn", "báo"),
        ("nguồn", "không có"),
        ("người", "thị thử"),
        ("số", "18-nq/tw"),
        ("số", "77-zz/yy"),
        ("mục", "thời sự"),
    ],
)
def test_typed_and_chosen_filters_mean_the_same(field: str, value: str) -> None:
    by_choice = chosen(ARGUMENTS[field], value)
    by_text = SearchRequest(q=f'{field}:"{value}"')
    assert compiled(by_choice).query.filters == compiled(by_text).query.filters
    assert messages(by_choice) == messages(by_text)


@pytest.mark.parametrize("name", ["date", "date_from", "date_to"])
@pytest.mark.parametrize("value", ["32/13/2025", "rác", "hôm kia nữa"])
def test_a_date_that_is_none_narrows_nothing(name: str, value: str) -> None:
    found = compiled(chosen(name, value))
    assert found.query == compiled(SearchRequest()).query
    assert found.request == SearchRequest()
    assert [(item.message, item.argument) for item in found.warnings] == [
        (f"Bỏ qua ngày “{value}”: hãy viết 9/12/2025, 12/2025 hoặc 2025", name)
    ]


@pytest.mark.parametrize(
    "request_",
    [
        SearchRequest(date_from="2025", date_to="2024"),
        SearchRequest(q="bão từ:2025", date_to="2024"),
        SearchRequest(q="bão đến:2024", date_from="2025"),
        SearchRequest(q="bão từ:2025 đến:2024"),
    ],
)
def test_a_period_that_ends_before_it_begins_is_said(request_: SearchRequest) -> None:
    assert messages(request_) == [
        "Ngày bắt đầu đứng sau ngày kết thúc, nên không có bài nào"
    ]


def test_ends_that_are_typed_and_chosen_are_one_chip() -> None:
    request = SearchRequest(q="bão từ:2025 đến:12/2025", date_from="2024")
    found = compiled(request)
    typed = found.plan.typed
    chips = build_chips(found.request, typed, found.chosen)
    assert [(chip.facet, chip.label, chip.remove_url) for chip in chips] == [
        ("date_from", "từ 2025", "?q=b%C3%A3o+%C4%91%E1%BA%BFn%3A12%2F2025"),
        ("date_to", "đến 12/2025", "?q=b%C3%A3o+t%E1%BB%AB%3A2025&date_from=2024"),
    ]
    assert with_period(request, typed, found.chosen) == SearchRequest(
        q="bão", date_from="2025", date_to="12/2025"
    )


def test_a_chosen_period_is_a_chip_and_no_row() -> None:
    found = compiled(SearchRequest(date=("2024..2025", "2023")))
    [date] = build_facets(found.request, {"year": {"2024": 3}})
    assert [row.value for row in date.values] == ["2024", "2023"]
    chips = build_chips(found.request)
    assert [chip.label for chip in chips] == ["2024..2025", "Năm 2023"]


def test_both_hold_where_a_facet_is_typed_and_chosen() -> None:
    found = compiled(SearchRequest(q="tỉnh:Huế", province=("ha-noi",), copies=True))
    assert found.query.filters == {
        "province": All(
            (Keyword("province", ("ha-noi",)), Keyword("province", ("hue",)))
        )
    }
