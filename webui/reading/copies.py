"""What differs between an article and its copies."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from search.article import Article


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy and what differs in it, in words of the reader."""

    article: Article
    differs: tuple[str, ...]


def compare_copies(article: Article, copies: Iterable[Article]) -> tuple[Copy, ...]:
    """Each copy with what differs from the article: headline, paragraphs that only one
    of them has. Paragraphs are compared whole, which costs linear time."""
    own = _paragraphs(article)
    return tuple(Copy(other, _differences(article, own, other)) for other in copies)


def _paragraphs(article: Article) -> Counter[str]:
    lines = (" ".join(line.split()) for line in article.body.split("\n"))
    return Counter(unicodedata.normalize("NFC", line) for line in lines if line)


def _differences(
    article: Article, own: Counter[str], other: Article
) -> tuple[str, ...]:
    theirs = _paragraphs(other)
    more, fewer = (theirs - own).total(), (own - theirs).total()
    found = []
    if other.title and other.title != article.title:
        found.append(f"tiêu đề “{other.title}”")
    if more or fewer:
        changed = min(more, fewer)
        parts = (
            (changed, "đoạn viết khác"),
            (more - changed, "đoạn thêm"),
            (fewer - changed, "đoạn bớt"),
        )
        found += [f"{number} {name}" for number, name in parts if number]
    else:
        found.append("thân bài giống hệt")
    return tuple(found)
