"""The mark of an index that was found damaged: it is not served any more."""

from __future__ import annotations

import json
import os
from pathlib import Path

MARK = "damage.json"
"""Beside the manifest: which data are damaged, and what was found."""


def write_mark(path: Path, data: str, file: str, what: str) -> None:
    """Keep some data from being served.

    :param data: the name of the data folder: what takes its place is served.
    :raises OSError: when it cannot be written.
    """
    text = json.dumps(
        {"data": data, "file": file, "what": what}, ensure_ascii=False, indent=1
    )
    temporary = path / f"{MARK}.tmp"
    temporary.write_text(text, encoding="utf-8")
    os.replace(temporary, path / MARK)


def clear_mark(path: Path) -> None:
    """Let an index be served again.

    :raises OSError: when the mark cannot be removed.
    """
    (path / MARK).unlink(missing_ok=True)


def read_mark(path: Path, data: str) -> str:
    """What was found wrong with some data, "" where nothing was."""
    try:
        found = json.loads((path / MARK).read_bytes())
        if found["data"] == data:
            return f"timtin check thấy {found['file']}: {found['what']}"
    except FileNotFoundError:
        pass
    except (OSError, ValueError, KeyError, TypeError):
        return f"timtin check đã thấy hỏng ({MARK})"
    return ""


def mark_time(path: Path) -> int:
    """When it was made, 0 where there is none."""
    try:
        return (path / MARK).stat().st_mtime_ns
    except OSError:
        return 0
