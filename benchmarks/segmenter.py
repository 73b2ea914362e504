"""The segmenter against pyvi, in one run: batch, single queries, start-up, sameness.

    python benchmarks/segmenter.py news.jsonl.xz            # 5 MB of it, ratios
    python benchmarks/segmenter.py --compare news/*.jsonl.xz  # every token of it

Paths are JSON Lines (``title``, ``lead`` and ``text`` are read), plain or ``.xz``, or
text files. Times are processor times, so that a busy machine distorts little; pyvi and
this segmenter take turns over the same parts.

Measured on two shared cores, Python 3.11, pyvi 0.1.1, 5 MB of news (955,576 tokens):
batch 20 to 23x with empty tables, 30x with filled ones, 37x as numbers and flags; short
queries 8 to 9x once their syllables were seen, 4.5x when never, 6x with offsets;
start-up 0.08 s instead of 1.1 s. ``--compare`` over 91,936 texts, 29,126,228 tokens of
news: no text differs, neither in batches nor one by one.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from search.language.segmenter.single import Segmenter  # noqa: E402

TEXT_FIELDS = ("title", "lead", "text", "body")
PARTS = 10
QUERIES = 2_000
ROUNDS = 5
STARTS = {
    "pyvi": "from pyvi import ViTokenizer as part; part.tokenize('tin')",
    "ours": "from search.language.segmenter.single import Segmenter as part;"
    "part().tokenize('tin')",
}


def main() -> int:
    """Run the measurements that the arguments ask for; 1 if any output differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--megabytes", type=float, default=5.0, help="default: 5")
    parser.add_argument("--compare", action="store_true", help="compare all text")
    arguments = parser.parse_args()
    if arguments.compare:
        return compare(read_texts(arguments.paths))
    texts = list(take_bytes(read_texts(arguments.paths), arguments.megabytes * 1e6))
    different = measure_batch(texts)
    different += measure_queries(draw_queries(texts))
    measure_start()
    return 1 if different else 0


def read_texts(paths: Iterable[Path]) -> Iterator[str]:
    """The texts of all files, an article's fields one by one."""
    for path in paths:
        if ".jsonl" not in path.suffixes:
            raw = path.read_bytes()
            wide = raw[:2] in (b"\xff\xfe", b"\xfe\xff")
            yield raw.decode("utf-16" if wide else "utf-8-sig")
            continue
        opener: Any = lzma.open if path.suffix == ".xz" else open
        with opener(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                yield from (str(record[f]) for f in TEXT_FIELDS if record.get(f))


def take_bytes(texts: Iterable[str], limit: float) -> Iterator[str]:
    """Texts up to a number of UTF-8 bytes."""
    size = 0
    for text in texts:
        size += len(text.encode("utf-8", "replace"))
        if size > limit:
            return
        yield text


def draw_queries(texts: list[str]) -> list[str]:
    """Spans of two to six words from anywhere in the texts, all different."""
    draw = random.Random(3)
    queries: dict[str, None] = {}
    long_enough = [text for text in texts if text.count(" ") > 8]
    while len(queries) < QUERIES:
        words = draw.choice(long_enough).split()
        length = draw.randint(2, 6)
        first = draw.randrange(len(words) - length)
        queries[" ".join(words[first : first + length])] = None
    return list(queries)


def measure_batch(texts: list[str]) -> int:
    """Batch against pyvi text by text; the number of texts that differ."""
    pyvi = import_module("pyvi.ViTokenizer")
    cold, warm = Segmenter(), Segmenter()
    warm.words_batch(texts)
    times: dict[str, float] = {}

    def timed(name: str, call: Callable[[], Any]) -> Any:
        begin = time.process_time()
        result = call()
        times[name] = times.get(name, 0.0) + time.process_time() - begin
        return result

    different = tokens = 0
    size = -(-len(texts) // PARTS)
    for part in (texts[i : i + size] for i in range(0, len(texts), size)):
        expected = timed("pyvi", lambda: [pyvi.tokenize(t) for t in part])
        words = timed("cold", lambda: cold.words_batch(part))
        timed("warm", lambda: warm.words_batch(part))
        segmented = timed("numbers", lambda: warm.segment_batch(part))
        tokens += len(segmented.ids)
        different += sum(
            (" ".join(ours) or text) != theirs
            for text, ours, theirs in zip(part, words, expected)
        )
    size = sum(len(text.encode("utf-8", "replace")) for text in texts)
    print(f"{len(texts)} texts, {size / 1e6:.1f} MB, {tokens} tokens")
    print(f"different from pyvi: {different} texts")
    report("batch, first time (tables empty)", times["pyvi"], times["cold"], tokens)
    report("batch, once more (tables filled)", times["pyvi"], times["warm"], tokens)
    report("batch, numbers and flags", times["pyvi"], times["numbers"], tokens)
    return different


def measure_queries(queries: list[str]) -> int:
    """Short queries one by one; the number that differ."""
    pyvi = import_module("pyvi.ViTokenizer")
    theirs, first, again, words = [], [], [], []
    segmenter = Segmenter()
    for _ in range(ROUNDS):
        theirs.append(time_each(pyvi.tokenize, queries))
        first.append(time_each(Segmenter().tokenize, queries))
        segmenter.tokenize("\n".join(queries))
        again.append(time_each(segmenter.tokenize, queries))
        words.append(time_each(segmenter.words, queries))
    reference = min(theirs)
    report("single query, never seen", reference, min(first), len(queries))
    report("single query, syllables seen", reference, min(again), len(queries))
    report("single query, with offsets", reference, min(words), len(queries))
    return sum(segmenter.tokenize(q) != pyvi.tokenize(q) for q in queries)


def time_each(call: Callable[[str], object], queries: list[str]) -> float:
    """Seconds for calling with each of the queries."""
    begin = time.process_time()
    for query in queries:
        call(query)
    return time.process_time() - begin


def measure_start() -> None:
    """Import, load and one word, in fresh processes less the bare interpreter."""
    taken: dict[str, list[float]] = {"": [], **{name: [] for name in STARTS}}
    for _ in range(ROUNDS):
        for name in taken:
            begin = time.perf_counter()
            subprocess.run(
                [sys.executable, "-c", STARTS.get(name, "")], cwd=ROOT, check=True
            )
            taken[name].append(time.perf_counter() - begin)
    bare = statistics.median(taken[""])
    theirs = statistics.median(taken["pyvi"]) - bare
    ours = statistics.median(taken["ours"]) - bare
    print(f"{'start-up':34} pyvi {theirs:8.3f} s  ours {ours:8.3f} s", end="")
    print(f"  {theirs / ours:5.1f}x")


def report(name: str, theirs: float, ours: float, count: int) -> None:
    """One line: both times in total, ours for one item, and the ratio."""
    print(
        f"{name:34} pyvi {theirs:8.3f} s  ours {ours:8.3f} s  {theirs / ours:5.1f}x"
        f"  ({ours / count * 1e6:.2f} µs each)"
    )


def compare(texts: Iterator[str]) -> int:
    """Compare every text's batch and single output with pyvi's; 1 if any differs."""
    pyvi = import_module("pyvi.ViTokenizer")
    segmenter = Segmenter()
    count = tokens = different = 0
    while part := list(islice(texts, 500)):
        found = segmenter.batch().tokenize(part)
        tokens += len(segmenter.segment_batch(part).ids)
        count += len(part)
        for text, ours in zip(part, found):
            if not pyvi.tokenize(text) == ours == segmenter.tokenize(text):
                different += 1
                print(f"differs: {text[:200]!r}", file=sys.stderr)
    print(f"{count} texts, {tokens} tokens, {different} texts differ from pyvi")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
