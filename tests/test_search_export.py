"""Taking a result set away: every format holds the articles that pages count, whatever
their texts hold, and reads back with the libraries that others read it with."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

import timtin
from search.article import Article, OfficialDocument, Person, Place, Stamp
from search.errors import UsageError
from search.export import tables, walking
from search.export.citations import bibtex, cite, ris
from search.export.cli import write
from search.export.columns import COLUMNS
from search.export.formats import FORMATS
from search.export.walking import Item, find_all, find_chosen
from search.request import SearchRequest
from search.searcher import Searcher

ARTICLE = Article(
    id="báo/1?a=b",
    title='=HYPERLINK("x") & 50% của {A_B}',
    body="Hội nghị bàn việc mùa vụ.",
    url="https://bao.example/tin_1?a={b}",
    publisher="Báo Mẫu",
    byline="Lê Thị Mẫu",
    category="ThoiSu",
    published=Stamp("2025-12-08T15:50"),
    event=Stamp("2025-12"),
    places=(
        Place("gia-lai", "Gia Lai", "venue"),
        Place("ho-chi-minh", "TP.HCM", "subject"),
        Place("ha-noi", "Hà Nội", "publisher"),
    ),
    people=(Person("Đỗ Mẫu Năm", "Bộ trưởng"), Person("Vũ Mẫu")),
    documents=(OfficialDocument("18-NQ/TW", "Nghị quyết 18"),),
)
HOSTILE = replace(
    ARTICLE,
    id="x" * 400,
    title="\ud800 tin\x00 \x1b[31m\r\nTY  - JOUR\r\nER  - ",
    byline="@ai}, month = jan",
    url="javascript:alert(1)",
    published=Stamp("1890-01-02"),
    event=None,
    body="chữ " * 20_000,
    people=tuple(Person(f"Người thứ {n}", "+1") for n in range(3_000)),
)


LONG = "tổng bí thư tô lâm phát biểu tổ chức bộ máy hệ thống chính trị hội nghị"
"""More words than are all wanted of the articles that are ranked first."""


def content(form: str, *articles: Article) -> bytes:
    return b"".join(FORMATS[form].write([Item(one) for one in articles], False))


def sheet(data: bytes) -> list[tuple[object, ...]]:
    book = load_workbook(io.BytesIO(data), read_only=True)
    return [row for page in book for row in page.iter_rows(values_only=True)]


def test_a_row_has_names_and_real_dates() -> None:
    (row,) = csv.DictReader(io.StringIO(content("csv", ARTICLE).decode("utf-8-sig")))
    assert row["Tiêu đề"] == "'" + ARTICLE.title
    assert (row["Ngày đăng"], row["Ngày diễn ra"]) == (
        "2025-12-08 15:50",
        "tháng 12/2025",
    )
    assert row["Tỉnh, thành phố"] == "Gia Lai; TP. Hồ Chí Minh"
    assert row["Nơi diễn ra"] == "Gia Lai"
    assert row["Nhân vật (chức vụ)"] == "Đỗ Mẫu Năm (Bộ trưởng); Vũ Mẫu"
    assert row["Chuyên mục"] == "Thời sự"
    data = json.loads(content("jsonl", ARTICLE))
    assert data["provinces"] == ["Gia Lai", "TP. Hồ Chí Minh"]
    assert (data["date"], data["event_date"]) == ("2025-12-08T15:50", "2025-12")
    headings, cells = sheet(content("xlsx", ARTICLE))
    assert headings == tuple(column.heading for column in COLUMNS)
    assert cells[1:3] == (ARTICLE.title, datetime(2025, 12, 8, 15, 50))


@pytest.mark.parametrize("form", FORMATS)
def test_hostile_articles_stay_one_article(form: str) -> None:
    data = content(form, HOSTILE, ARTICLE)
    text = "" if form == "xlsx" else data.decode("utf-8-sig")
    assert not set(text) & {"\x00", "\x1b"}
    match form:
        case "csv":
            rows = list(csv.reader(io.StringIO(text)))
            assert [len(row) for row in rows] == [len(COLUMNS)] * 3
            assert not any(
                cell[:1] in "=+-@" for row in rows[1:] for cell in row if cell
            )
        case "xlsx":
            rows = sheet(data)
            assert len(rows) == 3
            assert max(len(str(cell)) for cell in rows[1]) == tables.MAX_CELL
            assert load_workbook(io.BytesIO(data)).active["B3"].data_type == "s"
        case "jsonl":
            assert len([json.loads(line) for line in text.splitlines()]) == 2
        case "ris":
            tags = [line[:2] for line in text.split("\r\n") if line]
            assert (tags.count("TY"), tags.count("ER")) == (2, 2)
            assert all(line[2:6] == "  - " for line in text.split("\r\n") if line)
        case _:
            assert depth_of(text) == 0 and text.count("\n@") == 1


def depth_of(text: str) -> int:
    """How many braces are open at the end; none may close before it opens."""
    depth, escaped = 0, False
    for char in text:
        if not escaped:
            depth += (char == "{") - (char == "}")
            assert depth >= 0
        escaped = char == "\\" and not escaped
    return depth


def test_citations_say_what_is_known() -> None:
    assert cite(ARTICLE) == (
        "Lê Thị Mẫu, “" + ARTICLE.title + "”, Báo Mẫu, 8/12/2025. " + ARTICLE.url
    )
    bare = Article(id="1", body="Một câu.")
    assert cite(bare) == "“Một câu.”, không rõ ngày."
    dated = replace(bare, event=Stamp("2024-05-01"))
    assert cite(dated) == "“Một câu.”, về sự kiện 1/5/2024."
    # A day of an event is no day of publication.
    assert "DA  -" not in ris(dated) and "year" not in bibtex(dated)
    lines = ris(ARTICLE, "Xem lại").split("\r\n")
    assert lines[0] == "TY  - NEWS" and lines[-3:] == ["ER  - ", "", ""]
    assert {"DA  - 2025/12/08/", "KW  - Gia Lai", "N1  - Xem lại"} <= set(lines)
    entry = bibtex(ARTICLE)
    assert r"50\% của \{A\_B\}" in entry and "month = dec" in entry
    assert "tin_1?a=%7Bb%7D" in entry


def test_keys_differ_where_ids_do() -> None:
    ids = ("a/b", "a-b", "a?b", "A" * 61, "A" * 62, "a" + "/x" * 90)
    keys = {bibtex(Article(id=id, body="x")).split(",")[0] for id in ids}
    assert len(keys) == len(ids)


@pytest.mark.parametrize(
    "request_",
    [
        SearchRequest(),
        SearchRequest(copies=True),
        SearchRequest(q="tinh gọn bộ máy"),
        SearchRequest(q="tinh gọn bộ máy", sort="newest"),
        SearchRequest(sort="oldest", province=("gia-lai",)),
        SearchRequest(q=LONG),
    ],
)
def test_the_rows_are_those_that_pages_count(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch, request_: SearchRequest
) -> None:
    monkeypatch.setattr(walking, "STEP", 2)
    found = find_all(searcher.view(), request_)
    page = searcher.search(replace(request_, size=100))
    full = [hit.article.id for hit in page.hits if not hit.lacks]
    assert [item.article.id for item in found] == full
    assert found.total == page.total == len(full) > 0


def test_chosen_articles_keep_their_order_and_notes(searcher: Searcher) -> None:
    chosen = find_chosen(searcher.view().reader, ["a7", "không có", "a1"], "123")
    assert [(item.article.id, item.note) for item in chosen] == [
        ("a7", "1"),
        ("a1", "3"),
    ]
    rows = csv.DictReader(
        io.StringIO(b"".join(FORMATS["csv"].write(chosen, True)).decode("utf-8-sig"))
    )
    assert [row["Ghi chú"] for row in rows] == ["1", "3"]


def test_more_rows_than_a_sheet_has_stand_on_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tables, "MAX_ROWS", 3)
    data = b"".join(tables.excel_rows(["số"], ([n] for n in range(5))))
    book = load_workbook(io.BytesIO(data))
    rows = [[cell for (cell,) in page.iter_rows(values_only=True)] for page in book]
    assert rows == [["số", 0, 1], ["số", 2, 3], ["số", 4]]


def test_no_row_is_a_table_of_headings() -> None:
    assert sheet(content("xlsx")) == [tuple(column.heading for column in COLUMNS)]
    assert content("csv").decode("utf-8-sig").startswith("Mã bài,")


def test_articles_are_read_as_they_are_written() -> None:
    read = []

    def articles() -> Iterator[Item]:
        for number in range(1_000):
            read.append(number)
            yield Item(replace(ARTICLE, id=str(number)))

    for form in ("csv", "jsonl", "ris", "bibtex"):
        read.clear()
        made = FORMATS[form].write(articles(), False)
        assert next(made) and len(read) <= tables.PIECE


def export(index: Path, *arguments: str) -> tuple[int, bytes]:
    done = CliRunner().invoke(timtin.cli, ["export", *arguments, "--index", str(index)])
    return done.exit_code, done.stdout_bytes


def test_the_command_writes_files_and_stdout(tiny_index: Path, tmp_path: Path) -> None:
    for form in FORMATS:
        file = tmp_path / f"ra.{form}"
        assert export(tiny_index, "tinh gọn", "--format", form, "-o", str(file))[0] == 0
        if form != "xlsx":
            assert (
                file.read_bytes() == export(tiny_index, "tinh gọn", "--format", form)[1]
            )
    assert export(tiny_index, "zzz", "--format", "csv")[0] == 1
    whole = export(tiny_index, "tinh gọn")[1].decode().splitlines()
    rows = export(tiny_index, "tinh gọn", "--format", "jsonl")[1].decode().splitlines()
    articles = [Article.from_json(line) for line in whole]
    assert [article.id for article in articles] == [
        json.loads(row)["id"] for row in rows
    ]
    assert all(article.body for article in articles)


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="ghi"):
        write([b""], tmp_path / "không" / "có.csv")


def test_no_file_leads_to_an_address_that_is_not_of_the_web() -> None:
    for form in FORMATS:
        data = content(form, HOSTILE)
        written = repr(sheet(data)) if form == "xlsx" else data.decode()
        assert HOSTILE.id[:20] in written and "javascript" not in written, form
    for make in (cite, ris, bibtex):
        assert "javascript" not in make(HOSTILE)
