"""Paths as a user names them -> the files under them, in a fixed order."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.sources.options import LEADS_OUT, UNREADABLE
from indexer.sources.record import Rejected
from search.errors import SourceError

STDIN = "-"
_INDEX_FILES = frozenset(("manifest.json", "writer.lock"))
MANIFEST = "timtin-fetch.jsonl"
"""What ``timtin fetch`` leaves beside the pages it saved; read with them."""

_ABOUT_THE_FOLDER = ("readme", "license", "licence", "copying", "changelog")
"""Names, before their first dot, of files that describe a folder and are no news."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file to read.

    :param named: whether the user named the file itself and not a folder above it.
    """

    path: str
    size: int = 0
    modified: int = 0
    named: bool = False

    @property
    def is_stdin(self) -> bool:
        return self.path == STDIN


def find_files(path: str) -> Iterator[SourceFile | Rejected]:
    """The files at a path, sorted by name; hidden ones and those about the folder
    (``README``) are passed over, a folder is entered once however many links lead to it,
    an unreadable one is reported. So is a link that leads out of the folder: who may put
    a link into it must not decide what else of this machine is read. A link that the
    user names is followed.

    :raises SourceError: when there is nothing at the path.
    """
    if path == STDIN:
        yield SourceFile(STDIN, named=True)
        return
    try:
        status = os.stat(path)
    except (OSError, ValueError) as error:
        raise SourceError(
            f"không có tệp hay thư mục {path!r}",
            "Kiểm tra lại đường dẫn, hoặc dùng “-” để đọc từ đầu vào chuẩn",
        ) from error
    if not os.path.isdir(path):
        yield SourceFile(path, status.st_size, status.st_mtime_ns, named=True)
        return
    yield from _walk(path, {(status.st_dev, status.st_ino)})


def _walk(root: str, entered: set[tuple[int, int]]) -> Iterator[SourceFile | Rejected]:
    # An explicit stack: folders may be nested deeper than Python's recursion allows.
    stack: list[Iterator[os.DirEntry[str]]] = []
    base = os.path.realpath(root)
    try:
        stack.append(iter(_entries(root)))
    except OSError as error:
        yield Rejected(root, UNREADABLE, str(error))
    while stack:
        entry = next(stack[-1], None)
        if entry is None:
            stack.pop()
            continue
        try:
            if entry.is_symlink():
                target = os.path.realpath(entry.path)
                if not is_under(target, base):
                    yield Rejected(entry.path, LEADS_OUT, f"tới {printable(target)}")
                    continue
            status = entry.stat()
            if entry.is_dir():
                identity = (status.st_dev, status.st_ino)
                if identity not in entered:
                    entered.add(identity)
                    inside = _entries(entry.path)
                    if not _is_index(inside):
                        stack.append(iter(inside))
            elif entry.is_file() and not _is_aside(entry.name):
                yield SourceFile(entry.path, status.st_size, status.st_mtime_ns)
        except OSError as error:
            yield Rejected(entry.path, UNREADABLE, str(error))


def _entries(folder: str) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return sorted(
            (entry for entry in entries if not entry.name.startswith(".")),
            key=lambda entry: entry.name,
        )


def _is_aside(name: str) -> bool:
    stem = name.partition(".")[0].casefold()
    return name == MANIFEST or stem in _ABOUT_THE_FOLDER


def _is_index(entries: list[os.DirEntry[str]]) -> bool:
    """Whether a folder is an index of ours, which is no source of news."""
    return _INDEX_FILES <= {entry.name for entry in entries}


def printable(path: str) -> str:
    """A path as text that can be stored: bytes that are no UTF-8 are spelled out."""
    try:
        raw = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raw = path.encode("utf-8", "replace")
    return raw.decode("utf-8", "backslashreplace")


def is_under(path: str, root: str) -> bool:
    """Whether a file was found by walking this root."""
    return path == root or path.startswith(str(Path(root)).rstrip("/") + os.sep)
