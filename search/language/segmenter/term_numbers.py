"""The terms of texts as numbers, for indexing: a text is cut at white space once, for the
segmenter, and what else is made of its chunks and tokens is looked up by their numbers.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import chain, count

import numpy as np

from search.language.normal import word_term
from search.language.segmenter.columns import (
    Ints,
    Rows,
    empty,
    extend,
    names_from,
    number_all,
)
from search.language.tokens import terms_of_chunks

_BETWEEN = " "
"""What has number 0 among the terms; no term holds white space."""

_NEVER = -(1 << 40)
"""Syllables of what makes no term of any word that it is a part of."""


@dataclass(frozen=True, slots=True)
class TermBatch:
    """Some texts as terms.

    :param table: the distinct terms in the order they are met; the first item is a
        blank and stands between texts.
    :param numbers: of all texts, with a 0 before each and after the last.
    :param borders: where these stand, one more than texts.
    :param compounds: the terms of each text's words of several syllables, with blanks
        between them.
    """

    table: list[str]
    numbers: Ints
    borders: Ints
    compounds: list[str]


class ChunkTerms:
    """The terms of numbered chunks.

    :param chunks: chunk -> its number, in the order of the numbers; it may grow. Number
        0 stands between texts and 1 for a line break.
    """

    def __init__(self, chunks: dict[str, int]) -> None:
        self._chunks = chunks
        self._numbers = defaultdict[str, int](count().__next__)
        self._names: list[str] = []
        self._rows = Rows()
        self._store([(_BETWEEN,), ()])

    def read(self, chunks: Ints) -> tuple[list[str], Ints]:
        """A run of chunks as the table and the numbers of a :class:`TermBatch`."""
        if len(self._chunks) > len(self._rows):
            self._store(terms_of_chunks(names_from(self._chunks, len(self._rows))))
        numbers = self._rows.read(chunks)
        places = np.full(len(self._names), -1, np.intp)
        # What is written last stays: the first place of each term.
        places[numbers[::-1]] = np.arange(len(numbers))[::-1]
        used = np.flatnonzero(places >= 0)
        used = used[np.argsort(places[used])]
        places[used] = np.arange(len(used))
        return [self._names[number] for number in used.tolist()], places[numbers]

    def _store(self, found: list[tuple[str, ...]]) -> None:
        terms = list(chain.from_iterable(found))
        self._rows.append(list(map(len, found)), number_all(self._numbers, terms))
        self._names += names_from(self._numbers, len(self._names))


class CompoundTerms:
    """What tokens are in the term of a word of several syllables.

    :param tokens: token -> its number, in the order of the numbers; it may grow. Number
        0 stands between texts.

    ``pieces`` has two items a token, as ``_Tables.texts`` of the segmenter, and
    ``syllables`` how many syllables of a word it is.
    """

    def __init__(self, tokens: dict[str, int]) -> None:
        self._tokens = tokens
        self._size = 0
        (self.syllables,) = empty(1, np.intp)
        (self.pieces,) = empty(1, np.object_)

    def follow(self) -> None:
        """Take in the tokens that were numbered since."""
        new = names_from(self._tokens, self._size)
        if not new:
            return
        self.syllables = extend(self.syllables, self._size, list(map(_syllables, new)))
        pieces = [mark + word_term(token) for token in new for mark in " _"]
        self.pieces = extend(self.pieces, self._size * 2, pieces)
        if not self._size:
            # Between texts stands what is kept like a word of two.
            self.pieces[:2], self.syllables[0] = "\r", 2
        self._size += len(new)


def _syllables(token: str) -> int:
    # pyvi may join a line break to a syllable; no term holds white space.
    if token == "\n":
        return _NEVER
    bare = token.strip("_")
    return bare.count("_") + 1 if bare else 0
