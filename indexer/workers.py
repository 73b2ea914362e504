"""Batches read in this process or in several, results in the order they were given.

Processes are started afresh (``spawn``): nothing of this one, its locks, threads or open
files, is shared with them. They are started when there is a second batch, and until they
are up the first ones are read here.
"""

from __future__ import annotations

import gc
import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from typing import TypeVar

from indexer.reading import Given, Outcomes, Settings, read_batch
from search.errors import TimtinError
from search.language.segmenter import default_segmenter

Tag = TypeVar("Tag")

WARM_UP = 2
"""Batches that are read here while other processes start, which takes them as long."""

COLLECTED = 20_000
"""Objects after which garbage is looked for, those of several batches."""


def read_batches(
    batches: Iterable[tuple[Tag, Sequence[Given]]], settings: Settings, workers: int
) -> Iterator[tuple[Tag, list[Outcomes]]]:
    """Read batches in order.

    :param batches: each with a tag that comes back beside its outcomes; an empty one
        only marks a place.
    :param workers: processes; with 1 everything happens here.
    :raises TimtinError: when a process was killed, for want of memory most often.
    """
    if workers <= 1:
        for tag, items in batches:
            yield tag, read_batch(items, settings) if items else []
        return
    yield from _read_in_processes(iter(batches), settings, workers)


def _read_in_processes(
    batches: Iterator[tuple[Tag, Sequence[Given]]], settings: Settings, workers: int
) -> Iterator[tuple[Tag, list[Outcomes]]]:
    waiting: deque[tuple[Tag, Future[list[Outcomes]] | None]] = deque()
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _begin)
    full = 0
    try:
        for tag, items in batches:
            full += bool(items)
            if full == 2:
                for _ in range(workers):
                    pool.submit(_prepare)
            if full <= WARM_UP:
                yield tag, read_batch(items, settings) if items else []
                continue
            future = pool.submit(read_batch, items, settings) if items else None
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
        pool.shutdown(wait=True, cancel_futures=True)


def _begin() -> None:
    """What a new process does first."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _prepare()


def _end_with_parent() -> None:
    """A killed parent cannot tell its processes to end, and they hold both ends of the
    pipe on which they wait for work."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _prepare() -> None:
    """Load in a new process what every batch needs."""
    default_segmenter(tone_styles=True).batch()
    # What is loaded stays: the collector need not look at it again and again.
    gc.freeze()
    # What a batch makes lives until it is sent: looking after it often frees nothing.
    gc.set_threshold(COLLECTED)


def _take(
    waiting: deque[tuple[Tag, Future[list[Outcomes]] | None]],
) -> tuple[Tag, list[Outcomes]]:
    tag, future = waiting.popleft()
    return tag, future.result() if future else []
