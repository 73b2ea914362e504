"""The Flask application, its limits and its response headers."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request
from werkzeug.exceptions import RequestURITooLarge

from search.config import Config, load_config, local_date
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
from search.location import Location
from search.searcher import Searcher
from webui import api, compression, errors, pages, site
from webui.cache import CACHE, ResponseCache
from webui.markup import feed_time, highlight, visible
from webui.reading import dossier, exports
from webui.results.rows import facet_rows, named_in
from webui.serving import health
from webui.serving.access_log import AccessLog
from webui.serving.hosts import NONE, Hosts, Proxies, parts_of
from webui.serving.limits import Limited, Limits, bound_length
from webui.serving.metrics import measure
from webui.serving.password import Password
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
"""Bytes of path and arguments."""

LIMITS = "timtin_limits"
"""Names the application's :class:`Limits` among its extensions."""


def create_app(
    index: Location | None = None,
    searcher: Searcher | None = None,
    config: Config | None = None,
) -> Flask:
    """The application over an index.

    :param index: the index folder, else the one that ``TIMTIN_INDEX`` names; opened at
        the first request, so the page comes up and says what to do even where there is
        no index yet.
    :param searcher: a searcher to use instead.
    :param config: settings, by default those of the environment.
    """
    app = Flask("webui")
    app.config["MAX_CONTENT_LENGTH"] = 64 * 1024
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    config = config or load_config()
    searcher = searcher or Searcher(index or config.index, config.recency / 100)
    keep_searcher(app, searcher)
    made_of = f"{_program()} {config.recency}"
    app.extensions[CACHE] = ResponseCache(
        lambda: f"{searcher.generation()} {local_date()} {made_of}"
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
    app.register_blueprint(exports.blueprint)
    app.register_blueprint(dossier.blueprint)
    app.register_blueprint(health.blueprint)
    errors.register(app)
    compression.register(app)
    # What is registered last runs first.
    app.after_request(_secure)
    app.after_request(bound_length)
    measure(app, searcher)
    _protect(app, config, searcher)
    return app


def _protect(app: Flask, config: Config, searcher: Searcher) -> None:
    """Who may ask, and what an answer may cost."""
    Hosts(parts_of(config.allowed_hosts), config.host).guard(app)
    app.before_request(_bound_address)
    if config.password_file != NONE:
        Password(Path(config.password_file)).guard(app)
    limits = app.extensions[LIMITS] = Limits(config.time_limit)
    cache: ResponseCache = app.extensions[CACHE]

    def forget() -> None:
        cache.clear()
        searcher.forget()

    answer = Limited(app, app.wsgi_app, limits, forget)
    logged = (
        AccessLog(config.access_log).wrap(answer)
        if config.access_log != NONE
        else answer
    )
    outer = Proxies(config.trusted_proxy).wrap(logged)
    app.wsgi_app = outer  # type: ignore[assignment, method-assign]


def _bound_address() -> None:
    asked = request.environ.get("REQUEST_URI") or request.full_path
    if len(asked) > MAX_URL_LENGTH:
        raise RequestURITooLarge


@lru_cache(maxsize=1)
def _program() -> str:
    """Names the program by its files: an answer that another one gave is asked for anew."""
    digest = hashlib.sha256()
    root = Path(__file__).parents[1]
    for package in ("search", "webui"):
        for file in sorted((root / package).rglob("*")):
            if file.suffix in (".py", ".html", ".xml", ".tsv", ".csv", ".json"):
                digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def _secure(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers.setdefault("Cache-Control", "no-cache")
    return response
