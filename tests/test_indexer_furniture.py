"""What crawled pages carry beside their text: controls, clocks, codes, teasers, credits.
Sentences are invented."""

from __future__ import annotations

from typing import Any

import pytest

from indexer.cleaning.clean import Cleaned, clean_record
from indexer.cleaning.controls import is_control
from indexer.cleaning.publisher import is_publisher_name
from indexer.facts.places.places import find_places
from indexer.sources.record import Record

FIRST = "Sáng 6/3, xã Bắc Sông mở lớp dạy đan lát cho ba mươi phụ nữ, lớp học trong hai tháng."
NEXT = "Chị em được cấp mây tre và tiền ăn trưa, sản phẩm do hợp tác xã trong vùng thu mua."


def clean(*lines: str, **fields: Any) -> Cleaned:
    fields = {"structured": True} | fields
    return clean_record(Record(text="\n".join(lines), source="bai.txt", **fields))


CONTROLS = [
    "Theo dõi Báo điện tử Bắc Sông trên",
    "Theo dõi trên",
    "Theo dõi Đài Bắc Sông trên Google News",
    "Truy cập nội dung luôn",
    "Chuyển đến phần nội dung",
    "Bỏ qua nội dung",
    "Mặc định Cỡ chữ",
    "Cỡ chữ nhỏ",
    "A- A A+",
    "Lượt xem: 318",
    "Lượt đọc: 2.415",
    "1.204 lượt xem",
    "Số lần xem : 77",
    "Nghe đọc bài 0:00/3:42",
    "0:00 / 5:10",
    "Đọc bài viết",
    "Vĩnh Bình, 31°C/ 30°C - 34°C Icon thời tiết mưa",
    "28°C",
    "Xin vui lòng gõ tiếng Việt có dấu",
    "Thông tin bạn đọc",
    "Đóng Lưu thông tin",
    "Lưu bài viết thành công",
    "Banner",
    "Banner trang trong",
    "MULTIMEDIA",
    "Chia sẻ Facebook Zalo Sao chép liên kết",
    "Facebook | Zalo | Email | In bài",
    "Chia sẻ 12 Bình luận 3",
    "![Lễ phát động](/file/2025/anh-1.jpg)",
    '<image>data:image/s3,"s3://kho/ab12" alt="Lễ phát động"</image>',
    ".jpg)",
    "le-phat-dong-2.webp",
    "(*) Không sao chép dưới mọi hình thức khi chưa có ý kiến của Báo.",
    "Nghiêm cấm sao chép khi chưa được sự đồng ý của tòa soạn",
    "® Ghi rõ nguồn “Bắc Sông” khi dùng lại thông tin từ trang này",
    "Nguồn: [Link nguồn]",
    ".",
    ",",
]


@pytest.mark.parametrize("control", CONTROLS)
@pytest.mark.parametrize("structured", [False, True])
def test_controls_of_the_page_are_cut(control: str, structured: bool) -> None:
    for lines in (
        (control, FIRST, NEXT),
        (FIRST, control, NEXT),
        (FIRST, NEXT, control),
    ):
        cleaned = clean(*lines, structured=structured)
        assert cleaned.body == f"{FIRST}\n{NEXT}"
        assert cleaned.title == ""
        assert control in (*cleaned.furniture, *cleaned.captions)


@pytest.mark.parametrize(
    "line",
    [
        "Nguồn: vốn của xã và của dân, theo lời trưởng thôn.",
        "Theo dõi đàn cò về trên cánh đồng là thú vui của nhiều người già trong làng.",
        "Nhiệt độ trong lớp học lên tới 38°C khiến nhiều em mệt, nhà trường cho nghỉ sớm.",
        "Chia sẻ với báo chí, ông Lành nói lớp học sẽ mở thêm vào mùa thu năm nay.",
        "Không sao chép bài của bạn là điều thầy cô dặn trò từ buổi học đầu tiên ở lớp.",
        "In ấn và phát hành là nghề chính của bà con ở phố chợ từ nhiều đời nay.",
        "Đọc sách",
        "Đã 12 năm",
    ],
)
def test_sentences_that_begin_like_controls_stay(line: str) -> None:
    assert not is_control(line)
    assert line in clean(FIRST, line, NEXT).body


@pytest.mark.parametrize(
    ("label", "rest"),
    [
        ("XEM CLIP: ", "Hôm nay (6/3), xã Bắc Sông mở lớp."),
        ("Video: ", "Sáng nay, xã Bắc Sông mở lớp, ba mươi chị em có mặt từ sớm."),
        ("Nghe đọc bài 0:00/3:42 ", "Sáng 6/3, xã mở lớp."),
        (
            "Lưu bài viết thành công Bạn có thể xem lại bài viết đã lưu ở trangTin bài đã"
            " lưu ",
            "Sáng 6/3, xã mở lớp.",
        ),
    ],
)
def test_labels_in_front_of_flattened_text(label: str, rest: str) -> None:
    text = f"{rest} {NEXT}"
    assert clean(label + text).body == text


@pytest.mark.parametrize(
    "ending",
    [
        " Nguồn: [Link nguồn]",
        " Nguồn: [Link nguồn]Nguồn: [Link nguồn]",
        "\nNguồn: [Link nguồn]",
    ],
)
def test_link_to_the_source_signs_nothing(ending: str) -> None:
    cleaned = clean(f"{FIRST} {NEXT}{ending}")
    assert (cleaned.body, cleaned.byline) == (f"{FIRST} {NEXT}", "")


@pytest.mark.parametrize(
    ("credit", "after"),
    [
        ("Ảnh:Lê Hà ", "Người trong làng mong lớp này từ lâu."),
        ("Ảnh: N.S ", "Trưa nay trời tạnh, lớp nghỉ sớm."),
        ("Ảnh: Đỗ Hòa ", "Ngày 7/3, lớp học tiếp."),
    ],
)
def test_credit_between_sentences_is_cut_and_swallows_nothing(
    credit: str, after: str
) -> None:
    cleaned = clean(f"{FIRST} {NEXT} {credit}{after}")
    assert cleaned.body == f"{FIRST} {NEXT} {after}"
    assert cleaned.captions == (credit.strip(),)


SAVED = [
    "Thứ bảy, 7-3-26 06:58:15",
    "Chủ nhật, 15/2/26 21:04:59",
    "Thứ Tư 1.4.26",
    "Thứ hai, 9-2-26 14:53:40 Vĩnh Bình, 28°C/ 27°C - 33°C",
]


@pytest.mark.parametrize("clock", SAVED)
@pytest.mark.parametrize("structured", [False, True])
def test_clock_of_the_saved_page_says_nothing(clock: str, structured: bool) -> None:
    title = "Phụ nữ Bắc Sông học đan lát"
    cleaned = clean(clock, title, FIRST, NEXT, structured=structured)
    assert cleaned.title == title
    assert cleaned.stated == ()
    assert cleaned.body == f"{FIRST}\n{NEXT}"


@pytest.mark.parametrize(
    ("clock", "stated", "byline"),
    [
        ("LÊ HÀ (thực hiện) 10/10/2018 03:09", "10/10/2018 03:09", "LÊ HÀ (thực hiện)"),
        ("Thời sự 04-01-2023", "04-01-2023", ""),
        ("Kinh tế 17/05/2024", "17/05/2024", ""),
        ("01/10/2021 15:53    4792", "01/10/2021 15:53", ""),
        ("12/11/2022 09:00   310 lượt xem", "12/11/2022 09:00", ""),
        ("(08:30 14/02/2024)", "08:30 14/02/2024", ""),
        ("Print Thứ Bảy, 26/01/2019 19:26", "Thứ Bảy, 26/01/2019 19:26", ""),
    ],
)
def test_clocks_beside_names_counters_and_buttons(
    clock: str, stated: str, byline: str
) -> None:
    cleaned = clean("Phụ nữ Bắc Sông học đan lát", clock, FIRST, NEXT)
    assert cleaned.stated == (("clock", stated),)
    assert cleaned.byline == byline
    assert cleaned.title == "Phụ nữ Bắc Sông học đan lát"


def test_labelled_clock_goes_before_the_pages_own() -> None:
    cleaned = clean(
        "Thứ 3, Ngày 16/07/2024 -",
        "Phụ nữ Bắc Sông học đan lát",
        "Ngày đăng: 08/07/2024  11:38",
        FIRST,
    )
    assert [text for _, text in cleaned.stated] == [
        "08/07/2024  11:38",
        "Thứ 3, Ngày 16/07/2024",
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ("Phụ nữ Bắc Sông học đan lát", FIRST, NEXT),
        ("Phụ nữ Bắc Sông học đan lát |", "BHG - " + FIRST, NEXT),
        ("Banner", ".", "Phụ nữ Bắc Sông học đan lát", "10/10/2018 03:09", FIRST, NEXT),
    ],
)
def test_record_without_a_title_has_its_first_line(lines: tuple[str, ...]) -> None:
    cleaned = clean(*lines)
    assert cleaned.title == "Phụ nữ Bắc Sông học đan lát"
    assert cleaned.body == f"{FIRST}\n{NEXT}"


@pytest.mark.parametrize(
    "lines",
    [(FIRST, NEXT), (FIRST, "Đến trưa, lớp nghỉ."), ("Đọc sách.", FIRST), (FIRST,)],
)
def test_record_whose_text_begins_at_once_has_no_title(lines: tuple[str, ...]) -> None:
    assert clean(*lines).title == ""


def test_lead_is_no_title() -> None:
    lead = "Ba mươi phụ nữ xã Bắc Sông vào lớp học nghề"
    assert clean(FIRST, NEXT, lead=lead).title == ""


TEASER = "Chiều 9/4, phường ra quân vớt bèo trên kênh."


@pytest.mark.parametrize(
    "lines",
    [
        ("QTO - " + FIRST, NEXT, "QTO - " + TEASER),
        (
            "(BGL) - " + FIRST,
            NEXT,
            "(BGL) - " + TEASER,
            "(BGL) - Nắng lên, làng vào hội",
        ),
        (
            FIRST,
            NEXT,
            "(Baobacsong.vn) - " + TEASER,
            "(Baobacsong.vn) - Làng vào hội...",
        ),
        ("Bộ đội gặt lúa giúp dân", FIRST, NEXT, NEXT, NEXT, "TTO - " + TEASER),
    ],
)
def test_second_code_starts_another_article(lines: tuple[str, ...]) -> None:
    cleaned = clean(*lines)
    assert FIRST in cleaned.body
    assert "vớt bèo" not in cleaned.body
    assert "vào hội" not in cleaned.body


def test_lead_may_carry_the_code_too() -> None:
    cleaned = clean(
        "(BGL)- " + FIRST, NEXT, lead="(BGL)- Ba mươi phụ nữ vào lớp học nghề."
    )
    assert cleaned.body == f"Ba mươi phụ nữ vào lớp học nghề.\n{FIRST}\n{NEXT}"
    assert cleaned.publisher == "BGL"


@pytest.mark.parametrize(
    "name", ["Báo Sơn La", "Báo Cà Mau điện tử", "Báo Nghệ An Online"]
)
def test_newspapers_name_alone_is_the_publisher(name: str) -> None:
    for lines in ((FIRST, NEXT, name), ("Phụ nữ học đan lát", name, FIRST, NEXT)):
        cleaned = clean(*lines)
        assert (cleaned.publisher, cleaned.byline) == (name, "")
        assert cleaned.body == f"{FIRST}\n{NEXT}"


@pytest.mark.parametrize("text", ["Báo động đỏ", "Báo Mùa", "Báo cáo", "Lê Báo"])
def test_what_is_no_newspapers_name(text: str) -> None:
    assert not is_publisher_name(text)


@pytest.mark.parametrize(
    ("place", "slug"), [("CẦN THƠ", "can-tho"), ("Hà Nội", "ha-noi"), ("HUẾ", "hue")]
)
def test_agencys_dateline_keeps_its_place(place: str, slug: str) -> None:
    cleaned = clean(f"{place} (TTXVN) - Chiều nay, hội nghị về lúa gạo mở màn. {NEXT}")
    places = find_places("", cleaned.composed, cleaned.publisher)
    assert [(item.slug, item.role) for item in places] == [(slug, "venue")]
    assert cleaned.body.startswith(f"{place} - Chiều nay")


@pytest.mark.parametrize(
    "pattern",
    [
        "Tin liên quan\n",
        "Lượt xem: 1\n",
        "Đánh giá\n",
        "QTO - Xã\n",
        "(Baobacsong.vn) - Xã mở hội làng vào mùa xuân năm nay\n",
        "Nguồn: [Link nguồn] ",
        "Ảnh: N.S Người già nói. ",
        "28°C ",
        "Theo dõi ",
        "Thứ bảy, 7-3-26 ",
        "![",
        "<image ",
        "Báo ",
    ],
)
@pytest.mark.parametrize("structured", [False, True])
def test_repeated_patterns_end(pattern: str, structured: bool) -> None:
    """A quadratic rule would take minutes for these."""
    text = pattern * (400_000 // len(pattern))
    cleaned = clean(text, structured=structured)
    assert cleaned.body
