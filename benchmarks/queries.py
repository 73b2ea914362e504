"""Queries of every class, drawn from the corpus itself by a seeded generator."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from search.language.normal import fold
from search.language.segmenter.single import default_segmenter

CLASSES = (
    "one word",
    "two-syllable word",
    "name",
    "headline",
    "unmarked",
    "phrase",
    "filtered",
    "prefix",
)
SEED = 7
MAX_MISSES = 500
"""Draws in a row that bring nothing new before no more are made."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A query.

    :param words: what is looked for, without operators.
    :param year: the only year asked for, if any.
    """

    kind: str
    words: str
    year: str = ""

    @property
    def text(self) -> str:
        """As it is typed."""
        if self.kind == "phrase":
            return f'"{self.words}"'
        return self.words + "*" * (self.kind == "prefix")


def make_asks(
    articles: Sequence[dict[str, Any]], each: int, seed: int = SEED
) -> list[Ask]:
    """``each`` queries of every class; fewer where a small corpus has no more."""
    rng = random.Random(seed)
    asks: list[Ask] = []
    for kind in CLASSES:
        made: dict[Ask, None] = {}
        misses = 0
        while len(made) < each and misses < MAX_MISSES:
            ask = _make(kind, rng.choice(articles), rng)
            misses = misses + 1 if ask is None or ask in made else 0
            if ask is not None:
                made[ask] = None
        asks += made
    return asks


def _make(kind: str, article: dict[str, Any], rng: random.Random) -> Ask | None:
    title, text = article.get("title", ""), article["text"][:4_000]
    year = str(article.get("date", ""))[:4]
    if kind == "headline":
        return Ask(kind, title) if len(title.split()) > 4 else None
    words = [
        word.text.replace("_", " ")
        for word in default_segmenter(tone_styles=True).words(text)
        if word.text.replace("_", "").isalpha()
    ]
    pairs = [word for word in words if word.count(" ") == 1 and word.islower()]
    names = [word for word in words if word.count(" ") > 1 and word.istitle()]
    singles = [word for word in words if " " not in word and len(word) > 2]
    match kind:
        case "one word":
            return Ask(kind, rng.choice(singles)) if singles else None
        case "name":
            return Ask(kind, rng.choice(names)) if names else None
        case "prefix":
            return Ask(kind, rng.choice(singles)[:3]) if singles else None
        case "unmarked":
            return (
                Ask(kind, fold(" ".join(rng.sample(pairs, 2)))) if pairs[1:] else None
            )
        case "phrase":
            parts = text.split()
            start = rng.randrange(max(1, len(parts) - 4))
            run = " ".join(parts[start : start + 4])
            return Ask(kind, run) if run.replace(" ", "").isalpha() else None
        case "filtered":
            return Ask(kind, rng.choice(pairs), year) if pairs and year else None
        case _:
            return Ask(kind, rng.choice(pairs)) if pairs else None
