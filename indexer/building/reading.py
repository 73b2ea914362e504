"""Record -> Article, and batches of them -> terms: the part of the work that several
processes can share. Everything here is pure but for the files that it is told to read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from indexer.building.messages import (
    FAILED,
    Digested,
    Outcomes,
    PreparedArticle,
    ReadSettings,
    WorkItem,
    content_digest,
    encode_json,
    record_digest,
)
from indexer.cleaning.clean import clean_record
from indexer.copies.identity import article_id
from indexer.copies.sketches import Sketch, bands_batch, sketch_batch
from indexer.facts.dates.dates import read_dates
from indexer.facts.documents import find_documents
from indexer.facts.people.people import read_people
from indexer.facts.places.places import find_places
from indexer.facts.said.changes import find_changes
from indexer.facts.said.speakers import Cast
from indexer.facts.said.statements import find_statements
from indexer.sources import SourceFile, read_file
from indexer.sources.options import EMPTY
from indexer.sources.record import Record, Rejected
from indexer.sources.walk import printable
from search.article import Article
from search.fields import ArticleTerms, NumberedTerms, article_terms_batch
from search.language.normal import compose
from search.language.segmenter.single import default_segmenter


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
    places = find_places(title, body, cleaned.publisher, published, record.url)
    named = read_people(text)
    cast = Cast(text, named)
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
        places=places,
        people=named.people,
        documents=find_documents(text, published),
        statements=find_statements(cast),
        changes=find_changes(cast, published),
        captions=cleaned.captions,
        furniture=cleaned.furniture,
        source=printable(record.source),
        encoding=record.encoding,
        extra=extra,
    )


def read_batch(items: Sequence[WorkItem], settings: ReadSettings) -> list[Outcomes]:
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
    sketches = list(sketch_batch([numbered for _, numbered in made]))
    ready = zip(made, sketches, bands_batch(sketches), strict=True)
    return [
        [
            outcome if isinstance(outcome, Rejected) else _ready(*outcome, *next(ready))
            for outcome in outcomes
        ]
        for outcomes in found
    ]


def _read_one(
    given: Record | Article | Digested | Rejected, settings: ReadSettings
) -> tuple[bytes, Article, bool] | Rejected:
    if isinstance(given, Rejected):
        return given
    if not isinstance(given, Digested):
        given = Digested(given, record_digest(given))
    item, digest = given
    if isinstance(item, Article):
        was_representative = bool(item.group) and item.group == item.id
        return digest, replace(item, group=""), was_representative
    try:
        article = read_article(item, settings.today)
    except Exception as error:  # one article must not stop a run of thousands
        return Rejected(item.source, FAILED, f"{type(error).__name__}: {error}")
    return article if isinstance(article, Rejected) else (digest, article, False)


def _ready(
    record: bytes,
    article: Article,
    was_representative: bool,
    made: tuple[ArticleTerms, NumberedTerms],
    sketch: Sketch,
    bands: list[int],
) -> PreparedArticle:
    stored = encode_json(article)
    date = article.date
    return PreparedArticle(
        record=record,
        digest=content_digest(stored),
        id=article.id,
        title=article.title,
        stored=stored,
        terms=made[0],
        numbered=made[1],
        sketch=sketch,
        bands=bands,
        published=date.value if date else "",
        publisher=article.publisher,
        was_representative=was_representative,
    )
