"""Results over time as bars, in SVG that is written here: a link each, with its numbers.

Widths are per cent and heights pixels, so that bars fill any width and texts keep their
shape. Time is a row of places of one width: of each year, month or day from the first
result to the last, with or without results; long stretches without are one place.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from search.article import Stamp
from search.labels import format_date, format_decimal, format_number
from search.request import Unit
from search.results import Bar, Timeline

HEIGHT = 60
"""Pixels of the highest bar; the lowest has 3."""

MOST_PLACES = 40
"""Of years; where there are more, stretches of four empty ones and more are one place."""

NARROW, WIDE = 12.5, 4.5
"""Per cent between two labels on a phone and on a wide screen: five characters there."""

UNIT_LABELS = {"year": "Năm", "month": "Tháng", "day": "Ngày"}


@dataclass(frozen=True, slots=True)
class Place:
    """A place on the axis.

    :param value: its year, month or day; of a stretch without results the first.
    :param last: of a stretch its last; else the same.
    """

    value: str
    last: str

    @property
    def is_gap(self) -> bool:
        """Whether it stands for more than one year, month or day."""
        return self.value != self.last


def draw(timeline: Timeline, share: bool = False) -> Markup:
    """The bars of a search.

    :param share: whether a bar's height is its part of all articles of its time.
    """
    places = lay_out(timeline)
    bars = {bar.value: bar for bar in timeline.bars}
    most = max(_height(bar, share) for bar in timeline.bars)
    width = 100 / len(places)
    parts = []
    for number, place in enumerate(places):
        left = number * width
        bar = bars.get(place.value)
        if bar is not None:
            parts.append(_bar(bar, left, width, _height(bar, share) / most, share))
        elif place.is_gap:
            words = f"{written(place.value)} đến {written(place.last)}: không có bài"
            parts.append(
                f'<rect class="gap" x="{left:.2f}%" y="0" width="{width:.2f}%"'
                f' height="{HEIGHT}"><title>{words}</title></rect>'
            )
    for number, text, kind in _labels(places, width):
        parts.append(
            f'<text{kind} x="{number * width:.2f}%" y="{HEIGHT + 15}">{text}</text>'
        )
    slots = " ".join(place.value for place in places)
    return Markup(
        f'<svg class="bars" height="{HEIGHT + 20}" width="100%" role="group"'
        f' aria-label="Số bài theo thời gian" data-slots="{slots}">'
        f'<rect class="axis" x="0" y="{HEIGHT}" width="100%" height="1"/>'
        f"{''.join(parts)}</svg>"
    )


def describe(bar: Bar) -> str:
    """``Tháng 11/2024: 13 bài, 13,0‰ của 999 bài``."""
    words = f"{written(bar.value)}: {format_number(bar.count)} bài"
    if not bar.whole:
        return words
    part = format_decimal(1000 * bar.count / bar.whole)
    return f"{words}, {part}‰ của {format_number(bar.whole)} bài"


def written(value: str) -> str:
    """A time as people write it, to begin a sentence with."""
    text = format_date(Stamp(value))
    return text[0].upper() + text[1:]


def summit(timeline: Timeline, share: bool = False) -> str:
    """What the highest bar says."""
    return describe(max(timeline.bars, key=lambda bar: _height(bar, share)))


def lay_out(timeline: Timeline) -> list[Place]:
    """The places from the first bar to the last."""
    values = [bar.value for bar in timeline.bars]
    first, last = min(timeline.start, values[0]), max(timeline.end, values[-1])
    if timeline.unit == "year":
        return _years(values)
    upper = 4 if timeline.unit == "month" else 7
    places: list[Place] = []
    used = {value[:upper] for value in (first, *values, last)}
    for value in _all(timeline.unit, first, last):
        # An empty year among months, an empty month among days is a gap.
        if value[:upper] in used:
            places.append(Place(value, value))
        elif places and places[-1].value[:upper] not in used:
            places[-1] = Place(places[-1].value, value)
        else:
            places.append(Place(value, value))
    return places


def _years(values: Sequence[str]) -> list[Place]:
    every = [str(year) for year in range(int(values[0]), int(values[-1]) + 1)]
    if len(every) <= MOST_PLACES:
        return [Place(year, year) for year in every]
    places = []
    for value, following in zip(values, [*values[1:], ""]):
        places.append(Place(value, value))
        empty = range(int(value) + 1, int(following or value))
        if len(empty) >= 4:
            places.append(Place(str(empty[0]), str(empty[-1])))
        else:
            places += [Place(str(year), str(year)) for year in empty]
    return places


def _all(unit: Unit, first: str, last: str) -> Iterator[str]:
    if unit == "month":
        month = int(first[:4]) * 12 + int(first[5:7]) - 1
        end = int(last[:4]) * 12 + int(last[5:7]) - 1
        for number in range(month, end + 1):
            yield f"{number // 12:04}-{number % 12 + 1:02}"
        return
    day, final = date.fromisoformat(first), date.fromisoformat(last)
    while day < final:
        yield day.isoformat()
        day += timedelta(days=1)
    yield last


def _height(bar: Bar, share: bool) -> float:
    return bar.count / max(bar.whole, bar.count) if share else float(bar.count)


def _bar(bar: Bar, left: float, width: float, part: float, share: bool) -> str:
    height = max(3, round(part * HEIGHT))
    gap = width * 0.12
    title = describe(bar)
    rect = (
        f'<rect class="all" x="{left:.2f}%" width="{width:.2f}%" height="{HEIGHT}"/>'
        f'<rect x="{left + gap:.2f}%" y="{HEIGHT - height}"'
        f' width="{width - 2 * gap:.2f}%" height="{height}"/>'
    )
    if not bar.toggle_url:
        return f"<g><title>{title}</title>{rect}</g>"
    current = ' aria-current="true"' if bar.selected else ""
    return (
        f'<a href="{html.escape(bar.toggle_url)}" rel="nofollow"'
        f"{current}><title>{title}</title>{rect}</a>"
    )


def _labels(places: Sequence[Place], width: float) -> Iterator[tuple[int, str, str]]:
    """Labels that do not touch: number of the place, text, and the class of those that
    only a wide screen has room for."""
    wanted = list(_wanted(places))
    kept: list[int] = []
    for space, kind in ((NARROW, ""), (WIDE, ' class="wide"')):
        for number, text in wanted:
            left = number * width
            # The last label must not leave the picture.
            if left > 100 - min(space, 7):
                continue
            if all(abs(left - other * width) >= space for other in kept):
                kept.append(number)
                yield number, text, kind


def _wanted(places: Sequence[Place]) -> Iterator[tuple[int, str]]:
    """Years at their first month or day; then months, then days."""
    labels = [
        (place.value, number) for number, place in enumerate(places) if not place.is_gap
    ]
    years: set[str] = set()
    for value, number in labels:
        if value[:4] not in years:
            years.add(value[:4])
            yield number, value[:4]
    if len(years) > 2:
        return
    for value, number in labels:
        if len(value) == 7:
            yield number, f"{int(value[5:7])}/{value[2:4]}"
        elif len(value) == 10 and value[8:] in ("01", "05", "10", "15", "20", "25"):
            yield number, f"{int(value[8:])}/{int(value[5:7])}"
