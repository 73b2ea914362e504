"""Bytes in bounded memory: files, archives and lines of any length.

A file is one part, or several when it is a zip. Whatever it is packed in, a part reads
as plain bytes, never more than the options allow.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, BinaryIO, TypeAlias, cast

from indexer.sources.options import (
    DAMAGED_ARCHIVE,
    MIB,
    TOO_LARGE_EXPANDED,
    UNREADABLE,
    ReadOptions,
)
from indexer.sources.record import Rejected

BUFFER = 64 * 1024
"""What a damaged archive may lose of what stands before the damage."""

XZ_MEMORY = 256 * MIB
"""What an xz file may ask for its dictionary; ``xz -9`` needs 65 MiB."""

OFFICE = frozenset((".docx", ".xlsx", ".odt"))
"""Zips that are one document."""

READ_ERRORS = (
    OSError,
    EOFError,
    RuntimeError,
    NotImplementedError,
    lzma.LZMAError,
    zlib.error,
    zipfile.BadZipFile,
    # From zipfile on tables of contents that are not what they seem.
    ValueError,
    OverflowError,
    struct.error,
    KeyError,
    IndexError,
)
"""What reading a damaged, encrypted or vanished file raises."""


Buffered: TypeAlias = "io.BufferedReader[Any]"
"""A buffered byte stream over anything."""


class TooLarge(Exception):
    """A part is larger than the options allow."""


@dataclass(slots=True)
class Part:
    """One readable thing inside a file.

    :param name: the path, with the member's path after it for an archive of several.
    :param suffix: lower-case extension below any packing, such as ``.jsonl``.
    """

    name: str
    suffix: str
    stream: Buffered


class _Budget:
    """What all layers and members of one file may expand to, together.

    :param size: bytes of the file; 0 for a pipe, which may give so many times what has
        been read of it.
    """

    def __init__(self, options: ReadOptions, source: _Plain, size: int) -> None:
        self._options = options
        self._source = source
        self._size = size
        self._spent = 0

    @property
    def left(self) -> int:
        size = self._size or self._source.count
        options = self._options
        return max(options.free_expansion, size * options.max_ratio) - self._spent

    def spend(self, size: int) -> None:
        """
        :raises TooLarge: when there is not so much left.
        """
        self._spent += size
        if self.left < 0:
            raise TooLarge


class _Bounded(io.RawIOBase):
    """Counts what comes out and stops a bomb."""

    def __init__(self, source: BinaryIO, budget: _Budget) -> None:
        self._source = source
        self._budget = budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._source.read(min(len(buffer), BUFFER))
        self._budget.spend(len(data))
        buffer[: len(data)] = data
        return len(data)


class _Xz(io.RawIOBase):
    """An xz or lzma stream with a limit on the memory its header may ask for."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._decoder = lzma.LZMADecompressor(memlimit=XZ_MEMORY)
        self._fresh = True

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while True:
            chunk = b""
            if self._decoder.eof:
                chunk = self._decoder.unused_data.lstrip(b"\0")
                chunk = chunk or self._source.read(65536).lstrip(b"\0")
                if not chunk:
                    return 0
                self._decoder = lzma.LZMADecompressor(memlimit=XZ_MEMORY)
            elif self._decoder.needs_input:
                chunk = self._source.read(65536)
                if not chunk:
                    if self._fresh:
                        return 0
                    raise EOFError("the xz stream is cut short")
            self._fresh = False
            data = self._decoder.decompress(chunk, len(buffer))
            if data:
                buffer[: len(data)] = data
                return len(data)


_MAGIC = (
    (b"\x1f\x8b", ".gz"),
    (b"\xfd7zXZ\x00", ".xz"),
    (b"BZh", ".bz2"),
    (b"PK\x03\x04", ".zip"),
    (b"PK\x05\x06", ".zip"),
)


def packing(head: bytes) -> str:
    """``.gz``, ``.xz``, ``.bz2``, ``.zip`` or ``""``, told by the first bytes."""
    return next((name for magic, name in _MAGIC if head.startswith(magic)), "")


def open_parts(
    path: str, options: ReadOptions, stream: BinaryIO | None = None
) -> Iterator[Part | Rejected]:
    """Open a file, or a stream that stands for it, and yield its parts; each is closed
    when the next is asked for."""
    with ExitStack() as stack:
        try:
            if stream is None:
                stream = stack.enter_context(open(path, "rb"))
            plain = _Plain(stream)
            budget = _Budget(options, plain, _size(stream))
            buffered = io.BufferedReader(cast(io.RawIOBase, plain), MIB)
            name = PurePosixPath(path).name
            yield from _unpack(path, name, buffered, options, budget)
        except TooLarge:
            yield Rejected(path, TOO_LARGE_EXPANDED)
        except READ_ERRORS as error:
            reason = DAMAGED_ARCHIVE if _is_packed(path) else UNREADABLE
            yield Rejected(path, reason, str(error))


def _is_packed(path: str) -> bool:
    return path.lower().endswith((".gz", ".xz", ".bz2", ".zip", ".lzma"))


class _Plain(io.RawIOBase):
    """A file as it is; seekable when the file below is, which zip needs.

    :ivar count: bytes read so far.
    """

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self.count = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._source.seekable()

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._source.seek(offset, whence)

    def tell(self) -> int:
        return self._source.tell()

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._source.read(len(buffer))
        self.count += len(data)
        buffer[: len(data)] = data
        return len(data)


def _size(stream: BinaryIO) -> int:
    """Bytes of a regular file; 0 for a pipe."""
    try:
        return os.fstat(stream.fileno()).st_size
    except (OSError, io.UnsupportedOperation, AttributeError):
        return 0


def _unpack(
    path: str,
    name: str,
    stream: Buffered,
    options: ReadOptions,
    budget: _Budget,
    depth: int = 0,
) -> Iterator[Part | Rejected]:
    kind = packing(stream.peek(8)[:8])
    suffix = PurePosixPath(name).suffix.lower()
    if not kind or depth > 2 or (kind == ".zip" and suffix in OFFICE):
        yield Part(path, suffix, stream)
        return
    if kind == ".zip":
        yield from _unzip(path, stream, options, budget, depth)
        return
    opened: BinaryIO
    if kind == ".gz":
        opened = cast(BinaryIO, gzip.GzipFile(fileobj=stream))
    elif kind == ".bz2":
        opened = cast(BinaryIO, bz2.BZ2File(stream))
    else:
        opened = cast(BinaryIO, io.BufferedReader(_Xz(cast(BinaryIO, stream)), BUFFER))
    inner = io.BufferedReader(_Bounded(opened, budget), BUFFER)
    lower = name.lower()
    if lower.endswith((".gz", ".xz", ".bz2", ".lzma")):
        name = name[: name.rindex(".")]
    yield from _unpack(path, name, inner, options, budget, depth + 1)


def _unzip(
    path: str,
    stream: Buffered,
    options: ReadOptions,
    budget: _Budget,
    depth: int,
) -> Iterator[Part | Rejected]:
    if not stream.seekable():
        # Its table of contents stands at the end.
        yield Rejected(path, DAMAGED_ARCHIVE, "zip phải là một tệp trên đĩa")
        return
    stream.seek(0)
    with zipfile.ZipFile(stream) as archive:
        members = sorted(archive.infolist(), key=lambda member: member.filename)
        if len(members) > options.max_parts:
            raise TooLarge
        for member in members:
            names = PurePosixPath(member.filename).parts
            if member.is_dir() or any(map(_is_hidden, names)):
                continue
            label = f"{path}/{member.filename}"
            # No member gives more than it states: zipfile stops there.
            if member.file_size > budget.left:
                yield Rejected(label, TOO_LARGE_EXPANDED)
                continue
            try:
                with archive.open(member) as opened:
                    bounded = _Bounded(cast(BinaryIO, opened), budget)
                    yield from _unpack(
                        label,
                        member.filename,
                        io.BufferedReader(bounded, BUFFER),
                        options,
                        budget,
                        depth + 1,
                    )
            except TooLarge:
                yield Rejected(label, TOO_LARGE_EXPANDED)
            except READ_ERRORS as error:
                yield Rejected(label, DAMAGED_ARCHIVE, str(error))


def _is_hidden(name: str) -> bool:
    return name == "__MACOSX" or (name.startswith(".") and name != "..")


def read_all(stream: Buffered, limit: int) -> bytes:
    """Everything in the stream.

    :raises TooLarge: when it holds more than the limit.
    """
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise TooLarge
    return data


def cut_lines(
    stream: Buffered | io.TextIOBase, limit: int
) -> Iterator[bytes | str | None]:
    """Lines with their ends, ``None`` in the place of one longer than the limit."""
    while line := stream.readline(limit + 1):
        if len(line) <= limit:
            yield line
            continue
        end = "\n" if isinstance(line, str) else b"\n"
        while line and not line.endswith(end):  # type: ignore[arg-type]
            line = stream.readline(limit + 1)
        yield None
