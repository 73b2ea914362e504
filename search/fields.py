"""The one table of index fields, and how an article becomes terms.

Engines see what this module makes and never text: a text field is a list of terms in
order (positions are list indices), a keyword field a set of values, a number column
one integer. Everything the query side asks for is named here too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Profile = Literal["full", "lean"]
PROFILES: tuple[Profile, ...] = ("full", "lean")

SCHEMA_VERSION = 1
"""Raise when a field is added, removed or filled in another way."""


@dataclass(frozen=True, slots=True)
class TextField:
    """A field of terms in order.

    :param positions: whether phrases can be asked of it.
    :param profiles: which ranking profiles index it.
    """

    name: str
    positions: bool = False
    profiles: tuple[Profile, ...] = PROFILES


TEXT = "text"
"""Title and body in one run: what decides matching."""

BORDER = "\ue000"
"""A private-use term between title and body, so that no phrase spans both."""

LEAD_LENGTH = 50
"""Syllables of the body in the lead field (FIELD_NOTES 8, item 4)."""

TEXT_FIELDS: tuple[TextField, ...] = (
    TextField(TEXT, positions=True),
    TextField("title", positions=True),
    TextField("lead"),
    TextField("text_folded"),
    TextField("title_folded"),
    TextField("lead_folded"),
    TextField("text_words"),
    TextField("title_words"),
    TextField("text_pairs", profiles=("full",)),
    TextField("title_pairs", profiles=("full",)),
    TextField("text_pairs_folded", profiles=("full",)),
    TextField("title_pairs_folded", profiles=("full",)),
)

KEYWORD_FIELDS: tuple[str, ...] = (
    "province",
    "publisher",
    "category",
    "document",
    "person",
    "group",
    "copy",
)
"""Multi-valued: filters and facets. ``province`` holds today's unit and, where the
article names an abolished one, that too; ``copy`` is ``"1"`` on an article that
another one stands for."""

NUMBER_COLUMNS: tuple[str, ...] = ("date", "date_last", "year", "month", "day")
"""One integer an article, 0 when unknown: ``date`` is ``YYYYMMDD`` with 00 for what is
unknown and ``date_last`` the same with 99; ``year`` is ``YYYY``, ``month`` ``YYYYMM``
and ``day`` ``YYYYMMDD``, each 0 when the date is less precise."""


def text_fields(profile: Profile) -> tuple[TextField, ...]:
    """The text fields an index of this profile has."""
    return tuple(item for item in TEXT_FIELDS if profile in item.profiles)


@dataclass(frozen=True, slots=True)
class ArticleTerms:
    """What an engine indexes of one article; every field of the profile is a key."""

    texts: Mapping[str, Sequence[str]]
    keywords: Mapping[str, Sequence[str]]
    numbers: Mapping[str, int]
