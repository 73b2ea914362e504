"""The offices that articles give a person, brought to one spelling each.

Newspapers write one office in many ways (``Phó thủ tướng``, ``Phó Thủ tướng Chính phủ``)
and several in a row (``Ủy viên Bộ Chính trị, Thủ tướng``). A row is taken apart, and
parts that say the same are one office.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from search.article import Article
from search.language.normal import fold
from search.language.tokens import terms

LEAST_SHARE = 0.03
"""Of the mentions of the office named most often: what is named less is listed apart.
Among 289 articles of one prime minister all offices below it were slips of the reading
(the office of who stands beside him), and none above."""

_PARTS = re.compile(r"\s*[,;]\s*|\s+[-–—]\s+|\s+kiêm\s+|\s+và\s+(?=[A-ZĐ])")
_HEADS = re.compile(
    r"(?:(?:nguyên|cựu|cố|tân|quyền|đương kim|đồng chí)\s+)*(?:"
    r"(?:phó|trưởng|chủ|bí|giám|tổng|chánh|thủ|thứ|quyền|ủy|uỷ|đại|thượng|trung|thiếu|"
    r"thẩm|kiểm|hiệu|thành|đảng|thường|nghị|giáo|tiến|thạc|bác|kỹ|nhà|huấn|cầu)\s|"
    r"(?:bộ|cục|vụ|viện|ban|hội|đội|đoàn|trạm|phòng|kế toán) (?:trưởng|phó)\b|"
    r"p\.|pcb|bt |ct |gs|ts|pgs|luật sư|doanh nhân|bị can|bị cáo|đại sứ|quốc vương)",
    re.IGNORECASE,
)
"""How an office begins; other parts of a row go on with the one before."""

_FORMER = re.compile(r"(?:nguyên|cựu|cố)\s+", re.IGNORECASE)
_EMPTY_WORDS = re.compile(
    r"^(?:tân|đương kim|quyền|ông|bà|đồng chí|đ/c|bị cáo|bị can)\s+", re.IGNORECASE
)
_SAME = (
    (re.compile(r"\btt\b"), "thuong truc"),
    (re.compile(r"\buy ban nhan dan\b"), "ubnd"),
    (re.compile(r"\bhoi dong nhan dan\b"), "hdnd"),
    (re.compile(r"\b(?:tp|t p) ?(?:hcm|ho chi minh)\b"), "tphcm"),
    (re.compile(r"\bthanh pho ho chi minh\b"), "tphcm"),
    (re.compile(r"\b(?:thanh pho|t p)\b"), "tp"),
    (re.compile(r"\bgiao duc (?:va )?dao tao\b"), "gddt"),
    (re.compile(r"\bgd (?:va )?dt\b"), "gddt"),
    (re.compile(r"\bgiao thong (?:va )?van tai\b|\bgt (?:va )?vt\b"), "gtvt"),
    (re.compile(r"\b(bo truong|thu truong) bo "), r"\1 "),
    (re.compile(r"\bmat tran to quoc\b"), "mttq"),
    (re.compile(r"\bdai bieu quoc hoi\b|\bdbqh\b"), "dai bieu qh"),
    (re.compile(r"\btrung uong\b|\btu\b"), "tw"),
    (re.compile(r"\b((?:pho )?thu tuong(?: thuong truc)?) chinh phu\b"), r"\1"),
    (re.compile(r"\b(thu tuong|chu tich nuoc|tong bi thu) (?:viet nam|vn)\b"), r"\1"),
    (
        re.compile(
            r"\btong bi thu ban chap hanh tw(?: dang(?: cong san viet nam)?)?\b"
        ),
        "tong bi thu",
    ),
)
"""Spellings that are one, of folded words; read off the offices of 40 people in articles
of 2003 to 2025."""


@dataclass(frozen=True, slots=True)
class Office:
    """An office of a person.

    :param key: the same for all its spellings, fit for an address.
    :param label: the spelling used most often.
    :param first, last: dates of the first and the last article that gives it, ``""``
        where none of them has a date.
    :param articles: the ids of the articles that give it, in the order of their dates.
    :param is_former: whether it was said to be one of the past (``nguyên``).
    """

    key: str
    label: str
    first: str
    last: str
    articles: tuple[str, ...]
    forms: tuple[str, ...]
    is_former: bool = False

    @property
    def count(self) -> int:
        """In how many articles it is given."""
        return len(self.articles)

    def to_dict(self) -> dict[str, Any]:
        """The public JSON of an office."""
        return {
            "key": self.key,
            "label": self.label,
            "first": self.first or None,
            "last": self.last or None,
            "count": self.count,
            "former": self.is_former,
            "forms": list(self.forms),
            "articles": list(self.articles),
        }


def parts_of(office: str) -> list[str]:
    """The offices of a row of them."""
    found: list[str] = []
    start = 0
    for border in _PARTS.finditer(office):
        if _HEADS.match(office, border.end()):
            found.append(office[start : border.start()])
            start = border.end()
    found.append(office[start:])
    return [part for part in found if part.strip()]


@lru_cache(maxsize=8_192)
def key_of(part: str) -> str:
    """What all spellings of an office share; with ``nguyen-`` before those of the past."""
    text = part.strip(" .,;:–-")
    former = _FORMER.match(text)
    if former:
        text = text[former.end() :]
    while (shorter := _EMPTY_WORDS.sub("", text)) != text:
        text = shorter
    words = fold(" ".join(terms(text)))
    for pattern, same in _SAME:
        words = pattern.sub(same, words)
    key = re.sub(r"[^a-z0-9]+", "-", words).strip("-")
    return f"nguyen-{key}" if former and key else key


def read_offices(name: str, articles: Iterable[Article]) -> tuple[Office, ...]:
    """The offices that articles give a person, those named most often first.

    :param articles: in the order of their dates.
    """
    found: dict[str, dict[str, str]] = {}
    forms: dict[str, Counter[str]] = {}
    for article in articles:
        date = article.date.value[:10] if article.date else ""
        for person in article.people:
            if person.name != name:
                continue
            for key, part in _row(person.office):
                if key:
                    found.setdefault(key, {})[article.id] = date
                    forms.setdefault(key, Counter())[part] += 1
    for short, long in _cut_short(found):
        found[long] = dict(
            sorted((found.pop(short) | found[long]).items(), key=lambda pair: pair[1])
        )
        forms[long].update(forms.pop(short))
    offices = [_office(key, found[key], forms[key]) for key in found]
    return tuple(sorted(offices, key=lambda item: (-item.count, item.first, item.key)))


def _row(office: str) -> list[tuple[str, str]]:
    """The offices of a row with their keys; of ``Thủ tướng, Phó Thủ tướng`` the first is
    of who stands before."""
    parts = [(key_of(part), part) for part in parts_of(office)]
    keys = [key for key, _ in parts]
    return [
        (key, part)
        for key, part in parts
        if not any(other.startswith(f"pho-{key}") for other in keys)
    ]


def _cut_short(found: dict[str, dict[str, str]]) -> list[tuple[str, str]]:
    """Offices that are another one cut short (``Bộ trưởng``, ``Phó Chủ tịch UBND TP``):
    only one goes on after it, is given more often, and between its first and last
    mention, half a year before and after, the short one was always given."""
    pairs = []
    for short in sorted(found, key=len, reverse=True):
        longer = [key for key in found if key != short and key.startswith(short)]
        if len(longer) != 1 or longer[0].endswith(f"{short}-thuong-truc"):
            continue
        (long,) = longer
        spans = [
            sorted(date for date in found[key].values() if date)
            for key in (short, long)
        ]
        if not all(spans) or len(found[short]) >= len(found[long]):
            continue
        (first, *_, last), (low, *_, high) = (span * 2 for span in spans)
        if later(low, -6) <= first and last <= later(high, 6) + "-99":
            pairs.append((short, long))
    return [pair for pair in pairs if pair[1] not in {short for short, _ in pairs}]


def later(date: str, months: int) -> str:
    """A month some months off: ``2025-11``."""
    count = int(date[:4]) * 12 + int(date[5:7] or 1) - 1 + months
    return f"{count // 12:04}-{count % 12 + 1:02}"


def _office(key: str, dates: dict[str, str], forms: Counter[str]) -> Office:
    known = sorted(date for date in dates.values() if date)
    written = sorted(forms, key=lambda form: (-forms[form], form))
    label = _EMPTY_WORDS.sub("", written[0]) or written[0]
    label = label[:1].upper() + label[1:]
    ends = (known[0], known[-1]) if known else ("", "")
    former = key.startswith("nguyen-") and bool(_FORMER.match(written[0]))
    return Office(key, label, *ends, tuple(dates), tuple(written), former)


def split_rare(
    offices: Sequence[Office],
) -> tuple[tuple[Office, ...], tuple[Office, ...]]:
    """The offices that are named often, by their first mention, and the rest."""
    most = offices[0].count if offices else 0
    often = [item for item in offices if item.count >= LEAST_SHARE * most]
    rare = [item for item in offices if item.count < LEAST_SHARE * most]
    return tuple(sorted(often, key=lambda item: (item.first, item.key))), tuple(rare)
