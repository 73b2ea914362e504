"""What must hold for any bytes: a query is answered, a file becomes articles or reasons.

Hypothesis draws them in every run (``tests/test_harness_fuzz.py``). By hand, atheris
follows what the code does with them:

    pip install atheris
    python tests/fuzz.py query -max_total_time=600
    python tests/fuzz.py file -max_total_time=600
"""

from __future__ import annotations

import atexit
import sys
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

SUFFIXES = (
    *(
        ".txt",
        ".json",
        ".jsonl",
        ".csv",
        ".html",
        ".xml",
        ".eml",
        ".warc",
        ".rtf",
        ".md",
    ),
    *(".txt.gz", ".zip", ".docx", ".xlsx", ".pdf", ""),
)


def load() -> None:
    """Import all that the targets run."""
    from indexer.building.reading import read_article  # noqa: F401
    from indexer.sources import read_path  # noqa: F401
    from search.query import compile  # noqa: F401
    from search.searcher import Searcher  # noqa: F401


@lru_cache(maxsize=1)
def folder() -> Path:
    """A place for files, removed at the end."""
    made = tempfile.TemporaryDirectory(prefix="timtin-fuzz-")
    atexit.register(made.cleanup)
    return Path(made.name)


@lru_cache(maxsize=1)
def searcher():  # type: ignore[no-untyped-def]
    from samples import build_index

    from search.searcher import Searcher

    return Searcher(build_index(folder() / "index"))


def query(raw: bytes) -> None:
    """A query never fails, and what is said of it lies inside of it."""
    from search.request import read_request

    text = raw.decode("utf-8", "replace")
    asked = read_request({"q": [text]})
    page = searcher().search(asked, facets=True)
    for notice in page.warnings:
        assert 0 <= notice.start <= notice.end <= len(asked.q), notice
    for hit in page.hits:
        for marked in (hit.title, hit.snippet):
            assert all(0 <= a < b <= len(marked.text) for a, b in marked.marks)
    searcher().suggest(text)


def file(raw: bytes) -> None:
    """A file is read to its end; each record is an article or has a reason."""
    from indexer.building.reading import read_article
    from indexer.sources import read_path
    from indexer.sources.record import Record
    from search.article import Article

    suffix = SUFFIXES[raw[0] % len(SUFFIXES)] if raw else ""
    path = folder() / f"x{suffix}"
    path.write_bytes(raw[1:])
    for found in read_path(str(path)):
        if isinstance(found, Record):
            article = read_article(found)
            if isinstance(article, Article):
                assert Article.from_json(article.to_json()) == article


TARGETS: dict[str, Callable[[bytes], None]] = {"query": query, "file": file}


def main() -> None:
    import atheris

    target = TARGETS[sys.argv.pop(1)]
    with atheris.instrument_imports(include=["search", "indexer"]):
        load()
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
