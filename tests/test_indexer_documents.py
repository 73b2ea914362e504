"""Official documents: numbers in any form, short names, and what is no document."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.facts.documents import find_documents
from search.gazetteer import laws
from search.gazetteer.official_numbers import canonical_number, find_number
from search.gazetteer.party_documents import value_of
from search.gazetteer.short_numbers import _Known

SHARED = Path(__file__).parents[2] / "shared" / "reference"


def numbers(text: str) -> list[str]:
    return [document.number for document in find_documents(text)]


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("18-NQ/TW", "18-NQ/TW"),
        ("18-nq/tw", "18-NQ/TW"),
        ("18–NQ/TW", "18-NQ/TW"),
        ("18 - NQ/TW", "18-NQ/TW"),
        ("18/NQ-TW", "18-NQ/TW"),
        ("18-NQ/T.Ư", "18-NQ/TW"),
        ("18-NQ/TƯ", "18-NQ/TW"),
        ("18 nq tw", "18-NQ/TW"),
        ("Nghị quyết số 18-NQ/TW", "18-NQ/TW"),
        ("Nghị quyết 18", "18-NQ/TW"),
        ("nghị quyết số 18", "18-NQ/TW"),
        ("nghi quyet 18", "18-NQ/TW"),
        ("NQ 18", "18-NQ/TW"),
        ("Nghị quyết 18 của Trung ương", "18-NQ/TW"),
        ("Nghị quyết 99 của Bộ Chính trị", "99-NQ/TW"),
        ("7-KH/TW", "07-KH/TW"),
        ("007-KH/TW", "07-KH/TW"),
        ("Quy định 41-QĐ/TW", "41-QĐ/TW"),
        ("41 qd tw", "41-QĐ/TW"),
        ("Quy định 144", "144-QĐ/TW"),
        ("Chỉ thị 35", "35-CT/TW"),
        ("12-NQ/TU", "12-NQ/TU"),
        ("01-HD/BTCTW", "01-HD/BTCTW"),
        ("122/2013/NĐ-CP", "122/2013/NĐ-CP"),
        ("122/2013/nđ-cp", "122/2013/NĐ-CP"),
        ("122/2013/ND-CP", "122/2013/NĐ-CP"),
        ("122 2013 nd cp", "122/2013/NĐ-CP"),
        ("1234/QĐ-TTg", "1234/QĐ-TTg"),
        ("1234/qd-ttg", "1234/QĐ-TTg"),
        ("202/2025/QH15", "202/2025/QH15"),
        ("202/2025/qh15", "202/2025/QH15"),
        ("1532/NQ-UBTVQH15", "1532/NQ-UBTVQH15"),
        ("76/2025/UBTVQH15", "76/2025/UBTVQH15"),
        ("05/2024/QĐ-UBND", "05/2024/QĐ-UBND"),
        ("12/2023/TTLT-BTP-BCA", "12/2023/TTLT-BTP-BCA"),
        ("Luật Giá số 16/2023/QH15", "16/2023/QH15"),
        (unicodedata.normalize("NFD", "Nghị định 122/2013/NĐ-CP"), "122/2013/NĐ-CP"),
    ],
)
def test_canonical_number(written: str, canonical: str) -> None:
    assert canonical_number(written) == canonical
    assert find_number(f"bàn về {written}") == canonical
    assert canonical_number(canonical) == canonical


@pytest.mark.parametrize(
    "text",
    ["", "18", "số 18", "8-12", "09/12/2025", "2020-2025", "24/7", "3/4 xã", "TW"]
    + ["Nghị quyết 18 của HĐND tỉnh", "Nghị quyết 999", "Nghị quyết Đại hội XIII"]
    + ["tỷ số 2-1", "5-7 người", "18 bí thư", "quy định 41 người", "\ud800-NQ/TW"],
)
def test_no_document_in_what_is_none(text: str) -> None:
    assert canonical_number(text) is None
    assert find_number(text) is None
    assert numbers(text) == []


def test_longer_text_is_no_number_but_holds_one() -> None:
    query = "hội nghị tổng kết nghị quyết 18"
    assert canonical_number(query) is None
    assert find_number(query) == "18-NQ/TW"


def test_documents_in_order_once_each() -> None:
    text = (
        "Quán triệt Nghị quyết số 21-NQ/TW, Kế hoạch số 7-KH/TW và 21-nq/tw; thực hiện "
        "Nghị định 178/2024/NĐ-CP và Luật Cán bộ, công chức số 80/2025/QH15."
    )
    assert numbers(text) == [
        "21-NQ/TW",
        "07-KH/TW",
        "178/2024/NĐ-CP",
        "80/2025/QH15",
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("theo Nghị quyết số 18-NQ/TW.", "Nghị quyết số 18-NQ/TW"),
        (
            "tổng kết Nghị quyết 18, rồi Nghị quyết số 18-NQ/TW",
            "Nghị quyết số 18-NQ/TW",
        ),
        ("tổng kết Nghị quyết 18 của Trung ương về", "Nghị quyết 18 của Trung ương"),
        ("văn bản 18-nq/tw", "18-nq/tw"),
    ],
)
def test_name_is_the_wording_that_states_the_number(text: str, name: str) -> None:
    (document,) = find_documents(text)
    assert (document.number, document.name) == ("18-NQ/TW", name)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nghị quyết 15 bàn nhiều. Nghị quyết số 15-NQ/TU ký hôm qua.", ["15-NQ/TU"]),
        ("Nghị quyết 18 và Nghị quyết số 18/2024/NQ-HĐND.", None),
        ("Nghị quyết 57 và Nghị quyết 68 mở đường.", ["57-NQ/TW", "68-NQ/TW"]),
        ("Nghị quyết 30 năm ngoái còn dang dở.", []),
        ("Nghị quyết 27 của Quốc hội.", []),
        ("Nghị quyết 27 của BCH Trung ương.", ["27-NQ/TW"]),
        ("Liên hợp quốc có Nghị quyết 1701.", []),
        ("Quy định 37 ngày nghỉ", []),
        ("Kết luận 14 nội dung thanh tra", []),
    ],
)
def test_short_names(text: str, expected: list[str] | None) -> None:
    assert numbers(text) == (["18/2024/NQ-HĐND"] if expected is None else expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Number and year without the sign: the government's decrees, and by the body.
        ("Nghị định 154/2024 có hiệu lực.", ["154/2024/NĐ-CP"]),
        ("Theo nghị định số 73/2019, mức này tăng.", ["73/2019/NĐ-CP"]),
        (
            "Nghị định 154/2024 và 158/2025 bổ sung nhau.",
            ["154/2024/NĐ-CP", "158/2025/NĐ-CP"],
        ),
        ("Nghị quyết 54/2017 của Quốc hội.", ["54/2017/QH14"]),
        ("Thông tư 22/2023 của Bộ Y tế.", ["22/2023/TT-BYT"]),
        ("Quyết định 22/2023 của Thủ tướng.", ["22/2023/QĐ-TTg"]),
        ("Nghị quyết 54/2017 được sơ kết.", []),
        ("Nghị định 154 được bàn.", []),
        (
            "Nghị định 154/2024/NĐ-CP; theo Nghị định 154 thì hồ sơ gọn.",
            ["154/2024/NĐ-CP"],
        ),
        ("Nghị quyết 57/2022/QH15 và Nghị quyết 57/2022 nói trên.", ["57/2022/QH15"]),
        # Numbers with a dot.
        ("Nghị quyết 66.7/2025/NQ-CP cắt thủ tục.", ["66.7/2025/NQ-CP"]),
        ("Số 66.12/2026/nq-cp", ["66.12/2026/NQ-CP"]),
        ("Tăng 3.5/2025/NQ lần", []),
        # Lists go on with the kind.
        ("Sơ kết Nghị quyết 18 và 19.", ["18-NQ/TW", "19-NQ/TW"]),
        (
            "Các nghị quyết số 57, 59, 66 và 68 của Bộ Chính trị.",
            ["57-NQ/TW", "59-NQ/TW", "66-NQ/TW", "68-NQ/TW"],
        ),
        (
            "Nghị quyết 57-NQ/TW, 68 và 70 mở đường.",
            ["57-NQ/TW", "68-NQ/TW", "70-NQ/TW"],
        ),
        ("Nghị quyết 18 và 27 cán bộ.", ["18-NQ/TW"]),
        ("Nghị quyết 18 và 19 của HĐND tỉnh.", []),
        # Letters, and bodies that may be the Party's or the state's.
        ("Công văn số 245/UBND-KTTH gửi các xã.", ["245/UBND-KTTH"]),
        ("Văn bản 77/VPCP-NN của Văn phòng Chính phủ.", ["77/VPCP-NN"]),
        ("Theo 5512/BGDĐT-GDTrH.", ["5512/BGDĐT-GDTrH"]),
        ("Xe 29/xyz-k và lô 12/abc-D.", []),
        ("Kế hoạch 12-KH/BCĐ và Quyết định 47/QĐ-BCĐ.", ["12-KH/BCĐ", "47/QĐ-BCĐ"]),
        # Laws by title and year.
        ("Luật Nhà ở 2023 và Luật Đất đai năm 2013.", ["27/2023/QH15", "45/2013/QH13"]),
        ("Bộ luật Dân sự năm 2015; BLHS 2015.", ["91/2015/QH13", "100/2015/QH13"]),
        ("Luật Đất đai (sửa đổi) 2024", ["31/2024/QH15"]),
        ("Luật Thư viện số 2031 và Luật Bay lượn 2031.", ["Luật Bay lượn 2031"]),
        ("Hiến pháp năm 2013 quy định.", ["Hiến pháp 2013"]),
        ("Luật Đất đai có hiệu lực từ năm 2024; pháp luật Việt Nam 2024.", []),
        ("Luật Đất đai quy định ở điều 5.", []),
    ],
)
def test_forms_without_the_body_that_issued_them(
    text: str, expected: list[str]
) -> None:
    assert numbers(text) == expected


@pytest.mark.parametrize(
    ("text", "published", "expected"),
    [
        ("Nghị quyết số 18-NQ/TW, ngày 25/10/2017, được tổng kết.", "", [2017]),
        ("Nghị quyết 18-NQ/TW ngày 16 tháng 6 năm 2022 về đất.", "", [2022]),
        ("Nghị quyết 18-NQ/TW của Trung ương khóa XII.", "", [2017]),
        ("Thực hiện Nghị quyết 18 về sắp xếp, tinh gọn bộ máy.", "", [2017]),
        ("Giá đất tính theo tinh thần Nghị quyết 18-NQ/TW.", "", [2022]),
        ("Nghị quyết 18-NQ/TW được quán triệt.", "2019-04-02", [2017]),
        ("Nghị quyết 18-NQ/TW được quán triệt.", "2025-04-02", [0]),
        (
            "Nghị quyết 18-NQ/TW năm 2017 về bộ máy. Nghị quyết 18-NQ/TW năm 2022 về đất "
            "đai. Nghị quyết 18-NQ/TW cần làm nhanh.",
            "",
            [2017, 2022],
        ),
        (
            "Nghị quyết 19 về nông nghiệp. Nghị quyết số 19-NQ/TW cần làm nhanh.",
            "",
            [2022],
        ),
        ("Nghị quyết 57-NQ/TW về khoa học.", "2025-04-02", [0]),
    ],
)
def test_documents_that_share_a_number_are_told_apart(
    text: str, published: str, expected: list[int]
) -> None:
    assert [item.year for item in find_documents(text, published)] == expected


def test_value_has_the_year_where_the_number_is_shared() -> None:
    assert value_of("18-NQ/TW", 2022) == "18-NQ/TW (2022)"
    assert value_of("18-NQ/TW", 0) == "18-NQ/TW"
    assert value_of("57-NQ/TW", 2024) == "57-NQ/TW"


def test_table_of_laws_names_each_law_once() -> None:
    lines = Path(laws.__file__).with_name("laws.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and line[0] != "#"]
    assert len({row[2] for row in rows}) == len({tuple(row[:2]) for row in rows})
    for title, year, number in rows:
        assert canonical_number(f"{title} {year}") == number
        assert canonical_number(number) == number


def test_work_grows_with_the_numbers_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A short name is looked up among the full ones, not compared with each."""
    looked = []
    find = _Known.find

    def counted(self: _Known, *key: str) -> str | None:
        looked.append(key)
        return find(self, *key)

    monkeypatch.setattr(_Known, "find", counted)
    full = "".join(f"{number}/2024/NĐ-CP; " for number in range(1, 400))
    find_documents(full + "Nghị định 77 nêu rõ. " * 400)
    assert len(looked) == 400


STATED = {
    "000": ["18-NQ/TW"],
    "001": ["18-NQ/TW"],
    "002": [],
    "003": [],
    "004": ["18-NQ/TW", "21-NQ/TW", "07-KH/TW"],
}


@pytest.mark.parametrize("start", STATED)
def test_reference_articles(start: str) -> None:
    """Stated numbers are those expected; 003 names its document in short only."""
    paths = list(SHARED.glob(f"{start}_*.txt"))
    if not paths:
        pytest.skip("no reference articles here")
    expected = json.loads((SHARED / "expected.json").read_text(encoding="utf-8"))
    assert expected[paths[0].name]["documents"] == STATED[start]
    found = find_documents(paths[0].read_text(encoding="utf-8"))
    stated = [item.number for item in found if item.provenance == "stated"]
    assert stated == STATED[start]
    short = [item.number for item in found if item.number not in stated]
    assert short == (["18-NQ/TW"] if start == "003" else [])


@pytest.mark.parametrize(
    "text",
    ["1-" * 20000, "1/2025/" * 9000, "Luật " * 20000 + "1/2025/QH15", "18 " * 20000]
    + ["Nghị quyết " * 9000, "nghị quyết 18 (" * 5000, "\ud800\0" * 5000],
)
def test_hostile_text_is_survived(text: str) -> None:
    find_documents(text)
    find_number(text)


@given(st.text(alphabet="18-NQ/TWĐCPnghị quyết2025H ", max_size=120))
def test_every_number_is_its_own_canonical_form(text: str) -> None:
    for document in find_documents(text):
        assert canonical_number(document.number) == document.number


def test_words_around_a_mention_are_kept() -> None:
    text = (
        "Xã họp. Huyện ủy Sơn Đông sơ kết việc thực hiện Nghị quyết 18 của Trung ương về "
        "sắp xếp tổ chức bộ máy; năm sau làm tiếp. Xong."
    )
    (document,) = find_documents(text)
    assert document.words == (
        "ủy Sơn Đông sơ kết việc thực hiện Nghị quyết 18 của Trung ương về sắp xếp tổ chức "
        "bộ máy"
    )
    (document,) = find_documents("Chỉ thị 05-CT/TW\nXã họp.")
    assert document.words == "Chỉ thị 05-CT/TW"


def test_a_resolution_before_the_last_congresses_has_its_year() -> None:
    text = "Theo nghị quyết 20-NQ/TW ngày 18-11-2002 của Bộ Chính trị, xã họp."
    (document,) = find_documents(text, "2006-03-01")
    assert (document.number, document.year) == ("20-NQ/TW", 2002)
    (document,) = find_documents("Xã học Nghị quyết 20-NQ/TW.", "2005-03-01")
    assert document.year == 2002
    (document,) = find_documents("Xã học Nghị quyết 20-NQ/TW.", "2013-03-01")
    assert document.year == 0


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Theo kết luận 91/2024 của Bộ Chính trị, xã họp.", ["91-KL/TW"]),
        ("Xã học nghị quyết 29/2013 của Ban Chấp hành Trung ương.", ["29-NQ/TW"]),
        ("Nghị quyết 29/2013 của HĐND tỉnh được thay.", []),
        ("Theo Công ước Liên Hợp Quốc về Luật Biển năm 1982, tàu rời đi.", []),
        ("Theo Luật Biển Việt Nam 2012, tàu rời đi.", ["Luật Biển Việt Nam 2012"]),
    ],
)
def test_kinds_seen_in_new_articles(text: str, numbers: list[str]) -> None:
    assert [document.number for document in find_documents(text)] == numbers
