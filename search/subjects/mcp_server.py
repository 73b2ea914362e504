"""The collection for assistants: a server of the Model Context Protocol.

Each tool answers with articles to cite: their id, title, date, source and address. What is
wrong with a call is told as the protocol says, in words that name the cure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Annotated, Any, ParamSpec

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import Field

import search as package
from search.article import Article
from search.errors import TimtinError
from search.gazetteer.provinces import display_name
from search.request import SearchRequest, read_request
from search.searcher import Searcher
from search.subjects.document import tell_document
from search.subjects.person import tell_person
from search.subjects.place import tell_place
from search.subjects.trends import MOST, compare

INSTRUCTIONS = (
    "A collection of Vietnamese political news. Queries may be typed with or without"
    " diacritics. Cite the articles that an answer names, by title, source and date. Dates"
    " of offices are those of mentions in the news, not of the office."
)
MAX_TEXT = 40_000
"""Characters of an article that are given."""

MAX_OFFICES = 30
CITED = 10

Answer = dict[str, Any]
Given = ParamSpec("Given")

Query = Annotated[
    str,
    Field(
        description="words, phrases in quotes, -excluded words;"
        ' nói:"Tô Lâm" "tinh gọn" for what somebody said, nhânsự:"bổ nhiệm" for'
        " changes of office"
    ),
]
Limit = Annotated[int, Field(ge=1, le=50, description="how many articles")]


def cite(articles: Iterable[Article]) -> list[Answer]:
    """Articles as an answer names them."""
    return [
        {
            "id": article.id,
            "title": article.heading,
            "date": article.date.value if article.date else None,
            "publisher": article.publisher or None,
            "url": article.url or None,
        }
        for article in articles
    ]


def _told(tool: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """A tool whose failures are told to the one who called it."""

    @wraps(tool)
    def call(*arguments: Given.args, **options: Given.kwargs) -> Answer:
        try:
            return tool(*arguments, **options)
        except TimtinError as error:
            raise ToolError(str(error)) from error

    return call


def make_server(searcher: Searcher) -> MCPServer[Any]:
    """A server over a collection."""
    server: MCPServer[Any] = MCPServer(
        "timtin",
        title="Tìm Tin",
        instructions=INSTRUCTIONS,
        version=package.__version__,
    )

    @server.tool()
    @_told
    def search(
        query: Query,
        date_from: Annotated[str, Field(description="2025, 12/2025, 8/12/2025")] = "",
        date_to: str = "",
        province: Annotated[
            str, Field(description="province or city, old or new")
        ] = "",
        person: str = "",
        document: Annotated[str, Field(description="18-NQ/TW")] = "",
        sort: Annotated[str, Field(description="relevance, newest or oldest")] = "",
        limit: Limit = 10,
    ) -> Answer:
        """Search the news: how many articles have all of the query, and the first ones."""
        given = {"q": query, "date_from": date_from, "date_to": date_to, "sort": sort}
        given |= {"province": province, "person": person, "document": document}
        arguments = {name: [value] for name, value in given.items() if value}
        asked = read_request({**arguments, "size": [str(limit)]})
        page = searcher.search(asked)
        return {
            "total": page.total,
            "partial": page.partial,
            "meant": page.meant,
            "warnings": [notice.message for notice in page.warnings],
            "suggestions": [offer.query for offer in page.suggestions],
            "articles": [
                {
                    **cite([hit.article])[0],
                    "provinces": [display_name(slug) for slug in hit.provinces],
                    "snippet": hit.snippet.text,
                    "lacks": list(hit.lacks),
                }
                for hit in page.hits
            ],
        }

    @server.tool()
    @_told
    def read_article(
        id: Annotated[str, Field(description="as search gives it")],
    ) -> Answer:
        """Read one article in full, with the people, places and documents it names."""
        view = searcher.article(id)
        article, told = view.article, view.to_dict()
        return {
            **cite([article])[0],
            "text": article.body[:MAX_TEXT],
            "is_cut": len(article.body) > MAX_TEXT,
            "people": [
                {"name": person.name, "office": person.office}
                for person in article.people
            ],
            "places": list(
                dict.fromkeys(display_name(place.slug) for place in article.places)
            ),
            "documents": [item.number for item in article.documents],
            "statements": told["statements"],
            "changes": told["changes"],
        }

    @server.tool()
    @_told
    def person_facts(name: str) -> Answer:
        """A person: offices by first and last mention, changes of office, what they said
        and asked for, seen with whom, where and when."""
        facts = tell_person(searcher.view(), name)
        told = facts.to_dict()
        for office in told["offices"]:
            office["articles"] = [office["articles"][0], office["articles"][-1]]
        told["offices"] = told["offices"][:MAX_OFFICES]
        told["rare_offices"] = [office.label for office in facts.rare[:MAX_OFFICES]]
        named = {id for office in told["offices"] for id in office["articles"]}
        ends = (item for item in facts.found.articles if item.id in named)
        told["articles_to_cite"] = cite([*ends, *facts.found.newest()[:CITED]])
        return _without(told, "newest")

    @server.tool()
    @_told
    def document_facts(
        number: Annotated[str, Field(description="18-NQ/TW, 202/2025/QH15")],
    ) -> Answer:
        """An official document: what it is called, date and issuer as articles state."""
        facts = tell_document(searcher.view(), number)
        told = {**facts.to_dict(), "articles_to_cite": cite(facts.found.newest())}
        return _without(told, "newest")

    @server.tool()
    @_told
    def place_facts(name: str) -> Answer:
        """A province or city: units before and now, people there, words that mark it."""
        facts = tell_place(searcher.view(), name)
        told = {**facts.to_dict(), "articles_to_cite": cite(facts.found.newest())}
        return _without(told, "newest")

    @server.tool()
    @_told
    def trends(
        queries: Annotated[list[str], Field(min_length=1, max_length=MOST)],
        by: Annotated[str, Field(description="year or month; by default fitting")] = "",
    ) -> Answer:
        """Compare searches over time: articles and their share of all, in per mille."""
        step = {"year": "year", "month": "month"}.get(by)
        found = compare(searcher.view(), queries, step=step)  # type: ignore[arg-type]
        told = found.to_dict()
        for series, item in zip(told["series"], found.series):
            page = searcher.search(SearchRequest(q=item.label, size=3))
            hits = [hit.article for hit in page.hits if not hit.lacks]
            series["articles_to_cite"] = cite(hits)
        return told

    return server


def _without(told: Answer, key: str) -> Answer:
    return {name: value for name, value in told.items() if name != key}
