"""The commands that make an index, as a stranger types them."""

from __future__ import annotations

import json
import os
import pty
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import timtin
from indexer.building.progress import Summary
from indexer.cli import format_summary
from search.errors import IndexOutdated
from search.searcher import Searcher
from search.store import manifest

ROOT = Path(__file__).parent.parent

FIRST = {
    "id": "m1",
    "title": "Họp báo",
    "text": "Tỉnh Gia Lai họp báo thường kỳ.",
    "x": 1,
}
SECOND = {
    "id": "m2",
    "title": "Khai giảng",
    "text": "Thành phố Huế khai giảng năm học.",
}

Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "tin"
    folder.mkdir()
    write_lines(folder / "tin.jsonl", FIRST, SECOND)
    (folder / "hong.jsonl").write_text("{không phải json\n", encoding="utf-8")
    return folder


def write_lines(path: Path, *rows: object) -> None:
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def run(runner: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("TIMTIN_INDEX", str(tmp_path / "index"))

    def call(*arguments: object, input: str | None = None) -> Result:
        return runner.invoke(timtin.cli, list(map(str, arguments)), input=input)

    return call


def test_index_says_what_it_did(run: Run, folder: Path, tmp_path: Path) -> None:
    rejects = tmp_path / "loai.jsonl"
    result = run("index", folder, "--rejects", rejects)
    assert result.exit_code == 0
    assert "Thêm 2, đổi 0" in result.stdout
    assert "Loại 1: JSON hỏng" in result.stdout
    assert "có 2 bài" in result.stdout
    assert json.loads(rejects.read_text(encoding="utf-8"))["source"].endswith(
        "hong.jsonl#1"
    )


def test_indexing_again_changes_only_what_changed(run: Run, folder: Path) -> None:
    run("index", folder)
    assert "Thêm 0, đổi 0" in run("index", folder).stdout
    write_lines(
        folder / "tin.jsonl", FIRST, {**SECOND, "text": "Huế bế giảng năm học."}
    )
    summary = json.loads(run("index", folder, "--json").stdout)
    assert (summary["added"], summary["changed"], summary["count"]) == (0, 1, 2)
    assert run("search", "bế giảng").exit_code == 0


def test_prune_removes_what_is_gone(run: Run, folder: Path) -> None:
    run("index", folder)
    (folder / "tin.jsonl").unlink()
    assert "dùng --prune" in run("index", folder).stdout
    assert json.loads(run("index", folder, "--prune", "--json").stdout)["count"] == 0


def test_a_collection_moves_through_export(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    run("index", folder)
    lines = run("export").stdout
    other = tmp_path / "other"
    result = run("index", "-", "--index", other, input=lines)
    assert "Thêm 2" in result.stdout
    assert list(Searcher(other).export()) == lines.splitlines()
    assert json.loads(lines.splitlines()[0])["extra"]["x"] == 1


def test_index_reads_other_column_names(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "tin.csv"
    table.write_text("tua,noi_dung\nTựa,Nội dung bài về Huế\n", encoding="utf-8")
    result = run("index", table, "--column", "title=tua", "--column", "text=noi_dung")
    assert "Thêm 1" in result.stdout
    assert run("search", "Huế").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "cure"),
    [
        (("index", "nowhere"), "Kiểm tra lại đường dẫn"),
        (("index", ".", "--column", "text"), "TRƯỜNG=CỘT"),
        (("index", ".", "--engine", "lucene"), "whoosh"),
        (("fetch", "ftp://bao.example/rss"), "http"),
    ],
)
def test_errors_name_the_cure(
    arguments: tuple[str, ...], cure: str, tmp_path: Path
) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "timtin", *arguments],
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "TIMTIN_INDEX": str(tmp_path / "i"),
        },
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 2
    assert result.stderr.startswith("Lỗi: ") and cure in result.stderr


def test_inspect_shows_each_stage(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "bai.txt"
    page.write_text(
        "ClockThứ Hai, 08/12/2025 15:50\n\nTỉnh Gia Lai tổng kết năm\n\n"
        "Sáng 8/12, tại Gia Lai, tỉnh họp tổng kết theo Nghị quyết số 18-NQ/TW.\n",
        encoding="utf-8",
    )
    output = run("inspect", page).stdout
    for words in ("(utf-8,", "Tiêu đề:", "đồng hồ trên trang", "18-NQ/TW", "Gia Lai"):
        assert words in output
    assert not (tmp_path / "index").exists()


def test_progress_is_drawn_on_a_terminal_only(folder: Path, tmp_path: Path) -> None:
    master, slave = pty.openpty()
    process = subprocess.run(
        [sys.executable, "-m", "timtin", "index", str(folder)],
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "TIMTIN_INDEX": str(tmp_path / "i"),
        },
        stdout=subprocess.PIPE,
        stderr=slave,
        text=True,
    )
    os.close(slave)
    drawn = os.read(master, 65536).decode()
    os.close(master)
    assert process.returncode == 0
    assert "bài/giây" in drawn and "\x1b" not in process.stdout


def test_demo_indexes_the_samples_and_says_how_to_go_on(
    run: Run, tmp_path: Path
) -> None:
    result = run("demo", "--index", tmp_path / "demo")
    assert result.exit_code == 0
    assert result.stdout.count("$ timtin search") == len(timtin.DEMO_QUERIES)
    assert "Tỉnh, thành phố" in result.stdout
    assert "timtin serve" in result.stdout


def test_demo_over_an_index_of_another_version_names_two_cures(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = tmp_path / "demo"
    assert run("demo", "--index", index).exit_code == 0
    monkeypatch.setattr(manifest, "FORMAT_VERSION", manifest.FORMAT_VERSION + 1)
    told = run("demo", "--index", index).exception
    assert isinstance(told, IndexOutdated)
    elsewhere, again = re.findall(r"timtin ([^;\n]+)", told.cure)
    assert run(*shlex.split(elsewhere)).exit_code == 0
    assert run(*shlex.split(again)).exit_code == 0
    assert run("demo", "--index", index).exit_code == 0


@pytest.mark.parametrize(
    "name, package, reason",
    [
        ("bai.html", "lxml.html", "chưa cài phần đọc trang web"),
        ("tin.rss", "feedparser", "chưa cài phần đọc nguồn tin RSS/Atom"),
    ],
)
def test_files_that_wait_for_a_package_are_read_once_it_is_there(
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    package: str,
    reason: str,
) -> None:
    pytest.importorskip(package)
    story = "Hội chợ sách mùa thu mở cửa bên hồ, bạn đọc đến rất đông. " * 8
    folder = tmp_path / "trang"
    folder.mkdir()
    (folder / name).write_text(
        (
            f"<!doctype html><html><head><title>Hội chợ sách</title></head><body><article>"
            f"<h1>Hội chợ sách</h1><p>{story}</p></article></body></html>"
            if name.endswith("html")
            else f"<?xml version='1.0'?><rss version='2.0'><channel><title>Báo Thử</title>"
            f"<item><title>Hội chợ sách</title><description>{story}</description></item>"
            f"</channel></rss>"
        ),
        encoding="utf-8",
    )
    with monkeypatch.context() as without:
        without.setitem(sys.modules, package, None)
        result = run("index", folder)
    assert f"Loại 1: {reason}\n  Cài bằng: pip install" in result.stdout
    assert "Thêm 1," in run("index", folder).stdout


def test_a_duration_and_its_counts_are_written_the_vietnamese_way() -> None:
    summary = Summary(read=1_213, files=1, seconds=1_234.56)
    first = next(iter(format_summary(summary, Path("index"))))
    assert first.startswith("Đọc 1.213 bài từ 1 tệp trong 1.234,6 giây (")


def test_fetch_of_nothing_is_a_failure(run: Run, tmp_path: Path) -> None:
    result = run("fetch", "http://127.0.0.1:1/rss", "--to", tmp_path / "to")
    assert "Không tải được http://127.0.0.1:1/rss" in result.stdout
    assert result.exit_code == 2


def test_inspect_of_what_cannot_be_read_exits_1(run: Run, tmp_path: Path) -> None:
    (tmp_path / "anh.txt").write_bytes(bytes(range(256)) * 8)
    result = run("inspect", tmp_path / "anh.txt")
    assert "không phải văn bản" in result.stdout
    assert result.exit_code == 1


def test_inspect_shows_the_start_of_the_body_on_one_line(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "bai.txt").write_text(
        "Mùa gặt\n\nLúa đã chín vàng đồng.\n\nMáy gặt đã về làng.\n", encoding="utf-8"
    )
    lines = run("inspect", tmp_path / "bai.txt").stdout.splitlines()
    body = [line for line in lines if line.startswith("Thân bài:")]
    assert body[0].endswith("Lúa đã chín vàng đồng. Máy gặt đã về làng.")


def test_inspect_says_what_no_rule_could_decide(run: Run, tmp_path: Path) -> None:
    story = "Sáng 5/3, xã khai mạc hội làng, dân các thôn về dự rất đông và vui. " * 3
    (tmp_path / "bai.txt").write_text(
        f"{story}\n{story}\nMột số hình ảnh tại hội làng:\n{story}\n",
        encoding="utf-8",
    )
    said = run("inspect", tmp_path / "bai.txt").stdout
    assert "Lưu ý:         Đoạn sau mục hình ảnh có thể thuộc một bài khác" in said
