"""The facets of all articles as arrays, beside what tantivy keeps of them.

tantivy counts a column segment by segment and turns the numbers of each into texts: the
names of people in 40,000 articles take 40 ms. Here each article has a *row* too, one
term of a field of its own with the article's number and its values, so that all are read
by walking through the terms, and committed, merged and lost together with the article.
Which articles match is known as bits (``tantivy_bits``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tantivy import Searcher

from search.engines.tantivy.bits import ArticleBits
from search.engines.tantivy.query import LONGEST_TERM, QueryCompiler, indexed_term
from search.engines.top_counts import most_frequent
from search.fields import KEYWORD_FIELDS, NUMBER_COLUMNS, ArticleTerms

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from search.engines.tantivy.bits import Flags

    Places = NDArray[np.intp]

ROW = "facet_row"

DIGITS = 10
"""Hexadecimal digits of an article's number in its row."""

PAGE = 3
"""Digits that the articles of one page of rows do not share: 4,096 articles."""

FEW = 8
"""Up to so many values in the column for each matched article, all are gone through;
where there are more, those of one matched article after the other are picked out."""

COLUMNS = (
    "year",
    "month",
    "day",
    *(name for name in KEYWORD_FIELDS if name != "group"),
)
"""What rows hold. Nobody counts the groups of copies."""

_NUMBERS = tuple(name for name in COLUMNS if name in NUMBER_COLUMNS)
_KEYWORDS = tuple(name for name in COLUMNS if name in KEYWORD_FIELDS)

_CELLS, _VALUES = "\x1e", "\x1f"
_SPECIAL = f"\\{_CELLS}{_VALUES}"
_ESCAPES = {ord(char): f"\\{place}" for place, char in enumerate(_SPECIAL)}
_ESCAPED = re.compile(r"\\([0-2])")
_EMPTY = r"\3"

Counts = dict[str, int]


def make_row(order: int, terms: ArticleTerms) -> str:
    """The row of an article; without values when they are too long for a term."""
    cells: list[Iterable[str]] = [
        (str(terms.numbers.get(name, 0)),) for name in _NUMBERS
    ]
    cells += [_escape(terms.keywords.get(name, ())) for name in _KEYWORDS]
    head = f"{order:0{DIGITS}x}"
    row = head + _CELLS.join(map(_VALUES.join, cells))
    return row if len(row.encode()) <= LONGEST_TERM else head


def _escape(values: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(
        indexed_term(value).translate(_ESCAPES) or _EMPTY for value in values
    )


def _unescape(text: str) -> str:
    if "\\" not in text:
        return text
    if text == _EMPTY:
        return ""
    return _ESCAPED.sub(lambda match: _SPECIAL[int(match[1])], text)


class FacetRows:
    """The columns of one commit.

    :ivar columns: column -> its values; empty before they are read, and where the rows
        do not tell.
    """

    def __init__(
        self, searcher: Searcher, compiler: QueryCompiler, bits: ArticleBits
    ) -> None:
        self._searcher = searcher
        self._compiler = compiler
        self._bits = bits
        self.columns: Mapping[str, Column] = {}

    def read(self) -> Iterator[None]:
        """Read the columns, a page a step."""
        last = self._bits.last
        rows: dict[int, str] = {}
        for page in range((last >> 4 * PAGE) + 1):
            if not self._read_page(f"{page:0{DIGITS - PAGE}x}", rows):
                return
            yield
        # Those beyond the last are dead.
        live = [(n, rows[n]) for n in sorted(rows) if n <= last]
        self.columns = _make_columns(live, last)

    def _read_page(self, prefix: str, rows: dict[int, str]) -> bool:
        """Read the rows of some articles; :returns: whether each has its values."""
        found = self._searcher.terms_with_prefix(ROW, prefix)
        numbers = [int(row[:DIGITS], 16) for row, _ in found]
        texts = [row[DIGITS:] for row, _ in found]
        if len(set(numbers)) < len(numbers):
            # A number goes to another article when the last one that had it is deleted;
            # until a merge the row of that is there too.
            live = self._searcher.terms_with_prefix(
                ROW, prefix, self._compiler.everything
            )
            numbers = [int(row[:DIGITS], 16) for row, count in live if count]
            texts = [row[DIGITS:] for row, count in live if count]
        rows.update(zip(numbers, texts))
        return all(texts)


@dataclass(frozen=True, slots=True)
class Column:
    """One facet of all articles.

    :param values: its distinct values, ascending.
    :param numbers: the places in ``values`` of what each article has, those of one
        article after those of the one before; ``ends`` says where each article's end,
        ``owners`` whose each is.
    :param is_single: whether each article has just one.
    """

    values: Sequence[str]
    numbers: Places
    ends: Places
    owners: Places
    is_single: bool

    def count(self, matched: Flags, found: Places, top: int = 0) -> Counts:
        """Value -> how many of the matched articles have it.

        :param found: the numbers of the matched articles.
        :param top: see :class:`~search.query.clauses.FacetAsk`.
        """
        import numpy as np

        if not len(self.numbers):
            return {}
        numbers = self._numbers_of(matched, found)
        values = self.values
        places, counts = most_frequent(np.bincount(numbers, minlength=1), top)
        return {values[place]: count for place, count in zip(places, counts)}

    def _numbers_of(self, matched: Flags, found: Places) -> Places:
        import numpy as np

        numbers: Places = self.numbers
        if self.is_single:
            return numbers.take(found)
        if len(found) * FEW > len(numbers):
            return numbers.compress(matched.take(self.owners))
        ends = self.ends[found + 1]
        sizes = ends - self.ends[found]
        # The places of each article's values: its end, less what is yet to come.
        first = np.repeat(ends - np.cumsum(sizes), sizes)
        return numbers.take(first + np.arange(int(sizes.sum())))


def _make_columns(rows: Sequence[tuple[int, str]], last: int) -> dict[str, Column]:
    """
    :param rows: ascending by article.
    """
    import numpy as np

    orders = np.fromiter((order for order, _ in rows), np.intp, len(rows))
    tables = zip(*(row.split(_CELLS) for _, row in rows))
    return {
        name: _make_column(orders, cells, last) for name, cells in zip(COLUMNS, tables)
    }


def _make_column(orders: Places, cells: Sequence[str], last: int) -> Column:
    import numpy as np

    sizes = np.zeros(last + 1, np.intp)
    sizes[orders] = np.fromiter(
        (cell.count(_VALUES) + 1 if cell else 0 for cell in cells), np.intp, len(cells)
    )
    joined = _VALUES.join(filter(None, cells))
    values = joined.split(_VALUES) if joined else []
    distinct = sorted(set(values), key=_unescape)
    places = {value: place for place, value in enumerate(distinct)}
    numbers = np.fromiter(map(places.__getitem__, values), np.intp, len(values))
    return Column(
        tuple(map(_unescape, distinct)),
        numbers,
        ends=np.concatenate(([0], np.cumsum(sizes))),
        owners=np.repeat(np.arange(last + 1), sizes),
        is_single=bool((sizes == 1).all()),
    )
