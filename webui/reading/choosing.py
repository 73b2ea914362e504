"""The articles that a dossier's address names, with a note each: ``id=1&note=x&id=2``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

MOST = 400
"""Articles of a dossier: as many short ids as an address has room for."""

MAX_NOTE = 1_000
MAX_ID = 2_000


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


def moved(chosen: Sequence[Chosen], place: int, by: int) -> list[Chosen]:
    """The articles with one moved up or down."""
    order = list(chosen)
    order.insert(max(0, place + by), order.pop(place))
    return order


def without(chosen: Sequence[Chosen], place: int) -> list[Chosen]:
    """The articles but one."""
    return [one for number, one in enumerate(chosen) if number != place]
