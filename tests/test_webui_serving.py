"""A server under attack: connections that trickle, pages that never end, hosts that are
none, too few files, processes that are killed."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from servers import Served, serving, wait_for

from webui import processes
from webui.app import CONTENT_SECURITY_POLICY, MAX_URL_LENGTH
from webui.serving import lanes, server

pytestmark = pytest.mark.skipif(
    not processes.can_fork() or not Path("/proc/self/task").exists(),
    reason="needs fork and /proc",
)


@pytest.fixture(scope="module")
def served(tiny_index: Path) -> Iterator[Served]:
    with serving(tiny_index) as served:
        yield served


@pytest.fixture
def slow(tiny_index: Path) -> Iterator[Served]:
    with serving(
        tiny_index, settings={"TIMTIN_TIME_LIMIT": "1"}, main="tests/slow_pages.py"
    ) as served:
        yield served


def children(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(part) for part in text.split()]


# What is no request


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: localhost, localhost\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 20_000 + b"\r\n\r\n", 431),
        (b"GET /?q=" + b"a" * MAX_URL_LENGTH + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", 414),
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n", 413),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: x\r\n\r\n", 501),
        (b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n", 400),
        (b"DELETE / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 405),
    ],
)  # fmt: skip
def test_what_is_refused_is_refused_in_vietnamese_and_safely(
    served: Served, sent: bytes, status: int
) -> None:
    head, _, body = served.raw(sent, 3).partition(b"\r\n\r\n")
    assert int(head.split()[1]) == status
    assert f"Content-Security-Policy: {CONTENT_SECURITY_POLICY}".encode() in head
    assert b"X-Content-Type-Options: nosniff" in head
    assert b"text/html; charset=utf-8" in head
    page = body.decode()
    assert '<html lang="vi">' in page
    assert re.search(r"<h1>[^<]*[^\x00-\x7f][^<]*</h1>", page)


def test_http_1_0_needs_no_host(served: Served) -> None:
    assert served.raw(b"GET /tro-giup HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.0 200")


# Connections that trickle


def trickle(port: int, stop: threading.Event, count: int, pause: float) -> int:
    """Connections that send a byte of a header now and then, opened again when they are
    ended; how many were ended."""
    opened: list[socket.socket] = []
    ended = 0
    sent = b"GET /?q=" + b"a" * 7_000
    place = 0
    while not stop.is_set():
        while len(opened) < count:
            try:
                opened.append(socket.create_connection(("127.0.0.1", port), 5))
            except OSError:
                break
        for one in list(opened):
            try:
                one.send(sent[place : place + 1])
            except OSError:
                opened.remove(one)
                one.close()
                ended += 1
        place += 1
        stop.wait(pause)
    for one in opened:
        one.close()
    return ended


def test_connections_that_trickle_hold_nobody_up(tiny_index: Path) -> None:
    with serving(tiny_index, processes=2) as served:
        stop = threading.Event()
        with ThreadPoolExecutor(1) as pool:
            trickling = pool.submit(trickle, served.port, stop, 900, 1.0)
            time.sleep(2)
            answered = [served.get("/?q=Hu%E1%BA%BF")[0] for _ in range(50)]
            stop.set()
            trickling.result()
        assert answered == [200] * 50


def test_a_request_that_does_not_come_whole_is_ended(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_connection(("127.0.0.1", served.port), 30) as opened:
        began = time.monotonic()
        try:
            for byte in b"GET /tro-giup HTTP/1.1\r\nHost: localhost":
                opened.send(bytes([byte]))
                opened.settimeout(0.5)
                try:
                    assert opened.recv(1) == b""
                    break
                except TimeoutError:
                    pass
        except OSError:
            pass
        assert time.monotonic() - began < server.REQUEST_SECONDS + 5


def test_too_few_files_for_all_who_come(tiny_index: Path) -> None:
    with serving(tiny_index, files=48) as served:
        opened = []
        for _ in range(80):
            try:
                opened.append(socket.create_connection(("127.0.0.1", served.port), 2))
            except OSError:
                pass
        assert all(served.get("/?q=Hu%E1%BA%BF")[0] == 200 for _ in range(10))
        for one in opened:
            one.close()
        assert served.end() == 0
        assert "Traceback" not in served.said


def test_who_does_not_take_the_answer_holds_nobody_up(tiny_index: Path) -> None:
    with serving(tiny_index, files=90, main="tests/slow_pages.py") as served:
        opened = []
        for _ in range(90):
            one = socket.socket()
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2_048)
            one.connect(("127.0.0.1", served.port))
            one.sendall(b"GET /dai?byte=8000000 HTTP/1.1\r\nHost: localhost\r\n\r\n")
            opened.append(one)
        assert all(served.get("/?q=Hu%E1%BA%BF")[0] == 200 for _ in range(10))
        for one in opened:
            one.close()
        assert served.end() == 0
        assert "Traceback" not in served.said


def test_answers_that_nobody_takes_hold_no_worker(tiny_index: Path) -> None:
    """Each connection asks for more than is kept for it, so that a worker waits for its
    reader: more of them than there are workers, asked and never read."""
    with serving(tiny_index, main="tests/slow_pages.py") as served:
        asked = b"GET /dai?byte=8000000 HTTP/1.1\r\nHost: localhost\r\n\r\n" * 9
        opened = []
        for _ in range(lanes.MOST_SLOW + 3):
            one = socket.socket()
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2_048)
            one.connect(("127.0.0.1", served.port))
            one.sendall(asked)
            opened.append(one)
        time.sleep(1)
        assert all(served.get("/?q=Hu%E1%BA%BF")[0] == 200 for _ in range(10))
        for one in opened:
            one.close()
        assert served.end() == 0
        assert "Traceback" not in served.said


# What an answer may cost


@pytest.mark.parametrize(
    ("way", "expected", "message"),
    [
        ("python", 422, "nhiều thời gian tính toán hơn mức cho phép"),
        ("ngu", 503, "phải dừng giữa chừng"),
    ],
)
def test_an_answer_that_takes_too_long_is_ended(
    slow: Served, way: str, expected: int, message: str
) -> None:
    status, headers, body = slow.get(f"/cham?giay=60&cach={way}", timeout=40)
    assert status == expected and message in body.decode()
    assert ("retry-after" in headers) == (status == 503)
    assert headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert slow.get("/?q=Hu%E1%BA%BF")[0] == 200
    assert slow.end() == 0
    assert "Traceback" not in slow.said


def test_slow_pages_hold_nobody_up(tiny_index: Path) -> None:
    with serving(
        tiny_index, settings={"TIMTIN_TIME_LIMIT": "20"}, main="tests/slow_pages.py"
    ) as served:
        with ThreadPoolExecutor(12) as pool:
            slow = [pool.submit(served.get, "/cham?giay=5&cach=ngu") for _ in range(12)]
            time.sleep(0.5)
            answered = [served.get("/?q=Hu%E1%BA%BF")[0] for _ in range(5)]
            assert answered == [200] * 5
            statuses = [one.result()[0] for one in slow]
        # Those that ran longest had to make room for those that waited.
        assert set(statuses) == {200, 503}
        assert not any(
            b"xong" in one.result()[2] for one in slow if one.result()[0] > 200
        )


def test_a_call_into_c_that_does_not_come_back_costs_one_process(
    tiny_index: Path,
) -> None:
    with serving(tiny_index, processes=2, main="tests/slow_pages.py") as served:
        before = set(children(served.process.pid))
        with pytest.raises(OSError):
            served.get("/cham?giay=60&cach=c", timeout=60)
        wait_for(lambda: len(set(children(served.process.pid)) - before) == 1)
        assert all(served.get("/tro-giup")[0] == 200 for _ in range(4))


def test_an_answer_that_is_too_long_is_not_sent(slow: Served) -> None:
    status, _, body = slow.get(f"/dai?byte={20 << 20}")
    assert status == 422 and len(body) < 5_000
    assert "dài hơn 16 MiB" in body.decode()
    assert len(slow.get(f"/dai?byte={1 << 20}")[2]) == 1 << 20


# Processes


def test_killing_processes_does_not_end_the_server(tiny_index: Path) -> None:
    with serving(tiny_index, processes=2) as served:
        for _ in range(12):
            wait_for(lambda: bool(children(served.process.pid)))
            for pid in children(served.process.pid)[:1]:
                os.kill(pid, signal.SIGKILL)
            time.sleep(0.1)
        wait_for(served.answers)
        assert served.process.poll() is None
        assert served.end() == 0


def test_all_processes_name_an_answer_alike(tiny_index: Path) -> None:
    with serving(tiny_index, processes=2) as served:
        for path in ("/?q=Hu%E1%BA%BF", "/api/search?q=Hu%E1%BA%BF"):
            tags = set()
            for held in children(served.process.pid):
                os.kill(held, signal.SIGSTOP)
                tags.add(served.get(path)[1]["etag"])
                os.kill(held, signal.SIGCONT)
            [tag] = tags
            assert served.get(path, {"If-None-Match": tag})[0] == 304


def test_health_is_json_whatever_it_is(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        status, headers, body = served.get("/healthz")
        assert status == 503 and headers["content-type"] == "application/json"
        assert json.loads(body)["error"]["status"] == 503


# What is counted


def test_metrics_add_up_over_processes(tiny_index: Path) -> None:
    pytest.importorskip("prometheus_client")
    with serving(tiny_index, processes=2) as served:
        for held in children(served.process.pid):
            os.kill(held, signal.SIGSTOP)
            for _ in range(3):
                served.get("/?q=Hu%E1%BA%BF")
            served.get("/khong-co")
            os.kill(held, signal.SIGCONT)
        text = served.get("/metrics")[2].decode()
        assert 'timtin_requests_total{endpoint="pages.search",status="200"} 6.0' in text
        assert 'timtin_requests_total{endpoint="none",status="404"} 2.0' in text
        assert 'timtin_request_seconds_count{endpoint="pages.search"} 6.0' in text
        assert "timtin_index_up 1.0" in text
        assert re.search(r"^timtin_index_articles \d+\.0$", text, re.M)
        assert served.end() == 0


def test_metrics_of_an_index_that_does_not_answer(tmp_path: Path) -> None:
    pytest.importorskip("prometheus_client")
    from webui.app import create_app

    client = create_app(tmp_path).test_client()
    answer = client.get("/metrics")
    assert answer.status_code == 200 and "timtin_index_up 0.0" in answer.text


def test_answers_that_were_ended_are_counted(slow: Served) -> None:
    pytest.importorskip("prometheus_client")
    slow.get("/cham?giay=60", timeout=40)
    text = slow.get("/metrics")[2].decode()
    assert 'timtin_requests_total{endpoint="slow",status="422"} 1.0' in text


def test_metrics_without_the_library_name_the_cure(
    tiny_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from webui.app import create_app
    from webui.serving import metrics

    monkeypatch.setattr(metrics, "is_installed", lambda: False)
    answer = create_app(tiny_index).test_client().get("/metrics")
    assert answer.status_code == 501 and "timtin[metrics]" in answer.text
