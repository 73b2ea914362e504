"""The gazetteer: today's 34 provinces and cities, the 63 before 1 July 2025, aliases.

Units are keyed by slug, never by official code: seven codes were reused with another
meaning (Resolution 202/2025/QH15). A slug that stands in both tables names one unit
that grew: the ``gia-lai`` of today holds ``gia-lai`` and ``binh-dinh``. The facts are
in the tab-separated files beside this module; provinces with a ``city_since`` date
became centrally run cities then.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

_FOLDER = os.path.dirname(os.path.abspath(__file__))
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_TYPE_WORDS = (
    *("thành phố trực thuộc trung ương", "thành phố", "thành ủy", "tỉnh ủy"),
    *("tỉnh", "tp.", "tp", "t.p.", "t.p", "thủ đô", "province", "city"),
)


@dataclass(frozen=True, slots=True)
class Province:
    """One of today's 34 units.

    :param type_name: its type now, ``tỉnh`` or ``thành phố``.
    :param code: the official code of today (other units had it before).
    :param centre: where its administration sits.
    :param wards: communes, wards and special zones on 1 July 2025.
    :param former: slugs of the former units it holds, itself included and first.
    :param city_since: ISO date it became a city after 1 July 2025, else "".
    """

    slug: str
    name: str
    type_name: str
    code: str
    centre: str
    area_km2: float
    population: int
    wards: int
    former: tuple[str, ...]
    city_since: str = ""


@dataclass(frozen=True, slots=True)
class Former:
    """One of the 63 units until 30 June 2025; ``today`` is the slug that holds it."""

    slug: str
    name: str
    type_name: str
    today: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Historic:
    """A province abolished before 2025 and the units of today that hold its land.

    :param typed: its name is a place only after ``tỉnh``: it is a common word, a
        river, a person's name or a district too.
    """

    name: str
    today: tuple[str, ...]
    typed: bool


@dataclass(frozen=True, slots=True)
class District:
    """A district-level unit before 1 July 2025, or a special zone of today.

    :param province: slug of the former province that held it.
    :param kind: ``city``, ``town``, ``urban``, ``rural`` or ``zone``.
    :param distinctive: whether its bare name is evidence without a type word.
    :param earlier: (kind, first year, last year) of the types it had before.
    """

    name: str
    province: str
    kind: str
    distinctive: bool
    spellings: tuple[str, ...] = ()
    earlier: tuple[tuple[str, int, int], ...] = ()


def _rows(file_name: str) -> Iterator[list[str]]:
    with open(os.path.join(_FOLDER, file_name), encoding="utf-8") as lines:
        for line in lines:
            if line.strip() and not line.startswith("#"):
                yield line.rstrip("\r\n").split("\t")


def _read_former() -> dict[str, Former]:
    return {
        slug: Former(slug, name, kind, holder, _listed(aliases))
        for slug, name, kind, holder, aliases in _rows("former_provinces.tsv")
    }


def _listed(cell: str) -> tuple[str, ...]:
    return () if cell == "-" else tuple(cell.split("|"))


def _read_provinces(former: Mapping[str, Former]) -> dict[str, Province]:
    holdings: dict[str, list[str]] = {}
    for unit in former.values():
        held = holdings.setdefault(unit.today, [])
        held.insert(0 if unit.slug == unit.today else len(held), unit.slug)
    provinces = {}
    for row in _rows("provinces.tsv"):
        slug, name, code, kind, city_since, centre, area, population, wards = row
        provinces[slug] = Province(
            slug,
            name,
            kind if city_since == "-" else "thành phố",
            code,
            centre,
            float(area),
            int(population),
            int(wards),
            tuple(holdings[slug]),
            "" if city_since == "-" else city_since,
        )
    return provinces


_former = _read_former()

FORMER: Mapping[str, Former] = MappingProxyType(_former)
"""The 63 units before 1 July 2025 by slug."""

PROVINCES: Mapping[str, Province] = MappingProxyType(_read_provinces(_former))
"""Today's 34 units by slug, ordered by official code."""


def today(slug: str) -> str:
    """The slug of the unit that holds this one today.

    :raises KeyError: when no unit of either table has the slug.
    """
    return _former[slug].today


def display_name(slug: str) -> str:
    """The name a reader expects in a list; an unknown slug is shown as it is."""
    if slug == "ho-chi-minh":
        return "TP. Hồ Chí Minh"
    unit = _former.get(slug)
    return unit.name if unit else slug


def type_on(slug: str, date: str = "") -> str:
    """The type of today's unit on an ISO date from 1 July 2025 on ("" for now)."""
    unit = PROVINCES[slug]
    if unit.city_since and date and date < unit.city_since:
        return "tỉnh"
    return unit.type_name


@lru_cache(maxsize=1)
def historic() -> tuple[Historic, ...]:
    """The provinces abolished before 2025."""
    return tuple(
        Historic(name, tuple(units.split("|")), typed == "1")
        for name, units, typed in _rows("historic_provinces.tsv")
    )


_KINDS = {"TP": "city", "TX": "town", "Q": "urban", "DK": "zone", "H": "rural"}


@lru_cache(maxsize=1)
def districts() -> tuple[District, ...]:
    """Districts, towns, provincial cities and special zones, by province."""
    found: list[District] = []
    for (row,) in _rows("districts.txt"):
        province, _, names = row.partition(":")
        for item in names.split(","):
            item, _, types = item.strip().rstrip("]").partition(" [")
            written, *spellings = item.split("=")
            mark, _, rest = written.partition(" ")
            kind = _KINDS.get(mark, "rural")
            name = written if kind == "rural" else rest
            plain = name.rstrip("*")
            found.append(
                District(
                    plain,
                    province,
                    kind,
                    plain != name,
                    tuple(spellings),
                    tuple(map(_type_years, types.split("; "))) if types else (),
                )
            )
    return tuple(found)


def _type_years(written: str) -> tuple[str, int, int]:
    """(kind, first year, last year) of ``TX 2013-2023``; 0 and 9999 where open."""
    mark, _, years = written.partition(" ")
    first, _, last = years.partition("-")
    return _KINDS[mark], int(first or 0), int(last or 9999)


def fold(text: str) -> str:
    """Lower case without diacritics, ``đ`` as ``d``; letters and digits only."""
    stripped = unicodedata.normalize("NFD", text.casefold()).replace("đ", "d")
    return "".join(char for char in stripped if char.isalnum())


def _exact(text: str) -> str:
    """Lower-case letters with vowel quality, each word's tone moved to its end.

    ``hoà`` and ``hòa`` become one; ``Phú`` and ``Phù`` stay two.
    """
    words = []
    for word in unicodedata.normalize("NFD", text.casefold()).split():
        letters = [char for char in word if char not in _TONES]
        tones = [char for char in word if char in _TONES]
        words.append("".join(letters + tones))
    joined = "".join(words)
    return "".join(
        char for char in joined if char.isalnum() or unicodedata.combining(char)
    )


@lru_cache(maxsize=1)
def _names() -> dict[str, list[tuple[str, str]]]:
    """Folded name -> (exact form, slug), provinces before districts."""
    table: dict[str, list[tuple[str, str]]] = {}

    def add(name: str, slug: str) -> None:
        table.setdefault(fold(name), []).append((_exact(name), slug))

    for unit in _former.values():
        add(unit.slug, unit.slug)
        for name in (unit.name, *unit.aliases):
            add(name, unit.slug)
    for old in historic():
        if len(old.today) == 1 and not old.typed:
            add(old.name, old.today[0])
    for district in districts():
        for name in (district.name, *district.spellings):
            add(name, district.province)
    return table


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    return {unit.code: unit.slug for unit in PROVINCES.values()}


def find(text: str) -> str | None:
    """The slug a reader means by a name typed as a province filter, if any.

    Takes names with or without diacritics in any case and tone style, slugs, aliases
    (``TP.HCM``, ``Sài Gòn``, ``BR-VT``), today's official codes, names after a type
    word, and districts that only one province had. A former name gives the former
    slug; ``Phù Yên`` is not ``Phú Yên``, but ``phu yen`` is.
    """
    text = unicodedata.normalize("NFC", text[:200]).strip()
    if text in _codes():
        return _codes()[text]
    for candidate in (text, _without_type(text)):
        slug = _resolve(candidate)
        if slug is not None:
            return slug
    return None


def _without_type(text: str) -> str:
    lowered = text.casefold()
    folded = fold(text)
    for word in _TYPE_WORDS:
        if lowered.startswith(word) and len(lowered) > len(word):
            return text[len(word) :].lstrip(" .-")
        key = fold(word)
        if folded.startswith(key) and text.isascii() and " " in text:
            rest = text.split(" ", word.count(" ") + 1)
            if fold("".join(rest[:-1])) == key:
                return rest[-1]
    return text


def _resolve(name: str) -> str | None:
    candidates = _names().get(fold(name), ())
    if not candidates:
        return None
    exact = _exact(name)
    same = [slug for form, slug in candidates if form == exact]
    if same:
        return same[0] if _is_province(name) or len(set(same)) == 1 else None
    if exact != fold(name) and not _is_partly_marked(name, candidates):
        return None
    first = candidates[0][1]
    return first if _is_province(name) or _agree(candidates) else None


def _agree(candidates: list[tuple[str, str]] | tuple[()]) -> bool:
    return len({slug for _, slug in candidates}) == 1


def _is_province(name: str) -> bool:
    return fold(name) in _province_keys()


@lru_cache(maxsize=1)
def _province_keys() -> frozenset[str]:
    return frozenset(
        fold(name)
        for unit in _former.values()
        for name in (unit.slug, unit.name, *unit.aliases)
    )


def _is_partly_marked(name: str, candidates: list[tuple[str, str]] | tuple[()]) -> bool:
    """Whether each marked word of the name is a part of some candidate as it is."""
    marked = [
        form for word in name.split() if (form := _exact(word)) != fold(word) and form
    ]
    return any(all(form in exact for form in marked) for exact, _ in candidates)
