"""``timtin serve`` in a process of its own, for the tests that attack it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).parents[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def wait_for(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


class Served:
    """A running server.

    :param said: what it wrote to stderr, once it has ended.
    """

    def __init__(self, port: int, process: subprocess.Popen[bytes]) -> None:
        self.port = port
        self.process = process
        self.said = ""

    def get(
        self, path: str, headers: Mapping[str, str] = {}, timeout: float = 30
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request("GET", path, headers=dict(headers))
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, found, answer.read()
        finally:
            connection.close()

    def raw(self, sent: bytes, seconds: float = 10) -> bytes:
        """All that comes back for some bytes, until the server ends the connection or
        the time is up."""
        with socket.create_connection(("127.0.0.1", self.port), seconds) as opened:
            opened.sendall(sent)
            found = b""
            try:
                while piece := opened.recv(65536):
                    found += piece
            except TimeoutError:
                pass
            return found

    def answers(self) -> bool:
        try:
            return self.get("/tro-giup")[0] == 200
        except OSError:
            return False

    def end(self) -> int:
        self.process.terminate()
        code = self.process.wait(timeout=30)
        assert self.process.stderr is not None
        self.said = self.process.stderr.read().decode()
        self.process.stderr.close()
        return code


@contextmanager
def serving(
    index: Path,
    processes: int = 1,
    settings: Mapping[str, str] = {},
    files: int = 0,
    main: str = "timtin.py",
) -> Iterator[Served]:
    """A server over an index.

    :param settings: environment variables.
    :param files: how many files each of its processes may open; 0: as many as usual.
    :param main: the program that is run, with the arguments of ``timtin``.
    """
    port = free_port()
    command = [sys.executable, main, "serve", "--port", str(port)]
    command += ["--processes", str(processes), "--index", str(index)]
    if files:
        command = ["sh", "-c", f'ulimit -n {files}; exec "$@"', "sh", *command]
    process = subprocess.Popen(
        command, cwd=ROOT, stderr=subprocess.PIPE, env={**os.environ, **settings}
    )
    served = Served(port, process)
    try:
        wait_for(served.answers)
        yield served
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        if process.stderr and not process.stderr.closed:
            process.stderr.close()
