"""Word processors' documents and PDF: ``.docx``, ``.odt``, ``.rtf``, ``.pdf``.

Each library gives the running text; the document's own title and date are used where
they say something (no ``Microsoft Word - tin1.doc``).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from indexer.sources.encodings import tidy
from indexer.sources.options import (
    DAMAGED_DOCUMENT,
    EMPTY,
    LOCKED_DOCUMENT,
    MIB,
    MISSING_PARTS,
    NO_OFFICE_READER,
    SCANNED,
    TOO_LONG,
    ReadOptions,
)
from indexer.sources.pasted import unwrap
from indexer.sources.record import Record, Rejected
from indexer.sources.streams import Part, TooLarge, read_all
from indexer.sources.values import one_line
from search.errors import SourceError

MAX_DOCUMENT = 64 * MIB
_NO_TITLE = re.compile(
    r"microsoft\b.*|untitled.*|document\s?\d*|không tên.*|.*\.(?:docx?|odt|rtf|pdf|txt)"
    r"|[\w-]{0,8}\d*|title|(?:powerpoint|slide)\b.*",
    re.IGNORECASE,
)
_PDF_DATE = re.compile(r"D:(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d))?")
_RTF_TITLE = re.compile(r"\{\\title\s([^{}]{1,2000})\}")
_RTF_DATE = re.compile(
    r"\\(?:revtim|creatim)\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})"
    r"(?:\\hr(\d{1,2})\\min(\d{1,2}))?"
)


@dataclass(frozen=True, slots=True)
class Document:
    """What a library found in a document."""

    text: str
    title: str = ""
    date: str = ""
    author: str = ""


class Refused(Exception):
    """A document that cannot be read, with the reason as its message."""


def read_document(part: Part, options: ReadOptions) -> Iterator[Record | Rejected]:
    """Read one document.

    :raises SourceError: when the ``[office]`` extra is not installed.
    """
    try:
        data = read_all(part.stream, MAX_DOCUMENT)
        check_zip(data, options)
    except TooLarge:
        yield Rejected(part.name, TOO_LONG)
        return
    read = READERS[_format(data, part.suffix)]
    try:
        document = read(data)
    except ImportError as error:
        cure = MISSING_PARTS[NO_OFFICE_READER]
        raise SourceError(NO_OFFICE_READER, cure) from error
    except Refused as error:
        yield Rejected(part.name, str(error))
        return
    except Exception as error:  # whatever a library raises for a damaged file
        yield Rejected(part.name, DAMAGED_DOCUMENT, f"{type(error).__name__}: {error}")
        return
    text = tidy(document.text)
    if not text.strip():
        yield Rejected(part.name, SCANNED if read is _read_pdf else EMPTY)
    elif len(text) > options.max_article:
        yield Rejected(part.name, TOO_LONG, f"{len(text)} ký tự")
    else:
        title = one_line(tidy(document.title))
        yield Record(
            text=text,
            source=part.name,
            title="" if _NO_TITLE.fullmatch(title) else title,
            published=document.date,
            extra={"author": document.author} if document.author else {},
        )


def check_zip(data: bytes, options: ReadOptions) -> None:
    """
    :raises TooLarge: when a document that is a zip would expand beyond the options.
    """
    if not data.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OverflowError):
        return  # the library says what is wrong with it
    if size > max(options.free_expansion, len(data) * options.max_ratio):
        raise TooLarge


def _format(data: bytes, suffix: str) -> str:
    if data.startswith(b"%PDF") or data[:1024].lstrip().startswith(b"%PDF"):
        return ".pdf"
    return ".rtf" if data.startswith(b"{\\rtf") else suffix


def _read_docx(data: bytes) -> Document:
    import docx
    from docx.oxml.ns import qn
    from docx.text.paragraph import Paragraph

    document = docx.Document(io.BytesIO(data))
    # All paragraphs in reading order, those of tables and boxes among them.
    found = [
        Paragraph(item, document) for item in document.element.body.iter(qn("w:p"))
    ]
    properties = document.core_properties
    titled = next(
        (p.text for p in found[:5] if (p.style and p.style.name or "") == "Title"), ""
    )
    moment = properties.modified or properties.created
    return Document(
        "\n".join(paragraph.text for paragraph in found),
        titled or properties.title or "",
        moment.strftime("%Y-%m-%dT%H:%MZ") if moment else "",
        properties.author or "",
    )


def _read_odt(data: bytes) -> Document:
    import odfdo

    document = odfdo.Document(io.BytesIO(data))
    found = document.body.get_elements("//text:p|//text:h")
    meta: Any = document.meta
    return Document(
        "\n".join(item.inner_text for item in found),
        meta.title or "",
        str(meta.date or meta.creation_date or "").replace(" ", "T")[:16],
        meta.creator or meta.initial_creator or "",
    )


def _read_rtf(data: bytes) -> Document:
    from striprtf import striprtf

    to_text: Callable[..., str] = striprtf.rtf_to_text

    source = data.decode("latin-1")
    title = _RTF_TITLE.search(source[:20_000])
    moment = _RTF_DATE.search(source[:20_000])
    return Document(
        to_text(source, errors="replace"),
        to_text("{\\rtf1 " + title[1] + "}", errors="replace") if title else "",
        _iso(moment.groups()) if moment else "",
    )


def _read_pdf(data: bytes) -> Document:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = "assword" in str(error)
        raise Refused(LOCKED_DOCUMENT if locked else DAMAGED_DOCUMENT) from error
    try:
        pages = []
        for page in document:
            pages.append(page.get_textpage().get_text_bounded())
        meta = document.get_metadata_dict()
    finally:
        document.close()
    moment = _PDF_DATE.match(meta.get("CreationDate", ""))
    return Document(
        unwrap(tidy("\n".join(pages).replace("\ufffe", "-"))),
        meta.get("Title", ""),
        _iso(moment.groups()) if moment else "",
        meta.get("Author", ""),
    )


def _iso(parts: tuple[str | None, ...]) -> str:
    year, month, day, hour, minute = (*parts, None, None)[:5]
    text = f"{year}-{int(month or 0):02}-{int(day or 0):02}"
    return f"{text}T{int(hour):02}:{int(minute or 0):02}" if hour else text


READERS: dict[str, Callable[[bytes], Document]] = {
    ".docx": _read_docx,
    ".odt": _read_odt,
    ".rtf": _read_rtf,
    ".pdf": _read_pdf,
}
