"""Charts as SVG: bars over time, offices over time, lines side by side.

Each bar is a link with its figure as a ``<title>``. Only presentation attributes and
classes are used, which a page with a strict content security policy may have.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, log10

WIDTH, HEIGHT = 720, 120
FOOT = 18
"""Units of length below bars for their labels."""

LETTER = 6.2
"""About as wide as a digit of 10 units, so that labels do not touch."""

COLOURS = 5
"""Classes of lines that the style sheet has: ``line-1`` to ``line-5``."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure of a period.

    :param title: what is said of it in words.
    :param href: where it leads; "" for nowhere.
    """

    label: str
    value: float
    title: str
    href: str = ""


def bars(items: Sequence[Bar], name: str) -> str:
    """Bars over time as one ``<svg>``.

    :param name: what the chart shows, for who does not see it.
    """
    most = max((item.value for item in items), default=0) or 1
    step = WIDTH / max(1, len(items))
    high = HEIGHT - FOOT - 4
    pieces = [_open(name, WIDTH, HEIGHT, "bars")]
    free = 0.0
    for place, item in enumerate(items):
        left = place * step
        tall = high * item.value / most
        body = (
            f'<rect class="bar-back" x="{left:.1f}" y="0" width="{step:.1f}"'
            f' height="{HEIGHT - FOOT}"/>'
            f'<rect class="bar" x="{left + step * 0.1:.1f}" y="{4 + high - tall:.1f}"'
            f' width="{max(step * 0.8, 0.5):.1f}" height="{tall:.1f}"/>'
        )
        pieces.append(_link(item, body))
        wide = len(item.label) * LETTER
        middle = min(max(left + step / 2, wide / 2), WIDTH - wide / 2)
        if middle - wide / 2 >= free:
            free = middle + wide / 2 + LETTER
            pieces.append(
                f'<text class="axis" x="{middle:.1f}" y="{HEIGHT - 4}"'
                f' text-anchor="middle" font-size="10">{escape(item.label)}</text>'
            )
    return "".join([*pieces, "</svg>"])


@dataclass(frozen=True, slots=True)
class Span:
    """A time from one date to another (``2025-11-08``, ``2025-11`` or ``2025``)."""

    label: str
    first: str
    last: str
    title: str
    href: str = ""


ROW = 34


def spans(items: Sequence[Span], name: str) -> str:
    """Times one below another as one ``<svg>``, each under its label."""
    ends = [_days(item.first) for item in items] + [_days(item.last) for item in items]
    low, high = min(ends, default=0.0), max(ends, default=1.0)
    years = range(int(low // 372), int(high // 372) + 1)
    size = max(high - low, 1.0)
    height = ROW * len(items) + FOOT
    pieces = [_open(name, WIDTH, height, "spans")]
    free = 0.0
    for year in years:
        x = (year * 372 - low) / size * (WIDTH - 8)
        if x >= free:
            free = x + 5 * LETTER
            pieces.append(
                f'<line class="grid" x1="{x:.1f}" y1="0" x2="{x:.1f}"'
                f' y2="{height - FOOT}"/>'
                f'<text class="axis" x="{x:.1f}" y="{height - 4}" font-size="10">'
                f"{year}</text>"
            )
    for place, item in enumerate(items):
        x = (_days(item.first) - low) / size * (WIDTH - 8)
        wide = max((_days(item.last) - _days(item.first)) / size * (WIDTH - 8), 6)
        top = place * ROW
        # A label that would go over the end stands to the left of it.
        right = x + len(item.label) * LETTER * 1.2 > WIDTH
        anchor, at = ("end", WIDTH) if right else ("start", x)
        body = (
            f'<rect class="bar-back" x="0" y="{top}" width="{WIDTH}" height="{ROW}"/>'
            f'<text class="label" x="{at:.1f}" y="{top + 13}" text-anchor="{anchor}"'
            f' font-size="12">{escape(item.label)}</text>'
            f'<rect class="bar" x="{x:.1f}" y="{top + 18}" width="{wide:.1f}"'
            ' height="10" rx="3"/>'
        )
        pieces.append(_link(Bar(item.label, 0, item.title, item.href), body))
    return "".join([*pieces, "</svg>"])


def lines(
    periods: Sequence[str], series: Sequence[tuple[str, Sequence[float]]], name: str
) -> str:
    """Lines over time as one ``<svg>``, with a scale."""
    height, left = 240, 44
    most = max((value for _, values in series for value in values), default=0)
    top = _round_up(most)
    wide, high = WIDTH - left - 8, height - FOOT - 8
    step = wide / max(1, len(periods) - 1)
    pieces = [_open(name, WIDTH, height, "lines")]
    for part in range(5):
        y = 8 + high - high * part / 4
        scale = f"{top * part / 4:.3g}".replace(".", ",")
        pieces.append(
            f'<line class="grid" x1="{left}" y1="{y:.1f}" x2="{WIDTH}" y2="{y:.1f}"/>'
            f'<text class="axis" x="{left - 4}" y="{y + 3:.1f}" text-anchor="end"'
            f' font-size="10">{scale}</text>'
        )
    free = 0.0
    for place, period in enumerate(periods):
        x = min(max(left + place * step, left), WIDTH - len(period) * LETTER / 2)
        if x - len(period) * LETTER / 2 >= free:
            free = x + len(period) * LETTER / 2 + LETTER
            pieces.append(
                f'<text class="axis" x="{x:.1f}" y="{height - 4}"'
                f' text-anchor="middle" font-size="10">{escape(period)}</text>'
            )
    for number, (label, values) in enumerate(series, 1):
        points = [
            (left + place * step, 8 + high - high * value / top)
            for place, value in enumerate(values)
        ]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        kind = f"line-{(number - 1) % COLOURS + 1}"
        dots = "".join(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5"/>' for x, y in points
        )
        pieces.append(
            f'<g class="{kind}"><title>{escape(label)}</title>'
            f'<polyline fill="none" stroke-width="2" points="{path}"/>{dots}</g>'
        )
    return "".join([*pieces, "</svg>"])


def _open(name: str, width: int, height: int, kind: str) -> str:
    return (
        f'<svg class="chart {kind}" xmlns="http://www.w3.org/2000/svg"'
        f' viewBox="0 0 {width} {height}" role="group"'
        f' aria-label="{escape(name)}">'
    )


def _link(item: Bar, body: str) -> str:
    inside = f"<title>{escape(item.title)}</title>{body}"
    if not item.href or not item.title:
        return f"<g>{inside}</g>"
    return (
        f'<a href="{escape(item.href)}" aria-label="{escape(item.title)}">{inside}</a>'
    )


def _days(date: str) -> float:
    """A date on a scale of months of 31 days: good for drawing."""
    parts = [int(part) for part in date[:10].split("-")]
    year, month, day = (*parts, 1, 1)[:3]
    return year * 372 + (month - 1) * 31 + day - 1


def _round_up(most: float) -> float:
    """The next of 1, 2, 5, 10, 20, ... (also below 1)."""
    if most <= 0:
        return 1.0
    unit = 10.0 ** ceil(log10(most))
    return next(part for part in (unit / 5, unit / 2, unit) if part >= most * 0.9999)
