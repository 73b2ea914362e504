"""The official documents an article names, one each, by canonical number.

A full number (``18-NQ/TW``, ``122/2013/nđ-cp``) always counts. A short name (``Nghị
quyết 18``, ``Quy định số 41``) is resolved by the full number the same text gives, by
the words after it (``của Trung ương``), or by the table of well-known Central documents
in :mod:`search.gazetteer.official_numbers`; with another body after it (``của HĐND
tỉnh``) it stays out. What only a short name gave is marked inferred.
"""

from __future__ import annotations

import re

from search.article import OfficialDocument
from search.gazetteer.official_numbers import Named, find_signs, numbered, shortened

_KIND_BEFORE = re.compile(
    r"(?:(?:Bộ )?[Ll]uật(?:\s[^\W\d]+){1,14}?|[Nn]ghị quyết(?: liên tịch)?|NQ"
    r"|[Nn]ghị định|[Qq]uyết định|[Qq]uy định|[Cc]hỉ thị|[Kk]ết luận|[Kk]ế hoạch"
    r"|[Hh]ướng dẫn|[Tt]hông tư(?: liên tịch)?|[Cc]ông điện|[Pp]háp lệnh|[Tt]hông báo"
    r"|[Qq]uy chế|[Bb]áo cáo|[Tt]ờ trình|[Đđ]ề án|[Cc]hương trình(?: hành động)?"
    r"|[Cc]ông văn),?\s(?:số\s)?\Z"
)
LOOK_BACK = 90
"""Characters before a number in which the name of its kind stands."""


def find_documents(text: str) -> tuple[OfficialDocument, ...]:
    """The documents of a composed text in the order they are first named.

    :returns: one for each canonical number; its name is the first wording with the
        full number, or the short one where there is no other.
    """
    signs = find_signs(text)
    full = list(numbered(text, signs))
    known = frozenset(named.number for named in full)
    named = sorted([*full, *shortened(text, signs, known, running=True)])
    names: dict[str, str] = {}
    stated: set[str] = set()
    for item in named:
        if item.number not in names or not item.short and item.number not in stated:
            names[item.number] = _name(text, item)
        if not item.short:
            stated.add(item.number)
    return tuple(
        OfficialDocument(number, name, "stated" if number in stated else "inferred")
        for number, name in names.items()
    )


def _name(text: str, named: Named) -> str:
    start = named.start
    if not named.short:
        before = text[max(0, start - LOOK_BACK) : start].rpartition("\n")[2]
        kind = _KIND_BEFORE.search(before)
        if kind is not None:
            start -= len(before) - kind.start()
    return " ".join(text[start : named.end].split())
