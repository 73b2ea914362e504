"""What is offered over the sample articles, by the sets of ``benchmarks/offer_sets``."""

from __future__ import annotations

from benchmarks.offers import (
    judge_beginning,
    judge_misspelling,
    judge_ordinary,
    rows,
)
from search.request import SearchRequest
from search.searcher import Searcher


def test_nothing_is_offered_for_what_is_right(seed_searcher: Searcher) -> None:
    wrong = [judge_ordinary(seed_searcher, row) for row in rows("ordinary")]
    assert not [text for text in wrong if text]
    meant = [[row[2].split("|")[0]] for row in rows("misspellings")]
    wrong = [judge_ordinary(seed_searcher, row) for row in meant]
    assert not [text for text in wrong if text]


def test_what_the_articles_have_is_offered(seed_searcher: Searcher) -> None:
    """Of 106 misspellings; of the others the articles have not the right form, or too
    few times."""
    wrong = [judge_misspelling(seed_searcher, row) for row in rows("misspellings")]
    assert sum(not text for text in wrong) >= 60


def test_no_form_is_offered_that_no_article_has(seed_searcher: Searcher) -> None:
    for _, typed, _ in rows("misspellings"):
        for offer in seed_searcher.search(SearchRequest(q=typed, size=1)).suggestions:
            assert not offer.counts or offer.counts[0].articles > 0, offer


def test_beginnings_are_completed(seed_searcher: Searcher) -> None:
    """Of 63; the others begin what the articles do not have."""
    wrong = [judge_beginning(seed_searcher, row) for row in rows("beginnings")]
    assert sum(not text for text in wrong) >= 38
    for typed, _, bad in (row for row in rows("beginnings") if len(row) > 2):
        found = {item.text.lower() for item in seed_searcher.suggest(typed)}
        assert found.isdisjoint(bad.lower().split("|")), typed


def test_a_number_of_a_document_is_offered_as_its_filter(
    seed_searcher: Searcher,
) -> None:
    for typed, meant in (
        ("18-NQ/TW", "số:18-NQ/TW"),
        ("nghị quyết số 18-nq/tw bộ máy", "nghị quyết số:18-NQ/TW bộ máy"),
    ):
        [offer] = seed_searcher.search(SearchRequest(q=typed)).suggestions
        assert (offer.query, offer.reason) == (meant, "Bài nói về văn bản")
        about, written = offer.counts
        page = seed_searcher.search(SearchRequest(q=about.text, copies=True))
        assert page.total == about.articles > written.articles
    for typed in ("57-NQ/TW", "168/2099/NĐ-CP", "nghị quyết 18", '"18-NQ/TW"'):
        assert not seed_searcher.search(SearchRequest(q=typed)).suggestions, typed
