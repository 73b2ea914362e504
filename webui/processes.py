"""Several processes that serve one address.

Making a page is mostly Python, and one process runs Python on one core at a time. So the
first process opens the address and copies itself (``fork``); the copies accept
connections and make pages. The first serves none: it replaces a copy that ends, and ends
all of them when it is told to. docs/performance.md compares this with gunicorn and
granian.
"""

from __future__ import annotations

import logging
import mmap
import os
import signal
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
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

STILL = 20.0
"""Seconds without a sign of life after which a process is ended: a call into C that
does not come back cannot be ended in any other way."""

LOOK = 0.2
"""Seconds between two looks at the processes."""

ACCEPT_DELAY = 0.002
"""Seconds that a process leaves a new connection to those that have fewer."""

MAX_FAILURES = 5
"""Failed starts in a row after which it is no use to go on. One that was killed from
outside has not failed."""

LONGEST_PAUSE = 3.0
"""Seconds before another start, when the ones before it did not come to serve."""

_KILLING = ("SIGKILL", "SIGTERM", "SIGINT", "SIGHUP")
"""What somebody else ends a process with; not all systems have them."""

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
    """Make SIGTERM and SIGINT raise SystemExit, even where the process was started with
    them ignored or blocked, as a shell starts ``nohup timtin serve &``."""
    for number in _STOPPING:
        signal.signal(number, _exit)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)


def _exit(number: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)


class ConnectionCounts:
    """How many connections each process has open, in memory that all of them share.

    :param processes: how many there are; made before they are copied.
    """

    def __init__(self, processes: int) -> None:
        self._counts = mmap.mmap(-1, processes)

    def set(self, place: int, count: int) -> None:
        """Write down one process's own count; 255 stands for more."""
        self._counts[place] = min(count, 255)

    def is_above_others(self, place: int) -> bool:
        """Whether another process has fewer."""
        return min(self._counts[:]) < self._counts[place]


class SharedListener(socket.socket):
    """A listening socket of several processes: who has fewer connections accepts first.

    A new connection wakes every process and the quickest would take most of them; one
    that is kept open stays where it was accepted.

    :param listening: its descriptor is taken over, and it is closed.
    :param place: of this process among all, from 0.
    """

    def __init__(
        self, listening: socket.socket, counts: ConnectionCounts, place: int
    ) -> None:
        super().__init__(fileno=listening.detach())
        self._counts = counts
        self._place = place
        self._open = 0
        counts.set(place, 0)

    def accept(self) -> tuple[socket.socket, Any]:
        """A connection and the address of who made it, after a pause if another process
        has fewer.

        :raises BlockingIOError: when another process took it.
        """
        if self._counts.is_above_others(self._place):
            time.sleep(ACCEPT_DELAY)
        accepted, address = super().accept()
        self._add(1)
        return _Connection(accepted, lambda: self._add(-1)), address

    def _add(self, change: int) -> None:
        self._open += change
        self._counts.set(self._place, self._open)


class _Connection(socket.socket):
    """A connection that says once when it is closed."""

    def __init__(self, accepted: socket.socket, closed: Callable[[], None]) -> None:
        super().__init__(fileno=accepted.detach())
        self._when_closed = closed

    def close(self) -> None:
        is_open = self.fileno() >= 0
        super().close()
        if is_open:
            self._when_closed()


class SignsOfLife:
    """When each process was last seen at its work, in memory that all of them share.

    :param processes: how many there are; made before they are copied.
    """

    _MOMENT = struct.Struct("d")

    def __init__(self, processes: int) -> None:
        self._seen = mmap.mmap(-1, processes * self._MOMENT.size)

    def give(self, place: int) -> None:
        """Say that a process is at work."""
        self._write(place, time.monotonic())

    def clear(self, place: int) -> None:
        """Say that it has not begun yet."""
        self._write(place, 0.0)

    def last(self, place: int) -> float:
        """When it last was, 0.0 where it has not begun."""
        (moment,) = self._MOMENT.unpack_from(self._seen, place * self._MOMENT.size)
        return float(moment)

    def _write(self, place: int, moment: float) -> None:
        self._MOMENT.pack_into(self._seen, place * self._MOMENT.size, moment)


def supervise(
    count: int, work: Callable[[int], None], signs: SignsOfLife | None = None
) -> None:
    """Run ``work`` in some processes until this one is told to stop.

    :param work: called in each with the place it takes among them, from 0.
    :param signs: which the processes give once they serve.

    Returns after SIGTERM or SIGINT, when all have ended. They end too when this process
    is killed.

    :raises TimtinError: when they end again and again before they serve.
    """
    exit_when_told()
    with _Children(work, signs or SignsOfLife(count)) as children:
        try:
            for place in range(count):
                children.start(place)
            while True:
                children.replace()
        except (KeyboardInterrupt, SystemExit):
            pass


class _Children:
    """The copies of this process: started, replaced when they end, ended with it."""

    def __init__(self, work: Callable[[int], None], signs: SignsOfLife) -> None:
        self._work = work
        self._signs = signs
        self._started: dict[int, int] = {}
        self._failures = 0
        self._in_vain = 0
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
        self._signs.clear(place)
        with _without_interruption():
            pid = os.fork()
            if not pid:
                self._run(place)
            self._started[pid] = place

    def _run(self, place: int) -> NoReturn:
        code = 1
        try:
            # Ctrl-C reaches all processes of a terminal; the first one ends the others.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.signal(signal.SIGTERM, _exit)
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
        """Wait for one to end, or end one that stands still, and start another.

        :raises TimtinError: when several in a row ended by themselves before they served.
        """
        pid, status = os.waitpid(-1, os.WNOHANG)
        if not pid:
            self._end_still()
            time.sleep(LOOK)
            return
        place = self._started.pop(pid, None)
        if place is None:
            return
        if self._signs.last(place):
            self._failures = self._in_vain = 0
        else:
            killed = os.WIFSIGNALED(status) and _name(os.WTERMSIG(status)) in _KILLING
            self._failures += not killed
            self._in_vain += 1
        if self._failures >= MAX_FAILURES:
            raise TimtinError(
                "Các tiến trình phục vụ trang web cứ mở ra là dừng",
                "Xem lỗi in ở trên; chạy thử một tiến trình: timtin serve --processes 1",
            )
        if self._in_vain > 1:
            time.sleep(min(0.1 * 2**self._in_vain, LONGEST_PAUSE))
        self.start(place)

    def _end_still(self) -> None:
        now = time.monotonic()
        for pid, place in self._started.items():
            last = self._signs.last(place)
            if last and now - last > STILL:
                logging.getLogger("timtin").error(
                    "process %d has stood still for %d s and is replaced",
                    pid,
                    now - last,
                )
                os.kill(pid, signal.SIGKILL)
                self._signs.give(place)

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


def _name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return ""


@contextmanager
def _without_interruption() -> Iterator[None]:
    """Keeps signals waiting, so that none falls between a start and its record."""
    signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)
