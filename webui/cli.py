"""The command ``serve``."""

from __future__ import annotations

import gc
import logging
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from socket import gaierror, socket
from threading import Thread
from typing import TYPE_CHECKING, Any

import click

from search.commands.options import index_option
from search.config import load_config

if TYPE_CHECKING:
    from search.searcher import Searcher

FLUSHES, FLUSH = 5, 0.05
"""How often, and for how many seconds, to send what is left before the end."""


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
    index_path: Path | None,
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
        can_fork,
        default_count,
        exit_when_told,
        supervise,
    )

    config = load_config()
    host, port = host or config.host, port or config.port
    sockets = _open(host, port)
    if processes is None:
        processes = config.processes
    count = (processes or default_count()) if can_fork() else 1

    index, threads = index_path or config.index, threads or config.threads
    counts = ConnectionCounts(count)

    def work(place: int) -> None:
        shared = [SharedListener(listening, counts, place) for listening in sockets]
        _serve(index, shared, threads)

    click.echo(f"Mở http://{host}:{port}/ trong trình duyệt; Ctrl-C để dừng.", err=True)
    if count > 1:
        _load_early()
        supervise(count, work)
    else:
        exit_when_told()
        _serve(index, sockets, threads)


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

    for name in ("waitress.server", "webui.api", "webui.pages", "webui.errors"):
        import_module(name)
    default_segmenter(tone_styles=True)
    gc.freeze()


def _serve(index: Path, sockets: Sequence[socket], threads: int) -> None:
    """Serve pages in this process until it is told to stop, and send those that were
    being made by then."""
    from waitress import wasyncore
    from waitress.server import create_server

    from search.searcher import Searcher
    from webui.app import MAX_URL_LENGTH, create_app

    # It would warn of every page that waits for the one before it.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    searcher = Searcher(index, load_config().recency / 100)
    Thread(target=_get_ready, args=(searcher,)).start()
    opened: dict[int, Any] = {}
    server = create_server(
        create_app(searcher=searcher),
        map=opened,
        sockets=list(sockets),
        threads=threads,
        max_request_header_size=MAX_URL_LENGTH + 8_192,
        max_request_body_size=64 * 1024,
        channel_timeout=60,
        ident=None,
    )
    server.run()
    wasyncore.loop(timeout=FLUSH, map=opened, count=FLUSHES)


def _get_ready(searcher: Searcher) -> None:
    """Read what pages are made from, before and while they are asked for."""
    from search.errors import TimtinError

    # The page says what is wrong with an index.
    with suppress(TimtinError):
        searcher.keep_ready().join()
        # It stays: looking through it for garbage took 30 ms of a page now and then.
        gc.freeze()
