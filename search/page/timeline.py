"""Results over time: one bar for each year, month or day that has any, with how many
articles the whole collection has of that time, so that years of many articles and of few
can be compared.

Where rows of the date facet are chosen, the bars are of these: a year in months, a month
in days. Like the rows, bars are counted without the filter of their own facet; a bar's
link toggles the row of its time.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from search.request import UNITS, Unit
from search.results import Bar, Timeline

MAX_BARS = 150
"""Bars of a page, each of which is a link; a unit that has more is not offered."""

MAX_MONTHS = 60
MAX_DAYS = 62
"""From the first to the last result: the longest span that is shown in months, in days
where nobody chose the unit."""

Counts = Mapping[str, Mapping[str, int]]
_ROW = re.compile(r"\d{4}(-\d\d){0,2}")
"""A chosen value that is a row: ``2025``, ``2025-11``, ``2025-11-28``."""


def date_value(number: str) -> str:
    """A number of a date column as the date facet names it: ``202511`` as ``2025-11``."""
    return "-".join(part for part in (number[:4], number[4:6], number[6:8]) if part)


def build_timeline(
    counts: Counts,
    wholes: Counts,
    chosen: Sequence[str],
    wanted: Unit,
    link: Callable[[str], str],
) -> Timeline | None:
    """The bars of a search; none where no result has a date.

    :param counts: column -> number -> results; of days only where they were asked for.
    :param wholes: the same of all articles.
    :param chosen: the rows of the date facet that are chosen.
    :param wanted: the unit that was asked for.
    :param link: the query string of the search with a row toggled.
    """
    rows = [value for value in chosen if _ROW.fullmatch(value)]
    scope = [value[:7] for value in rows]
    found: dict[Unit, dict[str, int]] = {
        unit: _within(counts.get(unit, {}), scope) for unit in UNITS if unit
    }
    known = [unit for unit in UNITS if unit and 0 < len(found[unit]) <= MAX_BARS]
    if not known:
        return None
    # A unit that was not counted may be asked for.
    offered = [
        unit
        for unit in UNITS
        if unit in known or unit == "day" and unit not in counts and len(known) > 1
    ]
    unit = wanted if wanted in known else _fitting(found, known, scope)
    columns = wholes.get(unit, {})
    finest = found["day"] or found["month"] or found["year"]
    held = (
        [value for value in finest if value.startswith(tuple(rows))] if rows else finest
    )
    # A period that is no row narrows, too, but bars are counted without it.
    is_known = all(value in rows for value in chosen)
    return Timeline(
        unit,
        tuple(offered),
        start=_edge(unit, min(scope), 0) if scope else min(found[unit]),
        end=_edge(unit, max(scope), 1) if scope else max(found[unit]),
        first=min(held, default="") if is_known else "",
        last=max(held, default="") if is_known else "",
        bars=tuple(
            Bar(
                value,
                count,
                columns.get(value.replace("-", ""), 0),
                value in chosen,
                link(value),
            )
            for value, count in sorted(found[unit].items())
        ),
    )


def _within(found: Mapping[str, int], scope: Sequence[str]) -> dict[str, int]:
    """The counts of the chosen years and months, of all where none is chosen."""
    starts = tuple(scope)
    values = {date_value(number): found[number] for number in found if number != "0"}
    if not starts:
        return values
    return {value: values[value] for value in values if value.startswith(starts)}


def _fitting(
    found: Mapping[Unit, Mapping[str, int]], known: Sequence[Unit], scope: Sequence[str]
) -> Unit:
    """The unit that shows a span best."""
    is_month = bool(scope) and all(len(value) == 7 for value in scope)
    if "day" in known and (is_month or span_of_days(found["day"]) <= MAX_DAYS):
        return "day"
    if "month" in known and (scope or _months(found["month"]) <= MAX_MONTHS):
        return "month"
    return known[0]


def _edge(unit: Unit, chosen: str, side: int) -> str:
    """The first or the last bar that there may be of a chosen year or month."""
    if unit == "month":
        return f"{chosen[:4]}-12" if side else f"{chosen[:4]}-01"
    if unit == "year":
        return chosen[:4]
    year, month = int(chosen[:4]), int(chosen[5:7] or (12 if side else 1))
    day = monthrange(year, month)[1] if side else 1
    return f"{year:04}-{month:02}-{day:02}"


def span_of_days(values: Mapping[str, int]) -> int:
    """From the first to the last of some days, both counted."""
    first, last = (date.fromisoformat(value) for value in (min(values), max(values)))
    return (last - first).days + 1


def _months(values: Mapping[str, int]) -> int:
    first, last = (int(v[:4]) * 12 + int(v[5:7]) for v in (min(values), max(values)))
    return last - first + 1
