"""From a query tree to what an engine is asked: what must match, and what ranks.

Syllables decide matching (docs/architecture.md, decision 1): one typed with diacritics is
that term, one typed without is any term that folds to it. A compound such as ``18-NQ/TW`` is one
unit: its parts side by side. An abbreviation matches its long form, and the other way.
Plain text needs most of its units, operators are obeyed to the letter; see
``docs/query-language.md``. What matches never depends on the ranking profile.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from search.fields import TEXT, Profile
from search.language.normal import fold, word_term
from search.language.segmenter.single import default_segmenter
from search.language.tokens import SENTENCE, phrase_terms, tokenize
from search.query import clauses
from search.query.clauses import (
    Clause,
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
    Spelled,
    absorb_values,
    check_period,
    combine,
    read_filter,
    spoken,
)
from search.query.grouping import group_forms, group_units
from search.query.highlights import Mark, Slot
from search.query.plan import Part, Plan, Vocabulary, all_of, side_by_side
from search.query.ranking.weights import (
    MAX_SYLLABLES,
    OtherForm,
    Run,
    is_alphabetic,
    is_bare_phrase,
    respelled,
    score_clauses,
)
from search.query.syntax import (
    ADDING,
    Each,
    Either,
    Leaf,
    Minus,
    Near,
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
from search.query.units import Unit, near_groups, phrase_forms, read_units
from search.results import Notice

CACHE_SIZE = 4_096
"""Syllables whose clauses are kept: what they mean depends on nothing else."""

MAX_VARIANTS = 64
"""Spellings of one unmarked syllable in a phrase; Vietnamese has at most some 20."""


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
        groups: list[Part] = []
        parts = self._conjunction(tree)
        for part in parts:
            if _narrows(part):
                filters.extend(self._filters(part))
            elif isinstance(part, Words) and not part.field:
                found = self._units(part)
                units.extend(self._unit(unit, part) for unit in found)
                groups.extend(self._groups(found, part))
            elif (clause := self._clause(part)) is not None:
                strict.append(clause)
        if speakers := [item for item in filters if item.facet == "speaker"]:
            said = [ways for part in parts for ways in self._said(part)]
            spoken_by = (spoken(speaker, said) for speaker in speakers)
            strict.extend(clause for clause in spoken_by if clause is not None)
        self.warnings.extend(check_period(filters))
        units = list(dict.fromkeys(units))
        match = all_of([*strict, *(group.clause for group in groups)])
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
            groups=tuple(dict.fromkeys(groups)),
            units=tuple(units),
            whole=self._whole(),
            is_plain=self.parsed.plain,
        )

    def _whole(self) -> Clause | None:
        terms = [term for _, run in self.runs for term in run.terms]
        clause = self._adjacent(TEXT, terms) if len(terms) > 1 else None
        return clause if isinstance(clause, Phrase) else None

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
        if isinstance(node, Plus):
            node = node.part
        if isinstance(node, Each):
            for part in node.parts:
                yield from self._filters(part)
            return
        group = 0
        for leaf in leaves(node):
            found = read_filter(leaf, self.vocabulary, self.warnings)
            if found is not None:
                if isinstance(node, Either):
                    group = group or 1 + leaf.start
                yield replace(found, start=leaf.start, end=leaf.end, group=group)

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
                return all_of(found) if found else None
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
                return all_of(narrowed.values()) if narrowed else None
            case Words():
                units = self._units(node)
                for unit in units:
                    self._unit(unit, node)
                groups = list(self._groups(units, node))
                return all_of(group.clause for group in groups) if groups else None
            case Near():
                return self._near(node)
            case Quote():
                return self._quote(node)
            case Stem():
                return self._stem(node)
        return None

    def _said(self, node: Node) -> Iterator[tuple[Spelled, ...]]:
        """The phrases of a part that somebody must say, each in all its forms."""
        leaf = node.part if isinstance(node, Plus) else node
        if isinstance(leaf, Quote) and not leaf.field:
            exact = tuple(phrase_terms(leaf.text))
            forms = [[exact] if leaf.exact else phrase_forms(leaf.text)]
        elif isinstance(leaf, Words) and not leaf.field:
            groups = group_units(read_units(leaf.text), self.vocabulary)
            made = map(group_forms, groups)
            forms = [[*found.alike, *found.exact] for found in made]
        else:
            return
        for alternatives in forms:
            runs = [
                [term for term in form if term != SENTENCE] for form in alternatives
            ]
            if ways := tuple(tuple(map(self._spellings, run)) for run in runs if run):
                yield ways

    # Text

    def _units(self, leaf: Words) -> list[Unit]:
        """The units of plain text."""
        units = self._within_limit(read_units(leaf.text), leaf)
        self._note_run(leaf, [term for unit in units for term in unit.terms])
        return units

    def _groups(self, units: Sequence[Unit], leaf: Words) -> Iterator[Part]:
        """What must hold of plain text, as one each."""
        base = _base(leaf)
        for group in group_units(units, self.vocabulary):
            forms = group_forms(group)
            clauses = (
                *(self._adjacent(base, terms) for terms in forms.alike),
                *(side_by_side(base, terms) for terms in forms.exact),
            )
            yield Part(" ".join(unit.text for unit in group), _any(clauses))

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
        others = [side_by_side(base, form.terms) for form in unit.forms]
        for terms in unit.writings:
            self._mark(map(_slot, terms), leaf)
            if not self.negated:
                self.forms[OtherForm(terms, as_whole=True)] = None
            others.append(self._adjacent(base, terms))
        return _any((self._adjacent(base, unit.terms), *others))

    def _quote(self, leaf: Quote) -> Clause | None:
        exact = tuple(phrase_terms(leaf.text))
        forms = [exact] if leaf.exact else phrase_forms(leaf.text)
        terms = [term for term in forms[0] if term != SENTENCE] if forms else []
        if not terms:
            self._warn(f"Bỏ qua “{leaf.text}”: không có chữ hay số", leaf)
            return None
        self._note_run(leaf, terms[:MAX_SYLLABLES])
        if leaf.exact:
            self._mark([Slot((term,)) for term in exact], leaf)
            return side_by_side(_base(leaf), exact)
        for form in forms:
            self._mark(map(_slot, form), leaf)
        if len(terms) > 1 and self.vocabulary is None and any(map(_is_open, terms)):
            self._warn(
                "Chỉ mục chưa có thống kê âm tiết: cụm gõ thiếu dấu được tìm như các"
                " tiếng rời",
                leaf,
            )
        return _any(self._adjacent(_base(leaf), form) for form in forms)

    def _near(self, node: Near) -> Clause | None:
        groups = near_groups(node)
        for leaf, terms in groups:
            self._note_run(leaf, terms)
            self._mark(map(_slot, terms), leaf)
        base = "title" if all(_base(leaf) == "title" for leaf, _ in groups) else TEXT
        parts = dict.fromkeys(tuple(map(self._spellings, terms)) for _, terms in groups)
        if len(parts) > 1 and all(map(all, parts)):
            return clauses.Near(base, tuple(parts), node.gap)
        found = [self._adjacent(base, terms) for _, terms in groups]
        return all_of(found) if found else None

    def _stem(self, leaf: Stem) -> Clause | None:
        terms = [part.term for token in tokenize(leaf.text) for part in token.parts]
        if not terms:
            return None
        if len(terms) > MAX_SYLLABLES:
            self._warn(f"Câu tìm quá dài: chỉ tìm {MAX_SYLLABLES} tiếng đầu", leaf)
            terms = terms[:MAX_SYLLABLES]
        base, *_ = bases = (_base(leaf), f"{_base(leaf)}_folded")
        *before, stem = terms
        prefix = Prefix(bases[_is_open(stem)], stem)
        self._note_run(leaf, terms)
        slot = Slot((stem,), folded=_is_open(stem), prefix=True)
        self._mark([*map(_slot, before), slot], leaf)
        return all_of((*(_term(base, term) for term in before), prefix))

    def _adjacent(self, base: str, terms: Sequence[str]) -> Clause:
        """Terms side by side, each by its own rule."""
        if len(terms) == 1:
            return _term(base, terms[0])
        slots = [self._spellings(term) for term in terms]
        if not all(slots):
            # The folded field has no positions: the parts, wherever they stand.
            return all_of(_term(base, term) for term in terms)
        return Phrase(base, tuple(slots))

    def _spellings(self, term: str) -> tuple[str, ...]:
        """The terms that one of a phrase may be; none when the vocabulary knows none."""
        spellings = respelled(term)
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
            run = Run(tuple(terms), is_phrase=isinstance(leaf, Quote))
            if isinstance(leaf, Quote) and leaf.exact:
                run = replace(run, restored=tuple((term, 1.0) for term in terms))
            self.runs.append((leaf, run))

    def _scores(self) -> tuple[Scoring, ...]:
        runs = [run for _, run in self.runs]
        if not runs:
            return ()
        is_bare = is_bare_phrase(runs)
        runs = [self._restored(leaf, run, is_bare) for leaf, run in self.runs]
        return score_clauses(runs, self.profile, self.forms)

    def _restored(self, leaf: Leaf, run: Run, is_bare: bool) -> Run:
        """A run with the words in it, and what its open syllables may be."""
        if self.vocabulary is None or run.restored or not any(map(_is_open, run.terms)):
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
        if isinstance(node, Either) and not facets.isdisjoint(ADDING):
            is_one = is_one and all(isinstance(part, Leaf) for part in node.parts)
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
    """Whether a term was typed without diacritics that it may have; Zürich has its own."""
    return is_alphabetic(term) and fold(term) == term


def _base(leaf: Leaf) -> str:
    return "title" if leaf.field == "title" else "text"


@lru_cache(maxsize=CACHE_SIZE)
def _term(base: str, term: str) -> Clause:
    field = f"{base}_folded" if _is_open(term) else base
    return _any(Term(field, spelled) for spelled in respelled(term))


@lru_cache(maxsize=CACHE_SIZE)
def _slot(term: str) -> Slot:
    return Slot(respelled(term), folded=_is_open(term))


def _asks_everything(text: str) -> bool:
    return text.strip() in ("", "*")
