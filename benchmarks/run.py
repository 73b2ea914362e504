"""Everything that costs time, measured in one run, beside what else could be used.

    python benchmarks/run.py                                  # made-up articles
    python benchmarks/run.py --corpus news.jsonl.xz --sizes 10000,43000
    python benchmarks/run.py --corpus news.jsonl.xz --sizes 150000 --rivals fts5

For every size a corpus is made and indexed; queries of eight classes, drawn from it,
are asked of Tìm Tin on both engines (the engine alone, with snippets, with facets too),
of plain Whoosh with pyvi's words and ``groupedby``, of SQLite FTS5 and of tantivy
itself with Tìm Tin's clauses and aggregations; and pages are loaded over HTTP. Tables
go to the screen, all figures to a JSON file. Nothing else should run meanwhile.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import own  # noqa: E402
import rivals  # noqa: E402
from commands import (  # noqa: E402
    Command,
    Usage,
    measure_command,
    measure_starts,
    measure_turns,
)
from corpus import Corpus, make_corpus, read_articles  # noqa: E402
from load import measure_load  # noqa: E402
from queries import CLASSES, Ask, make_asks  # noqa: E402
from report import format_results  # noqa: E402
from timing import measure_calls, size_of, summarize  # noqa: E402

SAMPLE = 2_000
WARM_UP_SEEDS = range(8, 14)
"""Other queries of the same classes are asked first, then each of these once. Tìm Tin
gets so many times as many as are measured: a server has been asked before. The others
remember nothing; they get as many."""

CLIENTS = 8
LOAD_SEED = 99
LOAD_EACH = 700
"""Different queries of a class for the pages that are asked for the first time."""

STARTS = 7

WEIGHTS = {"tantivy": 1.0, "whoosh": 2.0, "plain whoosh": 8.0, "plain fts5": 0.3}
"""How long indexing takes, in proportion: the systems take turns of such lengths."""

RAW_TOPS = "raw tantivy: search and tops of facets"
RAW_ALL = "raw tantivy: search and facets"
GROUPED = "plain Whoosh: groupedby"
GROUPED_ANY = "plain Whoosh: any word, groupedby"


@dataclass(frozen=True, slots=True)
class Build:
    """A system that indexes the corpus into a folder."""

    folder: Path
    command: Command
    workers: int


def main() -> None:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", nargs="*", type=Path, default=[])
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument("--sizes", help="several, with commas")
    parser.add_argument("--engines", default="whoosh,tantivy")
    parser.add_argument("--rivals", default="whoosh,fts5")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--each", type=int, default=24, help="queries of a class")
    parser.add_argument("--seconds", type=float, default=15.0, help="of HTTP load")
    parser.add_argument("--output", type=Path, default=Path("benchmark.json"))
    parser.add_argument("--folder", type=Path, help="keep what is made there")
    parser.add_argument("--reuse", action="store_true", help="ask what is kept there")
    options = parser.parse_args()
    sizes = [int(part) for part in (options.sizes or str(options.size)).split(",")]
    results: dict[str, Any] = {
        "date": date.today().isoformat(),
        "machine": _machine(),
        "sizes": [],
    }
    with tempfile.TemporaryDirectory() as temporary:
        folder = (options.folder or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        for size in sizes:
            inside = folder / str(size)
            inside.mkdir(exist_ok=True)
            results["sizes"].append(_measure_size(size, inside, options))
            options.output.write_text(json.dumps(results, indent=1) + "\n")
        results["start"] = _measure_starts(folder / "seeds-index")
    options.output.write_text(json.dumps(results, indent=1) + "\n")
    print(format_results(results))


def _machine() -> dict[str, Any]:
    cpu = platform.processor() or platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        cpu = next(line for line in lines if "model name" in line).partition(": ")[2]
    except (OSError, StopIteration):
        pass
    return {
        "cpu": cpu,
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 1),
    }


def _measure_size(size: int, folder: Path, options: Any) -> dict[str, Any]:
    _say(f"{size:,} articles: corpus")
    target = folder / "corpus.jsonl"
    corpus = make_corpus(options.corpus, ROOT / "seeds", size, target)
    indexing = {}
    if not options.reuse:
        _say(f"{size:,} articles: indexing")
        indexing = _measure_indexing(corpus, folder, options)
    _say(f"{size:,} articles: queries")
    sample = _sample(corpus)
    asks = make_asks(sample, options.each)
    others = [
        ask
        for seed in WARM_UP_SEEDS
        for ask in make_asks(sample, options.each, seed)
        if ask not in asks
    ]
    systems = _systems(folder, options)
    warm_ups = {name: others[: _warm_up(name, asks)] for name in systems}
    times = measure_calls(systems, asks, warm_ups)
    queries = {name: _classes(asks, times[name]) for name in systems}
    found: dict[str, Any] = {
        "articles": size,
        "made_up": corpus.made_up,
        "text_mb": round(corpus.text_bytes / 1e6, 1),
        "indexing": indexing,
        "queries": queries,
    }
    engine = "tantivy" if "tantivy" in options.engines else "whoosh"
    if options.seconds and (folder / engine).exists():
        _say(f"{size:,} articles: HTTP")
        new = make_asks(sample, LOAD_EACH, LOAD_SEED)
        random.Random(LOAD_SEED).shuffle(new)
        runs = {"asked for the first time": new, "asked for again": asks}
        loads = measure_load(folder / engine, others, runs, CLIENTS, options.seconds)
        found["load"] = {name: asdict(load) for name, load in loads.items()}
    found["ratios"] = _ratios(found)
    return found


def _measure_indexing(corpus: Corpus, folder: Path, options: Any) -> dict[str, Any]:
    builds = _builds(corpus, folder, options)
    usages = measure_turns({name: build.command for name, build in builds.items()})
    return {
        name: _indexed(corpus, build, usages[name]) for name, build in builds.items()
    }


def _builds(corpus: Corpus, folder: Path, options: Any) -> dict[str, Build]:
    builds = {}
    for engine in filter(None, options.engines.split(",")):
        index = _emptied(folder / engine)
        paths = "timtin.py", "index", corpus.path, "--index", index
        workers = "--workers", str(options.workers)
        command = Command((*paths, "--engine", engine, *workers), WEIGHTS[engine])
        builds[f"Tìm Tin, {engine}"] = Build(index, command, options.workers)
    for rival in filter(None, options.rivals.split(",")):
        name, index = f"plain {rival}", _emptied(folder / f"plain-{rival}")
        build = "benchmarks/rivals.py", rival, corpus.path, index
        builds[name] = Build(index, Command(build, WEIGHTS[name]), 1)
    return builds


def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def _indexed(corpus: Corpus, build: Build, usage: Usage) -> dict[str, Any]:
    size = size_of(build.folder)
    return {
        "workers": build.workers,
        "rate": round(corpus.count / usage.seconds, 1),
        "cpu_ms": round(usage.cpu / corpus.count * 1000, 2),
        "peak_mib": round(usage.peak_mib),
        "mb": round(size / 1e6, 1),
        "of_text": round(size / corpus.text_bytes, 2),
    }


def _sample(corpus: Corpus) -> list[dict[str, Any]]:
    share = min(1.0, SAMPLE / corpus.count)
    rng = random.Random(1)
    return [item for item in read_articles([corpus.path]) if rng.random() < share]


def _systems(folder: Path, options: Any) -> dict[str, Callable[[Ask], object]]:
    systems: dict[str, Callable[[Ask], object]] = {}
    for engine in filter(None, options.engines.split(",")):
        index = folder / engine
        systems[f"{engine}: engine only"] = own.engine_only(index)
        systems[f"{engine}: snippets"] = own.without_facets(index)
        systems[f"{engine}: facets and snippets"] = own.whole(index)
        if engine == "tantivy":
            systems["raw tantivy: search"] = own.raw_tantivy(index)
            systems[RAW_TOPS] = own.raw_tantivy(index, "tops")
            systems[RAW_ALL] = own.raw_tantivy(index, "all")
    if "whoosh" in options.rivals:
        rival = folder / "plain-whoosh"
        systems["plain Whoosh: search"] = rivals.open_whoosh(rival, False)
        systems[GROUPED] = rivals.open_whoosh(rival, True)
        systems[GROUPED_ANY] = rivals.open_whoosh(rival, True, True)
    if "fts5" in options.rivals:
        systems["SQLite FTS5: search"] = rivals.open_fts5(folder / "plain-fts5")
    return systems


def _warm_up(name: str, asks: Sequence[Ask]) -> int:
    remembers = name.startswith(("whoosh: ", "tantivy: "))
    return len(asks) * (len(WARM_UP_SEEDS) if remembers else 1)


def _classes(asks: Sequence[Ask], times: Sequence[float]) -> dict[str, Any]:
    classes = {
        kind: asdict(summarize(t for ask, t in zip(asks, times) if ask.kind == kind))
        for kind in CLASSES
        if any(ask.kind == kind for ask in asks)
    }
    return classes | {"all": asdict(summarize(times))}


def _ratios(found: dict[str, Any]) -> dict[str, float]:
    """What the project promises, as figures of this one run."""
    ratios: dict[str, float] = {}
    indexing, queries = found["indexing"], found["queries"]
    plain = indexing.get("plain whoosh")
    for name, made in indexing.items():
        if plain and name.startswith("Tìm Tin"):
            ratios[f"{name}: rate of indexing to pyvi and plain Whoosh"] = round(
                made["rate"] / plain["rate"], 2
            )
            # What the rate would be on cores that nothing else uses.
            cores = min(made["workers"], os.cpu_count() or 1)
            ratios[f"{name}: the same by processor time on {cores} cores"] = round(
                cores * plain["cpu_ms"] / made["cpu_ms"], 2
            )
    for ours, other in (
        ("whoosh: facets and snippets", GROUPED),
        ("whoosh: facets and snippets", GROUPED_ANY),
        ("tantivy: facets and snippets", RAW_TOPS),
        ("tantivy: facets and snippets", RAW_ALL),
    ):
        if ours in queries and other in queries:
            for at in ("mean", "p50", "p95"):
                low, high = queries[ours]["all"][at], queries[other]["all"][at]
                ratios[f"{ours}, {at}, to {other}"] = round(low / high, 3)
    return ratios


def _measure_starts(index: Path) -> dict[str, float]:
    _say("start")
    measure_command("timtin.py", "index", "seeds", "--index", index)
    command = "timtin.py", "search", "sáp nhập tỉnh", "--index", index
    commands = {
        "import pyvi": ("-c", "import pyvi.ViTokenizer"),
        "timtin search": command,
        "timtin --help": ("timtin.py", "--help"),
        "python": ("-c", "pass"),
    }
    return measure_starts(STARTS, commands)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
