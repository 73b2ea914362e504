"""The pages of people, documents, places, comparisons and lists, and their JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from samples import build_index, make_article, venue
from test_search_subjects import ARTICLES

from search.article import Change, Person, Statement
from search.searcher import Searcher
from search.subjects.person import tell_person
from webui.app import create_app
from webui.subjects.pages import MAX_LINES

PAGES = (
    "/nhan-vat",
    "/nhan-vat/do-mau-nam",
    "/nhan-vat/do-mau-nam?chuc-vu=bo-truong",
    "/van-ban",
    "/van-ban/18-NQ/TW",
    "/tinh",
    "/tinh/gia-lai",
    "/tinh/binh-dinh",
    "/so-sanh",
    "/so-sanh?q=mùa+gặt&q=cầu+mới&q=&by=year&theo=bai",
    "/danh-sach",
)
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x>',
    "\0\x1b[31m",
    "%s{{7*7}}",
    "٣" * 300,
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_index(tmp_path_factory.mktemp("pages") / "index", ARTICLES)


@pytest.fixture
def client(index: Path) -> Iterator[FlaskClient]:
    app = create_app(index)
    app.testing = True
    yield app.test_client()


class _Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.headings = 0
        self.inline = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.headings += tag == "h1"
        self.ids += [values["id"]] if "id" in values else []
        self.links += [values[name] for name in ("href", "src") if name in values]
        scripts = any(name.startswith("on") for name in values)
        self.inline |= scripts or "style" in values or tag == "style"


@pytest.mark.parametrize("url", PAGES)
def test_a_page_is_whole_and_its_links_work(client: FlaskClient, url: str) -> None:
    html = client.get(url).get_data(as_text=True)
    page = _Page(html)
    assert page.headings == 1 and not page.inline
    assert len(page.ids) == len(set(page.ids))
    for link in sorted(set(page.links)):
        if not link.startswith(("#", "http://localhost/")):
            with client.get(link) as response:
                assert response.status_code == 200, link


def test_every_bar_leads_to_as_many_articles_as_it_says(client: FlaskClient) -> None:
    html = client.get("/nhan-vat/do-mau-nam").get_data(as_text=True)
    start = html.index('<svg class="chart bars"')
    chart = ElementTree.fromstring(html[start : html.index("</svg>", start) + 6])
    links = list(chart.iter("{http://www.w3.org/2000/svg}a"))
    assert len(links) > 5
    for link in links:
        query = (link.get("href") or "").removeprefix("/")
        said = (link.get("aria-label") or "").rpartition(": ")[2]
        found = client.get(f"/api/search{query}").get_json()
        assert said == f"{found['total']} bài"


def test_json_is_what_the_command_gives(client: FlaskClient, index: Path) -> None:
    searcher = Searcher(index)
    facts = tell_person(searcher.view(), "do-mau-nam").to_dict()
    searcher.close()
    assert client.get("/api/people/do-mau-nam").get_json() == facts
    for url, key, value in (
        ("/api/documents/18-NQ/TW", "kind", "nghị quyết"),
        ("/api/places/Gia Lai", "slug", "gia-lai"),
        ("/api/trends?q=mùa+gặt&words=1", "step", "month"),
        ("/api/batch?q=mùa+gặt&q=huế", "lines", None),
    ):
        told = client.get(url).get_json()
        assert key in told and (value is None or told[key] == value)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("place", ["nhan-vat", "van-ban", "tinh"])
def test_what_is_hostile_is_not_found_and_escaped(
    client: FlaskClient, place: str, text: str
) -> None:
    for url in (f"/{place}/{quote(text)}", f"/{place}?ten={quote(text)}"):
        response = client.get(url, follow_redirects=True)
        assert response.status_code in (200, 404)
        html = response.get_data(as_text=True)
        assert "<script>alert" not in html and "<img" not in html and "\x1b" not in html


def test_a_name_that_is_asked_for_leads_to_its_page(client: FlaskClient) -> None:
    response = client.get("/nhan-vat?ten=do mau nam", follow_redirects=True)
    assert "Đỗ Mẫu Nam" in response.get_data(as_text=True)
    response = client.get("/van-ban?ten=18-NQ/TW", follow_redirects=True)
    assert "18-NQ/TW (2022)" in response.get_data(as_text=True)


def test_a_list_is_searched_and_given_as_csv(client: FlaskClient) -> None:
    pasted = {"ds": "mùa gặt\n=1+1\n<b>x</b>"}
    html = client.post("/danh-sach", data=pasted).get_data(as_text=True)
    assert "3 dòng" in html and "<b>x</b>" not in html
    table = client.post("/danh-sach", data={**pasted, "dang": "csv"})
    assert "attachment" in table.headers["Content-Disposition"]
    assert "'=1+1" in table.get_data(as_text=True)
    book = client.post("/danh-sach", data={**pasted, "dang": "xlsx"})
    rows = load_workbook(BytesIO(book.data)).active.iter_rows(values_only=True)
    assert [row[0] for row in rows] == ["truy_vấn", "mùa gặt", "=1+1", "<b>x</b>"]
    long = {"ds": "\n".join(f"dòng {n}" for n in range(MAX_LINES + 5))}
    assert "105 dòng" in client.post("/danh-sach", data=long).get_data(as_text=True)
    assert client.post("/danh-sach", data={"ds": "x" * 70_000}).status_code == 413


def test_comparisons_are_given_as_table_and_drawing(client: FlaskClient) -> None:
    table = client.get("/so-sanh.csv?q=mùa+gặt&q=cầu+mới&by=year")
    assert "2024," in table.get_data(as_text=True)
    ElementTree.fromstring(client.get("/so-sanh.svg?q=mùa+gặt").data)
    for url in ("/so-sanh.csv", "/api/trends", "/so-sanh?q=a&q=b&q=c&q=d&q=e&q=f"):
        assert client.get(url).status_code == 400


def test_words_and_changes_stand_on_the_pages(tmp_path: Path) -> None:
    body = " ".join(f"Ông Lê Thử Nói bảo <b>{n}</b>." for n in range(8))
    size = len("Ông Lê Thử Nói bảo <b>0</b>.")
    places = [(n * (size + 1), n * (size + 1) + size) for n in range(8)]
    speaking = make_article(
        "noi",
        "",
        body,
        "2025-08-15",
        people=(Person("Lê Thử Nói", "Giám đốc"),),
        places=venue("gia-lai", "tỉnh Gia Lai"),
        statements=tuple(Statement("Lê Thử Nói", *place) for place in places),
        changes=(Change("Lê Thử Nói", "left", *places[0], "Giám đốc"),),
    )
    client = create_app(build_index(tmp_path / "index", [speaking])).test_client()
    html = client.get("/nhan-vat/le-thu-noi").get_data(as_text=True)
    assert "thôi chức" in html and "Xem thêm 3 câu" in html
    assert "&lt;b&gt;7&lt;/b&gt;" in html and "<b>7</b>" not in html
    link = re.search(r'href="(/\?q=n[^"]*)">Mọi bài có lời', html)
    assert link is not None
    found = client.get(link[1].replace("&amp;", "&")).get_data(as_text=True)
    assert "1 bài" in found
    rows = client.get("/nhan-vat/le-thu-noi/loi-noi.csv").get_data(as_text=True)
    assert rows.count("Lê Thử Nói,nói,") == 8
    told = client.get("/api/people/le-thu-noi/statements").get_json()
    assert len(told["statements"]) == told["articles"] * 8 == 8
    assert len(client.get("/api/places/gia-lai/changes").get_json()["changes"]) == 1
    for link in re.findall(r'href="([^"]+/(?:loi-noi|thay-doi)[^"]+)"', html):
        assert "attachment" in client.get(link).headers["Content-Disposition"]
    assert html.count("/nhan-vat/le-thu-noi/thay-doi.xlsx") == 1
    place = client.get("/tinh/gia-lai").get_data(as_text=True)
    assert "/tinh/gia-lai/loi-noi.xlsx" in place
    assert "Lê Thử Nói" in place and "Thay đổi chức vụ" in place
