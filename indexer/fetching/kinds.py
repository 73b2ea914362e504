"""What an answer is: a page, a feed, a sitemap, or nothing that holds an article."""

from __future__ import annotations

import re
from typing import Literal

Kind = Literal["page", "feed", "sitemap", "other"]

_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]", re.I)
_SITEMAP = re.compile(rb"<(?:urlset|sitemapindex)[\s>]", re.I)
_TAG = re.compile(rb"<[!?/a-z]", re.I)
_ADDRESS = re.compile(rb"https?://[^\s<>\"]+\Z", re.I)
_PAGE_TYPES = ("text/html", "application/xhtml+xml", "")
_TEXT_TYPES = ("text/plain", "application/octet-stream", *_PAGE_TYPES)
_HEAD = 4_096


def kind_of(body: bytes, content_type: str) -> Kind:
    """What an answer is, by its beginning and by what the server calls it.

    :param content_type: the header, "" where there was none.
    """
    head = body[:_HEAD].replace(b"\0", b"")
    name = content_type.partition(";")[0].strip().lower()
    if _SITEMAP.search(head):
        return "sitemap"
    if _FEED.search(head) and b"<html" not in head.lower():
        return "feed"
    if name in _TEXT_TYPES and _is_address_list(head, len(body) > _HEAD):
        return "sitemap"
    return "page" if name in _PAGE_TYPES and _is_markup(body[:_HEAD]) else "other"


def _is_address_list(head: bytes, is_cut: bool) -> bool:
    """Whether each line is an address: a sitemap as plain text."""
    lines = head.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    if is_cut:
        lines.pop()
    told = [line.strip() for line in lines if line.strip()]
    return bool(told) and all(map(_ADDRESS.match, told))


def _is_markup(head: bytes) -> bool:
    """Whether it is text with tags: no picture, no PDF, nothing empty."""
    wide = head[:2] in (b"\xff\xfe", b"\xfe\xff")
    if b"\0" in head and not wide:
        return False
    text = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    # A page may begin with words; what begins as another format is none.
    if text[:5] in (b"%PDF-", b"{\\rtf") or text[:1] in (b"{", b"["):
        return False
    return _TAG.search(text) is not None
