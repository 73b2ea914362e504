"""Commands and calls, measured."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parent.parent

TURN = 12
"""Calls in a row of one function."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Usage:
    """What a command took.

    :param cpu: seconds of processor time, of its own processes too.
    :param peak_mib: the most memory that its processes held together: their own, as
        Linux counts it (``RssAnon``), without the files that they map, which the system
        takes back when it wants to. Read ten times a second; elsewhere the most that the
        largest process held, mapped files included.
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
        peak = _Peak(process.pid)
        peak.start()
        errors = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - started
    if process.returncode not in (0, 1):
        raise RuntimeError(f"{command}: {errors.decode(errors='replace')[-800:]}")
    cpu = usage.ru_utime + usage.ru_stime
    return Usage(seconds, cpu, peak.stop() or usage.ru_maxrss / 1024)


class _Peak(threading.Thread):
    """Watches the memory of a process and of those that it starts."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self._ended = threading.Event()
        self._most = 0.0

    def run(self) -> None:
        while not self._ended.wait(0.1):
            self._most = max(self._most, sum(map(_own_mib, _family(self._pid))))

    def stop(self) -> float:
        """:returns: MiB; 0 where the system does not tell."""
        self._ended.set()
        self.join()
        return self._most


def _family(pid: int) -> Iterator[int]:
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return
    for child in children:
        yield from _family(int(child))


def _own_mib(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line[:8] == "RssAnon:") / 1024


def measure_starts(
    rounds: int, commands: Mapping[str, Sequence[str | Path]]
) -> dict[str, float]:
    """The median processor time of some short commands, in seconds. They take turns:
    what a core gives at a time differs by half on shared machines."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, arguments in commands.items():
            times[name].append(measure_command(*arguments).cpu)
    return {name: statistics.median(found) for name, found in times.items()}


def measure_calls(
    acts: Mapping[str, Callable[[_T], object]],
    items: Sequence[_T],
    warm_ups: Mapping[str, Iterable[_T]],
) -> dict[str, list[float]]:
    """Milliseconds of each call of several functions, each made once and for the first
    time, so that nothing is answered out of a memory of the very same question. They
    take turns, as in :func:`measure_starts`.

    :param acts: the ``prepare`` of one, if it has one, is called before the clock starts.
    :param warm_ups: other items to call each with before.
    """
    for name, act in acts.items():
        _time_calls(act, warm_ups[name])
    times: dict[str, list[float]] = {name: [] for name in acts}
    for start in range(0, len(items), TURN):
        for name, act in acts.items():
            times[name] += _time_calls(act, items[start : start + TURN])
    return times


def _time_calls(act: Callable[[_T], object], items: Iterable[_T]) -> list[float]:
    prepare = getattr(act, "prepare", lambda item: None)
    times = []
    for item in items:
        prepare(item)
        started = time.perf_counter()
        act(item)
        times.append((time.perf_counter() - started) * 1000)
    return times


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
