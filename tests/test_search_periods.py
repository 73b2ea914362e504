"""Periods as readers type them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from texts import ANY_TEXT

from search.config import load_config, local_date
from search.errors import UsageError
from search.query.forms.periods import (
    EARLIEST,
    LATEST,
    parse_period,
    read_period,
    show_period,
)

TODAY = date(2025, 12, 3)
"""A Wednesday."""


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2025", (20250000, 20259999)),
        ("năm 2025", (20250000, 20259999)),
        ("2025-12", (20251200, 20251299)),
        ("2025-1", (20250100, 20250199)),
        ("12/2025", (20251200, 20251299)),
        ("12.2025", (20251200, 20251299)),
        ("tháng 12/2025", (20251200, 20251299)),
        ("thang 12 nam 2025", (20251200, 20251299)),
        ("tha\u0301ng 12-2025", (20251200, 20251299)),
        ("9/12/2025", (20251209, 20251209)),
        ("09-12-2025", (20251209, 20251209)),
        ("9.12.2025", (20251209, 20251209)),
        ("2025-12-09", (20251209, 20251209)),
        ("ngày 9 tháng 12 năm 2025", (20251209, 20251209)),
        ("Ngày 9/12 năm 2025", (20251209, 20251209)),
        ("29/2/2024", (20240229, 20240229)),
        ("quý 4/2025", (20251000, 20251299)),
        ("Quý II năm 2025", (20250400, 20250699)),
        ("2024..2025", (20240000, 20259999)),
        ("2024-2025", (20240000, 20259999)),
        ("2025..2024", (20240000, 20259999)),
        ("1/2025 - 3/2025", (20250100, 20250399)),
        ("1/2025…15/3/2025", (20250100, 20250315)),
        ("từ 1/7/2025 đến 31/12/2025", (20250701, 20251231)),
        ("1/7-31/7/2025", (20250701, 20250731)),
        ("1/7/2025-31/7/2025", (20250701, 20250731)),
        ("1-5/7/2025", (20250701, 20250705)),
        ("20/12-5/1/2025", (20241220, 20250105)),
        ("15/12/2024 - 5/1", (20241215, 20250105)),
        ("Q3/2025", (20250700, 20250999)),
        ("q3 2025", (20250700, 20250999)),
        ("20250707", (20250707, 20250707)),
        ("202507", (20250700, 20250799)),
        ("2025.07.07", (20250707, 20250707)),
        (">=2025-07-01", (20250701, 99999999)),
        ("> 2025-07-01", (20250702, 99999999)),
        ("≥ 7/2025", (20250700, 99999999)),
        ("<=7/2025", (1, 20250799)),
        ("<2025", (1, 20249999)),
        ("6 tháng đầu năm 2025", (20250100, 20250699)),
        ("9 tháng đầu năm 2024", (20240100, 20240999)),
        ("nửa cuối năm 2024", (20240700, 20241299)),
    ],
)
def test_periods(text: str, period: tuple[int, int]) -> None:
    assert parse_period(text, TODAY) == period


@pytest.mark.parametrize(
    "text",
    [
        "",
        "9/12/25",
        "13/2025",
        "30/2/2025",
        "29/2/2025",
        "0/2025",
        "0000",
        "12/9/2025/1",
        "2024..2025..2026",
        "..2025",
        "20255",
        "2025 x",
        "٢٠٢٥",
        "2025-" * 50,
    ],
)
def test_what_is_no_period(text: str) -> None:
    assert parse_period(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("hôm nay", 20251203, 20251203),
        ("hôm qua", 20251202, 20251202),
        ("HOM QUA", 20251202, 20251202),
        ("hôm kia", 20251201, 20251201),
        ("tuần này", 20251201, 20251207),
        ("tuần trước", 20251124, 20251130),
        ("2 tuần trước", 20251117, 20251123),
        ("tháng này", 20251200, 20251299),
        ("tháng trước", 20251100, 20251199),
        ("quý này", 20251000, 20251299),
        ("quý trước", 20250700, 20250999),
        ("năm nay", 20250000, 20259999),
        ("năm ngoái", 20240000, 20249999),
        ("năm trước", 20240000, 20249999),
        ("7 ngày qua", 20251127, 20251203),
        ("bảy ngày qua", 20251127, 20251203),
        ("1 ngày gần đây", 20251203, 20251203),
        ("7 ngày trước", 20251126, 20251126),
        ("tuần qua", 20251127, 20251203),
        ("3 tháng qua", 20250904, 20251203),
        ("2 năm gần đây", 20231204, 20251203),
        ("tháng 7", 20250700, 20250799),
        ("tháng 12", 20251200, 20251299),
        ("1/7", 20250701, 20250701),
        ("ngày 1 tháng 7", 20250701, 20250701),
        ("4/12", 20241204, 20241204),
        ("3-12", 20251203, 20251203),
        ("29/2", 20250229, 20250229),
        ("quý 3", 20250700, 20250999),
        ("Q4", 20251000, 20251299),
        ("1/7-31/7", 20250701, 20250731),
        ("1/12-31/12", 20251201, 20251231),
        ("từ 20/12 đến 5/1", 20241220, 20250105),
        ("tháng 7 đến tháng 9", 20250700, 20250999),
        ("hôm qua..hôm nay", 20251202, 20251203),
        (">= tháng 7", 20250700, LATEST),
        ("6 tháng đầu năm", 20250100, 20250699),
    ],
)
def test_periods_that_depend_on_the_day(text: str, low: int, high: int) -> None:
    assert read_period(text, TODAY) == (low, high, True)


@pytest.mark.parametrize(
    ("text", "day", "high"),
    [
        ("31/12", date(2025, 12, 3), 20251231),
        ("1/3", date(2025, 12, 3), 20250301),
        ("tháng 1", date(2026, 1, 5), 20260199),
    ],
)
def test_the_end_of_a_period_is_in_this_year(text: str, day: date, high: int) -> None:
    found = read_period(text, day, is_end=True)
    assert found is not None and found.high == high


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("hôm qua", "2/12/2025"),
        ("tháng 7", "tháng 7/2025"),
        ("năm ngoái", "2024"),
        ("tuần trước", "24/11/2025 – 30/11/2025"),
        ("Q3/2025", "tháng 7/2025 – tháng 9/2025"),
        (">=1/7/2025", "từ 1/7/2025"),
        ("<=7/2025", "đến tháng 7/2025"),
    ],
)
def test_periods_are_printed_as_what_they_became(text: str, shown: str) -> None:
    period = parse_period(text, TODAY)
    assert period is not None and show_period(*period) == shown


@given(
    st.one_of(
        ANY_TEXT,
        st.lists(
            st.sampled_from(
                "9999 1 0 7 31 12 2025 / - . .. > <= q quý tháng ngày năm tuần qua trước nay"
                " đầu cuối nửa gần đây từ đến hôm".split()
            )
        ).map(" ".join),
        st.text(alphabet="0123456789/-. q", max_size=20),
    ),
    st.dates(),
)
def test_any_text_is_a_period_or_none(text: str, day: date) -> None:
    found = read_period(text, day)
    assert found is None or EARLIEST <= found.low and found.high <= LATEST
    if found is not None:
        assert show_period(found.low, found.high)


def test_the_day_is_that_of_the_readers() -> None:
    here = {local_date({"TIMTIN_TIMEZONE": zone}) for zone in ("Asia/Tokyo", "")}
    assert local_date({}) in here | {local_date({"TIMTIN_TIMEZONE": "no/zone"})}
    assert load_config({}).timezone == "Asia/Ho_Chi_Minh"
    assert load_config({"TIMTIN_TIMEZONE": "Asia/Tokyo"}).timezone == "Asia/Tokyo"
    with pytest.raises(UsageError, match="múi giờ"):
        load_config({"TIMTIN_TIMEZONE": "Sao/Hoả"})
