"""A record's text apart: title, body, captions, byline, furniture, stated dates.

The stages mark lines and never edit them (:mod:`indexer.cleaning.lines`):

controls -> headers, title -> tail furniture -> bylines -> related headlines -> captions

What is cut is kept apart. Where a text is body only (``Record.structured``), nothing
is cut by its wording alone: no unmarked captions, no glued headlines; a title only where
none came beside the text.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from indexer.cleaning import (
    bylines,
    captions,
    clocks,
    codes,
    controls,
    furniture,
    headers,
)
from indexer.cleaning.lines import Line, body_of, split, split_lines
from indexer.cleaning.publisher import choose_publisher
from indexer.sources.record import NOTES, Record
from search.language.normal import compose

AFTER_GALLERY = "after-gallery"
TOO_MUCH = "too-much"

FLAGS: tuple[str, ...] = (AFTER_GALLERY, TOO_MUCH, *NOTES)
"""What no rule can decide, and what reading the file had to say; ``search.labels`` has a
sentence for each."""

SHARE = 0.5
"""Most of a text that may be cut on no hard marker."""

_WORD = re.compile(r"\w+")
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{2,6}|#x[0-9a-fA-F]{2,5});")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A record's text apart.

    :param body: one paragraph a line, spelled as it came.
    :param composed: the body composed, for what reads facts out of it.
    :param publisher: as :func:`indexer.cleaning.publisher.choose_publisher` has it.
    :param furniture: what was cut and is no caption, in the order of the text.
    :param stated: date texts found beside the body as (source, text):
        ``("header", "2025-12")``, ``("clock", "09/12/2025 15:50")``.
    :param flags: keys of :data:`FLAGS`.
    """

    title: str = ""
    body: str = ""
    composed: str = ""
    publisher: str = ""
    byline: str = ""
    captions: tuple[str, ...] = ()
    furniture: tuple[str, ...] = ()
    stated: tuple[tuple[str, str], ...] = ()
    flags: tuple[str, ...] = ()


def clean_record(record: Record) -> Cleaned:
    """Take a record's text apart; never gives an empty body for a text with words."""
    stated: list[tuple[str, str]] = []
    flags = list(record.notes)
    signed: list[str] = []
    lines, leads = _lines_of(record)
    size = sum(len(line.text) for line in lines)

    lines = clocks.read_header(lines, stated)
    lines = controls.cut_controls(lines)
    lines = clocks.read_clocks(lines, stated, signed)
    lines, code = codes.read_code(lines, leads)
    title = _unescape(record.title)
    if title:
        _drop_title(lines, title)
    elif not record.lead:
        title = headers.read_title(lines)
    codes.cut_teasers(lines, code)
    furniture.cut_tail(lines)
    lines = _cut_endings(lines)
    lines, byline, agency = bylines.read_bylines(lines, record.byline)
    lines = _cut_endings(lines)
    furniture.cut_related(lines)
    given = _cut_given(lines, record.captions)
    lines = captions.cut_credited(lines)
    if not record.structured:
        furniture.cut_glued(lines)
        captions.cut_unmarked(lines)
    if captions.cut_gallery(lines):
        flags.append(AFTER_GALLERY)
    if _give_back(lines, size):
        flags.append(TOO_MUCH)

    kept = body_of(lines)
    texts = [line.text for line in kept]
    originals = [line.original for line in kept]
    composed = _join(kept, texts)
    return Cleaned(
        title=title,
        body=composed if originals == texts else _join(kept, originals),
        composed=composed,
        publisher=choose_publisher(record.publisher, record.url, code or agency),
        byline=record.byline or byline or (signed[0] if signed else ""),
        captions=(
            *given,
            *(line.original for line in lines if line.kind == "caption"),
        ),
        furniture=tuple(line.original for line in lines if line.kind == "furniture"),
        stated=tuple(stated),
        flags=tuple(flags),
    )


def _lines_of(record: Record) -> tuple[list[Line], int]:
    """The lines of a record, and how many of them are its lead alone."""
    lines = split_lines(_unescape(record.text))
    if not record.lead.strip():
        return lines, 0
    lead = split_lines(_unescape(record.lead))
    start = " ".join(line.text for line in lines[:8])[: len(record.lead) + 200]
    if lead and _begins(start, " ".join(line.text for line in lead)):
        return lines, 0
    return lead + lines, len(lead)


def _begins(text: str, lead: str) -> bool:
    """Whether a text begins with the words of its lead; mostly its first word tells."""
    opens, first = _WORD.search(text), _WORD.search(lead)
    if first and not (opens and opens[0].casefold().startswith(first[0].casefold())):
        return False
    return _words(text).startswith(_words(lead))


def _unescape(text: str) -> str:
    return html.unescape(text) if "&" in text and _ENTITY.search(text) else text


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))


def _drop_title(lines: list[Line], title: str) -> None:
    """A text that repeats its title on the first line has it once."""
    body = body_of(lines)
    if len(body) > 1 and len(body[0].text) < len(title) + 12:
        if _words(body[0].text) == _words(compose(title).text):
            body[0].mark("title")


def _cut_given(lines: list[Line], given: tuple[str, ...]) -> tuple[str, ...]:
    """Cut captions that were supplied apart and stand in the text too, and give the
    supplied ones that do not."""
    if not given:
        return ()
    known = {_words(compose(caption).text): caption for caption in given}
    for line in body_of(lines):
        if known.pop(_words(line.text), None) is not None:
            line.mark("caption")
    return tuple(caption for caption in given if caption in known.values())


def _cut_endings(lines: list[Line]) -> list[Line]:
    """Cut marks glued to the end of the last paragraph: ``./.``, ``PHẢN HỒI``."""
    body = body_of(lines)
    if not body:
        return lines
    last = body[-1]
    for find in (furniture.find_ending_mark, furniture.find_wire_end):
        start = find(last.text)
        if start > 0:
            at = next(index for index, item in enumerate(lines) if item is last)
            pieces = split(last, start, len(last.text), "furniture")
            lines = lines[:at] + pieces + lines[at + 1 :]
            last = pieces[0]
    return lines


def _give_back(lines: list[Line], size: int) -> bool:
    """Undo soft cuts when they take too much, and any when nothing is left."""
    soft = sum(len(line.text) for line in lines if line.soft)
    too_much = soft > SHARE * size
    if too_much or not body_of(lines):
        for line in lines:
            if line.soft:
                line.mark("body")
    if not body_of(lines):
        for line in lines:
            if line.kind != "title" or len(lines) == 1:
                line.mark("body")
    return too_much


def _join(lines: list[Line], texts: list[str]) -> str:
    """The texts of lines, one paragraph a line."""
    if not any(line.glued for line in lines):
        return "\n".join(texts)
    pieces: list[str] = []
    for line, text in zip(lines, texts, strict=True):
        pieces += " " if line.glued else "\n", text
    return "".join(pieces[1:])
