"""The manifest of an index: what it was made with, and which bytes it must have."""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, cast

from search.engines.base import EngineRelease
from search.engines.durable import sync_folder
from search.engines.index_errors import (
    cannot_read,
    index_damaged,
    index_missing,
    index_newer,
    index_outdated,
)
from search.fields import PROFILES, SCHEMA_VERSION, Profile
from search.location import Location

MANIFEST = "manifest.json"
FORMAT_VERSION = 2
"""Raise when the layout of an index folder changes."""

_MARK = "timtin"
"""The key that tells our manifest from any other ``manifest.json``."""

FileFacts = tuple[int, int, int]
"""Length, CRC-32 and time of change (nanoseconds) of a file."""

CHECKED_ON_OPEN = 1 << 16
"""Files up to this size have their CRC compared whenever an index is opened."""


@dataclass(frozen=True, slots=True)
class Versions:
    """Versions of what turns text into terms; "" is not compared.

    :param analyser: of ``search.language``.
    :param segmenter: a digest of the segmenter's model.
    """

    analyser: str = ""
    segmenter: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index folder says of itself.

    :param data: the folder inside it that holds the current data.
    :param release: of the engine that wrote the data last.
    :param generation: the engine's name of the committed state that ``count`` and
        ``files`` tell of; a commit may be newer than the manifest for a moment.
    :param created: ISO time of the last build; ``updated`` of the last commit.
    """

    engine: str
    release: EngineRelease
    profile: Profile
    data: str
    generation: str
    count: int
    created: str
    updated: str
    versions: Versions = field(default_factory=Versions)
    schema: int = SCHEMA_VERSION
    files: Mapping[str, FileFacts] = field(default_factory=dict)


def write_manifest(path: Path, manifest: Manifest) -> None:
    """Put a manifest in the place of the last one, in one step and durably."""
    temporary = path / f"{MANIFEST}.tmp"
    with open(temporary, "wb") as file:
        file.write(dump_manifest(manifest))
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path / MANIFEST)
    sync_folder(path)


def dump_manifest(manifest: Manifest) -> bytes:
    """Every byte of a manifest's file."""
    content = asdict(manifest)
    document = {_MARK: FORMAT_VERSION, "check": _check(content), **content}
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def is_ours(path: Path) -> bool:
    """Whether a folder has a manifest that this program (of any version) wrote."""
    try:
        document = json.loads((path / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(document, dict) and _MARK in document


def read_choices(path: Path) -> tuple[str, Profile | None]:
    """The engine and the profile of an index, also of one that is outdated; "" and
    ``None`` when they cannot be told."""
    try:
        document = json.loads((path / MANIFEST).read_bytes())
        engine, profile = document["engine"], document["profile"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return "", None
    if not isinstance(engine, str) or profile not in PROFILES:
        return "", None
    return engine, cast(Profile, profile)


def read_manifest(path: Path) -> Manifest:
    """Read the manifest of an index folder.

    :raises search.errors.IndexMissing: when there is none.
    :raises search.errors.IndexOutdated: when another version of this program wrote it.
    :raises search.errors.TimtinError: when this user may not read it.
    :raises search.errors.IndexDamaged: when it is not what was written.
    """
    try:
        raw = (path / MANIFEST).read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise index_missing(path) from error
    except PermissionError as error:
        raise cannot_read(path, error) from error
    except OSError as error:
        raise index_damaged(path, f"không đọc được {MANIFEST}") from error
    return parse_manifest(path, raw)


def parse_manifest(path: Location, raw: bytes) -> Manifest:
    """The manifest in some bytes; as :func:`read_manifest`."""
    try:
        document = json.loads(raw)
        version = document.pop(_MARK)
        if isinstance(version, int) and version > FORMAT_VERSION:
            raise index_newer(path, version, FORMAT_VERSION)
        if isinstance(version, int) and version < FORMAT_VERSION:
            raise index_outdated(path, "định dạng", version, FORMAT_VERSION)
        check = document.pop("check")
        manifest = _manifest(document)
        if check != _check(asdict(manifest)):
            raise ValueError("checksum differs")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise index_damaged(path, f"{MANIFEST} không còn nguyên") from error
    return manifest


def _manifest(document: dict[str, Any]) -> Manifest:
    release = EngineRelease(**document.pop("release"))
    versions = Versions(**document.pop("versions"))
    table = cast("dict[str, list[int]]", document.pop("files"))
    files = {
        name: (facts[0], facts[1], facts[2]) for name, facts in sorted(table.items())
    }
    manifest = Manifest(**document, release=release, versions=versions, files=files)
    if manifest.profile not in PROFILES:
        raise ValueError("unknown profile")
    return manifest


def _check(content: Mapping[str, Any]) -> int:
    return zlib.crc32(json.dumps(content, sort_keys=True).encode())


def describe_files(
    folder: Path, names: Iterable[str], known: Mapping[str, FileFacts]
) -> dict[str, FileFacts]:
    """Length and CRC-32 of some files of a folder.

    :param known: facts from before; a file of the same length and time is not read
        again.
    """
    facts = {}
    for name in sorted(names):
        file = folder / name
        status = file.stat()
        before = known.get(name)
        if before and before[0] == status.st_size and before[2] == status.st_mtime_ns:
            facts[name] = before
        else:
            facts[name] = (status.st_size, file_checksum(file), status.st_mtime_ns)
    return facts


def file_checksum(file: Path) -> int:
    """CRC-32 of a file's bytes."""
    crc = 0
    with open(file, "rb") as handle:
        while block := handle.read(1 << 20):
            crc = zlib.crc32(block, crc)
    return crc


def find_damage(
    folder: Path, files: Mapping[str, FileFacts], thorough: bool = False
) -> str | None:
    """What is wrong with the files of an index, in Vietnamese; ``None``: nothing.

    Lengths are always compared, checksums of small files too.

    :param thorough: compare every checksum (about 1 ms a MiB).
    :raises PermissionError: when this user may not read them.
    """
    for name, facts in files.items():
        if problem := file_problem(folder / name, facts, thorough):
            return problem
    return None


def file_problem(file: Path, facts: FileFacts, thorough: bool = False) -> str | None:
    """What is wrong with one file; as :func:`find_damage`."""
    size, crc, _ = facts
    try:
        found = file.stat().st_size
        if found != size:
            return f"tệp {file.name} dài {found} byte, phải là {size}"
        if (thorough or size <= CHECKED_ON_OPEN) and file_checksum(file) != crc:
            return f"nội dung tệp {file.name} đã đổi"
    except PermissionError:
        raise
    except OSError:
        return f"thiếu tệp {file.name}"
    return None
