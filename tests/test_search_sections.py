"""Sections of newspapers by their names."""

from __future__ import annotations

from pathlib import Path

import pytest
from samples import build_index, make_article

from search.gazetteer.sections import section_name
from search.request import SearchRequest
from search.searcher import Searcher


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("TheGioi", "Thế giới"),
        ("thegioi", "Thế giới"),
        ("DoiNoi-DoiNgoai", "Đối nội - Đối ngoại"),
        ("ThietBi-PhanCung", "Thiết bị - Phần cứng"),
        ("CNTT", "Công nghệ thông tin"),
        ("Thế giới", "Thế giới"),
        ("The gioi", "The gioi"),
        ("GiGiDo", "GiGiDo"),
        ("ThoiSu-GiDo", "ThoiSu-GiDo"),
        ("Thời sự/Xã hội", "Thời sự/Xã hội"),
        ("", ""),
        ("-" * 500, "-" * 500),
    ],
)
def test_a_code_is_the_name_it_stands_for(written: str, name: str) -> None:
    assert section_name(written) == name


def test_a_section_is_one_row_however_it_is_written(tmp_path: Path) -> None:
    articles = [
        make_article(f"s{n}", f"Tin {n}", "Nội dung.", category=category)
        for n, category in enumerate(("TheGioi", "Thế giới", "ThoiSu"))
    ]
    searcher = Searcher(build_index(tmp_path / "index", articles))
    page = searcher.search(SearchRequest(), facets=True)
    [facet] = [facet for facet in page.facets if facet.name == "category"]
    assert [(row.label, row.count) for row in facet.values] == [
        ("Thế giới", 2), ("Thời sự", 1),
    ]  # fmt: skip
    for written in ("TheGioi", "the gioi", "Thế giới"):
        assert searcher.search(SearchRequest(category=(written,))).total == 2
