"""Fields that narrow (``tỉnh:``, ``ngày:``, ``từ:``, ``nguồn:`` ...) as clauses.

Values of one facet are alternatives and facets add up, as the boxes of the page do. A
value without quotes may go on over the words after it when only so it means something:
``tỉnh:Hà Nội sáp nhập`` is the province Hà Nội and the words ``sáp nhập``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Protocol

from search.gazetteer.provinces import find
from search.language.normal import compose
from search.query.clauses import Clause, Keyword, Some
from search.query.dates import (
    EARLIEST,
    LATEST,
    overlap,
    parse_period,
    to_facet_value,
    within,
)
from search.query.lexer import Field
from search.query.syntax import (
    Leaf,
    Minus,
    Node,
    Plus,
    Words,
    facet_of,
    is_filter,
)
from search.results import Notice

MAX_VALUE_WORDS = 6
"""Words after an unquoted value that may belong to it."""

_STRAY = " ,;.!?…"
VALUE_KINDS = {
    "publisher": "nguồn",
    "person": "nhân vật",
    "document": "văn bản",
    "category": "chuyên mục",
}


class Values(Protocol):
    """The values of keyword fields that a collection has."""

    def values(self, facet: str, text: str) -> Sequence[str]:
        """The values a reader means by a text: those equal to it but for case, marks
        and punctuation; else those that have all its words; none when there are none.
        """


@dataclass(frozen=True, slots=True)
class Filter:
    """One value of a field, understood.

    :param facet: the facet it narrows; ``period`` for ``từ:`` and ``đến:``.
    :param values: as the facet's own rows name them, where it is such a row.
    :param start, end: where its value stands in the query.
    """

    facet: str
    clause: Clause
    values: tuple[str, ...] = ()
    low: int = EARLIEST
    high: int = LATEST
    start: int = 0
    end: int = 0


def chosen_values(filters: Iterable[Filter]) -> dict[str, tuple[str, ...]]:
    """Facet -> the values that filters choose, as the rows of the facet name them."""
    chosen: dict[str, dict[str, None]] = {}
    for item in filters:
        if item.values:
            chosen.setdefault(item.facet, {}).update(dict.fromkeys(item.values))
    return {facet: tuple(values) for facet, values in chosen.items()}


def combine(filters: Iterable[Filter]) -> dict[str, Clause]:
    """Facet -> clause: any of the values of a facet, within both ends of the period."""
    found: dict[str, list[Filter]] = {}
    for item in filters:
        found.setdefault(item.facet, []).append(item)
    return {facet: _any_of(facet, items) for facet, items in found.items()}


def _any_of(facet: str, items: Sequence[Filter]) -> Clause:
    if facet == "period":
        return overlap(
            max(item.low for item in items), min(item.high for item in items)
        )
    keywords = [item.clause for item in items if isinstance(item.clause, Keyword)]
    clauses: list[Clause] = [
        item.clause for item in items if not isinstance(item.clause, Keyword)
    ]
    if keywords:
        values = dict.fromkeys(value for word in keywords for value in word.values)
        clauses.insert(0, Keyword(keywords[0].field, tuple(values)))
    return clauses[0] if len(clauses) == 1 else Some(tuple(dict.fromkeys(clauses)))


def read_filter(
    leaf: Leaf, known: Values | None, warnings: list[Notice]
) -> Filter | None:
    """What a leaf with a field means, ``None`` (and a warning) when nothing."""
    text = _clean(leaf.text)
    match leaf.field:
        case "province":
            return _read_provinces(leaf, text, warnings)
        case "date" | "from" | "to":
            return _read_date(leaf, text, warnings)
        case facet:
            return _read_value(leaf, facet, text, known, warnings)


def _read_provinces(leaf: Leaf, text: str, warnings: list[Notice]) -> Filter | None:
    names = [text] if find_province(text) else text.split(",")
    slugs = []
    for name in names:
        if slug := find_province(name):
            slugs.append(slug)
        elif name.strip():
            _warn(
                f"Bỏ qua “{_show(name)}”: không có tỉnh, thành phố nào tên như vậy",
                leaf,
                warnings,
            )
    if not slugs:
        return None
    values = tuple(dict.fromkeys(slugs))
    return Filter("province", Keyword("province", values), values)


def find_province(name: str) -> str | None:
    """The slug of a province; a hyphen may stand for a space (``hà-nội``)."""
    return find(name) or find(name.replace("-", " ").replace("_", " "))


def _read_date(leaf: Leaf, text: str, warnings: list[Notice]) -> Filter | None:
    period = parse_period(text)
    if period is None:
        _warn(
            f"Bỏ qua ngày “{_show(leaf.text)}”: hãy viết 9/12/2025, 12/2025 hoặc 2025",
            leaf,
            warnings,
        )
        return None
    low, high = period
    if leaf.field == "from":
        return Filter("period", overlap(low, LATEST), low=low)
    if leaf.field == "to":
        return Filter("period", overlap(EARLIEST, high), high=high)
    row = to_facet_value(period)
    if row is None:
        return Filter("date", overlap(low, high))
    return Filter("date", within(low, high), (row,))


def _read_value(
    leaf: Leaf, facet: str, text: str, known: Values | None, warnings: list[Notice]
) -> Filter | None:
    if not text:
        _warn(f"Bỏ qua {VALUE_KINDS[facet]} không tên", leaf, warnings)
        return None
    values = tuple(known.values(facet, text)) if known else ()
    if known and not values:
        _warn(f"Kho bài không có {VALUE_KINDS[facet]} “{_show(text)}”", leaf, warnings)
    if not values:
        values = (text.upper() if facet == "document" else text,)
    return Filter(facet, Keyword(facet, values), values)


def check_period(filters: Iterable[Filter], warnings: list[Notice]) -> None:
    """Warn when a period ends before it begins."""
    ends = [item for item in filters if item.facet == "period"]
    low = max((item.low for item in ends), default=EARLIEST)
    high = min((item.high for item in ends), default=LATEST)
    if low > high:
        warnings.append(
            Notice("Ngày bắt đầu đứng sau ngày kết thúc, nên không có bài nào")
        )


def absorb_values(
    parts: Sequence[Node], text: str, known: Values | None
) -> tuple[Node, ...]:
    """Lengthen unquoted values over the words after them, where that means more."""
    if not any(_open_value(left) for left, _ in pairwise(parts)):
        return tuple(parts)
    result: list[Node] = []
    for part in parts:
        value = _open_value(result[-1]) if result else None
        if (
            value is not None
            and isinstance(part, Words)
            and not part.field
            and text[value.end : part.start].isspace()
        ):
            taken, rest = _absorb(value, part, text, known)
            result[-1] = _with_value(result[-1], taken)
            if rest is None:
                continue
            part = rest
        result.append(part)
    return tuple(result)


def _open_value(node: Node) -> Words | None:
    inner = node.part if isinstance(node, Minus | Plus) else node
    return inner if isinstance(inner, Words) and is_filter(inner) else None


def _with_value(node: Node, value: Words) -> Node:
    return replace(node, part=value) if isinstance(node, Minus | Plus) else value


def _absorb(
    value: Words, words: Words, text: str, known: Values | None
) -> tuple[Words, Words | None]:
    ends = [
        words.start + match.end()
        for _, match in zip(range(MAX_VALUE_WORDS), re.finditer(r"\S+", words.text))
    ]
    for end in reversed(ends):
        longer = text[value.start : end]
        if _means_something(value.field, _clean(longer), known):
            taken = replace(value, text=longer, end=end)
            if not text[end : words.end].strip():
                return taken, None
            start = (
                end + len(text[end : words.end]) - len(text[end : words.end].lstrip())
            )
            return taken, replace(words, text=text[start : words.end], start=start)
    return value, words


def _means_something(field: Field, text: str, known: Values | None) -> bool:
    facet = facet_of(field)
    if facet == "province":
        return find_province(text) is not None
    if facet in ("date", "period"):
        return parse_period(text) is not None
    return known is not None and bool(known.values(facet, text))


def _clean(text: str) -> str:
    return " ".join(compose(text).text.strip(_STRAY).split())


def _show(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def _warn(message: str, leaf: Leaf, warnings: list[Notice]) -> None:
    warnings.append(Notice(message, leaf.start, leaf.end))
