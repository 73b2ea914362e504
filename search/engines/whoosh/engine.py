"""The default engine: an index kept by Whoosh, evaluated with numpy.

Whoosh's table of contents names the segments of a generation; a new one appears by one
rename, so readers see a commit whole or not at all. A segment file never changes:
adding makes new segments, deleting marks articles in the table of contents, and
compacting writes one segment out of all.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from search.engines.base import OPEN_RETRIES, EngineAnswer
from search.engines.damage import guarded
from search.engines.index_errors import index_damaged
from search.engines.near import NearReader
from search.engines.whoosh import evaluation
from search.engines.whoosh.contents import (
    INDEX_NAME,
    WHOOSH_LOCK,
    SegmentEntry,
    lock_out_whoosh,
    newest_generation,
    read_contents,
    toc_name,
    write_contents,
)
from search.engines.whoosh.inversion import ArticleBuffer
from search.engines.whoosh.postings import SegmentArrays, Snapshot
from search.engines.whoosh.segment_file import SegmentDamaged, SegmentFileWriter
from search.errors import ArticleNotFound
from search.fields import ArticleTerms, Profile, text_fields
from search.query.clauses import EngineQuery, Scoring

NAME = "whoosh"

FORMAT = "2"
"""Raise when segments or tables of contents change, or a name in ``codec``: Whoosh
pickles these."""

MAX_SEGMENTS = 8
"""Beyond this many a commit merges the newest ones."""

LEAST_LIVE = 0.5
"""A segment with fewer live articles than this share is written anew by a commit."""

GROWTH = 3
"""A segment joins a merge when it is at most this many times what it merges with, so
an article is rewritten a logarithmic number of times."""


def installed_package() -> str:
    """The package that writes tables of contents."""
    from importlib.metadata import version  # slow to import: only writers ask

    return f"whoosh3=={version('whoosh3')}"


def create(path: Path, profile: Profile) -> None:
    """Make an empty index in an empty folder."""
    lock_out_whoosh(path)
    _publish(path, profile, [], 0)


def open_reader(path: Path) -> WhooshReader:
    """Open the newest generation for reading.

    :raises search.errors.IndexDamaged: when its files cannot be read.
    """
    return WhooshReader(path)


def open_writer(path: Path, profile: Profile, memory_mib: int = 256) -> WhooshWriter:
    """Open for writing; the caller holds the lock.

    :param memory_mib: about what the writer may use; it never commits by itself.
    :raises search.errors.IndexDamaged: when its files cannot be read.
    """
    return WhooshWriter(path, profile, memory_mib)


def _publish(
    path: Path, profile: Profile, segments: Sequence[SegmentEntry], generation: int
) -> None:
    """Make a generation the current one."""
    # Only writers need Whoosh itself.
    from search.engines.whoosh.codec import whoosh_contents

    contents = whoosh_contents(profile, segments, generation)
    write_contents(path, generation, contents, segments)


def _newest(path: Path) -> tuple[int, list[SegmentEntry]]:
    """The newest generation and its segments.

    :raises search.errors.IndexDamaged: when there is none that can be read.
    """
    for _ in range(OPEN_RETRIES):
        try:
            generation = newest_generation(path)
            if generation >= 0:
                return generation, read_contents(path, generation)
        except FileNotFoundError:
            pass
        except PermissionError:
            raise
        except (OSError, ValueError, TypeError) as error:
            raise index_damaged(path, _detail(error)) from error
        time.sleep(0.005)
    raise index_damaged(path, "thiếu mục lục")


def _detail(error: BaseException) -> str:
    return str(error) or type(error).__name__


class WhooshReader(NearReader):
    """One generation; keeps working after later commits. Safe for threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        for attempt in range(OPEN_RETRIES):
            number, segments = _newest(path)
            try:
                opened = _open_segments(path, segments)
                break
            except FileNotFoundError as error:
                if attempt + 1 == OPEN_RETRIES:
                    raise index_damaged(path, f"thiếu tệp {error.filename}") from error
                time.sleep(0.005)
            except PermissionError:
                raise
            except Exception as error:
                raise index_damaged(path, _detail(error)) from error
        self._number = number
        self._snapshot = Snapshot(opened)

    @property
    def count(self) -> int:
        """How many articles there are."""
        return self._snapshot.count

    @property
    def generation(self) -> str:
        """Names the committed state."""
        return str(self._number)

    @property
    def files(self) -> Collection[str]:
        """The names of the files of this state."""
        segments = (segment.file.name for segment in self._snapshot.segments)
        return {toc_name(self._number), *segments}

    def verify(self) -> None:
        """Check every byte of every segment.

        :raises search.errors.IndexDamaged: when one is not what was written.
        """
        try:
            for segment in self._snapshot.segments:
                segment.file.verify()
        except SegmentDamaged as error:
            raise index_damaged(self._path, _detail(error)) from error

    def prepare(self) -> Iterator[None]:
        """Nothing: the first answers read little more than they need."""
        return iter(())

    @guarded
    def search(self, query: EngineQuery) -> EngineAnswer:
        """Answer a query."""
        return evaluation.answer(self._snapshot, query)

    @guarded
    def explain(self, id: str, scores: Sequence[Scoring]) -> list[float]:
        """What each score clause adds to one article."""
        doc = self._snapshot.find(id)
        if doc is None:
            raise ArticleNotFound(
                f"Không có bài nào mang mã {id!r}", "Xem mã các bài: timtin search"
            )
        return evaluation.explain(self._snapshot, doc, scores)

    @guarded
    def fetch(self, ids: Sequence[str]) -> list[str | None]:
        """The stored JSON of each id."""
        return [self._fetch(id) for id in ids]

    def _fetch(self, id: str) -> str | None:
        for segment in self._snapshot.segments:
            doc = segment.find(id)
            if doc is not None:
                return segment.stored(doc)
        return None

    def scan(self) -> Iterator[tuple[str, str]]:
        """Every article as (id, stored JSON), in order of indexing."""
        for segment in self._snapshot.segments:
            for doc in range(segment.count):
                if segment.live is None or segment.live[doc]:
                    yield self._pair(segment, doc)

    @guarded
    def _pair(self, segment: SegmentArrays, doc: int) -> tuple[str, str]:
        return segment.id(doc), segment.stored(doc)

    @guarded
    def frequency(self, field: str, term: str) -> int:
        """In how many articles the term occurs."""
        return self._snapshot.frequency(field, term)

    @guarded
    def vocabulary(self, field: str, prefix: str = "") -> Iterator[tuple[str, int]]:
        """Terms of a field with their frequencies, in code point order."""
        return iter(list(self._snapshot.vocabulary(field, prefix)))

    def fresh(self) -> WhooshReader:
        """This reader, or a new one when something was committed since."""
        unchanged = newest_generation(self._path) == self._number
        return self if unchanged else WhooshReader(self._path)

    def close(self) -> None:
        """Forget the segments; their maps go when nothing uses them any more."""
        self._snapshot = Snapshot(())


def _open_segments(path: Path, segments: Sequence[SegmentEntry]) -> list[SegmentArrays]:
    opened: list[SegmentArrays] = []
    base = 0
    for segment in segments:
        opened.append(segment.open(path, base))
        base += segment.count
    return opened


class WhooshWriter:
    """Collects articles in memory, writes them as segments, commits by a rename."""

    def __init__(self, path: Path, profile: Profile, memory_mib: int) -> None:
        self._path = path
        self._profile: Profile = profile
        self._text_fields = text_fields(profile)
        self._memory = max(memory_mib, 1) << 20
        self._generation, self._segments = _newest(path)
        self._opened: dict[str, SegmentArrays] = {}
        # What this writer put, so that a build need not look for ids that are new.
        self._own_ids: set[str] = set()
        self._own_segments: set[str] = set()
        self._buffer = ArticleBuffer(self._text_fields)
        self._changed = False
        self._committed = {segment.file_name for segment in self._segments}
        # What was killed amid a commit left its segments.
        self._clean()

    def put(self, id: str, terms: ArticleTerms, stored: str | bytes) -> None:
        """Add an article, in the place of one with the same id if there is one."""
        self._buffer.add(id, terms, stored)
        self._mark_deleted(id)
        self._own_ids.add(id)
        self._changed = True
        if self._buffer.memory > self._memory:
            self._flush()

    def delete(self, id: str) -> None:
        """Remove an article; an unknown id is no error."""
        if id in self._buffer.current:
            self._buffer.discard(id)
            self._changed = True
        self._mark_deleted(id)

    def commit(self) -> None:
        """Make everything since the last commit visible at once."""
        if self._changed:
            self._flush()
            self._segments = [item for item in self._segments if item.live]
            self._merge(_merge_start(self._segments))
            self._publish()

    def compact(self) -> None:
        """Commit, merge everything into one segment and remove what is dead."""
        self._flush()
        if len(self._segments) > 1 or any(map(_has_dead, self._segments)):
            self._segments = [item for item in self._segments if item.live]
            self._merge(0)
            self._changed = True
        if self._changed:
            self._publish()
        self._clean()

    def close(self) -> None:
        """Drop what was not committed."""
        self._opened.clear()
        self._buffer = ArticleBuffer(self._text_fields)
        with suppress(OSError):
            self._clean()

    def _arrays(self, segment: SegmentEntry) -> SegmentArrays:
        if segment.segid not in self._opened:
            try:
                self._opened[segment.segid] = segment.open(self._path)
            except (OSError, ValueError) as error:
                raise index_damaged(self._path, _detail(error)) from error
        return self._opened[segment.segid]

    def _mark_deleted(self, id: str) -> None:
        known = id in self._own_ids
        for segment in self._segments:
            if segment.segid in self._own_segments and not known:
                continue
            arrays = self._arrays(segment)
            doc = arrays.find(id)
            if doc is not None:
                segment.dead.add(doc)
                arrays.delete(doc)
                self._changed = True

    def _flush(self) -> None:
        buffer = self._buffer
        if len(buffer):
            segment = self._write(buffer.write)
            segment.dead = set(buffer.dead)
            self._segments.append(segment)
            self._own_segments.add(segment.segid)
            self._buffer = ArticleBuffer(self._text_fields)

    def _write(self, fill: Callable[[SegmentFileWriter], int]) -> SegmentEntry:
        """Write a segment; ``fill`` returns how many articles it put there."""
        segment = SegmentEntry(os.urandom(8).hex(), 0, 0, 0)
        writer = SegmentFileWriter(self._path / segment.file_name)
        try:
            segment.count = fill(writer)
            segment.size, segment.crc = writer.close()
        except BaseException:
            writer.abandon()
            raise
        return segment

    def _merge(self, start: int) -> None:
        """Make one segment of all from ``start`` on."""
        merged = self._segments[start:]
        if len(merged) < 2 and not any(map(_has_dead, merged)):
            return
        from search.engines.whoosh.merging import merge_segments

        parts = [self._arrays(segment) for segment in merged]
        for part in parts:
            # Damage must not get a new checksum by being copied.
            _verify(self._path, part)
        segment = self._write(
            lambda file: merge_segments(parts, self._text_fields, file)
        )
        self._segments[start:] = [segment]

    def _publish(self) -> None:
        _publish(self._path, self._profile, self._segments, self._generation + 1)
        self._generation += 1
        self._changed = False
        self._committed = {segment.file_name for segment in self._segments}
        self._clean()

    def _clean(self) -> None:
        """Remove files of the index that the committed state does not name."""
        kept = self._committed | {toc_name(self._generation), WHOOSH_LOCK}
        for file in self._path.iterdir():
            ours = file.name.startswith((f"_{INDEX_NAME}_", f"{INDEX_NAME}_"))
            if ours and file.name not in kept:
                # What a system does not let go now, the next commit removes.
                with suppress(OSError):
                    file.unlink()
        names = {segment.segid for segment in self._segments}
        self._opened = {
            name: arrays for name, arrays in self._opened.items() if name in names
        }


def _verify(path: Path, arrays: SegmentArrays) -> None:
    try:
        arrays.file.verify()
    except SegmentDamaged as error:
        raise index_damaged(path, _detail(error)) from error


def _has_dead(segment: SegmentEntry) -> bool:
    return bool(segment.dead)


def _merge_start(segments: Sequence[SegmentEntry]) -> int:
    """Where the tail of segments that a commit merges begins (their number: nowhere).

    Only neighbours merge, so articles keep the order of indexing.
    """
    for start, segment in enumerate(segments):
        if segment.live < segment.count * LEAST_LIVE:
            return start
    if len(segments) <= MAX_SEGMENTS:
        return len(segments)
    start = len(segments) - 1
    total = segments[start].count
    while start > 0 and (
        len(segments) - start < 2 or segments[start - 1].count <= GROWTH * total
    ):
        start -= 1
        total += segments[start].count
    return start
