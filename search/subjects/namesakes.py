"""People of one name kept apart by their offices, as far as these contradict each other.

Offices that one article gives together, or of which one is the other cut short, are of one
person. Offices **contradict** each other when they are of fields that nobody is known in
at once (a footballer and a district's chairman), or of different provinces: both at the
same time, or either of a rank from which nobody is moved to another province. What
neither goes together nor contradicts is left open: two groups may still be one person.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Any

from search.gazetteer.provinces import display_name, find, today
from search.subjects.offices import Office, later

NEAR = 24
"""Months in which nobody of a low office is moved to another province."""

MOST_OFFICES = 60
"""Offices of a name that are compared, those named most often."""

_FIELDS = {
    name: re.compile(rf"(?:(?:nguyen|co|nu|nam|cuu|tuyen-thu|pho)-)*(?:{heads})(?:-|$)")
    for name, heads in {
        "sport": "cau-thu|tien-dao|tien-ve|hau-ve|trung-ve|thu-mon|thu-thanh|huan-luyen-vien"
        "|hlv|vdv|van-dong-vien|ky-thu|tay-vot|vo-si|trong-tai|co-thu(?!-tuong)",
        "art": "ca-s[iy]|nhac-s[iy]|dien-vien|dao-dien|hoa-s[iy]|nghe-s[iy]|nguoi-mau|nha-van"
        "|hoa-hau|a-hau|nha-tho|nha-bien-kich|dien-gia|nhac-cong|vu-cong|bien-dao",
        "church": "linh-muc|thuong-toa|hoa-thuong|giam-muc|tong-giam-muc|ni-su|muc-su",
        "public": "bi-thu|chu-tich-(?:ubnd|hdnd|xa|phuong|huyen|quan|tinh|tp|nuoc|qh)"
        "|chu-tich-uy-ban(?!-giai)|thu-tuong|bo-truong|thu-truong|cuc-truong|vu-truong|giam-doc-so"
        "|chanh-(?:van-phong|thanh-tra|an|toa)|vien-truong-vien-kiem|truong-cong-an"
        "|truong-ban-(?:tuyen-giao|to-chuc-(?:tw|tinh|thanh|huyen|quan)|dan-van|noi-chinh)"
        "|giam-doc-cong-an"
        "|truong-phong(?!-(?:ca|van-nghe|nghe-thuat|bien-tap))|tham-phan|kiem-sat-vien"
        "|uy-vien-(?:tw|bo|uy-ban)|truong-doan-dai-bieu|tong-thanh-tra|tong-kiem"
        "|chi-cuc-truong",
        "armed": "dai-ta|thuong-ta|trung-ta|thieu-ta|dai-uy|thuong-uy|trung-uy|thieu-uy"
        "|trung-tuong|thieu-tuong|thuong-tuong(?!-tiet)|dai-tuong|chi-huy-truong",
        "medicine": "bac-s[iy]|giam-doc-(?:benh-vien|bv)",
        "law": "luat-su",
    }.items()
}
"""What an office is of, by how its key begins; read off the offices of 1,473 names that
articles of 2003 to 2025 give two offices and more."""

_APART = frozenset(
    frozenset(pair)
    for pair in (
        *combinations(("sport", "art", "church", "law"), 2),
        *(("sport", other) for other in ("public", "armed", "medicine")),
        *(("church", other) for other in ("public", "armed", "medicine")),
        *(("art", other) for other in ("public", "medicine")),
        ("law", "medicine"),
    )
)
"""Fields that contradict each other where no article joins them: officers compose, doctors
sit in parliament."""

_ONE = frozenset(("sport", "art", "church", "law", "medicine"))
"""Fields in which people of one name are taken for one, unless places contradict it."""

_LOW = re.compile(
    r"(?:^|-)(?:giam-doc-so|phong|huyen|quan|xa|phuong|thi-tran|thi-xa"
    r"|truong-(?:thpt|thcs|tieu|mam)|benh-vien|bv|chi-cuc"
    r"|cong-an|toa-an|vien-kiem-sat|ban-quan-ly)(?:-|$)"
)
"""Offices of bodies within a province, whose holders stay there: those who lead a whole
province are moved to others."""

_FREE = re.compile(
    r"(?:^|-)(?:cong-ty|cty|xi-nghiep|tap-doan|ngan-hang|hoi|hiep-hoi|lien-doan|clb|doan)"
    r"(?:-|$)"
)
"""Companies and associations: who leads one here may lead another elsewhere."""


@dataclass(frozen=True, slots=True)
class Namesake:
    """One of several people of a name, as far as told by offices.

    :param key: of the office named most often, fit for an address.
    :param provinces: slugs of today that the offices name.
    """

    key: str
    offices: tuple[Office, ...]
    provinces: tuple[str, ...]

    @property
    def articles(self) -> frozenset[str]:
        """The ids of the articles that give one of the offices."""
        return frozenset(id for office in self.offices for id in office.articles)

    @property
    def label(self) -> str:
        """The office named most often."""
        return self.offices[0].label

    @property
    def first(self) -> str:
        """The date of the first mention of an office, "" where none has a date."""
        return min((item.first for item in self.offices if item.first), default="")

    @property
    def last(self) -> str:
        """The date of the last mention."""
        return max((item.last for item in self.offices), default="")

    def to_dict(self) -> dict[str, Any]:
        """The public JSON of one of several people."""
        return {
            "key": self.key,
            "label": self.label,
            "offices": [office.key for office in self.offices],
            "provinces": [display_name(slug) for slug in self.provinces],
            "first": self.first or None,
            "last": self.last or None,
            "articles": sorted(self.articles),
        }


def tell_apart(offices: Sequence[Office]) -> tuple[Namesake, ...]:
    """The people of a name that contradict each other, those named most often first; none
    where all offices may be one person's.

    :param offices: those named most often first.
    """
    items = offices[:MOST_OFFICES]
    groups = _together(items)
    facing: set[int] = set()
    for one, two in combinations(range(len(groups)), 2):
        if _contradict(groups[one], groups[two]):
            facing |= {one, two}
    found = [_namesake(groups[number]) for number in sorted(facing)]
    return tuple(
        sorted(found, key=lambda one: (-len(one.articles), one.first, one.key))
    )


def _namesake(offices: Sequence[Office]) -> Namesake:
    named = [slug for office in offices for slug in sorted(provinces_of(office))]
    return Namesake(offices[0].key, tuple(offices), tuple(dict.fromkeys(named)))


def _together(offices: Sequence[Office]) -> list[list[Office]]:
    """Offices in groups of which each is one person's."""
    parent = list(range(len(offices)))

    def top(number: int) -> int:
        while parent[number] != number:
            number = parent[number]
        return number

    articles = [set(office.articles) for office in offices]
    for one, two in combinations(range(len(offices)), 2):
        if articles[one] & articles[two] or _are_one(offices[one], offices[two]):
            parent[top(two)] = top(one)
    groups: dict[int, list[Office]] = {}
    for number, office in enumerate(offices):
        groups.setdefault(top(number), []).append(office)
    return list(groups.values())


def _are_one(one: Office, two: Office) -> bool:
    """Whether they are of one person: the same office, held and lost; one is the other in
    fewer words, and more than a bare rank; both of one field."""
    if _are_elsewhere(one, two):
        return False
    short, long = sorted((_words(one), _words(two)), key=len)
    field = field_of(one.key)
    return (
        short == long
        or (len(short) > 2 and short < long)
        or (field in _ONE and field == field_of(two.key))
    )


def _words(office: Office) -> frozenset[str]:
    return frozenset(office.key.removeprefix("nguyen-").split("-"))


def _contradict(these: Sequence[Office], those: Sequence[Office]) -> bool:
    here, there = ({field_of(item.key) for item in items} for items in (these, those))
    return any(
        frozenset((one, two)) in _APART for one in here - there for two in there - here
    ) or any(_are_both(one, two) for one in these for two in those)


def _are_both(one: Office, two: Office) -> bool:
    """Whether nobody could hold both, for where they are and when."""
    if not _are_elsewhere(one, two) or _FREE.search(one.key) or _FREE.search(two.key):
        return False
    low = _LOW.search(one.key) or _LOW.search(two.key)
    first, last = max(one.first, two.first), min(one.last, two.last)
    return bool(first and last) and first <= (later(last, NEAR) if low else last)


def _are_elsewhere(one: Office, two: Office) -> bool:
    here, there = provinces_of(one), provinces_of(two)
    return bool(here and there) and not here & there


@lru_cache(maxsize=8_192)
def field_of(key: str) -> str:
    """What an office is of, "" where its words do not say."""
    return next((name for name, heads in _FIELDS.items() if heads.match(key)), "")


def provinces_of(office: Office) -> frozenset[str]:
    """The provinces of today that an office names, all of its spellings together."""
    return frozenset().union(*map(_provinces, office.forms))


@lru_cache(maxsize=8_192)
def _provinces(form: str) -> frozenset[str]:
    """The province that a spelling ends with, or a district of one province."""
    words = form.replace(",", " ").replace("(", " ").replace(")", " ").split()
    for size in range(min(4, len(words) - 1), 0, -1):
        last = " ".join(words[-size:])
        if last[:1].isupper() and (slug := find(last)):
            return frozenset((today(slug),))
    return frozenset()
