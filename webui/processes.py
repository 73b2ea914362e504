"""Several processes behind one address.

Making a page is mostly Python, and one process runs Python on one core at a time. So the
address is opened once, and as many processes as asked for take connections from it; the
first one only watches over the others, starts anew what ends, and ends them all.
"""

from __future__ import annotations

import mmap
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import Any, NoReturn

from search.errors import TimtinError

BACKLOG = 1024
"""Connections that wait to be taken; the system may allow fewer."""

MAX_PROCESSES = 8
"""What is started by default on a machine with more cores: each holds its own caches."""

GRACE = 10.0
"""Seconds that a process gets to finish what it is at."""

SHORT_LIFE = 2.0
"""Seconds; a process that lives no longer has failed to start."""

TURN = 0.002
"""Seconds that a process leaves a new connection to those that have fewer."""

MAX_FAILURES = 5
"""Failed starts in a row after which it is no use to go on."""

_STOPPING = (signal.SIGTERM, signal.SIGINT)


def can_fork() -> bool:
    """Whether this system can copy a running process."""
    return hasattr(os, "fork")


def default_count() -> int:
    """One process for each core that this program may use."""
    if not can_fork():
        return 1
    usable = getattr(os, "sched_getaffinity", None)
    cores = len(usable(0)) if usable else os.cpu_count() or 1
    return min(cores, MAX_PROCESSES)


def open_sockets(host: str, port: int) -> list[socket.socket]:
    """Listen at every address of a host.

    :raises socket.gaierror: when there is no such host.
    :raises OSError: when the address or port cannot be had.
    """
    found = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )
    opened: list[socket.socket] = []
    try:
        for family, address in dict.fromkeys((item[0], item[4]) for item in found):
            if family in (socket.AF_INET, socket.AF_INET6):
                listening = socket.socket(family, socket.SOCK_STREAM)
                opened.append(listening)
                if os.name == "posix":
                    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family == socket.AF_INET6:
                    listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                listening.bind(address)
                listening.listen(BACKLOG)
                listening.setblocking(False)
    except BaseException:
        for listening in opened:
            listening.close()
        raise
    return opened


def exit_when_told() -> None:
    """Make the signal that ends a process end it in order."""
    signal.signal(signal.SIGTERM, _exit)


def _exit(number: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)


class Board:
    """How many connections each process has, where all of them see it."""

    def __init__(self, count: int) -> None:
        self._counts = mmap.mmap(-1, count)

    def put(self, place: int, count: int) -> bool:
        """Write one's own number down; :returns: whether another process has less."""
        self._counts[place] = mine = min(count, 255)
        return min(self._counts[:]) < mine


def take_turns(
    board: Board, place: int, opened: Mapping[int, Any], pause: float = TURN
) -> None:
    """Let processes with fewer connections take new ones first.

    Every process wakes up when someone connects, and the quickest would take most; a
    connection that is kept open stays where it is.

    :param opened: what this process's server listens and talks to.
    """
    servers = [it for it in opened.values() if hasattr(it, "active_channels")]
    for server in servers:

        def accept(accept: Callable[[], None] = server.handle_accept) -> None:
            if board.put(place, sum(len(it.active_channels) for it in servers)):
                time.sleep(pause)
            accept()

        server.handle_accept = accept


def supervise(count: int, work: Callable[[int], None]) -> None:
    """Run ``work`` in some processes until this one is told to stop.

    :param work: called in each with the place it takes among them, from 0.

    Returns after SIGTERM or SIGINT, when all have ended. They end too when this process
    is killed.

    :raises TimtinError: when they end as soon as they start.
    """
    exit_when_told()
    with _Children(work) as children:
        try:
            for place in range(count):
                children.start(place)
            while True:
                children.replace()
        except (KeyboardInterrupt, SystemExit):
            pass


class _Children:
    def __init__(self, work: Callable[[int], None]) -> None:
        self._work = work
        self._started: dict[int, tuple[int, float]] = {}
        self._failures = 0
        # Nobody writes to it: it ends when the last who could is gone.
        self._alive, self._held = os.pipe()

    def __enter__(self) -> _Children:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._stop()
        finally:
            os.close(self._alive)
            os.close(self._held)

    def start(self, place: int) -> None:
        """Start one more."""
        with _without_interruption():
            pid = os.fork()
            if not pid:
                self._run(place)
            self._started[pid] = place, time.monotonic()

    def _run(self, place: int) -> NoReturn:
        code = 1
        try:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            exit_when_told()
            os.close(self._held)
            threading.Thread(target=self._watch, daemon=True).start()
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)
            self._work(place)
            code = 0
        except SystemExit:
            code = 0
        except BaseException:
            import traceback

            traceback.print_exc()
        finally:
            # What the first process has yet to do at its end is not for its copies.
            os._exit(code)

    def _watch(self) -> None:
        os.read(self._alive, 1)
        os.kill(os.getpid(), signal.SIGTERM)

    def replace(self) -> None:
        """Wait for one to end, and start another.

        :raises TimtinError: when several in a row ended as soon as they started.
        """
        pid, _ = os.waitpid(-1, 0)
        started = self._started.pop(pid, None)
        if started is None:
            return
        place, since = started
        failed = time.monotonic() - since < SHORT_LIFE
        self._failures = self._failures + 1 if failed else 0
        if self._failures >= MAX_FAILURES:
            raise TimtinError(
                "Các tiến trình phục vụ trang web cứ mở ra là dừng",
                "Xem lỗi in ở trên; chạy thử một tiến trình: timtin serve --processes 1",
            )
        if self._failures > 1:
            time.sleep(0.1 * 2**self._failures)
        self.start(place)

    def _stop(self) -> None:
        for pid in self._started:
            os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + GRACE
        try:
            while self._started and time.monotonic() < deadline:
                pid, _ = os.waitpid(-1, os.WNOHANG)
                if pid:
                    self._started.pop(pid, None)
                else:
                    time.sleep(0.02)
        finally:
            for pid in self._started:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
            self._started.clear()


@contextmanager
def _without_interruption() -> Iterator[None]:
    """Keeps signals waiting, so that none falls between a start and its record."""
    signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)
