"""Facets: the rows to show, each with its count and the link that chooses it or takes it
back, and the chips of the filters in force.

OR within a facet, AND across facets; each facet is counted without its own filter. People
and documents add up too and are counted among the articles that have all that is chosen.
Chosen values stay visible at zero. The date facet drills down: choosing a month takes the
place of its year, dropping the last month gives the year back.

Every link carries the whole request, so the longer that is, the fewer links there are
(docs/architecture.md, decision 5).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import Any

from search.article import Stamp
from search.gazetteer.provinces import PROVINCES, display_name, today
from search.labels import format_date
from search.query.compile import OPEN_ENDED_ROWS
from search.query.filters import UNDATED, Filter
from search.query.forms.periods import LATEST
from search.query.removal import remove_filters
from search.query.syntax import ADDING
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
MAX_ROWS = 200
"""Rows of a facet, and of all facets of a page: some 150 where a month is chosen."""

PAGE_LENGTH = 300_000
"""Bytes of the hits and the links of a page, which has to stay below 400,000."""

HIT_LENGTH = 1_700
"""Bytes of a hit but for the address of its link; the largest have more."""

LINK_LENGTH = 200
"""Bytes of a row but for its address."""

OTHER_LINKS = 16
"""Links for sorting, turning pages, the feed, and what forms repeat."""

MAX_LABELS = 3
"""Values that the chip of one typed filter names: ``nguồn:báo`` may mean dozens."""

_DATE_ROW = re.compile(r"\d{4}(-\d\d){0,2}")
"""A chosen date may also be a period that is no row of its facet."""

Counts = Mapping[str, Mapping[str, int]]


def with_typed(
    request: SearchRequest, typed: Sequence[Filter], only: str = ""
) -> SearchRequest:
    """The request with the filters of its text as choices, and its text without them.
    Alternatives of a facet whose values add up stay: choices cannot say them.

    :param only: the facet whose filters are moved; all when empty.
    """
    moved = [
        item
        for item in typed
        if item.values and not item.group and (not only or item.facet == only)
    ]
    if not moved:
        return request
    changes: dict[str, Any] = {"q": remove_filters(request.q, moved)}
    for item in moved:
        chosen = changes.get(item.facet, getattr(request, item.facet))
        changes[item.facet] = tuple(dict.fromkeys((*chosen, *item.written)))
    return replace(request, **changes)


def count_spare_links(request: SearchRequest) -> int:
    """How many links a page has room for beside those for sorting and turning pages."""
    length = LINK_LENGTH + len(request.with_page(1).to_query_string())
    left = PAGE_LENGTH - HIT_LENGTH * request.size
    return max(0, left // length - OTHER_LINKS)


def build_facets(
    request: SearchRequest,
    counts: Counts,
    typed: Sequence[Filter] = (),
    chosen: Sequence[Filter] = (),
    room: int = MAX_ROWS,
) -> tuple[Facet, ...]:
    """The rows of every facet that has any, in the order of ``FACET_FIELDS``.

    :param typed: the filters of the request's text: their rows are chosen ones, and a
        click on a row of their facet moves them from the text to the choices.
    :param chosen: the filters that the request's choices mean.
    :param room: rows to show in all.
    """
    facets = []
    meanings = {
        (item.facet, item.written[0]): item.values
        for item in (*chosen, *typed)
        if len(item.written) == 1 and item.values
    }
    for name in FACET_FIELDS:
        make = _Rows(with_typed(request, typed, name), name, meanings)
        match name:
            case "date":
                rows = _date_rows(make, counts)
            case "province":
                rows = _province_rows(make, counts.get(name, {}))
            case _:
                rows = _open_rows(make, counts.get(name, {}))
        if found := tuple(islice(rows, MAX_ROWS)):
            facets.append(Facet(name, FACET_LABELS[name], found))
    room = min(room, MAX_ROWS)
    if sum(len(facet.values) for facet in facets) <= room:
        return tuple(facets)
    share = max(1, room // len(facets))
    return tuple(replace(facet, values=_first(facet, share)) for facet in facets)


def _first(facet: Facet, count: int) -> tuple[FacetValue, ...]:
    """So many rows of a facet: chosen ones before others, and those that others are
    below."""
    rows = facet.values
    order = sorted(
        range(len(rows)), key=lambda i: (not rows[i].selected, rows[i].level)
    )
    return tuple(rows[place] for place in sorted(order[:count]))


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


@dataclass(frozen=True, slots=True)
class _InForce:
    """A filter in force: its chip, and what goes when it is removed.

    :param typed: filters of the text.
    :param chosen: facet and value of the request.
    """

    facet: str
    label: str
    typed: tuple[Filter, ...] = ()
    chosen: tuple[tuple[str, str], ...] = ()


def build_chips(
    request: SearchRequest,
    typed: Sequence[Filter] = (),
    chosen: Sequence[Filter] = (),
    room: int = MAX_ROWS,
) -> tuple[Chip, ...]:
    """The filters in force, each with the link that removes it: of each end of the
    period one, whether it is typed, chosen or both.

    :param typed: the filters of the request's text.
    :param chosen: those chosen beside it.
    :param room: chips to show; what has no place is one chip.
    """
    found = list(_in_force(request, typed, chosen))
    rest = found[max(0, room - 1) :] if len(found) > max(1, room) else []
    chips = [
        Chip(item.facet, item.label, _without(request, [item]))
        for item in found[: len(found) - len(rest)]
    ]
    if rest:
        label = f"{len(rest)} bộ lọc khác"
        chips.append(Chip(rest[0].facet, label, _without(request, rest)))
    return tuple(chips)


def _without(request: SearchRequest, removed: Sequence[_InForce]) -> str:
    """The query string of a request without some of its filters."""
    typed = [item for part in removed for item in part.typed]
    changes: dict[str, Any] = {"q": remove_filters(request.q, typed)} if typed else {}
    for name, value in (pair for part in removed for pair in part.chosen):
        old = changes.get(name, getattr(request, name))
        is_many = isinstance(old, tuple)
        changes[name] = tuple(kept for kept in old if kept != value) if is_many else ""
        if name == "group":
            changes["copies"] = False
    return request.changed(**changes).to_query_string()


def _in_force(
    request: SearchRequest, typed: Sequence[Filter], chosen: Sequence[Filter]
) -> Iterator[_InForce]:
    period = with_period(request, typed, chosen)
    done: set[tuple[str, int]] = set()
    for item in typed:
        if item.facet == "period":
            name = _end(item)
            same = [other for other in typed if _is_end(other, name)]
            if item is same[0]:
                label = f"{PERIOD_LABELS[name]} {getattr(period, name)}"
                yield _InForce(name, label, tuple(same), ((name, ""),))
            done.add((name, 0))
            continue
        together = [item]
        if item.facet in ADDING and item.group:
            if (item.facet, item.group) in done:
                continue
            done.add((item.facet, item.group))
            together = [
                other
                for other in typed
                if (other.facet, other.group) == (item.facet, item.group)
            ]
        labels = [_filter_label(request, one) for one in together[:MAX_LABELS]]
        more = "…" if len(together) > MAX_LABELS else ""
        yield _InForce(item.facet, " hoặc ".join(labels) + more, tuple(together))
    meant = {
        (item.facet, item.written[0]): item.values
        for item in chosen
        if len(item.written) == 1
    }
    for name in FACET_FIELDS:
        for value in getattr(request, name):
            label = _labels(name, meant.get((name, value)) or (value,))
            yield _InForce(name, label, chosen=((name, value),))
    for name, word in PERIOD_LABELS.items():
        if (name, 0) not in done and (text := getattr(request, name)):
            yield _InForce(name, f"{word} {text}", chosen=((name, ""),))
    if request.group:
        yield _InForce("group", "các bản của một bài", chosen=(("group", ""),))


def _is_end(item: Filter, name: str) -> bool:
    return item.facet == "period" and _end(item) == name


def _filter_label(request: SearchRequest, typed: Filter) -> str:
    return _labels(typed.facet, typed.values) or (
        request.q[typed.start : typed.end].strip()
    )


def _labels(facet: str, values: Sequence[str]) -> str:
    more = "…" if len(values) > MAX_LABELS else ""
    return ", ".join(_label(facet, value) for value in values[:MAX_LABELS]) + more


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
    """Makes the rows of one facet.

    :param meanings: facet and value of the request -> the rows that it chooses, where
        they are not the value itself.
    :ivar chosen: the rows that are chosen.
    """

    def __init__(
        self,
        request: SearchRequest,
        facet: str,
        meanings: Mapping[tuple[str, str], Sequence[str]],
    ) -> None:
        self._written: tuple[str, ...] = getattr(request, facet)
        # The value that each row was chosen by: a click takes that back.
        self._by = {
            row: value
            for value in reversed(self._written)
            for row in meanings.get((facet, value), (value,))
        }
        rows = (
            row
            for value in self._written
            for row in meanings.get((facet, value), (value,))
        )
        self.chosen = tuple(islice(dict.fromkeys(rows), MAX_ROWS))
        self._facet = facet
        self._link = request.link_maker(facet)

    def make(self, value: str, count: int, level: int = 0) -> FacetValue:
        """The row of a value, with the link that toggles it."""
        written = self._written
        chosen_by = self._by.get(value, value)
        toggled = toggle(self._facet, written, chosen_by) if written else (value,)
        return FacetValue(
            value=value,
            label=_label(self._facet, value),
            count=count,
            selected=value in self._by,
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
