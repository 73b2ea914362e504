"""Marks and snippets by offset in the original text.

A text is cut into the very terms that were indexed, each with its place in the text as
it stands in the article (composed, decomposed or mixed); a query matches terms, never
characters, so a mark never covers half a syllable or more than a match.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

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

_SENTENCE_END = re.compile(r"[.!?…:;][”\"’)]*\s+|\n+\s*")


Found = tuple[int, int, int]
"""A match in a text: where it begins and ends, and which mark it is (its number)."""


class Highlighter:
    """Finds the marks of one query in any number of texts."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        self._marks = tuple(marks)
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

    def mark(self, texts: Sequence[str]) -> list[MarkedText]:
        """Whole texts with every match marked."""
        return [
            MarkedText(text, merge(text, found, 0, len(text)))
            for text, found in zip(texts, self.find(texts))
        ]

    def mark_paragraphs(self, text: str) -> list[MarkedText]:
        """The paragraphs of a text, marked, without the blank ones."""
        [found] = self.find([text])
        return [
            MarkedText(text[start:end], merge(text, found, start, end))
            for start, end in _paragraphs(text)
        ]

    def make_snippets(
        self, texts: Sequence[str], length: int = SNIPPET_LENGTH
    ) -> list[MarkedText]:
        """The passage of each text that says most about why it was found.

        The window of ``length`` characters with the most and rarest marks, begun at a
        sentence where one begins nearby and cut between words; the start of the text
        when nothing matches. Ellipses stand for what is left out.
        """
        read = [_read_first(text, length) for text in texts]
        found = self.find(read)
        for number, text in enumerate(texts):
            if len(read[number]) < len(text) and not _begin_early(found[number]):
                [found[number]] = self.find([text])
        return [
            _make_snippet(text, self._choose(items, length), items, length)
            for text, items in zip(texts, found)
        ]

    def _choose(self, found: Sequence[Found], length: int) -> int:
        """Where the best passage has its first match."""
        early = _begin_early(found)
        return _best_start(early or found, self._marks, length)


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
        self._prefixes: list[tuple[Slot, int]] = []
        for number, mark in enumerate(marks):
            slot = mark.slots[0]
            if slot.prefix:
                self._prefixes.append((slot, number))
                continue
            table = self._folded if slot.folded else self._exact
            for term in slot.terms:
                table.setdefault(term, []).append(number)

    def __missing__(self, term: str) -> tuple[int, ...]:
        found = list(self._exact.get(term, ()))
        if self._folded:
            found += self._folded.get(fold(term), ())
        found += [number for slot, number in self._prefixes if _fits(slot, term)]
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

    Neighbours with only a blank between them become one span: it reads better.
    """
    inside = [(first, last) for first, last, _ in found if start <= first < end]
    joined: list[list[int]] = []
    for first, last in sorted(inside):
        if last > end:
            continue
        if joined and (first <= joined[-1][1] or text[joined[-1][1] : first] == " "):
            joined[-1][1] = max(joined[-1][1], last)
        else:
            joined.append([first, last])
    return tuple((left - start, right - start) for left, right in joined)


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
