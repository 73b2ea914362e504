"""The formats in which articles are taken away."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from search.export.citations import bibtex_list, ris_list
from search.export.tables import (
    Cell,
    csv_rows,
    csv_table,
    excel_rows,
    excel_table,
    json_lines,
    written,
)
from search.export.walking import Item


@dataclass(frozen=True, slots=True)
class Format:
    """A format.

    :param suffix: of its files, without a dot.
    :param write: the bytes of a file of some articles, piece by piece, and whether their
        notes are told.
    """

    suffix: str
    media_type: str
    write: Callable[[Iterable[Item], bool], Iterator[bytes]]


def article_lines(items: Iterable[Item], with_notes: bool = False) -> Iterator[bytes]:
    """Whole articles with their texts, as ``timtin index -`` reads them back."""
    return written(items, lambda item: item.article.to_json() + "\n")


FORMATS = {
    "csv": Format("csv", "text/csv; charset=utf-8", csv_table),
    "xlsx": Format(
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        excel_table,
    ),
    "jsonl": Format("jsonl", "application/jsonl; charset=utf-8", json_lines),
    "ris": Format("ris", "application/x-research-info-systems", ris_list),
    "bibtex": Format("bib", "application/x-bibtex; charset=utf-8", bibtex_list),
}
"""Tables and references, by what the command calls them."""

ARTICLES = Format("jsonl", "application/jsonl; charset=utf-8", article_lines)

ROWS: dict[
    str,
    Callable[[Sequence[str], Iterable[Sequence[Cell]], Sequence[int]], Iterator[bytes]],
] = {"csv": csv_rows, "xlsx": excel_rows}
"""What writes the headings and rows of any table, and the widths of its columns."""
