"""Cleaning: what is cut, what stays, that nothing is lost. Sentences are invented."""

from __future__ import annotations

import unicodedata
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.cleaning.clean import AFTER_GALLERY, FLAGS, TOO_MUCH, Cleaned, clean_record
from indexer.sources.record import NOTES, Record
from search.labels import FLAG_LABELS

LONG = (
    "Hội nghị đã thảo luận nhiều nội dung quan trọng về phát triển kinh tế - xã hội,"
    " bảo đảm quốc phòng, an ninh và chăm lo đời sống nhân dân trên địa bàn trong thời"
    " gian tới, nhất là ở vùng sâu, vùng xa."
)
MORE = (
    "Theo báo cáo, tỉnh đã hoàn thành nhiều chỉ tiêu đề ra từ đầu năm, trong đó thu"
    " ngân sách vượt kế hoạch, nhiều công trình trọng điểm được đưa vào sử dụng và số"
    " hộ nghèo tiếp tục giảm so với cùng kỳ năm trước."
)


def clean(*lines: str, **fields: Any) -> Cleaned:
    return clean_record(Record(text="\n\n".join(lines), source="bai.txt", **fields))


@pytest.mark.parametrize(
    ("start", "publisher"),
    [
        ("(BGL)- ", "BGL"),
        ("(QNO) - ", "QNO"),
        ("(ĐN)-", "ĐN"),
        ("(TTXVN) ", "TTXVN"),
        ("(Chinhphu.vn) – ", "Chinhphu.vn"),
        ("(Báo Quảng Ngãi)- ", "Báo Quảng Ngãi"),
        ("(SGGP). - ", "SGGP"),
        ("TTH.VN - ", "TTH.VN"),
        ("VOV.VN - ", "VOV.VN"),
        ("TTO - ", "TTO"),
        ("NDO- ", "NDO"),
        ("QĐND Online – ", "QĐND Online"),
        ("Baoninhbinh.org.vn - ", "Baoninhbinh.org.vn"),
    ],
)
def test_source_code_becomes_the_publisher(start: str, publisher: str) -> None:
    cleaned = clean(start + "Sáng 5-11, " + LONG, MORE)
    assert cleaned.publisher == publisher
    assert cleaned.body.startswith("Sáng 5-11, Hội nghị")


@pytest.mark.parametrize(
    "start",
    [
        "(Hà Nội) - ",
        "(Ảnh: Minh Hà) ",
        "NATO - ",
        "UBND - ",
        "TP.HCM - ",
        "II - ",
        "HUẾ - ",
        "(Tiếp theo kỳ trước) ",
        "(2) ",
        "(Minh Hà - TTXVN) - ",
    ],
)
def test_what_is_no_source_code(start: str) -> None:
    assert clean(start + "Sáng 5-11, " + LONG, MORE).publisher == ""


def test_supplied_publisher_wins_over_the_code() -> None:
    cleaned = clean("(BGL)- " + LONG, MORE, publisher="Báo Gia Lai")
    assert cleaned.publisher == "Báo Gia Lai"
    assert cleaned.furniture == ("(BGL)-",)


def test_code_after_a_caption_in_the_same_paragraph() -> None:
    cleaned = clean(
        "Công nhân thu dọn cây đổ. Ảnh: T.Bình (NLĐ)- Ngày 5-11, " + LONG,
        structured=True,
    )
    assert cleaned.publisher == "NLĐ"
    assert cleaned.captions == ("Công nhân thu dọn cây đổ. Ảnh: T.Bình",)
    assert cleaned.body.startswith("Ngày 5-11, Hội nghị")


def test_photo_credit_is_no_publisher_and_no_byline() -> None:
    cleaned = clean(LONG, MORE, "Đoàn viên trồng cây. (Ảnh: Lê An/TTXVN)", LONG)
    assert (cleaned.publisher, cleaned.byline) == ("", "")


def test_agency_that_signs_alone_is_the_publisher() -> None:
    cleaned = clean(LONG, MORE, "(TTXVN)")
    assert (cleaned.publisher, cleaned.byline) == ("TTXVN", "")
    assert cleaned.body.endswith("năm trước.")


@pytest.mark.parametrize(
    ("header", "stated"),
    [
        (" date 2025-11-05 ", "2025-11-05"),
        ("date 2024-03 ", "2024-03"),
        (" date 2023 ", "2023"),
        ("Date: 05/11/2025 ", "05/11/2025"),
        ("\ufeff date 2025-11-05\n", "2025-11-05"),
    ],
)
def test_collectors_header(header: str, stated: str) -> None:
    cleaned = clean(header + "Chiều 5/11, " + LONG, MORE)
    assert cleaned.stated == (("header", stated),)
    assert cleaned.body.startswith("Chiều 5/11")


def test_header_needs_a_date() -> None:
    assert clean("date palm " + LONG, MORE).stated == ()


@pytest.mark.parametrize(
    "clock",
    [
        "ClockThứ Tư, 05/11/2025 09:15",
        "Thứ Tư, 05/11/2025 09:15 (GMT+7)",
        "Thứ tư, ngày 5/11/2025 - 09:15",
        "05/11/2025 09:15",
        "09:15 | 05/11/2025",
        "09:15, 05/11/2025",
        "Cập nhật lúc: 09:15, 05/11/2025",
        "Đăng ngày 05-11-2025",
        "Chủ nhật, 9/11/2025, 20h05",
    ],
)
def test_page_clock(clock: str) -> None:
    cleaned = clean(clock, "Tỉnh đoàn ra quân tình nguyện mùa đông", LONG, MORE)
    assert [source for source, _ in cleaned.stated] == ["clock"]
    assert cleaned.title == "Tỉnh đoàn ra quân tình nguyện mùa đông"
    assert cleaned.body.startswith("Hội nghị")


def test_sentence_that_begins_like_a_clock_stays() -> None:
    cleaned = clean("Thứ Tư, 05/11/2025, Tỉnh đoàn họp. " + LONG, MORE)
    assert cleaned.stated == ()
    assert cleaned.body.startswith("Thứ Tư, 05/11/2025, Tỉnh đoàn")


def test_clock_with_a_reporter_gives_the_byline() -> None:
    cleaned = clean("Lan Chi - 05/11/2025 09:15", LONG, MORE)
    assert cleaned.byline == "Lan Chi"
    assert cleaned.stated == (("clock", "05/11/2025 09:15"),)


@pytest.mark.parametrize(
    "head",
    [("05/11/2025 09:15", "Lan Chi"), ("Lan Chi", "Thứ Tư, 05/11/2025 | 09:15")],
)
def test_name_beside_the_clock_below_the_title(head: tuple[str, str]) -> None:
    cleaned = clean("Tỉnh đoàn ra quân tình nguyện", *head, LONG, MORE)
    assert cleaned.byline == "Lan Chi"
    assert cleaned.body == f"{LONG}\n{MORE}"


def test_place_before_a_code_stays_in_its_sentence() -> None:
    cleaned = clean("Hà Nội (TTXVN) - Sáng 5/11, " + LONG, MORE, "(TTXVN/Vietnam+)")
    assert (cleaned.publisher, cleaned.title) == ("TTXVN", "")
    assert cleaned.body.startswith("Hà Nội - Sáng 5/11, Hội nghị")
    assert cleaned.body.endswith("năm trước.")


@pytest.mark.parametrize(
    ("first", "title"),
    [
        ("Tỉnh ủy gặp mặt cán bộ hưu trí", True),
        ("Vì sao cần tinh gọn bộ máy?", True),
        ("Về quê", True),
        ("Sáng 5/11, Tỉnh ủy gặp mặt cán bộ hưu trí.", False),
        ("Các đồng chí dự họp gồm:", False),
        ("- Thứ nhất, giữ vững kỷ cương", False),
        ("Đại biểu biểu quyết. Ảnh: H.T", False),
    ],
)
def test_title_is_a_first_line_that_is_a_headline(first: str, title: bool) -> None:
    assert clean(first, LONG, MORE).title == (first if title else "")


def test_section_and_breadcrumb_are_no_title() -> None:
    crumbs = "Trang chủ > Chính trị > Xây dựng Đảng"
    cleaned = clean(crumbs, "Chính trị", "Đảng bộ xã kết nạp đảng viên trẻ", LONG, MORE)
    assert cleaned.title == "Đảng bộ xã kết nạp đảng viên trẻ"
    assert cleaned.furniture == (crumbs, "Chính trị")


def test_single_line_is_body_and_not_title() -> None:
    cleaned = clean("Tin vắn trong ngày")
    assert (cleaned.title, cleaned.body) == ("", "Tin vắn trong ngày")


CREDITED = [
    "Quang cảnh buổi gặp mặt. Ảnh: H.T",
    "Quang cảnh buổi gặp mặt - Ảnh: HOÀI THU",
    "Quang cảnh buổi gặp mặt (Ảnh: Lê An/TTXVN)",
    "Ông Trần Văn Tư, Chủ tịch xã, trao quà. (Ảnh: Báo Bắc Sông)",
    "Bản đồ các xã sau sắp xếp. Đồ họa: Minh Khôi",
    "Cầu mới bắc qua sông. Nguồn ảnh: Ban quản lý dự án",
    "Ảnh minh họa: TTXVN",
    "(Ảnh: Lê An)",
    "Người dân nhận quà. Ảnh: Bệnh viện cung cấp",
]


@pytest.mark.parametrize("caption", CREDITED)
@pytest.mark.parametrize("structured", [False, True])
def test_caption_with_credit(caption: str, structured: bool) -> None:
    cleaned = clean(LONG, MORE, caption, LONG, structured=structured)
    assert cleaned.captions == (caption,)
    assert cleaned.body == "\n".join((LONG, MORE, LONG))


@pytest.mark.parametrize(
    "line",
    [
        "Phóng viên trao đổi với ông Lê Văn Bảy (ảnh).",
        "Thời hạn gửi ảnh: đến hết ngày 10-7.",
        "Xóa bao cấp điện ảnh: chuyện phải đến",
        "Ông nói về nguồn: không có gì phải giấu.",
    ],
)
def test_the_word_for_picture_is_no_credit(line: str) -> None:
    cleaned = clean(LONG, line, MORE)
    assert line in cleaned.body
    assert cleaned.captions == ()


def test_credit_in_brackets_inside_a_paragraph() -> None:
    text = f"Lũ rút chậm. (Ảnh: Lê An) {LONG} Nhiều nơi ngập. (Ảnh: Vũ Bão) {MORE}"
    cleaned = clean(text, structured=True)
    assert cleaned.captions == ("Lũ rút chậm. (Ảnh: Lê An)", "(Ảnh: Vũ Bão)")
    assert cleaned.body == f"{LONG} Nhiều nơi ngập. {MORE}"


def test_credit_before_a_code_in_a_long_paragraph() -> None:
    text = f"Học sinh đến trường. Ảnh: N.Sơn (BSN) - Ngày 5-11, {LONG} {LONG} {MORE}"
    cleaned = clean(LONG, text, MORE, structured=True)
    assert cleaned.captions == ("Học sinh đến trường. Ảnh: N.Sơn",)


def test_text_that_goes_on_after_a_credit() -> None:
    cleaned = clean(
        "Học sinh đến trường - Ảnh: N.Sơn Các trường học trong vùng lũ mở cửa lại. "
        + LONG,
        structured=True,
    )
    assert cleaned.captions == ("Học sinh đến trường - Ảnh: N.Sơn",)
    assert cleaned.body.startswith("Các trường học trong vùng lũ")


UNMARKED = [
    "Các đại biểu dự hội nghị",
    "Đại biểu trao đổi bên lề đại hội",
    "Toàn cảnh buổi làm việc",
    "Quang cảnh hội nghị.",
    "Chủ tịch UBND xã Trần Văn Tư phát biểu tại buổi lễ.",
    "Bí thư Thành ủy Lê Văn Bảy phát biểu kết luận hội nghị.",
    "Đồng chí Phạm Thị Sáu, Phó Bí thư Tỉnh ủy trao bằng khen cho các tập thể",
    "Lãnh đạo tỉnh chụp ảnh lưu niệm cùng đại biểu",
    "Các đại biểu tham dự hội nghị tại điểm cầu tỉnh.",
    "Bà con bản Nà Lốc biểu quyết thông qua hương ước",
]


@pytest.mark.parametrize("caption", UNMARKED)
def test_caption_without_any_mark(caption: str) -> None:
    cleaned = clean("Tiêu đề bài viết", LONG, MORE, caption, LONG, MORE)
    assert cleaned.captions == (caption,)
    assert caption not in cleaned.body


@pytest.mark.parametrize("caption", UNMARKED)
def test_unmarked_captions_stay_where_the_text_is_body_only(caption: str) -> None:
    cleaned = clean(LONG, caption, MORE, structured=True)
    assert caption in cleaned.body


STAYS = [
    # Subheadings.
    "Quyết liệt sắp xếp, tinh gọn bộ máy",
    "Yêu cầu mới đối với công tác cán bộ",
    "Người dân là trung tâm của chuyển đổi số",
    "Cán bộ phải gương mẫu trước nhân dân",
    "Nhiều kết quả nổi bật",
    "Lãnh đạo đi trước, làng nước theo sau",
    # Sentences.
    "Dự hội nghị có đồng chí Lê Văn Bảy, Bí thư Tỉnh ủy.",
    "Đồng chí Lê Văn Bảy, Bí thư Tỉnh ủy dự và chỉ đạo hội nghị.",
    "Chủ tịch UBND tỉnh Trần Văn Tư chủ trì hội nghị.",
    "Đại biểu Trần Văn Tư cho rằng cần phân cấp mạnh hơn.",
    "Các đại biểu đã thảo luận sôi nổi tại hội nghị.",
    "Ông Tư khẳng định tỉnh sẽ tiếp tục phát động thi đua.",
    "Hội nghị kết thúc tốt đẹp.",
    "Em xem lại phần trả lời ở buổi tư vấn trên.",
    "Tại hội nghị, đồng chí Lê Văn Bảy phát biểu.",
]


@pytest.mark.parametrize("line", STAYS)
def test_subheadings_and_short_sentences_stay(line: str) -> None:
    cleaned = clean("Tiêu đề bài viết", LONG, MORE, line, LONG, MORE)
    assert cleaned.captions == ()
    assert line in cleaned.body.split("\n")


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("HOÀI THU", "HOÀI THU"),
        ("Hoài Thu", "Hoài Thu"),
        ("LÊ AN - VŨ BÃO", "LÊ AN - VŨ BÃO"),
        ("Lê An (ghi)", "Lê An (ghi)"),
        ("Tin, ảnh: H.Thu", "Tin, ảnh: H.Thu"),
        ("Bài và ảnh: Lê An", "Bài và ảnh: Lê An"),
        ("Theo TTXVN", "Theo TTXVN"),
        ("Theo Báo Bắc Sông", "Theo Báo Bắc Sông"),
        ("Nguồn: bacsong.gov.vn", "Nguồn: bacsong.gov.vn"),
        ("H.T.", "H.T."),
        ("Nhóm phóng viên", "Nhóm phóng viên"),
        ("Lê An (Theo Reuters)", "Lê An"),
        ("Lê An(Theo AFP, Kyodo)", "Lê An"),
    ],
)
def test_byline_on_the_last_line(line: str, byline: str) -> None:
    cleaned = clean(LONG, MORE, line)
    assert cleaned.byline == byline
    assert cleaned.body == f"{LONG}\n{MORE}"


@pytest.mark.parametrize(
    ("ending", "byline"),
    [
        (" Hoài Thu", "Hoài Thu"),
        (" Theo Tuổi Trẻ", "Theo Tuổi Trẻ"),
        ("/. Theo Lê An (Vietnam+)", "Theo Lê An (Vietnam+)"),
        ("/. Lê An/VOV online", "Lê An/VOV online"),
    ],
)
def test_byline_after_the_last_sentence(ending: str, byline: str) -> None:
    cleaned = clean(LONG + " " + MORE + ending, structured=True)
    assert cleaned.byline == byline
    assert cleaned.body == f"{LONG} {MORE}"


@pytest.mark.parametrize(
    "ending",
    [
        "Đoàn công tác đã đến thăm và làm việc tại TP. Hồ Chí Minh",
        "Danh sách đội thắng cuộc: Celtic 2 - 1 Ajax",
        "Xin cảm ơn ông!",
        "Trận đấu kết thúc lúc 20 giờ.",
    ],
)
def test_last_words_that_sign_nothing(ending: str) -> None:
    cleaned = clean(LONG, MORE, ending)
    assert cleaned.byline == ""
    assert cleaned.body.endswith(ending)


def test_last_name_of_a_list_is_no_byline() -> None:
    names = (
        "Danh sách khen thưởng gồm có",
        "Lê Văn Bảy",
        "Trần Văn Tư",
        "Phạm Thị Sáu",
    )
    assert clean(LONG, MORE, *names).byline == ""


def test_supplied_byline_wins_and_its_line_is_cut() -> None:
    cleaned = clean(LONG, MORE, "HOÀI THU", byline="Hoài Thu")
    assert cleaned.byline == "Hoài Thu"
    assert cleaned.body == f"{LONG}\n{MORE}"


def test_wire_ending_leaves_one_full_stop() -> None:
    cleaned = clean(LONG, MORE[:-1] + "./.")
    assert cleaned.body.endswith("năm trước.")
    assert not cleaned.body.endswith("/.")
    assert cleaned.furniture == ("/.",)


@pytest.mark.parametrize(
    "glued",
    [
        "Trao quà cho học sinh vùng lũKhởi công đường liên xã",
        "Nâng cao chất lượng chi bộ thôn, bảnRà soát chính sách với người có công"
        "Trao quà cho học sinh vùng lũ",
        "Tập huấn công tác đảng năm 2026Ra mắt mô hình chi bộ bốn tốt ở cơ sở",
    ],
)
def test_glued_headlines(glued: str) -> None:
    cleaned = clean("Tiêu đề bài viết", LONG, glued, MORE, LONG)
    assert cleaned.furniture == (glued,)
    assert cleaned.body == "\n".join((LONG, MORE, LONG))


@pytest.mark.parametrize(
    "line",
    [
        "Đoàn đã thăm PetroVietnam và VietJet để khảo sát nhu cầu lao động",
        LONG[:-1] + " năm 2025.Ủy ban tỉnh cũng trao quà cho các hộ nghèo.",
        "Học sinh dùng iPod và iPhone để học ngoại ngữ trong giờ ra chơi",
        "Gói cước 512Kbps/256Kbps áp dụng cho thuê bao mới trong tỉnh",
        "Em được 16 điểm vậy em có đỗ không?Nếu không đỗ thì em nên nộp nguyện vọng hai"
        " vào trường nào trong các trường sau đây để có cơ hội học tiếp và xin thầy cô"
        " cho em biết thêm về học phí",
    ],
)
def test_text_with_a_missing_space_is_not_glued_headlines(line: str) -> None:
    assert line in clean("Tiêu đề bài viết", LONG, line, MORE).body


TAIL = (
    "ĐÁNH GIÁ",
    "Hãy là người đầu tiên đánh giá bài viết",
    "BẠN CÓ THỂ QUAN TÂM",
    "Khai giảng lớp bồi dưỡng cho 90 cán bộ trẻ",
    "Sáng 3/2, Trường Chính trị khai giảng lớp bồi dưỡng dành cho cán bộ trẻ cấp xã.",
    "TIN MỚI",
    "Return to top",
)


def test_tail_is_cut_from_its_first_mark_on() -> None:
    cleaned = clean("Tiêu đề bài viết", LONG, MORE, "HOÀI THU", *TAIL)
    assert cleaned.body == f"{LONG}\n{MORE}"
    assert cleaned.byline == "HOÀI THU"
    assert cleaned.furniture == TAIL


@pytest.mark.parametrize(
    "mark",
    [
        "TIN LIÊN QUAN",
        "Tin cùng chuyên mục",
        "Có thể bạn quan tâm",
        "BẠN CÓ THỂ QUAN TÂM",
        "Tin, bài liên quan:",
        "Đọc nhiều nhất",
        "Ý kiến bạn đọc",
        "Bình luận (0)",
        "Từ khóa: bộ máy, cán bộ, tinh gọn",
        "Return to top",
    ],
)
@pytest.mark.parametrize("structured", [False, True])
def test_marks_of_the_end(mark: str, structured: bool) -> None:
    cleaned = clean(
        LONG,
        MORE,
        LONG,
        mark,
        "Trao nhà cho hộ nghèo xã Bắc Sông",
        structured=structured,
    )
    assert cleaned.body == "\n".join((LONG, MORE, LONG))


def test_box_in_the_middle_is_cut_and_the_text_goes_on() -> None:
    box = ("TIN LIÊN QUAN", "Khởi công cầu Bắc Sông", "Thông xe đường ven núi")
    cleaned = clean("Tiêu đề bài viết", LONG, *box, MORE, LONG, MORE)
    assert cleaned.furniture == box
    assert cleaned.body == "\n".join((LONG, MORE, LONG, MORE))


def test_subheading_that_reads_like_a_mark_stays() -> None:
    cleaned = clean("Tiêu đề bài viết", LONG, "Đánh giá", MORE, LONG, MORE)
    assert cleaned.body == "\n".join((LONG, "Đánh giá", MORE, LONG, MORE))


@pytest.mark.parametrize("structured", [False, True])
def test_links_to_other_articles(structured: bool) -> None:
    link = ">> Khởi công cầu Bắc Sông >> Thông xe đường ven núi"
    cleaned = clean(LONG, link, "Xem thêm: Bản đồ 96 xã", MORE, structured=structured)
    assert cleaned.body == f"{LONG}\n{MORE}"
    assert len(cleaned.furniture) == 2


def test_gallery_heading_and_its_captions() -> None:
    cleaned = clean(
        "Tiêu đề bài viết",
        LONG,
        MORE,
        "Một số hình ảnh tại hội nghị:",
        "Đại biểu đăng ký dự họp.",
        "Gian trưng bày sản phẩm của xã",
    )
    assert cleaned.furniture == ("Một số hình ảnh tại hội nghị:",)
    assert len(cleaned.captions) == 2
    assert cleaned.body == f"{LONG}\n{MORE}"
    assert cleaned.flags == ()


def test_text_after_a_gallery_is_flagged_and_kept() -> None:
    cleaned = clean(LONG, MORE, "Một số hình ảnh tại lễ ra quân:", LONG + " " + MORE)
    assert cleaned.flags == (AFTER_GALLERY,)
    assert cleaned.body.endswith(LONG + " " + MORE)


def test_sentence_about_pictures_is_no_gallery() -> None:
    line = "Những hình ảnh đẹp ấy đã ở lại trong lòng người dân."
    assert line in clean("Tiêu đề bài viết", LONG, line, MORE).body


def test_soft_cuts_are_given_back_when_they_take_too_much() -> None:
    lines = [f"Đại biểu xã số {word} thảo luận tại hội nghị" for word in "ABCDEFGH"]
    cleaned = clean("Tiêu đề bài viết", "Đây là bài ảnh.", *lines)
    assert TOO_MUCH in cleaned.flags
    assert cleaned.captions == ()
    assert all(line in cleaned.body for line in lines)


@pytest.mark.parametrize(
    "text",
    ["Ảnh: TTXVN", "TIN MỚI", "(TTXVN)", "05/11/2025 09:15", "Hoài Thu", ">> Xem tiếp"],
)
def test_body_is_never_empty_where_there_are_words(text: str) -> None:
    assert clean(text).body == text


@pytest.mark.parametrize("text", ["", " \n\u200b\n ", "\ufeff"])
def test_empty_text_gives_an_empty_body(text: str) -> None:
    assert clean(text).body.strip("\u200b\ufeff") == ""


def test_lead_is_the_first_paragraph_once() -> None:
    apart = clean(MORE, lead=LONG, structured=True)
    assert apart.body == f"{LONG}\n{MORE}"
    repeated = clean(LONG, MORE, lead=LONG, structured=True)
    assert repeated.body == f"{LONG}\n{MORE}"


def test_title_repeated_in_the_text_is_there_once() -> None:
    cleaned = clean(
        "Tỉnh ủy họp phiên cuối năm", LONG, title="Tỉnh ủy họp phiên cuối năm"
    )
    assert (cleaned.title, cleaned.body) == ("Tỉnh ủy họp phiên cuối năm", LONG)


def test_supplied_captions_come_first() -> None:
    cleaned = clean(LONG, "Mưa lớn. Ảnh: H.T", MORE, captions=("Cầu mới.",))
    assert cleaned.captions == ("Cầu mới.", "Mưa lớn. Ảnh: H.T")


def test_supplied_caption_that_stands_in_the_text_too_is_cut_once() -> None:
    cleaned = clean(LONG, "Cầu mới thông xe", MORE, captions=("Cầu mới thông xe",))
    assert cleaned.captions == ("Cầu mới thông xe",)
    assert cleaned.body == f"{LONG}\n{MORE}"


def test_entities_are_read() -> None:
    cleaned = clean("Phòng GD&amp;ĐT họp. " + LONG, title="R&amp;D", structured=True)
    assert cleaned.body.startswith("Phòng GD&ĐT họp.")
    assert cleaned.title == "R&D"


@pytest.mark.parametrize("form", ["NFD", "NFC"])
def test_rules_hold_in_any_unicode_form_and_the_form_is_kept(
    form: Literal["NFC", "NFD"],
) -> None:
    lines = (
        "(BGL)- Sáng 5-11, " + LONG,
        "Quang cảnh hội nghị. Ảnh: H.T",
        MORE,
        "Hoài Thu",
    )
    text = unicodedata.normalize(form, "\n\n".join(lines))
    cleaned = clean_record(Record(text=text, source="a.txt"))
    assert (cleaned.publisher, len(cleaned.captions)) == ("BGL", 1)
    assert unicodedata.normalize("NFC", cleaned.byline) == "Hoài Thu"
    assert unicodedata.is_normalized(form, cleaned.body)
    assert unicodedata.normalize("NFC", cleaned.body).startswith("Sáng 5-11, Hội nghị")


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\u2028"])
def test_every_newline_ends_a_paragraph(newline: str) -> None:
    text = newline.join(("Tỉnh đoàn ra quân", LONG, MORE))
    cleaned = clean_record(Record(text=text, source="a.txt"))
    assert cleaned.title == "Tỉnh đoàn ra quân"
    assert cleaned.body == f"{LONG}\n{MORE}"


def test_flags_have_a_sentence_for_the_reader() -> None:
    assert set(FLAGS) == {AFTER_GALLERY, TOO_MUCH, *NOTES} == set(FLAG_LABELS)
    assert all(len(sentence) > 20 for sentence in FLAG_LABELS.values())


PIECES = st.sampled_from(
    [
        *(
            LONG,
            MORE,
            "TIN MỚI",
            "Return to top",
            "(BGL)- ",
            "Ảnh: H.T",
            "./.",
            ">> ",
            " ",
        ),
        *(
            "\n",
            "\n\n",
            "Một số hình ảnh:",
            "HOÀI THU",
            "05/11/2025 09:15",
            "bộRa mắt mô",
        ),
        *(
            "(Ảnh: A)",
            "e\u0302\u0301",
            "\u200b",
            "\ud800",
            "\0",
            "date 2025-11",
            "Lê An",
        ),
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=20)), max_size=12), st.booleans())
def test_nothing_is_lost(pieces: list[str], structured: bool) -> None:
    text = "".join(pieces)
    cleaned = clean_record(Record(text=text, source="a", structured=structured))
    parts = [cleaned.title, cleaned.body, cleaned.byline, cleaned.publisher]
    kept = "".join((*parts, *cleaned.captions, *cleaned.furniture))
    if "&" not in text:
        for char in set(text):
            if char.isalnum():
                assert kept.count(char) >= text.count(char)
    if any(char.isalnum() for char in text):
        assert cleaned.body


@pytest.mark.parametrize(
    "text",
    [
        "A" * 200_000,
        "AB " * 60_000,
        "(Ảnh: A) " * 20_000,
        "TIN MỚI\n" * 30_000,
        "aB" * 100_000,
        "(" * 100_000,
        ">" * 100_000 + " a",
        "1/1/2025 " * 20_000,
        "LÊ AN - " * 30 + "@",
        "date " * 50_000,
        "Ảnh: A " * 20_000,
        ("Lê" + " An" * 60 + "\n") * 2_000,
        ". A" * 60_000,
    ],
)
@pytest.mark.parametrize("structured", [False, True])
def test_hostile_text_ends(text: str, structured: bool) -> None:
    assert clean_record(Record(text=text, source="a", structured=structured)).body
