"""Saved web pages -> Records: needs the ``[web]`` extra (lxml, trafilatura).

Facts come from JSON-LD, meta tags and what the page shows, in this order of trust
(:mod:`indexer.sources.web.page_facts`); the body is found by where the running text is
dense (:mod:`indexer.sources.web.page_body`), with trafilatura for pages where that fails.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from indexer.sources.data.times import time_ago
from indexer.sources.encodings import detect, is_binary, read_text
from indexer.sources.fetched import fetched_facts
from indexer.sources.options import (
    BINARY,
    MIB,
    MISSING_PARTS,
    NO_PAGE_READER,
    NOT_AN_ARTICLE_PAGE,
    TOO_LONG,
    ReadOptions,
)
from indexer.sources.record import Record, Rejected
from indexer.sources.streams import Part, TooLarge, read_all
from indexer.sources.values import local_time
from indexer.sources.web.markup import MAX_ATTRIBUTES, has_too_many_attributes
from search.errors import SourceError

if TYPE_CHECKING:
    from indexer.sources.web.page_facts import Facts

MAX_PAGE = 16 * MIB
SHORTEST_BODY = 150
"""Characters of running text below which a page is no article."""


def require_web() -> None:
    """
    :raises SourceError: when the ``[web]`` extra is not installed.
    """
    try:
        import lxml.html  # noqa: F401
    except ImportError as error:
        raise SourceError(NO_PAGE_READER, MISSING_PARTS[NO_PAGE_READER]) from error


def read_page(part: Part, options: ReadOptions) -> Iterator[Record | Rejected]:
    """Read one page.

    :raises SourceError: when the ``[web]`` extra is not installed.
    """
    require_web()
    try:
        data = read_all(part.stream, MAX_PAGE)
    except TooLarge:
        yield Rejected(part.name, TOO_LONG)
        return
    if is_binary(data):
        yield Rejected(part.name, BINARY)
        return
    known = fetched_facts(part.name)
    found = read_markup(data, part.name, options, str(known.get("url", "")))
    if isinstance(found, Record) and known:
        found = replace(
            found,
            title=found.title or str(known.get("title", "")),
            published=_published(found.published, known),
        )
    yield found


def _published(shown: str, known: Mapping[str, Any]) -> str:
    """The page's own date, reckoned from the fetch where it is relative, else the feed's."""
    if shown and not shown[:1].isdecimal() or re.match(r"\d{1,3}\s\D", shown):
        fetched = known.get("fetched")
        ago = time_ago(shown, local_time(fetched)) if fetched else ""
        shown = ago or shown
    return shown or str(known.get("published", ""))


def read_markup(
    data: bytes, source: str, options: ReadOptions, url: str = ""
) -> Record | Rejected:
    """Read the bytes of a page.

    :param url: where it was fetched from, used when the page does not name itself.
    """
    from indexer.sources.web.page_body import parse_page, read_body
    from indexer.sources.web.page_facts import read_facts

    decoded = read_text(data, options.encoding or _declared(data))
    if has_too_many_attributes(decoded.text):
        detail = f"một thẻ có hơn {MAX_ATTRIBUTES} thuộc tính"
        return Rejected(source, NOT_AN_ARTICLE_PAGE, detail)
    root = parse_page(decoded.text)
    if root is None:
        return Rejected(source, NOT_AN_ARTICLE_PAGE, "không có nội dung HTML")
    facts = read_facts(root, url)
    body = read_body(root, facts.title, facts.lead, facts.byline)
    text, captions = body.text, body.captions
    if len(text) < SHORTEST_BODY and body.link_share < 0.6:
        text = _extract(decoded.text) or text
    if len(text) + len(body.lead) < SHORTEST_BODY or _is_listing(
        facts, body.link_share
    ):
        return Rejected(source, NOT_AN_ARTICLE_PAGE, facts.title[:120])
    if len(text) > options.max_article:
        return Rejected(source, TOO_LONG, f"{len(text)} ký tự")
    return Record(
        text=text,
        source=source,
        structured=True,
        title=facts.title,
        lead=body.lead,
        published=facts.published,
        publisher=facts.publisher,
        byline=facts.byline or body.byline,
        category=facts.category,
        url=facts.url,
        captions=captions,
        encoding=decoded.encoding,
        extra={"keywords": facts.keywords} if facts.keywords else {},
    )


def _declared(data: bytes) -> str:
    """The legacy encoding a page declares where its bytes cannot tell."""
    head = data[:4096].lower()
    if b"charset=windows-1258" in head and detect(data) not in ("utf-8", "utf-8-sig"):
        return "windows-1258"
    return ""


def _is_listing(facts: Facts, link_share: float) -> bool:
    """Whether the page lists articles: by its word or its links, and no date."""
    if facts.is_article or facts.published:
        return False
    return facts.is_site or link_share > 0.5


def _extract(markup: str) -> str:
    try:
        import trafilatura
    except ImportError:
        return ""
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    text: Any = trafilatura.extract(
        markup, include_comments=False, target_language=None
    )
    return text or ""
