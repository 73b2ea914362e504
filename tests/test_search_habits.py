"""What readers are used to from other search boxes is understood or answered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_search_planner import LEXICON, finds, index
from texts import ANY_TEXT

from search.query.forms.habits import FIELDS, MISSING, drop_signs
from search.query.lexer import FIELD_NAMES
from search.query.planner import plan
from search.query.syntax import parse


def messages(text: str) -> list[str]:
    return [notice.message for notice in parse(text).warnings]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("site:baogialai.com.vn bão", "“site:” ở đây là “nguồn:”"),
        ('intitle:"sáp nhập"', "“intitle:” ở đây là “tiêuđề:”"),
        ("after:2025 bão", "“after:” ở đây là “từ:”"),
        ("author:Nam bão", "Không có trường “author:”"),
        ("bão^2 lũ", "Dấu ^ không có nghĩa"),
        ('"bão lũ"^1.5', "Dấu ^ không có nghĩa"),
        ("bão~ lũ", "Dấu ~ chỉ có nghĩa sau ngoặc kép"),
        ("bão or lũ", "“or” được tìm như chữ thường"),
        ("bão hoặc lũ", "“hoặc” được tìm như chữ thường"),
        ("b?o", "Dấu ? không thay cho chữ cái"),
        ("ngh?", "Dấu ? không thay cho chữ cái"),
        ("😀", "Không có chữ hay số nào để tìm"),
        ("?!", "Không có chữ hay số nào để tìm"),
        ("KHỞI TỐ HOẶC BẮT TẠM GIAM", "Cả câu viết hoa nên “HOẶC”"),
        ("bão NEAR/99 lũ", "Gần nhau nhiều nhất là 50 tiếng"),
        ("bão NEAR", "Bỏ qua “NEAR”"),
    ],
)
def test_a_habit_is_answered(text: str, said: str) -> None:
    [message] = messages(text)
    assert message.startswith(said)


@pytest.mark.parametrize(
    "text",
    [
        "Vì sao giá vàng tăng?",
        "Đi đâu? Về đâu?",
        "vì sao?",
        "khởi tố hoặc bắt tạm giam người phạm tội tham nhũng, lãng phí",
        "rộng 20 km^2, 10^6 và m^2",
        "for hoặc",
        "UBND OR HĐND",
        "",
        "*",
        "5%",
        "site: bão",
    ],
)
def test_prose_is_no_habit(text: str) -> None:
    assert not [said for said in messages(text) if "chưa có giá trị" not in said]


def test_every_habit_leads_to_a_field() -> None:
    names = {name for names in FIELD_NAMES.values() for name in names}
    assert set(FIELDS.values()) <= names
    assert not names & (set(FIELDS) | set(MISSING))


@pytest.mark.parametrize(
    "text",
    [
        "KHỞI TỐ HOẶC BẮT TẠM GIAM",
        "HÀ NỘI OR HUẾ",
        "BỘ TRƯỞNG NOT THỨ TRƯỞNG",
        "BÃO AND LŨ NEAR/3 HẠN",
        "BÃO -LŨ",
    ],
)
def test_capitals_mean_what_small_letters_do(text: str) -> None:
    shouted, said = plan(text, "full", LEXICON), plan(text.lower(), "full", LEXICON)
    assert shouted.match == said.match
    assert shouted.scores == said.scores


@pytest.mark.parametrize(
    ("query", "text", "is_found"),
    [
        ('="thu chi"', "Báo cáo thu chi", True),
        ('"=thu chi"', "Báo cáo Thu Chi", True),
        ('="thu chi"', "Ngày thứ chi bộ họp", False),
        ('"thu chi"', "Ngày thứ chi bộ họp", True),
        ("=dân ca", "Dân ca", True),
        ('="xe ca"', "Xe cá về chợ", False),
        ('bão -="cao su"', "Bão làm đổ cao su", False),
        ('bão -="cao su"', "Bão, báo cáo sụt giảm", True),
        ('tiêuđề:="quan tham"', "x", True),
        ('tiêuđề:="quân tham"', "x", False),
        ('="ky thuat"', "Ngành kỹ thuật", False),
        ('="kĩ thuật"', "Ngành kỹ thuật", False),
        ('="hoà bình"', "Nền hòa bình", True),
    ],
)
def test_exactly_so(query: str, text: str, is_found: bool) -> None:
    assert finds(query, index(text, title="Quan tham")) is is_found


@given(st.one_of(ANY_TEXT, st.text(alphabet='a^~?2m "*)', max_size=40)))
def test_dropping_signs_keeps_every_place(text: str) -> None:
    left = drop_signs(text, [])
    assert len(left) == len(text)
    assert all(kept in (char, " ") for kept, char in zip(left, text))
