"""Official documents: numbers in any form, short names, and what is no document."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.facts.documents import find_documents
from search.gazetteer.official_numbers import canonical_number, find_number

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
