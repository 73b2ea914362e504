"""Tables of contents: which segments a generation has.

The file is Whoosh's own table of contents (``_MAIN_7.toc``), which Whoosh reads from
its start, followed by the same facts as JSON and a checksum, which our readers use: so
a search neither imports Whoosh (about 35 ms) nor unpickles anything.
"""

from __future__ import annotations

import json
import os
import re
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from search.engines.durable import sync_folder
from search.engines.whoosh.postings import SegmentArrays
from search.engines.whoosh.segment_file import SegmentFile

INDEX_NAME = "MAIN"
SEGMENT_EXTENSION = ".arrays"

WHOOSH_LOCK = f"{INDEX_NAME}_WRITELOCK"
"""The file that Whoosh's writers lock."""

_LOCKED_OUT = """\
Whoosh programs may read this index, never write to it: only Tìm Tin does (timtin index).
"""

_NAME = re.compile(rf"_{INDEX_NAME}_(\d+)\.toc", re.ASCII)
_FOOTER = struct.Struct("<LL4s")
_MARK = b"TTcr"


@dataclass(slots=True)
class SegmentEntry:
    """A segment of a generation.

    :param segid: Whoosh's name for it: lower-case letters and digits.
    :param size: the length of its file; :param crc: the CRC-32 of it.
    :param count: articles in it, deleted ones too; :param dead: the deleted ones.
    """

    segid: str
    size: int
    crc: int
    count: int
    dead: set[int] = field(default_factory=set)

    @property
    def file_name(self) -> str:
        return f"{INDEX_NAME}_{self.segid}{SEGMENT_EXTENSION}"

    @property
    def live(self) -> int:
        """Articles that are not deleted."""
        return self.count - len(self.dead)

    def open(self, folder: Path, base: int = 0) -> SegmentArrays:
        """Its arrays, numbered from ``base``.

        :raises OSError, ValueError: when the file is not there or not what was written.
        """
        file = SegmentFile(folder / self.file_name, self.size, self.crc)
        return SegmentArrays(file, base, self.count, sorted(self.dead))


def lock_out_whoosh(folder: Path) -> None:
    """Keep Whoosh's own writers out: they would write segments in Whoosh's codec, and
    their commit removes ours. The file that they lock first is a folder, so that
    ``FileIndex.writer()`` fails before it has written anything."""
    lock = folder / WHOOSH_LOCK
    lock.mkdir(exist_ok=True)
    (lock / "README").write_text(_LOCKED_OUT, encoding="utf-8")


def toc_name(generation: int) -> str:
    """The name of a generation's table of contents."""
    return f"_{INDEX_NAME}_{generation}.toc"


def newest_generation(folder: Path) -> int:
    """The number of the newest table of contents, -1 when there is none."""
    names = map(_NAME.fullmatch, os.listdir(folder))
    return max((int(match[1]) for match in names if match), default=-1)


def write_contents(
    folder: Path, generation: int, whoosh: bytes, segments: Sequence[SegmentEntry]
) -> None:
    """Write a table of contents durably; it takes effect by a rename.

    :param whoosh: Whoosh's form of the same.
    """
    facts = [
        [item.segid, item.size, item.crc, item.count, sorted(item.dead)]
        for item in segments
    ]
    raw = json.dumps([generation, facts], separators=(",", ":")).encode()
    footer = _FOOTER.pack(len(raw), zlib.crc32(raw, zlib.crc32(whoosh)), _MARK)
    name = toc_name(generation)
    temporary = folder / f"{name}.tmp"
    with open(temporary, "wb") as file:
        file.write(whoosh + raw + footer)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, folder / name)
    sync_folder(folder)


def read_contents(folder: Path, generation: int) -> list[SegmentEntry]:
    """The segments of a generation.

    :raises FileNotFoundError: when a newer one has taken its place.
    :raises ValueError: when the file is not what was written.
    """
    name = toc_name(generation)
    raw = (folder / name).read_bytes()
    if len(raw) < _FOOTER.size:
        raise ValueError(f"{name}: too short")
    length, crc, mark = _FOOTER.unpack(raw[-_FOOTER.size :])
    content = raw[: -_FOOTER.size]
    if mark != _MARK or zlib.crc32(content) != crc or length > len(content):
        raise ValueError(f"{name}: checksum differs")
    number, facts = json.loads(content[len(content) - length :])
    if number != generation:
        raise ValueError(f"{name}: holds generation {number}")
    return [
        SegmentEntry(segid, size, crc, count, set(dead))
        for segid, size, crc, count, dead in facts
    ]
