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
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from search.language.segmenter.scores import (
    NO_SECONDS,
    NO_THIRDS,
    TIE_MARGIN,
    Scorer,
    Step,
    Token,
)
from search.language.segmenter.tokens import split_chunk, to_nfc_with_offsets

if TYPE_CHECKING:
    from search.language.segmenter.batch import BatchSegmenter, SegmentedBatch

# Limits of the caches of chunks (syllables with the punctuation on them) and tokens.
# 30 million tokens of news hold 320,000 chunks; the long ones are addresses and noise.
CACHE_SIZE = 100_000
CACHED_LENGTH = 40

T = TypeVar("T")

_CHUNK = re.compile(r"\S+|\n")


class Word(NamedTuple):
    """A word and where it stands in the text that was given.

    :param text: its syllables, composed (NFC), joined by ``_``.
    :param start: offset of its first character in the original text.
    :param end: offset after its last character.
    """

    text: str
    start: int
    end: int


# A chunk's tokens, and the offsets in the chunk as written at which each begins and
# the last one ends.
Chunk = tuple[tuple[Token, ...], Sequence[int]]


class Segmenter:
    """pyvi's word segmentation from pyvi's own model.

    :param tone_styles: segment text in both styles of tone placement alike, by
        looking its syllables up in the dictionary's style (``hoà``, ``uỷ``). The
        text that is returned stays as written. Without it, the output is pyvi's.
    :raises SegmenterModelError: if pyvi's files are missing or not the known ones.
    """

    def __init__(self, tone_styles: bool = False) -> None:
        self._scorer = Scorer(tone_styles)
        self._limits = _make_limits(self._scorer.step)
        weights = self._scorer.weights
        self._word_weights = (
            weights.pair_before,
            weights.pair_after,
            weights.triple_before,
            weights.triple_after,
        )
        self._chunks: dict[str, Chunk] = {}
        self._tokens: dict[str, Token] = {}
        self._batch: BatchSegmenter | None = None

    def tokenize(self, text: str) -> str:
        """The text's words, separated by spaces, their syllables joined by ``_``.

        Identical to ``pyvi.ViTokenizer.tokenize``: a newline is a token, and a text
        without any token is returned as it is.
        """
        tokens: list[Token] = []
        chunks = self._chunks
        for chunk in _cut(text):
            tokens += (chunks.get(chunk) or self._read(chunk))[0]
        if not tokens:
            return text
        parts: list[str] = []
        for token, joined in zip(tokens, self._decide(tokens)):
            parts.append("_" if joined else " ")
            parts.append(token[0])
        return "".join(parts)[1:]

    def words(self, text: str) -> list[Word]:
        """The text's words with their offsets in the text as given.

        Joined by spaces they are what :meth:`tokenize` returns, newlines included;
        a text without tokens has no words. Offsets count the characters of the
        original, composed or not.
        """
        tokens: list[Token] = []
        starts: list[int] = []
        ends: list[int] = []
        chunks = self._chunks
        end = 0
        for chunk in _cut(text):
            known, borders = chunks.get(chunk) or self._read(chunk)
            start = text.find(chunk, end)
            end = start + len(chunk)
            if len(known) == 1:
                tokens.append(known[0])
                starts.append(start)
                ends.append(end)
            else:
                tokens += known
                places = [start + border for border in borders]
                starts += places[:-1]
                ends += places[1:]
        return _group(tokens, self._decide(tokens), starts, ends) if tokens else []

    def is_word(self, syllables: Sequence[str]) -> bool:
        """Whether two or three lower-case syllables are a word of pyvi's dictionary."""
        words = self._scorer.dictionary
        match syllables:
            case [first, second]:
                return second in words.pairs.get(first, ())
            case [first, second, third]:
                return third in words.triples.get(first, {}).get(second, ())
        return False

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
            self._batch = self.new_batch()
        return self._batch

    def new_batch(self) -> BatchSegmenter:
        """Another one, for another thread: they share only what never changes."""
        from search.language.segmenter.batch import BatchSegmenter

        return BatchSegmenter(self._scorer)

    def _read(self, chunk: str) -> Chunk:
        """Cut and look up a chunk that is not known yet."""
        composed, offsets = to_nfc_with_offsets(chunk)
        if composed.isalpha():
            read: Chunk = (self._look_up(composed),), (0, len(chunk))
        else:
            texts = split_chunk(composed)
            borders = list(accumulate(map(len, texts), initial=0))
            if offsets is not None:
                borders = [offsets[border] for border in borders]
            read = tuple(map(self._look_up, texts)), borders
        _keep(self._chunks, chunk, read)
        return read

    def _look_up(self, text: str) -> Token:
        token = self._tokens.get(text)
        if token is None:
            token = self._scorer.make_token(text)
            _keep(self._tokens, text, token)
        return token

    def _decide(self, tokens: Sequence[Token]) -> list[bool]:
        """Which tokens are joined to the one before them."""
        joined = self._decide_quickly(tokens)
        if joined is None:
            joined = self._scorer.decide_exactly(tokens)
        joined[0] = False
        for place, inside in enumerate(joined):
            if inside:
                before, token = tokens[place - 1], tokens[place]
                joined[place] = (
                    before.joinable
                    and token.joinable
                    and (before.title or not token.title)
                )
        return joined

    def _decide_quickly(self, tokens: Sequence[Token]) -> list[bool] | None:
        """Labels by differences, or None if one is too near to a tie."""
        high, low, inner_high, inner_low, after_inside, after_begin, crossed = (
            self._limits
        )
        labels: list[bool] = []
        open_places: list[int] = []
        change = difference = 0.0
        last = len(tokens) - 1
        for score in self._scores(tokens):
            difference = score + change
            if difference > high:
                labels.append(True)
                change = after_inside
            elif difference < low:
                labels.append(False)
                change = after_begin
            else:
                if not inner_low < difference < inner_high and len(labels) < last:
                    return None
                open_places.append(len(labels))
                labels.append(False)
                change = crossed - difference
        if -TIE_MARGIN < difference < TIE_MARGIN:
            return None
        labels[last] = difference > 0
        for place in reversed(open_places):
            if place < last:
                labels[place] = not labels[place + 1]
        return labels

    def _scores(self, tokens: Sequence[Token]) -> list[float]:
        pair_before, pair_after, triple_before, triple_after = self._word_weights
        scores: list[float] = []
        forward = 0.0
        seconds, thirds = NO_SECONDS, NO_THIRDS
        awaited: set[str] | None = None
        for token in tokens:
            _, score, next_forward, backward, lower, next_seconds, next_thirds, _, _ = (
                token
            )
            if scores:
                score += forward
                if lower in seconds:
                    score += pair_before
                    backward += pair_after
                scores[-1] += backward
                if awaited and lower in awaited:
                    score += triple_before
                    scores[-2] += triple_after
            awaited = thirds.get(lower) if thirds else None
            scores.append(score)
            forward, seconds, thirds = next_forward, next_seconds, next_thirds
        return scores


def _make_limits(step: Step) -> tuple[float, ...]:
    """The step's bends, outer and inner by the margin of ties, and its values."""
    return (
        step.upper + TIE_MARGIN,
        step.lower - TIE_MARGIN,
        step.upper - TIE_MARGIN,
        step.lower + TIE_MARGIN,
        step.after_inside,
        step.after_begin,
        step.constant,
    )


def _cut(text: str) -> list[str]:
    """The chunks of a text: runs without white space, and newlines."""
    return _CHUNK.findall(text) if "\n" in text else text.split()


def _keep(cache: dict[str, T], key: str, value: T) -> None:
    """Put into a cache that never outgrows its limits."""
    if len(key) <= CACHED_LENGTH:
        if len(cache) >= CACHE_SIZE:
            cache.clear()
        cache[key] = value


def _group(
    tokens: list[Token], joined: list[bool], starts: list[int], ends: list[int]
) -> list[Word]:
    """Words from tokens; making them as tuples takes half of ``Word()``'s time."""
    words: list[Word] = []
    text, start, end = tokens[0].text, starts[0], ends[0]
    for place in range(1, len(tokens)):
        if joined[place]:
            text += "_" + tokens[place][0]
        else:
            words.append(tuple.__new__(Word, (text, start, end)))
            text, start = tokens[place][0], starts[place]
        end = ends[place]
    words.append(tuple.__new__(Word, (text, start, end)))
    return words


@lru_cache(maxsize=2)
def default_segmenter(*, tone_styles: bool = False) -> Segmenter:
    """The segmenter that the process shares, one for each mode."""
    return Segmenter(tone_styles)
