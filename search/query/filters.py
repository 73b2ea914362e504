"""Filters (``tỉnh:``, ``ngày:``, ``từ:``, ``nguồn:`` ...) as clauses, whether typed in a
query or chosen beside it: :func:`understand` reads both.

Facets add up. Values of one facet are alternatives, but people and documents add up too,
unless ``OR`` stands between them: an article has many of them, and a reader who names two
looks for what has both (as in Aleph and Datashare). A
value without quotes may go on over the words after it when only so it means something:
``tỉnh:Hà Nội sáp nhập`` is the province Hà Nội and the words ``sáp nhập``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise, product
from typing import Protocol

from search.fields import SAID, TEXT, speaker_term
from search.gazetteer.provinces import FORMER, PROVINCES, find
from search.gazetteer.regions import Region, find_region
from search.language.normal import compose
from search.language.tokens import terms
from search.query.clauses import (
    All,
    Clause,
    Keyword,
    Near,
    Nothing,
    Phrase,
    Range,
    Some,
)
from search.query.forms.dates import overlap, to_facet_value, within
from search.query.forms.periods import (
    EARLIEST,
    LATEST,
    parse_period,
    read_period,
    show_period,
)
from search.query.lexer import Field
from search.query.syntax import (
    ADDING,
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
    "speaker": "người phát biểu",
    "change": "thay đổi chức vụ",
}

TYPED_ONLY = frozenset(("speaker", "change"))
"""Fields of the language that are no facets of a page: nobody chooses a row of them."""


Spelled = tuple[tuple[str, ...], ...]
"""A phrase by its places, each with the terms that may stand there."""

LONGEST_STATEMENT = 100_000
"""Terms of a statement: more than any has, for the end of one is a border."""

MOST_WAYS = 24
"""Ways to write all that is said which are looked for."""


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
    :param values: as the facet's own rows name them, where it is such a row; any of them
        will do.
    :param written: the values of a request that mean the same: as typed where many rows
        are meant, so that a link never carries more than was typed.
    :param start, end: where its value stands in the query.
    :param group: filters of an adding facet with the same number are alternatives; 0
        stands for a group of its own.
    """

    facet: str
    clause: Clause
    values: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    low: int = EARLIEST
    high: int = LATEST
    start: int = 0
    end: int = 0
    group: int = 0


def chosen_values(filters: Iterable[Filter]) -> dict[str, tuple[str, ...]]:
    """Facet -> the values that filters choose, as the rows of the facet name them."""
    chosen: dict[str, dict[str, None]] = {}
    for item in filters:
        if item.values:
            chosen.setdefault(item.facet, {}).update(dict.fromkeys(item.values))
    return {facet: tuple(values) for facet, values in chosen.items()}


def combine(filters: Iterable[Filter]) -> dict[str, Clause]:
    """Facet -> clause: any of the values of a facet, or all where they add up, within
    both ends of the period."""
    found: dict[str, dict[int, list[Filter]]] = {}
    for place, item in enumerate(filters):
        group = item.group or -place if item.facet in ADDING else 0
        found.setdefault(item.facet, {}).setdefault(group, []).append(item)
    return {facet: _all_of(facet, groups) for facet, groups in found.items()}


def _all_of(facet: str, groups: Mapping[int, Sequence[Filter]]) -> Clause:
    parts = tuple(dict.fromkeys(_any_of(facet, items) for items in groups.values()))
    return parts[0] if len(parts) == 1 else All(parts)


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
    names = [text] if _find_region(text) else text.split(",")
    found = [(name, _find_region(name)) for name in names if name.strip()]
    problems = [
        f"Bỏ qua “{show(name)}”: không có tỉnh, thành phố nào tên như vậy"
        for name, region in found
        if not region
    ]
    regions = [region for _, region in found if region]
    slugs = tuple(dict.fromkeys(slug for region in regions for slug in region.units))
    named = [_naming(region) for region in regions if region.today]
    clause: Clause = Keyword("province", slugs)
    written = slugs if len(slugs) == len(regions) else tuple(name for name, _ in found)
    understood = Filter(
        "province", Some((clause, *named)) if named else clause, slugs, written
    )
    return understood if slugs else None, problems


def _find_region(name: str) -> Region | None:
    """What a reader means by a name: a province, or a region or province of old."""
    slug = find_province(name)
    return Region(name, (slug,)) if slug else find_region(name)


def _naming(region: Region) -> Clause:
    """Articles that name a province of old, filed under the units that hold its land."""
    name = Phrase(TEXT, tuple((term,) for term in terms(region.name)))
    return All((Keyword("province", region.today), name))


def find_province(name: str) -> str | None:
    """The slug of a province; a hyphen may stand for a space (``hà-nội``)."""
    if name in PROVINCES or name in FORMER:
        return name
    return find(name) or find(name.replace("-", " ").replace("_", " "))


def _understand_date(field: str, text: str) -> tuple[Filter | None, list[str]]:
    if field == "date" and text == UNDATED:
        return Filter("date", Range("date", 0, 0), (UNDATED,), (UNDATED,)), []
    period = read_period(text, is_end=field == "to")
    if period is None:
        return None, [
            f"Bỏ qua ngày “{show(text)}”: hãy viết 9/12/2025, 12/2025 hoặc 2025"
        ]
    low, high, is_relative = period
    notes = [f"“{show(text)}” là {show_period(low, high)}"] if is_relative else []
    if field == "from":
        return Filter("period", overlap(low, LATEST), low=low), notes
    if field == "to":
        return Filter("period", overlap(EARLIEST, high), high=high), notes
    row = to_facet_value((low, high))
    if row is None:
        return Filter("date", overlap(low, high), (), (text,)), notes
    return Filter("date", within(low, high), (row,), (row,)), notes


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
            problems.append(f"Kho bài không có {kind} “{show(text)}”")
        values = (text.upper() if facet == "document" else text,)
    if facet in TYPED_ONLY:
        return Filter(facet, Keyword(facet, values)), problems
    written = values if len(values) == 1 else (text,)
    return Filter(facet, Keyword(facet, values), values, written), problems


def spoken(speaker: Filter, said: Sequence[Sequence[Spelled]]) -> Clause | None:
    """Articles with a statement that holds some phrases: what stands beside ``nói:`` at
    the top of a query must be said by that person in one statement, all of it.
    Alternatives, prefixes, excluded words and other fields are about the article.

    :param speaker: a filter of the facet ``speaker``.
    :param said: for each phrase the ways to write it, as they are looked for; none where
        the collection has no such words.
    :returns: ``None`` when nothing is asked but the speaker.
    """
    if not isinstance(speaker.clause, Keyword) or not said:
        return None
    who = (tuple(map(speaker_term, speaker.clause.values)),)
    ways = islice(product(*(dict.fromkeys(ways) for ways in said)), MOST_WAYS)
    found = [
        Near(SAID, (who, *dict.fromkeys(parts)), LONGEST_STATEMENT)
        for parts in ways
        if all(map(all, parts))
    ]
    if not found:
        return Nothing()
    return found[0] if len(found) == 1 else Some(tuple(found))


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
        return _find_region(text) is not None
    if facet in ("date", "period"):
        return parse_period(text) is not None
    return known is not None and bool(known.values(facet, text))


def _clean(text: str) -> str:
    return " ".join(compose(text).text.strip(_STRAY).split())


def show(text: str) -> str:
    """A value as a message quotes it."""
    return text if len(text) <= 40 else text[:39] + "…"
