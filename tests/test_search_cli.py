"""The commands as a stranger types them."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

import timtin
from search.article import Article

ROOT = Path(__file__).parent.parent


Run = Callable[..., Result]


@pytest.fixture
def run(runner: CliRunner, tiny_index: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("TIMTIN_INDEX", str(tiny_index))
    monkeypatch.setenv("COLUMNS", "80")

    def call(*arguments: str, input: str | None = None) -> Result:
        return runner.invoke(timtin.cli, list(arguments), input=input)

    return call


def test_search_prints_a_readable_page(run: Run) -> None:
    result = run("search", "tinh gọn bộ máy")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].startswith("1 bài có đủ, thêm 1 bài khớp một phần, xem 1–2")
    assert lines[2] == "1. Gia Lai tổng kết công tác tổ chức xây dựng Đảng"
    assert lines[3].startswith("   15:50, 8/12/2025 · Gia Lai · Bản tin Mẫu")
    assert "[tinh gọn bộ máy]" in result.stdout
    assert max(map(len, lines)) <= 80


def test_search_without_hits_exits_1(run: Run) -> None:
    result = run("search", "zzz")
    assert result.exit_code == 1
    assert "Không có bài nào" in result.stdout


def test_search_json_is_one_page(run: Run) -> None:
    page = json.loads(run("search", "tô", "lâm", "--json").stdout)
    assert page["query"] == "tô lâm" and page["total"] == 2
    assert {
        "id",
        "title",
        "score",
        "published",
        "provinces",
        "publisher",
        "snippet",
    } <= set(page["hits"][0])
    assert "province" in page["facets"]


def test_search_jsonl_and_csv_have_a_row_per_hit(run: Run) -> None:
    rows = [
        json.loads(line)
        for line in run("search", "tô lâm", "--jsonl").stdout.splitlines()
    ]
    printed = run("search", "tô lâm", "--csv").stdout
    # Excel takes a file without this mark for one of an old encoding.
    assert printed.startswith("\ufeffid,")
    table = list(csv.DictReader(io.StringIO(printed[1:])))
    assert [row["id"] for row in rows] == [row["id"] for row in table]


def test_search_reads_the_query_from_stdin(run: Run) -> None:
    assert (
        json.loads(run("search", "-", "--json", input="tô lâm\n").stdout)["total"] == 2
    )


def test_filters_are_options(run: Run) -> None:
    result = run("search", "--province", "Bình Định", "--from", "2025", "--json")
    assert [hit["id"] for hit in json.loads(result.stdout)["hits"]] == ["a2"]


def test_options_are_read_as_if_typed(run: Run) -> None:
    for option, value, typed in (
        ("--date", "2024..2025", 'ngày:"2024..2025"'),
        ("--date", "quý 3/2025", 'ngày:"quý 3/2025"'),
        ("--province", "Bình Định, Huế", 'tỉnh:"Bình Định, Huế"'),
        ("--to", "3/2025", "đến:3/2025"),
    ):
        chosen = json.loads(run("search", option, value, "--json").stdout)
        asked = json.loads(run("search", typed, "--json").stdout)
        assert chosen["total"] == asked["total"] > 0
        assert chosen["warnings"] == asked["warnings"] == []


def test_warnings_go_to_stderr(run: Run) -> None:
    result = run("search", "hội nghị", "--province", "Atlantis", "--json")
    json.loads(result.stdout)
    assert "không có tỉnh" in result.stderr


def test_escape_sequences_of_articles_never_reach_the_terminal(run: Run) -> None:
    for arguments in (("search", "đảo chiều"), ("show", "a7")):
        output = run(*arguments).stdout
        assert "màu" in output
        assert "\x1b" not in output and "\u202e" not in output


def test_show_prints_provenance_and_text(run: Run) -> None:
    output = run("show", "a1", "-q", "tinh gọn").stdout
    assert "Ngày đăng: 15:50, 8/12/2025 (nguồn cung cấp)" in output
    assert "[tinh gọn]" in output
    assert json.loads(run("show", "a1", "--json").stdout)["id"] == "a1"


def test_facets_and_stats(run: Run) -> None:
    assert "[ ] Gia Lai: 2" in run("facets").stdout
    assert json.loads(run("facets", "--json").stdout)["total"] == 11
    assert "Số bài:    12" in run("stats").stdout
    assert json.loads(run("stats", "--json").stdout)["articles"] == 12


def test_export_gives_every_article_back(
    run: Run, articles: tuple[Article, ...]
) -> None:
    lines = run("export").stdout.splitlines()
    assert [Article.from_json(line) for line in lines] == list(articles)


def test_csv_cells_cannot_be_formulas() -> None:
    from search.export.cells import inert

    assert [inert(cell) for cell in ("=1+1", "-1", "tin", 2.5)] == [
        "'=1+1",
        "'-1",
        "tin",
        2.5,
    ]


def timtin_process(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "timtin", *arguments],
        cwd=ROOT, capture_output=True, text=True, env={"PATH": "/usr/bin", **environ},
    )  # fmt: skip


def test_errors_are_two_lines_and_exit_2(tmp_path: Path) -> None:
    result = timtin_process("search", "x", "--index", str(tmp_path / "none"))
    assert result.returncode == 2
    assert result.stdout == ""
    first, second = result.stderr.splitlines()
    assert first.startswith("Lỗi: ") and "timtin index" in second


def test_a_bad_setting_names_its_variable(tiny_index: Path) -> None:
    result = timtin_process(
        "search", "x", TIMTIN_INDEX=str(tiny_index), TIMTIN_PAGE_SIZE="nhiều"
    )
    assert result.returncode == 2 and "TIMTIN_PAGE_SIZE" in result.stderr


def test_missing_articles_exit_1(tiny_index: Path) -> None:
    assert timtin_process("show", "none", TIMTIN_INDEX=str(tiny_index)).returncode == 1


@pytest.mark.parametrize("name", timtin.COMMANDS)
def test_every_command_helps_with_an_example(name: str, runner: CliRunner) -> None:
    result = runner.invoke(timtin.cli, [name, "--help"])
    assert result.exit_code == 0
    assert "Ví dụ: timtin" in result.stdout


def test_help_lists_every_command(runner: CliRunner) -> None:
    output = runner.invoke(timtin.cli, ["--help"]).stdout
    assert all(name in output for name in timtin.COMMANDS)


ENGLISH = re.compile(
    r"\b(?:Usage|Options|OPTIONS|Commands|COMMAND|ARGS|Show|default|exit)\b"
    r"|[^-](?:TEXT|PATH|INTEGER|RANGE)\b"
)


@pytest.mark.parametrize("name", ["", *timtin.COMMANDS])
def test_help_is_in_vietnamese(name: str, runner: CliRunner) -> None:
    output = runner.invoke(timtin.cli, [*name.split(), "--help"]).stdout
    assert output.startswith("Cách dùng: ")
    assert "Tùy chọn:" in output and "In trợ giúp này rồi thôi." in output
    assert ENGLISH.search(output) is None


@pytest.mark.parametrize("name", timtin.COMMANDS)
def test_every_option_says_what_it_does(name: str) -> None:
    command = timtin.cli.get_command(click.Context(timtin.cli), name)  # type: ignore[attr-defined]
    for option in command.params:
        assert isinstance(option, click.Argument) or option.help, option.opts


def test_show_says_what_cleaning_could_not_decide(run: Run) -> None:
    assert "\nLưu ý: Đoạn sau mục hình ảnh" in run("show", "a5").stdout
    assert "Lưu ý" not in run("show", "a1").stdout


def test_filters_alone_give_no_score(run: Run) -> None:
    assert "điểm" in run("search", "tô lâm").stdout
    filtered = run("search", "--province", "Gia Lai").stdout
    assert "Gia Lai tổng kết" in filtered and "điểm" not in filtered


@pytest.mark.parametrize("number", ["18nqtw", "18-nq/tw", "18 NQ TW", "18NQ/TW"])
def test_documents_are_named_in_any_spelling(run: Run, number: str) -> None:
    assert run("search", "--document", number).stdout.startswith("1 bài,")


def test_dates_of_figures_are_vietnamese(run: Run) -> None:
    assert re.search(r"lập lúc \d\d:\d\d, \d{1,2}/\d{1,2}/\d{4}\n", run("stats").stdout)
