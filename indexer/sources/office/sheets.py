"""Excel workbooks: each sheet a table under a line of names, as a CSV file is."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from indexer.sources.office.documents import MAX_DOCUMENT, check_zip
from indexer.sources.options import (
    DAMAGED_DOCUMENT,
    MISSING_PARTS,
    NO_OFFICE_READER,
    NO_TEXT_COLUMN,
    TOO_LONG,
    ReadOptions,
)
from indexer.sources.record import Record, Rejected
from indexer.sources.streams import Part, TooLarge, read_all
from indexer.sources.values import known_fields, read_fields
from search.errors import SourceError

HEAD = 20
"""Lines of a sheet in which the names of its columns are looked for."""


def read_sheets(part: Part, options: ReadOptions) -> Iterator[Record | Rejected]:
    """Read the rows of all sheets.

    :raises SourceError: when the ``[office]`` extra is not installed.
    """
    try:
        import openpyxl
    except ImportError as error:
        cure = MISSING_PARTS[NO_OFFICE_READER]
        raise SourceError(NO_OFFICE_READER, cure) from error
    try:
        data = read_all(part.stream, MAX_DOCUMENT)
        check_zip(data, options)
    except TooLarge:
        yield Rejected(part.name, TOO_LONG)
        return
    found = False
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        for sheet in book.worksheets:
            for item in _read_sheet(sheet, part.name, options):
                found = True
                yield item
    except Exception as error:  # whatever the library raises for a damaged file
        yield Rejected(part.name, DAMAGED_DOCUMENT, f"{type(error).__name__}: {error}")
        return
    if not found:
        yield Rejected(
            part.name, NO_TEXT_COLUMN, "không trang tính nào có cột nội dung"
        )


def _read_sheet(
    sheet: Any, name: str, options: ReadOptions
) -> Iterator[Record | Rejected]:
    header: list[str] = []
    names: dict[str, str] = {}
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        cells = [_text(cell) for cell in row]
        if not names:
            if number > HEAD:
                return
            found = known_fields([cell for cell in cells if cell], options)
            if "text" in found or "lead" in found:
                header, names = cells, dict(found)
            continue
        values = {
            key: cell for key, cell in zip(header, cells, strict=False) if key and cell
        }
        if values:
            source = f"{name}#{sheet.title}!{number}"
            yield read_fields(values, names, source, "utf-8", options)


def _text(cell: Any) -> str:
    if isinstance(cell, (datetime, date)):
        return cell.isoformat()[:16]
    return "" if cell is None else str(cell).strip()
