"""Checksums of SQLite files, kept in the files themselves.

A file is sealed when it is complete: the CRC-32 of all its bytes stands in its header,
in the field that SQLite leaves to applications (``PRAGMA application_id``, bytes 68 to
71, which count as zero). Whoever changes a file sets the field to 0 in the same
transaction and seals it again at the end; a kill in between leaves it open, never wrong.
"""

from __future__ import annotations

import sqlite3
import zlib
from contextlib import closing
from enum import Enum
from pathlib import Path

_PLACE, _SIZE = 68, 4
_HEADER = 100
_BLOCK = 1 << 20

OPEN = "PRAGMA application_id = 0"
"""Run in a transaction that changes a sealed file."""


class Seal(Enum):
    """How a file stands to its checksum."""

    WHOLE = "whole"
    BROKEN = "broken"
    OPEN = "open"
    """It has none: an older version wrote it, or a kill came before the end."""


def seal(path: Path) -> None:
    """Write down the checksum of a file that nobody has open; not of one that SQLite has
    yet to take something back from.

    :raises OSError: when that cannot be.
    """
    if _has_journal(path):
        return
    with open(path, "r+b") as file:
        file.seek(_PLACE)
        file.write(_checksum(path).to_bytes(_SIZE, "big"))


def read_seal(path: Path) -> Seal:
    """Compare a file with its checksum (about 1 ms a MiB). What SQLite has yet to take
    back (a journal) counts as open.

    :raises OSError: when it cannot be read.
    """
    if _has_journal(path):
        return Seal.OPEN
    with open(path, "rb") as file:
        header = file.read(_HEADER)
    kept = header[_PLACE : _PLACE + _SIZE]
    if len(header) == _HEADER and kept == bytes(_SIZE):
        return Seal.OPEN
    if int.from_bytes(kept, "big") == _checksum(path):
        return Seal.WHOLE
    return Seal.BROKEN


def has_sound_structure(path: Path) -> bool:
    """Whether SQLite finds the structure of a file in order; it cannot tell a changed
    text."""
    address = f"{path.absolute().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True)) as connection:
            rows = connection.execute("PRAGMA integrity_check(1)").fetchall()
    except (sqlite3.Error, UnicodeDecodeError):
        return False
    return rows == [("ok",)]


def _has_journal(path: Path) -> bool:
    journal = path.with_name(f"{path.name}-journal")
    return journal.exists() and journal.stat().st_size > 0


def _checksum(path: Path) -> int:
    """Never 0, which means that there is none."""
    with open(path, "rb") as file:
        first = bytearray(file.read(_BLOCK))
        first[_PLACE : _PLACE + _SIZE] = bytes(_SIZE)
        crc = zlib.crc32(first)
        while block := file.read(_BLOCK):
            crc = zlib.crc32(block, crc)
    return crc or 1
