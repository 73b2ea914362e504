"""Marked text as escaped HTML."""

from __future__ import annotations

import unicodedata

from markupsafe import Markup, escape

from search.results import MarkedText


def highlight(marked: MarkedText) -> Markup:
    """The text, escaped, with ``<mark>`` around what the query matched."""
    pieces = []
    position = 0
    for start, end in marked.marks:
        pieces.append(escape(_visible(marked.text[position:start])))
        pieces.append(
            Markup("<mark>{}</mark>").format(_visible(marked.text[start:end]))
        )
        position = end
    pieces.append(escape(_visible(marked.text[position:])))
    return Markup("").join(pieces)


def _visible(text: str) -> str:
    # Right-to-left overrides and other format characters would change what is read
    # around them; Vietnamese needs none.
    return "".join(
        char for char in text if char in "\n\t" or unicodedata.category(char)[0] != "C"
    )
