"""Opens the newest commit of a tantivy index, and turns failures of tantivy into errors
of ours."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tantivy import Index

from search.engines.base import OPEN_RETRIES
from search.engines.damage import is_failure
from search.engines.index_errors import engine_outdated, index_damaged
from search.engines.tantivy.files import (
    INSTALLED_FORMAT,
    META,
    Committed,
    check_readable,
    find_damage,
    foreign_release,
    read_committed,
    write_failure,
)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turns tantivy's errors into those of the system, or of damage, behind them.

    :raises OSError: when the system refused to write.
    :raises search.errors.IndexDamaged: when a file is not what was written.
    """
    try:
        yield
    except BaseException as error:
        if not is_failure(error):
            raise
        failure = write_failure(path, error)
        if failure is not None:
            raise failure from error
        check_files(path)
        raise error


def check_files(path: Path) -> None:
    """Check every byte of the committed state.

    :raises search.errors.IndexDamaged: when a file is not what was written.
    """
    damage = find_damage(path)
    if damage is not None:
        raise index_damaged(path, damage)


def _open_index(path: Path) -> Index:
    """An index to read, also where this user may not write.

    tantivy locks a file of the folder for writing even to read; where that is refused, it
    is shown the same files in a folder of its own, which it needs only while it opens
    them.
    """
    try:
        return _open_manual(path)
    except Exception as error:
        if not re.search(r"code: (?:13|30)\b", str(error)):
            raise
    with TemporaryDirectory(prefix="timtin-") as view:
        for file in path.iterdir():
            if file.suffix != ".lock":
                (Path(view) / file.name).symlink_to(file.resolve())
        return _open_manual(Path(view))


def _open_manual(path: Path) -> Index:
    index = Index.open(str(path))
    index.config_reader("manual")
    return index


def open_committed(path: Path) -> tuple[Committed, Index]:
    """The newest commit and an index that has it.

    :raises search.errors.IndexOutdated: when another release of tantivy wrote it.
    :raises search.errors.IndexDamaged: when its files cannot be read.
    :raises PermissionError: when this user may not read them.
    """
    problem: BaseException | None = None
    for _ in range(OPEN_RETRIES):
        committed = None
        try:
            committed = read_committed(path)
            index = _open_index(path)
            if read_committed(path).raw == committed.raw:
                return committed, index
            continue
        except BaseException as error:
            if not is_failure(error):
                raise
            problem = error
        if committed is not None and not has_moved(path, committed):
            break
        time.sleep(0.005)
    if path.exists():
        check_readable(path)
    if foreign := foreign_release(path):
        release, written = foreign
        found = f"tantivy=={release}"
        raise engine_outdated(path, found, written, INSTALLED_FORMAT) from problem
    detail = find_damage(path) or str(problem).partition("\n")[0]
    raise index_damaged(path, detail) from problem


def has_moved(path: Path, committed: Committed) -> bool:
    """Whether there is a newer commit."""
    try:
        return (path / META).read_bytes() != committed.raw
    except OSError:
        return False
