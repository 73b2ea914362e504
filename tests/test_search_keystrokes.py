"""Undecoded keystrokes of Telex, VNI and VIQR."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.language.keystrokes import (
    decode_keystrokes,
    decode_telex,
    decode_viqr,
    decode_vni,
)
from search.language.normal import fold
from search.language.syllables import UNTONED, is_bare_syllable, is_syllable

WORDS = (
    "đảng tiếng việt nghị quyết trung ương hội đồng nhân dân uỷ ban thủ tướng được "
    "người đường nước khoẻ hoà thuý quý giữa gì giếng huế thuở tuần khuất nguyễn "
    "khuỷu hươu rượu bưởi cứu lửa của ơn ăn âm ấy ốm đỡ đầu tư lưu hưu xuống quốc"
).split()


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("ddangr", "đảng"),
        ("tieengs Vieejt", "tiếng Việt"),
        ("tieesng", "tiếng"),
        ("tienges", "tiếng"),
        ("chuwcs", "chức"),
        ("tuw", "tư"),
        ("dduowcj", "được"),
        ("dduwowcj", "được"),
        ("duongwf", "dường"),
        ("nguwowif", "người"),
        ("dangd", "đang"),
        ("luwu huuw", "lưu hưu"),
        ("muwa quawng", "mưa quăng"),
        ("hoaf thuys khoer", "hoà thuý khoẻ"),
        ("DDangr COONGJ sanr", "Đảng CỘNG sản"),
        ("list", "lít"),
        ("hội nghij", "hội nghị"),
        ("Obama mp3 www.bao.vn", "Obama mp3 www.bao.vn"),
        ("tests fff dd", "tests fff dd"),
        ("", ""),
    ],
)
def test_telex_keys(keys: str, text: str) -> None:
    assert decode_telex(keys) == text


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("d9ang3", "đảng"),
        ("to63 chu7c1", "tổ chức"),
        ("tie61ng Vie65t", "tiếng Việt"),
        ("tieng61 Viet65", "tiếng Việt"),
        ("d9uo7ng2", "đường"),
        ("D9A3NG", "ĐẢNG"),
        ("ha8ng", "hăng"),
        ("covid19 h2o 18-NQ/TW 2025", "covid19 h2o 18-NQ/TW 2025"),
    ],
)
def test_vni_keys(keys: str, text: str) -> None:
    assert decode_vni(keys) == text


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("ddu+o+`ng", "đường"),
        ("tie^'ng Vie^.t", "tiếng Việt"),
        ("DDa?ng Co^.ng sa?n", "Đảng Cộng sản"),
        ("na(m", "năm"),
        ("(tie^'ng)", "(tiếng)"),
        ("C++ e-mail", "C++ e-mail"),
    ],
)
def test_viqr_keys(keys: str, text: str) -> None:
    assert decode_viqr(keys) == text


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("ddangr", "đảng"),
        ("d9ang3", "đảng"),
        ("to63", "tổ"),
        ("toor chuwcs xaay duwngj ddangr", "tổ chức xây dựng đảng"),
        ("thur tuwowngs Phamj Minh Chinhs", "thủ tướng Phạm Minh Chính"),
        ("nghij quyeets 18-NQ/TW", "nghị quyết 18-NQ/TW"),
        ("hội nghij", "hội nghị"),
        ("car nuwowcs", "cả nước"),
        ("tooi yeeu", "tôi yêu"),
        ("giar phaps", "giả pháp"),
        ("nha2 nu7o7c1 2025", "nhà nước 2025"),
        ("Tie^'ng Vie^.t cu?a ta.", "Tiếng Việt của ta."),
        ("world cup bongs ddas", "world cup bóng đá"),
        ("TOOR CHUWCS", "TỔ CHỨC"),
        ("bao@tuoi.vn ddangr", "bao@tuoi.vn đảng"),
    ],
)
def test_clear_keystrokes_are_decoded(keys: str, text: str) -> None:
    assert decode_keystrokes(keys) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "list",
        "ex",
        "was",
        "mp3",
        "covid19",
        "8-12",
        "18-NQ/TW",
        "u23",
        "U17",
        "su27",
        "h2o",
        "co2",
        "a80",
        "5G",
        "quy1/2025",
        "thang6",
        "this is his car",
        "how are you now",
        "world cup",
        "taxi",
        "IMF",
        "GIS",
        "XIX",
        "sao? anh.",
        "can't",
        "C++",
        "www.uyr.vn",
        "to chuc xay dung dang",
        "tổ chức xây dựng đảng",
        "uy ban nhan dan tp hcm",
        "ddos",
        "visa bar gas",
    ],
)
def test_what_may_be_something_else_stays(text: str) -> None:
    assert decode_keystrokes(text) is None


def keys_of(word: str, method: str) -> str:
    """The keys of a syllable, its tone last."""
    quality = {
        "telex": {
            "ă": "aw",
            "â": "aa",
            "ê": "ee",
            "ô": "oo",
            "ơ": "ow",
            "ư": "uw",
            "đ": "dd",
        },
        "vni": {
            "ă": "a8",
            "â": "a6",
            "ê": "e6",
            "ô": "o6",
            "ơ": "o7",
            "ư": "u7",
            "đ": "d9",
        },
        "viqr": {
            "ă": "a(",
            "â": "a^",
            "ê": "e^",
            "ô": "o^",
            "ơ": "o+",
            "ư": "u+",
            "đ": "dd",
        },
    }[method]
    tones = {"telex": " fsrxj", "vni": " 21345", "viqr": " `'?~."}[method]
    keys, tone = "", 0
    for letter in word:
        vowel, found = UNTONED.get(letter, (letter, 0))
        tone = tone or found
        keys += quality.get(vowel, vowel)
    return keys + tones[tone].strip()


@pytest.mark.parametrize("word", WORDS)
def test_every_method_gives_back_what_was_typed(word: str) -> None:
    assert decode_telex(keys_of(word, "telex")) == word
    assert decode_vni(keys_of(word, "vni")) == word
    assert decode_viqr(keys_of(word, "viqr")) == word
    assert decode_telex(keys_of(word, "telex").title()) == word.capitalize()


@pytest.mark.parametrize("method", ["telex", "vni", "viqr"])
def test_a_sentence_of_keys_is_clear(method: str) -> None:
    keys = " ".join(keys_of(word, method) for word in WORDS)
    assert decode_keystrokes(keys) == " ".join(WORDS)


@given(st.text(st.sampled_from("adeouwhngsfrxj123^'`.69d D"), max_size=30))
def test_decoding_keeps_what_is_no_syllable(text: str) -> None:
    for decode in (decode_telex, decode_vni, decode_viqr):
        for before, after in zip(text.split(), decode(text).split(), strict=True):
            assert before == after or not after.isascii() or len(after) < len(before)
    decoded = decode_keystrokes(text)
    assert decoded is None or decoded != text


@given(st.text(max_size=60))
def test_no_text_raises(text: str) -> None:
    for decode in (decode_telex, decode_vni, decode_viqr, decode_keystrokes):
        decode(text)


@given(st.sampled_from(WORDS))
def test_syllables_stay(word: str) -> None:
    assert decode_telex(word) == word
    assert decode_telex(fold(word)) == fold(word)
    assert decode_keystrokes(fold(word)) is None
    assert is_syllable(word) and is_bare_syllable(fold(word))


def test_a_long_text_is_decoded_at_its_start_only() -> None:
    decoded = decode_keystrokes("ddangr " * 5_000)
    assert decoded is not None
    assert decoded.startswith("đảng đảng")
    assert decoded.endswith("ddangr ")
