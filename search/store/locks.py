"""The right to write to an index, which one process has at a time.

The system gives the lock back when its process ends, so nothing stale can be left behind
by a killed one, and a forked child does not hold it. On NFS it holds as far as the mount
passes locks on; where there are none, taking it is an error, never a guess. The file
itself stays, with a note about who holds the lock, for the message to the next.
"""

from __future__ import annotations

import json
import os
import time
from contextlib import suppress
from pathlib import Path

from search.engines.index_errors import cannot_write, index_locked

LOCK = "writer.lock"


class WriterLock:
    """The right to write to an index.

    :param index: its folder, where the lock file is made and left in place.
    :raises search.errors.IndexLocked: when someone else holds it.
    """

    def __init__(self, index: Path) -> None:
        from filelock import FileLock, Timeout  # slow, and readers import this module

        self._file = index / LOCK
        self._lock = FileLock(
            self._file, timeout=0, thread_local=False, fallback_to_soft=False
        )
        try:
            self._lock.acquire()
        except Timeout as error:
            raise index_locked(index, *_read_holder(self._file)) from error
        except OSError as error:
            raise cannot_write(index, error) from error
        self._note(_describe_holder())

    def release(self) -> None:
        """Give the lock back; a second call does nothing."""
        if self._lock.is_locked:
            self._note("")
            self._lock.release()

    def _note(self, text: str) -> None:
        # On a full disk the lock holds all the same, nameless.
        with suppress(OSError):
            self._file.write_text(text, encoding="utf-8")


def _describe_holder() -> str:
    import socket  # slow, and readers import this module

    holder = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "since": time.strftime("%H:%M ngày %d/%m/%Y"),
    }
    return json.dumps(holder, ensure_ascii=False)


def _read_holder(file: Path) -> tuple[str, int | None]:
    """Who holds a lock, in Vietnamese, and its process if that is known."""
    try:
        holder = json.loads(file.read_bytes())
        pid, host, since = int(holder["pid"]), holder["host"], holder["since"]
        return f"tiến trình {pid} trên máy {host} (từ {since})", pid
    except (OSError, ValueError, KeyError, TypeError):
        return "một tiến trình khác", None
