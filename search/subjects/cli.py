"""The commands ``person``, ``document``, ``place``, ``trends`` and ``mcp``."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import click

from search.cli import open_searcher, print_table, read_options
from search.commands.options import filter_options, index_option
from search.location import Location


def _json_option(command: Any) -> Any:
    return click.option("--json", "as_json", is_flag=True, help="Dạng JSON.")(command)


def _print(facts: dict[str, Any], lines: Iterable[str], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False, indent=2))
    else:
        for line in lines:
            click.echo(line)


@click.command()
@click.argument("name", metavar="TÊN")
@index_option
@_json_option
def person(name: str, index_path: Location | None, as_json: bool) -> None:
    """Một nhân vật: chức vụ theo thời gian, cùng ai, ở đâu, bài nào.

    Ví dụ: timtin person 'Tô Lâm'
    """
    from search.subjects.person import tell_person
    from search.subjects.printing import format_person

    facts = tell_person(open_searcher(index_path).view(), name)
    _print(facts.to_dict(), format_person(facts), as_json)


@click.command()
@click.argument("number", metavar="SỐ")
@index_option
@_json_option
def document(number: str, index_path: Location | None, as_json: bool) -> None:
    """Một văn bản: cách gọi, ngày, nơi ban hành, bên cạnh văn bản nào, bài nào.

    Ví dụ: timtin document 18-NQ/TW
    """
    from search.subjects.document import tell_document
    from search.subjects.printing import format_document

    facts = tell_document(open_searcher(index_path).view(), number)
    _print(facts.to_dict(), format_document(facts), as_json)


@click.command()
@click.argument("name", metavar="TÊN")
@index_option
@_json_option
def place(name: str, index_path: Location | None, as_json: bool) -> None:
    """Một tỉnh, thành phố: đơn vị trước và nay, nhân vật, từ riêng, theo tháng.

    Ví dụ: timtin place 'Gia Lai'
    """
    from search.subjects.place import tell_place
    from search.subjects.printing import format_place

    facts = tell_place(open_searcher(index_path).view(), name)
    _print(facts.to_dict(), format_place(facts), as_json)
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
    from search.subjects.drawing import lines
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
