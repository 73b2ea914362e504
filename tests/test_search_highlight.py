"""Marks and snippets point into the original text, whatever its Unicode form."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.page.highlight import READ_FIRST, Highlighter
from search.query.highlights import Mark, Slot

TEXT = "Ban Tổ chức làm việc. Tô Lâm dự họp. Các tổ dân phố góp ý về tổ chức."


def exact(*terms: str) -> Mark:
    return Mark(tuple(Slot((term,)) for term in terms))


def folded(*terms: str) -> Mark:
    return Mark(tuple(Slot((term,), folded=True) for term in terms))


def marked(text: str, *marks: Mark) -> list[str]:
    [result] = Highlighter(marks).mark([text])
    return [result.text[start:end] for start, end in result.marks]


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        (exact("tổ"), ["Tổ", "tổ", "tổ"]),
        (exact("tổ", "chức"), ["Tổ chức", "tổ chức"]),
        (exact("tô"), ["Tô"]),
        (folded("to"), ["Tổ", "Tô", "tổ", "tổ"]),
        (Mark((Slot(("ch",), prefix=True),)), ["chức", "chức"]),
        (
            Mark((Slot(("tổ", "góp")), Slot(("chức", "ý")))),
            ["Tổ chức", "góp ý", "tổ chức"],
        ),
        (exact("chứ"), []),
        (exact("phố", "chức"), []),
    ],
)
def test_marks_cover_whole_terms(mark: Mark, expected: list[str]) -> None:
    assert marked(TEXT, mark) == expected


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_marks_point_into_the_text_as_it_stands(form: str) -> None:
    text = unicodedata.normalize(form, TEXT)  # type: ignore[arg-type]
    found = marked(text, exact("tổ", "chức"))
    assert [unicodedata.normalize("NFC", item) for item in found] == [
        "Tổ chức",
        "tổ chức",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Quốc hội gặp hội đồng quốc phòng", ["Quốc hội"]),
        ("Một hội thảo về quốc phòng", ["hội", "quốc"]),
        ("hội viên gặp QH", ["QH"]),
        ("Họp ở hội trường, quốc hội bàn", ["Họp", "quốc hội"]),
        ("quốc hội quốc hội, hội quốc tế", ["quốc hội quốc hội"]),
    ],
)
def test_a_syllable_of_another_word_is_no_match(text: str, expected: list[str]) -> None:
    marks = [*map(exact, ("quốc", "hội", "qh", "họp"))]
    words, terms = [("quốc", "hội")], ("quốc", "hội", "họp")
    highlighter = Highlighter(marks, words, terms)
    [found] = highlighter.mark([text])
    assert [text[start:end] for start, end in found.marks] == expected
    [snippet] = highlighter.make_snippets([text])
    assert snippet.marks == found.marks


@pytest.mark.parametrize(
    ("text", "term", "expected"),
    [
        ("theo 18-NQ/TW, khóa 18.", "nq", ["18-NQ/TW"]),
        ("(số 122/2013/NĐ-CP)", "2013", ["122/2013/NĐ-CP"]),
        ("Luật 31/2024/QH15; ngày 31/12/2024", "31", ["31/2024/QH15", "31"]),
        ("tối 9/12/2025", "12", ["12"]),
        ("xe 29-X", "x", ["X"]),
        ("giá 18-20 đồng", "18", ["18"]),
    ],
)
def test_a_document_number_is_marked_whole(
    text: str, term: str, expected: list[str]
) -> None:
    assert marked(text, exact(term)) == expected


def test_a_mixed_text_is_marked_by_offset() -> None:
    decomposed = unicodedata.normalize("NFD", "Tổ chức")
    text = f"Tổ chức và {decomposed}"
    assert marked(text, exact("tổ", "chức")) == ["Tổ chức", decomposed]


def test_the_old_tone_style_is_marked() -> None:
    assert marked("Ủy ban và uỷ ban", exact("uỷ", "ban")) == ["Ủy ban", "uỷ ban"]


def test_glued_words_are_marked_apart() -> None:
    assert marked("công tác cán bộRa nghị quyết", exact("ra")) == ["Ra"]


def test_the_snippet_takes_the_passage_with_most_of_the_query() -> None:
    filler = "Một câu không liên quan gì. " * 20
    text = filler + "Tỉnh tổng kết công tác xây dựng Đảng. " + filler + "Công tác khác."
    marks = [exact("xây"), exact("dựng"), exact("đảng"), exact("công")]
    [snippet] = Highlighter(marks).make_snippets([text])
    assert "Tỉnh tổng kết công tác xây dựng Đảng." in snippet.text
    assert snippet.text.startswith("… ")
    assert [snippet.text[a:b] for a, b in snippet.marks][:2] == [
        "công",
        "xây dựng Đảng",
    ]


def test_the_snippet_prefers_rare_terms() -> None:
    filler = "Câu đệm dài cho đủ chữ. " * 20
    text = f"hội hội hội. {filler} hiếm thấy. {filler}"
    marks = [Mark((Slot(("hội",)),), weight=1.0), Mark((Slot(("hiếm",)),), weight=5.0)]
    [snippet] = Highlighter(marks).make_snippets([text])
    assert "hiếm thấy" in snippet.text


def test_a_long_text_is_read_to_the_end_only_where_nothing_is_found_before() -> None:
    filler = "Câu đệm dài cho đủ chữ. " * (READ_FIRST // 24)
    early, late = "Có một cái tên hiếm. ", "Hai cái tên hiếm thấy gặp nhau. "
    marks = [exact("hiếm"), exact("gặp", "nhau")]
    texts = [filler + filler + late, early + filler + late, early * 3 + late + filler]
    snippets = [snippet.text for snippet in Highlighter(marks).make_snippets(texts)]
    assert "gặp nhau" in snippets[0]
    assert "một cái tên" in snippets[1]
    assert "gặp nhau" in snippets[2]


@pytest.mark.parametrize("place", [-300, -120, -40, -8, 0, 8])
def test_a_passage_at_the_border_of_what_is_read_first_is_marked(place: int) -> None:
    before = "đệm " * ((READ_FIRST + place) // 4)
    [snippet] = Highlighter([exact("hiếm")]).make_snippets([before + "hiếm " * 200])
    passage = snippet.text
    assert passage.count("hiếm") > 20
    [mark] = snippet.marks
    assert passage[slice(*mark)].split() == ["hiếm"] * passage.count("hiếm")


def test_a_snippet_without_matches_is_the_start_of_the_text() -> None:
    [snippet] = Highlighter([]).make_snippets(["  Câu đầu. Câu sau."])
    assert snippet.text == "Câu đầu. Câu sau."


@given(st.text(alphabet="aăâđêôơưàảãáạ \n.,-/12AĐ\u0301\u0323", max_size=200))
def test_marked_text_without_its_marks_is_the_original(text: str) -> None:
    marks = [folded("a"), exact("1"), Mark((Slot(("đ",), prefix=True),))]
    [result] = Highlighter(marks).mark([text])
    rebuilt, position = "", 0
    for start, end in result.marks:
        assert position <= start < end <= len(text)
        rebuilt += text[position:start] + text[start:end]
        position = end
    assert rebuilt + text[position:] == text


@given(st.text(max_size=2000))
def test_snippets_are_bounded(text: str) -> None:
    [snippet] = Highlighter([folded("a")]).make_snippets([text], length=100)
    assert len(snippet.text) <= 100 + 80 + 4
    assert all(0 <= a < b <= len(snippet.text) for a, b in snippet.marks)


def test_many_matches_take_linear_time() -> None:
    text = "a " * 50_000
    highlighter = Highlighter([exact("a")])
    assert [len(found) for found in highlighter.find([text, text])] == [50_000] * 2
    assert all(snippet.marks for snippet in highlighter.make_snippets([text, text]))
