"""Files -> batches of what has to be read, without what is known to be the same."""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import BinaryIO

from indexer.building.ledger import Ledger
from indexer.building.messages import Digested, WorkItem, record_digest
from indexer.sources import ReadOptions, SourceFile, find_files, read_stream
from indexer.sources.options import MIB, UNREADABLE
from indexer.sources.readers import SUFFIXES
from indexer.sources.record import Record, Rejected
from indexer.sources.walk import printable
from search.article import Article
from search.errors import SourceError

BATCH_ITEMS = 128
BATCH_SIZE = 2 * MIB
"""A batch ends at so many items or characters, whichever comes first: of half as many
each article takes 3% longer, for its batch shares fewer terms."""

SMALL_FILE = 2 * MIB
"""A text or page up to this many bytes is opened by the process that reads it."""


@dataclass(frozen=True, slots=True)
class FileEnd:
    """A file whose records have all been given out.

    :param digest: of its content; ``None`` when it cannot be told (a pipe).
    """

    number: int
    path: str
    size: int = 0
    modified: int = 0
    digest: bytes | None = None
    checked: int = 0


@dataclass(slots=True)
class Step:
    """What a batch stands for.

    :param files: the file of each item.
    :param ends: files that end with this batch.
    """

    files: list[int] = field(default_factory=list)
    ends: list[FileEnd] = field(default_factory=list)


@dataclass(slots=True)
class Intake:
    """Reads paths for one run.

    :param watch: called with the bytes read so far, at every record.
    """

    ledger: Ledger
    options: ReadOptions
    watch: Callable[[int], None]
    unchanged: int = 0
    files: int = 0
    same_files: int = 0
    missing: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    _step: Step = field(default_factory=Step)
    _items: list[WorkItem] = field(default_factory=list)
    _size: int = 0
    _done: int = 0

    def batches(
        self, paths: Iterable[str], forgiving: bool = False
    ) -> Iterator[tuple[Step, list[WorkItem]]]:
        """Batches of all paths, in order.

        :param forgiving: pass over a path that is gone.
        :raises SourceError: when there is nothing at a path; when a package is missing.
        """
        for path in paths:
            try:
                for file in find_files(path):
                    yield from self._read(file)
            except SourceError:
                if not forgiving or os.path.lexists(path):
                    raise
                self.missing.append(path)
        yield self._flush()

    def _flush(self) -> tuple[Step, list[WorkItem]]:
        flushed = self._step, self._items
        self._step, self._items, self._size = Step(), [], 0
        return flushed

    def _add(self, number: int, item: WorkItem, size: int) -> bool:
        """Add to the batch; whether it is full."""
        self._step.files.append(number)
        self._items.append(item)
        self._size += size
        return len(self._items) >= BATCH_ITEMS or self._size >= BATCH_SIZE

    def _read(
        self, file: SourceFile | Rejected
    ) -> Iterator[tuple[Step, list[WorkItem]]]:
        if isinstance(file, Rejected):
            self.unreadable.append(os.path.abspath(file.source))
            self._add(0, file, 0)
            return
        self.files += 1
        path = file.path if file.is_stdin else printable(os.path.abspath(file.path))
        number = self.ledger.open_file(path)
        if file.is_stdin:
            yield from self._read_records(file, number, sys.stdin.buffer)
            self._step.ends.append(FileEnd(number, path))
            return
        end = self._compare(file, number, path)
        if end is None:
            self.same_files += 1
            self.unchanged += self.ledger.count_records(number)
            self._done += file.size
            self.watch(self._done)
            return
        if _is_small(file, self.options):
            self._done += file.size
            full = self._add(number, file, file.size)
            self._step.ends.append(end)
            self.watch(self._done)
            if full:
                yield self._flush()
            return
        try:
            with open(file.path, "rb") as stream:
                yield from self._read_records(file, number, stream)
        except OSError as error:
            self._add(number, Rejected(file.path, UNREADABLE, str(error)), 0)
        self._done += file.size
        self._step.ends.append(end)

    def _compare(self, file: SourceFile, number: int, path: str) -> FileEnd | None:
        """``None`` when the file is as it was."""
        if self.ledger.is_same_file(number, file.size, file.modified):
            return None
        checked = time.time_ns()
        digest = _digest_file(file.path)
        if digest is not None and digest == self.ledger.file_digest(number):
            self.ledger.finish_file(number, file.size, file.modified, digest, checked)
            return None
        return FileEnd(number, path, file.size, file.modified, digest, checked)

    def _read_records(
        self, file: SourceFile, number: int, stream: BinaryIO
    ) -> Iterator[tuple[Step, list[WorkItem]]]:
        for item in self._records(file, stream):
            given: WorkItem = item
            if not isinstance(item, Rejected):
                digest = record_digest(item)
                known = self.ledger.find_record(number, digest)
                if known is not None and self.ledger.article_digest(known):
                    self.unchanged += 1
                    self.watch(self._done + _position(stream))
                    continue
                given = Digested(item, digest)
            self.watch(self._done + _position(stream))
            if self._add(number, given, _length(item)):
                yield self._flush()

    def _records(
        self, file: SourceFile, stream: BinaryIO
    ) -> Iterator[Record | Article | Rejected]:
        try:
            yield from read_stream(file.path, self.options, stream)
        except SourceError as error:
            if file.named:
                raise
            yield Rejected(file.path, error.message, error.cure)


def _length(item: Record | Article | Rejected) -> int:
    if isinstance(item, Record):
        return len(item.text)
    return len(item.body) if isinstance(item, Article) else 0


def _is_small(file: SourceFile, options: ReadOptions) -> bool:
    kind = options.format or SUFFIXES.get(PurePath(file.path).suffix.lower(), "")
    return kind in ("text", "page") and file.size <= SMALL_FILE and not file.named


def _position(stream: BinaryIO) -> int:
    try:
        return stream.tell()
    except OSError:
        return 0


def _digest_file(path: str) -> bytes | None:
    digest = hashlib.blake2b(digest_size=16)
    try:
        with open(path, "rb") as stream:
            while block := stream.read(MIB):
                digest.update(block)
    except OSError:
        return None
    return digest.digest()


def measure(paths: Iterable[str]) -> int:
    """Bytes of all files at the paths, 0 when that cannot be known."""
    total = 0
    for path in paths:
        try:
            for file in find_files(path):
                if isinstance(file, SourceFile):
                    if file.is_stdin:
                        return 0
                    total += file.size
        except SourceError:
            continue
    return total
