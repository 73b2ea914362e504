"""From a query tree to what an engine is asked: what must match, and what ranks.

Syllables decide matching (docs/architecture.md, decision 1): one typed with diacritics is
that term, one typed without is any term that folds to it. A compound such as ``18-NQ/TW`` is one
unit: its parts side by side. An abbreviation matches its long form, and the other way.
Plain text needs most of its units, operators are obeyed to the letter; see
``docs/query-language.md``. What matches never depends on the ranking profile.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise
from typing import Protocol

from search.fields import TEXT, Profile
from search.language.normal import is_marked, word_term
from search.language.segmenter.single import default_segmenter
from search.language.syllables import is_bare_syllable, respell
from search.language.tokens import tokenize
from search.query.clauses import (
    All,
    Clause,
    Everything,
    Nothing,
    Phrase,
    Prefix,
    Scoring,
    Some,
    Term,
    Without,
)
from search.query.filters import (
    Filter,
    Values,
    absorb_values,
    check_period,
    combine,
    read_filter,
)
from search.query.highlights import Mark, Slot
from search.query.ranking import (
    MAX_SYLLABLES,
    OtherForm,
    Run,
    is_alphabetic,
    is_bare_phrase,
    relaxed_to,
    required,
    score_clauses,
)
from search.query.syntax import (
    Each,
    Either,
    Leaf,
    Minus,
    Node,
    Parsed,
    Plus,
    Quote,
    Stem,
    Words,
    facet_of,
    is_filter,
    leaves,
    parse,
)
from search.query.units import Unit, phrase_forms, read_units
from search.results import Notice

CACHE_SIZE = 4_096
"""Syllables whose clauses are kept: what they mean depends on nothing else."""

MAX_VARIANTS = 64
"""Spellings of one unmarked syllable in a phrase; Vietnamese has at most some 20."""


MAX_AMBIGUOUS = 3
"""Syllables up to which a query without marks is too ambiguous to match them apart."""


class Vocabulary(Values, Protocol):
    """What the planner asks of a collection: its values, and its spellings."""

    def variants(self, folded: str) -> Sequence[str]:
        """All terms of the collection that fold to this one."""

    def restore(self, terms: Sequence[str]) -> Sequence[tuple[str, float]]:
        """For each of some adjacent terms its most likely spelling with diacritics and
        the posterior of that; a term that has marks is itself, with 1.0."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to ask an engine, and what to tell the reader.

    :param match: for :class:`EngineQuery`, as are ``scores`` and ``filters`` (facet
        name -> clause; ``period`` for ``từ:`` and ``đến:``).
    :param typed: the filters of the query's own text, in order.
    :param terms: the terms to be found, in order, canonical, as typed.
    :param strict: what must hold whatever else.
    :param units: what ``minimum`` of must hold.
    """

    match: Clause
    scores: tuple[Scoring, ...] = ()
    filters: Mapping[str, Clause] = field(default_factory=dict)
    warnings: tuple[Notice, ...] = ()
    marks: tuple[Mark, ...] = ()
    typed: tuple[Filter, ...] = ()
    terms: tuple[str, ...] = ()
    strict: tuple[Clause, ...] = ()
    units: tuple[Clause, ...] = ()
    minimum: int = 0


def plan(
    query: str | Parsed, profile: Profile, vocabulary: Vocabulary | None = None
) -> Plan:
    """Plan a query. Never fails, whatever the text.

    :param vocabulary: what the collection knows; without it, phrases of unmarked syllables
        match more than they should (and a warning says so) and diacritics are not
        restored for ranking.
    """
    parsed = parse(query) if isinstance(query, str) else query
    return _Planner(parsed, profile, vocabulary).make()


def relaxed(plan: Plan, beyond: bool = False) -> Plan | None:
    """The same query for partial matches: a third of its plain words will do, operators
    stay. ``None`` when there is nothing to relax.

    :param beyond: leave out the articles that satisfy the plan itself.
    """
    minimum = relaxed_to(len(plan.units))
    if minimum >= plan.minimum:
        return None
    match = _match(plan.strict, plan.units, minimum)
    if beyond:
        match = _all((match, Without(plan.match)))
    return replace(plan, match=match, minimum=minimum)


def _match(strict: Sequence[Clause], units: Sequence[Clause], minimum: int) -> Clause:
    if minimum < len(units):
        return _all((*strict, Some(tuple(units), minimum)))
    return _all((*strict, *units))


def _all(parts: Iterable[Clause]) -> Clause:
    """All of the parts, as one clause in its simplest form."""
    flat: list[Clause] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, All) else (part,))
    distinct = [part for part in dict.fromkeys(flat) if part != Everything()]
    if not distinct or all(isinstance(part, Without) for part in distinct):
        distinct.insert(0, Everything())
    return distinct[0] if len(distinct) == 1 else All(tuple(distinct))


def _any(parts: Iterable[Clause]) -> Clause:
    distinct = tuple(dict.fromkeys(parts))
    return distinct[0] if len(distinct) == 1 else Some(distinct)


class _Planner:
    """One query on its way to a plan; collects what is said and ranked on the way."""

    def __init__(
        self, parsed: Parsed, profile: Profile, vocabulary: Vocabulary | None
    ) -> None:
        self.parsed = parsed
        self.profile = profile
        self.vocabulary = vocabulary
        self.warnings = list(parsed.warnings)
        self.runs: list[tuple[Words | Quote | Stem, Run]] = []
        self.forms: dict[OtherForm, None] = {}
        self.marks: dict[Mark, None] = {}
        self.known: dict[str, None] = {}
        self.negated = 0

    def make(self) -> Plan:
        tree = self.parsed.tree
        filters: list[Filter] = []
        strict: list[Clause] = []
        units: list[Clause] = []
        for part in self._conjunction(tree):
            if _narrows(part):
                filters.extend(self._filters(part))
            elif isinstance(part, Words) and not part.field:
                units.extend(self._units(part))
            elif (clause := self._clause(part)) is not None:
                strict.append(clause)
        self.warnings.extend(check_period(filters))
        units = list(dict.fromkeys(units))
        minimum = required(len(units)) if self.parsed.plain else len(units)
        match = _match([*strict, *self._beside()], units, minimum)
        if not (strict or units or filters) and not _asks_everything(self.parsed.text):
            match = Nothing()
        return Plan(
            match=match,
            scores=self._scores(),
            filters=combine(filters),
            warnings=tuple(dict.fromkeys(self.warnings)),
            marks=tuple(self.marks),
            typed=tuple(filters),
            terms=tuple(term for _, run in self.runs for term in run.terms),
            strict=tuple(strict),
            units=tuple(units),
            minimum=minimum,
        )

    def _beside(self) -> list[Clause]:
        """What a short query without any marks must have too: two of its syllables side
        by side. ``to lam`` alone folds to 24 pairs of words; apart they say nothing."""
        if self.vocabulary is None or not self.parsed.plain or len(self.runs) != 1:
            return []
        leaf, run = self.runs[0]
        if not 2 <= len(run.terms) <= MAX_AMBIGUOUS or self.forms:
            return []
        if leaf.field or not all(map(is_bare_syllable, run.terms)):
            return []
        pairs = [self._adjacent(TEXT, pair) for pair in pairwise(run.terms)]
        return [_any(pairs)]

    def _conjunction(self, node: Node | None) -> tuple[Node, ...]:
        parts: tuple[Node, ...] = ()
        if node is not None:
            parts = node.parts if isinstance(node, Each) else (node,)
        parts = absorb_values(parts, self.parsed.text, self.vocabulary)
        for left, right in pairwise(parts):
            self._check_cut(left, right)
        return parts

    def _check_cut(self, left: Node, right: Node) -> None:
        """Warn when a sign or field took only the first syllable of a word."""
        leaf = left.part if isinstance(left, Minus) else left
        if not isinstance(leaf, Words) or not isinstance(right, Words) or right.field:
            return
        sign = "-" if leaf is not left else "tiêuđề:" if leaf.field else ""
        if not sign or is_filter(leaf):
            return
        text = self.parsed.text[leaf.start : right.end]
        for word in default_segmenter(tone_styles=True).words(text):
            if word.start < leaf.end - leaf.start < word.end:
                whole = f'{sign}"{text[word.start : word.end]}"'
                self._warn(
                    f"Chỉ hiểu là {sign}{leaf.text}; cả từ thì viết {whole}", leaf
                )

    def _filters(self, node: Node) -> Iterator[Filter]:
        for leaf in leaves(node):
            found = read_filter(leaf, self.vocabulary, self.warnings)
            if found is not None:
                yield replace(found, start=leaf.start, end=leaf.end)

    def _clause(self, node: Node) -> Clause | None:
        """What must hold for a part of the tree; ``None`` when that is nothing."""
        match node:
            case Each():
                parts = self._conjunction(node)
                texts = [part for part in parts if not _narrows(part)]
                narrowed = combine(
                    item
                    for part in parts
                    if _narrows(part)
                    for item in self._filters(part)
                )
                clauses = [clause for part in texts if (clause := self._clause(part))]
                found = [*clauses, *narrowed.values()]
                return _all(found) if found else None
            case Either(parts):
                sides = [side for part in parts if (side := self._clause(part))]
                return _any(sides) if sides else None
            case Minus(part):
                self.negated += 1
                clause = self._clause(part)
                self.negated -= 1
                return Without(clause) if clause is not None else None
            case Plus(part):
                return self._clause(part)
            case leaf if is_filter(leaf):
                narrowed = combine(self._filters(leaf))
                return _all(narrowed.values()) if narrowed else None
            case Words():
                units = self._units(node)
                return _all(units) if units else None
            case Quote():
                return self._quote(node)
            case Stem():
                return self._stem(node)
        return None

    # Text

    def _units(self, leaf: Words) -> list[Clause]:
        """A clause for each unit of plain text."""
        units = self._within_limit(read_units(leaf.text), leaf)
        self._note_run(leaf, [term for unit in units for term in unit.terms])
        return [self._unit(unit, leaf) for unit in units]

    def _within_limit(self, units: list[Unit], leaf: Words) -> list[Unit]:
        for place, unit in enumerate(units):
            fresh = [term for term in unit.terms if term not in self.known]
            if len(self.known) + len(fresh) > MAX_SYLLABLES:
                self._warn(f"Câu tìm quá dài: chỉ tìm {MAX_SYLLABLES} tiếng đầu", leaf)
                return units[:place]
            self.known.update(dict.fromkeys(fresh))
        return units

    def _unit(self, unit: Unit, leaf: Leaf) -> Clause:
        base = _base(leaf)
        self._mark(map(_slot, unit.terms), leaf)
        for form in unit.forms:
            self._mark([Slot((term,)) for term in form.terms], leaf)
            if not self.negated:
                self.forms[form] = None
        others = [_exact(base, form.terms) for form in unit.forms]
        return _any((self._adjacent(base, unit.terms), *others))

    def _quote(self, leaf: Quote) -> Clause | None:
        terms = [part.term for token in tokenize(leaf.text) for part in token.parts]
        if not terms:
            self._warn(f"Bỏ qua “{leaf.text}”: không có chữ hay số", leaf)
            return None
        self._note_run(leaf, terms[:MAX_SYLLABLES])
        forms = phrase_forms(terms)
        for form in forms:
            self._mark(map(_slot, form), leaf)
        if len(terms) > 1 and self.vocabulary is None and any(map(_is_open, terms)):
            self._warn(
                "Chỉ mục chưa có thống kê âm tiết: cụm gõ thiếu dấu được tìm như các"
                " tiếng rời",
                leaf,
            )
        return _any(self._adjacent(_base(leaf), form) for form in forms)

    def _stem(self, leaf: Stem) -> Clause | None:
        terms = [part.term for token in tokenize(leaf.text) for part in token.parts]
        if not terms:
            return None
        base, *_ = bases = (_base(leaf), f"{_base(leaf)}_folded")
        *before, stem = terms
        prefix = Prefix(bases[_is_open(stem)], stem)
        self._note_run(leaf, terms)
        slot = Slot((stem,), folded=_is_open(stem), prefix=True)
        self._mark([*map(_slot, before), slot], leaf)
        return _all((*(_term(base, term) for term in before), prefix))

    def _adjacent(self, base: str, terms: Sequence[str]) -> Clause:
        """Terms side by side, each by its own rule."""
        if len(terms) == 1:
            return _term(base, terms[0])
        slots = [self._spellings(term) for term in terms]
        if not all(slots):
            # The folded field has no positions: the parts, wherever they stand.
            return _all(_term(base, term) for term in terms)
        return Phrase(base, tuple(slots))

    def _spellings(self, term: str) -> tuple[str, ...]:
        """The terms that one of a phrase may be; none when the vocabulary knows none."""
        spellings = _respelled(term)
        if not _is_open(term):
            return spellings
        known = self.vocabulary.variants if self.vocabulary else lambda folded: ()
        found = [variant for spelled in spellings for variant in known(spelled)]
        return tuple(dict.fromkeys((term, *found)))[:MAX_VARIANTS] if found else ()

    def _mark(self, slots: Iterable[Slot], leaf: Leaf) -> None:
        if not self.negated:
            title_only = leaf.field == "title"
            self.marks[Mark(tuple(slots), title_only=title_only)] = None

    def _warn(self, message: str, leaf: Leaf) -> None:
        self.warnings.append(Notice(message, leaf.start, leaf.end))

    # Ranking

    def _note_run(self, leaf: Leaf, terms: Sequence[str]) -> None:
        if terms and not self.negated:
            is_phrase = isinstance(leaf, Quote)
            self.runs.append((leaf, Run(tuple(terms), is_phrase=is_phrase)))

    def _scores(self) -> tuple[Scoring, ...]:
        runs = [run for _, run in self.runs]
        if not runs:
            return ()
        is_bare = is_bare_phrase(runs)
        runs = [self._restored(leaf, run, is_bare) for leaf, run in self.runs]
        return score_clauses(runs, self.profile, self.forms)

    def _restored(self, leaf: Leaf, run: Run, is_bare: bool) -> Run:
        """A run with the words in it, and what its open syllables may be."""
        if self.vocabulary is None or not any(map(_is_open, run.terms)):
            return replace(run, words=_words(leaf.text, run.terms))
        restored = tuple(self.vocabulary.restore(run.terms))
        spelled = " ".join(form for form, _ in restored)
        words = (*_words(leaf.text, run.terms), *_words(spelled, run.terms))
        spellings = tuple(map(self._spellings, run.terms)) if is_bare else ()
        return replace(run, restored=restored, words=words, spellings=spellings)


def _narrows(node: Node) -> bool:
    """Whether a part is nothing but values of one facet, so a filter of its own."""
    if isinstance(node, Minus):
        return False
    if isinstance(node, Plus):
        return _narrows(node.part)
    if isinstance(node, Each | Either):
        facets = {facet_of(leaf.field) for leaf in leaves(node)}
        is_one = len(facets) == 1 and facets != {"period"}
        return is_one and all(map(_narrows, node.parts))
    return is_filter(node)


def _words(text: str, terms: Sequence[str]) -> tuple[str, ...]:
    """The words of several syllables in a text, as terms of the word fields."""
    if len(terms) < 2:
        return ()
    # pyvi takes capitals for names; a query all in capitals is no name.
    written = text.lower() if text.isupper() else text
    words = default_segmenter(tone_styles=True).words(written)
    return tuple(
        dict.fromkeys(
            word_term(word.text) for word in words if "_" in word.text.strip("_")
        )
    )


def _is_open(term: str) -> bool:
    """Whether a term was typed without diacritics that it may have."""
    return is_alphabetic(term) and not is_marked(term)


def _base(leaf: Leaf) -> str:
    return "title" if leaf.field == "title" else "text"


@lru_cache(maxsize=CACHE_SIZE)
def _respelled(term: str) -> tuple[str, ...]:
    """The term and how else it is written: kỹ and kĩ are one word."""
    other = respell(term)
    return (term, other) if other else (term,)


@lru_cache(maxsize=CACHE_SIZE)
def _term(base: str, term: str) -> Clause:
    field = f"{base}_folded" if _is_open(term) else base
    return _any(Term(field, spelled) for spelled in _respelled(term))


def _exact(base: str, terms: tuple[str, ...]) -> Clause:
    if len(terms) == 1:
        return Term(base, terms[0])
    return Phrase(base, tuple((term,) for term in terms))


@lru_cache(maxsize=CACHE_SIZE)
def _slot(term: str) -> Slot:
    return Slot(_respelled(term), folded=_is_open(term))


def _asks_everything(text: str) -> bool:
    return text.strip() in ("", "*")
