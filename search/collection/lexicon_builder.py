"""Makes the lexicon: counts of syllables, pairs, names and titles, taken while articles
are indexed."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import (
    Callable,
    Iterator,
    Sequence,
)
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple

from search.fields import NOT_WORDS, TEXT, ArticleTerms, NumberedTerms, join_terms
from search.gazetteer.provinces import display_name
from search.language.normal import fold
from search.language.segmenter.single import default_segmenter
from search.store.seals import seal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

from search.collection.lexicon import (
    _PACKED,
    CROWDED,
    MAX_COMPLETIONS,
    MAX_TITLE_LENGTH,
    MIN_KEY,
    MIN_PAIR_COUNT,
    Kind,
    _end_word,
    best_key,
    completion_key,
    marked_key,
    pair_skeleton,
)
from search.collection.names import document_kind, people

MAX_PAIRS = 4_000_000
"""Distinct pairs kept while counting: 64 MB. 44,000 articles have 2.8 million; beyond
it those seen once are forgotten (lossy counting, Manku and Motwani 2002)."""

COLLOCATED = ((3, 10), (30, 4))
"""How often a pair occurs, and how many times as often as by chance, from which it is a
collocation (either will do): 160,000 of 2.2 million distinct pairs of 45,000 articles.
Frequent pairs of frequent syllables are far from chance at less: dân số has 8 times
what chance gives, luật doanh nghiệp 8, but cũng cố, mostly for củng cố, 3."""

MAX_TITLES = 300_000
"""Headlines kept, 70 MB: the last ones. What is searched knows them all."""

MAX_PEOPLE = 300_000
"""Names kept; beyond, those met once are forgotten."""

ARTICLES_PER_USE = 0.5
"""Articles that have a word, by how often it occurs."""

MAX_STARTS = 12
"""Words of a name by which it is found."""

MAX_CHUNK = 2_000_000
"""Pairs collected before they are counted: 16 MB."""

_SCHEMA = """
CREATE TABLE syllable (
    id INTEGER PRIMARY KEY, term TEXT NOT NULL UNIQUE, folded TEXT NOT NULL,
    count INTEGER NOT NULL);
CREATE TABLE pair (
    left INTEGER PRIMARY KEY, rights BLOB NOT NULL);
CREATE TABLE collocation (
    skeleton TEXT NOT NULL, "left" TEXT NOT NULL, "right" TEXT NOT NULL,
    count INTEGER NOT NULL, PRIMARY KEY (skeleton, "left", "right")) WITHOUT ROWID;
CREATE TABLE completion (
    key TEXT NOT NULL, text TEXT NOT NULL, kind TEXT NOT NULL, weight REAL NOT NULL,
    marked TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (key, text)) WITHOUT ROWID;
"""
_INDEX = "CREATE INDEX syllable_folded ON syllable (folded, count DESC)"


def _title_key(title: str, made: ArticleTerms) -> str:
    """:func:`marked_key` of a title, whose terms are made already."""
    terms = made.texts.get("title")
    return marked_key(title) if terms is None else _end_word(title, join_terms(terms))


class _Numbers(dict[str, int]):
    """Term -> its number, given out as terms are met."""

    def __missing__(self, term: str) -> int:
        self[term] = number = len(self)
        return number


class _Row(NamedTuple):
    """A row of the table ``completion``: something to complete to, found by its key.

    :param key: it or its end, without marks; ``marked`` the same with them, empty where
        there are none.
    :param value: the id of a title's article, the slug of a province, else empty.
    """

    key: str
    text: str
    kind: Kind
    weight: float
    marked: str
    value: str = ""


_Counted = tuple["NDArray[np.int64]", "NDArray[np.int64]"]
"""Distinct keys in ascending order, and how often each occurs."""


class _CountedPairs(NamedTuple):
    """Pairs of terms by number, one item each: left, right, how often."""

    lefts: NDArray[np.int64]
    rights: NDArray[np.int64]
    counts: NDArray[np.int64]


def _sum_counts(keys: NDArray[np.int64], counts: NDArray[np.int64]) -> _Counted:
    """The counts of equal keys added up; the keys must be sorted."""
    import numpy as np

    if not len(keys):
        return keys, counts
    starts = np.flatnonzero(np.append(True, keys[1:] != keys[:-1]))
    return keys[starts], np.add.reduceat(counts, starts)


class LexiconBuilder:
    """Collects counts while articles are indexed, then writes the file. Only the
    vocabulary grows in memory, slower and slower."""

    def __init__(self) -> None:
        # Readers of a lexicon do without what makes one.
        from search.collection.phrases import PhraseSample

        self._ids = _Numbers()
        self._table: Sequence[str] = ()
        self._table_ids: NDArray[np.int64] | None = None
        self._counts: NDArray[np.int64] | None = None
        self._pending: list[NDArray[np.int64]] = []
        self._pending_size = 0
        self._pairs: list[_Counted] = []
        self._phrases = PhraseSample()
        self._titles: dict[str, tuple[str, str]] = {}
        self._people: Counter[str] = Counter()
        self._documents: Counter[str] = Counter()
        self._provinces: Counter[str] = Counter()

    def add(
        self,
        made: ArticleTerms,
        id: str,
        title: str,
        read_body: Callable[[], str],
        numbered: NumberedTerms | None = None,
    ) -> None:
        """Count one article.

        :param id, title: its own.
        :param read_body: gives its body, which few articles are asked for.
        :param numbered: its terms as numbers, where they are known.
        """
        if numbered is None:
            numbers = self._number(made.texts[TEXT])
        else:
            numbers = self._number_run(numbered)
        if len(numbers):
            self._pending.append(numbers)
            self._pending_size += len(numbers)
        if self._pending_size > MAX_CHUNK:
            self._fold_in()
        if made.keywords.get("copy"):
            return
        if 2 <= len(title) <= MAX_TITLE_LENGTH:
            self._titles.setdefault(_title_key(title, made), (title, id))
            if len(self._titles) > MAX_TITLES:
                del self._titles[next(iter(self._titles))]
        self._phrases.add(title, read_body)
        self._people.update(made.keywords.get("person", ()))
        if len(self._people) > MAX_PEOPLE:
            self._people = Counter(
                {name: count for name, count in self._people.items() if count > 1}
            )
        self._documents.update(made.keywords.get("document", ()))
        self._provinces.update(made.keywords.get("province", ()))

    def _number(self, terms: Sequence[str]) -> NDArray[np.int64]:
        import numpy as np

        return np.fromiter(map(self._ids.__getitem__, terms), np.int64, len(terms))

    def _number_run(self, run: NumberedTerms) -> NDArray[np.int64]:
        """The terms of an article in order, by number: those of a batch are looked up
        once for all that share its table."""
        import numpy as np

        if self._table_ids is None or run.table is not self._table:
            self._table, self._table_ids = run.table, self._number(run.table)
        numbers: NDArray[np.int64] = self._table_ids[np.frombuffer(run.numbers, "<u4")]
        return numbers

    def _fold_in(self) -> None:
        """Count what is pending: terms, and pairs as runs of sorted keys, of which two
        become one when they are about as long, so that each key is moved few times."""
        import numpy as np

        if not self._pending:
            return
        numbers = np.concatenate(self._pending)
        counts = np.bincount(numbers, minlength=len(self._ids))
        if self._counts is not None:
            counts[: len(self._counts)] += self._counts
        self._counts = counts
        keys = numbers[:-1] << 32 | numbers[1:]
        # The last term of one article and the first of the next are no pair.
        ends = np.cumsum(list(map(len, self._pending)))[:-1]
        keys = np.delete(keys, ends - 1)
        keys.sort()
        self._pairs.append(_sum_counts(keys, np.ones(len(keys), np.int64)))
        self._pending, self._pending_size = [], 0
        while len(self._pairs) > 1 and (
            len(self._pairs[-2][0]) < 2 * len(self._pairs[-1][0])
        ):
            self._merge_last()

    def _merge_last(self) -> None:
        import numpy as np

        (keys, counts), (others, more) = self._pairs[-2:]
        keys = np.concatenate((keys, others))
        # Two sorted runs are merged in one pass by a sort that looks for such.
        order = np.argsort(keys, kind="stable")
        keys, counts = _sum_counts(keys[order], np.concatenate((counts, more))[order])
        if len(keys) > MAX_PAIRS:
            several = counts > 1
            keys, counts = keys[several], counts[several]
        self._pairs[-2:] = [(keys, counts)]

    def write(self, path: Path) -> None:
        """Write the file in the place of an older one, whole or not at all."""
        self._fold_in()
        counts = [] if self._counts is None else self._counts.tolist()
        building = building_path(path)
        building.unlink(missing_ok=True)
        with _Database(building) as database:
            database.executemany(
                "INSERT INTO syllable VALUES (?, ?, ?, ?)",
                (
                    (number, term, fold(term), count)
                    for (term, number), count in zip(self._ids.items(), counts)
                    # A batch's table has terms of articles that were not added, too.
                    if count and term not in NOT_WORDS
                ),
            )
            database.executemany("INSERT INTO pair VALUES (?, ?)", self._packed_pairs())
            collocations = sorted(self._collocations())
            database.executemany(
                "INSERT INTO collocation VALUES (?, ?, ?, ?)", collocations
            )
            rows = list(self._completions(collocations))
            rows += _best_completions(rows)
            database.executemany(
                "INSERT OR IGNORE INTO completion VALUES (?, ?, ?, ?, ?, ?)", rows
            )
        seal(building)
        building.replace(path)

    def _counted_pairs(self) -> _CountedPairs | None:
        """The pairs within articles, ascending."""
        while len(self._pairs) > 1:
            self._merge_last()
        if not self._pairs:
            return None
        keys, counts = self._pairs[0]
        lefts, rights = keys >> 32, keys & 0xFFFFFFFF
        kept = counts >= MIN_PAIR_COUNT
        for border in (self._ids.get(term, -1) for term in NOT_WORDS):
            kept &= (lefts != border) & (rights != border)
        return _CountedPairs(lefts[kept], rights[kept], counts[kept])

    def _collocations(self) -> Iterator[tuple[str, str, str, int]]:
        """The skeleton of each collocation, its terms and its count."""
        import numpy as np

        pairs = self._counted_pairs()
        if pairs is None or self._counts is None:
            return
        uses = self._counts
        by_chance = uses[pairs.lefts] * (uses[pairs.rights] / uses.sum())
        kept = np.zeros(len(by_chance), np.bool_)
        for least, lift in COLLOCATED:
            kept |= (pairs.counts >= least) & (pairs.counts >= lift * by_chance)
        terms = list(self._ids)
        for left, right, count in zip(
            map(terms.__getitem__, pairs.lefts[kept].tolist()),
            map(terms.__getitem__, pairs.rights[kept].tolist()),
            pairs.counts[kept].tolist(),
        ):
            if left.isalpha() and right.isalpha():
                yield pair_skeleton(left, right), left, right, count

    def _packed_pairs(self) -> Iterator[tuple[int, bytes]]:
        """What stands right after each term (``_PACKED``)."""
        import numpy as np

        pairs = self._counted_pairs()
        if pairs is None:
            return
        lefts, rights, counts = pairs
        starts = np.flatnonzero(np.diff(lefts, prepend=-1))
        ends = np.append(starts[1:], len(lefts))
        # One array for all: to where a term's pairs end come the counts of as many.
        sizes = np.repeat(ends - starts, ends - starts)
        places = np.arange(len(lefts)) + np.repeat(starts, ends - starts)
        packed = np.empty(2 * len(lefts), _PACKED)
        packed[places], packed[places + sizes] = rights, counts
        data, width = packed.tobytes(), 2 * packed.itemsize
        bounds = zip((starts * width).tolist(), (ends * width).tolist())
        for left, (start, end) in zip(lefts[starts].tolist(), bounds):
            yield left, data[start:end]

    def _completions(
        self, collocations: Sequence[tuple[str, str, str, int]]
    ) -> Iterator[_Row]:
        # Of one text under two kinds the first stays: a name is also a phrase.
        for name, count in people(self._people).items():
            yield from _by_words(name, name, "person", count)
        for number, count in self._documents.items():
            yield from _by_words(number, number, "document", count)
            if kind := document_kind(number):
                yield from _by_words(f"{kind} {number}", number, "document", count, 1)
        for slug, count in self._provinces.items():
            name = display_name(slug)
            yield from _by_words(name, name, "province", count, value=slug)
        known = set()
        for text, count in self._phrases.find():
            is_short = text.isupper() and " " not in text
            row = _row(text, text, "abbreviation" if is_short else "phrase", count)
            known.add(row.marked or row.key)
            yield row
        # Words that the sample of phrases has too few times.
        is_word = default_segmenter(tone_styles=True).is_word
        for _, left, right, count in collocations:
            word = f"{left} {right}"
            if word not in known and is_word((left, right)):
                yield _row(word, word, "phrase", count * ARTICLES_PER_USE)
        for marked, (title, id) in self._titles.items():
            key = fold(marked)
            yield _Row(key, title, "title", 0.5, "" if key == marked else marked, id)


def _row(written: str, text: str, kind: Kind, weight: float, value: str = "") -> _Row:
    """Something to complete to, found by what is ``written``."""
    key, marked = completion_key(written), marked_key(written)
    return _Row(key, text, kind, weight, "" if key == marked else marked, value)


def _by_words(
    written: str,
    text: str,
    kind: Kind,
    count: int,
    most: int = MAX_STARTS,
    value: str = "",
) -> Iterator[_Row]:
    """A name by any of its words, of which the first ``most`` are taken: people are
    called by the last."""
    words = marked_key(written).split(" ")
    for start in range(min(most, len(words))):
        weight = count * 2 / (1 + start)
        yield _row(" ".join(words[start:]), text, kind, weight, value)


def _best_completions(rows: Sequence[_Row]) -> Iterator[_Row]:
    """The best rows of each crowded beginning, under a key of their own; so too of those
    kinds of which readers ask alone."""
    yield from _best_of(rows, (), MIN_KEY)
    for kind in ("person", "document"):
        some = [row for row in rows if row.kind == kind]
        yield from _best_of(some, (kind,), 1)


def _best_of(
    rows: Sequence[_Row], kinds: Sequence[Kind], shortest: int
) -> Iterator[_Row]:
    crowds = [("", list(rows))]
    while crowds:
        beginning, inside = crowds.pop()
        size = len(beginning)
        if size >= shortest:
            inside.sort(key=lambda row: (-row.weight, row.text))
            best = {row.text: row for row in reversed(inside[: 4 * MAX_COMPLETIONS])}
            for row in best.values():
                yield row._replace(key=best_key(beginning, kinds), marked="")
        longer: dict[str, list[_Row]] = {}
        for row in inside:
            longer.setdefault(row.key[: size + 1], []).append(row)
        crowds += [
            (key, found)
            for key, found in longer.items()
            if len(key) > size and len(found) > CROWDED
        ]


def building_path(path: Path) -> Path:
    """Where a file is written before it takes the place of an older one."""
    return path.with_suffix(".building")


class _Database:
    """A SQLite file that is written once, without a journal: it is thrown away whole
    when anything fails."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)

    def __enter__(self) -> sqlite3.Connection:
        self._connection.execute("PRAGMA journal_mode = OFF")
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.executescript(_SCHEMA)
        # After the script, which ends any transaction: a row by itself takes ten times
        # as long.
        self._connection.execute("BEGIN")
        return self._connection

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self._connection.execute(_INDEX)
            self._connection.execute("COMMIT")
            self._connection.execute("PRAGMA optimize")
        self._connection.close()
