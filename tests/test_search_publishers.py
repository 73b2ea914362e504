"""One newspaper is one value of its facet, however an article names it."""

from __future__ import annotations

from pathlib import Path

import pytest
from samples import build_index, make_article

from search.gazetteer.publishers import _rows, canonical_publisher, home_of
from search.request import SearchRequest
from search.searcher import Searcher


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("GLO", "Báo Gia Lai"),
        ("glo", "Báo Gia Lai"),
        ("Báo Gia Lai", "Báo Gia Lai"),
        ("BÁO GIA LAI", "Báo Gia Lai"),
        ("baogialai.com.vn", "Báo Gia Lai"),
        ("HNN.VN", "Huế ngày nay"),
        ("Báo Tuổi Trẻ", "Tuổi Trẻ"),
        ("BTM", "Bản tin Mẫu"),
        ("Báo Không Ai Biết", "Báo Không Ai Biết"),
        ("KAB", "KAB"),
        ("", ""),
        ("báo", "báo"),
        ("G" * 5_000, "G" * 5_000),
    ],
)
def test_names_codes_and_domains_are_one(written: str, name: str) -> None:
    assert canonical_publisher(written) == name


def test_names_of_one_newspaper_have_one_home() -> None:
    for publisher, written in _rows():
        for name in written:
            assert canonical_publisher(name) == publisher.name, name
            home = home_of(name)
            assert (home.slug if home else "") == publisher.home, name


def test_facets_and_filters_know_a_newspaper_once(tmp_path: Path) -> None:
    written = ("GLO", "Báo Gia Lai", "baogialai.com.vn", "Tin Xóm")
    path = build_index(
        tmp_path / "index",
        [
            make_article(str(number), "Lúa chín", "Lúa chín.", publisher=name)
            for number, name in enumerate(written)
        ],
    )
    searcher = Searcher(path)
    page = searcher.search(SearchRequest(), facets=True)
    rows = next(facet.values for facet in page.facets if facet.name == "publisher")
    assert [(row.value, row.count) for row in rows] == [
        ("Báo Gia Lai", 3),
        ("Tin Xóm", 1),
    ]
    for name in ("GLO", "glo", "bao gia lai", "Báo Gia Lai", "baogialai.com.vn"):
        assert searcher.search(SearchRequest(publisher=(name,))).total == 3, name
        assert searcher.search(SearchRequest(q=f'nguồn:"{name}" lúa')).total == 3
    # What was printed stays.
    assert {hit.article.publisher for hit in page.hits} == set(written)
    searcher.close()
