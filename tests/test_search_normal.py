"""Normal forms: composing with a way back, tone placement, folding."""

from __future__ import annotations

import re
import unicodedata
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from texts import ANY_TEXT

from search.language.normal import (
    _PLAIN,
    _SPECIAL,
    MAX_MARKS,
    canonical,
    compose,
    fold,
    is_marked,
    place_tones,
)
from search.language.syllables import is_syllable
from search.language.tokens import terms

INVISIBLE = re.compile(
    "[\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f]"
)


@pytest.mark.parametrize(
    ("text", "composed"),
    [
        ("Trần Hưng Đạo", "Trần Hưng Đạo"),
        (unicodedata.normalize("NFD", "Trần Hưng Đạo"), "Trần Hưng Đạo"),
        ("Tra\u0302\u0300n Hưng", "Trần Hưng"),
        ("Trâ\u0300n", "Trần"),
        ("tô\u0323ng", "tộng"),
        ("\xd0ảng \xf0oàn, \u0189iện \u0256i", "Đảng đoàn, Điện đi"),
        ("Ủy\u200b ban \u00adnhân\ufeff dân", "Ủy ban nhân dân"),
        ("ho\u200ba\u200b\u0300", "hoà"),
        ("một\0hai\ud83dba", "một\ufffdhai\ufffdba"),
        ("\U0001f1fb\U0001f1f3", "\U0001f1fb\U0001f1f3"),
        ("", ""),
    ],
)
def test_compose_gives_uniform_text(text: str, composed: str) -> None:
    assert compose(text).text == composed


def test_compose_keeps_uniform_text_as_it_is() -> None:
    text = "Hội nghị toàn quốc ngày 8-12"
    composed = compose(text)
    assert composed.text is text
    assert composed.original is text
    assert composed.origin(4, 8) == (4, 8)


@pytest.mark.parametrize(
    ("text", "word", "original"),
    [
        ("Tổng Bí thư", "Bí", "Bí"),
        ("To\u0302\u0309ng Bí thư", "Bí", "Bí"),
        ("To\u0302\u0309ng Bí thư", "Tổng", "To\u0302\u0309ng"),
        ("tô và tô\u0309", "tổ", "tô\u0309"),
        ("tô và tô\u0309", "tô", "tô"),
        ("đi to\u0302\u0309", "ổ", "o\u0302\u0309"),
        ("\ufeffTha\u0300nh", "Thành", "Tha\u0300nh"),
        ("Ngu\u00adyễn\u200b Du", "Nguyễn", "Ngu\u00adyễn"),
        ("Ngu\u00adyễn\u200b Du", "Du", "Du"),
        ("\xd0ảng bộ", "Đảng", "\xd0ảng"),
        ("một\0hai", "hai", "hai"),
    ],
)
def test_origin_points_into_the_original(text: str, word: str, original: str) -> None:
    composed = compose(text)
    at = composed.text.index(word)
    start, end = composed.origin(at, at + len(word))
    assert text[start:end] == original


def test_origin_of_an_empty_span_is_empty() -> None:
    composed = compose("to\u0302\u0309 chu\u031b\u0301c")
    spans = [composed.origin(at, at) for at in range(len(composed.text) + 1)]
    assert all(start == end for start, end in spans)
    assert spans[-1] == (len(composed.original), len(composed.original))


@given(ANY_TEXT)
@example("\u0f77\u0301")
@example("\u1100\u200b\u1161\u11a8")
@example("a\u0323\u200b\u0302\u0301\xad b")
def test_composed_text_is_nfc_of_what_is_visible(text: str) -> None:
    composed = compose(text)
    assert unicodedata.is_normalized("NFC", composed.text)
    assert not INVISIBLE.search(composed.text)
    composed.text.encode()
    assert compose(composed.text).text == composed.text
    if not INVISIBLE.search(text) and not re.search("[\xd0\xf0\0\ud800-\udfff]", text):
        if not re.search("[\u0189\u0256\ufe00-\ufe0f\ufeff]", text):
            assert composed.text == unicodedata.normalize("NFC", text)


@given(ANY_TEXT, st.data())
def test_origins_are_in_order_and_compose_to_their_span(
    text: str, data: st.DataObject
) -> None:
    composed = compose(text)
    length = len(composed.text)
    spans = [composed.origin(at, at + 1) for at in range(length)]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)
    start = data.draw(st.integers(0, length))
    end = data.draw(st.integers(start, length))
    first, last = composed.origin(start, end)
    assert composed.text[start:end] in compose(text[first:last]).text


def test_a_flood_of_marks_is_cut() -> None:
    flood = "a" + "\u0301\u0323" * 100_000
    assert len(compose(flood).text) <= MAX_MARKS
    assert fold(flood) == "a"


@pytest.mark.parametrize(
    ("written", "term"),
    [
        # one placement, the dictionary's
        ("hòa", "hoà"),
        ("hoà", "hoà"),
        ("ủy", "uỷ"),
        ("Uỷ", "uỷ"),
        ("ỦY", "uỷ"),
        ("thúy", "thuý"),
        ("thuý", "thuý"),
        ("khỏe", "khoẻ"),
        ("lóa", "loá"),
        ("tùy", "tuỳ"),
        ("Lũy", "luỹ"),
        ("xòe", "xoè"),
        # not free
        ("quý", "quý"),
        ("quỷ", "quỷ"),
        ("hoàn", "hoàn"),
        ("khuỷu", "khuỷu"),
        ("ngoài", "ngoài"),
        ("của", "của"),
        ("thuở", "thuở"),
        ("Huế", "huế"),
        ("giặc", "giặc"),
        # on the wrong vowel
        ("vịêt", "việt"),
        ("nứơc", "nước"),
        ("qúy", "quý"),
        ("gía", "giá"),
        ("gìa", "già"),
        ("họat", "hoạt"),
        ("ngòai", "ngoài"),
        ("cuả", "của"),
        ("chuỵên", "chuyện"),
        ("hùynh", "huỳnh"),
        ("vơí", "với"),
        # ươ half typed
        ("đuợc", "được"),
        ("nưóc", "nước"),
        ("ruợu", "rượu"),
        ("thuở", "thuở"),
        # case, look-alikes, compatibility forms
        ("ĐẢNG", "đảng"),
        ("\xd0ảng", "đảng"),
        ("Tra\u0302\u0300n", "trần"),
        ("ＴＰ", "tp"),
        ("oﬃce", "office"),
        ("½", "½"),
        # foreign and odd: as they are but for case
        ("HĐND", "hđnd"),
        ("Pelé", "pelé"),
        ("Québec", "québec"),
        ("Krông", "krông"),
        ("áá", "áá"),
        ("hoà1", "hoà1"),
        ("Müller", "müller"),
        ("", ""),
    ],
)
def test_canonical_spells_a_syllable_one_way(written: str, term: str) -> None:
    assert canonical(written) == term
    assert canonical(term) == term
    assert canonical(unicodedata.normalize("NFD", written)) == term


@given(ANY_TEXT)
def test_canonical_is_stable(text: str) -> None:
    term = canonical(text)
    assert canonical(term) == term


def dictionary_syllables() -> list[str]:
    spec = find_spec("pyvi")
    if spec is None or spec.origin is None:
        pytest.skip("pyvi is not installed")
    words = (Path(spec.origin).parent / "models/words.txt").read_text("utf-8")
    return sorted({syllable for syllable in words.split()})


def test_canonical_leaves_the_dictionary_as_it_is() -> None:
    changed = [
        syllable
        for syllable in dictionary_syllables()
        if canonical(syllable) != syllable.lower()
    ]
    assert changed == []
    for syllable in dictionary_syllables():
        assert fold(canonical(syllable)) == fold(syllable).lower()


def test_most_marked_dictionary_syllables_are_well_formed() -> None:
    """The rest are abbreviations and loan words: kêpi, patê, HĐND ..."""
    marked = [term for term in dictionary_syllables() if is_marked(term)]
    odd = [term for term in marked if not is_syllable(canonical(term))]
    assert len(marked) > 5_000
    assert len(odd) <= 50, odd


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Tổ chức Đảng", "To chuc Dang"),
        (unicodedata.normalize("NFD", "Tổ chức Đảng"), "To chuc Dang"),
        ("\xd0ường ĐƯỜNG đường", "Duong DUONG duong"),
        ("tô tổ tỗ", "to to to"),
        ("Québec", "Quebec"),
        ("18-NQ/TW", "18-NQ/TW"),
        ("가각", "가각"),
        ("", ""),
    ],
)
def test_fold_takes_diacritics_away(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(ANY_TEXT)
def test_folded_text_bears_no_marks(text: str) -> None:
    assert not is_marked(fold(text))
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("tổ", True),
        ("đi", True),
        ("Đi", True),
        ("\xd0i", True),
        ("to\u0309", True),
        ("to chuc dang", False),
        ("tuơng", True),
        ("18-NQ/TW", False),
        ("Müller", False),
        ("中", False),
        ("", False),
    ],
)
def test_is_marked_sees_vietnamese_diacritics(text: str, marked: bool) -> None:
    assert is_marked(text) is marked


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hoà bình", "hòa bình"),
        ("UỶ BAN", "ỦY BAN"),
        ("Uỷ ban Thuỷ lợi", "Ủy ban Thủy lợi"),
        ("sức khoẻ, loá mắt", "sức khỏe, lóa mắt"),
        ("tuỳ-nghi(hoá)", "tùy-nghi(hóa)"),
        ("quý quỷ hoàn khuỷu ngoài huế", "quý quỷ hoàn khuỷu ngoài huế"),
        ("QUÝ HOÀNG", "QUÝ HOÀNG"),
        ("18-NQ/TW of 2025", "18-NQ/TW of 2025"),
        ("", ""),
    ],
)
def test_place_tones_rewrites_both_ways(old: str, new: str) -> None:
    assert place_tones(old, "new") == new
    assert place_tones(new, "new") == new
    assert place_tones(new, "old") == old
    assert place_tones(old, "old") == old


def test_place_tones_composes_first() -> None:
    assert place_tones("ho\u0300a", "old") == "hoà"
    assert place_tones("hoa\u0300 bi\u0300nh", "new") == "hòa bình"


@given(ANY_TEXT)
def test_tone_placement_changes_no_term(text: str) -> None:
    for style in ("old", "new"):
        placed = place_tones(text, style)  # type: ignore[arg-type]
        if unicodedata.is_normalized("NFC", text):
            assert len(placed) == len(text)
        assert terms(placed) == terms(text)


def test_what_is_taken_for_uniform_at_a_glance_is() -> None:
    for char in map(chr, range(0x110000)):
        if _PLAIN.fullmatch(char):
            assert not _SPECIAL.search(char) and not unicodedata.combining(char)
            assert unicodedata.is_normalized("NFC", char)
