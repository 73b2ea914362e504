"""Data folders: names, marks, and removing what no manifest names."""

from __future__ import annotations

import os
import re
import time
from contextlib import suppress
from pathlib import Path

from search.engines.index_errors import cannot_write, not_an_index
from search.store.locks import LOCK
from search.store.manifest import MANIFEST, is_ours
from search.store.marks import MARK, clear_mark, read_mark

MARKER = ".timtin"
"""Says that a folder is ours to remove."""

_NAME = re.compile(r"data-\d{8}T\d{6}-[0-9a-f]{6}", re.ASCII)
_HARMLESS = {
    LOCK,
    f"{MANIFEST}.tmp",
    MARK,
    f"{MARK}.tmp",
    "README.md",
    ".gitignore",
    ".gitkeep",
}
"""What a folder may hold and still count as empty."""


def new_name() -> str:
    """A name that no other data has."""
    return f"data-{time.strftime('%Y%m%dT%H%M%S')}-{os.urandom(3).hex()}"


def make_data(folder: Path) -> None:
    """Make a data folder.

    :raises OSError: when it cannot be made.
    """
    folder.mkdir()
    (folder / MARKER).touch()


def prepare_folder(path: Path) -> None:
    """Make the folder of an index, or see that there is nothing in it that is not ours.

    :raises search.errors.UsageError: when it holds something else.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        entries = list(path.iterdir())
    except (FileExistsError, NotADirectoryError) as error:
        raise not_an_index(path) from error
    except OSError as error:
        raise cannot_write(path, error) from error
    if is_ours(path):
        return
    data = [entry for entry in entries if is_data(entry)]
    for entry in entries:
        harmless = entry.name in _HARMLESS or (entry.name == MANIFEST and data)
        if not harmless and entry not in data:
            raise not_an_index(path)


def is_data(entry: Path) -> bool:
    """Whether a folder is data of ours; one killed right after ``mkdir`` is empty."""
    if not _NAME.fullmatch(entry.name) or not entry.is_dir():
        return False
    return (entry / MARKER).is_file() or not any(entry.iterdir())


def remove_leftovers(path: Path, current: str) -> None:
    """Remove data that the manifest does not name: old, or of a build that was killed.

    Readers that have it open go on, where the system lets open files be removed.
    """
    with suppress(OSError):
        for entry in path.iterdir():
            if entry.name != current and is_data(entry):
                remove_data(entry)
        (path / f"{MANIFEST}.tmp").unlink(missing_ok=True)
        if current and not read_mark(path, current):
            clear_mark(path)


def remove_data(folder: Path) -> None:
    """Remove a data folder, its marker last: what a kill or the system leaves of it is
    still ours, for the next writer to remove."""
    import shutil  # slow to import, and readers import this module

    with suppress(OSError):
        for entry in folder.iterdir():
            if entry.is_dir():
                # Twice, because a reader of this process may just have locked a file.
                shutil.rmtree(entry, ignore_errors=True)
                shutil.rmtree(entry, ignore_errors=True)
            elif entry.name != MARKER:
                with suppress(OSError):
                    entry.unlink()
        if all(entry.name == MARKER for entry in folder.iterdir()):
            (folder / MARKER).unlink(missing_ok=True)
            folder.rmdir()
