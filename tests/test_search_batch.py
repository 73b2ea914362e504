"""Many searches at once: each line is what a search for it gives."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

import timtin
from search.errors import SourceError
from search.following.batch import columns, read_queries, row_of, run_batch
from search.request import SearchRequest
from search.searcher import Searcher


@pytest.mark.parametrize(
    ("text", "queries"),
    [
        ("Tô Lâm\n\nQuốc hội\nTô Lâm\n", ["Tô Lâm", "Quốc hội"]),
        ("\ufeffhọ và tên,chức vụ\nTô Lâm,x\n", ["Tô Lâm"]),
        ("tên;tỉnh\n“Tô Lâm”;1\n", ["“Tô Lâm”"]),
        ('"Tô Lâm", hội nghị\nHuế\n', ['"Tô Lâm", hội nghị', "Huế"]),
        ('"a, b",1\nc,2\n', ["a, b", "c"]),
        ("một\thai\n", ["một"]),
    ],
)
def test_a_list_is_read(text: str, queries: list[str]) -> None:
    assert read_queries(text) == queries


def test_a_column_is_chosen_by_its_heading() -> None:
    assert read_queries("id,Tên\n1,Tô Lâm\n", "tên") == ["Tô Lâm"]
    with pytest.raises(SourceError, match="cột"):
        read_queries("id,Tên\n1,Tô Lâm\n", "họ")
    with pytest.raises(SourceError, match="dòng"):
        read_queries("tên\n\n")


def test_each_line_is_a_search(searcher: Searcher) -> None:
    shared = SearchRequest(date_from="2025")
    lines = list(run_batch(searcher, ["tô lâm", "quốc hội", "không có gì"], shared, 2))
    for line in lines:
        page = searcher.search(SearchRequest(q=line.query, date_from="2025", size=2))
        full = [hit.article.id for hit in page.hits if not hit.lacks]
        assert (line.total, line.partial) == (page.total, page.partial)
        assert [hit.article.id for hit in line.hits] == full
        assert len(row_of(line, 2)) == len(columns(2))
    assert [line.total > 0 for line in lines] == [True, True, False]


def test_the_command_prints_csv_and_json(tiny_index: Path, tmp_path: Path) -> None:
    names = tmp_path / "ten.csv"
    names.write_text("tên\nTô Lâm\n=1+1\n", encoding="utf-8")
    arguments = ["batch", str(names), "--index", str(tiny_index)]
    printed = CliRunner().invoke(timtin.cli, arguments).stdout
    rows = list(csv.DictReader(io.StringIO(printed.removeprefix("\ufeff"))))
    assert [row["số_bài"] for row in rows] == ["2", "0"]
    assert rows[0]["mã_bài_1"] == "a4" and rows[1]["truy_vấn"] == "'=1+1"
    told = CliRunner().invoke(timtin.cli, [*arguments, "--json"]).stdout
    assert [json.loads(line)["total"] for line in told.splitlines()] == [2, 0]
    book = tmp_path / "ten.xlsx"
    options = ["--format", "xlsx", "-o", str(book)]
    assert CliRunner().invoke(timtin.cli, [*arguments, *options]).exit_code == 0
    heads, first, second = load_workbook(book).active.iter_rows(values_only=True)
    assert heads[1] == "số_bài" and (first[1], second[:2]) == (2, ("=1+1", 0))
    assert [cell.data_type for cell in load_workbook(book).active["A"]] == ["s"] * 3
    listed = CliRunner().invoke(
        timtin.cli, ["batch", "-", "--index", str(tiny_index)], input="huế\n"
    )
    assert "huế,1" in listed.stdout
