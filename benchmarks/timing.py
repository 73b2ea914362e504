"""Calls, measured."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parent.parent

TURN = 12
"""Calls in a row of one function."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds."""

    mean: float
    p50: float
    p95: float
    p99: float
    count: int


def measure_calls(
    acts: Mapping[str, Callable[[_T], object]],
    items: Sequence[_T],
    warm_ups: Mapping[str, Iterable[_T]],
) -> dict[str, list[float]]:
    """Milliseconds of each call of several functions, each made once and for the first
    time, so that nothing is answered out of a memory of the very same question. They
    take turns: what a core gives at a time differs by half on shared machines.

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
