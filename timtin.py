"""The ``timtin`` command: joins the three packages, each loaded only when needed."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from io import TextIOWrapper
from typing import TYPE_CHECKING, TextIO

import click

if TYPE_CHECKING:
    from pathlib import Path

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("timtin:demo", "Lập chỉ mục bài mẫu và chạy thử vài truy vấn."),
    "index": ("indexer.cli:index", "Đọc tệp, thư mục thành chỉ mục."),
    "fetch": ("indexer.cli:fetch", "Tải tin từ RSS, sơ đồ trang hoặc địa chỉ trang."),
    "inspect": ("indexer.cli:inspect", "Xem từng bước một tệp được đọc ra sao."),
    "search": ("search.cli:search", "Tìm bài."),
    "show": ("search.cli:show", "In toàn văn một bài."),
    "facets": ("search.cli:facets", "Đếm bài theo thời gian, tỉnh, nguồn."),
    "suggest": ("search.cli:suggest", "Gợi ý khi đang gõ."),
    "stats": ("search.cli:stats", "Chỉ mục có gì."),
    "check": ("search.commands.check:check", "So từng byte của chỉ mục."),
    "move": ("indexer.cli:move", "Chép chỉ mục sang nơi khác hay động cơ khác."),
    "export": ("search.export.cli:export", "Xuất bài ra JSON Lines, Excel, RIS..."),
    "alerts": ("search.following.cli:alerts", "Theo dõi: báo bài mới của tìm kiếm."),
    "batch": ("search.following.cli:batch", "Tìm cả một danh sách, mỗi dòng một lần."),
    "person": (
        "search.subjects.cli:person",
        "Một nhân vật: chức vụ, cùng ai, khi nào.",
    ),
    "document": ("search.subjects.cli:document", "Một văn bản: cách gọi, ngày, bài."),
    "place": ("search.subjects.cli:place", "Một tỉnh, thành: khi nào, ai, từ riêng."),
    "trends": ("search.subjects.cli:trends", "So sánh các tìm kiếm theo thời gian."),
    "mcp": ("search.subjects.cli:mcp", "Cho trợ lý máy hỏi kho bài (MCP)."),
    "evaluate": ("search.cli:evaluate", "Chấm chất lượng xếp hạng theo TREC."),
    "serve": ("webui.cli:serve", "Mở trang web tìm kiếm."),
    "password": ("webui.cli:password", "Đặt mật khẩu cho trang web."),
}
"""Command -> where it stands and one line about it, so that ``--help`` loads none."""


_FRAME = {
    "Options": "Tùy chọn",
    "Commands": "Lệnh",
    "Show this message and exit.": "In trợ giúp này rồi thôi.",
}
_KINDS = {
    "TEXT": "CHỮ",
    "PATH": "ĐƯỜNG_DẪN",
    "FILE": "TỆP",
    "INTEGER RANGE": "SỐ",
    "FLOAT RANGE": "SỐ",
}


class Formatter(click.HelpFormatter):
    """Help in Vietnamese: click's own words are English and only gettext files change
    them."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        args = args.replace("[OPTIONS]", "[TÙY_CHỌN]")
        args = args.replace("COMMAND [ARGS]...", "LỆNH [THAM_SỐ]...")
        super().write_usage(prog, args, prefix or "Cách dùng: ")

    def write_heading(self, heading: str) -> None:
        super().write_heading(_FRAME.get(heading, heading))

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        translated = []
        for option, text in rows:
            for kind, word in _KINDS.items():
                if option.endswith(f" {kind}"):
                    option = option.removesuffix(kind) + word
            text = _FRAME.get(text, text).replace("[default: ", "[mặc định: ")
            translated.append((option, text))
        super().write_dl(translated, col_max, col_spacing)


class Context(click.Context):
    """A context whose help is in Vietnamese."""

    formatter_class = Formatter


class LazyGroup(click.Group):
    """A group whose commands are imported when they run."""

    context_class = Context

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), name)
        for one in (command, *getattr(command, "commands", {}).values()):
            one.context_class = Context
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not ctx.resilient_parsing:
            from search.errors import UsageError

            raise UsageError(
                f"Không có lệnh “{args[0]}”", "Các lệnh: " + ", ".join(COMMANDS)
            )
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result
        except BrokenPipeError:
            if _is_read(sys.stdout):
                raise
            # The reader of the pipe has had enough (``| head``): no failure.
            sys.stdout = open(os.devnull, "w", encoding="utf-8")
            return 0

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        with formatter.section("Lệnh"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


def _is_read(stream: TextIO) -> bool:
    """Whether somebody is still there to read a stream that may be a pipe."""
    import select

    if not hasattr(select, "poll"):
        return False
    poll = select.poll()
    poll.register(stream, 0)
    return not any(event & select.POLLERR for _, event in poll.poll(0))


def _print_version(ctx: click.Context, option: click.Parameter, asked: bool) -> None:
    if asked and not ctx.resilient_parsing:
        from search import __version__

        click.echo(f"timtin, version {__version__}")
        ctx.exit()


@click.command(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Ví dụ: timtin index tin-tuc/ && timtin search 'tổ chức xây dựng Đảng'",
)
@click.option(
    "-V",
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="In số phiên bản rồi thôi.",
)
def cli() -> None:
    """Tìm Tin: tìm toàn văn trong tin chính trị Việt Nam.

    Dữ liệu ra stdout, tiến độ và cảnh báo ra stderr. Mã thoát: 0 có kết quả,
    1 không có, 2 lỗi.
    """


DEMO_QUERIES = (
    "sáp nhập tỉnh",
    "to chuc xay dung dang",
    '"tổ chức bộ máy" từ:2025',
)


@click.command()
@click.option("--index", "index_path", default="index", help="Nơi đặt chỉ mục mẫu.")
def demo(index_path: str) -> None:
    """Lập chỉ mục các bài mẫu rồi chạy vài truy vấn.

    Ví dụ: timtin demo
    """
    from indexer.cli import index
    from search.cli import search
    from search.errors import IndexOutdated
    from search.location import parse_location

    context = click.get_current_context()
    seeds, place = str(_seeds()), parse_location(index_path)
    try:
        context.invoke(index, paths=(seeds,), index_path=place)
    except IndexOutdated as error:
        # What is there may be more than samples, so that it is not replaced unasked.
        raise IndexOutdated(
            error.message,
            f"Chạy ở nơi khác: timtin demo --index {index_path}-mau; hoặc thay tất cả"
            f" bằng các bài mẫu: timtin index {shlex.quote(seeds)} --index"
            f" {shlex.quote(index_path)} --rebuild",
        ) from error
    for query in DEMO_QUERIES:
        click.echo(f"\n$ timtin search '{query}' --facets --size 3")
        context.invoke(
            search,
            query=(query,),
            index_path=parse_location(index_path),
            size=3,
            with_facets=True,
        )
    where = "" if index_path == "index" else f" --index {index_path}"
    click.echo(f"\nMở trang web: timtin serve{where}")


def _seeds() -> Path:
    """The bundled articles: ``seeds`` beside this file in a checkout, else the
    ``share/timtin/seeds`` of the installation.

    An installation puts ``share`` beside this file (``pip install --target``) or above
    it, as many folders up as its scheme has (``lib/python3.11/site-packages``).

    :raises SourceError: when there is none.
    """
    from pathlib import Path

    from search.errors import SourceError

    here = Path(__file__).resolve().parent
    installed = (folder / "share" / "timtin" for folder in (here, *here.parents))
    for folder in (here, *installed):
        if (folder / "seeds").is_dir():
            return folder / "seeds"
    raise SourceError(
        "Không thấy thư mục bài mẫu seeds/", "Cài lại Tìm Tin: pip install timtin"
    )


def run(command: Callable[[], object]) -> int:
    """Run the command and turn its end, whatever it is, into an exit code.

    :param command: returns what click returns outside its standalone mode: the exit
        code that was asked for, or what the command itself returned.
    """
    from search.errors import TimtinError

    try:
        code = command()
        return code if isinstance(code, int) else 0
    except TimtinError as error:
        return _complain(error.message, error.cure, error.exit_code)
    except click.ClickException as error:
        if isinstance(error, getattr(click.exceptions, "NoArgsIsHelpError", ())):
            error.show()
            return error.exit_code
        from search.commands.usage import explain

        return _complain(*explain(error), error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Đã dừng.", err=True)
        return 130


def _complain(message: str, cure: str, code: int) -> int:
    click.echo(f"Lỗi: {message}", err=True)
    if cure:
        click.echo(f"Cách xử lý: {cure}", err=True)
    return code


def _use_utf_8() -> None:
    """Speak UTF-8 to pipes and files whatever the locale, and never fail on a letter.

    A Windows pipe or an old locale cannot write Vietnamese; who sets PYTHONIOENCODING
    gets that encoding, with ``?`` for what it lacks.
    """
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            if not stream.isatty() and "PYTHONIOENCODING" not in os.environ:
                stream.reconfigure(encoding="utf-8")
            stream.reconfigure(errors="replace")


def main() -> None:
    """Entry point of the ``timtin`` script."""
    _use_utf_8()
    sys.exit(run(lambda: cli.main(prog_name="timtin", standalone_mode=False)))


if __name__ == "__main__":
    main()
