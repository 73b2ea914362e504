"""The pages that were asked for last, kept while nothing is committed.

Readers come back to a page, turn to the next one and back, and many ask for the same.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable

from search.results import SearchPage

MAX_CHARACTERS = 8 << 20
"""Of all articles on the pages that are kept, 16 MiB in memory: some 300 pages."""

PAGE_CHARACTERS = 4_096
"""What a page counts beside its articles."""


class PageCache:
    """The pages of one committed state, the least recently used one leaves first; safe
    for threads."""

    def __init__(self, max_characters: int = MAX_CHARACTERS) -> None:
        self._pages: OrderedDict[Hashable, SearchPage] = OrderedDict()
        self._left = max_characters
        self._lock = threading.Lock()

    def get(self, asked: Hashable) -> SearchPage | None:
        """The page for what was asked, if it is kept."""
        with self._lock:
            page = self._pages.get(asked)
            if page is not None:
                self._pages.move_to_end(asked)
            return page

    def put(self, asked: Hashable, page: SearchPage) -> None:
        """Keep a page."""
        with self._lock:
            if asked in self._pages:
                return
            self._pages[asked] = page
            self._left -= _size(page)
            while self._left < 0:
                _, oldest = self._pages.popitem(last=False)
                self._left += _size(oldest)


def _size(page: SearchPage) -> int:
    hits = (*page.hits, *page.partial)
    return PAGE_CHARACTERS + sum(len(hit.article.body) for hit in hits)
