"""Batches read in this process or in several, results in the order they were given.

Processes are started afresh (``spawn``): nothing of this one, its locks, threads or open
files, is shared with them. They are started when there is a second batch. From then on
nothing is read here, so that this one need not load what that takes.
"""

from __future__ import annotations

import gc
import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from importlib import import_module
from itertools import chain
from multiprocessing import get_context, parent_process
from typing import TypeVar

import indexer.building.transport  # noqa: F401
from indexer.building.messages import Outcomes, ReadSettings, WorkItem
from search.errors import TimtinError

Tag = TypeVar("Tag")
COLLECTED = 200_000
"""Objects after which garbage is looked for, those of dozens of batches: hardly any is
made that counting references does not find."""


def read_batches(
    batches: Iterable[tuple[Tag, Sequence[WorkItem]]],
    settings: ReadSettings,
    workers: int,
) -> Iterator[tuple[Tag, list[Outcomes]]]:
    """Read batches in order.

    :param batches: each with a tag that comes back beside its outcomes; an empty one
        only marks a place.
    :param workers: processes; with 1 everything happens here.
    :raises TimtinError: when a process was killed, for want of memory most often.
    """
    batches = iter(batches)
    first = list(_take_two(batches)) if workers > 1 else []
    if sum(bool(items) for _, items in first) == 2:
        yield from _read_in_processes(chain(first, batches), settings, workers)
        return
    for tag, items in chain(first, batches):
        yield tag, load_and_read(items, settings) if items else []


def _take_two(
    batches: Iterator[tuple[Tag, Sequence[WorkItem]]],
) -> Iterator[tuple[Tag, Sequence[WorkItem]]]:
    """As many batches as it takes to have two that are not empty."""
    full = 0
    while full < 2 and (batch := next(batches, None)):
        full += bool(batch[1])
        yield batch


def load_and_read(items: Sequence[WorkItem], settings: ReadSettings) -> list[Outcomes]:
    """:func:`indexer.building.reading.read_batch`, imported where it runs: a process
    that has others read does without the readers of facts."""
    from indexer.building.reading import read_batch

    return read_batch(items, settings)


def _read_in_processes(
    batches: Iterator[tuple[Tag, Sequence[WorkItem]]],
    settings: ReadSettings,
    workers: int,
) -> Iterator[tuple[Tag, list[Outcomes]]]:
    waiting: deque[tuple[Tag, Future[list[Outcomes]] | None]] = deque()
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _begin)
    thresholds = gc.get_threshold()
    gc.set_threshold(COLLECTED)
    try:
        for tag, items in batches:
            future = pool.submit(load_and_read, items, settings) if items else None
            waiting.append((tag, future))
            # Bounded: results wait in memory until those before them are written.
            while len(waiting) > 2 * workers + 2:
                yield _take(waiting)
        while waiting:
            yield _take(waiting)
    except BrokenProcessPool as error:
        raise TimtinError(
            "một tiến trình đọc bài bị dừng giữa chừng, có thể do thiếu bộ nhớ",
            "Chạy lại với: timtin index --workers 1",
        ) from error
    finally:
        gc.set_threshold(*thresholds)
        pool.shutdown(wait=True, cancel_futures=True)


def _begin() -> None:
    """What a new process does first: it loads what every batch needs."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # numpy's BLAS, which nothing here uses, would start a thread for each core.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    import_module("indexer.building.reading")
    segmenter = import_module("search.language.segmenter.single")
    segmenter.default_segmenter(tone_styles=True).batch()
    # What is loaded stays: the collector need not look at it again and again.
    gc.freeze()
    # What a batch makes lives until it is sent: looking after it often frees nothing.
    gc.set_threshold(COLLECTED)


def _end_with_parent() -> None:
    """A killed parent cannot tell its processes to end, and they hold both ends of the
    pipe on which they wait for work."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _take(
    waiting: deque[tuple[Tag, Future[list[Outcomes]] | None]],
) -> tuple[Tag, list[Outcomes]]:
    tag, future = waiting.popleft()
    return tag, future.result() if future else []
