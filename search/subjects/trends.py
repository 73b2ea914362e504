"""Two to five searches side by side: over time, by source and by province."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from search.errors import UsageError
from search.gazetteer.provinces import PROVINCES
from search.labels import format_decimal
from search.page.view import View
from search.query.clauses import EngineQuery, FacetAsk
from search.request import SearchRequest
from search.subjects.gathering import gather, label_of
from search.subjects.significant import SAMPLE, Word, significant

MOST = 5
ROWS = 12
MONTHS_SHOWN = 36
"""Months up to which time is told month by month, unless asked otherwise."""

Step = Literal["year", "month", "day"]
STEPS: tuple[Step, ...] = ("year", "month", "day")


@dataclass(frozen=True, slots=True)
class Series:
    """One search of a comparison.

    :param total: the articles that satisfy it, copies aside.
    :param counts: of each period of the comparison.
    :param publishers, provinces: of each row of it.
    """

    label: str
    request: SearchRequest
    total: int
    counts: tuple[int, ...]
    publishers: tuple[int, ...]
    provinces: tuple[int, ...]
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Trends:
    """Searches side by side.

    :param periods: ``2025``, ``2025-11`` or ``2025-11-08``, ascending: those in which
        the collection has articles, from the first to the last that any search has.
    :param everything: how many articles the collection has in each, copies aside.
    """

    step: Step
    periods: tuple[str, ...]
    everything: tuple[int, ...]
    publishers: tuple[str, ...]
    provinces: tuple[str, ...]
    series: tuple[Series, ...]

    def shares(self, series: Series) -> tuple[float, ...]:
        """Per mille of all articles of each period."""
        return tuple(
            1000 * count / of if of else 0.0
            for count, of in zip(series.counts, self.everything)
        )

    def table(self) -> tuple[list[str], list[list[str | int]]]:
        """Headings and rows: a period, all articles, and each search's count and ‰."""
        heads = ["kỳ", "mọi bài"]
        for item in self.series:
            heads += [f"{item.label}: số bài", f"{item.label}: ‰"]
        shares = [self.shares(item) for item in self.series]
        rows: list[list[str | int]] = []
        for place, (period, of) in enumerate(zip(self.periods, self.everything)):
            row: list[str | int] = [period, of]
            for item, share in zip(self.series, shares):
                row += [item.counts[place], format_decimal(share[place])]
            rows.append(row)
        return heads, rows

    def to_dict(self) -> dict[str, Any]:
        """The public JSON of a comparison."""
        return {
            "step": self.step,
            "periods": list(self.periods),
            "everything": list(self.everything),
            "publishers": list(self.publishers),
            "provinces": list(self.provinces),
            "series": [
                {
                    "query": item.label,
                    "url": item.request.to_query_string(),
                    "total": item.total,
                    "counts": list(item.counts),
                    "per_mille": [round(share, 3) for share in self.shares(item)],
                    "publishers": list(item.publishers),
                    "provinces": list(item.provinces),
                    "words": [word.to_dict() for word in item.words],
                }
                for item in self.series
            ],
        }


def compare(
    view: View,
    queries: Sequence[str],
    request: SearchRequest = SearchRequest(),
    step: Step | None = None,
    with_words: bool = False,
) -> Trends:
    """Searches side by side: the figures are those that each search by itself counts.

    :param queries: at most :data:`MOST`; one is a trend by itself.
    :param request: the filters that all share.
    :param step: by default months where there are few, else years.
    :param with_words: whether to say what marks each set against the collection.
    :raises UsageError: when there is none, or are too many.
    """
    queries = list(dict.fromkeys(" ".join(query.split()) for query in queries))
    queries = [query for query in queries if query]
    if not 1 <= len(queries) <= MOST:
        raise UsageError(
            f"Cần từ một đến {MOST} tìm kiếm để so sánh",
            "Ví dụ: timtin trends 'sáp nhập tỉnh' 'tinh gọn bộ máy'",
        )
    asked = [request.changed(q=query, size=1, copies=False) for query in queries]
    found = [_count(view, one) for one in asked]
    everything = _count(view, SearchRequest())
    step = step or _fitting(found)
    periods = _periods(everything[step], [counts[step] for counts in found])
    publishers = _best([counts["publisher"] for counts in found])
    provinces = _best(
        [
            {slug: n for slug, n in counts["province"].items() if slug in PROVINCES}
            for counts in found
        ]
    )
    return Trends(
        step=step,
        periods=tuple(map(_shown, periods)),
        everything=tuple(everything[step].get(period, 0) for period in periods),
        publishers=publishers,
        provinces=tuple(label_of("province", slug) for slug in provinces),
        series=tuple(
            Series(
                label=query,
                request=replace(one, size=SearchRequest().size),
                total=counts["total"]["all"],
                counts=tuple(counts[step].get(period, 0) for period in periods),
                publishers=tuple(counts["publisher"].get(n, 0) for n in publishers),
                provinces=tuple(counts["province"].get(n, 0) for n in provinces),
                words=_words(view, one) if with_words else (),
            )
            for query, one, counts in zip(queries, asked, found)
        ),
    )


Counts = Mapping[str, Mapping[str, int]]


def _count(view: View, request: SearchRequest) -> Counts:
    columns = (*STEPS, "publisher", "province")
    asked: EngineQuery = view.compile(request).query
    query = replace(
        asked,
        scores=(),
        told=(),
        limit=0,
        facets=tuple(FacetAsk("", column) for column in columns),
    )
    answer = view.reader.search(query)
    return {**answer.facets, "total": {"all": answer.total}}


def _words(view: View, request: SearchRequest) -> tuple[Word, ...]:
    sample = gather(view, request, SAMPLE).articles
    return significant(sample, view.reader.frequency, view.reader.count)


def _fitting(found: Sequence[Counts]) -> Step:
    months = {month for counts in found for month in counts["month"] if month != "0"}
    return "month" if len(months) <= MONTHS_SHOWN else "year"


def _periods(
    everything: Mapping[str, int], found: Sequence[Mapping[str, int]]
) -> list[str]:
    had = {int(period) for counts in found for period in counts} - {0}
    if not had:
        return []
    known = sorted(int(period) for period in everything)
    return [str(period) for period in known if min(had) <= period <= max(had)]


def _shown(period: str) -> str:
    parts = (period[:4], period[4:6], period[6:8])
    return "-".join(part for part in parts if part)


def _best(found: Sequence[Mapping[str, int]]) -> tuple[str, ...]:
    totals: dict[str, int] = {}
    for counts in found:
        for value, count in counts.items():
            totals[value] = totals.get(value, 0) + count
    return tuple(sorted(totals, key=lambda value: (-totals[value], value))[:ROWS])
