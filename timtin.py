"""The ``timtin`` command: joins the three packages, each loaded only when needed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module

import click

VERSION = "0.1.0"

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("webui.cli:demo", "Lập chỉ mục bài mẫu và chạy thử vài truy vấn."),
    "index": ("indexer.cli:index", "Đọc tệp, thư mục thành chỉ mục."),
    "fetch": ("indexer.cli:fetch", "Tải tin từ RSS, sơ đồ trang hoặc địa chỉ trang."),
    "inspect": ("indexer.cli:inspect", "Xem từng bước một tệp được đọc ra sao."),
    "search": ("search.cli:search", "Tìm bài."),
    "show": ("search.cli:show", "In toàn văn một bài."),
    "facets": ("search.cli:facets", "Đếm bài theo thời gian, tỉnh, nguồn."),
    "suggest": ("search.cli:suggest", "Gợi ý khi đang gõ."),
    "stats": ("search.cli:stats", "Chỉ mục có gì."),
    "export": ("search.cli:export", "Xuất mọi bài ra JSON Lines."),
    "evaluate": ("search.cli:evaluate", "Chấm chất lượng xếp hạng theo TREC."),
    "serve": ("webui.cli:serve", "Mở trang web tìm kiếm."),
}
"""Command -> where it stands and one line about it, so that ``--help`` loads none."""


class LazyGroup(click.Group):
    """A group whose commands are imported when they run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        with formatter.section("Lệnh"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.command(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Ví dụ: timtin index tin-tuc/ && timtin search 'tổ chức xây dựng Đảng'",
)
@click.version_option(VERSION, "-V", "--version", prog_name="timtin")
def cli() -> None:
    """Tìm Tin: tìm toàn văn trong tin chính trị Việt Nam.

    Dữ liệu ra stdout, tiến độ và cảnh báo ra stderr. Mã thoát: 0 có kết quả,
    1 không có, 2 lỗi.
    """


def run(command: Callable[[], object]) -> int:
    """Run the command and turn a known failure into two lines and an exit code."""
    from search.errors import TimtinError

    try:
        command()
    except TimtinError as error:
        click.echo(f"Lỗi: {error.message}", err=True)
        if error.cure:
            click.echo(f"Cách xử lý: {error.cure}", err=True)
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.exceptions.Exit as request:
        return request.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Đã dừng.", err=True)
        return 130
    except BrokenPipeError:
        # The reader of the pipe has gone (``| head``); stdout cannot be flushed.
        sys.stderr.close()
        return 0
    return 0


def main() -> None:
    """Entry point of the ``timtin`` script."""
    sys.exit(run(lambda: cli.main(prog_name="timtin", standalone_mode=False)))


if __name__ == "__main__":
    main()
