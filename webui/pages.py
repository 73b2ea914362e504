"""The pages: parse the request, search, render."""

from __future__ import annotations

from urllib.parse import quote

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from search.config import MAX_QUERY_LENGTH
from search.labels import DATE_SOURCE_LABELS, PROVENANCE_LABELS, ROLE_LABELS
from search.request import SearchRequest, read_request
from webui.cache import cached
from webui.state import searcher

blueprint = Blueprint("pages", __name__)

PATH_SAFE = "!$&'()*+,/:;=@"
"""What werkzeug's own links leave as it is."""

SORT_LABELS = {"relevance": "Phù hợp nhất", "newest": "Mới nhất", "oldest": "Cũ nhất"}
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
        "date_source_labels": DATE_SOURCE_LABELS,
        "sort_labels": SORT_LABELS,
        "max_query_length": MAX_QUERY_LENGTH,
    }


@blueprint.app_template_filter("article_link")
def _article_link(article_id: str, back: str) -> str:
    """``url_for`` of an article's page, at a tenth of its time.

    :param back: the query string of the search that found it, with its ``?``.
    """
    return f"{request.script_root}/bai/{quote(article_id, safe=PATH_SAFE)}{back}"


@blueprint.get("/")
@cached
def search() -> ResponseReturnValue:
    """The search page: the start page without a query, results with one."""
    arguments = request.args.to_dict(flat=False)
    asked = read_request(arguments)
    page = searcher().search(asked, facets=True, explain="explain" in arguments)
    return render_template(
        "search.html",
        asked=asked,
        request_=page.request,
        back=_way_back(page.request) if page.has_room else "",
        page=page,
        examples=EXAMPLES,
        page_links=_page_links(page.page, page.pages),
    )


@blueprint.get("/bai/<path:article_id>")
@cached
def article(article_id: str) -> ResponseReturnValue:
    """One article with its facts, where they come from, and the matches marked."""
    asked = read_request(request.args.to_dict(flat=False))
    found = searcher().article(article_id, asked)
    return render_template("article.html", found=found, asked=asked)


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
