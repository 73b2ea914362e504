"""Texts as files of tables and references may hold them."""

from __future__ import annotations

from typing import Any


def inert(value: Any) -> Any:
    """Keep a spreadsheet from running a cell that starts like a formula."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + value
    return value


def clean(text: str) -> str:
    """The text without control characters and halves of pairs, which files of these
    formats cannot hold."""
    if text.isprintable():
        return text
    return "".join(
        char if char >= " " and not "\ud800" <= char <= "\udfff" else " "
        for char in text
    )
