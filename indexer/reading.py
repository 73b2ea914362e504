"""Record -> Article, and batches of them -> terms: the part of the work that several
processes can share. Everything here is pure but for the files that it is told to read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from indexer.clean import clean_record
from indexer.dates import read_dates
from indexer.documents import find_documents
from indexer.identity import article_id
from indexer.people import find_people
from indexer.places import find_places
from indexer.record import Record, Rejected
from indexer.sketches import Sketch, sketch, sketch_batch
from indexer.sources import ReadOptions, SourceFile, read_file
from indexer.sources.options import EMPTY
from indexer.sources.walk import printable
from search.article import Article
from search.fields import ArticleTerms, Profile, article_terms_batch
from search.language.normal import compose
from search.language.segmenter import default_segmenter
from search.language.tokens import terms

READER_VERSION = 1
"""Raise when the same record would become another article: what was read before is then
read again."""

FAILED = "lỗi khi đọc bài"

Given = Record | Article | Rejected | SourceFile
"""What a worker is given: a record, an exported article, a small file to read, or what
was rejected before, in its place."""


@dataclass(frozen=True, slots=True)
class Ready:
    """An article with all that writing it takes.

    :param record: digest of what it was read from, ``digest`` of what it holds, both
        without its group.
    :param stood: whether it is exported and stood for its copies.
    """

    record: bytes
    digest: bytes
    id: str
    title: str
    stored: str
    terms: ArticleTerms
    sketch: Sketch
    published: str
    publisher: str
    stood: bool = False


Outcomes = list[Ready | Rejected]


@dataclass(frozen=True, slots=True)
class Settings:
    """What a worker must know."""

    profile: Profile
    read: ReadOptions = ReadOptions()
    today: date | None = None


def read_article(record: Record, today: date | None = None) -> Article | Rejected:
    """Clean a record and read the facts out of it.

    :param today: bounds which years are believable.
    """
    cleaned = clean_record(record)
    if not cleaned.body.strip() and not cleaned.title.strip():
        return Rejected(record.source, EMPTY)
    dates = read_dates(cleaned, record, today)
    title, body = compose(cleaned.title).text, cleaned.composed
    text = f"{title}\n{body}" if title else body
    published = dates.published.value if dates.published else ""
    extra = dict(record.extra)
    if cleaned.flags:
        extra["flags"] = list(cleaned.flags)
    return Article(
        id=article_id(
            record.id, record.url, cleaned.publisher, cleaned.title, cleaned.body
        ),
        body=cleaned.body,
        title=cleaned.title,
        url=record.url,
        publisher=cleaned.publisher,
        byline=cleaned.byline,
        category=record.category,
        published=dates.published,
        event=dates.event,
        places=find_places(title, body, cleaned.publisher, published),
        people=find_people(text),
        documents=find_documents(text),
        captions=cleaned.captions,
        furniture=cleaned.furniture,
        source=printable(record.source),
        encoding=record.encoding,
        extra=extra,
    )


def record_digest(item: Record | Article) -> bytes:
    """Tells whether a record is the same as before, wherever in its file it stands."""
    if isinstance(item, Article):
        content = item.to_json()
    else:
        fields = (
            item.source.rsplit("#", 1)[0],
            item.text,
            item.id,
            item.title,
            item.lead,
            item.published,
            item.publisher,
            item.byline,
            item.category,
            item.url,
            *item.captions,
            json.dumps(item.extra, default=str, sort_keys=True) if item.extra else "{}",
        )
        content = "\0".join((str(item.structured), *fields))
    return _digest(content)


def _digest(content: str) -> bytes:
    data = content.encode("utf-8", "replace")
    return hashlib.blake2b(data, digest_size=16).digest()


def article_digest(article: Article) -> bytes:
    """Tells whether an article holds the same as before, whatever its group."""
    return _digest(replace(article, group="").to_json())


def sketch_article(article: Article) -> Sketch:
    """The sketch of an article whose terms are not at hand."""
    return sketch([*terms(article.title), *terms(article.body)])


def read_batch(items: Sequence[Given], settings: Settings) -> list[Outcomes]:
    """What became of each item: one outcome for a record, any number for a file."""
    found: list[list[tuple[bytes, Article, bool] | Rejected]] = []
    for item in items:
        if isinstance(item, SourceFile):
            read = read_file(item, settings.read)
            found.append([_read_one(part, settings) for part in read])
        else:
            found.append([_read_one(item, settings)])
    articles = [
        outcome[1]
        for outcomes in found
        for outcome in outcomes
        if not isinstance(outcome, Rejected)
    ]
    made = article_terms_batch(
        articles, settings.profile, default_segmenter(tone_styles=True)
    )
    sketches = sketch_batch([terms.numbered for terms in made if terms.numbered])
    ready = zip(made, sketches, strict=True)
    return [
        [
            outcome if isinstance(outcome, Rejected) else _ready(*outcome, *next(ready))
            for outcome in outcomes
        ]
        for outcomes in found
    ]


def _read_one(
    item: Record | Article | Rejected, settings: Settings
) -> tuple[bytes, Article, bool] | Rejected:
    if isinstance(item, Rejected):
        return item
    digest = record_digest(item)
    if isinstance(item, Article):
        stood = bool(item.group) and item.group == item.id
        return digest, replace(item, group=""), stood
    try:
        article = read_article(item, settings.today)
    except Exception as error:  # one article must not stop a run of thousands
        return Rejected(item.source, FAILED, f"{type(error).__name__}: {error}")
    return article if isinstance(article, Rejected) else (digest, article, False)


def _ready(
    record: bytes, article: Article, stood: bool, made: ArticleTerms, sketch: Sketch
) -> Ready:
    stored = article.to_json()
    date = article.date
    return Ready(
        record=record,
        digest=_digest(stored),
        id=article.id,
        title=article.title,
        stored=stored,
        terms=made,
        sketch=sketch,
        published=date.value if date else "",
        publisher=article.publisher,
        stood=stood,
    )


def with_group(stored: str, made: ArticleTerms, group: str) -> tuple[str, ArticleTerms]:
    """The stored form and the terms of an article in a group."""
    article = replace(Article.from_json(stored), group=group)
    keywords = {
        **made.keywords,
        "group": (group or article.id,),
        "copy": ("1",) if article.is_copy else (),
    }
    return article.to_json(), replace(made, keywords=keywords)
