"""Mail as a MIME message: ``.eml`` that readers keep, ``.mhtml`` in which browsers save a
whole page."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import Any, cast

from indexer.sources.encodings import read_text
from indexer.sources.options import EMPTY, MIB, TOO_LONG, ReadOptions
from indexer.sources.record import Record, Rejected
from indexer.sources.streams import Part, TooLarge, read_all
from indexer.sources.values import one_line
from indexer.sources.web.markup import flatten

TOO_MANY_PARTS = "thư có quá nhiều phần"
MAX_MESSAGE = 32 * MIB
MOST_PARTS = 2_000
MAX_RULES = 8_000
"""Lines that begin as a part does; 30,000 in 1 MB take the parser 15 s."""

MAX_FIELD = 8_192
"""Characters of a field of the head that are read: its words become objects, some 2 KB
each."""


class _Bounded(EmailPolicy):
    """Understands the beginning of each field."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        return super().header_fetch_parse(name, value[:MAX_FIELD])


def read_message(part: Part, options: ReadOptions) -> Iterator[Record | Rejected]:
    """Read one message: a saved page as the page, mail by its subject, date and body.

    :raises SourceError: when a page needs the ``[web]`` extra and it is not installed.
    """
    try:
        data = read_all(part.stream, MAX_MESSAGE)
    except TooLarge:
        yield Rejected(part.name, TOO_LONG)
        return
    if data.count(b"\n--") > MAX_RULES:
        yield Rejected(part.name, TOO_MANY_PARTS)
        return
    message = cast(EmailMessage, message_from_bytes(data, policy=_Bounded()))
    markup, plain = _bodies(message)
    address = one_line(str(message.get("Snapshot-Content-Location") or ""))
    address = address or _first_location(message)
    if address and markup is not None:
        from indexer.sources.web.pages import read_markup, require_web

        require_web()
        yield read_markup(markup, part.name, options, address)
        return
    text = plain
    if not text.strip() and markup is not None:
        text = flatten(read_text(markup).text)
    if not text.strip():
        yield Rejected(part.name, EMPTY)
    elif len(text) > options.max_article:
        yield Rejected(part.name, TOO_LONG, f"{len(text)} ký tự")
    else:
        yield Record(
            text=text,
            source=part.name,
            title=one_line(str(message.get("Subject") or "")),
            published=one_line(str(message.get("Date") or "")),
            extra={"from": one_line(str(message.get("From") or ""))},
        )


def _parts(message: EmailMessage) -> Iterator[EmailMessage]:
    for number, item in enumerate(message.walk()):
        if number >= MOST_PARTS:
            return
        if isinstance(item, EmailMessage) and not item.is_multipart():
            if item.get_content_disposition() != "attachment":
                yield item


def _bodies(message: EmailMessage) -> tuple[bytes | None, str]:
    """The first HTML part, decoded from its transfer encoding, and the first plain one."""
    markup: bytes | None = None
    plain = ""
    for item in _parts(message):
        kind = item.get_content_type()
        raw = item.get_payload(decode=True)
        if not isinstance(raw, bytes):
            continue
        if kind in ("text/html", "application/xhtml+xml") and markup is None:
            markup = raw
        elif kind == "text/plain" and not plain:
            plain = read_text(raw, _known(item.get_content_charset())).text
    return markup, plain


def _known(charset: str | None) -> str:
    """A declared charset that says more than the bytes do."""
    return charset if charset in ("windows-1258", "utf-16") else ""


def _first_location(message: EmailMessage) -> str:
    for item in _parts(message):
        location = one_line(str(item.get("Content-Location") or ""))
        if item.get_content_type() == "text/html":
            return location if location.startswith(("http://", "https://")) else ""
    return ""
