"""The page of an article: the way back, matches, copies, metadata, what is beside it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from samples import build_index, make_article

from search.article import Article, OfficialDocument, Person, Place, Stamp
from search.labels import format_source
from search.request import SearchRequest
from search.results import ArticleView, MarkedText
from search.searcher import Searcher
from webui.app import create_app
from webui.reading.copies import compare_copies
from webui.reading.metadata import MOST, describe_article, news_article
from webui.reading.places import MOST_LINKS, find_way, number_matches

FIRST = make_article(
    "r1",
    "Họp bàn <b>mùa gặt</b> ở Mẫu Giang",
    "Sáng 4-3, ông Đỗ Mẫu Nam họp bàn mùa gặt.\n\nMùa gặt năm nay sớm.",
    people=(Person("Đỗ Mẫu Nam", "Chủ tịch", "Chủ tịch tỉnh Đỗ Mẫu Nam"),),
    documents=(
        OfficialDocument("18-NQ/TW", "Nghị quyết 18", words="theo Nghị quyết 18"),
    ),
    places=(Place("binh-dinh", "Bình Định", "venue", words="tại Bình Định"),),
    event=Stamp("2025-03-04", "inferred", "text", "Sáng 4-3"),
    url="https://tin.example/mua-gat",
)
NEWS = (
    FIRST,
    make_article(
        "r2",
        "Bàn mùa gặt",
        "Sáng 4-3, ông Đỗ Mẫu Nam họp bàn mùa gặt.\n\nMùa gặt muộn.\n\nHết.",
        "2025-03-05",
        group="r1",
    ),
    *(
        make_article(
            f"s{n}",
            f"Mùa gặt {n}",
            f"Bàn mùa gặt sớm ở xã {n}, Mẫu Giang, sáng nay.",
            f"2024-01-0{n}",
        )
        for n in range(1, 4)
    ),
)


@pytest.fixture(scope="module", params=["whoosh", "tantivy"])
def index(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    return build_index(
        tmp_path_factory.mktemp("reading") / "index", NEWS, request.param
    )


@pytest.fixture
def client(index: Path) -> Iterator[FlaskClient]:
    yield create_app(index).test_client()


def links(html: str) -> list[str]:
    return [unescape(link) for link in re.findall(r'href="([^"]*)"', html)]


def test_articles_are_walked_through_in_the_order_of_the_search(
    client: FlaskClient,
) -> None:
    asked = "q=mùa gặt&sort=newest&size=2"
    page = client.get(f"/?{asked}").text
    [here] = [link for link in links(page) if link.endswith("&bai=1")]
    walked = []
    while here:
        walked.append(re.search(r"/bai/(\w+)", here)[1])  # type: ignore[index]
        html = client.get(here).text
        assert "‹ 4 kết quả" in html
        following = re.search(r'rel="next" href="([^"]*)"', html)
        assert ('rel="prev"' in html) == (len(walked) > 1)
        here = unescape(following[1]) if following else ""
    found = client.get("/api/search?q=mùa gặt&sort=newest").get_json()["hits"]
    assert walked == [hit["id"] for hit in found] and len(walked) == 4


def test_the_way_back_leads_to_the_page_of_the_place(index: Path) -> None:
    searcher = Searcher(index)
    asked = SearchRequest(q="mùa gặt", size=2)
    listed = [
        hit.article.id for hit in searcher.search(SearchRequest(q="mùa gặt")).hits
    ]
    way = find_way(searcher, asked, listed[1], 2)
    assert way and (way.total, way.before, way.after) == (4, listed[0], listed[2])
    assert way.to(3).endswith("&page=2&size=2&bai=3")


@pytest.mark.parametrize("number", [0, -1, 3, 10**9])
def test_a_place_of_another_article_is_not_told(index: Path, number: int) -> None:
    way = find_way(
        Searcher(index), SearchRequest(q="mùa gặt", sort="oldest"), "s1", number
    )
    assert way and way.total is None and not way.after


def test_without_a_search_there_is_no_way_back(index: Path) -> None:
    assert find_way(Searcher(index), SearchRequest(), "s1", 1) is None


def test_each_match_leads_to_the_next(client: FlaskClient) -> None:
    html = client.get("/bai/r1?q=mùa+gặt").text
    anchors = re.findall(r'class="match" id="(m\d+)" href="#(m\d+)"', html)
    assert anchors == [("m1", "m2"), ("m2", "m3"), ("m3", "m1")]
    assert 'href="#m1">3 chỗ khớp' in html
    assert 'class="match"' not in client.get("/bai/r1").text


def test_of_very_many_matches_the_first_are_linked() -> None:
    marks = tuple((2 * n, 2 * n + 1) for n in range(1_000))
    view = ArticleView(
        Article("x", "x " * 1_000), MarkedText(""), (MarkedText("< " * 1_000, marks),)
    )
    made = number_matches(view)
    assert made.total == 1_000
    assert made.paragraphs[0].count("<a ") == MOST_LINKS
    assert made.paragraphs[0].count("<mark>&lt;</mark>") == 1_000


def test_facts_stand_beside_with_the_words_they_come_from(client: FlaskClient) -> None:
    html = client.get("/bai/r1").text
    for words in (
        "Sáng 4-3",
        "Chủ tịch tỉnh Đỗ Mẫu Nam",
        "theo Nghị quyết 18",
        "tại Bình Định",
    ):
        assert f'<q class="words">{words}</q>' in html
    for link in links(html):
        if link.startswith(("/nhan-vat/", "/van-ban/", "/tinh/", "/?")):
            assert client.get(link).status_code == 200, link
    found = "".join(links(html))
    assert (
        "/nhan-vat/" in found
        and "/van-ban/18-NQ/TW" in found
        and "/tinh/binh-dinh" in found
    )


def test_where_there_is_no_original_it_is_said(client: FlaskClient) -> None:
    assert "không có địa chỉ gốc" in client.get("/bai/s1").text
    assert "không có địa chỉ gốc" not in client.get("/bai/r1").text


def test_similar_articles_are_linked_and_copies_are_not_among_them(
    client: FlaskClient,
) -> None:
    html = client.get("/bai/r1").text
    listed = html.split('id="similar-title"')[1].split("</section>")[0]
    ids = [
        article["id"]
        for article in client.get("/api/similar/r1").get_json()["articles"]
    ]
    assert links(listed) == [f"/bai/{id}" for id in ids]
    assert set(ids) == {"s1", "s2", "s3"}
    assert client.get("/api/similar/none").status_code == 404


def test_copies_say_what_differs(client: FlaskClient) -> None:
    html = client.get("/bai/r1").text
    assert "tiêu đề “Bàn mùa gặt”, 1 đoạn viết khác, 1 đoạn thêm" in html
    assert "1 đoạn viết khác, 1 đoạn bớt" in client.get("/bai/r2").text
    [same] = compare_copies(FIRST, [FIRST])
    assert same.differs == ("thân bài giống hệt",)


def test_machines_read_a_news_article(client: FlaskClient) -> None:
    html = client.get("/bai/r2?q=gặt").text
    [data] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    made = json.loads(data)
    assert made["@type"] == "NewsArticle" and made["headline"] == "Bàn mùa gặt"
    assert made["datePublished"] == "2025-03-05"
    assert '<link rel="canonical" href="http://localhost/bai/r2">' in html
    assert '<meta property="og:type" content="article">' in html
    assert "<b>" not in client.get("/bai/r1").text


def test_descriptions_end_at_a_word_and_unknown_facts_are_left_out() -> None:
    view = ArticleView(Article("x", "tin " * 200), MarkedText(""), ())
    assert describe_article(view).endswith("tin…")
    assert len(describe_article(view)) <= MOST + 1
    assert not {"author", "publisher", "datePublished"} & set(news_article(view, "x"))


def test_an_article_is_cited_as_text_and_for_programs(client: FlaskClient) -> None:
    html = client.get("/bai/r2").text
    assert "“Bàn mùa gặt”, 5/3/2025." in html
    addresses = [link for link in links(html) if "/trich-dan." in link]
    written = [client.get(link).text for link in addresses]
    assert written[0].startswith("TY  - NEWS") and "TI  - Bàn mùa gặt" in written[0]
    assert written[1].startswith("@") and "Bàn mùa gặt" in written[1]


def test_an_address_that_is_not_safe_is_in_no_citation(tmp_path: Path) -> None:
    bad = make_article("x1", "Mùa gặt", "Mùa gặt sớm.", url="javascript:alert(1)")
    client = create_app(build_index(tmp_path / "index", (bad,))).test_client()
    for kind in ("txt", "ris", "bib"):
        written = client.get(f"/bai/x1/trich-dan.{kind}").text
        assert "Mùa gặt" in written and "javascript" not in written
    assert "javascript:" not in client.get("/bai/x1").text


def test_sources_of_a_date_are_told_in_words() -> None:
    assert format_source("text+metadata") == "thân bài và dữ liệu kèm theo"
    assert format_source("text+clock") == "thân bài và đồng hồ trên trang"
    assert format_source("url") == "địa chỉ trang" and format_source("la") == "la"


@pytest.mark.parametrize(
    "source", ["/srv/kho/mua-gat.jsonl", "C:\\kho\\mua-gat.jsonl", "mua-gat.jsonl"]
)
def test_readers_see_the_file_and_no_folder_of_the_server(
    tmp_path: Path, source: str
) -> None:
    news = make_article("f1", "Mùa gặt", "Mùa gặt sớm.", source=source)
    app = create_app(build_index(tmp_path / "index", (news,)))
    html = app.test_client().get("/bai/f1").text
    assert "<code>mua-gat.jsonl</code>" in html
    assert "kho/" not in html and "kho\\" not in html


def test_an_article_is_put_into_the_dossier_without_a_script(
    client: FlaskClient,
) -> None:
    html = client.get("/bai/r1").text
    [form] = re.findall(r'<form id="dossier".*?</form>', html, re.DOTALL)
    assert "Thêm vào hồ sơ" in form and 'action="/ho-so" method="get"' in form
    assert 'name="id" value="r1"' in form
    assert "mùa gặt" in client.get("/ho-so?id=r1").text
