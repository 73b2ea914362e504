"""Hostile files cost a bounded time and memory each and never a traceback. 25 in every
run, one of each kind and more with ``TIMTIN_BUDGET=20``."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from chance import budget, dice, report
from hostile import MOST_MEMORY, MOST_SECONDS, kinds

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs limits of Linux")


def test_hostile_files_cost_little_and_end_in_order(tmp_path: Path) -> None:
    for package in ("lxml", "feedparser", "docx", "striprtf", "pypdfium2", "openpyxl"):
        pytest.importorskip(package)
    made = kinds()
    draw = dice("hostile")
    names = draw.sample(sorted(made), len(made))
    count = budget(25)
    chosen = [names[number % len(names)] for number in range(count)]
    reader = subprocess.Popen(
        [
            sys.executable,
            "-W",
            "ignore",
            str(ROOT / "tests" / "hostile.py"),
            str(tmp_path),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert reader.stdin and reader.stdout
    reader.stdout.readline()
    rows = []
    for number, name in enumerate(chosen):
        suffix, raw = made[name](draw)
        file = tmp_path / f"f{number}{suffix}"
        file.write_bytes(raw)
        reader.stdin.write(f"{file}\n")
        reader.stdin.flush()
        told = json.loads(reader.stdout.readline())
        rows.append(
            (told["seconds"], told["mib"], len(raw), name, told["code"], told["said"])
        )
        file.unlink()
    reader.stdin.close()
    reader.stdout.close()
    reader.wait()
    rows.sort(reverse=True)
    report(
        f"hostile files: {count} of {len(made)} kinds",
        "CPU s   MiB     bytes  kind",
        *(f"{row[0]:5.1f} {row[1]:5} {row[2]:9}  {row[3]}" for row in rows[:20]),
        f"most memory: {max(row[1] for row in rows)} MiB",
    )
    bad = [row for row in rows if row[4] != 0]
    assert not bad, bad[:5]
    assert max(row[0] for row in rows) < MOST_SECONDS
    assert max(row[1] for row in rows) << 20 < MOST_MEMORY
