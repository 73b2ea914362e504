"""Calls to a cluster, and what goes wrong with them in the words of the reader."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Sequence
from typing import Any

from opensearchpy import OpenSearch
from opensearchpy.exceptions import (
    AuthenticationException,
    AuthorizationException,
    ConnectionError as Unreachable,
    NotFoundError,
    SSLError,
    TransportError,
)

from search.engines.opensearch.mapping import JSON
from search.errors import IndexDamaged, TimtinError

READ_SECONDS = 5
WRITE_SECONDS = 120
TRIES = 20
PAUSE = 0.25
"""Seconds between tries while a copy of a shard is gone and no other has taken over."""
BUSY = (429, 502, 503, 504)


class Connection:
    """A cluster; remembers dead hosts and goes on to the next. Safe for threads."""

    def __init__(self, hosts: Sequence[str], tls: bool) -> None:
        self.hosts, self.tls = tuple(hosts), tls
        user = os.environ.get("TIMTIN_CLUSTER_USER", "")
        password = os.environ.get("TIMTIN_CLUSTER_PASSWORD", "")
        self._client = OpenSearch(
            [f"{'https' if tls else 'http'}://{host}" for host in hosts],
            http_auth=(user, password) if user else None,
            max_retries=2 * len(self.hosts),
            retry_on_timeout=True,
            retry_on_status=BUSY[1:],
            timeout=READ_SECONDS,
        )

    def call(
        self,
        method: str,
        path: str,
        body: JSON | str | None = None,
        seconds: float = READ_SECONDS,
        **params: Any,
    ) -> JSON:
        """One call. Everything that is sent may be sent twice.

        :param body: lines of JSON when it is a text.
        :raises opensearchpy.exceptions.NotFoundError: when there is no such thing.
        :raises opensearchpy.exceptions.ConflictError: when another came before.
        :raises search.errors.TimtinError: for what only the reader can mend.
        """
        lines = {"content-type": "application/x-ndjson"}
        json_type = {"content-type": "application/json"}
        for attempt in range(TRIES):
            try:
                found: JSON = self._client.transport.perform_request(
                    method,
                    path,
                    params={**params, "request_timeout": seconds},
                    body=body if body is None else _text(body),
                    headers=lines if isinstance(body, str) else json_type,
                )
                return found
            except TransportError as error:
                fault = self._fault(error)
                if fault is None:
                    raise
                if error.status_code not in BUSY or _is_full(error):
                    raise fault from error
                if attempt == TRIES - 1:
                    raise fault from error
            time.sleep(PAUSE)
        raise AssertionError("unreachable")

    def search(self, index: str, body: JSON, spread: bool, **params: Any) -> JSON:
        """A search that all shards have answered.

        :param spread: whether there are several shards, whose statistics are added up.
        """
        if spread:
            params["search_type"] = "dfs_query_then_fetch"
        params["allow_partial_search_results"] = "false"
        try:
            found = self.call("POST", f"/{index}/_search", body, **params)
        except NotFoundError as error:
            raise self.gone() from error
        if found["timed_out"] or found["_shards"]["failed"]:
            raise self._red()
        return found

    def major(self) -> int:
        """The server's major version."""
        return int(self.call("GET", "/")["version"]["number"].partition(".")[0])

    def gone(self) -> IndexDamaged:
        """What should be in the cluster is not."""
        return IndexDamaged(
            f"Cụm {self._where} không còn chỉ mục này",
            "Kiểm tra địa chỉ của cụm, hoặc lập lại: timtin index THƯ_MỤC --rebuild",
        )

    @property
    def _where(self) -> str:
        return ", ".join(self.hosts)

    def _red(self) -> TimtinError:
        return TimtinError(
            f"Cụm OpenSearch ở {self._where} chưa trả lời đủ các mảnh của chỉ mục",
            "Xem máy nào đã dừng: curl MÁY:9200/_cluster/health; bật lại rồi thử lại",
        )

    def _fault(self, error: TransportError) -> TimtinError | None:
        if isinstance(error, SSLError):
            return TimtinError(
                f"Cụm OpenSearch ở {self._where} không có chứng thư TLS đáng tin",
                "Cài chứng thư của nơi cấp, hoặc dùng opensearch:// trong mạng riêng",
            )
        if isinstance(error, Unreachable):
            return TimtinError(
                f"Không kết nối được với cụm OpenSearch ở {self._where}",
                "Kiểm tra rằng các máy ấy đang chạy và địa chỉ trong TIMTIN_CLUSTER đúng",
            )
        if _is_full(error):
            return TimtinError(
                f"Hết chỗ trên đĩa của cụm OpenSearch ở {self._where}",
                "Bản chỉ mục trước vẫn dùng được. Dọn bớt đĩa hoặc thêm máy, rồi chạy"
                " lại timtin index",
            )
        if isinstance(error, (AuthenticationException, AuthorizationException)):
            return TimtinError(
                f"Cụm OpenSearch ở {self._where} không nhận tên hay mật khẩu này",
                "Đặt lại TIMTIN_CLUSTER_USER và TIMTIN_CLUSTER_PASSWORD",
            )
        return self._red() if error.status_code in BUSY else None


def _is_full(error: TransportError) -> bool:
    return "cluster_block_exception" in f"{error.error} {error.info}"


def _text(body: JSON | str) -> str:
    return body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
