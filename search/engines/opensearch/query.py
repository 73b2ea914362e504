"""Clauses and queries in the language of OpenSearch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from search.engines.opensearch.mapping import (
    BORN,
    CHOICE,
    DIED,
    ID,
    JSON,
    OLDEST,
    ORDER,
    STORED,
    TERM_BREAK,
    indexed,
)
from search.fields import BORDER
from search.language.tokens import SENTENCE
from search.query.clauses import (
    All,
    Bonus,
    Clause,
    EngineQuery,
    Everything,
    FacetAsk,
    Keyword,
    Near,
    Nothing,
    Phrase,
    Prefix,
    Range,
    Scoring,
    Some,
    Term,
    Without,
)

ALL: JSON = {"match_all": {}}
NONE: JSON = {"match_none": {}}

MOST_VALUES = 60_000
"""Values of a facet without a limit; servers refuse more than 65,535 rows."""
SHARD_VALUES = 2_000
"""Values that each shard gives at least, so that sums of shards are right."""
FARTHEST = 1 << 62
"""Bounds beyond it are beyond any number that is kept."""
TOLD = "told"


def visible(generation: int, void: Sequence[int]) -> JSON:
    """The documents of one committed state.

    :param void: numbers of commits that never were.
    """
    died: JSON = {"filter": [{"range": {DIED: {"lte": generation}}}]}
    never: list[JSON] = []
    if void:
        died["must_not"] = [{"terms": {DIED: [*void]}}]
        never = [{"terms": {BORN: [*void]}}]
    born = {"range": {BORN: {"lte": generation}}}
    return {"bool": {"filter": [born], "must_not": [{"bool": died}, *never]}}


def compile_clause(clause: Clause) -> JSON:
    """A clause as a query that finds its articles."""
    match clause:
        case Everything():
            return ALL
        case Nothing():
            return NONE
        case Term(field, text):
            return {"term": {field: {"value": indexed(text)}}}
        case Keyword(field, values):
            return {"terms": {field: [*map(indexed, values)]}} if values else NONE
        case Range(column, low, high):
            low, high = max(low, -FARTHEST), min(high, FARTHEST)
            return {"range": {column: {"gte": low, "lte": high}}}
        case Prefix(field, text):
            return {"prefix": {field: {"value": indexed(text) if text else ""}}}
        case Phrase(field, slots, implied):
            found = _phrase(field, slots)
            if not implied:
                return found
            return {"bool": {"filter": [*map(compile_clause, implied), found]}}
        case Near(field, parts, gap):
            return _near(field, parts, gap)
        case All(parts):
            return _all(parts)
        case Some(parts, minimum):
            if minimum > len(parts):
                return NONE
            made = [*map(compile_clause, parts)]
            least = max(minimum, 1)
            return {"bool": {"should": made, "minimum_should_match": least}}
        case Without(part):
            return {"bool": {"filter": [ALL], "must_not": [compile_clause(part)]}}
    raise TypeError(clause)


def _all(parts: Sequence[Clause]) -> JSON:
    wanted = [part for part in parts if not isinstance(part, Without)]
    unwanted = [part.part for part in parts if isinstance(part, Without)]
    made: JSON = {"filter": [*map(compile_clause, wanted)] or [ALL]}
    if unwanted:
        made["must_not"] = [*map(compile_clause, unwanted)]
    return {"bool": made}


def _phrase(field: str, slots: Sequence[Sequence[str]]) -> JSON:
    if not all(slots):
        return NONE
    # The terms of a slot come to stand at one place: Lucene's MultiPhraseQuery.
    places = [CHOICE.join(dict.fromkeys(map(indexed, slot))) for slot in slots]
    asked = {"query": TERM_BREAK.join(places), "analyzer": "choices"}
    return {"match_phrase": {field: asked}}


def _near(field: str, parts: Sequence[Sequence[Sequence[str]]], gap: int) -> JSON:
    if not all(all(part) for part in parts):
        return NONE
    # Lucene asks for what is named twice to be there twice.
    distinct = {tuple(tuple(sorted({*slot})) for slot in part) for part in parts}
    # Parts have fixed lengths, so the narrowest interval of Lucene's is within the gap
    # and without the end of a sentence if any is.
    ends = _any_interval((SENTENCE, BORDER))
    together = {
        "intervals": [*map(_phrase_interval, sorted(distinct))],
        "ordered": False,
        "max_gaps": gap + sum(map(len, parts)) - sum(map(len, distinct)),
        "filter": {"not_containing": ends},
    }
    return {"intervals": {field: {"all_of": together}}}


def _phrase_interval(slots: Sequence[Sequence[str]]) -> JSON:
    places = [_any_interval(slot) for slot in slots]
    if len(places) == 1:
        return places[0]
    return {"all_of": {"intervals": places, "ordered": True, "max_gaps": 0}}


def _any_interval(terms: Sequence[str]) -> JSON:
    found = [
        {"match": {"query": term, "analyzer": "terms"}}
        for term in dict.fromkeys(map(indexed, terms))
    ]
    return found[0] if len(found) == 1 else {"any_of": {"intervals": found}}


def compile_score(score: Scoring) -> JSON | None:
    """What adds to a score; ``None`` where nothing does."""
    if not score.weight:
        return None
    if isinstance(score, Bonus):
        found = compile_clause(score.clause)
        return {"constant_score": {"filter": found, "boost": score.weight}}
    asked = {"value": indexed(score.text), "boost": score.weight}
    return {"term": {score.field: asked}}


def search_body(query: EngineQuery, seen: JSON) -> JSON:
    """A whole question.

    :param seen: :func:`visible`.
    """
    asked = {ask.name for ask in query.facets}
    filters = {name: compile_clause(part) for name, part in query.filters.items()}
    own = {name: made for name, made in filters.items() if name in asked}
    main = [made for name, made in filters.items() if name not in asked]
    wanted: JSON = {"filter": [seen, compile_clause(query.match), *main]}
    scores = [made for made in map(compile_score, query.scores) if made]
    told = [
        {
            "constant_score": {
                "filter": compile_clause(part),
                "boost": 0.0,
                "_name": name,
            }
        }
        for name, part in named(query.told).items()
    ]
    if query.limit > 0 and scores + told:
        wanted |= {"should": scores + told, "minimum_should_match": 0}
    body: JSON = {
        "query": {"bool": wanted},
        "from": query.offset if query.limit > 0 else 0,
        "size": max(query.limit, 0),
        "track_total_hits": True,
        "sort": sort_order(query, bool(scores)),
        "_source": False,
        "stored_fields": [STORED, ID],
    }
    if not scores:
        none = {"filter": {"bool": wanted}, "boost": 0.0}
        body["query"] = {"constant_score": none}
    if own:
        body["post_filter"] = {"bool": {"filter": [*own.values()]}}
    if query.facets:
        body["aggs"] = {ask.column: count_values(ask, own) for ask in query.facets}
    return body


def named(told: Sequence[Clause]) -> Mapping[str, Clause]:
    """Clauses by the names that hits answer them under."""
    return {f"{TOLD}{place}": clause for place, clause in enumerate(told)}


def sort_order(query: EngineQuery, scored: bool) -> list[JSON]:
    """By what hits are sorted; ties by the order of indexing."""
    columns: dict[str, list[JSON]] = {
        "relevance": [],
        "newest": [{"date": "desc"}],
        "oldest": [{OLDEST: "asc"}],
    }
    score: list[JSON] = [{"_score": "desc"}] if scored else []
    return [*columns[query.sort], *score, {ORDER: "asc"}]


def count_values(ask: FacetAsk, filters: Mapping[str, JSON]) -> JSON:
    """The counts of one column, without the filter of its own facet."""
    size = ask.top or MOST_VALUES
    terms: dict[str, Any] = {
        "field": ask.column,
        "size": size,
        "shard_size": max(size, SHARD_VALUES),
        "order": [{"_count": "desc"}, {"_key": "asc"}],
    }
    others = [made for name, made in filters.items() if name != ask.name]
    holding = {"bool": {"filter": others or [ALL]}}
    return {"filter": holding, "aggs": {"values": {"terms": terms}}}


def widen(body: JSON, found: JSON) -> bool:
    """Ask for more values of each shard where their sums may be wrong.

    :returns: whether the question has to be asked again.
    """
    again = False
    for column, counted in found.get("aggregations", {}).items():
        if counted["values"]["doc_count_error_upper_bound"]:
            terms = body["aggs"][column]["aggs"]["values"]["terms"]
            terms["shard_size"] *= 8
            again = True
    return again
