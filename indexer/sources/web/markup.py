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
_BLOCKS = frozenset(
    "p br div h1 h2 h3 h4 h5 h6 li ul ol table tr blockquote section article".split()
)
_SILENT = frozenset(("script", "style", "figcaption", "noscript", "template"))


def is_markup(text: str) -> bool:
    """Whether the text is HTML: it has a tag near its start or its end."""
    return "<" in text and bool(_TAG.search(text[:2000]) or _TAG.search(text[-500:]))


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
