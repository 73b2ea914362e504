"""Marks and snippets by offset in the original text.

A text is cut into the very terms that were indexed, each with its place in the text as
it stands in the article (composed, decomposed or mixed); a query matches terms, never
characters, so a mark never covers half a syllable. Where two syllables of a word of the
query stand side by side somewhere in an article, one of them alone (the first of ``[hội]
thảo`` for ``quốc hội``) is no match: it belongs to another word. A document's number is
marked as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, pairwise, product
from typing import NamedTuple

from search.gazetteer.full_numbers import find_signs, numbered
from search.language.normal import fold
from search.language.tokens import Span, chunk_spans, next_spans
from search.page.outline import Wanted, find_chunks, want
from search.query.highlights import Mark, Slot
from search.results import MarkedText, Marks

SNIPPET_LENGTH = 240
"""Characters of a snippet: two lines and a half of 100 columns."""

LOOK_BACK = 80
"""Characters before the first match in which a sentence may begin."""

READ_FIRST = 20_000
"""Characters in which a passage may begin; only where nothing matches there, anywhere. Of
1,000 articles two are longer, but a speech of 72,000 took 24 ms to look through."""

REPEATED = 0.1
"""What a second occurrence of a term adds, as a share of the first: a passage with
more of the query's terms goes before one that repeats a single term."""

MAX_NUMBER = 40
"""Characters of a document's number after a part of it."""

_JOINS = "-/–"
_SENTENCE_END = re.compile(r"[.!?…:;][”\"’)]*\s+|\n+\s*")


_NONE = Slot(())
"""What no term fits."""

Found = tuple[int, int, int]
"""A match in a text: where it begins and ends, and which mark it is (its number)."""


class Highlighter:
    """Finds the marks of one query in any number of texts.

    :param words: the words of several syllables of the query, by their terms.
    :param terms: all terms of the query: what else is marked stands for a word.
    """

    def __init__(
        self,
        marks: Sequence[Mark],
        words: Sequence[Sequence[str]] = (),
        terms: Collection[str] = (),
    ) -> None:
        self._marks = tuple(marks)
        self._pairs = frozenset(_pair_up(self._marks, words))
        self._syllables = frozenset(chain.from_iterable(self._pairs))
        self._wholes = {
            number
            for number, mark in enumerate(self._marks)
            if len(mark.slots) > 1 or terms and mark.slots[0].terms[0] not in terms
        }
        self._wanted = _read_wanted(self._marks)
        self._begins = _Begins(self._marks)

    def find(self, texts: Sequence[str]) -> list[list[Found]]:
        """Every match of every mark, of each text in order of start.

        Many texts at once are quicker than one by one.
        """
        found: list[list[Found]] = [[] for _ in texts]
        if not self._marks or not any(texts):
            return found
        begins = self._begins
        for number, at, end in find_chunks(texts, self._wanted):
            text = texts[number]
            for mark, first, last, rest in begins[text[at:end]]:
                stop = at + last
                if rest:
                    run = next_spans(text, end, len(rest))
                    if not _fit(rest, run):
                        continue
                    stop = run[-1][2]
                found[number].append((at + first, stop, mark))
        return found

    def has_word(self, found: Sequence[Found]) -> bool:
        """Whether a word of several syllables stands in a text: two of them side by
        side, or what is matched in its place."""
        if not self._pairs:
            return False
        last, before = -2, -1
        for start, end, mark in found:
            if mark in self._wholes:
                return True
            if start == last + 1 and (before, mark) in self._pairs:
                return True
            last, before = end, mark
        return False

    def leave_out_lone(self, found: Sequence[Found]) -> list[Found]:
        """The matches without the syllables of a word that stand beside none of the
        same. To be asked where any word has its syllables side by side."""
        kept: list[Found] = []
        last, before, is_kept = -2, -1, True
        for place, item in enumerate(found):
            start, end, mark = item
            joined = start == last + 1 and (before, mark) in self._pairs
            if joined and not is_kept:
                kept.append(found[place - 1])
            is_kept = joined or mark not in self._syllables
            if is_kept:
                kept.append(item)
            last, before = end, mark
        return kept

    def _choose(self, found: Sequence[Found]) -> Sequence[Found]:
        return self.leave_out_lone(found) if self.has_word(found) else found

    def mark(self, texts: Sequence[str]) -> list[MarkedText]:
        """Whole texts with every match marked."""
        return [
            mark_text(text, self._choose(items))
            for text, items in zip(texts, self.find(texts))
        ]

    def find_first(self, texts: Sequence[str], length: int) -> list[list[Found]]:
        """The matches of each text where a passage may begin; only where there are
        none, all."""
        read = [_read_first(text, length) for text in texts]
        found = self.find(read)
        for number, text in enumerate(texts):
            if len(read[number]) < len(text) and not _begin_early(found[number]):
                [found[number]] = self.find([text])
        return found

    def make_snippet(
        self, text: str, found: Sequence[Found], length: int = SNIPPET_LENGTH
    ) -> MarkedText:
        """The passage of a text that says most about why it was found.

        The window of ``length`` characters with the most and rarest marks, begun at a
        sentence where one begins nearby and cut between words; the start of the text
        when nothing matches. Ellipses stand for what is left out.

        :param found: the matches that :meth:`find_first` gives, or those of them that
            are shown.
        """
        early = _begin_early(found)
        first = _best_start(early or found, self._marks, length)
        return _make_snippet(text, first, found, length)

    def make_snippets(
        self, texts: Sequence[str], length: int = SNIPPET_LENGTH
    ) -> list[MarkedText]:
        """The snippet of each text by itself."""
        return [
            self.make_snippet(text, self._choose(items), length)
            for text, items in zip(texts, self.find_first(texts, length))
        ]


def _pair_up(
    marks: Sequence[Mark], words: Sequence[Sequence[str]]
) -> Iterator[tuple[int, int]]:
    """The marks, by number, that are syllables side by side in a word."""
    slots = [mark.slots[0] if len(mark.slots) == 1 else _NONE for mark in marks]
    for left, right in dict.fromkeys(pair for word in words for pair in pairwise(word)):
        yield from product(
            [number for number, slot in enumerate(slots) if _fits(slot, left)],
            [number for number, slot in enumerate(slots) if _fits(slot, right)],
        )


def mark_text(text: str, found: Iterable[Found]) -> MarkedText:
    """A whole text with its matches marked."""
    return MarkedText(text, merge(text, found, 0, len(text)))


def mark_paragraphs(text: str, found: Sequence[Found]) -> list[MarkedText]:
    """The paragraphs of a text, marked, without the blank ones."""
    return [
        MarkedText(text[start:end], merge(text, found, start, end))
        for start, end in _paragraphs(text)
    ]


def _read_first(text: str, length: int) -> str:
    """As much of a text as passages that begin early have."""
    if len(text) <= READ_FIRST + length:
        return text
    return text[: _finish(text, READ_FIRST + length)]


def _begin_early(found: Sequence[Found]) -> list[Found]:
    """The matches where a passage may begin."""
    return [item for item in found if item[0] < READ_FIRST]


def _make_snippet(
    text: str, first: int, found: Sequence[Found], length: int
) -> MarkedText:
    """The passage around its first match, marked."""
    start = _begin(text, first)
    end = _finish(text, start + length)
    inside = merge(text, found, start, end)
    passage = text[start:end].replace("\n", " ")
    before = "… " if text[:start].strip() else ""
    after = " …" if text[end:].strip() else ""
    return MarkedText(
        before + passage + after,
        tuple((left + len(before), right + len(before)) for left, right in inside),
    )


def _fit(slots: Sequence[Slot], run: Sequence[Span]) -> bool:
    """Whether each part of a run fits its slot."""
    return len(slots) == len(run) and all(
        _fits(slot, part[0]) for slot, part in zip(slots, run)
    )


class _Starts(dict[str, tuple[int, ...]]):
    """Term -> the marks that may begin there; each distinct term is worked out once."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        self._exact: dict[str, list[int]] = {}
        self._folded: dict[str, list[int]] = {}
        self._prefixes: dict[tuple[bool, str], list[tuple[Slot, int]]] = {}
        for number, mark in enumerate(marks):
            slot = mark.slots[0]
            if slot.prefix:
                for stem in slot.terms:
                    key = slot.folded, stem[:1]
                    self._prefixes.setdefault(key, []).append((slot, number))
                continue
            table = self._folded if slot.folded else self._exact
            for term in slot.terms:
                table.setdefault(term, []).append(number)

    def __missing__(self, term: str) -> tuple[int, ...]:
        found = list(self._exact.get(term, ()))
        if self._folded:
            found += self._folded.get(fold(term), ())
        if self._prefixes:
            begun = [
                *self._prefixes.get((False, term[:1]), ()),
                *self._prefixes.get((True, fold(term)[:1]), ()),
            ]
            found += {number for slot, number in begun if _fits(slot, term)}
        self[term] = numbers = tuple(sorted(found))
        return numbers


class _Begin(NamedTuple):
    """What of a mark stands in a chunk: from where to where, and the slots that what
    follows the chunk must fit."""

    mark: int
    start: int
    end: int
    rest: tuple[Slot, ...]


class _Begins(dict[str, tuple[_Begin, ...]]):
    """Chunk -> the marks that may begin in it; each distinct one is worked out once."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        self._marks = marks
        self._starts = _Starts(marks)

    def __missing__(self, chunk: str) -> tuple[_Begin, ...]:
        self[chunk] = begins = tuple(self._find(chunk_spans(chunk)))
        return begins

    def _find(self, parts: Sequence[Span]) -> Iterator[_Begin]:
        for place, (term, start, _) in enumerate(parts):
            for number in self._starts[term]:
                slots = self._marks[number].slots
                run = parts[place : place + len(slots)]
                if _fit(slots[: len(run)], run):
                    yield _Begin(number, start, run[-1][2], slots[len(run) :])


def _read_wanted(marks: Sequence[Mark]) -> Wanted:
    """What a text must have for a mark to begin there."""
    slots = [mark.slots[0] for mark in marks]
    return want(
        (fold(term) for slot in slots if not slot.prefix for term in slot.terms),
        (fold(term) for slot in slots if slot.prefix for term in slot.terms),
    )


def _fits(slot: Slot, term: str) -> bool:
    shown = fold(term) if slot.folded else term
    if slot.prefix:
        return shown.startswith(slot.terms)
    return shown in slot.terms


def merge(text: str, found: Iterable[Found], start: int, end: int) -> Marks:
    """The matches inside ``text[start:end]`` as disjoint spans relative to ``start``.

    Neighbours with only a blank between them become one span: it reads better. What
    is inside a document's number marks all of it.
    """
    inside = [(first, last) for first, last, _ in found if start <= first < end]
    joined: list[list[int]] = []
    for first, last in sorted(inside):
        if last > end:
            continue
        first, last = _whole_number(text, first, last)
        if joined and (first <= joined[-1][1] or text[joined[-1][1] : first] == " "):
            joined[-1][1] = max(joined[-1][1], last)
        else:
            joined.append([first, last])
    return tuple((left - start, right - start) for left, right in joined)


def _whole_number(text: str, first: int, last: int) -> tuple[int, int]:
    """The document's number (``18-NQ/TW``) that a match is in, else the match."""
    before, after = text[first - 1 : first], text[last : last + 1]
    if not (before in _JOINS and before) and not (after in _JOINS and after):
        return first, last
    start = max(text.rfind(blank, 0, first) for blank in " \n") + 1
    chunk = text[start : last + MAX_NUMBER].split(maxsplit=1)[0]
    for named in numbered(chunk, find_signs(chunk)):
        if start + named.start <= first and last <= start + named.end:
            return start + named.start, start + named.end
    return first, last


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    for match in re.finditer(r"[^\n]*\S[^\n]*", text):
        yield match.start(), match.end()


def _best_start(found: Sequence[Found], marks: Sequence[Mark], length: int) -> int:
    # A sliding window over the matches: each enters and leaves once.
    weights = [mark.weight for mark in marks]
    counts = [0] * len(marks)
    best, best_worth, worth, right = 0, 0.0, 0.0, 0
    for left, (start, _, leaving) in enumerate(found):
        limit = start + length - LOOK_BACK
        while right < len(found) and found[right][1] <= limit:
            number = found[right][2]
            worth += weights[number] * (REPEATED if counts[number] else 1.0)
            counts[number] += 1
            right += 1
        if worth > best_worth * (1 + 1e-9):
            best, best_worth = start, worth
        if right > left:
            counts[leaving] -= 1
            worth -= weights[leaving] * (REPEATED if counts[leaving] else 1.0)
        else:
            right = left + 1
    return best


def _begin(text: str, first: int) -> int:
    """Where the passage around ``first`` begins: a sentence, else a word."""
    earliest = max(0, first - LOOK_BACK)
    if earliest == 0:
        return len(text) - len(text.lstrip())
    ends = [match.end() for match in _SENTENCE_END.finditer(text, earliest, first)]
    if ends:
        return ends[0]
    blank = text.find(" ", earliest, first)
    return blank + 1 if blank >= 0 else first


def _finish(text: str, last: int) -> int:
    """Where the passage ends: the last sentence or word that fits."""
    if last >= len(text):
        return len(text.rstrip())
    ends = [
        match.start() + 1
        for match in _SENTENCE_END.finditer(text, last - LOOK_BACK, last)
    ]
    if ends:
        return ends[-1]
    blank = text.rfind(" ", last - LOOK_BACK, last)
    return blank if blank > 0 else last
