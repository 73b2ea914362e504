"""A cluster against tantivy: the same answers and the same pages, of one shard and three."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import test_search_differential as differential
from chance import SEED, dice
from opensearch_server import cluster_data, remove_indices
from test_search_differential import (
    Asker,
    Pair,
    assert_same,
    assert_same_hits,
    outline,
    write_articles,
)

from search.article import Article
from search.collection.lexicon import FILE_NAME
from search.collection.lexicon_builder import LexiconBuilder
from search.engines.base import EngineReader
from search.fields import Profile
from search.location import ClusterAddress, Location
from search.searcher import Searcher
from search.store.opening import load_engine
from search.store.writing import rebuild, update

SHARDS = (1, 3)
TOLERANCE = 1e-5


@pytest.fixture(scope="module", params=["full", "lean"])
def pair(
    request: pytest.FixtureRequest,
    opensearch_host: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Pair]:
    """The same articles, with a life behind them, in tantivy and in two clusters."""
    profile: Profile = request.param
    rng = dice("cluster", profile)
    folder = tmp_path_factory.mktemp("cluster") / "tantivy"
    folder.mkdir()
    names = [f"pages-{profile}-{shards}" for shards in SHARDS]
    places = [folder, *(cluster_data(opensearch_host, name) for name in names)]
    engines = [load_engine(name) for name in ("tantivy", "opensearch", "opensearch")]
    writers = []
    for engine, place, shards in zip(engines, places, (1, *SHARDS)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("TIMTIN_SHARDS", str(shards))
            engine.create(place, profile)
        writers.append(engine.open_writer(place, profile))
    kept = write_articles(writers, rng, profile, lives=True)
    readers: list[EngineReader] = [
        engine.open_reader(place) for engine, place in zip(engines, places)
    ]
    yield Pair(profile, tuple(readers), kept)
    for reader in readers:
        reader.close()
    for name in names:
        remove_indices(opensearch_host, name)


def test_random_queries_get_the_same_answers(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    """250 of each profile, with scores that differ by what single precision makes."""
    monkeypatch.setattr(differential, "TOLERANCE", TOLERANCE)
    shards = [reader.state.shards for reader in pair.readers[1:]]  # type: ignore[attr-defined]
    assert shards == [*SHARDS]
    asker = Asker(pair, dice("cluster queries", pair.profile))
    found = 0
    for _ in range(170):
        query = asker.query()
        assert_same(pair, query)
        found += pair.readers[0].search(query).total > 0
    for _ in range(80):
        query = asker.planned()
        assert_same(pair, query)
    assert found > 40


def test_random_requests_get_the_same_pages(
    pair: Pair,
    opensearch_host: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """From the text that is typed to the page that is shown."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    name = f"pages-whole-{pair.profile}"
    places: list[Location] = [
        tmp_path / "tantivy",
        ClusterAddress((opensearch_host,), name),
    ]
    searchers = []
    for engine, place in zip(("tantivy", "opensearch"), places):
        with rebuild(place, engine, pair.profile, memory_mib=32) as session:
            lexicon = LexiconBuilder()
            for id, (terms, stored) in [*pair.articles.items()][:-40]:
                session.put(id, terms, stored)
            for terms, stored in pair.articles.values():
                article = Article.from_json(stored)
                lexicon.add(terms, article.id, article.title, lambda: article.body)
            lexicon.write(session.side_path(FILE_NAME))
            session.keep_side_file(FILE_NAME)
        with update(place, memory_mib=32) as session:
            for id, (terms, stored) in [*pair.articles.items()][-40:]:
                session.put(id, terms, stored)
        searchers.append(Searcher(place, recency=0.03))
    asker = Asker(pair, dice("cluster requests", pair.profile))
    found = partial = 0
    for _ in range(80):
        request = asker.request()
        explain = asker.rng.random() < 0.2
        first, other = [
            searcher.search(request, facets=True, explain=explain)
            for searcher in searchers
        ]
        told = SEED, request
        assert outline(first) == outline(other), told
        assert first.partial == other.partial, told
        if not explain:
            assert_same_hits(first.hits, other.hits, told)
        found += first.total > 0
        partial += first.partial > 0
    assert found > 20 and partial > 1
    for searcher in searchers:
        searcher.close()
    remove_indices(opensearch_host, name)
