"""Where an index is: a folder of this machine, or a name in a cluster of OpenSearch
(``opensearch://host1:9200,host2:9200/name``, ``opensearchs://`` by TLS).

User and password come from settings, never from an address, so that no message and no
file of an index holds them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from search.errors import UsageError

SCHEMES = {"opensearch": False, "opensearchs": True}
PORT = 9200
_ADDRESS = re.compile(r"(opensearchs?):/(.*)", re.ASCII | re.DOTALL | re.IGNORECASE)
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}", re.ASCII)
_HOST = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::(\d{1,5}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class ClusterAddress:
    """An index in a cluster.

    :param hosts: each ``host:port``; any of them answers for the whole cluster.
    :param name: what the names of all that the index has there begin with.
    """

    hosts: tuple[str, ...]
    name: str
    tls: bool = False

    def __str__(self) -> str:
        scheme = "opensearchs" if self.tls else "opensearch"
        return f"{scheme}://{','.join(self.hosts)}/{self.name}"


Location = Path | ClusterAddress


def parse_location(text: str | Path | ClusterAddress) -> Location:
    """Read where an index is.

    :raises search.errors.UsageError: when it is an address that cannot be used; the
        message does not repeat it, for it may hold a password.
    """
    if isinstance(text, ClusterAddress):
        return text
    found = _ADDRESS.match(str(text))
    if found is None:
        return Path(text)
    # Whoever made a path of an address has lost one of its slashes.
    hosts, _, name = found[2].lstrip("/").partition("/")
    name = name.rstrip("/")
    if not _NAME.fullmatch(name):
        raise _unreadable(
            "phải kết thúc bằng /tên, gồm chữ thường không dấu, chữ số, - và _"
        )
    scheme = found[1].lower()
    return ClusterAddress(
        tuple(_host(item) for item in hosts.split(",")), name, SCHEMES[scheme]
    )


def _host(text: str) -> str:
    if "@" in text:
        raise _unreadable("không được chứa tên và mật khẩu")
    found = _HOST.fullmatch(text.strip())
    port = int(found[2] or PORT) if found else 0
    if not found or not 0 < port < 65_536:
        raise _unreadable("có máy hay cổng không đọc được")
    return f"{found[1]}:{port}"


def _unreadable(why: str) -> UsageError:
    return UsageError(
        f"Địa chỉ của chỉ mục trong cụm OpenSearch {why}",
        "Ví dụ: --index opensearch://máy-1:9200,máy-2:9200/tin; tên và mật khẩu đặt ở"
        " TIMTIN_OPENSEARCH_USER và TIMTIN_OPENSEARCH_PASSWORD",
    )
