"""What the application keeps between requests: its searcher."""

from __future__ import annotations

from flask import Flask, current_app

from search.searcher import Searcher

_SEARCHER = "timtin_searcher"


def keep_searcher(app: Flask, searcher: Searcher) -> None:
    """Give an application the searcher that answers its requests."""
    app.extensions[_SEARCHER] = searcher


def searcher() -> Searcher:
    """The searcher of the application that answers now."""
    found: Searcher = current_app.extensions[_SEARCHER]
    return found
