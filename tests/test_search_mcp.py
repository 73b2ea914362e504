"""The server for assistants, asked by the protocol's own client."""

from __future__ import annotations

import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters
from samples import build_index
from test_search_subjects import ARTICLES, SHOWN

from search.searcher import Searcher
from search.subjects.mcp_server import make_server

TOOLS = {
    "search",
    "read_article",
    "person_facts",
    "document_facts",
    "place_facts",
    "trends",
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_index(tmp_path_factory.mktemp("mcp") / "index", ARTICLES)


def ask(index: Path, act: Callable[[Client], Awaitable[Any]]) -> Any:
    """What a client gets from a server in this process."""
    searcher = Searcher(index)

    async def talk() -> Any:
        async with Client(make_server(searcher)) as client:
            return await act(client)

    try:
        return anyio.run(talk)
    finally:
        searcher.close()


def call(index: Path, tool: str, **arguments: Any) -> Any:
    return ask(index, lambda client: client.call_tool(tool, arguments))


def answer(index: Path, tool: str, **arguments: Any) -> dict[str, Any]:
    result = call(index, tool, **arguments)
    assert not result.is_error, result
    told: dict[str, Any] = result.structured_content
    assert json.loads(result.content[0].text) == told
    return told


def test_the_tools_are_listed_and_described(index: Path) -> None:
    listed = ask(index, lambda client: client.list_tools()).tools
    assert {tool.name for tool in listed} == TOOLS
    assert all(tool.description and tool.input_schema["properties"] for tool in listed)


def test_search_and_read(index: Path) -> None:
    found = answer(index, "search", query="mua gat", date_from="2024", limit=3)
    assert found["total"] > 3 and len(found["articles"]) == 3
    first = found["articles"][0]
    assert first["title"] and "mùa gặt" in first["snippet"]
    read = answer(index, "read_article", id=first["id"])
    assert "mùa gặt" in read["text"] and read["title"] == first["title"]


def test_facts_come_with_articles_that_can_be_read(index: Path) -> None:
    ids = {article.id for article in SHOWN}
    for tool, arguments in (
        ("person_facts", {"name": "do mau nam"}),
        ("document_facts", {"number": "18-NQ/TW"}),
        ("place_facts", {"name": "Gia Lai"}),
    ):
        told = answer(index, tool, **arguments)
        cited = [item["id"] for item in told["articles_to_cite"]]
        assert cited and set(cited) <= ids and told["articles"] > 0
    person = answer(index, "person_facts", name="do mau nam")
    cited = [item["id"] for item in person["articles_to_cite"]]
    assert all(set(office["articles"]) <= set(cited) for office in person["offices"])
    for series in answer(index, "trends", queries=["mùa gặt", "cầu mới"])["series"]:
        assert series["articles_to_cite"] and sum(series["counts"]) > 0


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("read_article", {"id": "none"}, "timtin search"),
        ("person_facts", {"name": "Không Ai"}, "Kho bài không có"),
        ("document_facts", {"number": "?"}, "Kho bài không có"),
        ("place_facts", {"name": "Atlantis"}, "Atlantis"),
        ("trends", {"queries": []}, ""),
        ("search", {}, "query"),
        ("search", {"query": "x", "limit": 1_000}, "limit"),
    ],
)
def test_errors_are_told_as_the_protocol_says(
    index: Path, tool: str, arguments: dict[str, Any], words: str
) -> None:
    result = call(index, tool, **arguments)
    assert result.is_error and words in result.content[0].text


def test_the_command_speaks_over_its_standard_input(index: Path) -> None:
    code = "import timtin; timtin.main()"
    parameters = StdioServerParameters(
        command=sys.executable, args=["-c", code, "mcp", "--index", str(index)]
    )

    async def talk() -> Any:
        async with Client(parameters) as client:
            tools = await client.list_tools()
            found = await client.call_tool("search", {"query": "cầu mới"})
            return tools, found

    tools, found = anyio.run(talk)
    assert {tool.name for tool in tools.tools} == TOOLS
    assert found.structured_content["total"] > 0
