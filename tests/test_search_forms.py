"""Numbers, codes and names in whatever way they are written."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_search_planner import Vocabulary, finds, index
from texts import ANY_TEXT

from search.language.tokens import SENTENCE, phrase_terms, running_terms, terms
from search.page.highlight import Highlighter
from search.query.forms.codes import code_writings
from search.query.forms.numbers import number_writings
from search.query.planner import plan
from search.query.units import MAX_PHRASES, phrase_forms, tokenize

ALIKE = [
    ["3.000 tỷ", "3000 tỷ", "3,000 tỷ", "3 nghìn tỷ", "3 ngàn tỉ", "3.000 tỉ"],
    ["1.000 tỷ đồng", "1000 tỷ đồng", "1,000 tỷ đồng", "1 nghìn tỷ đồng"],
    ["10.000 người", "10000 người", "10,000 người", "10 nghìn người", "10 ngàn người"],
    ["2,5 triệu", "2.5 triệu", "2.500.000", "2500000"],
    ["500.000 đồng", "500000 đồng", "500 nghìn đồng", "500,000 đồng", "500 ngàn đồng"],
    ["1.000.000", "1000000", "1,000,000", "1 triệu"],
    ["1,5 tỷ đồng", "1.5 tỷ đồng", "1.500 triệu đồng", "1.500.000.000 đồng"],
    ["5%", "5 %", "5 phần trăm", "５％"],
    ["1,5%", "1.5%", "1,5 phần trăm", "1.5 %"],
    ["12.345,67", "12,345.67", "12345,67"],
    ["2,5 km", "2.5 km", "2.5km", "2,5km"],
    ["0912345678", "0912.345.678", "0912 345 678", "0912-345-678", "091 234 5678"],
    ["+84 912 345 678", "0912345678"],
    ["024.38251234", "024 3825 1234", "(024) 38251234", "024-3825-1234"],
    ["(04) 8251234", "04.8251234"],
    ["1900 1234", "19001234", "1900.1234"],
    ["51A-123.45", "51A 12345", "51A12345", "51a-12345", "51A 123.45"],
    ["29-H1 678.90", "29H1-67890"],
    ["Cư M'gar", "Cư Mgar", "Cư M’gar"],
    ["Ea H'leo", "Ea Hleo", "ea hleo"],
    ["Đắk R'lấp", "Đắk Rlấp", "Đắk R’Lấp"],
]
PAIRS = [
    (typed, written)
    for group in ALIKE
    for typed, written in product(group, repeat=2)
    if written != "+84 912 345 678"
]


@pytest.mark.parametrize(("typed", "written"), PAIRS)
def test_one_number_is_found_however_it_is_written(typed: str, written: str) -> None:
    article = index(f"Số ấy là {written} theo báo cáo")
    assert finds(f'"{typed}"', article)
    assert finds(typed, article)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("5%", "5 người chết vì H5N1"),
        ('"5%"', "5 người chết vì H5N1"),
        ('"1.5%"', "ngày 1/5"),
        ("1,5%", "ngày 1/5, 1,5 triệu người"),
        ('"2,5 triệu"', "ngày 2/5 có triệu chứng"),
        ("2,5", "họp ngày 2/5"),
        ("3000", "3 nghìn tỷ"),
        ('"3.000 tỷ"', "3.001 tỷ"),
        ('"500 nghìn đồng"', "500 triệu đồng"),
        ('"2025"', "2 nghìn 25"),
        ("2,5", "25"),
        ('"0912345678"', "0912.345.679"),
        ('"51A-123.45"', "51B-123.45"),
        ('"Cư Mgar"', "cư xá ở Mai"),
    ],
)
def test_other_numbers_are_not_found(typed: str, written: str) -> None:
    assert not finds(typed, index(f"Tin về {written} hôm nay"))


@pytest.mark.parametrize(
    ("typed", "text", "marked"),
    [
        ("3000 tỷ", "Chi hơn 3.000 tỷ đồng", ["3.000 tỷ"]),
        ('"500 nghìn đồng"', "Phạt 500.000 đồng.", ["500.000 đồng"]),
        ('"1.5%"', "Ngày 1/5 giá tăng 1,5%.", ["1,5%"]),
        ("0912345678", "Gọi 0912.345.678 hoặc 0912 345 678", ["0912.345.678"] * 1),
        ('"quan tham"', "Thay quần. Thậm chí quan tham", ["quan tham"]),
    ],
)
def test_marks_are_on_what_was_meant(typed: str, text: str, marked: list[str]) -> None:
    made = plan(typed, "full", Vocabulary([text]))
    [found] = Highlighter(made.marks).mark([text])
    shown = [text[start:end] for start, end in found.marks]
    assert [item for item in shown if item in marked][: len(marked)] == marked
    assert not any("1/5" in item or "." in item[-2:] for item in shown)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Cô mặc quần. Thậm chí", "cô mặc quần | thậm chí"),
        ("Đi đâu? Về nhà! Thôi", "đi đâu | về nhà | thôi"),
        ("Ông nói: “Không.” Bà gật", "ông nói không | bà gật"),
        ("rau, củ... được mùa", "rau củ được mùa"),
        ("nhiệm vụ.Tổng Bí thư", "nhiệm vụ | tổng bí thư"),
        ("TP. Hồ Chí Minh, Q. 1, P. Bến", "tp hồ chí minh q 1 p bến"),
        ("GS.TS. Trần Văn A. nói", "gs ts trần văn a nói"),
        ("Nghị quyết T.Ư. ban hành", "nghị quyết t ư ban hành"),
        (
            "tăng 3.000 tỷ. Giảm 5%. Năm 2025. Hết",
            "tăng 3000 tỷ | giảm 5 % | năm 2025 | hết",
        ),
        ("quần . Thậm", "quần | thậm"),
        ("ăn ở. Đi", "ăn ở | đi"),
        ("v.v. và", "v v và"),
        ("www.bao.vn/tin. Xem", "www bao vn tin | xem"),
    ],
)
def test_sentences_end_where_they_do(text: str, expected: str) -> None:
    assert " ".join(running_terms(text)).replace(SENTENCE, "|") == expected
    assert terms(text) == expected.replace("| ", "").split()


@pytest.mark.parametrize(
    ("typed", "text", "is_found"),
    [
        ('"quan tham"', "Thay quần. Thậm chí", False),
        ('"quan tham"', "Bắt quan tham nhũng", True),
        ('"Thay quần. Thậm chí"', "Thay quần. Thậm chí", True),
        ('"thay quần. thậm chí."', "Họ thay quần. Thậm chí giày", True),
        ('"tp hồ chí minh"', "Ở TP. Hồ Chí Minh", True),
        ('tiêuđề:"quan tham"', "x", False),
        ('"bão! Lũ"', "Có bão. Lũ lên", True),
    ],
)
def test_phrases_end_with_sentences(typed: str, text: str, is_found: bool) -> None:
    assert finds(typed, index(text, title="Mặc quần. Thậm chí")) is is_found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("công\u200btác", "công tác"),
        ("công\xadtác cán\u200bbộ", "công tác cán bộ"),
        ("cô\xadng tá\u200bc", "công tác"),
        ("Nguyễn\u200bVăn\u2060An", "nguyễn văn an"),
        ("ho\u200bà bình", "hoà bình"),
        ("viet\u200bnam", "viet nam"),
        ("Face\u200bbook", "facebook"),
        ("\u200bcông\u200b \u200btác\u200b", "công tác"),
        ("co\u0302ng\u200bta\u0301c", "công tác"),
    ],
)
def test_invisible_blanks_part_syllables(text: str, expected: str) -> None:
    assert terms(text) == expected.split()


@given(st.one_of(ANY_TEXT, st.sampled_from([text for pair in PAIRS for text in pair])))
def test_quoting_a_number_never_widens(text: str) -> None:
    typed = text.replace('"', " ").strip()
    for written in ("1/5", "5 người", "5%", "2.5 triệu", text):
        article = index(f"a {written} b")
        if phrase_terms(typed) and finds(f'"{typed}"', article):
            assert set(terms(typed)) and finds(f"+({typed})", article)


@given(st.text(alphabet="0123456789.,-%' aMgrtỷ", max_size=60))
def test_any_number_is_written_in_few_ways(text: str) -> None:
    forms = phrase_forms(text)
    assert len(forms) <= MAX_PHRASES
    assert all(form for form in forms)
    tokens = tokenize(text)
    for writing in [*number_writings(tokens), *code_writings(tokens)]:
        assert 0 <= writing.start < writing.end
        assert all(writing.others) and len(writing.others) < 16


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("cu mgar", "Cư M'gar"),
        ('"dak rlap"', "Đắk R'lấp"),
        ('"ea hleo"', "Ea H'leo"),
        ("3 nghin ty", "3.000 tỷ"),
        ("500 nghin dong", "500.000 đồng"),
        ("5 phan tram", "5%"),
        ("ngày 20,21", "ngày 20,21/4"),
        ('"ngày 20,21"', "ngày 20,21/4"),
    ],
)
def test_marks_may_be_missing(typed: str, written: str) -> None:
    assert finds(typed, index(f"Tin về {written} hôm nay"))
