"""The right to write to an index in a cluster, which one process has at a time.

It is a document that its holder renews; when it is not renewed any more, for its process
is gone or cut off, another takes it. Whoever still writes then is kept out by the
records, not by the lease: what they find there is not theirs any more.
"""

from __future__ import annotations

import os
import socket
import sys
import threading
import time
from contextlib import suppress

from search.engines.index_errors import index_locked
from search.engines.opensearch.connection import Connection
from search.engines.opensearch.mapping import JSON
from search.engines.opensearch.records import Record
from search.errors import IndexLocked, IndexMissing, TimtinError

LEASE = "lease"
HELD_SECONDS = 60
"""For how long a lease is held that nobody renews."""
RENEWED_EVERY = 15


class Lease:
    """The right to write.

    :ivar token: names this writer among all there were.
    :raises search.errors.IndexLocked: when someone else holds it.
    """

    _is_ending = staticmethod(sys.is_finalizing)
    """Kept here, for at the interpreter's end the modules' names are gone."""

    def __init__(self, connection: Connection, name: str) -> None:
        self._connection = connection
        self._record = Record(connection, name, LEASE)
        self._process = os.getpid()
        self.token = os.urandom(8).hex()
        self._take()
        self._ended = threading.Event()
        self._renewing = threading.Thread(target=self._renew, daemon=True)
        self._renewing.start()

    def _mine(self) -> JSON:
        return {
            "token": self.token,
            "pid": self._process,
            "host": socket.gethostname(),
            "since": time.strftime("%H:%M ngày %d/%m/%Y"),
            "until": time.time() + HELD_SECONDS,
        }

    def _take(self) -> None:
        try:
            held = self._record.read()
        except IndexMissing:
            self._record.create(self._mine())
            return

        def edit(source: JSON) -> JSON:
            if source != held or not _is_over(held):
                raise _locked(self._connection, source)
            return self._mine()

        self._record.change(edit)

    def _renew(self) -> None:
        while not self._ended.wait(RENEWED_EVERY):
            try:
                self._record.change(self._longer)
            except IndexLocked:
                return
            except TimtinError:
                # A cluster that is away for a while may be back before the lease is over;
                # if another takes it, the records keep this writer out.
                continue

    def _longer(self, source: JSON) -> JSON:
        if source["token"] != self.token:
            raise _locked(self._connection, source)
        return {**source, "until": time.time() + HELD_SECONDS}

    def release(self) -> None:
        """Give it back; a second call, or one of a forked child, does nothing. At the
        interpreter's end it is left: that of a process that is gone is over."""
        if self._is_ending():
            return
        if os.getpid() != self._process or self._ended.is_set():
            return
        self._ended.set()
        self._renewing.join()
        # Whoever cannot reach the cluster leaves a lease that is soon over.
        with suppress(TimtinError):
            self._record.change(lambda source: {**self._longer(source), "until": 0})


def _is_over(held: JSON) -> bool:
    if held["until"] < time.time():
        return True
    return bool(held["host"] == socket.gethostname()) and not _is_alive(held["pid"])


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _locked(connection: Connection, held: JSON) -> IndexLocked:
    holder = f"tiến trình {held['pid']} trên máy {held['host']} (từ {held['since']})"
    return index_locked(connection.address, holder, held["pid"])
