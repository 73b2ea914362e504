"""Who prints an article: one name for each newspaper, and the province it is at home in.

A facet must not part a newspaper into its name, its code and its address, and a bare
``Tỉnh ủy`` is the one of the newspaper's own province. Articles keep what was printed
(``GLO``); the value that is filtered and counted is canonical (``Báo Gia Lai``).

``publishers.tsv`` names what no rule can know. Rules read the rest: ``Báo <province>``,
its stations, portals and Party sites by name, and by the labels of a host from the right
(``daihoi.baoquangninh.vn``, ``sotuphap.laichau.gov.vn``, ``kiemtra.hungyen.dcs.vn``).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from search.gazetteer.provinces import FORMER, display_name, fold

_TABLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "publishers.tsv")
MAX_NAME = 100
"""Characters of a name that is looked up; longer ones are no newspaper's."""

MAX_HOST = 253
"""Characters of a host, by RFC 1035."""

_ADDRESS = re.compile(
    r"(?:https?://)?((?:[\w-]{1,63}\.)+[a-z]{2,10})(?::\d+)?(?:[/?#]|$)"
)
_ZONES = frozenset(
    ("vn", "com", "net", "org", "gov", "edu", "info", "tv", "dcs", "asia")
)
_OFFICIAL = frozenset(("gov", "dcs"))
# Hosts of others' pages, and those that collect the articles of others.
_PLATFORMS = frozenset(
    (
        "blogspot",
        "wordpress",
        "facebook",
        "youtube",
        "google",
        "tiktok",
        "zalo",
        "medium",
    )
)
_AGGREGATORS = frozenset(
    (
        "baomoi",
        "tinmoi",
        "docbao",
        "aiyeu",
        "tracuuquyhoach",
        "tonghoptin",
        "msn",
        "theinfo",
    )
)
# Before or after a province's name in a label of a host.
_PAPER_LABEL = re.compile(r"bao(?:dientu)?(.+?)(?:online|dientu|tv)?")
_STATION_LABEL = re.compile(r"(.+?)(?:tv|rtv|ptth)")
_STATION_OF_LABEL = re.compile(
    r"(?:dai|truyenhinh|ptth|daiptth|phatthanhtruyenhinh)(.+)"
)
_ORGAN_LABEL = re.compile(
    r"(?:tinhuy|thanhuy|tinhdoan|thanhdoan|hdnd|ubnd|vpubnd|dbqh|dbnd|doandbqh|dangbo"
    r"|mttq|ubmttq|mattran|thanhpho|tinh|tp|(?:ban)?tuyengiao(?:danvan)?|congan|thanhtra"
    r"|cong(?:thongtin|ttdt)?|portal|daibieunhandan|ldld|congdoan|tand|vks(?:nd)?|tuoitre|bienphong"
    r"|vanhocnghethuat|hoilhpn|hoinongdan|tapchi)(.+)"
    r"|(.+?)(?:city|portal|gov)"
)
_DOUBTFUL_LABEL = re.compile(
    r"(?:hoinhabao|nguoilambao|nguoi|dulich)(.+)|(.+?)(?:24h|247|news|moi|today)"
)
_ONLINE_LABEL = re.compile(r"(.+?)(?:online|dientu)")

_TYPE = r"(?:tỉnh|thành phố|tp\.?)"
_STATION_WORDS = (
    r"(?:đài\s+)?(?:phát thanh|pt)[\s,–-]*(?:và\s+|&\s*)?(?:truyền hình|th)"
)
_EDITION = re.compile(r"\s+(?:online|điện tử)$|(?<=^báo) điện tử(?= )", re.IGNORECASE)
_PAPER = re.compile(
    rf"báo(?:\s+(?:và|&)\s+{_STATION_WORDS})?(?:\s+điện tử)?(?:\s+{_TYPE})?\s+(.+?)"
    r"(?:\s+(?:điện tử|online))?|(.+?)\s+(?:online|điện tử)",
    re.IGNORECASE,
)
_STATION = re.compile(
    rf"(?:{_STATION_WORDS}|(?:đài\s+)?truyền hình)(?:\s+{_TYPE})?\s+(.+)|(.+?)\s?tv",
    re.IGNORECASE,
)
_PORTAL = re.compile(
    r"cổng\s+(?:ttđt|thông tin(?:\s+điện tử)?|giao tiếp điện tử)"
    rf"(?:\s+(?:ubnd|chính quyền))?(?:\s+{_TYPE})?\s+(.+)",
    re.IGNORECASE,
)
# An organ, of a province where its name ends with the province's.
_ORGAN = re.compile(
    r"(?:ban|bộ|sở|cổng|cục|chi cục|trang|ubnd|uỷ ban|ủy ban|hđnd|hội|đảng|công an|đoàn"
    r"|mặt trận|mttq|văn phòng|liên đoàn|viện|toà|tòa|kho bạc|bhxh|thanh tra|trường"
    r"|trung tâm|tạp chí|bản tin|tỉnh|thành|đbnd)\s",
    re.IGNORECASE,
)
_LONGEST = 6
"""Words of the longest name of a province."""

# Titles of newspapers that are titles of sections too.
_SECTIONS = frozenset(
    ("tintuc", "vanhoa", "thanhtra", "giaothong", "dautu", "quochoi", "bienphong")
    + ("toquoc", "congthuong", "24h")
)
_SECTION = re.compile(r"\s+[-–—|:»]\s+|\s*[|»]\s*|:\s+")
_FEED = re.compile(r"\s+rss(?:\s+feed)?$|^rss\s+", re.IGNORECASE)


class Publisher(NamedTuple):
    """A newspaper, station, portal or organ.

    :param name: its one name.
    :param home: slug of its province as named then, "" for the national press.
    :param local: whether a bare ``Tỉnh ủy`` in it means its own province.
    """

    name: str
    home: str = ""
    local: bool = False


class Home(NamedTuple):
    """A newspaper's province; ``local`` when its bare ``Tỉnh ủy`` is that one's."""

    slug: str
    local: bool


def _rows() -> Iterator[tuple[Publisher, list[str]]]:
    with open(_TABLE, encoding="utf-8") as lines:
        for line in lines:
            if line.strip() and not line.startswith("#"):
                name, home, local, others = line.rstrip("\n").split("\t")
                written = [name] + ([] if others == "-" else others.split("|"))
                yield Publisher(name, home.strip("-"), local == "1"), written


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, Publisher], dict[str, Publisher]]:
    """Publishers by the key of each name, and by each domain."""
    names: dict[str, Publisher] = {}
    domains: dict[str, Publisher] = {}
    for publisher, written in _rows():
        for name in written:
            names[_key(name)] = publisher
            if _ADDRESS.fullmatch(name.lower()):
                domains[name.lower()] = publisher
    return names, domains


def _key(name: str) -> str:
    return fold(name).removeprefix("bao")


@lru_cache(maxsize=1)
def _provinces() -> dict[str, str]:
    """Slugs by the letters of a province's names, without blanks and marks."""
    found = {}
    for slug, unit in FORMER.items():
        for name in (slug, unit.name, *unit.aliases):
            found[fold(name)] = slug
    for extra in ("hochiminhcity", "thanhphohochiminh"):
        found[extra] = "ho-chi-minh"
    found.pop("thudo", None)
    return found


def _province(name: str) -> str:
    """The slug of a province named alone, "" for anything else."""
    return _provinces().get(fold(name), "") if len(name) <= MAX_NAME else ""


@lru_cache(maxsize=4_096)
def find_publisher(written: str) -> Publisher | None:
    """The publisher that a name, a code, a host or an address means, if it is known.

    A name may carry a section (``VnExpress - Thế giới``) or be a feed's title. National
    newspapers, and every newspaper, station, portal and organ of a province are known.
    """
    text = written.strip()
    address = _ADDRESS.match(text[: MAX_HOST + 10].lower())
    if address is not None and not text.isupper():
        return _table()[0].get(_key(text)) or _of_host(address[1])
    if not text or len(text) > MAX_NAME:
        return None
    return _named(text) or _of_parts(text)


def _of_parts(text: str) -> Publisher | None:
    """The publisher that one part of a channel's title names."""
    for part in _SECTION.split(_FEED.sub("", text)):
        if fold(part) not in _SECTIONS and (found := _named(part)):
            return found
    return None


def _named(name: str) -> Publisher | None:
    names = _table()[0]
    known = names.get(_key(name)) or names.get(_key(_EDITION.sub("", name)))
    if known is not None:
        return known if _key(name) else None
    for form, make in ((_PAPER, _paper), (_STATION, _station), (_PORTAL, _portal)):
        match = form.fullmatch(name)
        slug = _province(match[match.lastindex or 0]) if match else ""
        if slug:
            return make(slug)
    if _ORGAN.match(name):
        words = name.split()
        tails = (" ".join(words[-count:]) for count in range(_LONGEST, 0, -1))
        slug = next((slug for tail in tails if (slug := _province(tail))), "")
        return Publisher(name, slug, True) if slug else None
    slug = _provinces().get(_key(name), "")
    if not slug or name.isupper() and len(name) < 6:
        return None
    return Publisher(name, slug, True) if slug in _PAPERLESS else _paper(slug)


_PAPERLESS = ("ha-noi", "ho-chi-minh")
"""Cities without a newspaper that bears their name alone."""


def _paper(slug: str) -> Publisher:
    name = f"Báo {display_name(slug)}"
    return _table()[0].get(_key(name)) or Publisher(name, slug, True)


def _station(slug: str) -> Publisher:
    return Publisher(f"Đài Phát thanh - Truyền hình {display_name(slug)}", slug, True)


def _portal(slug: str) -> Publisher:
    kind = f"{FORMER[slug].type_name} "
    name = display_name(slug)
    kind = "" if name.startswith("TP") else kind
    return Publisher(f"Cổng thông tin điện tử {kind}{name}", slug, True)


def _of_host(host: str) -> Publisher | None:
    """The publisher of a host, by its labels from the right."""
    labels = host.split(".")
    domains = _table()[1]
    for start in range(len(labels) - 1):
        known = domains.get(".".join(labels[start:]))
        if known is not None:
            return known
    zones = 0
    while zones < len(labels) and labels[-1 - zones] in _ZONES:
        zones += 1
    official = not _OFFICIAL.isdisjoint(labels[-zones:] if zones else ())
    own = labels[: len(labels) - zones]
    own = own[1:] if own and own[0] in ("www", "m", "amp") else own
    if own and (own[-1] in _PLATFORMS or own[-1] in _AGGREGATORS):
        return None
    for at in range(len(own) - 1, -1, -1):
        label = own[at].replace("-", "")
        found = _of_label(label, ".".join(own + labels[-zones:]), official)
        if found is not None:
            whole = official and at == 0 and label in _provinces() and "gov" in labels
            return _portal(found.home) if whole else found
    return None


def _of_label(label: str, host: str, official: bool) -> Publisher | None:
    """The publisher that one label of a host names."""
    known = _provinces()

    def slug_of(form: re.Pattern[str]) -> str:
        match = form.fullmatch(label)
        return known.get(match[match.lastindex or 0], "") if match else ""

    if label in known:
        return Publisher(host, known[label], True)
    if slug := slug_of(_PAPER_LABEL) or slug_of(_ONLINE_LABEL):
        return _paper(slug)
    if slug := slug_of(_STATION_LABEL) or slug_of(_STATION_OF_LABEL):
        return _station(slug)
    if slug := slug_of(_ORGAN_LABEL):
        return Publisher(host, slug, True)
    if official:
        for name, slug in known.items():
            if len(name) > 4 and (label.endswith(name) or label.startswith(name)):
                return Publisher(host, slug, True)
    if slug := slug_of(_DOUBTFUL_LABEL):
        return Publisher(host, slug, False)
    return None


def host_of(address: str) -> str:
    """The host of an address without ``www.`` and ``m.``, "" where there is none."""
    match = _ADDRESS.match(address.strip()[: MAX_HOST + 10].lower())
    if match is None:
        return ""
    return match[1].removeprefix("www.").removeprefix("m.")


def is_aggregator(written: str) -> bool:
    """Whether a name or address is a site's that collects the articles of others."""
    label = host_of(written).rpartition(".")[0].rpartition(".")[2] or fold(written)
    return label in _AGGREGATORS


def canonical_publisher(name: str) -> str:
    """The newspaper's name for any name, code or domain of it; others as they are."""
    found = find_publisher(name)
    return found.name if found else name


def home_of(publisher: str) -> Home | None:
    """The home of a newspaper given by name, code or domain, if it has one.

    ``Báo Gia Lai``, ``GLO``, ``baogialai.com.vn`` and ``Huế ngày nay`` have one;
    national papers and agencies have none.
    """
    found = find_publisher(publisher)
    return Home(found.home, found.local) if found and found.home else None
