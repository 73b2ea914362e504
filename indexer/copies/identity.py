"""Which article is which: the supplied id, else the canonical address, else a hash."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

ID_LENGTH = 16
"""Hexadecimal digits of a made id: 64 bits, a clash in a million articles at 3e-8."""

MAX_SUPPLIED = 200

_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|msclkid|zarsrc|gidzl|_gl|mc_[ce]id|igshid|spm"
    r"|ref|ref_src|reference_source|vn_(?:source|medium|campaign|term|thumb)|fb_\w+|share|amp",
    re.I,
)
_VARIANT_HOST = re.compile(r"^(?:www\d?|m|mobile|amp)\.(?=[^.]+\.)")
_PORTS = {"http": 80, "https": 443}


def canonical_url(url: str) -> str:
    """An address without what changes and names the same page: scheme, ``www.`` and
    mobile hosts, fragment, tracking parameters, order of parameters, trailing slash.

    ``""`` for what is no http address of a page: a bare host names no article.
    """
    text = "".join(url.split())
    if len(text) > 4000 or not text.lower().startswith(("http://", "https://")):
        return ""
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").rstrip(".")
        port = parts.port
    except ValueError:
        return ""
    host = _VARIANT_HOST.sub("", host)
    if not host:
        return ""
    if port and port != _PORTS[parts.scheme.lower()]:
        host = f"{host}:{port}"
    path = re.sub(r"/{2,}", "/", _requoted(parts.path)).rstrip("/")
    query = urlencode(
        sorted(
            (name, value)
            for name, value in parse_qsl(parts.query, keep_blank_values=True)
            if not _TRACKING.fullmatch(name)
        )
    )
    if not path and not query:
        return ""
    return f"{host}{path}?{query}" if query else f"{host}{path}"


def _requoted(path: str) -> str:
    """One spelling of percent signs."""
    return quote(unquote(path, errors="surrogateescape"), errors="surrogateescape")


def article_id(
    supplied: str = "",
    url: str = "",
    publisher: str = "",
    title: str = "",
    body: str = "",
) -> str:
    """The id of an article: as supplied, or 16 hexadecimal digits of SHA-256."""
    if supplied := " ".join(supplied.split()):
        return supplied if len(supplied) <= MAX_SUPPLIED else _digest("id", supplied)
    if address := canonical_url(url):
        return _digest("url", address)
    return _digest("text", *map(_normal, (publisher, title, body)))


def _normal(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _digest(kind: str, *parts: str) -> str:
    joined = "\0".join((kind, *parts)).encode("utf-8", "replace")
    return hashlib.sha256(joined).hexdigest()[:ID_LENGTH]
