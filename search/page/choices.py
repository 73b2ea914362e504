"""The filters that a reader typed as choices, so that rows and forms say all that holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from search.query.filters import Filter
from search.query.forms.periods import LATEST
from search.query.removal import remove_filters
from search.request import SearchRequest


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
        written.setdefault(end_of(item), []).append((item, text))
    for item in chosen:
        if item.facet == "period" and end_of(item) in written:
            written[end_of(item)].append((item, getattr(request, end_of(item))))
    changes: dict[str, Any] = {"q": remove_filters(request.q, moved)}
    for name, both in written.items():
        changes[name] = max(both, key=lambda pair: (pair[0].low, -pair[0].high))[1]
    return replace(request, **changes)


def as_choices(
    request: SearchRequest, typed: Sequence[Filter], chosen: Sequence[Filter] = ()
) -> SearchRequest:
    """The request that forms start from: the filters and the period of its text are
    choices. See :func:`with_typed` and :func:`with_period`."""
    ends = [item for item in typed if item.facet == "period"]
    moved = with_typed(request, typed)
    period = with_period(request, typed, chosen)
    facets = [item for item in typed if item.values and not item.group]
    return replace(
        moved,
        q=remove_filters(request.q, (*ends, *facets)) if typed else request.q,
        date_from=period.date_from,
        date_to=period.date_to,
    )


def end_of(item: Filter) -> str:
    """Which end of the period a filter sets, as the request names it."""
    return "date_from" if item.high == LATEST else "date_to"
