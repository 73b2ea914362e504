"""A floor under the ranking: the sample articles and topics written for them.

A floor goes down only with the reason in the commit. The digest pins what it was measured
on: whoever changes an article or a judgement measures again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.building.pipeline import run
from search.commands.trec import (
    FORMS,
    judge,
    read_qrels,
    read_topics,
    run_topics,
    summarise,
)
from search.searcher import Searcher

pytest.importorskip("ir_measures")

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"
TOPICS = ROOT / "tests" / "data" / "seeds.topics.tsv"
QRELS = ROOT / "tests" / "data" / "seeds.qrels"
DIGEST = "d0b9cdc1dd62d90e"

FLOORS = {
    "written": 0.941,
    "lower": 0.939,
    "upper": 0.939,
    "unmarked": 0.936,
    "half": 0.937,
    "tones": 0.941,
    "nfd": 0.941,
}
"""nDCG@10 of Whoosh with the lean profile, less .01."""


def digest() -> str:
    total = hashlib.sha256()
    for path in [*sorted(SEEDS.rglob("*")), TOPICS, QRELS]:
        if path.suffix in (".txt", ".jsonl", ".tsv", ".qrels"):
            total.update(path.read_bytes())
    return total.hexdigest()[:16]


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    path = tmp_path_factory.mktemp("seeds") / "index"
    run([SEEDS], path)
    searcher = Searcher(path)
    yield searcher
    searcher.close()


@pytest.fixture(scope="module")
def qrels(seeds: Searcher) -> dict[str, dict[str, int]]:
    """The judgements by article id; those of text files name the file."""
    ids = {}
    for id, source in sources(seeds):
        ids[str(Path(source).relative_to(SEEDS))] = id
    return {
        topic: {ids.get(article, article): grade for article, grade in grades.items()}
        for topic, grades in read_qrels(QRELS).items()
    }


def sources(searcher: Searcher) -> Iterator[tuple[str, str]]:
    from search.article import Article

    for line in searcher.export():
        article = Article.from_json(line)
        yield article.id, article.source.partition("#")[0]


def test_the_floors_belong_to_these_articles_and_judgements() -> None:
    assert digest() == DIGEST, "measure again and set the floors with the new digest"


def test_every_judged_article_is_there(
    seeds: Searcher, qrels: dict[str, dict[str, int]]
) -> None:
    known = {id for id, _ in sources(seeds)}
    assert {id for grades in qrels.values() for id in grades} <= known


@pytest.mark.parametrize("form", FORMS)
def test_ranking_stays_above_its_floor(
    seeds: Searcher, qrels: dict[str, dict[str, int]], form: str
) -> None:
    values = judge(run_topics(seeds, read_topics(TOPICS), form), qrels)
    figure = summarise(values["nDCG@10"])
    assert figure.mean >= FLOORS[form], figure
