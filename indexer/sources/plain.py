"""Plain text and Markdown, with front matter or without: one file, one article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from indexer.sources.encodings import is_binary, read_text
from indexer.sources.options import (
    BINARY,
    EMPTY,
    MISSING_PARTS,
    NO_FRONT_MATTER_READER,
    TOO_LONG,
    ReadOptions,
)
from indexer.sources.pasted import is_wrapped, unwrap
from indexer.sources.record import NO_PROSE, Record, Rejected
from indexer.sources.streams import Part, TooLarge, read_all
from indexer.sources.values import read_values
from search.article import Article
from search.errors import SourceError

_HEADING = re.compile(r"#{1,2} +(\S.*)")


def read_plain(
    part: Part, options: ReadOptions
) -> Iterator[Record | Article | Rejected]:
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
    if part.suffix in _MARKDOWN:
        if front := _FRONT.match(text):
            yield _read_front(
                front[1], text[front.end() :], part, decoded.encoding, options
            )
            return
        first, _, rest = text.lstrip().partition("\n")
        if heading := _HEADING.fullmatch(first.rstrip()):
            title, text = heading.group(1).rstrip("# "), rest
    if is_wrapped(text):
        text = unwrap(text)
    notes = () if _is_prose(text) else (NO_PROSE,)
    yield Record(
        text=text,
        source=part.name,
        title=title,
        encoding=decoded.encoding,
        notes=notes,
    )


def _is_prose(text: str) -> bool:
    """Whether a text is mostly words: no code, no figures, no bytes spelled as text."""
    sample = text[:20_000]
    letters = sum(map(str.isalpha, sample)) + sample.count(" ")
    longest = max(map(len, sample.split()), default=0)
    return letters >= 0.6 * len(sample) and longest < 1_000


def _read_front(
    front: str, text: str, part: Part, encoding: str, options: ReadOptions
) -> Record | Article | Rejected:
    """A Markdown text by the fields in front of it, read as those of a record.

    :raises SourceError: when the ``[office]`` extra is not installed.
    """
    try:
        import yaml
    except ImportError as error:
        cure = MISSING_PARTS[NO_FRONT_MATTER_READER]
        raise SourceError(NO_FRONT_MATTER_READER, cure) from error

    class Loader(yaml.BaseLoader):  # type: ignore[misc, unused-ignore]
        """Texts only, so that a date stays as written; no aliases, which may explode."""

        def compose_node(self, parent: Any, index: Any) -> Any:
            if self.check_event(yaml.AliasEvent):
                raise yaml.YAMLError("alias")
            return super().compose_node(parent, index)

    try:
        values = yaml.load(front, Loader=Loader)
    except (yaml.YAMLError, RecursionError, ValueError):
        values = None
    if not isinstance(values, dict):
        return Record(text=text, source=part.name, encoding=encoding)
    heading, _, rest = text.lstrip().partition("\n")
    if found := _HEADING.fullmatch(heading.rstrip()):
        values.setdefault("title", found.group(1).rstrip("# "))
        text = rest
    return read_values({**values, "text": text}, part.name, encoding, options)


_MARKDOWN = (".md", ".markdown", ".mdx")
_FRONT = re.compile(r"\s*---[ \t]*\n(.{0,65536}?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
