"""Calls to a cluster, and what goes wrong with them in the words of the reader."""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any, TypeVar

from opensearchpy import OpenSearch
from opensearchpy.exceptions import (
    AuthenticationException,
    AuthorizationException,
    ConflictError,
)
from opensearchpy.exceptions import ConnectionError as Unreachable
from opensearchpy.exceptions import (
    ConnectionTimeout,
    NotFoundError,
    SSLError,
    TransportError,
)

from search.config import load_config
from search.engines.index_errors import index_replaced
from search.engines.opensearch.mapping import JSON
from search.errors import IndexUnreachable
from search.location import ClusterAddress

__all__ = ["BUSY", "ConflictError", "Connection", "NotFoundError", "connect"]

READ_SECONDS = (3, 3, 10)
"""Seconds until a host that does not answer is left for the next (p95 of a page is .1),
and that the last one gets. One that is alone gets the last at once."""
SCAN_SECONDS = (10, 60)
"""The same for hundreds of whole articles."""
PING_SECONDS = 1
WARY_SECONDS = 30
"""For how long, after a host did not answer, only those that did then are asked for
their copies of shards: the cluster itself needs some time to leave a frozen one out."""
WRITE_SECONDS = (15, 30, 60, 120)
CONNECTIONS = 16
"""To each host, kept open: the threads of a process that serves."""
TRIES = 20
PAUSE = 0.25
"""Seconds between tries while a copy of a shard is gone and no other has taken over."""
NODE_GONE = "search_phase_execution_exception"
BUSY = (429, 502, 503, 504)

# The client tells of each call that failed; what is to be told is told by errors.
logging.getLogger("opensearch").addHandler(logging.NullHandler())


_T = TypeVar("_T")


class _Late(IndexUnreachable):
    """A host did not answer in time."""


class Connection:
    """A cluster; remembers dead hosts and goes on to the next. Safe for threads.

    :ivar calls: how many calls were made, for tests.
    """

    def __init__(self, address: ClusterAddress) -> None:
        self.address = address
        self.calls = 0
        self._process = 0
        self._made: OpenSearch | None = None
        # Copies of a shard may differ in how many dead documents they still count: the
        # pages of one answer come from one of them.
        self._preference = f"timtin-{os.getpid()}"
        self._wary_until = 0.0
        self._live = ""

    @property
    def _client(self) -> OpenSearch:
        if self._made is None or self._process != os.getpid():
            self._made = self._open(self.address.hosts)
            self._process = os.getpid()
        return self._made

    def _open(self, hosts: Sequence[str]) -> OpenSearch:
        config = load_config()
        user, password = config.opensearch_user, config.opensearch_password
        tls: dict[str, Any] = {}
        if self.address.tls:
            tls = {"ca_certs": config.opensearch_ca or None, "verify_certs": True}
        scheme = "https" if self.address.tls else "http"
        return OpenSearch(
            [f"{scheme}://{host}" for host in hosts],
            http_auth=(user, password) if user else None,
            # It notes which hosts are dead; what is tried again is said below.
            max_retries=0,
            retry_on_timeout=True,
            retry_on_status=(),
            pool_maxsize=CONNECTIONS,
            **tls,
        )

    def call(
        self,
        method: str,
        path: str,
        body: JSON | str | None = None,
        patience: Sequence[float] = READ_SECONDS,
        is_told_late: bool = False,
        **params: Any,
    ) -> Any:
        """One call, to one host after the other where one does not answer. Everything
        that is sent may be sent twice.

        :param body: lines of JSON when it is a text.
        :param patience: seconds for one host after the other.
        :param is_told_late: whether a host that did not answer in time is an error.
        :raises opensearchpy.exceptions.NotFoundError: when there is no such thing.
        :raises opensearchpy.exceptions.ConflictError: when another came before.
        :raises search.errors.TimtinError: for what only the reader can mend.
        """
        kind = "x-ndjson" if isinstance(body, str) else "json"
        late = gone = 0
        if len(self.address.hosts) == 1:
            patience = patience[-1:]
        for attempt in range(TRIES):
            self.calls += 1
            try:
                return self._client.transport.perform_request(
                    method,
                    path,
                    params={**params, "request_timeout": patience[late]},
                    body=_encoded(body),
                    headers={"content-type": f"application/{kind}"},
                )
            except (NotFoundError, ConflictError):
                raise
            except ConnectionTimeout as error:
                late += 1
                self._look_around()
                if is_told_late or late == len(patience):
                    raise self._fault(error) from error
            except TransportError as error:
                gone += isinstance(error, Unreachable)
                if not self._may_pass(error) or attempt == TRIES - 1:
                    raise self._fault(error) from error
                if gone > 2 * len(self.address.hosts):
                    raise self._fault(error) from error
                if not isinstance(error, Unreachable) or gone > len(self.address.hosts):
                    time.sleep(PAUSE)
        raise AssertionError("unreachable")

    def _may_pass(self, error: TransportError) -> bool:
        """Whether another host, or the same a little later, may do it."""
        if isinstance(error, SSLError):
            return False
        is_passing = _is_passing(error.status_code, error.error)
        return (is_passing and not _is_full(error)) or isinstance(error, Unreachable)

    def _look_around(self) -> None:
        """See which hosts answer at once, after one did not."""
        if len(self.address.hosts) == 1 or time.monotonic() < self._wary_until:
            return
        with ThreadPoolExecutor(len(self.address.hosts)) as pool:
            found = [name for name in pool.map(self._ping, self.address.hosts) if name]
        self._live = ",".join(found)
        self._wary_until = time.monotonic() + WARY_SECONDS

    def _ping(self, host: str) -> str:
        """The id of the node that a host is, "" where it does not answer."""
        try:
            found = self._open([host]).transport.perform_request(
                "GET",
                "/_nodes/_local",
                params={"filter_path": "nodes.*.name", "request_timeout": PING_SECONDS},
            )
        except TransportError:
            return ""
        return next(iter(found["nodes"]), "")

    def _chosen(self) -> str:
        """Which copies of the shards shall answer."""
        is_wary = time.monotonic() < self._wary_until and self._live
        return f"_prefer_nodes:{self._live}" if is_wary else self._preference

    def _ask(
        self, ask: Callable[[Sequence[float]], _T], patience: Sequence[float]
    ) -> _T:
        """Ask again where a copy of a shard did not answer in time.

        :param ask: is given the seconds it may take.
        """
        if len(self.address.hosts) > 1:
            for seconds in patience[:-1]:
                try:
                    return ask((seconds,))
                except _Late:
                    continue
        return ask(patience[-1:])

    def search(
        self,
        index: str,
        body: JSON,
        shards: int,
        patience: Sequence[float] = READ_SECONDS,
        **params: Any,
    ) -> JSON:
        """A search that all shards have answered.

        :param shards: of the index; the statistics of several are added up.
        :raises opensearchpy.exceptions.NotFoundError: when there is no such index.
        """
        if shards > 1:
            params["search_type"] = "dfs_query_then_fetch"
        params["allow_partial_search_results"] = "false"

        def ask(patience: Sequence[float]) -> JSON:
            params["preference"] = self._chosen()
            path = f"/{index}/_search"
            found: JSON = self.call("POST", path, body, patience, True, **params)
            return found

        found = self._ask(ask, patience)
        if _is_partial(found):
            raise self.incomplete()
        return found

    def search_many(
        self, index: str, bodies: Sequence[JSON], shards: int
    ) -> list[JSON]:
        """Several searches in one call; as :meth:`search`."""

        def ask(patience: Sequence[float]) -> list[JSON]:
            head: JSON = {
                "index": index,
                "allow_partial_search_results": False,
                "preference": self._chosen(),
            }
            if shards > 1:
                head["search_type"] = "dfs_query_then_fetch"
            lines = [json.dumps(item) for body in bodies for item in (head, body)]
            text = "\n".join(lines) + "\n"
            found = self.call("POST", "/_msearch", text, patience, is_told_late=True)
            return list(found["responses"])

        for _ in range(TRIES):
            found = self._ask(ask, READ_SECONDS)
            failed = [row for row in found if "error" in row]
            if not failed:
                break
            if failed[0]["status"] == 404:
                raise NotFoundError(404, "index_not_found_exception", failed[0])
            status, why = failed[0]["status"], failed[0]["error"]
            if not _is_passing(status, why):
                raise self._refused(status, why)
            time.sleep(PAUSE)
        if any("error" in row or _is_partial(row) for row in found):
            raise self.incomplete()
        return found

    def refresh(self, index: str) -> None:
        """Let searches see all that was written."""
        try:
            found = self.call("POST", f"/{index}/_refresh", patience=WRITE_SECONDS)
        except NotFoundError as error:
            raise index_replaced(self.address) from error
        if found["_shards"]["failed"]:
            raise self.incomplete()

    @property
    def where(self) -> str:
        """The hosts, for messages."""
        return ", ".join(self.address.hosts)

    def incomplete(self) -> IndexUnreachable:
        """Not all shards of an index have answered."""
        return IndexUnreachable(
            f"Cụm OpenSearch ở {self.where} chưa trả lời đủ các mảnh của chỉ mục",
            "Xem máy nào đã dừng: curl MÁY:9200/_cluster/health; bật lại rồi thử lại",
        )

    def full(self) -> IndexUnreachable:
        """The cluster takes nothing more."""
        return IndexUnreachable(
            f"Hết chỗ trên đĩa của cụm OpenSearch ở {self.where}",
            "Bản chỉ mục trước vẫn dùng được. Dọn bớt đĩa hoặc thêm máy, rồi chạy lại"
            " timtin index",
        )

    def _fault(self, error: TransportError) -> IndexUnreachable:
        if isinstance(error, SSLError):
            return IndexUnreachable(
                f"Không tin được chứng thư TLS của cụm OpenSearch ở {self.where}",
                "Đặt TIMTIN_OPENSEARCH_CA là tệp chứng thư của nơi cấp, hoặc dùng"
                " opensearch:// trong mạng riêng",
            )
        if isinstance(error, ConnectionTimeout):
            return _Late(
                f"Cụm OpenSearch ở {self.where} không trả lời kịp",
                "Xem máy nào quá tải: curl MÁY:9200/_cluster/health; rồi thử lại",
            )
        if isinstance(error, Unreachable):
            return IndexUnreachable(
                f"Không kết nối được với cụm OpenSearch ở {self.where}",
                "Kiểm tra rằng các máy ấy đang chạy và địa chỉ trong --index hay"
                " TIMTIN_INDEX đúng, kể cả opensearch:// hay opensearchs://",
            )
        if isinstance(error, (AuthenticationException, AuthorizationException)):
            if _is_full(error):
                return self.full()
            return IndexUnreachable(
                f"Cụm OpenSearch ở {self.where} không nhận tên hay mật khẩu này, hoặc"
                " người dùng ấy không có quyền",
                "Đặt lại TIMTIN_OPENSEARCH_USER và TIMTIN_OPENSEARCH_PASSWORD; xem"
                " quyền cần có trong docs/cluster.md",
            )
        if _is_full(error):
            return self.full()
        if _is_passing(error.status_code, error.error):
            return self.incomplete()
        return self._refused(error.status_code, error.error)

    def _refused(self, status: object, why: object) -> IndexUnreachable:
        return IndexUnreachable(
            f"Cụm OpenSearch ở {self.where} từ chối một yêu cầu"
            f" ({status}: {str(why)[:200]})",
            "Xem nhật ký của cụm; bản OpenSearch dùng được là 2.19 và 3.x",
        )


@lru_cache(maxsize=8)
def connect(address: ClusterAddress) -> Connection:
    """The connection that this process has to a cluster."""
    return Connection(address)


def _is_partial(found: JSON) -> bool:
    """Whether a shard has not answered, or not in time."""
    return bool(found["timed_out"] or found["_shards"]["failed"])


def _is_passing(status: object, why: object) -> bool:
    """Whether a failure is one of the moment: a node is busy, or has just gone with the
    shards that a search wanted of it, which is a 500. A bad query is a 400."""
    return status in BUSY or (status == 500 and NODE_GONE in str(why))


def _is_full(error: TransportError) -> bool:
    return is_full(f"{error.error} {error.info}")


def is_full(text: str) -> bool:
    """Whether an error tells that the disk of a node is full: the server then takes
    nothing but deletions."""
    return "cluster_block_exception" in text and (
        "flood" in text or "read-only-allow-delete" in text or "read_only" in text
    )


def _encoded(body: JSON | str | None) -> bytes | None:
    if body is None:
        return None
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    return text.encode("utf-8", "backslashreplace")
