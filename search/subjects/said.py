"""What articles tell of words and of offices: statements, and changes of office."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from search.article import Article, Change, Statement
from search.fields import text_of
from search.gazetteer.party_documents import value_of
from search.labels import CHANGE_LABELS
from search.subjects.offices import key_of

MOST_STATEMENTS = 20
"""Statements that a page lists of a kind, the newest."""

MOST_CHANGES = 40
"""Changes of office that a page lists: of more the newest."""

AGAIN = 6
"""Months in which the loss of an office that is told again is the same one."""

GAINS = frozenset(("appointed", "took", "moved", "assigned", "elected", "approved"))
"""Changes that lead to an office; the others take one away."""

LONGEST = 700
"""Characters of a sentence that are shown."""


@dataclass(frozen=True, slots=True)
class Said:
    """A statement with the article that has it.

    :param text: the sentence, with the quotation around it, in one line.
    """

    speaker: str
    kind: str
    text: str
    article: Article

    def to_dict(self) -> dict[str, Any]:
        """The public JSON of a statement."""
        return {
            "speaker": self.speaker,
            "kind": self.kind,
            "text": self.text,
            **_source(self.article),
        }


@dataclass(frozen=True, slots=True)
class Moved:
    """A change of office with the first article that tells it.

    :param date: when, as the sentence says, else as the article is dated; "" for neither.
    :param is_stated: whether the sentence says when.
    :param count: how many articles tell the same.
    """

    change: Change
    date: str
    is_stated: bool
    text: str
    article: Article
    count: int = 1

    @property
    def label(self) -> str:
        """What became of the office, for a reader."""
        return CHANGE_LABELS.get(self.change.kind, self.change.kind)

    def to_dict(self) -> dict[str, Any]:
        """The public JSON of a change."""
        change = self.change
        return {
            "person": change.person,
            "kind": change.kind,
            "label": self.label,
            "office": change.office or None,
            "organ": change.organ or None,
            "date": self.date or None,
            "date_is_stated": self.is_stated,
            "text": self.text,
            "articles": self.count,
            **_source(self.article),
        }


def _source(article: Article) -> dict[str, Any]:
    return {
        "article": article.id,
        "title": article.heading,
        "published": article.date.value if article.date else None,
        "publisher": article.publisher or None,
    }


Wanted = Callable[[Article, Statement, str], bool]
"""Whether a statement counts, by its article, itself and the article's text."""


def every_statement(articles: Iterable[Article], wanted: Wanted) -> Iterator[Said]:
    """The statements of some articles, in their order, whole."""
    for article in articles:
        text = text_of(article) if article.statements else ""
        for item in article.statements:
            if wanted(article, item, text):
                words = _line(text, item.start, item.end)
                yield Said(item.speaker, item.kind, words, article)


def every_change(articles: Iterable[Article], person: str = "") -> Iterator[Moved]:
    """The changes of office that some articles tell, in their order, whole.

    :param person: whose; everybody's when empty.
    """
    for article in articles:
        mine = [one for one in article.changes if person in ("", one.person)]
        text = text_of(article) if mine else ""
        told = article.date.value[:10] if article.date else ""
        for change in mine:
            words = _line(text, change.start, change.end)
            date = change.date or told
            yield Moved(change, date, bool(change.date), words, article)


def statements_in(
    articles: Iterable[Article], wanted: Wanted, most: int = MOST_STATEMENTS
) -> tuple[Said, ...]:
    """The newest statements of some articles; what several say alike once.

    :param articles: the oldest first.
    """
    found: dict[tuple[str, str], Said] = {}
    for item in every_statement(reversed(tuple(articles)), wanted):
        if item.text:
            key = item.speaker, item.text[:80].casefold()
            found.setdefault(key, replace(item, text=_cut(item.text)))
        if len(found) == most:
            break
    return tuple(found.values())


def speaker_is(name: str) -> Wanted:
    """Whether a person says it."""
    return lambda article, item, text: item.speaker == name


def names_document(value: str) -> Wanted:
    """Whether a document is named in it."""

    def names_it(article: Article, item: Statement, text: str) -> bool:
        return any(
            text.find(form, item.start, item.end) >= 0
            for document in article.documents
            if value in (document.number, value_of(document.number, document.year))
            for form in (document.name, document.number)
            if form
        )

    return names_it


def said_by(
    name: str, articles: Iterable[Article], kind: str = "said"
) -> tuple[Said, ...]:
    """What a person says, or asks for."""

    def is_theirs(article: Article, item: Statement, text: str = "") -> bool:
        return item.speaker == name and item.kind == kind

    # The text of an article is composed letter by letter: only where it is needed.
    telling = (
        one for one in articles if any(is_theirs(one, item) for item in one.statements)
    )
    return statements_in(telling, is_theirs)


def said_about(value: str, articles: Iterable[Article]) -> tuple[Said, ...]:
    """The statements that name a document."""
    return statements_in(articles, names_document(value))


def changes_in(
    articles: Iterable[Article], person: str = "", most: int = MOST_CHANGES
) -> tuple[Moved, ...]:
    """The changes of office that articles tell, by when they were; one that several tell
    once: a new office in the same month, the loss of one within :data:`AGAIN`.

    :param articles: the oldest first.
    :param person: whose; everybody's when empty.
    """
    found: dict[tuple[str, ...], Moved] = {}
    for told in every_change(articles, person):
        change, date = told.change, told.date
        is_gain = change.kind in GAINS
        if is_gain and not (change.office or change.date):
            continue  # an old story told again, mostly, and it says neither what nor when
        key: tuple[str, ...] = (change.person, change.kind)
        if is_gain:
            key = (*key, key_of(change.office), date[:7])
        old = found.get(key)
        if old is not None and (is_gain or _months(old.date, date) <= AGAIN):
            if old.article.id != told.article.id:
                found[key] = replace(old, count=old.count + 1)
            continue
        if old is not None:
            key = (*key, date)
        found[key] = replace(told, text=_cut(told.text))
    by_date = sorted(found.values(), key=lambda one: (one.date or "9999", one.label))
    return tuple(by_date[-most:])


def _months(one: str, other: str) -> int:
    """How many months lie between two dates; 0 where either has no month."""
    if len(one) < 7 or len(other) < 7:
        return 0
    years = int(one[:4]) - int(other[:4])
    return abs(12 * years + int(one[5:7]) - int(other[5:7]))


def _line(text: str, start: int, end: int) -> str:
    return " ".join(text[start:end].split())


def _cut(words: str) -> str:
    if len(words) <= LONGEST:
        return words
    return words[:LONGEST].rpartition(" ")[0] + "…"
