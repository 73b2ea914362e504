"""The pages: parse the request, search, render."""

from __future__ import annotations

from urllib.parse import quote

from flask import Blueprint, abort, current_app, redirect, render_template, request
from flask import url_for as link_to
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from search.config import MAX_QUERY_LENGTH, MAX_WINDOW
from search.export.citations import cite
from search.labels import PROVENANCE_LABELS, ROLE_LABELS, format_source
from search.page.facets import FACET_LABELS, count_spare_links
from search.request import FACET_FIELDS, SearchRequest, read_request
from search.results import SearchPage
from webui.cache import cached
from webui.reading.copies import compare_copies
from webui.reading.metadata import describe_article, news_article
from webui.reading.places import find_way, number_matches
from webui.results import rows, strip, tiles
from webui.results.values import find_values
from webui.results.words import describe, reaches_end
from webui.state import searcher

blueprint = Blueprint("pages", __name__)

PATH_SAFE = "!$&'()*+,/:;=@"
"""What werkzeug's own links leave as it is."""

SORT_LABELS = {"relevance": "Phù hợp nhất", "newest": "Mới nhất", "oldest": "Cũ nhất"}
SIZES = (10, 25, 50, 100)
PEOPLE_SHOWN = 12
"""People beside an article; more are folded: some articles list sixty."""

COMPACT_SIZE = 20
"""Hits of a page of lines: as many as a screen has room for."""

OPEN_FACETS = tuple(name for name in FACET_FIELDS if name != "date")
"""Facets with a page of all their values."""

VALUE_WORDS = {
    "province": "nơi",
    "publisher": "nguồn",
    "person": "người",
    "document": "văn bản",
    "category": "mục",
}
REGIONS = (
    "Trung du và miền núi phía Bắc",
    "Đồng bằng sông Hồng",
    "Bắc Trung Bộ",
    "Nam Trung Bộ",
    "Tây Nguyên",
    "Đông Nam Bộ",
    "Đồng bằng sông Cửu Long",
)
EXPORTS = {
    "xlsx": "Excel",
    "csv": "CSV",
    "jsonl": "JSON Lines",
    "ris": "RIS (Zotero, EndNote)",
    "bib": "BibTeX",
}
EXAMPLES = (
    "tổ chức xây dựng Đảng",
    "sap nhap tinh",
    "“tổ chức bộ máy”",
    "nghị quyết 18-NQ/TW",
    "tỉnh:“Gia Lai” từ:2025",
)


@blueprint.app_context_processor
def _words() -> dict[str, object]:
    return {
        "provenance_labels": PROVENANCE_LABELS,
        "role_labels": ROLE_LABELS,
        "format_source": format_source,
        "sort_labels": SORT_LABELS,
        "max_query_length": MAX_QUERY_LENGTH,
        "has_page": _has_page,
    }


@blueprint.app_template_filter("file_name")
def _file_name(source: str) -> str:
    """What readers are told of where an article was read: never the server's folders."""
    return source.replace("\\", "/").rstrip("/").rpartition("/")[2]


@blueprint.app_template_filter("article_link")
def _article_link(article_id: str, back: str) -> str:
    """``url_for`` of an article's page, at a tenth of its time.

    :param back: the query string of the search that found it, with its ``?``.
    """
    return f"{request.script_root}/bai/{quote(article_id, safe=PATH_SAFE)}{back}"


def _has_page(path: str) -> bool:
    """Whether the application has a page at a path: links lead to no other."""
    known: dict[str, bool] = current_app.extensions.setdefault("timtin_paths", {})
    if path not in known:
        try:
            known[path] = bool(current_app.url_map.bind("localhost").match(path))
        except HTTPException:
            known[path] = False
    return known[path]


@blueprint.get("/")
@cached
def search() -> ResponseReturnValue:
    """The search page: the start page without a query, results with one."""
    arguments = request.args.to_dict(flat=False)
    asked = read_request(arguments)
    for facet in OPEN_FACETS:
        # The box of a facet sends the whole form here, where Enter is pressed.
        if wanted := request.args.get(f"find_{facet}", "").strip():
            address = link_to("pages.values", facet=facet) + asked.to_query_string()
            return redirect(f"{address}&find={quote(wanted[:100])}", 303)
    page = searcher().search(asked, facets=True, explain="explain" in arguments)
    return render_template("search.html", **_page_values(asked, page))


def _page_values(asked: SearchRequest, page: SearchPage) -> dict[str, object]:
    """What the template of a page of results needs."""
    shown = page.request
    provinces = next((f.values for f in page.facets if f.name == "province"), ())
    return {
        "asked": asked,
        "request_": shown,
        "page": page,
        "words": describe(page),
        "back": _way_back(shown) if page.has_room else "",
        "strip": strip.draw(page.timeline, shown.share) if page.timeline else "",
        "summit": strip.summit(page.timeline, shown.share) if page.timeline else "",
        "unit_labels": strip.UNIT_LABELS,
        "tiles": tiles.draw(provinces, shown.share) if provinces else "",
        "kept": rows.kept_values(page.form, page.facets, _regions(page.form)),
        "regions": [(name, name in page.form.province) for name in REGIONS],
        "rows_shown": rows.SHOWN,
        "examples": EXAMPLES,
        "sizes": SIZES,
        "compact_size": COMPACT_SIZE,
        "exports": EXPORTS,
        "window": MAX_WINDOW,
        "reaches_end": reaches_end(page),
        "address": _address(shown),
        "page_links": _page_links(page.page, page.pages),
    }


def _address(asked: SearchRequest) -> str:
    """The one address of a page of results, however it is shown."""
    plain = asked.changed(
        page=asked.page, size=10, unit="", share=False, compact=False
    ).to_query_string()
    return link_to("pages.search", _external=True) + plain.rstrip("?")


def _regions(form: SearchRequest) -> tuple[tuple[str, str], ...]:
    """The chosen regions, which have checkboxes of their own."""
    return tuple(("province", name) for name in REGIONS if name in form.province)


@blueprint.get("/loc/<facet>")
@cached
def values(facet: str) -> ResponseReturnValue:
    """All values of a facet for a search, to choose from."""
    if facet not in OPEN_FACETS:
        abort(404)
    asked = read_request(request.args.to_dict(flat=False))
    found = searcher().values(asked, facet)
    listed = find_values(
        found.rows,
        find=request.args.get("find", "")[:100].strip(),
        by_name=request.args.get("order") == "name",
        page=request.args.get("list", 1, type=int),
    )
    return render_template(
        "values.html",
        asked=asked,
        request_=found.request,
        facet=facet,
        label=FACET_LABELS[facet],
        word=VALUE_WORDS[facet],
        listed=listed,
        shown=rows.without_long_links(
            facet, listed.rows, count_spare_links(found.request) // 2
        ),
        kept=rows.kept_boxes(found.form, facet, listed.rows),
    )


@blueprint.get("/bai/<path:article_id>")
@cached
def article(article_id: str) -> ResponseReturnValue:
    """One article with its facts, where they come from, and the matches marked."""
    asked = read_request(request.args.to_dict(flat=False))
    found = searcher().article(article_id, asked)
    number = request.args.get("bai", 0, type=int)
    address = link_to("pages.article", article_id=article_id, _external=True)
    return render_template(
        "article.html",
        found=found,
        asked=asked,
        way=find_way(searcher(), asked, article_id, number),
        matches=number_matches(found),
        copies=compare_copies(found.article, searcher().copies(found.article)),
        similar=searcher().similar(article_id),
        citation=cite(found.article),
        address=address,
        description=describe_article(found),
        people_shown=PEOPLE_SHOWN,
        linked_data=news_article(found, address),
    )


@blueprint.get("/tro-giup")
def help_page() -> ResponseReturnValue:
    """How to search."""
    return render_template("help.html")


@blueprint.get("/feed.atom")
@cached
def feed() -> ResponseReturnValue:
    """The newest articles of a search, for a feed reader."""
    asked = read_request(request.args.to_dict(flat=False)).changed(sort="newest")
    page = searcher().search(asked)
    body = render_template("feed.xml", page=page, request_=page.request)
    return body, 200, {"Content-Type": "application/atom+xml; charset=utf-8"}


def _way_back(asked: SearchRequest) -> str:
    """The query string of a search, nothing where that asks for nothing."""
    return "" if asked.is_empty else asked.to_query_string()


def _page_links(page: int, pages: int) -> list[int | None]:
    """Page numbers to link: the ends and the neighbours; None where some are left out."""
    shown = sorted({1, pages, *range(max(1, page - 2), min(pages, page + 2) + 1)})
    links: list[int | None] = []
    for number in shown:
        if links and links[-1] is not None and number - links[-1] > 1:
            links.append(None)
        links.append(number)
    return links
