"""``timtin serve`` with several processes: none is missed, none is left over."""

from __future__ import annotations

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from search.errors import TimtinError, UsageError
from webui import processes
from webui.cli import _open
from webui.processes import open_sockets

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.skipif(
    not processes.can_fork() or not Path("/proc/self/task").exists(),
    reason="needs fork and /proc",
)


def children(pid: int) -> list[int]:
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    return [int(part) for part in text.split()]


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


def count_sockets(pid: int) -> int:
    links = [os.readlink(link) for link in Path(f"/proc/{pid}/fd").iterdir()]
    return sum(link.startswith("socket:") for link in links)


def wait_for(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def get(port: int, path: str = "/tro-giup") -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path)
    status = connection.getresponse().status
    connection.close()
    return status


class Served:
    """``timtin serve``, started with some signals ignored as ``nohup ... &`` does."""

    def __init__(
        self, port: int, index: Path, count: int, ignored: str = "HUP"
    ) -> None:
        self.port = port
        command = ["sh", "-c", f'trap "" {ignored}; exec "$@"', "sh"]
        command += [sys.executable, "timtin.py", "serve", "--port", str(port)]
        command += ["--processes", str(count), "--index", str(index)]
        self.process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE)
        self.pid = self.process.pid

    @property
    def children(self) -> list[int]:
        return children(self.pid)

    def end(self) -> int:
        code = self.process.wait(timeout=30)
        assert self.process.stderr is not None
        self.said = self.process.stderr.read().decode()
        self.process.stderr.close()
        return code


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def answers(port: int) -> bool:
    try:
        return get(port) == 200
    except OSError:
        return False


@contextmanager
def serving(index: Path, count: int, ignored: str = "HUP") -> Iterator[Served]:
    served = Served(free_port(), index, count, ignored)
    try:
        yield served
    finally:
        if served.process.poll() is None:
            served.process.kill()
            served.end()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path, 3) as served:
        wait_for(lambda: len(served.children) == 3)
        yield served


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_all_processes_end_in_order_when_the_first_is_told_to(
    served: Served, number: int
) -> None:
    assert get(served.port) == 200
    started = served.children
    os.kill(served.pid, number)
    assert served.end() == 0
    assert not any(map(is_running, started))
    assert "Traceback" not in served.said
    with pytest.raises(OSError):
        get(served.port)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_that_were_ignored_at_the_start_end_it_too(
    tmp_path: Path, number: int, count: int
) -> None:
    with serving(tmp_path, count, ignored="INT TERM HUP") as served:
        wait_for(lambda: answers(served.port))
        os.kill(served.pid, number)
        assert served.end() == 0
        assert "Traceback" not in served.said


def test_a_process_that_ends_is_replaced(served: Served) -> None:
    killed, *kept = served.children
    os.kill(killed, signal.SIGKILL)
    wait_for(lambda: len(served.children) == 3 and killed not in served.children)
    assert set(kept) < set(served.children)
    assert all(get(served.port) == 200 for _ in range(10))


def test_no_process_outlives_the_first(served: Served) -> None:
    started = served.children
    served.process.kill()
    served.end()
    wait_for(lambda: not any(map(is_running, started)))


def test_a_port_in_use_is_said_at_once(served: Served) -> None:
    second = Served(served.port, Path("index"), 3)
    assert second.end() == 2
    assert f"Không mở được 127.0.0.1:{served.port}" in second.said
    assert "--port 8001" in second.said
    assert len(served.children) == 3


def test_every_process_takes_connections(served: Served) -> None:
    """Stopped ones take none, so each is the only one left in turn."""
    started = served.children
    for one in started:
        others = [pid for pid in started if pid != one]
        for pid in others:
            os.kill(pid, signal.SIGSTOP)
        assert get(served.port) == 200
        for pid in others:
            os.kill(pid, signal.SIGCONT)


def test_processes_share_connections_that_stay_open(served: Served) -> None:
    wait_for(lambda: get(served.port) == 200)
    before = {pid: count_sockets(pid) for pid in served.children}
    held = []
    for _ in range(12):
        connection = HTTPConnection("127.0.0.1", served.port, timeout=30)
        connection.request("GET", "/tro-giup")
        assert connection.getresponse().read()
        held.append(connection)
    taken = [count_sockets(pid) - count for pid, count in before.items()]
    assert min(taken) >= 2, taken
    for connection in held:
        connection.close()


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path, 1) as served:

        wait_for(lambda: answers(served.port))
        yield served


def test_one_process_serves_by_itself(alone: Served) -> None:
    assert alone.children == []
    os.kill(alone.pid, signal.SIGTERM)
    assert alone.end() == 0


def test_the_application_runs_under_gunicorn_as_documented(tiny_index: Path) -> None:
    pytest.importorskip("gunicorn")
    documented = (ROOT / "docs" / "deploying.md").read_text(encoding="utf-8")
    [line] = re.findall(r"^ExecStart=\S+/gunicorn (.*)$", documented, re.M)
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", *shlex.split(line)]
    server = subprocess.Popen(
        [*command, "--bind", f"127.0.0.1:{port}"],
        cwd=ROOT,
        env={**os.environ, "TIMTIN_INDEX": str(tiny_index)},
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(lambda: answers(port))
        assert get(port, "/healthz") == 200
        server.terminate()
        assert server.wait(timeout=30) == 0
    finally:
        server.kill()
        server.wait()


def test_pages_that_wait_for_each_other_are_nothing_to_report(alone: Served) -> None:
    os.kill(alone.pid, signal.SIGSTOP)
    asked = [HTTPConnection("127.0.0.1", alone.port, timeout=30) for _ in range(20)]
    for connection in asked:
        connection.request("GET", "/tro-giup")
    os.kill(alone.pid, signal.SIGCONT)
    for connection in asked:
        assert connection.getresponse().read()
        connection.close()
    os.kill(alone.pid, signal.SIGTERM)
    assert alone.end() == 0
    [line] = alone.said.splitlines()
    assert line.startswith(f"Mở http://127.0.0.1:{alone.port}/")


def test_who_has_more_connections_than_another_waits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waited: list[float] = []
    monkeypatch.setattr(processes.time, "sleep", waited.append)
    counts = processes.ConnectionCounts(2)
    first, second = (
        processes.SharedListener(socket.create_server(("127.0.0.1", 0)), counts, place)
        for place in range(2)
    )
    with first, second, socket.create_connection(first.getsockname()):
        held, _ = first.accept()
        assert not waited and counts.is_above_others(0)
        with socket.create_connection(first.getsockname()):
            first.accept()[0].close()
        assert waited == [processes.ACCEPT_DELAY] and counts.is_above_others(0)
        held.close()
        held.close()
        assert not counts.is_above_others(0)


def test_processes_that_cannot_start_are_given_up() -> None:
    script = (
        "from webui import processes\n"
        "from search.errors import TimtinError\n"
        "processes.time.sleep = lambda seconds: None\n"
        "def fail(place): raise RuntimeError('hỏng')\n"
        "try:\n"
        "    processes.supervise(2, fail)\n"
        "except TimtinError as error:\n"
        "    print(error.cure)\n"
    )
    found = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, timeout=60
    )
    assert "timtin serve --processes 1" in found.stdout.decode()
    assert "RuntimeError: hỏng" in found.stderr.decode()


def test_a_host_that_is_none_is_said() -> None:
    with pytest.raises(UsageError) as caught:
        _open("không-có-máy-này.invalid", 8000)
    assert isinstance(caught.value, TimtinError)
    assert "Không có địa chỉ" in caught.value.message


def test_sockets_are_closed_when_one_of_them_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port: int = taken.getsockname()[1]
        free = (socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", 0))
        used = (socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", port))
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [free, used])
        with pytest.raises(OSError):
            open_sockets("127.0.0.1", port)
