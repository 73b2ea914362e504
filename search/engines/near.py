"""Several questions at once, of an engine that answers each where it is asked."""

from __future__ import annotations

from collections.abc import Sequence

from search.engines.base import EngineAnswer
from search.query.clauses import Clause, EngineQuery, Scoring


class NearReader:
    """What readers of local files share: see :class:`search.engines.base.EngineReader`."""

    is_far = False

    def search(self, query: EngineQuery) -> EngineAnswer:
        """Answer a query."""
        raise NotImplementedError

    def explain(self, id: str, scores: Sequence[Scoring]) -> list[float]:
        """What each score clause adds to one article."""
        raise NotImplementedError

    def frequency(self, field: str, term: str) -> int:
        """In how many articles the term occurs."""
        raise NotImplementedError

    def search_many(self, queries: Sequence[EngineQuery]) -> list[EngineAnswer]:
        """One after the other."""
        return [self.search(query) for query in queries]

    def explain_many(
        self, ids: Sequence[str], scores: Sequence[Scoring]
    ) -> list[list[float]]:
        """One after the other."""
        return [self.explain(id, scores) for id in ids]

    def frequencies(self, asked: Sequence[tuple[str, str]]) -> list[int]:
        """One after the other."""
        return [self.frequency(field, term) for field, term in asked]

    def counts(self, clauses: Sequence[Clause]) -> list[int]:
        """One after the other."""
        return [self.search(EngineQuery(clause, limit=0)).total for clause in clauses]
