"""A page server under load: some clients that ask without pause, each on its own
connection."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode

from queries import Ask
from timing import ROOT, Latency, summarize

WARM_UP = 10.0
"""Seconds; a server reads the columns of its index in the first of them."""


@dataclass(frozen=True, slots=True)
class Load:
    """What clients saw.

    :param rate: pages a second.
    """

    clients: int
    pages: int
    errors: int
    rate: float
    latency: Latency


def measure_load(
    index: Path,
    warm_up: Sequence[Ask],
    runs: Mapping[str, Sequence[Ask]],
    clients: int,
    seconds: float,
) -> dict[str, Load]:
    """Serve an index and ask for pages, each run's for some seconds.

    :param runs: name -> what to ask for, from the start again when it is all asked for.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [sys.executable, "timtin.py", "serve", "--port", str(port)]
    server = subprocess.Popen(
        [*command, "--index", str(index)], cwd=ROOT, stderr=subprocess.DEVNULL
    )
    try:
        _wait(port)
        _ask_all(port, warm_up, clients, WARM_UP)
        return {
            name: _measure_run(port, asks, clients, seconds)
            for name, asks in runs.items()
        }
    finally:
        server.terminate()
        server.wait()


def _measure_run(port: int, asks: Sequence[Ask], clients: int, seconds: float) -> Load:
    started = time.perf_counter()
    times, errors = _ask_all(port, asks, clients, seconds)
    rate = round(len(times) / (time.perf_counter() - started), 1)
    return Load(clients, len(times), errors, rate, summarize(times))


def _arguments(ask: Ask) -> dict[str, str]:
    return {"q": ask.text, **({"date": ask.year} if ask.year else {})}


def _wait(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server does not start")


def _ask_all(
    port: int, asks: Sequence[Ask], clients: int, seconds: float
) -> tuple[list[float], int]:
    paths = ["/?" + urlencode(_arguments(ask)) for ask in asks]
    times: list[float] = []
    failures: list[str] = []
    end = time.perf_counter() + seconds

    def run(number: int) -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        place = number * len(paths) // clients
        while time.perf_counter() < end:
            started = time.perf_counter()
            try:
                connection.request("GET", paths[place % len(paths)])
                response = connection.getresponse()
                response.read()
                if response.status != 200:
                    failures.append(str(response.status))
            except (OSError, HTTPException) as error:
                failures.append(str(error))
                connection.close()
            times.append((time.perf_counter() - started) * 1000)
            place += 1
        connection.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times, len(failures)
