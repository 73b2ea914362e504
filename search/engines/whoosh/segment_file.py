"""One file of named arrays: what a Whoosh segment of ours is on disk.

    magic | section | section | ... | directory (JSON) | footer

Sections start at multiples of eight bytes, so a reader maps the file and looks at
them with numpy without decoding anything. The footer says where the directory is and
gives its CRC-32; the length and CRC-32 of the whole file stand in the index's table of
contents.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
import zlib
from array import array
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

MAGIC = b"TTSEG\x00\x01\n"
_FOOTER = struct.Struct("<QLL8s")
_ALIGNMENT = 8

WHOLE_READ_LIMIT = 1 << 20
"""Files up to this size are read at once and checked against their CRC when opened
(about a millisecond); larger ones are mapped."""


class SegmentDamaged(ValueError):
    """The file is not what was written."""


def narrow(values: Array) -> Array:
    """The same integers in the smallest little-endian type that holds them."""
    low, high = (int(values.min()), int(values.max())) if values.size else (0, 0)
    return values.astype(narrowest(low, high), copy=False)


def narrowest(low: int, high: int) -> str:
    """The smallest little-endian type that holds integers between two bounds.

    :raises OverflowError: when there is none.
    """
    names = ("<u1", "<u2", "<u4", "<i8") if low >= 0 else ("<i1", "<i2", "<i4", "<i8")
    for name in names:
        limits = np.iinfo(name)
        if limits.min <= low and high <= limits.max:
            return name
    raise OverflowError("integer beyond 64 bits")


class SegmentFileWriter:
    """Writes sections one after another; ``close`` makes the file durable."""

    def __init__(self, path: Path) -> None:
        self._file = open(path, "xb")
        self._sections: dict[str, tuple[int, int, str]] = {}
        self._offset = 0
        self._crc = 0
        self._write(MAGIC)

    def add(self, name: str, data: Array | bytes) -> None:
        """Write a section: an array (its type is kept) or raw bytes."""
        if isinstance(data, bytes):
            self._add(name, [data], "bytes")
        else:
            self.add_parts(name, [data], data.dtype.str)

    def add_parts(self, name: str, parts: Iterable[Array], kind: str) -> None:
        """Write an array that comes in parts, as values of type ``kind``."""
        little = (np.ascontiguousarray(part, np.dtype(kind)) for part in parts)
        self._add(name, (part.data.cast("B") for part in little if part.size), kind)

    def add_blobs(self, name: str, blobs: Iterable[bytes]) -> Array:
        """Write bytes that come in pieces.

        :returns: where each piece ends.
        """
        ends = array("Q")

        def pieces() -> Iterator[bytes]:
            end = 0
            for blob in blobs:
                end += len(blob)
                ends.append(end)
                yield blob

        self._add(name, pieces(), "bytes")
        return np.frombuffer(ends, np.uint64)

    def _add(self, name: str, parts: Iterable[Any], kind: str) -> None:
        self._write(b"\0" * (-self._offset % _ALIGNMENT))
        start = self._offset
        for part in parts:
            self._write(part)
        self._sections[name] = (start, self._offset - start, kind)

    def close(self) -> tuple[int, int]:
        """Write the directory and force everything to disk.

        :returns: length and CRC-32 of the file.
        """
        directory = json.dumps(self._sections, separators=(",", ":")).encode()
        start = self._offset
        self._write(directory)
        self._write(_FOOTER.pack(start, len(directory), zlib.crc32(directory), MAGIC))
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return self._offset, self._crc

    def abandon(self) -> None:
        """Close without finishing and remove the file."""
        with suppress(OSError):
            self._file.close()
        Path(self._file.name).unlink(missing_ok=True)

    def _write(self, raw: Any) -> None:
        self._file.write(raw)
        self._offset += len(raw)
        self._crc = zlib.crc32(raw, self._crc)


class SegmentFile:
    """A file of named arrays, opened for reading.

    :param size: the length it must have; :param crc: the CRC-32 it must have.
    :raises SegmentDamaged: when the file cannot be the one that was written.
    :raises FileNotFoundError: when there is no such file.
    """

    def __init__(self, path: Path, size: int, crc: int) -> None:
        self._path = path
        self._size = size
        self._crc = crc
        self._arrays: dict[str, Array] = {}
        with open(path, "rb") as file:
            found = os.fstat(file.fileno()).st_size
            if found != size:
                raise SegmentDamaged(f"{path.name}: {found} bytes instead of {size}")
            if size <= WHOLE_READ_LIMIT:
                self._data: Any = file.read()
                self.verify()
            else:
                self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._sections = self._read_directory()

    @property
    def name(self) -> str:
        """Of the file in its folder."""
        return self._path.name

    def _read_directory(self) -> dict[str, tuple[int, int, str]]:
        if self._size < len(MAGIC) + _FOOTER.size:
            raise SegmentDamaged(f"{self._path.name}: too short")
        start, length, crc, magic = _FOOTER.unpack(self._data[-_FOOTER.size :])
        raw = self._data[start : start + length]
        if magic != MAGIC or len(raw) != length or zlib.crc32(raw) != crc:
            raise SegmentDamaged(f"{self._path.name}: no directory")
        sections: dict[str, tuple[int, int, str]] = json.loads(raw)
        return sections

    def verify(self) -> None:
        """Compare the whole file with its CRC-32 (about 1 ms a MiB).

        :raises SegmentDamaged: when they differ.
        """
        if zlib.crc32(self._data) != self._crc:
            raise SegmentDamaged(f"{self._path.name}: checksum differs")

    def __contains__(self, name: str) -> bool:
        return name in self._sections

    def array(self, name: str) -> Array:
        """A section as a read-only array over the file itself."""
        found = self._arrays.get(name)
        if found is None:
            offset, length, kind = self._sections[name]
            dtype = np.dtype(kind)
            found = np.frombuffer(self._data, dtype, length // dtype.itemsize, offset)
            self._arrays[name] = found
        return found

    def view(self, name: str) -> memoryview:
        """A section as bytes."""
        offset, length, _ = self._sections[name]
        return memoryview(self._data)[offset : offset + length]
