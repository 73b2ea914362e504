"""Who is answered next: quick pages go past slow ones.

A process makes one page at a time (or ``threads``), for Python runs in one thread at
once. A page that takes longer than :data:`SLOW` no longer counts, so that the next one
begins beside it. Of those that wait, whoever has nothing running goes first.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Hashable
from typing import Protocol

_LOG = logging.getLogger("waitress")

SLOW = 0.2
"""Seconds after which a request lets others begin: most pages take less than 0.1 s."""

MOST_SLOW = 3
"""Slow requests beside which others still begin; each takes its share of the
processor from them."""


class Task(Protocol):
    """A request of waitress's, with its connection."""

    @property
    def client(self) -> Hashable:
        """Who asks."""

    def service(self) -> None: ...

    def cancel(self) -> None: ...


class Lanes:
    """A dispatcher of tasks, as waitress wants one.

    :param threads: quick requests that run at the same time.
    """

    def __init__(self, threads: int) -> None:
        self._quick = threads
        self._waiting: list[Task] = []
        self._running: dict[int, tuple[float, Task]] = {}
        self._changed = threading.Condition()
        self._left = 0
        self._is_open = True
        for _ in range(threads + MOST_SLOW):
            threading.Thread(target=self._work, daemon=True).start()
            self._left += 1

    def add_task(self, task: Task) -> None:
        """Answer a request as soon as its turn has come."""
        with self._changed:
            self._waiting.append(task)
            self._changed.notify()

    def is_crowded(self) -> bool:
        """Whether one waits that cannot begin, because as many slow ones run as may."""
        with self._changed:
            if not self._waiting or len(self._running) < self._quick + MOST_SLOW:
                return False
            now = time.monotonic()
            begun = (since for since, _ in self._running.values())
            return all(now - since > SLOW for since in begun)

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> bool:
        """Let what runs end, and drop what waits."""
        until = time.monotonic() + timeout
        with self._changed:
            self._is_open = False
            self._changed.notify_all()
            while self._left and time.monotonic() < until:
                self._changed.wait(0.1)
            if cancel_pending:
                for task in self._waiting:
                    task.cancel()
                self._waiting.clear()
        return cancel_pending

    def _work(self) -> None:
        own = threading.get_ident()
        while (task := self._take(own)) is not None:
            try:
                task.service()
            except BaseException:
                _LOG.exception("a request was not answered to its end")
                task.cancel()
            with self._changed:
                del self._running[own]
                self._changed.notify()
        with self._changed:
            self._left -= 1
            self._changed.notify_all()

    def _take(self, own: int) -> Task | None:
        """The next task, once one may begin; ``None`` at the end."""
        with self._changed:
            while self._is_open:
                if not self._waiting:
                    self._changed.wait()
                    continue
                pause = self._pause()
                if pause <= 0:
                    task = self._choose()
                    self._running[own] = time.monotonic(), task
                    # The next one waits for this one to be slow, or done.
                    self._changed.notify()
                    return task
                self._changed.wait(pause)
            return None

    def _pause(self) -> float:
        """Seconds until one more may begin."""
        now = time.monotonic()
        begun = sorted((since for since, _ in self._running.values()), reverse=True)
        if len(begun) < self._quick:
            return 0.0
        return begun[self._quick - 1] + SLOW - now

    def _choose(self) -> Task:
        busy = {task.client for _, task in self._running.values()}
        for place, task in enumerate(self._waiting):
            if task.client not in busy:
                return self._waiting.pop(place)
        return self._waiting.pop(0)
