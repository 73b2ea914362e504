"""Working lines of an article while it is cleaned: text, place in the original, kind.

A cleaner marks lines and splits them; it never edits their text. What is left of kind
``body`` at the end is read back from the original by offset, so that an article keeps
the spelling (composed, decomposed, mixed) in which it came.
"""

from __future__ import annotations

import sys
import unicodedata
from dataclasses import dataclass
from typing import Literal

from search.language.normal import Composed, compose

Kind = Literal["body", "title", "byline", "caption", "furniture"]

_LATIN = [chr(code) for code in range(0xC0, min(0x1F00, sys.maxunicode))]
_LATIN = [char for char in _LATIN if "LATIN" in unicodedata.name(char, "")]
UPPER = "A-Z" + "".join(char for char in _LATIN if char.isupper())
"""Capital letters of Latin script, those of Vietnamese among them, for use inside a
character class."""

LOWER = "a-z" + "".join(char for char in _LATIN if char.islower())
"""Lower-case letters, for use inside a character class."""

DASH = "\\-\u2010-\u2015\u2212"
"""Dashes, for use inside a character class."""


@dataclass(slots=True)
class Line:
    """One paragraph, or a part that was split off one.

    :param text: composed (NFC), stripped.
    :param start: offset of ``text`` in the composed source.
    :param soft: cut on no hard marker: given back when too much would be cut.
    :param glued: the rest of a paragraph whose middle was cut out.
    """

    text: str
    start: int
    source: Composed
    kind: Kind = "body"
    soft: bool = False
    glued: bool = False

    @property
    def original(self) -> str:
        """The text as it came."""
        source = self.source
        if source.text is source.original:
            return self.text
        start, end = source.origin(self.start, self.start + len(self.text))
        return source.original[start:end]

    @property
    def is_body(self) -> bool:
        return self.kind == "body"

    def mark(self, kind: Kind, soft: bool = False) -> None:
        self.kind = kind
        self.soft = soft


def split_lines(text: str) -> list[Line]:
    """The non-empty lines of a text, stripped of every kind of space."""
    source = compose(text)
    lines = []
    start = 0
    for raw in source.text.splitlines(keepends=True):
        text = raw.strip()
        if text:
            lines.append(Line(text, start + raw.index(text[0]), source))
        start += len(raw)
    return lines


def split(line: Line, start: int, end: int, kind: Kind) -> list[Line]:
    """The line in up to three, ``text[start:end]`` being of the kind given."""
    return split_spans(line, [(start, end)], kind)


def split_spans(line: Line, spans: list[tuple[int, int]], kind: Kind) -> list[Line]:
    """The line in pieces, the spans (in order, apart) being of the kind given."""
    pieces: list[Line] = []
    inside = False
    done = 0
    begun = False
    for bound in [*(bound for span in spans for bound in span), len(line.text)]:
        raw = line.text[done:bound]
        text = raw.strip()
        if text:
            offset = line.start + done + raw.index(text[0])
            piece = Line(text, offset, line.source, line.kind, line.soft, line.glued)
            if inside:
                piece.mark(kind)
            else:
                piece.glued = line.glued or begun
                begun = True
            pieces.append(piece)
        done, inside = bound, not inside
    return pieces


def body_of(lines: list[Line]) -> list[Line]:
    """The lines that are still body."""
    return [line for line in lines if line.kind == "body"]
