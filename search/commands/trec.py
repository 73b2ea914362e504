"""How good the ranking is, by TREC topics and judgements, in every spelling form.

Measures come from ir-measures; an interval is the middle 95% of the means of
``BOOTSTRAPS`` samples of the topics with replacement (Sakai 2006).
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from search.errors import SourceError, UsageError
from search.language.normal import fold, place_tones

MEASURES = ("nDCG@10", "RR@10", "R@100", "Success@1")
SET_MEASURES = ("SetP", "SetR", "SetR2", "P@10 newest")
"""Of the judged articles in a topic's set the share that is wanted; of those that are
wanted, and of those that are wanted most, the share that is in it; and of the ten newest
of the set the share that is wanted, where ten are."""

WANTED, WANTED_MOST = 1, 2
"""Grades from which an article counts."""

NEWEST = 10
DEPTH = 100
"""Results of a topic that are judged: the deepest measure."""

BOOTSTRAPS = 1_000
SEED = 2013

Topics = Mapping[str, str]
Qrels = Mapping[str, Mapping[str, int]]
Run = Mapping[str, Sequence[tuple[str, float]]]
"""Topic -> the articles found as (id, score), best first."""


class Ranker(Protocol):
    """Whatever ranks articles: a :class:`search.searcher.Searcher`, or a rival of it."""

    def rank(self, query: str, limit: int) -> Sequence[tuple[str, float]]:
        """The best articles as (id, score), best first."""


class Selector(Protocol):
    """Whatever says which articles satisfy a query: :class:`search.searcher.Searcher`."""

    def holding(self, query: str, ids: Collection[str]) -> set[str]:
        """Those of some articles that satisfy a query."""

    def newest(self, query: str, limit: int) -> list[str]:
        """The newest articles that satisfy a query."""


def _halve(text: str) -> str:
    # Seeded by the text, so that a topic loses the same marks in every run.
    choose = random.Random(f"{SEED}{text}")
    return " ".join(
        fold(word) if choose.random() < 0.5 else word for word in text.split(" ")
    )


def _other_tones(text: str) -> str:
    new = place_tones(text, "new")
    return place_tones(text, "old") if new == text else new


FORMS: Mapping[str, Callable[[str], str]] = {
    "written": str,
    "lower": str.lower,
    "upper": str.upper,
    "unmarked": fold,
    "half": _halve,
    "tones": _other_tones,
    "nfd": lambda text: unicodedata.normalize("NFD", text),
}
"""Name -> how a topic is spelled. ``half`` drops the marks of half of the words."""


@dataclass(frozen=True, slots=True)
class Figure:
    """The mean of a measure over topics with its 95% bootstrap interval."""

    mean: float
    low: float
    high: float


def read_topics(path: Path) -> dict[str, str]:
    """Topics from lines of ``id<TAB>query``.

    :raises SourceError: when the file or a line cannot be read.
    """
    topics = {}
    for number, line in _lines(path):
        topic, tab, query = line.partition("\t")
        if not tab or not query.strip():
            raise _bad_line(path, number, "mã<TAB>truy vấn")
        topics[topic.strip()] = query.strip()
    return topics


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Judgements from TREC lines ``topic 0 article grade``.

    :raises SourceError: when the file or a line cannot be read.
    """
    qrels: dict[str, dict[str, int]] = {}
    for number, line in _lines(path):
        fields = line.split()
        if len(fields) != 4 or not fields[3].lstrip("-").isdigit():
            raise _bad_line(path, number, "chủ_đề 0 mã_bài điểm")
        qrels.setdefault(fields[0], {})[fields[2]] = int(fields[3])
    return qrels


def read_run(path: Path) -> dict[str, list[tuple[str, float]]]:
    """A run from TREC lines ``topic Q0 article rank score name``.

    :raises SourceError: when the file or a line cannot be read.
    """
    run: dict[str, list[tuple[str, float]]] = {}
    for number, line in _lines(path):
        fields = line.split()
        try:
            topic, _, article, _, score, _ = fields
            run.setdefault(topic, []).append((article, float(score)))
        except ValueError:
            raise _bad_line(path, number, "chủ_đề Q0 mã_bài hạng điểm tên") from None
    return run


def format_run(run: Run, name: str) -> Iterable[str]:
    """A run as TREC lines."""
    for topic, found in run.items():
        for rank, (article, score) in enumerate(found, 1):
            yield f"{topic} Q0 {article} {rank} {score:.6f} {name}"


def _lines(path: Path) -> list[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(
            f"Không đọc được {path}", "Cần tệp văn bản UTF-8 theo định dạng TREC"
        ) from error
    return [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip()]


def _bad_line(path: Path, number: int, shape: str) -> SourceError:
    return SourceError(f"{path}, dòng {number} không đúng dạng", f"Mỗi dòng: {shape}")


def run_topics(ranker: Ranker, topics: Topics, form: str) -> Run:
    """Search every topic in a spelling form (a key of ``FORMS``)."""
    spell = FORMS[form]
    return {topic: ranker.rank(spell(query), DEPTH) for topic, query in topics.items()}


def judge(run: Run, qrels: Qrels) -> dict[str, dict[str, float]]:
    """Measure -> topic -> value, over the topics that have judgements.

    A run's order decides, not its scores. A topic without results counts as zero.

    :raises UsageError: when ir-measures is not installed.
    """
    try:
        import ir_measures
    except ImportError as error:
        raise UsageError(
            "Cần gói ir-measures để chấm điểm", "Cài: pip install 'timtin[evaluate]'"
        ) from error
    measures = [ir_measures.parse_measure(name) for name in MEASURES]
    ranked = {
        topic: {article: -float(rank) for rank, (article, _) in enumerate(found)}
        for topic, found in run.items()
    }
    values = {name: dict.fromkeys(qrels, 0.0) for name in MEASURES}
    for value in ir_measures.iter_calc(measures, qrels, ranked):
        values[str(value.measure)][value.query_id] = value.value
    return values


def judge_sets(
    selector: Selector, topics: Topics, qrels: Qrels, form: str
) -> dict[str, dict[str, float]]:
    """Measure of ``SET_MEASURES`` -> topic -> value. Only judged articles count, and a
    topic counts where there are any."""
    values: dict[str, dict[str, float]] = {name: {} for name in SET_MEASURES}
    for topic, grades in qrels.items():
        if topic not in topics:
            continue
        query = FORMS[form](topics[topic])
        known = selector.holding("", grades)
        inside = selector.holding(query, grades)
        wanted = {id for id in known if grades[id] >= WANTED}
        most = {id for id in known if grades[id] >= WANTED_MOST}
        newest = [grades.get(id, 0) for id in selector.newest(query, NEWEST)]
        shares = (
            (len(inside & wanted), len(inside)),
            (len(inside & wanted), len(wanted)),
            (len(inside & most), len(most)),
            (sum(grade >= WANTED for grade in newest), len(newest) // NEWEST * NEWEST),
        )
        for name, (part, whole) in zip(SET_MEASURES, shares):
            if whole:
                values[name][topic] = part / whole
    return values


def summarise(values: Mapping[str, float]) -> Figure:
    """The mean of a measure's values by topic, with its interval."""
    sample = list(values.values())
    if not sample:
        return Figure(0.0, 0.0, 0.0)
    choose = random.Random(SEED)
    size = len(sample)
    means = sorted(
        sum(choose.choices(sample, k=size)) / size for _ in range(BOOTSTRAPS)
    )
    return Figure(
        sum(sample) / size,
        means[int(BOOTSTRAPS * 0.025)],
        means[int(BOOTSTRAPS * 0.975)],
    )


def compare(
    ours: Mapping[str, float], theirs: Mapping[str, float]
) -> list[tuple[str, float]]:
    """Topic -> how much better ours is, where it differs; the worst loss first."""
    changes = [(topic, ours[topic] - theirs.get(topic, 0.0)) for topic in ours]
    return sorted(
        ((topic, change) for topic, change in changes if abs(change) > 1e-9),
        key=lambda item: item[1],
    )
