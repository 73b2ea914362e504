"""Abbreviations both ways."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.language.abbreviations import TABLE, Expansion, expansions
from search.language.syllables import is_bare_syllable, is_syllable
from search.language.tokens import terms, tokenize


def others(text: str) -> set[str]:
    """What may stand for the whole text, as it is written."""
    found = terms(text)
    written = [
        text[part.start : part.end] for token in tokenize(text) for part in token.parts
    ]
    return {
        " ".join(form)
        for start, end, alternatives in expansions(found, written)
        if (start, end) == (0, len(found))
        for form in alternatives
    }


PAIRS = [
    ("UBND", "Ủy ban nhân dân"),
    ("HĐND", "Hội đồng nhân dân"),
    ("ĐBQH", "đại biểu Quốc hội"),
    ("UBTVQH", "Ủy ban Thường vụ Quốc hội"),
    ("MTTQ", "Mặt trận Tổ quốc"),
    ("UVTV", "ủy viên thường vụ"),
    ("BTV", "Ban Thường vụ"),
    ("BCH", "Ban Chấp hành"),
    ("BCT", "Bộ Chính trị"),
    ("BBT", "Ban Bí thư"),
    ("XDĐ", "xây dựng Đảng"),
    ("TW", "Trung ương"),
    ("T.Ư", "Trung ương"),
    ("BCH T.Ư", "Ban Chấp hành Trung ương"),
    ("GD&ĐT", "giáo dục và đào tạo"),
    ("GDĐT", "giáo dục và đào tạo"),
    ("GD-ĐT", "giáo dục và đào tạo"),
    ("LĐTBXH", "lao động, thương binh và xã hội"),
    ("LĐ-TB&XH", "Lao động - Thương binh và Xã hội"),
    ("NNPTNT", "nông nghiệp và phát triển nông thôn"),
    ("KHCN", "khoa học công nghệ"),
    ("KH&CN", "khoa học và công nghệ"),
    ("TP", "thành phố"),
    ("TP.HCM", "thành phố Hồ Chí Minh"),
    ("TPHCM", "thành phố Hồ Chí Minh"),
    ("NQ", "nghị quyết"),
    ("QĐ", "quyết định"),
    ("NĐ", "nghị định"),
    ("CT", "chỉ thị"),
    ("CAND", "công an nhân dân"),
    ("QĐND", "quân đội nhân dân"),
    ("TAND", "tòa án nhân dân"),
    ("VKSND", "viện kiểm sát nhân dân"),
    ("ATGT", "an toàn giao thông"),
    ("CSGT", "cảnh sát giao thông"),
    ("PCCC", "phòng cháy, chữa cháy"),
    ("PCTN", "phòng, chống tham nhũng"),
    ("KT-XH", "kinh tế - xã hội"),
    ("QP-AN", "quốc phòng - an ninh"),
    ("CCHC", "cải cách hành chính"),
    ("GPMB", "giải phóng mặt bằng"),
    ("NTM", "nông thôn mới"),
    ("DN", "doanh nghiệp"),
    ("HTX", "hợp tác xã"),
    ("BHXH", "bảo hiểm xã hội"),
    ("BHYT", "bảo hiểm y tế"),
    ("VN", "Việt Nam"),
    ("HN", "Hà Nội"),
    ("ASEAN", "Hiệp hội các quốc gia Đông Nam Á"),
]


@pytest.mark.parametrize(("short", "long"), PAIRS)
def test_short_and_long_forms_stand_for_each_other(short: str, long: str) -> None:
    assert " ".join(terms(long)) in others(short)
    assert " ".join(terms(short)) in others(long)
    assert " ".join(terms(long)) in others(short.lower())
    assert " ".join(terms(short)) in others(long.upper())


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("hdnd", "hội đồng nhân dân"),
        ("gddt", "giáo dục và đào tạo"),
        ("uy ban nhan dan", "ubnd"),
        ("trung uong", "tw"),
        ("TP.HCM", "tphcm"),
        ("GD&ĐT", "gdđt"),
        ("TW", "t ư"),
        ("Đắk Lắk", "đắc lắc"),
        ("Qui Nhơn", "quy nhơn"),
        ("Cam-pu-chia", "campuchia"),
        ("campuchia", "cam pu chia"),
        ("Moscow", "mát xcơ va"),
        ("NQ TƯ", "nghị quyết trung ương"),
        ("UVTƯ", "uỷ viên trung ương"),
    ],
)
def test_other_spellings_of_a_form_are_known(text: str, other: str) -> None:
    assert other in others(text)


@pytest.mark.parametrize(
    ("short", "first", "second"),
    [
        ("BTV", "ban thường vụ", "biên tập viên"),
        ("BCT", "bộ chính trị", "bộ công thương"),
        ("BTC", "ban tổ chức", "bộ tài chính"),
        ("TBT", "tổng bí thư", "tổng biên tập"),
    ],
)
def test_ambiguous_short_forms_list_every_meaning(
    short: str, first: str, second: str
) -> None:
    assert {first, second} <= others(short)
    assert short.lower() in others(first)
    # The rarer meaning would bring in everything about the usual one.
    assert short.lower() not in others(second)


@pytest.mark.parametrize(
    ("written", "is_known"),
    [
        (["TƯ"], True),
        (["Ban", "Bí", "thư", "TƯ"], True),
        (["hội", "nghị", "TƯ", "8"], True),
        (["tư"], False),
        (["kinh", "tế", "tư", "nhân"], False),
        (["Thứ", "Tư"], False),
        (["TƯ", "TƯỞNG"], False),
        (["ĐẦU", "TƯ", "2025"], False),
    ],
)
def test_tu_is_trung_uong_only_in_capitals_of_its_own(
    written: list[str], is_known: bool
) -> None:
    found = [term for text in written for term in terms(text)]
    at = found.index("tư")
    known = [
        item
        for item in expansions(found, written)
        if (item.start, item.end) == (at, at + 1)
    ]
    assert bool(known) == is_known
    if known:
        assert ("trung", "ương") in known[0].alternatives
    # without what was written, the syllable is the word
    assert not [item for item in expansions(found) if item.start == at == item.end - 1]


def test_spans_point_at_the_form() -> None:
    found = terms("Chủ tịch UBND tỉnh họp BTV")
    assert Expansion(2, 3, (("uỷ", "ban", "nhân", "dân"),)) in expansions(found)
    assert [
        " ".join(found[item.start : item.end])
        for item in expansions(found)
        if ("ban", "thường", "vụ") in item.alternatives
    ] == ["btv"]


@pytest.mark.parametrize("text", ["", "Sáng nay trời mưa to", "mùa xuân về trên bản"])
def test_other_words_are_left_alone(text: str) -> None:
    assert expansions(terms(text)) == []


@pytest.mark.parametrize("text", ["tỗ chức xã hội", "uý ban nhân dân", "họi đồng"])
def test_wrong_marks_are_another_word(text: str) -> None:
    assert "ubnd" not in others(text)
    assert not [item for item in expansions(terms(text)) if item.start == 0]


def table_rows() -> list[list[str]]:
    lines = TABLE.read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def test_the_table_is_large_and_well_formed() -> None:
    rows = table_rows()
    assert len(rows) >= 200
    assert all(len(row) <= 3 for row in rows)
    shorts = [form.strip() for row in rows for form in row[0].split(";")]
    assert all(shorts)
    assert len(shorts) == len(set(shorts)), sorted(
        form for form in shorts if shorts.count(form) > 1
    )


@pytest.mark.parametrize("row", table_rows(), ids=lambda row: str(row[0]))
def test_every_form_of_the_table_is_found(row: list[str]) -> None:
    forms = [form.strip() for column in row for form in column.split(";")]
    for form in filter(None, forms[: len(row[0].split(";"))]):
        assert others(form), form


def test_no_alternative_is_a_word_by_itself() -> None:
    for row in table_rows():
        for form in row[0].split(";"):
            for item in others(form):
                assert " " in item or not (is_syllable(item) or is_bare_syllable(item))


@given(st.lists(st.text(max_size=8), max_size=12))
def test_any_terms_have_spans_in_range(found: list[str]) -> None:
    for start, end, alternatives in expansions(found, found):
        assert 0 <= start < end <= len(found)
        assert alternatives
        assert tuple(found[start:end]) not in alternatives


def test_syllables_written_as_one_word_are_known_apart() -> None:
    assert expansions(["cán", "bộra"]) == [Expansion(1, 2, (("bộ", "ra"),))]
    assert others("ôtô") == {"ô tô"}
    assert others("ô tô") == {"ôtô"}
