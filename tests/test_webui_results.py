"""What a page of results shows beside its hits: bars, tiles, rows, words, values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from samples import build_index, make_article

from search.article import OfficialDocument, Person, Place
from search.gazetteer.provinces import PROVINCES
from search.request import SearchRequest
from search.results import Bar, FacetValue, Timeline
from webui.app import create_app
from webui.results import strip, tiles
from webui.results.rows import facet_rows, kept_values
from webui.results.values import find_values, sort_key


def timeline(unit: Any, *values: str, url: str = "?date=") -> Timeline:
    bars = tuple(Bar(value, 1 + n, 1_000, False, url) for n, value in enumerate(values))
    ends = (values[0], values[-1])
    return Timeline(unit, (unit,), *ends, *ends, bars)


def test_empty_years_are_places_too() -> None:
    places = strip.lay_out(timeline("year", "2003", "2006"))
    assert [place.value for place in places] == ["2003", "2004", "2005", "2006"]


def test_a_long_stretch_without_results_is_one_place_that_says_so() -> None:
    months = timeline("month", "2005-11", "2012-02")
    places = strip.lay_out(months)
    assert [place.value for place in places[:3]] == ["2005-11", "2005-12", "2006-01"]
    assert (places[2].value, places[2].last) == ("2006-01", "2011-12")
    assert "Tháng 1/2006 đến Tháng 12/2011: không có bài" in strip.draw(months)
    years = strip.lay_out(timeline("year", "1930", "2025"))
    assert [(place.value, place.last) for place in years] == [
        ("1930", "1930"), ("1931", "2024"), ("2025", "2025"),
    ]  # fmt: skip


def test_a_chosen_year_has_all_its_months() -> None:
    bars = (Bar("2025-06", 3, 9, False, "?"),)
    year = Timeline("month", ("month",), "2025-01", "2025-12", "", "", bars)
    assert len(strip.lay_out(year)) == 12


@pytest.mark.parametrize(
    "drawn",
    [
        timeline("year", *map(str, range(1990, 2026))),
        timeline("month", *(f"{2003 + n // 12}-{1 + n % 12:02}" for n in range(60))),
        timeline("month", "2003-12", "2012-01", "2013-12", "2025-01"),
        timeline("day", *(f"2025-{m:02}-{d:02}" for m in (1, 2) for d in range(1, 29))),
        timeline("year", "2025"),
    ],
)
def test_labels_never_collide(drawn: Timeline) -> None:
    svg = ElementTree.fromstring(strip.draw(drawn))
    labels = [item for item in svg.iter("text")]
    for kind, space in ((("",), strip.NARROW), (("", "wide"), strip.WIDE)):
        places = sorted(
            float(item.attrib["x"].rstrip("%"))
            for item in labels
            if item.attrib.get("class", "") in kind
        )
        assert places and places[-1] <= 100 - 4
        gaps = [right - left for left, right in zip(places, places[1:])]
        assert all(gap >= space - 0.02 for gap in gaps)


def test_each_bar_is_a_link_that_says_its_numbers() -> None:
    svg = ElementTree.fromstring(strip.draw(timeline("month", "2024-11", "2024-12")))
    labels = [item[0].text for item in svg.iter("a")]
    assert labels == [
        "Tháng 11/2024: 1 bài, 1,0‰ của 1.000 bài",
        "Tháng 12/2024: 2 bài, 2,0‰ của 1.000 bài",
    ]
    bare = strip.draw(timeline("year", "2024", url=""))
    assert "<a " not in bare and "Năm 2024: 1 bài" in bare


def test_shares_make_other_heights_than_counts() -> None:
    bars = (Bar("2006", 31, 25_000, False, "?"), Bar("2025", 19, 212, True, "?"))
    ends = ("2006", "2025")
    drawn = Timeline("year", ("year",), *ends, *ends, bars)

    def heights(share: bool) -> list[int]:
        svg = ElementTree.fromstring(strip.draw(drawn, share))
        return [int(link[2].attrib["height"]) for link in svg.iter("a")]

    assert heights(False) == [60, 37] and heights(True) == [3, 60]
    assert 'aria-current="true"' in strip.draw(drawn)
    assert strip.summit(drawn, share=True).startswith("Năm 2025: 19 bài, 89,6‰")


def test_the_map_has_each_unit_once_and_the_islands() -> None:
    assert set(tiles.TILES) == set(PROVINCES)
    assert len({place[:2] for place in tiles.TILES.values()}) == len(PROVINCES)
    html = tiles.draw([FacetValue("hue", "Huế", 3, True, "?", whole=60)])
    assert "Hoàng Sa" in html and "Trường Sa" in html
    assert 'aria-label="Huế: 3 bài, 50,0‰ bài về nơi này"' in html
    assert html.count("<button ") == 34 and html.count("aria-pressed") == 1


def test_rows_are_escaped_boxes() -> None:
    row = FacetValue('<b>"&', '<b>"& báo', 43_301, True, "?")
    html = facet_rows("publisher", [row])
    assert "<b>" not in html
    assert 'value="&lt;b&gt;&quot;&amp;" checked' in html
    assert "&lt;b&gt;&quot;&amp; báo" in html and "43.301" in html


def test_rows_that_take_the_place_of_others_are_links() -> None:
    date = FacetValue("2025", "Năm 2025", 3, True, '?q="><', 0)
    html = facet_rows("date", [date])
    assert 'href="?q=&quot;&gt;&lt;#facet-date"' in html
    assert 'aria-current="true"' in html and "đang chọn; bấm để bỏ" in html
    former = FacetValue("binh-dinh", "Bình Định", 2, False, "?", level=1)
    assert 'class="level-1"' in facet_rows("province", [former])
    assert "<input" not in facet_rows("province", [former])
    meant = FacetValue("Báo A", "Báo A", 1, True, "?", chosen_by="báo")
    assert "<input" not in facet_rows("publisher", [meant])


def test_a_form_sends_what_has_no_box() -> None:
    form = SearchRequest(q="họp", date=("2025",), publisher=("báo",), page=3, size=25)
    assert kept_values(form, []) == [
        ("q", "họp"), ("date", "2025"), ("publisher", "báo"), ("size", "25"),
    ]  # fmt: skip


def test_values_are_found_without_marks_and_sorted_as_in_a_dictionary() -> None:
    names = ["Đỗ An", "Dương Bình", "Ân Đức", "An Đông", "Ăn Cả", "Vũ Ý"]
    rows = [FacetValue(name, name, 9 - n, False, "?") for n, name in enumerate(names)]
    found = find_values(rows, by_name=True)
    assert [row.value for row in found.rows] == [
        "An Đông", "Ăn Cả", "Ân Đức", "Dương Bình", "Đỗ An", "Vũ Ý",
    ]  # fmt: skip
    assert [row.value for row in find_values(rows, "duc an").rows] == ["Ân Đức"]
    assert sorted(["má", "mạ", "ma", "mã", "mà", "mả"], key=sort_key) == [
        "ma", "mà", "mả", "mã", "má", "mạ",
    ]  # fmt: skip


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """Pages over articles of many people, places and years."""
    slugs = list(PROVINCES)
    articles = [
        make_article(
            f"m{n}",
            f"Hội nghị số {n}",
            "Hội nghị bàn việc sắp xếp xã, phường.",
            f"{2003 + n % 7}-{1 + n % 12:02}-{1 + n % 28:02}",
            publisher=f"Báo Mẫu {n % 9}",
            people=tuple(
                Person(f"Lê Văn {chr(65 + (n + k) % 26)}", "Bí thư") for k in range(3)
            ),
            places=(Place(slugs[n % 34], PROVINCES[slugs[n % 34]].name, "venue"),),
            documents=(OfficialDocument(f"{n % 12}-NQ/TW", f"{n % 12}-NQ/TW"),),
        )
        for n in range(120)
    ]
    index = build_index(tmp_path_factory.mktemp("many") / "index", articles)
    yield create_app(index).test_client()


def boxes(html: str) -> dict[tuple[str, str], int]:
    """The checkboxes of a page with their counts."""
    found = re.findall(
        r'name="(\w+)" value="([^"]*)"(?: checked)?><span class="label">[^<]*</span>\s*'
        r'<span class="number">([\d.]+)</span>',
        html,
    )
    return {(name, value): int(count.replace(".", "")) for name, value, count in found}


@pytest.mark.parametrize(
    "asked",
    [
        "q=hội+nghị",
        "q=hội+nghị&date=2005",
        "person=Lê+Văn+A",
        "province=hue&unit=day",
        "",
    ],
)
def test_every_number_of_a_page_is_the_api_s(many: FlaskClient, asked: str) -> None:
    html = many.get(f"/?{asked}").text
    api = many.get(f"/api/search?{asked}").get_json()
    heading = re.search(r"<h1>(.*?)</h1>", html)
    assert heading and str(api["total"]) in heading[1]
    shown = boxes(html)
    rows = {
        (name, row["value"]): row["count"]
        for name, facet in api["facets"].items()
        for row in facet["values"]
    }
    assert len(shown) > 20 and shown.items() <= rows.items()
    tiles_shown = {
        slug: int(count)
        for slug, count in re.findall(
            r'<button name="province" value="([\w-]+)"[^>]*aria-label="[^:]*: (\d+) bài',
            html,
        )
    }
    assert len(tiles_shown) == 34
    assert {slug: n for slug, n in tiles_shown.items() if n} == {
        row["value"]: row["count"]
        for row in api["facets"]["province"]["values"]
        if row["count"] and not row["level"]
    }
    bars = re.findall(
        r'<a href="[^"]*" rel="nofollow"[^>]*><title>[^:]*: (\d+) bài', html
    )
    assert list(map(int, bars)) == [bar["count"] for bar in api["timeline"]["bars"]]


def test_results_stand_before_filters(many: FlaskClient) -> None:
    html = many.get("/?q=hội+nghị").text
    places = [html.index(f'id="{id}"') for id in ("head", "results", "strip", "facets")]
    assert places == sorted(places)
    assert html.count("<h1>") == 1 and html.count('class="skip"') == 2
    before = html[html.index('class="skip"') : html.index("<h2><a")]
    stops = len(re.findall(r"<(?:a|button|input(?! type=.hidden))\b", before))
    assert stops + 1 <= 10


def test_a_page_says_what_it_is(many: FlaskClient) -> None:
    html = many.get("/?q=hội+nghị&province=hue&page=1&compact=1").text
    assert "<title>hội nghị, Huế – Tìm Tin</title>" in html
    assert '<link rel="canonical" href="http://localhost/?q=h%E1%BB%99i' in html
    assert "compact" not in html.split('rel="canonical"')[1].split(">")[0]
    assert 'property="og:title" content="3 bài có đủ “hội nghị”, Huế"' in html
    assert "<title>Lê Văn A – Tìm Tin</title>" in many.get("/?person=Lê+Văn+A").text
    assert "(trang 2)" in many.get("/?q=hội+nghị&page=2").text


def test_hits_name_people_with_their_office_and_documents(many: FlaskClient) -> None:
    html = many.get("/?q=hội+nghị+số+3&size=1").text
    assert re.search(
        r'Nhắc: <a href="\?person=L%C3%AA\+V%C4%83n\+\w">Lê Văn \w</a> <small>Bí thư',
        html,
    )
    assert re.search(r'<a href="\?document=\d+-NQ%2FTW">\d+-NQ/TW</a></p>', html)
    assert "Nhắc:" not in many.get("/?q=hội+nghị&compact=1").text


def test_who_was_asked_for_is_named_first(many: FlaskClient) -> None:
    html = many.get("/?person=Lê+Văn+C").text
    first = re.findall(r'Nhắc: <a href="[^"]*">([^<]*)</a>', html)
    assert first and set(first) == {"Lê Văn C"}


def test_a_place_is_found_by_the_name_of_its_district(many: FlaskClient) -> None:
    for name in ("Bình+Định", "Pleiku", "gia+lai", "Quy+Nhơn"):
        api = many.get(f"/api/search?province={name}").get_json()
        assert not api["warnings"], name
    html = many.get("/?q=hội+nghị&province=Tây+Nguyên").text
    assert 'value="Tây Nguyên" checked' in html


def test_the_box_of_a_facet_leads_to_its_values(many: FlaskClient) -> None:
    answer = many.get("/?q=hội+nghị&find_person=van+b&find_document=")
    assert answer.status_code == 303
    html = many.get(answer.headers["Location"]).text
    assert "1 người có “van b”" in html and "Lê Văn B" in html


@pytest.mark.parametrize(
    "facet", ["person", "province", "publisher", "document", "category"]
)
def test_all_values_have_a_page(many: FlaskClient, facet: str) -> None:
    html = many.get(f"/loc/{facet}?q=hội+nghị").text
    api = many.get("/api/search?q=hội+nghị").get_json()["facets"]
    rows = {
        (facet, row["value"]): row["count"]
        for row in api.get(facet, {"values": []})["values"]
        if not row["level"]
    }
    assert rows.items() <= boxes(html).items()
    assert many.get(f"/loc/{facet}?order=name&list=9999&find=%00").status_code == 200


def test_there_are_values_of_open_facets_only(many: FlaskClient) -> None:
    assert many.get("/loc/date").status_code == many.get("/loc/x").status_code == 404


def test_machines_find_what_they_ask_for(
    many: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert many.get("/robots.txt").text == "User-agent: *\nDisallow: /\n"
    monkeypatch.setenv("TIMTIN_ROBOTS", "allow")
    assert many.get("/robots.txt").text == "User-agent: *\nDisallow:\n"
    assert ElementTree.fromstring(many.get("/opensearch.xml").data) is not None
    with many.get("/favicon.ico") as icon_file:
        assert icon_file.data[:4] == b"\0\0\1\0"
    manifest = many.get("/manifest.webmanifest").get_json(force=True)
    for icon in manifest["icons"]:
        with many.get(icon["src"]) as answer:
            assert answer.status_code == 200


def test_answers_are_compressed_for_who_takes_that(many: FlaskClient) -> None:
    import gzip

    plain = many.get("/?q=hội+nghị")
    packed = many.get("/?q=hội+nghị", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert gzip.decompress(packed.data) == plain.data
    assert int(packed.headers["Content-Length"]) == len(packed.data) < 10_000
    again = many.get(
        "/?q=hội+nghị",
        headers={"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]},
    )
    assert again.status_code == 304 and not again.data
    assert (
        "Content-Encoding"
        not in many.get("/robots.txt", headers={"Accept-Encoding": "gzip"}).headers
    )
    with many.get("/static/style.css", headers={"Accept-Encoding": "gzip"}) as style:
        assert style.headers["Content-Encoding"] == "gzip"


QUERIES = ("", "nghị quyết", "sáp nhập tỉnh", "quốc hội", "Gia Lai", "bo may", "Tô Lâm")


@pytest.mark.parametrize("query", QUERIES)
def test_a_page_of_results_is_light(seed_index: Path, query: str) -> None:
    """At most 60 KB, and 10 as they are sent."""
    client = create_app(seed_index).test_client()
    whole = client.get("/", query_string={"q": query})
    sent = client.get(
        "/", query_string={"q": query}, headers={"Accept-Encoding": "gzip"}
    )
    assert whole.status_code == 200 and whole.text.count('class="hit"') == 10
    assert sent.headers["Content-Encoding"] == "gzip"
    assert len(whole.get_data()) <= 60_000 and len(sent.get_data()) <= 10_000


def test_where_paging_ends_it_says_so(
    many: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from webui.results import words

    assert "chỉ mở tới" not in many.get("/?q=hội+nghị&size=11").text
    monkeypatch.setattr(words, "MAX_WINDOW", 50)
    assert "Các trang chỉ mở tới kết quả thứ" in many.get("/?q=hội+nghị&size=12").text
