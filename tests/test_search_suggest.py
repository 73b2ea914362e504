"""Other queries that are offered, over counts written by hand."""

from __future__ import annotations

import pytest

from search.collection.corrections import MAX_TERMS, correct
from search.collection.lexicon import Lexicon
from search.collection.restoration import restore
from search.collection.suggest import DID_YOU_MEAN, WITH_MARKS, Offer, suggest_queries
from search.language.segmenter.single import default_segmenter
from search.language.slips import edits, is_other_key, skeleton
from tests.lexicons import Known, build_lexicon, repeated

TEXTS = {
    "Quốc hội thảo luận dự án luật": 60,
    "quôc hội": 2,
    "tổ chức bộ máy": 30,
    "tô điểm phố phường": 10,
    "xây dựng Đảng": 20,
    "đang xây nhà": 15,
    "thủ tướng thăm vùng lũ": 80,
    "đối thủ tương xứng": 4,
    "tương lai của vùng quê": 90,
    "cảnh sát đi tuần": 90,
    "sát nhập hai xã": 5,
    "sáp nhập hai xã": 40,
    "giữ biển đông yên ổn": 20,
    "giá cả biến động mạnh": 30,
    "nuôi gia súc gia cầm": 40,
    "nông thôn mới ven sông": 40,
    "cần xử lý nghiêm": 50,
    "bông lúa trổ muộn": 6,
    "lông gà lông vịt": 9,
    "tổng thống Kabil thăm lúa": 25,
}


@pytest.fixture(scope="module")
def lexicon(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    path = tmp_path_factory.mktemp("lexicon") / "lexicon.sqlite"
    return build_lexicon(path, repeated(TEXTS))


def offers(lexicon: Lexicon | None, query: str) -> list[Offer]:
    return suggest_queries(query, Known(lexicon, TEXTS))  # type: ignore[arg-type]


def offered(lexicon: Lexicon | None, query: str) -> list[tuple[str, str]]:
    return [(offer.query, offer.reason) for offer in offers(lexicon, query)]


@pytest.mark.parametrize(
    ("query", "correction"),
    [
        ("tỗ chức", "tổ chức"),
        ("quôc hội", "quốc hội"),
        ("Quôc Hội", "Quốc Hội"),
        ("QUÔC HỘI", "QUỐC HỘI"),
        ("tổ chuức", "tổ chức"),
        ("xây dựgn", "xây dựng"),
        ("ddangr", "đảng"),
        ("to63 chuc1", "tổ chức"),
        ("xây duwngj", "xây dựng"),
        ("quoc hoii", "quốc hội"),
        ("thủ tương", "thủ tướng"),
        ("thủ tướg thăm", "thủ tướng thăm"),
        ("sát nhập", "sáp nhập"),
        ("xát nhập", "sáp nhập"),
        ("lông thôn mới", "nông thôn mới"),
        ("gia súc da cầm", "gia súc gia cầm"),
        ("sử lý nghiêm", "xử lý nghiêm"),
        ("xây giựng", "xây dựng"),
        ("tổng thống Kabl", "tổng thống Kabil"),
    ],
)
def test_slips_are_corrected(lexicon: Lexicon, query: str, correction: str) -> None:
    assert offered(lexicon, query) == [(correction, DID_YOU_MEAN)]


@pytest.mark.parametrize(
    "query",
    [
        *("tổ chức", "quốc hội", "tô điểm", "zzzzzz", "18-NQ/TW", ""),
        *("đối thủ tương xứng", "tổng thống Kabil", "bông lúa", "lông gà"),
        *("công ty", "bóng đá", "tai nạn", "trẻ em", "thủ tướng TT"),
    ],
)
def test_what_is_right_or_hopeless_is_left_alone(lexicon: Lexicon, query: str) -> None:
    assert offered(lexicon, query) == []


def test_an_offer_shows_how_many_articles_have_both(lexicon: Lexicon) -> None:
    [offer] = offers(lexicon, "thủ tương")
    assert offer.counts == (("thủ tướng", 80), ("thủ tương", 4))
    [offer] = offers(lexicon, "họp về thủ tương vùng lũ ở quê")
    assert offer.counts == (("thủ tướng", 80), ("thủ tương", 4))


def test_what_no_article_has_is_not_offered(lexicon: Lexicon) -> None:
    known = Known(lexicon, {"quôc hội": 2})
    assert suggest_queries("thủ tương", known) == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "restored"),
    [
        ("to chuc bo may", "tổ chức bộ máy"),
        ("To chuc", "Tổ chức"),
        ("xay dung dang", "xây dựng đảng"),
        ("dang xay", "đang xây"),
        ("QUOC HOI", "QUỐC HỘI"),
    ],
)
def test_missing_marks_are_offered_by_context(
    lexicon: Lexicon, query: str, restored: str
) -> None:
    assert offered(lexicon, query) == [(restored, WITH_MARKS)]


def test_two_real_readings_stand_side_by_side(lexicon: Lexicon) -> None:
    assert offers(lexicon, "bien dong") == [
        Offer("biến động", WITH_MARKS, (("biến động", 30),)),  # type: ignore[arg-type]
        Offer("biển đông", WITH_MARKS, (("biển đông", 20),)),  # type: ignore[arg-type]
    ]
    assert len(offers(lexicon, "biển dong")) == 1


def test_posteriors_say_how_sure_a_restoration_is(lexicon: Lexicon) -> None:
    restored = restore(lexicon, ["to", "chuc", "zzz", "đảng"])
    assert [form for form, _ in restored] == ["tổ", "chức", "zzz", "đảng"]
    assert restored[0][1] > 0.9
    assert restored[2][1] == 0.0 and restored[3][1] == 1.0
    assert restore(lexicon, []) == []


def test_without_a_lexicon_only_keystrokes_are_decoded() -> None:
    assert offered(None, "to chuc") == []
    assert offered(None, "ddangr") == [("đảng", DID_YOU_MEAN)]


def test_long_queries_are_not_worth_it(lexicon: Lexicon) -> None:
    assert offered(lexicon, "to chuc " * 100) == []
    is_word = default_segmenter(tone_styles=True).is_word
    pasted = ["tỗ", "chức"] * MAX_TERMS
    assert correct(pasted, lexicon, is_word) == pasted


def test_edits_are_one_slip() -> None:
    near = edits("hoi")
    assert {"hi", "hoii", "hio", "ho", "hai", "choi"} <= near
    assert "hoi" not in near and "" not in edits("a")


def test_keys_that_are_not_side_by_side_are_told() -> None:
    assert is_other_key("hoi", "hai") and not is_other_key("hoi", "hpi")
    assert not is_other_key("hoi", "hoii") and not is_other_key("hoi", "hoi")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("xử", "sử"),
        ("trình", "chình"),
        ("giá", "dã"),
        ("rự", "dự"),
        ("nông", "lộng"),
        ("kỷ", "cĩ"),
        ("nghỉ", "ngĩ"),
        ("sát", "sáp"),
        ("ngan", "ngang"),
    ],
)
def test_what_sounds_alike_has_one_skeleton(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(
    ("one", "other"), [("cho", "to"), ("nam", "năn"), ("ba", "va")]
)
def test_what_does_not_sound_alike_has_not(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)
