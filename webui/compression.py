"""Texts are sent compressed to who takes that: a page of results is a fifth then."""

from __future__ import annotations

import gzip
from functools import lru_cache

from flask import Flask, Response, request
from werkzeug.wsgi import FileWrapper

SMALLEST = 600
"""Bytes from which it is worth it: less fits a packet anyway."""

LEVEL = 5
"""Of gzip: a page of 52,606 bytes becomes 9,181 in 0.8 ms; 9 makes it 1.7% smaller in 1.3 ms."""

TYPES = ("text/", "application/json", "application/atom+xml", "image/svg+xml")
KEPT = 128
"""Compressed bodies that a process keeps: responses are kept, too, and asked for again."""


def register(app: Flask) -> None:
    """Compress an application's responses."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if not (response.mimetype or "").startswith(TYPES) or response.status_code != 200:
        return response
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"] <= 0 or "Content-Encoding" in response.headers:
        return response
    if response.is_streamed and not response.direct_passthrough:
        return response
    response.direct_passthrough = False
    source = response.response
    body = response.get_data()
    if isinstance(source, FileWrapper):
        source.close()
    if len(body) < SMALLEST:
        return response
    response.set_data(_squeeze(body))
    response.headers["Content-Encoding"] = "gzip"
    tag, _ = response.get_etag()
    if tag is not None:
        # Another form of the same: a strong tag would promise the same bytes.
        response.set_etag(tag, weak=True)
    return response


@lru_cache(maxsize=KEPT)
def _squeeze(body: bytes) -> bytes:
    return gzip.compress(body, LEVEL, mtime=0)
