"""The labelled passages of statements and changes of office, and how they are counted."""

from __future__ import annotations

from collections import Counter

from benchmarks.said import KINDS, compare, read_labels
from search.article import Article, Change, Statement
from search.labels import CHANGE_LABELS

ARTICLE = Article(
    id="x",
    body="",
    statements=(Statement("An Thử", 0, 40), Statement("Bình Thử", 60, 90)),
    changes=(Change("An Thử", "left", 0, 40), Change("An Thử", "elected", 0, 40)),
)


def label(kind: str, **values: object) -> dict[str, object]:
    return {"id": "x", "kind": kind, "start": 0, "end": 50, "labels": [], **values}


def counted(given: dict[str, object]) -> Counter[str]:
    return compare(given, ARTICLE)[0]


def test_the_labels_are_whole() -> None:
    rows = read_labels()
    assert Counter(row["kind"] for row in rows) == {"statements": 90, "changes": 130}
    for row in rows:
        assert row["kind"] in KINDS and 0 <= row["start"] < row["end"]
        for _, value in (*row["labels"], *row.get("optional", [])):
            if row["kind"] == "changes":
                assert set(value) <= set(CHANGE_LABELS)
            else:
                assert row["start"] - 5 <= value < row["end"] + 5


def test_a_statement_counts_by_speaker_and_place() -> None:
    assert counted(label("statements", labels=[["An Thử", 12]])) == {"right": 1}
    wrong = counted(label("statements", labels=[["Bình Thử", 12]]))
    assert wrong == {"wrong": 1, "missed": 1}
    assert not counted(label("statements", optional=[["An Thử", 12]]))
    assert not counted(label("statements", open=True))


def test_a_change_counts_by_person_and_kind() -> None:
    both = [["An Thử", ["left"]], ["An Thử", ["elected", "took"]]]
    assert counted(label("changes", labels=both)) == {"right": 2}
    assert counted(label("changes", labels=both[:1])) == {"right": 1, "wrong": 1}
    assert counted(label("changes", labels=[["Bình Thử", ["left"]]])) == {
        "wrong": 2,
        "missed": 1,
    }
