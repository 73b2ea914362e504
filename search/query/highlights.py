"""What of a text a query matched: the terms, phrases and prefixes to mark in it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Slot:
    """One place of a match: the terms that may stand there.

    :param folded: whether terms are compared without diacritics.
    :param prefix: whether a term may go on after what is given.
    """

    terms: tuple[str, ...]
    folded: bool = False
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """Adjacent places that a query matches.

    :param weight: how much a match says, against other marks of the query.
    :param title_only: whether it was asked of the title.
    """

    slots: tuple[Slot, ...]
    weight: float = 1.0
    title_only: bool = False
