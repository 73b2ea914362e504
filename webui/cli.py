"""The command ``serve``."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from socket import gaierror, socket
from threading import Thread
from typing import TYPE_CHECKING

import click

from search.commands.options import index_option
from search.config import Config, load_config
from search.location import Location

if TYPE_CHECKING:
    from search.searcher import Searcher

SWITCH = 0.001
"""Seconds after which Python lets another thread go on: a quick page beside slow ones
waits for that at each of its reads."""


@click.command()
@index_option
@click.option("--host", help="Địa chỉ lắng nghe (mặc định 127.0.0.1).")
@click.option("--port", type=click.IntRange(1, 65535), help="Cổng (mặc định 8000).")
@click.option("--threads", type=click.IntRange(1, 64), help="Số luồng mỗi tiến trình.")
@click.option(
    "--processes",
    type=click.IntRange(0, 64),
    help="Số tiến trình (mặc định 0: mỗi nhân bộ xử lý một tiến trình).",
)
def serve(
    index_path: Location | None,
    host: str | None,
    port: int | None,
    threads: int | None,
    processes: int | None,
) -> None:
    """Mở trang web tìm kiếm; dừng bằng Ctrl-C.

    Ví dụ: timtin serve --port 8080
    """
    from webui.processes import (
        ConnectionCounts,
        SharedListener,
        SignsOfLife,
        can_fork,
        default_count,
        exit_when_told,
        supervise,
    )
    from webui.serving.metrics import shared_counts

    config = load_config()
    host, port = host or config.host, port or config.port
    sockets = _open(host, port)
    if processes is None:
        processes = config.processes
    count = (processes or default_count()) if can_fork() else 1

    config = replace(
        config,
        index=index_path or config.index,
        threads=threads or config.threads,
        host=host,
    )
    counts, signs = ConnectionCounts(count), SignsOfLife(count)

    def work(place: int) -> None:
        shared = [SharedListener(listening, counts, place) for listening in sockets]
        _serve(config, shared, lambda: signs.give(place))

    with shared_counts():
        _check(config)
        where = f"http://{host}:{port}/"
        click.echo(f"Mở {where} trong trình duyệt; Ctrl-C để dừng.", err=True)
        if count > 1:
            _load_early()
            supervise(count, work, signs)
        else:
            exit_when_told()
            _serve(config, sockets, lambda: None)


@click.command()
@click.argument("file", metavar="TỆP", type=click.Path(path_type=Path, dir_okay=False))
def password(file: Path) -> None:
    """Hỏi một mật khẩu và ghi bản băm của nó vào TỆP, cho TIMTIN_PASSWORD_FILE.

    Khi đầu vào không phải bàn phím thì đọc mật khẩu ở dòng đầu của nó. Tệp được đọc lại
    khi đổi, không phải mở lại trang web.

    Ví dụ: timtin password mat-khau.txt
    """
    from webui.serving.password import write_password

    if sys.stdin.isatty():
        given = click.prompt("Mật khẩu", hide_input=True, confirmation_prompt="Lần nữa")
    else:
        given = sys.stdin.readline().rstrip("\r\n")
    write_password(file, given)
    click.echo(
        f"Đã ghi {file}. Mở trang web với: TIMTIN_PASSWORD_FILE={file}", err=True
    )


def _check(config: Config) -> None:
    """See that the settings of the page can be used, before anything is started.

    :raises search.errors.UsageError: when one cannot.
    """
    from webui.app import create_app

    create_app(config=config)


def _open(host: str, port: int) -> list[socket]:
    from search.errors import UsageError
    from webui.processes import open_sockets

    try:
        return open_sockets(host, port)
    except (gaierror, UnicodeError) as error:
        # No address and no name of this machine.
        raise UsageError(
            f"Không có địa chỉ {host} trên máy này",
            "Bỏ --host (mặc định 127.0.0.1) hoặc viết --host 0.0.0.0",
        ) from error
    except OSError as error:
        raise UsageError(
            f"Không mở được {host}:{port} ({error.strerror or error})",
            "Chọn cổng khác: timtin serve --port 8001",
        ) from error


def _load_early() -> None:
    """What every process needs, loaded once before they are copies of this one."""
    from search.language.segmenter.single import default_segmenter

    for name in ("webui.serving.server", "webui.app"):
        import_module(name)
    default_segmenter(tone_styles=True)
    gc.freeze()


def _serve(config: Config, sockets: Sequence[socket], beat: Callable[[], None]) -> None:
    """Serve pages in this process until it is told to stop."""
    from search.searcher import Searcher
    from webui.app import LIMITS, create_app
    from webui.serving.hosts import Proxies
    from webui.serving.lanes import Lanes
    from webui.serving.limits import Limits
    from webui.serving.server import run

    sys.setswitchinterval(SWITCH)
    searcher = Searcher(config.index, config.recency / 100)
    Thread(target=_get_ready, args=(searcher,)).start()
    app = create_app(searcher=searcher, config=config)
    lanes = Lanes(config.threads)
    limits: Limits = app.extensions[LIMITS]
    limits.is_crowded = lanes.is_crowded
    run(app, sockets, lanes, Proxies(config.trusted_proxy), beat)


def _get_ready(searcher: Searcher) -> None:
    """Read what pages are made from, before and while they are asked for."""
    from search.errors import TimtinError

    # The page says what is wrong with an index.
    with suppress(TimtinError):
        searcher.keep_ready().join()
        # It stays: looking through it for garbage took 30 ms of a page now and then.
        gc.freeze()
