"""``timtin fetch``: feeds, sitemaps and pages -> a folder that ``timtin index`` reads.

    folder/
      timtin-fetch.jsonl          a line for each answer; the last one for an address
      baothu.example/1f0c….html   counts
      .feeds/…                    feeds and sitemaps as they came

A page is saved, then its line is written: after a kill at most one page is fetched
again. Feeds and sitemaps are kept because an unchanged one (304) may still name pages
that the last run did not get to.
"""

from __future__ import annotations

import hashlib
import html
import json
import os
import re
import time
import zlib
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from indexer.fetching.http import (
    Client,
    Disallowed,
    FetchError,
    Limits,
    Response,
    clean_address,
    host_of,
)
from indexer.fetching.kinds import kind_of
from indexer.sources.fetched import read_manifest
from indexer.sources.values import local_time
from indexer.sources.walk import MANIFEST
from indexer.sources.web.feeds import entry_date, parse_feed
from search.errors import SourceError

MAX_LINKS = 50_000
"""Addresses taken from one feed or sitemap, the limit of the sitemaps protocol."""

MAX_DEPTH = 3
"""Sitemaps that lead to sitemaps."""

MAX_QUEUE = 200_000
"""Addresses that wait: what more a site names is left for another run."""

ATTEMPTS = 3
"""How many times ``limit`` pages may be asked for in vain or found unchanged."""

_FEEDS = ".feeds"
_ENTRY = re.compile(r"<(/?)(url|sitemap)(?=[\s>])[^<>]*+>", re.I)
_LOC = re.compile(r"<loc\b[^<>]*+>\s*+(?:<!\[CDATA\[([^<>\]]*+)\]\]>|([^<]*+)<)", re.I)
_LASTMOD = re.compile(r"<lastmod\b[^<>]*+>([^<]*)<", re.I)
_NEWS_DATE = re.compile(r"<news:publication_date\b[^<>]*+>([^<]*)<", re.I)


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """How to fetch.

    :param limit: pages saved in one run; some more are asked for in vain
        (:data:`ATTEMPTS`).
    :param lists: feeds and sitemaps asked for in one run.
    :param delay: seconds between two requests to one host.
    :param allow_private: whether feeds and redirects may lead into private networks.
    """

    limit: int = 200
    lists: int = 100
    delay: float = 1.0
    timeout: float = 20.0
    deadline: float = 60.0
    max_bytes: int = 16 * 1024 * 1024
    allow_private: bool = False

    def limits(self) -> Limits:
        return Limits(
            self.delay, self.timeout, self.deadline, self.max_bytes, self.allow_private
        )


@dataclass(slots=True)
class FetchReport:
    """What a run of ``timtin fetch`` did.

    :param unchanged: asked for again and not changed; ``known``: not asked for again.
    :param left: not asked for, because the run had its measure; ``others``: neither
        page nor list (pictures, PDF, data).
    :param failed: address -> why.
    """

    saved: int = 0
    unchanged: int = 0
    known: int = 0
    left: int = 0
    disallowed: int = 0
    others: int = 0
    failed: dict[str, str] = field(default_factory=dict)

    @property
    def has_pages(self) -> bool:
        """Whether there is now, or was from before, a page of those asked for."""
        return bool(self.saved or self.unchanged or self.known)

    def __str__(self) -> str:
        parts = [f"Tải {self.saved} trang mới hoặc đã đổi"]
        for count, text in (
            (self.unchanged, "không đổi"),
            (self.known, "đã có từ trước"),
            (self.disallowed, "robots.txt không cho phép"),
            (self.others, "không phải trang web (ảnh, PDF, dữ liệu)"),
            (self.left, "để lại lần sau vì đã đủ --limit hoặc --lists"),
        ):
            if count:
                parts.append(f"{count} {text}")
        lines = [", ".join(parts)]
        lines += [f"Không tải được {url}: {why}" for url, why in self.failed.items()]
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class _Link:
    """An address to fetch and what is known of it before."""

    url: str
    depth: int = 0
    named: bool = False
    is_list: bool = False
    title: str = ""
    published: str = ""
    changed: float = 0.0


def fetch_all(
    urls: Sequence[str], folder: Path | str, options: FetchOptions | None = None
) -> FetchReport:
    """Fetch addresses and what they lead to.

    :raises SourceError: for an address that is not http(s), or a folder that cannot be
        written to; a page that fails is reported and does not stop the run.
    """
    options = options or FetchOptions()
    links = []
    for url in urls:
        address = clean_address(url)
        if not address:
            raise SourceError(
                f"{url!r} không phải địa chỉ http hay https",
                "Ví dụ: timtin fetch https://bao.example/rss",
            )
        links.append(_Link(address, named=True))
    try:
        work = _Fetch(Path(folder), links, options)
        return work.run()
    except OSError as error:
        raise SourceError(
            f"không ghi được vào {folder}: {error.strerror or error}",
            "Chọn thư mục khác với --to",
        ) from error


class _Fetch:
    """One run."""

    def __init__(
        self, folder: Path, links: Sequence[_Link], options: FetchOptions
    ) -> None:
        self._folder = folder
        self._options = options
        self._client = Client(
            options.limits(), {host_of(link.url) for link in links if link.named}
        )
        self._queue = deque(links)
        self._seen = {link.url for link in links}
        self._report = FetchReport()
        self._pages = self._lists = 0
        folder.mkdir(parents=True, exist_ok=True)
        self._manifest = folder / MANIFEST
        self._known = read_manifest(self._manifest)
        _end_line(self._manifest)

    def run(self) -> FetchReport:
        while self._queue:
            link = self._queue.popleft()
            if self._is_known(link):
                self._report.known += 1
                continue
            if not self._has_room(link):
                self._report.left += 1
                continue
            try:
                self._visit(link)
            except Disallowed:
                self._report.disallowed += 1
            except FetchError as error:
                self._report.failed[link.url] = str(error)
        return self._report

    def _has_room(self, link: _Link) -> bool:
        """Whether the run may ask for one more, and notes that it does."""
        if link.is_list:
            self._lists += 1
            return self._lists <= self._options.lists
        if self._report.saved >= self._options.limit:
            return False
        self._pages += 1
        return link.named or self._pages <= self._options.limit * ATTEMPTS

    def _is_known(self, link: _Link) -> bool:
        """Whether a page that a list named was saved before and has not changed since;
        what the user named is always asked for."""
        entry = self._known.get(link.url)
        if link.named or link.is_list or entry is None:
            return False
        if entry.get("kind") in ("gone", "other"):
            return True
        there = (self._folder / str(entry.get("file", "?"))).is_file()
        return there and link.changed <= _number(entry.get("fetched"))

    def _visit(self, link: _Link) -> None:
        before = self._known.get(link.url, {})
        kept = self._folder / str(before.get("file") or "?")
        headers = {}
        if kept.is_file():
            if etag := before.get("etag"):
                headers["If-None-Match"] = _header(etag)
            if modified := before.get("last_modified"):
                headers["If-Modified-Since"] = _header(modified)
        answer = self._client.fetch(link.url, headers)
        if answer.status == 304 and kept.is_file():
            self._keep(link, before, kept)
        elif answer.status in (404, 410):
            self._note(link, answer, "gone", "")
            raise FetchError(f"không còn (mã {answer.status})")
        elif answer.status != 200:
            raise FetchError(f"máy chủ trả mã {answer.status}")
        else:
            self._save(link, answer)

    def _keep(self, link: _Link, before: dict[str, Any], kept: Path) -> None:
        if before.get("kind") in ("feed", "sitemap"):
            self._follow(link, kept.read_bytes(), str(before["kind"]))
        else:
            self._report.unchanged += 1

    def _save(self, link: _Link, answer: Response) -> None:
        body = _unpacked(answer.body, self._options.max_bytes)
        kind = kind_of(body, answer.headers.get("content-type", ""))
        if kind == "other":
            self._note(link, answer, kind, "")
            if link.named or link.is_list:
                raise FetchError(f"không phải trang web ({_type_of(answer)})")
            self._report.others += 1
            return
        name = hashlib.sha256(link.url.encode()).hexdigest()[:16]
        if kind == "page":
            if link.is_list:
                raise FetchError("không phải sơ đồ trang")
            file = f"{_folder_name(answer.url)}/{name}.html"
        else:
            file = f"{_FEEDS}/{name}.{'xml' if b'<' in body[:4096] else 'txt'}"
        _write_whole(self._folder / file, body)
        self._note(link, answer, kind, file)
        if kind == "page":
            self._report.saved += 1
        else:
            self._follow(link, body, kind)

    def _note(self, link: _Link, answer: Response, kind: str, file: str) -> None:
        entry = {
            "url": link.url,
            "final_url": answer.url,
            "kind": kind,
            "file": file,
            "fetched": int(time.time()),
            "etag": answer.headers.get("etag", ""),
            "last_modified": answer.headers.get("last-modified", ""),
            "title": link.title,
            "published": link.published,
        }
        entry = {key: value for key, value in entry.items() if value}
        with open(self._manifest, "a", encoding="utf-8", errors="replace") as lines:
            lines.write(json.dumps(entry, ensure_ascii=False) + "\n")
            lines.flush()
            os.fsync(lines.fileno())
        self._known[link.url] = entry

    def _follow(self, link: _Link, body: bytes, kind: str) -> None:
        read = _read_feed if kind == "feed" else _read_sitemap
        for found in read(body, link):
            if found.url in self._seen or found.depth > MAX_DEPTH:
                continue
            if len(self._queue) >= MAX_QUEUE:
                self._report.left += 1
                continue
            self._seen.add(found.url)
            # Lists first: they tell which pages there are.
            (self._queue.appendleft if found.is_list else self._queue.append)(found)


def _type_of(answer: Response) -> str:
    named = answer.headers.get("content-type", "").partition(";")[0].strip()
    return _header(named)[:60] or ("trống" if not answer.body else "không rõ kiểu")


def _read_feed(body: bytes, link: _Link) -> Iterator[_Link]:
    for entry in parse_feed(body).entries[:MAX_LINKS]:
        url = clean_address(str(entry.get("link") or ""), link.url)
        if url:
            title = " ".join(str(entry.get("title") or "").split())[:500]
            yield _Link(url, link.depth + 1, title=title, published=entry_date(entry))


def _read_sitemap(body: bytes, link: _Link) -> Iterator[_Link]:
    """Addresses of a sitemap, read by pattern: no entity of a hostile document is ever
    expanded."""
    text = body.decode("utf-8-sig", "replace")
    if "<" not in text[:4096]:
        yield from _read_lines(text, link)
        return
    for count, (kind, inside) in enumerate(_entries(text)):
        if count >= MAX_LINKS:
            return
        location = _LOC.search(inside)
        # The protocol wants whole addresses: anything else is a mistake or a trick.
        address = _address(location) if location else ""
        url = clean_address(address) if address.lower().startswith("http") else ""
        if not url:
            continue
        changed = _LASTMOD.search(inside)
        published = _NEWS_DATE.search(inside)
        yield _Link(
            url,
            link.depth + 1,
            is_list=kind == "sitemap",
            published=local_time(published.group(1)) if published else "",
            changed=_seconds(changed.group(1)) if changed else 0.0,
        )


def _address(found: re.Match[str]) -> str:
    """What a ``loc`` holds; inside CDATA a sign stands for itself."""
    literal, escaped = found.groups()
    return (html.unescape(escaped) if literal is None else literal).strip()


def _read_lines(text: str, link: _Link) -> Iterator[_Link]:
    """Addresses of a sitemap as plain text, one a line."""
    for line in text.splitlines()[:MAX_LINKS]:
        url = clean_address(line.strip()) if line.strip() else ""
        if url:
            yield _Link(url, link.depth + 1)


def _entries(text: str) -> Iterator[tuple[str, str]]:
    """Kind and inside of each entry, in one pass whatever is left open."""
    opened: re.Match[str] | None = None
    for tag in _ENTRY.finditer(text):
        if opened is not None:
            yield opened.group(2).lower(), text[opened.end() : tag.start()]
        opened = None if tag.group(1) else tag


def _seconds(text: str) -> float:
    from datetime import datetime

    from indexer.sources.values import VIETNAM

    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(text.strip())
            return (
                moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)
            ).timestamp()
        except (ValueError, OverflowError, TypeError):
            continue
    return 0.0


def _number(value: Any) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0


def _header(value: Any) -> str:
    return "".join(char for char in str(value) if " " <= char <= "~")[:500]


def _folder_name(url: str) -> str:
    name = re.sub(r"[^a-z0-9.-]", "_", host_of(url)).strip(".")
    return name[:100] or "trang"


def _unpacked(body: bytes, limit: int) -> bytes:
    """A sitemap may be a gzip file whatever its headers say."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        decoder = zlib.decompressobj(wbits=31)
        data = decoder.decompress(body, limit + 1)
    except zlib.error as error:
        raise FetchError("tệp nén hỏng") from error
    if len(data) > limit:
        raise FetchError(f"giãn ra hơn {limit // 1024} KiB")
    return data


def _write_whole(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    building = path.with_name(f".{path.name}.part")
    building.write_bytes(data)
    os.replace(building, path)


def _end_line(path: Path) -> None:
    """End a last line that a kill cut short, so that the next one stands alone."""
    try:
        with open(path, "rb+") as file:
            if file.seek(0, os.SEEK_END) and file.seek(-1, os.SEEK_END) >= 0:
                if file.read(1) != b"\n":
                    file.write(b"\n")
    except FileNotFoundError:
        pass
