"""The whole result set of a search, article by article, in its order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from search.article import Article
from search.engines.base import EngineReader
from search.page.view import View
from search.query.clauses import EngineQuery
from search.request import SearchRequest

STEP = 1_000
"""Articles that an engine is asked for at once: some 4 MB of JSON, and the matching,
which is kept between steps, is a small part of the time."""


@dataclass(frozen=True, slots=True)
class Item:
    """An article that is taken away, and what its reader noted about it."""

    article: Article
    note: str = ""


@dataclass(frozen=True, slots=True)
class Results:
    """All articles that satisfy a request.

    :param total: how many there are: the number that pages give.
    """

    total: int
    reader: EngineReader
    asked: EngineQuery

    def __iter__(self) -> Iterator[Item]:
        for offset in range(0, self.total, STEP):
            step = replace(self.asked, offset=offset, limit=STEP)
            for hit in self.reader.search(step).hits:
                yield Item(Article.from_stored(hit.stored))


def find_all(view: View, request: SearchRequest) -> Results:
    """The articles that satisfy a request, never those with a part of it, in the order
    asked for; pages and their sizes do not matter.

    :raises search.errors.TimtinError: when the index cannot be read.
    """
    compiled = view.compile(request)
    asked = replace(compiled.query, facets=(), told=(), limit=0)
    if compiled.is_ranked:
        full = (part.match for part in compiled.ranking() if part.is_full)
        # Those that have all of a long query are in no part of their own.
        asked = replace(asked, match=next(full, asked.match))
    return Results(view.reader.search(asked).total, view.reader, asked)


def find_chosen(
    reader: EngineReader, ids: Sequence[str], notes: Sequence[str] = ()
) -> list[Item]:
    """The articles of some ids, in their order; ids of none are left out.

    :param notes: one for each id, or none.
    """
    noted = notes or [""] * len(ids)
    return [
        Item(Article.from_stored(stored), note)
        for stored, note in zip(reader.fetch(ids), noted)
        if stored is not None
    ]
