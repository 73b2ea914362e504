"""Plain text and Markdown: one file, one article."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.sources.encodings import is_binary, read_text
from indexer.sources.options import BINARY, EMPTY, TOO_LONG, ReadOptions
from indexer.sources.record import Record, Rejected
from indexer.sources.streams import Part, TooLarge, read_all

_HEADING = re.compile(r"#{1,2} +(\S.*)")


def read_plain(part: Part, options: ReadOptions) -> Iterator[Record | Rejected]:
    """The whole part as one record; what its lines mean is for ``indexer.cleaning.clean``."""
    try:
        data = read_all(part.stream, options.max_article * 4)
    except TooLarge:
        yield Rejected(part.name, TOO_LONG)
        return
    if is_binary(data):
        yield Rejected(part.name, BINARY)
        return
    decoded = read_text(data, options.encoding)
    text = decoded.text
    if not text.strip():
        yield Rejected(part.name, EMPTY)
        return
    if len(text) > options.max_article:
        yield Rejected(part.name, TOO_LONG, f"{len(text)} ký tự")
        return
    title = ""
    if part.suffix == ".md":
        first, _, rest = text.lstrip().partition("\n")
        if heading := _HEADING.fullmatch(first.rstrip()):
            title, text = heading.group(1).rstrip("# "), rest
    yield Record(text=text, source=part.name, title=title, encoding=decoded.encoding)
