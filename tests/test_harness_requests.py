"""Random requests to a real server: none fails, no answer is above its limits, memory
levels off. 300 in every run; 100,000 with ``TIMTIN_BUDGET=334``, against the index that
``TIMTIN_HARNESS_INDEX`` names if it names one."""

from __future__ import annotations

import http.client
import json
import os
import random
import time
from collections import Counter
from pathlib import Path
from urllib.parse import quote, quote_plus, urlencode

import pytest
from chance import budget, dice, report
from servers import Served, serving
from test_webui_limits import MOST_BYTES

from webui import processes
from webui.app import MAX_URL_LENGTH
from webui.serving.limits import MAX_ANSWER

pytestmark = pytest.mark.skipif(
    not processes.can_fork() or not Path("/proc/self/task").exists(),
    reason="needs fork and /proc",
)

WORDS = (
    "hội nghị trung ương tỉnh ủy ban nhân dân Huế Gia Lai sáp nhập to chuc dang quoc hoi"
    " 18-NQ/TW nghị quyết số 3.000 tỷ 40% tháng 12/2025 thủ tướng UBND TP.HCM COVID-19 bão"
).split()
JUNK = (
    "😀",
    "\u202e",
    "e\u0301\u0323" * 9,
    "\x00",
    "%",
    "“",
    "ﬁ",
    "\ud7ff",
    "a" * 300,
    "<b>",
    "'--",
    "../",
)
SIGNS = (
    "OR",
    "-",
    "+",
    '"',
    "(",
    ")",
    "*",
    "NEAR/5",
    '="',
    "~9",
    "NOT",
    "|",
    "..",
    ":",
)
FIELDS = (
    "tỉnh:",
    "từ:",
    "đến:",
    "số:",
    "người:",
    "nguồn:",
    "mục:",
    "ngày:",
    "tiêu đề:",
    "vùng:",
)
ARGUMENTS = (
    *("person", "publisher", "document", "category", "province", "date", "date_from"),
    *("date_to", "sort", "page", "size", "copies", "group", "explain", "la", "by"),
    *("ten", "chuc-vu", "theo", "id", "note"),
)
VALUES = (
    *("", "1", "0", "-1", "99999999999", "newest", "2025", "2025-12", "12/2025", "hue"),
    *("nguyen", "gia-lai", "none", "2024..2025", "true", "bm25", "Báo Thử"),
)
PATHS = (
    *("/",) * 20,
    *("/api/search", "/api/search", "/feed.atom", "/api/suggest") * 4,
    *("/loc/person", "/loc/province", "/ho-so") * 2,
    *("/so-sanh", "/so-sanh.csv", "/so-sanh.svg", "/api/trends", "/api/batch"),
)
EXPORTS = tuple(f"/xuat.{suffix}" for suffix in ("csv", "xlsx", "jsonl", "ris", "bib"))
"""Asked for seldom: their length is that of what is found."""
SUBJECTS = (
    *("/nhan-vat/", "/van-ban/", "/tinh/", "/api/people/", "/api/documents/"),
    *("/api/places/", "/api/similar/"),
)
NAMED = (
    "Nguyễn-Văn-An",
    "to-lam",
    "18-NQ/TW",
    "178/2024/NĐ-CP",
    "gia-lai",
    "hue",
    "none",
)
ODD = (
    "/bai/",
    "/api/articles/",
    "/static/",
    "/",
    "/api/",
    "/healthz",
    "/metrics",
    "/tro-giup",
    *("/nhan-vat", "/van-ban", "/tinh", "/loc/", "/xuat.", "/api/openapi.json"),
)
SEVERAL = ("/so-sanh", "/api/trends", "/api/batch")
HOSTS = ("localhost",) * 20 + ("127.0.0.1:1", "evil.example", "[::1", "")


WITHOUT_BOUND = ("/bai", "/api/articles", "/xuat", "/ho-so")
"""As long as articles and dossiers are; below the limits of the server all the same."""


def query(draw: random.Random) -> str:
    kinds = (WORDS, WORDS, WORDS, SIGNS, FIELDS, JUNK)
    pieces = [
        draw.choice(draw.choice(kinds)) for _ in range(draw.choice((1, 2, 3, 5, 9, 40)))
    ]
    if draw.random() < 0.1:
        pieces = [chr(draw.randrange(0x20, 0x2FFF)) for _ in range(draw.randrange(200))]
    return draw.choice((" ", " ", "")).join(pieces)


def address(draw: random.Random) -> str:
    if draw.random() < 0.15:
        tail = draw.choice(JUNK + VALUES + ("style.css", "a/b", "."))
        return quote(draw.choice(ODD) + tail, safe="/", errors="replace")
    if draw.random() < 0.1:
        named = draw.choice((draw.choice(NAMED), query(draw)[:200]))
        return quote(draw.choice(SUBJECTS) + named, safe="/", errors="replace")
    path = draw.choice(EXPORTS if draw.random() < 0.01 else PATHS)
    arguments = [("q", query(draw))]
    if path.startswith(SEVERAL):
        arguments += [("q", query(draw)) for _ in range(draw.choice((0, 1, 5, 20)))]
    if path == "/ho-so" or draw.random() < 0.02:
        arguments += [("id", str(draw.randrange(30))), ("note", query(draw))] * 9
    for _ in range(draw.choice((0, 0, 1, 2, 5, 30))):
        value = draw.choice(VALUES + JUNK + tuple(WORDS))
        arguments.append((draw.choice(ARGUMENTS), value))
    told = urlencode(arguments, errors="replace", quote_via=quote_plus)
    if draw.random() < 0.02:
        told = told.replace("%", draw.choice(("%%", "", "%f")))
    return f"{path}?{told}"[:9_000]


def headers(draw: random.Random) -> dict[str, str]:
    chosen = {"Host": draw.choice(HOSTS)}
    if draw.random() < 0.2:
        chosen["If-None-Match"] = draw.choice(("*", '"x"', 'W/"', "\xff" * 9))
    if draw.random() < 0.1:
        chosen["Range"] = draw.choice(("bytes=0-", "bytes=-1", "bytes=9-1", "x"))
    if draw.random() < 0.1:
        chosen["X-Forwarded-For"] = "1.2.3.4"
    if draw.random() < 0.2:
        chosen["Accept-Encoding"] = draw.choice(("gzip", "br, gzip;q=0", "*", ""))
    return chosen


def check(path: str, answer: http.client.HTTPResponse, body: bytes) -> None:
    assert answer.status < 500, (answer.status, path)
    assert len(body) <= MAX_ANSWER or path.startswith("/xuat"), (len(body), path)
    assert answer.headers["Content-Security-Policy"], path
    if answer.status == 200 and not path.startswith(WITHOUT_BOUND):
        assert len(body) < MOST_BYTES, (len(body), path)
    is_plain = "Content-Encoding" not in answer.headers
    is_json = answer.headers["Content-Type"] == "application/json"
    if answer.status == 200 and body and is_plain and is_json:
        for hit in json.loads(body).get("hits", ()):
            for text, marks in (("title", "title_marks"), ("snippet", "snippet_marks")):
                length = len(hit[text])
                assert all(0 <= a < b <= length for a, b in hit[marks]), path


def memory(pid: int) -> int:
    """What a process keeps for itself, in KiB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("RssAnon"):
            return int(line.split()[1])
    return 0


def children(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(part) for part in text.split()]


def ask(served: Served, count: int, draw: random.Random) -> list[str]:
    """Ask so often; a table of what came back."""
    statuses: Counter[int] = Counter()
    largest, slowest, kept = (0, ""), (0.0, ""), []
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
    for number in range(count):
        path, told = address(draw), headers(draw)
        method = draw.choice(("GET",) * 30 + ("HEAD", "POST", "OPTIONS"))
        began = time.perf_counter()
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in told.items():
            connection.putheader(name, value.encode("latin-1", "replace"))
        if method == "POST":
            connection.putheader("Content-Length", "0")
        connection.endheaders()
        answer = connection.getresponse()
        body = answer.read()
        took = time.perf_counter() - began
        check(path, answer, body)
        statuses[answer.status] += 1
        largest = max(largest, (len(body), path))
        slowest = max(slowest, (took, path))
        if number % max(1, count // 20) == 0:
            kept.append([memory(pid) for pid in children(served.process.pid)])
            report(f"random requests: {number} of {count} so far", str(kept[-1]))
        if len(path) > MAX_URL_LENGTH:
            assert answer.status in (400, 414)
    connection.close()
    return [
        f"{count} requests; statuses {dict(sorted(statuses.items()))}",
        f"largest answer {largest[0]} bytes: {largest[1][:100]}",
        f"slowest answer {slowest[0]:.2f} s: {slowest[1][:100]}",
        "RssAnon of each process in MiB, at every twentieth of the way:",
        *("  " + " ".join(f"{kib / 1024:.0f}" for kib in row) for row in kept),
    ]


def test_random_requests(tiny_index: Path) -> None:
    index = Path(os.environ.get("TIMTIN_HARNESS_INDEX", tiny_index))
    with serving(index, processes=2) as served:
        before = children(served.process.pid)
        lines = ask(served, budget(300), dice("requests"))
        assert children(served.process.pid) == before
        assert served.end() == 0
        assert "Traceback" not in served.said, served.said[-3000:]
    report("random requests", *lines)
