"""How political Vietnamese is shortened, both ways: UBND is uỷ ban nhân dân.

The table stands beside this file as ``abbreviations.tsv`` and explains itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from search.language.normal import fold, is_marked
from search.language.syllables import is_bare_syllable, is_syllable, unglue
from search.language.tokens import terms as terms_of

TABLE = Path(__file__).with_name("abbreviations.tsv")

Form = tuple[str, ...]
"""The terms of a short or a long form."""

MIN_LONG = 3

MIN_FOLDED = 3
"""Letters of a one-term short form that is also known without its marks (hdnd); below
it too many would be taken for each other (nd: nđ)."""


class Expansion(NamedTuple):
    """Other forms of ``terms[start:end]``, each a sequence of terms."""

    start: int
    end: int
    alternatives: tuple[Form, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A form and what may stand for it; ``is_capital``: only TƯ is meant, not tư."""

    form: Form
    alternatives: tuple[Form, ...]
    is_capital: bool


def _is_word(form: Form) -> bool:
    """Whether the form is one syllable that is also a word: TƯ, CA, TU."""
    return len(form) == 1 and (is_syllable(form[0]) or is_bare_syllable(form[0]))


def _forms(column: str) -> list[Form]:
    return [tuple(terms_of(form)) for form in column.split(";") if form.strip()]


def _rows() -> Iterator[tuple[list[Form], list[Form], list[Form]]]:
    for line in TABLE.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            short, long, other, *_ = map(_forms, (line + "\t\t").split("\t"))
            yield short, long, other


@cache
def _entries() -> dict[Form, tuple[_Entry, ...]]:
    """Folded form -> the entries that have it."""
    found: dict[Form, dict[Form, None]] = {}
    capitals: set[Form] = set()
    for shorts, longs, others in _rows():
        # A short form that is a word would match that word everywhere.
        safe = [form for form in shorts if not _is_word(form)]
        capitals.update(form for form in shorts if _is_word(form))
        for form in shorts:
            found.setdefault(form, {}).update(dict.fromkeys(safe + longs + others))
        for form in longs:
            found.setdefault(form, {}).update(dict.fromkeys(safe + longs))
    entries: dict[Form, list[_Entry]] = {}
    for form, alternatives in found.items():
        rest = tuple(other for other in alternatives if other != form)
        if rest:
            entry = _Entry(form, rest, form in capitals)
            entries.setdefault(tuple(map(fold, form)), []).append(entry)
    return {key: tuple(known) for key, known in entries.items()}


def long_forms() -> Iterator[Form]:
    """What abbreviations stand for, in folded terms: of three syllables or more, since
    those of two fold to too much else."""
    for key, entries in _entries().items():
        if len(key) >= MIN_LONG and any(
            len(other) < len(key) for entry in entries for other in entry.alternatives
        ):
            yield key


@cache
def _longest() -> int:
    return max(map(len, _entries()))


def _is_typed(form: Form, typed: Sequence[str]) -> bool:
    """Whether the terms are the form, or the form without (some of) its marks."""
    if len(form) == 1 and len(form[0]) < MIN_FOLDED:
        return form[0] == typed[0]
    return all(term == known or not is_marked(term) for known, term in zip(form, typed))


def _is_capital(written: Sequence[str] | None, at: int) -> bool:
    """Whether a term stands in capitals in a text that is not all capitals."""
    if written is None or not written[at].isupper():
        return False
    return len(written) == 1 or not all(
        text.isupper() for text in written if text.lower() != text.upper()
    )


def expansions(
    terms: Sequence[str], written: Sequence[str] | None = None
) -> list[Expansion]:
    """The other forms of every short or long form among the terms.

    Syllables written as one word (ôtô, bộra) have themselves apart as another form.

    :param terms: canonical terms, as :func:`search.language.tokens.terms` gives them;
        those without marks also match a form that has them.
    :param written: the same terms as they were typed. Short forms that are words in
        lower case (TƯ: tư, CA: ca) are known by their capitals only, so not at all
        without this.
    :returns: by start, then end; spans may overlap. No alternative is a single term
        that is also a word.
    """
    entries, longest = _entries(), _longest()
    folded = list(map(fold, terms))
    found: list[Expansion] = []
    for start in range(len(terms)):
        for end in range(start + 1, min(start + longest, len(terms)) + 1):
            alternatives: dict[Form, None] = {}
            typed = terms[start:end]
            for entry in entries.get(tuple(folded[start:end]), ()):
                if entry.is_capital and not _is_capital(written, start):
                    continue
                if _is_typed(entry.form, typed):
                    alternatives.update(dict.fromkeys(entry.alternatives))
            if end == start + 1 and (apart := unglue(terms[start])):
                alternatives[apart] = None
            alternatives.pop(tuple(typed), None)
            if alternatives:
                found.append(Expansion(start, end, tuple(alternatives)))
    return found
