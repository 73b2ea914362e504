"""Places: what is one, which province it is, and its role."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.facts.places.home import leading_code
from indexer.facts.places.places import find_places
from search.article import Place
from search.gazetteer.provinces import FORMER, PROVINCES, today
from search.gazetteer.publishers import home_of

SHARED = Path(__file__).parents[2] / "shared"


def slugs(text: str, publisher: str = "", published: str = "") -> set[str]:
    places = find_places("", text, publisher, published)
    return {place.slug for place in places if place.role != "publisher"}


def roles(places: tuple[Place, ...]) -> set[tuple[str, str, str]]:
    return {(place.role, place.slug, place.provenance) for place in places}


CASES = {
    "plain": [
        ("Nông dân Bến Tre phấn khởi vì dừa được giá.", {"ben-tre"}),
        ("Đảng bộ Sơn La kết nạp gần ba nghìn đảng viên.", {"son-la"}),
        ("Cả Hải Dương lẫn Hưng Yên đều vượt thu.", {"hai-duong", "hung-yen"}),
        ("Từ Lạng Sơn đến Cà Mau, cờ hoa rực rỡ.", {"lang-son", "ca-mau"}),
        ("Về Hậu Giang, ông làm bí thư huyện.", {"hau-giang"}),
        ("Đoàn khảo sát đã làm việc với UBND Quảng Trị.", {"quang-tri"}),
    ],
    "type words": [
        ("UBND tỉnh Hoà Bình ban hành kế hoạch.", {"hoa-binh"}),
        ("thành phố Cần Thơ đầu tư thêm hai cây cầu.", {"can-tho"}),
        ("Thành ủy Hải Phòng họp chuyên đề.", {"hai-phong"}),
        ("Tỉnh đoàn Kiên Giang ra quân.", {"kien-giang"}),
        ("TỈNH ỦY BÌNH THUẬN QUÁN TRIỆT NGHỊ QUYẾT", {"binh-thuan"}),
        ("Ba tỉnh Phú Thọ, Vĩnh Phúc, Hòa Bình hợp nhất.", None),
    ],
    "spelling": [
        ("Huyện ở Đăk Nông được công nhận.", {"dak-nong"}),
        ("Tỉnh Đắc Lắc mở rộng vùng trồng cà phê.", {"dak-lak"}),
        ("Tỉnh Bắc Cạn chia tách xã.", {"bac-kan"}),
        ("Thành phố Qui Nhơn sạch đẹp.", {"binh-dinh"}),
        ("Bà Rịa - Vũng Tàu và Bà Rịa-Vũng Tàu là một.", {"ba-ria-vung-tau"}),
        ("BR-VT đón chuyến tàu đầu tiên.", {"ba-ria-vung-tau"}),
        ("Khánh Hoà và Khánh Hòa viết hai kiểu.", {"khanh-hoa"}),
        ("Hà nội sắp vào thu.", {"ha-noi"}),
        ("Sáng qua ở Tp.HCM trời mưa.", {"ho-chi-minh"}),
        ("Đại biểu (TP.HCM) tranh luận.", {"ho-chi-minh"}),
        ("T.P Hồ Chí Minh chỉnh trang kênh rạch.", {"ho-chi-minh"}),
        ("Buôn Mê Thuột và Pleyku là hai đô thị lớn.", {"dak-lak", "gia-lai"}),
    ],
    "districts": [
        ("Công an huyện Mộc Châu bắt ba đối tượng.", {"son-la"}),
        ("Quận Cầu Giấy thí điểm thu phí vỉa hè.", {"ha-noi"}),
        ("Sa Pa đón đợt rét đầu mùa.", {"lao-cai"}),
        ("Tàu cập cảng Dung Quất lúc nửa đêm.", {"quang-ngai"}),
        ("Thành ủy Vinh họp báo.", {"nghe-an"}),
        ("Huyện Lắk giữ rừng đầu nguồn.", {"dak-lak"}),
        ("Người dân quận 8 di dời khỏi ven kênh.", {"ho-chi-minh"}),
        ("Các huyện Quảng Ninh, Lệ Thủy ngập sâu.", {"quang-binh"}),
        ("Huyện Châu Thành họp dân.", set()),
        ("Huyện Châu Thành (tỉnh Trà Vinh) họp dân.", {"tra-vinh"}),
        ("Quận Tân Phú và huyện Tân Phú cùng tên.", {"ho-chi-minh", "dong-nai"}),
        ("Thị xã Hòa Bình xưa là một phố nhỏ.", {"hoa-binh"}),
        ("Công an thị trấn Hương Khê vào cuộc.", {"ha-tinh"}),
        ("Đặc khu Vân Đồn ra mắt.", {"quang-ninh"}),
        ("Đặc khu Phú Quý có điện cả ngày.", {"binh-thuan"}),
        ("Phường Pleiku đông dân nhất tỉnh.", {"gia-lai"}),
    ],
    "communes": [
        ("Xã Hòa Bình, huyện Chợ Mới, tỉnh An Giang.", {"an-giang"}),
        ("Đoàn thăm xã Thái Bình, tỉnh Tây Ninh.", {"tay-ninh"}),
        ("Phường Hà Nam đón bằng công nhận.", set()),
        ("Các xã Bình Dương, Mỹ Lộc và Hòa Bình về đích.", set()),
        ("Ấp Long An nằm sát biên giới.", set()),
        ("Thôn Nam Định có nhà văn hóa mới.", set()),
        ("Phường Hoa Lư, TP Pleiku, xảy ra cháy.", {"gia-lai"}),
    ],
    "persons": [
        ("Ông Đinh Phú Yên xin nghỉ hưu trước tuổi.", set()),
        ("Bà Lê Thị Thanh Hóa nhận giải nhất.", set()),
        ("Trung úy Phạm Bình Phước lập công.", set()),
        ("Đồng chí Bùi Quảng Trị được bầu vào ban chấp hành.", set()),
        ("Chị Hà Giang bán hàng ở chợ.", set()),
        ("Cầu thủ Ngô Tiền Giang ghi bàn.", set()),
        ("Thái Bình Minh là giáo viên trẻ.", set()),
        ("Chị Nguyễn Thị Huế mở quán.", set()),
        ("Bí thư Tỉnh ủy An Giang Lê Hồng Quang dự.", {"an-giang"}),
        ("NGUYỄN HÒA BÌNH DỰ LỄ KHAI GIẢNG", set()),
        ("Tư tưởng Hồ Chí Minh soi đường.", set()),
        ("Ông Lê Đức Thọ ký hiệp định.", set()),
        ("Luật sư Nguyễn Hồng Lĩnh bào chữa.", set()),
        ("Sinh viên Hà Nội tình nguyện về quê.", {"ha-noi"}),
        ("Công ty Hoàn Mỹ Đồng Nai mổ ca khó.", {"dong-nai"}),
    ],
    "streets and things": [
        ("Tai nạn trên đường Bắc Kạn khiến hai người chết.", set()),
        ("Ngã tư phố Huế ùn tắc kéo dài.", set()),
        ("Tuyến đường Hà Nội - Hải Phòng thông xe.", {"ha-noi", "hai-phong"}),
        ("Điểm cầu Hà Nội kết nối ba nơi.", {"ha-noi"}),
        ("Nhu cầu Đà Nẵng tăng.", {"da-nang"}),
        ("Nước sông Đồng Nai dâng cao.", set()),
        ("Theo báo Quảng Nam, lúa trổ sớm.", set()),
        ("Đường Hồ Chí Minh qua Tây Nguyên được nâng cấp.", set()),
        ("Chiến thắng Điện Biên Phủ mãi vang vọng.", set()),
        ("Phường Điện Biên Phủ, tỉnh Điện Biên.", {"dien-bien"}),
        ("Giải thưởng Hồ Chí Minh về khoa học.", set()),
        ("Nước mắm Phú Quốc vào siêu thị.", {"kien-giang"}),
        ("Khu vực Châu Á - Thái Bình Dương ổn định.", set()),
        ("Họ nói về hòa bình và thống nhất.", set()),
        ("VÌ MỘT NỀN HÒA BÌNH BỀN VỮNG", set()),
        ("CÔNG AN TỈNH HÒA BÌNH RA QUÂN", {"hoa-binh"}),
    ],
    "foreign": [
        ("Lũ quét ở tỉnh Hà Nam của Trung Quốc.", set()),
        ("Thành phố Trường Sa, tỉnh Hồ Nam, đón khách.", set()),
        ("Cúm lan ra các tỉnh Sơn Tây, Cam Túc.", set()),
        ("Tỉnh Hà Nam hợp tác với Trung Quốc.", {"ha-nam"}),
        ("Cửa khẩu Lào Cai (Việt Nam) - Hà Khẩu.", {"lao-cai"}),
        ("Ông đến Thủ đô Paris hôm qua.", set()),
        ("Thủ đô Viêng Chăn có metro đầu tiên.", set()),
        ("Thủ đô nước này bị không kích.", set()),
    ],
    "capital": [
        ("Quân dân Thủ đô mừng ngày giải phóng.", {"ha-noi"}),
        ("Thủ đô Hà Nội có thêm vành đai.", {"ha-noi"}),
        ("Bộ Tư lệnh Thủ đô diễn tập.", {"ha-noi"}),
    ],
    "historic": [
        ("Ông quê ở Hà Bắc.", {"bac-ninh"}),
        ("Tỉnh Sông Bé được tách ra năm 1996.", {"ho-chi-minh", "dong-nai"}),
        ("Hà Nam Ninh từng là một tỉnh lớn.", {"ninh-binh"}),
        ("Tỉnh Cửu Long và đồng bằng sông Cửu Long.", {"vinh-long"}),
        ("Tỉnh Minh Hải nổi tiếng tôm cá.", {"ca-mau"}),
        ("Thời Nghệ Tĩnh, tỉnh lỵ đặt ở Vinh.", {"nghe-an", "ha-tinh"}),
        ("Nam Hà Nội phát triển nhanh.", {"ha-noi"}),
        ("Vùng Bắc Bình Định có mưa.", {"binh-dinh"}),
    ],
    "without diacritics": [
        ("cong an tinh gia lai bat nghi pham", {"gia-lai"}),
        ("UBND TINH QUANG NGAI HOP BAO", {"quang-ngai"}),
        ("thanh uy hai phong to chuc hoi nghi", {"hai-phong"}),
        ("huyen phu yen thu hoach ngo", {"son-la"}),
        ("nguoi phu yen hien hoa", set()),
        ("tp ho chi minh mo tuyen xe moi", {"ho-chi-minh"}),
    ],
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(text, expected, id=f"{kind}-{number}")
        for kind, cases in CASES.items()
        for number, (text, expected) in enumerate(cases)
    ],
)
def test_find_places_reads_what_is_named(text: str, expected: set[str] | None) -> None:
    wanted = {"phu-tho", "vinh-phuc", "hoa-binh"} if expected is None else expected
    assert slugs(text) == wanted


def test_nothing_is_found_in_nothing() -> None:
    assert find_places("", "") == ()


@pytest.mark.parametrize(
    ("published", "expected"),
    [("2025-06-30", "binh-dinh"), ("2025-07-01", "gia-lai"), ("", "binh-dinh")],
)
def test_districts_stand_for_the_unit_of_the_day(published: str, expected: str) -> None:
    assert slugs("Lễ hội ở Quy Nhơn.", published=published) == {expected}


def test_named_former_province_keeps_its_slug_after_the_merger() -> None:
    found = slugs("Tỉnh Bình Định cũ có biển.", published="2025-12-01")
    assert found == {"binh-dinh"}


DATELINE = "Sáng 8-12, tại TP. Hà Nội, Ban Tổ chức họp bàn việc cuối năm."


def test_dateline_is_a_venue_and_no_subject() -> None:
    assert roles(find_places("", DATELINE)) == {("venue", "ha-noi", "stated")}


def test_remote_point_is_a_subject() -> None:
    body = DATELINE + "\n\nTại điểm cầu Tỉnh ủy Gia Lai có đông đủ cán bộ dự họp."
    assert roles(find_places("", body)) == {
        ("venue", "ha-noi", "stated"),
        ("subject", "gia-lai", "stated"),
    }


def test_main_point_is_a_venue() -> None:
    body = (
        "Hội nghị trực tuyến toàn quốc bàn về chuyển đổi số khai mạc sáng nay.\n\n"
        "Từ điểm cầu chính tại Đà Nẵng, ban tổ chức nêu mục đích."
    )
    assert ("venue", "da-nang", "stated") in roles(find_places("", body))


@pytest.mark.parametrize(
    "opening",
    [
        "Ngày 5/5, tại xã Ia Dom, huyện Đức Cơ, tỉnh Gia Lai, bộ đội họp mặt.",
        "Chiều 3/6, tại Hội trường 2-9, TP Pleiku, Gia Lai, ngành y tế họp.",
        "Gia Lai - Sáng nay, cán bộ và nhân dân dự lễ.",
        "GIA LAI (TTXVN) - Sáng nay, cán bộ và nhân dân dự lễ.",
    ],
)
def test_venue_is_read_from_the_opening(opening: str) -> None:
    venues = {p.slug for p in find_places("", opening) if p.role == "venue"}
    assert venues == {"gia-lai"}


def test_title_makes_a_subject() -> None:
    places = find_places("Lâm Đồng mở đường lên núi", "Công trình dài chín cây số.")
    assert roles(places) == {("subject", "lam-dong", "stated")}


def test_no_name_goes_over_from_the_title_to_the_body() -> None:
    assert find_places("Hội thảo ở Bình", "Dương Văn Lý nói về cầu.") == ()
    places = find_places("Về Bình Định", "Định cư xong ở Bình Dương.")
    assert {place.slug for place in places} == {"binh-dinh", "binh-duong"}


def test_office_of_an_attendant_is_only_mentioned() -> None:
    body = (
        "Hội nghị toàn quốc về công tác cán bộ diễn ra trong một ngày với nhiều tham "
        "luận.\n\nDự còn có Bí thư Thành ủy Hải Phòng Trần Văn Bảy, Chủ tịch UBND tỉnh "
        "Cà Mau Lê Thị Sáu cùng nhiều cán bộ."
    )
    assert {place.role for place in find_places("", body)} == {"mentioned"}


def test_passing_mention_is_no_subject() -> None:
    body = (
        "Lâm Đồng trồng hoa. " * 5 + "\n" + "Vụ này được mùa. " * 60 + "Như ở Sơn La."
    )
    assert roles(find_places("", body)) == {
        ("subject", "lam-dong", "stated"),
        ("mentioned", "son-la", "stated"),
    }


BARE = "Sáng 9/12, Ban Tổ chức Thành ủy tổng kết năm. Thành ủy ghi nhận kết quả."


def test_bare_office_is_resolved_by_a_local_publisher() -> None:
    assert roles(find_places("", BARE, "HNN.VN")) == {
        ("venue", "hue", "inferred"),
        ("subject", "hue", "inferred"),
        ("publisher", "hue", "inferred"),
    }


@pytest.mark.parametrize("publisher", ["", "TTXVN", "TTO", "VnExpress"])
def test_bare_office_stays_unknown_elsewhere(publisher: str) -> None:
    assert slugs(BARE, publisher) == set()


def test_publisher_alone_is_no_subject() -> None:
    places = find_places("", DATELINE, "GLO")
    assert roles(places) == {
        ("venue", "ha-noi", "stated"),
        ("publisher", "gia-lai", "inferred"),
    }


def test_publisher_is_read_from_a_leading_code() -> None:
    places = find_places("", "(GLO)- Sáng nay, tại Hà Nội, Quốc hội họp.")
    assert ("publisher", "gia-lai", "inferred") in roles(places)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("GLO", "gia-lai"),
        ("Báo Gia Lai", "gia-lai"),
        ("Báo và Phát thanh, Truyền hình Cao Bằng", "cao-bang"),
        ("baothanhhoa.vn", "thanh-hoa"),
        ("https://baobinhdinh.vn/", "binh-dinh"),
        ("Huế ngày nay", "hue"),
        ("Hà Nội mới", "ha-noi"),
        ("Sài Gòn Giải Phóng", "ho-chi-minh"),
        ("Đài Phát thanh và Truyền hình Bến Tre", "ben-tre"),
    ],
)
def test_home_of_local_publishers(name: str, slug: str) -> None:
    home = home_of(name)
    assert home is not None and home.slug == slug


@pytest.mark.parametrize(
    "name", ["", "TTXVN", "VnExpress", "Nhân Dân", "vnexpress.net", "Dân trí", "\ud800"]
)
def test_national_publishers_have_no_home(name: str) -> None:
    assert home_of(name) is None


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("(GLO)- Sáng nay", "GLO"),
        ("HNN.VN - Sáng nay", "HNN.VN"),
        ("(TTXVN) - Sáng nay", "TTXVN"),
        ("Sáng nay - trời mưa", ""),
        ("", ""),
    ],
)
def test_leading_code(body: str, code: str) -> None:
    assert leading_code(body) == code


def test_sentences_of_every_kind() -> None:
    path = Path(__file__).parent / "data" / "places.tsv"
    wrong = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        text, codes = line.split("\t")
        found = {PROVINCES[today(slug)].code for slug in slugs(text)}
        if found != set(codes.strip("-").split(";")) - {""}:
            wrong.append((text, found))
    assert wrong == []


def test_shared_location_cases() -> None:
    path = SHARED / "gazetteer" / "location_cases.csv"
    if not path.exists():
        pytest.skip("no shared gazetteer here")
    with path.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    wrong = []
    for row in rows:
        expected = set(filter(None, row["expected"].split(";")))
        found = {PROVINCES[today(slug)].code for slug in slugs(row["text"])}
        if found != expected:
            wrong.append((row["text"], found))
    assert len(wrong) <= 0.05 * len(rows), wrong


REFERENCES = {
    "000_a586a0b2dcb499f2.txt": ({"ha-noi"}, {"gia-lai"}),
    "001_8d2a0f0784835c97.txt": ({"ha-noi"}, set()),
    "002_4fbef69952b4aaf7.txt": ({"hue"}, {"hue"}),
    "003_a15fc9680380b13c.txt": (set(), set()),
    "004_a43a7c39dd567a38.txt": (set(), set()),
}


@pytest.mark.parametrize("name", REFERENCES)
def test_reference_articles(name: str) -> None:
    path = SHARED / "reference" / name
    if not path.exists():
        pytest.skip("no reference articles here")
    publishers = {"000": "GLO", "002": "HNN.VN"}
    text = path.read_text(encoding="utf-8").partition("ĐÁNH GIÁ")[0]
    places = find_places("", text, publishers.get(name[:3], ""))
    found = {
        role: {place.slug for place in places if place.role == role}
        for role in ("venue", "subject")
    }
    assert (found["venue"], found["subject"]) == REFERENCES[name]


@pytest.mark.parametrize(
    "text",
    ["\ud800 tỉnh \udfff Gia Lai", "tỉnh \0 Gia Lai", "Hà " * 20000, "(" * 20000]
    + ["Thủ đô, " * 5000, "xã A, " * 8000, "các xã Ngãi Tứ, " * 2000, "P." * 20000]
    + ["toàn tỉnh " * 4000, "Tỉnh ủy Hà Tĩnh, Tỉnh ủy " * 2000, "trú tại Huế, " * 3000]
    + ["tại Hà Nội, " * 4000, "Hà-" * 20000],
)
def test_hostile_text_is_survived(text: str) -> None:
    for place in find_places(text, text):
        assert place.slug in FORMER
    for place in find_places(text, text, "Báo Sơn La", "2026-01-01"):
        assert place.slug in FORMER


@given(st.text(alphabet="HàNội Gia-Lai,tỉnhTPHCM.(\n)đường", max_size=200))
def test_every_slug_is_known(text: str) -> None:
    places = find_places(text[:50], text)
    assert all(place.slug in FORMER and place.name for place in places)
    keys = [(place.slug, place.role) for place in places]
    assert len(keys) == len(set(keys))


def of_role(text: str, *roles: str) -> set[str]:
    return {place.slug for place in find_places("", text) if place.role in roles}


@pytest.mark.parametrize(
    ("text", "venue", "subject"),
    [
        ("Sáng 2/3, tại Huế, UBND tỉnh Quảng Trị gọi vốn.", {"hue"}, {"quang-tri"}),
        ("Chiều 4/5, tại Hà Nội, Tỉnh ủy Lai Châu họp mặt.", {"ha-noi"}, {"lai-chau"}),
        (
            "Ngày 4/5, tại TP.HCM, Công an TP Cần Thơ trao đổi.",
            {"ho-chi-minh"},
            {"can-tho"},
        ),
        (
            "Sáng nay, tại trụ sở UBND tỉnh Phú Thọ, đoàn khảo sát họp.",
            {"phu-tho"},
            set(),
        ),
        (
            "Sáng 1/2, tại xã Ba, huyện Đông Giang, tỉnh Quảng Nam, có hội.",
            {"quang-nam"},
            set(),
        ),
    ],
)
def test_what_acts_after_the_comma_of_a_dateline_is_the_subject(
    text: str, venue: set[str], subject: set[str]
) -> None:
    assert of_role(text, "venue") == venue
    assert of_role(text, "subject") == subject


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Bà L. (52 tuổi, trú tại Nam Định) bán vé số.", "nam-dinh"),
        (
            "Anh T. ngụ phường 3, thị xã Cai Lậy, tỉnh Tiền Giang, đi làm xa.",
            "tien-giang",
        ),
        ("Ông sinh năm 1950 tại Bắc Giang, vào Đảng năm 1970.", "bac-giang"),
        ("Cô sinh ra và lớn lên ở Lạng Sơn, hát từ nhỏ.", "lang-son"),
        ("Công ty có địa chỉ tại TP Hải Phòng bán hàng giả.", "hai-phong"),
        ("Xe con biển số Đồng Nai đâm dải phân cách.", "dong-nai"),
        ("Bà tốt nghiệp Đại học Cần Thơ rồi mở trại tôm.", "can-tho"),
        ("Em quê ở Hà Tĩnh, đỗ thủ khoa.", "ha-tinh"),
        ("Anh có hộ khẩu thường trú tại tỉnh Kon Tum.", "kon-tum"),
    ],
)
def test_where_somebody_comes_from_is_only_mentioned(text: str, slug: str) -> None:
    assert of_role(text, "venue", "subject") == set()
    assert of_role(text, "mentioned") == {slug}


@pytest.mark.parametrize(
    "text",
    [
        "Yên Bái 21°C\nLúa chín rộ.",
        "Lúa chín rộ.\n(Video do Đài Phát thanh - Truyền hình Yên Bái cung cấp)",
        "Lúa chín rộ.\nẢnh: Báo và Đài Phát thanh, truyền hình Yên Bái.",
    ],
)
def test_weather_and_credits_are_no_subject(text: str) -> None:
    assert of_role(text, "venue", "subject") == set()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Cửa khẩu Hoa Lư (Bình Phước) thông quan.", {"binh-phuoc"}),
        ("Ga Cẩm Giàng, Lâm Đồng, sửa mái.", {"lam-dong"}),
        ("Vịnh Hạ Long (Quảng Ninh) đón khách.", {"quang-ninh"}),
        ("Hạ Long, Hà Nội và Huế đón khách.", {"quang-ninh", "ha-noi", "hue"}),
        ("Xe đi từ Hai Bà Trưng đến Lê Chân.", set()),
        ("Rào đoạn từ Ngô Quyền qua Hồng Bàng.", set()),
        ("Vụ cháy ở quận Lê Chân đã tắt.", {"hai-phong"}),
        ("Xa lộ Hà Nội kẹt cứng.", set()),
        ("Đèo Bảo Lộc sạt lở.", {"lam-dong"}),
        ("Đảo Phú Quý có điện gió.", {"binh-thuan"}),
        ("Ngã tư Thủ Đức kẹt cứng.", set()),
        ("Tiền đạo Thành Vinh ghi bàn.", set()),
        ("Huấn luyện viên Lê Hải Dương rời đội.", set()),
        ("Ngân hàng Sài Gòn Công Thương tăng vốn.", set()),
        ("Sài Gòn Thương Tín mở chi nhánh.", set()),
        ("Cao tốc Vinh - Bãi Vọt thông xe.", {"nghe-an"}),
        ("Đường sắt Vinh - Vũng Áng được duyệt.", {"nghe-an"}),
        ("Ubnd tp.hcm có văn bản mới.", {"ho-chi-minh"}),
        ("Dân tphcm đi metro.", {"ho-chi-minh"}),
        ("Tỉnh Bình Tuy xưa nay là vùng thanh long.", {"lam-dong"}),
        ("Tỉnh Quảng Yên có từ thời Nguyễn.", {"quang-ninh"}),
        ("Tỉnh Bà Rịa thuở ấy rất rộng.", {"ho-chi-minh"}),
    ],
)
def test_parents_streets_persons_brands_and_routes(
    text: str, expected: set[str]
) -> None:
    assert slugs(text) == expected


@pytest.mark.parametrize(
    ("text", "year", "expected"),
    [
        ("Thị xã Tân Uyên gọi vốn.", "2018", {"binh-duong"}),
        ("Thị xã Tân Uyên gọi vốn.", "", {"binh-duong"}),
        ("Huyện Tân Uyên trồng chè.", "2018", {"lai-chau"}),
        ("Huyện Tân Uyên trồng chè.", "2010", set()),
        ("Huyện Phong Điền ngập sâu.", "2020", set()),
        ("Huyện Phong Điền ngập sâu.", "2025", {"can-tho"}),
        ("Huyện Phước Long có cầu.", "2008", set()),
        ("Huyện Phước Long có cầu.", "2012", {"bac-lieu"}),
        ("Thành phố Sơn Tây mở hội.", "2008", {"ha-noi"}),
    ],
)
def test_districts_have_the_types_of_their_years(
    text: str, year: str, expected: set[str]
) -> None:
    assert slugs(text, published=year) == expected


@pytest.mark.parametrize(
    ("text", "venue"),
    [
        (
            "Tối 3/6, tại Bến cá 19/5, thôn Đông, xã Yên, thành phố Quảng Ngãi, đoàn "
            "văn công biểu diễn.",
            {"quang-ngai"},
        ),
        (
            "Sáng 3/6, tại Khu lưu niệm nhà thơ (số 5 đường Lúa, TP. Hải Phòng), hội "
            "sách mở cửa.",
            {"hai-phong"},
        ),
        (
            "Đại biểu cắt băng “Đêm sáng” Tối 3/6, tại đình Cả (quận Lê Chân, TP Hải "
            "Phòng), Sở Văn hóa Hải Phòng mở tour.",
            {"hai-phong"},
        ),
        ("Sáng 3/6, tại Sơn Tây (Hà Nội), có buổi diễn tập.", {"ha-noi"}),
        ("Sáng 3/6, tại trụ sở Chính phủ, lãnh đạo Hà Nội báo cáo.", set()),
        ("Chiều nay tại TP.HCM, Cà Mau gọi vốn.", {"ho-chi-minh"}),
        ("Chiều nay tại Hà Nội, Huế và Đà Nẵng có mưa.", {"ha-noi", "hue", "da-nang"}),
        ("Hà Nội, 5-10 - Chiều nay có mưa.", {"ha-noi"}),
        ("Mưa đá ở Hà Giang, Cao Bằng, Sơn La.", {"ha-giang", "cao-bang", "son-la"}),
        ("Từ điểm cầu chính Huế, cuộc họp nối với Sơn La.", {"hue"}),
        ("Tuyến Hà Nội - Vinh bán vé.", set()),
        ("Hà Nội - Hải Phòng có thêm chuyến tàu.", set()),
        ("Xe khách lật ở Sơn La.", {"son-la"}),
    ],
)
def test_a_dateline_reaches_to_the_comma_before_who_acts(
    text: str, venue: set[str]
) -> None:
    assert of_role(text, "venue") == venue


def test_an_accident_is_what_is_told_of_its_place() -> None:
    assert of_role("Xe khách lật ở Sơn La.", "subject") == {"son-la"}
    assert of_role("Hội thảo diễn ra ở Sơn La.", "subject") == set()
    assert of_role("Bộ trưởng làm việc tại Sơn La.", "subject") == {"son-la"}


def test_each_place_keeps_the_words_that_gave_its_role() -> None:
    body = (
        "Sáng 3/6, tại thành phố Hải Phòng, UBND tỉnh Hưng Yên gọi vốn. Hưng Yên có "
        "nhiều đất."
    )
    words = {place.slug: place.words for place in find_places("", body)}
    assert words["hai-phong"] == "Sáng 3/6, tại thành phố Hải Phòng"
    assert words["hung-yen"].endswith("UBND tỉnh Hưng Yên")
    own = find_places("", "Tỉnh ủy họp.", "Báo Sơn La", "2026-01-01")
    assert {(place.role, place.words) for place in own} == {
        ("subject", "Tỉnh ủy"),
        ("publisher", ""),
    }


def test_words_are_whole_and_of_one_line() -> None:
    text = "Dòng trên\n" + "chữ " * 30 + "ở Sơn La có hội."
    place, *_ = find_places("", text)
    assert place.words.startswith("chữ ") and place.words.endswith("ở Sơn La")
    assert len(place.words) < 60
