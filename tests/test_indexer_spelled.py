"""Vietnamese spelled in something else, and blanks that cannot be seen."""

from __future__ import annotations

import pytest

from indexer.sources.encodings import tidy
from indexer.sources.spelled import is_viqr, respell


def garbled(text: str) -> str:
    return "".join(
        bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode()
    )


@pytest.mark.parametrize(
    "text", ["Thủ tướng đến xã", "lũ quét ở bản Nậm", "Ủy ban tỉnh"]
)
def test_a_garbled_run_inside_a_right_text(text: str) -> None:
    assert respell(f"Bà con xuống đồng. {garbled(text)} hôm qua.") == (
        f"Bà con xuống đồng. {text} hôm qua."
    )


@pytest.mark.parametrize(
    "text", ["«ba má»… về", "Æ là một chữ", "Ba má» nói", "50 % E1", "c:\\users\\u12"]
)
def test_what_is_no_run_stays(text: str) -> None:
    assert respell(text) == text


@pytest.mark.parametrize(
    ("spelled", "text"),
    [
        ("x\\u00e3 B\\u1eafc h\\u1ecdp", "xã Bắc họp"),
        ("l\\u00fac n\\u0103m gi\\u1edd", "lúc năm giờ"),
        ("x%C3%A3%20B%E1%BA%AFc%20h%E1%BB%8Dp", "xã Bắc họp"),
        ("l%C3%BAa+m%E1%BB%9Bi", "lúa mới"),
    ],
)
def test_escapes(spelled: str, text: str) -> None:
    assert respell(spelled) == text


VIQR = "Ba` con xuo^'ng ddo^`ng ca^'y vu. mo+'i, tro+`i a^'m va` nu+o+'c ve^` ddu? ca?."


def test_viqr() -> None:
    assert respell(VIQR) == "Bà con xuống đồng cấy vụ mới, trời ấm và nước về đủ cả."
    assert not is_viqr("x^2 + y^2 = z^2, a^n + b^n, e^x, o^o, a^b, c^d, e^f")


@pytest.mark.parametrize("blank", ["\u200b", "\xad"])
@pytest.mark.parametrize(
    ("text", "tidied"),
    [("trà|đê", "trà đê"), ("kinh|thành", "kinh thành"), ("ng|ười", "người")]
    + [("a|", "a"), ("|b", "b"), ("Đảng|bộ", "Đảng bộ")],
)
def test_blanks_that_cannot_be_seen(blank: str, text: str, tidied: str) -> None:
    assert tidy(text.replace("|", blank)) == tidied
