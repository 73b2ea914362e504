"""The same articles in other engines, each used as its own manual shows.

    python benchmarks/rivals.py whoosh corpus.jsonl folder

builds one, so that its time and memory can be measured from outside.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from corpus import read_articles  # noqa: E402
from queries import Ask  # noqa: E402

from search.language.tokens import terms  # noqa: E402

FACETS = ["year", "month", "publisher"]


def build_whoosh(corpus: Path, folder: Path) -> None:
    """pyvi's words in a plain Whoosh index, facets in sortable fields."""
    pyvi, fields = import_module("pyvi.ViTokenizer"), import_module("whoosh.fields")
    facets = {name: fields.ID(stored=True, sortable=True) for name in FACETS}
    schema = fields.Schema(
        title=fields.TEXT(stored=True), content=fields.TEXT(stored=True), **facets
    )
    writer = import_module("whoosh.index").create_in(str(folder), schema).writer()
    for article in read_articles([corpus]):
        date = str(article.get("date", ""))
        writer.add_document(
            title=pyvi.tokenize(article.get("title", "")),
            content=pyvi.tokenize(article["text"]),
            year=date[:4],
            month=date[:7],
            publisher=article.get("source", ""),
        )
    writer.commit()


def open_whoosh(
    folder: Path, facets: bool, any_word: bool = False
) -> Callable[[Ask], int]:
    """Answers queries; :returns: the number of hits.

    :param any_word: whether one word is enough: Whoosh's own default wants all, and so
        finds nothing for most headlines and queries without marks.
    """
    pyvi, qparser = import_module("pyvi.ViTokenizer"), import_module("whoosh.qparser")
    query = import_module("whoosh.query")
    group = qparser.OrGroup if any_word else qparser.AndGroup
    index = import_module("whoosh.index").open_dir(str(folder))
    parser = qparser.MultifieldParser(["title", "content"], index.schema, group=group)
    searcher = index.searcher()

    def ask(given: Ask) -> int:
        text = given.text
        if given.kind != "prefix":
            words = pyvi.tokenize(given.words)
            text = f'"{words}"' if given.kind == "phrase" else words
        chosen = query.Term("year", given.year) if given.year else None
        options = {"groupedby": FACETS} if facets else {}
        found = searcher.search(parser.parse(text), limit=10, filter=chosen, **options)
        for name in FACETS if facets else ():
            found.groups(name)
        return len([hit["title"] for hit in found])

    return ask


def build_fts5(corpus: Path, folder: Path) -> None:
    """Tìm Tin's syllables in an FTS5 table."""
    connection = sqlite3.connect(folder / "fts5.sqlite")
    connection.execute(
        "CREATE VIRTUAL TABLE article USING fts5 (title, content, year UNINDEXED,"
        " tokenize = 'unicode61 remove_diacritics 0')"
    )
    connection.executemany(
        "INSERT INTO article VALUES (?, ?, ?)",
        (
            (
                " ".join(terms(article.get("title", ""))),
                " ".join(terms(article["text"])),
                str(article.get("date", ""))[:4],
            )
            for article in read_articles([corpus])
        ),
    )
    connection.commit()
    connection.close()


def open_fts5(folder: Path) -> Callable[[Ask], int]:
    """Answers queries; :returns: the number of hits."""
    connection = sqlite3.connect(folder / "fts5.sqlite")

    def ask(given: Ask) -> int:
        words = [f'"{word}"' for word in terms(given.words)]
        text = " ".join(words)
        if given.kind == "phrase":
            text = f'"{" ".join(terms(given.words))}"'
        elif given.kind == "prefix":
            text += "*"
        where = " AND year = ?" if given.year else ""
        rows = connection.execute(
            f"SELECT title FROM article WHERE article MATCH ?{where}"
            " ORDER BY rank LIMIT 10",
            (text, given.year) if given.year else (text,),
        ).fetchall()
        return len(rows)

    return ask


if __name__ == "__main__":
    BUILDERS = {"whoosh": build_whoosh, "fts5": build_fts5}
    BUILDERS[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
