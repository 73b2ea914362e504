"""What stands around articles in the JSON of tools people crawl and store with.

Envelopes at any level (``{"data": {"items": [...]}}``), answers, lines and bulk files of
Elasticsearch and OpenSearch, objects by id, the columns and the split form of pandas.
Inside an article, values that are objects (WordPress's ``rendered``, MongoDB's ``$date``,
the sections of fundus) are read by :mod:`indexer.sources.values`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from indexer.sources.options import ReadOptions
from indexer.sources.values import is_exported, known_fields

DEPTH = 5
"""Levels of envelopes that are opened."""

LOOKED_AT = 20
"""Members of a list or an object by which it is told whether they are articles."""

_ACTIONS = frozenset(("index", "create", "update", "delete"))


def articles_in(value: Any, options: ReadOptions) -> list[Any]:
    """The articles of one JSON value: itself, those inside it, or none where it is a
    line of a bulk file that says what to do with the next."""
    if not isinstance(value, dict) or is_exported(value):
        return [value]
    if _is_action(value):
        return []
    if "_source" in value or _is_article(value, options):
        return [_unpacked(value)]
    found = _table(value, options) or _inside(value, options, DEPTH)
    return [_unpacked(item) for item in found] if found else [value]


def _is_action(value: Mapping[str, Any]) -> bool:
    """A line such as ``{"index": {"_id": "7"}}``."""
    if len(value) != 1:
        return False
    (name, target), *_ = value.items()
    return (
        name in _ACTIONS
        and isinstance(target, dict)
        and all(isinstance(key, str) and key[:1] in "_rpv" for key in target)
        and not any(isinstance(item, (dict, list)) for item in target.values())
    )


def _unpacked(value: Any) -> Any:
    """A hit as the document that it holds, its id kept."""
    if not isinstance(value, dict):
        return value
    inner = value.get("_source")
    if isinstance(inner, dict):
        return {"id": value["_id"], **inner} if "_id" in value else inner
    if len(value) == 1 and isinstance(value.get("doc"), dict):
        return value["doc"]
    return value


def _is_article(value: Any, options: ReadOptions) -> bool:
    """Whether an object has a text that is not the column of a table."""
    if not isinstance(value, dict):
        return False
    inner = _unpacked(value)
    names = known_fields((k for k, v in inner.items() if v), options)
    text = inner.get(names.get("text", names.get("lead", "")))
    if isinstance(text, dict):
        return not _is_numbered(text)
    if isinstance(text, list) and text and "title" in names:
        return not isinstance(inner[names["title"]], list)
    return isinstance(text, (str, list)) and bool(text)


def _is_numbered(column: Mapping[str, Any]) -> bool:
    return bool(column) and all(
        str(key).isdecimal() for key in islice(column, LOOKED_AT)
    )


def _table(value: Mapping[str, Any], options: ReadOptions) -> list[Any]:
    """The rows of a table by columns, as pandas writes it."""
    columns, data = value.get("columns"), value.get("data")
    if isinstance(columns, list) and isinstance(data, list):
        if all(isinstance(row, list) for row in data):
            names = [str(name) for name in columns]
            return [dict(zip(names, row, strict=False)) for row in data]
    if len(value) < 2 or "text" not in known_fields(value, options):
        return []
    series = list(value.values())
    if all(isinstance(column, dict) and _is_numbered(column) for column in series):
        keys = list(dict.fromkeys(key for column in series for key in column))
        return [
            {name: column[key] for name, column in value.items() if key in column}
            for key in keys
        ]
    sizes = {len(column) if isinstance(column, list) else -1 for column in series}
    if len(sizes) == 1 and -1 not in sizes:
        return [dict(zip(value, row, strict=True)) for row in zip(*series, strict=True)]
    return []


def _inside(value: Any, options: ReadOptions, depth: int) -> list[Any]:
    """The first list or object of articles inside a value, breadth before depth."""
    level = [value]
    for _ in range(depth):
        for item in level:
            for inner in _members(item):
                if isinstance(inner, list) and _are_articles(inner, options):
                    return inner
            if isinstance(item, dict) and _are_articles(list(item.values()), options):
                return [
                    {"id": key, **_unpacked(inner)}
                    for key, inner in item.items()
                    if isinstance(inner, dict)
                ]
        level = [inner for item in level for inner in _members(item)][:1000]
    return []


def _members(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        yield from value.values()


def _are_articles(items: list[Any], options: ReadOptions) -> bool:
    """Whether most of the first members are objects with a text."""
    first = items[:LOOKED_AT]
    good = sum(_is_article(item, options) for item in first)
    return bool(first) and good * 2 >= len(first)
