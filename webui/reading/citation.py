"""Files that cite one article, for programs that keep references."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue

from search.article import Article
from search.export.citations import bibtex, ris
from search.results import ArticleView
from webui.cache import cached
from webui.state import searcher

blueprint = Blueprint("citation", __name__)

FORMATS = {
    "ris": (ris, "application/x-research-info-systems; charset=utf-8"),
    "bib": (bibtex, "application/x-bibtex; charset=utf-8"),
}


def citable(view: ArticleView) -> Article:
    """The article with no address but one that is safe to open."""
    return replace(view.article, url=view.original_url)


@blueprint.get("/trich-dan/<format>/<path:article_id>")
@cached
def cite_article(format: str, article_id: str) -> ResponseReturnValue:
    """One article as a reference in RIS or BibTeX."""
    if format not in FORMATS:
        abort(404)
    write, content_type = FORMATS[format]
    article = citable(searcher().article(article_id))
    return Response(write(article), content_type=content_type)
