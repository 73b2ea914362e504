"""The segmenter against its oracle, pyvi itself, and where it goes beyond pyvi."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.language.segmenter import Segmenter, _cut, default_segmenter

SENTENCES = [
    "Ủy ban nhân dân tỉnh họp phiên thường kỳ tháng 11.",
    "uỷ ban nhân dân tỉnh hoà giải tranh chấp đất đai",
    "CHỦ TỊCH QUỐC HỘI PHÁT BIỂU KHAI MẠC KỲ HỌP THỨ MƯỜI",
    "Bà Lê Thị Hạnh, Phó Bí thư Tỉnh ủy, trả lời cử tri 3 xã.",
    "Nghị quyết số 18-NQ/TW ngày 25-10-2017 về tinh gọn bộ máy",
    "Xem tại http://vidu.example/tin-tuc?id=3&x=a_b hay thu@ban.example.vn!",
    "a.b-c+d@x.y.z. e@f g@h. @i.k l@m.n@o.p é@q.r x@é.vn A.B@c.de",
    "TP.HCM, Tp.HCM, ThS.Nguyễn Văn An; Mr.Ba; Đ.C.; T.Ư; GD&ĐT",
    "doanh thu 1.250.000,5 đồng, tăng 12,5% và 3_4 lần; 1.2.3. 7.",
    "==> kết luận -> hết... >>tiếp>> ==>-> ....",
    "nhiệm vụ…Tổng kết bộRa mắt 2025.Ủy viên",
    "dòng một\nDòng hai\n\n  dòng ba\t\r\ncuối \x0b\x1c\u2028\u00a0cùng",
    "to chuc dang bo tinh",
    "Hồ Chí Minh Hồ Chí Minh hồ chí minh HỒ CHÍ MINH",
    "công nghiệp hóa, hiện đại hoá; hợp tác xã; vô tuyến điện",
    "_ __ a_b _a b_ - -- . .. ... ' \" ` ~ ^ | \\ < >",
    "ΑΣ ΑΣΑ Straße İstanbul Ǆ ǅ ﬁ ½ ² ٣ १२ 漢字 かな 한국어",
    "\x00 a\x00b \x01 x\x01 \x02 \x01\x02 http://a\x00b",
    "Đồng chí\u200b Bí thư\ufeff xã",
    "x\u0323\u0301 q\u0301\u0323 \u0301 \u0958 \u212b ﬀ \u1100\u1161\u11a8",
    "",
    " ",
    "\t\r",
    "\n",
    "\n\n",
    ".",
    "Đảng",
]

# Pieces that meet every alternative of the token pattern and every feature.
PIECES = [
    *"abAĐđệỆ 19._,-+@/:&|…“”\n\t\u0301\u0323\u00a0\x00\x01\x02²ǅ漢",
    *("công", "nghiệp", "hóa", "Hoà", "uỷ", "ban", "nhân", "dân", "Hợp", "tác", "xã"),
    *("Tp.", "Mr.", "ThS.", "==>", "->", "...", ">>", "http://", "www.", ".vn"),
    *("Hồ", "Chí", "Minh", "bí", "thư", "THỦ", "TƯỚNG", "2025", "1.000", " ", "  "),
]

texts = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join),
    st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=40),
    st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4).map(" ".join),
)


def tokenize_with_pyvi(text: str) -> str:
    from pyvi import ViTokenizer

    return str(ViTokenizer.tokenize(text))


@pytest.fixture(scope="module")
def segmenter() -> Segmenter:
    return Segmenter()


def assert_same_as_pyvi(segmenter: Segmenter, texts: list[str]) -> None:
    expected = [tokenize_with_pyvi(text) for text in texts]
    batch = segmenter.words_batch(texts)
    assert segmenter.batch().tokenize(texts) == expected
    for text, wanted, words in zip(texts, expected, batch, strict=True):
        assert segmenter.tokenize(text) == wanted
        assert [word.text for word in segmenter.words(text)] == words
        assert (" ".join(words) or text) == wanted


@pytest.mark.parametrize("text", SENTENCES)
def test_tokenize_equals_pyvi(segmenter: Segmenter, text: str) -> None:
    assert_same_as_pyvi(segmenter, [text])
    assert_same_as_pyvi(segmenter, [text.upper(), text.lower(), text.title()])
    assert_same_as_pyvi(segmenter, [unicodedata.normalize("NFD", text)])


def test_batch_keeps_texts_apart(segmenter: Segmenter) -> None:
    assert_same_as_pyvi(segmenter, SENTENCES)
    assert_same_as_pyvi(segmenter, ["hợp tác", "xã", "", "công", "nghiệp hóa"])
    assert segmenter.words_batch([]) == []


@settings(max_examples=300, deadline=None)
@given(st.lists(texts, min_size=1, max_size=3))
def test_fuzzed_text_equals_pyvi(parts: list[str]) -> None:
    assert_same_as_pyvi(default_segmenter(), parts)


@settings(max_examples=100, deadline=None)
@given(texts)
def test_exact_decision_agrees_with_quick_one(text: str) -> None:
    segmenter = default_segmenter()
    tokens = [t for c in _cut(text) for t in segmenter._read(c)[0]]
    if tokens:
        quick = segmenter._decide_quickly(tokens)
        assert quick is None or quick == segmenter._scorer.decide_exactly(tokens)
