"""Markup inside a value, as feeds and exports of content systems have it -> text.

Only ``re``: whole pages are read by :mod:`indexer.sources.web.pages`, and the standard
library's HTML parser is quadratic on hostile input before Python 3.11.13.
"""

from __future__ import annotations

import html
import re

_TAG = re.compile(
    r"</?(?:p|br|div|span|strong|em|b|i|a|h[1-6]|li|ul|table|img|figure)\b[^<>]*+>",
    re.I,
)
_TOKEN = re.compile(r"<!--|<(/?)([a-zA-Z][a-zA-Z0-9]*+)[^<>]*+>")
# Neither can fail once begun, so that a page of unclosed quotes is gone through once.
_VALUE = r"""\s*+=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s>"']*+)"""
_OPENED = re.compile(rf"<([a-zA-Z][a-zA-Z0-9]*+)(?:[^>=]++|{_VALUE}|=)*+")
_RAW_END = {
    name: re.compile(rf"</{name}|\Z", re.I) for name in ("script", "style", "textarea")
}
"""Elements whose text is no markup, and what ends it."""
_ATTRIBUTE = re.compile(rf"[^\s/=>]++(?:{_VALUE})?+")
MAX_ATTRIBUTES = 256
"""Of one tag: libxml2 compares each with all before it. Pages have up to some 40."""

_BLOCKS = frozenset(
    "p br div h1 h2 h3 h4 h5 h6 li ul ol table tr blockquote section article".split()
)
_SILENT = frozenset(("script", "style", "figcaption", "noscript", "template"))


def is_markup(text: str) -> bool:
    """Whether the text is HTML: it has a tag near its start or its end."""
    return "<" in text and bool(_TAG.search(text[:2000]) or _TAG.search(text[-500:]))


def has_too_many_attributes(markup: str) -> bool:
    """Whether a tag has so many attributes that parsing it would take minutes."""
    position = 0
    while match := _OPENED.search(markup, position):
        position = match.end()
        if position - match.start() > 2 * MAX_ATTRIBUTES:
            if sum(1 for _ in _ATTRIBUTE.finditer(match[0])) > MAX_ATTRIBUTES:
                return True
        if ends := _RAW_END.get(match[1].lower()):
            end = ends.search(markup, position)
            position = end.start() if end else len(markup)
    return False


def flatten(markup: str) -> str:
    """The text of some HTML, a line for each block; captions and scripts left out."""
    pieces: list[str] = []
    position = 0
    silent = ""
    while match := _TOKEN.search(markup, position):
        if not silent:
            pieces.append(_flat(markup[position : match.start()]))
        position = match.end()
        if match.group() == "<!--":
            end = markup.find("-->", position)
            position = len(markup) if end < 0 else end + 3
            continue
        tag, closing = match.group(2).lower(), bool(match.group(1))
        if tag in _SILENT and not silent and not closing:
            silent = tag
        elif tag == silent and closing:
            silent = ""
        elif tag in _BLOCKS and not silent:
            pieces.append("\n")
    if not silent:
        pieces.append(_flat(markup[position:]))
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def _flat(text: str) -> str:
    return html.unescape(text.replace("\r", " ").replace("\n", " "))
