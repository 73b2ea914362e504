"""A polite and bounded HTTP client: what ``timtin fetch`` reaches the network through.

Only http and https; a limit on bytes (after decompression), on time and on redirects; a
pause between two requests to a host; robots.txt obeyed. Addresses on private networks
are refused unless the user named their host: the check is made on the very address that
is connected to, so that neither a redirect nor a name server can lead inside.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import quote, urljoin, urlsplit, urlunsplit
from urllib.robotparser import RobotFileParser

from indexer.fetching.addresses import is_public
from indexer.sources.options import MIB
from search import __version__

USER_AGENT = f"timtin/{__version__}"
"""Names the fetcher to servers and in robots.txt."""

REDIRECTS = 5
ROBOTS_SIZE = MIB // 2
LONGEST_PAUSE = 30.0
"""Seconds that a server may ask to wait between requests."""

_CHUNK = 64 * 1024
_CUT_OFF = "câu trả lời bị ngắt giữa chừng"
_ACCEPT = "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml"


class FetchError(Exception):
    """Why an address was not fetched, in Vietnamese."""


class Disallowed(FetchError):
    """robots.txt forbids it."""


class CutOff(FetchError):
    """The answer ended before its end."""


class HostRefuses(FetchError):
    """The host asks to be left alone for now."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a request may cost.

    :param delay: seconds between two requests to one host.
    :param timeout: seconds without a byte; ``deadline`` for the whole answer.
    :param max_bytes: of one answer, decompressed.
    """

    delay: float = 1.0
    timeout: float = 20.0
    deadline: float = 60.0
    max_bytes: int = 16 * MIB
    allow_private: bool = False


@dataclass(frozen=True, slots=True)
class Response:
    """An answer.

    :param url: the last address, after redirects.
    :param headers: with lower-case names.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes


def clean_address(url: str, base: str = "") -> str:
    """An absolute http(s) address in ASCII, without fragment, ``""`` for any other."""
    try:
        parts = urlsplit(urljoin(base, url.strip()))
        host, port = parts.hostname or "", parts.port
        if parts.scheme not in ("http", "https") or not host or parts.username:
            return ""
        if ":" in host:
            host = f"[{ipaddress.IPv6Address(host)}]"
        else:
            host = host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        return ""
    netloc = f"{host}:{port}" if port else host
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._", errors="replace")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?", errors="replace")
    return urlunsplit((parts.scheme, netloc, path, query, ""))


def host_of(url: str) -> str:
    """Host and port of an address."""
    return urlsplit(url).netloc.lower()


@dataclass(slots=True)
class Client:
    """Fetches addresses one after another.

    :param trusted: hosts (with port) that the user named: they may be private.
    """

    limits: Limits = Limits()
    trusted: set[str] = field(default_factory=set)
    _last: dict[str, float] = field(default_factory=dict)
    _robots: dict[str, RobotFileParser] = field(default_factory=dict)
    _refusing: dict[str, str] = field(default_factory=dict)

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Response:
        """Fetch an address, following redirects.

        :param headers: sent with the first request (``If-None-Match`` ...).
        :raises FetchError: when it cannot or must not be fetched.
        """
        current, sent = url, dict(headers or {})
        for _ in range(REDIRECTS + 1):
            self._check_robots(current)
            answer = self._request_whole(current, sent)
            target = answer.headers.get("location", "")
            if answer.status not in (301, 302, 303, 307, 308) or not target:
                return answer
            current = clean_address(target, current)
            if not current:
                raise FetchError("chuyển hướng tới địa chỉ không phải http")
            sent = {}
        raise FetchError("chuyển hướng quá nhiều lần")

    def _request_whole(self, url: str, headers: Mapping[str, str]) -> Response:
        """An answer; one that was cut off is asked for once more."""
        try:
            return self._request(url, headers, self.limits.max_bytes)
        except CutOff:
            return self._request(url, headers, self.limits.max_bytes)

    def _check_robots(self, url: str) -> None:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        rules = self._robots.get(origin)
        if rules is None:
            rules = self._robots[origin] = self._read_robots(origin)
        if not rules.can_fetch(USER_AGENT, url):
            raise Disallowed("robots.txt không cho phép")

    def _read_robots(self, origin: str) -> RobotFileParser:
        """Rules of a host: none where it has no such file, all where it fails
        (RFC 9309, section 2.3.1)."""
        rules = RobotFileParser()
        url = f"{origin}/robots.txt"
        try:
            for _ in range(REDIRECTS + 1):
                answer = self._request(url, {}, ROBOTS_SIZE)
                target = answer.headers.get("location", "")
                if not (300 <= answer.status < 400 and target):
                    break
                url = clean_address(target, url)
                if not url:
                    raise FetchError("robots.txt chuyển hướng sai")
        except HostRefuses:
            raise
        except FetchError as error:
            raise FetchError(f"không đọc được robots.txt: {error}") from error
        if answer.status >= 500:
            raise FetchError(f"robots.txt báo lỗi {answer.status}")
        lines = answer.body.decode("utf-8", "replace").splitlines()
        rules.parse(lines if answer.status < 300 else [])
        return rules

    def _pause(self, url: str) -> float:
        rules = self._robots.get("://".join(urlsplit(url)[:2]))
        wanted = rules.crawl_delay(USER_AGENT) if rules else None
        asked = float(wanted) if wanted else 0.0
        return max(self.limits.delay, min(asked, LONGEST_PAUSE))

    def _request(self, url: str, headers: Mapping[str, str], size: int) -> Response:
        host = host_of(url)
        if host in self._refusing:
            raise HostRefuses(self._refusing[host])
        due = self._last.get(host, -1e9) + self._pause(url)
        time.sleep(max(0.0, due - time.monotonic()))
        try:
            answer = self._exchange(url, headers, size)
        except http.client.IncompleteRead as error:
            raise CutOff(_CUT_OFF) from error
        except (OSError, http.client.HTTPException, ValueError, zlib.error) as error:
            raise FetchError(
                f"không tải được: {error or type(error).__name__}"
            ) from error
        finally:
            self._last[host] = time.monotonic()
        if answer.status in (429, 503):
            self._refusing[host] = f"máy chủ {host} xin tạm dừng (mã {answer.status})"
            raise HostRefuses(self._refusing[host])
        return answer

    def _exchange(self, url: str, headers: Mapping[str, str], size: int) -> Response:
        parts = urlsplit(url)
        host = parts.hostname or ""
        secure = parts.scheme == "https"
        port = parts.port or (443 if secure else 80)
        free = self.limits.allow_private or host_of(url) in self.trusted
        connection = http.client.HTTPConnection(host, port)
        connection.sock = _open_socket(host, port, self.limits.timeout, free)
        deadline = _Deadline(connection.sock, self.limits.deadline)
        try:
            if secure:
                context = ssl.create_default_context()
                # Or an answer without a length that somebody cut would seem whole.
                connection.sock = context.wrap_socket(
                    connection.sock, server_hostname=host, suppress_ragged_eofs=False
                )
            target = urlunsplit(("", "", parts.path or "/", parts.query, ""))
            connection.request(
                "GET",
                target,
                headers={
                    "User-Agent": USER_AGENT,
                    "Accept": f"{_ACCEPT}, */*;q=0.5",
                    "Accept-Encoding": "gzip",
                    "Accept-Language": "vi",
                    "Connection": "close",
                    **headers,
                },
            )
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            body = _read_body(answer, found.get("content-encoding", ""), size)
            if deadline.passed:
                raise TimeoutError("quá thời hạn")
            return Response(url, answer.status, found, body)
        finally:
            deadline.cancel()
            connection.close()


def _open_socket(host: str, port: int, timeout: float, free: bool) -> socket.socket:
    """Connect to the first address of a host that answers and may be reached."""
    problem: Exception = OSError("không có địa chỉ")
    for family, kind, protocol, _, address in socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM
    ):
        if not free and not is_public(str(address[0])):
            raise FetchError(f"{host} nằm trong mạng nội bộ")
        opened = socket.socket(family, kind, protocol)
        try:
            opened.settimeout(timeout)
            opened.connect(address)
            return opened
        except OSError as error:
            opened.close()
            problem = error
    raise problem


class _Deadline:
    """Shuts a socket when its time is up: reading that gets a byte now and then never
    times out by itself."""

    def __init__(self, opened: socket.socket, seconds: float) -> None:
        self.passed = False
        # Its own handle: wrapping for TLS takes the other one.
        self._socket = opened.dup()
        self._timer = threading.Timer(seconds, self._shut)
        self._timer.daemon = True
        self._timer.start()

    def _shut(self) -> None:
        self.passed = True
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def cancel(self) -> None:
        self._timer.cancel()
        self._timer.join()
        self._socket.close()


def _read_body(answer: http.client.HTTPResponse, encoding: str, limit: int) -> bytes:
    """The body, decompressed.

    :raises CutOff: when it ends before its length or before its packing does.
    :raises FetchError: when it is longer than the limit, packed or not, or packed in a
        way that was not asked for.
    """
    name = encoding.strip().lower()
    if name not in ("", "identity", "gzip", "x-gzip"):
        raise FetchError(f"máy chủ nén kiểu “{name[:20]}”, không đọc được")
    packed = name.endswith("gzip")
    decoder = zlib.decompressobj(wbits=31) if packed else None
    pieces: list[bytes] = []
    size = read = 0
    while chunk := answer.read(_CHUNK):
        read += len(chunk)
        data = decoder.decompress(chunk, limit + 1 - size) if decoder else chunk
        size += len(data)
        pieces.append(data)
        if size > limit or read > limit:
            raise FetchError(f"dài hơn {limit // 1024} KiB")
    # http.client does not complain of either.
    if answer.length or (decoder and read and not decoder.eof):
        raise CutOff(_CUT_OFF)
    return b"".join(pieces)
