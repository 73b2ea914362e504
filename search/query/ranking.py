"""What a query's words are worth: the measured weights, and how many must match.

Ranking adds up optional clauses, each a weight times the BM25 of one term in one field
(FIELD_NOTES 8). A query in which most syllables carry their diacritics is ranked by
exact terms; in any other the folded fields lead and an exact term counts where the
reader typed it or the collection makes it likely.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from search.fields import Profile, pairs
from search.language.normal import fold, is_marked
from search.query.clauses import Score

MARKED_SHARE = 0.6
"""Share of alphabetic syllables with diacritics from which a query counts as marked."""

SURE = 0.8
"""Posterior from which a restored syllable counts as if it had been typed."""

EXPANSION_FACTOR = 0.5
"""Weight of an abbreviation's other forms against the one that was typed. They share it:
otherwise ``TP.HCM``, which has four, outweighs all that stands beside it."""

MAX_SYLLABLES = 64
"""Distinct syllables of a query that match and rank; a headline has 15, a first
paragraph 50."""

ALL_REQUIRED = 3
"""Up to this many units of a plain query, an article must have every one. With 4 or 5
the news events of FIELD_NOTES 8 lose .02 of nDCG@10 and .03 of R@100: articles about a
headline's event often lack its fourth word."""

REQUIRED_SHARE = 0.5
"""Share of the units that must match beyond that, though never fewer than above. At .6
events lose .005, at .4 nothing is won and three times as many articles match."""

RELAXED_SHARE = 1 / 3
"""Share that a partial match must have, where nothing has enough."""

FieldWeights = Mapping[str, float]
_Triple = tuple[str, str, float]


@dataclass(frozen=True, slots=True)
class Weights:
    """Field -> weight for each kind of clause.

    :param marked: a syllable, a pair and a word of a query with its diacritics.
    :param sure: a syllable typed with marks, or restored with confidence, in a query
        that lacks many; a pair of two such.
    :param unsure: any other syllable; every pair.
    """

    marked_syllable: FieldWeights
    marked_pair: FieldWeights
    marked_word: FieldWeights
    sure_syllable: FieldWeights
    sure_pair: FieldWeights
    sure_word: FieldWeights
    unsure_syllable: FieldWeights
    unsure_pair: FieldWeights


# FIELD_NOTES 8, but for the title: here the text field holds the title already, so it
# takes half the weight; and for pairs of sure syllables, .1 for .2.
WEIGHTS: Mapping[Profile, Weights] = {
    "full": Weights(
        marked_syllable={"text": 1.0, "title": 0.15, "lead": 0.3, "text_folded": 0.2},
        marked_pair={"text_pairs": 0.4, "title_pairs": 0.1, "text_pairs_folded": 0.1},
        marked_word={"text_words": 0.3, "title_words": 0.1},
        sure_syllable={"text": 0.7, "title": 0.15, "lead": 0.3, "text_folded": 0.3},
        sure_pair={"text_pairs": 0.1},
        sure_word={},
        unsure_syllable={"text_folded": 1.0, "title_folded": 0.15, "lead_folded": 0.3},
        unsure_pair={"text_pairs_folded": 0.3, "title_pairs_folded": 0.1},
    ),
    # Without pairs, words are the only sign that syllables belong together.
    "lean": Weights(
        marked_syllable={"text": 1.0, "title": 0.15, "lead": 0.3, "text_folded": 0.2},
        marked_pair={},
        marked_word={"text_words": 0.5},
        sure_syllable={"text": 0.7, "title": 0.15, "lead": 0.3, "text_folded": 0.3},
        sure_pair={},
        sure_word={"text_words": 0.4},
        unsure_syllable={"text_folded": 1.0, "title_folded": 0.15, "lead_folded": 0.3},
        unsure_pair={},
    ),
}


@dataclass(frozen=True, slots=True)
class Run:
    """Terms of a query that stand side by side.

    :param terms: canonical, as typed.
    :param restored: for each term its most likely marked form and the posterior of it;
        empty when nothing is known.
    :param words: terms of the word fields in it.
    """

    terms: tuple[str, ...]
    restored: tuple[tuple[str, float], ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OtherForm:
    """Another form of an abbreviation or date in a query.

    :param terms: in full spelling.
    :param factor: its weight against what was typed.
    :param as_whole: whether its terms say nothing one by one (``T.Ư``).
    """

    terms: tuple[str, ...]
    factor: float = EXPANSION_FACTOR
    as_whole: bool = False


def required(count: int) -> int:
    """How many of a plain query's units an article must have: docs/relevance.md."""
    return min(count, max(ALL_REQUIRED, ceil(count * REQUIRED_SHARE)))


def relaxed_to(count: int) -> int:
    """How many of the units a partial match must have."""
    return max(1, ceil(count * RELAXED_SHARE))


def is_alphabetic(term: str) -> bool:
    """Whether a term has letters, so that diacritics may be missing from it."""
    return any(map(str.isalpha, term))


def is_mostly_marked(runs: Iterable[Run]) -> bool:
    """Whether a query is ranked as one that was typed with its diacritics."""
    terms = [term for run in runs for term in run.terms if is_alphabetic(term)]
    return sum(map(is_marked, terms)) >= MARKED_SHARE * len(terms)


def score_clauses(
    runs: Sequence[Run], profile: Profile, forms: Iterable[OtherForm] = ()
) -> tuple[Score, ...]:
    """The optional clauses that order a query's matches: each term of a field once,
    at its highest weight."""
    weights = WEIGHTS[profile]
    make = _marked_scores if is_mostly_marked(runs) else _restored_scores
    best: dict[tuple[str, str], float] = {}

    def keep(scores: Iterable[_Triple], factor: float) -> None:
        for field, text, weight in scores:
            best[field, text] = max(best.get((field, text), 0.0), weight * factor)

    for run in runs:
        keep(make(run, weights), 1.0)
    for form in forms:
        if form.as_whole and len(form.terms) > 1:
            keep(_spread_pairs(form.terms, weights.marked_pair), form.factor)
        else:
            sure = tuple((term, 1.0) for term in form.terms)
            keep(make(Run(form.terms, sure), weights), form.factor)
    return tuple(
        Score(field, text, round(weight, 4)) for (field, text), weight in best.items()
    )


def _marked_scores(run: Run, weights: Weights) -> Iterator[_Triple]:
    yield from _spread(run.terms, weights.marked_syllable)
    yield from _spread_pairs(run.terms, weights.marked_pair)
    yield from _spread(run.words, weights.marked_word)


def _restored_scores(run: Run, weights: Weights) -> Iterator[_Triple]:
    sure = _sure_forms(run)
    for term, form in zip(run.terms, sure):
        if form is None:
            yield from _spread([term], weights.unsure_syllable)
        else:
            yield from _spread([form], weights.sure_syllable)
    yield from _spread_pairs(run.terms, weights.unsure_pair)
    for left, right in zip(sure, sure[1:]):
        if left is not None and right is not None:
            yield from _spread_pairs([left, right], weights.sure_pair)
    known = {form for form in sure if form is not None}
    words = [word for word in run.words if known.issuperset(word.split("_"))]
    yield from _spread(words, weights.sure_word)


def _sure_forms(run: Run) -> list[str | None]:
    """Each term in the spelling it surely has; ``None`` where that is not known."""
    restored = run.restored or tuple((term, 0.0) for term in run.terms)
    return [
        (
            term
            if is_marked(term) or not is_alphabetic(term)
            else form if posterior >= SURE else None
        )
        for term, (form, posterior) in zip(run.terms, restored)
    ]


def _spread(terms: Iterable[str], weights: FieldWeights) -> Iterator[_Triple]:
    for term in terms:
        for field, weight in weights.items():
            yield field, fold(term) if field.endswith("_folded") else term, weight


def _spread_pairs(terms: Sequence[str], weights: FieldWeights) -> Iterator[_Triple]:
    if weights:
        yield from _spread(pairs(terms), weights)


_PLACES = {"text": "toàn bài", "title": "tiêu đề", "lead": "đoạn đầu"}
_KINDS = {"": "tiếng", "pairs": "cặp tiếng", "words": "từ"}


def describe(score: Score) -> str:
    """What a clause rewards, for a reader who asks why an article is where it is.

    ``tiếng “tổ” trong tiêu đề (hệ số 0,3)``
    """
    place, _, kind = score.field.partition("_")
    kind, _, folded = kind.partition("_")
    if kind == "folded":
        kind, folded = "", kind
    text = score.text.replace("_", " ")
    without_marks = ", không kể dấu" if folded else ""
    weight = f"{score.weight:.2f}".rstrip("0").rstrip(".").replace(".", ",")
    return (
        f"{_KINDS.get(kind, kind)} “{text}” trong {_PLACES.get(place, place)}"
        f"{without_marks} (hệ số {weight})"
    )
