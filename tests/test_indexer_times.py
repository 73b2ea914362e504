"""Dates that the surroundings make clear: the order in a file, hours before a crawl."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer.sources import read_path
from indexer.sources.data.times import time_ago
from indexer.sources.record import DAY_OR_MONTH, MONTH_FIRST, Record


def read(path: Path, dates: list[str]) -> list[tuple[str, tuple[str, ...]]]:
    if path.suffix == ".csv":
        rows = [f'bài {n},"{date}"' for n, date in enumerate(dates)]
        path.write_text("\n".join(["text,date", *rows]), encoding="utf-8")
    else:
        items = [{"text": f"bài {n}", "date": date} for n, date in enumerate(dates)]
        path.write_text("\n".join(map(json.dumps, items)), encoding="utf-8")
    found = list(read_path(str(path)))
    assert all(isinstance(item, Record) for item in found)
    return [(i.published, i.notes) for i in found if isinstance(i, Record)]


@pytest.mark.parametrize("name", ["tin.csv", "tin.jsonl"])
@pytest.mark.parametrize(
    "dates",
    [
        ["9/12/2024", "9/13/2024", "10/1/2024", "10/25/2024", "11/30/2024"],
        ["09-12-2024 08:15", "09-30-2024 09:00"],
        ["9/12/24", "9/13/24"],
    ],
)
def test_a_file_that_can_only_be_month_first(
    tmp_path: Path, name: str, dates: list[str]
) -> None:
    found = read(tmp_path / name, dates)
    assert found[0][0].startswith("12/09/2024")
    assert {notes for _, notes in found} == {(MONTH_FIRST,)}


@pytest.mark.parametrize(
    "dates",
    [
        ["9/12/2024", "13/9/2024"],
        ["9/12/2024", "9/13/2024", "30/9/2024"],
        ["2024-09-12", "2024-09-13"],
        ["9/9/2024", "9/9/2024"],
        ["9/12/2024"],
        ["", "không rõ"],
    ],
)
def test_any_other_file_is_day_first(tmp_path: Path, dates: list[str]) -> None:
    assert read(tmp_path / "tin.csv", dates) == [(date, ()) for date in dates]


def test_a_file_that_cannot_be_told_is_day_first_and_says_so(tmp_path: Path) -> None:
    dates = ["9/12/2024", "10/1/2024", "2024-05-06"]
    assert read(tmp_path / "tin.csv", dates) == [
        ("9/12/2024", (DAY_OR_MONTH,)),
        ("10/1/2024", (DAY_OR_MONTH,)),
        ("2024-05-06", ()),
    ]


@pytest.mark.parametrize(
    ("text", "fetched", "value"),
    [
        ("3 giờ trước", "2025-03-06T08:15", "2025-03-06T05:15"),
        ("khoảng 40 phút trước", "2025-03-06T00:15", "2025-03-05T23:35"),
        ("2 ngày trước", "2025-03-01", "2025-02-27"),
        ("1 hour ago", "2025-03-06T08:15", "2025-03-06T07:15"),
        ("Hôm qua", "2025-03-01T08:15", "2025-02-28"),
        ("3 giờ trước", "2025-03-06", ""),
        ("3 giờ trước", "", ""),
        ("vài giờ trước", "2025-03-06T08:15", ""),
        ("trước", "2025-03-06T08:15", ""),
    ],
)
def test_time_before_a_fetch(text: str, fetched: str, value: str) -> None:
    assert time_ago(text, fetched) == value


@pytest.mark.parametrize(
    "crawl",
    [
        {"crawled_at": "2025-03-06T08:15:00+07:00"},
        {"scrapedAt": 1741223700},
        {"downloaded": "2025-03-06 08:15"},
    ],
)
def test_a_crawl_that_says_when_it_was(
    tmp_path: Path, crawl: dict[str, object]
) -> None:
    path = tmp_path / "tin.json"
    path.write_text(
        json.dumps({"text": "bài", "date": "3 giờ trước", **crawl}), "utf-8"
    )
    (record,) = read_path(str(path))
    assert isinstance(record, Record)
    assert record.published == "2025-03-06T05:15"
