"""Regions and provinces of old as places in filters."""

from __future__ import annotations

import pytest
from hypothesis import given
from test_search_planner import finds, index
from texts import ANY_TEXT

from search.gazetteer.provinces import FORMER, PROVINCES, historic
from search.gazetteer.regions import _regions, find_region
from search.query.filters import understand


@pytest.mark.parametrize(
    ("typed", "units"),
    [
        ("Tây Nguyên", "kon-tum gia-lai dak-lak dak-nong lam-dong"),
        ("tay nguyen", "kon-tum gia-lai dak-lak dak-nong lam-dong"),
        ("vùng Tây Nguyên", "kon-tum gia-lai dak-lak dak-nong lam-dong"),
        ("các tỉnh tây-nguyên", "kon-tum gia-lai dak-lak dak-nong lam-dong"),
        ("Sông Bé", "binh-duong binh-phuoc"),
        ("tỉnh Sông Bé", "binh-duong binh-phuoc"),
        ("song be", "binh-duong binh-phuoc"),
        ("Hà Sơn Bình", "ha-noi hoa-binh"),
        ("Nghệ Tĩnh", "nghe-an ha-tinh"),
        ("Minh Hải", "bac-lieu ca-mau"),
        ("Gia Lai - Kon Tum", "gia-lai kon-tum"),
        ("Bình Trị Thiên", "quang-binh quang-tri hue"),
        ("Thuận Hải", "ninh-thuan binh-thuan"),
        ("Phước Tuy", "ba-ria-vung-tau"),
    ],
)
def test_a_place_is_the_units_that_it_holds(typed: str, units: str) -> None:
    understood, problems = understand("province", typed)
    assert understood is not None and not problems
    assert list(understood.values) == units.split()


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("ĐBSCL", 13),
        ("Đồng bằng sông Cửu Long", 13),
        ("miền Tây", 13),
        ("Đông Nam Bộ", 6),
    ],
)
def test_regions_have_all_their_units(typed: str, count: int) -> None:
    region = find_region(typed)
    assert region is not None and len(region.units) == count


def test_every_unit_is_one() -> None:
    for region, _ in _regions().values():
        assert set(region.units) <= set(FORMER) | set(PROVINCES)
        assert len(set(region.units)) == len(region.units)
        assert set(region.today) <= set(PROVINCES)
    big = [
        find_region(name)
        for name in ("Miền Bắc", "Miền Trung và Tây Nguyên", "Miền Nam")
    ]
    held = [unit for region in big if region for unit in region.units]
    assert sorted(held) == sorted(FORMER)


def test_every_province_of_old_is_found() -> None:
    for old in historic():
        understood, _ = understand("province", old.name)
        assert understood is not None, old.name
        assert {FORMER[slug].today for slug in understood.values} <= {
            *old.today,
            "ha-noi",
        }


@pytest.mark.parametrize(
    "typed", ["Tây", "Tây Nguyễn", "Đồng bằng", "Sống Bé", "", "vùng"]
)
def test_other_names_are_none(typed: str) -> None:
    assert find_region(typed) is None


@pytest.mark.parametrize(
    ("query", "text", "province", "is_found"),
    [
        ('tỉnh:"Tây Nguyên" bão', "Bão về", "dak-nong", True),
        ('tỉnh:"Tây Nguyên" bão', "Bão về", "hue", False),
        ("tỉnh:Tây Nguyên bão", "Bão về", "lam-dong", True),
        ('tỉnh:"Sông Bé"', "Bão về", "binh-phuoc", True),
        ('tỉnh:"Sông Bé"', "Chuyện tỉnh Sông Bé", "dong-nai", True),
        ('tỉnh:"Sông Bé"', "Chuyện Biên Hòa", "dong-nai", False),
        ('tỉnh:"Sông Bé, Huế"', "Bão về", "hue", True),
        ('bão -tỉnh:"Tây Nguyên"', "Bão về", "kon-tum", False),
    ],
)
def test_filters_by_region(
    query: str, text: str, province: str, is_found: bool
) -> None:
    assert finds(query, index(text, province=province)) is is_found


@given(ANY_TEXT)
def test_any_text_is_a_region_or_none(text: str) -> None:
    region = find_region(text)
    assert region is None or region.units
