"""Fetching from a server on this machine only: polite, bounded, resumable."""

from __future__ import annotations

import gzip
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

pytest.importorskip("lxml")
pytest.importorskip("feedparser")

from indexer.building.pipeline import IndexOptions, Summary, run  # noqa: E402
from indexer.building.watching import watch  # noqa: E402
from indexer.cli import fetch as fetch_command  # noqa: E402
from indexer.fetching.addresses import is_public  # noqa: E402
from indexer.fetching.fetch import FetchOptions, FetchReport, fetch_all  # noqa: E402
from indexer.fetching.http import clean_address  # noqa: E402
from indexer.sources import MANIFEST, read_path  # noqa: E402
from indexer.sources.record import Record  # noqa: E402
from search.errors import SourceError  # noqa: E402

PARAGRAPH = (
    "Hội làng mở từ sáng sớm, trai gái trong xã dựng cờ và bày cỗ ngoài sân đình. "
)
Answer = tuple[int, dict[str, str], bytes]


def page(title: str) -> bytes:
    text = f"<p>{title}. {PARAGRAPH}</p>" * 3
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title></head><body>"
        f"<div><h1>{title}</h1>{text}</div></body></html>"
    ).encode()


class Server:
    """A news site whose answers a test sets."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer | Callable[[BaseHTTPRequestHandler], None]] = {}
        self.seen: list[tuple[str, dict[str, str]]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                headers = {key.lower(): value for key, value in self.headers.items()}
                site.seen.append((self.path, headers))
                answer = site.answers.get(self.path, (404, {}, b"none"))
                if callable(answer):
                    answer(self)
                    return
                status, extra, body = answer
                etag = extra.get("ETag")
                if etag and headers.get("if-none-match") == etag:
                    status, body = 304, b""
                self.send_response(status)
                for key, value in extra.items():
                    self.send_header(key, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}"
        self.thread = threading.Thread(target=self.http.serve_forever, daemon=True)
        self.thread.start()

    def put(self, path: str, body: bytes, status: int = 200, **headers: str) -> None:
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        self.answers[path] = (status, named, body)

    def paths(self) -> list[str]:
        return [path for path, _ in self.seen if path != "/robots.txt"]

    def close(self) -> None:
        self.http.shutdown()
        self.http.server_close()
        self.thread.join()


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


@pytest.fixture
def other() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


QUICK = FetchOptions(delay=0, timeout=2, deadline=4)


def fetch(server: Server, folder: Path, *paths: str, **options: Any) -> FetchReport:
    urls = [server.url + path for path in paths]
    return fetch_all(urls, folder, replace(QUICK, **options))


def feed(server: Server, *items: tuple[str, str]) -> bytes:
    entries = "".join(
        f"<item><title>{title}</title><link>{server.url}{path}</link>"
        "<pubDate>Tue, 09 Dec 2025 08:50:00 GMT</pubDate></item>"
        for path, title in items
    )
    channel = f"<channel><title>Báo</title>{entries}</channel>"
    return f"<rss version='2.0'>{channel}</rss>".encode()


def sitemap(kind: str, *locations: tuple[str, str]) -> bytes:
    inside = "".join(
        f"<{kind}><loc>{url}</loc>{f'<lastmod>{changed}</lastmod>' if changed else ''}"
        f"</{kind}>"
        for url, changed in locations
    )
    root = "urlset" if kind == "url" else "sitemapindex"
    return f"<?xml version='1.0'?><{root}>{inside}</{root}>".encode()


def test_a_feed_leads_to_pages_that_index_reads(server: Server, tmp_path: Path) -> None:
    server.put("/rss", feed(server, ("/a", "Hội làng A"), ("/b", "Hội làng B")))
    server.put("/a", page("Hội làng A"))
    server.put("/b", page("Hội làng B"))
    report = fetch(server, tmp_path / "tin", "/rss")
    assert (report.saved, report.failed) == (2, {})
    found = [item for item in read_path(str(tmp_path / "tin"))]
    assert all(isinstance(item, Record) for item in found)
    facts = {
        (item.url, item.title, item.published)
        for item in found
        if isinstance(item, Record)
    }
    assert facts == {
        (f"{server.url}/a", "Hội làng A", "2025-12-09T15:50"),
        (f"{server.url}/b", "Hội làng B", "2025-12-09T15:50"),
    }
    assert run([tmp_path / "tin"], tmp_path / "index").added == 2


def test_a_second_run_asks_only_for_what_may_have_changed(
    server: Server, tmp_path: Path
) -> None:
    server.put("/rss", feed(server, ("/a", "A")), ETag='"1"')
    server.put("/a", page("Hội làng A"))
    server.put("/p", page("Hội làng P"), Last_Modified="Tue, 09 Dec 2025 08:50:00 GMT")
    fetch(server, tmp_path, "/rss", "/p")
    server.seen.clear()
    server.answers["/p"] = (304, {}, b"")
    report = fetch(server, tmp_path, "/rss", "/p")
    assert server.paths() == ["/rss", "/p"]
    sent = dict(server.seen)
    assert sent["/rss"]["if-none-match"] == '"1"'
    assert sent["/p"]["if-modified-since"] == "Tue, 09 Dec 2025 08:50:00 GMT"
    assert (report.saved, report.unchanged, report.known) == (0, 1, 1)


def test_what_a_limit_left_is_fetched_next_time_though_the_feed_is_unchanged(
    server: Server, tmp_path: Path
) -> None:
    items = [(f"/{n}", f"Bài {n}") for n in range(5)]
    server.put("/rss", feed(server, *items), ETag='"1"')
    for path, title in items:
        server.put(path, page(title))
    first = fetch(server, tmp_path, "/rss", limit=2)
    assert (first.saved, first.left) == (2, 3)
    second = fetch(server, tmp_path, "/rss")
    assert (second.saved, second.known) == (3, 2)


def test_a_kill_between_page_and_line_costs_one_page(
    server: Server, tmp_path: Path
) -> None:
    server.put("/rss", feed(server, ("/a", "A"), ("/b", "B")))
    server.put("/a", page("A"))
    server.put("/b", page("B"))
    fetch(server, tmp_path, "/rss")
    manifest = tmp_path / MANIFEST
    lines = manifest.read_bytes()
    manifest.write_bytes(lines[: len(lines) - 20])
    report = fetch(server, tmp_path, "/rss")
    assert (report.saved, report.known) == (1, 1)
    kept = [json.loads(line)["url"] for line in manifest.read_text().splitlines()[-2:]]
    assert kept[-1].endswith("/b")


def test_sitemaps_lead_to_sitemaps_and_pages(server: Server, tmp_path: Path) -> None:
    index = sitemap("sitemap", (server.url + "/s1.xml.gz", ""))
    server.put("/sitemap.xml", index)
    pages = sitemap("url", (server.url + "/a?x=1&amp;y=2", "2025-01-01"))
    server.put("/s1.xml.gz", gzip.compress(pages))
    server.put("/a?x=1&y=2", page("Hội làng A"))
    assert fetch(server, tmp_path, "/sitemap.xml").saved == 1
    assert fetch(server, tmp_path, "/sitemap.xml").known == 1
    newer = sitemap("url", (server.url + "/a?x=1&amp;y=2", "2099-01-01"))
    server.put("/s1.xml.gz", gzip.compress(newer))
    assert fetch(server, tmp_path, "/sitemap.xml").saved == 1


def test_robots_are_obeyed(server: Server, tmp_path: Path) -> None:
    server.put("/robots.txt", b"User-agent: *\nDisallow: /kin\n")
    server.put("/kin/a", page("Kín"))
    server.put("/mo", page("Mở"))
    report = fetch(server, tmp_path, "/kin/a", "/mo")
    assert (report.saved, report.disallowed) == (1, 1)
    assert server.paths() == ["/mo"]


def test_a_host_whose_robots_fail_is_left_alone(server: Server, tmp_path: Path) -> None:
    server.put("/robots.txt", b"", status=500)
    server.put("/a", page("A"))
    report = fetch(server, tmp_path, "/a")
    assert report.saved == 0 and "robots.txt" in report.failed[server.url + "/a"]
    assert server.paths() == []


def test_requests_to_one_host_are_apart(server: Server, tmp_path: Path) -> None:
    times: list[float] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        times.append(time.monotonic())
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(page("A"))

    server.answers["/a"] = server.answers["/b"] = answer
    fetch(server, tmp_path, "/a", "/b", delay=0.3)
    assert times[1] - times[0] >= 0.29


def test_a_host_that_asks_for_a_rest_gets_it(server: Server, tmp_path: Path) -> None:
    server.put("/a", b"", status=429)
    server.put("/b", page("B"))
    report = fetch(server, tmp_path, "/a", "/b")
    assert report.saved == 0 and len(report.failed) == 2
    assert server.paths() == ["/a"]


def test_redirects_are_followed_within_bounds(server: Server, tmp_path: Path) -> None:
    server.put("/a", b"", status=301, Location="/b")
    server.put("/b", page("B"))
    server.put("/vong", b"", status=302, Location="/vong")
    server.put("/tep", b"", status=302, Location="file:///etc/passwd")
    report = fetch(server, tmp_path, "/a", "/vong", "/tep")
    assert report.saved == 1
    assert set(report.failed) == {server.url + "/vong", server.url + "/tep"}


def test_nothing_leads_into_a_private_network_unless_allowed(
    server: Server, other: Server, tmp_path: Path
) -> None:
    other.put("/noi-bo", page("Nội bộ"))
    server.put("/a", b"", status=302, Location=other.url + "/noi-bo")
    server.put("/rss", feed(other, ("/noi-bo", "Nội bộ")))
    report = fetch(server, tmp_path / "x", "/a", "/rss")
    assert report.saved == 0 and other.seen == []
    assert all("nội bộ" in why for why in report.failed.values())
    assert fetch(server, tmp_path / "y", "/a", allow_private=True).saved == 1


def bomb(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Encoding", "gzip")
    handler.end_headers()
    handler.wfile.write(gzip.compress(b"<html>" + b" " * 30_000_000))


def drip(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    try:
        for _ in range(100):
            handler.wfile.write(b" ")
            time.sleep(0.1)
    except OSError:
        pass


def drip_headers(handler: BaseHTTPRequestHandler) -> None:
    try:
        handler.wfile.write(b"HTTP/1.0 200 OK\r\nX: ")
        for _ in range(100):
            handler.wfile.write(b"x")
            time.sleep(0.1)
    except OSError:
        pass


def silent(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(2)


@pytest.mark.parametrize("answer", [bomb, drip, drip_headers, silent])
def test_hostile_servers_cost_little(
    server: Server, tmp_path: Path, answer: Callable[[BaseHTTPRequestHandler], None]
) -> None:
    server.answers["/a"] = answer
    options = {"timeout": 0.5, "deadline": 1.0, "max_bytes": 1_000_000}
    began = time.monotonic()
    report = fetch(server, tmp_path, "/a", **options)
    assert time.monotonic() - began < 9  # drips would take ten seconds and more
    assert report.saved == 0 and len(report.failed) == 1
    assert not list(tmp_path.glob("**/*.html"))


@pytest.mark.parametrize(
    "body",
    [
        b"<rss><channel>" + b"<item>" * 2000,
        b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x 'xxxx'><!ENTITY y '&x;&x;'>]>"
        b"<urlset><url><loc>&y;</loc></url></urlset>",
        b"<urlset>" + b"<url><loc>" * 20_000,
        b"<urlset><url><loc>javascript:alert(1)</loc></url></urlset>",
        b"",
    ],
)
def test_hostile_lists_lead_nowhere(
    server: Server, tmp_path: Path, body: bytes
) -> None:
    server.put("/rss", body)
    fetch(server, tmp_path, "/rss")
    assert set(server.paths()) == {"/rss"}


def test_a_page_that_is_gone_is_not_asked_for_again(
    server: Server, tmp_path: Path
) -> None:
    server.put("/rss", feed(server, ("/mat", "Mất")))
    report = fetch(server, tmp_path, "/rss")
    assert list(report.failed) == [server.url + "/mat"]
    assert fetch(server, tmp_path, "/rss").known == 1
    assert server.paths().count("/mat") == 1


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://x/y", "tin.html", ""])
def test_only_http_is_fetched(tmp_path: Path, url: str) -> None:
    with pytest.raises(SourceError) as error:
        fetch_all([url], tmp_path)
    assert error.value.cure


@pytest.mark.parametrize(
    ("url", "base", "clean"),
    [
        ("http://a.vn/x y?q=á#z", "", "http://a.vn/x%20y?q=%C3%A1"),
        ("http://a.vn", "", "http://a.vn/"),
        ("../b", "http://a.vn/x/y/z", "http://a.vn/x/b"),
        ("//b.vn/x", "https://a.vn/", "https://b.vn/x"),
        ("http://báo.vn/", "", "http://xn--bo-mia.vn/"),
        ("http://u:p@a.vn/", "", ""),
        ("http://a.vn:x/", "", ""),
        ("http://[::1]:80/", "", "http://[::1]:80/"),
        ("javascript:alert(1)", "http://a.vn/", ""),
        ("http://a.vn/\r\nX: y", "", "http://a.vn/X:%20y"),
    ],
)
def test_clean_addresses(url: str, base: str, clean: str) -> None:
    assert clean_address(url, base) == clean


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("::1", False),
        ("::ffff:10.0.0.1", False),
        ("fe80::1%eth0", False),
        ("0.0.0.0", False),
        ("100.64.0.1", False),
        ("192.88.99.1", False),
        ("192.0.0.9", False),
        ("198.18.0.1", False),
        ("203.0.113.7", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::808:808", False),
        ("64:ff9b:1::1", False),
        ("::127.0.0.1", False),
        ("::a9fe:a9fe", False),
        ("::ffff:0:127.0.0.1", False),
        ("::", False),
        ("fec0::1", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("100::1", False),
        ("3fff::1", False),
        ("5f00::1", False),
        ("4000::1", False),
        ("2001::1", False),
        ("2001:0:7f00:1::", False),
        ("2001:db8::1", False),
        ("2001:20::1", False),
        ("2002:7f00:1::1", False),
        ("2002:808:808::1", False),
        ("2606:4700::5efe:7f00:1", False),
        ("::ffff:8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
    ],
)
def test_private_addresses(address: str, public: bool) -> None:
    assert is_public(address) is public


# Answers that are not what they seem


def cut_length(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(page("Cụt")) + 500))
    handler.send_header("ETag", '"cụt"'.encode("utf-8").decode("latin-1"))
    handler.end_headers()
    handler.wfile.write(page("Cụt"))


def cut_gzip(handler: BaseHTTPRequestHandler) -> None:
    packed = gzip.compress(page("Cụt"))[:-20]
    handler.send_response(200)
    handler.send_header("Content-Encoding", "gzip")
    handler.send_header("Content-Length", str(len(packed)))
    handler.end_headers()
    handler.wfile.write(packed)


def cut_chunks(handler: BaseHTTPRequestHandler) -> None:
    handler.protocol_version = "HTTP/1.1"
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    body = page("Cụt")
    handler.wfile.write(f"{len(body):x}\r\n".encode() + body + b"\r\n")
    handler.close_connection = True


@pytest.mark.parametrize("answer", [cut_length, cut_gzip, cut_chunks])
def test_what_was_cut_off_is_not_kept_and_asked_for_again(
    server: Server, tmp_path: Path, answer: Callable[[BaseHTTPRequestHandler], None]
) -> None:
    server.answers["/a"] = answer
    report = fetch(server, tmp_path, "/a")
    assert report.saved == 0 and "bị ngắt" in report.failed[server.url + "/a"]
    assert server.paths().count("/a") == 2
    assert not list(tmp_path.glob("**/*.html"))
    server.put("/a", page("Lành"))
    assert fetch(server, tmp_path, "/a").saved == 1
    [kept] = tmp_path.glob("**/*.html")
    assert kept.read_bytes() == page("Lành")


def test_a_page_that_comes_whole_the_second_time_is_kept(
    server: Server, tmp_path: Path
) -> None:
    def once(handler: BaseHTTPRequestHandler) -> None:
        server.put("/a", page("Lành"))
        cut_length(handler)

    server.answers["/a"] = once
    assert fetch(server, tmp_path, "/a").saved == 1


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"%PDF-1.7\n<html>", {"Content-Type": "application/pdf"}),
        (b"%PDF-1.7\n<html>", {"Content-Type": "text/html"}),
        (b'{"a": "<html>"}', {"Content-Type": "application/json"}),
        (b'{"a": "<html>"}', {}),
        (b"\x89PNG\r\n\x1a\n\0\0<a>", {"Content-Type": "image/png"}),
        (b"\x89PNG\r\n\x1a\n\0\0<a>", {"Content-Type": "text/html"}),
        (b"", {"Content-Type": "text/html"}),
        (b" \n\n ", {"Content-Type": "text/html"}),
        (b"chi co chu", {"Content-Type": "text/plain"}),
        (b"<svg><a/></svg>", {"Content-Type": "image/svg+xml"}),
        (b"body { color: red }", {"Content-Type": "text/css"}),
        (page("Nén"), {"Content-Type": "text/html", "Content-Encoding": "br"}),
    ],
)
def test_what_is_no_page_is_not_kept(
    server: Server, tmp_path: Path, body: bytes, headers: dict[str, str]
) -> None:
    server.answers["/a"] = 200, headers, body
    report = fetch(server, tmp_path, "/a")
    assert report.saved == 0 and len(report.failed) == 1
    assert not list(tmp_path.glob("**/*.html"))


def test_a_picture_in_a_list_is_asked_for_once(server: Server, tmp_path: Path) -> None:
    server.put("/rss", feed(server, ("/anh", "Ảnh"), ("/bai", "Bài")))
    server.put("/anh", b"\xff\xd8\xff", Content_Type="image/jpeg")
    server.put("/bai", page("Bài"), Content_Type="text/html; charset=utf-8")
    report = fetch(server, tmp_path, "/rss")
    assert (report.saved, report.others, report.failed) == (1, 1, {})
    assert "1 không phải trang web" in str(report)
    fetch(server, tmp_path, "/rss")
    assert server.paths().count("/anh") == 1


# Lists without end


def test_sitemaps_that_fan_out_cost_what_was_allowed(
    server: Server, tmp_path: Path
) -> None:
    count = iter(range(10**9))

    def fan(handler: BaseHTTPRequestHandler) -> None:
        inside = "".join(
            f"<sitemap><loc>{server.url}/s{next(count)}</loc></sitemap>"
            for _ in range(30)
        )
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(f"<sitemapindex>{inside}</sitemapindex>".encode())

    answers = server.answers

    class Fanning(dict[str, Any]):
        def get(self, path: str, default: Any = None) -> Any:
            return fan if path.startswith("/s") else answers.get(path, default)

    server.answers = Fanning()
    report = fetch(server, tmp_path, "/s", limit=3, lists=20)
    # The one that was named, those that it led to, robots.txt.
    assert len(server.seen) == 22
    assert report.left and "--lists" in str(report)


def test_pages_that_fail_count_too(server: Server, tmp_path: Path) -> None:
    links = "".join(f"<url><loc>{server.url}/{n}</loc></url>" for n in range(500))
    server.put("/s.xml", f"<urlset>{links}</urlset>".encode())
    report = fetch(server, tmp_path, "/s.xml", limit=5)
    assert len(server.seen) <= 2 + 15
    assert report.saved == 0 and report.left >= 500 - 15


def test_addresses_in_cdata_and_in_plain_lists(server: Server, tmp_path: Path) -> None:
    server.put(
        "/s.xml",
        f"<urlset><url><loc>\n<![CDATA[{server.url}/a?x=1&y=2]]></loc></url>"
        f"<url><loc>{server.url}/b?x=1&amp;y=2</loc></url></urlset>".encode(),
    )
    server.put("/s.txt", f"\ufeff{server.url}/c\r\n\r\n{server.url}/d\n".encode())
    for path in ("/a?x=1&y=2", "/b?x=1&y=2", "/c", "/d"):
        server.put(path, page(path))
    assert fetch(server, tmp_path, "/s.xml", "/s.txt").saved == 4


def test_an_open_cdata_costs_linear_time(server: Server, tmp_path: Path) -> None:
    for inside in (b"<loc><![CDATA[" * 200_000, b"<url><loc><![CDATA[]" * 100_000):
        server.put("/s.xml", b"<urlset><url>" + inside)
        assert fetch(server, tmp_path, "/s.xml").saved == 0


def test_the_exit_code_tells_whether_there_are_pages(
    server: Server, tmp_path: Path, runner: CliRunner
) -> None:
    def code(path: str) -> int:
        arguments = [server.url + path, "--to", str(tmp_path), "--delay", "0"]
        return runner.invoke(fetch_command, arguments).exit_code

    server.put("/a", page("Bài"))
    server.put("/robots.txt", b"User-agent: *\nDisallow: /cam")
    server.put("/cam", page("Cấm"))
    assert (code("/a"), code("/cam"), code("/khong-co")) == (0, 1, 2)


def test_the_report_reads_well() -> None:
    report = FetchReport(
        saved=3, known=2, failed={"http://a.vn/": "máy chủ trả mã 500"}
    )
    assert str(report) == (
        "Tải 3 trang mới hoặc đã đổi, 2 đã có từ trước\n"
        "Không tải được http://a.vn/: máy chủ trả mã 500"
    )


# Watching


class Stop(Exception):
    pass


def test_watching_indexes_what_changed_once_it_is_settled(tmp_path: Path) -> None:
    kho = tmp_path / "kho"
    kho.mkdir()

    def put(number: int) -> None:
        text = f"Tít bài {number}\n\n{PARAGRAPH * number}"
        (kho / f"{number}.txt").write_text(text)

    put(1)
    acts: list[Callable[[], object]] = [
        lambda: None,
        lambda: put(2),
        lambda: put(3),
        lambda: None,
        lambda: None,
        lambda: (kho / "1.txt").unlink(),
        lambda: None,
    ]

    def wait(_: float) -> None:
        if not acts:
            raise Stop
        acts.pop(0)()

    seen: list[Summary] = []
    options = IndexOptions(prune=True, group=False)
    with pytest.raises(Stop):
        for summary in watch([kho], tmp_path / "index", options, wait=wait):
            seen.append(summary)
    assert [(s.added, s.removed) for s in seen] == [(1, 0), (2, 0), (0, 1)]


def test_standard_input_cannot_be_watched(tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        next(watch(["-"], tmp_path))
