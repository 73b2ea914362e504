"""Filters (``tỉnh:``, ``ngày:``, ``từ:``, ``nguồn:`` ...) as clauses, whether typed in a
query or chosen beside it: :func:`understand` reads both.

Values of one facet are alternatives and facets add up, as the boxes of the page do. A
value without quotes may go on over the words after it when only so it means something:
``tỉnh:Hà Nội sáp nhập`` is the province Hà Nội and the words ``sáp nhập``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Protocol

from search.gazetteer.provinces import FORMER, PROVINCES, find
from search.language.normal import compose
from search.query.clauses import Clause, Keyword, Range, Some
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

UNDATED = "none"
"""The date of articles without one."""

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
    understood, problems = understand(leaf.field, _clean(leaf.text), known)
    warnings.extend(Notice(problem, leaf.start, leaf.end) for problem in problems)
    return understood


def understand(
    field: str, text: str, known: Values | None = None
) -> tuple[Filter | None, list[str]]:
    """What a value of a field means, typed in a query or chosen beside it, and what is
    wrong with it; ``None`` where it means nothing and so narrows nothing.

    :param known: the values of the collection, so that any spelling of one will do.
    """
    match field:
        case "province":
            return _understand_provinces(text)
        case "date" | "from" | "to":
            return _understand_date(field, text)
        case facet:
            return _understand_value(facet, text, known)


def _understand_provinces(text: str) -> tuple[Filter | None, list[str]]:
    names = [text] if find_province(text) else text.split(",")
    found = [(name, find_province(name)) for name in names if name.strip()]
    problems = [
        f"Bỏ qua “{_show(name)}”: không có tỉnh, thành phố nào tên như vậy"
        for name, slug in found
        if not slug
    ]
    slugs = tuple(dict.fromkeys(slug for _, slug in found if slug))
    understood = Filter("province", Keyword("province", slugs), slugs)
    return understood if slugs else None, problems


def find_province(name: str) -> str | None:
    """The slug of a province; a hyphen may stand for a space (``hà-nội``)."""
    if name in PROVINCES or name in FORMER:
        return name
    return find(name) or find(name.replace("-", " ").replace("_", " "))


def _understand_date(field: str, text: str) -> tuple[Filter | None, list[str]]:
    if field == "date" and text == UNDATED:
        return Filter("date", Range("date", 0, 0), (UNDATED,)), []
    period = parse_period(text)
    if period is None:
        return None, [
            f"Bỏ qua ngày “{_show(text)}”: hãy viết 9/12/2025, 12/2025 hoặc 2025"
        ]
    low, high = period
    if field == "from":
        return Filter("period", overlap(low, LATEST), low=low), []
    if field == "to":
        return Filter("period", overlap(EARLIEST, high), high=high), []
    row = to_facet_value(period)
    if row is None:
        return Filter("date", overlap(low, high)), []
    return Filter("date", within(low, high), (row,)), []


def _understand_value(
    facet: str, text: str, known: Values | None
) -> tuple[Filter | None, list[str]]:
    kind = VALUE_KINDS[facet]
    if not text:
        return None, [f"Bỏ qua {kind} không tên"]
    values = tuple(known.values(facet, text)) if known else ()
    problems = []
    if not values:
        if known:
            problems.append(f"Kho bài không có {kind} “{_show(text)}”")
        values = (text.upper() if facet == "document" else text,)
    return Filter(facet, Keyword(facet, values), values), problems


def check_period(filters: Iterable[Filter]) -> Iterator[Notice]:
    """A notice when a period ends before it begins."""
    ends = [item for item in filters if item.facet == "period"]
    low = max((item.low for item in ends), default=EARLIEST)
    high = min((item.high for item in ends), default=LATEST)
    if low > high:
        yield Notice("Ngày bắt đầu đứng sau ngày kết thúc, nên không có bài nào")


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
