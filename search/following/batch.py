"""Many searches at once: of each line how many articles satisfy it, and the first ones."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from io import StringIO
from typing import Any

from search.errors import SourceError
from search.export.tables import Cell
from search.request import SearchRequest
from search.results import Hit
from search.searcher import Searcher

FIRST = 3
"""Articles that are named for each line, unless told otherwise."""

MAX_FIRST = 20
MAX_LINE = 1_000

_HEADS = frozenset(
    ("q", "query", "name", "names", "tên", "truy vấn", "truy_vấn", "từ khóa", "từ khoá")
    + ("họ tên", "họ và tên")
)
"""First cells that are headings."""


@dataclass(frozen=True, slots=True)
class Line:
    """What one line of a list has.

    :param total: the articles that satisfy all of it.
    :param partial: those with a part of it.
    """

    query: str
    total: int
    partial: int
    hits: tuple[Hit, ...]
    warnings: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The public JSON of a line."""
        return {
            "query": self.query,
            "total": self.total,
            "partial": self.partial,
            "hits": [hit.to_dict() for hit in self.hits],
            "warnings": list(self.warnings),
        }


def read_queries(text: str, column: str = "") -> list[str]:
    """The queries of a list: the first cell of each row, or the one below a heading;
    empty rows and repeated ones are left out.

    :param text: lines, or CSV with commas, semicolons or tabs.
    :param column: a heading.
    :raises SourceError: when there is no such heading, or no row.
    """
    rows = [row for row in _rows(text) if any(cell.strip() for cell in row)]
    place = 0
    if rows:
        heads = [cell.strip().lower() for cell in rows[0]]
        if column:
            if column.strip().lower() not in heads:
                raise SourceError(
                    f"Danh sách không có cột “{column[:60]}”",
                    "Các cột: " + ", ".join(cell[:40] for cell in rows[0][:10]),
                )
            place = heads.index(column.strip().lower())
        if column or heads[0] in _HEADS:
            rows = rows[1:]
    cells = (" ".join(row[place].split()) for row in rows if len(row) > place)
    queries = list(dict.fromkeys(cell[:MAX_LINE] for cell in cells if cell))
    if not queries:
        raise SourceError("Danh sách không có dòng nào", "Mỗi dòng một truy vấn")
    return queries


def _rows(text: str) -> list[list[str]]:
    text = text.removeprefix("\ufeff").replace("\0", "")
    lines = text.splitlines()
    first = next((line for line in lines if line.strip()), "")
    sign = max(",;\t", key=first.count)
    # A line of a query holds commas and quotes that mean no cells.
    if not any(sign in line for line in lines) or not _is_table(lines, sign):
        return [[line] for line in lines]
    try:
        return list(csv.reader(StringIO(text), delimiter=sign))
    except csv.Error as error:
        raise SourceError(
            f"Danh sách không phải CSV đúng dạng ({error})", "Mỗi dòng một truy vấn"
        ) from error


def _is_table(lines: Iterable[str], sign: str) -> bool:
    """Whether all lines have as many signs outside quotes."""
    counts = set()
    for line in lines:
        if line.strip():
            outside = "".join(line.split('"')[::2])
            counts.add(outside.count(sign))
    return len(counts) == 1 and counts != {0}


def run_batch(
    searcher: Searcher,
    queries: Iterable[str],
    request: SearchRequest = SearchRequest(),
    first: int = FIRST,
) -> Iterator[Line]:
    """Search for each of some queries.

    :param request: the filters and the order that all share.
    """
    for query in queries:
        asked = replace(request, q=query, page=1, size=max(1, first))
        page = searcher.search(asked)
        full = tuple(hit for hit in page.hits if not hit.lacks)[:first]
        warnings = tuple(notice.message for notice in page.warnings)
        yield Line(query, page.total, page.partial, full, warnings)


def columns(first: int) -> list[str]:
    """The headings of a table of lines."""
    return ["truy_vấn", "số_bài", "khớp_một_phần"] + [
        f"{name}_{number}"
        for number in range(1, first + 1)
        for name in ("tiêu_đề", "ngày", "nguồn", "mã_bài", "địa_chỉ")
    ]


def row_of(line: Line, first: int) -> list[Cell]:
    """A line as a row of that table."""
    cells: list[Cell] = [line.query, line.total, line.partial]
    for hit in line.hits[:first]:
        article = hit.article
        cells += [article.heading, article.date, article.publisher]
        cells += [article.id, article.url]
    return cells + [""] * (len(columns(first)) - len(cells))


def widths(first: int) -> list[int]:
    """Of the columns of that table, in characters."""
    return [40, 10, 14] + [60, 12, 20, 18, 40] * first
