"""CSV and TSV: columns by name (English or Vietnamese) or by the user's mapping."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from indexer.sources.encodings import detect, read_lines, tidy
from indexer.sources.options import BAD_ROW, NO_TEXT_COLUMN, TOO_LONG, ReadOptions
from indexer.sources.record import Record, Rejected
from indexer.sources.streams import Buffered, Part, cut_lines
from indexer.sources.values import known_fields, read_fields

_DELIMITERS = "\t,;|"
_SEPARATOR = re.compile(r"\"?sep=(.)\"?[,;\t]*")
"""The line that Excel puts in front of a table to name what parts its columns."""


def read_table(part: Part, options: ReadOptions) -> Iterator[Record | Rejected]:
    """Read rows under a header line; its most frequent delimiter is the delimiter."""
    encoding = options.encoding or detect(part.stream.peek(65536)[:65536])
    lines = _Lines(part, encoding, options)
    header_line = next(lines, "").lstrip("\ufeff")
    if not header_line.strip():
        return
    if told := _SEPARATOR.fullmatch(header_line.strip("\r\n")):
        header_line = next(lines, "")
    delimiter = told[1] if told else max(_DELIMITERS, key=header_line.count)
    if part.suffix == ".tsv" and "\t" in header_line:
        delimiter = "\t"
    csv.field_size_limit(options.max_value)
    reader = csv.reader(_chain(header_line, lines), delimiter=delimiter)
    try:
        header = [tidy(name).strip() for name in next(reader)]
    except (csv.Error, StopIteration) as error:
        yield Rejected(part.name, BAD_ROW, str(error))
        return
    names = known_fields(header, options)
    if "text" not in names and "lead" not in names:
        yield Rejected(
            part.name,
            NO_TEXT_COLUMN,
            f"có các cột: {', '.join(header)[:200]}; dùng --column text=TÊN_CỘT",
        )
        return
    name = encoding.removesuffix("-sig")
    while True:
        source = f"{part.name}#{lines.number + 1}"
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Rejected(source, BAD_ROW, str(error))
            continue
        if lines.skipped:
            lines.skipped = False
            yield Rejected(source, TOO_LONG)
        if not any(cell.strip() for cell in row):
            continue
        values = dict(zip(header, row, strict=False))
        yield read_fields(
            {key: value for key, value in values.items() if value},
            names,
            source,
            name,
            options,
        )


def _chain(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


class _Lines:
    """Decoded lines of a part, counted, without the NUL that csv refuses."""

    def __init__(self, part: Part, encoding: str, options: ReadOptions) -> None:
        self.number = 0
        self.skipped = False
        self._limit = options.max_value
        self._encoding = encoding
        self._wide = encoding.startswith(("utf-16", "utf-32"))
        stream: Buffered | io.TextIOWrapper = part.stream
        if self._wide:
            stream = io.TextIOWrapper(part.stream, encoding, "replace", newline="\n")
        self._cut = cut_lines(stream, self._limit)

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        while True:
            line = next(self._cut)
            self.number += 1
            if line is None:
                self.skipped = True
                continue
            if isinstance(line, bytes):
                line = next(read_lines(iter((line,)), self._encoding))
            return line.replace("\0", "")
