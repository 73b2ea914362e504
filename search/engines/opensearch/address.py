"""Where a cluster is: ``opensearch://host1:9200,host2:9200/name?shards=3&replicas=1``.

``opensearchs://`` is the same by TLS. User and password come from the environment, never
from an address, so that no message and no file of an index holds them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from search.errors import UsageError

SCHEMES = {"opensearch": False, "opensearchs": True}
PORT = 9200
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,99}", re.ASCII)
_HOST = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::(\d{1,5}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Address:
    """A name in a cluster.

    :param hosts: each ``host:port``.
    :param shards: of an index made there; ``replicas`` likewise.
    """

    hosts: tuple[str, ...]
    name: str
    tls: bool = False
    shards: int = 1
    replicas: int = 0


def parse_address(text: str) -> Address:
    """Read an address.

    :raises search.errors.UsageError: when it is none; the message does not repeat it,
        for it may hold a password.
    """
    parts = urlsplit(text)
    hosts = tuple(_host(item) for item in parts.netloc.split(","))
    name = parts.path.strip("/")
    if parts.scheme not in SCHEMES or not _NAME.fullmatch(name):
        raise _unreadable("phải có dạng opensearch://MÁY:9200,MÁY_KHÁC:9200/tên")
    chosen = parse_qs(parts.query)
    return Address(
        hosts,
        name,
        SCHEMES[parts.scheme],
        _count(chosen, "shards", 1, 1),
        _count(chosen, "replicas", 0, 0),
    )


def _host(text: str) -> str:
    if "@" in text:
        raise _unreadable("không được chứa tên và mật khẩu")
    found = _HOST.fullmatch(text)
    port = int(found[2] or PORT) if found else 0
    if not found or not 0 < port < 65_536:
        raise _unreadable("có máy hay cổng không đọc được")
    return f"{found[1]}:{port}"


def _count(chosen: dict[str, list[str]], name: str, default: int, least: int) -> int:
    text = chosen.get(name, [str(default)])[-1]
    if not (text.isascii() and text.isdecimal() and least <= int(text[:5]) <= 1_000):
        raise _unreadable(f"có {name} không phải là số từ {least} đến 1000")
    return int(text[:5])


def _unreadable(why: str) -> UsageError:
    return UsageError(
        f"Địa chỉ cụm trong TIMTIN_CLUSTER {why}",
        "Ví dụ: TIMTIN_CLUSTER='opensearch://127.0.0.1:9200/tin?shards=1&replicas=0';"
        " tên và mật khẩu đặt ở TIMTIN_CLUSTER_USER và TIMTIN_CLUSTER_PASSWORD",
    )
