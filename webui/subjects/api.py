"""The JSON of subjects: the same shapes as ``--json`` on the command line."""

from __future__ import annotations

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from search.errors import UsageError
from search.export.said import told
from search.following.batch import FIRST, MAX_FIRST, run_batch
from search.request import read_request
from search.subjects.document import tell_document
from search.subjects.person import PersonFacts, tell_person
from search.subjects.place import tell_place
from webui.cache import cached
from webui.state import searcher
from webui.subjects.pages import MAX_LINES, compare_asked

blueprint = Blueprint("subjects_api", __name__, url_prefix="/api")


def _person(name: str) -> PersonFacts:
    return tell_person(searcher().view(), name, request.args.get("who", ""))


@blueprint.get("/people/<path:name>")
@cached
def person(name: str) -> ResponseReturnValue:
    """A person: offices by first and last mention, seen with whom, where and when."""
    return jsonify(_person(name).to_dict())


@blueprint.get("/documents/<path:number>")
@cached
def document(number: str) -> ResponseReturnValue:
    """An official document: aliases, dates and issuers as stated, what is beside it."""
    return jsonify(tell_document(searcher().view(), number).to_dict())


@blueprint.get("/places/<path:slug>")
@cached
def place(slug: str) -> ResponseReturnValue:
    """A province or city: units before and now, people, words that mark it."""
    return jsonify(tell_place(searcher().view(), slug).to_dict())


@blueprint.get("/people/<path:name>/statements")
@cached
def person_statements(name: str) -> ResponseReturnValue:
    """All that a person says and asks for."""
    return jsonify(told(_person(name), "statements"))


@blueprint.get("/people/<path:name>/changes")
@cached
def person_changes(name: str) -> ResponseReturnValue:
    """Each telling of a change in a person's offices."""
    return jsonify(told(_person(name), "changes"))


@blueprint.get("/documents/<path:number>/statements")
@cached
def document_statements(number: str) -> ResponseReturnValue:
    """All statements that name a document."""
    return jsonify(told(tell_document(searcher().view(), number), "statements"))


@blueprint.get("/places/<path:slug>/statements")
@cached
def place_statements(slug: str) -> ResponseReturnValue:
    """What people with an office of public life say in articles about a place."""
    return jsonify(told(tell_place(searcher().view(), slug), "statements"))


@blueprint.get("/places/<path:slug>/changes")
@cached
def place_changes(slug: str) -> ResponseReturnValue:
    """Each telling of a change of office in articles about a place."""
    return jsonify(told(tell_place(searcher().view(), slug), "changes"))


@blueprint.get("/trends")
@cached
def trends() -> ResponseReturnValue:
    """One to five searches (``q``, repeated) over time, by source and province."""
    return jsonify(compare_asked(with_words="words" in request.args).to_dict())


@blueprint.get("/batch")
@cached
def batch() -> ResponseReturnValue:
    """A search for each ``q``: how many articles, and the first of them."""
    arguments = request.args.to_dict(flat=False)
    typed = (" ".join(text.split()) for text in arguments.pop("q", []))
    queries = list(dict.fromkeys(text for text in typed if text))
    if not 1 <= len(queries) <= MAX_LINES:
        raise UsageError(
            f"Cần từ 1 đến {MAX_LINES} truy vấn trong q",
            "Chia ra nhiều lần, hoặc dùng timtin batch",
        )
    asked = read_request(arguments, FIRST)
    first = min(asked.size, MAX_FIRST)
    lines = run_batch(searcher(), queries, asked, first)
    return jsonify({"lines": [line.to_dict() for line in lines]})
