"""Commands and calls, measured."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parent.parent

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Usage:
    """What a command took.

    :param cpu: seconds of processor time, of its own processes too.
    :param peak_mib: the most memory that its largest process held.
    """

    seconds: float
    cpu: float
    peak_mib: float


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds."""

    mean: float
    p50: float
    p95: float
    p99: float
    count: int


def measure_command(*arguments: str | Path) -> Usage:
    """Run Python with arguments.

    :raises RuntimeError: when it ends with an error.
    """
    command = [sys.executable, "-W", "ignore", *map(str, arguments)]
    started = time.perf_counter()
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        assert process.stderr is not None
        errors = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - started
    if process.returncode not in (0, 1):
        raise RuntimeError(f"{command}: {errors.decode(errors='replace')[-800:]}")
    return Usage(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def measure_start(rounds: int, *arguments: str | Path) -> float:
    """The median processor time of a short command, in seconds."""
    runs = [measure_command(*arguments) for _ in range(rounds)]
    return statistics.median(run.cpu for run in runs)


def measure_calls(
    act: Callable[[_T], object], items: Sequence[_T], rounds: int = 3
) -> list[float]:
    """Milliseconds of each call: the median of some rounds after one to warm up."""
    for item in items:
        act(item)
    times: list[list[float]] = [[] for _ in items]
    for _ in range(rounds):
        for place, item in enumerate(items):
            started = time.perf_counter()
            act(item)
            times[place].append((time.perf_counter() - started) * 1000)
    return [statistics.median(found) for found in times]


def summarize(times: Iterable[float]) -> Latency:
    """Percentiles of some times."""
    found = sorted(times)
    last = len(found) - 1

    def at(share: float) -> float:
        return round(found[min(last, int(share * len(found)))], 2)

    mean = round(statistics.fmean(found), 2)
    return Latency(mean, at(0.5), at(0.95), at(0.99), len(found))


def size_of(path: Path) -> int:
    """Bytes of a file or of all files in a folder."""
    if path.is_file():
        return path.stat().st_size
    return sum(item.stat().st_size for item in path.rglob("*") if item.is_file())
