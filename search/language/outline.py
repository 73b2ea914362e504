"""Where words stand in a text, without cutting the text into words.

An :class:`Outline` has one byte for each character: letters without their marks, other
ASCII as it is, a blank for white space. Looking for a word among bytes runs at the
speed of memory, and only chunks where one may be are cut into terms: finding the marks of
an article takes a quarter of what cutting all of it takes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from string import ascii_lowercase, ascii_uppercase
from typing import TYPE_CHECKING, NamedTuple

from search.language.normal import fold
from search.language.syllables import MARKED_LETTERS
from search.language.tokens import MAX_TERM, Span, chunk_spans

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BLANKS = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005"
    "\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
"""All white space there is, as ``str.split`` knows it."""

SEPARATORS = "“”‘’…–—«»•·"
OTHER = b"\xff"
"""Stands for what may be anything: a combining mark, a foreign letter, a digit of
another script. Chunks with it are always looked at."""

_SIZE = 1 << 16
_ASCII = bytes(range(128))
_LOWER, _UPPER = ascii_lowercase.encode(), ascii_uppercase.encode()


def _translation(letters: bytes) -> bytes:
    """A table for ``bytes.translate``: what becomes of lower-case and of capital
    letters; all else becomes blanks."""
    table = bytearray(b" " * 256)
    for given, made in zip(_LOWER + _UPPER, letters, strict=True):
        table[given] = made
    return bytes(table)


_WORDS = _translation(_LOWER + _LOWER)
_CASES = _translation(b"l" * 26 + b"U" * 26)
# Where words may have been glued: bộRa, UBNDHuyện.
_GLUED = (b"lU", b"UUl")

_CHUNK = re.compile(rb"[^ ]+")


@cache
def _shapes() -> NDArray[np.uint8]:
    """The byte of each character of the first plane; the last stands for the others."""
    import numpy as np

    shapes = np.full(_SIZE, OTHER[0], np.uint8)
    for code in _ASCII:
        if chr(code).isprintable():
            shapes[code] = code
    for chars, shape in ((BLANKS, " "), (SEPARATORS, "-")):
        for char in chars:
            shapes[ord(char)] = ord(shape)
    for letter in MARKED_LETTERS:
        shapes[ord(letter)] = ord(fold(letter))
    return shapes


class Wanted(NamedTuple):
    """What to look for in outlines; see :func:`want`."""

    words: tuple[bytes, ...]
    numbers: tuple[bytes, ...]


def want(terms: Iterable[str], stems: Iterable[str] = ()) -> Wanted:
    """What outlines of texts with one of some terms have.

    :param terms: terms without diacritics.
    :param stems: beginnings of terms, likewise.
    """
    words, numbers = set(), set()
    for found, end in ((terms, b" "), (stems, b"")):
        for term in found:
            # What is not ASCII is always looked at.
            if not term.isascii():
                continue
            if term.isalpha():
                words.add(b" " + term.encode() + (end if len(term) < MAX_TERM else b""))
            else:
                numbers.add(term.encode())
    return Wanted(tuple(words), tuple(numbers))


class Outline:
    """A text as bytes, one for each character and a blank on either side."""

    def __init__(self, text: str) -> None:
        import numpy as np

        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        inside = _shapes().take(codes, mode="clip").tobytes()
        self._text = text
        self._shape = b" " + inside + b" "

    def find_chunks(self, wanted: Wanted) -> Iterator[tuple[str, int, int]]:
        """The chunks that may have what is wanted, each with where it stands; none that
        has it is left out."""
        shape, text = self._shape, self._text
        end = 0
        for place in self._find_places(wanted):
            if place >= end:
                start = shape.rfind(b" ", 0, place)
                end = shape.find(b" ", place)
                yield text[start : end - 1], start, end - 1

    def _find_places(self, wanted: Wanted) -> list[int]:
        """Places in all chunks that may have a wanted term, ascending."""
        shape = self._shape
        words, cases = shape.translate(_WORDS), shape.translate(_CASES)
        places = [place + 1 for word in wanted.words for place in _find(word, words)]
        for pattern in _GLUED:
            places += _find(pattern, cases)
        for pattern in (OTHER, *wanted.numbers):
            places += _find(pattern, shape)
        places.sort()
        return places

    def read(self, start: int, length: int) -> list[Span]:
        """Some parts from a place between chunks on, as
        :func:`~search.language.tokens.tokenize` finds them, without reading the rest.
        """
        parts: list[Span] = []
        for chunk in _CHUNK.finditer(self._shape, start + 1):
            at, end = chunk.start() - 1, chunk.end() - 1
            parts += [
                (term, at + begin, at + stop)
                for term, begin, stop in chunk_spans(self._text[at:end])
            ]
            if len(parts) >= length:
                break
        return parts[:length]


def _find(pattern: bytes, text: bytes) -> list[int]:
    places = []
    place = text.find(pattern)
    while place >= 0:
        places.append(place)
        place = text.find(pattern, place + 1)
    return places
