"""``timtin move``: all articles, in their order, with what stands beside an index."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from samples import ARTICLES, build_index

from indexer.building import moving
from indexer.building.moving import move
from indexer.building.pipeline import run
from search.collection.lexicon import FILE_NAME
from search.errors import IndexMissing, UsageError
from search.store.opening import open_index
from search.store.writing import update
from timtin import cli

pytest.importorskip("tantivy")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """An index as the indexer makes it, with a copy of an article."""
    articles = [*ARTICLES, replace(ARTICLES[0], id="sao", url="")]
    lines = "".join(f"{article.to_json()}\n" for article in articles)
    (tmp_path / "tin.jsonl").write_text(lines, encoding="utf-8")
    run([tmp_path / "tin.jsonl"], tmp_path / "index")
    return tmp_path / "index"


def rows(path: Path) -> list[tuple[str, str]]:
    opened = open_index(path)
    try:
        return list(opened.reader.scan())
    finally:
        opened.close()


def test_all_articles_come_in_their_order(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "mới"
    moved = move(source, target, "tantivy")
    assert (moved.articles, moved.before) == (len(ARTICLES) + 1, 0)
    assert rows(target) == rows(source)
    opened = open_index(target)
    assert opened.manifest.engine == "tantivy"
    copies = [
        [id for id, stored in rows(path) if json.loads(stored).get("group")]
        for path in (source, target)
    ]
    assert copies[0] == copies[1] and "sao" in copies[0]
    assert opened.reader.frequency("copy", "1") == len(copies[0])
    assert opened.side_path(FILE_NAME).exists()
    opened.close()


def test_the_ledger_comes_along(source: Path, tmp_path: Path) -> None:
    move(source, tmp_path / "mới", "tantivy")
    again = run([tmp_path / "tin.jsonl"], tmp_path / "mới")
    assert (again.added, again.changed, again.same_files) == (0, 0, 1)


def test_a_move_that_was_stopped_goes_on(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "CHUNK", 2)
    monkeypatch.setattr(moving, "COMMIT_EVERY", 4)
    bring: Callable[..., None] = moving.bring_over
    turns = []

    def stop(*arguments: object) -> None:
        turns.append(1)
        if len(turns) == 4:
            raise KeyboardInterrupt
        bring(*arguments)

    monkeypatch.setattr(moving, "bring_over", stop)
    with pytest.raises(KeyboardInterrupt):
        move(source, tmp_path / "mới", "tantivy")
    monkeypatch.setattr(moving, "bring_over", bring)
    moved = move(source, tmp_path / "mới", "tantivy")
    assert moved.before == 4 and moved.articles == len(ARTICLES) - 3
    assert rows(tmp_path / "mới") == rows(source)
    assert move(source, tmp_path / "mới").articles == 0


def test_other_articles_are_not_touched(source: Path, tmp_path: Path) -> None:
    other = build_index(tmp_path / "khác", ARTICLES[3:5])
    with pytest.raises(UsageError, match="đã có những bài khác"):
        move(source, other)
    assert len(rows(other)) == 2
    with update(source) as session:
        session.delete(ARTICLES[1].id)
    move(source, tmp_path / "mới")
    # More articles than there are to come.
    with update(source) as session:
        session.delete(ARTICLES[2].id)
    with pytest.raises(UsageError, match="đã có những bài khác"):
        move(source, tmp_path / "mới")


def test_an_index_is_not_moved_onto_itself(source: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nơi đến"):
        move(source, source)
    with pytest.raises(IndexMissing):
        move(tmp_path / "không", tmp_path / "mới")
    assert not (tmp_path / "mới").exists()


def test_the_command_moves(source: Path, tmp_path: Path) -> None:
    target = str(tmp_path / "mới")
    found = CliRunner().invoke(cli, ["move", str(source), target])
    assert f"Chuyển {len(ARTICLES) + 1} bài sang {target}" in found.stdout
    stats = CliRunner().invoke(cli, ["stats", "--index", target, "--json"])
    assert json.loads(stats.stdout)["engine"] == "whoosh"
