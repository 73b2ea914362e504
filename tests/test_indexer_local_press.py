"""The provincial press: who prints an article, and what is known only from that."""

from __future__ import annotations

import pytest

from indexer.building.reading import read_article
from indexer.facts.places.home import read_bare, unit_of
from indexer.facts.places.places import find_places
from indexer.sources.record import Record
from search.article import Article, Place
from search.gazetteer.provinces import FORMER
from search.gazetteer.publishers import find_publisher, home_of

LONG = (
    "Sáng 7/4, bản làng vùng cao mở hội xuống đồng với nhiều trò chơi do bà con tự bày"
    " ra, kéo dài hai ngày liền."
)


def read(text: str, **given: str) -> Article:
    article = read_article(Record(text=text, source="thử", structured=True, **given))
    assert isinstance(article, Article)
    return article


def slugs(places: tuple[Place, ...], *roles: str) -> set[str]:
    wanted = roles or ("venue", "subject", "mentioned")
    return {place.slug for place in places if place.role in wanted}


@pytest.mark.parametrize("slug", FORMER)
def test_every_province_has_a_newspaper_a_station_and_a_portal(slug: str) -> None:
    letters = slug.replace("-", "")
    for written in (
        f"https://bao{letters}.vn/tin/1.html",
        f"http://www.bao{letters}.com.vn",
        f"daihoi.bao{letters}.org.vn",
        f"{letters}tv.vn",
        f"www.{letters}.gov.vn",
        f"soyte.{letters}.gov.vn",
        f"hdnd{letters}.gov.vn",
        f"xalang.{letters}.dcs.vn",
        f"tinhuy{letters}.vn",
        f"Báo {FORMER[slug].name}",
        f"Báo điện tử {FORMER[slug].name}",
        f"Đài PT-TH {FORMER[slug].name}",
        f"Cổng TTĐT tỉnh {FORMER[slug].name}",
        f"Sở Nội vụ tỉnh {FORMER[slug].name}",
    ):
        home = home_of(written)
        assert home is not None and (home.slug, home.local) == (slug, True), written


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("https://baoyenbai.com.vn/12/bai.aspx", "Báo Yên Bái"),
        ("Báo và Phát thanh, Truyền hình Cà Mau", "Báo Cà Mau"),
        ("BÁO LÂM ĐỒNG ONLINE", "Báo Lâm Đồng"),
        ("Báo Sóc Trăng điện tử", "Báo Sóc Trăng"),
        ("Bến Tre Online", "Báo Đồng Khởi"),
        ("Đồng Khởi Online", "Báo Đồng Khởi"),
        ("Báo & PTTH Nghệ An", "Báo Nghệ An"),
        ("Báo điện tử Dân Việt", "Dân Việt"),
        ("truyenhinhdaknong.vn", "Đài Phát thanh - Truyền hình Đắk Nông"),
        ("Bắc Kạn TV", "Đài Phát thanh - Truyền hình Bắc Kạn"),
        ("www.sonla.gov.vn", "Cổng thông tin điện tử tỉnh Sơn La"),
        ("haiphong.gov.vn", "Cổng thông tin điện tử thành phố Hải Phòng"),
        ("congthuong.laocai.gov.vn", "congthuong.laocai.gov.vn"),
        ("Tin mới nhất - Dân Việt RSS", "Dân Việt"),
        ("Tiền Phong | Thể thao", "Tiền Phong"),
        ("https://thethao.tuoitre.vn/", "Tuổi Trẻ"),
        ("vtcnews.vn", "VTC News"),
        ("LSO", "Báo Lạng Sơn"),
    ],
)
def test_every_way_of_naming_a_newspaper_is_one(written: str, name: str) -> None:
    found = find_publisher(written)
    assert found is not None and found.name == name


@pytest.mark.parametrize(
    "written",
    [
        "https://baomoi.com/a/c/1.epi",
        "vinhcity24h.vn",
        "example.vn",
        "gialai.blogspot.com",
    ]
    + ["Thời sự", "Văn hóa - Xã hội", "Tin tức", "Công ty Lúa Vàng Hà Nội", "a" * 5_000]
    + ["https://", ".vn", "..vn", "http://.gov.vn/", "Báo", "Đài", "Sở "],
)
def test_what_is_no_newspaper_has_no_home(written: str) -> None:
    assert home_of(written) is None or find_publisher(written) is None


def test_a_private_site_named_after_a_province_is_no_organ_of_it() -> None:
    for host in ("hanam24h.vn", "sonla24h.com", "hoinhabaocaobang.vn"):
        home = home_of(host)
        assert home is not None and not home.local, host


@pytest.mark.parametrize(
    ("given", "publisher"),
    [
        ({"url": "https://baolaichau.vn/xa-hoi/bai-1"}, "Báo Lai Châu"),
        ({"url": "https://www.tienphong.vn/bai-1.tpo"}, "Tiền Phong"),
        ({"url": "https://tin.example.org/bai-1"}, "tin.example.org"),
        ({"url": "https://baomoi.com/bai/c/1.epi"}, "baomoi.com"),
        ({"publisher": "baonamdinh.vn", "url": "https://x.vn/1"}, "Báo Nam Định"),
        ({"publisher": "GLO", "url": "https://tuoitre.vn/1.htm"}, "GLO"),
        ({"publisher": "Thanh Niên - Thời sự"}, "Thanh Niên"),
        ({"publisher": "Tin Xóm"}, "Tin Xóm"),
        ({}, ""),
    ],
)
def test_publisher_is_read_from_what_came_beside_the_text(
    given: dict[str, str], publisher: str
) -> None:
    assert read(LONG, **given).publisher == publisher


@pytest.mark.parametrize(
    ("text", "publisher"),
    [
        ("LCĐT - Bản vui đón điện.", "LCĐT"),
        ("NTO - Nho chín sớm.", "NTO"),
        ("(BTNO) - Chợ biên giới mở lại.", "BTNO"),
        ("PhuthoPortal - Chè xuân lên giá.", "PhuthoPortal"),
        (f"{LONG}\nBáo Hòa Bình", "Báo Hòa Bình"),
        (
            f"{LONG}\nBáo và Phát thanh, Truyền hình Sơn La",
            "Báo và Phát thanh, Truyền hình Sơn La",
        ),
        (f"{LONG}\nBáo Cao Bằng Báo Cao Bằng 12 ngày", "Báo Cao Bằng"),
        ("HĐND - UBND xã họp dân.", ""),
        ("Nghệ An - Đêm qua có mưa rào ở nhiều huyện miền núi phía tây.", ""),
    ],
)
def test_publisher_is_read_from_codes_and_closing_lines(
    text: str, publisher: str
) -> None:
    article = read(text)
    assert (article.publisher, article.byline) == (publisher, "")


def test_an_aggregator_gives_way_to_what_the_text_says() -> None:
    article = read(f"YBĐT - {LONG}", url="https://baomoi.com/bai/c/1.epi")
    assert article.publisher == "YBĐT"
    article = read(f"YBĐT - {LONG}", publisher="Báo Mới", url="https://baomoi.com/c/1")
    assert article.publisher == "YBĐT"


def test_the_path_of_an_aggregator_names_the_newspaper() -> None:
    address = "http://www.baomoi.com/Home/ThoiSu/www.qdnd.vn/Tin/12.epi"
    assert read(LONG, url=address).publisher == "Quân đội nhân dân"
    address = "http://www.baomoi.com/Home/ThoiSu/tin.lua.vn/Tin/12.epi"
    assert read(LONG, url=address).publisher == "tin.lua.vn"


def test_an_office_says_where_only_in_a_sentence_of_a_day() -> None:
    held = find_places("", "Sáng 7/4, Tỉnh ủy họp.", "Báo Sơn La", "2026-04-07")
    told = find_places("", "Tỉnh ủy đã chỉ đạo sát.", "Báo Sơn La", "2026-04-07")
    away = find_places(
        "", "Sáng 7/4, Đoàn ĐBQH tỉnh thảo luận.", "Báo Sơn La", "2026-04-07"
    )
    assert slugs(held, "venue") == {"son-la"}
    assert slugs(told, "venue") == slugs(away, "venue") == set()
    assert slugs(told, "subject") == slugs(away, "subject") == {"son-la"}


def test_a_known_address_gives_the_home_that_an_unknown_name_hides() -> None:
    text = "Sáng 7/4, Tỉnh ủy họp bàn việc trồng rừng."
    article = read(text, publisher="Ban Thời sự", url="https://baotuyenquang.com.vn/1")
    assert slugs(article.places, "subject") == {"tuyen-quang"}
    assert article.publisher == "Ban Thời sự"


@pytest.mark.parametrize(
    "text",
    [
        "Đoàn ĐBQH tỉnh tiếp xúc cử tri ba xã.",
        "Ủy ban MTTQ Việt Nam tỉnh phát động quyên góp.",
        "Hội Nông dân tỉnh trao vốn cho hội viên.",
        "Liên đoàn Lao động tỉnh thăm công nhân.",
        "Mưa đá làm hư nhiều mái nhà trên địa bàn tỉnh.",
        "Toàn tỉnh gieo được hai nghìn héc ta ngô.",
        "Nông sản tỉnh ta đã đi xa.",
        "Người con của tỉnh nhà đoạt huy chương.",
        "Các sở, ngành trong tỉnh nộp báo cáo.",
        "Tòa án nhân dân tỉnh xét xử lưu động.",
        "TỈNH ỦY HỌP PHIÊN ĐẦU NĂM",
    ],
)
def test_bare_forms_are_the_newspapers_own(text: str) -> None:
    for publisher in ("Báo Lào Cai", "https://laocai.gov.vn"):
        places = find_places("", text, publisher, "2026-02-01")
        assert slugs(places, "subject") == {"lao-cai"}
    assert slugs(find_places("", text, "VnExpress", "2026-02-01")) == set()


@pytest.mark.parametrize(
    "text",
    [
        "Các tỉnh họp trực tuyến.",
        "Ba tỉnh, thành phố ký quy chế.",
        "UBND tỉnh, thành phố trực thuộc Trung ương báo cáo.",
        "Xe chạy theo tỉnh lộ về xuôi.",
        "Anh vừa tỉnh giấc thì nghe tiếng gọi.",
        "Đề tài cấp tỉnh được nghiệm thu.",
        "Khách ngoại tỉnh đổ về.",
        "Đoàn UBND tỉnh Xay Nhạ Bu Ly sang thăm.",
        "Mỗi tỉnh cử một đội.",
    ],
)
def test_what_only_looks_bare_is_not(text: str) -> None:
    assert list(read_bare(text)) == []


@pytest.mark.parametrize(
    ("publisher", "text", "own", "expected"),
    [
        (
            "Báo Thanh Hóa",
            "Sáng 3/2, Tỉnh ủy Ninh Bình bổ nhiệm cán bộ. Thường trực Tỉnh ủy dự.",
            "thanh-hoa",
            {"ninh-binh"},
        ),
        (
            "Báo Đồng Tháp",
            "UBND tỉnh Vĩnh Long họp báo. Chủ tịch UBND tỉnh trả lời ba câu hỏi.",
            "dong-thap",
            {"vinh-long"},
        ),
        (
            "Báo Hải Phòng",
            "HĐND tỉnh Hưng Yên bầu bổ sung. Nghị quyết của HĐND tỉnh có hiệu lực.",
            "hai-phong",
            {"hung-yen"},
        ),
        (
            "Báo Sơn La",
            "Tỉnh ủy gặp mặt đoàn công tác của Tỉnh ủy Điện Biên. Thường trực Tỉnh ủy "
            "cảm ơn.",
            "",
            {"son-la", "dien-bien"},
        ),
        (
            "Báo Nghệ An",
            "Tại tỉnh Quảng Trị, lũ cuốn trôi cầu. Toàn tỉnh có chín xã bị chia cắt.",
            "nghe-an",
            {"quang-tri"},
        ),
    ],
)
def test_a_bare_office_belongs_to_the_province_named_before_it(
    publisher: str, text: str, own: str, expected: set[str]
) -> None:
    places = find_places("", text, publisher, "2026-02-03")
    assert slugs(places, "venue", "subject") == expected
    assert own not in slugs(places)


@pytest.mark.parametrize(
    ("slug", "published", "units"),
    [
        ("hue", "2024-12-31", ("tỉnh",)),
        ("hue", "2025-01-01", ("thành phố",)),
        ("hue", "", ("thành phố",)),
        ("gia-lai", "2020-01-01", ("tỉnh", "thành phố")),
        ("gia-lai", "2025-07-01", ("tỉnh",)),
        ("ha-noi", "", ("thành phố",)),
        ("dong-nai", "2026-04-29", ("tỉnh",)),
        ("dong-nai", "2026-04-30", ("thành phố",)),
        ("binh-duong", "2026-01-01", ("tỉnh", "thành phố")),
        ("hai-phong", "2026-01-01", ("thành phố",)),
    ],
)
def test_what_a_province_was_on_a_day(
    slug: str, published: str, units: tuple[str, ...]
) -> None:
    assert unit_of(slug, published) == units


def test_a_city_is_no_province_and_a_province_no_city() -> None:
    assert slugs(find_places("", "UBND tỉnh họp.", "Hà Nội mới", "2026-01-05")) == set()
    assert slugs(find_places("", "Thành ủy họp.", "Báo Sơn La", "2026-01-05")) == set()
    found = find_places(
        "", "Thành phố trồng thêm cây xanh.", "Báo Đà Nẵng", "2026-01-05"
    )
    assert slugs(found, "subject") == {"da-nang"}


@pytest.mark.parametrize(
    ("text", "publisher", "published", "expected"),
    [
        ("Xã Ngãi Tứ gặt lúa.", "", "2025-08-01", {"vinh-long"}),
        ("Phường Âu Lâu mở hội.", "", "2026-01-01", {"lao-cai"}),
        (
            "Các xã Ngãi Tứ và Sơn Tiến kết nghĩa.",
            "",
            "2026-01-01",
            {"vinh-long", "ha-tinh"},
        ),
        ("Xã Phúc Thọ Lâm Hà có chợ mới.", "", "2026-01-01", {"lam-dong"}),
        ("Xã Ngãi Tứ gặt lúa.", "", "2025-06-30", set()),
        ("Xã Ngãi Tứ gặt lúa.", "", "", set()),
        ("Ngãi Tứ gặt lúa.", "", "2026-01-01", set()),
        ("Xã Ngãi Tứ cũ nay là khu dân cư.", "", "2026-01-01", set()),
        ("Xã Tân Phú gieo sạ.", "", "2026-01-01", set()),
        ("Xã Tân Phú gieo sạ.", "Báo Đồng Tháp", "2026-01-01", {"dong-thap"}),
        ("Xã Ngãi Tứ, tỉnh Hà Tĩnh, gặt lúa.", "", "2026-01-01", {"ha-tinh"}),
        ("Hợp tác xã Ngãi Tứ bán gạo.", "", "2026-01-01", set()),
        ("Thị xã Ngãi Tứ không có thật.", "", "2026-01-01", set()),
    ],
)
def test_communes_of_today_are_evidence_with_their_type_word(
    text: str, publisher: str, published: str, expected: set[str]
) -> None:
    places = find_places("", text, publisher, published)
    assert slugs(places) == expected
    named = [place for place in places if place.slug not in ("ha-tinh",)]
    assert all(place.provenance == "inferred" for place in named) or "Tĩnh" in text


def test_a_commune_in_a_local_newspaper_is_its_provinces() -> None:
    text = "Người dân xã Bản Mới Toanh góp công làm cầu."
    assert slugs(find_places("", text, "Báo Sơn La", "2019-03-02")) == {"son-la"}
    assert slugs(find_places("", text, "Tuổi Trẻ", "2019-03-02")) == set()


def test_the_address_of_a_communes_own_site() -> None:
    article = read(
        "Đảng bộ xã mở đại hội. Xã Sơn Tiến có chín chi bộ.",
        url="https://xasontien.hatinh.gov.vn/bai",
        published="2025-09-01",
    )
    assert slugs(article.places, "subject") == {"ha-tinh"}
    assert article.publisher == "xasontien.hatinh.gov.vn"
