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
from search.language.tokens import SENTENCE, Token, phrase_terms
from search.language.tokens import terms as terms_of
from search.language.tokens import tokenize
from search.query.forms.codes import code_writings
from search.query.forms.dates import figure_forms, spelled_forms
from search.query.forms.numbers import Writing, number_writings
from search.query.ranking.weights import EXPANSION_FACTOR, OtherForm
from search.query.syntax import Near, Quote, Words

MAX_PHRASES = 32
"""Ways a phrase with numbers or glued words in it may stand in a text: five such that
have two."""

MAX_FORMS = 8
"""Other forms of one abbreviation or date."""

MAX_NEAR = 16
"""Terms, or groups of them, that are asked for near each other."""

MAX_WRITINGS = 16
"""Other ways to write one number or name."""

_BORDER = re.compile(r"[,;:!?…–—|]|\s-+\s")
"""Signs that part one name from the next: ``Hàn Quốc, Triều Tiên``."""

_FIGURES = re.compile(r"\d+([-/.])\d+(?:\1\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Unit:
    """A syllable, number or compound of the query, with the forms it may take.

    :param text: as it was typed, composed.
    :param forms: in full spelling, each found exactly.
    :param writings: other ways to write what was typed, each found by the same rule.
    :param is_parted: whether a sign parts it from the unit before.
    """

    terms: tuple[str, ...]
    forms: tuple[OtherForm, ...] = ()
    text: str = ""
    writings: tuple[tuple[str, ...], ...] = ()
    is_parted: bool = False

    @property
    def is_titled(self) -> bool:
        """Whether it is written with a capital first, as a syllable of a name is."""
        rest = self.text[1:]
        return self.text[:1].isupper() and (rest.islower() or not rest)


def _tokens(text: str) -> list[Token]:
    """The tokens of composed text; a document number written with blanks is one, and so
    is a number with its percent sign."""
    tokens: list[Token] = []
    for token in tokenize(text):
        before = tokens[-1] if tokens else None
        if before and token.text in ("%", "‰") and before.parts[-1].term[-1:].isdigit():
            written = text[before.start : token.end]
            parts = (*before.parts, *token.parts)
            tokens[-1] = Token(written, before.start, token.end, parts)
        else:
            tokens.append(token)
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
    writings = _writings(tokens)
    units: list[Unit] = []
    start = ended = 0
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
        ways = dict.fromkeys(
            other
            for writing in writings
            if writing.start < end and start < writing.end
            for other in _within(writing, start, end, terms)
        )
        if end > start:
            known = tuple(forms.values())[:MAX_FORMS]
            other_ways = tuple(ways)[:MAX_WRITINGS]
            is_parted = _BORDER.search(text, ended, token.start) is not None
            units.append(
                Unit(terms[start:end], known, token.text, other_ways, is_parted)
            )
            ended = token.end
        start = end
    return units


def _other_forms(
    typed: Sequence[str], others: Sequence[tuple[str, ...]]
) -> Iterator[OtherForm]:
    """Forms with their share of the weight; a shorter one counts as a whole."""
    factor = round(EXPANSION_FACTOR / max(1, len(others)), 4)
    length = len("".join(typed))
    for terms in others:
        yield OtherForm(
            terms,
            factor,
            as_whole=len("".join(terms)) <= length + 1,
            is_spelling=len(terms) == len(typed) > 1 and any(map(str.isalpha, terms)),
        )


def _within(
    writing: Writing, start: int, end: int, terms: tuple[str, ...]
) -> Iterator[tuple[str, ...]]:
    """The ways to write a unit: with what it has beside, or with what stands beside it."""
    for other in writing.others:
        yield (*terms[start : writing.start], *other, *terms[writing.end : end])


def near_groups(node: Near) -> list[tuple[Words | Quote, tuple[str, ...]]]:
    """What must stand near each other: each side's terms, or the units of the one that
    there is."""
    if len(node.parts) == 1:
        [leaf] = node.parts
        return [(leaf, unit.terms) for unit in read_units(leaf.text)][:MAX_NEAR]
    sides = [(leaf, tuple(terms_of(leaf.text)[:MAX_NEAR])) for leaf in node.parts]
    return [(leaf, terms) for leaf, terms in sides if terms]


def phrase_forms(text: str) -> list[tuple[str, ...]]:
    """How the terms of a phrase may stand in a text, as typed first; none when there are
    none.

    Numbers and names may be written in other ways, and what was glued there (``bộRa``)
    is a single term once its capitals are gone. Where a sentence ends inside, so it must
    in the text.
    """
    typed = phrase_terms(text)
    words = [place for place, term in enumerate(typed) if term != SENTENCE]
    tokens = _tokens(compose(text).text)
    choices: list[list[tuple[str, ...]]] = []
    done = 0
    for writing in sorted(_writings(tokens), key=lambda item: (item.start, -item.end)):
        start, end = words[writing.start], words[writing.end - 1] + 1
        if start < done or end - start > writing.end - writing.start:
            continue
        choices += ([(term,)] for term in typed[done:start])
        choices.append([tuple(typed[start:end]), *writing.others])
        done = end
    choices += ([(term,)] for term in typed[done:])
    forms = (tuple(chain.from_iterable(chosen)) for chosen in product(*choices))
    return list(islice(forms, MAX_PHRASES)) if typed else []


def _writings(tokens: Sequence[Token]) -> list[Writing]:
    """Other ways to write what stands among some tokens, each found by the rule of what
    was typed; none is empty."""
    found = [*number_writings(tokens), *code_writings(tokens)]
    terms = (part.term for token in tokens for part in token.parts)
    for place, term in enumerate(terms):
        if apart := unglue(term):
            found.append(Writing(place, place + 1, (apart,)))
    return [writing for writing in found if writing.others]
