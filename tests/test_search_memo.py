"""What is remembered of words."""

from __future__ import annotations

import random

from search.language.memo import Memo


def test_what_is_asked_for_again_and_again_stays_in_bounded_memory() -> None:
    asked: list[str] = []

    def make(word: str) -> str:
        asked.append(word)
        return word.upper()

    memo = Memo(make, size=8)
    for number in range(100):
        assert memo["stays"] == "STAYS"
        assert memo[f"w{number}"] == f"W{number}"
        assert len(memo) <= 4
    assert asked.count("stays") == 1
    assert memo["w0"] == "W0" and asked.count("w0") == 2


def test_long_words_are_not_kept() -> None:
    memo = Memo(len, size=8, longest=3)
    assert [memo["abc"], memo["abcd"]] == [3, 4]
    assert list(memo) == ["abc"]


def test_values_are_those_of_the_function() -> None:
    memo = Memo(str.title, size=6)
    rng = random.Random(1)
    for _ in range(500):
        word = "".join(rng.choices("abc", k=rng.randrange(4)))
        assert memo[word] == word.title()
