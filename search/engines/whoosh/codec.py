"""The adapter to Whoosh: its tables of contents, and a codec that reads our segments.

Any Whoosh program that can import this module reads the index with its own searchers,
as ``tests/test_search_engines.py`` does; none can write to it (``lock_out_whoosh``). Only
the way postings lie on disk is ours: Whoosh's own codec writes and reads them one Python
object at a time.

Names in this module are part of the format: Whoosh pickles the segments.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import whoosh.analysis
import whoosh.codec.base
import whoosh.codec.whoosh3
import whoosh.columns
import whoosh.fields
import whoosh.filedb.filestore
import whoosh.formats
import whoosh.index
import whoosh.matching
import whoosh.reading
import whoosh.system

from search.engines.whoosh.contents import INDEX_NAME, SegmentEntry, toc_name
from search.engines.whoosh.inversion import ID_FIELD
from search.engines.whoosh.postings import FieldPostings, SegmentArrays
from search.fields import KEYWORD_FIELDS, NUMBER_COLUMNS, Profile, text_fields

# Most of Whoosh has no annotations, so what is used of it is Any.
base: Any = whoosh.codec.base
columns: Any = whoosh.columns
fields: Any = whoosh.fields
formats: Any = whoosh.formats
IDAnalyzer: Any = vars(whoosh.analysis)["IDAnalyzer"]
ListMatcher: Any = vars(whoosh.matching)["ListMatcher"]
TermInfo: Any = whoosh.codec.whoosh3.W3TermInfo
W3FieldCursor: Any = whoosh.codec.whoosh3.W3FieldCursor
W3Segment: Any = whoosh.codec.whoosh3.W3Segment

RamStorage: Any = whoosh.filedb.filestore.RamStorage
TOC: Any = whoosh.index.TOC

STORED_FIELD = "article"


def schema(profile: Profile) -> Any:
    """The Whoosh schema of an index of this profile."""
    found: dict[str, Any] = {
        ID_FIELD: fields.ID(stored=True, unique=True),
        STORED_FIELD: fields.STORED(),
    }
    for item in text_fields(profile):
        kind = formats.Positions() if item.positions else formats.Frequency()
        found[item.name] = fields.FieldType(kind, IDAnalyzer(), scorable=True)
    for name in KEYWORD_FIELDS:
        found[name] = fields.FieldType(formats.Existence(), IDAnalyzer())
    for name in NUMBER_COLUMNS:
        found[name] = fields.COLUMN(columns.NumericColumn("q"))
    return fields.Schema(**found)


class ArraySegment(W3Segment):  # type: ignore[misc]
    """A segment in one file of arrays, as Whoosh's table of contents names it.

    :param entry: what our own table of contents says of it.
    """

    def __init__(self, codec: ArrayCodec, entry: SegmentEntry) -> None:
        super().__init__(codec, INDEX_NAME, entry.count, entry.segid, set(entry.dead))
        self.entry = entry

    def open(self, folder: Path) -> SegmentArrays:
        entry = replace(self.entry, dead=set(self.deleted_docs()))
        return entry.open(folder)


def whoosh_contents(
    profile: Profile, segments: Sequence[SegmentEntry], generation: int
) -> bytes:
    """Whoosh's table of contents of a generation."""
    codec = ArrayCodec()
    memory = RamStorage()
    named = [ArraySegment(codec, entry) for entry in segments]
    TOC(schema(profile), named, generation).write(memory, INDEX_NAME)
    return bytes(memory.files[toc_name(generation)])


class ArrayCodec(base.Codec):  # type: ignore[misc]
    """Reads segments of arrays for Whoosh; writing goes through the engine's writer."""

    def terms_reader(self, storage: Any, segment: ArraySegment) -> ArrayTermsReader:
        return ArrayTermsReader(segment.open(Path(storage.folder)))

    def per_document_reader(
        self, storage: Any, segment: ArraySegment
    ) -> ArrayDocumentReader:
        return ArrayDocumentReader(segment.open(Path(storage.folder)))

    def new_segment(self, *args: Any, **options: Any) -> Any:
        raise NotImplementedError("write through search.store.opening")

    per_document_writer = field_writer = postings_writer = new_segment
    postings_reader = new_segment


class ArrayTermsReader(base.TermsReader):  # type: ignore[misc]
    """Terms and postings of a segment as Whoosh asks for them."""

    def __init__(self, arrays: SegmentArrays) -> None:
        self._arrays = arrays

    def indexed_field_names(self) -> list[str]:
        known = [item.name for item in text_fields("full")]
        names = [ID_FIELD, *known, *KEYWORD_FIELDS]
        return sorted(name for name in names if self._arrays.field(name) is not None)

    def _find(self, fieldname: str, text: bytes) -> tuple[FieldPostings, int] | None:
        postings = self._arrays.field(fieldname)
        ordinal = postings.ordinal(text) if postings is not None else -1
        return (postings, ordinal) if postings is not None and ordinal >= 0 else None

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._find(*term) is not None

    def terms(self) -> Iterator[tuple[str, bytes]]:
        for name in self.indexed_field_names():
            yield from self._field_terms(name, b"")

    def _field_terms(self, name: str, first: bytes) -> Iterator[tuple[str, bytes]]:
        postings = self._arrays.field(name)
        if postings is not None:
            low = postings.prefixed(first)[0]
            for ordinal in range(low, len(postings)):
                yield name, postings[ordinal]

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        for name in self.indexed_field_names():
            if name >= fieldname:
                yield from self._field_terms(name, prefix if name == fieldname else b"")

    def items(self) -> Iterator[tuple[tuple[str, bytes], Any]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(
        self, fieldname: str, prefix: bytes
    ) -> Iterator[tuple[tuple[str, bytes], Any]]:
        terms = self.terms_from(fieldname, prefix)
        return ((term, self.term_info(*term)) for term in terms)

    def cursor(self, fieldname: str, fieldobj: Any) -> _Cursor:
        return _Cursor(self, fieldname, fieldobj)

    def term_info(self, fieldname: str, text: bytes) -> Any:
        found = self._find(fieldname, text)
        if found is None:
            raise whoosh.reading.TermNotFound(f"No term {fieldname}:{text!r}")
        postings, ordinal = found
        span = postings.span(ordinal, ordinal + 1)
        docs = postings.docs[span]
        freqs = postings.frequencies(span)
        return TermInfo(
            weight=float(freqs.sum()),
            df=len(docs),
            minlength=1,
            maxlength=1 << 30,
            maxweight=float(freqs.max()),
            minid=int(docs[0]),
            maxid=int(docs[-1]),
        )

    def frequency(self, fieldname: str, text: bytes) -> float:
        known = (fieldname, text) in self
        return float(self.term_info(fieldname, text).weight()) if known else 0.0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        known = (fieldname, text) in self
        return int(self.term_info(fieldname, text).doc_frequency()) if known else 0

    def matcher(
        self, fieldname: str, text: bytes, format_: Any, scorer: Any = None
    ) -> Any:
        found = self._find(fieldname, text)
        if found is None:
            raise whoosh.reading.TermNotFound(f"No term {fieldname}:{text!r}")
        postings, ordinal = found
        span = postings.span(ordinal, ordinal + 1)
        docs = postings.docs[span].tolist()
        freqs = postings.frequencies(span).tolist()
        return ListMatcher(
            docs,
            weights=[float(freq) for freq in freqs],
            values=_values(postings, ordinal, freqs, format_),
            format=format_,
            scorer=scorer,
            term=(fieldname, text),
            terminfo=self.term_info(fieldname, text),
        )


def _values(
    postings: FieldPostings, ordinal: int, freqs: Iterable[int], format_: Any
) -> list[bytes]:
    if not postings.has_freqs:
        return [b"" for _ in freqs]
    if postings.positions is None:
        return [whoosh.system.pack_uint(freq) for freq in freqs]
    start = int(postings.position_starts[ordinal])
    values = []
    for freq in freqs:
        values.append(format_.encode(postings.positions[start : start + freq].tolist()))
        start += freq
    return values


class _Cursor(W3FieldCursor):  # type: ignore[misc]
    """Walks the terms of a field."""

    def __init__(self, reader: ArrayTermsReader, name: str, fieldobj: Any) -> None:
        self._reader = reader
        self._name = name
        self._fieldobj = fieldobj
        self.first()

    def first(self) -> Any:
        return self.find(b"")

    def find(self, term: Any) -> Any:
        raw = term if isinstance(term, bytes) else self._fieldobj.to_bytes(term)
        terms = self._reader.terms_from(self._name, raw)
        self._terms = (text for name, text in terms if name == self._name)
        return self.next()

    def next(self) -> Any:
        self._raw = next(self._terms, None)
        return self.text()

    def text(self) -> Any:
        return None if self._raw is None else self._fieldobj.from_bytes(self._raw)

    def term_info(self) -> Any:
        if self._raw is None:
            return None
        return self._reader.term_info(self._name, self._raw)

    def is_valid(self) -> bool:
        return self._raw is not None


class ArrayDocumentReader(base.PerDocumentReader):  # type: ignore[misc]
    """Lengths, columns and stored values of a segment as Whoosh asks for them."""

    def __init__(self, arrays: SegmentArrays) -> None:
        self._arrays = arrays

    def doc_count(self) -> int:
        live = self._arrays.live
        return self._arrays.count if live is None else int(live.sum())

    def doc_count_all(self) -> int:
        return self._arrays.count

    def has_deletions(self) -> bool:
        return self._arrays.live is not None

    def is_deleted(self, docnum: int) -> bool:
        live = self._arrays.live
        # Whoosh's inverse matcher asks for one number past the last.
        return live is not None and not live[docnum : docnum + 1].all()

    def deleted_docs(self) -> list[int]:
        return [doc for doc in range(self._arrays.count) if self.is_deleted(doc)]

    def supports_columns(self) -> bool:
        return True

    def has_column(self, fieldname: str) -> bool:
        return f"{fieldname}/values" in self._arrays.file

    def column_reader(self, fieldname: str, column: Any) -> _Column:
        return _Column(self._arrays.file.array(f"{fieldname}/values").tolist())

    def _lengths(self, fieldname: str) -> Any:
        name = f"{fieldname}/lengths"
        return self._arrays.file.array(name) if name in self._arrays.file else None

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        lengths = self._lengths(fieldname)
        return default if lengths is None else int(lengths[docnum])

    def field_length(self, fieldname: str) -> int:
        lengths = self._lengths(fieldname)
        return 0 if lengths is None else int(lengths.sum(dtype="i8"))

    def min_field_length(self, fieldname: str) -> int:
        lengths = self._lengths(fieldname)
        return 0 if lengths is None else int(lengths.min())

    def max_field_length(self, fieldname: str) -> int:
        lengths = self._lengths(fieldname)
        return 0 if lengths is None else int(lengths.max())

    def stored_fields(self, docnum: int) -> dict[str, str]:
        return {
            ID_FIELD: self._arrays.id(docnum),
            STORED_FIELD: self._arrays.stored(docnum),
        }


class _Column(columns.ColumnReader):  # type: ignore[misc]
    """A column that is already in memory."""

    def __init__(self, values: list[int]) -> None:
        self._values = values

    def __len__(self) -> int:
        return len(self._values)

    def __getitem__(self, docnum: int) -> int:
        return self._values[docnum]

    def __iter__(self) -> Iterator[int]:
        return iter(self._values)

    def set_reverse(self) -> None:
        self._values = [-value for value in self._values]

    def sort_key(self, docnum: int) -> int:
        return self._values[docnum]
