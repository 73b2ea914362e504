"""Where a newspaper is at home: from its name, code or domain, or a leading code."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from typing import NamedTuple

from search.gazetteer.provinces import FORMER, find
from search.language.normal import fold

_TABLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "newspapers.tsv")
_PAPER = re.compile(
    r"^(?:báo(?: và (?:đài )?(?:phát thanh|pt)[\s,-]*(?:và )?(?:truyền hình|th))?"
    r"|đài (?:phát thanh|pt)[\s,-]*(?:và )?(?:truyền hình|th)"
    r"|cổng thông tin(?: điện tử)?)"
    r"\s+(?:điện tử\s+|tỉnh\s+|thành phố\s+)?",
    re.IGNORECASE,
)
_DOMAIN = re.compile(
    r"^(?:https?://)?(?:www\.|m\.)?(?:bao)?([a-z0-9-]+)(?:online)?"
    r"(?:\.(?:com|org|net|gov|edu))?(?:\.vn)?(?:/|$)",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"\s*(?:Báo\s[^()\n]{3,30}\s)?"
    r"(?:\(([^\W\d_][\w.&]{1,14})\)\s*[-–—.:]|([^\W\d_]{2,8}(?:\.VN)?)\s*[-–—]\s)"
)


class Home(NamedTuple):
    """A newspaper's province; ``local`` when its bare ``Tỉnh ủy`` is that one's."""

    slug: str
    local: bool


@lru_cache(maxsize=1)
def _papers() -> dict[str, Home]:
    papers: dict[str, Home] = {}
    with open(_TABLE, encoding="utf-8") as lines:
        for line in lines:
            if not line.startswith("#") and line.strip():
                name, slug, local = line.rstrip("\n").split("\t")
                papers[_key(name)] = Home(slug, local == "1")
    for slug in FORMER:
        papers.setdefault("bao" + slug.replace("-", ""), Home(slug, True))
    return papers


def _key(name: str) -> str:
    return "".join(char for char in fold(name).lower() if char.isalnum())


@lru_cache(maxsize=4096)
def home_of(publisher: str) -> Home | None:
    """The home of a newspaper given by name, code or domain, if it has one.

    ``Báo Gia Lai``, ``GLO``, ``baogialai.com.vn`` and ``Huế ngày nay`` have one;
    national papers and agencies have none.
    """
    name = publisher.strip()[:100]
    if not name:
        return None
    known = _papers().get(_key(name))
    if known is not None:
        return known
    stripped = _PAPER.sub("", name)
    if stripped != name:
        paper = _papers().get(_key(stripped))
        slug = find(stripped)
        return paper or (Home(slug, True) if slug else None)
    domain = _DOMAIN.match(name)
    if domain is not None and "." in name:
        label = _key(domain[1])
        return _papers().get(label) or _papers().get("bao" + label)
    slug = find(name)
    return Home(slug, True) if slug and not _is_code(name) else None


def _is_code(name: str) -> bool:
    return name.isupper() and len(name) < 6


def leading_code(body: str) -> str:
    """The source code a text begins with (``(GLO)-``, ``HNN.VN -``), else ""."""
    match = _CODE.match(body)
    if match is None:
        return ""
    code: str = match[1] or match[2]
    return code if code.isupper() else ""
