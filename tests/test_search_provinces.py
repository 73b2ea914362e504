"""The gazetteer: tables, what a reader may type, today's holders."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from search.gazetteer import provinces
from search.gazetteer.provinces import (
    FORMER,
    PROVINCES,
    display_name,
    find,
    today,
    type_on,
)

SHARED = Path(__file__).parents[2] / "shared" / "gazetteer" / "provinces.csv"


def test_tables_hold_34_and_63_units() -> None:
    assert len(PROVINCES) == 34
    assert len(FORMER) == 63
    assert sorted(PROVINCES) == sorted({unit.today for unit in FORMER.values()})
    held = [slug for unit in PROVINCES.values() for slug in unit.former]
    assert sorted(held) == sorted(FORMER)


def test_provinces_are_ordered_by_code() -> None:
    codes = [unit.code for unit in PROVINCES.values()]
    assert codes == sorted(codes)
    assert codes[0] == "01" and codes[-1] == "96"


def test_province_knows_its_facts() -> None:
    unit = PROVINCES["gia-lai"]
    assert unit.name == "Gia Lai"
    assert unit.code == "52"
    assert unit.centre == "Quy Nhơn"
    assert unit.former == ("gia-lai", "binh-dinh")
    assert unit.wards == 135
    assert unit.area_km2 == pytest.approx(21576.53)
    assert unit.population == 3583693
    assert unit.type_name == "tỉnh" and unit.city_since == ""


@pytest.mark.parametrize(
    ("slug", "date", "expected"),
    [
        ("quang-ninh", "2025-12-08", "tỉnh"),
        ("quang-ninh", "2026-09-01", "thành phố"),
        ("quang-ninh", "", "thành phố"),
        ("dong-nai", "2026-04-29", "tỉnh"),
        ("bac-ninh", "2026-09-20", "thành phố"),
        ("hue", "2025-07-01", "thành phố"),
        ("gia-lai", "2026-12-31", "tỉnh"),
    ],
)
def test_type_has_a_date(slug: str, date: str, expected: str) -> None:
    assert type_on(slug, date) == expected


@pytest.mark.parametrize(
    ("slug", "holder"),
    [
        ("binh-dinh", "gia-lai"),
        ("gia-lai", "gia-lai"),
        ("thai-binh", "hung-yen"),
        ("ba-ria-vung-tau", "ho-chi-minh"),
        ("quang-binh", "quang-tri"),
        ("long-an", "tay-ninh"),
    ],
)
def test_today_gives_the_holder(slug: str, holder: str) -> None:
    assert today(slug) == holder


def test_today_refuses_an_unknown_slug() -> None:
    with pytest.raises(KeyError):
        today("atlantis")


def test_display_name() -> None:
    assert display_name("ho-chi-minh") == "TP. Hồ Chí Minh"
    assert display_name("binh-dinh") == "Bình Định"
    assert display_name("ba-ria-vung-tau") == "Bà Rịa - Vũng Tàu"
    assert display_name("no-such-unit") == "no-such-unit"


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("Gia Lai", "gia-lai"),
        ("gia-lai", "gia-lai"),
        ("GIA LAI", "gia-lai"),
        ("gialai", "gia-lai"),
        ("tỉnh Gia Lai", "gia-lai"),
        ("tinh gia lai", "gia-lai"),
        ("Bình Định", "binh-dinh"),
        ("binh dinh", "binh-dinh"),
        ("TP.HCM", "ho-chi-minh"),
        ("tphcm", "ho-chi-minh"),
        ("TP. Hồ Chí Minh", "ho-chi-minh"),
        ("thành phố Hồ Chí Minh", "ho-chi-minh"),
        ("thanh pho ho chi minh", "ho-chi-minh"),
        ("Sài Gòn", "ho-chi-minh"),
        ("sai gon", "ho-chi-minh"),
        ("Huế", "hue"),
        ("TT-Huế", "hue"),
        ("thua thien hue", "hue"),
        ("Thừa Thiên - Huế", "hue"),
        ("BR-VT", "ba-ria-vung-tau"),
        ("Bà Rịa – Vũng Tàu", "ba-ria-vung-tau"),
        ("ba ria vung tau", "ba-ria-vung-tau"),
        ("Đắc Lắc", "dak-lak"),
        ("dak lak", "dak-lak"),
        ("Kontum", "kon-tum"),
        ("Hoà Bình", "hoa-binh"),
        ("Hòa Bình", "hoa-binh"),
        ("Thanh Hoá", "thanh-hoa"),
        ("Phú Yên", "phu-yen"),
        ("phu yen", "phu-yen"),
        ("Phù Yên", "son-la"),
        ("Hà Tây", "ha-noi"),
        ("Ha Nội", "ha-noi"),
        ("thủ đô", "ha-noi"),
        ("Quy Nhơn", "binh-dinh"),
        ("Qui Nhơn", "binh-dinh"),
        ("da lat", "lam-dong"),
        ("Ca\u0300 Mau", "ca-mau"),
        ("52", "gia-lai"),
        ("Thành phố Huế", "hue"),
        ("tỉnh Hậu Giang", "hau-giang"),
        ("Cần Thơ ", "can-tho"),
    ],
)
def test_find_resolves_what_readers_type(typed: str, slug: str) -> None:
    assert find(typed) == slug


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "Châu Thành",
        "Phũ Yên",
        "Paris",
        "tỉnh",
        "Phong Điền",
        "\ud800",
        "x" * 999,
    ],
)
def test_find_gives_none_for_what_is_no_or_no_single_province(typed: str) -> None:
    assert find(typed) is None


def test_every_name_finds_its_unit() -> None:
    for unit in FORMER.values():
        for typed in (unit.name, unit.slug, unit.name.upper(), *unit.aliases):
            assert find(typed) == unit.slug, typed


def test_districts_belong_to_known_provinces() -> None:
    listed = provinces.districts()
    assert len(listed) > 690
    assert {item.province for item in listed} == set(FORMER)
    assert all(item.name and "*" not in item.name for item in listed)


def test_few_district_names_are_ambiguous_today() -> None:
    holders: dict[str, set[str]] = {}
    for item in provinces.districts():
        holders.setdefault(item.name, set()).add(today(item.province))
    ambiguous = [name for name, units in holders.items() if len(units) > 1]
    assert 10 <= len(ambiguous) <= 25, ambiguous


def test_historic_provinces_lead_to_todays_units() -> None:
    by_name = {item.name: item for item in provinces.historic()}
    assert by_name["Hà Tây"].today == ("ha-noi",)
    assert by_name["Cửu Long"].typed
    assert all(slug in PROVINCES for item in by_name.values() for slug in item.today)


def test_tables_agree_with_the_shared_gazetteer() -> None:
    if not SHARED.exists():
        pytest.skip("no shared gazetteer here")
    with SHARED.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            unit, former = PROVINCES[row["new_slug"]], FORMER[row["old_slug"]]
            assert unit.code == row["new_code"]
            assert unit.name == row["new_name"]
            assert unit.centre == row["new_admin_centre"]
            assert unit.wards == int(row["wards_2025"])
            assert unit.population == int(row["population"])
            assert unit.type_name == row["new_type_2026_09_20"]
            assert unit.city_since == row["upgraded_on"]
            assert former.name == row["old_name"]
            assert former.type_name == row["old_type"]
            assert former.today == unit.slug
