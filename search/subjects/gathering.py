"""The articles about a subject: counted by an engine, and some of them read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from search.article import Article
from search.collection.names import people
from search.gazetteer.provinces import FORMER, PROVINCES, display_name
from search.page.view import View
from search.query.clauses import FacetAsk, Sort
from search.request import SearchRequest
from search.results import list_article

MAX_READ = 2_000
"""Articles about one subject that are read; of more the oldest and the newest half."""

ROWS = 15
"""Other subjects that are named beside one."""

NEWEST = 20
"""Articles that are listed."""

UNREAD = ("places", "captions", "furniture", "extra")
"""What no page of a subject tells of its articles."""

COLUMNS = ("month", "person", "document", "province", "publisher")


@dataclass(frozen=True, slots=True)
class Row:
    """Another subject, and in how many of the articles it is.

    :param query: what a search asks to see these.
    """

    value: str
    label: str
    count: int
    query: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The public JSON of a row."""
        return {
            "value": self.value,
            "label": self.label,
            "count": self.count,
            "url": self.query,
        }


@dataclass(frozen=True, slots=True)
class Gathered:
    """The articles that satisfy a request.

    :param request: that asks for them.
    :param total: how many there are, copies aside.
    :param counts: column -> value -> articles.
    :param articles: those that were read, the oldest first, undated last.
    """

    request: SearchRequest
    total: int
    counts: Mapping[str, Mapping[str, int]]
    articles: tuple[Article, ...]

    @property
    def is_whole(self) -> bool:
        """Whether all were read."""
        return len(self.articles) == self.total

    @property
    def months(self) -> dict[str, int]:
        """``2025-11`` -> articles, those without a month left out, ascending."""
        return as_months(self.counts["month"])

    def newest(self) -> tuple[Article, ...]:
        """The newest that were read."""
        dated = [article for article in self.articles if article.date]
        return tuple(reversed(dated[-NEWEST:])) or self.articles[:NEWEST]

    def rows(
        self, column: str, leave_out: Iterable[str] = (), most: int = ROWS
    ) -> tuple[Row, ...]:
        """The values that most of the articles have."""
        counts = dict(self.counts[column])
        if column == "person":
            counts = people(counts)
        for value in leave_out:
            counts.pop(value, None)
        if column == "province":
            counts = {slug: n for slug, n in counts.items() if slug in PROVINCES}
        best = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:most]
        # Provinces are alternatives: the other one is asked for in words.
        chosen = () if column == "province" else getattr(self.request, column)
        query = self.request.link_maker(column)
        return tuple(
            Row(
                value,
                label_of(column, value),
                count,
                query(dict.fromkeys((*chosen, value))),
            )
            for value, count in best
        )


def quoted(text: str) -> str:
    """What was asked for as an error quotes it."""
    kept = "".join(char if char.isprintable() else " " for char in text[:80])
    return f"“{kept}”"


def label_of(column: str, value: str) -> str:
    """A value as readers write it."""
    return display_name(value) if column == "province" and value in FORMER else value


def as_months(counts: Mapping[str, int]) -> dict[str, int]:
    """The counts of the column of months by ``2025-11``."""
    months = sorted(month for month in counts if month != "0")
    return {f"{month[:4]}-{month[4:]}": counts[month] for month in months}


def gather(view: View, request: SearchRequest, read: int = MAX_READ) -> Gathered:
    """Count and read the articles that satisfy a request, copies aside.

    :param read: how many are read at most.
    :raises search.errors.TimtinError: when the index cannot be read.
    """
    asked = view.compile(request.changed(copies=False, size=1, sort="oldest")).query

    def search(sort: Sort, limit: int, columns: Iterable[str]) -> Any:
        asks = tuple(FacetAsk("", column) for column in columns)
        query = replace(
            asked, sort=sort, limit=limit, offset=0, scores=(), told=(), facets=asks
        )
        return view.reader.search(query)

    answer = search("oldest", read, COLUMNS)
    articles = [Article.from_stored(hit.stored, UNREAD) for hit in answer.hits]
    if answer.total > read:
        half = read // 2
        found = search("newest", read - half, ())
        newest = [Article.from_stored(hit.stored, UNREAD) for hit in found.hits]
        articles = articles[:half] + newest[::-1]
    return Gathered(request, answer.total, answer.facets, tuple(articles))


def only(found: Gathered, ids: Collection[str]) -> Gathered:
    """Some of the articles that were read, which nothing is counted of."""
    articles = tuple(article for article in found.articles if article.id in ids)
    empty: dict[str, dict[str, int]] = {column: {} for column in COLUMNS}
    return Gathered(found.request, len(articles), empty, articles)


def year_of(article: Article) -> int:
    """The year of an article, 0 where it has none."""
    return article.date.first // 10_000 if article.date else 0


def listed(articles: Iterable[Article]) -> list[dict[str, Any]]:
    """The public JSON of articles that a subject's page lists."""
    return [list_article(article) for article in articles]


def counted(values: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Distinct values with how often each came, most often first."""
    found = Counter(values)
    yield from sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
