"""Chooses the reader of each file: by the user's word, its name, its first bytes."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import BinaryIO

from indexer.sources.data.objects import read_json
from indexer.sources.data.tables import read_table
from indexer.sources.data.times import settle_order
from indexer.sources.encodings import is_binary, is_encoding
from indexer.sources.options import (
    BINARY,
    DAMAGED_ARCHIVE,
    OLD_OFFICE,
    TOO_LARGE_EXPANDED,
    UNKNOWN_FORMAT,
    UNREADABLE,
    ReadOptions,
)
from indexer.sources.pasted import mend
from indexer.sources.plain import read_plain
from indexer.sources.record import Record, Rejected
from indexer.sources.spelled import respell
from indexer.sources.streams import READ_ERRORS, Part, TooLarge, open_parts
from indexer.sources.values import NAMES
from indexer.sources.walk import STDIN, SourceFile, find_files
from search.article import Article
from search.errors import SourceError, UsageError

Read = Record | Article | Rejected
_Reader = Callable[[Part, ReadOptions], Iterator[Read]]


def _read_page(part: Part, options: ReadOptions) -> Iterator[Read]:
    from indexer.sources.web.pages import read_page

    return read_page(part, options)


def _read_feed(part: Part, options: ReadOptions) -> Iterator[Read]:
    from indexer.sources.web.feeds import read_feed

    return read_feed(part, options)


def _read_message(part: Part, options: ReadOptions) -> Iterator[Read]:
    from indexer.sources.web.mail import read_message

    return read_message(part, options)


def _read_archive(part: Part, options: ReadOptions) -> Iterator[Read]:
    from indexer.sources.web.archives import read_archive

    return read_archive(part, options)


def _read_document(part: Part, options: ReadOptions) -> Iterator[Read]:
    from indexer.sources.office.documents import read_document

    return read_document(part, options)


def _read_sheets(part: Part, options: ReadOptions) -> Iterator[Read]:
    from indexer.sources.office.sheets import read_sheets

    return read_sheets(part, options)


READERS: dict[str, _Reader] = {
    "text": read_plain,
    "json": read_json,
    "table": read_table,
    "page": _read_page,
    "feed": _read_feed,
    "message": _read_message,
    "archive": _read_archive,
    "document": _read_document,
    "sheet": _read_sheets,
}

SUFFIXES: dict[str, str] = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".json": "json",
    ".jsonl": "json",
    ".ndjson": "json",
    ".csv": "table",
    ".tsv": "table",
    ".tab": "table",
    ".html": "page",
    ".htm": "page",
    ".xhtml": "page",
    ".shtml": "page",
    ".xml": "feed",
    ".rss": "feed",
    ".atom": "feed",
    ".mhtml": "message",
    ".mht": "message",
    ".eml": "message",
    ".warc": "archive",
    ".docx": "document",
    ".odt": "document",
    ".rtf": "document",
    ".pdf": "document",
    ".xlsx": "sheet",
}

# What saved pages and news folders have beside the news: not worth opening.
_OTHER = frozenset(
    ".jpg .jpeg .png .gif .webp .svg .ico .bmp .css .js .mjs .map .woff .woff2 .ttf"
    " .mp3 .mp4 .m4a .avi .mov .webm .ppt .pptx"
    " .exe .dll .so .pyc .py .db .sqlite .parquet .npz .pkl .bin .tar .7z .rar".split()
)
_OLD = {".doc": ".docx", ".xls": ".xlsx", ".ods": ".xlsx", ".wpd": ".docx"}
"""Formats that are not read -> the one to save them in."""

_MESSAGE = re.compile(
    rb"(?:[A-Za-z][A-Za-z-]{1,40}: [^\n]{0,998}\r?\n(?:[ \t][^\n]{0,998}\r?\n){0,50}){2,}"
)
_MIME = re.compile(
    rb"^(?:mime-version|message-id|content-type|snapshot-)[^:]*:", re.I | re.M
)
_PAGE = re.compile(rb"<!doctype html|<html[\s>]|<head[\s>]|<body[\s>]", re.I)
_FEED = re.compile(rb"<rss[\s>]|<feed[\s>]|<rdf:rdf[\s>]", re.I)
_SNIFF = 4096


def _sniff(part: Part, options: ReadOptions) -> str:
    """The format of a part, ``""`` when it has none that is read here."""
    if options.format:
        return options.format
    if part.suffix in _OTHER or part.suffix in _OLD:
        return ""
    known = SUFFIXES.get(part.suffix, "")
    if known in ("json", "table", "sheet", "message"):
        return known
    head = part.stream.peek(_SNIFF)[:_SNIFF]
    if head.startswith(b"WARC/"):
        return "archive"
    if head.startswith((b"%PDF-", b"{\\rtf")):
        return "document"
    if known in ("archive", "document"):
        return known
    if _MESSAGE.match(head) and _MIME.search(head):
        return "message"
    bare = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if bare.startswith(b"<"):
        if _FEED.search(bare):
            return "feed"
        return "page" if known == "page" or _PAGE.search(bare) else known or "text"
    if known:
        return known
    if is_binary(head):
        return "binary"
    if bare.startswith((b"{", b"[{", b"[\n", b"[ ")) and b'"' in bare:
        return "json"
    return "text"


def check_options(options: ReadOptions) -> None:
    """
    :raises UsageError: for a format, an encoding or a field that does not exist.
    """
    if options.format and options.format not in READERS:
        raise UsageError(
            f"không có định dạng “{options.format}”",
            f"Dùng --format với một trong: {', '.join(READERS)}",
        )
    if options.encoding and not is_encoding(options.encoding):
        raise UsageError(
            f"không có bảng mã “{options.encoding}”",
            "Dùng --encoding với utf-8, utf-16, windows-1258, tcvn3, vni ...",
        )
    for field in options.columns:
        if field not in NAMES:
            raise UsageError(
                f"không có trường “{field}”",
                f"Dùng --column với một trong: {', '.join(NAMES)}",
            )


def _read_part(part: Part, options: ReadOptions) -> Iterator[Read]:
    format = _sniff(part, options)
    if format == "binary":
        yield Rejected(part.name, BINARY)
    elif not format and part.suffix in _OLD:
        better = _OLD[part.suffix]
        yield Rejected(part.name, OLD_OFFICE, f"{part.suffix}: lưu lại thành {better}")
    elif not format:
        yield Rejected(part.name, UNKNOWN_FORMAT, part.suffix)
    else:
        for item in settle_order(READERS[format](part, options)):
            yield mend(_respelled(item)) if isinstance(item, Record) else item


def _respelled(record: Record) -> Record:
    text, title, lead = map(respell, (record.text, record.title, record.lead))
    if (text, title, lead) == (record.text, record.title, record.lead):
        return record
    return replace(record, text=text, title=title, lead=lead)


def read_stream(
    path: str, options: ReadOptions, stream: BinaryIO | None = None
) -> Iterator[Read]:
    """Read one file, or a binary stream that stands for it.

    :raises SourceError: when a package that the format needs is not installed.
    :raises UsageError: when an option cannot be used.
    """
    check_options(options)
    for part in open_parts(path, options, stream):
        if isinstance(part, Rejected):
            yield part
            continue
        try:
            yield from _read_part(part, options)
        except TooLarge:
            yield Rejected(part.name, TOO_LARGE_EXPANDED)
        except READ_ERRORS as error:
            packed = part.name.lower().endswith((".gz", ".xz", ".bz2", ".zip"))
            reason = DAMAGED_ARCHIVE if packed or "/" in part.suffix else UNREADABLE
            yield Rejected(part.name, reason, str(error))


def read_file(file: SourceFile, options: ReadOptions) -> Iterator[Read]:
    """Read one file found by :func:`find_files`.

    :raises SourceError: when the user named this very file and a package that its
        format needs is not installed; in a folder the file is rejected instead.
    """
    try:
        stream = sys.stdin.buffer if file.is_stdin else None
        yield from read_stream(file.path, options, stream)
    except SourceError as error:
        if file.named:
            raise
        yield Rejected(file.path, error.message, error.cure)


def read_path(path: str, options: ReadOptions | None = None) -> Iterator[Read]:
    """Read a file, a folder with all in it, or standard input (``-``).

    :raises SourceError: when there is nothing at the path, or as :func:`read_file`.
    """
    for file in find_files(path):
        if isinstance(file, Rejected):
            yield file
        else:
            yield from read_file(file, options or ReadOptions())


__all__ = ["READERS", "STDIN", "SUFFIXES", "read_file", "read_path", "read_stream"]
