"""Facets: what to count, which filter a choice means, and the rows to show.

OR within a facet, AND across facets; each facet is counted without its own filter and
chosen values stay visible at zero (docs/architecture.md, decision 5). The date facet drills down:
choosing a month takes the place of its year, dropping the last month gives the year
back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from search.article import Stamp
from search.gazetteer.provinces import PROVINCES, display_name, today
from search.labels import format_date
from search.query.compile import OPEN_ENDED_ROWS
from search.query.dates import LATEST
from search.query.filters import UNDATED, Filter, chosen_values
from search.query.removal import remove_filters
from search.request import FACET_FIELDS, SearchRequest
from search.results import Chip, Facet, FacetValue

UNDATED_LABEL = "Không rõ ngày"
FACET_LABELS = {
    "date": "Thời gian",
    "province": "Tỉnh, thành phố",
    "publisher": "Nguồn",
    "person": "Nhân vật",
    "document": "Văn bản",
    "category": "Chuyên mục",
}
PERIOD_LABELS = {"date_from": "từ", "date_to": "đến"}
MAX_LABELS = 3
"""Values that the chip of one typed filter names: ``nguồn:báo`` may mean dozens."""

_DATE_ROW = re.compile(r"\d{4}(-\d\d){0,2}")
"""A chosen date may also be a period that is no row of its facet."""

Counts = Mapping[str, Mapping[str, int]]


def with_typed(
    request: SearchRequest, typed: Sequence[Filter], only: str = ""
) -> SearchRequest:
    """The request with the filters of its text as choices, and its text without them.

    :param only: the facet whose filters are moved; all when empty.
    """
    moved = [item for item in typed if item.values and (not only or item.facet == only)]
    if not moved:
        return request
    changes: dict[str, Any] = {"q": remove_filters(request.q, moved)}
    for facet, values in chosen_values(moved).items():
        changes[facet] = tuple(dict.fromkeys((*getattr(request, facet), *values)))
    return replace(request, **changes)


def build_facets(
    request: SearchRequest, counts: Counts, typed: Sequence[Filter] = ()
) -> tuple[Facet, ...]:
    """The rows of every facet that has any, in the order of ``FACET_FIELDS``.

    :param typed: the filters of the request's text: their rows are chosen ones, and a
        click on a row of their facet moves them from the text to the choices.
    """
    facets = []
    for name in FACET_FIELDS:
        make = _Rows(with_typed(request, typed, name), name)
        match name:
            case "date":
                rows = tuple(_date_rows(make, counts))
            case "province":
                rows = tuple(_province_rows(make, counts.get(name, {})))
            case _:
                rows = tuple(_open_rows(make, counts.get(name, {})))
        if rows:
            facets.append(Facet(name, FACET_LABELS[name], rows))
    return tuple(facets)


def with_period(
    request: SearchRequest, typed: Sequence[Filter], chosen: Sequence[Filter] = ()
) -> SearchRequest:
    """The request with the period of its text as the chosen one, and its text without
    it. Where an end is both typed and chosen, the one that narrows more stays.

    :param chosen: the filters chosen beside the text.
    """
    moved = [item for item in typed if item.facet == "period"]
    if not moved:
        return request
    written: dict[str, list[tuple[Filter, str]]] = {}
    for item in moved:
        text = request.q[item.start : item.end].strip()
        written.setdefault(_end(item), []).append((item, text))
    for item in chosen:
        if item.facet == "period" and _end(item) in written:
            written[_end(item)].append((item, getattr(request, _end(item))))
    changes: dict[str, Any] = {"q": remove_filters(request.q, moved)}
    for name, both in written.items():
        changes[name] = max(both, key=lambda pair: (pair[0].low, -pair[0].high))[1]
    return replace(request, **changes)


def _end(item: Filter) -> str:
    """Which end of the period a filter sets, as the request names it."""
    return "date_from" if item.high == LATEST else "date_to"


def build_chips(
    request: SearchRequest, typed: Sequence[Filter] = (), chosen: Sequence[Filter] = ()
) -> tuple[Chip, ...]:
    """The filters in force, each with the link that removes it: of each end of the
    period one, whether it is typed, chosen or both.

    :param typed: the filters of the request's text.
    :param chosen: those chosen beside it.
    """
    period = with_period(request, typed, chosen)
    ends: dict[str, list[Filter]] = {}
    chips: list[Chip] = []
    for item in typed:
        if item.facet != "period":
            chips.append(_typed_chip(request, item))
        elif (name := _end(item)) not in ends:
            ends[name] = [same for same in typed if _is_end(same, name)]
            chips.append(_end_chip(request, name, getattr(period, name), ends[name]))
    for name in FACET_FIELDS:
        for value in getattr(request, name):
            kept = tuple(item for item in getattr(request, name) if item != value)
            changed = request.changed(**{name: kept})
            chips.append(Chip(name, _label(name, value), changed.to_query_string()))
    for name in PERIOD_LABELS:
        if name not in ends and (text := getattr(request, name)):
            chips.append(_end_chip(request, name, text, ()))
    if request.group:
        without = request.changed(group="", copies=False)
        chips.append(Chip("group", "các bản của một bài", without.to_query_string()))
    return tuple(chips)


def _is_end(item: Filter, name: str) -> bool:
    return item.facet == "period" and _end(item) == name


def _end_chip(
    request: SearchRequest, name: str, text: str, typed: Sequence[Filter]
) -> Chip:
    bare = remove_filters(request.q, typed)
    without = request.changed(q=bare, **{name: ""}).to_query_string()
    return Chip(name, f"{PERIOD_LABELS[name]} {text}", without)


def _typed_chip(request: SearchRequest, typed: Filter) -> Chip:
    text = request.q[typed.start : typed.end].strip()
    without = request.changed(q=remove_filters(request.q, [typed])).to_query_string()
    labels = [_label(typed.facet, value) for value in typed.values[:MAX_LABELS]]
    more = "…" if len(typed.values) > MAX_LABELS else ""
    return Chip(typed.facet, (", ".join(labels) or text) + more, without)


def toggle(facet: str, chosen: tuple[str, ...], value: str) -> tuple[str, ...]:
    """The chosen values of a facet after a click on one row.

    Dates and provinces drill down: a row takes the place of those above and below it,
    and dropping the last row below another gives that one back.
    """
    if value in chosen:
        rest = tuple(item for item in chosen if item != value)
        parent = _parent(facet, value)
        has_sibling = any(_parent(facet, item) == parent for item in rest)
        return (*rest, parent) if parent and not has_sibling else rest
    above = _ancestors(facet, value)
    kept = (
        item
        for item in chosen
        if item not in above and value not in _ancestors(facet, item)
    )
    return (*kept, value)


def _parent(facet: str, value: str) -> str:
    if facet == "date" and _DATE_ROW.fullmatch(value):
        return value.rpartition("-")[0]
    if facet == "province" and value not in PROVINCES:
        return today(value)
    return ""


def _ancestors(facet: str, value: str) -> list[str]:
    above = []
    while value := _parent(facet, value):
        above.append(value)
    return above


def _within(inner: str, outer: str) -> bool:
    return inner.startswith(outer + "-")


def _date_rows(rows: _Rows, counts: Counts) -> Iterator[FacetValue]:
    chosen = rows.chosen
    opened = {
        prefix
        for value in chosen
        if _DATE_ROW.fullmatch(value)
        for prefix in (value[:4], value[:7], value)
    }
    found = {
        _date_value(number): count
        for column in ("year", "month", "day")
        for number, count in counts.get(column, {}).items()
        if number != "0"
    }
    undated = counts.get("year", {}).get("0", 0)
    for year in sorted({v[:4] for v in found} | {v[:4] for v in opened}, reverse=True):
        yield _date_row(rows, year, found)
        if year not in opened:
            continue
        inside = [v for v in {*found, *opened} if _within(v, year)]
        for month in sorted({v[:7] for v in inside}):
            yield _date_row(rows, month, found)
            if month not in opened:
                continue
            for day in sorted({v for v in inside if _within(v, month)}):
                yield _date_row(rows, day, found)
    if undated or UNDATED in chosen:
        yield rows.make(UNDATED, undated)


def _date_value(number: str) -> str:
    return "-".join(part for part in (number[:4], number[4:6], number[6:8]) if part)


def _date_row(rows: _Rows, value: str, found: Mapping[str, int]) -> FacetValue:
    return rows.make(value, found.get(value, 0), level=value.count("-"))


def _province_rows(rows: _Rows, counts: Mapping[str, int]) -> Iterator[FacetValue]:
    chosen = {today(slug) for slug in rows.chosen}
    units = [slug for slug in PROVINCES if counts.get(slug, 0) or slug in chosen]
    for slug in sorted(
        units, key=lambda unit: (-counts.get(unit, 0), display_name(unit))
    ):
        yield rows.make(slug, counts.get(slug, 0))
        if slug not in chosen:
            continue
        for former in PROVINCES[slug].former:
            if former not in PROVINCES and (
                counts.get(former, 0) or former in rows.chosen
            ):
                yield rows.make(former, counts.get(former, 0), level=1)


def _open_rows(rows: _Rows, counts: Mapping[str, int]) -> Iterator[FacetValue]:
    for value in (*rows.chosen, *_most_frequent(counts, rows.chosen)):
        yield rows.make(value, counts.get(value, 0))


def _most_frequent(counts: Mapping[str, int], without: Sequence[str]) -> list[str]:
    """The values to show of a facet that may have thousands."""
    wanted = OPEN_ENDED_ROWS + len(without)
    least = sorted(counts.values(), reverse=True)[wanted - 1 : wanted] or [0]
    found = [
        (-count, value)
        for value, count in counts.items()
        if count >= least[0] and value not in without
    ]
    return [value for _, value in sorted(found)[:OPEN_ENDED_ROWS]]


class _Rows:
    """Makes the rows of one facet."""

    def __init__(self, request: SearchRequest, facet: str) -> None:
        self.chosen: tuple[str, ...] = getattr(request, facet)
        self._facet = facet
        self._link = request.link_maker(facet)

    def make(self, value: str, count: int, level: int = 0) -> FacetValue:
        """The row of a value, with the link that toggles it."""
        chosen = self.chosen
        toggled = toggle(self._facet, chosen, value) if chosen else (value,)
        return FacetValue(
            value=value,
            label=_label(self._facet, value),
            count=count,
            selected=value in chosen,
            toggle_url=self._link(toggled),
            level=level,
        )


@lru_cache(maxsize=4_096)
def _label(facet: str, value: str) -> str:
    if facet == "date":
        if value == UNDATED:
            return UNDATED_LABEL
        is_row = _DATE_ROW.fullmatch(value)
        return format_date(Stamp(value)).capitalize() if is_row else value
    if facet == "province":
        suffix = "" if value in PROVINCES else " (tên gọi lúc đó)"
        return display_name(value) + suffix
    return value
