"""The units of plain text: syllables, numbers and compounds, with their other forms.

An abbreviation and its long form stand for each other, and so do a date in figures and
a spelled one. A form that spans several units belongs to each of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice, product

from search.gazetteer.full_numbers import spaced
from search.language.abbreviations import expansions
from search.language.normal import compose
from search.language.syllables import unglue
from search.language.tokens import Token, tokenize
from search.query.dates import figure_forms, spelled_forms
from search.query.ranking import EXPANSION_FACTOR, OtherForm

MAX_PHRASES = 32
"""Ways a phrase with glued words or listed days in it may stand in a text: five such."""

MAX_FORMS = 8
"""Other forms of one abbreviation or date."""

_FIGURES = re.compile(r"\d+([-/.])\d+(?:\1\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Unit:
    """A syllable, number or compound of the query, with the forms it may take."""

    terms: tuple[str, ...]
    forms: tuple[OtherForm, ...] = ()


def _tokens(text: str) -> list[Token]:
    """The tokens of composed text; a document number written with blanks is one."""
    tokens = tokenize(text)
    for named in spaced(text):
        inside = [t for t in tokens if named.start <= t.start and t.end <= named.end]
        if len(inside) > 1:
            parts = tuple(part for token in inside for part in token.parts)
            place = tokens.index(inside[0])
            tokens[place : place + len(inside)] = [
                Token(text[named.start : named.end], named.start, named.end, parts)
            ]
    return tokens


def read_units(text: str) -> list[Unit]:
    """The units of a text, with the other forms of abbreviations and dates in it."""
    text = compose(text).text
    tokens = _tokens(text)
    parts = [part for token in tokens for part in token.parts]
    terms = tuple(part.term for part in parts)
    written = [text[part.start : part.end] for part in parts]
    found = [*expansions(terms, written), *figure_forms(terms)]
    units: list[Unit] = []
    start = 0
    for token in tokens:
        end = start + len(token.parts)
        forms: dict[tuple[str, ...], OtherForm] = {}
        for first, last, others in found:
            if first <= start and end <= last:
                for form in _other_forms(terms[first:last], others):
                    forms.setdefault(form.terms, form)
            elif start <= first and last <= end:
                for form in _other_forms(terms[first:last], others):
                    # 18-NQ/TW is 18-NQ/T.Ư, not "18-nghị quyết/trung ương".
                    if form.as_whole:
                        whole = (*terms[start:first], *form.terms, *terms[last:end])
                        forms.setdefault(whole, replace(form, terms=whole))
        if _FIGURES.fullmatch(token.text):
            others = spelled_forms(terms[start:end])
            for form in _other_forms(terms[start:end], others):
                forms.setdefault(form.terms, form)
        if end > start:
            units.append(Unit(terms[start:end], tuple(forms.values())[:MAX_FORMS]))
        start = end
    return units


def _other_forms(
    typed: Sequence[str], others: Sequence[tuple[str, ...]]
) -> Iterator[OtherForm]:
    """Forms with their share of the weight; a shorter one counts as a whole."""
    factor = round(EXPANSION_FACTOR / max(1, len(others)), 4)
    length = len("".join(typed))
    for terms in others:
        yield OtherForm(terms, factor, len("".join(terms)) <= length + 1)


def phrase_forms(typed: Sequence[str]) -> list[tuple[str, ...]]:
    """How the terms of a phrase may stand in a text, as typed first.

    What was glued there (``bộRa``) is a single term once its capitals are gone, and days
    named in a row (``ngày 20,21/4``) read as a decimal without what follows.
    """
    choices: list[list[tuple[str, ...]]] = []
    for term in typed:
        apart = _listed(term) if "," in term else unglue(term)
        choices.append([(term,), apart] if apart else [(term,)])
    forms = (tuple(chain.from_iterable(chosen)) for chosen in product(*choices))
    return list(islice(forms, MAX_PHRASES))


def _listed(number: str) -> tuple[str, ...]:
    tokens = tokenize(re.sub("[.,]", " ", number))
    return tuple(part.term for token in tokens for part in token.parts)
