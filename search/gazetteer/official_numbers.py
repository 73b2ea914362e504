"""Numbers of official documents: one canonical form for every way to write them.

Party documents are ``18-NQ/TW``, the state's ``1234/QĐ-TTg``, ``122/2013/NĐ-CP`` and
``202/2025/QH15``, letters ``3865/UBND-TH``. Written in lower case, without diacritics,
with other dashes, with spaces or ``T.Ư`` for ``TW``, they are the same document; so are
the short ``Nghị quyết 18`` where :data:`WELL_KNOWN` has it, and ``Nghị định 168/2024``
and ``Luật Đất đai 2024``. Numbers of the Party start afresh with each congress:
:mod:`search.gazetteer.party_documents` tells those apart that share one.
"""

from __future__ import annotations

import unicodedata

from search.gazetteer.full_numbers import find_signs, folded, numbered, spaced
from search.gazetteer.short_numbers import by_title, shortened

MAX_QUERY = 300
"""Characters of a query in which a number is looked for."""


def find_number(text: str) -> str | None:
    """The first document a query names, in any form, as its canonical number."""
    composed = unicodedata.normalize("NFC", text[:MAX_QUERY])
    signs = find_signs(composed)
    found = [
        *numbered(composed, signs),
        *spaced(composed),
        *shortened(composed, signs),
        *by_title(composed),
    ]
    return min(found).number if found else None


def canonical_number(text: str) -> str | None:
    """The canonical number of a text that is nothing but a document's name.

    ``18 nq tw``, ``Nghị quyết số 18`` and ``NQ 18-NQ/T.Ư`` are ``18-NQ/TW``; None for
    anything else, also for a name within a longer text.
    """
    composed = unicodedata.normalize("NFC", text[:MAX_QUERY]).strip(" .,;:\"'“”()")
    signs = find_signs(composed)
    for matches in (numbered(composed, signs), spaced(composed)):
        for named in matches:
            if named.end == len(composed) and _is_kind(composed[: named.start]):
                return named.number
    for named in (*shortened(composed, signs), *by_title(composed)):
        if (named.start, named.end) == (0, len(composed)):
            return named.number
    return None


def _is_kind(text: str) -> bool:
    """Whether the words before a number only say what kind of document it is."""
    words = text.split()
    if words and folded(words[-1]) == "so":
        words.pop()
    law = bool(words) and folded(words[0]) in ("luat", "bo", "phap")
    return len(words) <= (16 if law else 4) and all(map(str.isalpha, words))
