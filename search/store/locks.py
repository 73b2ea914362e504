"""One writer an index: a lock the system gives back when its process ends.

The lock is on the file's bytes, not its existence, so nothing stale can be left behind
by a killed process. POSIX record locks belong to the process (worker processes it forks
do not keep them) and do not exclude threads of it, hence the table of what this process
holds. They are lost when the process closes *any* handle of the file: nothing but this
module opens it.
"""

from __future__ import annotations

import json
import os
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from search.engines.index_errors import cannot_write, index_locked

LOCK = "writer.lock"

_held: dict[tuple[int, str], str] = {}
_guard = threading.Lock()

_HOLDER_LIMIT = 4096
"""Bytes of the lock file that are read to name its holder."""


class WriterLock:
    """The right to write to an index.

    :param index: its folder, where the lock file is made and left in place.
    :raises search.errors.IndexLocked: when someone else holds it.
    """

    def __init__(self, index: Path) -> None:
        file = index / LOCK
        # With the process, because a forked worker inherits the table, not the lock.
        self._name = os.getpid(), os.path.realpath(file)
        with _guard:
            if self._name in _held:
                raise index_locked(index, _held[self._name], None)
            try:
                handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o666)
            except OSError as error:
                raise cannot_write(index, error) from error
            if not _try_lock(handle):
                holder, pid = _read_holder(handle)
                os.close(handle)
                raise index_locked(index, holder, pid)
            self._handle: int | None = handle
            _held[self._name] = _write_holder(handle)

    def release(self) -> None:
        """Give the lock back; a second call does nothing."""
        with _guard:
            if self._handle is not None:
                with suppress(OSError):
                    os.ftruncate(self._handle, 0)
                os.close(self._handle)
                self._handle = None
                _held.pop(self._name, None)


def _describe(holder: dict[str, Any]) -> str:
    return (
        f"tiến trình {holder['pid']} trên máy {holder['host']} (từ {holder['since']})"
    )


def _write_holder(handle: int) -> str:
    import socket  # slow to import, and readers import this module

    holder = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "since": time.strftime("%H:%M ngày %d/%m/%Y"),
    }
    # On a full disk the lock holds all the same, nameless.
    with suppress(OSError):
        os.ftruncate(handle, 0)
        os.write(handle, json.dumps(holder, ensure_ascii=False).encode())
    return _describe(holder)


def _read_holder(handle: int) -> tuple[str, int | None]:
    try:
        holder = json.loads(os.read(handle, _HOLDER_LIMIT))
        return _describe(holder), int(holder["pid"])
    except (OSError, ValueError, KeyError, TypeError):
        return "một tiến trình khác", None


if os.name == "nt":  # pragma: no cover
    import msvcrt

    # Far beyond the text, which must stay readable to others.
    _PLACE = 1 << 30

    def _try_lock(handle: int) -> bool:
        try:
            os.lseek(handle, _PLACE, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore
        except OSError:
            return False
        finally:
            os.lseek(handle, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def _try_lock(handle: int) -> bool:
        try:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
