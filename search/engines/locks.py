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
import socket
import threading
import time
from pathlib import Path
from typing import IO, Any

from search.engines.faults import cannot_write, index_locked

_held: dict[str, str] = {}
_guard = threading.Lock()


class WriterLock:
    """The right to write to an index.

    :param file: the lock file, made when it is not there and left in place.
    :param index: the folder that messages name.
    :raises search.errors.IndexLocked: when someone else holds it.
    """

    def __init__(self, file: Path, index: Path) -> None:
        self._name = os.path.realpath(file)
        with _guard:
            if self._name in _held:
                raise index_locked(index, _held[self._name], None)
            try:
                handle = open(file, "a+", encoding="utf-8")
            except OSError as error:
                raise cannot_write(index, error) from error
            if not _try_lock(handle):
                holder, pid = _read_holder(handle)
                handle.close()
                raise index_locked(index, holder, pid)
            self._handle: IO[str] | None = handle
            _held[self._name] = _write_holder(handle)

    def release(self) -> None:
        """Give the lock back; a second call does nothing."""
        with _guard:
            if self._handle is not None:
                try:
                    self._handle.truncate(0)
                finally:
                    _unlock(self._handle)
                    self._handle.close()
                    self._handle = None
                    _held.pop(self._name, None)


def _describe(holder: dict[str, Any]) -> str:
    return (
        f"tiến trình {holder['pid']} trên máy {holder['host']}"
        f" (từ {holder['since']})"
    )


def _write_holder(handle: IO[str]) -> str:
    holder = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "since": time.strftime("%H:%M ngày %d/%m/%Y"),
    }
    try:
        handle.truncate(0)
        handle.write(json.dumps(holder, ensure_ascii=False))
        handle.flush()
    except OSError:
        pass  # a full disk: the lock holds all the same, nameless
    return _describe(holder)


def _read_holder(handle: IO[str]) -> tuple[str, int | None]:
    try:
        handle.seek(0)
        holder = json.loads(handle.read())
        return _describe(holder), int(holder["pid"])
    except (OSError, ValueError, KeyError, TypeError):
        return "một tiến trình khác", None


if os.name == "nt":  # pragma: no cover
    import msvcrt

    # Far beyond the text, which must stay readable to others.
    _PLACE = 1 << 30

    def _try_lock(handle: IO[str]) -> bool:
        try:
            handle.seek(_PLACE)
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore
        except OSError:
            return False
        return True

    def _unlock(handle: IO[str]) -> None:
        handle.seek(_PLACE)
        msvcrt.locking(handle.fileno(), msvcrt.LK_UNLCK, 1)  # type: ignore

else:
    import fcntl

    def _try_lock(handle: IO[str]) -> bool:
        try:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _unlock(handle: IO[str]) -> None:
        fcntl.lockf(handle, fcntl.LOCK_UN)
