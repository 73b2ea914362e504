"""What an index holds, in figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from search.article import Stamp
from search.labels import format_date, format_number

SMALL_ENGINE_LIMIT = 30_000
"""Articles past which tantivy clearly wins over Whoosh (docs/performance.md)."""


@dataclass(frozen=True, slots=True)
class Stats:
    """Figures of an index; sizes in bytes, dates as ``YYYYMMDD`` text or empty."""

    path: str
    engine: str
    profile: str
    created: str
    articles: int
    undated: int
    copies: int
    publishers: int
    index_bytes: int
    years: dict[str, int]

    def to_dict(self) -> dict[str, Any]:
        """The public JSON."""
        return asdict(self)


def advice(engine: str, articles: int, path: str) -> str:
    """What to do when an index has outgrown its engine; empty when it has not."""
    if engine != "whoosh" or articles <= SMALL_ENGINE_LIMIT:
        return ""
    return (
        f"Chỉ mục đã quá {format_number(SMALL_ENGINE_LIMIT)} bài: tantivy nhanh hơn nhiều."
        f" Chuyển: pip install 'timtin[fast]' && timtin move {path} {path}-tantivy"
        " --engine tantivy"
    )


def _local(moment: str) -> str:
    """``11:14, 22-11-2026`` by this machine's clock, for ``2026-11-22T04:14:28+0000``."""
    from datetime import datetime

    try:
        time = datetime.fromisoformat(moment).astimezone()
        return format_date(Stamp(f"{time:%Y-%m-%dT%H:%M}"))
    except (ValueError, OverflowError):
        return moment


def format_stats(stats: Stats) -> Iterator[str]:
    """The figures as lines for a terminal."""
    yield f"Chỉ mục:   {stats.path}"
    yield f"Động cơ:   {stats.engine} ({stats.profile}), lập lúc {_local(stats.created)}"
    yield f"Số bài:    {format_number(stats.articles)}"
    yield f"Bản sao:   {format_number(stats.copies)}"
    yield f"Nguồn tin: {format_number(stats.publishers)}"
    yield f"Dung lượng: {stats.index_bytes / 2**20:.1f} MiB".replace(".", ",")
    years = ", ".join(f"{year}: {format_number(n)}" for year, n in stats.years.items())
    yield f"Theo năm:  {years or 'không có bài nào có ngày'}"
    yield f"Không rõ ngày: {format_number(stats.undated)}"
    if hint := advice(stats.engine, stats.articles, stats.path):
        yield hint
