"""Requests are clamped, cleaned and come back from their own URL."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.config import MAX_PAGE_SIZE, MAX_WINDOW
from search.request import FACET_FIELDS, SearchRequest, read_request


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({}, SearchRequest()),
        ({"q": [" tô lâm "]}, SearchRequest(q="tô lâm")),
        ({"q": ["a\x00b\ud800c"]}, SearchRequest(q="a b c")),
        ({"page": ["0"], "size": ["-3"]}, SearchRequest()),
        ({"page": ["２"], "size": ["1e3"]}, SearchRequest()),
        ({"size": ["99999"]}, SearchRequest(size=MAX_PAGE_SIZE)),
        ({"size": ["99999999999999"]}, SearchRequest()),
        ({"page": ["999999"]}, SearchRequest(page=MAX_WINDOW // 10)),
        ({"sort": ["newest"]}, SearchRequest(sort="newest")),
        ({"sort": ["; drop"]}, SearchRequest()),
        ({"province": ["hue", "hue", ""]}, SearchRequest(province=("hue",))),
        ({"copies": ["1"]}, SearchRequest(copies=True)),
        ({"unknown": ["x"]}, SearchRequest()),
    ],
)
def test_arguments_are_clamped(
    arguments: dict[str, list[str]], expected: SearchRequest
) -> None:
    assert read_request(arguments) == expected


words = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=9)


@given(
    st.builds(
        SearchRequest,
        q=words,
        date_from=words,
        sort=st.sampled_from(["relevance", "newest", "oldest"]),
        page=st.integers(1, 100),
        size=st.integers(1, 100),
        copies=st.booleans(),
        **{
            name: st.lists(words, unique=True, max_size=3).map(tuple)
            for name in FACET_FIELDS
        },
    )
)
def test_a_request_comes_back_from_its_url(request_: SearchRequest) -> None:
    query = request_.to_query_string().removeprefix("?")
    assert read_request(parse_qs(query, keep_blank_values=True)) == request_


def test_a_change_goes_back_to_the_first_page() -> None:
    assert SearchRequest(page=4).changed(province=("hue",)).page == 1


def test_hostile_lists_are_bounded() -> None:
    request_ = read_request({"province": [f"x{i}" for i in range(10_000)]})
    assert len(request_.province) == 50


@pytest.mark.parametrize("name", FACET_FIELDS)
@pytest.mark.parametrize("values", [(), ("a b&c",), ("2025", "Huế")])
@pytest.mark.parametrize(
    "request_",
    [
        SearchRequest(),
        SearchRequest(q="tổ chức", page=3, size=20),
        SearchRequest(date=("2024",), category=("x",), sort="newest", copies=True),
        SearchRequest(q="a", province=("hue", "ha-noi"), publisher=("Báo & đài",)),
    ],
)
def test_made_links_equal_changed_requests(
    request_: SearchRequest, name: str, values: tuple[str, ...]
) -> None:
    expected = request_.changed(**{name: values}).to_query_string()
    assert request_.link_maker(name)(values) == expected
