"""Normal forms of Vietnamese text: composed, canonical, folded.

:func:`compose` makes text uniform and keeps the way back to the original offsets;
:func:`canonical` gives a syllable its one spelling (case, tone placement); and
:func:`fold` takes the diacritics away. No input raises.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from search.language.memo import Memo
from search.language.syllables import (
    MARKED_LETTERS,
    TONED,
    UNTONED,
    is_bare_syllable,
    is_syllable,
    parse,
    spell,
)

REPLACEMENT = "\ufffd"
CACHE_SIZE = 1 << 16
"""Spellings that are kept; a year of news has fewer syllables."""

MAX_MARKS = 32
"""Combining marks kept after one letter (UAX 15 allows 30): Python's canonical ordering
is quadratic in them, and 16,000 take 2 s."""

# Typed for Đ and đ: Icelandic eth, African d.
_LOOKALIKES = {"\xd0": "Đ", "\xf0": "đ", "\u0189": "Đ", "\u0256": "đ"}

# Invisible: soft hyphen, joiners, zero-width spaces, direction marks, byte order
# mark, variation selectors. Inside a word they must not split it.
_INVISIBLE = (
    "\\xad\\u034f\\u061c\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f"
    "\\ufe00-\\ufe0f\\ufeff"
)
_BROKEN = "\\x00\\ud800-\\udfff"
_SPECIAL = re.compile(f"[{_BROKEN}{_INVISIBLE}{''.join(_LOOKALIKES)}]")
# None of the above, no combining mark, and nothing that NFC takes for something else.
_PLAIN = re.compile(
    "[\x01-\xac\xae-\xcf\xd1-\xef\xf1-\u0188\u018a-\u0255\u0257-\u02ff\u1e00-\u1eff"
    "\u2010-\u2027\u2030-\u205e\u20ab]*+"
)
_INVISIBLES = re.compile(f"[{_INVISIBLE}]")
_INVISIBLE_RUN = re.compile(f"[{_INVISIBLE}]+")
_TRAILING_INVISIBLES = re.compile(f"[{_INVISIBLE}]*\\Z")


@dataclass(frozen=True, slots=True)
class Composed:
    """Text in its uniform spelling and the way back.

    ``text`` is NFC, with Đ for its look-alikes, U+FFFD for NUL and lone surrogates,
    without invisible characters (soft hyphen, zero-width space ...), but with a blank for
    one that stands for it, and without marks beyond the 32nd of one letter.
    """

    text: str
    original: str
    # Changed stretches: text[_starts[i]:_ends[i]] comes from
    # original[_froms[i]:_tos[i]], and the next unchanged one begins at _nexts[i].
    _starts: tuple[int, ...] = field(default=(), repr=False)
    _ends: tuple[int, ...] = field(default=(), repr=False)
    _froms: tuple[int, ...] = field(default=(), repr=False)
    _tos: tuple[int, ...] = field(default=(), repr=False)
    _nexts: tuple[int, ...] = field(default=(), repr=False)

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original behind ``text[start:end]``.

        A letter's span holds its combining marks. An empty span gives an empty one.
        """
        if not self._starts:
            return start, end
        first = self._origin_start(start)
        return (first, self._origin_end(end)) if end > start else (first, first)

    def _origin_start(self, at: int) -> int:
        index = bisect_right(self._starts, at) - 1
        if index < 0:
            return at
        if at < self._ends[index]:
            return self._froms[index]
        return self._nexts[index] + at - self._ends[index]

    def _origin_end(self, end: int) -> int:
        index = bisect_right(self._starts, end - 1) - 1
        if index < 0:
            return end
        if end - 1 < self._ends[index]:
            return self._tos[index]
        return self._nexts[index] + end - self._ends[index]


def _joins_previous(char: str) -> bool:
    """Whether NFC may merge the character into the one before it."""
    return char > "\u02ff" and (
        unicodedata.category(char)[0] == "M" or "\u1160" <= char <= "\u11ff"
    )


def _uniform(cluster: str) -> str:
    def replace(match: re.Match[str]) -> str:
        char = match.group()
        if char in _LOOKALIKES:
            return _LOOKALIKES[char]
        return REPLACEMENT if char == "\0" or "\ud800" <= char <= "\udfff" else ""

    visible = _SPECIAL.sub(replace, cluster)
    return unicodedata.normalize("NFC", visible[: MAX_MARKS + 1])


# A word before and after what may part it; none that is longer is a syllable.
_LETTERS = r"(?:[^\W\d_]|[\u0300-\u036f]){1,24}"
_LETTERS_BEFORE = re.compile(_LETTERS + r"\Z")
_LETTERS_AFTER = re.compile(_LETTERS)


def _part_glued(text: str) -> str:
    """The text with blanks for invisible characters between two syllables that are none
    together: ``công\u200btác``, but not ``cô\u200bng``."""

    def part(match: re.Match[str]) -> str:
        start, end = match.span()
        before = _LETTERS_BEFORE.search(text, max(0, start - 25), start)
        after = _LETTERS_AFTER.match(text, end)
        if before and after:
            left, right = _uniform(before[0]).lower(), _uniform(after[0]).lower()
            if all(map(_is_any_syllable, (left, right))):
                if not _is_any_syllable(left + right):
                    return " " * (end - start)
        return match[0]

    return _INVISIBLE_RUN.sub(part, text)


def _is_any_syllable(term: str) -> bool:
    return is_syllable(term) or is_bare_syllable(term)


def compose(text: str) -> Composed:
    """Make text uniform (see :class:`Composed`); linear in its length."""
    if _PLAIN.fullmatch(text):
        return Composed(text, text)
    if not _SPECIAL.search(text) and unicodedata.is_normalized("NFC", text):
        return Composed(text, text)
    original, text = text, _part_glued(text)
    joiners, singles = [], []
    for char in set(text):
        if _joins_previous(char) or _INVISIBLES.match(char):
            joiners.append(re.escape(char))
        elif _uniform(char) != char:
            singles.append(re.escape(char))
    branches = []
    if joiners:
        marks = "".join(joiners)
        branches.append(f"[^{marks}]?[{marks}]+")
    if singles:
        branches.append(f"[{''.join(singles)}]")
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    froms: list[int] = []
    tos: list[int] = []
    nexts: list[int] = []
    done = length = 0
    for match in re.finditer("|".join(branches), text) if branches else ():
        cluster = match.group()
        uniform = _uniform(cluster)
        begin, stop = match.span()
        if uniform == cluster and len(cluster) == 1:
            continue
        length += begin - done
        pieces += text[done:begin], uniform
        starts.append(length)
        length += len(uniform)
        ends.append(length)
        froms.append(begin)
        trailing = _TRAILING_INVISIBLES.search(cluster)
        tos.append(begin + trailing.start() if trailing and uniform else stop)
        nexts.append(stop)
        done = stop
    pieces.append(text[done:])
    return Composed(
        "".join(pieces),
        original,
        tuple(starts),
        tuple(ends),
        tuple(froms),
        tuple(tos),
        tuple(nexts),
    )


def canonical(syllable: str) -> str:
    """Lower case and one tone placement, the dictionary's: hoà, uỷ, thuý.

    A tone mark on the wrong vowel is put right (vịêt, nứơc, gía), and so is a half
    typed ươ (đuợc, nưóc). Compatibility forms (full-width letters, ligatures,
    superscripts) become plain. Anything that is no Vietnamese syllable only loses
    its case.
    """
    return _canonicals[syllable]


def _canonical(syllable: str) -> str:
    term = syllable.lower()
    if term.isascii() and "\0" not in term:
        return term
    term = compose(term).text
    if not unicodedata.is_normalized("NFKC", term):
        plain = unicodedata.normalize("NFKC", term).lower()
        if all(char.isalnum() or _joins_previous(char) for char in plain):
            term = unicodedata.normalize("NFC", plain)
    parsed = parse(term)
    return spell(parsed) if parsed else term


_canonicals = Memo(_canonical, CACHE_SIZE)


def word_term(word: str) -> str:
    """The term of a word of several syllables, as the segmenter writes it."""
    return "_".join(map(canonical, word.split("_")))


_MARKS = re.compile("[\u0300-\u036f]+")
_STROKES = str.maketrans("đĐ\xd0\xf0\u0189\u0256", "dDDdDd")


def fold(text: str) -> str:
    """Without diacritics, đ -> d; case stays."""
    return text if text.isascii() else _folds[text]


def fold_terms(terms: Iterable[str]) -> list[str]:
    """:func:`fold` of each term, without a call for each."""
    return list(map(_folds.__getitem__, terms))


def _fold(text: str) -> str:
    if text.isascii():
        return text
    composed = compose(text).text
    bare = _MARKS.sub("", unicodedata.normalize("NFD", composed))
    return unicodedata.normalize("NFC", bare).translate(_STROKES)


_folds = Memo(_fold, CACHE_SIZE)

_COMBINING = "\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323"
_MARKED = re.compile(f"[{MARKED_LETTERS}{''.join(_LOOKALIKES)}{_COMBINING}]")


def is_marked(text: str) -> bool:
    """Whether the text carries any Vietnamese diacritic; đ counts."""
    return not text.isascii() and _MARKED.search(text) is not None


_ONSET = "(?:[bcdđghklmnpqrstvx]|ch|gh|gi|kh|ngh?|nh|ph|th|tr)?"
_NOT_AFTER = r"(?<![^\W\d_])(?<![\u0300-\u036f])"
_NOT_BEFORE = r"(?![^\W\d_]|[\u0300-\u036f])"


def _open_rhyme_pattern(first: bool) -> re.Pattern[str]:
    """Onset and an open oa, oe or uy that bears a tone on its first or second vowel."""

    def toned(vowel: str) -> str:
        return "".join(TONED[vowel, tone] for tone in range(1, 6))

    if first:
        rhymes = f"[{toned('o')}][ae]|(?<!q)[{toned('u')}]y"
    else:
        rhymes = f"o[{toned('a')}{toned('e')}]|(?<!q)u[{toned('y')}]"
    return re.compile(
        f"{_NOT_AFTER}({_ONSET})({rhymes}){_NOT_BEFORE}", re.IGNORECASE | re.UNICODE
    )


_NEW_STYLE = _open_rhyme_pattern(first=True)
_OLD_STYLE = _open_rhyme_pattern(first=False)


def _retone(vowel: str, tone: int) -> str:
    letter = TONED[vowel.lower(), tone]
    return letter.upper() if vowel.isupper() else letter


def place_tones(text: str, style: Literal["old", "new"]) -> str:
    """Rewrite the open rhymes oa, oe, uy: ``old`` hoà, khoẻ, uỷ; ``new`` hòa, khỏe, ủy.

    Case and everything else stay as they are; so does the length, when the text is
    NFC (other text is composed first).
    """
    if text.isascii():
        return text
    if not unicodedata.is_normalized("NFC", text):
        text = compose(text).text
    pattern, source = (_NEW_STYLE, 0) if style == "old" else (_OLD_STYLE, 1)

    def move(match: re.Match[str]) -> str:
        onset, rhyme = match.groups()
        bearer, other = rhyme[source], rhyme[1 - source]
        vowel, tone = UNTONED[bearer.lower()]
        bare = vowel.upper() if bearer.isupper() else vowel
        moved = _retone(other, tone)
        return onset + (bare + moved if source == 0 else moved + bare)

    return pattern.sub(move, text)
