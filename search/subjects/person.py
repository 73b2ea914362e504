"""A person, as the articles of a collection tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from search.article import Article
from search.errors import ArticleNotFound
from search.language.normal import fold
from search.page.view import View
from search.request import SearchRequest
from search.subjects.gathering import Gathered, Row, gather, listed, only, quoted
from search.subjects.namesakes import Namesake, tell_apart
from search.subjects.offices import Office, read_offices, split_rare
from search.subjects.said import (
    Moved,
    Said,
    changes_in,
    every_change,
    every_statement,
    said_by,
    speaker_is,
)

SCATTERED = 5
"""Offices of which none is given in a quarter of the articles that give one: more than
one person has the name, then, as far as can be told."""


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What is told of a person.

    :param others: names that differ from this one in marks only: misspellings of it, or
        other people.
    :param offices: named often, by their first mention.
    :param rare: other offices; among them what was misread.
    :param is_shared: whether several people seem to have the name.
    :param namesakes: of these, those whose offices contradict each other.
    :param who: the one of them that alone is told of.
    :param said, asked: the newest statements of the person, and what they ask for.
    :param changes: of the person's offices, by when they were.
    """

    name: str
    slug: str
    found: Gathered
    others: tuple[Row, ...]
    offices: tuple[Office, ...]
    rare: tuple[Office, ...]
    is_shared: bool
    said: tuple[Said, ...] = ()
    asked: tuple[Said, ...] = ()
    changes: tuple[Moved, ...] = ()
    namesakes: tuple[Namesake, ...] = ()
    who: Namesake | None = None

    @property
    def articles(self) -> int:
        """How many articles name the person, copies aside."""
        return self.found.total

    def with_office(self, key: str) -> tuple[Article, ...]:
        """The articles that give an office, the newest first."""
        ids = {
            id
            for office in (*self.offices, *self.rare)
            if office.key == key
            for id in office.articles
        }
        return tuple(item for item in reversed(self.found.articles) if item.id in ids)

    def every_statement(self, articles: Iterable[Article]) -> Iterator[Said]:
        """The statements that belong here, of some of the articles."""
        return every_statement(articles, speaker_is(self.name))

    def every_change(self, articles: Iterable[Article]) -> Iterator[Moved]:
        """The changes of office that belong here, of some of the articles."""
        return every_change(articles, self.name)

    def to_dict(self) -> dict[str, Any]:
        """The public JSON of a person."""
        found = self.found
        return {
            "name": self.name,
            "slug": self.slug,
            "articles": self.articles,
            "read": len(found.articles),
            "shared_name": self.is_shared,
            "namesakes": [one.to_dict() for one in self.namesakes],
            "who": self.who.key if self.who else None,
            "other_spellings": [row.to_dict() for row in self.others],
            "offices": [office.to_dict() for office in self.offices],
            "rare_offices": [office.to_dict() for office in self.rare],
            "said": [item.to_dict() for item in self.said],
            "asked": [item.to_dict() for item in self.asked],
            "changes": [item.to_dict() for item in self.changes],
            "months": found.months,
            "people": [row.to_dict() for row in found.rows("person", (self.name,))],
            "documents": [row.to_dict() for row in found.rows("document")],
            "provinces": [row.to_dict() for row in found.rows("province")],
            "newest": listed(found.newest()),
        }


def slug_of(name: str, all_names: Sequence[str] = ()) -> str:
    """A name in an address: without marks where that names no one else better known.

    :param all_names: those without marks the same, the best known first.
    """
    if all_names and all_names[0] != name:
        return name.replace(" ", "-")
    return fold(name).lower().replace(" ", "-")


def find_names(view: View, text: str) -> list[str]:
    """The people a text may mean: those of these very marks, else of the same letters,
    the best known first."""
    frequency = view.reader.frequency
    wanted = " ".join(text.replace("-", " ").split())
    for exact in (text, wanted):
        if frequency("person", exact):
            return [exact]
    found = view.vocabulary.values("person", wanted)
    same = [name for name in found if fold(name).lower() == fold(wanted).lower()]
    marked = [name for name in same if name.lower() == wanted.lower()]
    chosen = marked or same or list(found)
    return sorted(chosen, key=lambda name: (-frequency("person", name), name))


def tell_person(view: View, text: str, who: str = "") -> PersonFacts:
    """What a collection tells of a person.

    :param text: the name, in any spelling, or as addresses have it.
    :param who: the key of one of several people of the name, to tell of the articles
        alone that give an office of theirs: counts are of these, without what is beside.
    :raises ArticleNotFound: when nobody of the name is in it, or nobody of the key.
    """
    names = find_names(view, text)
    if not names:
        raise ArticleNotFound(
            f"Kho bài không có nhân vật {quoted(text)}",
            "Xem tên trong kho: timtin suggest, hoặc ô tìm kiếm khi đang gõ",
        )
    name = names[0]
    found = gather(view, SearchRequest(person=(name,)))
    frequency = view.reader.frequency
    alike = sorted(
        (
            other
            for other in view.vocabulary.values("person", fold(name))
            if fold(other).lower() == fold(name).lower()
        ),
        key=lambda other: (-frequency("person", other), other),
    )
    offices = read_offices(name, found.articles)
    often, rare = split_rare(offices)
    namesakes = tell_apart([item for item in offices if item in often])
    is_shared = bool(namesakes) or _is_scattered(offices)
    one = _find_one(name, namesakes, who) if who else None
    if one:
        found = only(found, one.articles)
        often, rare = one.offices, ()
    others = tuple(
        Row(
            other,
            other,
            frequency("person", other),
            SearchRequest(person=(other,)).to_query_string(),
        )
        for other in alike
        if other != name
    )
    return PersonFacts(
        name,
        slug_of(name, alike),
        found,
        others,
        often,
        rare,
        is_shared,
        said_by(name, found.articles),
        said_by(name, found.articles, "asked"),
        changes_in(found.articles, name),
        namesakes,
        one,
    )


def _find_one(name: str, namesakes: Sequence[Namesake], key: str) -> Namesake:
    for one in namesakes:
        if one.key == key:
            return one
    raise ArticleNotFound(
        f"Trong những người tên {name} không phân biệt được ai là {quoted(key)}",
        "Xem các nhóm chức vụ trên trang của tên này",
    )


def _is_scattered(offices: Sequence[Office]) -> bool:
    given = {id for office in offices for id in office.articles}
    return len(offices) >= SCATTERED and 4 * offices[0].count < len(given)
