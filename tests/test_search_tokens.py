"""Tokens and terms of Vietnamese text."""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from texts import ANY_TEXT

from search.fields import BORDER
from search.language.normal import compose, fold, place_tones
from search.language.tokens import (
    MAX_PARTS,
    MAX_TERM,
    SENTENCE,
    running_terms,
    spans,
    terms,
    tokenize,
)

SYLLABLES = (
    "Hội nghị trung ương Đảng uỷ ban hoà bình thuý quý khoẻ nước được nghĩa "
    "gì giữa kỹ thuật Huế và ở ý đi 18-NQ/TW 09/12/2025 3.611 GD&ĐT 100% T.Ư bộ"
)
VIETNAMESE = st.lists(st.sampled_from(SYLLABLES.split()), max_size=12).map(" ".join)


def written(text: str) -> list[str]:
    return [token.text for token in tokenize(text)]


def parts(text: str) -> list[list[str]]:
    return [[part.term for part in token.parts] for token in tokenize(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # official documents
        ("18-NQ/TW", "18 nq tw"),
        ("18-nq/tw", "18 nq tw"),
        ("122/2013/NĐ-CP", "122 2013 nđ cp"),
        ("202/2025/QH15", "202 2025 qh 15"),
        ("07-KH/TW", "7 kh tw"),
        ("35-CT/TW", "35 ct tw"),
        ("1234/QĐ-TTg", "1234 qđ ttg"),
        ("15/2020/TT-BGDĐT", "15 2020 tt bgdđt"),
        ("18-NQ/TƯ", "18 nq tư"),
        ("4408/VPCP-KTQĐ", "4408 vpcp ktqđ"),
        # dates, times, ranges, ratios
        ("09/12/2025", "9 12 2025"),
        ("09-12-2025", "9 12 2025"),
        ("9.12.2025", "9 12 2025"),
        ("09.12.25", "9 12 25"),
        ("2025-12-09", "2025 12 9"),
        ("17.9", "17 9"),
        ("12.2025", "12 2025"),
        ("8-12", "8 12"),
        ("8/12", "8 12"),
        ("2020-2025", "2020 2025"),
        ("2020–2025", "2020 2025"),
        ("15:50", "15 50"),
        ("3:1", "3 1"),
        ("8h30", "8 h 30"),
        # numbers
        ("3.611", "3611"),
        ("147.255", "147255"),
        ("1.234.567,89", "1234567,89"),
        ("2,125", "2125"),
        ("2,5", "2,5"),
        ("35.7", "35,7"),
        ("0.5", "0,5"),
        ("192.168.1.1", "192.168.1.1"),
        ("100%", "100 %"),
        ("2,5%", "2,5 %"),
        ("007", "007"),
        ("05", "5"),
        ("00", "0"),
        # abbreviations
        ("GD&ĐT", "gd đt"),
        ("GD&amp;ĐT", "gd đt"),
        ("T.Ư", "t ư"),
        ("HNN.VN", "hnn vn"),
        ("TP.HCM", "tp hcm"),
        ("TT-Huế", "tt huế"),
        ("VP1-2", "vp 1 2"),
        ("KT-XH", "kt xh"),
        ("QP-AN", "qp an"),
        ("LĐ-TB&XH", "lđ tb xh"),
        ("GS.TS", "gs ts"),
        ("Q.1", "q 1"),
        # letters with digits: hyphen or none is one thing
        ("Covid-19", "covid 19"),
        ("COVID19", "covid 19"),
        ("U23", "u 23"),
        ("U-23", "u 23"),
        ("5G", "5 g"),
        ("100km", "100 km"),
        ("500.000đ", "500000 đ"),
        ("m²", "m 2"),
        ("H5N1", "h 5 n 1"),
        # names with an apostrophe
        ("H'Mông", "h mông"),
        ("R’lấp", "r lấp"),
        # addresses
        ("www.chinhphu.vn", "www chinhphu vn"),
        ("toa.soan@bao.com.vn", "toa soan bao com vn"),
        ("https://bao.vn/tin-12.html?a=b", "https bao vn tin 12 html a b"),
        # full width
        ("２０２５", "2025"),
        ("ＴＰ.ＨＣＭ", "tp hcm"),
    ],
)
def test_compounds_stay_whole(text: str, expected: str) -> None:
    assert written(text) == [text]
    assert parts(text) == [expected.split()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # glued words
        ("bộRa", "bộ|Ra"),
        ("2025.Ủy viên", "2025|Ủy|viên"),
        ("2025Ủy viên", "2025|Ủy|viên"),
        ("Tú-Ủy viên", "Tú|Ủy|viên"),
        ("nhiệm vụ…Tổng", "nhiệm|vụ|Tổng"),
        ("vụ.Tổng Bí thư", "vụ|Tổng|Bí|thư"),
        ("(GLO)-Sáng", "GLO|Sáng"),
        ("NguyễnVănAn", "Nguyễn|Văn|An"),
        ("BộGD&ĐT", "Bộ|GD&ĐT"),
        ("trườngTHPT", "trường|THPT"),
        ("UBNDHuyện", "UBND|Huyện"),
        ("10giờ", "10|giờ"),
        ("tháng12", "tháng|12"),
        # hyphens and slashes between words
        ("phát-xít", "phát|xít"),
        ("Ê-đê", "Ê|đê"),
        ("và/hoặc", "và|hoặc"),
        ("U-crai-na", "U|crai|na"),
        ("Bà Rịa - Vũng Tàu", "Bà|Rịa|Vũng|Tàu"),
        ("Hà_Nội", "Hà|Nội"),
        # what ends an abbreviation or a number
        ("TP.Huế", "TP|Huế"),
        ("TP. Hồ Chí Minh", "TP|Hồ|Chí|Minh"),
        ("GS.TS.Trần", "GS.TS|Trần"),
        ("20,21/4", "20|21/4"),
        ("2020,2021", "2020|2021"),
        ("1,2,3", "1|2|3"),
        ("8-12/Chiều", "8-12|Chiều"),
        ("8.10.2025,9.10.2025", "8.10.2025|9.10.2025"),
        # not glued
        ("iPhone YouTube ThS TpHCM GDĐT", "iPhone|YouTube|ThS|TpHCM|GDĐT"),
        ("TRường NgườI ĐĂng QUảNG", "TRường|NgườI|ĐĂng|QUảNG"),
        # only punctuation
        ("./. … -- (&quot;)", ""),
        ("", ""),
    ],
)
def test_words_part(text: str, expected: str) -> None:
    assert written(text) == ([*expected.split("|")] if expected else [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nguyễn\xa0Văn\u3000An\u2028Ba", "nguyễn văn an ba"),
        ("Ngu\xadyễn Vă\u200bn \ufeffAn\u200e", "nguyễn văn an"),
        ("một\0hai \ud83dba", "một hai ba"),
        (f"tin {BORDER} bài{BORDER}mới", "tin bài mới"),
        ("北京市", "北 京 市"),
        ("ho\u0301a ho\u00e1 hoa\u0301", "hoá hoá hoá"),
        ("\xd0ảng \xf0oàn", "đảng đoàn"),
        ("đuợc vịêt nứơc", "được việt nước"),
    ],
)
def test_terms_are_canonical(text: str, expected: str) -> None:
    assert terms(text) == expected.split()


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("18 nq tw", "Nghị quyết 18-NQ/TW"),
        ("Covid 19", "dịch Covid-19"),
        ("ngày 9/12", "ngày 09-12"),
        ("GDĐT", "ngành GDĐT"),
        ("3.611", "chi 3.611 tỷ"),
        ("ủy ban", "Uỷ ban"),
        ("Đắk R'lấp", "huyện Đắk R’Lấp"),
    ],
)
def test_a_query_finds_its_other_spelling(query: str, text: str) -> None:
    wanted, there = terms(query), terms(text)
    assert any(
        there[at : at + len(wanted)] == wanted for at in range(len(there))
    ), there


def test_offsets_point_into_the_text_given() -> None:
    text = "Ho\u0323p 18-NQ/TW, bô\u0323Ra 100% \ufeffĐa\u0309ng\u200b!"
    found = [(text[token.start : token.end], token.text) for token in tokenize(text)]
    assert found == [
        ("Ho\u0323p", "Họp"),
        ("18-NQ/TW", "18-NQ/TW"),
        ("bô\u0323", "bộ"),
        ("Ra", "Ra"),
        ("100%", "100%"),
        ("Đa\u0309ng", "Đảng"),
    ]
    number = tokenize(text)[4]
    assert [text[part.start : part.end] for part in number.parts] == ["100", "%"]
    compound = tokenize(text)[1]
    assert [
        text[part.start : part.end] for part in compound.parts
    ] == "18 NQ TW".split()


@given(ANY_TEXT)
@example("a\u0301\u200b\u0323-1.2,3/4")
@example("½\u20dd1²")
@example("\u1100\u1161\u11a8.9.9")
def test_any_text_has_ordered_tokens(text: str) -> None:
    tokens = tokenize(text)
    position = 0
    for token in tokens:
        assert position <= token.start < token.end <= len(text)
        position = token.end
        inside = token.start
        assert 0 < len(token.parts) <= MAX_PARTS
        for part in token.parts:
            assert inside <= part.start < part.end <= token.end
            inside = part.end
            assert 0 < len(part.term) <= MAX_TERM
            assert part.term.split() == [part.term]
            assert BORDER not in part.term and "\0" not in part.term
            part.term.encode()
    flat = [part for token in tokens for part in token.parts]
    assert [span for span in spans(text) if span[0] != SENTENCE] == flat
    assert [span[0] for span in spans(text)] == running_terms(text)
    assert terms(text) == [part.term for part in flat]


@given(ANY_TEXT)
def test_terms_do_not_depend_on_the_unicode_form(text: str) -> None:
    assert terms(unicodedata.normalize("NFC", text)) == terms(text)
    assert terms(unicodedata.normalize("NFD", text)) == terms(text)
    assert terms(compose(text).text) == terms(text)


@given(ANY_TEXT)
def test_terms_do_not_depend_on_case_but_for_glued_words(text: str) -> None:
    lower, upper = text.lower(), text.upper()
    glued = any(
        one.islower() and other.isupper()
        for form in (text, upper)
        for one, other in pairwise(compose(form).text)
    )
    if not glued and upper.lower() == lower:
        assert terms(upper) == terms(lower)
        assert len(terms(text)) == len(terms(lower))


@given(VIETNAMESE)
def test_terms_are_the_same_in_every_spelling(text: str) -> None:
    expected = terms(text)
    for form in ("NFC", "NFD"):
        for spelled in (text, text.upper(), text.lower(), text.title()):
            for style in ("old", "new"):
                placed = place_tones(spelled, style)  # type: ignore[arg-type]
                assert terms(unicodedata.normalize(form, placed)) == expected
    assert terms(text.replace("Đ", "\xd0").replace("đ", "\xf0")) == expected
    assert terms(fold(text)) == [fold(term) for term in expected]


@given(VIETNAMESE, st.data())
def test_a_span_cut_at_spaces_keeps_its_terms(text: str, data: st.DataObject) -> None:
    words = text.split()
    start = data.draw(st.integers(0, len(words)))
    end = data.draw(st.integers(start, len(words)))
    span = terms(" ".join(words[start:end]))
    before = len(terms(" ".join(words[:start])))
    assert terms(text)[before : before + len(span)] == span


def test_news_has_the_same_terms_in_every_form() -> None:
    folder = Path(__file__).parents[2] / "shared/reference"
    articles = [path.read_text("utf-8") for path in folder.glob("*.txt")]
    if not articles:
        pytest.skip("no reference articles here")
    for text in articles:
        # without glued words: they have no border in capitals
        text = " ".join(token.text for token in tokenize(text))
        expected = terms(text)
        assert terms(unicodedata.normalize("NFD", text)) == expected
        assert terms(place_tones(text, "new")) == expected
        assert terms(text.upper()) == terms(text.lower()) == expected
        assert terms(fold(text)) == [fold(term) for term in expected]


@pytest.mark.parametrize(
    "text",
    [
        "a-" * 20_000,
        "1.1." * 20_000,
        "1,1," * 20_000,
        "a" + "\u0301\u0323" * 50_000,
        "9" * 200_000,
        "aB" * 50_000 + "ộ",
        "\u200b" * 100_000,
        "\ud800" * 50_000,
        "ộ" * 100_000,
        "&#1;" * 20_000,
        "中" * 20_000,
    ],
    ids=ascii,
)
def test_hostile_text_is_cut_into_bounded_tokens(text: str) -> None:
    tokens = tokenize(text)
    assert all(len(token.parts) <= MAX_PARTS for token in tokens)
    assert all(len(term) <= MAX_TERM for term in terms(text))
    assert [part.term for token in tokens for part in token.parts] == terms(text)


def test_the_cache_forgets_and_still_answers() -> None:
    text = " ".join(f"chữ{number}" for number in range(1_000))
    assert terms(text) == terms(text)
    assert terms("chữ7 chữ8") == ["chữ", "7", "chữ", "8"]
