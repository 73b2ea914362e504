"""How the command ends: exit codes, and what was typed wrong said in Vietnamese."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import timtin

ROOT = Path(__file__).parent.parent


def end(*arguments: str) -> int:
    """The exit code of the command, as the script gives it."""
    return timtin.run(
        lambda: timtin.cli.main(list(arguments), "timtin", standalone_mode=False)
    )


@pytest.mark.parametrize(
    "arguments, code",
    [
        (("search", "tô lâm"), 0),
        (("search", "zzz"), 1),
        (("search", "zzz", "--json"), 1),
        (("facets", "zzz"), 1),
        (("suggest", "zzz"), 1),
        (("show", "zzz"), 1),
        (("search", "--size", "0"), 2),
        (("search", "x", "--index", "nowhere"), 2),
        (("nonsense",), 2),
        (("--help",), 0),
        (("search", "--help"), 0),
    ],
)
def test_exit_codes_of_the_script_are_those_of_grep(
    tiny_index: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    code: int,
) -> None:
    monkeypatch.setenv("TIMTIN_INDEX", str(tiny_index))
    assert end(*arguments) == code


@pytest.mark.parametrize(
    "arguments, message, cure",
    [
        (("nonsense",), "Không có lệnh “nonsense”", "search"),
        (("--nonsense",), "Không có tùy chọn --nonsense", "timtin --help"),
        (("search", "-tỉnh"), "Không có tùy chọn -t", "sau --"),
        (
            ("search", "--size", "0"),
            "--size không dùng được: cần số nguyên từ 1 đến 100",
            "",
        ),
        (("search", "--page", "0"), "--page không dùng được: cần số nguyên từ 1", ""),
        (("search", "--sort", "x"), "chọn trong relevance, newest, oldest", ""),
        (("search", "--sort"), "Tùy chọn --sort thiếu", "timtin --help"),
        (("show",), "Thiếu MÃ_BÀI", "timtin show --help"),
        (("index",), "Thiếu NGUỒN", "timtin index --help"),
        (("suggest", "tô", "lâm"), "Thừa tham số lâm", "ngoặc kép"),
        (("stats", "a", "(b)"), "Thừa tham số a (b)", "timtin stats --help"),
        (("fetch", "--delay", "x", "u"), "--delay không dùng được: cần số từ 0", ""),
    ],
)
def test_wrong_arguments_are_explained_in_vietnamese(
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    message: str,
    cure: str,
) -> None:
    assert end(*arguments) == 2
    said = capsys.readouterr().err.splitlines()
    assert said[0].startswith("Lỗi: ") and message in said[0]
    assert said[1].startswith("Cách xử lý: ") and cure in said[1]


def test_a_page_past_the_last_one_says_so(
    tiny_index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    end("search", "tô lâm", "--page", "99", "--index", str(tiny_index))
    assert capsys.readouterr().out == (
        "2 bài có đủ, thêm 1 bài khớp một phần, không có trang 99: trang cuối là 1\n"
    )


@pytest.mark.parametrize("host", ["1.2.3.4.5", "không có máy này"])
def test_serve_at_no_address_is_an_error_with_a_cure(
    tiny_index: Path, capsys: pytest.CaptureFixture[str], host: str
) -> None:
    assert end("serve", "--index", str(tiny_index), "--host", host) == 2
    assert f"Không có địa chỉ {host}" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["export"], ["search", "--csv"], ["search"]])
def test_a_reader_of_the_pipe_that_leaves_is_no_failure(
    tiny_index: Path, command: list[str]
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as gone:
        ended = subprocess.run(
            [sys.executable, "-m", "timtin", *command, "--index", str(tiny_index)],
            cwd=ROOT,
            stdout=gone,
            stderr=subprocess.PIPE,
        )
    assert (ended.returncode, ended.stderr) == (0, b"")


@pytest.mark.parametrize("option, total", [((), 1), (("--copies",), 2)])
def test_copies_are_listed_when_asked_for(
    tiny_index: Path,
    capsys: pytest.CaptureFixture[str],
    option: tuple[str, ...],
    total: int,
) -> None:
    end("search", "202/2025/QH15", "--index", str(tiny_index), *option)
    assert capsys.readouterr().out.startswith(f"{total} bài")


@pytest.mark.parametrize(
    "setting, encoding",
    [
        ({"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}, "utf-8"),
        ({"PYTHONIOENCODING": "cp1252"}, "cp1252"),
        ({"PYTHONIOENCODING": "utf-8:strict"}, "utf-8"),
    ],
)
def test_no_locale_stops_the_command(
    tiny_index: Path, setting: dict[str, str], encoding: str
) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "timtin", "search", "-", "--index", str(tiny_index)],
        cwd=ROOT,
        env={**os.environ, **setting},
        input="tổ chức".encode() + b"\xff" if encoding == "utf-8" else b"to chuc",
        capture_output=True,
    )
    assert ended.returncode == 0, ended.stderr.decode()
    expected = "tổ chức".encode(encoding, "replace").decode(encoding)
    assert expected in ended.stdout.decode(encoding)


@pytest.mark.parametrize(
    "option",
    [
        ("--date", "2025-12-08"),
        ("--date", "8/12/2025"),
        ("--date", "12/2025"),
        ("--date", "tháng 12 năm 2025"),
        ("--from", "8/12/2025", "--to", "2025-12-08"),
        ("--province", "gia-lai", "--from", "12/2025"),
        ("--province", "Gia-Lai", "--province", "hà-nội", "--date", "2025-12"),
    ],
)
def test_options_read_what_the_query_language_reads(
    tiny_index: Path, capsys: pytest.CaptureFixture[str], option: tuple[str, ...]
) -> None:
    end("search", "tinh gọn", "--index", str(tiny_index), *option)
    said = capsys.readouterr()
    assert said.out.startswith("1 bài")
    end("search", "", "--index", str(tiny_index), *option)
    assert "a1" in capsys.readouterr().out
