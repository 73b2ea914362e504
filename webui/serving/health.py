"""``/healthz``: whether the index answers, for load balancers."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from webui.state import searcher

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def health() -> ResponseReturnValue:
    """The number of articles, or the error with its status."""
    return {"status": "ok", "articles": searcher().count()}
