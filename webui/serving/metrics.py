"""``/metrics``: requests, their times, and the index, for Prometheus.

Several processes keep their counts in files of one folder, which the library is told by
``PROMETHEUS_MULTIPROC_DIR`` before it is imported; whichever process is asked adds them.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.util import find_spec
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from flask import Flask, Response, request
from flask.typing import ResponseReturnValue

from search.errors import TimtinError
from search.searcher import Searcher
from webui.errors import respond

if TYPE_CHECKING:
    from prometheus_client.registry import CollectorRegistry

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds; a page takes 0.02 to 0.1."""

_BEGAN = "timtin.began"


def is_installed() -> bool:
    """Whether the library is there."""
    return find_spec("prometheus_client") is not None


@contextmanager
def shared_counts() -> Iterator[None]:
    """A folder for the counts of processes that are started inside."""
    if not is_installed() or FOLDER in os.environ:
        yield
        return
    with TemporaryDirectory(prefix="timtin-metrics-") as folder:
        os.environ[FOLDER] = folder
        try:
            yield
        finally:
            del os.environ[FOLDER]


def measure(app: Flask, searcher: Searcher) -> None:
    """Count the requests of an application and answer ``/metrics``."""
    if not is_installed():
        app.add_url_rule("/metrics", "metrics", _not_installed)
        return
    from prometheus_client import CollectorRegistry, Counter, Histogram, exposition

    registry = CollectorRegistry()
    requests = Counter(
        "timtin_requests",
        "Requests by endpoint and status",
        ("endpoint", "status"),
        registry=registry,
    )
    seconds = Histogram(
        "timtin_request_seconds",
        "Time to make an answer",
        ("endpoint",),
        buckets=BUCKETS,
        registry=registry,
    )

    @app.before_request
    def begin() -> None:
        request.environ.setdefault(_BEGAN, time.perf_counter())

    def count(response: Response) -> Response:
        endpoint = request.endpoint or "none"
        requests.labels(endpoint, str(response.status_code)).inc()
        began = request.environ.get(_BEGAN)
        if began is not None:
            seconds.labels(endpoint).observe(time.perf_counter() - began)
        return response

    app.after_request(count)

    def metrics() -> ResponseReturnValue:
        counts = exposition.generate_latest(_all_counts(registry))
        state = exposition.generate_latest(_index_state(searcher))
        return Response(counts + state, content_type=exposition.CONTENT_TYPE_LATEST)

    app.add_url_rule("/metrics", "metrics", metrics)


def _all_counts(own: CollectorRegistry) -> CollectorRegistry:
    """The counts of all processes, of this one where it is alone."""
    if FOLDER not in os.environ:
        return own
    from prometheus_client import CollectorRegistry
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry


class _IndexState:
    """What an index is like when it is asked for."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher

    def collect(self) -> Iterator[object]:
        from prometheus_client.core import GaugeMetricFamily

        try:
            count, updated = self._searcher.count(), self._searcher.updated()
        except TimtinError:
            yield GaugeMetricFamily("timtin_index_up", "Whether it answers", value=0)
            return
        yield GaugeMetricFamily("timtin_index_up", "Whether it answers", value=1)
        yield GaugeMetricFamily("timtin_index_articles", "Articles", value=count)
        yield GaugeMetricFamily(
            "timtin_index_updated_timestamp_seconds",
            "When it was last written to",
            value=_seconds(updated),
        )


def _index_state(searcher: Searcher) -> CollectorRegistry:
    from prometheus_client import CollectorRegistry

    registry = CollectorRegistry()
    registry.register(_IndexState(searcher))  # type: ignore[arg-type]
    return registry


def _seconds(moment: str) -> float:
    try:
        return datetime.fromisoformat(moment).timestamp()
    except ValueError:
        return 0.0


def _not_installed() -> ResponseReturnValue:
    return respond("Chưa cài phần đo đếm", "Cài: pip install 'timtin[metrics]'", 501)
