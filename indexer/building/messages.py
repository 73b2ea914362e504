"""What goes to the processes that read articles and comes back from them: all that the
process which writes an index must know of reading. It imports no reader of facts, whose
patterns take a third of a second to compile.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from indexer.copies.sketches import Sketch, sketch
from indexer.sources import ReadOptions, SourceFile
from indexer.sources.record import Record, Rejected
from search.article import Article
from search.fields import ArticleTerms, NumberedTerms, Profile
from search.language.tokens import terms

READER_VERSION = 9
"""Raise when the same record would become another article: what was read before is then
read again."""

FAILED = "lỗi khi đọc bài"


class Digested(NamedTuple):
    """A record or an exported article with its :func:`record_digest`."""

    item: Record | Article
    digest: bytes


WorkItem = Record | Article | Digested | Rejected | SourceFile
"""What a worker is given: a record, an exported article, a small file to read, or what
was rejected before, in its place."""


class PreparedArticle(NamedTuple):
    """An article with all that writing it takes.

    :param stored: its JSON in UTF-8: a text would be encoded and decoded on its way.
    :param record: digest of what it was read from, ``digest`` of what it holds, both
        without its group.
    :param numbered: its terms once more, as numbers.
    :param bands: those of its sketch.
    :param was_representative: whether it is exported and was shown for its copies.
    """

    record: bytes
    digest: bytes
    id: str
    title: str
    stored: bytes
    terms: ArticleTerms
    numbered: NumberedTerms
    sketch: Sketch
    bands: list[int]
    published: str
    publisher: str
    was_representative: bool = False


Outcomes = list[PreparedArticle | Rejected]


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """What a worker must know."""

    profile: Profile
    read: ReadOptions = ReadOptions()
    today: date | None = None


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
    return content_digest(content)


def content_digest(content: str | bytes) -> bytes:
    """16 bytes that tell one content, a text or its UTF-8, from another."""
    data = content.encode("utf-8", "replace") if isinstance(content, str) else content
    return hashlib.blake2b(data, digest_size=16).digest()


def article_digest(article: Article) -> bytes:
    """Tells whether an article holds the same as before, whatever its group."""
    return content_digest(replace(article, group="").to_json())


def sketch_article(article: Article) -> Sketch:
    """The sketch of an article whose terms are not at hand."""
    return sketch([*terms(article.title), *terms(article.body)])


def with_group(
    stored: bytes, made: ArticleTerms, group: str
) -> tuple[bytes, ArticleTerms]:
    """The stored form and the terms of an article in a group."""
    article = replace(Article.from_json(stored), group=group)
    keywords = {
        **made.keywords,
        "group": (group or article.id,),
        "copy": ("1",) if article.is_copy else (),
    }
    return encode_json(article), replace(made, keywords=keywords)


def encode_json(article: Article) -> bytes:
    """An article's JSON in UTF-8, as it is stored; lone surrogates pass."""
    return article.to_json().encode("utf-8", "surrogatepass")
