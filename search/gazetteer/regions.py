"""Places larger or older than provinces, as the units of before July 2025 that they hold.

Regions are those of the statistics office and those that people speak of; provinces
abolished before 1997 are found by the land that they had. The facts are in
``regions.tsv`` and ``old_units.tsv`` beside this module.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from search.gazetteer.provinces import fold, historic

_FOLDER = os.path.dirname(os.path.abspath(__file__))
_TYPE_WORDS = ("vùng", "khu vực", "các tỉnh", "tỉnh", "khu")


@dataclass(frozen=True, slots=True)
class Region:
    """A place that is no province of today or of before July 2025.

    :param units: slugs of the units of then that it holds.
    :param today: where it is a province of old, the units of today that hold its land:
        an article that names it may be filed under these.
    """

    name: str
    units: tuple[str, ...]
    today: tuple[str, ...] = ()


def find_region(text: str) -> Region | None:
    """The region or old province that a reader means, with or without its diacritics and
    the word for its kind: ``Tây Nguyên``, ``dbscl``, ``tỉnh Sông Bé``."""
    bare = " ".join(text[:200].replace("_", " ").split()).casefold()
    for word in ("", *_TYPE_WORDS):
        for kind in {word, fold(word)}:
            if bare.startswith(kind) and (not kind or bare[len(kind) :][:1] in " -"):
                found = _regions().get(fold(bare[len(kind) :]))
                if found is not None and _agrees(bare[len(kind) :], found):
                    return found[0]
    return None


_Known = tuple[Region, str]
"""A region and one of its names."""


def _agrees(text: str, known: _Known) -> bool:
    """Whether each word is the name's, or that without its diacritics."""
    typed, named = _words(text), _words(known[1])
    if len(typed) != len(named):
        return "".join(typed).isascii()
    return all(word in (name, fold(name)) for word, name in zip(typed, named))


def _words(text: str) -> list[str]:
    return text.casefold().replace("-", " ").split()


@lru_cache(maxsize=1)
def _regions() -> Mapping[str, _Known]:
    """Folded name -> the region, and the name."""
    found: dict[str, _Known] = {}
    for name, others, units in _rows("regions.tsv"):
        names = [name, *(others.split("|") if others != "-" else ())]
        region = Region(name, tuple(units.split("|")))
        for known in names:
            found[fold(known)] = region, known
    held = {name: tuple(units.split("|")) for name, units in _rows("old_units.tsv")}
    for old in historic():
        region = Region(old.name, held.get(old.name, old.today), old.today)
        found.setdefault(fold(old.name), (region, old.name))
    return found


def _rows(file_name: str) -> Iterator[list[str]]:
    with open(os.path.join(_FOLDER, file_name), encoding="utf-8") as lines:
        for line in lines:
            if line.strip() and not line.startswith("#"):
                yield line.rstrip("\r\n").split("\t")
