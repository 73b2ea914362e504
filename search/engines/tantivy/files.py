"""The files of a tantivy index, as far as one must know them: which state is committed,
in which form, whether every file is as it was written, what tantivy's failures mean."""

from __future__ import annotations

import json
import os
import re
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from errno import EACCES
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import tantivy

META = "meta.json"

_PRIVATE = (META, ".managed.json")
"""Files that tantivy makes for their owner alone."""

_RELEASE = re.compile(r"v(\d+\.\d+)\.\S*, index_format v(\d+)")

_SUFFIXES = frozenset(("fast", "fieldnorm", "idx", "pos", "store", "term"))
"""The files that every segment of ours has."""

_FOOTER_MAGIC = 1337
_OS_ERROR = re.compile(r"(?:os error |code: )(\d+)")
_PROBE = 1 << 20


def _installed_format() -> str:
    text = str(vars(tantivy)["__version__"])  # "tantivy v0.27.0, index_format v7"
    found = _RELEASE.search(text)
    return f"{found[1]}/{found[2]}" if found else text


INSTALLED_FORMAT = _installed_format()
"""Release series and version of the file format of the installed package: ``0.27/7``."""


@dataclass(frozen=True, slots=True)
class Committed:
    """The state that ``meta.json`` names.

    :param live: articles; ``dead`` are those deleted but still in a segment.
    :param files: their names.
    :param fields: text fields -> what is kept of their postings.
    """

    raw: bytes
    generation: str
    segments: tuple[str, ...]
    files: frozenset[str]
    live: int
    dead: int
    fields: Mapping[str, str]


def read_committed(path: Path) -> Committed:
    """The committed state of an index folder.

    :raises OSError: when there is none.
    :raises ValueError: when it cannot be read.
    """
    raw = (path / META).read_bytes()
    try:
        meta: dict[str, Any] = json.loads(raw)
        segments = meta["segments"]
        fields = {
            item["name"]: item["options"]["indexing"]["record"]
            for item in meta["schema"]
            if item["type"] == "text"
        }
        deletes = [item["deletes"] or {} for item in segments]
        dead = sum(item.get("num_deleted_docs", 0) for item in deletes)
        # The number alone would not tell a merge from what was before it. Counts are
        # apart: nothing else tells one that was changed on the disk, as this file has
        # no checksum.
        names = tuple(item["segment_id"].replace("-", "") for item in segments)
        opstamps = [deleted.get("opstamp") for deleted in deletes]
        files = {META, *(f"{name}.{suffix}" for name in names for suffix in _SUFFIXES)}
        files.update(
            f"{name}.{opstamp}.del"
            for name, opstamp in zip(names, opstamps)
            if opstamp is not None
        )
        parts = list(zip((item["segment_id"] for item in segments), opstamps))
        return Committed(
            raw=raw,
            generation=f"{meta['opstamp']}-{_digest(parts)}.{_digest(segments)}",
            segments=names,
            files=frozenset(files),
            live=sum(item["max_doc"] for item in segments) - dead,
            dead=dead,
            fields=fields,
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{META}: {error!r}") from error


def _digest(value: object) -> str:
    return f"{zlib.crc32(json.dumps(value, sort_keys=True).encode()):08x}"


def find_damage(path: Path) -> str | None:
    """What is wrong with the files of the committed state, in Vietnamese; ``None``:
    nothing.

    Every file of a segment ends with its checksum: the bytes, then JSON with their
    CRC-32, its length and a magic number.
    """
    try:
        segments = read_committed(path).segments
    except (OSError, ValueError):
        return f"không đọc được {META}"
    try:
        files = sorted(path.iterdir())
    except OSError:
        # A swap may have removed it all since.
        return f"không đọc được {path.name}"
    for segment in segments:
        own = [file for file in files if file.name.startswith(f"{segment}.")]
        if missing := _SUFFIXES - {file.suffix[1:] for file in own}:
            return f"thiếu tệp {segment}.{min(missing)}"
        for file in own:
            try:
                sound = _is_sound(file.read_bytes())
            except OSError:
                return f"không đọc được tệp {file.name}"
            if not sound:
                return f"tệp {file.name} không còn nguyên"
    return None


def _is_sound(raw: bytes) -> bool:
    try:
        end, footer = _footer(raw)
        return bool(zlib.crc32(memoryview(raw)[:end]) == footer["crc"])
    except (ValueError, KeyError, TypeError):
        return False


def _footer(raw: bytes) -> tuple[int, dict[str, Any]]:
    """Where the footer of a file begins, and what it says.

    :raises ValueError: when there is none.
    """
    length, magic = raw[-8:-4], raw[-4:]
    end = len(raw) - 8 - int.from_bytes(length, "little")
    if int.from_bytes(magic, "little") != _FOOTER_MAGIC or end < 0:
        raise ValueError("no footer")
    return end, json.loads(raw[end:-8])


def foreign_release(path: Path) -> tuple[str, str] | None:
    """The release and the format that wrote the committed files, where that is not the
    installed one; ``None``: it is, or the files do not tell."""
    try:
        for segment in read_committed(path).segments:
            version = _footer((path / f"{segment}.idx").read_bytes())[1]["version"]
            series = f"{version['major']}.{version['minor']}"
            written = f"{series}/{version['index_format_version']}"
            if written != INSTALLED_FORMAT:
                return f"{series}.{version['patch']}", written
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return None


def share_files(path: Path) -> None:
    """Give the files that tantivy makes for their owner alone the permissions of their
    folder, which has them by the umask: who may read an index is settled there."""
    mode = path.stat().st_mode & 0o666
    for name in _PRIVATE:
        # Another user's file that is as it was stays as it is.
        with suppress(FileNotFoundError, PermissionError):
            (path / name).chmod(mode)


def check_readable(path: Path) -> None:
    """See that this user may read every file of the folder.

    :raises PermissionError: when one is closed to it.
    """
    for file in (path, *path.iterdir()):
        if file.suffix != ".lock" and not os.access(file, os.R_OK):
            raise PermissionError(EACCES, os.strerror(EACCES), str(file))


def write_failure(path: Path, error: BaseException) -> OSError | None:
    """The failure of the system behind one of tantivy's, which has it as text or not
    at all; ``None`` when there is none."""
    if isinstance(error, OSError):
        return error
    if found := _OS_ERROR.search(str(error)):
        return OSError(int(found[1]), str(error), str(path))
    # A thread of the writer that failed does not tell why; the next to write learns.
    try:
        with TemporaryFile(dir=path) as probe:
            probe.write(bytes(_PROBE))
    except OSError as failure:
        return failure
    return None
