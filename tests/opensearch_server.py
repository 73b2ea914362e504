"""A real OpenSearch server for the tests: Maven's jars and a main class of ours.

The jars (44 MB) and the compiled class are kept in ``TIMTIN_TEST_JARS``, by default a
folder in the user's cache. Skipped where ``java``, ``javac`` or ``mvn`` is missing, unless
``TIMTIN_CLUSTER_TESTS`` is ``required``. ``TIMTIN_TEST_OPENSEARCH`` is the version of the
server: 2.19.6, or 3.6.0, which needs a JDK of 21 or later in ``JAVA_HOME``.
``TIMTIN_TEST_SERVER`` (``host:port``) names one that runs already.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from search.location import ClusterAddress

HERE = Path(__file__).parent / "opensearch"
VERSION = os.environ.get("TIMTIN_TEST_OPENSEARCH", "2.19.6")
LOG4J = {"2.19.6": "2.25.4", "3.6.0": "2.25.3"}
"""What the server's own log4j-api asks for."""
NEEDED = ("java", "javac", "mvn")
START_SECONDS = 180


def missing() -> str:
    """Why no server can be started; "" when one can."""
    absent = [name for name in NEEDED if not shutil.which(name)]
    return f"no {', '.join(absent)} here" if absent else ""


def require_server() -> None:
    """Skip with the reason, or fail where the tests of a cluster are required."""
    reason = missing()
    if reason and os.environ.get("TIMTIN_CLUSTER_TESTS") == "required":
        pytest.fail(f"the tests of a cluster are required, but {reason}")
    if reason:
        pytest.skip(f"an OpenSearch server cannot be started: {reason}")


def _java(program: str) -> str:
    """A program of the JDK that ``JAVA_HOME`` names, else of the one there is."""
    home = os.environ.get("JAVA_HOME")
    return str(Path(home) / "bin" / program) if home else program


def _cache() -> Path:
    home = os.environ.get("TIMTIN_TEST_JARS")
    return Path(home) if home else Path.home() / ".cache" / "timtin-tests"


@cache
def _jars() -> Path:
    lib = _cache() / f"opensearch-{VERSION}"
    if not (lib / "done").exists():
        subprocess.run(
            [
                *("mvn", "-q", "-B", "-f", str(HERE / "pom.xml")),
                *("dependency:copy-dependencies", f"-DoutputDirectory={lib}"),
                *(f"-Dopensearch={VERSION}", f"-Dlog4j={LOG4J[VERSION]}"),
            ],
            check=True,
        )
        (lib / "done").touch()
    return lib


@cache
def _classes() -> Path:
    source = HERE / VERSION.partition(".")[0] / "ServerNode.java"
    digest = hashlib.sha256(source.read_bytes()).hexdigest()[:8]
    classes = _cache() / f"node-{digest}"
    command = [_java("javac"), "-cp", f"{_jars()}/*", "-d", str(classes), str(source)]
    if not (classes / "ServerNode.class").exists():
        subprocess.run(command, check=True)
    return classes


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


class Node:
    """A node of a cluster: a process with a folder of its own.

    :param settings: beside those that all nodes of the tests have.
    """

    def __init__(self, folder: Path, name: str, settings: Mapping[str, object]) -> None:
        self.folder, self.name = folder, name
        self.port, self.transport = _free_port(), _free_port()
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def host(self) -> str:
        """Where it answers."""
        return f"127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, also after it was killed."""
        settings = {
            "node.name": self.name,
            "cluster.name": "timtin-tests",
            "http.port": self.port,
            "transport.port": self.transport,
            "network.host": "127.0.0.1",
            "cluster.max_shards_per_node": 5000,
            # The tests' disk may be fuller than a server likes.
            "cluster.routing.allocation.disk.threshold_enabled": "false",
            **self._settings,
        }
        with open(self.folder / "server.log", "ab") as log:
            self._process = subprocess.Popen(
                [
                    *(_java("java"), "-Xms512m", "-Xmx512m", "-XX:+UseSerialGC"),
                    # It lives for minutes: what is compiled longer pays off later.
                    "-XX:TieredStopAtLevel=1",
                    f"-Dlog4j2.configurationFile={HERE / 'log4j2.properties'}",
                    *("-cp", f"{_classes()}:{_jars()}/*", "ServerNode"),
                    str(self.folder),
                    *(f"{name}={value}" for name, value in settings.items()),
                ],
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def wait(self) -> None:
        """Wait until it answers."""
        assert self._process
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self._process.poll() is None:
            try:
                with urllib.request.urlopen(f"http://{self.host}/", timeout=5):
                    return
            except OSError:
                time.sleep(0.2)
        log = (self.folder / "server.log").read_text(errors="replace")
        raise AssertionError(f"no server: {log[-2000:]}")

    def send(self, sign: signal.Signals) -> None:
        """Kill it, freeze it or let it go on."""
        assert self._process
        self._process.send_signal(sign)
        if sign == signal.SIGKILL:
            self._process.wait()

    def stop(self) -> None:
        """End it, frozen or not."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(signal.SIGCONT)
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@contextmanager
def running_server(folder: Path) -> Iterator[str]:
    """Start one node in a folder, give its ``host:port``, and stop it by its process."""
    if known := os.environ.get("TIMTIN_TEST_SERVER"):
        yield known
        return
    require_server()
    node = Node(folder, "n1", {"discovery.type": "single-node"})
    try:
        node.start()
        node.wait()
        yield node.host
    finally:
        node.stop()


@contextmanager
def running_cluster(folder: Path, count: int) -> Iterator[list[Node]]:
    """Start several nodes that are one cluster; all are stopped at the end."""
    require_server()
    settings: dict[str, object] = {
        # Seconds until the others go on without a node that is frozen: docs/cluster.md.
        "cluster.fault_detection.follower_check.timeout": "2s",
        "cluster.fault_detection.follower_check.retry_count": 2,
        "cluster.fault_detection.leader_check.timeout": "2s",
        "cluster.fault_detection.leader_check.retry_count": 2,
        "cluster.publish.timeout": "10s",
        "cluster.follower_lag.timeout": "10s",
    }
    nodes = [
        Node(folder / f"n{one}", f"n{one}", settings) for one in range(1, count + 1)
    ]
    settings |= {
        "discovery.seed_hosts": ",".join(
            f"127.0.0.1:{node.transport}" for node in nodes
        ),
        "cluster.initial_cluster_manager_nodes": ",".join(node.name for node in nodes),
    }
    try:
        for node in nodes:
            node.start()
        for node in nodes:
            node.wait()
        yield nodes
    finally:
        for node in nodes:
            node.stop()


def cluster_data(host: str, name: str, record: str = "current") -> Any:
    """What stands for a folder in a server."""
    from search.engines.opensearch.connection import connect
    from search.engines.opensearch.data import ClusterData

    return ClusterData(connect(ClusterAddress((host,), name)), name, record)


def remove_data(data: Any) -> None:
    """Remove what stood for a folder."""
    from search.engines.opensearch.records import read_state
    from search.engines.opensearch.writer import drop_indices

    state = read_state(data.document.read())
    gone = [state.index, *(index for index, _ in state.retired)]
    drop_indices(data.connection, gone)
    data.document.remove()


def remove_indices(host: str, name: str) -> None:
    """Remove all that an index has in a server."""
    from search.engines.opensearch.connection import connect
    from search.engines.opensearch.writer import drop_indices

    connection = connect(ClusterAddress((host,), name))
    rows = connection.call("GET", f"/_cat/indices/{name}-*", format="json", h="index")
    drop_indices(connection, [row["index"] for row in rows])
