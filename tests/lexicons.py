"""Lexicons of a few titles, and what stands in for a collection that has one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path

from search.collection.lexicon import Lexicon
from search.collection.lexicon_builder import LexiconBuilder
from search.collection.restoration import restore
from search.fields import ArticleTerms
from search.language.tokens import terms

Counted = tuple[ArticleTerms, str, str, Callable[[], str]]
"""What a builder is told of an article."""


def article(title: str, people: Sequence[str] = ("Tô Văn Mẫu",)) -> Counted:
    """An article whose title is all of its text."""
    facts = {"person": people, "document": ["18-NQ/TW"]}
    made = ArticleTerms({"text": terms(title)}, facts, {})
    return made, f"mã {title}", title, lambda: title


def build_lexicon(path: Path, articles: Iterable[Counted]) -> Lexicon:
    """The lexicon of some articles, in a file."""
    builder = LexiconBuilder()
    for item in articles:
        builder.add(*item)
    builder.write(path)
    return Lexicon(path)


def repeated(texts: Mapping[str, int]) -> list[Counted]:
    """Articles of which each text has as many as it says."""
    return [article(text) for text, times in texts.items() for _ in range(times)]


class Known:
    """A stand-in for :class:`search.collection.vocabulary.CollectionVocabulary`."""

    def __init__(self, lexicon: Lexicon | None, texts: Mapping[str, int]) -> None:
        self.lexicon = lexicon
        self._texts = {tuple(terms(text)): times for text, times in texts.items()}

    def restore(self, typed: Sequence[str]) -> Sequence[tuple[str, float]]:
        """As a collection does, by pairs alone."""
        return restore(self.lexicon, typed) if self.lexicon else ()

    spell = restore

    def values(self, facet: str, text: str) -> Sequence[str]:
        """None: texts are about no document."""
        return ()

    def count_phrase(self, phrase: Sequence[str]) -> int:
        """How many of the texts have some terms side by side."""
        wanted, size = tuple(phrase), len(phrase)
        return sum(
            times
            for text, times in self._texts.items()
            if any(
                tuple(islice(text, at, at + size)) == wanted for at in range(len(text))
            )
        )

    def all_values(self, facet: str) -> list[str]:
        """Two newspapers, and no other facet."""
        return ["Báo Mẫu", "Tin Núi Xa"] if facet == "publisher" else []
