"""Asks a far engine at once for the counts that understanding a query needs.

What is asked next depends on the counts before, so nobody can say beforehand what all of
it is. But understanding is quick and changes nothing: it is done with guesses first,
which shows what would be asked; then once more with the answers, and so on until nothing
was guessed. Two rounds do for most queries, where one by one they ask some twenty times.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from search.collection.vocabulary import CollectionVocabulary
from search.query.clauses import Clause, Term

ROUNDS = 3
"""After so many what is still unknown is asked for one by one."""

_T = TypeVar("_T")


class _Guessing(CollectionVocabulary):
    """The same knowledge, with guesses where it would have to ask.

    :ivar unknown: what was guessed.
    """

    def __init__(self, known: CollectionVocabulary) -> None:
        self.__dict__.update(known.__dict__)
        self.unknown: dict[Clause, None] = {}
        self.count, self.frequency = self._guess_count, self._guess_frequency
        # What is made from guesses is not kept.
        self._restored = self._restore

    @property
    def has_guessed(self) -> bool:
        """Whether something was not known."""
        return bool(self.unknown)

    def _guess(self, clause: Clause, guess: int) -> int:
        if clause in self.learnt:
            return self.learnt[clause]
        self.unknown[clause] = None
        return guess

    def _guess_frequency(self, field: str, term: str) -> int:
        # All articles: then it matters what stands beside what.
        return self._guess(Term(field, term), self._opened.reader.count)

    def _guess_count(self, clause: Clause) -> int:
        # None: then nothing is put together, and parts are looked at where wholes fail.
        return self._guess(clause, 0)


def ask_together(
    known: CollectionVocabulary, make: Callable[[CollectionVocabulary], _T]
) -> _T:
    """Make something of a vocabulary with as few questions to its engine as can be.

    :param make: gives the same whenever it is told the same.
    """
    if not known.is_far:
        return make(known)
    for _ in range(ROUNDS):
        guessing = _Guessing(known)
        made = make(guessing)
        if not guessing.unknown:
            return made
        known.learn([*guessing.unknown])
    return make(known)
