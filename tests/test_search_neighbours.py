"""Points for two terms side by side: asked of the field of pairs where there is one."""

from __future__ import annotations

from itertools import pairwise

import pytest

from search.article import Article
from search.fields import BORDER, article_terms
from search.language.segmenter import default_segmenter
from search.query.clauses import All, Bonus, Clause, Phrase, Score, Some, Term
from search.searcher import _by_pairs

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


@pytest.mark.parametrize(
    ("clause", "found"),
    [
        (EXACT, All((pair("to_chuc"), EXACT))),
        (BARE, All((pair("to_chuc"), BARE))),
        (RESPELLED, All((Some((pair("ky_su"), pair("ki_su"))), RESPELLED))),
        (ANY, pair("to_chuc")),
        (HALF, All((pair("to_chuc"), HALF))),
        (IN_TITLE, IN_TITLE),
        (THREE, THREE),
        (MANY, MANY),
        (Term("text", "tổ"), Term("text", "tổ")),
    ],
)
def test_points_for_neighbours_are_asked_of_pairs(
    clause: Clause, found: Clause
) -> None:
    scores = (Score("text", "tổ", 1.0), Bonus(clause, 50.0))
    assert _by_pairs(scores, "lean") == scores
    assert _by_pairs(scores, "full") == (scores[0], Bonus(found, 50.0))


def test_neighbours_in_articles_are_pairs(articles: tuple[Article, ...]) -> None:
    words = default_segmenter(tone_styles=True)
    for article in articles:
        texts = article_terms(article, "full", words).texts
        asked: set[Clause] = set()
        for left, right in pairwise(texts["text"]):
            if BORDER not in (left, right):
                phrase = Phrase("text", ((left,), (right,)))
                [score] = _by_pairs([Bonus(phrase, 1.0)], "full")
                assert isinstance(score, Bonus) and isinstance(score.clause, All)
                asked.add(score.clause.parts[0])
        assert asked == set(map(pair, texts["text_pairs_folded"]))
