"""JSON in every layout people have it: one object a line, one array, one object, or
whatever tools put around articles (:mod:`indexer.sources.data.dialects`)."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

from indexer.sources.data.dialects import articles_in
from indexer.sources.encodings import detect, read_lines
from indexer.sources.options import BAD_JSON, NOT_AN_OBJECT, TOO_LONG, ReadOptions
from indexer.sources.record import Record, Rejected
from indexer.sources.streams import Part, cut_lines
from indexer.sources.values import read_values
from search.article import Article

_PEEK = 64 * 1024
_DECODER = json.JSONDecoder(strict=False)
_SPACE = " \t\r\n,\ufeff"


def read_json(
    part: Part, options: ReadOptions
) -> Iterator[Record | Article | Rejected]:
    """Read a JSON part in the layout that its beginning shows."""
    head = part.stream.peek(_PEEK)[:_PEEK]
    encoding = options.encoding or detect(head)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n\0\xff\xfe")
    wide = encoding.startswith(("utf-16", "utf-32"))
    if wide or start.startswith(b"[") or not _is_line_json(start, part.suffix):
        yield from _read_stream(part, encoding, options)
    else:
        yield from _read_lines(part, encoding, options)


def _is_line_json(start: bytes, suffix: str) -> bool:
    """Whether each line is a value: the first is one, or is broken before its end. Where
    it ends too early, a value goes on on the next line, unless that is one by itself in
    a file that is named as lines."""
    first, end, rest = start.partition(b"\n")
    if not end:
        return len(start) >= _PEEK // 2
    if not _ends_early(first):
        return True
    second, end, _ = rest.partition(b"\n")
    named = suffix in (".jsonl", ".ndjson")
    return named and bool(end) and second.startswith(b"{") and not _ends_early(second)


def _ends_early(line: bytes) -> bool:
    """Whether a line is the beginning of a value: right, but not at its end."""
    text = line.decode("utf-8", "replace").strip()
    try:
        _DECODER.decode(text)
    except json.JSONDecodeError as error:
        return error.pos >= len(text) and not error.msg.startswith("Unterminated")
    except (ValueError, RecursionError):
        pass
    return False


def _read_lines(
    part: Part, encoding: str, options: ReadOptions
) -> Iterator[Record | Article | Rejected]:
    name = encoding.removesuffix("-sig")
    for number, line in enumerate(cut_lines(part.stream, options.max_value), 1):
        source = f"{part.name}#{number}"
        if line is None:
            yield Rejected(source, TOO_LONG)
            continue
        assert isinstance(line, bytes)
        text = next(read_lines(iter((line,)), encoding)).strip(" \t\r\n\ufeff\0")
        if not text:
            continue
        try:
            value = _DECODER.decode(text)
        except (ValueError, RecursionError) as error:
            yield Rejected(source, BAD_JSON, _message(error))
            continue
        for item in articles_in(value, options):
            yield read_object(item, source, name, options)


def read_object(
    value: Any, source: str, encoding: str, options: ReadOptions
) -> Record | Article | Rejected:
    """One JSON value that should be an article."""
    if not isinstance(value, dict):
        return Rejected(source, NOT_AN_OBJECT, type(value).__name__)
    return read_values(value, source, encoding, options)


def _message(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg}, cột {error.colno}"
    return "lồng quá sâu" if isinstance(error, RecursionError) else str(error)


def _read_stream(
    part: Part, encoding: str, options: ReadOptions
) -> Iterator[Record | Article | Rejected]:
    """Values one after another, inside an array or not, each in bounded memory."""
    codec = "utf-8" if encoding.startswith("utf-8") else encoding
    if codec in ("tcvn3", "vni"):
        codec = "cp1252"  # repaired value by value
    reader = io.TextIOWrapper(part.stream, codec, "replace", newline="")
    number = 0
    for value in _values(reader, options.max_value):
        if isinstance(value, Exception):
            reason = TOO_LONG if isinstance(value, OverflowError) else BAD_JSON
            yield Rejected(f"{part.name}#{number + 1}", reason, _message(value))
            continue
        for item in articles_in(value, options):
            number += 1
            yield read_object(item, f"{part.name}#{number}", codec, options)
    reader.detach()


def _values(reader: io.TextIOWrapper, limit: int) -> Iterator[Any]:
    """Decode value after value. A failed decode is tried again with twice the text, so
    that the work stays linear. A broken value ends the file: nothing tells where the
    next begins."""
    buffer, position, ended = "", 0, False
    in_array = False
    while True:
        while position < len(buffer) and buffer[position] in _SPACE:
            position += 1
        if position < len(buffer):
            if buffer[position] == "[" and not in_array:
                in_array = True
                position += 1
                continue
            if buffer[position] == "]" and in_array:
                in_array = False
                position += 1
                continue
            try:
                value, position = _DECODER.raw_decode(buffer, position)
                yield value
                continue
            except (ValueError, RecursionError) as error:
                problem: Exception = error
            if ended or isinstance(problem, RecursionError):
                yield problem
                return
            if len(buffer) - position > limit:
                yield OverflowError()
                return
        elif ended:
            return
        buffer = buffer[position:]
        position = 0
        more = reader.read(max(_PEEK, len(buffer)))
        ended = not more
        buffer += more
