"""Files that change while they are read, and a clock that jumps: nothing is lost or kept
too long once it is quiet again."""

from __future__ import annotations

import json
import os
import threading
import time
from pathlib import Path

import pytest
from chance import budget, dice
from test_indexer_pipeline import without_place, write

from indexer.building.pipeline import IndexOptions, run

YEAR = 365 * 86_400 * 10**9


def line(number: int, version: int) -> str:
    text = f"Bản {version} của bài số {number}: " + "hội nghị bàn việc làng. " * 30
    return json.dumps({"id": f"m{number}", "title": f"Bài {number}", "text": text})


def versions(index: Path) -> dict[str, str]:
    return {id: item.body[:6].strip() for id, item in without_place(index).items()}


@pytest.mark.parametrize("turn", range(budget(3)))
def test_files_that_change_while_they_are_read(tmp_path: Path, turn: int) -> None:
    draw = dice("moving", turn)
    folder = tmp_path / "tin"
    folder.mkdir()
    stop = threading.Event()

    def change() -> None:
        version = 0
        while not stop.is_set():
            version += 1
            file = folder / f"{draw.randrange(4)}.jsonl"
            text = "\n".join(line(n, version) for n in range(draw.randrange(200)))
            match draw.randrange(5):
                case 0:
                    file.unlink(missing_ok=True)
                case 1 if file.exists():
                    os.truncate(file, draw.randrange(file.stat().st_size + 1))
                case 2:
                    with open(file, "a", encoding="utf-8") as opened:
                        opened.write(text)
                case 3:
                    aside = folder / f".{file.name}"
                    aside.write_text(text, encoding="utf-8")
                    os.replace(aside, file)
                case _:
                    file.write_text(text, encoding="utf-8")
            time.sleep(draw.random() / 100)

    changing = threading.Thread(target=change)
    changing.start()
    try:
        for _ in range(3):
            run([str(folder)], tmp_path / "index", IndexOptions(prune=True))
    finally:
        stop.set()
        changing.join()
    for file in folder.iterdir():
        file.unlink()
    write(folder / "0.jsonl", [json.loads(line(n, 7)) for n in range(5)])
    run([str(folder)], tmp_path / "index", IndexOptions(prune=True))
    run([str(folder)], tmp_path / "fresh", IndexOptions())
    assert without_place(tmp_path / "index") == without_place(tmp_path / "fresh")


@pytest.mark.parametrize("jump", [-30 * YEAR, -YEAR, -(10**9), 10**9, YEAR, 100 * YEAR])
def test_a_clock_that_jumps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jump: int
) -> None:
    """A file that was changed since is read again, whatever the clock said before."""
    real, real_ns = time.time, time.time_ns
    source = tmp_path / "tin.jsonl"
    index = tmp_path / "index"

    def index_it() -> None:
        run([str(source)], index, IndexOptions())

    source.write_text(line(1, 1) + "\n", encoding="utf-8")
    index_it()
    monkeypatch.setattr(time, "time", lambda: real() + jump / 1e9)
    monkeypatch.setattr(time, "time_ns", lambda: real_ns() + jump)
    source.write_text(line(1, 2) + "\n", encoding="utf-8")
    index_it()
    assert versions(index) == {"m1": "Bản 2"}
    monkeypatch.undo()
    source.write_text(line(1, 3) + "\n", encoding="utf-8")
    index_it()
    assert versions(index) == {"m1": "Bản 3"}
    # Files from another machine whose clock was wrong.
    os.utime(source, ns=(real_ns() + jump, real_ns() + jump))
    index_it()
    source.write_text(line(1, 4) + "\n", encoding="utf-8")
    os.utime(source, ns=(real_ns() + jump + 10**9, real_ns() + jump + 10**9))
    index_it()
    assert versions(index) == {"m1": "Bản 4"}
