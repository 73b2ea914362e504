"""Text to tokens with offsets, and to terms for an index.

White space parts text into chunks; what a chunk holds depends on nothing around it, so
chunks are looked up in a bounded cache, and a phrase cut out at white space has the
terms it had in its article. In a chunk, runs of letters and runs of digits are the
*parts*, one term each; *tokens* keep together the parts that belong together:

==================  ===================  ==================================
written             tokens               terms
==================  ===================  ==================================
``18-NQ/TW``        one                  18 nq tw
``09/12/2025``      one                  9 12 2025 (a leading zero goes)
``17.9``            one, a date          17 9
``3.611``, ``2,5``  one, a number        3611, 2,5
``1,000``, ``2.5%`` one, a number        1000; 2,5 %
``100%``            one                  100 %
``QH15``, ``8h30``  one                  qh 15, 8 h 30
``Covid-19``        one                  covid 19
``Tú-Ủy``           two                  tú uỷ
``bộRa``            two, glued           bộ ra
==================  ===================  ==================================

A number has one term however its thousands and decimals are signed: three digits after
a sign are thousands (``1.000``, ``1,000``), any other number of digits are decimals, and
two short numbers with a full stop between them (``2.5``) are a date unless a percent sign
or a measure follows at once. A percent sign is a term of its own.

The terms of a text don't depend on how its parts are grouped, on its Unicode form or
on its tone style; they depend on case only where words are glued (``bộRa``).

Where a sentence ends, a running text has :data:`SENTENCE` between the terms, so that no
phrase spans two; what looks up words (:func:`terms`, :func:`tokenize`) goes without.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice, pairwise
from typing import NamedTuple

from search.language.figures import DIGIT, MAX_TERM, cut_number, number_term
from search.language.memo import Memo, T
from search.language.normal import canonical, compose, fold, is_marked
from search.language.syllables import MARKED_LETTERS, is_bare_syllable, is_syllable

MAX_PARTS = 16
"""Parts of one token; a longer compound goes on in a new token."""

CACHE_SIZE = 1 << 17
"""Distinct chunks kept; 30 million tokens of news have 340,000."""

MAX_CACHED_CHUNK = 48

SENTENCE = "\ue001"
"""A private-use term between sentences."""


class Part(NamedTuple):
    """One term and where it stands in the text given."""

    term: str
    start: int
    end: int


class Token(NamedTuple):
    """A word, number or compound as written (composed), with its parts."""

    text: str
    start: int
    end: int
    parts: tuple[Part, ...]


Span = tuple[str, int, int]
"""A term and where it stands in the text given."""


class _Atom(NamedTuple):
    """A run of letters or digits in a composed chunk."""

    text: str
    term: str
    start: int
    end: int
    is_number: bool


# Han and kana are written without spaces: each is a part. A combining mark that found no
# letter to merge with stays in its word.
_IDEOGRAPH = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_LETTER = rf"[^\W_{DIGIT}{_IDEOGRAPH}]"
_MARK = r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
# A sign of its own, beside a number or alone; not the %20 of an address.
_PERCENT = "(?<![^\\W\\d_])[%‰\uff05\ufe6a](?![0-9A-Fa-f]{2})"
# What pages left undecoded, as in GD&amp;ĐT, is punctuation.
_ENTITY = "&(?i:amp|quot|apos|nbsp|lt|gt|#[0-9]{1,6});"
_RUN = re.compile(
    rf"(?P<entity>{_ENTITY})|(?P<number>[{DIGIT}]+(?:[.,][{DIGIT}]+)*)"
    rf"|{_LETTER}+(?:{_MARK}+{_LETTER}*)*|[{_IDEOGRAPH}]|{_PERCENT}"
)
_PERCENTS = {"%": "%", "\uff05": "%", "\ufe6a": "%", "‰": "‰"}

_HYPHENS = "-\u2010\u2011–"

_NUMBER_JOINERS = frozenset(_HYPHENS + "/.:")
_MIXED_JOINERS = frozenset(_HYPHENS + "/.&")
_ADDRESS = re.compile(r"://|www\.|@|\.(?:vn|com|net|org|gov|edu|info)\b", re.IGNORECASE)
_ADDRESS_JOINER = re.compile(r"[-./_@:?=&#%+~]{1,3}")
_APOSTROPHES = frozenset("'’‘`ʼ")
_NO_VOWEL = re.compile("[^aeiouy]+")


def _glue_points(word: str) -> list[int]:
    """Where words were glued: bộ|Ra, UBND|Huyện; but not iPhone, ThS, TpHCM, TRung.

    A lower-case letter before a capital parts words when one of them bears a
    Vietnamese mark; a run of capitals ends where its last one begins a marked syllable.
    What is a syllable as it stands has only lost its capitals (NgườI).
    """
    if word.islower() or len(word) > MAX_TERM or not is_marked(word):
        return []
    if is_syllable(word.lower()):
        return []
    bounds = [
        at
        for at in range(1, len(word))
        if word[at].isupper() and word[at - 1].islower()
    ]
    points: list[int] = []
    last = 0
    for at, stop in zip(bounds, [*bounds[1:], len(word)], strict=False):
        if is_marked(word[last:at]) or is_marked(word[at:stop]):
            points.append(at)
            last = at
    for begin, stop in zip([0, *points], [*points, len(word)], strict=True):
        piece = word[begin:stop]
        capitals = len(piece) - len(piece.lstrip("".join(filter(str.isupper, piece))))
        right = piece[capitals - 1 :].lower()
        if (
            capitals >= 3
            and len(right) > 2
            and _NO_VOWEL.match(fold(right))
            and is_marked(right)
            and is_syllable(right)
        ):
            points.append(begin + capitals - 1)
    return sorted(points)


def _atoms(text: str) -> Iterator[_Atom]:
    for match in _RUN.finditer(text):
        start, end = match.span()
        if match["entity"] is not None:
            continue
        if match["number"] is not None:
            for begin, stop in cut_number(text, start, end):
                digits = text[begin:stop]
                yield _Atom(digits, number_term(digits), begin, stop, True)
            continue
        begin = start
        if text[start] in _PERCENTS:
            yield _Atom(text[start:end], _PERCENTS[text[start]], start, end, False)
            continue
        points = _glue_points(match.group())
        for stop in [*(start + point for point in points), end]:
            word = text[begin:stop]
            term = canonical(word[:MAX_TERM])[:MAX_TERM]
            yield _Atom(word, term, begin, stop, False)
            begin = stop


def _is_plain(atom: _Atom) -> bool:
    """A word of running text, next to which a number or an abbreviation ends."""
    if len(atom.term) < 2 or (len(atom.term) < 4 and atom.text.isupper()):
        return False
    if is_marked(atom.term):
        return is_syllable(atom.term)
    return len(atom.term) > 2 and atom.text.islower() and is_bare_syllable(atom.term)


def _is_short_form(atom: _Atom) -> bool:
    """Letters that stand for words: NQ, TW, XH, ATGT, TTg, HCM."""
    folded = fold(atom.term)
    if _NO_VOWEL.fullmatch(folded):
        return True
    return (
        atom.text.isupper()
        and len(folded) > 1
        and not is_syllable(atom.term)
        and not is_bare_syllable(atom.term)
    )


def _words_join(left: _Atom, right: _Atom, separator: str) -> bool:
    if separator == "&":
        return not (_is_plain(left) and _is_plain(right))
    if separator in _APOSTROPHES:
        return len(left.term) == 1 or len(right.term) == 1
    if separator == ".":
        if _is_plain(right) or _is_plain(left):
            return False
        singles = len(left.term) == 1 and len(right.term) == 1
        return singles or _is_short_form(left) or _is_short_form(right)
    return separator in _HYPHENS + "/" and (
        _is_short_form(left) or _is_short_form(right)
    )


def _joined(text: str, left: _Atom, right: _Atom, address: bool) -> bool:
    """Whether two neighbouring atoms belong to one token."""
    if left.term in _PERCENTS:
        return False
    separator = text[left.end : right.start]
    if separator.lower() == "&amp;":
        separator = "&"
    if not separator:
        if left.is_number == right.is_number:
            return text[left.start] >= "\u3040" and text[right.start] >= "\u3040"
        return not _is_plain(right if left.is_number else left)
    if address and left.text.isascii() and right.text.isascii():
        return _ADDRESS_JOINER.fullmatch(separator) is not None
    if len(separator) != 1:
        return False
    if left.is_number and right.is_number:
        return separator in _NUMBER_JOINERS
    if left.is_number or right.is_number:
        word = right if left.is_number else left
        return separator in _MIXED_JOINERS and not _is_plain(word)
    return _words_join(left, right, separator)


# A word as most are: composed letters of one case, punctuation that joins nothing.
_ORDINARY = re.compile(
    rf"[(\"'“‘]*([a-zA-Z{MARKED_LETTERS}]{{1,40}})([.,;:!?)\"'”’…]*)"
)
# A full stop, but not the last of several: they leave something out.
_STOP = re.compile(r"(?:(?<![.…])\.|[!?])[!?\"'”’»)\]]*\Z")
_STOP_INSIDE = re.compile(r"(?:\.|[!?]+)[\"'”’»)\]]*[\"'“‘«(\[]*")
_WRITTEN_WITH_STOP = frozenset(
    "bs bv cn dr đc đt gs jr ks kts ls mr mrs ms no nsnd nsưt nxb pgs ql st tl th"
    " ths tp tr ts tt tx vs".split()
)
"""Abbreviations after which a full stop ends no sentence, beside single letters."""


def _find_word(chunk: str) -> re.Match[str] | None:
    """The one word that most chunks are, with punctuation around it."""
    ordinary = _ORDINARY.fullmatch(chunk)
    if ordinary is not None:
        word = ordinary[1]
        if word.islower() or word.istitle() or word.isupper():
            return ordinary
    return None


MAX_STOP = 12
"""Signs that end a sentence together."""

_AFTER_STOP = frozenset(".!?\"'”’»)]")
_STOPS = frozenset(".!?")


def _may_end(term: str) -> bool:
    """Whether a full stop after a term ends a sentence: not in ``TP.``, ``Q.``, ``v.v.``"""
    if len(term) == 1 and term.isalpha():
        return is_marked(term) and term not in "đưôơăâê"
    return term not in _WRITTEN_WITH_STOP


def _ends_sentence(chunk: str, term: str) -> bool:
    if chunk[-1] not in _AFTER_STOP or not _STOP.search(chunk[-MAX_STOP:]):
        return False
    return _may_end(term)


def _sentence_ends(text: str, atoms: Sequence[_Atom]) -> Iterator[int]:
    """How many atoms of a chunk stand before each end of a sentence in it."""
    for place, (left, right) in enumerate(pairwise(atoms), 1):
        gap = text[left.end : right.start]
        if (
            0 < len(gap) <= MAX_STOP
            and _STOP_INSIDE.fullmatch(gap)
            and (left.is_number or _is_plain(left))
            and _is_plain(right)
        ):
            yield place
    if atoms and _ends_sentence(text, atoms[-1].term):
        yield len(atoms)


def _find_terms(chunk: str) -> tuple[str, ...]:
    """The terms of :func:`_analyse` (how parts are grouped says nothing of them), and
    :data:`SENTENCE` where one ends."""
    ordinary = _find_word(chunk)
    if ordinary is not None:
        term = sys.intern(canonical(ordinary[1]))
        if ordinary[2] and _ends_sentence(chunk, term):
            return term, SENTENCE
        return (term,)
    text = compose(chunk).text
    found = list(_atoms(text))
    terms = [sys.intern(atom.term) for atom in found]
    for place in reversed(list(_sentence_ends(text, found))):
        terms.insert(place, SENTENCE)
    return tuple(terms) if terms or chunk not in _STOPS else (SENTENCE,)


def _analyse(chunk: str) -> tuple[Token, ...]:
    """The tokens of a text without white space, with offsets into it."""
    ordinary = _find_word(chunk)
    if ordinary is not None:
        word = ordinary[1]
        start, end = ordinary.span(1)
        part = Part(sys.intern(canonical(word)), start, end)
        return (Token(word, start, end, (part,)),)
    composed = compose(chunk)
    text = composed.text
    address = _ADDRESS.search(text) is not None
    groups: list[list[_Atom]] = []
    for atom in _atoms(text):
        if (
            groups
            and len(groups[-1]) < MAX_PARTS
            and _joined(text, groups[-1][-1], atom, address)
        ):
            groups[-1].append(atom)
        else:
            groups.append([atom])
    tokens = []
    for group in groups:
        begin, stop = group[0].start, group[-1].end
        parts = tuple(
            Part(sys.intern(atom.term), *composed.origin(atom.start, atom.end))
            for atom in group
        )
        tokens.append(Token(text[begin:stop], *composed.origin(begin, stop), parts))
    return tuple(tokens)


def _kept(make: Callable[[str], T], size: int = CACHE_SIZE) -> Callable[[str], T]:
    return Memo(make, size, MAX_CACHED_CHUNK).__getitem__


_terms_of = _kept(_find_terms)
_tokens_of = _kept(_analyse, CACHE_SIZE >> 3)
_CHUNK = re.compile(r"\S+")
# Half the cost of calling a NamedTuple, and this is what a page of snippets waits for.
_new = tuple.__new__


def tokenize(text: str) -> list[Token]:
    """The tokens of a text, in order; offsets point into the text as it was given.

    No input raises; spans are in range, increasing and never overlap.
    """
    tokens: list[Token] = []
    for match in _CHUNK.finditer(text):
        at = match.start()
        for written, start, end, parts in _tokens_of(match.group()):
            moved = tuple(
                [
                    _new(Part, (term, begin + at, stop + at))
                    for term, begin, stop in parts
                ]
            )
            tokens.append(_new(Token, (written, start + at, end + at, moved)))
    return tokens


def spans(text: str) -> list[Span]:
    """(term, start, end) of every part in order: :func:`tokenize` flat, and faster, with
    an empty :data:`SENTENCE` between sentences."""
    return list(_spans_from(text, 0))


def next_spans(text: str, start: int, count: int) -> list[Span]:
    """Some of :func:`spans` from a place between chunks on, without reading the rest."""
    return list(islice(_spans_from(text, start), count))


def _spans_from(text: str, start: int) -> Iterator[Span]:
    return (
        (term, begin + at, stop + at)
        for match in _CHUNK.finditer(text, start)
        for at in (match.start(),)
        for term, begin, stop in chunk_spans(match.group())
    )


def _find_spans(chunk: str) -> tuple[Span, ...]:
    ordinary = _find_word(chunk)
    if ordinary is not None:
        term = sys.intern(canonical(ordinary[1]))
        start, end = ordinary.span(1)
        if ordinary[2] and _ends_sentence(chunk, term):
            return (term, start, end), (SENTENCE, end, end)
        return ((term, start, end),)
    composed = compose(chunk)
    text = composed.text
    found = list(_atoms(text))
    parts = [
        (sys.intern(atom.term), *composed.origin(atom.start, atom.end))
        for atom in found
    ]
    for place in reversed(list(_sentence_ends(text, found))):
        at = parts[place - 1][2]
        parts.insert(place, (SENTENCE, at, at))
    return tuple(parts) if parts or chunk not in _STOPS else ((SENTENCE, 0, 0),)


chunk_spans = _kept(_find_spans, CACHE_SIZE >> 2)
""":func:`spans` of a text without white space; looked up, so for words met again."""


def running_terms(text: str) -> list[str]:
    """The terms of all parts in order, with :data:`SENTENCE` between sentences: what an
    index has of the text."""
    return list(chain.from_iterable(map(_terms_of, text.split())))


def terms(text: str) -> list[str]:
    """The terms of all parts in order: what :func:`tokenize` finds, and much faster."""
    return [term for term in running_terms(text) if term != SENTENCE]


def phrase_terms(text: str) -> list[str]:
    """The terms of a phrase: :func:`running_terms` without an end at either edge."""
    found = running_terms(text)
    first, last = 0, len(found)
    while first < last and found[first] == SENTENCE:
        first += 1
    while first < last and found[last - 1] == SENTENCE:
        last -= 1
    return found[first:last]


def terms_of_chunks(chunks: Iterable[str]) -> list[tuple[str, ...]]:
    """:func:`running_terms` of each of some pieces of text without white space; who asks
    keeps them."""
    return list(map(_find_terms, chunks))
