"""A province or city, as the articles of a collection tell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from threading import Lock
from typing import Any

from cachetools import LRUCache, cached

from search.article import Article, Statement
from search.collection.names import people
from search.errors import ArticleNotFound
from search.gazetteer.provinces import FORMER, PROVINCES, display_name, today
from search.language.tokens import terms
from search.page.view import View
from search.query.filters import find_province
from search.request import SearchRequest
from search.subjects.gathering import ROWS, Gathered, gather, listed, quoted
from search.subjects.offices import key_of, parts_of
from search.subjects.said import (
    Moved,
    Said,
    changes_in,
    every_change,
    every_statement,
    statements_in,
)
from search.subjects.significant import Word, significant, thin_out

MAX_KEPT = 128
"""Places whose words are kept, of the last commits."""


_PUBLIC = re.compile(
    r"(?:(?:nguyên|cựu|tân|quyền)\s+)?(?:phó\s+)?(?:chủ tịch|chủ nhiệm|bí thư|thủ tướng|"
    r"tổng bí thư|bộ trưởng|thứ trưởng|tổng giám đốc|giám đốc|chánh|viện trưởng|cục trưởng|"
    r"vụ trưởng|trưởng (?:ban|phòng|công an|đoàn đại biểu)|ban|[uủ][yỷ] viên|đại biểu|"
    r"chỉ huy|chính [uủ][yỷ]|tư lệnh|hiệu trưởng|thẩm phán|kiểm sát)",
    re.IGNORECASE,
)
"""Offices of public life: articles about places call players and singers by theirs, too."""


@dataclass(frozen=True, slots=True)
class PlacePerson:
    """A person with an office, in articles about a place.

    :param office: the one given most often in these.
    """

    name: str
    office: str
    count: int
    query: str

    def to_dict(self) -> dict[str, Any]:
        """The public JSON of the person."""
        return {
            "name": self.name,
            "office": self.office,
            "count": self.count,
            "url": self.query,
        }


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """What is told of a place.

    :param slug: the unit asked for: one of today, or one before July 2025.
    :param today: the slug of the unit that it is or belongs to now.
    :param units: of today's unit those that became it, with their articles: itself as it
        was then is among them.
    :param words: what is commoner there than elsewhere.
    :param said: the newest statements of those with an office of public life.
    :param changes: of offices, in articles about the place, by when they were.
    """

    slug: str
    name: str
    today: str
    units: tuple[tuple[str, int], ...]
    found: Gathered
    people: tuple[PlacePerson, ...]
    words: tuple[Word, ...]
    said: tuple[Said, ...] = ()
    changes: tuple[Moved, ...] = ()

    @property
    def articles(self) -> int:
        """How many articles are about the place, copies aside."""
        return self.found.total

    def every_statement(self, articles: Iterable[Article]) -> Iterator[Said]:
        """The statements that belong here, of some of the articles."""
        return every_statement(articles, _is_public)

    def every_change(self, articles: Iterable[Article]) -> Iterator[Moved]:
        """The changes of office that belong here, of some of the articles."""
        return every_change(articles)

    def to_dict(self) -> dict[str, Any]:
        """The public JSON of a place."""
        found = self.found
        return {
            "slug": self.slug,
            "name": self.name,
            "today": {"slug": self.today, "name": display_name(self.today)},
            "former_units": [
                {"slug": slug, "name": FORMER[slug].name, "count": count}
                for slug, count in self.units
            ],
            "articles": self.articles,
            "read": len(found.articles),
            "said": [item.to_dict() for item in self.said],
            "changes": [item.to_dict() for item in self.changes],
            "months": found.months,
            "people": [person.to_dict() for person in self.people],
            "documents": [row.to_dict() for row in found.rows("document")],
            "publishers": [row.to_dict() for row in found.rows("publisher")],
            "words": [word.to_dict() for word in self.words],
            "newest": listed(found.newest()),
        }


def tell_place(view: View, text: str) -> PlaceFacts:
    """What a collection tells of a province or city.

    :param text: its slug, name or alias, of today or before July 2025.
    :raises ArticleNotFound: when there is no such unit.
    """
    slug = find_province(text)
    if slug is None:
        raise ArticleNotFound(
            f"Không có tỉnh, thành phố nào tên {quoted(text)}",
            "Viết tên đầy đủ, ví dụ Gia Lai, Huế, TP. Hồ Chí Minh",
        )
    found = gather(view, SearchRequest(province=(slug,)))
    now = today(slug)
    units = PROVINCES[now].former if slug in PROVINCES else ()
    frequency = view.reader.frequency
    return PlaceFacts(
        slug=slug,
        name=display_name(slug),
        today=now,
        units=tuple(
            (unit, frequency("province", unit)) for unit in units if unit != slug
        ),
        found=found,
        people=_with_offices(found),
        words=_words(view, slug, (now, *units), found),
        said=statements_in(found.articles, _is_public),
        changes=changes_in(found.articles),
    )


def _is_public(article: Article, item: Statement, text: str) -> bool:
    return any(name == item.speaker for name, _ in _offices_of(article))


@cached(
    LRUCache(MAX_KEPT),
    key=lambda view, slug, units, found: (view.generation, slug),
    lock=Lock(),
)
def _words(
    view: View, slug: str, units: tuple[str, ...], found: Gathered
) -> tuple[Word, ...]:
    """What is commoner at a place, kept for each commit: it takes half a second."""
    named = {"_".join(terms(name)) for name in _names((slug, *units))}
    sample = thin_out(found.articles)
    return significant(sample, view.reader.frequency, view.reader.count, named)


def _names(slugs: Iterable[str]) -> set[str]:
    names = {display_name(slug).lower() for slug in slugs}
    return names | {name.removeprefix("tp. ") for name in names}


def _with_offices(found: Gathered) -> tuple[PlacePerson, ...]:
    offices: dict[str, Counter[str]] = {}
    articles: Counter[str] = Counter()
    written: dict[str, str] = {}
    for article in found.articles:
        for name, office in _offices_of(article):
            key = key_of(office)
            written.setdefault(key, office[:1].upper() + office[1:])
            offices.setdefault(name, Counter())[key] += 1
            articles[name] += 1
    best = sorted(people(articles).items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(
        PlacePerson(
            name,
            written[max(offices[name].items(), key=lambda pair: (pair[1], pair[0]))[0]],
            count,
            found.request.changed(person=(name,)).to_query_string(),
        )
        for name, count in best[:ROWS]
    )


def _offices_of(article: Article) -> Iterable[tuple[str, str]]:
    """Each person that an article gives an office of public life, with the first."""
    seen = set()
    for person in article.people:
        parts = [part for part in parts_of(person.office) if _PUBLIC.match(part)]
        if parts and person.name not in seen:
            seen.add(person.name)
            yield person.name, parts[0]
