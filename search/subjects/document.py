"""An official document, as the articles of a collection tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from search.article import Article
from search.collection.names import document_kind
from search.errors import ArticleNotFound
from search.gazetteer.party_documents import value_of
from search.page.view import View
from search.request import SearchRequest
from search.subjects.gathering import Gathered, counted, gather, listed, quoted
from search.subjects.said import (
    Moved,
    Said,
    every_statement,
    names_document,
    said_about,
)

AROUND = 160
"""Characters after a document's name in which its date and issuer are looked for."""

_DATE = re.compile(
    r"^[^.;()]{0,40}?\(?(?:ra |ban hành )?ngày\s+(\d{1,2})\s*(?:[-/.]|tháng)\s*(\d{1,2})"
    r"\s*(?:[-/.]|năm|,)\s*(\d{4})"
)
_ISSUER = re.compile(
    r"^[^.;,()]{0,90}?\bcủa (Bộ Chính trị|Ban Bí thư|Ban Chấp hành Trung ương|Trung ương"
    r"|Quốc hội|Ủy ban Thường vụ Quốc hội|Chính phủ|Thủ tướng(?: Chính phủ)?"
    r"|Chủ tịch nước|(?:Bộ|UBND|HĐND|Ủy ban nhân dân|Hội đồng nhân dân|Tỉnh ủy|Thành ủy)"
    r"(?: (?:[A-ZÀ-ỸĐ&][\w.-]*|và|tỉnh|thành phố)){1,8})"
)


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What is told of a document.

    :param value: its number, with its year where documents of several years share it.
    :param aliases: how articles name it, with how many do.
    :param dates: the days on which articles say it was issued, ISO, with how many do.
    :param issuers: the same of who issued it.
    :param same_number: the other documents of its number, and articles that do not say
        which they mean, each with its articles.
    :param said: the newest statements that name it.
    """

    value: str
    number: str
    kind: str
    found: Gathered
    aliases: tuple[tuple[str, int], ...]
    dates: tuple[tuple[str, int], ...]
    issuers: tuple[tuple[str, int], ...]
    same_number: tuple[tuple[str, int], ...]
    said: tuple[Said, ...] = ()

    @property
    def articles(self) -> int:
        """How many articles name the document, copies aside."""
        return self.found.total

    def every_statement(self, articles: Iterable[Article]) -> Iterator[Said]:
        """The statements that belong here, of some of the articles."""
        return every_statement(articles, names_document(self.value))

    def every_change(self, articles: Iterable[Article]) -> Iterator[Moved]:
        """None: a change is of a person."""
        return iter(())

    def to_dict(self) -> dict[str, Any]:
        """The public JSON of a document."""
        found = self.found
        return {
            "document": self.value,
            "number": self.number,
            "kind": self.kind or None,
            "articles": self.articles,
            "read": len(found.articles),
            "aliases": _rows("name", self.aliases),
            "dates": _rows("date", self.dates),
            "issuers": _rows("name", self.issuers),
            "same_number": _rows("document", self.same_number),
            "said": [item.to_dict() for item in self.said],
            "months": found.months,
            "people": [row.to_dict() for row in found.rows("person")],
            "documents": [
                row.to_dict() for row in found.rows("document", [self.value])
            ],
            "provinces": [row.to_dict() for row in found.rows("province")],
            "newest": listed(found.newest()),
        }


def _rows(name: str, pairs: Iterable[tuple[str, int]]) -> list[dict[str, Any]]:
    return [{name: value, "count": count} for value, count in pairs]


def tell_document(view: View, text: str) -> DocumentFacts:
    """What a collection tells of a document.

    :param text: its number in any spelling; where documents of several years share it,
        the one named most is told of, and the others are named beside it.
    :raises ArticleNotFound: when no article names it.
    """
    frequency = view.reader.frequency
    text = " ".join(text.split())
    same = list(view.vocabulary.values("document", text))
    if not same:
        raise ArticleNotFound(
            f"Kho bài không có văn bản {quoted(text)}",
            "Viết số như 18-NQ/TW; xem số trong kho: timtin suggest 'nghị quyết 18'",
        )
    same.sort(key=lambda value: (-frequency("document", value), value))
    value = next((one for one in same if one == text), same[0])
    number = value.partition(" (")[0]
    found = gather(view, SearchRequest(document=(value,)))
    everyone = view.vocabulary.values("document", number)
    names: list[str] = []
    dates: list[str] = []
    issuers: list[str] = []
    for article in found.articles:
        mine = {
            item.name
            for item in article.documents
            if value in (item.number, value_of(item.number, item.year))
        }
        names += mine
        told = list(_told(article, mine))
        dates += {date for date, _ in told if date}
        issuers += {issuer for _, issuer in told if issuer}
    return DocumentFacts(
        value=value,
        number=number,
        kind=document_kind(number),
        found=found,
        aliases=_merged(names),
        dates=tuple(counted(dates)),
        issuers=tuple(counted(issuers)),
        same_number=tuple(
            (other, frequency("document", other))
            for other in everyone
            if other != value and other.partition(" (")[0] == number
        ),
        said=said_about(value, found.articles),
    )


def _merged(names: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """Names with their counts; those that differ in case only are one."""
    written: dict[str, str] = {}
    counts: dict[str, int] = {}
    for name, count in counted(names):
        key = name.casefold()
        written.setdefault(key, name)
        counts[key] = counts.get(key, 0) + count
    best = sorted(counts, key=lambda key: (-counts[key], key))
    return tuple((written[key], counts[key]) for key in best)


def _told(article: Article, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The date and the issuer after each mention of some names, "" where none is."""
    text = f"{article.title}\n{article.body}"
    for name in names:
        place = text.find(name)
        while name and place >= 0:
            after = text[place + len(name) : place + len(name) + AROUND].split("\n")[0]
            date, issuer = _DATE.match(after), _ISSUER.match(name + after)
            yield _iso(date) if date else "", issuer[1] if issuer else ""
            place = text.find(name, place + len(name))


def _iso(match: re.Match[str]) -> str:
    day, month, year = (int(part) for part in match.groups())
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return ""
    return f"{year:04}-{month:02}-{day:02}"
