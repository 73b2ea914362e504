"""The pages: people, documents, places, comparisons, lists of searches."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from urllib.parse import quote

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from search.errors import TimtinError
from search.following.batch import read_queries, run_batch
from search.gazetteer.provinces import FORMER, PROVINCES, display_name
from search.labels import format_number
from search.request import SearchRequest, read_request
from search.subjects.document import tell_document
from search.subjects.gathering import gather
from search.subjects.person import tell_person
from search.subjects.place import tell_place
from search.subjects.printing import day
from search.subjects.trends import MOST, STEPS, Step, Trends, compare
from webui.cache import cached
from webui.state import searcher
from webui.subjects.charts import month_bars, office_spans, trend_lines

blueprint = Blueprint("subjects", __name__)

MAX_LINES = 100
"""Searches of a pasted list: they take some 2 seconds of a server's time."""


@blueprint.app_template_filter("person_link")
def person_link(name: str) -> str:
    """The address of a person's page."""
    return url_for("subjects.person", name=name.replace(" ", "-"))


blueprint.add_app_template_filter(day, "day")


@blueprint.app_template_filter("document_link")
def document_link(value: str) -> str:
    """The address of a document's page."""
    return url_for("subjects.document", number=value)


@blueprint.app_template_filter("place_link")
def place_link(slug: str) -> str:
    """The address of a place's page."""
    return url_for("subjects.place", slug=slug)


@blueprint.get("/nhan-vat")
@cached
def people() -> ResponseReturnValue:
    """The people named most, and a form for others."""
    return _index("person", "Nhân vật")


@blueprint.get("/van-ban")
@cached
def documents() -> ResponseReturnValue:
    """The documents named most, and a form for others."""
    return _index("document", "Văn bản")


@blueprint.get("/tinh")
@cached
def places() -> ResponseReturnValue:
    """The provinces and cities of today."""
    return _index("province", "Tỉnh, thành phố")


ROWS_OF_INDEX = 100


def _index(column: str, title: str) -> ResponseReturnValue:
    wanted = request.args.get("ten", "").strip()[:200]
    if wanted:
        return redirect(f"{request.script_root}{request.path}/{quote(wanted)}")
    found = gather(searcher().view(), SearchRequest(), read=0)
    rows = found.rows(column, most=ROWS_OF_INDEX)
    return render_template("subjects.html", title=title, rows=rows, column=column)


@blueprint.get("/nhan-vat/<path:name>")
@cached
def person(name: str) -> ResponseReturnValue:
    """A person."""
    facts = tell_person(searcher().view(), name)
    key = request.args.get("chuc-vu", "")
    chosen = [office for office in (*facts.offices, *facts.rare) if office.key == key]
    here = url_for("subjects.person", name=facts.slug)
    return render_template(
        "person.html",
        facts=facts,
        here=here,
        office=chosen[0] if chosen else None,
        articles=facts.with_office(key) if chosen else facts.found.newest(),
        spans=office_spans(facts, here),
        bars=_bars(facts.found.months, facts.found.request),
    )


@blueprint.get("/van-ban/<path:number>")
@cached
def document(number: str) -> ResponseReturnValue:
    """A document."""
    facts = tell_document(searcher().view(), number)
    return render_template(
        "document.html",
        facts=facts,
        dates=[(day(date), count) for date, count in facts.dates],
        articles=facts.found.newest(),
        bars=_bars(facts.found.months, facts.found.request),
    )


@blueprint.get("/tinh/<path:slug>")
@cached
def place(slug: str) -> ResponseReturnValue:
    """A province or city."""
    facts = tell_place(searcher().view(), slug)
    return render_template(
        "place.html",
        facts=facts,
        articles=facts.found.newest(),
        bars=_bars(facts.found.months, facts.found.request),
        former={unit: FORMER[unit].name for unit, _ in facts.units},
        today_name=display_name(facts.today),
        is_of_today=facts.slug in PROVINCES,
    )


def _bars(months: dict[str, int], asked: SearchRequest) -> str:
    return month_bars(months, asked, url_for("pages.search"))


# Comparing


def read_comparison() -> tuple[list[str], SearchRequest, Step | None]:
    """The searches, the filters that they share and the step of time of a request."""
    arguments = request.args.to_dict(flat=False)
    queries = [text.strip() for text in arguments.pop("q", []) if text.strip()]
    step = next((one for one in STEPS if one == request.args.get("by")), None)
    return queries, read_request(arguments), step


def compare_asked(with_words: bool = True) -> Trends:
    """The comparison that a request asks for.

    :raises search.errors.UsageError: when it has no searches, or too many.
    """
    queries, asked, step = read_comparison()
    return compare(searcher().view(), queries, asked, step, with_words)


@blueprint.get("/so-sanh")
@cached
def comparison() -> ResponseReturnValue:
    """Searches side by side."""
    queries, _, step = read_comparison()
    found = compare_asked() if queries else None
    boxes = (queries + [""] * MOST)[:MOST]
    share = request.args.get("theo") != "bai"
    return render_template(
        "compare.html",
        found=found,
        boxes=boxes,
        step=step,
        share=share,
        chart=trend_lines(found, share) if found and found.periods else "",
        arguments=request.query_string.decode("ascii", "replace"),
    )


@blueprint.get("/so-sanh.csv")
@cached
def comparison_csv() -> ResponseReturnValue:
    """The table of a comparison."""
    heads, rows = compare_asked(with_words=False).table()
    return _csv([heads, *rows], "so-sanh.csv")


@blueprint.get("/so-sanh.svg")
@cached
def comparison_svg() -> ResponseReturnValue:
    """The chart of a comparison."""
    share = request.args.get("theo") != "bai"
    chart = trend_lines(compare_asked(with_words=False), share)
    return Response(chart, content_type="image/svg+xml; charset=utf-8")


# Lists


@blueprint.route("/danh-sach", methods=["GET", "POST"])
def many() -> ResponseReturnValue:
    """A search for each line of a pasted list."""
    text = request.form.get("ds", "")
    lines, problem = [], None
    if text.strip():
        try:
            queries = read_queries(text)
            if len(queries) > MAX_LINES:
                problem = (
                    f"Danh sách có {format_number(len(queries))} dòng; trang chỉ tìm"
                    f" {MAX_LINES} dòng đầu. Dài hơn thì dùng: timtin batch"
                )
            lines = list(run_batch(searcher(), queries[:MAX_LINES]))
        except TimtinError as error:
            problem = str(error)
    if lines and request.form.get("dang") == "csv":
        from search.following.batch import FIRST, columns, row_of

        return _csv(
            [columns(FIRST), *(row_of(line, FIRST) for line in lines)], "ds.csv"
        )
    return render_template("many.html", text=text, lines=lines, problem=problem)


def _csv(rows: Iterable[Sequence[str | int]], name: str) -> Response:
    from search.export.cells import inert

    out = StringIO()
    # Excel takes a file without the mark for one of an old encoding.
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerows([[inert(cell) for cell in row] for row in rows])
    response = Response(out.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f"attachment; filename={quote(name)}"
    return response
