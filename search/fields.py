"""The one table of index fields, and how an article becomes terms.

Engines see what this module makes and never text: a text field is a list of terms in
order (positions are list indices), a keyword field a set of values, a number column
one integer. Everything the query side asks for is named here too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple, overload

from search.article import Article
from search.gazetteer.party_documents import value_of
from search.gazetteer.provinces import today
from search.gazetteer.publishers import canonical_publisher
from search.gazetteer.sections import section_name
from search.language.normal import compose, fold_terms
from search.language.segmenter.single import Segmenter
from search.language.tokens import SENTENCE
from search.language.tokens import terms as terms_of

if TYPE_CHECKING:
    from search.language.segmenter.batch import BatchSegmenter
    from search.language.segmenter.columns import Ints

Profile = Literal["full", "lean"]
PROFILES: tuple[Profile, ...] = ("full", "lean")

SCHEMA_VERSION = 4
"""Raise when a field is added, removed or filled in another way."""

ANALYSER_VERSION = "2"
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
"""Title and body in one run, with :data:`SENTENCE` between sentences: what decides
matching."""

FOLDED = f"{TEXT}_folded"
"""The same without diacritics."""

PAIRS = f"{TEXT}_pairs_folded"
"""Adjacent terms of the text as one term, without diacritics."""

SAID = "said"
"""What people say: of each statement :func:`speaker_term`, the terms of its sentence, and
:data:`SENTENCE`; so that words said by somebody are terms near their name."""

BORDER = "\ue000"
"""A private-use term between title and body, so that no phrase spans both."""

ABSENT = "\ue002"
"""A private-use term that stands for an empty text field where an engine would leave the
article out of the field's average length; engines tell nobody of it."""

NOT_WORDS = frozenset((BORDER, SENTENCE))
"""Terms that stand for no word."""

_CUT = "\0"
"""Stands between the pairs of two sentences; no term holds it."""

LEAD_LENGTH = 50
"""Syllables of the body in the lead field (docs/relevance.md: +.010, without marks +.018)."""

TEXT_FIELDS: tuple[TextField, ...] = (
    TextField(TEXT, positions=True),
    TextField("title", positions=True),
    TextField("lead"),
    TextField(FOLDED),
    TextField("title_folded"),
    TextField("lead_folded"),
    TextField(SAID, positions=True),
    TextField("text_words"),
    TextField("title_words"),
    TextField(PAIRS, profiles=("full",)),
)

KEYWORD_FIELDS: tuple[str, ...] = (
    "province",
    "publisher",
    "category",
    "document",
    "person",
    "speaker",
    "change",
    "group",
    "copy",
)
"""Multi-valued: filters and facets. ``province`` holds today's unit and, where the
article names an abolished one, that too; ``group`` holds the id of the article that stands for
this one, mostly itself; ``copy`` is ``"1"`` where it is another; ``speaker`` holds who makes a
statement, ``change`` whose office changes and the words of :data:`CHANGE_WORDS`."""

CHANGE_WORDS: Mapping[str, str] = {
    "appointed": "bổ nhiệm",
    "took": "nhậm chức",
    "moved": "điều động",
    "assigned": "giao nhiệm vụ",
    "elected": "bầu",
    "approved": "phê chuẩn",
    "relieved": "miễn nhiệm",
    "left": "thôi chức",
    "retired": "nghỉ hưu",
    "dismissed": "cách chức",
    "suspended": "đình chỉ",
    "disciplined": "kỷ luật",
    "charged": "khởi tố",
    "arrested": "bắt",
}
"""Kind of a change of office -> the word it is found by."""

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


class NumberedTerms(NamedTuple):
    """Terms in order, as numbers of a table that the articles of a batch share.

    :param table: :data:`BORDER`, and the distinct terms that the batch has.
    :param numbers: little-endian, of 32 bits each.
    """

    table: JoinedTerms
    numbers: bytes


class DerivedTexts(dict[str, Sequence[str]]):
    """Text fields of which all follow from a few (:func:`derive_texts`), so that an
    engine may keep only these."""


@dataclass(frozen=True, slots=True)
class ArticleTerms:
    """What an engine indexes of one article; every field of the profile is a key."""

    texts: Mapping[str, Sequence[str]]
    keywords: Mapping[str, Sequence[str]]
    numbers: Mapping[str, int]


def speaker_term(name: str) -> str:
    """The term of :data:`SAID` that stands for a speaker; no syllable is like it."""
    return "@" + "_".join(name.split())


def join_terms(run: Sequence[str]) -> str:
    """Terms as one text with single blanks between them."""
    return run.text if isinstance(run, JoinedTerms) else " ".join(run)


def text_of(article: Article) -> str:
    """Title, line break and body in composed letters; the body alone without a title.
    Facts that stand at a place of the text (``Statement``) count its characters."""
    body = compose(article.body).text
    return f"{compose(article.title).text}\n{body}" if article.title else body


def said_terms(article: Article) -> list[str]:
    """The terms of :data:`SAID`."""
    if not article.statements:
        return []
    text = text_of(article)
    found: list[str] = []
    for item in article.statements:
        found.append(speaker_term(item.speaker))
        found.extend(terms_of(text[item.start : item.end]))
        found.append(SENTENCE)
    return found


COUNTED_ROLES = ("venue", "subject")
"""The roles of a place that make an article belong to a province."""


def article_terms(article: Article, profile: Profile, words: Segmenter) -> ArticleTerms:
    """The terms of one article (see :func:`article_terms_batch`)."""
    return article_terms_batch([article], profile, words)[0][0]


def article_terms_batch(
    articles: Sequence[Article], profile: Profile, words: Segmenter
) -> list[tuple[ArticleTerms, NumberedTerms]]:
    """What an engine indexes of each article, in the same order, and the terms of
    :data:`TEXT` once more as numbers.

    :param words: the segmenter, made with ``tone_styles=True`` so that both tone
        placements give the same words.
    """
    from search.language.segmenter.batch import slices

    batch = words.batch()
    return [
        made
        for part in slices(articles, _size)
        for made in _slice_terms(part, profile, batch)
    ]


def _size(article: Article) -> int:
    return len(article.title) + len(article.body)


def _slice_terms(
    articles: Sequence[Article], profile: Profile, batch: BatchSegmenter
) -> Iterator[tuple[ArticleTerms, NumberedTerms]]:
    read = batch.terms([text for item in articles for text in (item.title, item.body)])
    table = [BORDER, *read.table[1:]]
    columns = [_gather(column, read.numbers) for column in _derive(table)]
    joined, numbers = JoinedTerms(" ".join(table)), read.numbers.astype("<u4")
    borders, compounds = read.borders.tolist(), read.compounds
    for place, article in enumerate(articles):
        start, border, end = borders[2 * place : 2 * place + 3]
        # Without a title there is nothing to keep apart.
        start = start + 1 if border > start + 1 else border + 1
        title, body = compounds[2 * place : 2 * place + 2]
        texts = _texts(
            _TermPieces(*(column[start:end] for column in columns)),
            max(border - start, 0),
            (title, f"{title} {body}".strip(" ")),
            profile,
            " ".join(said_terms(article)),
        )
        made = ArticleTerms(texts, keywords_of(article), _numbers(article))
        yield made, NumberedTerms(joined, numbers[start:end].tobytes())


def _gather(column: list[str], numbers: Ints) -> list[str]:
    import numpy as np

    gathered: list[str] = np.array(column, np.object_)[numbers].tolist()
    return gathered


def derive_texts(
    text: list[str],
    words: list[str],
    title_words: list[str],
    profile: Profile,
    said: str = "",
) -> DerivedTexts:
    """All text fields from the three that others follow from, and what is said.

    :param text: the terms of title and body with :data:`BORDER` between them; without
        a border there is no title.
    :param said: the terms of :data:`SAID`, joined.
    """
    title = text.index(BORDER) if BORDER in text else 0
    spelled = " ".join(title_words), " ".join(words)
    return _texts(_derive(text), title, spelled, profile, said)


class _TermPieces(NamedTuple):
    """Terms in order, each as the piece that it is of a joined text.

    :param terms: with a blank before each.
    :param folded: the same without diacritics, nothing for :data:`SENTENCE`.
    :param doubled: the end of one pair and the start of the next: ``_a a``.
    """

    terms: list[str]
    folded: list[str]
    doubled: list[str]


def _derive(terms: list[str]) -> _TermPieces:
    folded = fold_terms(terms)
    return _TermPieces(
        [f" {term}" for term in terms],
        [f" {term}" if term != SENTENCE else "" for term in folded],
        [f"_{term} {term}" if term != SENTENCE else _CUT for term in folded],
    )


def _texts(
    run: _TermPieces, title: int, words: tuple[str, str], profile: Profile, said: str
) -> DerivedTexts:
    """The text fields of an article.

    :param title: the terms of its title; when there are any, a border follows.
    :param words: the compounds of the title and of all, each as one text.
    :param said: the terms of :data:`SAID` as one text.
    """
    body = title + 1 if title else 0
    lead = body + LEAD_LENGTH
    lead += run.folded[body:lead].count("")
    joined = {
        TEXT: _join(run.terms),
        "title": _join(run.terms[:title]),
        "lead": _join(run.terms[body:lead]).replace(f" {SENTENCE}", ""),
        "text_folded": _join(run.folded),
        "title_folded": _join(run.folded[:title]),
        "lead_folded": _join(run.folded[body:lead]),
        SAID: said,
        "text_words": words[1],
        "title_words": words[0],
    }
    if profile == "full":
        pairs_of_title = _join_pairs(run.doubled[:title])
        pairs_of_body = _join_pairs(run.doubled[body:])
        joined[PAIRS] = f"{pairs_of_title} {pairs_of_body}".strip(" ")
    return DerivedTexts((name, JoinedTerms(text)) for name, text in joined.items())


def _join(pieces: list[str]) -> str:
    # The blanks are in the pieces: joining by blanks takes twice as long.
    return "".join(pieces)[1:]


def _join_pairs(doubled: list[str]) -> str:
    """:func:`pairs` of a run without a border, separated by blanks: a fifth of the time
    that making each takes."""
    sentences = "".join(doubled).split(_CUT)
    return " ".join(
        # Nothing stands before the first term, and nothing after the last.
        [
            text[start:end]
            for text in sentences
            if (start := text.find(" ") + 1) < (end := text.rfind(" "))
        ]
    )


def pairs(syllables: Iterable[str]) -> list[str]:
    """Adjacent terms as one term each; none across the border of title and body, or of
    two sentences."""
    return [
        f"{left}_{right}"
        for left, right in pairwise(syllables)
        if not (left in NOT_WORDS or right in NOT_WORDS)
    ]


def keywords_of(article: Article) -> dict[str, tuple[str, ...]]:
    """The values of :data:`KEYWORD_FIELDS`, each once."""
    publisher = canonical_publisher(article.publisher)
    named = [place.slug for place in article.places if place.role in COUNTED_ROLES]
    return {
        "province": tuple(dict.fromkeys(named + [today(slug) for slug in named])),
        "publisher": (publisher,) if publisher else (),
        "category": (section_name(article.category),) if article.category else (),
        "document": tuple(
            dict.fromkeys(
                value_of(item.number, item.year) for item in article.documents
            )
        ),
        "person": tuple(dict.fromkeys(item.name for item in article.people)),
        "speaker": tuple(dict.fromkeys(item.speaker for item in article.statements)),
        "change": tuple(
            dict.fromkeys(
                value
                for item in article.changes
                for value in (item.person, CHANGE_WORDS.get(item.kind, item.kind))
            )
        ),
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
