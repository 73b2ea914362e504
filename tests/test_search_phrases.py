"""Frequent phrases: where they begin and end, how they are written, what is kept."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

import pytest

from search.collection import phrases
from search.collection.phrases import PhraseSample
from search.language.segmenter.single import default_segmenter

TEXTS = (
    "Công tác tổ chức xây dựng Đảng ở tỉnh được bàn kỹ.",
    "Huyện ấy coi trọng tổ chức xây dựng Đảng và cán bộ.",
    "Mọi chi bộ đều học tổ chức xây dựng Đảng trong quý này.",
    "Hội nghị bàn tổ chức xây dựng Đảng, có Tổng Bí thư Tô Lâm và các đại biểu.",
    "Sáng nay, Tổng Bí thư Tô Lâm và đoàn công tác đến xã.",
    "Theo Tổng Bí thư Tô Lâm và nhiều đại biểu Quốc hội, việc đó là cần.",
    "Báo cáo của ông Nguyễn Văn Mẫu nêu ba việc. Đại biểu Quốc hội hỏi thêm.",
    "Ông Nguyễn Văn Thử nói thêm, rồi đại biểu Quốc hội nghe.",
    "Bà con gặp ông Nguyễn Văn Ví ở chợ. Nghị quyết số 12 ra đời.",
    "Ông Nguyễn Văn Dụ vắng mặt. Có nghị quyết số 18, có nghị quyết số 19.",
    "Họ đọc nghị quyết số 27 và nghị quyết số 28 của năm ngoái.",
    "UBND TP.HCM trả lời. Sau đó, UBND TP.HCM họp.",
    "Hôm qua UBND TP.HCM họp. Văn bản 18-NQ/TW của xã.",
    "Văn bản 19-NQ/TW của UBND TP.HCM và văn bản 20-NQ/TW của huyện.",
)


def find(texts: Iterable[str]) -> dict[str, int]:
    sample = PhraseSample()
    for text in texts:
        sample.add("", lambda: text)
    return dict(sample.find())


@pytest.fixture(scope="module")
def found() -> dict[str, int]:
    return find(TEXTS)


@pytest.mark.parametrize(
    "phrase",
    [
        "tổ chức xây dựng Đảng",
        "Tổng Bí thư Tô Lâm",
        "đại biểu Quốc hội",
        "nghị quyết",
        "UBND TP.HCM",
        "UBND",
    ],
)
def test_phrases_are_found_as_they_are_mostly_written(
    found: dict[str, int], phrase: str
) -> None:
    assert phrase in found


@pytest.mark.parametrize(
    "piece",
    [
        "chức xây dựng",
        "chức xây dựng đảng",
        "tổ chức xây",
        "tổ chức xây dựng",
        "tổng bí thư tô",
        "tổng bí thư tô lâm và",
        "tô lâm và",
        "đại biểu quốc",
        "ông nguyễn văn",
        "nguyễn văn",
        "nghị quyết số",
        "quyết số",
        "tw của",
    ],
)
def test_pieces_of_words_names_and_phrases_are_none(
    found: dict[str, int], piece: str
) -> None:
    assert piece not in {phrase.lower() for phrase in found}


def test_no_phrase_begins_or_ends_with_a_function_word(found: dict[str, int]) -> None:
    assert found
    for phrase in found:
        words = phrase.lower().split()
        assert not {words[0], words[-1]} & {"và", "của", "các", "được", "trong", "theo"}


def test_phrases_do_not_run_over_punctuation_or_articles() -> None:
    found = find(["Ruộng đồng. Cánh rừng, bờ suối", "nương rẫy"] * 5)
    assert set(found) <= {"Ruộng đồng", "Cánh rừng", "bờ suối", "nương rẫy"}
    assert found["Ruộng đồng"] == 5


def test_a_phrase_is_counted_once_an_article() -> None:
    assert find(["tổ chức, tổ chức, tổ chức, tổ chức"]) == {}
    assert find(["tổ chức, tổ chức", "tổ chức", "là tổ chức"]) == {"tổ chức": 3}


def test_a_long_phrase_takes_the_place_of_its_start() -> None:
    shorter = "khu kinh tế Cửa Sông"
    longer = [f"{shorter} đón khách đến thăm"] * 6
    assert shorter not in find(longer)
    assert shorter in find([*longer, *[f"Đó là {shorter}."] * 6])


def test_phrases_are_found_beside_other_segmenting() -> None:
    sample = PhraseSample()
    for text in TEXTS * 20:
        sample.add("", lambda: text)
    with ThreadPoolExecutor(1) as beside:
        found = beside.submit(lambda: [sample.find() for _ in range(3)])
        while not found.done():
            default_segmenter(tone_styles=True).segment_batch(
                [f"{text} {id(found)}" for text in TEXTS]
            )
    assert found.result() == [sample.find()] * 3


@pytest.mark.parametrize("text", ["", " ", "\n", "\ud800", "\0", "a" * 9_000, ". , -"])
def test_no_text_is_too_odd(text: str) -> None:
    assert find([text] * 5) == {}


def test_the_sample_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phrases, "MAX_WIDE", 20_000)
    monkeypatch.setattr(phrases, "MAX_CHARACTERS", 40_000)
    sample = PhraseSample()
    for number in range(2_000):
        sample.add(f"Bài {number}", lambda: "tổ chức, cán bộ; " * 100)
        assert sample._size <= 40_000 + phrases.WIDE
        assert sample._size == sum(map(len, sample._texts))
    # Of each article only the opening, of few articles, scaled back to all.
    assert max(map(len, sample._texts)) <= phrases.NARROW + 1
    assert all(1_800 <= count <= 2_200 for _, count in sample.find())
    assert sample.find()
