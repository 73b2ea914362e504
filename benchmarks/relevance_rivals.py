"""Plain designs: engines over Vietnamese text as their manuals show them.

Each indexes titles and texts (lead included) and gives every word of a query the same
weight. None reads a query as an expression: the operators in headlines (``-``, ``:``,
quotes) would cost them another .04.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from search.commands.trec import Ranker
from search.language.normal import fold

Rows = Iterable[Mapping[str, Any]]
Spell = Callable[[str], str]
FIELDS = ("title", "content")

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Design:
    """A plain design.

    :param index: the name of its index; designs may share one.
    """

    index: str
    build: Callable[[Rows, Path], None]
    open: Callable[[Path], Ranker]


def _texts(row: Mapping[str, Any]) -> tuple[str, str]:
    lead = row.get("lead") or ""
    return row.get("title") or "", f"{lead}\n\n{row['text']}" if lead else row["text"]


def _segment(text: str) -> str:
    words: str = import_module("pyvi.ViTokenizer").tokenize(text)
    return words


class _Whoosh:
    """Whoosh's TEXT fields and BM25F with nothing changed."""

    def __init__(self, folder: Path, spell: Spell, needs_all: bool) -> None:
        self._searcher = import_module("whoosh.index").open_dir(folder).searcher()
        self._query = import_module("whoosh.query")
        self._analyser = import_module("whoosh.analysis").StandardAnalyzer()
        self._spell = spell
        self._join = self._query.And if needs_all else self._query.Or

    def rank(self, query: str, limit: int) -> list[tuple[str, float]]:
        words = [token.text for token in self._analyser(self._spell(query))]
        either = [
            self._query.Or([self._query.Term(field, word) for field in FIELDS])
            for word in dict.fromkeys(words)
        ]
        if not either:
            return []
        found = self._searcher.search(self._join(either), limit=limit)
        return [(hit["id"], hit.score) for hit in found]


def _build_whoosh(rows: Rows, folder: Path, spell: Spell) -> None:
    fields, index = import_module("whoosh.fields"), import_module("whoosh.index")
    schema = fields.Schema(
        id=fields.ID(stored=True), title=fields.TEXT(), content=fields.TEXT()
    )
    writer = index.create_in(str(folder), schema).writer(limitmb=512)
    for row in rows:
        title, content = map(spell, _texts(row))
        writer.add_document(id=row["id"], title=title, content=content)
    writer.commit()


class _Fts5:
    """SQLite FTS5 with its default tokenizer, ranked by bm25()."""

    def __init__(self, folder: Path) -> None:
        self._connection = sqlite3.connect(folder / "fts5.sqlite")

    def rank(self, query: str, limit: int) -> list[tuple[str, float]]:
        words = " OR ".join(f'"{word}"' for word in dict.fromkeys(_WORD.findall(query)))
        rows = self._connection.execute(
            "SELECT id, -rank FROM article WHERE article MATCH ?"
            " ORDER BY rank LIMIT ?",
            (words, limit),
        )
        return rows.fetchall() if words else []


def _build_fts5(rows: Rows, folder: Path) -> None:
    connection = sqlite3.connect(folder / "fts5.sqlite")
    connection.execute(
        "CREATE VIRTUAL TABLE article USING fts5 (id UNINDEXED, title, content)"
    )
    connection.executemany(
        "INSERT INTO article VALUES (?, ?, ?)",
        ((row["id"], *_texts(row)) for row in rows),
    )
    connection.commit()
    connection.close()


class _Tantivy:
    """tantivy's default tokenizer, all words optional."""

    def __init__(self, folder: Path, spell: Spell) -> None:
        self._index = import_module("tantivy").Index.open(str(folder))
        self._searcher = self._index.searcher()
        self._spell = spell

    def rank(self, query: str, limit: int) -> list[tuple[str, float]]:
        # Lower case: AND, OR, NOT and IN are no operators then.
        words = " ".join(dict.fromkeys(_WORD.findall(self._spell(query).lower())))
        parsed, _ = self._index.parse_query_lenient(words, list(FIELDS))
        hits = self._searcher.search(parsed, limit).hits
        return [
            (self._searcher.doc(address).get_first("id"), score)
            for score, address in hits
        ]


def _build_tantivy(rows: Rows, folder: Path, spell: Spell) -> None:
    tantivy = import_module("tantivy")
    schema = tantivy.SchemaBuilder().add_text_field("id", stored=True)
    for field in FIELDS:
        schema = schema.add_text_field(field)
    writer = tantivy.Index(schema.build(), path=str(folder)).writer(num_threads=1)
    for row in rows:
        title, content = map(spell, _texts(row))
        writer.add_document(
            tantivy.Document(id=row["id"], title=title, content=content)
        )
    writer.commit()
    writer.wait_merging_threads()


def _words_of_pyvi(needs_all: bool) -> Design:
    return Design(
        "plain-pyvi",
        lambda rows, folder: _build_whoosh(rows, folder, _segment),
        lambda folder: _Whoosh(folder, _segment, needs_all),
    )


DESIGNS: Mapping[str, Design] = {
    "pyvi words in Whoosh, all required": _words_of_pyvi(True),
    "pyvi words in Whoosh, any": _words_of_pyvi(False),
    "Whoosh defaults, any": Design(
        "plain-whoosh",
        lambda rows, folder: _build_whoosh(rows, folder, str),
        lambda folder: _Whoosh(folder, str, False),
    ),
    "SQLite FTS5 defaults, any": Design("plain-fts5", _build_fts5, _Fts5),
    "tantivy defaults, any": Design(
        "plain-tantivy",
        lambda rows, folder: _build_tantivy(rows, folder, str),
        lambda folder: _Tantivy(folder, str),
    ),
    "ASCII-folded in tantivy, any": Design(
        "plain-folded",
        lambda rows, folder: _build_tantivy(rows, folder, fold),
        lambda folder: _Tantivy(folder, fold),
    ),
}
