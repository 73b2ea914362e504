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
``3.611``, ``2,5``  one, a number        3.611, 2,5
``100%``            one                  100
``QH15``, ``8h30``  one                  qh 15, 8 h 30
``Covid-19``        one                  covid 19
``Tú-Ủy``           two                  tú uỷ
``bộRa``            two, glued           bộ ra
==================  ===================  ==================================

The terms of a text don't depend on how its parts are grouped, on its Unicode form or
on its tone style; they depend on case only where words are glued (``bộRa``).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import NamedTuple

from search.language.memo import Memo, T
from search.language.normal import canonical, compose, fold, is_marked
from search.language.syllables import MARKED_LETTERS, is_bare_syllable, is_syllable

MAX_TERM = 64
"""Characters of a term; longer runs of letters or digits are cut there."""

MAX_PARTS = 16
"""Parts of one token; a longer compound goes on in a new token."""

CACHE_SIZE = 1 << 17
"""Distinct chunks kept; 30 million tokens of news have 340,000."""

MAX_CACHED_CHUNK = 48


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


# Superscripts and subscripts count as digits, so that m² is m2. Han and kana are
# written without spaces: each is a part. A combining mark that found no letter to
# merge with stays in its word.
_DIGIT = r"\d\xb2\xb3\xb9\u2070\u2074-\u2079\u2080-\u2089"
_IDEOGRAPH = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_LETTER = rf"[^\W_{_DIGIT}{_IDEOGRAPH}]"
_MARK = r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
# What pages left undecoded, as in GD&amp;ĐT, is punctuation.
_ENTITY = "&(?i:amp|quot|apos|nbsp|lt|gt|#[0-9]{1,6});"
_RUN = re.compile(
    rf"(?P<entity>{_ENTITY})|(?P<number>[{_DIGIT}]+(?:[.,][{_DIGIT}]+)*)"
    rf"|{_LETTER}+(?:{_MARK}+{_LETTER}*)*|[{_IDEOGRAPH}]"
)
_DIGITS = re.compile(f"[{_DIGIT}]+")

# Numbers that stay whole: thousands in groups of three, decimals with a comma of
# which one side is short (2020,2021 are two years), and other dotted numbers (35.7,
# 1.2.3) unless they read as a date: 17.9, 09.12.2025, 12.2025.
_NUMBER = re.compile(
    r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?"
    r"|\d{1,3},\d+|\d+,\d{1,3}|\d+(?:\.\d+)+"
)
_DAY, _MONTH = "(?:0?[1-9]|[12][0-9]|3[01])", "(?:0?[1-9]|1[0-2])"
_YEAR = "[12][0-9]{3}"
_DOTTED_DATE = re.compile(
    rf"{_DAY}\.{_MONTH}(?:\.(?:{_YEAR}|[0-9]{{2}}))?"
    rf"|{_MONTH}\.{_YEAR}|{_YEAR}\.{_MONTH}\.{_DAY}"
)

_HYPHENS = "-\u2010\u2011–"
_MONTH_AFTER = re.compile("/[0-9]")

_NUMBER_JOINERS = frozenset(_HYPHENS + "/.:")
_MIXED_JOINERS = frozenset(_HYPHENS + "/.&")
_ADDRESS = re.compile(r"://|www\.|@|\.(?:vn|com|net|org|gov|edu|info)\b", re.IGNORECASE)
_ADDRESS_JOINER = re.compile(r"[-./_@:?=&#%+~]{1,3}")
_APOSTROPHES = frozenset("'’‘`ʼ")
_NO_VOWEL = re.compile("[^aeiouy]+")


def _cut_number(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """One span when the run is a number, else one for each run of digits."""
    number = text[start:end]
    if _DIGITS.fullmatch(number) or (
        _NUMBER.fullmatch(number)
        and not _DOTTED_DATE.fullmatch(number)
        # ngày 20,21/4 names two days
        and not ("," in number and _MONTH_AFTER.match(text, end))
    ):
        yield start, end
        return
    for run in _DIGITS.finditer(text, start, end):
        yield run.span()


def _number_term(digits: str) -> str:
    term = digits[:MAX_TERM] if digits.isascii() else canonical(digits[:MAX_TERM])
    return term[1:] if len(term) == 2 and term[0] == "0" else term


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
            for begin, stop in _cut_number(text, start, end):
                digits = text[begin:stop]
                yield _Atom(digits, _number_term(digits), begin, stop, True)
            continue
        begin = start
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
_ORDINARY = re.compile(rf"[(\"'“‘]*([a-zA-Z{MARKED_LETTERS}]{{1,40}})[.,;:!?)\"'”’…]*")


def _find_word(chunk: str) -> re.Match[str] | None:
    """The one word that most chunks are, with punctuation around it."""
    ordinary = _ORDINARY.fullmatch(chunk)
    if ordinary is not None:
        word = ordinary[1]
        if word.islower() or word.istitle() or word.isupper():
            return ordinary
    return None


def _find_terms(chunk: str) -> tuple[str, ...]:
    """The terms of :func:`_analyse`: how parts are grouped says nothing of them."""
    ordinary = _find_word(chunk)
    if ordinary is not None:
        return (sys.intern(canonical(ordinary[1])),)
    return tuple(sys.intern(atom.term) for atom in _atoms(compose(chunk).text))


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
        if group[-1].is_number and text[stop : stop + 1] in ("%", "‰"):
            stop += 1
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
    """(term, start, end) of every part in order: :func:`tokenize` flat, and faster."""
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
    return tuple(part[:] for token in _analyse(chunk) for part in token.parts)


chunk_spans = _kept(_find_spans, CACHE_SIZE >> 2)
""":func:`spans` of a text without white space; looked up, so for words met again."""


def terms(text: str) -> list[str]:
    """The terms of all parts in order: what :func:`tokenize` finds, and much faster."""
    return list(chain.from_iterable(map(_terms_of, text.split())))


def terms_of_chunks(chunks: Iterable[str]) -> list[tuple[str, ...]]:
    """The terms of each of some pieces of text without white space; who asks keeps them."""
    return list(map(_find_terms, chunks))
