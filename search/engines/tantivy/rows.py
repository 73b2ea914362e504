"""The row of an article: one term with its number and the values of its facets.

tantivy counts a column segment by segment and turns the numbers of each into texts: the
names of people in 40,000 articles take 40 ms. Here each article has a *row* too, one
term of a field of its own with the article's number and its values, so that all are read
by walking through the terms, and committed, merged and lost together with the article.
Which articles match is known as bits (``bits``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from tantivy import Searcher

from search.engines.tantivy.query import LONGEST_TERM, QueryCompiler, indexed_term
from search.fields import KEYWORD_FIELDS, NUMBER_COLUMNS, ArticleTerms

if TYPE_CHECKING:
    from search.engines.columns import Column
    from search.engines.matching import Numbers

BIT = "order_bit"

WIDTH = 52
"""Bits of a sum: 64-bit floats hold whole numbers of up to 53 bits."""

ROW = "facet_row"

DIGITS = 10
"""Hexadecimal digits of an article's number in its row."""

PAGE = 3
"""Digits that the articles of one page of rows do not share: 4,096 articles."""

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


def bit_of(order: int) -> int:
    """What an article adds to the sum of its bucket."""
    return 1 << order % WIDTH


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


class RowReader:
    """Reads the rows of one commit."""

    def __init__(self, searcher: Searcher, compiler: QueryCompiler) -> None:
        self._searcher = searcher
        self._compiler = compiler

    def read(self, last: int, columns: dict[str, Column]) -> Iterator[None]:
        """Fill in the columns, a page of rows a step; where the rows do not tell, there
        is none.

        :param last: the number of the newest article.
        """
        rows: dict[int, str] = {}
        for page in range((last >> 4 * PAGE) + 1):
            if not self._read_page(f"{page:0{DIGITS - PAGE}x}", rows):
                return
            yield
        # Those beyond the last are dead.
        live = [(n, rows[n]) for n in sorted(rows) if n <= last]
        columns.update(_make_columns(live, last))

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


def _make_columns(rows: Sequence[tuple[int, str]], last: int) -> dict[str, Column]:
    """Columns of rows that ascend by article."""
    import numpy as np

    orders = np.fromiter((order for order, _ in rows), np.intp, len(rows))
    tables = zip(*(row.split(_CELLS) for _, row in rows))
    return {name: _column(orders, cells, last) for name, cells in zip(COLUMNS, tables)}


def _column(orders: Numbers, cells: Sequence[str], last: int) -> Column:
    import numpy as np

    from search.engines.columns import make_column

    sizes = np.zeros(last + 1, np.intp)
    sizes[orders] = np.fromiter(
        (cell.count(_VALUES) + 1 if cell else 0 for cell in cells), np.intp, len(cells)
    )
    joined = _VALUES.join(filter(None, cells))
    values = joined.split(_VALUES) if joined else []
    distinct = sorted(set(values), key=_unescape)
    places = {value: place for place, value in enumerate(distinct)}
    numbers = np.fromiter(map(places.__getitem__, values), np.intp, len(values))
    texts = list(map(_unescape, distinct))
    return make_column(
        lambda wanted: [texts[place] for place in wanted], numbers, sizes
    )
