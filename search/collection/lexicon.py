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
from typing import Any, Literal, NamedTuple

from search.errors import IndexDamaged
from search.language.normal import fold_terms, is_marked
from search.language.slips import skeleton
from search.language.syllables import TONED
from search.language.tokens import terms

FILE_NAME = "lexicon-3.sqlite"
"""With the version of the tables: a file of another one is not read, and what it held is
counted again by the next run."""

FORMER_NAMES = ("lexicon.sqlite", "lexicon-2.sqlite")
"""Of the versions before; that run removes them."""

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

CACHE_KIB = 8_192
"""Pages of the file that a thread keeps: most look-ups are of a tenth of it, and the
2 MiB of SQLite's own default are read anew in every second query."""

MAX_REMEMBERED = 8_192
"""Syllables whose forms are remembered, with their numbers."""

MAX_COMPLETIONS = 20
_BEST = "\x01"
"""Before a beginning: the key of its best completions."""

_PACKED = "<u4"
"""Pairs are packed by their first term: the numbers of those that follow it, ascending,
then how often each does. A row for each pair takes twenty times as long to write."""


class Collocation(NamedTuple):
    """Two terms that stand side by side far more often than by chance.

    :param uses: how often they do.
    """

    left: str
    right: str
    uses: int


Kind = Literal[
    "title",
    "person",
    "document",
    "province",
    "publisher",
    "category",
    "abbreviation",
    "phrase",
]


class Completable(NamedTuple):
    """Something to complete to.

    :param value: the id of a title's article, the slug of a province, else empty.
    """

    text: str
    kind: Kind
    value: str = ""


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
            connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
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

    def collocations(self, skeletons: Sequence[str]) -> dict[str, list[Collocation]]:
        """The collocations that sound like some pairs of terms.

        :param skeletons: the :func:`pair_skeleton` of each pair.
        """
        found: dict[str, list[Collocation]] = {}
        for key, left, right, count in self._rows(
            'SELECT skeleton, "left", "right", count FROM collocation'
            f" WHERE skeleton IN ({_marks(skeletons)})",
            skeletons,
        ):
            found.setdefault(key, []).append(Collocation(left, right, count))
        return found

    def known_folded(self, forms: Iterable[str]) -> list[tuple[str, int]]:
        """Which of some folded forms the collection has, with the sum of their counts."""
        wanted = list(forms)
        return self._rows(
            "SELECT folded, sum(count) FROM syllable"
            f" WHERE folded IN ({_marks(wanted)}) GROUP BY folded",
            wanted,
        )

    def complete(
        self, text: str, limit: int, kinds: Sequence[Kind] = ()
    ) -> list[Completable]:
        """What starts like the text, the weightiest first: with the marks that were
        typed; then with a tone on the last syllable, which may be still to come.

        :param kinds: only these; all by default.
        """
        key = completion_key(text)
        if len(key) < (1 if kinds else MIN_KEY):
            return []
        limit = min(limit, MAX_COMPLETIONS)
        exact, loose = _patterns(text)
        if not exact:
            best = self._best(best_key(key, kinds), limit)
            return best or self._find(key, "*", kinds, limit)
        found = self._find(key, exact, kinds, limit)
        if len(found) < limit and loose != exact:
            others = self._find(key, loose, kinds, limit)
            found += [item for item in others if item not in found]
        return found[:limit]

    def _best(self, key: str, limit: int) -> list[Completable]:
        rows = self._rows(
            "SELECT text, kind, value FROM completion WHERE key = ?"
            " ORDER BY weight DESC, text LIMIT ?",
            (key, limit),
        )
        return list(starmap(Completable, rows))

    def _find(
        self, key: str, pattern: str, kinds: Sequence[Kind], limit: int
    ) -> list[Completable]:
        chosen = f"AND kind IN ({_marks(kinds)})" if kinds else ""
        rows = self._rows(
            "SELECT text, kind, value, max(weight) AS best FROM completion"
            f" WHERE key >= ? AND key < ? AND marked GLOB ? {chosen}"
            " GROUP BY text ORDER BY best DESC, text LIMIT ?",
            (key, key + "\U0010ffff", pattern, *kinds, limit),
        )
        return [Completable(*row[:3]) for row in rows]

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


def pair_skeleton(left: str, right: str) -> str:
    """What two terms share with those that they may be taken for."""
    return f"{skeleton(left)} {skeleton(right)}"


def completion_key(text: str) -> str:
    """How completions are compared: terms without diacritics, single blanks. A blank at
    the end of what was typed ends its last word."""
    return _end_word(text, " ".join(fold_terms(terms(text))))


def best_key(key: str, kinds: Sequence[Kind] = ()) -> str:
    """Where the best completions of a crowded beginning stand, or those of one kind."""
    return f"{_BEST}{' '.join(kinds)}{_BEST}{key}"


def marked_key(text: str) -> str:
    """:func:`completion_key` with the marks that it leaves out."""
    return _end_word(text, " ".join(terms(text)))


def _patterns(text: str) -> tuple[str, str]:
    """What the marks of a beginning ask of what it is completed to, as GLOB patterns: a
    syllable typed with marks is that one, of one without any will do. In the second
    pattern a tone on the last may be still to come. Empty where no mark was typed."""
    typed = marked_key(text)
    if not is_marked(typed):
        return "", ""
    *words, last = typed.split(" ")
    start = "".join(f"{_pattern(word)} " for word in words)
    loose = "".join(map(_loose_letter, last))
    return f"{start}{_pattern(last)}*", f"{start}{loose}*"


def _pattern(word: str) -> str:
    return "".join(map(_letter, word)) if is_marked(word) else "?" * len(word)


def _letter(char: str) -> str:
    return f"[{char}]" if char in "*?[" else char


def _loose_letter(char: str) -> str:
    """A letter that may still get a tone, or any other mark if it has none."""
    if char.isascii():
        return "?"
    tones = [TONED[char, tone] for tone in range(6) if (char, tone) in TONED]
    return f"[{''.join(tones)}]" if tones else char


def _end_word(text: str, key: str) -> str:
    return key + " " if key and text[-1:].isspace() else key
