"""RSS and Atom documents -> Records: needs feedparser from the ``[web]`` extra.

A feed holds summaries more often than articles; ``timtin fetch`` follows its links.
"""

from __future__ import annotations

import calendar
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from indexer.sources.encodings import tidy
from indexer.sources.options import (
    BAD_FEED,
    EMPTY,
    MIB,
    MISSING_PARTS,
    NO_FEED_READER,
    TOO_LONG,
    ReadOptions,
)
from indexer.sources.record import Record, Rejected
from indexer.sources.streams import Part, TooLarge, read_all
from indexer.sources.values import local_time, one_line
from indexer.sources.web.markup import flatten, is_markup
from search.errors import SourceError
from search.gazetteer.publishers import find_publisher

MAX_FEED = 32 * MIB


def parse_feed(data: bytes) -> Any:
    """Parse a feed.

    :raises SourceError: when the ``[web]`` extra is not installed.
    """
    try:
        import feedparser
    except ImportError as error:
        raise SourceError(NO_FEED_READER, MISSING_PARTS[NO_FEED_READER]) from error
    # A stream, never text: feedparser opens text as an address or a file.
    return feedparser.parse(io.BytesIO(data), response_headers={})


def read_feed(part: Part, options: ReadOptions) -> Iterator[Record | Rejected]:
    """Each entry as a record.

    :raises SourceError: when the ``[web]`` extra is not installed.
    """
    try:
        data = read_all(part.stream, MAX_FEED)
    except TooLarge:
        yield Rejected(part.name, TOO_LONG)
        return
    feed = parse_feed(data)
    if not feed.entries:
        yield Rejected(part.name, BAD_FEED, str(feed.get("bozo_exception", ""))[:200])
        return
    publisher = feed_publisher(
        _line(feed.feed.get("title")), _line(feed.feed.get("link"))
    )
    section = feed_section(_line(feed.feed.get("title")))
    encoding = str(feed.get("encoding") or "utf-8").lower()
    for number, entry in enumerate(feed.entries, 1):
        found = _read_entry(
            entry, f"{part.name}#{number}", publisher, encoding, options
        )
        if isinstance(found, Record) and not found.category:
            found = replace(found, category=section)
        yield found


def feed_publisher(title: str, link: str) -> str:
    """The newspaper that a channel's title or link names, else its title."""
    known = find_publisher(title) or find_publisher(link)
    return known.name if known else title


def feed_section(title: str) -> str:
    """The section that a channel's title names beside its newspaper (``Thời sự -
    VnExpress RSS``), "" when it names none."""
    parts = re.split(r"\s[-–|:]\s|\s?\|\s?", title)
    named = [name for part in parts if (name := _FEED_WORDS.sub("", part).strip())]
    rest = [part for part in named if not find_publisher(part)]
    if len(rest) == len(named):
        return ""
    return rest[0] if len(rest) == 1 and len(rest[0]) <= 40 else ""


_FEED_WORDS = re.compile(r"\b(?:rss(?: feed)?|feed|tin mới nhất|trang chủ)\b", re.I)


def entry_date(entry: Any) -> str:
    """When an entry was published, in Vietnamese local time, or as given."""
    parsed = entry.get("published_parsed") or entry.get("updated_parsed")
    if parsed:
        try:
            return local_time(calendar.timegm(parsed))
        except (ValueError, OverflowError, TypeError):
            pass
    return local_time(entry.get("published") or entry.get("updated") or "")


def _read_entry(
    entry: Any, source: str, publisher: str, encoding: str, options: ReadOptions
) -> Record | Rejected:
    contents = entry.get("content") or ()
    text = max((_text(item.get("value")) for item in contents), key=len, default="")
    lead = _text(entry.get("summary"))
    if not text or text == lead:
        text, lead = lead, ""
    if len(text) > options.max_article:
        return Rejected(source, TOO_LONG, f"{len(text)} ký tự")
    title = _line(entry.get("title"))
    if not text and len(title.split()) > 1:
        text = title  # a headline is all that some feeds give
    if not text:
        return Rejected(source, EMPTY)
    tags = [_line(tag.get("term")) for tag in entry.get("tags") or ()]
    return Record(
        text=text,
        source=source,
        structured=True,
        title=title,
        lead=lead if not text.startswith(lead) else "",
        published=entry_date(entry),
        publisher=_line((entry.get("source") or {}).get("title")) or publisher,
        byline=_line(entry.get("author")),
        category=next((tag for tag in tags if tag), ""),
        url=_line(entry.get("link")),
        encoding=encoding,
    )


def _text(value: Any) -> str:
    text = tidy(value) if isinstance(value, str) else ""
    return flatten(text) if is_markup(text) else text.strip()


def _line(value: Any) -> str:
    return one_line(_text(value))
