"""The command ``check``."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from search.commands.options import index_option
from search.config import load_config
from search.location import Location


@click.command()
@index_option
@click.option("--json", "as_json", is_flag=True, help="Kết quả dạng JSON.")
def check(index_path: Location | None, as_json: bool) -> None:
    """So từng byte của chỉ mục với lúc được ghi; hỏng thì không cho phục vụ nữa.

    Chạy sau khi chép chỉ mục đi nơi khác, và định kỳ. Nói từng tệp sai thế nào, phải làm
    gì. Mã thoát: 0 nguyên vẹn, 1 có chỗ hỏng, 2 không kiểm được.

    Ví dụ: timtin check --index /srv/timtin/index
    """
    from search.labels import format_number
    from search.store.checking import check_index

    path = index_path or load_config().index
    found = check_index(path)
    if as_json:
        result = {"sound": found.is_sound, **asdict(found)}
        click.echo(json.dumps(result, ensure_ascii=False, indent=2))
    else:
        mib = f"{found.size / 2**20:.1f}".replace(".", ",")
        click.echo(f"Đã so {format_number(found.files)} tệp, {mib} MiB ở {path}.")
        for item in found.findings:
            kind = "Lưu ý" if item.weight == "note" else "Hỏng"
            click.echo(f"{kind}: {item.file}: {item.what}")
            click.echo(f"  Cách xử lý: {item.cure}")
        if found.is_marked:
            click.echo("Chỉ mục này không được phục vụ nữa cho đến khi được chữa.")
        elif found.is_sound:
            click.echo("Chỉ mục nguyên vẹn.")
    if not found.is_sound:
        raise click.exceptions.Exit(1)
