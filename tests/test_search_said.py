"""Searching what people say (``nói:``) and whose office changes (``nhânsự:``)."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook
from samples import build_index, make_article

import timtin
from indexer.facts.people.people import read_people
from indexer.facts.said.changes import find_changes
from indexer.facts.said.speakers import Cast
from indexer.facts.said.statements import find_statements
from search.article import Article, Change, OfficialDocument, Stamp, Statement
from search.commands.terminal import format_article
from search.export.said import CHANGE_COLUMNS
from search.fields import said_terms, text_of
from search.language.tokens import SENTENCE
from search.request import SearchRequest
from search.searcher import Searcher
from search.subjects.person import tell_person
from search.subjects.printing import format_person
from search.subjects.said import (
    changes_in,
    every_change,
    every_statement,
    said_about,
    said_by,
    speaker_is,
)

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
def index(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    path: Path = tmp_path_factory.mktemp("said") / "index"
    build_index(path, [article(*item) for item in TEXTS.items()], request.param)
    return path


@pytest.fixture(scope="module")
def searcher(index: Path) -> Searcher:
    return Searcher(index)


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


def test_the_snippet_is_the_statement(searcher: Searcher) -> None:
    page = searcher.search(SearchRequest('nói:"Lê Thị Mơ" "tinh gọn"'))
    (hit,) = page.hits
    assert hit.snippet.text == "Bà Lê Thị Mơ nói phải tinh gọn bộ máy."


def test_a_person_s_page_tells_words_and_changes(searcher: Searcher) -> None:
    facts = tell_person(searcher.view(), "Trần Văn Kiên")
    assert [item.text for item in facts.said] == [
        "“Tinh gọn để mạnh. Bộ máy phải nhẹ”, ông Trần Văn Kiên nói.",
        "Ông Trần Văn Kiên cho biết trời mưa.",
        "Ông Trần Văn Kiên cho biết sẽ tinh gọn bộ máy ngay trong năm.",
    ]
    assert [
        (item.change.kind, item.date, item.is_stated) for item in facts.changes
    ] == [
        ("appointed", "2025-03-05", False),
        ("dismissed", "2025-03-06", False),
    ]
    told = facts.to_dict()
    assert told["changes"][0]["organ"] == "Sở Nội vụ"
    assert told["said"][0]["article"] == "m4"
    lines = "\n".join(format_person(facts))
    assert "được bổ nhiệm: Giám đốc Sở Nội vụ" in lines and "mã bài: m4" in lines


def test_the_same_change_in_two_articles_is_one() -> None:
    same = [article("m5", TEXTS["m5"]), article("n5", TEXTS["m5"])]
    (moved,) = changes_in(same)
    assert (moved.count, moved.article.id) == (2, "m5")
    assert len(list(every_change(same))) == 2


def test_a_loss_told_again_is_the_same_and_a_later_one_another() -> None:
    told = [
        replace(article("m6", TEXTS["m6"]), id=id, published=Stamp(date))
        for id, date in (("a", "2025-03-06"), ("b", "2025-05"), ("c", "2026-05-01"))
    ]
    found = changes_in(told, "Trần Văn Kiên")
    assert [(item.date, item.count) for item in found] == [
        ("2025-03-06", 2),
        ("2026-05-01", 1),
    ]


def test_who_speaks_of_a_document() -> None:
    body = (
        "Ông Trần Văn Kiên cho biết sẽ làm theo Nghị quyết 18-NQ/TW. Bà con vui mừng."
    )
    told = replace(
        article("m1", body),
        documents=(OfficialDocument("18-NQ/TW", "Nghị quyết 18-NQ/TW"),),
    )
    (said,) = said_about("18-NQ/TW", [told, article("m2", TEXTS["m2"])])
    assert said.speaker == "Trần Văn Kiên"
    assert said_about("36-NQ/TW", [told]) == ()


def _run(index: Path, *arguments: str) -> Result:
    return CliRunner().invoke(timtin.cli, [*arguments, "--index", str(index)])


def test_all_that_is_said_is_a_table(index: Path) -> None:
    printed = _run(index, "person", "Trần Văn Kiên", "--statements").stdout
    rows = list(csv.DictReader(io.StringIO(printed.removeprefix("\ufeff"))))
    assert [(row["mã bài"], row["ngày"]) for row in rows] == [
        ("m4", "2025-03-04"),
        ("m2", "2025-03-02"),
        ("m1", "2025-03-01"),
    ]
    assert {row["người nói"] for row in rows} == {"Trần Văn Kiên"}
    assert rows[1]["câu"] == "Ông Trần Văn Kiên cho biết trời mưa."
    assert rows[1]["loại"] == "nói"
    told = _run(index, "person", "Trần Văn Kiên", "--statements", "--json").stdout
    said = json.loads(told)["statements"]
    assert [item["text"] for item in said] == [row["câu"] for row in rows]


def test_all_changes_are_a_workbook(index: Path, tmp_path: Path) -> None:
    path = tmp_path / "kien.xlsx"
    options = ("--changes", "--format", "xlsx", "-o", str(path))
    assert _run(index, "person", "tran van kien", *options).exit_code == 0
    heads, *rows = load_workbook(path).active.iter_rows(values_only=True)
    assert heads == tuple(head for head, _ in CHANGE_COLUMNS)
    appointed = next(row for row in rows if row[-1] == "m5")
    assert len(rows) == 2 and appointed[:6] == (
        *("Trần Văn Kiên", "được bổ nhiệm", "Giám đốc Sở Nội vụ", "Sở Nội vụ"),
        *(datetime(2025, 3, 5), None),
    )


def test_statements_and_changes_travel_with_the_article() -> None:
    for id, body in TEXTS.items():
        made = article(id, body)
        assert Article.from_json(made.to_json()) == made


@pytest.mark.parametrize(
    "facts",
    [
        {"statements": [{"speaker": "A", "start": "1", "end": 2}]},
        {"statements": [{"speaker": "A", "start": 5, "end": 2}]},
        {"statements": [{"speaker": "A", "start": 1, "end": 2, "kind": "sung"}]},
        {"changes": [{"person": "A", "kind": "left", "start": -1, "end": 2}]},
        {"changes": [{"person": "A"}]},
    ],
)
def test_an_article_with_other_facts_is_none(facts: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        Article.from_json(json.dumps({"id": "a", "body": "b", **facts}))


def test_places_beyond_the_text_say_nothing() -> None:
    far = replace(
        article("m1", TEXTS["m1"]),
        statements=(Statement("Trần Văn Kiên", 10_000, 20_000),),
        changes=(Change("Trần Văn Kiên", "left", 10_000, 20_000),),
    )
    assert said_by("Trần Văn Kiên", [far]) == ()
    assert said_terms(far) == ["@Trần_Văn_Kiên", SENTENCE]
    (item,) = every_statement([far], speaker_is("Trần Văn Kiên"))
    assert item.text == ""


def test_offsets_are_those_of_decomposed_articles_too() -> None:
    """What is stored as it came is counted in composed letters."""
    made = article("m1", TEXTS["m1"])
    parted = replace(made, body=unicodedata.normalize("NFD", made.body))
    assert text_of(parted) == text_of(made)
    assert said_terms(parted) == said_terms(made)


def test_an_article_shows_its_statements_and_changes(searcher: Searcher) -> None:
    view = searcher.article("m5")
    (change,) = view.to_dict()["changes"]
    assert change["text"] == TEXTS["m5"] and change["organ"] == "Sở Nội vụ"
    assert "Trần Văn Kiên được bổ nhiệm: Giám đốc Sở Nội vụ" in "\n".join(
        format_article(view, 400, False)
    )
    view = searcher.article("m1")
    (said,) = view.to_dict()["statements"]
    assert said["speaker"] == "Trần Văn Kiên" and "tinh gọn" in said["text"]
    assert f"Trần Văn Kiên: {said['text']}" in "\n".join(
        format_article(view, 400, False)
    )


@pytest.mark.parametrize("engine", ["whoosh", "tantivy"])
def test_from_a_file_to_the_terminal(engine: str, tmp_path: Path) -> None:
    lines = [
        json.dumps({"id": id, "title": f"Tin {id}", "text": text, "date": "2025-03-01"})
        for id, text in TEXTS.items()
    ]
    source = tmp_path / "tin.jsonl"
    source.write_text("\n".join(lines), encoding="utf-8")

    def run(*arguments: str, index: str = "index") -> str:
        options = ("--index", str(tmp_path / index))
        result = CliRunner().invoke(timtin.cli, [*arguments, *options])
        assert result.exit_code in (0, 1), result.output
        return result.stdout

    run("index", str(source), "--engine", engine)
    found = json.loads(run("search", 'nói:"Trần Văn Kiên" "tinh gọn"', "--json"))
    assert sorted(hit["id"] for hit in found["hits"]) == ["m1", "m4"]
    told = run("person", "tran van kien")
    assert "Thay đổi chức vụ" in told and "cách chức" in told
    assert "Nói" in told and "tinh gọn bộ máy ngay trong năm" in told
    # An exported article keeps what was read out of it.
    exported = tmp_path / "export.jsonl"
    exported.write_text(run("export"), encoding="utf-8")
    run("index", str(exported), index="again")
    for name in ("index", "again"):
        told = Searcher(tmp_path / name).article("m5").to_dict()
        assert told["changes"][0]["office"] == "Giám đốc Sở Nội vụ"
