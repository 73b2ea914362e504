"""What a page says of itself: title, dates, author, publisher, section, address."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from indexer.sources.encodings import tidy
from indexer.sources.values import local_time, one_line
from search.gazetteer.publishers import find_publisher, host_of

_ARTICLE_TYPES = frozenset(
    "newsarticle article reportagenewsarticle blogposting analysisnewsarticle"
    " opinionnewsarticle backgroundnewsarticle liveblogposting".split()
)
_WEEKDAY = r"(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy|bẩy)|chủ\s+nhật|thứ\s+[2-7]|CN|T[2-7])"
_DATE = (
    r"(?P<day>\d{1,2})\s*[/.-]\s*(?P<month>\d{1,2})\s*[/.-]\s*(?P<year>(?:19|20)\d\d)"
)
_TIME = r"(?P<hour>\d{1,2})\s?[:hg]\s?(?P<minute>\d{2})(?::\d\d)?"
_PAGE_DATE = re.compile(
    rf"(?:{_WEEKDAY}\s*,?\s*)?(?:ngày\s+)?{_DATE}(?!\d)"
    rf"(?:\s*[,|•–-]?\s*(?:lúc\s+)?{_TIME})?",
    re.I,
)
_TIME_FIRST = re.compile(
    rf"{_TIME}\s*(?:'|phút)?\s*[,|•–-]?\s*(?:{_WEEKDAY}\s*,?\s*)?"
    rf"(?:ngày\s+)?{_DATE}(?!\d)",
    re.I,
)
_WORDED_DATE = re.compile(
    r"ngày\s+(?P<day>\d{1,2})\s+tháng\s+(?P<month>\d{1,2})\s*,?\s+"
    r"năm\s+(?P<year>\d{4})",
    re.I,
)
_AUTHOR_CLASS = re.compile(
    r"(?:^|[\s_-])(?:authors?|tac-?gia|byline|writer|but-?danh)(?:$|[\s_-])", re.I
)
_AROUND_DATE = re.compile(r"time|date|ngay|publish|clock|meta|info|author", re.I)
_NAME = re.compile(r"[^\W\d_][^\W\d_.'’-]*(?:[ .'’-]{1,2}[^\W\d_][^\W\d_.'’]*){0,7}\.?")
_SPLIT_NAMES = re.compile(r"\s*(?:[;,|/&]|\s[-–]\s|\s+và\s+)\s*")
_TOP_LEVEL = frozenset("com net org vn gov edu www info".split())


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found; empty where the page says nothing.

    :param published: Vietnamese local time where the page gives an instant.
    :param is_article: whether the page declares itself an article.
    :param is_site: whether it declares itself a site or a list.
    """

    title: str = ""
    lead: str = ""
    published: str = ""
    publisher: str = ""
    byline: str = ""
    category: str = ""
    url: str = ""
    keywords: str = ""
    is_article: bool = False
    is_site: bool = False


def read_facts(root: HtmlElement, url: str = "") -> Facts:
    """Read the facts of a parsed page, untouched by any pruning."""
    metas = _metas(root)
    linked = _linked_article(root)
    address = _address(root, metas, linked, url)
    publisher = _publisher(metas, linked, address)
    headings = [one_line(str(h.text_content())) for h in root.iter("h1")]
    title = _title(root, metas, linked, headings)
    shown = _shown_date(root, title)
    return Facts(
        title=title,
        lead=_first(metas, "og:description", "description")
        or _text(linked, "description"),
        published=_published(metas, linked, shown, root),
        publisher=publisher,
        byline=_byline(root, metas, linked, publisher, address),
        category=_category(root, metas, linked),
        url=address,
        keywords=_first(metas, "news_keywords", "keywords"),
        is_article=bool(linked) or metas.get("og:type", "") == "article",
        is_site=metas.get("og:type", "") in ("website", "blog"),
    )


def _metas(root: HtmlElement) -> dict[str, str]:
    """Name -> content of each meta tag, the first one that is filled."""
    result: dict[str, str] = {}
    for meta in root.iter("meta"):
        content = one_line(tidy(html.unescape(meta.get("content") or "")))
        for key in ("property", "name", "itemprop"):
            if (name := meta.get(key)) and content:
                result.setdefault(name.strip().lower(), content)
    return result


def _first(metas: dict[str, str], *names: str) -> str:
    return next((metas[name] for name in names if name in metas), "")


def _linked_article(root: HtmlElement) -> dict[str, Any]:
    """The first JSON-LD object that is an article."""
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        try:
            data = json.loads((script.text or "").strip().rstrip(";"), strict=False)
        except (ValueError, RecursionError):
            continue
        for item in _objects(data):
            types = item.get("@type")
            names = types if isinstance(types, list) else [types]
            if any(str(name).lower() in _ARTICLE_TYPES for name in names):
                return item
    return {}


def _objects(data: Any) -> Iterator[dict[str, Any]]:
    pending, seen = [data], 0
    while pending and seen < 1000:
        item = pending.pop(0)
        seen += 1
        if isinstance(item, list):
            pending[:0] = item
        elif isinstance(item, dict):
            yield item
            if isinstance(item.get("@graph"), list):
                pending[:0] = item["@graph"]


def _text(item: Any, *path: str) -> str:
    """Text at a path of keys; names of objects, the first of lists, entities undone
    twice because some pages escape twice."""
    for key in path:
        if isinstance(item, list):
            item = item[0] if item else None
        item = item.get(key) if isinstance(item, dict) else None
    if isinstance(item, list):
        return ", ".join(filter(None, (_text(part) for part in item[:20])))
    if isinstance(item, dict):
        item = item.get("name") or item.get("@id")
    if not isinstance(item, str):
        return ""
    return one_line(tidy(html.unescape(html.unescape(item))))


def _address(
    root: HtmlElement, metas: dict[str, str], linked: dict[str, Any], url: str
) -> str:
    canonical = next(
        (link.get("href") or "" for link in root.iter("link") if _is_canonical(link)),
        "",
    )
    for candidate in (
        canonical,
        metas.get("og:url", ""),
        _text(linked, "mainEntityOfPage"),
        _text(linked, "url"),
        url,
    ):
        try:
            joined: str = urljoin(url, candidate.strip())
            parts = urlsplit(joined)
        except ValueError:
            continue
        if parts.scheme in ("http", "https") and parts.netloc and len(joined) < 2000:
            return joined.removesuffix("#WebPage")
    return ""


def _is_canonical(link: HtmlElement) -> bool:
    return (link.get("rel") or "").lower() == "canonical"


def _publisher(metas: dict[str, str], linked: dict[str, Any], url: str) -> str:
    """The first that is a known newspaper, else the first that there is."""
    declared = [
        _text(linked, "publisher", "name"),
        *(metas.get(name, "") for name in ("og:site_name", "application-name")),
    ]
    host = host_of(url)
    names = [name for name in (*declared, host, metas.get("source", "")) if name]
    known = (name for name in names if find_publisher(name))
    return next(known, "") or next(iter(names), "")


def _title(
    root: HtmlElement,
    metas: dict[str, str],
    linked: dict[str, Any],
    headings: list[str],
) -> str:
    """The declared headline as the page shows it, else the best there is."""
    declared = _text(linked, "headline") or _first(
        metas, "og:title", "twitter:title", "title"
    )
    page_title = one_line(str(root.findtext(".//title") or ""))
    for heading in headings:
        if heading and (heading in declared or declared and declared in heading):
            return heading if len(heading) >= len(declared) * 0.6 else declared
        if heading and page_title.startswith(heading):
            return heading
    if declared:
        return declared
    shown = [heading for heading in headings if len(heading) > 15]
    return shown[0] if shown else re.split(r"\s[|–-]\s", page_title)[0]


def _published(
    metas: dict[str, str], linked: dict[str, Any], shown: str, root: HtmlElement
) -> str:
    given = _text(linked, "datePublished") or _first(
        metas,
        "article:published_time",
        "og:article:published_time",
        "datepublished",
        "pubdate",
        "publishdate",
        "publish-date",
        "date",
        "dc.date.issued",
        "dcterms.created",
        "sailthru.date",
        "article.published",
        "datecreated",
    )
    given = given or next(
        (
            time.get("datetime") or ""
            for time in root.iter("time")
            if time.get("datetime")
        ),
        "",
    )
    if not re.match(r"\s*\d{4}-\d\d-\d\d", given):
        return shown or one_line(given)
    # Some systems write the local clock with a wrong zone: the page's own clock wins.
    naive = given.strip()[:16].replace(" ", "T")
    return naive if shown and naive == shown else local_time(given) or shown


def shown_date(text: str) -> str:
    """The first date with a year in a line of page text such as ``Thứ Ba, 09/12/2025
    15:50 (GMT+7)``, day first, as ISO; ``""`` when there is none."""
    text = " ".join(text[:300].split())
    for pattern in (_TIME_FIRST, _PAGE_DATE, _WORDED_DATE):
        if match := pattern.search(text):
            parts = match.groupdict()
            day, month = int(parts["day"]), int(parts["month"])
            if not (1 <= day <= 31 and 1 <= month <= 12):
                continue
            date = f"{parts['year']}-{month:02}-{day:02}"
            if parts.get("hour") and int(parts["hour"]) < 24:
                if int(parts["minute"]) < 60:
                    return f"{date}T{int(parts['hour']):02}:{parts['minute']}"
            return date
    return ""


def _shown_date(root: HtmlElement, title: str) -> str:
    """The date the page shows near its headline: in an element made for dates, or the
    nearest short line; one with a clock before one without."""
    order = list(root.iter())[:20000]
    heading = next(
        (
            index
            for index, element in enumerate(order)
            if element.tag in ("h1", "h2", "div")
            and element.text
            and title
            and one_line(element.text) == title
        ),
        0,
    )
    best: tuple[int, str] | None = None
    for index, element in enumerate(order):
        if not isinstance(element.tag, str) or element.tag in (
            "script",
            "style",
            "title",
        ):
            continue
        text = one_line(" ".join(filter(None, (element.text, *_tails(element)))))
        if not 8 <= len(text) <= 80:
            continue
        date = shown_date(text)
        if not date:
            continue
        marks = f"{element.get('class') or ''} {element.get('data-role') or ''}"
        distance = abs(index - heading) - (60 if _AROUND_DATE.search(marks) else 0)
        distance += 0 if "T" in date else 80
        if index < heading:
            distance += 20
        if best is None or distance < best[0]:
            best = (distance, date)
    return best[1] if best and best[0] < 400 else ""


def _tails(element: HtmlElement) -> Iterator[str]:
    for child in element:
        if child.tail:
            yield child.tail


def _byline(
    root: HtmlElement,
    metas: dict[str, str],
    linked: dict[str, Any],
    publisher: str,
    url: str,
) -> str:
    candidates = [
        *_authors(linked),
        *(metas.get(name, "") for name in ("dable:author", "article:author", "author")),
        *_shown_authors(root),
    ]
    best: list[str] = []
    for candidate in candidates:
        names = [
            name
            for name in _SPLIT_NAMES.split(one_line(candidate))
            if is_name(name) and not _is_publisher(name, publisher, url, metas)
        ]
        # A later place may name more of the same authors.
        if names and (not best or set(best) < set(names)):
            best = names
    return ", ".join(dict.fromkeys(best))


def _authors(linked: dict[str, Any]) -> Iterator[str]:
    authors = linked.get("author")
    for author in authors if isinstance(authors, list) else [authors]:
        organization = (
            isinstance(author, dict) and author.get("@type") == "Organization"
        )
        if author and not organization:
            yield _text(author)


def _shown_authors(root: HtmlElement) -> Iterator[str]:
    """Short texts in elements made for authors."""
    for element in root.iter("a", "span", "p", "div", "strong", "address", "b"):
        made_for_it = (
            (element.get("rel") or "").lower() == "author"
            or (element.get("itemprop") or "").lower() == "author"
            or "/tac-gia/" in (element.get("href") or "")
            or _AUTHOR_CLASS.search(element.get("class") or "")
        )
        if made_for_it:
            text = one_line(str(element.text_content())[:200])
            if 1 < len(text) <= 80:
                yield text


def is_name(text: str) -> bool:
    """Whether a short text may be a person's name or pen name."""
    words = text.split()
    return (
        2 <= len(text) <= 40
        and 1 <= len(words) <= 6
        and all(word[0].isupper() for word in words)
        and bool(_NAME.fullmatch(text))
        and not (len(words) == 1 and "." in text.strip("."))
    )


def _is_publisher(name: str, publisher: str, url: str, metas: dict[str, str]) -> bool:
    """Whether what stands as author is the newspaper."""
    plain = _letters(name)
    host = [part for part in (urlsplit(url).hostname or "").split(".")]
    known = {_letters(publisher), _letters(metas.get("og:site_name", ""))}
    known |= {_letters(metas.get(key, "")) for key in ("copyright", "source")}
    known |= {_letters(part) for part in host if part not in _TOP_LEVEL}
    return any(plain == item or plain in item for item in known if item) or any(
        item in plain for item in known if len(item) > 5
    )


def _letters(text: str) -> str:
    from indexer.sources.values import plain_name

    return plain_name(text)


def _category(root: HtmlElement, metas: dict[str, str], linked: dict[str, Any]) -> str:
    section = _text(linked, "articleSection") or _first(
        metas, "article:section", "articlesection", "its_section"
    )
    return _trail(root) or section.split(",")[0].strip()


def _trail(root: HtmlElement) -> str:
    """The first step of the page's breadcrumb list past the front page."""
    for script in root.iter("script"):
        if "BreadcrumbList" not in (script.text or ""):
            continue
        try:
            data = json.loads((script.text or "").strip(), strict=False)
        except (ValueError, RecursionError):
            continue
        for item in _objects(data):
            steps = item.get("itemListElement")
            if item.get("@type") != "BreadcrumbList" or not isinstance(steps, list):
                continue
            names = [
                _text(step, "name") or _text(step, "item", "name") for step in steps
            ]
            names = [name for name in names if name and name != "Trang chủ"]
            if names:
                return names[0]
    return ""
