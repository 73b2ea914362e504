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

Cell = Value | int | float
"""What stands in a cell: also a date, as far as it is known."""


def written(items: Iterable[Item], write: Callable[[Item], str]) -> Iterator[bytes]:
    """A text of each article, in pieces of :data:`PIECE` articles."""
    for piece in batched(items, PIECE):
        yield "".join(map(write, piece)).encode("utf-8", "replace")


def csv_table(items: Iterable[Item], with_notes: bool = False) -> Iterator[bytes]:
    """The articles as a table (:func:`csv_rows`)."""
    chosen = columns(with_notes)
    rows = ([column.read(item) for column in chosen] for item in items)
    return csv_rows([column.heading for column in chosen], rows)


def csv_rows(
    headings: Sequence[str], rows: Iterable[Sequence[Cell]], widths: Sequence[int] = ()
) -> Iterator[bytes]:
    """A table in UTF-8 with the mark by which Excel knows it; no cell is a formula.

    :param widths: of columns, which text has none of.
    """
    yield "\ufeff".encode() + _csv([headings])
    for piece in batched(rows, PIECE):
        yield _csv([inert(plain(cell)) for cell in row] for row in piece)


def plain(cell: Cell) -> str | int | float:
    """A cell as text, but for numbers."""
    return cell if isinstance(cell, int | float) else as_text(cell)


def _csv(rows: Iterable[Sequence[str | int | float]]) -> bytes:
    text = StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8", "replace")


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
    rows = ([column.read(item) for column in chosen] for item in items)
    headings = [column.heading for column in chosen]
    return excel_rows(headings, rows, [column.width for column in chosen])


def _day(cell: Cell) -> date | None:
    day = moment(cell) if isinstance(cell, Stamp) else None
    return day if day and day.year >= FIRST_YEAR else None


def excel_rows(
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
        day, text = _day(cell), plain(cell)
        if day:
            sheet.write_datetime(number, place, day, styles[type(day).__name__])
        elif not isinstance(text, str):
            sheet.write_number(number, place, text, style)
        elif text:
            sheet.write_string(number, place, text[:MAX_CELL], style)
