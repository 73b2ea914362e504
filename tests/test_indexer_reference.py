"""The five reference articles: cleaning and dates against what a careful human records.

The texts belong to their newspapers and stay outside the project; without them these
tests are skipped.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from indexer.cleaning.clean import AFTER_GALLERY, Cleaned, clean_record
from indexer.facts.dates.dates import Dates, read_dates
from indexer.sources.record import Record
from search.article import Stamp

FOLDER = Path(__file__).parents[2] / "shared" / "reference"
NAMES = (
    "000_a586a0b2dcb499f2.txt",
    "001_8d2a0f0784835c97.txt",
    "002_4fbef69952b4aaf7.txt",
    "003_a15fc9680380b13c.txt",
    "004_a43a7c39dd567a38.txt",
)

pytestmark = pytest.mark.skipif(
    not (FOLDER / "expected.json").exists(), reason="no ../shared/reference"
)


@lru_cache
def expected(name: str) -> dict[str, Any]:
    rows = json.loads((FOLDER / "expected.json").read_text("utf-8"))
    row: dict[str, Any] = rows[name]
    return row


@lru_cache
def read(name: str) -> tuple[Cleaned, Dates]:
    text = (FOLDER / name).read_bytes().decode("utf-8-sig")
    record = Record(text=text, source=name)
    cleaned = clean_record(record)
    return cleaned, read_dates(cleaned, record)


def test_every_row_is_tested() -> None:
    rows = json.loads((FOLDER / "expected.json").read_text("utf-8"))
    assert {name for name in rows if not name.startswith("_")} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_title_publisher_byline_and_captions(name: str) -> None:
    cleaned, _ = read(name)
    row = expected(name)
    assert cleaned.title == (row["title"] or "")
    assert cleaned.publisher == (row["publisher"] or "")
    assert cleaned.byline == (row["byline"] or "")
    assert len(cleaned.captions) == row["captions"]


@pytest.mark.parametrize("name", NAMES)
def test_published_date(name: str) -> None:
    _, dates = read(name)
    row = expected(name)["published"]
    if row is None:
        assert dates.published is None
        return
    value = row["date"] + (f"T{row['time']}" if "time" in row else "")
    source = row["from"].split()[-1]
    assert dates.published == Stamp(value, "stated", source)


@pytest.mark.parametrize("name", NAMES)
def test_event_date_and_where_its_year_comes_from(name: str) -> None:
    _, dates = read(name)
    row = expected(name)["event"]
    assert dates.event is not None
    assert dates.event.value == row["date"]
    inferred = row["year"] == "inferred"
    assert (dates.event.provenance == "inferred") is inferred
    if not inferred:
        assert dates.event.source == f"text+{row['year'].split()[-1]}"


# What is cut and what stays, by words that are too common to be a quotation.
CUT = {
    "000_a586a0b2dcb499f2.txt": ("(GLO)", "N.S"),
    "001_8d2a0f0784835c97.txt": ("date", "Ảnh:", "./."),
    "002_4fbef69952b4aaf7.txt": (
        "Clock",
        "15:50",
        "HNN.VN",
        "140 giáo viên",
        "ĐÁNH GIÁ",
        "QUAN TÂM",
        "Return",
        "bộRa",
    ),
    "003_a15fc9680380b13c.txt": ("date", "hình ảnh"),
    "004_a43a7c39dd567a38.txt": ("Quốc Hương",),
}


@pytest.mark.parametrize("name", NAMES)
def test_body_is_free_of_what_is_cut(name: str) -> None:
    cleaned, _ = read(name)
    assert [part for part in CUT[name] if part in cleaned.body] == []


def test_subheadings_stay_in_the_body() -> None:
    cleaned, _ = read("001_8d2a0f0784835c97.txt")
    unstopped = [line for line in cleaned.body.split("\n") if line[-1].isalpha()]
    assert len(unstopped) == 2


def test_paragraphs_of_another_story_are_flagged_not_guessed() -> None:
    flagged = {name for name in NAMES if AFTER_GALLERY in read(name)[0].flags}
    assert flagged == {"003_a15fc9680380b13c.txt"}
    cleaned, _ = read("003_a15fc9680380b13c.txt")
    assert "cuốn sách" in cleaned.body


@pytest.mark.parametrize("name", NAMES)
def test_every_word_is_kept_somewhere(name: str) -> None:
    cleaned, _ = read(name)
    parts = (cleaned.title, cleaned.body, cleaned.byline)
    kept = "".join((*parts, *cleaned.captions, *cleaned.furniture))
    text = (FOLDER / name).read_bytes().decode("utf-8-sig")
    assert sorted("".join(kept.split())) == sorted("".join(text.split()))
