"""Keeps the collection's own counts (``search.collection.lexicon``) beside its index.

A build counts articles as they pass. An update does not count what leaves, so the counts
are made again from the index when enough has changed; between, they are a little old,
which suggestions and restored diacritics can bear.
"""

from __future__ import annotations

import json
from contextlib import suppress

from indexer.building.ledger import Ledger
from search.article import Article
from search.collection.lexicon import FILE_NAME, FORMER_NAMES
from search.collection.lexicon_builder import LexiconBuilder, building_path
from search.fields import BORDER, TEXT, ArticleTerms, NumberedTerms, keywords_of
from search.language.tokens import running_terms
from search.store.writing import IndexSession

STALE_SHARE = 0.05
"""Articles changed since the counts were made, against all, from which they are made
again."""

STALE_LEAST = 20


class LexiconKeeper:
    """Counts during one run.

    :param whole: whether every article of the index passes in this run.
    """

    def __init__(self, session: IndexSession, ledger: Ledger, whole: bool) -> None:
        self._session = session
        self._ledger = ledger
        self._builder = LexiconBuilder() if whole else None
        self._changes = int(ledger.get_meta("lexicon_changes") or 0)

    def add(
        self,
        id: str,
        title: str,
        stored: bytes,
        made: ArticleTerms,
        numbered: NumberedTerms,
    ) -> None:
        """Count an article that is written."""
        self._changes += 1
        if self._builder is not None:
            self._builder.add(made, id, title, lambda: _body_of(stored), numbered)

    def remove(self) -> None:
        """Note that an article leaves."""
        self._changes += 1

    def write(self) -> None:
        """Write the counts of a build. It touches nothing but their file: it may run in
        a thread beside the commit."""
        if self._builder is not None and self._changes:
            self._builder.write(self._session.side_path(FILE_NAME))
            self._session.keep_side_file(FILE_NAME)
            self._builder, self._changes = None, 0

    def finish(self) -> None:
        """Count again if the counts are too old. The session must be committed."""
        path = self._session.side_path(FILE_NAME)
        count = self._ledger.article_count
        stale = self._changes > max(STALE_LEAST, count * STALE_SHARE)
        if stale or not path.exists():
            self._count_all().write(path)
            self._session.keep_side_file(FILE_NAME)
            self._changes = 0
        # The last one is what a kill left half written.
        for name in (*FORMER_NAMES, building_path(path).name):
            with suppress(OSError):
                self._session.side_path(name).unlink(missing_ok=True)
        self._ledger.set_meta("lexicon_changes", str(self._changes))

    def _count_all(self) -> LexiconBuilder:
        builder = LexiconBuilder()
        reader = self._session.open_reader()
        try:
            for _, stored in reader.scan():
                article = Article.from_stored(stored)
                text = [
                    *running_terms(article.title),
                    BORDER,
                    *running_terms(article.body),
                ]
                made = ArticleTerms({TEXT: text}, keywords_of(article), {})
                builder.add(made, article.id, article.title, lambda: article.body)
        finally:
            reader.close()
        return builder


def _body_of(stored: bytes) -> str:
    """The body of an article as it is stored; the rest of it is not made."""
    return str(json.loads(stored).get("body", ""))
