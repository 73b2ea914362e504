"""Vietnamese word segmentation, word for word as pyvi does it, at many times its speed.

pyvi decides with a two-label CRF whether a syllable continues the word before it.
Every feature of that CRF depends on one syllable, or on a pair or triple of
neighbours being in the dictionary; so the scores of a syllable are computed once and
kept, and a text's scores are sums of look-ups. Of two labels only the difference of
scores matters, and the Viterbi recursion over the difference ``d`` is

    d[t] = score[t] + step(d[t-1])

where ``step`` is constant but for a band 0.38 wide: outside the band a label is
decided on the spot, inside it is the opposite of the label that follows.

Where pyvi raises, this does not: a lone surrogate is a character like any other
unknown one. Everywhere else ``tokenize`` gives exactly what pyvi's does. If a decision
is nearer to a tie than rounding can be trusted, the text is decided once more by
adding in CRFsuite's own order.

The single call needs no numpy; :meth:`Segmenter.words_batch` does, for indexing.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from search.language.crf_model import CrfModel, Pair, load_model
from search.language.segmenter_tokens import compose, compose_with_offsets, split_chunk

if TYPE_CHECKING:
    from search.language.segmenter_batch import BatchSegmenter, SegmentedBatch

# Differences of sums below this are decided again in CRFsuite's order of additions.
# Rounding differs by some 1e-13; one text in 58 million tokens comes this near.
TIE_MARGIN = 1e-6

# Limits of the cache of chunks (syllables with the punctuation on them). 30 million
# tokens of news hold 340,000 distinct ones; longer ones are addresses and noise.
CACHED_CHUNKS = 100_000
CACHED_CHUNK_LENGTH = 40

_CHUNK = re.compile(r"\S+|\n")
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


class Word(NamedTuple):
    """A word and where it stands in the text that was given.

    :param text: its syllables, composed (NFC), joined by ``_``.
    :param start: offset of its first character in the original text.
    :param end: offset after its last character.
    """

    text: str
    start: int
    end: int


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


class Segmenter:
    """pyvi's word segmentation from pyvi's own model.

    :param tone_styles: segment text in both styles of tone placement alike, by
        looking its syllables up in the dictionary's style (``hoà``, ``uỷ``). The
        text that is returned stays as written. Without it, the output is pyvi's.
    :raises SegmenterModelError: if pyvi's files are missing or not the known ones.
    """

    def __init__(self, tone_styles: bool = False) -> None:
        self.tone_styles = tone_styles
        self.model, self.dictionary = load_model()
        self.weights = FeatureWeights(self.model)
        self.step = _make_step(self.model.transitions)
        self._chunks: dict[str, tuple[Token, ...]] = {}
        self._batch: BatchSegmenter | None = None

    def tokenize(self, text: str) -> str:
        """The text's words, separated by spaces, their syllables joined by ``_``.

        Identical to ``pyvi.ViTokenizer.tokenize``: a newline is a token, and a text
        without any token is returned as it is.
        """
        tokens = self._read(compose(text))
        if not tokens:
            return text
        parts: list[str] = []
        for token, joined in zip(tokens, self._decide(tokens)):
            parts.append("_" if joined else " ")
            parts.append(token.text)
        return "".join(parts[1:])

    def words(self, text: str) -> list[Word]:
        """The text's words with their offsets in the text as given.

        Joined by spaces they are what :meth:`tokenize` returns, newlines included;
        a text without tokens has no words. Offsets count the characters of the
        original, composed or not.
        """
        composed, offsets = compose_with_offsets(text)
        tokens: list[Token] = []
        starts: list[int] = []
        for match in _CHUNK.finditer(composed):
            position = match.start()
            for token in self._read_chunk(match.group()):
                tokens.append(token)
                starts.append(position)
                position += len(token.text)
        words: list[Word] = []
        for token, joined, start in zip(tokens, self._decide(tokens), starts):
            end = start + len(token.text)
            if offsets is not None:
                start, end = offsets[start], offsets[end]
            if joined:
                last = words[-1]
                words[-1] = Word(f"{last.text}_{token.text}", last.start, end)
            else:
                words.append(Word(token.text, start, end))
        return words

    def words_batch(self, texts: Sequence[str]) -> list[list[str]]:
        """The words of many texts at once: the call for indexing, with numpy.

        Each list is ``[word.text for word in self.words(text)]``.
        """
        return self.batch().words(texts)

    def segment_batch(self, texts: Sequence[str]) -> SegmentedBatch:
        """The cheaper form of :meth:`words_batch`: token numbers and joining flags."""
        return self.batch().segment(texts)

    def batch(self) -> BatchSegmenter:
        """The numpy side of this segmenter, made on first use."""
        if self._batch is None:
            from search.language.segmenter_batch import BatchSegmenter

            self._batch = BatchSegmenter(self)
        return self._batch

    def make_token(self, text: str) -> Token:
        """Look up everything that depends on this token alone."""
        weights = self.weights
        lower = text.lower()
        if self.tone_styles:
            lower = to_dictionary_style(lower)
        title, upper = text.istitle(), text.isupper()
        key = lower.partition("\0")[0]  # CRFsuite's strings end at NUL
        own = weights.own.get(key, 0.0) + weights.bias
        forward = weights.forward.get(key, 0.0)
        backward = weights.backward.get(key, 0.0)
        if title:
            own += weights.title
            forward += weights.forward_title
            backward += weights.backward_title
        if upper:
            own += weights.upper
            forward += weights.forward_upper
            backward += weights.backward_upper
        if text.isdigit():
            own += weights.digit
        # pyvi asks whether the token is a substring of string.punctuation.
        joinable = not (text in string.punctuation or text[0].isdigit())
        return Token(
            text,
            own,
            forward,
            backward,
            lower,
            self.dictionary.pairs.get(lower, _NO_SECONDS),
            self.dictionary.triples.get(lower, _NO_THIRDS),
            joinable,
            text[0].istitle(),
        )

    def decide_exactly(self, tokens: Sequence[Token]) -> list[bool]:
        """Labels by CRFsuite's own additions in its own order; slow, for ties."""
        return _viterbi(list(self._state_scores(tokens)), self.model.transitions)

    def _read(self, composed: str) -> list[Token]:
        if "\n" in composed:
            chunks: Sequence[str] = _CHUNK.findall(composed)
        else:
            chunks = composed.split()
        tokens: list[Token] = []
        cached = self._chunks
        for chunk in chunks:
            known = cached.get(chunk)
            tokens += self._read_chunk(chunk) if known is None else known
        return tokens

    def _read_chunk(self, chunk: str) -> tuple[Token, ...]:
        known = self._chunks.get(chunk)
        if known is not None:
            return known
        tokens = tuple([self.make_token(token) for token in split_chunk(chunk)])
        if len(chunk) <= CACHED_CHUNK_LENGTH:
            if len(self._chunks) >= CACHED_CHUNKS:
                self._chunks.clear()
            self._chunks[chunk] = tokens
        return tokens

    def _decide(self, tokens: Sequence[Token]) -> list[bool]:
        """Which tokens are joined to the one before them."""
        if len(tokens) < 2:
            return [False] * len(tokens)
        labels = self._decide_quickly(tokens)
        if labels is None:
            labels = self.decide_exactly(tokens)
        joined = [False]
        before = tokens[0]
        for token, inside in zip(tokens[1:], labels[1:]):
            joined.append(
                inside
                and token.joinable
                and before.joinable
                and (before.title or not token.title)
            )
            before = token
        return joined

    def _decide_quickly(self, tokens: Sequence[Token]) -> list[bool] | None:
        """Labels by differences, or None if one is too near to a tie."""
        step = self.step
        high, low = step.upper + TIE_MARGIN, step.lower - TIE_MARGIN
        inner_high, inner_low = step.upper - TIE_MARGIN, step.lower + TIE_MARGIN
        labels: list[bool] = []
        open_places: list[int] = []
        change = 0.0
        difference = 0.0
        for place, score in enumerate(self._scores(tokens)):
            difference = score + change
            if difference > high:
                labels.append(True)
                change = step.after_inside
            elif difference < low:
                labels.append(False)
                change = step.after_begin
            elif inner_low < difference < inner_high:
                labels.append(False)
                open_places.append(place)
                change = step.constant - difference
            elif place < len(tokens) - 1:
                return None
        if abs(difference) < TIE_MARGIN:
            return None
        last = len(tokens) - 1
        if len(labels) == last:
            labels.append(False)
        labels[last] = difference > 0
        for place in reversed(open_places):
            if place < last:
                labels[place] = not labels[place + 1]
        return labels

    def _scores(self, tokens: Sequence[Token]) -> list[float]:
        weights = self.weights
        scores = [token.own for token in tokens]
        before = tokens[0]
        for place in range(1, len(tokens)):
            token = tokens[place]
            scores[place] += before.forward
            scores[place - 1] += token.backward
            if token.lower in before.seconds:
                scores[place] += weights.pair_before
                scores[place - 1] += weights.pair_after
            if before.thirds and place + 1 < len(tokens):
                thirds = before.thirds.get(token.lower)
                if thirds and tokens[place + 1].lower in thirds:
                    scores[place + 1] += weights.triple_before
                    scores[place - 1] += weights.triple_after
            before = token
        return scores

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


_NO_SECONDS: set[str] = set()
_NO_THIRDS: dict[str, set[str]] = {}


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


def _list_features(tokens: Sequence[Token], place: int) -> Iterator[str]:
    """The names of a token's true features in the order pyvi makes them.

    A false feature has the value 0 and adds nothing.
    """
    token = tokens[place]
    yield "bias"
    yield "word.lower():" + token.lower.partition("\0")[0]
    yield from _list_flags("word.", token, ("isupper", "istitle", "isdigit"))
    if place > 0:
        before = tokens[place - 1]
        yield "-1:word.lower():" + before.lower.partition("\0")[0]
        yield from _list_flags("-1:word.", before, ("istitle", "isupper"))
        if token.lower in before.seconds:
            yield "-1:word.bi_gram()"
        if place > 1 and _is_triple(tokens, place - 2):
            yield "-2:word.tri_gram()"
    if place + 1 < len(tokens):
        after = tokens[place + 1]
        yield "+1:word.lower():" + after.lower.partition("\0")[0]
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


@lru_cache(maxsize=2)
def default_segmenter(tone_styles: bool = False) -> Segmenter:
    """The segmenter that the process shares, one for each mode."""
    return Segmenter(tone_styles)
