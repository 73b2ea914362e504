"""Saved searches in a JSON file that people may edit too.

    {"alerts": [{"name": "Gia Lai", "q": "tinh gọn", "province": ["gia-lai"],
                 "atom": "gia-lai.xml", "mail": ["ban@vidu.vn"], "command": "./bao.sh"}]}

``q`` and the filters are the arguments of a search (:mod:`search.request`); the rest says
where new articles go.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from search.engines.durable import sync_folder
from search.errors import TimtinError, UsageError
from search.request import FACET_FIELDS, SearchRequest, read_request

_TEXTS = ("q", "date_from", "date_to")
_TARGETS = ("atom", "mail", "command", "terminal")
_KNOWN = frozenset(("name", *_TEXTS, *FACET_FIELDS, *_TARGETS))

MAX_NAME = 100
MAX_ALERTS = 1_000


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search that is asked again and again.

    :param name: distinct in its file.
    :param atom: the feed file that new articles go to; "" for none.
    :param mail: addresses.
    :param command: what is run, with the new articles as JSON on its standard input.
    :param terminal: whether they are printed, too; what goes nowhere else is.
    """

    name: str
    request: SearchRequest
    atom: str = ""
    mail: tuple[str, ...] = ()
    command: str = ""
    terminal: bool = False

    @property
    def channels(self) -> tuple[str, ...]:
        """Where new articles go, in the order in which they are sent."""
        elsewhere = tuple(
            name for name in ("atom", "mail", "command") if getattr(self, name)
        )
        return (
            elsewhere if elsewhere and not self.terminal else ("terminal", *elsewhere)
        )

    def to_dict(self) -> dict[str, Any]:
        """The form in the file: only what is set."""
        values: dict[str, Any] = {"name": self.name}
        for name, value in self.request.to_arguments():
            if name in FACET_FIELDS:
                values.setdefault(name, []).append(value)
            elif name in _TEXTS:
                values[name] = value
        for name in _TARGETS:
            if value := getattr(self, name):
                values[name] = list(value) if isinstance(value, tuple) else value
        return values


def read_saved(path: Path) -> tuple[SavedSearch, ...]:
    """The saved searches of a file; none where there is no such file.

    :raises UsageError: when it is not what the head of this module shows, naming the
        place.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, RecursionError) as error:
        raise UsageError(
            f"Không đọc được tệp theo dõi {path} ({_detail(error)})",
            "Sửa cho đúng JSON, hoặc đặt tệp sang bên và lập lại: timtin alerts add",
        ) from error
    rows = document.get("alerts") if isinstance(document, dict) else None
    if not isinstance(rows, list) or len(rows) > MAX_ALERTS:
        raise _bad(path, f"cần khóa “alerts” với danh sách không quá {MAX_ALERTS} mục")
    found = tuple(_read(path, number, row) for number, row in enumerate(rows, 1))
    names = [item.name for item in found]
    for name in names:
        if names.count(name) > 1:
            raise _bad(path, f"hai mục cùng tên “{name}”")
    return found


def write_saved(path: Path, searches: Sequence[SavedSearch]) -> None:
    """Put a file of saved searches in the place of the last one, in one step."""
    document = {"alerts": [item.to_dict() for item in searches]}
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    replace_file(path, text.encode("utf-8"))


def replace_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all.

    :raises TimtinError: when it cannot be written.
    """
    temporary = path.with_name(f"{path.name}.tmp")
    try:
        with open(temporary, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
        sync_folder(path.parent)
    except OSError as error:
        raise TimtinError(
            f"Không ghi được tệp {path} ({_detail(error)})",
            "Kiểm tra thư mục, quyền ghi và chỗ trống rồi chạy lại",
        ) from error


def make_saved(name: str, request: SearchRequest, **targets: Any) -> SavedSearch:
    """A saved search under a name that files and mail headers can hold.

    :raises UsageError: when the name is empty, too long or has control characters.
    """
    name = " ".join(name.split())
    if not name or len(name) > MAX_NAME or not name.isprintable():
        raise UsageError(
            f"Tên theo dõi “{name[:40]}” không dùng được",
            f"Đặt tên từ 1 đến {MAX_NAME} ký tự, trên một dòng",
        )
    saved = SavedSearch(name, request, **targets)
    for address in saved.mail:
        local, at, domain = address.partition("@")
        if not (local and at and domain and address.isprintable()) or " " in address:
            raise UsageError(
                f"“{address[:60]}” không phải địa chỉ thư",
                "Viết như ban@vidu.vn; nhiều địa chỉ thì lặp lại",
            )
    return saved


def _read(path: Path, number: int, row: object) -> SavedSearch:
    where = f"mục thứ {number}"
    if not isinstance(row, dict) or not isinstance(row.get("name"), str):
        raise _bad(path, f"{where} cần có “name”")
    if unknown := sorted(set(row) - _KNOWN):
        raise _bad(path, f"{where} có khóa lạ “{unknown[0]}”")
    texts = {name: row.get(name, "") for name in (*_TEXTS, "atom", "command")}
    lists = {name: _listed(row.get(name, ())) for name in (*FACET_FIELDS, "mail")}
    if not all(isinstance(value, str) for value in texts.values()):
        raise _bad(path, f"{where}: {', '.join(texts)} phải là chữ")
    if any(value is None for value in lists.values()):
        raise _bad(path, f"{where}: {', '.join(lists)} phải là danh sách chữ")
    arguments = {name: [texts[name]] for name in _TEXTS}
    arguments |= {name: list(lists[name] or ()) for name in FACET_FIELDS}
    try:
        return make_saved(
            row["name"],
            read_request(arguments),
            atom=texts["atom"],
            command=texts["command"],
            mail=tuple(lists["mail"] or ()),
            terminal=row.get("terminal") is True,
        )
    except UsageError as error:
        raise _bad(path, f"{where}: {error.message}") from error


def _listed(value: object) -> tuple[str, ...] | None:
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list | tuple) and all(isinstance(x, str) for x in value):
        return tuple(value)
    return None


def _bad(path: Path, what: str) -> UsageError:
    return UsageError(
        f"Tệp theo dõi {path} không đúng dạng: {what}",
        "Sửa tệp, hoặc xem dạng đúng: timtin alerts list --json",
    )


def _detail(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
