"""One handler for every failure, in HTML or JSON by what was asked."""

from __future__ import annotations

from flask import Flask, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from search.errors import TimtinError

HTTP_MESSAGES = {
    400: "Yêu cầu không đọc được",
    404: "Không có trang này",
    405: "Trang này không nhận cách gọi đó",
    413: "Yêu cầu quá dài",
    414: "Địa chỉ quá dài",
    500: "Máy chủ gặp lỗi ngoài dự kiến",
}


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
    response = make_response(respond(HTTP_MESSAGES.get(status, error.name), "", status))
    for name, value in error.get_headers():
        response.headers.setdefault(name, value)
    return response


def _unexpected(error: Exception) -> ResponseReturnValue:
    from flask import current_app

    current_app.logger.exception("unexpected failure", exc_info=error)
    return respond(HTTP_MESSAGES[500], "Xem nhật ký của máy chủ để biết chi tiết", 500)


def respond(message: str, cure: str, status: int) -> ResponseReturnValue:
    """The error as a page, or as JSON below ``/api/``."""
    if request.path.startswith("/api/"):
        return (
            jsonify({"error": {"message": message, "cure": cure, "status": status}}),
            status,
        )
    page = render_template("error.html", message=message, cure=cure, status=status)
    return page, status
