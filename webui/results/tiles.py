"""The map of today's 34 provinces and cities as tiles, with Hoàng Sa and Trường Sa.

A tile stands about where its unit does among its neighbours (our own drawing). It is a
button of the form of filters, so that a click narrows without a script too.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from markupsafe import Markup

from search.gazetteer.provinces import PROVINCES, display_name
from search.labels import format_decimal, format_number
from search.results import FacetValue

TILES: Mapping[str, tuple[int, int, str]] = MappingProxyType(
    {
        "lai-chau": (0, 0, "L.Châu"),
        "lao-cai": (1, 0, "L.Cai"),
        "tuyen-quang": (2, 0, "T.Quang"),
        "cao-bang": (3, 0, "C.Bằng"),
        "dien-bien": (0, 1, "Đ.Biên"),
        "son-la": (1, 1, "S.La"),
        "phu-tho": (2, 1, "P.Thọ"),
        "thai-nguyen": (3, 1, "T.Ng."),
        "lang-son": (4, 1, "L.Sơn"),
        "ha-noi": (2, 2, "HN"),
        "bac-ninh": (3, 2, "B.Ninh"),
        "quang-ninh": (4, 2, "Q.Ninh"),
        "ninh-binh": (2, 3, "N.Bình"),
        "hung-yen": (3, 3, "H.Yên"),
        "hai-phong": (4, 3, "HP"),
        "thanh-hoa": (2, 4, "T.Hóa"),
        "nghe-an": (2, 5, "N.An"),
        "ha-tinh": (2, 6, "H.Tĩnh"),
        "quang-tri": (2, 7, "Q.Trị"),
        "hue": (3, 7, "Huế"),
        "da-nang": (3, 8, "ĐN"),
        "quang-ngai": (4, 8, "Q.Ngãi"),
        "gia-lai": (4, 9, "G.Lai"),
        "dak-lak": (4, 10, "Đ.Lắk"),
        "tay-ninh": (2, 11, "T.Ninh"),
        "dong-nai": (3, 11, "Đ.Nai"),
        "lam-dong": (4, 11, "L.Đồng"),
        "khanh-hoa": (5, 11, "K.Hòa"),
        "an-giang": (1, 12, "A.Giang"),
        "dong-thap": (2, 12, "Đ.Tháp"),
        "ho-chi-minh": (3, 12, "HCM"),
        "can-tho": (1, 13, "C.Thơ"),
        "vinh-long": (2, 13, "V.Long"),
        "ca-mau": (1, 14, "C.Mau"),
    }
)
"""Slug -> column, row and what fits on the tile."""

SHADES = 5
"""Classes ``s1`` to ``s5`` of tiles that have any; the most is the darkest."""


def draw(rows: Iterable[FacetValue], share: bool = False) -> Markup:
    """The tiles with the counts of a facet's rows.

    :param share: whether the shade is the part of all articles about a unit.
    """
    found = {row.value: row for row in rows}
    most = max((_weight(row, share) for row in found.values()), default=0) or 1
    return Markup(
        '<div class="tiles">'
        + "".join(
            _tile(slug, *place, found.get(slug), most, share)
            for slug, place in TILES.items()
        )
        + '<span class="isles c5 r8">Hoàng Sa</span>'
        '<span class="isles c5 r13">Trường Sa</span></div>'
    )


def _weight(row: FacetValue, share: bool) -> float:
    return row.count / row.whole if share and row.whole else float(row.count)


def _tile(
    slug: str,
    column: int,
    line: int,
    short: str,
    row: FacetValue | None,
    most: float,
    share: bool,
) -> str:
    count = row.count if row else 0
    shade = 0
    if row is not None and count:
        shade = 1 + min(SHADES - 1, int(SHADES * (_weight(row, share) / most) ** 0.5))
    words = f"{display_name(slug)}: {format_number(count)} bài"
    shown = _brief(count)
    if row is not None and row.whole:
        part = format_decimal(1000 * count / row.whole)
        words += f", {part}‰ bài về nơi này"
        shown = f"{part}‰" if share else shown
    pressed = ' aria-pressed="true"' if row is not None and row.selected else ""
    return (
        f'<button name="province" value="{slug}" class="c{column} r{line} s{shade}"'
        f' aria-label="{html.escape(words)}" title="{html.escape(words)}"{pressed}>{short}'
        f"<b>{shown if count else '·'}</b></button>"
    )


def _brief(count: int) -> str:
    return format_number(count) if count < 10_000 else f"{count // 1000}k"


assert set(TILES) == set(PROVINCES)
