"""Marked text as escaped HTML, and what a feed needs."""

from __future__ import annotations

import html
import unicodedata

from markupsafe import Markup

from search.article import Stamp
from search.results import MarkedText

_MARK, _END = "\x02", "\x03"


def highlight(marked: MarkedText) -> Markup:
    """The text, escaped, with ``<mark>`` around what the query matched."""
    pieces: list[str] = []
    position = 0
    for start, end in marked.marks:
        pieces += visible(marked.text[position:start]), _MARK
        pieces += visible(marked.text[start:end]), _END
        position = end
    pieces.append(visible(marked.text[position:]))
    # Escaped all at once: what is visible has neither sign.
    text = html.escape("".join(pieces))
    return Markup(text.replace(_MARK, "<mark>").replace(_END, "</mark>"))


def visible(text: str) -> str:
    """The text without control and format characters."""
    if text.isprintable():
        return text
    # Right-to-left overrides and other format characters would change what is read
    # around them; Vietnamese needs none.
    return "".join(
        char for char in text if char in "\n\t" or unicodedata.category(char)[0] != "C"
    )


def feed_time(stamp: Stamp | None) -> str:
    """A date as RFC 3339 asks for, which knows no date without a day: the first of what
    it may be."""
    if stamp is None:
        return "1970-01-01T00:00:00+07:00"
    day = (stamp.value + "-01-01")[:10]
    time = stamp.value[11:] or "00:00"
    return f"{day}T{time}:00+07:00"
