"""The segmenter over many texts at once, with numpy, for indexing.

Texts are handled in slices of some hundred thousand characters, which keeps the arrays
in the processor's cache. In a slice every text stands between separators; chunks
become numbers through one dictionary, chunk numbers become token numbers, and all
scores are gathered by token number. The few labels that depend on their neighbours
are decided one by one.

Token number 0 is the separator: it scores nothing, pairs with nothing and is never
joined, so texts cannot touch each other.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, repeat
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from search.language.segmenter.columns import (
    Ints,
    Rows,
    empty,
    extend,
    names_from,
    number_all,
)
from search.language.segmenter.model import WordList
from search.language.segmenter.scores import (
    PUNCTUATION,
    TIE_MARGIN,
    Scorer,
    Token,
    cut_at_nul,
    to_dictionary_style,
)
from search.language.segmenter.term_numbers import ChunkTerms, CompoundTerms, TermBatch
from search.language.segmenter.tokens import split_chunks

Ids = NDArray[np.int32]
Bools = NDArray[np.bool_]

T = TypeVar("T")

SLICE_CHARACTERS = 500_000
# When the tables outgrow one of these they are emptied before the next slice: 10,000
# articles and 70 MB fill them, and what is filled again costs two thirds of a second.
MAX_CHUNKS = 120_000
MAX_CHARACTERS = 16_000_000

_SEPARATOR, _NEWLINE = 0, 1
# Stand-ins for the two tokens that are white space, so that one split cuts a slice.
_SEPARATOR_MARK, _NEWLINE_MARK = "\x01", "\x02"
_CHUNK = re.compile(r"\S+|\n")
_JOINABLE, _TITLE = 1, 2


@dataclass(frozen=True, slots=True)
class SegmentedBatch:
    """Texts as numbers: what an indexer needs when it keeps its own table of terms.

    :param tokens: the table of distinct tokens (syllables, marks, numbers), by number.
    :param ids: int32, the token numbers of all texts, one text after the other.
    :param joined: bool, whether each token continues the word of the one before it.
    :param bounds: intp, one more than texts: text i is ``ids[bounds[i]:bounds[i+1]]``.
    """

    tokens: list[str]
    ids: Ids
    joined: Bools
    bounds: Ints


class BatchSegmenter:
    """Made by :meth:`Segmenter.batch`; not safe to share between threads."""

    def __init__(self, scorer: Scorer) -> None:
        self._scorer = scorer
        self._pairs = _DictionaryMatrices(scorer.dictionary)
        self._tables = _Tables(scorer, self._pairs)

    def tokenize(self, texts: Sequence[str]) -> list[str]:
        """What ``Segmenter.tokenize`` gives for each text."""
        output: list[str] = []
        for part in slices(texts, len):
            found = self._join(*self._segment_slice(part))
            output += [joined or text for joined, text in zip(found, part)]
        return output

    def words(self, texts: Sequence[str]) -> list[list[str]]:
        """The words of each text, as strings."""
        output: list[list[str]] = []
        for part in slices(texts, len):
            for joined in self._join(*self._segment_slice(part)):
                output.append(joined.split(" ") if joined else [])
        return output

    def terms(self, texts: Sequence[str]) -> TermBatch:
        """The texts' terms, and those of their words of several syllables.

        :param texts: read at once, so best as many as a slice (:func:`slices`) has.
        """
        chunks = self._number_chunks(texts)
        table, numbers = self._tables.terms.read(chunks)
        borders = np.flatnonzero(numbers == _SEPARATOR)
        compounds = self._join_compounds(*self._segment_chunks(chunks))
        return TermBatch(table, numbers, borders, compounds)

    def _join_compounds(self, ids: Ints, joined: Bools) -> list[str]:
        """The terms of the words that join several tokens, by text."""
        kept = (ids == _SEPARATOR) | joined
        kept[:-1] |= joined[1:]
        ids, joined = ids[kept], joined[kept]
        starts = np.flatnonzero(~joined)
        compounds = self._tables.compounds
        compounds.follow()
        sizes = np.add.reduceat(compounds.syllables[ids], starts)
        several = np.repeat(sizes > 1, np.diff(starts, append=len(ids)))
        return _join(ids[several], joined[several], compounds.pieces)

    def segment(self, texts: Sequence[str]) -> SegmentedBatch:
        """Token numbers and joining flags of all texts."""
        numbers: dict[str, int] = {}
        all_ids: list[Ids] = [np.zeros(0, np.int32)]
        all_joined: list[Bools] = [np.zeros(0, np.bool_)]
        lengths: list[Ints] = [np.zeros(1, np.intp)]
        for part in slices(texts, len):
            ids, joined = self._segment_slice(part)
            separators = np.flatnonzero(ids == _SEPARATOR)
            keep = ids != _SEPARATOR
            used = np.flatnonzero(np.bincount(ids))[1:]
            names = self._tables.texts[used * 2 + 1].tolist()
            renumber = np.zeros(used[-1] + 1 if len(used) else 1, np.int32)
            renumber[used] = [numbers.setdefault(n[1:], len(numbers)) for n in names]
            all_ids.append(renumber[ids[keep]])
            all_joined.append(joined[keep])
            lengths.append(np.diff(separators) - 1)
        return SegmentedBatch(
            list(numbers),
            np.concatenate(all_ids),
            np.concatenate(all_joined),
            np.cumsum(np.concatenate(lengths)),
        )

    def _segment_slice(self, texts: Sequence[str]) -> tuple[Ints, Bools]:
        """Token numbers with a separator around each text, and joining flags."""
        return self._segment_chunks(self._number_chunks(texts))

    def _number_chunks(self, texts: Sequence[str]) -> Ints:
        if self._tables.are_full():
            self._tables = _Tables(self._scorer, self._pairs)
        return self._tables.number_chunks(_cut(texts))

    def _segment_chunks(self, chunks: Ints) -> tuple[Ints, Bools]:
        tables = self._tables
        ids = tables.read(chunks)
        labels, ties = self._label(ids)
        for first, last in ties:
            tokens = [tables.make_token(i) for i in ids[first:last].tolist()]
            labels[first:last] = self._scorer.decide_exactly(tokens)
        flags = tables.flags[ids]
        joined = labels
        joined[1:] &= (flags[1:] & flags[:-1] & _JOINABLE) != 0
        joined[1:] &= (flags[1:] & ~flags[:-1] & _TITLE) == 0
        joined[0] = False
        return ids, joined

    def _join(self, ids: Ints, joined: Bools) -> list[str]:
        """The texts between the separators, words apart by spaces."""
        return _join(ids, joined, self._tables.texts)

    def _label(self, ids: Ints) -> tuple[Bools, list[tuple[int, int]]]:
        """Labels of all tokens, and the borders of texts too near to a tie."""
        step = self._scorer.step
        scores = self._score(ids)
        separators = np.flatnonzero(ids == _SEPARATOR)
        # A separator counts as a token that surely begins a word; the first token
        # has nothing before it, so what the separator would add is taken off.
        scores[separators[:-1] + 1] -= step.after_begin
        scores[separators] = -1e9
        high, low = step.upper + TIE_MARGIN, step.lower - TIE_MARGIN
        inside = scores > high - step.after_inside
        is_open = ~(inside | (scores < low - step.after_begin))
        lasts = separators[1:] - 1
        is_open[lasts] = True
        is_open[separators] = False
        return self._decide_open(scores, inside, is_open, separators)

    def _decide_open(
        self, scores: NDArray[np.float64], inside: Bools, is_open: Bools, ends: Ints
    ) -> tuple[Bools, list[tuple[int, int]]]:
        step = self._scorer.step
        high, low = step.upper + TIE_MARGIN, step.lower - TIE_MARGIN
        inner_high, inner_low = step.upper - TIE_MARGIN, step.lower + TIE_MARGIN
        places = np.flatnonzero(is_open)
        lasts = set((ends - 1).tolist())
        changes = np.where(inside[places - 1], step.after_inside, step.after_begin)
        pending: list[int] = []
        tied: list[int] = []
        values: list[bool] = []
        before, change = -1, 0.0
        for place, score, fixed in zip(
            places.tolist(), scores[places].tolist(), changes.tolist()
        ):
            difference = score + (change if place - 1 == before else fixed)
            before = place
            value = difference > high
            if value:
                change = step.after_inside
            elif difference < low:
                change = step.after_begin
            elif inner_low < difference < inner_high:
                change = step.constant - difference
                if place not in lasts:
                    pending.append(place)
            else:
                change = 0.0
                if place not in lasts:
                    tied.append(place)
            if place in lasts:
                value = difference > 0
                if abs(difference) < TIE_MARGIN:
                    tied.append(place)
            values.append(value)
        inside[places] = values
        for place in reversed(pending):
            inside[place] = not inside[place + 1]
        return inside, _find_texts(tied, ends)

    def _score(self, ids: Ints) -> NDArray[np.float64]:
        tables, pairs = self._tables, self._pairs
        weights = self._scorer.weights
        scores = tables.own[ids]
        scores[1:] += tables.forward[ids[:-1]]
        scores[:-1] += tables.backward[ids[1:]]
        found = pairs.find_pairs(tables.pair_row[ids[:-1]], tables.pair_column[ids[1:]])
        scores[found + 1] += weights.pair_before
        scores[found] += weights.pair_after
        found = pairs.find_triples(
            tables.triple_row[ids], tables.triple_column[ids], tables.triple_third[ids]
        )
        scores[found + 2] += weights.triple_before
        scores[found] += weights.triple_after
        return scores


class _DictionaryMatrices:
    """Words of two and three syllables as matrices over numbered syllables.

    The number 0 stands for a syllable that has no row or no column.
    """

    def __init__(self, words: WordList) -> None:
        self.rows = _number(words.pairs)
        self.columns = _number(second for s in words.pairs.values() for second in s)
        self.width = len(self.columns) + 1
        cells = [
            self.rows[first] * self.width + self.columns[second]
            for first, seconds in words.pairs.items()
            for second in seconds
        ]
        # One bit a cell: 2 MB instead of 16 stay in the cache.
        matrix = np.zeros((len(self.rows) + 1) * self.width, np.bool_)
        matrix[cells] = True
        self._pair_bits = np.packbits(matrix, bitorder="little")
        self.triple_rows = _number(words.triples)
        self.triple_columns = _number(s for t in words.triples.values() for s in t)
        self.thirds = _number(
            third for t in words.triples.values() for s in t.values() for third in s
        )
        self.triple_width = len(self.triple_columns) + 1
        self._third_width = len(self.thirds) + 1
        prefixes = np.zeros((len(self.triple_rows) + 1) * self.triple_width, np.intp)
        endings: list[int] = []
        prefix = 0
        for first, by_second in words.triples.items():
            for second, thirds in by_second.items():
                prefix += 1
                row = self.triple_rows[first] * self.triple_width
                prefixes[row + self.triple_columns[second]] = prefix
                endings += [prefix * self._third_width + self.thirds[t] for t in thirds]
        self._prefixes = prefixes
        self._endings = np.zeros((prefix + 1) * self._third_width, np.bool_)
        self._endings[endings] = True

    def find_pairs(self, rows: Ints, columns: Ints) -> Ints:
        """Places of the first syllables of words of two; rows come as offsets."""
        cells = rows + columns
        bits = self._pair_bits[cells >> 3] >> (cells & 7).astype(np.uint8)
        return np.flatnonzero(bits & 1)

    def find_triples(self, rows: Ints, columns: Ints, thirds: Ints) -> Ints:
        """Places of the first syllables of words of three; rows come as offsets."""
        prefixes = self._prefixes[rows[:-1] + columns[1:]]
        places = np.flatnonzero(prefixes[:-1])
        cells = prefixes[places] * self._third_width + thirds[places + 2]
        found: Ints = places[self._endings[cells]]
        return found


class _Tables:
    """Chunks and tokens by number, and all that is known of them.

    Dictionaries that number what they have not seen leave no Python code to run per
    chunk; what they added during a slice stands at their end and is looked up together,
    column by column.
    """

    def __init__(self, scorer: Scorer, pairs: _DictionaryMatrices) -> None:
        self._scorer = scorer
        self._pairs = pairs
        self._chunk_numbers = defaultdict[str, int](count(2).__next__)
        self._token_numbers = defaultdict[str, int](count().__next__)
        self._characters = 0
        self.own, self.forward, self.backward = empty(3, np.float64)
        self.pair_row, self.pair_column = empty(2, np.intp)
        self.triple_row, self.triple_column, self.triple_third = empty(3, np.intp)
        (self.flags,) = empty(1, np.uint8)
        (self.texts,) = empty(1, np.object_)
        self._tokens = Rows()
        self.terms = ChunkTerms(self._chunk_numbers)
        self.compounds = CompoundTerms(self._token_numbers)
        self._chunk_numbers.update({_SEPARATOR_MARK: 0, _NEWLINE_MARK: 1})
        self._store_tokens(["\r", "\n"], 0)
        numbers = number_all(self._token_numbers, ["\r", "\n"])
        self._tokens.append([1, 1], numbers)
        self.own[_SEPARATOR] = 0.0
        self.forward[_SEPARATOR] = self.backward[_SEPARATOR] = 0.0
        self.flags[_SEPARATOR] = 0
        self.texts[:2] = "\r"

    def are_full(self) -> bool:
        """Whether it is time to start anew."""
        return len(self._tokens) > MAX_CHUNKS or self._characters > MAX_CHARACTERS

    def number_chunks(self, chunks: list[str]) -> Ints:
        """The numbers of a list of chunks."""
        known = len(self._chunk_numbers)
        numbers = number_all(self._chunk_numbers, chunks)
        if len(self._chunk_numbers) > known:
            new = names_from(self._chunk_numbers, known)
            self._characters += sum(map(len, new))
            self._store_chunks(split_chunks(new))
        return numbers

    def read(self, chunks: Ints) -> Ints:
        """Token numbers of numbered chunks, in order."""
        return self._tokens.read(chunks)

    def make_token(self, number: int) -> Token:
        """The token behind a number."""
        return self._scorer.make_token(self.texts[number * 2 + 1][1:])

    def _store_chunks(self, texts: list[str]) -> None:
        """Append chunks to the arrays: their tokens, a newline after each chunk."""
        known = len(self._token_numbers)
        numbers = number_all(self._token_numbers, texts)
        if len(self._token_numbers) > known:
            self._store_tokens(names_from(self._token_numbers, known), known)
        ends = np.flatnonzero(numbers == _NEWLINE)
        counts = np.diff(ends, prepend=-1) - 1
        self._tokens.append(counts, numbers[numbers != _NEWLINE])

    def _store_tokens(self, texts: list[str], start: int) -> None:
        """Append new tokens: ``Scorer.make_token``, column by column."""
        weights, pairs = self._scorer.weights, self._pairs
        lowers = " ".join(texts).lower().split(" ")
        if self._scorer.tone_styles:
            lowers = [to_dictionary_style(lower) for lower in lowers]
        keys = [cut_at_nul(lower) for lower in lowers]
        title, upper, digit = (
            np.fromiter(map(test, texts), np.float64, len(texts))
            for test in (str.istitle, str.isupper, str.isdigit)
        )
        own = _look_up(weights.own, keys, np.float64) + weights.bias
        own += weights.title * title + weights.upper * upper + weights.digit * digit
        forward = _look_up(weights.forward, keys, np.float64)
        forward += weights.forward_title * title + weights.forward_upper * upper
        backward = _look_up(weights.backward, keys, np.float64)
        backward += weights.backward_title * title + weights.backward_upper * upper
        flags = [
            (text not in PUNCTUATION and not text[0].isdigit()) * _JOINABLE
            + text[0].istitle() * _TITLE
            for text in texts
        ]
        for name, values in (
            ("own", own),
            ("forward", forward),
            ("backward", backward),
            ("pair_row", _look_up(pairs.rows, lowers) * pairs.width),
            ("pair_column", _look_up(pairs.columns, lowers)),
            ("triple_row", _look_up(pairs.triple_rows, lowers) * pairs.triple_width),
            ("triple_column", _look_up(pairs.triple_columns, lowers)),
            ("triple_third", _look_up(pairs.thirds, lowers)),
            ("flags", flags),
        ):
            setattr(self, name, extend(getattr(self, name), start, values))
        pieces = [mark + text for text in texts for mark in " _"]
        self.texts = extend(self.texts, start * 2, pieces)


def _join(ids: Ints, joined: Bools, pieces: NDArray[np.object_]) -> list[str]:
    found = pieces[ids * 2 + joined].tolist()
    # A separator's piece is a carriage return, which no token holds.
    return [text[1:] for text in "".join(found).split("\r")[1:-1]]


def _look_up(
    table: Mapping[str, float], keys: list[str], kind: Any = np.intp
) -> NDArray[Any]:
    """The values of the keys, 0 for those that have none."""
    return np.fromiter(map(table.get, keys, repeat(0)), kind, len(keys))


def _cut(texts: Sequence[str]) -> list[str]:
    """The chunks of a slice, stand-ins around each text and for each newline."""
    mark = f" {_SEPARATOR_MARK} "
    joined = mark.join(texts)
    if joined.count(_SEPARATOR_MARK) > len(texts) - 1 or _NEWLINE_MARK in joined:
        return _cut_with_marks(texts)
    line = joined.replace("\n", f" {_NEWLINE_MARK} ")
    return f"{mark}{line}{mark}".split()


def _cut_with_marks(texts: Sequence[str]) -> list[str]:
    """The same for texts that themselves hold the stand-ins' characters."""
    escaped = {mark: mark + " " for mark in (_SEPARATOR_MARK, _NEWLINE_MARK)}
    escaped["\n"] = _NEWLINE_MARK
    chunks = [_SEPARATOR_MARK]
    for text in texts:
        chunks += [escaped.get(c, c) for c in _CHUNK.findall(text)]
        chunks.append(_SEPARATOR_MARK)
    return chunks


def slices(items: Iterable[T], size: Callable[[T], int]) -> Iterator[list[T]]:
    """Items in lists of about as many characters as are best read at once.

    :param size: the characters of an item.
    """
    part: list[T] = []
    total = 0
    for item in items:
        part.append(item)
        total += size(item)
        if total >= SLICE_CHARACTERS:
            yield part
            part, total = [], 0
    if part:
        yield part


def _find_texts(places: list[int], separators: Ints) -> list[tuple[int, int]]:
    """Borders, without separators, of the texts that hold the places."""
    texts = sorted(set(np.searchsorted(separators, places).tolist()))
    return [(int(separators[i - 1]) + 1, int(separators[i])) for i in texts]


def _number(names: Any) -> dict[str, int]:
    """Distinct names to numbers from 1."""
    return {name: number for number, name in enumerate(dict.fromkeys(names), 1)}
