"""Bytes of every encoding Vietnamese news comes in."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.sources.encodings import (
    _TCVN3,
    _VNI,
    LEGACY,
    _looks_garbled,
    can_be_syllable,
    decode,
    detect,
    is_binary,
    read_text,
    tidy,
)

SHARED = Path(__file__).parent.parent.parent / "shared" / "corpus" / "encodings"
TEXT = (
    "Sáng nay, Ủy ban nhân dân huyện Đầm Rộng khởi công hồ chứa nước phục vụ tưới tiêu"
    " cho gần bốn nghìn hộ; dự kiến cuối năm sẽ hoàn thành.\n"
    "Ông Nguyễn Hữu Thưởng nói: mỗi xã cử một tổ kiểm tra kỹ việc đền bù, giải tỏa."
)
ALL_LETTERS = "".join(
    unicodedata.normalize("NFC", base + tone)
    for base in "aăâeêioôơuưy"
    for tone in ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
)


def encode_1258(text: str) -> bytes:
    """windows-1258 has the vowels composed and the tones as marks after them."""
    result = []
    for letter in unicodedata.normalize("NFD", text):
        if letter in "\u0300\u0309\u0303\u0301\u0323":
            result.append(letter)
        elif unicodedata.combining(letter):
            tone = result.pop() if result and unicodedata.combining(result[-1]) else ""
            result[-1] = unicodedata.normalize("NFC", result[-1] + letter)
            result.append(tone)
        else:
            result.append(letter)
    return "".join(result).encode("cp1258")


def encode_tcvn3(text: str) -> bytes:
    """Capitals that TCVN3 has no byte for are written as small letters."""
    byte_of = {letter: byte for byte, letter in _TCVN3.items() if len(letter) == 1}
    byte_of |= {chr(code): code for code in range(128)}
    composed = unicodedata.normalize("NFC", text)
    return bytes(byte_of.get(char) or byte_of[char.lower()] for char in composed)


def encode_vni(text: str) -> bytes:
    source_of: dict[str, str] = {}
    for source, letter in _VNI.items():
        if source.islower() or source.isupper():
            source_of.setdefault(letter, source)
    composed = unicodedata.normalize("NFC", text)
    return "".join(source_of.get(char, char) for char in composed).encode("cp1252")


ENCODERS = {"windows-1258": encode_1258, "tcvn3": encode_tcvn3, "vni": encode_vni}


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-32"), "utf-32"),
        *((encode(TEXT), name) for name, encode in ENCODERS.items()),
    ],
)
def test_each_encoding_is_detected_and_read(data: bytes, encoding: str) -> None:
    read = read_text(data)
    assert read.encoding == encoding
    expected = TEXT if encoding != "tcvn3" else TEXT.replace("Ủy", "ủy")
    assert read.text == expected


@pytest.mark.parametrize("name", LEGACY)
def test_every_letter_survives_a_legacy_encoding(name: str) -> None:
    text = " ".join((*ALL_LETTERS, "đ", "xin chào"))
    assert decode(ENCODERS[name](text), name) == text


@pytest.mark.parametrize("name", ["windows-1258", "vni"])
def test_every_capital_survives(name: str) -> None:
    text = " ".join((*ALL_LETTERS.upper(), "Đ", "xin chào"))
    assert decode(ENCODERS[name](text), name) == text


def test_tcvn3_bytes_are_those_of_the_standard() -> None:
    assert decode(b"C\xe9ng h\xdfa x\xb7 h\xe9i", "tcvn3") == "Cộng hòa xã hội"
    assert decode(b"\xa7\xb6ng vi\xaan \xadu t\xf3", "tcvn3") == "Đảng viên ưu tú"


def test_vni_marks_follow_their_letters() -> None:
    assert decode("Coäng hoøa xaõ hoäi".encode("cp1252"), "vni") == "Cộng hòa xã hội"
    assert decode("Ñaûng vieân öu tuù".encode("cp1252"), "vni") == "Đảng viên ưu tú"


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("QUYẾT ĐỊNH CỦA ỦY BAN", "QUYẾT ĐỊNH CỦA ỦY BAN"),
        ("Theo tin của HỘI NÔNG DÂN tỉnh", "Theo tin của HỘI NÔNG DÂN tỉnh"),
        ("Tờ trình của xã", "Tờ trình của xã"),
    ],
)
def test_tcvn3_capitals_come_back_by_their_neighbours(line: str, read: str) -> None:
    data = encode_tcvn3("".join(c if c in "ĂÂÊÔƠƯĐ" else _small(c) for c in line))
    assert decode(data, "tcvn3") == read


def _small(letter: str) -> str:
    return letter if letter.isascii() else letter.lower()


@pytest.mark.parametrize("name", LEGACY)
def test_text_read_as_western_and_saved_as_utf8_is_repaired(name: str) -> None:
    garbled = ENCODERS[name](TEXT.replace("Ủ", "ủ")).decode("cp1252")
    read = read_text(garbled.encode())
    assert read.encoding == f"{name} (utf-8)"
    assert read.text == TEXT.replace("Ủ", "ủ")


def test_utf8_encoded_twice_is_repaired() -> None:
    raw = TEXT.encode()
    garbled = "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in raw)
    assert read_text(garbled.encode()).text == TEXT


@pytest.mark.parametrize(
    "text",
    [
        "Hà",
        "Ðà Nẵng",
        "và",
        "Café Paris déjà vu",
        "garçon à Genève, fête à Zürich",
        "½",
    ],
)
def test_text_that_is_right_is_left_alone(text: str) -> None:
    assert read_text(text.encode()).text == text


def test_one_damaged_byte_does_not_make_utf8_something_else() -> None:
    data = TEXT.encode()
    read = read_text(data[:90] + b"\xff" + data[90:])
    assert read.encoding == "utf-8"
    assert "giải tỏa" in read.text


def test_text_that_is_no_vietnamese_falls_back_to_western() -> None:
    text = "Der Bürgermeister sprach über Straßen, Brücken und Plätze für Fußgänger."
    assert read_text(text.encode("cp1252")).text == text


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        ("một\r\nhai\rba", "một\nhai\nba"),
        ("một\0hai\x07", "mộthai"),
        ("\ufeffđầu\u200b", "đầu"),
        ("a\u2028b\x0cc", "a\nb\nc"),
        ("x\ud800y", "x\ufffdy"),
        ("\tgiữ nguyên\n", "\tgiữ nguyên\n"),
        ("e\u0302\u0301", "e\u0302\u0301"),
    ],
)
def test_tidy(text: str, tidied: str) -> None:
    assert tidy(text) == tidied


@pytest.mark.parametrize("word", ["nghiêng", "khuỷu", "QUYẾT", "giờ", "Đảng", "ươm"])
def test_syllables(word: str) -> None:
    assert can_be_syllable(word)
    assert can_be_syllable(unicodedata.normalize("NFD", word))


@pytest.mark.parametrize("word", ["hoäm", "Ñaûng", "résumé", "straße", "thßng", "đđ"])
def test_no_syllables(word: str) -> None:
    assert not can_be_syllable(word)


@given(st.binary(max_size=400))
def test_any_bytes_can_be_read_and_written_again(data: bytes) -> None:
    read_text(data).text.encode("utf-8")
    is_binary(data)


@given(st.text(max_size=200))
def test_utf8_text_is_kept_but_for_what_tidy_removes(text: str) -> None:
    data = text.encode("utf-8", "replace")
    if detect(data) == "utf-8" and not text.isascii():
        read = read_text(data)
        if read.encoding == "utf-8":
            assert read.text == tidy(data.decode())


@pytest.mark.parametrize(
    ("data", "binary"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 20, True),
        (TEXT.encode("utf-16"), False),
        (TEXT.encode("utf-16-le"), False),
        (encode_tcvn3(TEXT), False),
        (b"", False),
    ],
)
def test_binary(data: bytes, binary: bool) -> None:
    assert is_binary(data) is binary


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared")
def test_every_file_of_the_old_corpus_reads_well() -> None:
    files = sorted(SHARED.iterdir())
    assert files
    for path in files:
        read = read_text(path.read_bytes())
        assert read.encoding == "utf-16", path
        assert (
            "\r" not in read.text
            and "\0" not in read.text
            and "\ufffd" not in read.text
        )
        words = unicodedata.normalize("NFC", read.text).split()
        marked = [word for word in words if word.isalpha() and not word.isascii()]
        good = sum(map(can_be_syllable, marked))
        assert good > len(marked) * 0.95, path


@given(st.text("aàéươắữ–“\x90", max_size=120))
def test_a_text_looks_garbled_when_hardly_a_letter_tells_otherwise(text: str) -> None:
    beyond = [char for char in text if not char.isascii()]
    told = sum(char in "ươắữ" for char in beyond)
    assert _looks_garbled(text) == (bool(beyond) and told <= 0.02 * len(beyond))
