"""The chips of the filters in force, each with the link that takes it back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from search.page.choices import end_of, with_period
from search.page.facets import MAX_ROWS, row_label
from search.query.filters import Filter
from search.query.removal import remove_filters
from search.query.syntax import ADDING
from search.request import FACET_FIELDS, SearchRequest
from search.results import Chip

PERIOD_LABELS = {"date_from": "từ", "date_to": "đến"}
MAX_LABELS = 3
"""Values that the chip of one typed filter names: ``nguồn:báo`` may mean dozens."""


TYPED_LABELS = {"speaker": "nói", "change": "nhân sự"}
"""Filters that only a query's text has, as chips name them."""


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
            name = end_of(item)
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
            values = meant.get((name, value)) or (value,)
            is_region = name == "province" and len(values) > 1
            label = value if is_region else _labels(name, values)
            yield _InForce(name, label, chosen=((name, value),))
    for name, word in PERIOD_LABELS.items():
        if (name, 0) not in done and (text := getattr(request, name)):
            yield _InForce(name, f"{word} {text}", chosen=((name, ""),))
    if request.group:
        yield _InForce("group", "các bản của một bài", chosen=(("group", ""),))


def _is_end(item: Filter, name: str) -> bool:
    return item.facet == "period" and end_of(item) == name


def _filter_label(request: SearchRequest, typed: Filter) -> str:
    text = request.q[typed.start : typed.end].strip()
    if typed.facet in TYPED_LABELS:
        return f"{TYPED_LABELS[typed.facet]}: {text}"
    return _labels(typed.facet, typed.values) or text


def _labels(facet: str, values: Sequence[str]) -> str:
    more = "…" if len(values) > MAX_LABELS else ""
    return ", ".join(row_label(facet, value) for value in values[:MAX_LABELS]) + more
