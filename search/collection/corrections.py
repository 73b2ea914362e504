"""Misspellings, found by how often a pair of syllables stands in the collection.

A pair as typed is *sound* where it is a word of the dictionary or a collocation of the
collection. A syllable that stands in no sound pair is compared with what its pairs may
have been meant for: collocations that sound alike or differ in marks, and those of
syllables one letter away. What is offered stands in the collection many times as often
as what was typed, and breaks no sound pair beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import islice, pairwise
from math import prod
from typing import NamedTuple, Protocol

from search.collection.lexicon import Collocation, pair_skeleton
from search.language.normal import fold, is_marked
from search.language.slips import edited_syllables, edits, is_other_key, skeleton
from search.language.syllables import UNTONED, is_bare_syllable, is_syllable

MAX_TERMS = 16
"""Terms of a query that is corrected; what is longer was pasted."""

MAX_CHANGES = 3
"""Corrections of one query."""

MAX_SUSPECTS = 4
"""Syllables of a query whose neighbours by one letter are looked up, 0.5 ms each."""

OVER_WORD, WORD_OVER_COLLOCATION = 100, 10
"""How many times as often as a sound pair a correction must stand there, for misspellings
are in print too: anything, and a word of the dictionary over what is none."""

OVER_UNSOUND, WORD_OVER_UNSOUND = 10, 3
"""The same over a pair that is not sound, where the correction is not, and is, a word of
the dictionary: the press has ``sát nhập`` a sixth as often as ``sáp nhập``."""

UNTYPED = 0.5
"""What a pair that never occurs counts."""

SAME_LETTERS, SAME_SOUND, ONE_LETTER, OTHER_SYLLABLE = 1.0, 0.5, 0.2, 0.05
"""How likely a slip is: in marks, in letters that sound alike, in a letter of what is no
syllable then, of what is another one."""

IN_PRINT = 5
"""Occurrences of a pair above which its letters are right."""

FAR_KEY = 0.3
"""How much less likely it is to hit a key that is not beside the right one."""

KNOWN = 20
"""Occurrences of a term that is no syllable from which it is right: VN, Adu."""

MARKS_KEPT, MARKS_LEFT_OUT, OTHER_MARKS = 1.0, 0.7, 0.05
"""How likely it is with these marks: the same, fewer or hỏi for ngã, others."""

SOUND_BESIDE = 5
"""How many times as likely a correction is for each sound pair that it makes beside."""

BOTH = 0.1
"""How much less likely it is that both syllables of a pair are slips."""

MIN_FREQUENCY, MIN_BESIDE = 5, 3
"""Occurrences of a term, and those beside its neighbours, before it is offered for one
that is no syllable."""

FAR_LIKELIER = 20
"""How many times as often it must occur as the term that was typed."""

MIN_FOREIGN = 4
"""Letters of a term that is no syllable before one a letter away is offered."""

MAX_NEAR = 8
"""Marked forms of each syllable one letter away that are weighed."""

CACHE_SIZE = 1 << 13
"""Terms of which it is kept whether they are syllables."""

IsWord = Callable[[Sequence[str]], bool]
"""Whether some syllables make a word of the dictionary."""


class Counts(Protocol):
    """What is asked of a :class:`search.collection.lexicon.Lexicon`."""

    def collocations(
        self, skeletons: Sequence[str]
    ) -> Mapping[str, Sequence[Collocation]]:
        """The collocations with each skeleton."""

    def pair_counts(
        self, lefts: Sequence[str], rights: Sequence[str]
    ) -> Mapping[tuple[str, str], int]:
        """Counts of adjacent terms."""

    def weighted_variants(self, folded: str) -> Sequence[tuple[str, int]]:
        """Terms with this folded form and their counts, the most frequent first."""

    def known_folded(self, forms: Sequence[str]) -> Sequence[tuple[str, int]]:
        """Which folded forms there are, with the sum of their counts."""


class Change(NamedTuple):
    """Two terms of a query from ``start`` on in another spelling, and how likely it is."""

    start: int
    forms: tuple[str, str]
    weight: float


def correct(
    terms: Sequence[str], counts: Counts, is_word: IsWord, plain: Sequence[bool] = ()
) -> list[str]:
    """The terms of a query, those in other spellings that look misspelt.

    :param plain: of each term, whether it may be respelled: it is a word of its own and
        no part of a number or an abbreviation; all by default.
    """
    forms = list(terms)
    flags = list(plain) or [True] * len(forms)
    flags = [
        flag and form.isalpha() and not _is_known_name(form, counts)
        for flag, form in zip(flags, forms)
    ]
    if not any(flags) or len(forms) > MAX_TERMS:
        return forms
    sheet = _Sheet(forms, flags, counts, is_word)
    for _ in range(MAX_CHANGES):
        change = sheet.best_change()
        if change is None:
            break
        forms[change.start : change.start + 2] = change.forms
        sheet = _Sheet(forms, flags, counts, is_word)
    for place, form in enumerate(forms):
        if sheet.is_suspect(place):
            forms[place] = _nearest(forms, place, counts)
    return forms


def soundness(terms: Sequence[str], counts: Counts, is_word: IsWord) -> int:
    """How many of the adjacent pairs are words or collocations."""
    return sum(_Sheet(list(terms), [True] * len(terms), counts, is_word).sound)


class _Sheet:
    """One state of a query with what the collection has beside and instead."""

    def __init__(
        self,
        forms: list[str],
        plain: Sequence[bool],
        counts: Counts,
        is_word: IsWord,
    ) -> None:
        self._forms = forms
        self._is_bare = not any(map(is_marked, forms))
        self._plain = plain
        self._counts = counts
        self._is_word = is_word
        self._pairs = list(pairwise(forms))
        self._keys = [pair_skeleton(*pair) for pair in self._pairs]
        self._alike = counts.collocations(list(dict.fromkeys(self._keys)))
        # How often each pair stands there as a collocation.
        self._own = [
            sum(
                row.uses
                for row in self._alike.get(key, ())
                if self._is_typed(*pair, row)
            )
            for pair, key in zip(self._pairs, self._keys)
        ]
        self.sound = [
            own > 0 or is_word(pair) for pair, own in zip(self._pairs, self._own)
        ]

    def is_alone(self, place: int) -> bool:
        """Whether a term stands in no sound pair."""
        return not any(self.sound[max(0, place - 1) : place + 1])

    def best_change(self) -> Change | None:
        """The likeliest correction, if one is likely enough."""
        changes = [*self._by_sound(), *self._by_letter()]
        return max(changes, key=self._rank, default=None)

    def _rank(self, change: Change) -> float:
        """The weight of a change, more where pairs beside it are sound then."""
        place, (left, right) = change.start, change.forms
        beside = [
            *((self._forms[place - 1], left) for _ in range(place > 0)),
            *((right, after) for after in self._forms[place + 2 : place + 3]),
        ]
        sound = sum(self._stands(*pair) for pair in beside)
        return change.weight * float(SOUND_BESIDE**sound)

    def _by_sound(self) -> Iterator[Change]:
        for place, ((left, right), key) in enumerate(zip(self._pairs, self._keys)):
            if self._plain[place] and self._plain[place + 1]:
                rows = self._alike.get(key, ())
                yield from self._changes(place, rows, SAME_SOUND)

    def _by_letter(self) -> Iterator[Change]:
        suspects = filter(self.is_suspect, range(len(self._forms)))
        for place in islice(suspects, MAX_SUSPECTS):
            near = dict.fromkeys(
                map(skeleton, edited_syllables(fold(self._forms[place])))
            )
            for at in (place - 1, place):
                if 0 <= at < len(self._pairs):
                    yield from self._near(at, place, [*near])

    def is_suspect(self, place: int) -> bool:
        """Whether a term may have a wrong letter: no pair of it is sound, and none is in
        print, unless it is no syllable."""
        if not self._plain[place] or not self.is_alone(place):
            return False
        if not _may_be_syllable(self._forms[place]):
            return True
        # Of what has no marks at all, other marks are likelier than other letters.
        beside = slice(max(0, place - 1), place + 1)
        return not self._is_bare and all(
            self._uses(pair) <= IN_PRINT for pair in range(len(self._pairs))[beside]
        )

    def _near(self, at: int, place: int, near: Sequence[str]) -> Iterator[Change]:
        """The corrections of one syllable by a letter, in one of its pairs."""
        left, right = self._pairs[at]
        other = skeleton(right if at == place else left)
        keys = [
            f"{form} {other}" if at == place else f"{other} {form}" for form in near
        ]
        bare = fold(self._forms[place])
        for rows in self._counts.collocations(keys).values():
            kept = [
                row
                for row in rows
                if (
                    self._is_form(right, row.right) and _is_near(bare, row.left)
                    if at == place
                    else self._is_form(left, row.left) and _is_near(bare, row.right)
                )
            ]
            is_odd = not _may_be_syllable(self._forms[place])
            slip = ONE_LETTER if is_odd else OTHER_SYLLABLE
            yield from self._changes(at, kept, slip)

    def _changes(
        self, place: int, rows: Sequence[Collocation], slip: float
    ) -> Iterator[Change]:
        """Those of some collocations that a pair may have been meant for."""
        for row in rows:
            ratio = self._ratio(place, row, slip)
            if row.uses < ratio * UNTYPED or self._is_typed(*self._pairs[place], row):
                continue
            weight = row.uses * self._likelihood(place, row, slip)
            if weight < ratio * UNTYPED:
                continue
            if weight >= ratio * (self._uses(place) + UNTYPED) and self._fits(
                place, row
            ):
                yield Change(place, (row.left, row.right), weight)

    def _is_form(self, typed: str, form: str) -> bool:
        """Whether a form is what was typed, or in a query without marks that with its
        own."""
        return typed == form or (self._is_bare and typed == fold(form))

    def _is_typed(self, left: str, right: str, row: Collocation) -> bool:
        return self._is_form(left, row.left) and self._is_form(right, row.right)

    def _likelihood(self, place: int, row: Collocation, slip: float) -> float:
        """How likely a pair is written for a collocation."""
        changed = [
            _likeness(typed, form, slip)
            for typed, form in zip(self._pairs[place], (row.left, row.right))
            if not self._is_form(typed, form)
        ]
        return prod(changed) * (BOTH if len(changed) > 1 else 1)

    def _ratio(self, place: int, row: Collocation, slip: float) -> int:
        """How many times as often as a pair of the query a collocation must stand in the
        collection to be offered for it."""
        is_word = slip == SAME_SOUND and self._is_word((row.left, row.right))
        if self._is_word(self._pairs[place]):
            return OVER_WORD
        if self.sound[place]:
            return WORD_OVER_COLLOCATION if is_word else OVER_WORD
        return WORD_OVER_UNSOUND if is_word else OVER_UNSOUND

    def _uses(self, place: int) -> int:
        """How often a pair of the query stands in the collection."""
        own = self._own[place]
        return own or self._others_uses.get(self._pairs[place], 0)

    @cached_property
    def _others_uses(self) -> Mapping[tuple[str, str], int]:
        """How often the pairs that are no collocations do: one look-up for them all."""
        others = [pair for pair, own in zip(self._pairs, self._own) if not own]
        lefts, rights = zip(*others)
        return self._counts.pair_counts(lefts, rights)

    def _fits(self, place: int, row: Collocation) -> bool:
        """Whether a collocation in the place of a pair breaks no sound pair beside it."""
        left, right = self._pairs[place]
        if place and self.sound[place - 1] and row.left != left:
            if not self._stands(self._pairs[place - 1][0], row.left):
                return False
        if (
            place + 1 < len(self._pairs)
            and self.sound[place + 1]
            and row.right != right
        ):
            if not self._stands(row.right, self._pairs[place + 1][1]):
                return False
        return True

    def _stands(self, left: str, right: str) -> bool:
        if self._is_word((left, right)):
            return True
        key = pair_skeleton(left, right)
        found = self._counts.collocations([key]).get(key, ())
        return any(self._is_typed(left, right, row) for row in found)


def _is_near(bare: str, form: str) -> bool:
    return fold(form) in edited_syllables(bare)


def _likeness(typed: str, form: str, slip: float) -> float:
    """How likely one syllable is written for the other."""
    bare, other = fold(typed), fold(form)
    letters = SAME_LETTERS if bare == other else slip
    if skeleton(typed) != skeleton(form) and is_other_key(bare, other):
        letters *= FAR_KEY
    if typed.isascii():
        return letters * MARKS_LEFT_OUT
    tone, qualities = _marks(typed)
    meant_tone, meant_qualities = _marks(form)
    if (tone, qualities) == (meant_tone, meant_qualities):
        return letters * MARKS_KEPT
    is_fewer = tone in (0, meant_tone) and qualities <= meant_qualities
    is_swapped = {tone, meant_tone} == {3, 4} and qualities == meant_qualities
    return letters * (MARKS_LEFT_OUT if is_fewer or is_swapped else OTHER_MARKS)


def _marks(term: str) -> tuple[int, frozenset[str]]:
    """The tone of a syllable, and its letters that bear another mark."""
    tone, letters = 0, []
    for letter in term:
        vowel, found = UNTONED.get(letter, (letter, 0))
        tone = found or tone
        letters.append(vowel)
    return tone, frozenset(letter for letter in letters if not letter.isascii())


def _is_known_name(term: str, counts: Counts) -> bool:
    if is_marked(term) or is_bare_syllable(term):
        return False
    return dict(counts.weighted_variants(fold(term))).get(term, 0) >= KNOWN


@lru_cache(maxsize=CACHE_SIZE)
def _may_be_syllable(term: str) -> bool:
    return is_syllable(term) or is_bare_syllable(term)


def _nearest(terms: Sequence[str], place: int, counts: Counts) -> str:
    """A term, or the likeliest one a letter away: by how often it stands beside its
    neighbours, then, for one that is no syllable, by how often it occurs at all."""
    term = terms[place]
    variants = dict(counts.weighted_variants(fold(term)))
    typed = variants.get(term, 0) if is_marked(term) else sum(variants.values())
    is_odd = not _may_be_syllable(term)
    if len(terms) == 1 and (typed or not is_odd):
        return term
    if not is_odd and typed >= MIN_FREQUENCY:
        return term
    candidates = {
        form: count * _likeness(term, form, ONE_LETTER)
        for form, count in _one_letter_away(fold(term), counts).items()
        if count >= max(MIN_FREQUENCY, FAR_LIKELIER * typed)
        and (is_bare_syllable(fold(form)) or len(term) >= MIN_FOREIGN)
    }
    if not candidates:
        return term
    found = _beside(terms, place, [*candidates, term], counts)
    beside = {form: found[form] * _likeness(term, form, ONE_LETTER) for form in found}
    best = max(candidates, key=lambda form: (beside[form], candidates[form]))
    if len(terms) == 1:
        return best
    if beside[best] < OVER_UNSOUND * (beside[term] + UNTYPED):
        if not is_odd or found[best] < MIN_BESIDE:
            return term
    return best


def _one_letter_away(folded: str, counts: Counts) -> dict[str, int]:
    found: dict[str, int] = {}
    for near, _ in counts.known_folded([folded, *sorted(edits(folded))]):
        found.update(counts.weighted_variants(near)[:MAX_NEAR])
    return found


def _beside(
    terms: Sequence[str], place: int, forms: Sequence[str], counts: Counts
) -> dict[str, int]:
    """How often each form stands beside the neighbours of a place."""
    beside = dict.fromkeys(forms, 0)
    if place:
        for (_, form), count in counts.pair_counts([terms[place - 1]], forms).items():
            beside[form] += count
    if place + 1 < len(terms):
        for (form, _), count in counts.pair_counts(forms, [terms[place + 1]]).items():
            beside[form] += count
    return beside
