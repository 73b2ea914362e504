"""Text that lost its shape on the way out of a PDF: words whose letters stand apart
(``Ngh ị quy ế t``), headings in spaced capitals, words broken at the end of a line.

Pieces are joined only where they make a syllable that Vietnamese can have, and only in
a text that shows such damage several times; what was done is noted with the record.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from indexer.sources.encodings import can_be_syllable
from indexer.sources.record import BROKEN_WORDS, REJOINED, Record

LEAST = 3
"""Torn words below which a text is left alone."""

LONGEST = 300_000
"""Characters of a text that is mended; a longer one is only noted."""

PIECES = 4
"""Pieces of one syllable."""

_MARKED = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
_MARKED += _MARKED.upper()
_ONSET = (
    r"(?:[nN][gG][hH]?|[nkptcgNKPTCG][hH]|[tT][rR]|[qQ][uU]|[gG][iI]"
    r"|[b-df-hk-np-tvxđB-DF-HK-NP-TVXĐ])"
)
_TORN = re.compile(
    rf"(?<![^\s(“\"])(?:{_ONSET} (?![ởýàừạ](?!\w))[{_MARKED}]|[{_MARKED}] [cmnptCMNPT](?!\w))"
)
_WORDS_OF_ONE = "ởýyàạừêồđiaoeuôĐỞÝYÀAỪÊỒIOEUÔxXvVkK"
"""Letters that stand alone in a whole text: words, initials, points of a list."""
_PIECE = re.compile(rf" ([^\W\d_{_WORDS_OF_ONE}])(?= )")

_WORDS = frozenset("ởýàừạ")
_OPEN = re.compile(
    r"(?:(?<![gG])[iy][êềếểễệ]|ư[ơờớởỡợ]|(?<![qQ])u[ôồốổỗộ]|o[ăằắẳẵặ]|[ăằắẳẵặâầấẩẫậ])$"
)
"""Vowels that Vietnamese never ends a syllable with."""

_SPACED = re.compile(r"(?<!\S)[^\W\d_](?: {1,3}[^\W\d_](?!\S)){3,}")
_CORE = re.compile(r"(\W*)([^\W\d_]*)(\W*)")
_BROKEN_END = re.compile(
    r"(?<!\S)([^\W\d_]{1,6})(-?)\n([^\W\d_]{1,4})(?=[\s.,;:!?)”\"]|\Z)"
)
_WRAPPED = re.compile(r"(?<=[^\W_])([,;]?)\n(?=[a-zà-ỹđ])")

_WHOLE = 1.0
_VOWEL_ALONE = 1.6
_NO_SYLLABLE = 4.0
_JOINED = 1.2
_EACH_MORE = 0.3
"""Costs of one word, as it stands or joined: a torn text is read in the cheapest way."""


def mend(record: Record) -> Record:
    """The record with its torn words joined, and a note that says so."""
    text = record.text
    if sum(map(str.isalpha, _PIECE.findall(f" {text} "))) < LEAST:
        return record
    if len(text) > LONGEST:
        return replace(record, notes=(*record.notes, BROKEN_WORDS))
    torn = len(_TORN.findall(text))
    spaced = " " in text and _SPACED.search(text) is not None
    if torn < LEAST and not spaced:
        return record
    mended = _SPACED.sub(lambda match: _unspace(match[0]), text) if spaced else text
    if torn >= LEAST:
        mended = "\n".join(_join_line(line) for line in mended.split("\n"))
    notes = list(record.notes)
    if mended != text:
        notes.append(REJOINED)
    if len(_TORN.findall(mended)) >= LEAST:
        notes.append(BROKEN_WORDS)
    return replace(record, text=mended, notes=tuple(notes))


def unwrap(text: str) -> str:
    """Lines that were broken to fit a page as paragraphs: a word cut at the end of a line
    is whole again, and a line that begins in the middle of a sentence follows the one
    before it."""
    return _WRAPPED.sub(r"\1 ", _BROKEN_END.sub(_join_ends, text))


def is_wrapped(text: str) -> bool:
    """Whether the lines of a text were broken to fit a page."""
    count = len(_WRAPPED.findall(text))
    return count >= LEAST and count * 3 > text.count("\n")


def _join_ends(match: re.Match[str]) -> str:
    first, hyphen, second = match[1], match[2], match[3]
    joined = first + second
    if can_be_syllable(joined) and not (
        can_be_syllable(first) and can_be_syllable(second)
    ):
        return joined
    if hyphen and can_be_syllable(joined) and second[0] in _MARKED:
        return joined
    return match[0]


def _unspace(run: str) -> str:
    """Spaced letters as words: a wider gap parts words, else syllables do."""
    words = re.split(r" {2,}", run)
    return " ".join(_syllables(word.replace(" ", "")) or word for word in words)


def _syllables(letters: str) -> str:
    """Letters parted into the fewest syllables, "" when they make none."""
    if can_be_syllable(letters):
        return letters
    count = [0] + [len(letters) + 1] * len(letters)
    begin = [0] * (len(letters) + 1)
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - 7), end):
            if count[start] + 1 < count[end] and can_be_syllable(letters[start:end]):
                count[end], begin[end] = count[start] + 1, start
    if count[-1] > len(letters):
        return ""
    words: list[str] = []
    end = len(letters)
    while end:
        words.append(letters[begin[end] : end])
        end = begin[end]
    return " ".join(reversed(words))


def _join_line(line: str) -> str:
    """A line read in the cheapest way: torn words joined, whole ones left."""
    tokens = line.split(" ")
    cost = [0.0] + [float("inf")] * len(tokens)
    begin = [0] * (len(tokens) + 1)
    for end in range(1, len(tokens) + 1):
        for start in range(max(0, end - PIECES), end):
            price = cost[start] + _price(tuple(tokens[start:end]))
            if price < cost[end]:
                cost[end], begin[end] = price, start
    words: list[str] = []
    end = len(tokens)
    while end:
        words.append("".join(tokens[begin[end] : end]))
        end = begin[end]
    return " ".join(reversed(words))


@lru_cache(maxsize=1 << 14)
def _price(tokens: tuple[str, ...]) -> float:
    if len(tokens) == 1:
        word = tokens[0].strip(".,;:!?()“”\"'-")
        if not word or not word.isalpha():
            return _WHOLE
        if not can_be_syllable(word):
            return _NO_SYLLABLE if len(word) <= 4 else _WHOLE
        return _VOWEL_ALONE if word[0] in _MARKED and len(word) <= 3 else _WHOLE
    if not all(tokens) or not all(token.isalpha() for token in tokens[1:-1]):
        return float("inf")
    match = _CORE.fullmatch("".join(tokens))
    inner = not tokens[0][-1].isalpha() or not tokens[-1][0].isalpha()
    if (
        match is None
        or inner
        or not can_be_syllable(match[2])
        or _OPEN.search(match[2])
    ):
        return float("inf")
    if not any(_price((token,)) > _WHOLE for token in tokens):
        return float("inf")  # "do anh" is two words
    rest = "".join(tokens)[len(tokens[0]) :]
    if len(tokens[0]) == 1 and tokens[0].isupper() and rest.strip(".,;:!?") in _WORDS:
        return float("inf")  # "anh C ở xã": an initial before a word
    if any(char.isupper() for char in rest) and not match[2].isupper():
        return float("inf")
    return _JOINED + _EACH_MORE * (len(tokens) - 1)
