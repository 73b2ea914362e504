"""The running text of a page, without what stands around it.

Every block of text gives points to the elements that hold it, less for links; the
element where they gather is the article. Inside it, captions are kept apart and boxes
of links, sharing, comments and recommendations are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from indexer.sources.encodings import tidy
from indexer.sources.values import one_line
from indexer.sources.web.page_facts import is_name

_DROPPED = frozenset(
    "script style noscript template iframe object embed svg canvas form button input"
    " select textarea nav footer aside dialog video audio map link meta head".split()
)
_BLOCKS = frozenset(
    "p h1 h2 h3 h4 h5 h6 li blockquote td th pre dt dd figcaption div section"
    " article main tr table ul ol tbody thead figure center header hr".split()
)
_FURNITURE = frozenset(
    "related relate relatednews lienquan recommend recommended suggest suggestion share"
    " sharing social comment comments binhluan breadcrumb breadcrumbs menu navbar"
    " sidebar banner ads adv advert advertisement quangcao newsletter popup modal login"
    " toolbar tinmoi docnhieu docthem readmore mostread keyword keywords tags taglist"
    " hashtag tukhoa star sticky footer nguontin rating vote donate subscribe"
    " printable".split()
)
_FURNITURE_PAIRS = frozenset(
    "lien-quan tin-lien tin-moi tin-khac doc-nhieu doc-them xem-them cung-chuyen"
    " same-category tu-khoa binh-luan quang-cao box-author author-info author-detail"
    " detail-author detail-tab list-news news-list bai-viet".split()
)
_CAPTION = re.compile(
    r"caption|chuthich|chu-thich|image-desc|img-desc|photo-desc", re.I
)
_LEAD = re.compile(
    r"(?:^|[\s_-])(?:sapo|lead|standfirst|chapp?eau|dau-?de)(?![a-z])|sapo", re.I
)
_SUMMARY = re.compile(r"(?:^|[\s_-])(?:summary|desc|description|tomtat)(?![a-z])", re.I)
_SPLIT_CLASS = re.compile(r"[^A-Za-z]+|(?<=[a-z])(?=[A-Z])")
_LABEL = re.compile(
    r"(?:tham khảo|xem|đọc) thêm:?|(?:tin|bài)(?: viết)? liên quan:?|tags?:?|từ khóa:?"
    r"|chia sẻ:?|bình luận(?: \(\d+\))?:?|trở lại chủ đề|quay lại",
    re.I,
)
_BODY_HINT = re.compile(
    r"article-?_*body|detail-?_*content|content-?_*detail|fck_detail|entry-content"
    r"|post-?_*content|singular-content|cms-body|articleBody|the-article-body"
    r"|maincontent|article-?_*content|news-?_*content|noidung|content-news",
    re.I,
)
MAX_NODES = 150_000
MIN_BLOCK = 25
"""Characters below which a block gives its holder no points: menus, buttons, labels."""


@dataclass(frozen=True, slots=True)
class Body:
    """The text of a page.

    :param lead: the opening paragraph where the page sets one apart.
    :param link_share: how much of the text stands in links, 0 to 1.
    """

    text: str = ""
    lead: str = ""
    byline: str = ""
    captions: tuple[str, ...] = ()
    link_share: float = 0.0


@dataclass(frozen=True, slots=True)
class _Block:
    text: str
    kind: str
    linked: int


def parse_page(markup: str) -> HtmlElement | None:
    """Parse a page, ``None`` when there is nothing in it. Never raises on bad HTML."""
    markup = re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", markup)
    if not markup.strip():
        return None
    try:
        return document_fromstring(
            markup, parser=HTMLParser(remove_comments=True, remove_pis=True)
        )
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def read_body(
    root: HtmlElement, title: str = "", description: str = "", byline: str = ""
) -> Body:
    """Find and read the running text. The tree is pruned in place.

    :param description: the page's own summary: a block that repeats it is the lead.
    """
    page = root.find("body")
    if page is None:
        page = root
    _drop_silent(page)
    lead = _find_lead(page, description)
    link_share = _link_share(page)
    _drop_furniture(page)
    holder = _find_holder(page)
    if holder is None:
        return Body(lead=lead, link_share=link_share)
    blocks, captions = _read_blocks(holder)
    texts, found_byline = _trim(blocks, title, lead, byline)
    total = sum(len(block.text) for block in blocks)
    return Body(
        text="\n".join(texts),
        lead=lead,
        byline=found_byline,
        captions=tuple(dict.fromkeys(captions)),
        link_share=sum(block.linked for block in blocks) / total if total else 0.0,
    )


def _content(element: HtmlElement) -> str:
    return one_line(tidy("".join(element.itertext())))


def _plain(text: str) -> str:
    """Letters and digits only, without a leading source code in brackets."""
    text = re.sub(r"^\s*\([^()]{2,30}\)\s*[-–:]?", "", text)
    return "".join(char for char in text.lower() if char.isalnum())


def _find_lead(page: HtmlElement, description: str) -> str:
    """The opening paragraph: the block that repeats the page's summary of itself, else
    the first one in an element made for it."""
    wanted = _plain(description)[:80]
    best, best_rank = "", 9
    for element in page.iter("h2", "h3", "p", "div", "strong", "span"):
        marks = " ".join(
            element.get(key) or "" for key in ("class", "data-role", "data-slot", "id")
        )
        rank = 1 if _LEAD.search(marks) else 2 if _SUMMARY.search(marks) else 3
        if rank >= best_rank or len(element) > 12:
            continue
        if rank == 3 and (len(wanted) < 40 or element.tag in ("div", "span")):
            continue
        text = _content(element)
        if not 40 <= len(text) <= 1200:
            continue
        if len(wanted) >= 40 and _plain(text).startswith(wanted):
            return text
        if rank < 3 and not _is_list(element):
            best, best_rank = text, rank
    return best


def _is_list(element: HtmlElement) -> bool:
    return any(child.tag in ("ul", "ol", "li") for child in element.iter())


def _drop_silent(page: HtmlElement) -> None:
    """Remove what is never running text."""
    for element in list(page.iter())[:MAX_NODES]:
        if element is page or not isinstance(element.tag, str):
            continue
        if element.tag in _DROPPED or _is_hidden(element):
            _drop(element)


def _drop_furniture(page: HtmlElement) -> None:
    """Remove boxes that are named as furniture or hold little but links, unless they
    hold much of the page's paragraphs."""
    whole = sum(len(_content(p)) for p in page.iter("p")) or 1
    for element in list(page.iter())[:MAX_NODES]:
        if not isinstance(element.tag, str) or element is page:
            continue
        named = _is_furniture(element)
        if not named and element.tag not in ("div", "section", "ul", "ol", "table"):
            continue
        held = sum(len(_content(p)) for p in element.iter("p"))
        if held < whole * 0.4 and (named or _is_link_box(element)):
            _drop(element)


def _link_share(element: HtmlElement) -> float:
    whole = len(_content(element))
    linked = sum(len(_content(link)) for link in element.iter("a"))
    return min(1.0, linked / whole) if whole else 0.0


def _is_link_box(element: HtmlElement) -> bool:
    if element.find(".//a") is None:
        return False
    whole = len(_content(element))
    linked = sum(len(_content(link)) for link in element.iter("a"))
    return linked > max(20, whole * 0.7)


def _drop(element: HtmlElement) -> None:
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + " " + element.tail
        else:
            parent.text = (parent.text or "") + " " + element.tail
    parent.remove(element)


def _is_hidden(element: HtmlElement) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return "display:none" in style or element.get("hidden") is not None


def _is_furniture(element: HtmlElement) -> bool:
    marks = f"{element.get('class') or ''} {element.get('id') or ''} "
    marks += f"{element.get('type') or ''}"
    if len(marks) < 3:
        return False
    for name in marks.split()[:20]:
        words = [word.lower() for word in _SPLIT_CLASS.split(name) if word]
        if _FURNITURE.intersection(words):
            return True
        pairs = {f"{a}-{b}" for a, b in zip(words, words[1:], strict=False)}
        if _FURNITURE_PAIRS.intersection(pairs):
            return True
    return False


def _own_text(element: HtmlElement) -> tuple[int, int]:
    """Characters of the element's own run of text, and how many of them in links:
    inline children count, blocks do not."""
    length = len((element.text or "").strip())
    linked = 0
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _BLOCKS:
            text = len("".join(child.itertext()).strip())
            length += text
            if child.tag == "a" or child.find(".//a") is not None:
                linked += text
        length += len((child.tail or "").strip())
    return length, linked


def _find_holder(page: HtmlElement) -> HtmlElement | None:
    points: dict[HtmlElement, float] = {}
    for element in list(page.iter())[:MAX_NODES]:
        if not isinstance(element.tag, str) or element.tag not in _BLOCKS:
            continue
        length, linked = _own_text(element)
        if length < MIN_BLOCK or linked > length * 0.5:
            continue
        value = float(length - 2 * linked)
        holder = element if element.tag in ("div", "section", "article") else None
        parent = element.getparent() if holder is None else holder
        for share in (1.0, 0.5, 0.2):
            if parent is None or parent is page.getparent():
                break
            points[parent] = points.get(parent, 0.0) + value * share
            parent = parent.getparent()
    if not points:
        return None
    best = max(points, key=lambda element: points[element] * _hint(element))
    return _climb(best, page)


def _hint(element: HtmlElement) -> float:
    marks = " ".join(
        element.get(key) or "" for key in ("class", "id", "itemprop", "data-role")
    )
    if _BODY_HINT.search(marks) or element.get("data-role") == "content":
        return 1.5
    return 1.2 if element.tag == "article" else 1.0


def _climb(best: HtmlElement, page: HtmlElement) -> HtmlElement:
    """Go up while the paragraphs around are about as many as those inside: an article
    may be cut into sections."""
    inside = _paragraphs(best)
    current = best
    for _ in range(3):
        parent = current.getparent()
        if parent is None or parent is page or _hint(current) > 1.2:
            break
        around = _paragraphs(parent)
        if around < inside * 1.35:
            break
        current, inside = parent, around
        best = current
    return best


def _paragraphs(element: HtmlElement) -> int:
    """Characters in paragraphs that are not links."""
    total = 0
    for p in element.iter("p", "li", "blockquote"):
        length, linked = _own_text(p)
        if length >= MIN_BLOCK and linked <= length * 0.5:
            total += length
    return total


def _read_blocks(holder: HtmlElement) -> tuple[list[_Block], list[str]]:
    """Blocks in reading order, captions apart. An explicit stack: pages nest deeper
    than Python's recursion allows."""
    blocks: list[_Block] = []
    captions: list[str] = []
    run: list[str] = []
    linked = 0

    def end_run(kind: str) -> None:
        nonlocal linked
        text = one_line(tidy("".join(run)))
        if text:
            blocks.append(_Block(text, kind, linked))
        run.clear()
        linked = 0

    for event, element in _walk(holder):
        if event == "text":
            run.append(str(element))
            continue
        assert isinstance(element, HtmlElement)
        tag = str(element.tag)
        if event == "caption":
            end_run("p")
            if text := _content(element):
                captions.append(text)
        elif tag == "br":
            end_run("p")
        elif tag == "a" and event == "start":
            linked += len(_content(element))
        elif tag in _BLOCKS:
            end_run(tag if event == "end" else "p")
    end_run("p")
    return blocks, captions


def _walk(holder: HtmlElement) -> Iterator[tuple[str, HtmlElement | str]]:
    """Start, text and end events; a caption is one event and is not entered."""
    if holder.text:
        yield "text", holder.text
    stack: list[Iterator[HtmlElement]] = [iter(holder)]
    opened: list[HtmlElement] = []
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
            if opened:
                done = opened.pop()
                yield "end", done
                if done.tail:
                    yield "text", done.tail
            continue
        if not isinstance(child.tag, str):
            if child.tail:
                yield "text", child.tail
            continue
        if _is_caption(child):
            yield "caption", child
            if child.tail:
                yield "text", child.tail
            continue
        yield "start", child
        if child.text:
            yield "text", child.text
        opened.append(child)
        stack.append(iter(child))


def _is_caption(element: HtmlElement) -> bool:
    if element.tag == "figcaption":
        return True
    if element.tag not in ("p", "div", "span", "td", "em", "figure"):
        return False
    if element.tag == "figure":
        return element.find(".//figcaption") is None and len(_content(element)) < 500
    marks = f"{element.get('class') or ''} {element.get('data-role') or ''}"
    return bool(_CAPTION.search(marks)) and len(_content(element)) < 1000


def _trim(
    blocks: list[_Block], title: str, lead: str, byline: str
) -> tuple[list[str], str]:
    """Drop the repeated title and lead, lists of links, and a byline at the end."""
    drop = {_plain(title), _plain(lead)} - {""}
    kept = [
        block
        for block in blocks
        if _plain(block.text) not in drop
        and not (block.linked > len(block.text) * 0.8 and block.kind != "td")
        and not _LABEL.fullmatch(block.text)
    ]
    known = {_plain(name) for name in re.split(r"[,;]| - ", byline)} | {_plain(byline)}
    found = ""
    for _ in range(2):
        if not kept:
            break
        last = kept[-1].text
        if len(last) <= 60 and (_plain(last) in known or _looks_signed(last)):
            found = last
            kept.pop()
    return [block.text for block in kept], found


def _looks_signed(text: str) -> bool:
    """Whether a last line is nothing but names: at least two capitalised words each."""
    names = re.split(r"\s*(?:[,;]|\s[-–]\s)\s*", text)
    return all(is_name(name) and len(name.split()) >= 2 for name in names)
