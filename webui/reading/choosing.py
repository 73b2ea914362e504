"""The articles that a dossier's address or its form names, with a note each:
``id=1&note=x&id=2``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

MOST = 2_000
"""Articles of a dossier. An address has room for some 400 ids, a form that is sent
(64 KiB) for as many without notes."""

MAX_NOTE = 1_000
MAX_ID = 2_000


STEPS: Mapping[str, int] = {"len": -1, "xuong": 1, "bo": 0}
"""Buttons of the form: how many places down an article goes; 0 takes it out."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A chosen article."""

    id: str
    note: str = ""


def read_choice(query_string: str) -> tuple[Chosen, ...]:
    """The chosen articles in their order, each once; a note belongs to the id before it."""
    chosen: dict[str, str] = {}
    last = ""
    for name, value in parse_qsl(query_string, errors="replace"):
        if name == "id" and len(value) <= MAX_ID:
            last = value.replace("\0", "")
            if last and len(chosen) < MOST:
                chosen.setdefault(last, "")
        elif name == "note" and last in chosen:
            chosen[last] = " ".join(value[:MAX_NOTE].split())
    return tuple(Chosen(id, note) for id, note in chosen.items())


def to_query(chosen: Iterable[Chosen]) -> str:
    """The address's arguments of some chosen articles, with the ``?``."""
    pairs: list[tuple[str, str]] = []
    for one in chosen:
        pairs.append(("id", one.id))
        if one.note:
            pairs.append(("note", one.note))
    return "?" + urlencode(pairs)


def changed(chosen: Sequence[Chosen], asked: Mapping[str, str]) -> list[Chosen]:
    """The articles in another order, or but one.

    :param asked: name of a button of the form -> the id of the article that it moves up
        or down or leaves out.
    """
    order = list(chosen)
    places = {one.id: place for place, one in enumerate(order)}
    for name, by in STEPS.items():
        place = places.get(asked.get(name, ""))
        if place is not None:
            one = order.pop(place)
            if by:
                order.insert(max(0, place + by), one)
            break
    return order
