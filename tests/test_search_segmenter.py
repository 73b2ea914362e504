"""The segmenter against its oracle, pyvi itself, and where it goes beyond pyvi."""

from __future__ import annotations

import random
import re
import subprocess
import sys
import unicodedata
import warnings
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.errors import SegmenterModelError
from search.language.normal import word_term
from search.language.segmenter import batch as segmenter_batch
from search.language.segmenter import model as crf_model
from search.language.segmenter import single as segmenter_module
from search.language.segmenter.scores import Token, to_dictionary_style
from search.language.segmenter.single import Segmenter, Word, _cut, default_segmenter
from search.language.segmenter.tokens import _UNSAFE, _joins_backwards, to_nfc
from search.language.tokens import running_terms

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
ALL_CHARACTERS = [chr(code) for code in range(sys.maxunicode + 1)]

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
    st.text(st.characters(codec="utf-8"), max_size=40),
    st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4).map(" ".join),
)


@cache
def import_pyvi() -> Any:
    with warnings.catch_warnings():  # its patterns are no raw strings
        warnings.simplefilter("ignore")
        return import_module("pyvi.ViTokenizer")


def tokenize_with_pyvi(text: str) -> str:
    return str(import_pyvi().tokenize(text))


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


def find_compounds(segmenter: Segmenter, text: str) -> list[str]:
    batch = segmenter.segment_batch([text])
    words: list[list[str]] = []
    for number, joined in zip(batch.ids, batch.joined):
        if joined:
            words[-1].append(batch.tokens[number])
        else:
            words.append([batch.tokens[number]])
    compounds = ["_".join(word) for word in words if len(word) > 1 and "\n" not in word]
    return [word_term(word) for word in compounds if "_" in word.strip("_")]


def assert_same_terms(segmenter: Segmenter, texts: list[str]) -> None:
    batch = segmenter.batch().terms(texts)
    assert len(set(batch.table)) == len(batch.table) and batch.table[0] == " "
    found = [batch.table[number] for number in batch.numbers]
    assert list(dict.fromkeys(found)) == batch.table
    assert len(batch.borders) == len(texts) + 1 == len(batch.compounds) + 1
    for text, first, last, compounds in zip(
        texts, batch.borders, batch.borders[1:], batch.compounds, strict=False
    ):
        assert found[first + 1 : last] == running_terms(text)
        assert compounds.split() == find_compounds(segmenter, text)


def test_terms_of_a_batch_are_those_of_each_text(segmenter: Segmenter) -> None:
    assert_same_terms(segmenter, [*SENTENCES, "", "anti_con", "hợp tác", "\n"])
    assert_same_terms(segmenter, ["\x01 Hợp tác\x02", "", "\n\nUỶ BAN nhân_dân __ _"])
    assert segmenter.batch().terms(["anti_con", "hợp tác xã"]).compounds == [
        "",
        "hợp_tác_xã",
    ]


@settings(max_examples=300, deadline=None)
@given(st.lists(texts, min_size=1, max_size=3))
def test_terms_of_any_batch(segmenter: Segmenter, texts: list[str]) -> None:
    assert_same_terms(segmenter, texts)


@settings(max_examples=300, deadline=None)
@given(st.lists(texts, min_size=1, max_size=3))
def test_fuzzed_text_equals_pyvi(parts: list[str]) -> None:
    assert_same_as_pyvi(default_segmenter(), parts)


def read_tokens(segmenter: Segmenter, text: str) -> list[Token]:
    return [token for chunk in _cut(text) for token in segmenter._read(chunk)[0]]


@settings(max_examples=100, deadline=None)
@given(texts)
def test_exact_decision_agrees_with_quick_one(text: str) -> None:
    segmenter = default_segmenter()
    tokens = read_tokens(segmenter, text)
    if tokens:
        quick = segmenter._decide_quickly(tokens)
        assert quick is None or quick == segmenter._scorer.decide_exactly(tokens)


def test_near_ties_are_decided_in_crfsuite_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(segmenter_module, "TIE_MARGIN", 3.0)
    monkeypatch.setattr(segmenter_batch, "TIE_MARGIN", 3.0)
    segmenter = Segmenter()
    exact = segmenter._scorer.decide_exactly
    calls: list[int] = []

    def count_calls(tokens: list[Token]) -> list[bool]:
        calls.append(len(tokens))
        return exact(tokens)

    monkeypatch.setattr(segmenter._scorer, "decide_exactly", count_calls)
    for text in SENTENCES:
        assert segmenter.tokenize(text) == tokenize_with_pyvi(text)
    singles = len(calls)
    assert singles > 10
    assert segmenter.batch().tokenize(SENTENCES) == [
        tokenize_with_pyvi(text) for text in SENTENCES
    ]
    assert len(calls) > singles + 10


def test_exact_decision_prefers_the_first_label_on_a_tie() -> None:
    from search.language.segmenter.scores import _viterbi

    level = ((0.0, 0.0), (0.0, 0.0))
    assert _viterbi([(1.0, 1.0), (2.0, 2.0)], level) == [False, False]
    assert _viterbi([(1.0, 1.0), (2.0, 2.5)], level) == [False, True]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "Quốc hội, họp",
            [Word("Quốc_hội", 0, 8), Word(",", 8, 9), Word("họp", 10, 13)],
        ),
        (
            "  Quốc  hội\t, họp ",
            [Word("Quốc_hội", 2, 11), Word(",", 12, 13), Word("họp", 14, 17)],
        ),
        (
            unicodedata.normalize("NFD", "Quốc hội, họp"),
            [Word("Quốc_hội", 0, 12), Word(",", 12, 13), Word("họp", 14, 18)],
        ),
        ("Quo\u0302\u0301c hội", [Word("Quốc_hội", 0, 10)]),
        ("Quô\u0301c ho\u0323\u0302i.", [Word("Quốc_hội", 0, 11), Word(".", 11, 12)]),
        ("a\nb", [Word("a", 0, 1), Word("\n", 1, 2), Word("b", 2, 3)]),
        ("(\u212b)", [Word("(", 0, 1), Word("\u00c5", 1, 2), Word(")", 2, 3)]),
        ("", []),
        (" \t", []),
    ],
)
def test_words_have_offsets_of_the_original(
    segmenter: Segmenter, text: str, words: list[Word]
) -> None:
    assert segmenter.words(text) == words


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(SENTENCES[:12]), min_size=1), st.integers(0, 2**32))
def test_words_cut_from_mixed_text_are_the_words(parts: list[str], seed: int) -> None:
    draw = random.Random(seed)
    text = "".join(
        unicodedata.normalize(draw.choice(["NFC", "NFD"]), char)
        for char in " ".join(parts)
    )
    for word in default_segmenter().words(text):
        cut = unicodedata.normalize("NFC", text[word.start : word.end])
        assert re.sub(r"[\s_]", "", cut) == re.sub(r"[\s_]", "", word.text)


@settings(max_examples=200, deadline=None)
@given(texts)
def test_words_leave_out_only_white_space(text: str) -> None:
    place = 0
    for word in default_segmenter().words(text):
        assert place <= word.start <= word.end
        assert text[place : word.start].strip() == ""
        place = word.end
    assert text[place:].strip() == ""


def test_composition_never_crosses_what_chunks_and_clusters_rely_on() -> None:
    unsafe = re.compile(_UNSAFE)
    seconds = set()
    for char in ALL_CHARACTERS:
        composed = unicodedata.normalize("NFC", char)
        assert char.isspace() == composed.isspace()
        if not unsafe.match(char):
            assert composed == char
        parts = unicodedata.normalize("NFD", char)
        if len(parts) > 1 and composed == char:
            seconds.add(parts[-1])
    assert "\u0301" in seconds and "\u1161" in seconds and "\u09be" in seconds
    for second in seconds:
        assert _joins_backwards(second)
        assert unsafe.match(second)


@settings(max_examples=200, deadline=None)
@given(
    st.text(
        st.sampled_from("aêă \u0301\u0323\u0302\u0f73\u0328\u0344\u1100\u1161漢"),
        max_size=200,
    )
)
def test_compose_is_nfc(text: str) -> None:
    assert to_nfc(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    "text",
    [
        "a-" * 40_000,
        "a-" * 20_000 + "@" + "b" * 20_000,
        "a." * 20_000 + "@" + "b." * 20_000,
        "a@b" * 20_000,
        "a@b.c" * 20_000,
        "x" * 80_000,
        "Đ" * 80_000,
        "1." * 40_000,
        "1_" * 40_000,
        "A." * 40_000,
        "x://" * 20_000,
        "." * 80_000,
        "_" * 80_000,
        "hợp tác " * 12_000,
        "a" + "\u0301\u0323" * 40_000,
        "a" + "\u0f73" * 40_000,
        "\n" * 40_000,
    ],
    ids=lambda text: repr(text[:8]),
)
def test_hostile_text_is_read_in_linear_time(segmenter: Segmenter, text: str) -> None:
    words = segmenter.words(text)
    assert (words[0].start, words[-1].end) == (0, len(text.rstrip(" ")))
    assert segmenter.words_batch([text]) == [[word.text for word in words]]
    assert segmenter.tokenize(text) == " ".join(word.text for word in words)


@pytest.mark.parametrize(
    "text", ["Quốc\ud800 hội", "\udcff", "a \ud83d b", "x://\udfff"]
)
def test_lone_surrogates_are_unknown_characters(
    segmenter: Segmenter, text: str
) -> None:
    known = re.sub("[\ud800-\udfff]", "\ue000", text)
    wanted = tokenize_with_pyvi(known)
    for found in (segmenter.tokenize(text), *segmenter.batch().tokenize([text])):
        assert re.sub("[\ud800-\udfff]", "\ue000", found) == wanted
    words = segmenter.words(text)
    assert [text[w.start : w.end].replace(" ", "_") for w in words] == [
        w.text for w in words
    ]


def test_caches_are_bounded_and_may_be_emptied(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(segmenter_module, "CACHE_SIZE", 3)
    monkeypatch.setattr(segmenter_batch, "MAX_CHUNKS", 10)
    monkeypatch.setattr(segmenter_batch, "SLICE_CHARACTERS", 60)
    segmenter = Segmenter()
    assert_same_as_pyvi(segmenter, SENTENCES * 2)
    assert len(segmenter._chunks) <= 3 and len(segmenter._tokens) <= 3
    assert segmenter._batch is not None
    assert len(segmenter._batch._tables._chunk_numbers) < 80
    assert_batch_numbers(segmenter, SENTENCES * 2)


def test_long_chunks_are_not_kept() -> None:
    segmenter = Segmenter()
    segmenter.words("http://vidu.example/" + "a" * 100)
    assert not segmenter._chunks and not segmenter._tokens


def assert_batch_numbers(segmenter: Segmenter, texts: list[str]) -> None:
    batch = segmenter.segment_batch(texts)
    assert len(set(batch.tokens)) == len(batch.tokens)
    assert len(batch.bounds) == len(texts) + 1
    for text, first, last in zip(texts, batch.bounds, batch.bounds[1:], strict=False):
        output = ""
        for number, joined in zip(batch.ids[first:last], batch.joined[first:last]):
            output += ("_" if joined else " ") + batch.tokens[number]
        assert (output[1:] or text) == segmenter.tokenize(text)


def test_batch_numbers_give_the_words(segmenter: Segmenter) -> None:
    assert_batch_numbers(segmenter, SENTENCES)
    assert_batch_numbers(segmenter, ["", " "])
    assert_batch_numbers(segmenter, [])


@pytest.mark.parametrize(
    ("lower", "converted"),
    [
        ("hòa", "hoà"),
        ("khỏe", "khoẻ"),
        ("thủy", "thuỷ"),
        ("ủy", "uỷ"),
        ("tòan", "toàn"),
        ("quý", "quý"),
        ("quỷ", "quỷ"),
        ("khuỷu", "khuỷu"),
        ("hoàn", "hoàn"),
        ("của", "của"),
        ("mía", "mía"),
        ("ngoáo", "ngoáo"),
    ],
)
def test_to_dictionary_style(lower: str, converted: str) -> None:
    assert to_dictionary_style(lower) == converted


def move_tones(text: str) -> str:
    """The text itself, not its look-up keys, in the dictionary's style."""

    def move(match: re.Match[str]) -> str:
        plain, tone = list(unicodedata.normalize("NFD", match[1]))
        return plain + unicodedata.normalize("NFC", match[2] + tone)

    text = re.sub("(?i)([òóỏõọ])([ae])", move, text)
    return re.sub("(?i)([ùúủũụ])(y)", move, text)


TONED = [
    "Ủy ban nhân dân và thủy điện Hòa Bình",
    "uỷ ban nhân dân và thuỷ điện Hoà Bình",
    "hòa giải, xóa đói, hủy bỏ, tòa án, sức khỏe",
    "HÒA HOÃN THỦY LỢI ÚY KỴ",
]


@pytest.mark.parametrize("text", TONED + SENTENCES)
def test_both_tone_styles_give_the_same_words(text: str) -> None:
    segmenter = default_segmenter(tone_styles=True)
    wanted = tokenize_with_pyvi(move_tones(to_nfc(text)))
    assert move_tones(segmenter.tokenize(text)) == wanted
    assert move_tones(segmenter.batch().tokenize([text])[0]) == wanted


def test_tone_styles_return_the_text_as_written() -> None:
    segmenter = default_segmenter(tone_styles=True)
    assert segmenter.tokenize("thủy điện") == "thủy_điện"
    assert segmenter.tokenize("thuỷ điện") == "thuỷ_điện"


def test_default_segmenter_is_shared() -> None:
    assert default_segmenter() is default_segmenter()
    assert default_segmenter() is not default_segmenter(tone_styles=True)


def test_a_query_needs_neither_pyvi_nor_numpy() -> None:
    code = (
        "import sys; from search.language.segmenter.single import Segmenter;"
        "print(Segmenter().words('Quốc hội')[0].text);"
        "print(sorted({'numpy', 'pyvi', 'sklearn', 'pickle'} & set(sys.modules)))"
    )
    output = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout
    assert output.split() == ["Quốc_hội", "[]"]


def test_unknown_model_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = crf_model.find_models_folder()
    words = (real / "words.txt").read_bytes()
    (tmp_path / "pyvi3.pkl").write_bytes((real / "pyvi3.pkl").read_bytes())
    (tmp_path / "words.txt").write_bytes(words.replace("hoà".encode(), b"hoa", 1))
    monkeypatch.setattr(crf_model, "find_models_folder", lambda: tmp_path)
    with pytest.raises(SegmenterModelError, match="words.txt.*không phải") as caught:
        Segmenter()
    assert 'pip install "pyvi==0.1.1"' in caught.value.cure
    (tmp_path / "words.txt").unlink()
    with pytest.raises(SegmenterModelError, match="Không đọc được.*words.txt"):
        Segmenter()


def test_missing_pyvi_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crf_model, "find_spec", lambda name: None)
    with pytest.raises(SegmenterModelError, match="Chưa cài.*pyvi") as caught:
        Segmenter()
    assert 'pip install "pyvi==0.1.1"' in caught.value.cure


@pytest.mark.parametrize("size", [0, 20, 60, 300_000])
def test_damaged_model_is_an_error(size: int) -> None:
    pickle = (crf_model.find_models_folder() / "pyvi3.pkl").read_bytes()
    data = crf_model.extract_crfsuite(pickle)
    with pytest.raises(SegmenterModelError, match="hỏng"):
        crf_model.parse_crfsuite(data[:size])
    with pytest.raises(SegmenterModelError, match="không chứa"):
        crf_model.extract_crfsuite(b"no model here")


@pytest.mark.parametrize("pattern", ["reference/*.txt", "corpus/encodings/*.txt"])
def test_shared_texts_equal_pyvi(segmenter: Segmenter, pattern: str) -> None:
    paths = sorted(SHARED.glob(pattern))
    if not paths:
        pytest.skip(f"{pattern} is not there")
    raws = [path.read_bytes() for path in paths]
    wide = (b"\xff\xfe", b"\xfe\xff")
    assert_same_as_pyvi(
        segmenter,
        [raw.decode("utf-16" if raw[:2] in wide else "utf-8-sig") for raw in raws],
    )
