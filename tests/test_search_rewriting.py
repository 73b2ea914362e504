"""Terms side by side, asked of the field of pairs where there is one."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from search.article import Article
from search.fields import NOT_WORDS, article_terms
from search.language.segmenter.single import default_segmenter
from search.query.clauses import (
    All,
    Bonus,
    Clause,
    EngineQuery,
    Everything,
    Phrase,
    Score,
    Some,
    Term,
    Without,
)
from search.query.rewriting import use_pair_field

EXACT = Phrase("text", (("tổ",), ("chức",)))
BARE = Phrase("text", (("to",), ("chuc",)))
RESPELLED = Phrase("text", (("kỹ", "kĩ"), ("sư",)))
SPELLINGS = ("to", "tô", "tố", "tổ")
ANY = Phrase("text", (SPELLINGS, ("chuc", "chúc", "chức")))
HALF = Phrase("text", (("tổ", "tố", "tô", "tỗ"), ("chuc", "chúc", "chức")))
IN_TITLE = Phrase("title", (("tổ",), ("chức",)))
THREE = Phrase("text", (("a",), ("b",), ("c",)))
MANY = Phrase("text", (tuple("abcdefgh"),) * 2)


def pair(text: str) -> Term:
    return Term("text_pairs_folded", text)


def implying(phrase: Phrase, *found: str) -> Phrase:
    return replace(phrase, implied=tuple(map(pair, found)))


@pytest.mark.parametrize(
    ("clause", "found"),
    [
        (EXACT, implying(EXACT, "to_chuc")),
        (BARE, implying(BARE, "to_chuc")),
        (RESPELLED, All((Some((pair("ky_su"), pair("ki_su"))), RESPELLED))),
        (ANY, pair("to_chuc")),
        (HALF, implying(HALF, "to_chuc")),
        (IN_TITLE, IN_TITLE),
        (THREE, implying(THREE, "a_b", "b_c")),
        (MANY, MANY),
        (Term("text", "tổ"), Term("text", "tổ")),
    ],
)
def test_points_for_neighbours_are_asked_of_pairs(
    clause: Clause, found: Clause
) -> None:
    scores = (Score("text", "tổ", 1.0), Bonus(clause, 50.0))
    query = EngineQuery(Everything(), scores)
    assert use_pair_field(query, "lean") == query
    assert use_pair_field(query, "full").scores == (scores[0], Bonus(found, 50.0))


@pytest.mark.parametrize(
    ("clause", "found"),
    [
        (EXACT, implying(EXACT, "to_chuc")),
        (RESPELLED, RESPELLED),
        (ANY, implying(ANY, "to_chuc")),
        (IN_TITLE, IN_TITLE),
        (
            Phrase("text", (("a",), ("y", "i"), ("b",), ("ç", "c"))),
            implying(Phrase("text", (("a",), ("y", "i"), ("b",), ("ç", "c"))), "b_c"),
        ),
        (
            All((Some((EXACT, THREE), 2), Without(EXACT))),
            All(
                (
                    Some(
                        (implying(EXACT, "to_chuc"), implying(THREE, "a_b", "b_c")), 2
                    ),
                    Without(implying(EXACT, "to_chuc")),
                )
            ),
        ),
    ],
)
def test_phrases_name_the_pairs_that_they_imply(clause: Clause, found: Clause) -> None:
    query = EngineQuery(clause)
    assert use_pair_field(query, "lean") == query
    asked = use_pair_field(query, "full")
    assert asked.match == found
    assert use_pair_field(asked, "full") == asked


def test_neighbours_in_articles_are_pairs(articles: tuple[Article, ...]) -> None:
    words = default_segmenter(tone_styles=True)
    for article in articles:
        texts = article_terms(article, "full", words).texts
        asked: set[Clause] = set()
        for left, right in pairwise(texts["text"]):
            phrase = Phrase("text", ((left,), (right,)))
            made = use_pair_field(EngineQuery(phrase), "full").match
            assert isinstance(made, Phrase)
            assert len(made.implied) == (not NOT_WORDS & {left, right})
            asked.update(made.implied)
        assert asked == set(map(pair, texts["text_pairs_folded"]))
