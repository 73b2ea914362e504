"""What a query's words are worth: the measured weights.

Ranking adds up optional clauses (docs/relevance.md): a weight times the BM25 of one term
in one field, and points for two syllables side by side. A query in which most syllables
carry their diacritics is ranked by exact terms. In any other, an exact term counts as
far as it is certain: typed with marks, or restored from the collection with some
posterior; for the rest its folded form stands in. So the better the diacritics can be
restored, the more a query ranks as if it had been typed with them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, product

from search.fields import TEXT, Profile, pairs
from search.language.normal import fold, is_marked
from search.language.syllables import is_bare_syllable, is_syllable, respell
from search.query.clauses import Bonus, Clause, Phrase, Range, Score, Scoring

MARKED_SHARE = 0.6
"""Share of alphabetic syllables with diacritics from which a query counts as marked."""

SHORT = 6
"""Up to this many terms, a query without any marks is taken for a phrase: restored
syllables count by their posterior, so that the first ten are those of the phrase with
its marks. In longer and half marked ones what is certain is less so: see DOUBT."""

DOUBT = 0.7
"""Weight of exact clauses in a query whose marks are missing, but for short ones;
posteriors are squared there. With 1.0, events without marks lose .007."""

FORGOTTEN = 0.99
"""Posterior from which a syllable without marks lacks them even in a query that has
marks. Taken as typed, the few that were forgotten cost half marked topics .003."""

CLOSE: Mapping[int, float] = {2: 50.0, 3: 6.0}
"""Syllables of a query -> points for two of them side by side. The only two get more
than the rest makes up, so that articles with a word come before those with its
syllables. Two acronyms are no word: in ``UBND HĐND`` side by side is a list of names."""

MAX_NEIGHBOURS = 16
"""Terms of a query up to which neighbours get points: each pair costs a look at the
positions of both."""

OTHER_WORD = 0.5
"""Share of the points for two syllables as they are restored, where one was typed with
its marks: nhà may is a word; that nhà máy is a commoner one is no reason to pass it."""

ANY_SPELLING = 0.3
"""Share of the points for neighbours in whatever spelling, as far as none is certain."""

FAINT = 0.02
"""Weights below this are left out."""

EXPANSION_FACTOR = 0.5
"""Weight of an abbreviation's other forms against the one that was typed. They share it:
otherwise ``TP.HCM``, which has four, outweighs all that stands beside it."""

LONG_FORM = 0.5
"""Weight of the pairs of a long form whose abbreviation was typed. Its syllables say
nothing one by one: with them ``UBND HĐND`` finds lists of committees (.32, with pairs
alone .84)."""

MAX_SYLLABLES = 64
"""Distinct syllables of a query that match and rank; a headline has 15, a first
paragraph 50."""

CACHE_SIZE = 4_096
"""Terms whose spellings are kept: they depend on nothing else."""

MAX_WORD = 4
"""Syllables of a word up to which its spellings are looked for: at most 16."""

FieldWeights = Mapping[str, float]
_Triple = tuple[str, str, float]


@dataclass(frozen=True, slots=True)
class Weights:
    """Field -> weight for each kind of clause.

    :param syllable: a syllable in its one spelling, as far as that is certain.
    :param folded_syllable: the same in any spelling, as far as none is certain.
    :param pair: two adjacent syllables, in any spelling: a field with theirs adds
        nothing to it (docs/relevance.md).
    :param word: a word of several syllables, in its spelling.
    :param neighbours: points for two syllables side by side in a query of up to
        ``SHORT`` terms (but see ``CLOSE``), and in a longer one.
    """

    syllable: FieldWeights
    folded_syllable: FieldWeights
    pair: FieldWeights
    word: FieldWeights
    neighbours: tuple[float, float]


# The weights of docs/relevance.md ("Where the weights come from"), but for the title: the
# text field holds it too, so it takes half.
_SYLLABLE = {"text": 1.0, "title": 0.15, "lead": 0.3, "text_folded": 0.2}
_FOLDED_SYLLABLE = {"text_folded": 1.0, "title_folded": 0.15, "lead_folded": 0.3}

WEIGHTS: Mapping[Profile, Weights] = {
    "full": Weights(
        syllable=_SYLLABLE,
        folded_syllable=_FOLDED_SYLLABLE,
        pair={"text_pairs_folded": 0.4},
        word={"text_words": 0.3, "title_words": 0.1},
        neighbours=(0.0, 0.0),
    ),
    # Without pair fields, positions say which syllables belong together. Three points
    # in long queries cost events .004, none at all .009 and headlines .03.
    "lean": Weights(
        syllable=_SYLLABLE,
        folded_syllable=_FOLDED_SYLLABLE,
        pair={},
        word={"text_words": 0.5},
        neighbours=(3.0, 1.5),
    ),
}


@dataclass(frozen=True, slots=True)
class Run:
    """Terms of a query that stand side by side.

    :param terms: canonical, as typed.
    :param restored: for each term its most likely marked form and the posterior of it;
        empty when nothing is known.
    :param words: terms of the word fields in it.
    :param spellings: for each term all it may be in the collection; empty when that is
        not known or of no use.
    :param is_phrase: whether every match has it as a phrase.
    """

    terms: tuple[str, ...]
    restored: tuple[tuple[str, float], ...] = ()
    words: tuple[str, ...] = ()
    spellings: tuple[tuple[str, ...], ...] = ()
    is_phrase: bool = False


@dataclass(frozen=True, slots=True)
class OtherForm:
    """Another form of an abbreviation or date in a query.

    :param terms: in full spelling.
    :param factor: its weight against what was typed.
    :param as_whole: whether its terms say nothing one by one (``T.Ư``).
    :param is_spelling: whether it is the same name spelled otherwise (``Đăk Lăk``), which
        is ranked as if it had been typed.
    """

    terms: tuple[str, ...]
    factor: float = EXPANSION_FACTOR
    as_whole: bool = False
    is_spelling: bool = False


def is_alphabetic(term: str) -> bool:
    """Whether a term has letters, so that diacritics may be missing from it."""
    return any(map(str.isalpha, term))


def is_word_part(term: str) -> bool:
    """Whether a term is a Vietnamese syllable, perhaps without its marks."""
    return is_syllable(term) or is_bare_syllable(term)


def is_mostly_marked(runs: Iterable[Run]) -> bool:
    """Whether a query is ranked as one that was typed with its diacritics."""
    terms = [term for run in runs for term in run.terms if is_alphabetic(term)]
    return sum(map(is_marked, terms)) >= MARKED_SHARE * len(terms)


def is_bare_phrase(runs: Sequence[Run]) -> bool:
    """Whether a query is short and has no marks at all."""
    terms = [term for run in runs for term in run.terms]
    return len(terms) <= SHORT and not any(map(is_marked, terms))


def score_clauses(
    runs: Sequence[Run], profile: Profile, forms: Collection[OtherForm] = ()
) -> tuple[Scoring, ...]:
    """The optional clauses that order a query's matches: each term of a field and each
    phrase once, at its highest weight."""
    weights = WEIGHTS[profile]
    reading = _Reading(is_mostly_marked(runs), is_bare_phrase(runs))
    best: dict[tuple[str, str], float] = {}

    def keep(scores: Iterable[_Triple], factor: float) -> None:
        for field, text, weight in scores:
            best[field, text] = max(best.get((field, text), 0.0), weight * factor)

    for run in runs:
        keep(_run_scores(run, weights, reading), 1.0)
    for form in forms:
        if len(form.terms) > 1 and not form.is_spelling:
            keep(_spread_pairs(form.terms, weights.pair), LONG_FORM)
        else:
            sure = tuple((term, 1.0) for term in form.terms)
            factor = 1.0 if form.is_spelling else form.factor
            keep(_run_scores(Run(form.terms, sure), weights, reading), factor)
    points: dict[Clause, float] = {}
    long_forms = [form.terms for form in forms if len(form.terms) > 1]
    for phrase, weight in (
        *_neighbours(runs, weights, reading),
        *_whole_forms(long_forms, weights),
    ):
        points[phrase] = max(points.get(phrase, 0.0), weight)
    return (
        *(
            Score(field, text, round(weight, 4))
            for (field, text), weight in best.items()
            if weight >= FAINT
        ),
        *(
            Bonus(phrase, round(weight, 4))
            for phrase, weight in points.items()
            if weight >= FAINT
        ),
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    """How a query was typed: with its diacritics, as a short phrase without any, or
    otherwise."""

    is_marked: bool
    is_bare: bool

    @property
    def doubt(self) -> float:
        return 1.0 if self.is_marked or self.is_bare else DOUBT

    def forms(self, run: Run) -> list[tuple[str, float]]:
        """Each term in its likeliest spelling, and how certain that is."""
        restored = run.restored or tuple((term, 0.0) for term in run.terms)
        return [self._form(term, *found) for term, found in zip(run.terms, restored)]

    def _form(self, typed: str, restored: str, posterior: float) -> tuple[str, float]:
        if is_marked(typed) or not is_alphabetic(typed):
            return typed, 1.0
        if self.is_marked:
            return (restored, posterior) if posterior >= FORGOTTEN else (typed, 1.0)
        return restored, posterior if self.is_bare else posterior**2


def _run_scores(run: Run, weights: Weights, reading: _Reading) -> Iterator[_Triple]:
    forms = [(form, share * reading.doubt) for form, share in reading.forms(run)]
    for form, share in forms:
        for term in respelled(form):
            yield from _weighted(_spread([term], weights.syllable), share)
            yield from _weighted(_spread([term], weights.folded_syllable), 1 - share)
    yield from _spread_pairs(run.terms, weights.pair)
    shares = dict(forms)
    for word in run.words:
        parts = word.split("_")
        share = min(shares.get(syllable, 0.0) for syllable in parts)
        written = product(*map(respelled, parts)) if len(parts) <= MAX_WORD else [parts]
        words = ["_".join(spelled) for spelled in written]
        yield from _weighted(_spread(words, weights.word), share)


def _neighbours(
    runs: Sequence[Run], weights: Weights, reading: _Reading
) -> Iterator[tuple[Phrase, float]]:
    """Two adjacent terms of the query as phrases, with their points."""
    count = sum(len(run.terms) for run in runs)
    if count > MAX_NEIGHBOURS:
        return
    points = weights.neighbours[count > SHORT]
    if all(is_word_part(term) for run in runs for term in run.terms):
        points = CLOSE.get(count, points)
    for run in runs:
        if run.is_phrase or not points:
            continue
        forms = reading.forms(run)
        is_word = count == len(run.terms) == 2 and not reading.is_bare
        if is_word:
            yield _side_by_side(run.terms), points
        for place, (left, right) in enumerate(pairwise(forms)):
            share = left[1] * right[1]
            sure = share * OTHER_WORD if is_word else share
            yield _side_by_side((left[0], right[0])), points * sure
            spellings = run.spellings[place : place + 2]
            if spellings and all(spellings):
                yield Phrase(TEXT, spellings), points * (1 - share) * ANY_SPELLING


def _whole_forms(
    forms: Iterable[Sequence[str]], weights: Weights
) -> Iterator[tuple[Phrase, float]]:
    """Long forms as phrases, where no field of pairs says that they stand there."""
    points = weights.neighbours[0] * LONG_FORM
    for terms in forms if points else ():
        yield _side_by_side(terms), points * (len(terms) - 1)


def _side_by_side(terms: Iterable[str]) -> Phrase:
    """Terms as a phrase; kỹ and kĩ are one."""
    return Phrase(TEXT, tuple(map(respelled, terms)))


def _weighted(scores: Iterable[_Triple], factor: float) -> Iterator[_Triple]:
    for field, text, weight in scores:
        yield field, text, weight * factor


def _spread(terms: Iterable[str], weights: FieldWeights) -> Iterator[_Triple]:
    for term in terms:
        for field, weight in weights.items():
            yield field, fold(term) if field.endswith("_folded") else term, weight


@lru_cache(maxsize=CACHE_SIZE)
def respelled(term: str) -> tuple[str, ...]:
    """A term and how else it is written: ``kỹ`` and ``kĩ`` are one word."""
    other = respell(term)
    return (term, other) if other else (term,)


def _spread_pairs(terms: Sequence[str], weights: FieldWeights) -> Iterator[_Triple]:
    if not weights:
        return
    for left, right in pairwise(terms):
        for both in product(respelled(left), respelled(right)):
            yield from _spread(pairs(both), weights)


def _describe_clause(clause: Clause) -> str:
    match clause:
        case Phrase(field, slots):
            text = " ".join(slot[0] for slot in slots)
            is_open = any(fold(slot[0]) in map(fold, slot[1:]) for slot in slots)
            without_marks = ", không kể dấu" if is_open else ""
            place = f" trong {_PLACES[field]}" if field != TEXT else ""
            return f"“{text}” liền nhau{without_marks}{place}"
        case Range():
            return "bài mới"
    return "đủ mọi phần trong tiêu đề"


_PLACES = {"text": "toàn bài", "title": "tiêu đề", "lead": "đoạn đầu"}
_KINDS = {"": "tiếng", "pairs": "cặp tiếng", "words": "từ"}


def describe(score: Scoring) -> str:
    """What a clause rewards, for a reader who asks why an article is where it is.

    ``tiếng “tổ” trong tiêu đề (hệ số 0,3)``, ``“tổ chức” liền nhau (cộng 50)``
    """
    weight = f"{score.weight:.2f}".rstrip("0").rstrip(".").replace(".", ",")
    if isinstance(score, Bonus):
        return f"{_describe_clause(score.clause)} (cộng {weight})"
    place, _, kind = score.field.partition("_")
    kind, _, folded = kind.partition("_")
    if kind == "folded":
        kind, folded = "", kind
    text = score.text.replace("_", " ")
    without_marks = ", không kể dấu" if folded else ""
    return (
        f"{_KINDS.get(kind, kind)} “{text}” trong {_PLACES.get(place, place)}"
        f"{without_marks} (hệ số {weight})"
    )
