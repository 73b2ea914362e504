"""What ``timtin fetch`` noted about the pages it saved: read beside the pages."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from indexer.sources.walk import MANIFEST

DEPTH = 2
"""Folders above a page in which its manifest may be."""

_NONE: Mapping[str, Any] = {}


def read_manifest(path: Path) -> dict[str, dict[str, Any]]:
    """Address -> the last line about it. A line cut short by a kill is passed over."""
    found: dict[str, dict[str, Any]] = {}
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            for line in file:
                try:
                    entry = json.loads(line)
                except (ValueError, RecursionError):
                    continue
                if isinstance(entry, dict) and isinstance(entry.get("url"), str):
                    found[entry["url"]] = entry
    except FileNotFoundError:
        pass
    return found


@lru_cache(maxsize=4)
def _by_file(path: str, modified: int) -> dict[str, dict[str, Any]]:
    entries = read_manifest(Path(path)).values()
    return {str(entry["file"]): entry for entry in entries if entry.get("file")}


def fetched_facts(path: str) -> Mapping[str, Any]:
    """What is known of a saved page: ``url``, and ``title`` and ``published`` where the
    feed that led to it gave them; empty for a page that was not fetched."""
    folder = Path(os.path.abspath(path)).parent
    name = os.path.basename(path)
    for _ in range(DEPTH):
        manifest = folder / MANIFEST
        try:
            modified = os.stat(manifest).st_mtime_ns
        except OSError:
            name = f"{folder.name}/{name}"
            folder = folder.parent
            continue
        return _by_file(str(manifest), modified).get(name, _NONE)
    return _NONE
