"""One password for the whole site, asked for by the browser (HTTP Basic).

The file holds its hash, as :func:`werkzeug.security.generate_password_hash` makes it;
any name goes with it. The password itself travels with every request: only TLS keeps it
from who listens.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from pathlib import Path

from cachetools import TTLCache
from flask import Flask, Response, make_response, request
from flask.typing import ResponseReturnValue
from werkzeug.security import check_password_hash, generate_password_hash

from search.errors import UsageError
from webui.errors import message_for, respond

OPEN = frozenset(("/healthz",))
"""Answered without it: a load balancer has none."""

MAX_FAILURES = 10
PAUSE = 60.0
"""So many wrong passwords from one address, and for so many seconds none is tried: each
costs some 50 ms of the processor."""

SHORTEST = 8
"""Characters of a password that is taken."""

REALM = 'Basic realm="Tim Tin", charset="UTF-8"'


class Password:
    """Lets those in who know it.

    :param file: read anew when it has changed.
    :raises UsageError: when there is no hash in it.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._read: tuple[int, str] = (0, "")
        # What was found right, by a key that is nowhere else: hashing takes long by design.
        self._key = os.urandom(32)
        self._right = b""
        self._failures: TTLCache[str, int] = TTLCache(4_096, PAUSE)
        self._hash()

    def _hash(self) -> str:
        try:
            changed = self._file.stat().st_mtime_ns
            if changed != self._read[0]:
                text = self._file.read_text(encoding="utf-8").strip()
                self._read, self._right = (changed, text), b""
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(
                f"Không đọc được tệp mật khẩu {self._file}",
                f"Lập tệp ấy: timtin password {self._file}",
            ) from error
        if self._read[1].count("$") != 2:
            raise UsageError(
                f"Tệp mật khẩu {self._file} không chứa mật khẩu đã băm",
                f"Lập lại tệp ấy: timtin password {self._file}",
            )
        return self._read[1]

    def is_right(self, password: str) -> bool:
        """Whether this is the password."""
        known = self._hash()
        digest = hmac.new(
            self._key, password.encode("utf-8", "replace"), hashlib.sha256
        ).digest()
        if self._right and hmac.compare_digest(digest, self._right):
            return True
        if not check_password_hash(known, password):
            return False
        self._right = digest
        return True

    def guard(self, app: Flask) -> None:
        """Ask for it before anything that an application answers."""
        app.before_request(self._check)

    def _check(self) -> ResponseReturnValue | None:
        if request.path in OPEN:
            return None
        client = request.remote_addr or ""
        given = request.authorization
        if given is None or given.password is None:
            return _ask()
        if self._failures.get(client, 0) >= MAX_FAILURES:
            return respond(
                "Sai mật khẩu quá nhiều lần", "Đợi một phút rồi thử lại", 429
            )
        if self.is_right(given.password):
            return None
        self._failures[client] = self._failures.get(client, 0) + 1
        return _ask()


def _ask() -> Response:
    answer = make_response(
        respond(message_for(401), "Hỏi mật khẩu ở người quản trị trang này", 401)
    )
    answer.headers["WWW-Authenticate"] = REALM
    return answer


def write_password(file: Path, password: str) -> None:
    """Keep the hash of a password in a file that only its owner may read.

    :raises UsageError: when it is too short, or the file cannot be written.
    """
    if len(password) < SHORTEST:
        raise UsageError(
            f"Mật khẩu ngắn hơn {SHORTEST} ký tự", "Chọn một mật khẩu dài hơn"
        )
    temporary = file.with_name(f".{file.name}.tmp")
    try:
        temporary.unlink(missing_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with open(os.open(temporary, flags, 0o600), "w", encoding="utf-8") as opened:
            opened.write(generate_password_hash(password) + "\n")
        os.replace(temporary, file)
    except OSError as error:
        raise UsageError(
            f"Không ghi được tệp {file}: {error.strerror or error}",
            "Chọn một đường dẫn khác",
        ) from error
