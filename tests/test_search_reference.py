"""The five reference articles, from files to results. They stand outside the project
(their texts are their newspapers'), so this is skipped where they are not."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from indexer.building.pipeline import run
from search.request import SearchRequest
from search.searcher import Searcher

REFERENCE = Path(__file__).parent.parent.parent / "shared" / "reference"
ALL = {"000", "001", "002", "003", "004"}

pytestmark = pytest.mark.skipif(not REFERENCE.is_dir(), reason="no reference articles")


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    path = tmp_path_factory.mktemp("reference") / "index"
    run(sorted(REFERENCE.glob("*.txt")), path)
    searcher = Searcher(path)
    yield searcher
    searcher.close()


def found(searcher: Searcher, query: str) -> set[str]:
    page = searcher.search(SearchRequest(q=query, size=50))
    full = [hit for hit in page.hits if not hit.lacks]
    assert page.total == len(full)
    return {Path(hit.article.source).name[:3] for hit in full}


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


@pytest.mark.parametrize("spell", [str, str.upper, nfd])
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("tổ chức xây dựng đảng", ALL),
        ("to chuc xay dung dang", ALL),
        ('"công tác tổ chức xây dựng Đảng"', ALL),
        ("18-nq/tw", {"000", "001", "004"}),
        ("18 nq tw", {"000", "001", "004"}),
        ("140 giáo viên", set()),
    ],
)
def test_queries_find_what_they_must(
    reference: Searcher, spell: Callable[[str], str], query: str, expected: set[str]
) -> None:
    assert found(reference, spell(query)) == expected


@pytest.mark.parametrize(
    "spellings",
    [("tô lâm", "to lam", "Tô Lâm"), ("uỷ ban nhân dân", "ủy ban nhân dân")],
)
def test_spellings_find_the_same(
    reference: Searcher, spellings: tuple[str, ...]
) -> None:
    first, *others = [found(reference, spelling) for spelling in spellings]
    assert first
    assert all(other == first for other in others)


def test_marks_are_told_apart(reference: Searcher) -> None:
    assert found(reference, "tổ") != found(reference, "tô")


def test_partial_matches_are_apart(reference: Searcher) -> None:
    page = reference.search(SearchRequest(q="140 giáo viên"))
    assert page.total == 0 and page.partial


def test_the_province_facet_counts_venues_and_subjects(reference: Searcher) -> None:
    page = reference.search(SearchRequest(), facets=True)
    (provinces,) = [facet for facet in page.facets if facet.name == "province"]
    assert {row.value: row.count for row in provinces.values} == {
        "ha-noi": 2,
        "gia-lai": 1,
        "hue": 1,
    }
