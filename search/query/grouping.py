"""Which neighbours of a query are one thing to its reader: ``giá vàng``, ``Tô Lâm``.

Units that belong together must stand side by side in an article; the rest may stand
anywhere in it. Two neighbours belong together where the articles that have both mostly
have them side by side, which is counted in the collection (their **cohesion**). It is
counted for the likeliest spelling of the query without its marks, so that a query and
the same query with fewer marks are cut alike, and adding marks never finds more
(docs/relevance.md has the rules that were tried, and their figures).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

from search.fields import TEXT
from search.gazetteer.provinces import FORMER
from search.language.abbreviations import long_forms
from search.language.normal import fold
from search.language.tokens import terms as terms_of
from search.query.clauses import All
from search.query.plan import Counts, side_by_side
from search.query.ranking.weights import is_alphabetic
from search.query.units import Unit

SYLLABLES_TOGETHER = 0.03
"""Cohesion from which two single syllables are one thing. Function words that meet by
chance reach .01, names of common syllables (``Tập Cận``) .02."""

GROUPS_TOGETHER = 0.2
"""The same where one of the two is several syllables already: at .15 ``bộ trưởng y tế``
is one and loses ``bộ trưởng Bộ Y tế``, at .3 ``luật đất đai`` falls apart."""

MAX_SYLLABLES = 4
"""Syllables of what is put together by cohesion: words and names have no more."""

LEAST_TOGETHER = 2
"""Articles that have two neighbours side by side, below which that is no evidence."""

SURE_ENOUGH = 0.5
"""Posterior of a restored syllable below which what it stands beside says nothing."""

MAX_NAME = 8
"""Syllables of a name that is known beforehand."""

MAX_UNITS = 8
"""Units of a query up to which they are put together by cohesion: a longer one is a
pasted sentence, whose many units say enough, and each pair costs two counts."""

_NUMBER = re.compile(r"\d.*|x|v|ii|iii|iv|vii|viii|ix|x[ivx]+")
"""Figures, and Roman ones that are no syllables: a number is a unit of its own."""

_COUNTED = frozenset(("khoa", "so", "quan", "dieu", "khoan", "dot"))
"""Words, marks aside, that say little without the number after them: ``khóa XV``."""

Spelling = tuple[str, ...]
Group = tuple[Unit, ...]

_DOCUMENTS: Mapping[Spelling, str] = {
    ("nghi", "quyet"): "nq",
    ("nghi", "dinh"): "nđ",
    ("thong", "tu"): "tt",
    ("quyet", "dinh"): "qđ",
    ("quy", "dinh"): "qđ",
    ("chi", "thi"): "ct",
    ("ket", "luan"): "kl",
    ("ke", "hoach"): "kh",
}
"""Kinds of official documents, marks aside, and what stands after their number in its
full form: ``Nghị quyết 18`` is ``Nghị quyết số 18`` and ``18-NQ/TW``."""


def group_units(units: Sequence[Unit], counts: Counts | None) -> list[Group]:
    """The units of a plain text, those that belong together in one group.

    :param counts: without them, each unit stands alone.
    """
    if counts is None or len(units) < 2:
        return [(unit,) for unit in units]
    joins = _joins(units, counts)
    groups: list[Group] = []
    for place, unit in enumerate(units):
        if place - 1 in joins:
            groups[-1] = (*groups[-1], unit)
        else:
            groups.append((unit,))
    return groups


@dataclass(frozen=True, slots=True)
class Forms:
    """How a group may stand in an article.

    :param alike: its terms as typed, first, and others in which each term is matched
        as a typed one is.
    :param exact: with an abbreviation or long form in the place of what it stands for.
    """

    alike: tuple[Spelling, ...]
    exact: tuple[Spelling, ...]


def group_forms(group: Group) -> Forms:
    """The forms of a group, terms side by side."""
    terms: list[str] = []
    spans: dict[Spelling, tuple[int, int]] = {}
    written: list[tuple[int, int, Spelling]] = []
    for unit in group:
        start, end = len(terms), len(terms) + len(unit.terms)
        written += ((start, end, other) for other in unit.writings)
        terms.extend(unit.terms)
        for form in unit.forms:
            first, _ = spans.get(form.terms, (start, end))
            spans[form.terms] = first, end
    others = [
        (*terms[:start], *form, *terms[end:]) for form, (start, end) in spans.items()
    ]
    alike = [tuple(terms)]
    alike += ((*terms[:start], *other, *terms[end:]) for start, end, other in written)
    if document := _document(tuple(terms)):
        kind, number, short = document
        alike += ((*kind, number), (*kind, "số", number))
        others.insert(0, (number, short))
    return Forms(tuple(dict.fromkeys(alike)), tuple(dict.fromkeys(others)))


def _document(terms: Spelling) -> tuple[Spelling, str, str] | None:
    """Of ``nghị quyết (số) 18`` the kind, the number, and what follows it in full."""
    *named, number = terms
    folded = tuple(map(fold, named))
    if len(folded) not in (2, 3) or folded[2:] not in ((), ("so",)):
        return None
    short = _DOCUMENTS.get(folded[:2])
    if short is None or not number.isdigit():
        return None
    return tuple(named[:2]), number, short


def _joins(units: Sequence[Unit], counts: Counts) -> frozenset[int]:
    """The places of units that belong with the next one. Each part of the union holds
    for more marks if it holds for fewer."""
    typed = [unit.terms for unit in units]
    whole, closed = _known_wholes(typed)
    if len(units) > MAX_UNITS:
        return frozenset(whole)
    cohesion = _Cohesion(counts, whole, closed)
    joins = {*whole, *cohesion.gather(*_restored(typed, counts))}
    joins |= {
        place
        for place, (left, right) in enumerate(zip(units, units[1:]))
        if left.is_titled
        and right.is_titled
        and not right.is_parted
        and place not in closed
        and counts.count_loosely((*left.terms, *right.terms)) >= LEAST_TOGETHER
    }
    marked = [all(map(_is_complete, terms)) for terms in typed]
    if all(marked):
        joins |= cohesion.gather(typed, marked)
    else:
        joins |= {
            place
            for place in range(len(typed) - 1)
            if marked[place]
            and marked[place + 1]
            and place not in closed
            and cohesion.of(typed[place], typed[place + 1]) >= 1
        }
    return frozenset(joins)


def _known_wholes(typed: Sequence[Spelling]) -> tuple[set[int], set[int]]:
    """Where long forms of abbreviations, names of provinces and numbered things stand,
    marks aside: the places inside them, and those at their borders."""
    folded = [tuple(map(fold, terms)) for terms in typed]
    names = _names()
    inside: set[int] = set()
    borders: set[int] = set()
    start = 0
    while start < len(folded):
        if start and _is_counted(folded[start - 1], folded[start]):
            inside.add(start - 1)
            borders.update((start - 2, start))
        for size in (3, 4):
            named = tuple(chain.from_iterable(folded[start : start + size]))
            if len(named) == size and _document(named):
                inside.update(range(start, start + size - 1))
                borders.update((start - 1, start + size - 1))
        end = next(
            (
                end
                for end in range(min(len(folded), start + MAX_NAME), start + 1, -1)
                if tuple(chain.from_iterable(folded[start:end])) in names
            ),
            start + 1,
        )
        if end > start + 1:
            inside.update(range(start, end - 1))
            borders.update((start - 1, end - 1))
        start = end
    return inside, borders


def _is_counted(left: Spelling, right: Spelling) -> bool:
    number = len(right) == 1 and _NUMBER.fullmatch(right[0]) is not None
    return number and len(left) == 1 and left[0] in _COUNTED


@cache
def _names() -> frozenset[Spelling]:
    """What is one thing in any collection, in folded terms."""
    places = (
        tuple(map(fold, terms_of(name)))
        for unit in FORMER.values()
        for name in (unit.name, *unit.aliases)
    )
    return frozenset(
        name for name in chain(long_forms(), places) if 1 < len(name) <= MAX_NAME
    )


def _restored(
    typed: Sequence[Spelling], counts: Counts
) -> tuple[list[Spelling], list[bool]]:
    """The units in the likeliest spelling of what they fold to, and which are sure."""
    found = iter(counts.spell([fold(term) for terms in typed for term in terms]))
    spelled: list[Spelling] = []
    is_sure: list[bool] = []
    for terms in typed:
        forms = [next(found) for _ in terms]
        spelled.append(tuple(form for form, _ in forms))
        is_sure.append(
            all(
                posterior >= SURE_ENOUGH or not is_alphabetic(term)
                for term, (_, posterior) in zip(terms, forms)
            )
        )
    return spelled, is_sure


class _Cohesion:
    """How much neighbours belong together, against what is asked of them."""

    def __init__(
        self, counts: Counts, whole: Collection[int], closed: Collection[int]
    ) -> None:
        self._counts = counts
        self._whole = whole
        self._closed = closed
        self._known: dict[tuple[Spelling, Spelling], float] = {}

    def of(self, left: Spelling, right: Spelling) -> float:
        """The cohesion of two neighbours, as a multiple of the least that joins them;
        0 where one is a number, and where it is far from joining them."""
        if (left, right) not in self._known:
            self._known[left, right] = self._measure(left, right)
        return self._known[left, right]

    def _measure(self, left: Spelling, right: Spelling) -> float:
        if len(left) + len(right) > MAX_SYLLABLES:
            return 0.0
        if _NUMBER.fullmatch(left[-1]) or _NUMBER.fullmatch(right[0]):
            return 0.0
        single = len(left) == len(right) == 1
        least = SYLLABLES_TOGETHER if single else GROUPS_TOGETHER
        most = self._counts.most_together((*left, *right))
        if most < LEAST_TOGETHER:
            return 0.0
        sides = side_by_side(TEXT, left), side_by_side(TEXT, right)
        least *= max(self._counts.count(All(sides)), 1)
        if most < least:
            # Positions, which take longest to look through, could not change that.
            return 0.0
        together = self._counts.count(side_by_side(TEXT, (*left, *right)))
        return together / least if together >= LEAST_TOGETHER else 0.0

    def gather(
        self, spelled: Sequence[Spelling], may_join: Sequence[bool]
    ) -> frozenset[int]:
        """Put the neighbours together that belong most, again and again.

        :param may_join: for each unit, whether it may be put together with others.
        :returns: the places of units that belong with the next one.
        """
        borders = [
            place for place in range(len(spelled)) if place - 1 not in self._whole
        ]
        groups = list(zip(borders, [*borders[1:], len(spelled)]))

        def spell(group: tuple[int, int]) -> Spelling:
            return tuple(chain.from_iterable(spelled[slice(*group)]))

        joins: set[int] = set()
        while len(groups) > 1:
            strength, at = max(
                (
                    (
                        self.of(spell(left), spell(right))
                        if left[1] - 1 not in self._closed
                        and may_join[left[1] - 1]
                        and may_join[right[0]]
                        else 0.0
                    ),
                    -at,
                )
                for at, (left, right) in enumerate(zip(groups, groups[1:]))
            )
            if strength < 1:
                break
            left, right = groups[-at], groups[1 - at]
            joins.add(left[1] - 1)
            groups[-at : 2 - at] = [(left[0], right[1])]
        return frozenset(joins)


def _is_complete(term: str) -> bool:
    """Whether no mark can be missing from a term."""
    return fold(term) != term or not is_alphabetic(term)
