"""What measures others: commands that take turns."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
pytest.importorskip("resource", reason="POSIX only")
sys.path.append(str(BENCHMARKS))

from commands import Command, measure_turns  # noqa: E402

WRITES_THE_TIME = """
import sys, time
with open(sys.argv[1], "a") as file:
    for _ in range(int(sys.argv[2])):
        file.write(f"{time.monotonic()}\\n")
        file.flush()
        time.sleep(0.001)
"""
"""A command that says so many times when it ran."""

HAS_A_WORKER = f"""
import subprocess, sys
subprocess.run([sys.executable, "-c", {WRITES_THE_TIME!r}, *sys.argv[1:]], check=True)
"""


def times(path: Path) -> list[float]:
    """When a command ran. A line that is being written does not count."""
    lines = path.read_text().splitlines(keepends=True) if path.exists() else []
    return [float(line) for line in lines if line.endswith("\n")]


def test_commands_take_turns_with_their_workers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("commands.TURN", 0.1)
    paths = {"alone": tmp_path / "alone", "with a worker": tmp_path / "worker"}
    scripts = {"alone": WRITES_THE_TIME, "with a worker": HAS_A_WORKER}
    usages = measure_turns(
        {
            name: Command(("-c", scripts[name], path, "300"))
            for name, path in paths.items()
        }
    )
    marks = sorted((at, name) for name, path in paths.items() for at in times(path))
    names = [name for _, name in marks]
    turns = sum(left != right for left, right in zip(names, names[1:]))
    lasted = marks[-1][0] - marks[0][0]
    # Side by side they would write by turns hundreds of times; one after the other once.
    # On a busy machine a process stops late, which shortens the other's turn.
    assert 2 <= turns <= 2 * lasted / 0.1 + 2
    for usage in usages.values():
        assert usage.cpu > 0
        assert usage.peak_mib > 1
        assert usage.seconds < lasted


def test_the_time_of_a_command_is_that_of_its_turns() -> None:
    sleep = "import time; time.sleep({})"
    usages = measure_turns(
        {
            "short": Command(("-c", sleep.format(0)), 100),
            "long": Command(("-c", sleep.format(1))),
        }
    )
    assert list(usages) == ["short", "long"]
    assert usages["long"].seconds >= 1 > usages["short"].seconds


@pytest.mark.parametrize("error", ["sys.exit(2)", "1 / 0"])
def test_an_error_ends_the_others_and_is_told(tmp_path: Path, error: str) -> None:
    written = tmp_path / "other"
    fails = f"import sys; print('bad luck', file=sys.stderr); {error}"
    with pytest.raises(RuntimeError, match="bad luck"):
        measure_turns(
            {
                "other": Command(("-c", HAS_A_WORKER, written, "60000")),
                "fails": Command(("-c", fails)),
            }
        )
    before = times(written)
    time.sleep(0.2)
    assert times(written) == before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_nothing_is_left_stopped(tmp_path: Path, number: signal.Signals) -> None:
    paths = [tmp_path / "one", tmp_path / "other"]
    script = f"""
import sys
sys.path.append({str(BENCHMARKS)!r})
import commands
commands.TURN = 0.1
commands.measure_turns({{
    path: commands.Command(("-c", {WRITES_THE_TIME!r}, path, "2000"))
    for path in sys.argv[1:]
}})
"""
    with subprocess.Popen(
        [sys.executable, "-c", script, *paths], stderr=subprocess.DEVNULL
    ) as process:
        while not all(map(times, paths)):
            time.sleep(0.01)
        process.send_signal(number)
    wait_for_the_end_of(paths)


def wait_for_the_end_of(paths: list[Path]) -> None:
    """:raises AssertionError: when a process still names one of them."""
    for _ in range(200):
        left = subprocess.run(
            ["ps", "-A", "-o", "args"], capture_output=True, text=True, check=True
        ).stdout
        if not any(str(path) in left for path in paths):
            return
        time.sleep(0.1)
    raise AssertionError(left)
