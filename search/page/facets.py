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
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from types import MappingProxyType

from search.article import Stamp
from search.gazetteer.provinces import FORMER, PROVINCES, display_name, today
from search.labels import format_date
from search.page.choices import with_typed
from search.page.timeline import date_value
from search.query.compile import OPEN_ENDED_ROWS
from search.query.filters import UNDATED, Filter
from search.request import FACET_FIELDS, SearchRequest
from search.results import Facet, FacetValue

UNDATED_LABEL = "Không rõ ngày"
FACET_LABELS = {
    "date": "Thời gian",
    "province": "Tỉnh, thành phố",
    "publisher": "Nguồn",
    "person": "Nhân vật",
    "document": "Văn bản",
    "category": "Chuyên mục",
}
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

_DATE_ROW = re.compile(r"\d{4}(-\d\d){0,2}")
"""A chosen date may also be a period that is no row of its facet."""

Counts = Mapping[str, Mapping[str, int]]
NO_WHOLES: Mapping[str, int] = MappingProxyType({})
NOTHING_COUNTED: Counts = MappingProxyType({})


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
    wholes: Counts = NOTHING_COUNTED,
) -> tuple[Facet, ...]:
    """The rows of every facet that has any, in the order of ``FACET_FIELDS``.

    :param typed: the filters of the request's text: their rows are chosen ones, and a
        click on a row of their facet moves them from the text to the choices.
    :param chosen: the filters that the request's choices mean.
    :param room: rows to show in all.
    :param wholes: column -> value -> articles of the collection.
    """
    facets = []
    for name in FACET_FIELDS:
        make = rows_of(name, request, typed, chosen, wholes.get(name, {}))
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


def rows_of(
    name: str,
    request: SearchRequest,
    typed: Sequence[Filter] = (),
    chosen: Sequence[Filter] = (),
    wholes: Mapping[str, int] = NO_WHOLES,
) -> Rows:
    """What makes the rows of one facet; parameters as of :func:`build_facets`."""
    meanings = {
        (item.facet, item.written[0]): item.values
        for item in (*chosen, *typed)
        if len(item.written) == 1 and item.values
    }
    return Rows(with_typed(request, typed, name), name, meanings, wholes)


def list_values(rows: Rows, counts: Mapping[str, int]) -> tuple[FacetValue, ...]:
    """All rows of a facet, the chosen ones and the most frequent first; below each
    province those of before July 2025 that it holds."""
    if rows.facet == "province":
        return tuple(_province_rows(rows, counts, opened=PROVINCES))
    return tuple(
        rows.make(value, counts.get(value, 0))
        for value in (*rows.chosen, *_most_frequent(counts, rows.chosen, len(counts)))
    )


def _first(facet: Facet, count: int) -> tuple[FacetValue, ...]:
    """So many rows of a facet: chosen ones before others, and those that others are
    below."""
    rows = facet.values
    order = sorted(
        range(len(rows)), key=lambda i: (not rows[i].selected, rows[i].level)
    )
    return tuple(rows[place] for place in sorted(order[:count]))


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
    if facet == "province" and value in FORMER and value not in PROVINCES:
        return today(value)
    return ""


def _ancestors(facet: str, value: str) -> list[str]:
    above = []
    while value := _parent(facet, value):
        above.append(value)
    return above


def _within(inner: str, outer: str) -> bool:
    return inner.startswith(outer + "-")


def _date_rows(rows: Rows, counts: Counts) -> Iterator[FacetValue]:
    chosen = rows.chosen
    opened = {
        prefix
        for value in chosen
        if _DATE_ROW.fullmatch(value)
        for prefix in (value[:4], value[:7], value)
    }
    found = {
        date_value(number): count
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


def _date_row(rows: Rows, value: str, found: Mapping[str, int]) -> FacetValue:
    return rows.make(value, found.get(value, 0), level=value.count("-"))


def _province_rows(
    rows: Rows, counts: Mapping[str, int], opened: Collection[str] = ()
) -> Iterator[FacetValue]:
    """Today's units, and below those that are chosen or opened the ones of before."""
    chosen = {today(slug) for slug in rows.chosen}
    units = [slug for slug in PROVINCES if counts.get(slug, 0) or slug in chosen]
    for slug in sorted(
        units, key=lambda unit: (-counts.get(unit, 0), display_name(unit))
    ):
        yield rows.make(slug, counts.get(slug, 0))
        if slug not in chosen and slug not in opened:
            continue
        for former in PROVINCES[slug].former:
            if former not in PROVINCES and (
                counts.get(former, 0) or former in rows.chosen
            ):
                yield rows.make(former, counts.get(former, 0), level=1)


def _open_rows(rows: Rows, counts: Mapping[str, int]) -> Iterator[FacetValue]:
    for value in (*rows.chosen, *_most_frequent(counts, rows.chosen)):
        yield rows.make(value, counts.get(value, 0))


def _most_frequent(
    counts: Mapping[str, int], without: Sequence[str], most: int = OPEN_ENDED_ROWS
) -> list[str]:
    """The values to show of a facet that may have thousands."""
    wanted = most + len(without)
    least = sorted(counts.values(), reverse=True)[wanted - 1 : wanted] or [0]
    found = [
        (-count, value)
        for value, count in counts.items()
        if count >= least[0] and value not in without
    ]
    return [value for _, value in sorted(found)[:most]]


class Rows:
    """Makes the rows of one facet.

    :param meanings: facet and value of the request -> the rows that it chooses, where
        they are not the value itself.
    :param wholes: value -> articles of the collection, where that was counted.
    :ivar chosen: the rows that are chosen.
    """

    def __init__(
        self,
        request: SearchRequest,
        facet: str,
        meanings: Mapping[tuple[str, str], Sequence[str]],
        wholes: Mapping[str, int] = NO_WHOLES,
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
        self.facet = facet
        self._wholes = wholes
        self._link = request.link_maker(facet)

    def make(self, value: str, count: int, level: int = 0) -> FacetValue:
        """The row of a value, with the link that toggles it."""
        chosen_by = self._by.get(value, value)
        return FacetValue(
            value=value,
            label=row_label(self.facet, value),
            count=count,
            selected=value in self._by,
            toggle_url=self.link(value),
            level=level,
            whole=self._wholes.get(value, 0),
            chosen_by=chosen_by if chosen_by != value else "",
        )

    def link(self, value: str) -> str:
        """The query string of the search with the row of a value toggled."""
        written = self._written
        if not written:
            return self._link((value,))
        return self._link(toggle(self.facet, written, self._by.get(value, value)))


@lru_cache(maxsize=4_096)
def row_label(facet: str, value: str) -> str:
    """What a reader calls a value of a facet."""
    if facet == "date":
        if value == UNDATED:
            return UNDATED_LABEL
        is_row = _DATE_ROW.fullmatch(value)
        return format_date(Stamp(value)).capitalize() if is_row else value
    if facet == "province":
        suffix = "" if value in PROVINCES else " (tên gọi lúc đó)"
        return display_name(value) + suffix
    return value
