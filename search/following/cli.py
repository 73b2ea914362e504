"""The commands ``alerts`` and ``batch``."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from search.cli import open_searcher, read_options
from search.commands.options import filter_options, index_option, sort_option
from search.config import load_config
from search.export.cli import table_options, write, write_table
from search.location import Location

if TYPE_CHECKING:
    from search.following.journal import Batch
    from search.following.running import Round


def alerts_option(command: Any) -> Any:
    """``--alerts``: the file of saved searches."""
    return click.option(
        "--alerts",
        "alerts_path",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Tệp ghi các tìm kiếm được theo dõi (mặc định: TIMTIN_ALERTS"
        " hoặc ./theo-doi.json).",
    )(command)


@click.group()
def alerts() -> None:
    """Theo dõi: ghi lại tìm kiếm, rồi báo những bài mới vào kho từ lần chạy trước.

    Bài mới là bài mới có trong kho, dù ngày đăng đã lâu. Sổ ghi những gì đã báo nằm
    cạnh tệp theo dõi; lần chạy bị ngắt thì lần sau báo tiếp, không sót.

    Ví dụ: timtin alerts add 'Gia Lai' 'tinh gọn' --province 'Gia Lai' && timtin alerts run
    """


@alerts.command()
@click.argument("name", metavar="TÊN")
@click.argument("query", nargs=-1, metavar="[TRUY_VẤN]...")
@filter_options
@index_option
@alerts_option
@click.option("--atom", default="", metavar="TỆP", help="Ghi bài mới ra tệp Atom này.")
@click.option("--mail", multiple=True, metavar="ĐỊA_CHỈ", help="Gửi thư; lặp lại được.")
@click.option(
    "--command",
    default="",
    metavar="LỆNH",
    help="Chạy lệnh này, bài mới ở đầu vào chuẩn dạng JSON.",
)
@click.option("--terminal", is_flag=True, help="In ra cả màn hình.")
@click.option(
    "--from-start", is_flag=True, help="Coi mọi bài đang có trong kho là bài mới."
)
def add(
    name: str,
    query: tuple[str, ...],
    index_path: Location | None,
    alerts_path: Path | None,
    atom: str,
    mail: tuple[str, ...],
    command: str,
    terminal: bool,
    from_start: bool,
    **values: Any,
) -> None:
    """Theo dõi TRUY_VẤN dưới TÊN; không nói báo ở đâu thì in ra màn hình.

    Ví dụ: timtin alerts add 'Nghị quyết 18' 'số:18-NQ/TW' --atom nq18.xml
    """
    from search.errors import UsageError
    from search.following.running import bring_up_to_date, open_journal
    from search.following.saved import make_saved, read_saved, write_saved

    path = _alerts_path(alerts_path)
    asked = read_options(query, **{**values, "copies": False})
    item = make_saved(
        *(name, asked), atom=atom, mail=mail, command=command, terminal=terminal
    )
    searcher = open_searcher(index_path)
    page = searcher.search(replace(asked, size=1))
    for notice in page.warnings:
        click.echo(f"Chú ý: {notice.message}", err=True)
    with open_journal(path) as journal:
        known = read_saved(path)
        if any(one.name == item.name for one in known):
            raise UsageError(
                f"Đã có theo dõi tên “{item.name}”",
                "Chọn tên khác, hoặc bỏ tên cũ: timtin alerts remove",
            )
        view, index = searcher.view(), _index_name(index_path)
        both = (*known, item)
        bring_up_to_date(journal, view, index, both, from_start=from_start)
        write_saved(path, both)
    click.echo(f"Theo dõi “{item.name}”: nay có {page.total} bài. Tệp: {path}")


@alerts.command("list")
@alerts_option
@click.option("--json", "as_json", is_flag=True, help="Như trong tệp, dạng JSON.")
def list_(alerts_path: Path | None, as_json: bool) -> None:
    """In các tìm kiếm được theo dõi.

    Ví dụ: timtin alerts list --json
    """
    from search.commands.terminal import safe
    from search.following.saved import read_saved

    found = read_saved(_alerts_path(alerts_path))
    if as_json:
        rows = {"alerts": [item.to_dict() for item in found]}
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    for item in () if as_json else found:
        asked = ", ".join(
            f"{key}={value}" for key, value in item.request.to_arguments()
        )
        click.echo(safe(f"{item.name}\t{asked}\t{', '.join(item.channels)}"))
    if not found:
        raise click.exceptions.Exit(1)


@alerts.command()
@click.argument("name", metavar="TÊN")
@alerts_option
def remove(name: str, alerts_path: Path | None) -> None:
    """Thôi theo dõi TÊN; bài chưa kịp báo của nó cũng bỏ.

    Ví dụ: timtin alerts remove 'Gia Lai'
    """
    from search.errors import UsageError
    from search.following.running import open_journal
    from search.following.saved import read_saved, write_saved

    path = _alerts_path(alerts_path)
    with open_journal(path) as journal:
        known = read_saved(path)
        kept = [item for item in known if item.name != name]
        if len(kept) == len(known):
            raise UsageError(
                f"Không có theo dõi tên “{name[:80]}”",
                "Xem các tên: timtin alerts list",
            )
        write_saved(path, kept)
        journal.keep_only([item.name for item in kept])
    click.echo(f"Đã thôi theo dõi “{name}”.")


@alerts.command()
@index_option
@alerts_option
@click.option("--watch", is_flag=True, help="Chạy mãi, báo ngay khi kho có bài mới.")
@click.option("--moved", is_flag=True, help="Chỉ mục vẫn là nó, chỉ dời sang chỗ khác.")
@click.option("--json", "as_json", is_flag=True, help="Những gì đã báo, dạng JSON.")
def run(
    index_path: Location | None,
    alerts_path: Path | None,
    watch: bool,
    moved: bool,
    as_json: bool,
) -> None:
    """Báo bài mới của mọi theo dõi; không có gì mới thì im lặng, mã thoát 1.

    Ví dụ (crontab): */10 * * * * timtin alerts run --index /srv/tin/index
    """
    from search.errors import IndexLocked, UsageError
    from search.following import running
    from search.following.delivery import Outside
    from search.following.saved import read_saved

    config = load_config()
    path = _alerts_path(alerts_path)
    if not path.exists():
        raise UsageError(
            f"Chưa có tệp theo dõi {path}", "Lập bằng: timtin alerts add TÊN TRUY_VẤN"
        )
    searcher = open_searcher(index_path)

    def show(batch: Batch) -> None:
        _show(batch, as_json, config.site)

    folder = path.absolute().parent
    out = Outside(folder, show, config.smtp, config.mail_from, config.site)

    def look() -> Round:
        searches = read_saved(path)
        index = _index_name(index_path)
        return running.run(path, searches, searcher.view(), index, out, moved)

    if not watch:
        done = look()
        _tell(done, as_json, config.site)
        if done.failed:
            raise click.exceptions.Exit(2)
        if not done.articles:
            raise click.exceptions.Exit(1)
        return

    def try_to_look() -> Round:
        # Another run is at it: what it leaves, the next look finds.
        try:
            return look()
        except IndexLocked:
            return running.Round()

    told: list[str] = []
    for done in running.watch(try_to_look):
        errors = [str(error) for _, error in done.failed]
        # A server that is down is told of once, not every few seconds.
        _tell(done, as_json, config.site, errors != told)
        told = errors


def _tell(done: Round, as_json: bool, site: str, with_errors: bool = True) -> None:
    for batch in done.sent if as_json else ():
        if batch.channel != "terminal":
            _show(batch, as_json, site)
    for batch, error in done.failed if with_errors else ():
        waiting = len(batch.articles)
        click.echo(
            f"Chưa báo được {waiting} bài của “{batch.alert}”: {error}", err=True
        )


def _show(batch: Batch, as_json: bool, site: str) -> None:
    from search.following.delivery import describe, to_dict

    if as_json:
        row = {"channel": batch.channel, **to_dict(batch, site)}
        click.echo(json.dumps(row, ensure_ascii=False))
    else:
        click.echo("\n".join([*describe(batch, site), ""]))
    sys.stdout.flush()


def _alerts_path(path: Path | None) -> Path:
    return path or load_config().alerts


def _index_name(index_path: Location | None) -> str:
    location = index_path or load_config().index
    return str(location.absolute() if isinstance(location, Path) else location)


@click.command()
@click.argument("names", metavar="TỆP", type=click.Path(path_type=Path))
@filter_options
@index_option
@click.option("--column", default="", metavar="TÊN", help="Cột của truy vấn.")
@click.option(
    "--first",
    type=click.IntRange(0, 20),
    default=3,
    show_default=True,
    help="Số bài đầu của mỗi dòng.",
)
@sort_option
@table_options
@click.option("--json", "as_json", is_flag=True, help="Mỗi dòng một JSON.")
def batch(
    names: Path,
    index_path: Location | None,
    column: str,
    first: int,
    form: str,
    output: Path | None,
    as_json: bool,
    **values: Any,
) -> None:
    """Tìm từng dòng của TỆP (văn bản hoặc CSV; - là stdin): số bài và các bài đầu.

    In CSV có BOM để Excel đọc đúng tiếng Việt, hoặc ghi tệp Excel. Dòng đầu là tiêu đề
    cột thì được bỏ qua.

    Ví dụ: timtin batch ten.csv --from 2024 --format xlsx -o ket-qua.xlsx
    """
    from search.following.batch import read_queries, run_batch

    queries = read_queries(_read_list(names), column)
    request = read_options((), **values)
    lines = run_batch(open_searcher(index_path), queries, request, first)
    if as_json:
        texts = (json.dumps(line.to_dict(), ensure_ascii=False) for line in lines)
        write((f"{text}\n".encode() for text in texts), output)
        return
    from search.following.batch import columns, row_of, widths

    rows = (row_of(line, first) for line in lines)
    write_table(columns(first), rows, form, output, widths(first))


def _read_list(path: Path) -> str:
    from search.errors import SourceError

    try:
        raw = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
        return raw.decode("utf-8-sig")
    except OSError as error:
        raise SourceError(
            f"Không đọc được {path} ({error.strerror})", "Kiểm tra lại đường dẫn"
        ) from error
    except UnicodeDecodeError as error:
        raise SourceError(
            f"{path} không phải văn bản UTF-8", "Lưu lại dưới dạng CSV UTF-8"
        ) from error
