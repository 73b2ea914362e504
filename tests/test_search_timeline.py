"""Results over time."""

from __future__ import annotations

from pathlib import Path

import pytest
from samples import build_index, make_article

from search.page.timeline import MAX_BARS, build_timeline
from search.request import SearchRequest, Unit
from search.searcher import Searcher


def bars(
    counts: dict[str, dict[str, int]], chosen: tuple[str, ...] = (), unit: Unit = ""
) -> tuple[str, list[str]]:
    found = build_timeline(counts, {}, chosen, unit, lambda value: f"?date={value}")
    assert found is not None
    return found.unit, [bar.value for bar in found.bars]


def of_days(*days: str) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for day in days:
        for column, number in (("year", day[:4]), ("month", day[:6]), ("day", day)):
            column_counts = found.setdefault(column, {})
            column_counts[number] = column_counts.get(number, 0) + 1
    return found


def test_the_unit_follows_the_span() -> None:
    assert bars(of_days("20251101", "20251130"))[0] == "day"
    assert bars(of_days("20240101", "20251130")) == ("month", ["2024-01", "2025-11"])
    assert bars(of_days("20030101", "20251130")) == ("year", ["2003", "2025"])


def test_a_chosen_year_is_shown_in_months_and_a_month_in_days() -> None:
    counts = of_days("20030101", "20251130", "20251101", "20250601")
    assert bars(counts, ("2025",)) == ("month", ["2025-06", "2025-11"])
    assert bars(counts, ("2025-11",)) == ("day", ["2025-11-01", "2025-11-30"])
    assert bars(counts, ("2025-11-30",)) == ("day", ["2025-11-01", "2025-11-30"])
    assert bars(counts, ("none",))[0] == "year"
    for chosen, start, end in (
        ("2025", "2025-01", "2025-12"),
        ("2025-11-30", "2025-11-01", "2025-11-30"),
    ):
        found = build_timeline(counts, {}, (chosen,), "", str)
        assert found and (found.start, found.end) == (start, end)


def test_a_unit_that_is_asked_for_is_used_where_it_fits() -> None:
    counts = of_days("20030101", "20251130")
    assert bars(counts, unit="day")[1] == ["2003-01-01", "2025-11-30"]
    many = of_days(
        *(f"2003{1 + n % 12:02}{1 + n // 12:02}" for n in range(MAX_BARS + 1))
    )
    assert bars(many, unit="day")[0] == "month"


def test_without_dates_there_is_no_timeline() -> None:
    assert build_timeline({"year": {"0": 3}}, {}, (), "", str) is None


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    dates = ["2004", "2006-03", "2006-03-07", "2024-11-28", "2024-11-30", "2025-06-01"]
    articles = [
        make_article(f"t{n}", f"Tin {n}", "Sắp xếp xã." if n % 2 else "Mùa lúa.", date)
        for n, date in enumerate(dates)
    ]
    return Searcher(build_index(tmp_path_factory.mktemp("time") / "index", articles))


def test_bars_tell_how_many_articles_there_are_of_their_time(
    searcher: Searcher,
) -> None:
    page = searcher.search(SearchRequest(q="sắp xếp"), facets=True)
    assert page.timeline is not None and page.timeline.unit == "year"
    assert [(bar.value, bar.count, bar.whole) for bar in page.timeline.bars] == [
        ("2006", 1, 2), ("2024", 1, 2), ("2025", 1, 1),
    ]  # fmt: skip
    assert sum(bar.count for bar in page.timeline.bars) == page.total


def test_each_bar_leads_to_as_many_articles_as_it_says(searcher: Searcher) -> None:
    for unit in ("year", "month", "day"):
        page = searcher.search(SearchRequest(unit=unit), facets=True)
        assert page.timeline is not None and page.timeline.unit == unit
        for bar in page.timeline.bars:
            narrowed = searcher.search(SearchRequest(date=(bar.value,)))
            assert narrowed.total == bar.count == bar.whole
            assert f"date={bar.value}" in bar.toggle_url


def test_an_index_of_one_article_a_day_has_its_bars(tmp_path: Path) -> None:
    index = build_index(tmp_path / "one", [make_article("x", "A", "B", "2025-01-02")])
    page = Searcher(index).search(SearchRequest(date_from="1/2025"), facets=True)
    assert page.timeline is not None and page.timeline.unit == "month"
    short = SearchRequest(date_from="1/1/2025", date_to="2/2025")
    page = Searcher(index).search(short, facets=True)
    assert page.timeline is not None and page.timeline.unit == "day"
    assert page.timeline.first == page.timeline.last == "2025-01-02"
