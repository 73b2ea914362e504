"""The API says of itself what it does: drawn at random against a real server."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from samples import build_index, make_article, venue
from test_search_subjects import ARTICLES
from waitress.server import create_server

from search.article import Change, OfficialDocument, Person, Statement
from webui.app import MAX_URL_LENGTH, create_app
from webui.subjects.openapi import addresses, describe

SPEAKING = make_article(
    "noi",
    "Người mẫu nói",
    "Ông Lê Thử Nghiệm nói sẽ làm. Ông Lê Thử Nghiệm từ chức.",
    "2025-08-15",
    people=(Person("Lê Thử Nghiệm", "Giám đốc"),),
    places=venue("gia-lai", "tỉnh Gia Lai"),
    documents=(OfficialDocument("36-NQ/TW", "Người mẫu"),),
    statements=(Statement("Lê Thử Nghiệm", 0, 40), Statement("Ai Đó", 14, 43, "asked")),
    changes=(Change("Lê Thử Nghiệm", "left", 43, 69, "Giám đốc", "", "2025-08"),),
)
"""An article with all that is said and changes."""

BUDGET = int(os.environ.get("TIMTIN_BUDGET", "15"))
"""Cases of each address."""

LENIENT = (
    # What cannot be read narrows nothing, by design, and a warning says so.
    "negative_data_rejection",
    "missing_required_header",
    "ignored_auth",
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_index(
        tmp_path_factory.mktemp("openapi") / "index", (*ARTICLES, SPEAKING)
    )


@pytest.fixture(scope="module")
def server(index: Path) -> Iterator[str]:
    opened = create_server(create_app(index), host="127.0.0.1", port=0)
    thread = threading.Thread(target=opened.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{opened.effective_port}"
    opened.close()
    thread.join(5)


def test_every_address_is_described(index: Path) -> None:
    app = create_app(index)
    answering = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/") and not rule.endpoint.startswith("openapi.")
    }
    assert answering == set(addresses())
    described = describe(app)
    assert described["openapi"] == "3.1.0" and described["info"]["version"]
    assert len(described["paths"]) == len(answering)


TWINS = {
    "pages.search": "api.search",
    "pages.feed": "api.search",
    "exports.export": "api.search",
    "pages.values": "subjects_api.values",
    "pages.article": "api.article",
    "exports.citation": "api.article",
    "dossier.change": "api.article",
    "dossier.dossier": "api.article",
    "subjects.people": "subjects_api.people",
    "subjects.person": "subjects_api.person",
    "subjects.documents": "subjects_api.documents",
    "subjects.document": "subjects_api.document",
    "subjects.places": "subjects_api.places",
    "subjects.place": "subjects_api.place",
    "subjects.said": "subjects_api.person_statements",
    "subjects.comparison": "subjects_api.trends",
    "subjects.comparison_csv": "subjects_api.trends",
    "subjects.comparison_svg": "subjects_api.trends",
    "subjects.many": "subjects_api.batch",
    "openapi.readable": "openapi.openapi",
}
"""Pages and files -> what gives the same as JSON."""

NO_CONTENT = ("static", "site.", "health.", "metrics", "pages.help_page", "api.")


def test_every_page_has_its_json(index: Path) -> None:
    endpoints = {rule.endpoint for rule in create_app(index).url_map.iter_rules()}
    programs = set(addresses()) | {"openapi.openapi"}
    pages = {name for name in endpoints - programs if not name.startswith(NO_CONTENT)}
    assert pages == set(TWINS)
    assert set(TWINS.values()) <= programs


@pytest.mark.parametrize("facet", ["person", "province", "publisher"])
def test_values_are_those_of_the_page(client: FlaskClient, facet: str) -> None:
    rows = client.get(f"/api/values/{facet}?date_from=2024").get_json()["rows"]
    assert rows
    for row in rows[:3]:
        found = client.get(f"/api/search{row['url']}").get_json()
        assert found["total"] == row["count"]
    assert client.get("/api/values/date").status_code == 404


def test_it_is_served_and_readable(client: FlaskClient) -> None:
    described = client.get("/api/openapi.json").get_json()
    html = client.get("/api/").get_data(as_text=True)
    for path in described["paths"]:
        assert path in html
    for about in addresses().values():
        assert about.example.replace("&", "&amp;") in html


@pytest.mark.parametrize(
    ("url", "keys"),
    [
        ("/api/people/le-thu-nghiem", ("said", "changes")),
        ("/api/documents/36-NQ/TW", ("said",)),
        ("/api/places/gia-lai", ("said", "changes")),
        ("/api/articles/noi", ("statements", "changes")),
    ],
)
def test_words_and_changes_are_as_described(
    index: Path, url: str, keys: tuple[str, ...]
) -> None:
    app = create_app(index)
    answer = app.test_client().get(url).get_json()
    paths = describe(app)["paths"]
    kind = url.split("/")[2]
    path = next(path for path in paths if path.startswith(f"/api/{kind}/"))
    schema = paths[path]["get"]["responses"]["200"]["content"]["application/json"]
    for key in keys:
        assert answer[key], key
        described = schema["schema"]["properties"][key]["items"]["properties"]
        assert all(set(item) == set(described) for item in answer[key])


def test_errors_have_one_shape(client: FlaskClient) -> None:
    for url, status in (
        ("/api/people/nobody", 404),
        ("/api/trends", 400),
        ("/api/nothing", 404),
        ("/api/articles/none", 404),
    ):
        response = client.get(url)
        assert response.status_code == status
        assert set(response.get_json()) == {"error"}
        assert set(response.get_json()["error"]) == {"message", "cure", "status"}
    assert client.post("/api/search").get_json()["error"]["status"] == 405


NAMES = [about for about in addresses()]


@pytest.mark.parametrize("endpoint", NAMES)
def test_answers_are_as_described(server: str, endpoint: str, index: Path) -> None:
    app = create_app(index)
    described = describe(app)
    path = next(
        rule.rule.replace("<path:", "{").replace(">", "}")
        for rule in app.url_map.iter_rules()
        if rule.endpoint == endpoint
    )
    schema = schemathesis.openapi.from_dict(described)
    operation = schema[path]["GET"]

    @given(case=operation.as_strategy())
    @settings(
        max_examples=BUDGET,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    def check(case: schemathesis.Case) -> None:
        response = case.call(base_url=server)
        if response.status_code == 414:
            # Each argument is fit, all of them together are not: a schema cannot say so.
            assert len(response.request.url or "") > MAX_URL_LENGTH
            assert response.json()["error"]["status"] == 414
            return
        case.validate_response(
            response,
            excluded_checks=[
                schemathesis.checks.CHECKS.get_one(name) for name in LENIENT
            ],
        )

    check()


@given(text=st.text(max_size=200))
@settings(max_examples=BUDGET, deadline=None, suppress_health_check=list(HealthCheck))
@pytest.mark.parametrize("where", ["people", "documents", "places"])
def test_any_name_is_answered(client: FlaskClient, where: str, text: str) -> None:
    from urllib.parse import quote

    address = f"/api/{where}/{quote(text.encode('utf-8', 'surrogatepass'))}"
    response = client.get(address)
    assert response.status_code in (200, 308, 404), text
