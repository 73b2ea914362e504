"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from search.location import Location, parse_location

Command = TypeVar("Command", bound=Callable[..., Any])


class LocationType(click.ParamType[Location]):
    """Where an index is: a folder, or an address in a cluster."""

    name = "path"

    def convert(self, value: Any, param: object, ctx: object) -> Location:
        """Read what was typed."""
        return parse_location(value)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Folders, as a shell knows them."""
        return click.Path(file_okay=False).shell_complete(ctx, param, incomplete)


def index_option(command: Command) -> Command:
    """``--index``: where the index is."""
    return click.option(
        "--index",
        "index_path",
        type=LocationType(),
        help="Thư mục chỉ mục, hoặc opensearch://MÁY:9200/tên"
        " (mặc định: biến TIMTIN_INDEX hoặc ./index).",
    )(command)


def sort_option(command: Command) -> Command:
    """``--sort``: the order of articles."""
    return click.option(
        "--sort",
        type=click.Choice(["relevance", "newest", "oldest"]),
        default="relevance",
        show_default=True,
        help="Hợp nhất, mới nhất hay cũ nhất đứng trước.",
    )(command)


def filter_options(command: Command) -> Command:
    """The filters that ``search`` and ``facets`` share."""
    for option in reversed(
        (
            click.option(
                "--province", multiple=True, help="Tỉnh, thành phố; lặp lại được."
            ),
            click.option(
                "--date",
                multiple=True,
                help="2025, 12/2025, 8/12/2025, quý 4/2025, 2024..2025 hoặc none.",
            ),
            click.option(
                "--from", "date_from", default="", help="Từ ngày, tháng hoặc năm."
            ),
            click.option(
                "--to", "date_to", default="", help="Đến ngày, tháng hoặc năm."
            ),
            click.option("--publisher", multiple=True, help="Nguồn tin; lặp lại được."),
            click.option("--person", multiple=True, help="Nhân vật; lặp lại được."),
            click.option("--document", multiple=True, help="Số văn bản; lặp lại được."),
            click.option("--category", multiple=True, help="Chuyên mục; lặp lại được."),
            click.option(
                "--copies", is_flag=True, help="Hiện cả các bản sao của một bài."
            ),
        )
    ):
        command = option(command)
    return command
