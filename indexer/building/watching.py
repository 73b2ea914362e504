"""``timtin index --watch``: looks at the sources again and again, and indexes what
changed. Polling, so that it works on any disk and needs no other package."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b

from indexer.building.pipeline import IndexOptions, Summary, Watch, run
from indexer.sources import STDIN, find_files
from indexer.sources.record import Rejected
from search.errors import IndexLocked, SourceError
from search.location import Location

INTERVAL = 2.0
"""Seconds between two looks; a look costs about 2 microseconds a file."""


def watch(
    paths: Sequence[str | os.PathLike[str]],
    index_path: Location | str,
    options: IndexOptions | None = None,
    progress: Watch | None = None,
    interval: float = INTERVAL,
    wait: Callable[[float], object] = time.sleep,
) -> Iterator[Summary]:
    """Index now, then whenever something changed; a summary of each run.

    A change is acted on once two looks in a row see the same: files that are still
    being written are left to be finished. While someone else writes to the index it is
    tried again later. Ends when ``wait`` raises, as Ctrl-C does.

    :raises SourceError: for standard input, which cannot be looked at again.
    """
    named = [os.fspath(path) for path in paths]
    if STDIN in named:
        raise SourceError(
            "không theo dõi được đầu vào chuẩn", "Bỏ “-”, hoặc bỏ tùy chọn --watch"
        )
    done = b""
    before = look(named)
    first = True
    while True:
        if before != done:
            try:
                yield run(named, index_path, options, progress)
                done, first = before, False
            except IndexLocked:
                if first:
                    raise
        while True:
            wait(interval)
            now = look(named)
            settled, before = now == before, now
            if settled and now != done:
                break


def look(paths: Sequence[str]) -> bytes:
    """A digest of the names, sizes and times of all files at the paths."""
    digest = blake2b(digest_size=16)
    for path in paths:
        try:
            for file in find_files(path):
                if isinstance(file, Rejected):
                    continue
                line = f"{file.path}\0{file.size}\0{file.modified}\n"
                digest.update(line.encode("utf-8", "surrogateescape"))
        except SourceError:
            digest.update(b"gone\n")
    return digest.digest()
