"""The Flask application, its limits and its response headers."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, Response

from search.config import load_config, local_date
from search.gazetteer.provinces import display_name, today
from search.gazetteer.publishers import canonical_publisher
from search.labels import (
    document_label,
    document_value,
    format_date,
    format_date_only,
    format_day,
    format_number,
    name_lacks,
)
from search.searcher import Searcher
from webui import api, compression, errors, pages, site
from webui.cache import CACHE, ResponseCache
from webui.markup import feed_time, highlight, visible
from webui.results.rows import facet_rows, named_in
from webui.state import keep_searcher
from webui.subjects import api as subjects_api
from webui.subjects import openapi
from webui.subjects import pages as subjects_pages

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "manifest-src 'self'",
    )
)
MAX_URL_LENGTH = 8_000
"""Bytes of path and arguments; waitress is told the same."""


def create_app(index: Path | None = None, searcher: Searcher | None = None) -> Flask:
    """The application over an index.

    :param index: the index folder, else the one that ``TIMTIN_INDEX`` names; opened at
        the first request, so the page comes up and says what to do even where there is
        no index yet.
    :param searcher: a searcher to use instead.
    """
    app = Flask("webui")
    app.config["MAX_CONTENT_LENGTH"] = 64 * 1024
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    config = load_config()
    searcher = searcher or Searcher(index or config.index, config.recency / 100)
    keep_searcher(app, searcher)
    app.extensions[CACHE] = ResponseCache(
        lambda: f"{searcher.generation()} {local_date()}"
    )
    app.jinja_env.tests["worded"] = lambda text: any(map(str.isalnum, text))
    app.jinja_env.filters.update(
        document_label=document_label,
        document_value=document_value,
        highlight=highlight,
        visible=visible,
        feed_time=feed_time,
        named_in=named_in,
        format_date=format_date,
        format_date_only=format_date_only,
        format_number=format_number,
        name_lacks=name_lacks,
        province_name=display_name,
        province_today=today,
        publisher_name=canonical_publisher,
    )
    app.jinja_env.globals.update(
        facet_rows=facet_rows, today=lambda: format_day(local_date())
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(api.blueprint)
    app.register_blueprint(site.blueprint)
    app.register_blueprint(subjects_pages.blueprint)
    app.register_blueprint(subjects_api.blueprint)
    app.register_blueprint(openapi.blueprint)
    errors.register(app)
    compression.register(app)
    app.after_request(_secure)
    return app


def _secure(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers.setdefault("Cache-Control", "no-cache")
    return response
