"""The official documents an article names, one each, by canonical number.

A full number (``18-NQ/TW``, ``122/2013/nđ-cp``) always counts. A short name (``Nghị
quyết 18``, ``Quy định số 41``, ``Nghị định 168/2024``, ``Luật Đất đai 2024``) is
resolved by the full number the same text gives, by the words after it (``của Trung
ương``), or by the tables of well-known Central documents and laws; with another body
after it (``của HĐND tỉnh``) it stays out. What only a short name gave is marked
inferred. Documents of the Party that share a number are told apart by their year: as
the text gives it, by the term of the Committee, by their subject, or because there was
one only when the article appeared. Where nothing tells, the year stays open.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from indexer.facts.quotes import AFTER, quote
from search.article import OfficialDocument
from search.gazetteer.full_numbers import Named, find_signs, numbered
from search.gazetteer.party_documents import (
    issues,
    year_before,
    year_by_subject,
    year_by_term,
)
from search.gazetteer.short_numbers import by_title, shortened

_KIND_BEFORE = re.compile(
    r"(?:(?:Bộ )?[Ll]uật(?:\s[^\W\d]+){1,14}?|[Nn]ghị quyết(?: liên tịch)?|NQ"
    r"|[Nn]ghị định|[Qq]uyết định|[Qq]uy định|[Cc]hỉ thị|[Kk]ết luận|[Kk]ế hoạch"
    r"|[Hh]ướng dẫn|[Tt]hông tư(?: liên tịch)?|[Cc]ông điện|[Pp]háp lệnh|[Tt]hông báo"
    r"|[Qq]uy chế|[Bb]áo cáo|[Tt]ờ trình|[Đđ]ề án|[Cc]hương trình(?: hành động)?"
    r"|[Cc]ông văn),?\s(?:số\s)?\Z"
)
LOOK_BACK = 90
"""Characters before a number in which the name of its kind stands."""

_ISSUED = re.compile(
    r"[\s,(]{1,3}(?:(?:ký |ban hành )?ngày\s\d{1,2}(?:[-/.]\d{1,2}[-/.]|\stháng\s\d{1,2}"
    r"(?:[-/.]|\snăm\s))|(?:ban hành |ra đời )?năm\s)((?:19|20)\d\d)(?!\d)"
    r"|\s\(((?:19|20)\d\d)\)"
)
_TERM = re.compile(r"[Kk]h[oó][aá],?\s(XIV|XIII|XII|XI|X)\b")
SENTENCE = 200
"""Characters around a number in which its subject is looked for, within its sentence."""


class _Issue(NamedTuple):
    """A document: its number, and its year where several share that (0: not known)."""

    number: str
    year: int


def find_documents(text: str, published: str = "") -> tuple[OfficialDocument, ...]:
    """The documents of a composed text in the order they are first named.

    :param published: when the article appeared, as an ISO date; "" when not known.
    :returns: one for each document; its name is the first wording with the full number,
        or the short one where there is no other.
    """
    signs = find_signs(text)
    full = list(numbered(text, signs))
    short = [*shortened(text, signs, full, running=True), *by_title(text)]
    names: dict[_Issue, tuple[str, str]] = {}
    stated: set[_Issue] = set()
    for item, issue in _with_years(text, sorted([*full, *short]), published):
        if issue not in names or not item.short and issue not in stated:
            names[issue] = _name(text, item)
        if not item.short:
            stated.add(issue)
    return tuple(
        OfficialDocument(
            issue.number,
            name,
            "stated" if issue in stated else "inferred",
            issue.year,
            words,
        )
        for issue, (name, words) in names.items()
    )


def _with_years(
    text: str, named: list[Named], published: str
) -> list[tuple[Named, _Issue]]:
    """Each mention with the document it means."""
    years = [
        _year(text, item) if issues(item.number) else _stated_year(text, item)
        for item in named
    ]
    known: dict[str, set[int]] = {}
    for item, year in zip(named, years, strict=True):
        known.setdefault(item.number, set()).update({year} - {0})
    found = []
    for item, year in zip(named, years, strict=True):
        told = known[item.number]
        if not year and len(told) > 1:
            continue  # which of those that the text names elsewhere stays open
        if not year:
            year = next(iter(told), 0)
        if not year and published and issues(item.number):
            year = year_before(item.number, int(published[:4]))
        found.append((item, _Issue(item.number, year)))
    return found


def _stated_year(text: str, named: Named) -> int:
    """The year that the text gives straight after a number that has none in itself."""
    if not named.number.endswith("/TW"):
        return 0
    match = _ISSUED.match(text, named.end)
    return int(match[1] or match[2]) if match else 0


def _year(text: str, named: Named) -> int:
    """The year of a document that shares its number, by what its sentence says."""
    if year := _stated_year(text, named):
        return year
    end = _end_of_sentence(text, named.end)
    after = text[named.end : end]
    if term := _TERM.search(after[:100]):
        if year := year_by_term(named.number, term[1]):
            return year
    if year := year_by_subject(named.number, after):
        return year
    start = max(0, named.start - SENTENCE)
    before = re.split(r"[.!?\n]\s", text[start : named.start])[-1]
    return year_by_subject(named.number, before + after)


def _end_of_sentence(text: str, start: int) -> int:
    """Where the sentence that goes on at ``start`` ends, or what is looked at of it."""
    match = re.compile(r"[.!?](?=\s|\Z)|\n").search(text, start, start + SENTENCE)
    return match.start() if match else start + SENTENCE


def _name(text: str, named: Named) -> tuple[str, str]:
    """What a mention calls the document, and the words around it."""
    start = named.start
    if not named.short:
        before = text[max(0, start - LOOK_BACK) : start].rpartition("\n")[2]
        kind = _KIND_BEFORE.search(before)
        if kind is not None:
            start -= len(before) - kind.start()
    name = " ".join(text[start : named.end].split())
    return name, quote(text, start, named.end, AFTER)
