"""The charts of subjects' pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from markupsafe import Markup

from search.export.drawing import Bar, Span, bars, lines, spans
from search.labels import format_number
from search.request import SearchRequest
from search.subjects.offices import Office
from search.subjects.person import PersonFacts
from search.subjects.printing import day
from search.subjects.trends import Trends

MOST_BARS = 72
"""Bars of months; where there would be more, they are of years."""

WIDEST_GAP = 6
"""Months without an article that are drawn; of a longer gap one is."""


def month_bars(counts: Mapping[str, int], request: SearchRequest, root: str) -> Markup:
    """Articles by month or year, each bar a link to its articles.

    :param counts: ``2025-11`` -> articles.
    :param root: the address of the search page.
    """
    periods = list(_filled(counts))
    if len(periods) > MOST_BARS:
        years: dict[str, int] = {}
        for month, count in counts.items():
            years[month[:4]] = years.get(month[:4], 0) + count
        periods = list(years.items())
    items = []
    query = request.changed(sort="oldest").link_maker("date")
    for period, count in periods:
        label = day(period) if period else "…"
        said = f"{label}: {format_number(count)} bài" if count else ""
        items.append(Bar(label, count, said, root + query((period,)) if count else ""))
    return Markup(bars(items, "Số bài theo thời gian"))


def _filled(counts: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """Months with those between them; "" stands for many without an article."""
    before = None
    for month, count in counts.items():
        number = int(month[:4]) * 12 + int(month[5:]) - 1
        gap = number - before - 1 if before is not None else 0
        if gap > WIDEST_GAP:
            yield "", 0
        else:
            for empty in range(number - gap, number):
                yield f"{empty // 12:04}-{empty % 12 + 1:02}", 0
        yield month, count
        before = number


def office_spans(facts: PersonFacts, root: str, who: str = "") -> Markup:
    """The offices of a person by first and last mention, each a link to its articles.

    :param root: the address of the person's page.
    :param who: which of several people of the name.
    """
    items = [
        Span(
            office.label,
            office.first,
            office.last,
            _said(office),
            _link(office, root, who),
        )
        for office in facts.offices
        if office.first
    ]
    return (
        Markup(spans(items, "Chức vụ theo lần nhắc đầu và cuối")) if items else Markup()
    )


def _said(office: Office) -> str:
    return (
        f"{office.label}: {format_number(office.count)} bài,"
        f" từ {day(office.first)} đến {day(office.last)}"
    )


def _link(office: Office, root: str, who: str) -> str:
    one = f"nguoi={who}&" if who else ""
    return f"{root}?{one}chuc-vu={office.key}#bai"


def trend_lines(trends: Trends, share: bool) -> Markup:
    """The searches of a comparison as lines.

    :param share: whether in ‰ of all articles, else in articles.
    """
    series = [
        (item.label, trends.shares(item) if share else item.counts)
        for item in trends.series
    ]
    name = "‰ của mọi bài theo thời gian" if share else "Số bài theo thời gian"
    return Markup(lines([day(period) for period in trends.periods], series, name))
