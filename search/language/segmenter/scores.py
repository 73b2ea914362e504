"""What the segmenter's CRF says of a token, and how it decides, to the last bit.

:class:`Scorer` turns tokens into scores; the quick decisions over differences of
scores are in ``segmenter`` (one text) and ``segmenter_batch`` (many). Here is the slow
one they fall back on, which adds in CRFsuite's own order.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from search.language.segmenter.model import CrfModel, Pair, load_model

# Differences of sums below this are decided again in CRFsuite's order of additions.
# Rounding differs by some 1e-13; one text in 58 million tokens comes this near.
TIE_MARGIN = 1e-6

# pyvi asks whether a token is a substring of this.
PUNCTUATION = string.punctuation


_SWAPPED_TONE = re.compile("[òóỏõọ][ae]|[ùúủũụ]y")
_TONE_TO_SECOND_VOWEL = {
    first + second: plain + toned
    for plain, firsts, endings in (
        ("o", "òóỏõọ", (("a", "àáảãạ"), ("e", "èéẻẽẹ"))),
        ("u", "ùúủũụ", (("y", "ỳýỷỹỵ"),)),
    )
    for second, toneds in endings
    for first, toned in zip(firsts, toneds)
}


class Token(NamedTuple):
    """A token of pyvi's with all that the CRF and the joining rule ask of it.

    Scores are differences, label I_W minus label B_W.

    :param own: what the token adds to its own score.
    :param forward: what it adds to the score of the token after it.
    :param backward: what it adds to the score of the token before it.
    :param lower: the form that is looked up in the dictionary.
    :param seconds: syllables that make a word of two after this one.
    :param thirds: the same for words of three, by the middle syllable.
    :param joinable: whether it may be joined to a neighbour at all.
    :param title: whether it begins with an upper-case letter.
    """

    text: str
    own: float
    forward: float
    backward: float
    lower: str
    seconds: set[str]
    thirds: dict[str, set[str]]
    joinable: bool
    title: bool


class Scorer:
    """pyvi's model and dictionary, ready to be asked.

    :param tone_styles: look syllables up in the dictionary's style of tone placement.
    :raises SegmenterModelError: if pyvi's files are missing or not the known ones.
    """

    def __init__(self, tone_styles: bool = False) -> None:
        self.tone_styles = tone_styles
        self.model, self.dictionary = load_model()
        self.weights = FeatureWeights(self.model)
        self.step = _make_step(self.model.transitions)

    def make_token(self, text: str) -> Token:
        """Look up everything that depends on this token alone."""
        weights = self.weights
        lower = text.lower()
        if self.tone_styles:
            lower = to_dictionary_style(lower)
        key = cut_at_nul(lower)
        own = weights.own.get(key, 0.0) + weights.bias
        forward = weights.forward.get(key, 0.0)
        backward = weights.backward.get(key, 0.0)
        title = False
        if not text.islower():  # else it is neither a title, nor upper, nor a digit
            title = text[0].istitle()
            if text.istitle():
                own += weights.title
                forward += weights.forward_title
                backward += weights.backward_title
            if text.isupper():
                own += weights.upper
                forward += weights.forward_upper
                backward += weights.backward_upper
            if text.isdigit():
                own += weights.digit
        return Token(
            text,
            own,
            forward,
            backward,
            lower,
            self.dictionary.pairs.get(lower, NO_SECONDS),
            self.dictionary.triples.get(lower, NO_THIRDS),
            not (text in PUNCTUATION or text[0].isdigit()),
            title,
        )

    def decide_exactly(self, tokens: Sequence[Token]) -> list[bool]:
        """Labels by CRFsuite's own additions in its own order; slow, for ties."""
        return _viterbi(list(self._state_scores(tokens)), self.model.transitions)

    def _state_scores(self, tokens: Sequence[Token]) -> Iterator[Pair]:
        """Both labels' scores of each token, added as CRFsuite adds them."""
        states = self.model.states
        for place in range(len(tokens)):
            begin = inside = 0.0
            for name in _list_features(tokens, place):
                weights = states.get(name)
                if weights is not None:
                    begin += weights[0]
                    inside += weights[1]
            yield begin, inside


NO_SECONDS: set[str] = set()
NO_THIRDS: dict[str, set[str]] = {}


class Step(NamedTuple):
    """What the difference at one token adds to the next: see ``_make_step``."""

    lower: float
    upper: float
    after_begin: float
    after_inside: float
    constant: float


def _make_step(transitions: tuple[Pair, Pair]) -> Step:
    """The Viterbi step over differences, for the transition weights of this model.

    With t[from][to] and d = inside - begin of the token before,
    ``step(d) = max(d + t[1][1], t[0][1]) - max(d + t[1][0], t[0][0])``.
    Its bends are at ``t[0][0] - t[1][0]`` and ``t[0][1] - t[1][1]``; in this model the
    first is the lower, so that between them both labels come from the other one.
    """
    (begin_begin, begin_inside), (inside_begin, inside_inside) = transitions
    return Step(
        lower=begin_begin - inside_begin,
        upper=begin_inside - inside_inside,
        after_begin=begin_inside - begin_begin,
        after_inside=inside_inside - inside_begin,
        constant=begin_inside - inside_begin,
    )


class FeatureWeights:
    """The state weights as differences, by the role of their feature."""

    def __init__(self, model: CrfModel) -> None:
        self.own: dict[str, float] = {}
        self.forward: dict[str, float] = {}
        self.backward: dict[str, float] = {}
        plain: dict[str, float] = {}
        for name, (begin, inside) in model.states.items():
            table, key = plain, name
            if name.startswith("word.lower():"):
                table, key = self.own, name[13:]
            elif name.startswith("-1:word.lower():"):
                table, key = self.forward, name[16:]
            elif name.startswith("+1:word.lower():"):
                table, key = self.backward, name[16:]
            table[key] = inside - begin
        self.bias = plain["bias"]
        self.title = plain["word.istitle()"]
        self.upper = plain["word.isupper()"]
        self.digit = plain["word.isdigit()"]
        self.forward_title = plain["-1:word.istitle()"]
        self.forward_upper = plain["-1:word.isupper()"]
        self.backward_title = plain["+1:word.istitle()"]
        self.backward_upper = plain["+1:word.isupper()"]
        self.pair_before = plain["-1:word.bi_gram()"]
        self.pair_after = plain["+1:word.bi_gram()"]
        self.triple_before = plain["-2:word.tri_gram()"]
        self.triple_after = plain["+2:word.tri_gram()"]


def cut_at_nul(lower: str) -> str:
    """The part of a key that CRFsuite sees: its strings end at NUL."""
    return lower.partition("\0")[0] if "\0" in lower else lower


def _list_features(tokens: Sequence[Token], place: int) -> Iterator[str]:
    """The names of a token's true features in the order pyvi makes them.

    A false feature has the value 0 and adds nothing.
    """
    token = tokens[place]
    yield "bias"
    yield "word.lower():" + cut_at_nul(token.lower)
    yield from _list_flags("word.", token, ("isupper", "istitle", "isdigit"))
    if place > 0:
        before = tokens[place - 1]
        yield "-1:word.lower():" + cut_at_nul(before.lower)
        yield from _list_flags("-1:word.", before, ("istitle", "isupper"))
        if token.lower in before.seconds:
            yield "-1:word.bi_gram()"
        if place > 1 and _is_triple(tokens, place - 2):
            yield "-2:word.tri_gram()"
    if place + 1 < len(tokens):
        after = tokens[place + 1]
        yield "+1:word.lower():" + cut_at_nul(after.lower)
        yield from _list_flags("+1:word.", after, ("istitle", "isupper"))
        if after.lower in token.seconds:
            yield "+1:word.bi_gram()"
        if place + 2 < len(tokens) and _is_triple(tokens, place):
            yield "+2:word.tri_gram()"


def _list_flags(prefix: str, token: Token, tests: tuple[str, ...]) -> Iterator[str]:
    for test in tests:
        if getattr(token.text, test)():
            yield f"{prefix}{test}()"


def _is_triple(tokens: Sequence[Token], place: int) -> bool:
    first, second, third = tokens[place : place + 3]
    return third.lower in first.thirds.get(second.lower, ())


def _viterbi(states: list[Pair], transitions: tuple[Pair, Pair]) -> list[bool]:
    """CRFsuite's Viterbi (``crf1d_context.c``): on a tie the lower label wins."""
    (begin_begin, begin_inside), (inside_begin, inside_inside) = transitions
    begin, inside = states[0]
    sources: list[tuple[bool, bool]] = []
    for begin_state, inside_state in states[1:]:
        from_begin, from_inside = begin + begin_begin, inside + inside_begin
        begin_source = from_inside > from_begin
        next_begin = (from_inside if begin_source else from_begin) + begin_state
        from_begin, from_inside = begin + begin_inside, inside + inside_inside
        inside_source = from_inside > from_begin
        inside = (from_inside if inside_source else from_begin) + inside_state
        begin = next_begin
        sources.append((begin_source, inside_source))
    label = inside > begin
    labels = [label]
    for begin_source, inside_source in reversed(sources):
        label = inside_source if label else begin_source
        labels.append(label)
    labels.reverse()
    return labels


def to_dictionary_style(lower: str) -> str:
    """Move tones to the second vowel of ``oa``, ``oe`` and ``uy``, as in ``hoà``.

    :param lower: composed text in lower case.
    """
    return _SWAPPED_TONE.sub(lambda match: _TONE_TO_SECOND_VOWEL[match.group()], lower)
