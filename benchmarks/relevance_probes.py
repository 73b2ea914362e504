"""What topics don't show: whether marks are obeyed, and whether they can be left out.

Exactness: of a marked two-syllable word that another of the collection's words equals
but for diacritics (``tổ chức`` and ``tỏ chúc``), how often the first article has the
very word, and how many of the first ten do.

Overlap: of two to six syllables cut from an article, how many of the first ten articles
are the same with and without diacritics. They are cut anywhere within a clause
(``spans``), or at the borders of words (``words``).
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import fmean

from search.article import Article
from search.engines.base import EngineReader
from search.fields import TEXT
from search.language.normal import fold, is_marked
from search.language.segmenter.single import default_segmenter
from search.language.syllables import respell
from search.language.tokens import spans, terms
from search.query.clauses import EngineQuery, Phrase
from search.searcher import Searcher
from search.store.opening import open_index

TOP = 10
LENGTHS = (2, 3, 4, 5, 6)
SEED = 12
CUTS = 8
"""Places tried in an article before another one is taken."""


@dataclass(frozen=True, slots=True)
class Exactness:
    """Shares from 0 to 1 over the words asked.

    :param first: of the words whose first hit has the very word.
    :param ten: mean of the hits that have it among the first ten, out of as many as can.
    :param missed: words whose first hit has not.
    """

    words: int
    first: float
    ten: float
    missed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Mean shares from 0 to 1 of the first ten that are the same.

    :param lengths: syllables -> mean.
    """

    phrases: int
    mean: float
    lengths: Mapping[int, float]


def measure_exactness(index: Path, count: int, least: int) -> Exactness:
    """Ask for words drawn from the vocabulary.

    :param least: articles that a word must have.
    """
    reader, searcher = open_index(index).reader, Searcher(index)
    first, ten, missed = [], [], []
    for word in _ambiguous_words(reader, least):
        pair = word.split("_")
        slots = tuple((part, *filter(None, [respell(part)])) for part in pair)
        total = reader.search(EngineQuery(Phrase(TEXT, slots), limit=0)).total
        if not total:
            continue
        query = " ".join(pair)
        found = reader.fetch([id for id, _ in searcher.rank(query, TOP)])
        exact = [_has(Article.from_json(text or ""), slots) for text in found]
        first.append(exact[:1] == [True])
        ten.append(sum(exact) / min(TOP, total))
        if not first[-1]:
            missed.append(query)
        if len(first) == count:
            break
    searcher.close()
    return Exactness(len(first), _mean(first), _mean(ten), tuple(missed))


def _ambiguous_words(reader: EngineReader, least: int) -> Iterator[str]:
    """In random order."""
    alike: dict[str, list[str]] = {}
    for word, articles in reader.vocabulary("text_words"):
        if word.count("_") == 1 and articles >= least:
            alike.setdefault(fold(word), []).append(word)
    found = [
        word
        for words in alike.values()
        if len(words) > 1
        for word in words
        if is_marked(word)
    ]
    random.Random(SEED).shuffle(found)
    yield from found


def _has(article: Article, slots: Sequence[Sequence[str]]) -> bool:
    left, right = slots
    return any(
        one in left and other in right
        for text in (article.title, article.body)
        for one, other in pairwise(terms(text))
    )


def measure_overlap(index: Path, count: int, at_words: bool) -> Overlap:
    """Ask for ``count`` phrases of each length, with and without diacritics."""
    searcher = Searcher(index)
    shares: dict[int, list[float]] = {length: [] for length in LENGTHS}
    for length, phrase in cut_phrases(searcher, count, at_words):
        with_marks, without = (
            {id for id, _ in searcher.rank(text, TOP)}
            for text in (phrase, fold(phrase))
        )
        most = max(len(with_marks), len(without), 1)
        shares[length].append(len(with_marks & without) / most)
    searcher.close()
    every = [share for found in shares.values() for share in found]
    means = {length: _mean(found) for length, found in shares.items()}
    return Overlap(len(every), _mean(every), means)


def cut_phrases(
    searcher: Searcher, count: int, at_words: bool
) -> Iterator[tuple[int, str]]:
    """``count`` phrases of each length as (syllables, text), from random articles: no
    digits, no punctuation inside, at least one diacritic."""
    rng = random.Random(SEED)
    wanted = [length for _ in range(count) for length in LENGTHS]
    for body in _random_bodies(searcher, rng, 2 * len(wanted)):
        if not wanted:
            break
        phrase = _cut(body, wanted[-1], at_words, rng)
        if phrase:
            yield wanted.pop(), phrase


def _random_bodies(searcher: Searcher, rng: random.Random, count: int) -> list[str]:
    total = searcher.count()
    places = [rng.randrange(total) for _ in range(count)]
    wanted = set(places)
    bodies = {
        place: Article.from_json(line).body
        for place, line in enumerate(searcher.export())
        if place in wanted
    }
    return [bodies[place] for place in places]


def _cut(body: str, length: int, at_words: bool, rng: random.Random) -> str:
    """A phrase from somewhere in a text, or nothing."""
    parts = spans(body)
    if len(parts) < length:
        return ""
    for _ in range(CUTS):
        at = rng.randrange(len(parts) - length + 1)
        chosen = parts[at : at + length]
        start, end = chosen[0][1], chosen[-1][2]
        text = body[start:end]
        gaps = {body[one[2] : two[1]] for one, two in pairwise(chosen)}
        if not all(map(str.isalpha, text.split(" "))) or gaps != {" "}:
            continue
        if fold(text) != text and not (at_words and _cuts_words(body, start, end)):
            return text
    return ""


def _cuts_words(body: str, start: int, end: int) -> bool:
    words = default_segmenter(tone_styles=True).words(body)
    return not {start, end} <= {at for word in words for at in (word.start, word.end)}


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return fmean(found) if found else 0.0
