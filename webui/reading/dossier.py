"""The dossier: chosen articles in the address, to order, note, cite, print and take away.

Its form is posted, and leads to the address with what was changed. A dossier that no
address has room for is answered as it was posted.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from search.article import Article
from search.export.citations import cite
from search.export.walking import find_chosen
from webui.cache import cached
from webui.reading.choosing import (
    MAX_NOTE,
    MOST,
    Chosen,
    changed,
    read_choice,
    to_query,
)
from webui.state import searcher

blueprint = Blueprint("dossier", __name__)

ROOM = 7_500
"""Characters of an address's arguments up to which a dossier has one: what is longer than
``webui.app.MAX_URL_LENGTH`` with its path is refused."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An article of the dossier."""

    article: Article
    note: str
    citation: str


@blueprint.get("/ho-so")
@cached
def dossier() -> ResponseReturnValue:
    """The articles that the address names."""
    return _show(read_choice(request.query_string.decode("utf-8", "replace")))


@blueprint.post("/ho-so")
def change() -> ResponseReturnValue:
    """The articles of the form, in the order that a button asks for."""
    posted = request.get_data(cache=True, as_text=True)
    chosen = changed(read_choice(posted), request.form)
    arguments = to_query(chosen)
    if len(arguments) <= ROOM:
        return redirect(request.script_root + request.path + arguments, 303)
    return _show(chosen)


def _show(asked: tuple[Chosen, ...] | list[Chosen]) -> ResponseReturnValue:
    reader = searcher().view().reader
    found = find_chosen(reader, [one.id for one in asked], [one.note for one in asked])
    known = {item.article.id for item in found}
    chosen = [one for one in asked if one.id in known]
    return render_template(
        "dossier.html",
        entries=[Entry(item.article, item.note, cite(item.article)) for item in found],
        missing=[one.id for one in asked if one.id not in known],
        has_address=len(to_query(chosen)) <= ROOM,
        max_note=MAX_NOTE,
        most=MOST,
    )
