"""The pages and the API over HTTP, without a browser."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from samples import build_index, make_article

from search.config import local_date
from webui.app import create_app


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        for name, value in attrs:
            if name in ("href", "src", "action") and value:
                self.links.append(value)


def links(html: str) -> list[str]:
    parser = _Links()
    parser.feed(html)
    return parser.links


def get(client: FlaskClient, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return response.get_data(as_text=True)


def test_the_start_page_shows_what_there_is(client: FlaskClient) -> None:
    html = get(client, "/")
    assert "Tìm trong 11 bài báo" in html
    assert 'name="q"' in html


def test_results_are_marked_and_dated(client: FlaskClient) -> None:
    html = get(client, "/?q=tinh+gọn+bộ+máy")
    assert "<mark>tinh gọn bộ máy</mark>" in html
    assert '<time datetime="2025-12-08T15:50"' in html
    assert "Bản tin Mẫu" in html and "Gia Lai" in html


def test_facets_carry_counts_and_links(client: FlaskClient) -> None:
    html = get(client, "/?q=uy+ban")
    facets = html.split('id="facets"')[1]
    assert 'name="province" value="hue"' in facets
    assert 'href="?q=uy+ban&amp;date=2025#facet-date"' in facets
    assert '<input type="hidden" name="q" value="uy ban">' in facets


def test_chosen_filters_become_chips(client: FlaskClient) -> None:
    html = get(client, "/?q=ủy+ban&province=hue&date=2025-07")
    chips = html.split('class="chips"')[1].split("</ul>")[0]
    assert "Huế" in chips and "Tháng 7/2025" in chips
    assert 'href="?q=%E1%BB%A7y+ban&amp;date=2025-07"' in chips


def test_every_link_of_a_page_works(client: FlaskClient) -> None:
    html = get(client, "/?q=hội+nghị&province=gia-lai&sort=newest&size=1")
    for link in set(links(html)):
        if not link.startswith("#"):
            url = link if link.startswith(("/", "http")) else "/" + link
            with client.get(url) as response:
                assert response.status_code == 200, link


def test_text_is_escaped_everywhere(client: FlaskClient) -> None:
    for url in ("/?q=thoát+ký+tự", "/bai/a7", "/bai/a7?q=<script>", "/?q=<script>x"):
        html = get(client, url)
        assert "<script>alert" not in html and "<script>x" not in html
        assert "\u202e" not in html and "\x1b" not in html
    assert "javascript:" not in get(client, "/bai/a7")


def test_the_article_page_says_where_facts_come_from(client: FlaskClient) -> None:
    html = get(client, "/bai/a2?q=hồ+sơ")
    assert "<mark>hồ sơ</mark>" in html
    assert "tên gọi lúc đó, nay thuộc Gia Lai" in html
    assert "nguồn cung cấp" in html and "nơi diễn ra" in html
    assert (
        get(client, "/bai/a1").count('rel="noopener noreferrer nofollow external"') == 1
    )


def test_doubts_of_cleaning_stand_above_the_text(client: FlaskClient) -> None:
    page = client.get("/bai/a5").text
    assert page.index("có thể thuộc một bài khác") < page.index('class="text"')
    assert "no-such-flag" not in page
    assert 'role="note"' not in client.get("/bai/a1").text


def test_typed_filters_can_be_taken_back(client: FlaskClient) -> None:
    page = client.get("/", query_string={"q": "nghị quyết tỉnh:Hà-Nội từ:2025"}).text
    for label, left in (
        ("Hà Nội", "nghị quyết từ:2025"),
        ("từ 2025", "nghị quyết tỉnh:Hà-Nội"),
    ):
        link = re.search(f'href="([^"]*)"[^>]*aria-label="Bỏ lọc {label}"', page)
        assert link and link[1] == f"?{urlencode({'q': left})}"
    assert 'name="province" value="ha-noi" checked' in page
    form = page.split('<form id="filters"')[1].split("</form>")[0]
    assert '<input type="hidden" name="q" value="nghị quyết">' in form
    clear = re.search(r'class="clear" href="([^"]*)"', page)
    assert clear and clear[1] == f"/?{urlencode({'q': 'nghị quyết'})}"


def test_nothing_found_helps_on(client: FlaskClient) -> None:
    html = get(client, "/?q=tổ+chức+giáo+viên")
    assert "Không bài nào có đủ" in html
    assert re.search(r"\d+ bài khớp một phần", html)
    assert "thiếu: " in html
    by_date = get(client, "/?q=tổ+chức+giáo+viên&sort=newest")
    assert "Không có bài nào thỏa mãn" in by_date
    assert "xếp theo mức phù hợp" in by_date


def test_a_query_without_words_is_told_so(client: FlaskClient) -> None:
    html = client.get("/?q=😀").get_data(as_text=True)
    assert "Không có chữ hay số nào để tìm" in html
    assert "Viết ít từ hơn" not in html


def test_dates_are_printed_as_what_they_became(client: FlaskClient) -> None:
    html = client.get("/?q=ngày:%22năm+nay%22").get_data(as_text=True)
    assert f"“năm nay” là {local_date().year}" in html


def test_warnings_quote_what_they_are_about(client: FlaskClient) -> None:
    html = get(client, "/?q=hội+nghị&province=Atlantis")
    assert "không có tỉnh, thành phố nào tên như vậy" in html


def test_a_date_that_is_none_is_marked_where_it_was_entered(
    client: FlaskClient,
) -> None:
    message = "Bỏ qua ngày “32/13/2025”: hãy viết 9/12/2025, 12/2025 hoặc 2025"
    html = get(client, "/?q=hoi+nghi&date_from=32/13/2025&date_to=2025")
    [field] = re.findall(r'<input form="filters" name="date_from"[^>]*>', html)
    assert 'value="32/13/2025"' in field and 'aria-invalid="true"' in field
    assert 'aria-describedby="date_from-wrong"' in field
    assert f'<p class="wrong" id="date_from-wrong">{message}</p>' in html
    assert (
        "aria-invalid"
        not in re.findall(r'<input form="filters" name="date_to"[^>]*>', html)[0]
    )
    [chips] = re.findall(r'<ul class="chips".*?</ul>', html, re.DOTALL)
    assert re.findall('aria-label="([^"]*)"', chips)[1:] == ["Bỏ lọc đến 2025"]


def test_the_form_for_a_period_starts_from_what_was_typed(client: FlaskClient) -> None:
    html = get(client, "/?q=hoi+nghi+từ:2024&date_from=2023")
    period = html.split('<div class="period"')[1].split("</div>")[0]
    assert re.findall('name="([^"]*)" value="([^"]*)"', period) == [
        ("date_from", "2024"),
        ("date_to", ""),
    ]
    form = html.split('<form id="filters"')[1].split("</form>")[0]
    assert '<input type="hidden" name="q" value="hoi nghi">' in form


def test_an_article_leads_back_to_the_search_that_found_it(client: FlaskClient) -> None:
    asked = "?q=h%E1%BB%8Dp&date=2025&province=hue&sort=newest"
    html = get(client, f"/{asked}")
    [link] = [link for link in links(html) if link.startswith("/bai/")]
    assert link == f"/bai/a3{asked}&bai=1"
    html = get(client, link)
    assert f"/{asked}" in links(html)
    assert "<mark>họp</mark>" in html and "<mark>thành phố Huế</mark>" in html
    html = get(client, "/bai/a4?person=tô+lâm")
    assert "‹ Về kết quả</a>" in html and "<mark>Tô Lâm</mark>" in html


def test_only_words_can_be_sorted_by_relevance(client: FlaskClient) -> None:
    assert "Phù hợp nhất" in get(client, "/?q=họp")
    assert "Phù hợp nhất" in get(client, "/?q=họp&sort=newest")
    for url in ("/?province=hue", "/?q=tỉnh:Huế", "/?province=hue&sort=newest"):
        html = get(client, url)
        assert "Phù hợp nhất" not in html and "Mới nhất" in html


def test_the_start_page_links_to_bare_articles(client: FlaskClient) -> None:
    found = [link for link in links(get(client, "/")) if link.startswith("/bai/")]
    assert found and not any("?" in link for link in found)


def test_a_warning_quotes_once(client: FlaskClient) -> None:
    html = get(client, "/?q=hội+nghị+nguồn:“Tin+lạ”")
    assert "<p>Kho bài không có nguồn “Tin lạ”</p>" in html


def test_a_newspaper_has_one_name(tmp_path: Path) -> None:
    article = make_article("x", "Họp bàn", "Tin vắn.", publisher="GLO")
    client = create_app(build_index(tmp_path / "index", [article])).test_client()
    for address in ("/?q=họp", "/bai/x", "/feed.atom?q=họp"):
        html = get(client, address)
        assert "Báo Gia Lai" in html and "GLO" not in html
    hit = client.get("/api/search?q=họp").get_json()["hits"][0]
    assert hit["publisher"] == "GLO"


@pytest.mark.parametrize("url", ["/bai/none", "/nothing"])
def test_missing_pages_are_404_in_vietnamese(client: FlaskClient, url: str) -> None:
    assert "Về trang tìm kiếm" in get(client, url, 404)


def test_a_missing_index_is_said_on_the_page(tmp_path: Path) -> None:
    client = create_app(tmp_path / "none").test_client()
    assert "timtin index" in get(client, "/?q=x", 503)
    error = client.get("/api/search?q=x").get_json()["error"]
    assert error["status"] == 503 and "timtin index" in error["cure"]


def test_headers_forbid_what_the_page_does_not_need(client: FlaskClient) -> None:
    headers = client.get("/").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    html = get(client, "/?q=a")
    assert not re.search(r"<style|style=|onclick=|<script(?! src=)", html)


def test_the_api_gives_the_page_as_json(client: FlaskClient) -> None:
    page = client.get("/api/search?q=tô+lâm&size=1").get_json()
    assert (page["total"], page["partial"], page["pages"]) == (2, 1, 3)
    assert set(page) == {
        "query", "total", "page", "pages", "size", "sort", "hits", "partial", "meant", "facets",
        "timeline", "folded", "publishers", "filters", "warnings", "suggestions", "took_ms",
    }  # fmt: skip
    assert set(page["hits"][0]) == {
        "id", "title", "title_marks", "score", "published", "date", "date_kind",
        "provinces", "province_names", "publisher", "url", "snippet", "snippet_marks",
        "copies", "lacks",
    }  # fmt: skip
    assert page["facets"]["province"]["label"] == "Tỉnh, thành phố"


def test_the_api_gives_an_article(client: FlaskClient) -> None:
    article = client.get("/api/articles/a4?q=tô+lâm").get_json()
    assert article["title"] == "Tổng Bí thư Tô Lâm dự hội nghị"
    assert article["title_marks"] == [[12, 18]]
    assert article["published"] == "2024-12-16"
    assert client.get("/api/articles/none").get_json()["error"]["status"] == 404


def test_the_api_suggests(client: FlaskClient) -> None:
    found = client.get("/api/suggest?q=tong+bi").get_json()["suggestions"]
    title = "Tổng Bí thư Tô Lâm dự hội nghị"
    assert found == [
        {"text": title, "kind": "title", "label": "bài báo", "url": "/bai/a4"}
    ]


@pytest.mark.parametrize(
    ("typed", "kind", "url"),
    [
        ("tô+lâ", "person", "/?person=T%C3%B4+L%C3%A2m"),
        ("gia+l", "province", "/?province=gia-lai"),
        ("tỉnh:gi", "province", "/?q=t%E1%BB%89nh%3A%22Gia+Lai%22"),
    ],
)
def test_what_is_suggested_leads_to_what_it_is(
    client: FlaskClient, typed: str, kind: str, url: str
) -> None:
    found = client.get(f"/api/suggest?q={typed}").get_json()["suggestions"]
    assert (kind, url) in [(item["kind"], item["url"]) for item in found]


def test_an_offer_tells_how_many_articles_have_it(client: FlaskClient) -> None:
    [offer] = client.get("/api/search?q=tỗ+chức").get_json()["suggestions"]
    assert offer["query"] == "tổ chức"
    right, typed = offer["counts"]
    assert right["text"] == "tổ chức" and right["articles"] > 0
    assert typed == {"text": "tỗ chức", "articles": 0}
    html = get(client, "/?q=tỗ+chức")
    assert f"<q>tổ chức</q> {right['articles']} bài, <q>tỗ chức</q> 0 bài" in html


def test_the_feed_is_well_formed(client: FlaskClient) -> None:
    from xml.etree import ElementTree

    feed = ElementTree.fromstring(client.get("/feed.atom?q=thoat").data)
    assert len(feed.findall("{http://www.w3.org/2005/Atom}entry")) == 1


@pytest.mark.parametrize(
    "query",
    [
        "q=" + "a" * 5000,
        "page=99999999999",
        "size=-1",
        "date=%ff",
        "q=%00%01",
        "q=((((((((",
    ],
)
def test_hostile_arguments_are_answered(client: FlaskClient, query: str) -> None:
    assert client.get("/?" + query).status_code == 200
    assert client.get("/api/search?" + query).status_code == 200


def test_a_page_past_the_end_leads_back_to_the_last(client: FlaskClient) -> None:
    html = get(client, "/?q=t%C3%B4+l%C3%A2m&size=1&page=999")
    assert "Trang này nằm ngoài kết quả" in html
    assert 'rel="prev" href="?q=t%C3%B4+l%C3%A2m&amp;page=3&amp;size=1"' in html


def test_a_method_that_is_not_allowed_is_told_which_are(client: FlaskClient) -> None:
    refused = client.post("/api/search")
    assert refused.status_code == 405
    assert "GET" in refused.headers["Allow"]
    assert refused.is_json
