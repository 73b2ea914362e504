"""What a collection knows about itself, for planning and suggesting: the lexicon beside
the index where there is one, and the values of the index's keyword fields."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache

from search.collection.lexicon import FILE_NAME, Lexicon
from search.collection.restoration import restore
from search.engines.base import inverse_frequency
from search.fields import TEXT
from search.gazetteer.official_numbers import canonical_number
from search.gazetteer.party_documents import issues, value_of
from search.gazetteer.publishers import canonical_publisher
from search.language.normal import fold
from search.language.tokens import terms
from search.query.clauses import EngineQuery, Phrase
from search.query.rewriting import use_pair_field
from search.store.opening import OpenedIndex

MAX_VALUES = 50
CACHE_SIZE = 1_024
"""Queries whose restored diacritics are kept: a query is planned, then suggestions are
made for it, then its next page is asked for."""

MAX_FREQUENCIES = 1 << 14
"""Terms whose frequency is kept."""


class CollectionVocabulary:
    """What one committed state knows of itself; made anew after each commit.

    :ivar frequency: of a field and a term: in how many articles it occurs.
    """

    def __init__(self, opened: OpenedIndex) -> None:
        self._opened = opened
        self._values: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        self._restored = lru_cache(maxsize=CACHE_SIZE)(self._restore)
        self.frequency = lru_cache(maxsize=MAX_FREQUENCIES)(opened.reader.frequency)

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
        return restore(self.lexicon, typed, self._count_phrase)

    def _count_phrase(self, phrase: tuple[str, ...]) -> int:
        """In how many articles some terms stand side by side."""
        clause = Phrase(TEXT, tuple((term,) for term in phrase))
        query = use_pair_field(
            EngineQuery(clause, limit=0), self._opened.manifest.profile
        )
        return self._opened.reader.search(query).total

    def rarity(self, field: str, term: str) -> float:
        """The idf of a term."""
        return inverse_frequency(self.frequency(field, term), self._opened.reader.count)

    def values(self, facet: str, text: str) -> Sequence[str]:
        """The values a reader means by a text: the very value, or the document or the
        newspaper it is a form of; else those equal to it but for case, marks and
        punctuation; else those equal to it but for blanks too; else those that have all
        its words in order; else none. A document's number means those of all years
        that share it."""
        if facet == "document" and (number := canonical_number(text)):
            if issued := [
                value
                for value in (
                    number,
                    *(value_of(number, year) for year in issues(number)),
                )
                if self._opened.reader.frequency(facet, value)
            ]:
                return issued
        for exact in (text, _canonical(facet, text)):
            if exact and self._opened.reader.frequency(facet, exact):
                return (exact,)
        wanted = _key(text)
        if not wanted:
            return ()
        known = self._known(facet)
        equal = [value for value, key in known if key == wanted]
        if not equal:
            glued = "".join(wanted)
            equal = [value for value, key in known if "".join(key) == glued]
        found = equal or [value for value, key in known if _contains(key, wanted)]
        return found[:MAX_VALUES]

    def _known(self, facet: str) -> list[tuple[str, tuple[str, ...]]]:
        if facet not in self._values:
            self._values[facet] = [
                (value, _key(value))
                for value, _ in self._opened.reader.vocabulary(facet)
            ]
        return self._values[facet]


def _canonical(facet: str, text: str) -> str | None:
    match facet:
        case "document":
            return canonical_number(text)
        case "publisher":
            return canonical_publisher(text)
    return None


def _key(text: str) -> tuple[str, ...]:
    return tuple(fold(term) for term in terms(text))


def _contains(key: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    size = len(wanted)
    return any(key[i : i + size] == wanted for i in range(len(key) - size + 1))
