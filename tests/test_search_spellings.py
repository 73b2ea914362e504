"""Whatever is cut from an article finds it, in every spelling; marks never harm a text.

Spans are cut at the borders of terms, which is what a syllable is to the index: the
parts of a compound (``18-NQ/TW``) have borders, a number (``3.611``) has none inside.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from html import unescape
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from samples import build_index, make_article

from search.article import Article
from search.language.normal import place_tones
from search.language.tokens import SENTENCE, spans
from search.page.highlight import Highlighter, mark_paragraphs
from search.query.highlights import Mark
from search.query.planner import plan
from search.results import MarkedText
from search.searcher import Searcher
from webui.markup import highlight, visible

MAX_SPAN = 24
"""Terms of a span: some 120 characters, far below what a query may have."""

FORMS: dict[str, Callable[[str], str]] = {
    "written": str,
    "lower": str.lower,
    "upper": str.upper,
    "nfd": lambda text: unicodedata.normalize("NFD", text),
    "nfc": lambda text: unicodedata.normalize("NFC", text),
    "old tones": lambda text: place_tones(text, "old"),
    "new tones": lambda text: place_tones(text, "new"),
}
"""The spellings that keep a text's letters."""

WORDS = """
    tổ chức Đảng hoà hòa uỷ ủy quý khuỷu vịêt bộRa UBND TP.HCM 18-NQ/TW 202/2025/QH15
    3.611 2,5 100% 147.255 09/12/2025 8-12 17.9 20,21/4 GD&ĐT T.Ư Tú-Ủy phát-xít
    nhiệm vụ…Tổng 10h30 m² iPhone www.tin.vn a@b.vn Covid-19 kỹ thuật kĩ sư Đắk Lắk
    (GLO)- “ngoặc” "kép" to chuc dang Ðảng ôtô
""".split()

GAPS = " | | | |, |. |-|/|\n|…".split("|")

vietnamese_text = st.lists(
    st.tuples(st.sampled_from(WORDS), st.sampled_from(GAPS)),
    min_size=1,
    max_size=12,
).map(lambda pieces: "".join(word + gap for word, gap in pieces))

strange_text = st.text(
    st.one_of(
        st.sampled_from("aăâdđeêioôơuưyàảẹộữỵnghtcmATĐƯ0129"),
        st.sampled_from(
            "-/.,&:%!?()'\"“”*<> \n\t\u0300\u0301\u0323\u0302\u031b\0\u202e"
        ),
        st.characters(codec=None),
    ),
    max_size=60,
)


def cut_span(choose: random.Random, text: str) -> str:
    """A span of one to ``MAX_SPAN`` terms of a text; "" of a text without any."""
    parts = [part for part in spans(text) if part[0] != SENTENCE]
    if not parts:
        return ""
    first = choose.randrange(len(parts))
    length = choose.randrange(choose.choice((2, 6, MAX_SPAN)))
    last = min(len(parts) - 1, first + length)
    return text[parts[first][1] : parts[last][2]]


def quoted(span: str) -> str:
    """The span as a phrase; quotation marks inside it would end it."""
    return '"' + re.sub('["“”„]', " ", span) + '"'


def keeps_letters(span: str, form: str) -> bool:
    """Whether a form changes no letter: ß becomes SS, and what that is, nobody knows."""

    def plain(text: str) -> str:
        return unicodedata.normalize("NFC", text).lower()

    return "tones" in form or plain(FORMS[form](span)) == plain(span)


@pytest.fixture(scope="module")
def seed_articles(seed_searcher: Searcher) -> list[Article]:
    return [Article.from_json(line) for line in seed_searcher.export()]


def check_span(
    searcher: Searcher, articles: Sequence[Article], form: str, seed: int
) -> None:
    choose = random.Random(seed)
    article = choose.choice(articles)
    text = choose.choice([part for part in (article.title, article.body) if part])
    span = cut_span(choose, text)
    assume(keeps_letters(span, form))
    query = quoted(FORMS[form](span))
    found = [id for id, _ in searcher.rank(query, len(articles))]
    assert article.id in found, query


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_a_span_of_an_article_finds_it_as_a_phrase(
    seed_searcher: Searcher, seed_articles: list[Article], form: str, seed: int
) -> None:
    check_span(seed_searcher, seed_articles, form, seed)


def make_text(choose: random.Random) -> str:
    """Some of what newspapers write, thrown together."""
    return "".join(
        choose.choice(WORDS) + choose.choice(GAPS) for _ in range(choose.randint(1, 30))
    )


@pytest.fixture(scope="module")
def odd_searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    choose = random.Random(18)
    texts = ["Cán bộRa quân ngày 20,21/4", *(make_text(choose) for _ in range(150))]
    articles = [
        make_article(f"a{number}", title=make_text(choose), body=text)
        for number, text in enumerate(texts)
    ]
    path = tmp_path_factory.mktemp("odd") / "index"
    searcher = Searcher(build_index(path, articles))
    yield searcher
    searcher.close()


@pytest.fixture(scope="module")
def odd_articles(odd_searcher: Searcher) -> list[Article]:
    return [Article.from_json(line) for line in odd_searcher.export()]


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_a_span_of_any_text_finds_it_as_a_phrase(
    odd_searcher: Searcher, odd_articles: list[Article], form: str, seed: int
) -> None:
    check_span(odd_searcher, odd_articles, form, seed)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("span", ["bộRa", "Cán bộRa quân", "20", "20,21", "ngày 20,21"])
def test_glued_words_and_listed_days_are_found_as_cut(
    odd_searcher: Searcher, form: str, span: str
) -> None:
    found = [id for id, _ in odd_searcher.rank(quoted(FORMS[form](span)), 200)]
    assert "a0" in found


# Marks


def marks_of(query: str) -> Sequence[Mark]:
    return plan(query, "full").marks


def check_marks(marked: MarkedText) -> None:
    """In range, in order, apart, none empty."""
    borders = [place for mark in marked.marks for place in mark]
    assert all(0 <= place <= len(marked.text) for place in borders)
    assert all(start < end for start, end in marked.marks)
    assert all(one[1] <= other[0] for one, other in pairwise(marked.marks))


@settings(max_examples=150)
@given(
    text=st.one_of(strange_text, vietnamese_text),
    query=st.one_of(strange_text, vietnamese_text),
    seed=st.integers(0, 99),
    from_text=st.booleans(),
)
def test_without_its_marks_a_text_is_what_it_was(
    text: str, query: str, seed: int, from_text: bool
) -> None:
    if from_text:
        query = cut_span(random.Random(seed), text)
    marker = Highlighter(marks_of(query))
    [marked] = marker.mark([text])
    check_marks(marked)
    assert marked.text == text
    markup = str(highlight(marked))
    assert unescape(re.sub("</?mark>", "", markup)) == visible(text)
    for paragraph in mark_paragraphs(text, marker.find([text])[0]):
        check_marks(paragraph)
    assert [
        paragraph.text for paragraph in mark_paragraphs(text, marker.find([text])[0])
    ] == [line for line in text.split("\n") if line.strip()]


@settings(max_examples=150)
@given(text=st.one_of(strange_text, vietnamese_text), seed=st.integers(0, 99))
def test_a_snippet_is_a_passage_of_the_text(text: str, seed: int) -> None:
    span = cut_span(random.Random(seed), text)
    [snippet] = Highlighter(marks_of(span)).make_snippets([text * 8])
    check_marks(snippet)
    passage = snippet.text.removeprefix("… ").removesuffix(" …")
    assert passage in (text * 8).replace("\n", " ")


@settings(max_examples=100)
@given(text=vietnamese_text, seed=st.integers(0, 99), form=st.sampled_from([*FORMS]))
def test_marks_cover_the_span_that_was_asked_for(
    text: str, seed: int, form: str
) -> None:
    span = cut_span(random.Random(seed), text)
    assume(span and '"' not in span and keeps_letters(span, form))
    [marked] = Highlighter(marks_of(quoted(FORMS[form](span)))).mark([text])
    # Not inside a longer term: the 4 of 147 is not the 4 of 20/4.
    starts = (start for _, start, _ in spans(text))
    place = next(start for start in starts if text.startswith(span, start))
    assert any(
        start <= place and place + len(span) <= end for start, end in marked.marks
    ), (span, marked)
