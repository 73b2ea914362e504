"""How else a telephone number, a vehicle's plate or a highland name is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from search.language.figures import number_term
from search.language.normal import fold
from search.language.tokens import Token
from search.query.forms.numbers import Terms, Writing

MAX_GROUPS = 5
"""Groups of digits that a telephone number is typed in."""

_FIGURES = re.compile(r"\+?\d+(?:[.-]\d+)*", re.ASCII)
_NOT_DIGITS = re.compile(r"\D+", re.ASCII)
_PHONE = re.compile(r"0\d{8,10}|1[89]00\d{4,6}|84\d{9}", re.ASCII)

_GROUPS: Mapping[int, tuple[tuple[int, ...], ...]] = {
    8: ((4, 4), (4, 2, 2)),
    9: ((2, 7), (2, 3, 4), (3, 6), (3, 3, 3)),
    10: (
        (4, 3, 3),
        (3, 3, 4),
        (4, 2, 2, 2),
        (3, 4, 3),
        (4, 6),
        (3, 7),
        (2, 8),
        (2, 4, 4),
    ),
    11: ((3, 4, 4), (3, 8), (4, 7), (4, 3, 4), (5, 3, 3), (5, 6), (4, 3, 2, 2)),
}
"""Digits of a telephone number -> the groups it is printed in; groups with full stops
between them are one term."""

_PLATE = re.compile(
    r"(?<!\S)(\d\d [a-zđ]{1,2}(?: \d)?) (?:(\d{5})|(\d{3}),(\d\d))(?!\S)", re.ASCII
)

_APOSTROPHES = re.compile("['’‘`ʼ]")
_ONSETS = "bcdđghklmnpqrstvxyjwz"
_FOREIGN = re.compile("s[chklmnpqtvw]|[bcfgp][lr]|[dt][rw]|[cgknpst]h|ng")
"""How syllables and foreign words begin: no letter apart."""

_HIGHLAND = re.compile("[^\\W\\daeiouy]{1,3}[aeiouy]{1,3}[^\\W\\daeiouy]{0,2}")
"""A syllable of their languages, without marks: gar, leo, mlay, drăk."""


def code_writings(tokens: Sequence[Token]) -> list[Writing]:
    """Other ways to write codes and names among some tokens, by place of their terms."""
    return [*_phones(tokens), *_plates(tokens), *_names(tokens)]


def _starts(tokens: Sequence[Token]) -> list[int]:
    starts = [0]
    for token in tokens:
        starts.append(starts[-1] + len(token.parts))
    return starts


def _phones(tokens: Sequence[Token]) -> Iterator[Writing]:
    starts = _starts(tokens)
    is_figures = [_FIGURES.fullmatch(token.text) is not None for token in tokens]
    place = 0
    while place < len(tokens):
        end = place
        while end < min(len(tokens), place + MAX_GROUPS) and is_figures[end]:
            end += 1
        while end > place:
            digits = "".join(_NOT_DIGITS.sub("", t.text) for t in tokens[place:end])
            if len(digits) <= 11 and _PHONE.fullmatch(digits):
                typed = tuple(p.term for t in tokens[place:end] for p in t.parts)
                others = [form for form in _phone_forms(digits) if form != typed]
                yield Writing(starts[place], starts[end], tuple(others))
                break
            end -= 1
        place = max(end, place + 1)


def _phone_forms(digits: str) -> Iterator[Terms]:
    if digits.startswith("84"):
        yield from _phone_forms("0" + digits[2:])
    yield (digits,)
    for sizes in _GROUPS.get(len(digits), ()):
        if sum(sizes) == len(digits):
            ends = [sum(sizes[: place + 1]) for place in range(len(sizes))]
            starts = [0, *ends]
            yield tuple(number_term(digits[a:b]) for a, b in zip(starts, ends))


def _plates(tokens: Sequence[Token]) -> Iterator[Writing]:
    text = " ".join(part.term for token in tokens for part in token.parts)
    for match in _PLATE.finditer(text):
        start = text.count(" ", 0, match.start())
        end = text.count(" ", 0, match.end()) + 1
        series, five, three, two = match.groups()
        number = f"{five[:3]},{five[3:]}" if five else three + two
        yield Writing(start, end, ((*series.split(" "), number),))


def _names(tokens: Sequence[Token]) -> Iterator[Writing]:
    """``M'gar`` is also ``Mgar``, and ``Mgar`` ``M'gar``."""
    for token, start in zip(tokens, _starts(tokens)):
        terms = tuple(part.term for part in token.parts)
        if len(terms) == 2 and len(terms[0]) == 1 and _APOSTROPHES.search(token.text):
            yield Writing(start, start + 2, (("".join(terms),),))
        elif len(terms) == 1 and _is_run_together(terms[0]):
            yield Writing(start, start + 1, ((terms[0][0], terms[0][1:]),))


def _is_run_together(term: str) -> bool:
    """Whether a term may be a letter and a syllable: mgar, rlấp; but not plan, khung."""
    if not 3 < len(term) < 9 or term[0] not in _ONSETS or _FOREIGN.match(term):
        return False
    return _HIGHLAND.fullmatch(fold(term[1:])) is not None
