"""Words found in an outline are those that cutting the text would find."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.language.normal import canonical, fold
from search.language.outline import BLANKS, LETTERS, SEPARATORS, Outline, want
from search.language.tokens import MAX_TERM, Span, spans

TRICKY = (
    "aeouyAEOUYdDđĐqgihntcpáàạãảâấăằêệôộơờưữyỹÁĂẰÊƯ"
    "\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323"
    "\xd0\xf0\u0189\u0256\0\ud800\udfff\xad\u200b\u200d\ufeff\xa0\u2028\ue000"
    "ßİıſςΣﬁ²½１Ａ中가각\u1100\u1161\u11a8\u0344\u0f77\u0958\U00020000٣"
    "0123456789.,-–/:&%@_'’…+?; "
)
ANY_TEXT = st.text(
    st.one_of(st.sampled_from(TRICKY), st.characters(exclude_categories=())),
    max_size=60,
)
WORDS = st.lists(
    st.sampled_from(
        "Tổ chức, uỷ UỶ bộRa UBNDHuyện TRung iPhone 09/12/2025 3.611 2,5 18-NQ/TW "
        "GD&amp;ĐT “Huế”… \u0110à\u0300 Ðảng m² Covid-19 d'Ivoire ** 中国 x".split()
    ),
    max_size=12,
).map(" ".join)


def find(text: str, terms: Sequence[str], length: int = 1) -> list[list[Span]]:
    """The runs that begin with one of some folded terms."""
    outline = Outline(text)
    return list(
        outline.find_runs(want(terms), lambda term: length * (fold(term) in terms))
    )


@given(st.one_of(ANY_TEXT, WORDS), st.integers(1, 3))
@example("x" * (MAX_TERM + 1) + "y bộ" + "Z" * MAX_TERM, 2)
@example("a\x1cb\x85c", 2)
def test_runs_are_those_of_the_whole_text(text: str, length: int) -> None:
    parts = spans(text)
    every = {fold(term) for term, _, _ in parts}
    for wanted in [*every, "khongco"]:
        assert find(text, [wanted], length) == [
            parts[place : place + length]
            for place, part in enumerate(parts)
            if fold(part[0]) == wanted
        ]
    assert find(text, sorted(every)) == [[part] for part in parts]


@given(st.one_of(ANY_TEXT, WORDS), st.integers(1, 3))
def test_beginnings_are_found_too(text: str, length: int) -> None:
    parts = spans(text)
    for stem in {fold(term)[:length] for term, _, _ in parts}:
        found = Outline(text).find_runs(
            want([], [stem]), lambda term: int(fold(term).startswith(stem))
        )
        assert list(found) == [[p] for p in parts if fold(p[0]).startswith(stem)]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_places_are_those_in_the_text_as_it_stands(form: str) -> None:
    text = unicodedata.normalize(form, "Bộ Nội vụ: “bộ máy”")  # type: ignore[arg-type]
    found = [text[start:end] for ((_, start, end),) in find(text, ["bo"])]
    assert [unicodedata.normalize("NFC", word) for word in found] == ["Bộ", "bộ"]


def test_few_chunks_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    cut = []

    def note(chunk: str) -> tuple[Span, ...]:
        cut.append(chunk)
        return tuple(spans(chunk))

    monkeypatch.setattr("search.language.outline.chunk_spans", note)
    find("Hội nghị (toàn quốc) “tổ chức” tại TP.HCM ngày 17/9, tổng kết 35 tổ.", ["to"])
    assert cut == ["“tổ", "tổ."]


def test_blanks_are_what_splits_text() -> None:
    every = map(chr, range(sys.maxunicode + 1))
    assert BLANKS == "".join(char for char in every if char.isspace())


def test_letters_have_one_letter_without_marks_and_separators_part_words() -> None:
    for letter in LETTERS:
        bare = fold(letter)
        assert bare.isascii() and len(bare) == 1 and bare.isalpha()
        assert fold(canonical(letter)) == bare.lower()
    assert [spans(f"a{char}b") for char in SEPARATORS] == [
        [("a", 0, 1), ("b", 2, 3)]
    ] * len(SEPARATORS)


def test_a_long_text_takes_linear_time() -> None:
    text = "bộRa a\u0301 " * 20_000
    assert len(find(text, ["ra"])) == 20_000
