"""What a reader asks for, from URL arguments or command options, and back to a URL.

The names of URL arguments are the names of :class:`SearchRequest`'s fields. Everything
is clamped and cleaned here, so that what follows never meets a bad number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any, Literal, get_args
from urllib.parse import quote_plus, urlencode

from search.config import MAX_PAGE_SIZE, MAX_QUERY_LENGTH, MAX_WINDOW
from search.query.clauses import Sort

SORTS: tuple[Sort, ...] = get_args(Sort)
Unit = Literal["", "year", "month", "day"]
UNITS: tuple[Unit, ...] = get_args(Unit)
MAX_VALUES = 50
"""Chosen values of one facet that are read."""

MAX_VALUE_LENGTH = 200

FACET_FIELDS = ("date", "province", "publisher", "person", "document", "category")
"""The facets in the order in which pages show them; each is a field of the request."""


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One search. All values are text as given, but for the numbers, which are in range.

    :param date: chosen rows of the date facet: ``2025``, ``2025-12``, ``2025-12-08`` or
        ``none`` for articles without a date.
    :param date_from, date_to: a period; any form a reader types.
    :param province: slugs, names or aliases.
    :param page: from 1.
    :param copies: whether copies of an article are shown each by itself.
    :param unit: what a bar over time stands for; by the span of the results when empty.
    :param share: whether bars and places show parts of all articles rather than counts.
    :param compact: whether a hit is one line.
    """

    q: str = ""
    date: tuple[str, ...] = ()
    date_from: str = ""
    date_to: str = ""
    province: tuple[str, ...] = ()
    publisher: tuple[str, ...] = ()
    person: tuple[str, ...] = ()
    document: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    group: str = ""
    sort: Sort = "relevance"
    page: int = 1
    size: int = 10
    copies: bool = False
    unit: Unit = ""
    share: bool = False
    compact: bool = False

    @property
    def offset(self) -> int:
        """Hits before this page."""
        return (self.page - 1) * self.size

    @property
    def is_filtered(self) -> bool:
        """Whether anything but the words narrows the results."""
        return any(getattr(self, name) for name in FACET_FIELDS) or bool(
            self.date_from or self.date_to
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked at all."""
        return not self.q.strip() and not self.is_filtered and not self.group

    def with_page(self, page: int) -> SearchRequest:
        """The same request at another page."""
        return replace(self, page=page)

    def changed(self, **changes: Any) -> SearchRequest:
        """The request with other values, at page 1."""
        return replace(self, **{"page": 1, **changes})

    def to_arguments(self) -> list[tuple[str, str]]:
        """URL arguments: only what differs from the defaults, in a fixed order."""
        arguments: list[tuple[str, str]] = []
        for name, default in _DEFAULTS.items():
            value = getattr(self, name)
            if value == default:
                continue
            if isinstance(value, tuple):
                arguments.extend((name, text) for text in value)
            else:
                text = str(int(value)) if value is True else str(value)
                arguments.append((name, text))
        return arguments

    def insisting(self, text: str) -> SearchRequest:
        """The request for articles that have a text in any case."""
        return self.changed(q=f'{self.q} +"{text}"')

    def link_maker(self, name: str) -> Callable[[Iterable[str]], str]:
        """Makes ``changed(name=values).to_query_string()`` for many values of one field:
        what they share is written once.

        :param name: a field of several values.
        """
        shared = _encode(self)
        border = _ORDER[name]
        start = "".join(text + "&" for place, text in shared if place < border)
        end = "".join("&" + text for place, text in shared if place > border)

        def make(values: Iterable[str]) -> str:
            middle = "&".join([f"{name}={_quote(value)}" for value in values])
            return f"?{start}{middle}{end}" if middle else f"?{start}{end[1:]}"

        return make if end else lambda values: make(values).rstrip("&")

    def to_query_string(self) -> str:
        """``?q=...`` for a link; ``?`` when everything is at its default."""
        return "?" + urlencode(self.to_arguments())


_DEFAULTS = {item.name: item.default for item in fields(SearchRequest)}
_ORDER = {name: place for place, name in enumerate(_DEFAULTS)}


@lru_cache(maxsize=64)
def _encode(request: SearchRequest) -> list[tuple[int, str]]:
    """The arguments of a request at page 1, encoded, each with the place of its field."""
    arguments = request.with_page(1).to_arguments()
    return [(_ORDER[name], urlencode([(name, value)])) for name, value in arguments]


_quote = lru_cache(maxsize=8_192)(quote_plus)


def read_request(
    arguments: Mapping[str, Sequence[str]], default_size: int = 10
) -> SearchRequest:
    """A request from URL arguments or options; what cannot be read falls to its default.

    :param arguments: name -> values; single-valued fields take the last one.
    """
    size = _integer(arguments, "size", default_size, MAX_PAGE_SIZE)
    last_page = max(1, MAX_WINDOW // size)
    sort = _text(arguments, "sort")
    return SearchRequest(
        q=_clean(_last(arguments, "q"))[: MAX_QUERY_LENGTH * 2],
        date_from=_text(arguments, "date_from"),
        date_to=_text(arguments, "date_to"),
        group=_text(arguments, "group"),
        sort=next((known for known in SORTS if known == sort), "relevance"),
        page=_integer(arguments, "page", 1, last_page),
        size=size,
        copies=_flag(arguments, "copies"),
        unit=next((known for known in UNITS if known == _text(arguments, "unit")), ""),
        share=_flag(arguments, "share"),
        compact=_flag(arguments, "compact"),
        **{name: _texts(arguments.get(name, ())) for name in FACET_FIELDS},
    )


def _clean(text: str) -> str:
    return "".join(
        " " if ord(char) < 32 or 0xD800 <= ord(char) <= 0xDFFF else char
        for char in text
    ).strip()


def _last(arguments: Mapping[str, Sequence[str]], name: str) -> str:
    values = arguments.get(name, ())
    return values[-1] if values else ""


def _text(arguments: Mapping[str, Sequence[str]], name: str) -> str:
    return _clean(_last(arguments, name))[:MAX_VALUE_LENGTH]


def _flag(arguments: Mapping[str, Sequence[str]], name: str) -> bool:
    return _text(arguments, name) in ("1", "true", "on")


def _texts(values: Iterable[str]) -> tuple[str, ...]:
    cleaned = (_clean(value)[:MAX_VALUE_LENGTH] for value in values)
    return tuple(dict.fromkeys(value for value in cleaned if value))[:MAX_VALUES]


def _integer(
    arguments: Mapping[str, Sequence[str]], name: str, default: int, largest: int
) -> int:
    text = _last(arguments, name).strip()
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        return default
    return min(max(int(text), 1), largest)
