"""Words that mark some articles against all the others.

Words are pyvi's, of two syllables and more: the field ``text_words`` of an index. A word
is judged by the log-likelihood ratio G2 of its document frequencies (Dunning 1993,
"Accurate methods for the statistics of surprise and coincidence", equation of section 5
for two binomials):

    G2 = 2 * sum of O * ln(O / E) over the four cells of articles
         (in the set or not, with the word or without)

Chosen by looking at the words of ten provinces beside JLH (Elasticsearch's, the absolute
times the relative change): JLH put names of three articles of the sample (``mỹ lan``)
among the first twenty, G2 ``du lịch``, ``di sản``, ``thuỷ sản`` in their place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

from search.article import Article
from search.fields import article_terms_batch
from search.language.segmenter.single import default_segmenter

SAMPLE = 400
"""Articles of a set whose words are counted: cutting them takes 1 ms each."""

LEAST = 3
"""Articles of the sample that must have a word."""

WORDS = 20


@dataclass(frozen=True, slots=True)
class Word:
    """A word that marks a set.

    :param inside: in how many articles of the sample it stands.
    :param overall: in how many of the collection.
    """

    text: str
    inside: int
    overall: int
    score: float

    def to_dict(self) -> dict[str, Any]:
        """The public JSON of a word."""
        return {
            "word": self.text,
            "inside": self.inside,
            "overall": self.overall,
            "score": round(self.score, 2),
        }


def likelihood(inside: int, of: int, overall: int, articles: int) -> float:
    """G2 of a word that stands in ``inside`` of the ``of`` articles of a set and in
    ``overall`` of all ``articles``, the set's among them; 0 where it is no commoner in
    the set.

    >>> round(likelihood(10, 100, 20, 10_000), 2)
    65.58
    >>> likelihood(1, 100, 100, 10_000)
    0.0
    """
    rest, outside = articles - of, max(overall - inside, 0)
    if of <= 0 or rest <= 0 or inside * rest <= outside * of:
        return 0.0
    rows = ((inside, of - inside), (outside, rest - outside))
    columns = (inside + outside, articles - inside - outside)
    total = 0.0
    for row, size in zip(rows, (of, rest)):
        for observed, column in zip(row, columns):
            if observed > 0:
                total += observed * log(observed * articles / (size * column))
    return 2 * total


def thin_out(articles: Sequence[Article], most: int = SAMPLE) -> Sequence[Article]:
    """So many of the articles, spread evenly."""
    if len(articles) <= most:
        return articles
    return [articles[n * len(articles) // most] for n in range(most)]


def count_words(articles: Sequence[Article]) -> Counter[str]:
    """In how many of some articles each word stands, as the index has it."""
    counts: Counter[str] = Counter()
    segmenter = default_segmenter(tone_styles=True)
    for terms, _ in article_terms_batch(articles, "lean", segmenter):
        counts.update(set(terms.texts["text_words"]))
    return counts


def significant(
    sample: Sequence[Article],
    frequency: Callable[[str, str], int],
    articles: int,
    leave_out: Iterable[str] = (),
    most: int = WORDS,
) -> tuple[Word, ...]:
    """The words that mark a set of articles, the most telling first.

    :param sample: of the set.
    :param frequency: of a field and a term: in how many articles it stands.
    :param articles: how many there are, those of the set among them.
    :param leave_out: words that are what the set was chosen by.
    """
    counts = count_words(sample)
    for word in leave_out:
        counts.pop(word, None)
    found = []
    for word, inside in counts.items():
        if inside < LEAST:
            continue
        overall = max(frequency("text_words", word), inside)
        score = likelihood(inside, len(sample), overall, articles)
        if score > 0:
            found.append(Word(word.replace("_", " "), inside, overall, score))
    found.sort(key=lambda word: (-word.score, word.text))
    return tuple(found[:most])
