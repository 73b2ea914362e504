"""Makes the small indexes beside this file again, one of each engine's format.

    python tests/data/make_indexes.py

``test_search_formats`` opens and searches them, so that a release of an engine which no
longer reads what an earlier one wrote is noticed here. They are made again only when
``SCHEMA_VERSION`` or an engine's ``FORMAT`` is raised: the new form is added, and the
one before it is removed once it is outdated.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

DATA = Path(__file__).parent
sys.path[:0] = [str(DATA.parent), str(DATA.parents[1])]

from samples import ARTICLES, bare_terms  # noqa: E402

from search.store.opening import ENGINES, load_engine  # noqa: E402
from search.store.writing import rebuild, update  # noqa: E402

LEFT_OUT = ARTICLES[-1].id
"""Deleted after the build, so that each index has marks of deleted articles."""


def index_name(engine: str) -> str:
    """The folder of an engine's present format."""
    return f"index-{engine}-{load_engine(engine).FORMAT.replace('/', '-')}"


def make_index(engine: str, path: Path) -> None:
    """Write the sample articles in two commits, then delete the last."""
    half = len(ARTICLES) // 2
    with rebuild(path, engine, "lean", memory_mib=16) as session:
        for place, article in enumerate(ARTICLES):
            terms = bare_terms(f"{article.title} {article.body}".lower(), place)
            session.put(article.id, terms, article.to_json())
            if place == half:
                session.commit()
    with update(path, memory_mib=16) as session:
        session.delete(LEFT_OUT)


if __name__ == "__main__":
    for name in ENGINES:
        folder = DATA / index_name(name)
        shutil.rmtree(folder, ignore_errors=True)
        make_index(name, folder)
        print(folder)
