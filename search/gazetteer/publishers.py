"""One name for each newspaper: a facet must not part it into its name and its code.

Articles keep what was printed or supplied (``GLO``); only the value that is filtered
and counted is canonical (``Báo Gia Lai``). The names stand in ``publishers.tsv``.
"""

from __future__ import annotations

import os
from functools import lru_cache

from search.language.normal import fold

_TABLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "publishers.tsv")
MAX_NAME = 100
"""Characters of a name that is looked up; longer ones are no newspaper's."""


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    names: dict[str, str] = {}
    with open(_TABLE, encoding="utf-8") as lines:
        for line in lines:
            if line.strip() and not line.startswith("#"):
                name, _, others = line.rstrip("\n").partition("\t")
                for written in (name, *others.split("|")):
                    names[_key(written)] = name
    return names


def _key(name: str) -> str:
    key = "".join(char for char in fold(name).lower() if char.isalnum())
    return key.removeprefix("bao")


@lru_cache(maxsize=4_096)
def canonical_publisher(name: str) -> str:
    """The newspaper's name for any name, code or domain of it; others as they are."""
    return _names().get(_key(name), name) if len(name) <= MAX_NAME else name
