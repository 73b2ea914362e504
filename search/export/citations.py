"""Citations of one article: as a text, RIS and BibTeX.

RIS by the tags that Zotero, EndNote and Mendeley read for a newspaper's article (``TY  -
NEWS``); BibTeX as ``@article`` with the fields of both BibTeX and biblatex.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256

from search.article import Article
from search.export.cells import clean
from search.export.columns import COLUMNS
from search.export.tables import written
from search.export.walking import Item
from search.gazetteer.publishers import canonical_publisher
from search.labels import format_date, format_date_only

MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
"""The macros of BibTeX's styles."""


def cite(article: Article) -> str:
    """One line: author, title, newspaper, date, address; what is not known is left out,
    but for the date."""
    parts = [f"“{_line(article.heading)}”", canonical_publisher(article.publisher)]
    if article.published or not article.event:
        parts.append(format_date_only(article.published))
    else:
        parts.append(f"về sự kiện {format_date_only(article.event)}")
    parts.insert(0, article.byline)
    told = ", ".join(_line(part) for part in parts if part)
    address = _line(article.original_url)
    return f"{told}. {address}" if address else f"{told}."


def ris(article: Article, note: str = "") -> str:
    """A reference in RIS, with its end."""
    lines = [("TY", "NEWS"), ("TI", article.heading), ("AU", article.byline)]
    lines.append(("T2", canonical_publisher(article.publisher)))
    if article.published:
        year, month, day = (*article.published.value[:10].split("-"), "", "")[:3]
        lines += [("PY", year), ("DA", f"{year}/{month}/{day}/")]
    if article.event and not article.published:
        lines.append(("N1", f"Ngày diễn ra: {format_date(article.event)}"))
    lines += [
        ("SE", _told(article, "section")),
        ("LA", "vi"),
        ("UR", article.original_url),
    ]
    lines += [("KW", name) for name in _named(article)]
    lines += [("N1", note), ("ID", article.id)]
    written = (f"{tag}  - {_line(text)}\r\n" for tag, text in lines if text)
    return "".join(written) + "ER  - \r\n\r\n"


def bibtex(article: Article, note: str = "") -> str:
    """An entry in BibTeX."""
    fields = [("title", f"{{{_tex(article.heading)}}}")]
    if article.byline:
        fields.append(("author", f"{{{_tex(article.byline)}}}"))
    fields.append(("journal", _tex(canonical_publisher(article.publisher))))
    if article.published:
        value = article.published.value[:10]
        fields += [("year", value[:4]), ("date", value)]
    address = _line(article.original_url)
    keywords = (_tex(name).replace(",", "") for name in _named(article))
    fields += [
        ("url", _ADDRESS.sub(lambda found: f"%{ord(found[0]):02X}", address)),
        ("keywords", ", ".join(keywords)),
        ("langid", "vietnamese"),
        ("annote", _tex(note)),
    ]
    written = [f"  {name} = {{{text}}},\n" for name, text in fields if text]
    if article.published and len(article.published.value) >= 7:
        month = MONTHS[int(article.published.value[5:7]) - 1]
        written.append(f"  month = {month},\n")
    return f"@article{{{_key(article.id)},\n{''.join(written)}}}\n\n"


def ris_list(items: Iterable[Item], with_notes: bool = False) -> Iterator[bytes]:
    """References in RIS."""
    return written(items, lambda item: ris(item.article, item.note))


def bibtex_list(items: Iterable[Item], with_notes: bool = False) -> Iterator[bytes]:
    """Entries in BibTeX."""
    return written(items, lambda item: bibtex(item.article, item.note))


_READERS = {column.name: column.read for column in COLUMNS}


def _told(article: Article, name: str) -> str:
    return str(_READERS[name](Item(article)) or "")


def _named(article: Article) -> list[str]:
    provinces = _READERS["provinces"](Item(article))
    assert isinstance(provinces, list)
    documents = [document.number for document in article.documents]
    return [*provinces, *documents]


def _line(text: str) -> str:
    return " ".join(clean(text).split())


_ADDRESS = re.compile(r"[{}\\ ]")
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{char: "\\" + char for char in "{}&%$#_"},
}


def _tex(text: str) -> str:
    return "".join(_SPECIAL.get(char, char) for char in _line(text))


def _key(id: str) -> str:
    """A key of letters, digits and hyphens; other ids than these get one of their own."""
    plain = re.sub(r"[^A-Za-z0-9-]+", "-", id).strip("-")[-60:]
    known = plain == id
    return f"timtin-{plain if known else plain[-40:] + '-' + _short(id)}"


def _short(id: str) -> str:
    return sha256(id.encode("utf-8", "surrogatepass")).hexdigest()[:8]
