"""Tables of articles: CSV, Excel and JSON Lines, piece by piece in constant memory."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from io import StringIO
from itertools import chain, islice
from tempfile import TemporaryDirectory
from typing import Any

from search.article import Stamp
from search.batches import batched
from search.export.cells import clean, inert
from search.export.columns import Value, as_text, columns, moment
from search.export.walking import Item

PIECE = 100
"""Rows of a piece: some 20 ms of work, after which others may run."""

BYTES = 1 << 16
MAX_CELL = 32_767
"""Characters of a cell of Excel's."""

MAX_ROWS = 1_048_576
"""Rows of a sheet of Excel's; those that follow stand on another sheet."""

FIRST_YEAR = 1900
"""Excel has no dates before."""

Cell = str | int | float | date | None


def written(items: Iterable[Item], write: Callable[[Item], str]) -> Iterator[bytes]:
    """A text of each article, in pieces of :data:`PIECE` articles."""
    for piece in batched(items, PIECE):
        yield "".join(map(write, piece)).encode("utf-8", "replace")


def csv_table(items: Iterable[Item], with_notes: bool = False) -> Iterator[bytes]:
    """UTF-8 with the mark by which Excel knows it; no cell is a formula."""
    chosen = columns(with_notes)
    yield "\ufeff".encode() + _csv([[column.heading for column in chosen]])
    for piece in batched(items, PIECE):
        yield _csv(
            [inert(as_text(column.read(item))) for column in chosen] for item in piece
        )


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    text = StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def json_lines(items: Iterable[Item], with_notes: bool = False) -> Iterator[bytes]:
    """One object a line; lists are lists, dates as ISO as far as they are known."""
    chosen = columns(with_notes)

    def line(item: Item) -> str:
        row = {column.name: _plain(column.read(item)) for column in chosen}
        return json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n"

    return written(items, line)


def _plain(value: Value) -> str | list[str] | None:
    match value:
        case Stamp():
            return value.value
        case list():
            return [clean(item) for item in value]
        case _:
            return value and clean(value)


def excel_table(items: Iterable[Item], with_notes: bool = False) -> Iterator[bytes]:
    """A workbook whose days are dates. Pieces are empty until it is whole: its rows wait
    in a file, not in memory."""
    chosen = columns(with_notes)
    rows = ([_cell(column.read(item)) for column in chosen] for item in items)
    headings = [column.heading for column in chosen]
    return excel(headings, rows, [column.width for column in chosen])


def _cell(value: Value) -> Cell:
    day = moment(value) if isinstance(value, Stamp) else None
    return day if day and day.year >= FIRST_YEAR else as_text(value)


def excel(
    headings: Sequence[str], rows: Iterable[Sequence[Cell]], widths: Sequence[int] = ()
) -> Iterator[bytes]:
    """A workbook of a table: headings stay in sight and filter, texts are never run.

    :param widths: of columns, in characters.
    """
    # Reading an index needs no writer of workbooks: it is loaded where one is written.
    from xlsxwriter import Workbook

    with TemporaryDirectory(prefix="timtin-") as folder:
        path = f"{folder}/bang.xlsx"
        book = Workbook(path, {"constant_memory": True, "tmpdir": folder})
        styles = {
            kind: book.add_format({"num_format": form})
            for kind, form in (("date", "dd/mm/yyyy"), ("datetime", "dd/mm/yyyy hh:mm"))
        }
        bold = book.add_format({"bold": True})
        left = iter(rows)
        # A first sheet also where there is no row.
        for ahead in chain([next(left, None)], left) if headings else ():
            sheet = book.add_worksheet()
            for place, width in enumerate(widths):
                sheet.set_column(place, place, width)
            sheet.freeze_panes(1, 0)
            _write(sheet, 0, headings, {}, bold)
            number = 0
            filled = () if ahead is None else chain([ahead], islice(left, MAX_ROWS - 2))
            for number, row in enumerate(filled, 1):
                _write(sheet, number, row, styles)
                if number % PIECE == 0:
                    yield b""
            sheet.autofilter(0, 0, number, len(headings) - 1)
        book.close()
        with open(path, "rb") as file:
            while piece := file.read(BYTES):
                yield piece


def _write(
    sheet: Any,
    number: int,
    row: Sequence[Cell],
    styles: dict[str, Any],
    style: Any = None,
) -> None:
    for place, cell in enumerate(row):
        match cell:
            case str():
                if cell:
                    sheet.write_string(number, place, clean(cell)[:MAX_CELL], style)
            case date():
                kind = type(cell).__name__
                sheet.write_datetime(number, place, cell, styles[kind])
            case int() | float():
                sheet.write_number(number, place, cell, style)
