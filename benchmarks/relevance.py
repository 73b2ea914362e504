"""How good the ranking is: plain designs and Tìm Tin on the same topics, in one run.

    python -m benchmarks.relevance --shared FOLDER
    python -m benchmarks.relevance --shared FOLDER --folder work --reuse --rivals ""
    python -m benchmarks.relevance --topics T.tsv --qrels Q.qrels --corpus A.jsonl B.jsonl

``--shared`` is a folder with ``relevance`` and ``corpus`` as ``relevance_sets`` names
their files. Everything is indexed first (an hour with all rivals): ours by the command
with its default settings, ``full`` on tantivy and ``lean`` on Whoosh. ``--folder``
keeps the indexes and ``--reuse`` asks those that are kept there. Topics are asked as
written, without diacritics and with half of them missing, of ours in every form; then
words and phrases are drawn from our indexes (``relevance_probes``). Tables go to the
screen, all figures with their 95% intervals to a JSON file.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from commands import measure_command  # noqa: E402
from relevance_probes import measure_exactness, measure_overlap  # noqa: E402
from relevance_report import format_report  # noqa: E402
from relevance_rivals import DESIGNS  # noqa: E402
from relevance_sets import KNOWN, Collection, find_collections  # noqa: E402

from search.commands.trec import (  # noqa: E402
    FORMS,
    Ranker,
    judge,
    run_topics,
    summarise,
)
from search.searcher import Searcher  # noqa: E402

RIVAL_FORMS = ("written", "unmarked", "half")
OURS = {"Tìm Tin, full on tantivy": "tantivy", "Tìm Tin, lean on Whoosh": "whoosh"}
LEAST = (1, 10)
"""Exactness is measured over all words, and over those of so many articles."""


def main() -> None:
    """Run what the arguments ask for."""
    options = _read_options()
    results: dict[str, Any] = {"date": date.today().isoformat(), "collections": {}}
    with tempfile.TemporaryDirectory() as temporary:
        work = (options.folder or Path(temporary)).resolve()
        for collection in _collections(options):
            inside = work / collection.name
            inside.mkdir(parents=True, exist_ok=True)
            found = _measure(collection, inside, options)
            results["collections"][collection.name] = found
            text = json.dumps(results, ensure_ascii=False, indent=1)
            options.output.write_text(text + "\n", encoding="utf-8")
    print(format_report(results))


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", type=Path)
    parser.add_argument("--sets", default=",".join(KNOWN))
    parser.add_argument("--topics", type=Path)
    parser.add_argument("--qrels", type=Path)
    parser.add_argument("--corpus", type=Path, nargs="*", default=[])
    parser.add_argument("--without-titles", action="store_true")
    parser.add_argument("--engines", default=",".join(OURS.values()))
    indexes = dict.fromkeys(design.index for design in DESIGNS.values())
    short = ",".join(name.removeprefix("plain-") for name in indexes)
    parser.add_argument("--rivals", default=short, help=f"some of {short}")
    parser.add_argument("--words", type=int, default=300, help="0: no exactness")
    parser.add_argument("--phrases", type=int, default=60, help="of each length")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--output", type=Path, default=Path("relevance.json"))
    parser.add_argument("--folder", type=Path, help="keep what is made there")
    parser.add_argument("--reuse", action="store_true", help="ask what is kept there")
    options = parser.parse_args()
    if not options.shared and not (options.topics and options.qrels and options.corpus):
        parser.error("--shared, or --topics, --qrels and --corpus")
    return options


def _collections(options: argparse.Namespace) -> Sequence[Collection]:
    if options.shared:
        return find_collections(options.shared, options.sets.split(","))
    name = options.topics.name.partition(".")[0]
    has_titles = not options.without_titles
    corpus = tuple(options.corpus)
    return [Collection(name, options.topics, options.qrels, corpus, has_titles)]


def _measure(
    collection: Collection, folder: Path, options: argparse.Namespace
) -> dict[str, Any]:
    topics, qrels = collection.read_judged()
    corpus = folder / "corpus.jsonl"
    if not (options.reuse and corpus.exists()):
        collection.write_rows(corpus)
    with corpus.open("rb") as lines:
        count = sum(1 for _ in lines)
    found: dict[str, Any] = {"articles": count, "topics": len(topics), "systems": {}}
    for name, ranker in _rankers(collection, folder, options):
        _say(f"{collection.name}: {name}")
        forms = tuple(FORMS) if name in OURS else RIVAL_FORMS
        found["systems"][name] = {
            form: {
                measure: asdict(summarise(values))
                for measure, values in judge(
                    run_topics(ranker, topics, form), qrels
                ).items()
            }
            for form in forms
        }
    found["probes"] = {
        name: _probe(folder / engine, options)
        for name, engine in OURS.items()
        if engine in options.engines.split(",")
    }
    return found


def _rankers(
    collection: Collection, folder: Path, options: argparse.Namespace
) -> Iterator[tuple[str, Ranker]]:
    """The systems asked for, by name; each is built before it is given."""
    for name, design in DESIGNS.items():
        if design.index.removeprefix("plain-") in options.rivals.split(","):
            index = folder / design.index
            if not index.exists():
                _say(f"{collection.name}: building {design.index}")
                building = _emptied(folder / "building")
                design.build(collection.read_rows(), building)
                building.rename(index)
            yield name, design.open(index)
    for name, engine in OURS.items():
        if engine in options.engines.split(","):
            index = folder / engine
            if not (options.reuse and index.exists()):
                _say(f"{collection.name}: indexing with {engine}")
                _index(folder / "corpus.jsonl", _emptied(index), engine, options)
            searcher = Searcher(index)
            yield name, searcher
            searcher.close()


def _index(corpus: Path, index: Path, engine: str, options: argparse.Namespace) -> None:
    command = ("timtin.py", "index", corpus, "--index", index, "--engine", engine)
    measure_command(*command, "--workers", str(options.workers))


def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def _probe(index: Path, options: argparse.Namespace) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    if options.words:
        found["exactness"] = {
            str(least): asdict(measure_exactness(index, options.words, least))
            for least in LEAST
        }
    if options.phrases:
        found["overlap"] = {
            kind: asdict(measure_overlap(index, options.phrases, kind == "words"))
            for kind in ("spans", "words")
        }
    return found


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
