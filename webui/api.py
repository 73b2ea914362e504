"""The JSON API: the same shapes as ``--json`` on the command line."""

from __future__ import annotations

from flask import Blueprint, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from search.collection.completion import KIND_LABELS, Completion
from search.request import read_request
from search.results import list_article
from webui.cache import cached
from webui.state import searcher

blueprint = Blueprint("api", __name__, url_prefix="/api")


@blueprint.get("/search")
@cached
def search() -> ResponseReturnValue:
    """A SearchPage; arguments as on the page, ``explain=1`` adds what gave each score."""
    arguments = request.args.to_dict(flat=False)
    page = searcher().search(
        read_request(arguments), facets=True, explain="explain" in arguments
    )
    return jsonify(page.to_dict())


@blueprint.get("/articles/<path:article_id>")
@cached
def article(article_id: str) -> ResponseReturnValue:
    """One article, with the places in it that match the same arguments of a search."""
    asked = read_request(request.args.to_dict(flat=False))
    return jsonify(searcher().article(article_id, asked).to_dict())


@blueprint.get("/similar/<path:article_id>")
@cached
def similar(article_id: str) -> ResponseReturnValue:
    """The articles most like one, without its copies, the best first."""
    listed = searcher().similar(article_id)
    return jsonify({"articles": [list_article(article) for article in listed]})


@blueprint.get("/suggest")
def suggest() -> ResponseReturnValue:
    """Completions of ``q``, each with where choosing it leads."""
    found = searcher().suggest(request.args.get("q", ""))
    return jsonify({"suggestions": [_completion(item) for item in found]})


def _completion(item: Completion) -> dict[str, str]:
    if item.article:
        url = url_for("pages.article", article_id=item.article)
    else:
        url = url_for("pages.search") + item.query
    label = KIND_LABELS[item.kind]
    return {"text": item.text, "kind": item.kind, "label": label, "url": url}
