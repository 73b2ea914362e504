"""The shape of Vietnamese syllables."""

from __future__ import annotations

import pytest

from search.language.normal import canonical, fold, is_marked
from search.language.syllables import (
    TONED,
    is_bare_syllable,
    is_syllable,
    parse,
    respell,
    spell,
    unglue,
)

# Every onset with rhymes of every kind, spelled out by hand.
SYLLABLES = (
    "đảng nghị quyết trung ương hội đồng nhân dân uỷ ban tỉnh gia lai khuỷu khuya "
    "quốc quý quỳnh quỷ quanh quở giếng giết gì gìn già giữa nghiêng nghĩa ghế ghi "
    "yêu yến ý ỷ lý mỹ thuở huơ huế thuế tuần khuất nguyễn tuyết luỹ xoong moóc hoạch "
    "ngoằn khoẻ xoè oái hươu rượu bưởi cứu lửa kìa bia mua của ơi áo êm ớt inh ích"
)


@pytest.mark.parametrize("term", SYLLABLES.split())
def test_knows_syllables(term: str) -> None:
    assert is_syllable(term)
    assert is_bare_syllable(fold(term))


@pytest.mark.parametrize(
    "term",
    "list tuw ddang hđnd ubnd nđ q w đ ttg covid obama krông lắk blốc ngh qu "
    "cac nghiêp tốt1 các-bon viẹtt ngế gế ngiêng quuy iên a\u0301 áá tồộ".split()
    + ["", "nghiêngg", "viết nam"],
)
def test_knows_what_is_no_syllable(term: str) -> None:
    assert not is_syllable(term)


@pytest.mark.parametrize("rhyme", ["ac", "ap", "at", "ach", "iêc", "uôt", "oap"])
@pytest.mark.parametrize("tone", range(6))
def test_final_stops_take_two_tones(rhyme: str, tone: int) -> None:
    syllable = parse("t" + rhyme)
    assert syllable is not None
    assert is_syllable(spell(syllable._replace(tone=tone))) == (tone in (2, 5))


@pytest.mark.parametrize("term", "cac duoc nghi quyet tieng y giang gi quy".split())
def test_knows_syllables_without_marks(term: str) -> None:
    assert is_bare_syllable(term)


@pytest.mark.parametrize("term", "tw list ddang cấc e-mail ngi ghang w u2 x".split())
def test_knows_what_no_unmarked_syllable_is(term: str) -> None:
    assert not is_bare_syllable(term)


@pytest.mark.parametrize(
    ("term", "parts"),
    [
        ("đảng", ("đ", "ang", 3)),
        ("uỷ", ("", "uy", 3)),
        ("quý", ("qu", "y", 2)),
        ("gì", ("g", "i", 1)),
        ("giờ", ("gi", "ơ", 1)),
        ("giếng", ("gi", "êng", 2)),
        ("nghiệp", ("ngh", "iêp", 5)),
        ("đuợc", ("đ", "ươc", 5)),
        ("vịêt", ("v", "iêt", 5)),
    ],
)
def test_parses_into_onset_rhyme_tone(term: str, parts: tuple[str, str, int]) -> None:
    assert parse(term) == parts


def test_spelling_what_was_parsed_is_canonical() -> None:
    for term in SYLLABLES.split():
        parsed = parse(term)
        assert parsed is not None
        assert spell(parsed) == term == canonical(term)


def test_every_letter_with_a_tone_is_one_character() -> None:
    assert len(TONED) == 72
    assert all(len(letter) == 1 for letter in TONED.values())
    assert not is_marked("".join(TONED[vowel, 0] for vowel in "aeiouy"))


@pytest.mark.parametrize(
    ("term", "other"),
    [
        ("kỹ", "kĩ"),
        ("kĩ", "kỹ"),
        ("sĩ", "sỹ"),
        ("tỷ", "tỉ"),
        ("ty", "ti"),
        ("quy", "qui"),
        ("quý", "quí"),
        ("quýt", "quít"),
        ("quyết", None),
        ("thi", None),
        ("ni", None),
        ("kiên", None),
        ("tổ", None),
        ("18", None),
        ("", None),
    ],
)
def test_respells_i_and_y(term: str, other: str | None) -> None:
    assert respell(term) == other


@pytest.mark.parametrize(
    ("term", "syllables"),
    [
        ("bộra", "bộ ra"),
        ("ôtô", "ô tô"),
        ("vắcxin", "vắc xin"),
        ("sơmi", "sơ mi"),
        ("xìcăngđan", "xì căng đan"),
        ("vụtổng", "vụ tổng"),
        ("xácđịnh", "xác định"),
        ("tổ", None),
        ("đuợc", None),
        ("hđnd", None),
        ("krông", None),
        ("obama", None),
        ("québec", None),
        ("đ", None),
        ("", None),
        ("ôtô" * 20, None),
    ],
)
def test_unglues_syllables(term: str, syllables: str | None) -> None:
    assert unglue(term) == (tuple(syllables.split()) if syllables else None)
