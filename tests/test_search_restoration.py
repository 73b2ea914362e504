"""Missing diacritics restored from pairs, and from phrases where pairs mislead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.collection.restoration import WHOLE, restore
from search.language.normal import fold

# cả năm and năm nay are frequent, but no text has the three in a row.
TEXTS = [
    *["cả năm"] * 20,
    *["năm nay"] * 20,
    *["cá nằm này đã lâu"] * 2,
    *["bán ra ngoài chợ"] * 3,
    "bàn ra vào mãi",
]


class Collection:
    """Counts of a few texts, and what was asked of them."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = [tuple(text.split()) for text in texts]
        self.terms = Counter(term for text in self.texts for term in text)
        self.pairs = Counter(pair for text in self.texts for pair in pairwise(text))
        self.asked: list[tuple[str, ...]] = []

    def weighted_variants(self, folded: str) -> list[tuple[str, int]]:
        return [item for item in self.terms.most_common() if fold(item[0]) == folded]

    def pair_counts(
        self, lefts: Sequence[str], rights: Sequence[str]
    ) -> dict[tuple[str, str], int]:
        return {
            (left, right): count
            for (left, right), count in self.pairs.items()
            if left in lefts and right in rights
        }

    def count_phrase(self, phrase: tuple[str, ...]) -> int:
        self.asked.append(phrase)
        size = len(phrase)
        return sum(
            any(text[at : at + size] == phrase for at in range(len(text)))
            for text in self.texts
        )


def forms(text: str, with_phrases: bool = True) -> str:
    known = Collection(TEXTS)
    count = known.count_phrase if with_phrases else None
    return " ".join(form for form, _ in restore(known, text.split(), count))


def test_pairs_decide_alone_without_phrases() -> None:
    assert forms("ca nam nay", with_phrases=False) == "cả năm nay"


@pytest.mark.parametrize(
    ("typed", "restored"),
    [
        ("ca nam nay", "cá nằm này"),
        ("ca nam nay da lau", "cá nằm này đã lâu"),
        ("ca nam", "cả năm"),
        ("cả nam nay", "cả năm nay"),
        ("ban ra vao", "bàn ra vào"),
        ("ban ra ngoai", "bán ra ngoài"),
        ("ca zzz nay", "cả zzz nay"),
    ],
)
def test_phrases_decide_where_pairs_leave_a_doubt(typed: str, restored: str) -> None:
    assert forms(typed) == restored


def test_long_queries_are_read_three_syllables_at_a_time() -> None:
    known = Collection(TEXTS)
    typed = "ca nam nay da lau roi do".split()
    assert len(typed) > WHOLE
    found = restore(known, typed, known.count_phrase)
    assert [form for form, _ in found][:3] == ["cá", "nằm", "này"]
    assert {len(phrase) for phrase in known.asked} == {3}


def test_nothing_is_counted_where_pairs_leave_no_doubt_or_never_occur() -> None:
    known = Collection(["hội nghị toàn quốc"] * 30)
    restore(known, "hoi nghi toan quoc".split(), known.count_phrase)
    assert known.asked == []
    known = Collection(TEXTS)
    restore(known, "ca nam nay".split(), known.count_phrase)
    assert all(known.pair_counts([a], [b]) for p in known.asked for a, b in pairwise(p))


def test_an_empty_query_has_nothing_to_restore() -> None:
    known = Collection(TEXTS)
    assert restore(known, [], known.count_phrase) == []


WORDS = sorted({fold(term) for text in TEXTS for term in text.split()})


@given(st.lists(st.sampled_from([*WORDS, "cả", "nằm", "zzz", "18"]), max_size=12))
def test_what_is_restored_is_what_was_typed_but_for_marks(typed: list[str]) -> None:
    known = Collection(TEXTS)
    found = restore(known, typed, known.count_phrase)
    assert [fold(form) for form, _ in found] == [fold(term) for term in typed]
    for term, (form, posterior) in zip(typed, found):
        assert 0.0 <= posterior <= 1.0 + 1e-9
        assert form == term or fold(term) == term
