"""The command ``serve``."""

from __future__ import annotations

from pathlib import Path

import click

from search.cli import index_option
from search.config import load_config


@click.command()
@index_option
@click.option("--host", help="Địa chỉ lắng nghe (mặc định 127.0.0.1).")
@click.option("--port", type=click.IntRange(1, 65535), help="Cổng (mặc định 8000).")
@click.option("--threads", type=click.IntRange(1, 64), help="Số luồng (mặc định 8).")
def serve(
    index_path: Path | None, host: str | None, port: int | None, threads: int | None
) -> None:
    """Mở trang web tìm kiếm; dừng bằng Ctrl-C.

    Ví dụ: timtin serve --port 8080
    """
    from waitress.server import create_server

    from search.errors import UsageError
    from webui.app import MAX_URL_LENGTH, create_app

    config = load_config()
    host, port = host or config.host, port or config.port
    app = create_app(index_path or config.index)
    try:
        server = create_server(
            app,
            host=host,
            port=port,
            threads=threads or config.threads,
            max_request_header_size=MAX_URL_LENGTH + 8_192,
            max_request_body_size=64 * 1024,
            channel_timeout=60,
            ident=None,
        )
    except ValueError as error:
        # waitress: a host that is no address and no name of this machine.
        raise UsageError(
            f"Không có địa chỉ {host} trên máy này",
            "Bỏ --host (mặc định 127.0.0.1) hoặc viết --host 0.0.0.0",
        ) from error
    except OSError as error:
        raise UsageError(
            f"Không mở được {host}:{port} ({error.strerror or error})",
            "Chọn cổng khác: timtin serve --port 8001",
        ) from error
    click.echo(f"Mở http://{host}:{port}/ trong trình duyệt; Ctrl-C để dừng.", err=True)
    server.run()
