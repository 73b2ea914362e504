"""What a collection knows about itself, for planning and suggesting: the lexicon beside
the index where there is one, and the values of the index's keyword fields."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import islice

from search.collection.lexicon import FILE_NAME, Lexicon
from search.collection.restoration import read_chain
from search.engines.base import EngineAnswer, inverse_frequency
from search.fields import PAIRS, TEXT, pairs
from search.gazetteer.party_documents import issues, value_of
from search.gazetteer.publishers import canonical_publisher
from search.language.normal import fold
from search.language.tokens import terms
from search.query.clauses import (
    Clause,
    EngineQuery,
    Everything,
    FacetAsk,
    Phrase,
    Term,
)
from search.query.rewriting import use_pair_field
from search.store.opening import OpenedIndex

MAX_VALUES = 50
CACHE_SIZE = 1_024
"""Queries whose restored diacritics are kept: a query is planned, then suggestions are
made for it, then its next page is asked for."""

MAX_CHAINS = 16
MAX_FREQUENCIES = 1 << 14
"""Terms whose frequency is kept."""


Count = Callable[[Clause], int]
Frequency = Callable[[str, str], int]
Restore = Callable[[tuple[str, ...]], Sequence[tuple[str, float]]]

YEARS = EngineQuery(Everything(), facets=(FacetAsk("year", "year"),), limit=0)
"""Asks of which years there are articles."""


def newest_of(answer: EngineAnswer) -> int:
    """The date of the newest article in an answer to :data:`YEARS`."""
    return 10_000 * max(map(int, answer.facets["year"]), default=0)


class CollectionVocabulary:
    """What one committed state knows of itself; made anew after each commit.

    :ivar count: of a clause: how many articles satisfy it, copies among them.
    :ivar frequency: of a field and a term: in how many articles it occurs.
    """

    def __init__(self, opened: OpenedIndex) -> None:
        self._opened = opened
        self._values: dict[str, _Values] = {}
        # What is spelt for grouping is restored for ranking.
        self._chain = lru_cache(maxsize=MAX_CHAINS)(read_chain)
        self._restored: Restore = lru_cache(maxsize=CACHE_SIZE)(self._restore)
        self.count: Count = lru_cache(maxsize=MAX_FREQUENCIES)(self._count)
        self.frequency: Frequency = lru_cache(maxsize=MAX_FREQUENCIES)(
            opened.reader.frequency
        )
        # What a far engine was asked for at once (``search.collection.foresight``).
        self.learnt: dict[Clause, int] = {}
        if opened.reader.is_far:
            self.count, self.frequency = self._learnt_count, self._learnt_frequency

    @property
    def is_far(self) -> bool:
        """Whether each count is a journey."""
        return self._opened.reader.is_far

    @property
    def has_guessed(self) -> bool:
        """Whether some counts are guesses, which shows what is to be asked."""
        return False

    @cached_property
    def lexicon(self) -> Lexicon | None:
        """The counts, or ``None`` where the index has none."""
        path = self._opened.side_path(FILE_NAME)
        return Lexicon(path) if path.exists() else None

    def variants(self, folded: str) -> Sequence[str]:
        """The collection's terms with this folded form."""
        return self.lexicon.variants(folded) if self.lexicon else ()

    def restore(self, typed: Sequence[str]) -> Sequence[tuple[str, float]]:
        """Each term's likeliest marked form and its posterior, by the pairs of the
        lexicon and the phrases of the index."""
        return self._restored(tuple(typed))

    def _restore(self, typed: tuple[str, ...]) -> Sequence[tuple[str, float]]:
        if self.lexicon is None:
            return [(term, 0.0) for term in typed]
        return self._chain(self.lexicon, typed).weigh(self.count_phrase)

    def spell(self, typed: Sequence[str]) -> Sequence[tuple[str, float]]:
        """The same by pairs alone: quicker, and wrong a little oftener."""
        if self.lexicon is None:
            return [(term, 0.0) for term in typed]
        return self._chain(self.lexicon, tuple(typed)).forms()

    def count_phrase(self, phrase: Sequence[str]) -> int:
        """In how many articles some terms stand side by side."""
        if len(phrase) == 1:
            return self.frequency(TEXT, phrase[0])
        return self.count(Phrase(TEXT, tuple((term,) for term in phrase)))

    @property
    def _has_pairs(self) -> bool:
        return self._opened.manifest.profile == "full"

    def most_together(self, phrase: Sequence[str]) -> int:
        """No more articles than this have some terms side by side."""
        if not self._has_pairs:
            return self._opened.reader.count
        found = [self.frequency(PAIRS, pair) for pair in pairs(map(fold, phrase))]
        return min(found, default=self._opened.reader.count)

    def count_loosely(self, phrase: Sequence[str]) -> int:
        """How many articles have some terms side by side, whatever their marks."""
        most = self.most_together(phrase)
        if not most or (len(phrase) == 2 and self._has_pairs):
            # A pair is one term, without marks.
            return most
        slots = [(folded, *self.variants(folded)) for folded in map(fold, phrase)]
        return self.count(
            Phrase(TEXT, tuple(tuple(dict.fromkeys(slot)) for slot in slots))
        )

    def _count(self, clause: Clause) -> int:
        return self._opened.reader.search(self._counting(clause)).total

    def _counting(self, clause: Clause) -> EngineQuery:
        query = EngineQuery(clause, limit=0)
        return use_pair_field(query, self._opened.manifest.profile)

    def learn(self, clauses: Sequence[Clause]) -> None:
        """Ask in how many articles each of some clauses holds, all at once."""
        if len(self.learnt) > MAX_FREQUENCIES:
            self.learnt.clear()
        asked = [
            clause if isinstance(clause, Term) else self._counting(clause).match
            for clause in clauses
        ]
        found = self._opened.reader.counts(asked)
        self.learnt.update(zip(clauses, found, strict=True))

    def _learnt_count(self, clause: Clause) -> int:
        if clause not in self.learnt:
            self.learn([clause])
        return self.learnt[clause]

    def _learnt_frequency(self, field: str, term: str) -> int:
        return self._learnt_count(Term(field, term))

    @cached_property
    def newest(self) -> int:
        """The date of the newest article, ``YYYYMMDD``; 0 when none has one."""
        return newest_of(self._opened.reader.search(YEARS))

    def rarity(self, field: str, term: str) -> float:
        """The idf of a term."""
        return inverse_frequency(self.frequency(field, term), self._opened.reader.count)

    def values(self, facet: str, text: str) -> Sequence[str]:
        """The values a reader means by a text: the very value, or the document or the
        newspaper it is a form of; else those equal to it but for case, marks and
        punctuation; else those equal to it but for blanks too; else those that have all
        its words in order; else none. A document's number means those of all years
        that share it."""
        if facet == "document" and (issued := self._issued(text)):
            return issued
        for exact in (text, _canonical(facet, text)):
            if exact and self.frequency(facet, exact):
                return (exact,)
        wanted = _key(text)
        if not wanted:
            return ()
        return self._known(facet).find(wanted)[:MAX_VALUES]

    def _issued(self, text: str) -> Sequence[str]:
        """The documents of one number, of whatever year."""
        # Its tables take a twentieth of a cold search, and few ask for a document.
        from search.gazetteer.official_numbers import canonical_number

        number = canonical_number(text)
        years = issues(number) if number else ()
        values = [number, *(value_of(number, year) for year in years)] if number else []
        return [value for value in values if self.frequency("document", value)]

    def all_values(self, facet: str) -> Sequence[str]:
        """All values of a facet."""
        return self._known(facet).values

    def _known(self, facet: str) -> _Values:
        if facet not in self._values:
            found = self._opened.reader.vocabulary(facet)
            self._values[facet] = _Values([value for value, _ in found])
        return self._values[facet]


class _Values:
    """The values of a field by their words: a look-up in 30,000 names takes a tenth of a
    millisecond, and one that compares them all eighty, of which a request may ask forty.
    """

    def __init__(self, values: Sequence[str]) -> None:
        self.values = values
        self._equal: dict[str, list[str]] = {}
        self._glued: dict[str, list[str]] = {}
        self._starts: list[int] = []
        lines: list[str] = []
        start = 0
        for value in values:
            words = _key(value)
            self._equal.setdefault(" ".join(words), []).append(value)
            self._glued.setdefault("".join(words), []).append(value)
            lines.append(f" {' '.join(words)} \n")
            self._starts.append(start)
            start += len(lines[-1])
        self._lines = "".join(lines)

    def find(self, wanted: Sequence[str]) -> list[str]:
        """The values with the same words, else with the same letters, else with these
        words among theirs."""
        equal = self._equal.get(" ".join(wanted)) or self._glued.get("".join(wanted))
        return equal or list(
            islice(self._containing(f" {' '.join(wanted)} "), MAX_VALUES)
        )

    def _containing(self, words: str) -> Iterator[str]:
        place = self._lines.find(words)
        while place >= 0:
            number = bisect_right(self._starts, place) - 1
            yield self.values[number]
            place = self._lines.find(words, self._lines.index("\n", place))


def _canonical(facet: str, text: str) -> str | None:
    return canonical_publisher(text) if facet == "publisher" else None


def _key(text: str) -> tuple[str, ...]:
    return tuple(fold(term) for term in terms(text))
