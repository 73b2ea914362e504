"""The commands that read an index: search, show, facets, suggest, stats,
evaluate."""

from __future__ import annotations

import csv
import json
import shutil
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from search.commands.options import filter_options, index_option, sort_option
from search.config import MAX_PAGE_SIZE, load_config
from search.export.cells import inert
from search.location import Location

if TYPE_CHECKING:
    from search.request import SearchRequest
    from search.results import Hit, SearchPage
    from search.searcher import Searcher

CSV_COLUMNS = ("id", "title", "published", "provinces", "publisher", "score", "url")
FACET_ROWS = 10


def open_searcher(index_path: Location | None, recency: int | None = None) -> Searcher:
    """The searcher over the index asked for, or the one of the settings.

    :param recency: per cent; by default as in the settings.
    """
    from search.searcher import Searcher

    config = load_config()
    share = config.recency if recency is None else recency
    return Searcher(index_path or config.index, share / 100)


def read_options(query: tuple[str, ...], **values: Any) -> SearchRequest:
    """The request that a query and options ask for."""
    from search.request import read_request

    text = " ".join(query)
    if text == "-":
        text = sys.stdin.read(MAX_STDIN_QUERY)
    arguments = {"q": [text]}
    for name, value in values.items():
        if isinstance(value, bool):
            value = int(value)
        arguments[name] = list(value) if isinstance(value, tuple) else [str(value)]
    return read_request(arguments)


MAX_STDIN_QUERY = 10_000


@click.command()
@click.argument("query", nargs=-1, metavar="[TRUY_VẤN]...")
@filter_options
@index_option
@sort_option
@click.option(
    "--page",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Trang thứ mấy.",
)
@click.option(
    "--size", "-n", type=click.IntRange(1, MAX_PAGE_SIZE), help="Số kết quả mỗi trang."
)
@click.option(
    "--facets/--no-facets", "with_facets", default=False, help="In cả các bảng đếm."
)
@click.option("--explain", is_flag=True, help="Mệnh đề nào cho bài bao nhiêu điểm.")
@click.option("--json", "output", flag_value="json", help="Một SearchPage dạng JSON.")
@click.option(
    "--jsonl", "output", flag_value="jsonl", help="Mỗi kết quả một dòng JSON."
)
@click.option(
    "--csv",
    "output",
    flag_value="csv",
    help="Mỗi kết quả một dòng CSV, có BOM để Excel đọc đúng tiếng Việt.",
)
def search(
    query: tuple[str, ...],
    index_path: Location | None,
    size: int | None,
    with_facets: bool,
    explain: bool,
    output: str | None,
    **values: Any,
) -> None:
    """Tìm bài khớp TRUY_VẤN, xếp bài hợp nhất lên trước.

    Gõ có dấu thì khớp đúng dấu, gõ không dấu thì khớp mọi dấu. Dùng "..." cho cụm
    từ, -từ để loại, tiền_tố*, tỉnh:"Gia Lai", từ:2024, đến:2025, số:18-NQ/TW. Đặt --
    trước truy vấn bắt đầu bằng dấu trừ. TRUY_VẤN là - thì đọc từ
    stdin.

    Ví dụ: timtin search 'tổ chức xây dựng Đảng' --province 'Gia Lai' --from 12/2025
    """
    size = size or load_config().page_size
    request = read_options(query, size=size, **values)
    page = open_searcher(index_path).search(
        request, facets=with_facets or output == "json", explain=explain
    )
    _print_notices(page)
    match output:
        case "json":
            click.echo(json.dumps(page.to_dict(), ensure_ascii=False, indent=2))
        case "jsonl":
            for hit in _full(page):
                click.echo(json.dumps(hit.to_dict(), ensure_ascii=False))
        case "csv":
            _print_csv(page)
        case _:
            _print_page(page, with_facets)
    if not page.total:
        raise click.exceptions.Exit(1)


def _full(page: SearchPage) -> list[Hit]:
    """The hits that satisfy the query: rows of data say nothing of what they lack."""
    return [hit for hit in page.hits if not hit.lacks]


def _print_page(page: SearchPage, with_facets: bool) -> None:
    from search.commands.terminal import format_facets, format_page

    for line in format_page(page, _terminal_width(), _use_color()):
        click.echo(line, color=True)
    if with_facets:
        for line in format_facets(page, FACET_ROWS):
            click.echo(line)


def _print_notices(page: SearchPage) -> None:
    for notice in page.warnings:
        click.echo(f"Chú ý: {notice.message}", err=True)
    from search.labels import format_number

    for offer in page.suggestions:
        counts = "; ".join(
            f"{item.text}: {format_number(item.articles)} bài" for item in offer.counts
        )
        counted = f" ({counts})" if counts else ""
        click.echo(f"{offer.reason}: {offer.query}{counted}", err=True)


def _print_csv(page: SearchPage) -> None:
    rows = (hit.to_dict() for hit in _full(page))
    print_table(
        CSV_COLUMNS,
        (
            [
                {**row, "provinces": ";".join(row["provinces"])}[key]
                for key in CSV_COLUMNS
            ]
            for row in rows
        ),
    )


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table as CSV that spreadsheets read right and do not run."""
    # Excel takes a file without it for the system's old encoding; a terminal shows it.
    if not sys.stdout.isatty() and _is_unicode(sys.stdout.encoding):
        sys.stdout.write("\ufeff")
    writer = csv.writer(sys.stdout)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([inert(cell) for cell in row])


def _is_unicode(encoding: str | None) -> bool:
    return (encoding or "").lower().startswith("utf")


def _terminal_width() -> int:
    return max(40, min(shutil.get_terminal_size((80, 24)).columns, 100))


def _use_color() -> bool:
    import os

    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


@click.command()
@click.argument("article_id", metavar="MÃ_BÀI")
@index_option
@click.option("--query", "-q", default="", help="Đánh dấu chỗ khớp truy vấn này.")
@click.option("--json", "as_json", is_flag=True, help="Bài dưới dạng JSON.")
@click.option("--similar", is_flag=True, help="Các bài tương tự, thay cho toàn văn.")
def show(
    article_id: str,
    index_path: Location | None,
    query: str,
    as_json: bool,
    similar: bool,
) -> None:
    """In toàn văn một bài, với ngày, nơi chốn và cách biết được chúng.

    Ví dụ: timtin show 2f6c1a90b77de314 -q 'xây dựng Đảng'
    """
    from search.commands.terminal import format_article, format_listed
    from search.results import list_article

    if similar:
        listed = open_searcher(index_path).similar(article_id)
        if as_json:
            made = [list_article(article) for article in listed]
            click.echo(json.dumps({"articles": made}, ensure_ascii=False, indent=2))
        else:
            for line in format_listed(listed):
                click.echo(line)
        return
    found = open_searcher(index_path).article(article_id, read_options((query,)))
    if as_json:
        click.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
        return
    for line in format_article(found, _terminal_width(), _use_color()):
        click.echo(line, color=True)


@click.command()
@click.argument("query", nargs=-1, metavar="[TRUY_VẤN]...")
@filter_options
@index_option
@click.option(
    "--rows",
    type=click.IntRange(1),
    default=20,
    show_default=True,
    help="Số dòng mỗi bảng.",
)
@click.option("--json", "as_json", is_flag=True, help="Các bảng đếm dạng JSON.")
def facets(
    query: tuple[str, ...],
    index_path: Location | None,
    rows: int,
    as_json: bool,
    **values: Any,
) -> None:
    """Đếm bài khớp TRUY_VẤN (bỏ trống là mọi bài) theo thời gian, tỉnh, nguồn.

    Ví dụ: timtin facets 'sáp nhập' --date 2025
    """
    from search.commands.terminal import format_facets

    request = replace(read_options(query, **values), size=1)
    page = open_searcher(index_path).search(request, facets=True)
    _print_notices(page)
    if as_json:
        counts = {facet.name: facet.to_dict() for facet in page.facets}
        click.echo(
            json.dumps(
                {"total": page.total, "facets": counts}, ensure_ascii=False, indent=2
            )
        )
    else:
        from search.labels import format_number

        click.echo(f"{format_number(page.total)} bài")
        for line in format_facets(page, rows):
            click.echo(line)
    if not page.total:
        raise click.exceptions.Exit(1)


@click.command()
@click.argument("text", metavar="CHỮ")
@index_option
@click.option(
    "--size",
    "-n",
    type=click.IntRange(1, 20),
    default=8,
    show_default=True,
    help="Số gợi ý.",
)
def suggest(text: str, index_path: Location | None, size: int) -> None:
    """Gợi ý bài báo, nhân vật, tỉnh, số văn bản, chữ tắt và cụm từ bắt đầu như CHỮ.

    Dấu đã gõ được giữ; sau tên trường thì gợi ý giá trị của trường ấy.

    Ví dụ: timtin suggest 'nghị quyết 1'; timtin suggest 'tỉnh:gi'
    """
    from search.collection.completion import KIND_LABELS
    from search.commands.terminal import safe

    found = open_searcher(index_path).suggest(text, size)
    for item in found:
        click.echo(f"{safe(item.text)}\t{KIND_LABELS[item.kind]}")
    if not found:
        raise click.exceptions.Exit(1)


@click.command()
@index_option
@click.option("--json", "as_json", is_flag=True, help="Các số liệu dạng JSON.")
def stats(index_path: Location | None, as_json: bool) -> None:
    """Số bài, động cơ, kích thước và khoảng thời gian của chỉ mục.

    Ví dụ: timtin stats --json
    """
    from search.stats import format_stats

    figures = open_searcher(index_path).stats()
    if as_json:
        click.echo(json.dumps(figures.to_dict(), ensure_ascii=False, indent=2))
        return
    for line in format_stats(figures):
        click.echo(line)


@click.command()
@click.argument("topics", metavar="CHỦ_ĐỀ", type=click.Path(path_type=Path))
@click.argument("qrels", metavar="ĐÁNH_GIÁ", type=click.Path(path_type=Path))
@index_option
@click.option(
    "--form",
    "forms",
    multiple=True,
    help="Cách viết: written, lower, upper, unmarked, half, tones, nfd (mặc định: cả bảy).",
)
@click.option(
    "--save", type=click.Path(path_type=Path), help="Ghi kết quả ra tệp run TREC."
)
@click.option(
    "--against",
    type=click.Path(path_type=Path),
    help="So với một tệp run: chủ đề nào tốt lên, kém đi.",
)
@click.option(
    "--sets", is_flag=True, help="Chấm cả tập bài có đủ, và mười bài mới nhất của nó."
)
@click.option(
    "--recency",
    default=0,
    metavar="SỐ",
    help="Phần trăm điểm thưởng cho bài mới (mặc định: 0).",
)
def evaluate(
    topics: Path,
    qrels: Path,
    index_path: Location | None,
    forms: tuple[str, ...],
    save: Path | None,
    against: Path | None,
    sets: bool,
    recency: int,
) -> None:
    """Chấm xếp hạng theo tệp CHỦ_ĐỀ (mã<TAB>truy vấn) và tệp ĐÁNH_GIÁ (qrels TREC).

    In nDCG@10, RR@10, R@100, Success@1 với khoảng tin cậy 95% cho mỗi cách viết; với
    --sets cả SetP, SetR, SetR2 (chỉ trên bài đã chấm) và P@10 của mười bài mới nhất.
    --save và --against dùng cách viết đầu tiên.

    Ví dụ: timtin evaluate su-kien.topics.tsv su-kien.qrels --form written
    """
    from search.commands import trec as evaluation
    from search.errors import UsageError

    chosen = forms or tuple(evaluation.FORMS)
    if unknown := [form for form in chosen if form not in evaluation.FORMS]:
        raise UsageError(
            f"Không có cách viết “{unknown[0]}”",
            "Chọn trong: " + ", ".join(evaluation.FORMS),
        )
    asked, judged = evaluation.read_topics(topics), evaluation.read_qrels(qrels)
    reference = evaluation.read_run(against) if against else None
    searcher = open_searcher(index_path, recency)
    names = (*evaluation.MEASURES, *(evaluation.SET_MEASURES if sets else ()))
    click.echo("cách viết".ljust(10) + "".join(name.rjust(22) for name in names))
    for number, form in enumerate(chosen):
        run = evaluation.run_topics(searcher, asked, form)
        values = evaluation.judge(run, judged)
        if sets:
            values |= evaluation.judge_sets(searcher, asked, judged, form)
        figures = [evaluation.summarise(values[name]) for name in names]
        click.echo(
            form.ljust(10)
            + "".join(
                f"{f.mean:.3f} [{f.low:.3f}, {f.high:.3f}]".rjust(22) for f in figures
            )
        )
        if number:
            continue
        if save:
            save.write_text(
                "".join(line + "\n" for line in evaluation.format_run(run, "timtin")),
                encoding="utf-8",
            )
        if reference is not None:
            _print_changes(values, evaluation.judge(reference, judged), asked)


def _print_changes(
    ours: dict[str, dict[str, float]],
    theirs: dict[str, dict[str, float]],
    topics: dict[str, str],
) -> None:
    from search.commands.trec import MEASURES, compare

    changes = compare(ours[MEASURES[0]], theirs[MEASURES[0]])
    better = sum(change > 0 for _, change in changes)
    click.echo(
        f"  {better} chủ đề tốt lên, {len(changes) - better} kém đi ({MEASURES[0]})"
    )
    for topic, change in changes:
        click.echo(f"  {change:+.3f}  {topic}  {topics.get(topic, '')}")
