"""The rows of facets as HTML: checkboxes of the form of filters, or links where a row
takes the place of others.

A page has some 70; through a template's loop they took a third of making it.
"""

from __future__ import annotations

import html
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from urllib.parse import quote_plus

from markupsafe import Markup

from search.article import Article
from search.labels import document_label, document_value, format_number
from search.request import SearchRequest
from search.results import Facet, FacetValue
from webui.markup import visible

SHOWN = 6
"""Rows of a facet that show at once; the others open."""


def facet_rows(name: str, rows: Iterable[FacetValue], most: int = 0) -> Markup:
    """The rows as list items.

    :param most: the count whose bar is as long as the row; none when 0.
    """
    return Markup("".join(_row(name, row, most) for row in rows))


def _row(name: str, row: FacetValue, most: int) -> str:
    length = f" w{-(-10 * row.count // most)}" if most and row.count else ""
    text = (
        f'<span class="label">{html.escape(visible(row.label))}</span>\n'
        f'<span class="number">{format_number(row.count)}</span>'
    )
    if is_box(name, row):
        checked = " checked" if row.selected else ""
        return (
            f'<li class="level-{row.level}{length}"><label><input type="checkbox"'
            f' name="{name}" value="{html.escape(row.value)}"{checked}>{text}</label></li>\n'
        )
    if not row.toggle_url:
        return f'<li class="level-{row.level}{length}"><span>{text}</span></li>\n'
    current = ' aria-current="true"' if row.selected else ""
    dropped = (
        '\n<span class="hidden">đang chọn; bấm để bỏ</span>' if row.selected else ""
    )
    return (
        f'<li class="level-{row.level}{length}"><a href="{html.escape(row.toggle_url)}'
        f'#facet-{name}" rel="nofollow"{current}>{text}{dropped}</a></li>\n'
    )


def is_box(name: str, row: FacetValue) -> bool:
    """Whether a row is a checkbox: dates drill down by links, and so do the provinces
    of before July 2025; what a longer list was chosen by is taken back as a whole."""
    if name == "date" or row.chosen_by:
        return False
    return row.selected or not row.level


def without_long_links(
    name: str, rows: Sequence[FacetValue], room: int
) -> tuple[FacetValue, ...]:
    """Rows that are no boxes as mere text where a page has no room for their links: each
    repeats the request.

    :param room: links that there is room for.
    """
    if sum(not is_box(name, row) for row in rows) <= room:
        return tuple(rows)
    return tuple(
        row if is_box(name, row) else replace(row, toggle_url="") for row in rows
    )


def kept_values(
    form: SearchRequest, facets: Sequence[Facet], others: Iterable[tuple[str, str]] = ()
) -> list[tuple[str, str]]:
    """What the form of filters sends beside its checkboxes, the period and the page.

    :param others: facet and value of other checkboxes that it has.
    """
    boxes = {
        (facet.name, row.value)
        for facet in facets
        for row in facet.values
        if row.selected and is_box(facet.name, row)
    }
    boxes.update(others)
    left = ("date_from", "date_to", "page")
    return [
        (name, value)
        for name, value in form.to_arguments()
        if name not in left and (name, value) not in boxes
    ]


def kept_boxes(
    form: SearchRequest, facet: str, rows: Iterable[FacetValue]
) -> list[tuple[str, str]]:
    """What the form of a page of values sends beside its checkboxes."""
    boxes = {row.value for row in rows if row.selected and is_box(facet, row)}
    return [
        (name, value)
        for name, value in form.changed().to_arguments()
        if name != facet or value not in boxes
    ]


MOST_PEOPLE, MOST_DOCUMENTS = 3, 2
"""That a hit names."""


def named_in(article: Article, asked: Collection[str] = ()) -> Markup:
    """Whom an article names, in which office then, and which documents.

    :param asked: people who are named first.
    """
    parts = []
    people = sorted(article.people, key=lambda person: person.name not in asked)
    for person in people[:MOST_PEOPLE]:
        office = (
            f" <small>{html.escape(visible(person.office))}</small>"
            if person.office
            else ""
        )
        link = f"?person={quote_plus(person.name)}"
        parts.append(
            f'<a href="{link}">{html.escape(visible(person.name))}</a>{office}'
        )
    for document in article.documents[:MOST_DOCUMENTS]:
        link = f"?document={quote_plus(document_value(document))}"
        label = html.escape(visible(document_label(document)))
        parts.append(f'<a href="{link}">{label}</a>')
    return Markup(f'<p class="named">Nhắc: {", ".join(parts)}</p>' if parts else "")
