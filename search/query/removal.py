"""A query without some of its filters: what is left when a reader takes one back."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from search.query.filters import Filter

_QUOTES = frozenset('"“”„«»')
_FIELD_BEFORE = re.compile(r"(?:(?<![^\s(|])\+)?[^\s():|\"“”„«»]+:$")
_OR = "OR|HOẶC|" + unicodedata.normalize("NFD", "HOẶC")
_OR_AFTER = re.compile(rf"\s*(?:(?:{_OR})(?=\s)|\|+)\s*")
_OR_BEFORE = re.compile(rf"\s*(?:(?<=\s)(?:{_OR})|\|+)\s*$")
_EMPTY_GROUP = re.compile(r"(?:[+-]?[^\s():|]+:)?\(\s*\)")
_INNER_BLANKS = re.compile(r"(?<=\()\s+|\s+(?=\))")
_BLANKS = re.compile(r"\s+")
MAX_FIELD = 40
"""Characters before a value that its field's name may take, decomposed too."""


def remove_filters(text: str, filters: Iterable[Filter]) -> str:
    """The text without the filters, with their fields, quotes and the ``OR`` that
    joined them to others."""
    found = sorted({(item.start, item.end) for item in filters}, reverse=True)
    if not found:
        return text
    for start, end in found:
        text = _remove(text, start, end)
    while (shorter := _EMPTY_GROUP.sub(" ", text)) != text:
        text = shorter
    return _INNER_BLANKS.sub("", _BLANKS.sub(" ", text)).strip()


def _remove(text: str, start: int, end: int) -> str:
    # The offsets are those of the value, within its quotes and before its star.
    if text[start - 1 : start] in _QUOTES and text[end : end + 1] in _QUOTES:
        start, end = start - 1, end + 1
    while text[end : end + 1] == "*":
        end += 1
    first = max(0, start - MAX_FIELD)
    if field := _FIELD_BEFORE.search(text[first:start]):
        start = first + field.start()
    before, after = text[:start], text[end:]
    if joined := _OR_AFTER.match(after):
        after = after[joined.end() :]
    elif joined := _OR_BEFORE.search(before[-MAX_FIELD:]):
        before = before[: len(before) - len(joined[0])]
    return f"{before} {after}"
