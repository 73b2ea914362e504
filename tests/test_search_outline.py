"""Words found in an outline are those that cutting the text would find."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from texts import ANY_TEXT

from search.language.normal import canonical, fold
from search.language.syllables import MARKED_LETTERS
from search.language.tokens import (
    MAX_TERM,
    SENTENCE,
    Span,
    chunk_spans,
    next_spans,
    spans,
)
from search.page.outline import BLANKS, SEPARATORS, Wanted, find_chunks, want

WORDS = st.lists(
    st.sampled_from(
        "Tổ chức, uỷ UỶ bộRa UBNDHuyện TRung iPhone 09/12/2025 3.611 2,5 18-NQ/TW "
        "GD&amp;ĐT “Huế”… \u0110à\u0300 Ðảng m² Covid-19 d'Ivoire ** 中国 x".split()
    ),
    max_size=12,
).map(" ".join)


def find(text: str, wanted: Wanted, length: int = 1) -> list[list[Span]]:
    """The runs from each term of the chunks that are found on."""
    found = []
    for number, start, end in find_chunks([text], wanted):
        chunk = text[start:end]
        assert not number and chunk.split() == [chunk]
        for place, (term, _, _) in enumerate(chunk_spans(chunk)):
            if term != SENTENCE:
                found.append(next_spans(text, start, place + length)[place:])
    return found


@given(st.one_of(ANY_TEXT, WORDS), st.integers(1, 3))
@example("x" * (MAX_TERM + 1) + "y bộ" + "Z" * MAX_TERM, 2)
@example("a\x1cb\x85c", 2)
@example("0!", 1)
def test_runs_are_those_of_the_whole_text(text: str, length: int) -> None:
    parts = spans(text)
    every = sorted({fold(term) for term, _, _ in parts} - {SENTENCE})
    for wanted in [*every, "khongco"]:
        assert [
            run for run in find(text, want([wanted]), length) if run_begins(run, wanted)
        ] == [
            parts[place : place + length]
            for place, part in enumerate(parts)
            if fold(part[0]) == wanted
        ]
    words = [part for part in parts if part[0] != SENTENCE]
    assert find(text, want(every)) == [[part] for part in words]


def run_begins(run: list[Span], wanted: str) -> bool:
    return fold(run[0][0]) == wanted


@given(st.one_of(ANY_TEXT, WORDS), st.integers(1, 3))
def test_beginnings_are_found_too(text: str, length: int) -> None:
    parts = spans(text)
    for stem in {fold(term)[:length] for term, _, _ in parts} - {SENTENCE}:
        found = [part for [part] in find(text, want([], [stem]))]
        assert [p for p in found if fold(p[0]).startswith(stem)] == [
            p for p in parts if fold(p[0]).startswith(stem)
        ]


@given(st.lists(st.one_of(ANY_TEXT, WORDS), max_size=5))
@example(["", "x", "", "bộRa", ""])
def test_many_texts_are_each_looked_through_by_itself(texts: list[str]) -> None:
    wanted = want([fold(term) for text in texts for term, _, _ in spans(text)][::2])
    assert list(find_chunks(texts, wanted)) == [
        (number, start, end)
        for number, text in enumerate(texts)
        for _, start, end in find_chunks([text], wanted)
    ]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_places_are_those_in_the_text_as_it_stands(form: str) -> None:
    text = unicodedata.normalize(form, "Bộ Nội vụ: “bộ máy”")  # type: ignore[arg-type]
    found = [
        text[start:end]
        for [(term, start, end)] in find(text, want(["bo"]))
        if fold(term) == "bo"
    ]
    assert [unicodedata.normalize("NFC", word) for word in found] == ["Bộ", "bộ"]


@pytest.mark.parametrize(
    ("term", "chunks"),
    [
        ("to", ["“tổ", "bộTổ", "Tô,", "TỔ."]),
        ("35", ["bộTổ", "35"]),
        ("9", ["bộTổ", "17/9,"]),
        ("chuc", ["chức”", "bộTổ"]),
        ("nghi", ["nghị", "bộTổ"]),
    ],
)
def test_few_chunks_are_looked_at(term: str, chunks: list[str]) -> None:
    text = "Hội nghị (toàn quốc) “tổ chức” bộTổ ngày 17/9, tổng kết 35 TP.HCM: Tô, TỔ."
    found = find_chunks([text], want([term]))
    assert [text[start:end] for _, start, end in found] == chunks


def test_blanks_are_what_splits_text() -> None:
    every = map(chr, range(sys.maxunicode + 1))
    assert BLANKS == "".join(char for char in every if char.isspace())


def test_letters_have_one_letter_without_marks_and_separators_part_words() -> None:
    for letter in MARKED_LETTERS:
        bare = fold(letter)
        assert bare.isascii() and len(bare) == 1 and bare.isalpha()
        assert fold(canonical(letter)) == bare.lower()
    assert [spans(f"a{char}b") for char in SEPARATORS] == [
        [("a", 0, 1), ("b", 2, 3)]
    ] * len(SEPARATORS)


def test_a_long_text_takes_linear_time() -> None:
    text = "bộRa a\u0301 " * 20_000
    assert len(find(text, want(["ra"]))) == 60_000
