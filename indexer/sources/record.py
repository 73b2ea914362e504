"""What sources hand on: the raw text of one article with whatever came beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MONTH_FIRST = "month-first"
DAY_OR_MONTH = "day-or-month"
REJOINED = "rejoined"
BROKEN_WORDS = "broken-words"
NO_PROSE = "no-prose"

NOTES = (MONTH_FIRST, DAY_OR_MONTH, REJOINED, BROKEN_WORDS, NO_PROSE)
"""What reading a file has to say about a record; ``search.labels`` has a sentence for
each."""


@dataclass(frozen=True, slots=True)
class Record:
    """One article as it arrived, nothing interpreted but its encoding and format.

    :param text: the running text; for plain files everything in the file.
    :param source: where it was read: a path, ``path#3`` for the third of several, or
        an address.
    :param structured: whether the fields below were given apart (JSON Lines, CSV, HTML,
        feeds), so that the text is expected to be body only.
    :param published: the date as given, in any form.
    :param notes: keys of :data:`NOTES`.
    """

    text: str
    source: str
    structured: bool = False
    id: str = ""
    title: str = ""
    lead: str = ""
    published: str = ""
    publisher: str = ""
    byline: str = ""
    category: str = ""
    url: str = ""
    captions: tuple[str, ...] = ()
    encoding: str = "utf-8"
    extra: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejected:
    """Something that could not become an article.

    :param reason: one of a few Vietnamese sentences, so that they can be counted.
    :param detail: what differs from case to case.
    """

    source: str
    reason: str
    detail: str = ""
