"""Fixtures over the articles of ``samples``. Pure modules need no fixture."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsers import Browser, start_browser
from click.testing import CliRunner
from crashes import Children, compile_faults
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings
from opensearch_server import running_server
from samples import ARTICLES, build_index

from search.article import Article
from search.searcher import Searcher

# The same examples in every run of continuous integration, fresh ones everywhere else. No
# deadline: how long an example takes says more of the machine than of the code.
settings.register_profile("fresh", deadline=None)
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.load_profile("fixed" if os.environ.get("CI") else "fresh")


@pytest.fixture(scope="session")
def articles() -> tuple[Article, ...]:
    return ARTICLES


@pytest.fixture(scope="session")
def tiny_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_index(tmp_path_factory.mktemp("tiny") / "index")


@pytest.fixture
def searcher(tiny_index: Path) -> Iterator[Searcher]:
    searcher = Searcher(tiny_index)
    yield searcher
    searcher.close()


SEEDS = Path(__file__).parent.parent / "seeds"


@pytest.fixture(scope="session")
def seed_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled articles as `timtin index` makes them searchable."""
    from indexer.building.pipeline import IndexOptions, run

    path = tmp_path_factory.mktemp("seeds") / "index"
    folders = sorted(folder for folder in SEEDS.iterdir() if folder.is_dir())
    run(folders, path, IndexOptions(profile="full", workers=1))
    return path


@pytest.fixture(scope="session")
def seed_searcher(seed_index: Path) -> Iterator[Searcher]:
    searcher = Searcher(seed_index)
    yield searcher
    searcher.close()


@pytest.fixture(scope="session")
def opensearch_host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real OpenSearch server, as ``host:port``."""
    pytest.importorskip("opensearchpy")
    with running_server(tmp_path_factory.mktemp("opensearch")) as host:
        yield host


@pytest.fixture(scope="session")
def children() -> Iterator[Children]:
    """Where what needs a process of its own runs."""
    if not hasattr(os, "fork"):
        pytest.skip("needs fork and kill")
    made = Children()
    yield made
    made.close()


@pytest.fixture(scope="session")
def faulty_disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Children]:
    """The same, on a disk that fails when it is told to."""
    made = Children(compile_faults(tmp_path_factory.mktemp("faults")))
    yield made
    made.close()


@pytest.fixture
def runner() -> CliRunner:
    return CliRunner()


@pytest.fixture
def app(tiny_index: Path) -> Flask:
    from webui.app import create_app

    app = create_app(tiny_index)
    app.testing = True
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real browser, the same for all tests."""
    browser = start_browser()
    yield browser
    browser.quit()
