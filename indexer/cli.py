"""The commands that make an index: index, inspect, fetch."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from search.commands.options import LocationType, index_option
from search.config import load_config
from search.labels import format_decimal, format_number
from search.location import Location

if TYPE_CHECKING:
    from indexer.building.pipeline import IndexOptions, Progress, Summary
    from indexer.sources.record import Rejected

STAGES = {
    "reading": "Đọc bài",
    "moving": "Chuyển bài",
    "grouping": "Gộp bản sao",
    "counting": "Đếm âm tiết",
    "compacting": "Nén chỉ mục",
}
PROGRESS_EVERY = 0.2
"""Seconds between two redraws of the progress line."""


def read_options(command: Any) -> Any:
    """How sources are read: shared by ``index`` and ``inspect``."""
    for option in reversed(
        (
            click.option(
                "--format",
                "format_",
                type=click.Choice(["text", "json", "table", "page", "feed"]),
                help="Định dạng của mọi tệp (mặc định: tự nhận).",
            ),
            click.option("--encoding", default="", help="Bảng mã của mọi tệp."),
            click.option(
                "--column",
                "columns",
                multiple=True,
                metavar="TRƯỜNG=CỘT",
                help="Cột nào là trường nào, ví dụ text=noi_dung; lặp lại được.",
            ),
        )
    ):
        command = option(command)
    return command


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="NGUỒN...")
@index_option
@click.option("--engine", default="", help="whoosh (mặc định) hoặc tantivy.")
@click.option(
    "--profile", type=click.Choice(["full", "lean"]), help="Bộ trường xếp hạng."
)
@click.option("--rebuild", is_flag=True, help="Đọc lại tất cả, dựng bên cạnh rồi thay.")
@click.option("--prune", is_flag=True, help="Bỏ các bài mà tệp nguồn không còn.")
@click.option("--workers", type=click.IntRange(1, 64), help="Số tiến trình đọc bài.")
@click.option("--no-groups", is_flag=True, help="Không gộp các bản sao.")
@click.option(
    "--rejects",
    type=click.Path(path_type=Path),
    help="Ghi những gì bị loại ra tệp này.",
)
@click.option("--watch", is_flag=True, help="Giữ chỉ mục luôn mới; Ctrl-C để dừng.")
@click.option("--json", "as_json", is_flag=True, help="Tổng kết dạng JSON.")
@read_options
def index(
    paths: tuple[str, ...],
    index_path: Location | None,
    engine: str,
    profile: Any,
    rebuild: bool,
    prune: bool,
    workers: int | None,
    no_groups: bool,
    rejects: Path | None,
    watch: bool,
    as_json: bool,
    format_: str | None,
    encoding: str,
    columns: tuple[str, ...],
) -> None:
    """Đọc NGUỒN (tệp, thư mục, hoặc - là stdin) vào chỉ mục.

    Nhận văn bản thuần, JSON Lines, CSV, trang HTML, RSS, và bản nén của chúng. Chạy lại
    thì chỉ đọc những tệp đã đổi.

    Ví dụ: timtin index tin-tuc/ --workers 2 --rejects loai.jsonl
    """
    from indexer.building.pipeline import IndexOptions, run

    config = load_config()
    target = index_path or config.index
    options = IndexOptions(
        read=_options(format_, encoding, columns),
        engine=engine or _engine_setting(config.engine, target),
        profile=profile,
        full=rebuild,
        workers=workers or config.workers,
        prune=prune,
        rejects=rejects,
        group=not no_groups,
        memory_mib=config.memory,
    )
    if watch:
        _watch(paths, target, options)
        return
    with _ProgressLine() as line:
        summary = run(paths, target, options, line.show if line.visible else None)
    _print_summary(summary, target, as_json)
    if not summary.count:
        raise click.exceptions.Exit(1)


def _engine_setting(name: str, target: Location) -> str:
    # The setting is for new indexes in folders; an index that exists keeps its engine.
    return name if name != "whoosh" and isinstance(target, Path) else ""


def _options(format_: str | None, encoding: str, columns: tuple[str, ...]) -> Any:
    from indexer.sources import ReadOptions
    from search.errors import UsageError

    mapped = {}
    for item in columns:
        name, equals, column = item.partition("=")
        if not equals or not name or not column:
            raise UsageError(
                f"“{item}” không có dạng TRƯỜNG=CỘT", "Ví dụ: text=noi_dung"
            )
        mapped[name] = column
    return ReadOptions(format=format_ or "", encoding=encoding, columns=mapped)


class _ProgressLine:
    """A line on a terminal's stderr that says where a run is."""

    def __init__(self) -> None:
        self.visible = sys.stderr.isatty()
        self._drawn = 0.0

    def __enter__(self) -> _ProgressLine:
        return self

    def __exit__(self, *_: object) -> None:
        if self._drawn:
            click.echo("\r\x1b[K", nl=False, err=True)

    def show(self, progress: Progress) -> None:
        """Redraw, if it is time to."""
        now = time.monotonic()
        if now - self._drawn < PROGRESS_EVERY:
            return
        self._drawn = now
        text = f"{STAGES.get(progress.stage, progress.stage)}: "
        text += f"{format_number(progress.articles)} bài, {progress.rate:.0f} bài/giây"
        if progress.remaining is not None:
            text += f", còn khoảng {_duration(progress.remaining)}"
        click.echo(f"\r\x1b[K{text[:79]}", nl=False, err=True)


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} giây"
    return (
        f"{seconds / 60:.0f} phút"
        if seconds < 5_400
        else f"{format_decimal(seconds / 3600)} giờ"
    )


def _print_summary(summary: Summary, target: Location, as_json: bool) -> None:
    if as_json:
        from dataclasses import asdict

        click.echo(json.dumps(asdict(summary), ensure_ascii=False))
        return
    for line in format_summary(summary, target):
        click.echo(line)


def format_summary(summary: Summary, target: Location) -> Iterator[str]:
    """The summary of a run as lines for a terminal."""
    from indexer.sources.options import MISSING_PARTS
    from search.stats import advice
    from search.store.opening import open_index

    yield (
        f"Đọc {format_number(summary.read)} bài từ {format_number(summary.files)} tệp"
        f" trong {format_decimal(summary.seconds)} giây"
        f" ({format_number(round(summary.rate))} bài/giây)"
    )
    yield (
        f"Thêm {format_number(summary.added)}, đổi {format_number(summary.changed)},"
        f" giữ nguyên {format_number(summary.unchanged)},"
        f" bỏ {format_number(summary.removed)}"
    )
    if summary.same_files:
        yield f"{format_number(summary.same_files)} tệp không đổi nên không đọc lại"
    if summary.repeated:
        yield f"{format_number(summary.repeated)} bài trùng mã với bài trước: giữ bài sau"
    if summary.grouped:
        yield f"{format_number(summary.grouped)} bài là bản sao của bài khác"
    if summary.missing:
        yield (
            f"{format_number(summary.missing)} tệp không còn;"
            " dùng --prune để bỏ bài của chúng"
        )
    for reason, count in summary.rejected.most_common():
        yield f"Loại {format_number(count)}: {reason}"
        if cure := MISSING_PARTS.get(reason):
            yield f"  {cure}, rồi chạy lại timtin index"
    yield f"Chỉ mục {target} có {format_number(summary.count)} bài"
    if summary.count:
        opened = open_index(target)
        hint = advice(opened.manifest.engine, summary.count, str(target))
        opened.close()
        if hint:
            yield hint


def _watch(paths: tuple[str, ...], target: Location, options: IndexOptions) -> None:
    from indexer.building.watching import watch

    click.echo("Đang theo dõi; Ctrl-C để dừng.", err=True)
    for summary in watch(paths, target, options):
        for line in format_summary(summary, target):
            click.echo(line)


@click.command()
@click.argument("source", metavar="TỪ_ĐÂU", type=LocationType())
@click.argument("target", metavar="ĐẾN_ĐÂU", type=LocationType())
@click.option("--engine", default="", help="Của chỉ mục mới trong thư mục.")
@click.option(
    "--profile", type=click.Choice(["full", "lean"]), help="Bộ trường xếp hạng."
)
def move(source: Location, target: Location, engine: str, profile: Any) -> None:
    """Chép chỉ mục TỪ_ĐÂU sang ĐẾN_ĐÂU: thư mục hoặc opensearch://MÁY:9200/tên.

    Nơi đi còn nguyên. Bị dừng giữa chừng thì chạy lại là làm tiếp.

    Ví dụ: timtin move index opensearch://127.0.0.1:9200/tin
    """
    from indexer.building.moving import move as run_move

    memory = load_config().memory
    with _ProgressLine() as line:
        show = line.show if line.visible else None
        moved = run_move(source, target, engine, profile, show, memory)
    before = f", trước đó đã có {format_number(moved.before)}" if moved.before else ""
    click.echo(
        f"Chuyển {format_number(moved.articles)} bài sang {target}"
        f" trong {format_decimal(moved.seconds)} giây{before}"
    )


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="NGUỒN...")
@click.option(
    "--limit",
    type=click.IntRange(1),
    default=5,
    show_default=True,
    help="Số bài xem nhiều nhất.",
)
@read_options
def inspect(
    paths: tuple[str, ...],
    limit: int,
    format_: str | None,
    encoding: str,
    columns: tuple[str, ...],
) -> None:
    """Xem NGUỒN được đọc ra sao, từng bước, không ghi gì cả.

    Ví dụ: timtin inspect bai-viet.txt
    """
    from itertools import islice

    from indexer.sources import read_path
    from indexer.sources.record import Record, Rejected

    options = _options(format_, encoding, columns)
    found = (item for path in paths for item in read_path(path, options))
    read = 0
    for number, item in enumerate(islice(found, limit)):
        if number:
            click.echo()
        read += not isinstance(item, Rejected)
        if isinstance(item, Record):
            for label, text in _stages(item):
                click.echo(f"{label + ':':<14} {text}")
        elif isinstance(item, Rejected):
            click.echo(_rejection(item))
        else:
            click.echo(item.to_json())
    if not read:
        raise click.exceptions.Exit(1)


def _rejection(item: Rejected) -> str:
    return f"Loại {item.source}: {item.reason}" + (
        f" ({item.detail})" if item.detail else ""
    )


def _excerpt(body: str) -> str:
    from search.commands.terminal import safe

    start = " ".join(safe(body[:160]).split())
    return start + "…" if len(body) > 160 else start


def _stages(record: Any) -> Iterator[tuple[str, str]]:
    """What each stage made of a record, as (label, text)."""
    from indexer.building.reading import read_article
    from indexer.cleaning.clean import clean_record
    from indexer.sources.record import Rejected
    from search.commands.terminal import safe
    from search.gazetteer.provinces import display_name
    from search.labels import (
        FLAG_LABELS,
        PROVENANCE_LABELS,
        ROLE_LABELS,
        document_label,
        format_date,
        format_source,
    )

    yield "Nguồn", f"{record.source} ({record.encoding}, {len(record.text)} ký tự)"
    cleaned = clean_record(record)
    yield "Tiêu đề", safe(cleaned.title) or "(không có)"
    yield "Tòa soạn", cleaned.publisher or "(không rõ)"
    yield "Tác giả", cleaned.byline or "(không rõ)"
    for source, text in cleaned.stated:
        yield "Ngày ghi", f"{text} ({format_source(source)})"
    for text in cleaned.captions:
        yield "Chú thích", safe(text)
    for text in cleaned.furniture:
        yield "Cắt bỏ", safe(text)
    for flag in cleaned.flags:
        yield "Lưu ý", FLAG_LABELS[flag]
    yield "Thân bài", f"{len(cleaned.body)} ký tự: {_excerpt(cleaned.body)}"
    article = read_article(record)
    if isinstance(article, Rejected):
        yield "Kết quả", _rejection(article)
        return
    for label, stamp in (
        ("Ngày đăng", article.published),
        ("Ngày diễn ra", article.event),
    ):
        known = f" ({PROVENANCE_LABELS[stamp.provenance]})" if stamp else ""
        yield label, format_date(stamp) + known
    for place in article.places:
        how = f"{ROLE_LABELS[place.role]}, {PROVENANCE_LABELS[place.provenance]}"
        yield "Nơi", f"{display_name(place.slug)}: {how} (“{place.words or place.name}”)"
    for document in article.documents:
        known = PROVENANCE_LABELS[document.provenance]
        yield "Văn bản", f"{document_label(document)}: {known} (“{document.name}”)"
    for person in article.people:
        office = f"{person.office}, " if person.office else ""
        known = PROVENANCE_LABELS[person.provenance]
        yield "Nhân vật", f"{person.name}: {office}{known} (“{person.words}”)"
    yield "Mã bài", article.id


@click.command()
@click.argument("urls", nargs=-1, required=True, metavar="ĐỊA_CHỈ...")
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path),
    default=Path("tin-tai-ve"),
    show_default=True,
    help="Thư mục chứa trang tải về.",
)
@click.option(
    "--limit",
    type=click.IntRange(1),
    default=200,
    show_default=True,
    help="Số trang tải nhiều nhất.",
)
@click.option(
    "--lists",
    type=click.IntRange(1),
    default=100,
    show_default=True,
    help="Số sơ đồ trang tải nhiều nhất.",
)
@click.option(
    "--allow-private",
    is_flag=True,
    help="Cho nguồn tin và chuyển hướng dẫn vào mạng nội bộ.",
)
@click.option(
    "--delay",
    type=click.FloatRange(0),
    default=1.0,
    show_default=True,
    help="Số giây nghỉ giữa hai lần tải của một máy chủ.",
)
def fetch(
    urls: tuple[str, ...],
    folder: Path,
    limit: int,
    lists: int,
    allow_private: bool,
    delay: float,
) -> None:
    """Tải ĐỊA_CHỈ (RSS, Atom, sơ đồ trang, hoặc một trang) về một thư mục.

    Theo robots.txt, nghỉ giữa hai lần tải của mỗi máy chủ, chạy lại thì tải tiếp. Không
    vào mạng nội bộ, trừ máy chủ có tên trong ĐỊA_CHỈ. Mã thoát: 0 có trang, 1 không có
    trang nào (chẳng hạn robots.txt không cho phép), 2 lỗi.

    Ví dụ: timtin fetch https://bao.example/rss && timtin index tin-tai-ve/
    """
    from indexer.fetching.fetch import FetchOptions, fetch_all

    options = FetchOptions(
        limit=limit, lists=lists, delay=delay, allow_private=allow_private
    )
    report = fetch_all(urls, folder, options)
    click.echo(str(report))
    if not report.has_pages:
        raise click.exceptions.Exit(2 if report.failed else 1)
