"""The dossier: chosen articles in the address, to order, note, cite, print and take away."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from search.article import Article
from search.export.citations import cite
from search.export.walking import find_chosen
from webui.cache import cached
from webui.reading.choosing import MAX_NOTE, moved, read_choice, to_query, without
from webui.state import searcher

blueprint = Blueprint("dossier", __name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """An article of the dossier.

    :param up, down, out: the dossier's arguments with it elsewhere, or gone; "" where it
        cannot go there.
    """

    article: Article
    note: str
    citation: str
    up: str
    down: str
    out: str


@blueprint.get("/ho-so")
@cached
def dossier() -> ResponseReturnValue:
    """The articles that the address names."""
    asked = read_choice(request.query_string.decode("utf-8", "replace"))
    reader = searcher().view().reader
    found = find_chosen(reader, [one.id for one in asked], [one.note for one in asked])
    known = {item.article.id for item in found}
    chosen = [one for one in asked if one.id in known]
    last = len(chosen) - 1
    entries = [
        Entry(
            item.article,
            item.note,
            cite(item.article),
            to_query(moved(chosen, place, -1)) if place else "",
            to_query(moved(chosen, place, 1)) if place < last else "",
            to_query(without(chosen, place)),
        )
        for place, item in enumerate(found)
    ]
    return render_template(
        "dossier.html",
        entries=entries,
        missing=[one.id for one in asked if one.id not in known],
        arguments=to_query(chosen),
        max_note=MAX_NOTE,
    )
