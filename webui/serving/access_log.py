"""The access log: a line for each request, in the common form with its time.

It holds what readers searched for, so none is kept unless a setting says so.
"""

from __future__ import annotations

import logging
import re
import sys
import time
import weakref
from collections.abc import Iterator
from logging.handlers import WatchedFileHandler
from typing import TYPE_CHECKING

from search.errors import UsageError

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_UNSAFE = re.compile(r'[\x00-\x20"\\\x7f-\uffff]')


class AccessLog:
    """Writes a line for each answer.

    :param target: a file, ``-`` for stderr. Lines of several processes do not mix, and a
        file that was moved away by logrotate is opened anew.
    :raises UsageError: when the file cannot be written to.
    """

    def __init__(self, target: str) -> None:
        self._log = logging.Logger("timtin.access")
        handler: logging.Handler
        try:
            if target == "-":
                handler = logging.StreamHandler(sys.stderr)
            else:
                handler = WatchedFileHandler(target, encoding="utf-8")
        except OSError as error:
            raise UsageError(
                f"Không ghi được nhật ký truy cập vào {target}"
                f" ({error.strerror or error})",
                "Đặt lại biến môi trường TIMTIN_ACCESS_LOG",
            ) from error
        self._log.addHandler(handler)
        weakref.finalize(self, handler.close)

    def wrap(self, inner: WSGIApplication) -> WSGIApplication:
        """An application whose answers are written down."""

        def answer(
            environ: WSGIEnvironment, start_response: StartResponse
        ) -> Iterator[bytes]:
            began, length, status = time.perf_counter(), 0, "-"

            def start(told: str, *rest: object) -> object:
                nonlocal status
                status = told[:3]
                return start_response(told, *rest)  # type: ignore[arg-type]

            pieces = inner(environ, start)  # type: ignore[arg-type]
            try:
                for piece in pieces:
                    length += len(piece)
                    yield piece
            finally:
                close = getattr(pieces, "close", None)
                if close:
                    close()
                took = (time.perf_counter() - began) * 1000
                self._log.info(_line(environ, status, length, took))

        return answer


def _line(environ: WSGIEnvironment, status: str, length: int, took: float) -> str:
    path = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
    query = environ.get("QUERY_STRING", "")
    asked = _UNSAFE.sub(_escaped, f"{path}?{query}" if query else path)
    method = _UNSAFE.sub("?", environ.get("REQUEST_METHOD", "-"))
    user = _UNSAFE.sub("?", environ.get("REMOTE_USER", "") or "-")
    address = _UNSAFE.sub("?", environ.get("REMOTE_ADDR", "-"))
    when = time.strftime("%d/%b/%Y:%H:%M:%S %z")
    protocol = environ.get("SERVER_PROTOCOL", "-")
    return (
        f'{address} - {user} [{when}] "{method} {asked} {protocol}"'
        f" {status} {length} {took:.1f}ms"
    )


def _escaped(found: re.Match[str]) -> str:
    return "".join(
        f"%{byte:02X}" for byte in found.group().encode("latin-1", "replace")
    )
