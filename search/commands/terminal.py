"""Results in a terminal: wrapped, marked, and safe from what articles may contain."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from search.article import Article
from search.fields import text_of
from search.gazetteer.provinces import display_name
from search.gazetteer.publishers import canonical_publisher
from search.labels import (
    CHANGE_LABELS,
    PROVENANCE_LABELS,
    ROLE_LABELS,
    STATEMENT_LABELS,
    document_label,
    format_date,
    format_date_only,
    format_number,
    name_lacks,
)
from search.results import ArticleView, Hit, MarkedText, Marks, SearchPage

SNIPPET_LINES = 2
_WORD = re.compile(r"\S+")
_BLANKS = re.compile(r"\s+")
_MARK_ON, _MARK_OFF, _BOLD, _DIM = "\x1b[1;33m", "\x1b[0m", "\x1b[1m", "\x1b[2m"


def safe(text: str) -> str:
    """The text without control, format and private-use characters.

    An article may hold escape sequences that repaint a terminal or right-to-left
    overrides that change what is read.
    """
    return "".join(
        char if char in "\n\t" or unicodedata.category(char)[0] != "C" else " "
        for char in text
    )


def wrap(text: str, width: int) -> Iterator[tuple[int, int]]:
    """The lines of a text as (start, end), broken between words."""
    start = end = -1
    for word in _WORD.finditer(text):
        if start >= 0 and _width(text[start : word.end()]) > width:
            yield start, end
            start = -1
        if start < 0:
            start = word.start()
        end = word.end()
    if start >= 0:
        yield start, end


def _width(text: str) -> int:
    return len(unicodedata.normalize("NFC", text))


def paint(text: str, marks: Marks, start: int, end: int, color: bool) -> str:
    """A slice of a text with its marks in colour, or in ``[ ]`` without colour."""
    before, after = (_MARK_ON, _MARK_OFF) if color else ("[", "]")
    pieces, position = [], start
    for mark_start, mark_end in marks:
        left, right = max(mark_start, position), min(mark_end, end)
        if left < right:
            pieces += [safe(text[position:left]), before, safe(text[left:right]), after]
            position = right
    pieces.append(safe(text[position:end]))
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", "".join(pieces)))


def _block(marked: MarkedText, width: int, most: int, color: bool) -> Iterator[str]:
    lines = list(wrap(marked.text, width))
    for number, (start, end) in enumerate(lines[:most]):
        line = paint(marked.text, marked.marks, start, end, color)
        yield line + ("…" if number == most - 1 and len(lines) > most else "")


def format_hit(number: int, hit: Hit, width: int, color: bool) -> Iterator[str]:
    """The lines of one result: title, facts, two lines of snippet, its id."""
    label = f"{number}. "
    indent = " " * len(label)
    inner = width - len(label) - 1
    for line in _block(hit.title, inner, SNIPPET_LINES, color):
        yield label + (f"{_BOLD}{line}{_MARK_OFF}" if color else line)
        label = indent
    yield indent + _dim(" · ".join(_facts(hit)), color)
    if hit.lacks:
        yield indent + f"thiếu: {safe(name_lacks(hit.lacks))}"
    for line in _block(hit.snippet, inner, SNIPPET_LINES, color):
        yield indent + line
    yield indent + _dim(f"mã bài: {safe(hit.article.id)}", color)


def _facts(hit: Hit) -> Iterator[str]:
    article = hit.article
    date = format_date(article.date)
    if article.date and not article.published:
        date += " (ngày diễn ra)"
    if article.date and article.date.provenance == "inferred":
        date += " (suy ra)"
    yield date
    if hit.provinces:
        yield ", ".join(display_name(slug) for slug in hit.provinces)
    if article.publisher:
        yield safe(canonical_publisher(article.publisher))
    if hit.copies:
        yield f"{hit.copies} bản khác"
    if hit.score:
        yield f"điểm {hit.score:.2f}".replace(".", ",")


def _dim(text: str, color: bool) -> str:
    return f"{_DIM}{text}{_MARK_OFF}" if color else text


def format_page(page: SearchPage, width: int, color: bool) -> Iterator[str]:
    """The lines of a page of results."""
    first = (page.page - 1) * page.size + 1
    count = summarise(page)
    if page.hits:
        last = first + len(page.hits) - 1
        yield f"{count}, xem {first}–{last} ({page.took_ms:.0f} ms)"
    elif page.total or page.partial:
        yield f"{count}, không có trang {page.page}: trang cuối là {page.pages}"
    else:
        yield "Không có bài nào thỏa mãn truy vấn."
    yield from _numbered(page.hits, first, width, color)


def summarise(page: SearchPage) -> str:
    """How many articles were found: those with all of the query, and with a part."""
    total, partial = format_number(page.total), format_number(page.partial)
    if not page.partial:
        return f"{total} bài"
    if page.meant:
        return f"Không bài nào có đủ; đây là {partial} bài cho “{page.meant}”"
    if not page.total:
        return f"Không bài nào có đủ, {partial} bài khớp một phần"
    return f"{total} bài có đủ, thêm {partial} bài khớp một phần"


def _numbered(
    hits: Iterable[Hit], first: int, width: int, color: bool
) -> Iterator[str]:
    for number, hit in enumerate(hits, first):
        yield ""
        yield from format_hit(number, hit, width, color)
        for item in hit.explanation:
            yield f"     {item.value:8.4f}".replace(".", ",") + f"  {item.clause}"


def format_facets(page: SearchPage, most: int) -> Iterator[str]:
    """The facets of a page as indented counts."""
    for facet in page.facets:
        yield ""
        yield facet.label
        rows = facet.values[:most]
        for row in rows:
            sign = "x" if row.selected else " "
            indent = "  " * row.level
            yield f"  [{sign}] {indent}{safe(row.label)}: {format_number(row.count)}"
        if len(facet.values) > most:
            yield f"      … và {len(facet.values) - most} mục nữa"


def format_article(view: ArticleView, width: int, color: bool) -> Iterator[str]:
    """An article in full: title, facts with their provenance, text."""
    article = view.article
    for line in _block(view.title, width, 10, color):
        yield f"{_BOLD}{line}{_MARK_OFF}" if color else line
    for label, value in _provenance(view):
        yield _dim(f"{label}: {safe(value)}", color)
    for paragraph in view.paragraphs:
        yield ""
        for start, end in wrap(paragraph.text, width):
            yield paint(paragraph.text, paragraph.marks, start, end, color)
    if article.url:
        yield ""
        yield _dim(f"Bài gốc: {safe(article.url)}", color)


def format_listed(articles: Iterable[Article]) -> Iterator[str]:
    """Articles, a line each: date, id, publisher, title."""
    for article in articles:
        stamp = format_date_only(article.date) if article.date else "không rõ ngày"
        known = (stamp, article.id, canonical_publisher(article.publisher))
        yield safe("  ".join([*filter(None, known), article.heading]))


def _provenance(view: ArticleView) -> Iterator[tuple[str, str]]:
    article = view.article
    for label, stamp in (
        ("Ngày đăng", article.published),
        ("Ngày diễn ra", article.event),
    ):
        if stamp:
            known = PROVENANCE_LABELS[stamp.provenance]
            words = f": “{stamp.words}”" if stamp.words else ""
            yield label, f"{format_date(stamp)} ({known}{words})"
    publisher = canonical_publisher(article.publisher)
    for label, text in (("Nguồn", publisher), ("Tác giả", article.byline)):
        if text:
            yield label, text
    for place in article.places:
        role, known = ROLE_LABELS[place.role], PROVENANCE_LABELS[place.provenance]
        yield "Nơi", f"{display_name(place.slug)} ({role}, {known}: “{place.words or place.name}”)"
    for person in article.people:
        yield "Nhân vật", person.name + (f", {person.office}" if person.office else "")
    for document in article.documents:
        words = f" (“{document.words}”)" if document.words else ""
        yield "Văn bản", document_label(document) + words
    text = text_of(article) if article.statements or article.changes else ""
    for said in article.statements:
        words = " ".join(text[said.start : said.end].split())
        yield STATEMENT_LABELS[said.kind].capitalize(), f"{said.speaker}: {words}"
    for change in article.changes:
        label = CHANGE_LABELS.get(change.kind, change.kind)
        office = f": {change.office}" if change.office else ""
        yield "Chức vụ", f"{change.person} {label}{office}"
    for note in view.notes:
        yield "Lưu ý", note
    yield "Đọc từ", f"{article.source} ({article.encoding})"
    yield "Mã bài", article.id
