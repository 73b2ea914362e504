"""The description of the API (OpenAPI 3.1), made from the code that answers.

Addresses and methods are those of the application; arguments of a search are the fields
of :class:`~search.request.SearchRequest`; the shape of an answer is read off what its
class gives for nothing found. What each address is for is the one table here, and a test
holds that it has every address.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any

from flask import Blueprint, Flask, current_app, jsonify, render_template
from flask.typing import ResponseReturnValue

from search import __version__
from search.article import Article, Change, Statement
from search.config import MAX_PAGE_SIZE, MAX_QUERY_LENGTH
from search.export.said import told
from search.following.batch import Line
from search.request import FACET_FIELDS, SORTS, UNITS, SearchRequest
from search.results import ArticleView, MarkedText, SearchPage, list_article
from search.subjects.document import DocumentFacts
from search.subjects.gathering import COLUMNS, Gathered
from search.subjects.namesakes import Namesake
from search.subjects.offices import Office
from search.subjects.person import PersonFacts
from search.subjects.place import PlaceFacts
from search.subjects.said import Moved, Said
from search.subjects.trends import MOST, STEPS, Trends
from webui.subjects.pages import MAX_LINES

blueprint = Blueprint("openapi", __name__, url_prefix="/api")

API_VERSION = "1.2"
"""The first number goes up when a key or an argument is removed or changes its meaning;
the second when one is added."""

STABILITY = (
    "Khóa và tham số có trong bản này được giữ nguyên nghĩa trong các bản 1.x; khóa mới có"
    " thể thêm vào, nên hãy bỏ qua khóa lạ. Tham số không đọc được thì không thu hẹp gì, và"
    " “warnings” nói rõ; lỗi nào cũng có một dạng: error.message, error.cure, error.status."
)

ARGUMENTS: Mapping[str, str] = {
    "q": "Truy vấn, theo ngôn ngữ tìm kiếm",
    "date": "Ngày, tháng hoặc năm; lặp lại được; none là bài không rõ ngày",
    "date_from": "Từ ngày, tháng hoặc năm",
    "date_to": "Đến ngày, tháng hoặc năm",
    "province": "Tỉnh, thành phố: mã, tên hoặc tên cũ; lặp lại là hoặc",
    "publisher": "Nguồn tin; lặp lại là hoặc",
    "person": "Nhân vật; lặp lại là và",
    "document": "Số văn bản; lặp lại là và",
    "category": "Chuyên mục; lặp lại là hoặc",
    "group": "Mã bài: các bản của bài ấy (với copies=1)",
    "sort": "Thứ tự",
    "page": "Trang, từ 1",
    "size": "Số kết quả mỗi trang",
    "copies": "1: hiện cả các bản sao",
    "unit": "Bậc của biểu đồ thời gian: year, month hoặc day",
    "share": "1: đường dẫn về trang mở biểu đồ theo phần nghìn",
    "compact": "1: đường dẫn về trang mở danh sách gọn",
}


@dataclass(frozen=True, slots=True)
class _Address:
    """What an address is for.

    :param summary: in Vietnamese, for the readable page.
    :param answer: what it gives where nothing is found; its shape is the answer's.
    :param leave_out: arguments of a search that it does not take.
    :param more: arguments that only it takes.
    :param example: of a call.
    """

    summary: str
    answer: Any
    example: str
    takes_search: bool = True
    leave_out: tuple[str, ...] = ()
    more: Mapping[str, Mapping[str, Any]] | None = None
    needs: tuple[str, ...] = ()


def _flag(text: str) -> dict[str, Any]:
    return {"description": text, "schema": {"type": "string"}}


def _many(most: int) -> dict[str, Any]:
    worded = {"type": "string", "pattern": "[0-9A-Za-z]", "maxLength": MAX_QUERY_LENGTH}
    return {
        "description": f"Truy vấn; lặp lại được, đến {most} lần",
        "schema": {"type": "array", "items": worded, "minItems": 1, "maxItems": most},
    }


@lru_cache(maxsize=1)
def addresses() -> Mapping[str, _Address]:
    """Endpoint -> what it is for."""
    nothing = Gathered(SearchRequest(), 0, {column: {} for column in COLUMNS}, ())
    bare = Article(id="", body="")
    said = (Said("", "said", "", bare),)
    moved = (Moved(Change("", "appointed", 0, 0), "", False, "", bare),)
    one = Namesake("", (Office("", "", "", "", (), ()),), ())
    person = PersonFacts("", "", nothing, (), (), (), False, said, said, moved, (one,))
    document = DocumentFacts("", "", "x", nothing, (), (), (), (), said)
    place = PlaceFacts("ha-noi", "", "ha-noi", (), nothing, (), (), said, moved)
    telling = Article(
        id="",
        body="",
        statements=(Statement("", 0, 0),),
        changes=(Change("", "appointed", 0, 0),),
    )
    article = ArticleView(telling, MarkedText(""), ())
    trends = Trends("year", (), (), (), (), ())
    line = Line("", 0, 0, ())
    paging = ("q", "page", "size", "sort", "group", "copies")
    return {
        "api.search": _Address(
            "Tìm bài: kết quả, bảng đếm, bộ lọc, gợi ý",
            SearchPage("", 0, ()).to_dict(),
            "/api/search?q=tinh+gọn&province=gia-lai",
            more={"explain": _flag("Có thì mỗi kết quả nói điểm từ đâu")},
        ),
        "api.article": _Address(
            "Một bài, với chỗ khớp một tìm kiếm",
            article.to_dict(),
            "/api/articles/MÃ_BÀI?q=tinh+gọn",
        ),
        "api.similar": _Address(
            "Đến năm bài tương tự một bài, không kể bản sao của nó",
            {"articles": [list_article(article.article)]},
            "/api/similar/MÃ_BÀI",
            takes_search=False,
        ),
        "api.suggest": _Address(
            "Gợi ý khi đang gõ",
            {"suggestions": [dict.fromkeys(("text", "kind", "label", "url"), "")]},
            "/api/suggest?q=quoc+h",
            takes_search=False,
            more={"q": _flag("Phần đã gõ")},
        ),
        "subjects_api.person": _Address(
            "Một nhân vật: chức vụ, lời nói, thay đổi chức vụ, cùng ai, ở đâu, khi nào",
            person.to_dict(),
            "/api/people/to-lam",
            takes_search=False,
            more={"who": _flag("Mã của một trong những người cùng tên")},
        ),
        "subjects_api.document": _Address(
            "Một văn bản: cách gọi, ngày và nơi ban hành theo bài, văn bản bên cạnh",
            document.to_dict(),
            "/api/documents/18-NQ/TW",
            takes_search=False,
        ),
        "subjects_api.place": _Address(
            "Một tỉnh, thành phố: đơn vị trước và nay, nhân vật, từ riêng",
            place.to_dict(),
            "/api/places/gia-lai",
            takes_search=False,
        ),
        "subjects_api.person_statements": _Address(
            "Mọi câu nói, yêu cầu của một nhân vật",
            told(person, "statements") | {"statements": [said[0].to_dict()]},
            "/api/people/to-lam/statements",
            takes_search=False,
            more={"who": _flag("Mã của một trong những người cùng tên")},
        ),
        "subjects_api.person_changes": _Address(
            "Mọi lần bài kể một thay đổi chức vụ của một nhân vật",
            told(person, "changes") | {"changes": [moved[0].to_dict()]},
            "/api/people/to-lam/changes",
            takes_search=False,
            more={"who": _flag("Mã của một trong những người cùng tên")},
        ),
        "subjects_api.document_statements": _Address(
            "Mọi câu nói có nêu một văn bản",
            told(document, "statements") | {"statements": [said[0].to_dict()]},
            "/api/documents/18-NQ/TW/statements",
            takes_search=False,
        ),
        "subjects_api.place_statements": _Address(
            "Mọi câu nói của người có chức vụ, trong bài về một nơi",
            told(place, "statements") | {"statements": [said[0].to_dict()]},
            "/api/places/gia-lai/statements",
            takes_search=False,
        ),
        "subjects_api.place_changes": _Address(
            "Mọi lần bài về một nơi kể một thay đổi chức vụ",
            told(place, "changes") | {"changes": [moved[0].to_dict()]},
            "/api/places/gia-lai/changes",
            takes_search=False,
        ),
        "subjects_api.trends": _Address(
            "Một đến năm tìm kiếm theo thời gian, nguồn và tỉnh",
            trends.to_dict(),
            "/api/trends?q=sáp+nhập&q=tinh+gọn&by=year",
            leave_out=paging,
            more={
                "q": _many(MOST),
                "by": {
                    "description": "Theo năm, tháng hay ngày",
                    "schema": {"type": "string", "enum": list(STEPS)},
                },
                "words": _flag("Có thì thêm từ riêng của mỗi tìm kiếm"),
            },
            needs=("q",),
        ),
        "subjects_api.batch": _Address(
            "Tìm cả danh sách, đến 100 truy vấn: số bài và các bài đầu",
            {"lines": [line.to_dict()]},
            "/api/batch?q=Tô+Lâm&q=Lương+Cường",
            leave_out=("q", "page", "group"),
            more={"q": _many(MAX_LINES)},
            needs=("q",),
        ),
    }


def describe(app: Flask) -> dict[str, Any]:
    """The API of an application, as OpenAPI 3.1."""
    known = addresses()
    paths: dict[str, Any] = {}
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if rule.endpoint in known:
            path = rule.rule.replace("<path:", "{").replace(">", "}")
            paths[path] = {"get": _operation(rule.endpoint, rule.arguments)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Tìm Tin",
            "version": API_VERSION,
            "description": STABILITY,
            "x-timtin": __version__,
        },
        "paths": paths,
        "components": {"schemas": {"Error": _ERROR}},
    }


_ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["message", "cure", "status"],
            "properties": {
                "message": {"type": "string"},
                "cure": {"type": "string"},
                "status": {"type": "integer"},
            },
        }
    },
}


def _operation(endpoint: str, in_path: set[str]) -> dict[str, Any]:
    about = addresses()[endpoint]
    error = {
        "description": "Lỗi",
        "content": _json({"$ref": "#/components/schemas/Error"}),
    }
    answer = {"description": "Trả lời", "content": _json(shape_of(about.answer))}
    return {
        "operationId": endpoint.replace("subjects_api.", "").replace("api.", ""),
        "summary": about.summary,
        "parameters": [
            {
                "name": name,
                "in": "path",
                "required": True,
                "schema": {"type": "string", "minLength": 1},
            }
            for name in sorted(in_path)
        ]
        + list(_arguments(about)),
        "responses": {"200": answer, "default": error},
    }


def _json(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _arguments(about: _Address) -> Iterator[dict[str, Any]]:
    own = dict(about.more or {})
    if about.takes_search:
        for item in fields(SearchRequest):
            if item.name not in about.leave_out and item.name not in own:
                own[item.name] = {
                    "description": ARGUMENTS[item.name],
                    "schema": _schema_of(item.name, item.default),
                }
    for name, described in own.items():
        yield {
            "name": name,
            "in": "query",
            "required": name in about.needs,
            **described,
        }


def _schema_of(name: str, default: Any) -> dict[str, Any]:
    if name in FACET_FIELDS:
        return {"type": "array", "items": {"type": "string"}}
    if name == "sort":
        return {"type": "string", "enum": list(SORTS), "default": default}
    if name == "unit":
        return {"type": "string", "enum": list(UNITS)}
    if isinstance(default, bool):
        return {"type": "string", "enum": ["0", "1"], "default": "0"}
    if isinstance(default, int):
        schema = {"type": "integer", "minimum": 1, "default": default}
        return {**schema, "maximum": MAX_PAGE_SIZE} if name == "size" else schema
    return {"type": "string"}


def shape_of(value: Any) -> dict[str, Any]:
    """The JSON schema of what looks like a value: keys of an object are all there; what
    is null or empty here may be anything, or hold anything."""
    match value:
        case bool():
            return {"type": "boolean"}
        case int():
            return {"type": "integer"}
        case float():
            return {"type": "number"}
        case str():
            return {"type": "string"}
        case dict() if value:
            return {
                "type": "object",
                "required": list(value),
                "properties": {key: shape_of(item) for key, item in value.items()},
            }
        case dict():
            return {"type": "object"}
        case list() | tuple():
            return {"type": "array", **({"items": shape_of(value[0])} if value else {})}
        case _:
            return {}


@blueprint.get("/openapi.json")
def openapi() -> ResponseReturnValue:
    """The API for programs."""
    return jsonify(describe(current_app._get_current_object()))  # type: ignore[attr-defined]


@blueprint.get("/")
def readable() -> ResponseReturnValue:
    """The API for people."""
    described = describe(current_app._get_current_object())  # type: ignore[attr-defined]
    examples = {about.summary: about.example for about in addresses().values()}
    return render_template("api.html", api=described, examples=examples)
