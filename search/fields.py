"""The one table of index fields, and how an article becomes terms.

Engines see what this module makes and never text: a text field is a list of terms in
order (positions are list indices), a keyword field a set of values, a number column
one integer. Everything the query side asks for is named here too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal, overload

from search.article import Article
from search.language.normal import canonical, fold_terms
from search.language.segmenter import Segmenter
from search.language.tokens import terms
from search.provinces import today
from search.publishers import canonical_publisher

Profile = Literal["full", "lean"]
PROFILES: tuple[Profile, ...] = ("full", "lean")

SCHEMA_VERSION = 2
"""Raise when a field is added, removed or filled in another way."""

ANALYSER_VERSION = "1"
"""Raise when ``search.language`` makes other terms of the same text."""


@dataclass(frozen=True, slots=True)
class TextField:
    """A field of terms in order.

    :param positions: whether phrases can be asked of it.
    :param profiles: which ranking profiles index it.
    """

    name: str
    positions: bool = False
    profiles: tuple[Profile, ...] = PROFILES


TEXT = "text"
"""Title and body in one run: what decides matching."""

BORDER = "\ue000"
"""A private-use term between title and body, so that no phrase spans both."""

LEAD_LENGTH = 50
"""Syllables of the body in the lead field (FIELD_NOTES 8, item 4)."""

TEXT_FIELDS: tuple[TextField, ...] = (
    TextField(TEXT, positions=True),
    TextField("title", positions=True),
    TextField("lead"),
    TextField("text_folded"),
    TextField("title_folded"),
    TextField("lead_folded"),
    TextField("text_words"),
    TextField("title_words"),
    TextField("text_pairs_folded", profiles=("full",)),
)

KEYWORD_FIELDS: tuple[str, ...] = (
    "province",
    "publisher",
    "category",
    "document",
    "person",
    "group",
    "copy",
)
"""Multi-valued: filters and facets. ``province`` holds today's unit and, where the
article names an abolished one, that too; ``group`` holds the id of the article that stands for
this one, mostly itself; ``copy`` is ``"1"`` where it is another."""

NUMBER_COLUMNS: tuple[str, ...] = ("date", "date_last", "year", "month", "day")
"""One integer an article, 0 when unknown: ``date`` is ``YYYYMMDD`` with 00 for what is
unknown and ``date_last`` the same with 99; ``year`` is ``YYYY``, ``month`` ``YYYYMM``
and ``day`` ``YYYYMMDD``, each 0 when the date is less precise."""


def text_fields(profile: Profile) -> tuple[TextField, ...]:
    """The text fields an index of this profile has."""
    return tuple(item for item in TEXT_FIELDS if profile in item.profiles)


class JoinedTerms(Sequence[str]):
    """Terms without white space, kept as one text with single blanks between them."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def _split(self) -> list[str]:
        return self.text.split(" ") if self.text else []

    def __len__(self) -> int:
        return self.text.count(" ") + 1 if self.text else 0

    def __iter__(self) -> Iterator[str]:
        return iter(self._split())

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...

    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        return self._split()[place]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._split() == list(other)

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        return repr(self._split())


@dataclass(frozen=True, slots=True)
class ArticleTerms:
    """What an engine indexes of one article; every field of the profile is a key.

    :param regular: the texts are those that :func:`derive_texts` makes of a few of
        them, so that an engine may keep only these.
    """

    texts: Mapping[str, Sequence[str]]
    keywords: Mapping[str, Sequence[str]]
    numbers: Mapping[str, int]
    regular: bool = False

    def __reduce__(self) -> tuple[Any, ...]:
        """Between processes each field travels as one text: a third of the time that
        its terms take."""
        if not self.regular:
            return ArticleTerms, (self.texts, self.keywords, self.numbers)
        joined = tuple(map(join_terms, self.texts.values()))
        return _restore, (tuple(self.texts), joined, self.keywords, self.numbers)


def _restore(
    names: Iterable[str],
    joined: Iterable[str],
    keywords: Mapping[str, Sequence[str]],
    numbers: Mapping[str, int],
) -> ArticleTerms:
    texts = dict(zip(names, map(JoinedTerms, joined)))
    return ArticleTerms(texts, keywords, numbers, regular=True)


def join_terms(run: Sequence[str]) -> str:
    """Terms as one text with single blanks between them."""
    return run.text if isinstance(run, JoinedTerms) else " ".join(run)


CACHE_SIZE = 1 << 16
"""Distinct terms or words kept; 43,000 articles have 90,000 words."""

MAX_CACHED_WORD = 64

COUNTED_ROLES = ("venue", "subject")
"""The roles of a place that make an article belong to a province."""


def article_terms(article: Article, profile: Profile, words: Segmenter) -> ArticleTerms:
    """The terms of one article (see :func:`article_terms_batch`)."""
    return article_terms_batch([article], profile, words)[0]


def article_terms_batch(
    articles: Sequence[Article], profile: Profile, words: Segmenter
) -> list[ArticleTerms]:
    """What an engine indexes of each article, in the same order.

    :param words: the segmenter, made with ``tone_styles=True`` so that both tone
        placements give the same words.
    """
    compounds = words.compounds_batch(
        [text for article in articles for text in (article.title, article.body)]
    )
    return [
        ArticleTerms(
            texts=_texts(article, profile, compounds[2 * i], compounds[2 * i + 1]),
            keywords=_keywords(article),
            numbers=_numbers(article),
            regular=True,
        )
        for i, article in enumerate(articles)
    ]


def _texts(
    article: Article,
    profile: Profile,
    title_compounds: Iterable[str],
    body_compounds: Iterable[str],
) -> dict[str, Sequence[str]]:
    title, body = terms(article.title), terms(article.body)
    text = [*title, BORDER, *body] if title else body
    title_words = _word_run(title_compounds)
    words = title_words + _word_run(body_compounds)
    return derive_texts(text, words, title_words, profile)


def derive_texts(
    text: list[str], words: list[str], title_words: list[str], profile: Profile
) -> dict[str, Sequence[str]]:
    """All text fields from the three that others follow from.

    :param text: the terms of title and body with :data:`BORDER` between them; without
        a border there is no title.
    """
    border = text.index(BORDER) if BORDER in text else -1
    title, lead = slice(max(border, 0)), slice(border + 1, border + 1 + LEAD_LENGTH)
    folded = fold_terms(text)
    runs = {
        TEXT: text,
        "title": text[title],
        "lead": text[lead],
        "text_folded": folded,
        "title_folded": folded[title],
        "lead_folded": folded[lead],
        "text_words": words,
        "title_words": title_words,
    }
    texts: dict[str, Sequence[str]] = {
        name: JoinedTerms(" ".join(run)) for name, run in runs.items()
    }
    if profile == "full":
        of_title, of_body = _join_pairs(folded[title]), _join_pairs(
            folded[border + 1 :]
        )
        texts["text_pairs_folded"] = JoinedTerms(f"{of_title} {of_body}".strip(" "))
    return texts


def pairs(syllables: Iterable[str]) -> list[str]:
    """Adjacent terms as one term each; none across the border of title and body."""
    return [
        f"{left}_{right}"
        for left, right in pairwise(syllables)
        if left != BORDER != right
    ]


class _Doubled(dict[str, str]):
    """Term -> the end of one pair and the start of the next; bounded."""

    def __missing__(self, term: str) -> str:
        if len(self) >= CACHE_SIZE:
            self.clear()
        self[term] = doubled = f"{term} {term}"
        return doubled


_doubled = _Doubled()


def _join_pairs(syllables: Sequence[str]) -> str:
    """:func:`pairs` of a run without a border, separated by blanks: a third of the time
    that making each takes."""
    if len(syllables) < 2:
        return ""
    inner = map(_doubled.__getitem__, syllables[1:-1])
    return "_".join((syllables[0], *inner, syllables[-1]))


def word_term(word: str) -> str:
    """The term of a word of several syllables, as the segmenter writes it."""
    return "_".join(map(canonical, word.split("_")))


class _WordTerms(dict[str, str]):
    """Word -> its term, empty for a word of one syllable; bounded."""

    def __missing__(self, word: str) -> str:
        # pyvi may join a line break to a syllable; no term holds white space.
        is_compound = "_" in word.strip("_") and "\n" not in word
        term = word_term(word) if is_compound else ""
        if len(word) <= MAX_CACHED_WORD:
            if len(self) >= CACHE_SIZE:
                self.clear()
            self[word] = term
        return term


_word_terms = _WordTerms()


def _word_run(compounds: Iterable[str]) -> list[str]:
    return list(filter(None, map(_word_terms.__getitem__, compounds)))


def _keywords(article: Article) -> dict[str, tuple[str, ...]]:
    publisher = canonical_publisher(article.publisher)
    named = [place.slug for place in article.places if place.role in COUNTED_ROLES]
    return {
        "province": tuple(dict.fromkeys(named + [today(slug) for slug in named])),
        "publisher": (publisher,) if publisher else (),
        "category": (article.category,) if article.category else (),
        "document": tuple(dict.fromkeys(item.number for item in article.documents)),
        "person": tuple(dict.fromkeys(item.name for item in article.people)),
        "group": (article.group or article.id,),
        "copy": ("1",) if article.is_copy else (),
    }


def _numbers(article: Article) -> dict[str, int]:
    date = article.date
    if date is None:
        return dict.fromkeys(NUMBER_COLUMNS, 0)
    first = date.first
    return {
        "date": first,
        "date_last": date.last,
        "year": first // 10_000,
        "month": first // 100 if first % 10_000 else 0,
        "day": first if first % 100 else 0,
    }
