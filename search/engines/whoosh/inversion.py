"""From articles to sorted posting arrays, a whole field at a time in numpy.

A term costs one dictionary look-up when its article comes in; everything else (sorting
by term, counting, cutting positions) happens in a few array operations for a batch of
thousands of articles. Merging segments works the same way.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.engines.whoosh.segment_file import Array, SegmentFileWriter, narrow
from search.fields import KEYWORD_FIELDS, NUMBER_COLUMNS, ArticleTerms, TextField

ID_FIELD = "id"
STORED_LEVEL = 3
"""zlib level of stored articles: level 6 saves 4% more for twice the time."""

HIGH_FREQUENCY = 255
"""A term this often or more in one article has its frequency listed apart."""


def encode(term: str) -> bytes:
    """UTF-8 that also takes lone surrogates; its byte order is code point order."""
    return term.encode("utf-8", "surrogatepass")


def decode(raw: bytes) -> str:
    """The text of which :func:`encode` made this."""
    return raw.decode("utf-8", "surrogatepass")


@dataclass(frozen=True, slots=True)
class Inverted:
    """The postings of one field, term after term in byte order.

    :param starts: for each term where its postings begin, and the end of the last.
    :param docs: document numbers, ascending within a term.
    :param freqs: how often the term occurs there (``None`` for keyword fields).
    :param positions: where, posting after posting (``None`` without positions).
    """

    terms: Sequence[bytes]
    starts: Array
    docs: Array
    freqs: Array | None = None
    positions: Array | None = None


class _Numbering(dict[str, int]):
    """Gives each new term the next number."""

    def __missing__(self, term: str) -> int:
        self[term] = number = len(self)
        return number


class FieldBuffer:
    """The terms of one field, article after article."""

    def __init__(self) -> None:
        self._numbers = _Numbering()
        self._tokens = array("I")
        self.lengths = array("I")
        self._characters = 0

    @property
    def held(self) -> int:
        """Roughly how many bytes the buffer takes."""
        return len(self._tokens) * 4 + len(self._numbers) * 180

    @property
    def sorting(self) -> int:
        """Roughly how many bytes :meth:`invert` takes beside."""
        return len(self._tokens) * 50 + len(self._numbers) * 150

    def add(self, terms: Iterable[str]) -> None:
        """The terms of the next article, in order."""
        before = len(self._tokens)
        self._tokens.extend(map(self._numbers.__getitem__, terms))
        self.lengths.append(len(self._tokens) - before)

    def invert(self, freqs: bool, positions: bool) -> Inverted:
        """All postings, sorted by term, then by article."""
        names = list(self._numbers)
        order = sorted(range(len(names)), key=names.__getitem__)
        rank = np.empty(len(names), np.uint32)
        rank[order] = np.arange(len(names))
        tokens = rank[np.frombuffer(self._tokens, np.uint32)]
        lengths = np.frombuffer(self.lengths, np.uint32).astype(np.int64)
        docs = np.repeat(np.arange(len(lengths), dtype=np.uint32), lengths)
        by_term = stable_order(tokens, len(names))
        tokens, docs = tokens[by_term], docs[by_term]
        first = np.ones(len(tokens), bool)
        first[1:] = (tokens[1:] != tokens[:-1]) | (docs[1:] != docs[:-1])
        heads = np.flatnonzero(first)
        places = None
        if positions:
            starts = np.cumsum(lengths) - lengths
            places = by_term - starts[docs]
        return Inverted(
            terms=[encode(names[number]) for number in order],
            starts=np.searchsorted(tokens[heads], np.arange(len(names) + 1)),
            docs=docs[heads],
            freqs=np.diff(heads, append=len(tokens)) if freqs else None,
            positions=places,
        )


def stable_order(keys: Array, bound: int) -> Array:
    """``argsort(keys, kind="stable")`` for keys below ``bound``.

    numpy sorts 16-bit keys by radix, several times faster than wider ones, so wider
    keys are sorted half by half.
    """
    order = np.argsort((keys & 0xFFFF).astype(np.uint16), kind="stable")
    if bound > 1 << 16:
        upper = (keys >> 16)[order]
        half = upper.astype(np.uint16) if bound <= 1 << 32 else upper
        order = order[np.argsort(half, kind="stable")]
    return order


class ArticleBuffer:
    """Articles that wait to become a segment, numbered from 0 as they come."""

    def __init__(self, text_fields: Sequence[TextField]) -> None:
        self._text_fields = text_fields
        self._texts = {item.name: FieldBuffer() for item in text_fields}
        self._keywords = {name: FieldBuffer() for name in KEYWORD_FIELDS}
        self._numbers = {name: array("q") for name in NUMBER_COLUMNS}
        self._stored: list[bytes] = []
        self._stored_size = 0
        self._ids: list[str] = []
        self.current: dict[str, int] = {}
        self.dead: set[int] = set()

    def __len__(self) -> int:
        return len(self._stored)

    @property
    def memory(self) -> int:
        """Roughly how many bytes turning this into a segment takes at its peak."""
        fields = [*self._texts.values(), *self._keywords.values()]
        held = sum(item.held for item in fields)
        return self._stored_size + held + max(item.sorting for item in fields)

    def add(self, id: str, terms: ArticleTerms, stored: str | bytes) -> None:
        """Take an article in; an earlier one with its id is dead from now on.

        :raises KeyError: when a field of the profile is missing; nothing is taken in.
        """
        texts = [terms.texts[name] for name in self._texts]
        keywords = [sorted(set(terms.keywords[name])) for name in self._keywords]
        numbers = array("q", [terms.numbers[name] for name in self._numbers])
        data = encode(stored) if isinstance(stored, str) else stored
        packed = zlib.compress(data, STORED_LEVEL)
        self.discard(id)
        for buffer, words in zip(self._texts.values(), texts):
            buffer.add(words)
        for buffer, words in zip(self._keywords.values(), keywords):
            buffer.add(words)
        for column, number in zip(self._numbers.values(), numbers):
            column.append(number)
        self.current[id] = len(self._stored)
        self._ids.append(id)
        self._stored.append(packed)
        self._stored_size += len(packed) + 64

    def discard(self, id: str) -> None:
        """Drop an article; an unknown id is no error."""
        doc = self.current.pop(id, None)
        if doc is not None:
            self.dead.add(doc)

    def write(self, writer: SegmentFileWriter) -> int:
        """Write all articles, the dead ones too, as one segment.

        :returns: how many there are.
        """
        for item in self._text_fields:
            buffer = self._texts[item.name]
            lengths = np.frombuffer(buffer.lengths, np.uint32)
            write_lengths(writer, item.name, lengths)
            inverted = buffer.invert(freqs=True, positions=item.positions)
            write_field(writer, item.name, inverted)
        for name, buffer in self._keywords.items():
            write_field(writer, name, buffer.invert(freqs=False, positions=False))
        for name, column in self._numbers.items():
            write_number_column(writer, name, np.frombuffer(column, np.int64))
        write_ids(writer, [encode(id) for id in self._ids])
        write_stored(writer, self._stored)
        return len(self._stored)


def write_field(writer: SegmentFileWriter, name: str, inverted: Inverted) -> None:
    """Write the postings of one field."""
    write_terms(writer, name, inverted.terms, inverted.starts)
    writer.add(f"{name}/docs", narrow(inverted.docs))
    if inverted.freqs is not None:
        write_freqs(writer, name, [inverted.freqs])
    if inverted.freqs is not None and inverted.positions is not None:
        ends = np.concatenate(([0], np.cumsum(inverted.freqs)))
        writer.add(f"{name}/position_starts", ends[inverted.starts].astype("<u8"))
        writer.add(f"{name}/positions", narrow(inverted.positions))


def write_terms(
    writer: SegmentFileWriter, name: str, terms: Iterable[bytes], starts: Array
) -> None:
    """Write the terms of a field and where the postings of each begin."""
    ends = writer.add_blobs(f"{name}/terms", terms)
    writer.add(f"{name}/ends", ends.astype("<u4"))
    writer.add(f"{name}/starts", starts.astype("<u4"))


def write_freqs(writer: SegmentFileWriter, name: str, parts: Iterable[Array]) -> None:
    """Write frequencies in a byte each; the few that need more are listed apart."""
    places = [np.empty(0, np.int64)]
    values = [np.empty(0, np.int64)]

    def cut() -> Iterator[Array]:
        start = 0
        for part in parts:
            high = np.flatnonzero(part >= HIGH_FREQUENCY)
            places.append(high + start)
            values.append(part[high].astype(np.int64))
            start += len(part)
            yield np.minimum(part, HIGH_FREQUENCY)

    writer.add_parts(f"{name}/freqs", cut(), "|u1")
    writer.add(f"{name}/high_places", np.concatenate(places).astype("<u4"))
    writer.add(f"{name}/high_freqs", np.concatenate(values).astype("<u4"))


def write_lengths(writer: SegmentFileWriter, name: str, lengths: Array) -> None:
    """Write how many terms each article has in a text field."""
    writer.add(f"{name}/lengths", narrow(lengths))


def write_number_column(writer: SegmentFileWriter, name: str, values: Array) -> None:
    """Write one integer an article."""
    writer.add(f"{name}/values", narrow(values))


def write_ids(writer: SegmentFileWriter, ids: Sequence[bytes]) -> None:
    """Write ids as a keyword field (an id may stand there twice, once dead), and for
    each article where its id is in that field."""
    order = sorted(range(len(ids)), key=ids.__getitem__)
    terms: list[bytes] = []
    starts: list[int] = []
    for place, doc in enumerate(order):
        if not terms or terms[-1] != ids[doc]:
            terms.append(ids[doc])
            starts.append(place)
    begins = np.array([*starts, len(ids)], np.int64)
    docs = np.array(order, np.int64)
    ordinals = np.empty(len(ids), np.int64)
    ordinals[docs] = np.repeat(np.arange(len(terms)), np.diff(begins))
    write_field(writer, ID_FIELD, Inverted(terms, begins, docs))
    writer.add(f"{ID_FIELD}/ordinals", narrow(ordinals))


def write_stored(writer: SegmentFileWriter, packed: Iterable[bytes]) -> None:
    """Write the stored JSON of each article, compressed one by one."""
    ends = writer.add_blobs("stored/articles", packed)
    writer.add("stored/ends", ends.astype("<u8"))


def ragged(starts: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Indices of many runs one after another: ``starts[i] .. starts[i]+sizes[i]-1``."""
    ends = np.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(starts - (ends - sizes), sizes) + np.arange(total)


def chunks(blob: bytes | memoryview, ends: Array) -> Iterator[bytes]:
    """Cut a blob at its ends."""
    start = 0
    for end in ends.tolist():
        yield bytes(blob[start:end])
        start = end
