"""One handler for every failure, in HTML or JSON by what was asked."""

from __future__ import annotations

from flask import Flask, Response, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from search.errors import TimtinError

HTTP_MESSAGES = {
    400: "Yêu cầu không đọc được",
    401: "Cần tên và mật khẩu để xem trang này",
    403: "Không được phép xem trang này",
    404: "Không có trang này",
    405: "Trang này không nhận cách gọi đó",
    408: "Yêu cầu đến quá chậm",
    413: "Yêu cầu quá dài",
    414: "Địa chỉ quá dài",
    415: "Không nhận dữ liệu kiểu này",
    416: "Không có đoạn được hỏi",
    429: "Quá nhiều yêu cầu trong một lúc",
    431: "Phần đầu của yêu cầu quá dài",
    500: "Máy chủ gặp lỗi ngoài dự kiến",
    501: "Máy chủ không làm được điều này",
    503: "Máy chủ đang bận",
}
_REFUSED = "Máy chủ không nhận yêu cầu này"
_FAILED = "Máy chủ chưa làm được yêu cầu này"

_DATA = ("/api/", "/healthz", "/metrics")
"""Programs ask for what is below these: they get JSON."""


def message_for(status: int) -> str:
    """What an HTTP status means, in Vietnamese."""
    return HTTP_MESSAGES.get(status, _REFUSED if status < 500 else _FAILED)


def register(app: Flask) -> None:
    """Hang the handlers on the application."""
    app.register_error_handler(TimtinError, _timtin_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)


def _timtin_error(error: TimtinError) -> ResponseReturnValue:
    return respond(error.message, error.cure, error.http_status)


def _http_error(error: HTTPException) -> ResponseReturnValue:
    """The error in Vietnamese, with what its status owes: ``Allow``, ``Content-Range``."""
    status = error.code or 500
    if 300 <= status < 400:
        return error.get_response()  # a redirect
    response = make_response(respond(message_for(status), "", status))
    for name, value in error.get_headers():
        response.headers.setdefault(name, value)
    return response


def _unexpected(error: Exception) -> ResponseReturnValue:
    from flask import current_app

    current_app.logger.exception("unexpected failure", exc_info=error)
    return respond(HTTP_MESSAGES[500], "Xem nhật ký của máy chủ để biết chi tiết", 500)


def respond(message: str, cure: str, status: int) -> ResponseReturnValue:
    """The error as a page, or as JSON for programs."""
    if request.path.startswith(_DATA):
        return (
            jsonify({"error": {"message": message, "cure": cure, "status": status}}),
            status,
        )
    page = render_template("error.html", message=message, cure=cure, status=status)
    return page, status


def answer_outside(app: Flask, status: int) -> Response:
    """The page of an error that came before there was a request to speak of."""
    with app.test_request_context("/"):
        answer = make_response(respond(message_for(status), "", status))
        return app.process_response(answer)
