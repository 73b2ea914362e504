"""The collection's own counts: which syllables it has, which stand side by side, and
what is worth completing. A SQLite file beside the index, made with it.

The counts only advise (restoring diacritics, phrases without marks, suggestions); they
never decide what an index answers, so after small updates they may lag behind it.
"""

from __future__ import annotations

import sqlite3
import sys
import threading
from array import array
from bisect import bisect_left
from collections.abc import (
    Collection,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from functools import lru_cache
from itertools import starmap
from pathlib import Path
from typing import Any, NamedTuple

from search.errors import IndexDamaged
from search.language.normal import fold_terms
from search.language.tokens import terms

FILE_NAME = "lexicon-2.sqlite"
"""With the version of the tables: a file of another one is not read, and what it held is
counted again by the next run."""

FORMER_NAME = "lexicon.sqlite"
"""Of the version before; that run removes it."""

MAX_VARIANTS = 64
"""Marked forms of one folded syllable that are looked at; Vietnamese has up to 60."""

MIN_PAIR_COUNT = 1
"""Pairs seen once are half of the file (15 of 40 MB over 44,000 articles). Without them
three fewer syllables of a thousand come back right in headlines, and of 1,200 articles'
own phrases only 78% instead of 91%."""

MAX_TITLE_LENGTH = 120
MIN_KEY = 2
"""Letters before something is completed: one says nothing yet."""

CROWDED = 300
"""Completions of one beginning from which the best are looked up, not found: sorting
12,000 that begin with ``ng`` takes 25 ms."""

MAX_REMEMBERED = 8_192
"""Syllables whose forms are remembered, with their numbers."""

MAX_COMPLETIONS = 20
_BEST = "\x01"
"""Before a beginning: the key of its best completions."""

_PACKED = "<u4"
"""Pairs are packed by their first term: the numbers of those that follow it, ascending,
then how often each does. A row for each pair takes twenty times as long to write."""


class Completion(NamedTuple):
    """Something to complete to; ``kind`` is title, person, document, province or phrase."""

    text: str
    kind: str


class Lexicon:
    """Reads the counts. Safe to use from several threads.

    :ivar weighted_variants: of a folded form: the collection's terms that have it, the
        most frequent first, with their counts.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()
        self.weighted_variants = lru_cache(MAX_REMEMBERED)(self._find_variants)
        self._numbers = lru_cache(MAX_REMEMBERED)(self._find_numbers)

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(
                f"{self._path.absolute().as_uri()}?mode=ro&immutable=1", uri=True
            )
            self._local.connection = connection
        return connection

    def _rows(self, statement: str, values: Sequence[object]) -> list[Any]:
        try:
            return self._connection().execute(statement, values).fetchall()
        except (sqlite3.DatabaseError, ValueError) as error:
            raise self._damaged(error) from error

    def _damaged(self, error: Exception) -> IndexDamaged:
        return IndexDamaged(
            f"Tệp {self._path} không còn nguyên ({error})",
            "Lập lại từ nguồn: timtin index THƯ_MỤC_BÀI_VIẾT"
            f" --index {self._path.parent.parent} --rebuild",
        )

    def count(self, term: str) -> int:
        """How often a term occurs in the collection."""
        rows = self._rows("SELECT count FROM syllable WHERE term = ?", (term,))
        return int(rows[0][0]) if rows else 0

    def variants(self, folded: str) -> tuple[str, ...]:
        """The collection's terms with this folded form, the most frequent first."""
        return tuple(term for term, _ in self.weighted_variants(folded))

    def _find_variants(self, folded: str) -> tuple[tuple[str, int], ...]:
        return tuple(
            self._rows(
                "SELECT term, count FROM syllable WHERE folded = ?"
                " ORDER BY count DESC, term LIMIT ?",
                (folded, MAX_VARIANTS),
            )
        )

    def pair_counts(
        self, lefts: Sequence[str], rights: Sequence[str]
    ) -> dict[tuple[str, str], int]:
        """How often each of some terms stands right before each of others."""
        left, right = self._numbers(tuple(lefts)), self._numbers(tuple(rights))
        statement = f"SELECT left, rights FROM pair WHERE left IN ({_marks(left)})"
        rows = self._rows(statement, (*left,))
        try:
            return {
                (left[number], right[other]): count
                for number, packed in rows
                for other, count in _unpack(packed, right)
            }
        except (TypeError, ValueError) as error:
            raise self._damaged(error) from error

    def _find_numbers(self, terms: tuple[str, ...]) -> Mapping[int, str]:
        statement = f"SELECT id, term FROM syllable WHERE term IN ({_marks(terms)})"
        return dict(self._rows(statement, terms))

    def known_folded(self, forms: Iterable[str]) -> list[tuple[str, int]]:
        """Which of some folded forms the collection has, with the sum of their counts."""
        wanted = list(forms)
        return self._rows(
            "SELECT folded, sum(count) FROM syllable"
            f" WHERE folded IN ({_marks(wanted)}) GROUP BY folded",
            wanted,
        )

    def complete(self, text: str, limit: int) -> list[Completion]:
        """What starts like the text, diacritics aside, the weightiest first."""
        key = completion_key(text)
        if len(key) < MIN_KEY:
            return []
        limit = min(limit, MAX_COMPLETIONS)
        rows = self._rows(
            "SELECT text, kind FROM completion WHERE key = ?"
            " ORDER BY weight DESC, text LIMIT ?",
            (_BEST + key, limit),
        )
        if best := list(starmap(Completion, rows)):
            return best
        rows = self._rows(
            "SELECT text, kind, max(weight) AS best FROM completion"
            " WHERE key >= ? AND key < ? GROUP BY text ORDER BY best DESC, text LIMIT ?",
            (key, key + "\U0010ffff", limit),
        )
        return [Completion(found, kind) for found, kind, _ in rows]

    def close(self) -> None:
        """Close this thread's connection."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._local.connection = None


def _unpack(packed: bytes, wanted: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Those of some terms that stand right after one, and how often (``_PACKED``)."""
    numbers = array("I", packed)
    if sys.byteorder == "big":
        numbers.byteswap()
    size = len(numbers) // 2
    for number in wanted:
        place = bisect_left(numbers, number, 0, size)
        if place < size and numbers[place] == number:
            yield number, numbers[place + size]


def _marks(values: Collection[object]) -> str:
    return ",".join("?" * len(values))


def completion_key(text: str) -> str:
    """How completions are compared: terms without diacritics, single blanks. A blank at
    the end of what was typed ends its last word."""
    return _end_word(text, " ".join(fold_terms(terms(text))))


def _end_word(text: str, key: str) -> str:
    return key + " " if key and text[-1:].isspace() else key
