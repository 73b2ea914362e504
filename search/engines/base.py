"""What every engine promises. ``tests/test_search_engines.py`` holds them to it.

Scores are one BM25 everywhere: for a term in ``n`` of ``N`` articles, with frequency
``tf`` in a field of ``length`` terms whose average is ``average``,

    idf = ln(1 + (N - n + 0.5) / (n + 0.5))
    score = idf * (K1 + 1) * tf / (tf + K1 * (1 - B + B * length / average))

with lengths rounded down as Lucene's one-byte norms do (Robertson and Zaragoza 2009;
``org.apache.lucene.util.SmallFloat.intToByte4``). ``N``, ``n`` and the average are
those of the live articles; a field without a term counts as one term long, for Lucene
averages over the articles that have the field. Only between a commit and a compaction
may an engine still count dead ones, at most an eighth as many as live.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import log
from typing import Any, Protocol

from search.fields import ArticleTerms, Profile
from search.query.clauses import Clause, EngineQuery, Scoring

K1 = 1.2
B = 0.75

OPEN_RETRIES = 20
"""Tries at opening an index: a commit or a swap may remove what was named a moment ago;
each try starts from the newest state."""


def inverse_frequency(holding: int, articles: int) -> float:
    """The idf of a term that ``holding`` of ``articles`` articles have."""
    return log(1 + (articles - holding + 0.5) / (holding + 0.5))


@dataclass(frozen=True, slots=True)
class EngineRelease:
    """What wrote the files of an index.

    :param package: as pip installs it: ``tantivy==0.27.0``.
    :param format: the form of the files; an engine reads no other.
    """

    package: str
    format: str


@dataclass(frozen=True, slots=True)
class EngineHit:
    """An article found: its id, its score (0.0 where nothing was ranked) and the stored
    JSON of the article.

    :param told: whether it satisfies each of the clauses that the query asked that of.
    """

    id: str
    score: float
    stored: str
    told: tuple[bool, ...] = ()


@dataclass(frozen=True, slots=True)
class EngineAnswer:
    """What an engine found.

    :param total: how many articles satisfy the match and all filters.
    :param hits: the asked page of them, in order.
    :param facets: column asked for -> value -> count, only counts above zero; number
        columns give the number as text, 0 included (the articles without one).
    """

    total: int
    hits: tuple[EngineHit, ...]
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


class EngineReader(Protocol):
    """A view of one committed state, safe to use from several threads."""

    @property
    def count(self) -> int:
        """How many articles there are."""

    @property
    def generation(self) -> str:
        """Names the committed state; another value after each commit. What follows a
        full stop only depends on the rest, so that damage shows when it does not."""

    @property
    def files(self) -> Collection[str]:
        """The names of the files of this state, whatever else lies in the folder."""

    def prepare(self) -> Iterator[None]:
        """Read what makes later answers quicker and takes longer than one of them, a
        step at a time; answers are the same without. Others may search meanwhile.

        :raises search.errors.IndexDamaged: as :meth:`search`.
        """

    def search(self, query: EngineQuery) -> EngineAnswer:
        """Answer a query."""

    def explain(self, id: str, scores: Sequence[Scoring]) -> list[float]:
        """What each score clause adds to one article (0.0 where it does not occur).

        :raises search.errors.ArticleNotFound: when there is no such article.
        """

    def fetch(self, ids: Sequence[str]) -> list[str | None]:
        """The stored JSON of each id, ``None`` where there is none."""

    def scan(self) -> Iterator[tuple[str, str]]:
        """Every article as (id, stored JSON), in order of indexing."""

    def frequency(self, field: str, term: str) -> int:
        """In how many articles the term occurs in a text or keyword field."""

    @property
    def is_far(self) -> bool:
        """Whether a question is a journey, so that several had better be asked at once
        by what follows."""

    def search_many(self, queries: Sequence[EngineQuery]) -> list[EngineAnswer]:
        """:meth:`search` of several queries."""

    def explain_many(
        self, ids: Sequence[str], scores: Sequence[Scoring]
    ) -> list[list[float]]:
        """:meth:`explain` of several articles."""

    def frequencies(self, asked: Sequence[tuple[str, str]]) -> list[int]:
        """:meth:`frequency` of several fields and terms."""

    def counts(self, clauses: Sequence[Clause]) -> list[int]:
        """How many articles satisfy each of several clauses."""

    def vocabulary(self, field: str, prefix: str = "") -> Iterator[tuple[str, int]]:
        """Terms of a text or keyword field with their frequencies, in code point order."""

    def verify(self) -> None:
        """Check every byte by the engine's own sums.

        :raises search.errors.IndexDamaged: when one is not what was written.
        """

    def fresh(self) -> EngineReader:
        """This reader, or a new one when something was committed since."""

    def close(self) -> None:
        """Release files; using the reader afterwards is an error."""


class EngineWriter(Protocol):
    """The one writer of an index. Nothing is seen by readers before ``commit``."""

    def put(self, id: str, terms: ArticleTerms, stored: str | bytes) -> None:
        """Add an article, in the place of one with the same id if there is one.

        :param stored: its JSON, as a text or as its UTF-8, which engines keep.
        """

    def delete(self, id: str) -> None:
        """Remove an article; an unknown id is no error."""

    def commit(self) -> None:
        """Make everything since the last commit visible, as a whole or not at all."""

    def compact(self) -> None:
        """Commit, merge everything into one piece and remove what is dead."""

    def close(self) -> None:
        """Drop what was not committed and give the lock back."""


class EngineModule(Protocol):
    """What a module in this package offers to ``store``. A path is a folder, or what
    stands for one in a cluster (``search.engines.opensearch.data.ClusterData``)."""

    NAME: str
    FORMAT: str
    """The form of the files that this installation writes and reads."""

    def installed_package(self) -> str:
        """The package that writes the files, with its release: ``tantivy==0.27.0``."""

    def create(self, path: Any, profile: Profile) -> None:
        """Make an empty index in an empty folder."""

    def open_reader(self, path: Any) -> EngineReader:
        """Open for reading.

        :raises search.errors.IndexDamaged: when its files cannot be read.
        """

    def open_writer(
        self, path: Any, profile: Profile, memory_mib: int = 256
    ) -> EngineWriter:
        """Open for writing; ``store`` has taken the lock already."""
