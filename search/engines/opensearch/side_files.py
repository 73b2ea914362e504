"""Files beside an index in a cluster: kept there in pieces, read from a local copy.

A file is named by the digest of its bytes, so a copy of it never grows old, and machines
that have it do not ask for it again.
"""

from __future__ import annotations

import base64
import hashlib
import os
import tempfile
import time
import zlib
from contextlib import suppress
from pathlib import Path

from search.engines.opensearch.connection import (
    WRITE_SECONDS,
    Connection,
    NotFoundError,
)
from search.engines.opensearch.mapping import JSON
from search.errors import IndexDamaged
from search.location import ClusterAddress

PIECE = 1 << 20
"""Bytes of a piece, compressed."""
FORGOTTEN = 86_400
"""Seconds after which a copy that no reader has asked for is removed."""


def keep_file(connection: Connection, name: str, path: Path) -> JSON:
    """Put a file into the cluster.

    :param name: the Tìm Tin index.
    :returns: what :func:`local_copy` needs to find it.
    """
    raw = path.read_bytes()
    digest = hashlib.sha256(raw).hexdigest()[:32]
    packed = zlib.compress(raw, 6)
    pieces = range(0, len(packed), PIECE)
    for place, start in enumerate(pieces):
        piece = base64.b64encode(packed[start : start + PIECE]).decode()
        path_of = _piece(name, digest, place)
        connection.call("PUT", path_of, {"piece": piece}, patience=WRITE_SECONDS)
    return {"digest": digest, "pieces": len(pieces)}


def local_copy(connection: Connection, name: str, facts: JSON) -> Path:
    """A copy of a file on this machine, made if there is none.

    :raises search.errors.IndexDamaged: when pieces are missing or changed.
    """
    folder = _cache()
    path = folder / f"{name}-{facts['digest']}.sqlite"
    if path.exists():
        with suppress(OSError):
            os.utime(path)
        return path
    _forget_old(folder, name)
    packed = []
    for place in range(facts["pieces"]):
        try:
            found = connection.call("GET", _piece(name, facts["digest"], place))
        except NotFoundError as error:
            raise _damaged(connection) from error
        packed.append(base64.b64decode(found["_source"]["piece"]))
    try:
        raw = zlib.decompress(b"".join(packed))
    except zlib.error as error:
        raise _damaged(connection) from error
    if hashlib.sha256(raw).hexdigest()[:32] != facts["digest"]:
        raise _damaged(connection)
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
        file.write(raw)
    os.replace(file.name, path)
    return path


def piece_prefix(digest: str) -> str:
    """How the ids of a file's pieces begin."""
    return f"file-{digest}-"


def _piece(name: str, digest: str, place: int) -> str:
    return f"/{name}-meta/_doc/{piece_prefix(digest)}{place}"


def state_folder(address: ClusterAddress) -> Path:
    """Where this machine keeps what only it needs of an index: the ledger of sources."""
    home = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    named = f"{','.join(sorted(address.hosts))}/{address.name}"
    digest = hashlib.sha256(named.encode()).hexdigest()[:8]
    return Path(home) / "timtin" / f"{address.name}-{digest}"


def _cache() -> Path:
    try:
        home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        folder = Path(home) / "timtin"
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            return folder
    except (OSError, RuntimeError):
        pass
    # A service may have no home that it may write to.
    user = os.getuid() if hasattr(os, "getuid") else 0
    folder = Path(tempfile.gettempdir()) / f"timtin-{user}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _forget_old(folder: Path, name: str) -> None:
    for file in folder.glob(f"{name}-*.sqlite"):
        with suppress(OSError):
            if time.time() - file.stat().st_mtime > FORGOTTEN:
                file.unlink()


def _damaged(connection: Connection) -> IndexDamaged:
    return IndexDamaged(
        f"Bảng đếm từ của chỉ mục ở {connection.address} không còn nguyên",
        "Chạy lại timtin index THƯ_MỤC_BÀI_VIẾT: bảng ấy được lập lại",
    )
