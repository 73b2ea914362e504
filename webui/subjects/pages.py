"""The pages: people, documents, places, comparisons, lists of searches."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from search.errors import TimtinError
from search.export.formats import FORMATS, ROWS
from search.export.said import Kind, Subject, said_table
from search.export.tables import csv_rows
from search.following.batch import (
    FIRST,
    columns,
    read_queries,
    row_of,
    run_batch,
    widths,
)
from search.gazetteer.provinces import FORMER, PROVINCES, display_name
from search.labels import format_number
from search.page.view import View
from search.request import SearchRequest, read_request
from search.subjects.document import tell_document
from search.subjects.gathering import Row, gather
from search.subjects.person import PersonFacts, tell_person
from search.subjects.place import tell_place
from search.subjects.printing import day
from search.subjects.trends import MOST, STEPS, Step, Trends, compare
from webui.cache import cached
from webui.reading.exports import send
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
    rows = named_most(column)
    return render_template("subjects.html", title=title, rows=rows, column=column)


def named_most(column: str) -> tuple[Row, ...]:
    """The people, documents or places that most articles name."""
    found = gather(searcher().view(), SearchRequest(), read=0)
    return found.rows(column, most=ROWS_OF_INDEX)


def _person(view: View, name: str) -> PersonFacts:
    return tell_person(view, name, request.args.get("nguoi", ""))


@blueprint.get("/nhan-vat/<path:name>")
@cached
def person(name: str) -> ResponseReturnValue:
    """A person."""
    facts = _person(searcher().view(), name)
    key = request.args.get("chuc-vu", "")
    chosen = [office for office in (*facts.offices, *facts.rare) if office.key == key]
    here = url_for("subjects.person", name=facts.slug)
    return render_template(
        "person.html",
        facts=facts,
        here=here,
        office=chosen[0] if chosen else None,
        articles=facts.with_office(key) if chosen else facts.found.newest(),
        spans=office_spans(facts, here, facts.who.key if facts.who else ""),
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


# What is said, as a table

_SUBJECTS: dict[str, Callable[[View, str], Subject]] = {
    "nhan-vat": _person,
    "van-ban": tell_document,
    "tinh": tell_place,
}
_KINDS: dict[str, Kind] = {"loi-noi": "statements", "thay-doi": "changes"}


_TABLE = "/<path:name>/<any('loi-noi','thay-doi'):kind>.<any(csv,xlsx):suffix>"


@blueprint.get(f"/nhan-vat{_TABLE}", defaults={"place": "nhan-vat"})
@blueprint.get(f"/van-ban{_TABLE}", defaults={"place": "van-ban"})
@blueprint.get(f"/tinh{_TABLE}", defaults={"place": "tinh"})
def said(place: str, name: str, kind: str, suffix: str) -> ResponseReturnValue:
    """All that is said of a subject, or all changes of office."""
    view = searcher().view()
    table = said_table(view, _SUBJECTS[place](view, name), _KINDS[kind])
    pieces = ROWS[suffix](table.headings, table.rows, table.widths)
    return send(pieces, FORMATS[suffix], f"{kind}-{name.replace('/', '-')}")


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
    return Response(
        b"".join(csv_rows(heads, rows)),
        content_type=FORMATS["csv"].media_type,
        headers={"Content-Disposition": 'attachment; filename="so-sanh.csv"'},
    )


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
    form = request.form.get("dang", "")
    if lines and form in ROWS:
        rows = (row_of(line, FIRST) for line in lines)
        return send(
            ROWS[form](columns(FIRST), rows, widths(FIRST)), FORMATS[form], "ds"
        )
    return render_template("many.html", text=text, lines=lines, problem=problem)
