"""Responses that are answered again."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from samples import build_index

from search.searcher import Searcher
from search.store.writing import update
from webui import cache
from webui.app import create_app
from webui.cache import CACHE, ResponseCache


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return build_index(tmp_path / "index")


@pytest.fixture
def searches(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What searchers were asked for."""
    asked: list[str] = []
    search, article = Searcher.search, Searcher.article
    monkeypatch.setattr(
        Searcher,
        "search",
        lambda self, request, *more, **options: (
            asked.append(request.q) or search(self, request, *more, **options)
        ),
    )
    monkeypatch.setattr(
        Searcher,
        "article",
        lambda self, id, query: asked.append(id) or article(self, id, query),
    )
    return asked


@pytest.fixture
def client(index: Path, searches: list[str]) -> FlaskClient:
    return create_app(index).test_client()


def test_a_kept_file_is_a_file_still(client: FlaskClient) -> None:
    first, again = (client.get("/so-sanh.csv?q=Huế&q=Gia+Lai") for _ in range(2))
    assert first.headers["Content-Disposition"].startswith("attachment")
    assert dict(first.headers) == dict(again.headers) and first.data == again.data


@pytest.mark.parametrize(
    "address",
    ["/?q=Huế", "/api/search?q=Huế", "/feed.atom?q=Huế", "/bai/a1", "/api/articles/a1"],
)
def test_the_same_address_is_answered_from_memory(
    client: FlaskClient, searches: list[str], address: str
) -> None:
    first, again = client.get(address), client.get(address)
    assert first.status_code == again.status_code == 200
    assert first.data == again.data and dict(first.headers) == dict(again.headers)
    assert len(searches) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/?q=Huế", "/?q=hue"),
        ("/?q=Huế", "/?q=Huế&explain=1"),
        ("/?q=Huế", "/api/search?q=Huế"),
        ("/?q=a&q=b", "/?q=a%26q%3Db"),
    ],
)
def test_another_address_is_another_response(
    client: FlaskClient, searches: list[str], one: str, other: str
) -> None:
    assert client.get(one).data != client.get(other).data
    assert len(searches) == 2


def test_links_lead_to_the_host_that_was_asked(
    tiny_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIMTIN_ALLOWED_HOSTS", "tin.example, khac.example")
    client = create_app(tiny_index).test_client()
    for host in ("tin.example", "khac.example"):
        page = client.get("/feed.atom?q=Huế", base_url=f"https://{host}/tim")
        assert f"https://{host}/tim/" in page.text


def test_who_has_a_page_is_told_so(client: FlaskClient) -> None:
    first = client.get("/?q=Huế")
    tag = first.headers["ETag"]
    again = client.get("/?q=Huế", headers={"If-None-Match": tag})
    assert again.status_code == 304 and not again.data
    assert again.headers["ETag"] == tag and first.headers["Cache-Control"] == "no-cache"
    other = client.get("/?q=Hue", headers={"If-None-Match": tag})
    assert other.status_code == 200 and other.data


def test_a_commit_makes_new_responses(client: FlaskClient, index: Path) -> None:
    before = client.get("/api/search?q=Huế")
    with update(index) as session:
        for id in [hit["id"] for hit in before.json["hits"]]:  # type: ignore[index]
            session.delete(id)
    again = client.get(
        "/api/search?q=Huế", headers={"If-None-Match": before.headers["ETag"]}
    )
    assert again.status_code == 200
    assert before.json["total"] and not again.json["total"]  # type: ignore[index]


def test_errors_are_not_kept(client: FlaskClient, tmp_path: Path) -> None:
    assert client.get("/bai/a-new-one").status_code == 404
    cached = client.application.extensions[CACHE]
    assert not cached._kept
    missing = create_app(tmp_path / "none").test_client()
    assert missing.get("/?q=Huế").status_code == 503
    build_index(tmp_path / "none")
    assert missing.get("/?q=Huế").status_code == 200


def test_what_is_kept_is_bounded() -> None:
    app = Flask(__name__)
    made: list[str] = []
    kept = ResponseCache(lambda: "1", 4 * cache.ENTRY_BYTES)

    def ask(name: str, size: int = 10) -> None:
        with app.test_request_context(f"/{name}"):
            answer = kept.answer(lambda: made.append(name) or "x" * size)  # type: ignore
            assert len(answer.data) == size

    for name in "abcacdb":
        ask(name)
    assert "".join(made) == "abcdb"
    ask("e", 9 * cache.ENTRY_BYTES)
    ask("e", 9 * cache.ENTRY_BYTES)
    ask("b")
    assert "".join(made) == "abcdbee"


def test_many_threads_get_their_own_responses(client: FlaskClient) -> None:
    app = client.application
    queries = ["Huế", "Gia Lai", "tổ chức", "quốc hội"]
    expected = {q: app.test_client().get(f"/api/search?q={q}").json for q in queries}
    wrong: list[str] = []

    def ask(number: int) -> None:
        own = app.test_client()
        for turn in range(20):
            query = queries[(number + turn) % len(queries)]
            if own.get(f"/api/search?q={query}").json != expected[query]:
                wrong.append(query)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
