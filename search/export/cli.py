"""``timtin export``: every article, or those of a search, to a file or stdout."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from search.cli import open_searcher, print_table, read_options
from search.commands.options import filter_options, index_option, sort_option

if TYPE_CHECKING:
    from search.export.tables import Cell


output_option = click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Ghi ra tệp này thay vì stdout.",
)


@click.command()
@click.argument("query", nargs=-1, metavar="[TRUY_VẤN]...")
@filter_options
@index_option
@sort_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["article", "csv", "xlsx", "jsonl", "ris", "bibtex"]),
    default="article",
    show_default=True,
    help="article: cả bài, `timtin index -` đọc lại được; còn lại: bảng hay trích dẫn.",
)
@output_option
def export(
    query: tuple[str, ...],
    index_path: Path | None,
    form: str,
    output: Path | None,
    sort: str,
    **values: Any,
) -> None:
    """Xuất mọi bài thỏa mãn TRUY_VẤN và bộ lọc, không giới hạn số bài.

    Bỏ trống cả hai thì in mọi bài, kể cả bản sao, mỗi bài một dòng JSON;
    `timtin index -` đọc lại được. Bài chỉ khớp một phần không được xuất.

    Ví dụ: timtin export 'sáp nhập' --from 2024 --format xlsx -o sap-nhap.xlsx
    """
    from search.export.formats import ARTICLES, FORMATS
    from search.export.walking import find_all

    request = read_options(query, sort=sort, **values)
    searcher = open_searcher(index_path)
    if form == "article" and request.is_empty:
        lines = (line.encode("utf-8", "replace") + b"\n" for line in searcher.export())
        write(lines, output)
        return
    _check_terminal(form, output)
    found = find_all(searcher.view(), request)
    chosen = FORMATS.get(form, ARTICLES)
    write(chosen.write(found, False), output)
    if not found.total:
        raise click.exceptions.Exit(1)


def table_options(command: Any) -> Any:
    """``--format`` and ``--output`` of a table."""
    form = click.option(
        "--format",
        "form",
        type=click.Choice(["csv", "xlsx"]),
        default="csv",
        show_default=True,
        help="Dạng của bảng.",
    )
    return form(output_option(command))


def write_table(
    headings: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    form: str,
    output: Path | None,
    widths: Sequence[int] = (),
) -> None:
    """Write a table to a file or stdout.

    :raises UsageError: when the file cannot be written.
    """
    from search.export.formats import ROWS
    from search.export.tables import plain

    _check_terminal(form, output)
    if form == "csv" and output is None:
        print_table(headings, ([plain(cell) for cell in row] for row in rows))
    else:
        write(ROWS[form](headings, rows, widths), output)


def _check_terminal(form: str, output: Path | None) -> None:
    from search.errors import UsageError

    if form == "xlsx" and output is None and sys.stdout.isatty():
        raise UsageError(
            "Không in được tệp Excel ra màn hình", "Thêm --output TÊN.xlsx"
        )


def write(pieces: Iterable[bytes], output: Path | None) -> None:
    """Write a file piece by piece.

    :param output: ``None`` for stdout.
    :raises UsageError: when the file cannot be written.
    """
    from search.errors import UsageError

    if output is None:
        for piece in pieces:
            click.echo(piece, nl=False)
        return
    try:
        file = output.open("wb")
    except OSError as error:
        raise UsageError(
            f"Không ghi được {output} ({error.strerror})", "Chọn tệp khác"
        ) from error
    with file:
        for piece in pieces:
            file.write(piece)
