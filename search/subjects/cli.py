"""The commands ``person``, ``document``, ``place``, ``trends`` and ``mcp``."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from search.cli import open_searcher, print_table, read_options
from search.commands.options import filter_options, index_option
from search.export.cli import table_options, write, write_table
from search.location import Location

if TYPE_CHECKING:
    from search.page.view import View
    from search.subjects.document import DocumentFacts
    from search.subjects.person import PersonFacts
    from search.subjects.place import PlaceFacts


def _json_option(command: Any) -> Any:
    return click.option("--json", "as_json", is_flag=True, help="Dạng JSON.")(command)


def _print(facts: dict[str, Any], lines: Iterable[str], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False, indent=2))
    else:
        for line in lines:
            click.echo(line)


def _said_options(command: Any) -> Any:
    """``--statements`` and ``--changes``: all of them, as a table."""
    for name, text in (
        ("changes", "Bảng mọi thay đổi chức vụ, thay cho trang."),
        ("statements", "Bảng mọi lời nói, thay cho trang."),
    ):
        command = click.option(f"--{name}", "said", flag_value=name, help=text)(command)
    return command


def _print_subject(
    view: View,
    facts: PersonFacts | DocumentFacts | PlaceFacts,
    lines: Iterable[str],
    as_json: bool,
    said: Any,
    form: str,
    output: Path | None,
) -> None:
    """A page, or a table of what is said on it."""
    from search.export.said import said_table, told

    if said and not as_json:
        table = said_table(view, facts, said)
        write_table(table.headings, table.rows, form, output, table.widths)
        return
    page = told(facts, said) if said else facts.to_dict()
    texts = [json.dumps(page, ensure_ascii=False, indent=2)] if as_json else lines
    write((f"{text}\n".encode("utf-8", "replace") for text in texts), output)


@click.command()
@click.argument("name", metavar="TÊN")
@index_option
@_json_option
@_said_options
@table_options
@click.option("--who", default="", metavar="MÃ", help="Một trong những người cùng tên.")
def person(
    name: str, who: str, index_path: Location | None, as_json: bool, **table: Any
) -> None:
    """Một nhân vật: chức vụ theo thời gian, cùng ai, ở đâu, bài nào.

    Ví dụ: timtin person 'Tô Lâm' --statements --format xlsx -o to-lam.xlsx
    """
    from search.subjects.person import tell_person
    from search.subjects.printing import format_person

    view = open_searcher(index_path).view()
    facts = tell_person(view, name, who)
    _print_subject(view, facts, format_person(facts), as_json, **table)


@click.command()
@click.argument("number", metavar="SỐ")
@index_option
@_json_option
@_said_options
@table_options
def document(
    number: str, index_path: Location | None, as_json: bool, **table: Any
) -> None:
    """Một văn bản: cách gọi, ngày, nơi ban hành, bên cạnh văn bản nào, bài nào.

    Ví dụ: timtin document 18-NQ/TW
    """
    from search.subjects.document import tell_document
    from search.subjects.printing import format_document

    view = open_searcher(index_path).view()
    facts = tell_document(view, number)
    _print_subject(view, facts, format_document(facts), as_json, **table)


@click.command()
@click.argument("name", metavar="TÊN")
@index_option
@_json_option
@_said_options
@table_options
def place(name: str, index_path: Location | None, as_json: bool, **table: Any) -> None:
    """Một tỉnh, thành phố: đơn vị trước và nay, nhân vật, từ riêng, theo tháng.

    Ví dụ: timtin place 'Gia Lai'
    """
    from search.subjects.place import tell_place
    from search.subjects.printing import format_place

    view = open_searcher(index_path).view()
    facts = tell_place(view, name)
    _print_subject(view, facts, format_place(facts), as_json, **table)
    if not facts.articles:
        raise click.exceptions.Exit(1)


@click.command()
@click.argument("queries", nargs=-1, required=True, metavar="TRUY_VẤN...")
@filter_options
@index_option
@click.option(
    "--by",
    "step",
    type=click.Choice(["year", "month", "day"]),
    help="Theo năm, tháng hay ngày (mặc định: tháng nếu ít, không thì năm).",
)
@click.option("--words", is_flag=True, help="Cả những từ riêng của mỗi tìm kiếm.")
@click.option("--json", "output", flag_value="json", help="Dạng JSON.")
@click.option(
    "--csv", "output", flag_value="csv", help="Bảng theo thời gian, dạng CSV."
)
@click.option(
    "--svg", "output", flag_value="svg", help="Hình theo thời gian, dạng SVG."
)
def trends(
    queries: tuple[str, ...],
    index_path: Location | None,
    step: Any,
    words: bool,
    output: str | None,
    **values: Any,
) -> None:
    """So sánh hai đến năm tìm kiếm theo thời gian (số bài, ‰), nguồn và tỉnh.

    Mỗi TRUY_VẤN đặt trong ngoặc kép.

    Ví dụ: timtin trends 'sáp nhập' 'tinh gọn' --by year --csv
    """
    from search.export.drawing import lines
    from search.subjects.printing import format_trends
    from search.subjects.trends import compare

    request = read_options((), **values)
    view = open_searcher(index_path).view()
    found = compare(view, queries, request, step, words)
    if output == "csv":
        print_table(*found.table())
    elif output == "svg":
        series = [(item.label, found.shares(item)) for item in found.series]
        click.echo(lines(found.periods, series, "‰ của mọi bài theo thời gian"))
    else:
        _print(found.to_dict(), format_trends(found), output == "json")
    if not any(item.total for item in found.series):
        raise click.exceptions.Exit(1)


@click.command()
@index_option
def mcp(index_path: Location | None) -> None:
    """Trả lời trợ lý máy theo Model Context Protocol, qua đầu vào và đầu ra chuẩn.

    Ví dụ: timtin mcp --index /srv/tin/index
    """
    from search.errors import UsageError

    try:
        from search.subjects.mcp_server import make_server
    except ImportError as error:
        raise UsageError(
            "Chưa cài gói mcp", "Cài thêm: pip install 'timtin[mcp]'"
        ) from error
    make_server(open_searcher(index_path)).run("stdio")
