"""Names that are worth completing: people who are people, documents by their kind."""

from __future__ import annotations

import re
from collections.abc import Mapping

from search.gazetteer.provinces import FORMER, display_name
from search.language.normal import fold

MORE_FREQUENT = 10
"""How many times as often a name must occur as one that goes on after it, so that the
longer one is a slip of the extraction (Phan Văn Khải, and Phan Văn Khải Thủ tướng), or
as one that differs in marks (Hồ Chí Minh, and Hồ Chí Mình)."""

OFFICE_STARTS = frozenset(
    "Bí Bộ Chánh Chủ Cục Giám Phó Phụ Thủ Thứ Thượng Thiếu Tổng Trung Trưởng Ủy Uỷ Viện".split()
)
"""First syllables of offices, ranks and bodies, which follow a name without a comma."""

_KINDS = {
    "NQ": "nghị quyết",
    "NQLT": "nghị quyết liên tịch",
    "QĐ": "quyết định",
    "CT": "chỉ thị",
    "KL": "kết luận",
    "KH": "kế hoạch",
    "HD": "hướng dẫn",
    "TT": "thông tư",
    "TTLT": "thông tư liên tịch",
    "NĐ": "nghị định",
    "CĐ": "công điện",
    "TB": "thông báo",
    "BC": "báo cáo",
    "TTr": "tờ trình",
    "CV": "công văn",
    "PL": "pháp lệnh",
    "L": "luật",
}
"""What the kinds of documents are called; a table of Decree 30/2020/NĐ-CP, annex III."""

_PARTY = re.compile(r"\d+-QĐ/")
_KIND = re.compile(r"[-/]([^\W\d_]+)(?=[-/])")
_ASSEMBLY = re.compile(r"/QH\d+\Z")


def people(counted: Mapping[str, int]) -> dict[str, int]:
    """The names that are people: none that begins with a province, is one, goes on after
    a name that is a person, or is a misprint of a far more frequent one."""
    provinces = tuple(f"{display_name(slug)} " for slug in FORMER)
    most: dict[str, int] = {}
    for name, count in counted.items():
        key = fold(name)
        most[key] = max(count, most.get(key, 0))
    return {
        name: count
        for name, count in counted.items()
        if not f"{name} ".startswith(provinces)
        and not _goes_on(name, count, counted)
        and most[fold(name)] < MORE_FREQUENT * count
    }


def _goes_on(name: str, count: int, counted: Mapping[str, int]) -> bool:
    shorter, _, last = name.rpartition(" ")
    known = counted.get(shorter, 0)
    return known >= MORE_FREQUENT * count or (known > count and last in OFFICE_STARTS)


def document_kind(number: str) -> str:
    """What kind of document a canonical number is of: ``nghị quyết`` of 18-NQ/TW; empty
    where it does not say."""
    if _PARTY.match(number):
        return "quy định"
    if _ASSEMBLY.search(number):
        return "luật"
    match = _KIND.search(number)
    return _KINDS.get(match[1], "") if match else ""
