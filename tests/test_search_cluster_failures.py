"""Three nodes of which one after the other is killed or frozen, while two readers ask and
a writer commits: no wrong answer, no error, and nothing lost that was acknowledged."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from opensearch_server import Node, running_cluster
from samples import ARTICLES

from search.fields import article_terms_batch
from search.language.segmenter.single import default_segmenter
from search.location import ClusterAddress
from search.query.clauses import EngineQuery, Everything, FacetAsk, Score
from search.store.opening import open_index
from search.store.writing import IndexSession, rebuild, update

pytest.importorskip("opensearchpy")

BATCH = 20
"""Articles of a commit."""

QUERY = EngineQuery(
    Everything(), (Score("text", "đại", 1.0),), facets=(FacetAsk("date", "year"),)
)


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Node]]:
    with running_cluster(tmp_path_factory.mktemp("nodes"), 3) as started:
        yield started


@pytest.fixture
def address(
    nodes: list[Node], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> ClusterAddress:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("TIMTIN_SHARDS", "3")
    return ClusterAddress(tuple(node.host for node in nodes), "tin")


class Readers:
    """Two that ask all the while."""

    def __init__(self, address: ClusterAddress) -> None:
        self._address = address
        self._ended = threading.Event()
        self.answers = 0
        self.slowest = 0.0
        self.wrong: list[object] = []
        self._threads = [threading.Thread(target=self._ask) for _ in range(2)]

    def __enter__(self) -> Readers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _ask(self) -> None:
        opened: Any = None
        while not self._ended.is_set():
            before = time.monotonic()
            try:
                opened = opened.fresh() if opened else open_index(self._address)
                answer = opened.reader.search(QUERY)
            except Exception as error:
                self.wrong.append(error)
                continue
            self.slowest = max(self.slowest, time.monotonic() - before)
            self.answers += 1
            told = answer.total, sum(answer.facets["year"].values())
            if told != (opened.reader.count, opened.reader.count):
                self.wrong.append((opened.reader.count, *told))


class Writer:
    """Commits batches of new articles."""

    def __init__(self, session: IndexSession) -> None:
        self._session = session
        self.acknowledged: list[str] = []
        self.slowest = 0.0

    def commit(self, times: int) -> None:
        """Commit some batches."""
        for _ in range(times):
            first = len(self.acknowledged)
            articles = [
                replace(ARTICLES[place % len(ARTICLES)], id=f"bài-{first + place}")
                for place in range(BATCH)
            ]
            batch = article_terms_batch(
                articles, self._session.profile, default_segmenter()
            )
            for article, (terms, _) in zip(articles, batch):
                self._session.put(article.id, terms, article.to_json())
            before = time.monotonic()
            self._session.commit()
            self.slowest = max(self.slowest, time.monotonic() - before)
            self.acknowledged += [article.id for article in articles]


def wait_until_whole(nodes: list[Node], address: ClusterAddress) -> None:
    from search.engines.opensearch.connection import connect

    # A new connection: the nodes that were gone are tried at once.
    connect.cache_clear()
    health = connect(address).call(
        "GET",
        "/_cluster/health",
        patience=(130,),
        wait_for_nodes=len(nodes),
        wait_for_status="green",
        timeout="120s",
    )
    assert not health["timed_out"], health


def manager(nodes: list[Node], address: ClusterAddress) -> Node:
    from search.engines.opensearch.connection import connect

    (row,) = connect(address).call("GET", "/_cat/cluster_manager", format="json")
    return next(node for node in nodes if node.name == row["node"])


def test_nothing_is_wrong_or_lost_when_nodes_fail(
    nodes: list[Node], address: ClusterAddress
) -> None:
    with rebuild(address):
        pass
    wait_until_whole(nodes, address)
    with update(address) as session, Readers(address) as readers:
        writer = Writer(session)
        writer.commit(3)
        leading = manager(nodes, address)
        other = next(node for node in nodes if node is not leading)
        # All of them hold articles: the manager's death is that of any node, and more.
        for failing, sign in ((leading, signal.SIGKILL), (other, signal.SIGSTOP)):
            failing.send(sign)
            writer.commit(3)
            if sign == signal.SIGKILL:
                failing.start()
                failing.wait()
            else:
                failing.send(signal.SIGCONT)
            wait_until_whole(nodes, address)
        writer.commit(1)
    print(readers.answers, "answers, slowest", round(readers.slowest, 1), "s")
    print("slowest commit", round(writer.slowest, 1), "s")
    assert not readers.wrong, readers.wrong[:3]
    assert readers.answers > 100
    opened = open_index(address)
    assert [id for id, _ in opened.reader.scan()] == writer.acknowledged
    opened.reader.verify()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and kill")
def test_a_writer_that_is_killed_at_any_moment_leaves_one_state(
    nodes: list[Node], address: ClusterAddress
) -> None:
    """The old one or the new one; and the next writer goes on."""
    with rebuild(address) as session:
        Writer(session).commit(1)
    known = BATCH
    for turn in range(3):
        child = os.fork()
        if not child:
            try:
                with update(address) as session:
                    writer = Writer(session)
                    writer.acknowledged = [""] * known
                    writer.commit(50)
            finally:
                os._exit(1)
        time.sleep(1.0 + 0.4 * turn)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        opened = open_index(address)
        found = [id for id, _ in opened.reader.scan()]
        assert found == [f"bài-{place}" for place in range(opened.reader.count)]
        assert len(found) % BATCH == 0 and len(found) >= known
        known = len(found)
    with update(address) as session:
        writer = Writer(session)
        writer.acknowledged = [""] * known
        writer.commit(1)
        session.compact()
    opened = open_index(address)
    assert len([*opened.reader.scan()]) == opened.reader.count == known + BATCH
    opened.reader.verify()
