"""The words of a text that a fact was read from, kept to show a reader why."""

from __future__ import annotations

BEFORE = 40
"""Characters before the words of a fact that are kept with them."""

AFTER = 60
"""Characters after a document's name that are kept: what it is about, its year."""


def quote(text: str, start: int, end: int, after: int = 0) -> str:
    """``text[start:end]`` with the words around it, whole ones of its line.

    :param after: characters that may follow, up to the end of the sentence.
    """
    before = text[max(0, start - BEFORE) : start].rpartition("\n")[2]
    if len(before) == BEFORE:
        before = before.partition(" ")[2] or before
    return before + text[start:end] + _following(text, end, after)


def _following(text: str, end: int, size: int) -> str:
    """The words that go on straight after an offset, none in part."""
    words = text[end : end + size]
    for mark in ("\n", ". ", "; ", "! ", "? "):
        words = words.partition(mark)[0]
    if len(words) == size and not text[end + size : end + size + 1].isspace():
        words = words.rpartition(" ")[0]
    return words.rstrip(" ,(")
