"""A corpus of any size as JSON Lines: given articles first, then made-up ones.

A made-up article is a headline and some thirty sentences drawn by a seeded generator
from a bounded pool of articles, the bundled seeds when none are given: the words and
their neighbours are real, the lengths are those of news, no two articles are alike.
"""

from __future__ import annotations

import json
import lzma
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

POOL_SIZE = 2_000
SENTENCES = 18, 42
SEED = 20251122

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")


@dataclass(frozen=True, slots=True)
class Corpus:
    """A corpus on disk.

    :param text_bytes: of all titles and texts, in UTF-8.
    :param made_up: how many of the articles are.
    """

    path: Path
    count: int
    text_bytes: int
    made_up: int


def make_corpus(paths: Sequence[Path], seeds: Path, size: int, target: Path) -> Corpus:
    """Write ``size`` articles to ``target``."""
    rng = random.Random(SEED)
    pool: list[dict[str, Any]] = []
    count = text_bytes = 0
    with target.open("w", encoding="utf-8") as file:
        for article in read_articles(paths):
            if count == size:
                break
            if len(pool) < POOL_SIZE:
                pool.append(article)
            elif rng.random() < POOL_SIZE / (count + 1):
                pool[rng.randrange(POOL_SIZE)] = article
            file.write(json.dumps(article, ensure_ascii=False) + "\n")
            text_bytes += _size(article)
            count += 1
        given = count
        pool = pool or list(_read_seeds(seeds))
        for number in range(given, size):
            article = _make_article(rng, pool, number)
            file.write(json.dumps(article, ensure_ascii=False) + "\n")
            text_bytes += _size(article)
    return Corpus(target, size, text_bytes, size - given)


def read_articles(paths: Iterable[Path]) -> Iterator[dict[str, Any]]:
    """The objects of JSON Lines files, plain or ``.xz``."""
    for path in paths:
        opened = lzma.open if path.suffix == ".xz" else open
        with opened(path, "rt", encoding="utf-8") as file:
            for line in file:
                yield json.loads(line)


def _read_seeds(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.rglob("*.txt")):
        title, _, text = path.read_text("utf-8", "replace").partition("\n")
        yield {"title": title, "text": text}


def _make_article(
    rng: random.Random, pool: Sequence[dict[str, Any]], number: int
) -> dict[str, Any]:
    sentences: list[str] = []
    wanted = rng.randint(*SENTENCES)
    while len(sentences) < wanted:
        found = [part for part in _SENTENCE.split(rng.choice(pool)["text"]) if part]
        if found:
            start = rng.randrange(len(found))
            sentences += found[start : start + rng.randint(1, 4)]
    model = rng.choice(pool)
    date = f"20{rng.randint(0, 25):02}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    return {
        "id": f"made-up-{number}",
        "title": model.get("title", ""),
        "date": date,
        "source": model.get("source", "") or f"Báo số {rng.randint(1, 9)}",
        "text": " ".join(sentences),
    }


def _size(article: dict[str, Any]) -> int:
    return len((article.get("title", "") + article.get("text", "")).encode())
