"""Reading one committed state from a cluster."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from search.engines.base import EngineAnswer, EngineHit
from search.engines.index_errors import index_replaced
from search.engines.opensearch.connection import (
    READ_SECONDS,
    SCAN_SECONDS,
    Connection,
    NotFoundError,
)
from search.engines.opensearch.data import ClusterData
from search.engines.opensearch.mapping import (
    ID,
    JSON,
    KEY,
    ORDER,
    STORED,
    decode,
    key_of,
    unindexed,
)
from search.engines.opensearch.query import (
    ALL,
    compile_clause,
    compile_score,
    named,
    search_body,
    visible,
    widen,
)
from search.engines.opensearch.records import State, read_state
from search.errors import ArticleNotFound, IndexDamaged
from search.fields import ABSENT, KEYWORD_FIELDS
from search.query.clauses import Clause, EngineQuery, Scoring, Term

PAGE = 500
"""Documents that are asked for at once, some 4 MB."""
VALUES_PAGE = 5_000
MOST_TERMS = 60_000
"""Terms of a text field that are told, which only tests ask for."""


class ClusterReader:
    """One commit; keeps working after later ones. Safe for threads."""

    is_far = True

    def __init__(self, place: ClusterData, state: State) -> None:
        self._place = place
        self.state = state
        self._seen = visible(state.generation, state.voided)

    @property
    def count(self) -> int:
        """How many articles there are."""
        return self.state.count

    @property
    def generation(self) -> str:
        """Names the committed state."""
        kept = self.state.index.removeprefix(f"{self._place.name}-data-")
        return f"{kept}-{self.state.generation}"

    @property
    def files(self) -> Collection[str]:
        """None: the cluster keeps its own."""
        return ()

    def prepare(self) -> Iterator[None]:
        """Nothing: the cluster prepares itself."""
        yield from ()

    def verify(self) -> None:
        """Count the articles: every shard must answer, and all must be there.

        :raises search.errors.IndexDamaged: when some are not.
        """
        counted = self.tally()
        if counted != self.count:
            raise IndexDamaged(
                f"Chỉ mục ở {self._place.connection.address} có {counted} bài, phải là"
                f" {self.count}",
                "Khôi phục từ bản chụp (snapshot) của cụm, hoặc lập lại: timtin index"
                " THƯ_MỤC_BÀI_VIẾT --rebuild",
            )

    def search(self, query: EngineQuery) -> EngineAnswer:
        """Answer a query."""
        (answer,) = self.search_many([query])
        return answer

    def search_many(self, queries: Sequence[EngineQuery]) -> list[EngineAnswer]:
        """Answer several queries in one call."""
        bodies = [search_body(query, self._seen) for query in queries]
        answers = []
        for query, body, found in zip(queries, bodies, self._ask_many(bodies)):
            while widen(body, found):
                found = self._ask(body)
            answers.append(_answer(query, found))
        return answers

    def explain(self, id: str, scores: Sequence[Scoring]) -> list[float]:
        """What each score clause adds to one article."""
        (parts,) = self.explain_many([id], scores)
        return parts

    def explain_many(
        self, ids: Sequence[str], scores: Sequence[Scoring]
    ) -> list[list[float]]:
        """What each score clause adds to each of some articles."""
        should = []
        for place, score in enumerate(scores):
            if made := compile_score(score):
                # Not "constant_score", whose score is its own.
                should.append({"bool": {"must": [made], "_name": str(place)}})
        keys = {"terms": {KEY: [*map(key_of, ids)]}}
        body: JSON = {
            "query": {"bool": {"filter": [self._seen, keys], "should": should}},
            "size": len(ids),
            "_source": False,
            "stored_fields": [ID],
        }
        found = self._ask(body, include_named_queries_score="true")["hits"]["hits"]
        told = {
            decode(hit["fields"][ID][0]): hit.get("matched_queries") or {}
            for hit in found
        }
        for id in ids:
            if id not in told:
                raise ArticleNotFound(
                    f"Không có bài nào mang mã {id!r}", "Xem mã các bài: timtin search"
                )
        places = range(len(scores))
        return [
            [float(told[id].get(str(place), 0.0)) for place in places] for id in ids
        ]

    def fetch(self, ids: Sequence[str]) -> list[str | None]:
        """The stored JSON of each id."""
        found: dict[str, str] = {}
        for start in range(0, len(ids), PAGE):
            keys = [*map(key_of, ids[start : start + PAGE])]
            body = {
                "query": _filtered(self._seen, {"terms": {KEY: keys}}),
                "size": len(keys),
                "_source": False,
                "stored_fields": [STORED, ID],
            }
            found.update(map(_pair, self._ask(body)["hits"]["hits"]))
        return [found.get(id) for id in ids]

    def scan(self) -> Iterator[tuple[str, str]]:
        """Every article as (id, stored JSON), in order of indexing."""
        for hit in self.documents([STORED, ID]):
            yield _pair(hit)

    def documents(
        self,
        stored: Sequence[str],
        wanted: JSON | None = None,
        columns: Sequence[str] = (),
    ) -> Iterator[JSON]:
        """Every document that is seen, in order of indexing.

        :param stored: what of it; :param wanted: which of them; :param columns: numbers
            and keywords of it.
        """
        yield from scan_documents(
            self._place.connection,
            self.state,
            _filtered(self._seen, wanted or ALL),
            stored,
            columns,
        )

    def frequency(self, field: str, term: str) -> int:
        """In how many articles the term occurs."""
        return self.frequencies([(field, term)])[0]

    def frequencies(self, asked: Sequence[tuple[str, str]]) -> list[int]:
        """In how many articles each of some terms occurs."""
        return self.counts([Term(field, term) for field, term in asked])

    def counts(self, clauses: Sequence[Clause]) -> list[int]:
        """How many articles satisfy each of several clauses, in one call."""
        counts: list[int] = []
        for start in range(0, len(clauses), PAGE):
            part = clauses[start : start + PAGE]
            filters = {
                str(place): compile_clause(clause) for place, clause in enumerate(part)
            }
            body: JSON = {
                "query": _filtered(self._seen),
                "size": 0,
                "track_total_hits": False,
                "aggs": {"each": {"filters": {"filters": filters}}},
            }
            rows = self._ask(body)["aggregations"]["each"]["buckets"]
            counts += [rows[str(place)]["doc_count"] for place in range(len(part))]
        return counts

    def vocabulary(self, field: str, prefix: str = "") -> Iterator[tuple[str, int]]:
        """Terms of a field with their frequencies, in code point order."""
        starting: JSON = {"prefix": {field: prefix}} if prefix else ALL
        query = _filtered(self._seen, starting)
        if field in KEYWORD_FIELDS:
            rows = self._keywords(field, query)
        else:
            rows = self._terms(field, query)
        for value, count in rows:
            if value != ABSENT and value.startswith(prefix):
                yield unindexed(value), count

    def _keywords(self, field: str, query: JSON) -> Iterator[tuple[str, int]]:
        values: JSON = {"value": {"terms": {"field": field}}}
        page: JSON = {"size": VALUES_PAGE, "sources": [values]}
        while True:
            body = {"query": query, "size": 0, "aggs": {"values": {"composite": page}}}
            found = self._ask(body)["aggregations"]["values"]
            for row in found["buckets"]:
                yield row["key"]["value"], row["doc_count"]
            if "after_key" not in found:
                return
            page = {**page, "after": found["after_key"]}

    def _terms(self, field: str, query: JSON) -> Iterator[tuple[str, int]]:
        terms = {"field": field, "size": MOST_TERMS, "order": {"_key": "asc"}}
        body = {"query": query, "size": 0, "aggs": {"values": {"terms": terms}}}
        for row in self._ask(body)["aggregations"]["values"]["buckets"]:
            yield row["key"], row["doc_count"]

    def tally(self) -> int:
        """How many documents are seen, counted one by one."""
        body = {"query": _filtered(self._seen), "size": 0, "track_total_hits": True}
        total: int = self._ask(body)["hits"]["total"]["value"]
        return total

    def _ask(self, body: JSON, **params: str) -> JSON:
        connection, state = self._place.connection, self.state
        try:
            return connection.search(
                state.index, body, state.shards, READ_SECONDS, **params
            )
        except NotFoundError as error:
            raise index_replaced(connection.address) from error

    def _ask_many(self, bodies: Sequence[JSON]) -> list[JSON]:
        if len(bodies) == 1:
            return [self._ask(bodies[0])]
        connection, state = self._place.connection, self.state
        try:
            return connection.search_many(state.index, bodies, state.shards)
        except NotFoundError as error:
            raise index_replaced(connection.address) from error

    def fresh(self) -> ClusterReader:
        """This reader, or a new one when something was committed since."""
        state = read_state(self._place.document.read())
        seen = state.index, state.generation
        if seen == (self.state.index, self.state.generation):
            return self
        return ClusterReader(self._place, state)

    def close(self) -> None:
        """Nothing: the connection is the process's."""


def scan_documents(
    connection: Connection,
    state: State,
    query: JSON,
    stored: Sequence[str],
    columns: Sequence[str] = (),
) -> Iterator[JSON]:
    """Documents of an index of the cluster, in order of indexing."""
    body: JSON = {
        "query": query,
        "size": PAGE,
        # A document that took another's place has an order of its own.
        "sort": [{ORDER: "asc"}],
        "track_total_hits": False,
        "_source": False,
        "docvalue_fields": [*columns],
    }
    if stored:
        body["stored_fields"] = [*stored]
    while True:
        found = connection.search(state.index, body, 1, SCAN_SECONDS)
        hits = found["hits"]["hits"]
        yield from hits
        if len(hits) < PAGE:
            return
        body = {**body, "search_after": hits[-1]["sort"]}


def _answer(query: EngineQuery, found: JSON) -> EngineAnswer:
    facets = {}
    for ask in query.facets:
        rows = found["aggregations"][ask.column]["values"]["buckets"]
        facets[ask.column] = {
            unindexed(str(row["key"])): row["doc_count"] for row in rows
        }
    hits = tuple(_hit(query, hit) for hit in found["hits"]["hits"])
    return EngineAnswer(found["hits"]["total"]["value"], hits, facets)


def _filtered(*filters: JSON) -> JSON:
    return {"constant_score": {"filter": {"bool": {"filter": [*filters]}}}}


def _pair(hit: JSON) -> tuple[str, str]:
    return decode(hit["fields"][ID][0]), decode(hit["fields"][STORED][0])


def _hit(query: EngineQuery, hit: JSON) -> EngineHit:
    id, stored = _pair(hit)
    # Before the score comes the date, where hits are sorted by one; after it the order.
    place = 0 if query.sort == "relevance" else 1
    score = hit["sort"][place] if len(hit["sort"]) > place + 1 else 0.0
    names = named(query.told)
    told: tuple[bool, ...] = ()
    if names:
        matched = hit.get("matched_queries") or ()
        told = tuple(name in matched for name in names)
    return EngineHit(id, float(score), stored, told)
