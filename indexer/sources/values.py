"""Named values (a JSON object, a table row) -> Record.

Names are known in English and Vietnamese, in any case, with or without diacritics and
separators; what is not known travels in ``Record.extra``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from typing import Any

from indexer.sources.data.times import time_ago
from indexer.sources.encodings import repair, tidy
from indexer.sources.options import BAD_JSON, EMPTY, TOO_LONG, ReadOptions
from indexer.sources.record import Record, Rejected
from indexer.sources.web.markup import flatten, is_markup
from search.article import Article

VIETNAM = timezone(timedelta(hours=7))

# In order of preference: the first that is filled is the field, others stay extra.
NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "articleid", "guid", "uuid", "mabai", "maso", "ma"),
    "title": ("title", "headline", "heading", "tieude", "tieudebai", "tenbai", "tit"),
    "lead": ("lead", "sapo", "standfirst", "tomtat", "mota", "description", "summary")
    + ("abstract", "excerpt", "daude"),
    "text": ("text", "body", "content", "fulltext", "articlebody", "noidung", "vanban")
    + ("noidungbai", "baiviet", "contenthtml", "article", "thanbai", "maintext")
    + (
        "paragraphs",
        "contenttext",
        "bodytext",
        "plaintext",
        "rawtext",
        "posttext",
        "postcontent",
    ),
    "published": ("published", "date", "publishedat", "publisheddate", "publishdate")
    + ("publishingdate", "pubdate", "datepublished", "publishtime", "publishedtime")
    + ("ngay", "ngaydang", "ngayxuatban", "ngayphathanh", "thoigian", "thoigiandang")
    + ("time", "timestamp", "datetime", "created", "createdat", "datepublish")
    + ("postdate", "publicationdate", "publishon", "firstpublished"),
    "publisher": ("publisher", "source", "newspaper", "sitename", "outlet", "nguon")
    + ("nguontin", "bao", "toabao", "toasoan", "coquan", "domain", "sourcehostname")
    + ("hostname", "sourcedomain", "feedname"),
    "byline": (
        "byline",
        "author",
        "authors",
        "writer",
        "tacgia",
        "butdanh",
        "phongvien",
    )
    + ("nguoiviet",),
    "category": ("category", "section", "topic", "chuyenmuc", "danhmuc", "theloai")
    + ("muc", "linhvuc"),
    "url": ("url", "link", "permalink", "href", "lienket", "duongdan", "diachi")
    + ("sourceurl", "pageurl", "canonicalurl", "weburl"),
    "captions": ("captions", "caption", "chuthich", "chuthichanh"),
}

_ARTICLE_KEYS = frozenset(item.name for item in fields(Article))
_ISO_WITH_ZONE = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)? ?(?:Z|[+-]\d\d:?\d\d)",
    re.ASCII,
)
_DEPTH = 20

LONGEST_NAMES = 1000
"""Characters of the names of an object whose fields are remembered for the next."""


@lru_cache(maxsize=4096)
def plain_name(name: str) -> str:
    """A key or column without diacritics, case and separators: ``Ngày đăng`` ->
    ``ngaydang``."""
    bare = unicodedata.normalize("NFD", name[:100].lower().replace("đ", "d"))
    return "".join(char for char in bare if char.isalnum() and char.isascii())


def known_fields(names: Iterable[str], options: ReadOptions) -> Mapping[str, str]:
    """Field -> the name that gives it, the user's own mapping first."""
    given = tuple(name for name in names if isinstance(name, str))
    kept = sum(map(len, given)) <= LONGEST_NAMES
    find = _find_fields if kept else _find_fields.__wrapped__
    return find(given, tuple(options.columns.items()))


@lru_cache(maxsize=64)
def _find_fields(
    names: tuple[str, ...], columns: tuple[tuple[str, str], ...]
) -> Mapping[str, str]:
    result: dict[str, str] = {}
    for field, column in columns:
        wanted = plain_name(column)
        for name in names:
            if name == column or (wanted and plain_name(name) == wanted):
                result[field] = name
                break
    taken = set(result.values())
    by_plain: dict[str, str] = {}
    for name in names:
        if name not in taken:
            by_plain.setdefault(plain_name(name), name)
    for field, aliases in NAMES.items():
        if field not in result:
            for alias in aliases:
                if alias in by_plain:
                    result[field] = by_plain[alias]
                    break
    return result


def read_values(
    values: Mapping[str, Any], source: str, encoding: str, options: ReadOptions
) -> Record | Article | Rejected:
    """One object or row. An Article as ``timtin export`` prints it comes back equal;
    it is told by its keys, all of them an article's and ``encoding`` among them."""
    if is_exported(values):
        try:
            return Article.from_json(_dumps(clean_value(values)))
        except ValueError as error:
            return Rejected(source, BAD_JSON, str(error))
    return read_fields(
        values, known_fields(_filled(values), options), source, encoding, options
    )


def _filled(values: Mapping[str, Any]) -> list[str]:
    return [name for name, value in values.items() if value not in (None, "", [], {})]


def read_fields(
    values: Mapping[str, Any],
    names: Mapping[str, str],
    source: str,
    encoding: str,
    options: ReadOptions,
) -> Record | Rejected:
    """A record from values whose names are known (:func:`known_fields`)."""
    raw = {
        field: _text_of(values.get(name), "\n" if field in _RUNNING else ", ")
        for field, name in names.items()
    }
    longest = max(map(len, raw.values()), default=0)
    if longest > options.max_article:
        return Rejected(source, TOO_LONG, f"{longest} ký tự")
    fixed = repair(raw.get("text", ""), encoding)
    # Where the text was garbled the rest is too, however short.
    least = 1 if "(" in fixed.encoding else 3
    given = {
        field: repair(text, "", least).text
        for field, text in raw.items()
        if field != "text"
    }
    text, lead = _flat(fixed.text), _flat(given.get("lead", ""))
    if not text.strip() and not lead.strip():
        return Rejected(source, EMPTY)
    used = set(names.values())
    publisher, url = _place_address(one_line(given.get("publisher", "")), given, values)
    captions = values.get(names.get("captions", ""))
    return Record(
        text=text,
        source=source,
        structured=True,
        id=given.get("id", "").strip(),
        title=one_line(given.get("title", "")),
        lead=lead,
        published=_published(values, names),
        publisher=publisher,
        byline=one_line(given.get("byline", "")),
        category=one_line(given.get("category", "")),
        url=url,
        captions=tuple(
            text
            for item in _as_list(captions)
            if (text := tidy(_text_of(item)).strip())
        ),
        encoding=fixed.encoding,
        extra={
            tidy(name): clean_value(value)
            for name, value in values.items()
            if isinstance(name, str) and name not in used and value is not None
        },
    )


def _flat(text: str) -> str:
    return flatten(text) if is_markup(text) else text


def is_exported(values: Mapping[str, Any]) -> bool:
    """Whether this is an Article's own JSON and not merely something like it."""
    return (
        {"id", "body", "encoding"} <= values.keys() <= _ARTICLE_KEYS
        and isinstance(values.get("published", {}), dict)
        and isinstance(values.get("event", {}), dict)
        and isinstance(values["body"], str)
        and isinstance(values["id"], str)
    )


def one_line(text: str) -> str:
    return " ".join(text.split())


def clean_value(value: Any, depth: int = 0) -> Any:
    """A JSON value whose strings are tidy, cut where it is nested beyond reason."""
    if isinstance(value, str):
        return tidy(value)
    if depth > _DEPTH:
        return None
    if isinstance(value, dict):
        return {tidy(str(k)): clean_value(v, depth + 1) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [clean_value(item, depth + 1) for item in value]
    return value


def _dumps(value: Any) -> str:
    import json

    return json.dumps(value)


def _as_list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _published(values: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """The date; where it counts from the crawl and that is known, as ISO."""
    text = local_time(values.get(names.get("published", "")))
    if not text or text[:4].isdecimal():
        return text
    for name, value in values.items():
        if isinstance(name, str) and plain_name(name) in _FETCHED:
            return time_ago(text, local_time(value).replace(" ", "T")) or text
    return text


_FETCHED = frozenset(
    "fetched fetchedat crawled crawledat crawltime crawldate scraped scrapedat scrapetime"
    " downloaded downloadedat datedownload retrieved retrievedat accessed collectedat"
    " thoigianthuthap ngaythuthap".split()
)
"""Plain names under which tools keep the time of the crawl."""


def _place_address(
    publisher: str, given: Mapping[str, str], values: Mapping[str, Any]
) -> tuple[str, str]:
    """Publisher and address, where what is called the source is the address itself."""
    url = one_line(given.get("url", ""))
    if not publisher.startswith(("http://", "https://")) or "/" not in publisher[8:-1]:
        return publisher, url
    hosts = (values.get(name) for name in ("source-hostname", "hostname", "sitename"))
    name = next((host for host in hosts if isinstance(host, str)), "")
    return one_line(name), url or publisher


_RUNNING = ("text", "lead")
"""Fields whose lists are paragraphs, one a line; of others they are names."""

_HOLDS = (
    *("name", "title", "text", "rendered", "plain", "html", "content", "value"),
    *("$date", "$oid", "$numberLong", "#text", "__cdata", "displayName"),
)
"""Keys by which an object stands for the text that it holds."""

_PARTS = ("summary", "sections", "paragraphs", "blocks", "children", "headline")


def _text_of(value: Any, join: str = ", ", depth: int = 0) -> str:
    """A value as text: lists are joined, an object gives what it holds."""
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool) or depth > _DEPTH:
        return ""
    if isinstance(value, (list, tuple)):
        parts = [_text_of(item, join, depth + 1) for item in value[:1000]]
        long = any(len(part) > 200 for part in parts)
        return ("\n" if long else join).join(part for part in parts if part)
    if isinstance(value, dict):
        if any(isinstance(value.get(name), list) for name in _PARTS):
            ordered = ("headline", *(name for name in _PARTS if name != "headline"))
            parts = [_text_of(value.get(name), join, depth + 1) for name in ordered]
            return join.join(part for part in parts if part)
        held = next((value[name] for name in _HOLDS if value.get(name)), None)
        return _text_of(held, join, depth + 1)
    return str(value)


def local_time(value: Any) -> str:
    """A date as given; where it is an instant (a zone is written, or it counts seconds
    or milliseconds), the Vietnamese local time of it as ``YYYY-MM-DDTHH:MM``."""
    if isinstance(value, dict):
        value = value.get("$date", value)
        value = int(held) if (held := _text_of(value)).isdecimal() else held
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        seconds = value / 1000 if value > 1e11 else value
        if 1e8 < seconds < 1e10:
            return _local(datetime.fromtimestamp(seconds, VIETNAM))
    text = one_line(tidy(_text_of(value)))
    if text.isascii() and _ISO_WITH_ZONE.fullmatch(text):
        try:
            return _local(datetime.fromisoformat(text.replace(",", ".")))
        except (ValueError, OverflowError):
            return text
    return text


def _local(moment: datetime) -> str:
    return moment.astimezone(VIETNAM).strftime("%Y-%m-%dT%H:%M")
