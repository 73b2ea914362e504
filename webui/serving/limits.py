"""What one answer may cost: processor time and length, whatever was asked.

An answer that is sent while it is made has that time for each piece, :data:`STREAM`
times as much in all, and :data:`MAX_STREAM` bytes; ``webui.reading.exports`` bounds how
many such are made at once and their rows, ``webui.serving.server`` how long one may take
by the clock.

A thread of our own looks at the requests that are being answered, and raises
:class:`OutOfTime` in the thread of one that has had its time. That reaches whatever
Python it runs, at the next call or turn of a loop; a call into C is finished first. It
is no ``Exception``, so nothing on the way takes it for a failure of its own.
"""

from __future__ import annotations

import ctypes
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING

from flask import Flask, Response, make_response
from flask.typing import ResponseReturnValue

from webui.errors import respond

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

TICK = 0.05
"""Seconds between two looks at what is running."""

AGAIN = 0.5
"""Seconds after which a request that goes on all the same is told once more."""

WALL = 6
"""How many times its processor time a request may take by the clock: it may wait for a
disk, or for others that run at the same time."""

MAX_ANSWER = 16 << 20
"""Bytes of an answer that is made as a whole: pages of results are below 400 KB, but an
article of 5 MiB has a page too."""

MAX_STREAM = 128 << 20
"""Bytes of an answer that is sent while it is made."""

STREAM = 12
"""How many times the processor time of a whole answer it may take in all: a workbook of
43,000 articles takes 15 s, and 200,000 are the most."""

_STATEFUL = ("cachetools",)
"""Packages whose objects are not as they should be when they are left half way."""


class OutOfTime(BaseException):
    """A request has had its time: others wait, or something it waits for is slow."""


class TooCostly(OutOfTime):
    """A request has had its processor time: it would again."""


@dataclass(eq=False, slots=True)
class Run:
    """A request that is being answered.

    :param since: by the clock; ``spent`` reads the processor time so far.
    :param told: when it was told to end, 0.0 before that.
    """

    thread: int
    spent: Callable[[], float]
    since: float = 0.0
    told: float = 0.0


class Limits:
    """The requests that this process is answering, and what each may still cost.

    :param seconds: of processor time; 0 for no limit.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.is_crowded: Callable[[], bool] = lambda: False
        """Whether a request waits and all that run are slow."""

        self._runs: set[Run] = set()
        self._lock = threading.Lock()
        self._busy = threading.Event()
        self._watch: threading.Thread | None = None

    def enter(self, run: Run) -> None:
        """Go on with a request, in its thread."""
        run.since = time.monotonic()
        with self._lock:
            self._runs.add(run)
            if self._watch is None:
                self._watch = threading.Thread(target=self._look, daemon=True)
                self._watch.start()
        self._busy.set()

    def leave(self, run: Run) -> None:
        """Leave it for now: nothing is raised in its thread any more."""
        with self._lock:
            self._runs.discard(run)
            if run.told:
                _raise_in(run.thread, None)

    def _look(self) -> None:
        while True:
            self._busy.wait()
            time.sleep(TICK)
            with self._lock:
                self._end_overdue(time.monotonic())
                if not self._runs:
                    self._busy.clear()

    def _end_overdue(self, now: float) -> None:
        if not self.seconds:
            return
        overdue = [run for run in self._runs if self._is_overdue(run, now)]
        if not overdue and self.is_crowded():
            overdue = sorted(self._runs, key=lambda run: run.since)[:1]
        for run in overdue:
            if now - run.told > AGAIN:
                run.told = now
                is_costly = run.spent() > self.seconds
                _raise_in(run.thread, TooCostly if is_costly else OutOfTime)

    def _is_overdue(self, run: Run, now: float) -> bool:
        return bool(
            run.told
            or run.spent() > self.seconds
            or now - run.since > self.seconds * WALL
        )


def _processor_time() -> Callable[[], float]:
    """Reads the processor time that the calling thread takes from now on, from any
    thread; by the clock where the system does not tell."""
    if not hasattr(time, "pthread_getcpuclockid"):
        began = time.monotonic()
        return lambda: time.monotonic() - began
    clock = time.pthread_getcpuclockid(threading.get_ident())
    start = time.clock_gettime(clock)
    return lambda: time.clock_gettime(clock) - start


def _raise_in(thread: int, error: type[BaseException] | None) -> None:
    """Raise an error in a thread, or take back one that it has not met yet."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(
        ctypes.c_ulong(thread), ctypes.py_object(error) if error else None
    )


class Limited:
    """An application whose answers stay within limits.

    :param app: makes the page that says so.
    :param inner: what answers.
    :param forget: called when a request was ended in the midst of what others share.
    """

    def __init__(
        self,
        app: Flask,
        inner: WSGIApplication,
        limits: Limits,
        forget: Callable[[], None],
    ) -> None:
        self._app = app
        self._inner = inner
        self._limits = limits
        self._forget = forget

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterator[bytes]:
        pieces = _made(self._inner, environ, start_response)
        length, spent = 0, 0.0
        most = self._limits.seconds * STREAM
        try:
            while True:
                run = Run(threading.get_ident(), _processor_time())
                piece = self._next(pieces, run)
                if piece is None:
                    break
                length += len(piece)
                spent += run.spent()
                if length > MAX_STREAM or spent > most > 0:
                    raise TooCostly
                yield piece
        except OutOfTime as error:
            if _is_inside(error.__traceback__, _STATEFUL):
                self._forget()
            yield from self._refuse(environ, start_response, error)
        finally:
            pieces.close()

    def _next(self, pieces: Iterator[bytes], run: Run) -> bytes | None:
        try:
            try:
                self._limits.enter(run)
                return next(pieces, None)
            finally:
                self._limits.leave(run)
        except OutOfTime:
            self._limits.leave(run)
            raise

    def _refuse(
        self,
        environ: WSGIEnvironment,
        start_response: StartResponse,
        error: OutOfTime,
    ) -> Iterable[bytes]:
        with self._app.request_context(environ):
            answer = self._app.process_response(make_response(_refusal(error)))
            body = answer.get_data()
        what = (type(error), error, error.__traceback__)
        start_response(answer.status, list(answer.headers), what)  # type: ignore[arg-type]
        return [] if environ.get("REQUEST_METHOD") == "HEAD" else [body]


def _refusal(error: OutOfTime) -> ResponseReturnValue:
    if isinstance(error, TooCostly):
        return respond(
            "Yêu cầu này cần nhiều thời gian tính toán hơn mức cho phép",
            "Bớt từ, bớt dấu * và NEAR, hoặc thêm điều kiện để tìm trong ít bài hơn",
            422,
        )
    answer = make_response(
        respond(
            "Máy chủ đang bận, yêu cầu này phải dừng giữa chừng",
            "Đợi một lát rồi thử lại",
            503,
        )
    )
    answer.headers["Retry-After"] = "10"
    return answer


def _made(
    inner: WSGIApplication, environ: WSGIEnvironment, start_response: StartResponse
) -> Generator[bytes, None, None]:
    """The pieces of an answer; the application runs when the first is asked for."""
    pieces = inner(environ, start_response)
    try:
        yield from pieces
    finally:
        close = getattr(pieces, "close", None)
        if close:
            close()


def bound_length(response: Response) -> Response:
    """The answer, or one that says that it is too long."""
    if response.is_streamed and not response.direct_passthrough:
        # Asked for its length, it would be made as a whole.
        return response
    length = response.calculate_content_length()
    if length is None or length <= MAX_ANSWER:
        return response
    response.close()
    return make_response(
        respond(
            f"Câu trả lời dài hơn {MAX_ANSWER >> 20} MiB, mức lớn nhất được gửi đi",
            "Bớt số kết quả mỗi trang hoặc thêm điều kiện",
            422,
        )
    )


def _is_inside(trace: TracebackType | None, packages: tuple[str, ...]) -> bool:
    while trace is not None:
        name = str(trace.tb_frame.f_globals.get("__name__", ""))
        if name.partition(".")[0] in packages:
            return True
        trace = trace.tb_next
    return False
