"""Searching what people say (``nói:``) and whose office changes (``nhânsự:``)."""

from __future__ import annotations

from pathlib import Path

import pytest
from samples import build_index, make_article

from indexer.facts.people.people import read_people
from indexer.facts.said.changes import find_changes
from indexer.facts.said.speakers import Cast
from indexer.facts.said.statements import find_statements
from search.article import Article
from search.request import SearchRequest
from search.searcher import Searcher

TEXTS = {
    "m1": "Ông Trần Văn Kiên cho biết sẽ tinh gọn bộ máy ngay trong năm. Trời mưa to.",
    "m2": "Ông Trần Văn Kiên cho biết trời mưa. Bà Lê Thị Mơ nói phải tinh gọn bộ máy.",
    "m3": "Ông Trần Văn Kiên đi chợ. Cả xã bàn chuyện tinh gọn bộ máy.",
    "m4": "“Tinh gọn để mạnh. Bộ máy phải nhẹ”, ông Trần Văn Kiên nói.",
    "m5": "Huyện đã bổ nhiệm ông Trần Văn Kiên làm Giám đốc Sở Nội vụ.",
    "m6": "Ông Trần Văn Kiên, Giám đốc Sở Nội vụ, bị cách chức.",
}


def article(id: str, body: str) -> Article:
    text = f"Tin {id}\n{body}"
    named = read_people(text)
    cast = Cast(text, named)
    return make_article(
        id,
        f"Tin {id}",
        body,
        "2025-03-0" + id[1],
        people=named.people,
        statements=find_statements(cast),
        changes=find_changes(cast),
    )


@pytest.fixture(scope="module", params=["whoosh", "tantivy"])
def searcher(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Searcher:
    path: Path = tmp_path_factory.mktemp("said") / "index"
    build_index(path, [article(*item) for item in TEXTS.items()], request.param)
    return Searcher(path)


def found(searcher: Searcher, query: str) -> list[str]:
    page = searcher.search(SearchRequest(query))
    return sorted(hit.article.id for hit in page.hits if not hit.lacks)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('nói:"Trần Văn Kiên"', ["m1", "m2", "m4"]),
        ('nói:"Trần Văn Kiên" "tinh gọn"', ["m1", "m4"]),
        ("nói:Trần Văn Kiên tinh gọn", ["m1", "m4"]),
        ('nói:"tran van kien" "tinh gon"', ["m1", "m4"]),
        ('said:"Trần Văn Kiên" +"tinh gọn" "bộ máy"', ["m1", "m4"]),
        ('nói:"Trần Văn Kiên" ="tinh gọn"', ["m1", "m4"]),
        ('nói:"Trần Văn Kiên" "tinh gọn" "trời mưa"', []),
        ('nói:"Trần Văn Kiên" "trời mưa"', ["m2"]),
        ('nói:"Lê Thị Mơ" "tinh gọn"', ["m2"]),
        ('nói:"Trần Văn Kiên" nói:"Lê Thị Mơ"', ["m2"]),
        ('nói:"Trần Văn Kiên" -"tinh gọn"', []),
        ('nói:"Trần Văn Kiên" -"trời mưa to"', ["m2", "m4"]),
        ('nói:"Trần Văn Kiên" OR nói:"Lê Thị Mơ"', ["m1", "m2", "m4"]),
        ('"tinh gọn" -nói:"Trần Văn Kiên"', ["m3"]),
        ('nói:"Trần Văn Kiên" "không có đâu"', []),
        ('nhânsự:"bổ nhiệm"', ["m5"]),
        ('nhansu:"Trần Văn Kiên"', ["m5", "m6"]),
        ('nhânsự:"Trần Văn Kiên" nhânsự:"cách chức"', ["m6"]),
    ],
)
def test_search_by_speaker_and_change(
    searcher: Searcher, query: str, expected: list[str]
) -> None:
    assert found(searcher, query) == expected


def test_an_unknown_speaker_is_said_so(searcher: Searcher) -> None:
    page = searcher.search(SearchRequest('nói:"Không Ai Cả" mưa'))
    assert page.total == 0
    assert any("người phát biểu" in notice.message for notice in page.warnings)


def test_a_chip_takes_the_speaker_away(searcher: Searcher) -> None:
    page = searcher.search(SearchRequest('nói:"Trần Văn Kiên" "tinh gọn"'))
    assert [chip.label for chip in page.chips] == ["nói: Trần Văn Kiên"]
