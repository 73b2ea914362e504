"""waitress, with what it leaves to a proxy: connections that trickle are ended, one that
has said nothing yet makes room for a new one, and what it refuses is refused in our
words.
"""

from __future__ import annotations

import errno
import logging
import os
import sys
import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from contextlib import suppress
from socket import socket
from typing import Any, cast

from flask import Flask
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask

from webui.errors import answer_outside
from webui.serving.hosts import Proxies
from webui.serving.lanes import Lanes

REQUEST_SECONDS = 10.0
"""For a request to come whole, from its first byte. A proxy sends it at once."""

SILENT_SECONDS = 30.0
"""A connection may stay open between two requests."""

SEND_SECONDS = 120.0
"""An answer may take to be taken, from its last byte that was."""

ANSWER_SECONDS = 900.0
"""An answer may take in all, from its request: 128 MiB at 150 KB a second. Who takes a
byte now and then would else hold a place among the exports for ever."""

CONNECTIONS = 400
"""Of each process. When there are more, the one that has waited longest without a whole
request is ended."""

SPARE_FILES = 24
"""Open files that are kept for the index and for what a page needs."""

MAX_HEADER = 16_384
MAX_BODY = 64 * 1024
UNREAD = 1 << 20
"""Bytes of a refused request that are read to its end."""

FLUSHES, FLUSH = 5, 0.05
"""How often, and for how many seconds, to send what is left before the end."""

_NO_MORE_FILES = frozenset((errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM))
_LOG = logging.getLogger("waitress")


class _Parser(HTTPRequestParser):
    """Reads requests; one without its host, or with two, is none."""

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        host = self.headers.get("HOST")
        if "," in (host or "") or (self.version == "1.1" and host is None):
            raise ParsingError("one Host is needed")


class _ErrorTask(ErrorTask):
    """Answers what waitress refuses by itself, as the pages do."""

    def execute(self) -> None:
        # The types that are published for waitress know little of it.
        task: Any = self
        answer = answer_outside(task.channel.server.app, task.request.error.code)
        self.status = answer.status
        task.response_headers.extend(answer.headers)
        self.set_close_on_finish()
        body = answer.get_data()
        self.content_length = len(body)
        self.write(body)


class _Channel(HTTPChannel):
    """A connection."""

    parser_class = _Parser
    error_task_class = _ErrorTask

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self.asking_since = 0.0
        self.answering_since = 0.0
        self._is_closed = False
        super().__init__(*arguments, **options)

    @property
    def client(self) -> Hashable:
        """Who asks, as a trusted proxy says where there is one."""
        headers: Mapping[str, str] = self.requests[0].headers if self.requests else {}
        proxies = cast(Server, self.server).proxies
        return proxies.client(str(self.addr[0]), headers.get("X_FORWARDED_FOR", ""))

    def received(self, data: bytes) -> bool:
        done: bool = super().received(data)
        if self.request is None:
            self.asking_since = 0.0
        elif not self.asking_since:
            self.asking_since = time.time()
        return done

    def service(self) -> None:
        self.answering_since = time.time()
        super().service()

    def handle_write(self) -> None:
        # It may just have been ended, in the same turn.
        if not self._is_closed:
            super().handle_write()

    def handle_close(self) -> None:
        """End the connection; what came and was not read would have the system throw away
        an answer that is still on its way."""
        if self._is_closed:
            return
        self._is_closed = True
        with suppress(OSError):
            for _ in range(UNREAD >> 16):
                if not cast(socket, self.socket).recv(1 << 16):
                    break
        super().handle_close()

    @property
    def holds_a_worker(self) -> bool:
        """Whether its request waits until the reader takes what is there: that a file is
        sent while it is made, or that several were asked for at once."""
        left: int = self.total_outbufs_len
        return bool(self.requests) and left > self.adj.outbuf_high_watermark

    def is_overdue(self, now: float) -> bool:
        """Whether it has had its time for what it is at."""
        if self.total_outbufs_len:
            return (
                now - self.last_activity > SEND_SECONDS
                or now - self.answering_since > ANSWER_SECONDS
            )
        if self.requests:
            return False
        if self.asking_since:
            return now - self.asking_since > REQUEST_SECONDS
        return now - self.last_activity > SILENT_SECONDS


class Server(TcpWSGIServer):
    """Takes the connections of one address.

    :param app: answers; its error pages answer what is refused here.
    """

    channel_class = _Channel

    def __init__(self, app: Flask, limit: int, proxies: Proxies, **options: Any):
        self.app = app
        self.limit = limit
        self.proxies = proxies
        self.beat: Callable[[], None] = lambda: None
        self._rest_until = 0.0
        super().__init__(app, **options)

    def readable(self) -> bool:
        self.beat()
        now = time.time()
        if now >= self.next_channel_cleanup:
            self.next_channel_cleanup = int(now) + 1
            self.maintenance(now)
        self._free_a_worker()
        return bool(self.accepting) and now >= self._rest_until

    def maintenance(self, now: float) -> None:
        """End the connections that are overdue."""
        for channel in self._channels():
            if channel.is_overdue(now):
                channel.handle_close()

    def _free_a_worker(self) -> None:
        """While others wait for one, end the answer that has been taken least lately."""
        if cast(Lanes, self.task_dispatcher).is_crowded():
            holding = [one for one in self._channels() if one.holds_a_worker]
            if holding:
                min(holding, key=_active_since).handle_close()

    def handle_accept(self) -> None:
        if len(self._channels()) >= self.limit and not self._make_room():
            self._rest()
            return
        try:
            accepted = self.accept()
        except OSError as error:
            if error.errno in _NO_MORE_FILES and not self._make_room():
                self._rest()
            return
        if accepted is not None:
            connection, address = accepted
            self.set_socket_options(connection)
            _Channel(self, connection, address, self.adj, map=vars(self)["_map"])

    def _channels(self) -> list[_Channel]:
        return list(cast("dict[int, _Channel]", self.active_channels).values())

    def _make_room(self) -> bool:
        """End the connection that has waited longest without a whole request, or without
        taking anything of its answer."""
        waiting = [one for one in self._channels() if not one.requests]
        if waiting:
            min(waiting, key=_waits_since).handle_close()
        return bool(waiting)

    def _rest(self) -> None:
        """Let those that are connected be answered first."""
        self._rest_until = time.time() + 0.1


def _active_since(channel: _Channel) -> float:
    since: float = channel.last_activity
    return since


def _waits_since(channel: _Channel) -> float:
    return channel.asking_since or channel.last_activity


def run(
    app: Flask,
    sockets: Sequence[socket],
    lanes: Lanes,
    proxies: Proxies,
    beat: Callable[[], None],
) -> None:
    """Serve pages in this process until it is told to stop, and send those that were
    being made by then.

    :param sockets: that listen.
    :param beat: called again and again while connections are looked after.
    """
    adjustments = Adjustments(
        sockets=list(sockets),
        max_request_header_size=MAX_HEADER,
        max_request_body_size=MAX_BODY,
        asyncore_loop_timeout=0.5,
        asyncore_use_poll=True,
        log_socket_errors=False,
        ident=None,
    )
    opened: dict[int, Any] = {}
    limit = max(1, connection_limit() // len(sockets))
    for listening in sockets:
        server = Server(
            app,
            limit,
            proxies,
            map=opened,
            _sock=listening,
            dispatcher=lanes,
            adj=adjustments,
            bind_socket=False,
            sockinfo=(listening.family, listening.type, 0, listening.getsockname()),
        )
        server.beat = beat
    try:
        wasyncore.loop(timeout=0.5, map=opened, use_poll=True)
    except (SystemExit, KeyboardInterrupt):
        lanes.shutdown()
    wasyncore.loop(timeout=FLUSH, map=opened, count=FLUSHES)


def connection_limit() -> int:
    """How many connections a process may have open, by the files that it may open."""
    if sys.platform == "win32":
        return CONNECTIONS
    import resource

    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        used = len(os.listdir("/proc/self/fd"))
    except OSError:
        used = 32
    # A long answer that is not taken lies in a file.
    return min(CONNECTIONS, max(4, (soft - used - SPARE_FILES) // 2))
