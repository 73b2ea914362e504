"""What a request chooses: the filters it means, and the columns that are counted for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from search.article import Stamp
from search.gazetteer.provinces import FORMER, PROVINCES
from search.query.clauses import Clause, FacetAsk, Keyword, Range, Some, Without
from search.query.dates import overlap, parse_period, to_facet_value
from search.query.filters import (
    VALUE_KINDS,
    Values,
    find_province,
)
from search.request import FACET_FIELDS, SearchRequest
from search.results import Notice

UNDATED = "none"
OPEN_ENDED_ROWS = 20
"""Rows of a facet without a fixed set of values; chosen ones come on top."""


@dataclass(frozen=True, slots=True)
class Choices:
    """The filters that a request's choices mean.

    :param filters: facet name -> clause, for :class:`EngineQuery`.
    :param request: the request with its values in canonical form.
    """

    request: SearchRequest
    filters: Mapping[str, Clause]
    warnings: tuple[Notice, ...]


def read_choices(request: SearchRequest, known: Values | None = None) -> Choices:
    """Turn chosen facet values into filters; what is unknown is said.

    :param known: the values of the collection, so that any spelling of one will do.
    """
    warnings: list[Notice] = []
    request = _known_provinces(_known_dates(request, warnings), warnings)
    if known is not None:
        request = _known_values(request, known, warnings)
    filters: dict[str, Clause] = {}
    if request.date:
        filters["date"] = Some(tuple(map(_date_clause, request.date)))
    for name in FACET_FIELDS:
        values: tuple[str, ...] = getattr(request, name)
        if name != "date" and values:
            filters[name] = Keyword(name, values)
    if period := _period(request, warnings):
        filters["period"] = overlap(*period)
    if request.group:
        filters["group"] = Keyword("group", (request.group,))
    if not request.copies:
        filters["copy"] = Without(Keyword("copy", ("1",)))
    return Choices(request, filters, tuple(warnings))


def facet_asks(request: SearchRequest) -> tuple[FacetAsk, ...]:
    """The columns to count: as deep into the date as the choices have drilled."""
    depth = max((_depth(value) for value in request.date), default=0)
    dates = [
        FacetAsk("date", column) for column in ("year", "month", "day")[: depth + 1]
    ]
    keywords = [
        FacetAsk(name, name, top=_top(request, name))
        for name in FACET_FIELDS
        if name != "date"
    ]
    return (*dates, *keywords)


def _top(request: SearchRequest, name: str) -> int:
    """How many values of a facet can be shown. What is chosen may be a rare one."""
    return 0 if name == "province" or getattr(request, name) else OPEN_ENDED_ROWS


def _depth(value: str) -> int:
    return 0 if value == UNDATED else min(value.count("-") + 1, 2)


def _known_dates(request: SearchRequest, warnings: list[Notice]) -> SearchRequest:
    known: dict[str, None] = {}
    for value in request.date:
        row = value if value == UNDATED else _date_row_named(value)
        if row is not None:
            known[row] = None
        else:
            warnings.append(
                Notice(f"Bỏ qua ngày “{value}”: hãy viết 9/12/2025, 12/2025 hoặc 2025")
            )
    return replace(request, date=tuple(known))


def _date_row_named(text: str) -> str | None:
    period = parse_period(text)
    return to_facet_value(period) if period else None


def _known_provinces(request: SearchRequest, warnings: list[Notice]) -> SearchRequest:
    slugs = []
    for value in request.province:
        slug = value if value in PROVINCES or value in FORMER else find_province(value)
        if slug is None:
            warnings.append(
                Notice(f"Bỏ qua “{value}”: không có tỉnh, thành phố nào tên như vậy")
            )
        else:
            slugs.append(slug)
    known = tuple(dict.fromkeys(slugs))
    return replace(request, province=known)


def _known_values(
    request: SearchRequest, known: Values, warnings: list[Notice]
) -> SearchRequest:
    changes: dict[str, Any] = {}
    for name, kind in VALUE_KINDS.items():
        typed: tuple[str, ...] = getattr(request, name)
        found: dict[str, None] = {}
        for text in typed:
            values = known.values(name, text)
            if not values:
                warnings.append(Notice(f"Kho bài không có {kind} “{text}”"))
            found.update(dict.fromkeys(values or (text,)))
        if tuple(found) != typed:
            changes[name] = tuple(found)
    return replace(request, **changes)


def _period(request: SearchRequest, warnings: list[Notice]) -> tuple[int, int] | None:
    if not request.date_from and not request.date_to:
        return None
    low, high = 1, 99999999
    for name, text in (("từ", request.date_from), ("đến", request.date_to)):
        if not text:
            continue
        period = parse_period(text)
        if period is None:
            warnings.append(
                Notice(
                    f"Bỏ qua ngày “{name} {text}”: hãy viết 9/12/2025, 12/2025 hoặc 2025"
                )
            )
        elif name == "từ":
            low = period[0]
        else:
            high = period[1]
    if low > high:
        warnings.append(
            Notice("Ngày bắt đầu đứng sau ngày kết thúc, nên không có bài nào")
        )
    return low, high


def _date_clause(value: str) -> Clause:
    if value == UNDATED:
        return Range("date", 0, 0)
    stamp = Stamp(value)
    return Range("date", stamp.first, stamp.last)
