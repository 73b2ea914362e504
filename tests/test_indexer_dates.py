"""Dates: every written form, what is no date, and which day is the event's."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.cleaning.clean import clean_record
from indexer.facts.dates.dates import Dates, read_dates
from indexer.facts.dates.timestamps import read_timestamp, read_url
from indexer.facts.dates.written import FoundDate, find_dates
from indexer.sources.record import Record
from search.article import Provenance, Stamp

TODAY = date(2026, 3, 1)


def found(text: str) -> list[tuple[str, str]]:
    return [(item.value, item.kind) for item in find_dates(text)]


def read(text: str, source: str = "bai.txt", **fields: Any) -> Dates:
    record = Record(text=text, source=source, **fields)
    return read_dates(clean_record(record), record, TODAY)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Sáng 8-12, tại xã", "--12-08"),
        ("Chiều 23/12, huyện họp", "--12-23"),
        ("ngày 17.9, đoàn đến", "--09-17"),
        ("ngày 23.1", "--01-23"),
        ("lúc 09/12/2025 15:50", "2025-12-09"),
        ("Thứ Ba, 09/12/2025 15:50", "2025-12-09"),
        ("ngày 9 tháng 12 năm 2025", "2025-12-09"),
        ("Ngày 9 tháng 12, tỉnh", "--12-09"),
        ("10h sáng nay, 21/4, công an", "--04-21"),
        ("Hôm nay (8/12), tỉnh", "--12-08"),
        ("tối 30-4, nhân dân", "--04-30"),
        ("Rạng sáng ngày 3-2", "--02-03"),
        ("thứ Tư (5/11)", "--11-05"),
        ("sáng thứ Hai 8-12", "--12-08"),
        ("hồi 15 giờ 30 ngày 6-6", "--06-06"),
        ("lúc 17h50 ngày 11/6", "--06-11"),
        ("8/12, tại trụ sở", "--12-08"),
        ("ngày 8/12/25", "2025-12-08"),
        ("2025-12-09", "2025-12-09"),
        ("ngày 09-12-2025", "2025-12-09"),
        ("Ngày 12/11/2025", "2025-11-12"),
        ("NGÀY 9 THÁNG 12 NĂM 2025", "2025-12-09"),
        ("ngày 29-2", "--02-29"),
    ],
)
def test_written_forms(text: str, value: str) -> None:
    assert found(text) == [(value, "point")]


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("tháng 12/2025", "2025-12", "month"),
        ("tháng 12-2025", "2025-12", "month"),
        ("tháng 12 năm 2025", "2025-12", "month"),
        ("trong tháng 3, xã", "--03", "month"),
        ("năm 2025", "2025", "year"),
        ("cuối 2024", "2024", "year"),
        ("đến ngày 20-11, toàn tỉnh", "--11-20", "deadline"),
        ("trước ngày 15/6/2026", "2026-06-15", "deadline"),
        ("hạn chót ngày 1-3", "--03-01", "deadline"),
        ("chậm nhất 30/6", "--06-30", "deadline"),
        ("kể từ ngày 1/7/2025", "2025-07-01", "since"),
        ("có hiệu lực từ 1-7", "--07-01", "since"),
        ("sinh ngày 12/3/1965", "1965-03-12", "birth"),
        ("(sinh năm 1965, quê Hà Tây)", "1965", "birth"),
        ("anh Nam (SN 1985)", "1985", "birth"),
        ("Quyết định số 12/QĐ-UBND ngày 5-3-2025", "2025-03-05", "document"),
        ("Nghị quyết số 18-NQ/TW, ngày 25/10/2017", "2017-10-25", "document"),
        ("kỷ niệm 80 năm ngày 2-9", "--09-02", "anniversary"),
        ("dịp lễ ngày 30-4", "--04-30", "anniversary"),
        ("sẽ khai mạc vào ngày 20/12", "--12-20", "planned"),
        ("Đến chiều 8-12, bão đã suy yếu", "--12-08", "point"),
    ],
)
def test_what_a_date_is_used_for(text: str, value: str, kind: str) -> None:
    assert found(text) == [(value, kind)]


@pytest.mark.parametrize(
    ("text", "value", "until", "kind"),
    [
        ("nhiệm kỳ 2025-2030", "2025", "2030", "range"),
        ("nhiệm kỳ 2020 - 2025", "2020", "2025", "range"),
        ("từ ngày 5 đến 10-7", "--07-05", "--07-10", "range"),
        ("từ 5-7 đến 10-7", "--07-05", "--07-10", "range"),
        ("từ ngày 28/12 đến ngày 3/1/2026", "2025-12-28", "2026-01-03", "range"),
        ("ngày 8-9/12/2025", "2025-12-08", "2025-12-09", "range"),
        ("từ tháng 3 đến tháng 5/2025", "2025-03", "2025-05", "range"),
        ("hai ngày 8 và 9/12", "--12-08", "--12-09", "point"),
        ("hai ngày 18 và 19-1", "--01-18", "--01-19", "point"),
        ("các ngày 5, 6 và 7-5", "--05-05", "--05-07", "point"),
        ("ngày 15, 16/12", "--12-15", "--12-16", "point"),
        ("(22/12/1944 - 22/12/2024)", "1944-12-22", "2024-12-22", "anniversary"),
    ],
)
def test_ranges_and_several_days(text: str, value: str, until: str, kind: str) -> None:
    assert [(x.value, x.until, x.kind) for x in find_dates(text)] == [
        (value, until, kind)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "đội nhà thắng 2-1, hòa 1-1",
        "tỷ số 3-2 sau hiệp phụ",
        "mở cửa 24/7",
        "chia theo tỷ lệ 50/50",
        "tại km 12/4",
        "số 8/12 phố Huế",
        "đường 3/2 và công viên 29/3",
        "tăng 17.9% so với cùng kỳ",
        "17.9 triệu đồng",
        "3.611 đảng viên, 147.255 hộ",
        "Nghị định 122/2013/NĐ-CP",
        "Nghị quyết 202/2025/QH15",
        "số 18-NQ/TW",
        "điện thoại 0912.345.678, 08-12-345678",
        "chiều 2-3 người đến",
        "ngày 31/2, ngày 30-02-2024, ngày 0/5",
        "29/2/2023",
        "ngày 10 tháng 3 âm lịch",
        "mùng 5 tháng 5",
        "15/8 âm lịch",
        "nhằm ngày 27 tháng chạp",
        "phiên bản 1.12.2, mục 8.12",
        "phòng A8-12, lớp 12/4",
        "COVID-19 và Điều 8",
        "2.125 điểm cầu",
        "hơn 1.234.567 đồng",
        "tầm 3-4 tháng",
        "2025 người",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert found(text) == []


def test_parts_of_a_found_date() -> None:
    full, bare, month = (
        FoundDate(0, 0, value, "point") for value in ("2025-12-09", "--12-09", "--12")
    )
    assert (full.year, full.month, full.day) == (2025, 12, 9)
    assert (bare.year, bare.month, bare.day) == (0, 12, 9)
    assert (month.year, month.month, month.day) == (0, 12, 0)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [*"0123456789/-.,:() ", "ngày ", "sáng ", " tháng ", " năm ", "2025", "\n"]
        ),
        max_size=30,
    )
)
def test_whatever_is_found_is_a_calendar_date(pieces: list[str]) -> None:
    text = "".join(pieces)
    for item in find_dates(text):
        assert 0 <= item.start < item.end <= len(text)
        for value in (item.value, item.until):
            if value:
                Stamp(value.replace("--", "2024-", 1) if value[0] == "-" else value)


@pytest.mark.parametrize(
    "text",
    ["1" * 100_000, "1/" * 100_000, "ngày 8-12 " * 5_000, "8 - " * 50_000, "٣/٤ " * 9],
)
def test_hostile_numbers_end(text: str) -> None:
    assert isinstance(find_dates(text), list)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2025", "2025"),
        ("2025-12", "2025-12"),
        ("2025-12-09", "2025-12-09"),
        ("2025-12-09T15:50", "2025-12-09T15:50"),
        ("2025-12-09 15:50:59", "2025-12-09T15:50"),
        ("2025-12-09T08:50:00Z", "2025-12-09T15:50"),
        ("2025-12-09T08:50:00.123Z", "2025-12-09T15:50"),
        ("2025-12-08T20:00:00+00:00", "2025-12-09T03:00"),
        ("2025-12-09T15:50:00+0700", "2025-12-09T15:50"),
        ("2025-12-09T00:00:00", "2025-12-09"),
        ("2025-12-09T24:04", "2025-12-09"),
        ("2025-12-09T25:00", "2025-12-09"),
        ("2025/12/09", "2025-12-09"),
        ("20251209", "2025-12-09"),
        ("202512091550", "2025-12-09T15:50"),
        ("09/12/2025", "2025-12-09"),
        ("9-12-2025", "2025-12-09"),
        ("09.12.2025 15h50", "2025-12-09T15:50"),
        ("15:50 09/12/2025", "2025-12-09T15:50"),
        ("Thứ Ba, 09/12/2025, 15:50 (GMT+7)", "2025-12-09T15:50"),
        ("Cập nhật lúc: 15:50, 09/12/2025", "2025-12-09T15:50"),
        ("09/12/2025 3:50 PM", "2025-12-09T15:50"),
        ("ngày 9 tháng 12 năm 2025", "2025-12-09"),
        ("tháng 12/2025", "2025-12"),
        ("12/2025", "2025-12"),
        ("Tue, 09 Dec 2025 08:50:00 GMT", "2025-12-09T15:50"),
        ("Tue, 09 Dec 2025 15:50:00 +0700", "2025-12-09T15:50"),
        ("December 9, 2025", "2025-12-09"),
        ("9 Dec 2025", "2025-12-09"),
        ("1765270200", "2025-12-09T15:50"),
        ("1765270200000", "2025-12-09T15:50"),
    ],
)
def test_supplied_date(text: str, value: str) -> None:
    assert read_timestamp(text) == value


@pytest.mark.parametrize(
    "text",
    [
        *("", "hôm qua", "31/02/2025", "2025-13-01", "2025-02-30", "0000-00-00", "0"),
        *("1970-01-01T00:00:00Z", "1900-01-01", "12345", "9" * 5000, "32/12/2025"),
        *("2025-12-09T250", "abc 2025", "Dec 32, 2025", "-1", "1e5", "nan"),
    ],
)
def test_what_is_no_supplied_date(text: str) -> None:
    assert read_timestamp(text) == ""


@pytest.mark.parametrize(
    ("url", "value"),
    [
        ("https://bao.vn/2025/12/09/bai-viet.html", "2025-12-09"),
        ("https://bao.vn/thoi-su/2025-12-09/bai-viet", "2025-12-09"),
        ("https://bao.vn/bai-viet-20251209155012345.htm", "2025-12-09T15:50"),
        ("https://bao.vn/bai-viet-102251209155012345.htm", "2025-12-09T15:50"),
        ("https://bao.vn/bai-viet-20251209.html", "2025-12-09"),
        ("https://bao.vn/2025/12/bai-viet.html", "2025-12"),
        ("https://bao.vn/bai-viet-4954321.html", ""),
        ("https://bao.vn/nghi-quyet-18-nhiem-ky-2025-2030.html", ""),
        ("https://bao.vn/2025/13/45/bai.html", ""),
    ],
)
def test_date_in_an_address(url: str, value: str) -> None:
    assert read_url(url) == value


def test_date_in_a_file_name() -> None:
    assert read_url("/tin/2025-12-09-hop-bao.txt", file=True) == "2025-12-09"
    assert read_url("/2025-12-09/a586a0b220251209.txt", file=True) == ""


SUMMED_UP = (
    " Ban Tổ chức mở hội nghị tổng kết công tác năm 2025, triển khai nhiệm vụ năm 2026."
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Sáng 8-12," + SUMMED_UP, "2025-12-08"),
        ("Chiều 15/1," + SUMMED_UP, "2026-01-15"),
        (
            "Ngày 9/7, tỉnh sơ kết công tác 6 tháng đầu năm 2025 và bàn nhiệm vụ 6"
            " tháng cuối năm.",
            "2025-07-09",
        ),
        ("Chiều 20-12, xã triển khai nhiệm vụ công tác năm 2026.", "2025-12-20"),
        ("Sáng 6/2, xã triển khai kế hoạch công tác năm 2026.", "2026-02-06"),
        ("Sáng 5-9, trường khai giảng năm học 2025-2026.", "2025-09-05"),
        ("Sáng 20-5, trường bế giảng năm học 2024-2025.", "2025-05-20"),
        (
            "Ngày 3-8, Đảng bộ xã họp Đại hội đại biểu lần thứ I, nhiệm kỳ 2025-2030.",
            "2025-08-03",
        ),
        ("Sáng 4/11, huyện họp. Từ đầu năm 2024 đến nay, mưa nhiều.", "2024-11-04"),
        ("Thứ Hai, 6/1, xã họp. Từ đầu năm 2024 đến nay, mưa nhiều.", "2025-01-06"),
        ("Chiều 3-10, xã họp. Thu ngân sách 9 tháng năm 2025 tăng.", "2025-10-03"),
        (
            "Sáng 8-12, xã bàn thực hiện Kết luận ngày 2/12/2025. Năm 2025 được mùa.",
            "2025-12-08",
        ),
    ],
)
def test_year_from_what_the_text_talks_about(text: str, value: str) -> None:
    assert read(text) == Dates(None, Stamp(value, "inferred", "text"))


@pytest.mark.parametrize(
    "text",
    [
        "Sáng 8-12, xã tổ chức lễ ra quân.",
        "Sáng 8-12, xã bàn mục tiêu đến năm 2030, tầm nhìn đến năm 2045.",
        "Xã tổ chức lễ ra quân trong tháng 12.",
        "Sáng 8-12, xã làm lễ ra quân. Năm 2004 nơi đây có sóng thần.",
        "Sáng 8-12, xã làm lễ ra quân. Năm 2023 và năm 2023 mưa nhiều.",
        "Năm 2025, xã tổ chức lễ ra quân.",
        "Đến ngày 20-11-2025, toàn xã đã thu xong thuế.",
        "Nhiệm kỳ 2025-2030, xã phấn đấu đạt chuẩn.",
        "Ông Lê Văn Bảy sinh ngày 8/12/1965 tại xã.",
        "Đội xã thắng 2-1, mở cửa 24/7.",
    ],
)
def test_unknown_stays_unknown(text: str) -> None:
    assert read(text) == Dates(None, None)


@pytest.mark.parametrize(
    ("published", "text", "event", "provenance"),
    [
        ("2025-12-09", "Sáng 8-12, xã họp.", "2025-12-08", "stated"),
        ("2025-12", "Sáng 8-12, xã họp.", "2025-12-08", "stated"),
        ("2025", "Sáng 8-12, xã họp.", "2025-12-08", "stated"),
        ("2026-01-02", "Chiều 30/12, xã họp.", "2025-12-30", "inferred"),
        ("2025-12-30", "Sáng 2/1, xã sẽ họp.", "2026-01-02", "inferred"),
        ("2025-12-09", "Sáng nay, xã họp.", "2025-12-09", "inferred"),
        ("2025-12-09", "Chiều qua, xã họp.", "2025-12-08", "inferred"),
        ("2026-01-01", "Tối qua, xã họp.", "2025-12-31", "inferred"),
        ("2024-03-01", "Sáng 29-2, xã họp.", "2024-02-29", "stated"),
    ],
)
def test_year_from_the_publication(
    published: str, text: str, event: str, provenance: Provenance
) -> None:
    dates = read(text, published=published)
    assert dates.published == Stamp(published, "supplied", "metadata")
    assert dates.event == Stamp(event, provenance, "text+metadata")


def test_relative_day_needs_a_day_of_publication() -> None:
    assert read("Sáng nay, xã họp.", published="2025-12").event is None


@pytest.mark.parametrize(
    ("text", "event"),
    [
        # The dateline before a background day, a deadline, a plan.
        (
            "Sáng 9/12, công an xã khởi tố vụ án xảy ra ngày 2/11/2025.",
            "2025-12-09",
        ),
        ("Vụ việc xảy ra ngày 2/11. Chiều 9/12, tòa tuyên án.", "2025-12-09"),
        ("Ngày 9/12, xã yêu cầu hoàn thành trước ngày 20/12.", "2025-12-09"),
        ("Tối 9/12, ban tổ chức cho biết giải sẽ diễn ra ngày 12/12.", "2025-12-09"),
        ("Theo Quyết định số 5/QĐ-UBND ngày 1/12, sáng 9/12 xã họp.", "2025-12-09"),
        # A full date in the dateline.
        ("Ngày 9/12/2025, xã họp.", "2025-12-09"),
        # History is not the event of a report of 2025.
        ("Ngày 2/9/1945, tại quảng trường, Bác đọc Tuyên ngôn.", None),
    ],
)
def test_event_is_the_days_of_the_dateline(text: str, event: str | None) -> None:
    stamp = read(text, published="2025-12-10").event
    assert (stamp.value if stamp else None) == event


def test_history_is_the_event_where_no_publication_is_known() -> None:
    dates = read("Ngày 2/9/1945, tại quảng trường, Bác đọc Tuyên ngôn.")
    assert dates.event == Stamp("1945-09-02", "stated", "text")


def test_month_in_a_dateline_is_a_month() -> None:
    dates = read("Tháng 11/2025, xã đã khởi công ba công trình.")
    assert dates.event == Stamp("2025-11", "stated", "text")


def test_day_far_down_in_the_text_is_background() -> None:
    filler = "Xã có nhiều cách làm hay trong phát triển kinh tế. " * 20
    assert read(filler + "Ngày 8/12, thôn họp.", published="2025-12-10").event is None


def test_recommendations_give_no_date() -> None:
    text = "\n\n".join(
        (
            "Thông xe đường liên xã",
            "Con đường dài mười cây số nối ba xã vùng cao đã thông xe sau hai năm thi"
            " công, rút ngắn thời gian đi lại của người dân và học sinh.",
            "BẠN CÓ THỂ QUAN TÂM",
            "Chiều 23/1/2026, xã trao quà Tết cho hộ nghèo trên địa bàn.",
            "TIN MỚI",
        )
    )
    assert read(text) == Dates(None, None)


HEADED = [
    (" date 2025-12-08 Sáng 8/12, xã họp.", "2025-12-08", "stated", "header"),
    (" date 2025-12 Sáng 8/12, xã họp.", "2025-12", "stated", "header"),
    ("ClockThứ Hai, 08/12/2025 15:50\n\nSáng 8/12, xã họp.", "2025-12-08T15:50")
    + ("stated", "clock"),
    ("08/12/2025\n\nSáng 8/12, xã họp.", "2025-12-08", "stated", "clock"),
]


@pytest.mark.parametrize(("text", "value", "provenance", "source"), HEADED)
def test_published_from_header_and_clock(
    text: str, value: str, provenance: Provenance, source: str
) -> None:
    dates = read(text)
    assert dates.published == Stamp(value, provenance, source)
    assert dates.event == Stamp("2025-12-08", "stated", f"text+{source}")


def test_published_from_the_address_and_the_file() -> None:
    url = "https://bao.vn/2025/12/08/bai.html"
    assert read("Xã họp.", url=url).published == Stamp("2025-12-08", "supplied", "url")
    file = read("Xã họp.", source="tin/2025-12-08.txt").published
    assert file == Stamp("2025-12-08", "inferred", "file")


def test_more_precise_source_refines_and_never_contradicts() -> None:
    clock = "Thứ Hai, 08/12/2025 15:50\n\nSáng 8/12, xã họp."
    refined = read(clock, published="2025-12-08").published
    assert refined == Stamp("2025-12-08T15:50", "stated", "clock")
    kept = read(clock, published="2025-12-07").published
    assert kept == Stamp("2025-12-07", "supplied", "metadata")


@pytest.mark.parametrize("published", ["2099-01-01", "31/02/2025", "hôm qua", ""])
def test_impossible_publication_stays_unknown(published: str) -> None:
    assert read("Xã họp.", published=published).published is None


def test_no_date_of_the_future_beyond_sense() -> None:
    assert read("Ngày 5/3/2050, xã họp.").event is None


def test_today_is_never_an_answer() -> None:
    record = Record(text="Sáng nay, xã họp bàn việc trồng rừng.", source="a.txt")
    assert read_dates(clean_record(record), record) == Dates(None, None)


@pytest.mark.parametrize(
    ("text", "published", "event"),
    [
        # The dateline beats what the text tells of after it, nearer cues or not.
        (
            "Ngày 6/2, công an xã báo tin vui. Chiều 19/1, nhóm này vào chợ.",
            "2026-02-06",
            "2026-02-06",
        ),
        (
            "Ngày 12/5, tòa cho biết đã nhận đơn. Tối 2/5, hai bên cãi nhau ở bến.",
            "2026-05-12",
            "2026-05-12",
        ),
        (
            "Hôm 3/4, đội kể chuyện vớt bè. Rạng sáng 20/3, bè trôi qua cầu.",
            "2026-04-04",
            "2026-04-03",
        ),
        ("Trước đó, ngày 19/1, bè trôi. Chiều 6/2, đội họp báo.", "2026-02-06")
        + ("2026-02-06",),
    ],
)
def test_dateline_beats_the_background(text: str, published: str, event: str) -> None:
    stamp = read(text, published=published).event
    assert stamp and stamp.value == event


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Tại cuộc họp về Nghị quyết 68 cho kinh tế tư nhân ngày 3/2, xã bàn", "point"),
        ("Lễ trao quà cho bệnh nhân ngày 3/2 tại", "point"),
        ("Buổi gặp doanh nhân ngày 3/2 tại", "point"),
        ("Văn bản số 12 ngày 3/10 nêu rõ", "document"),
        ("Kế hoạch 47 ký ngày 3/10 của xã", "document"),
        ("Báo cáo số 9, ngày 3/10 nêu", "document"),
        ("chúc mừng nhân ngày 20/11", "anniversary"),
    ],
)
def test_meetings_and_documents_have_days_of_their_own(text: str, kind: str) -> None:
    assert [item.kind for item in find_dates(text) if item.day] == [kind]


@pytest.mark.parametrize(
    ("title", "published", "event"),
    [
        ("Cấm đường tối 31/1", "2026-01-30", "2026-01-31"),
        ("Xã khánh thành cầu ngày 14/10", "2025-10-15", "2025-10-14"),
        ("Chợ mở lại sáng 2/1", "2025-12-30", "2026-01-02"),
        ("Tưng bừng kỷ niệm ngày 20/11", "2025-11-20", None),
        ("Từ ngày 1/7, chợ đổi giờ", "2025-06-20", None),
        ("Hai phiên chợ: tối 3/5 và tối 9/5", "2025-05-02", None),
        ("Đội xã thắng 3/1", "2025-05-02", None),
    ],
)
def test_day_that_stands_only_in_the_title(
    title: str, published: str, event: str | None
) -> None:
    stamp = read("Xã dự và tặng hoa.", title=title, published=published).event
    assert (stamp and (stamp.value, stamp.source)) == (
        (event, "title+metadata") if event else None
    )


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("Xã sẽ đối thoại với thanh niên vào ngày 3/12/2025 tại đình.", "2025-12-03"),
        ("Lễ hội được tổ chức vào ngày 30/11.", "2025-11-30"),
        ("Vụ cháy xảy ra lúc 2h ngày 30/11 ở chợ cũ.", "2025-11-30"),
        ("Hội thi diễn ra trong 3 ngày: 29/11-1/12/2025.", "2025-11-29"),
        ("Phiên chợ kéo dài hai ngày 28-29/11/2025, có ba xã.", "2025-11-28"),
        ("Phòng hỏi đáp. Ông Tư trả lời: Ngày 28/11 tôi vẫn đợi.", None),
        ("Đợt thi đua kéo dài từ ngày 1/9 đến 15/11.", None),
        ("Làng bị lụt, trước đó vào ngày 7/11 nước mới về.", None),
        ("Hạn nộp bài vào ngày 30/11.", None),
        # What a paper wrote, what it was like, what somebody means to do besides.
        ("Lời rao trên một tờ báo ra ngày 28/11 gây chú ý.", None),
        ("Như tin đã đưa tin ngày 28/11, đội xã thua.", None),
        ("Nhà mới chịu được vụ cháy tương tự vụ ngày 28/11 nếu xảy ra.", None),
        ("Xã kể chuyện làm đường. " * 14 + "Ông Tư sẽ đi xa vào ngày 3/12.", None),
        (
            "Xã kể chuyện làm đường. " * 14 + "Hội sẽ diễn ra vào ngày 3/12.",
            "2025-12-03",
        ),
    ],
)
def test_the_only_day_is_the_events_however_introduced(
    text: str, event: str | None
) -> None:
    stamp = read(text, published="2025-12-01").event
    assert (stamp and stamp.value) == event


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Sáng 24/02, xã họp phiên thường kỳ tháng 02/2022 về thu chi.", "2022-02-24"),
        ("Ngày 28-10, xã họp thường kỳ tháng 10-2015.", "2015-10-28"),
        ("Chiều 5/6, xã bàn số liệu tháng 6 năm 2019.", "2019-06-05"),
        ("Nhân Xuân Nhâm Dần 2022, ngày 18-01, đoàn tặng quà.", "2022-01-18"),
        ("Ngày 28-12, đoàn tặng quà Tết Nguyên đán 2020.", "2019-12-28"),
        ("Tối 3/3, xã mở hội Xuân 2021 bên sông.", "2021-03-03"),
        ("Chiều 20/8, đoàn xem công trình chống lũ năm 2025.", "2025-08-20"),
        (
            "Tối 23-10, đội xã vô địch giải bóng chuyền năm 2013 tại sân nhà.",
            "2013-10-23",
        ),
        ("Ngày 15/8, xã mít tinh kỷ niệm 80 năm Cách mạng Tháng Tám.", "2025-08-15"),
        ("Sáng 30/7, trường chào mừng 95 năm ngành Tuyên giáo.", "2025-07-30"),
        ("Tối 20/12, xã hát mừng quân đội (22/12/1944 - 22/12/2024).", "2024-12-20"),
    ],
)
def test_year_that_stands_beside_the_day(text: str, value: str) -> None:
    assert read(text).event == Stamp(value, "inferred", "text")


@pytest.mark.parametrize(
    "text",
    [
        "Thực hiện Nghị quyết Đại hội Đảng bộ xã, nhiệm kỳ 2020 - 2025, ngày 4/9, xã họp.",
        "Sau Đại hội Đảng bộ huyện nhiệm kỳ 2015 - 2020, sáng 6/6 xã bàn việc làm đường.",
        "Nửa nhiệm kỳ Đại hội Đảng bộ tỉnh, nhiệm kỳ 2020-2025. Sáng 19/7, đoàn đến xã.",
        "Ngày 9/5, xã nhớ lại trận lụt năm 1978.",
        "Sáng 9-1, xã kể kết quả trong năm 2005 của hội.",
        "Chiều 9-11, trường nói về đề thi năm 2025.",
        "Sáng 24/02, xã bàn phiên thường kỳ tháng 7/2022.",
        "Ngày 3/4, xã kỷ niệm 80 năm Cách mạng Tháng Tám.",
        "Ngày 3/4, xã ra quân theo Luật Đất đai năm 2024.",
    ],
)
def test_years_that_are_said_of_something_else(text: str) -> None:
    assert read(text).event is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Friday, September 13, 2024 3:30 PM", "2024-09-13T15:30"),
        ("Sep 13, 2024 12:05 AM", "2024-09-13T00:05"),
        ("13 September 2024, 11:15 p.m", "2024-09-13T23:15"),
        ("12 Tháng Chín 2024", "2024-09-12"),
        ("3 tháng mười hai, 2024", "2024-12-03"),
        ("ngày 5 tháng Năm năm 2024", "2024-05-05"),
        ("Tháng Chín 12, 2024", "2024-09-12"),
        ("12/9/24", "2024-09-12"),
        ("1-4-99", "1999-04-01"),
        ("12.9.24 08:15", "2024-09-12T08:15"),
        ("45547", "2024-09-12"),
        ("45547.5", "2024-09-12T12:00"),
        ("31000", "1984-11-14"),
    ],
)
def test_supplied_dates_of_other_systems(text: str, value: str) -> None:
    assert read_timestamp(text) == value


@pytest.mark.parametrize(
    "text",
    [
        *("0001-01-01T00:00:00", "0001-01-01", "01/01/0001", "1/1/0001 12:00:00 AM"),
        *("1970-01-01T00:00:00Z", "1970-01-01T07:00:00+07:00", "1900-01-00"),
        *("0000-00-00 00:00:00", "1899-12-30T00:00:00", "9999-12-31", "12/30/1899"),
        *("Mon, 01 Jan 0001 00:00:00 GMT", "-62135596800", "00/00/0000", "29999"),
    ],
)
def test_dates_that_stand_for_none(text: str) -> None:
    assert read_timestamp(text) == ""


def test_words_of_a_date_are_kept() -> None:
    dates = read("09/12/2025 15:50\nXã vui.\n\nTrời rét, xã khai hội sáng 8/12 ở đình.")
    assert dates.event and dates.event.words.endswith("xã khai hội sáng 8/12")
    assert dates.published and dates.published.words == "09/12/2025 15:50"
    dates = read("Xã họp sáng nay tại đình.", published="2025-12-01")
    assert dates.event and dates.event.words == "Xã họp sáng nay"
    assert dates.published and dates.published.words == ""
    dates = read("Xã tặng hoa.", title="Hội xuân mở ngày 3/2", published="2025-02-01")
    assert dates.event and dates.event.words == "Hội xuân mở ngày 3/2"
