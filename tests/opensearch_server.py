"""A real OpenSearch server for the tests: Maven's jars and a main class of ours.

The jars (44 MB) and the compiled class are kept in ``TIMTIN_TEST_JARS``, by default a
folder in the user's cache. Skipped where ``java``, ``javac`` or ``mvn`` is missing, unless
``TIMTIN_CLUSTER_TESTS`` is ``required``. ``TIMTIN_TEST_SERVER`` (``host:port``) names one
that runs already.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from search.location import ClusterAddress

HERE = Path(__file__).parent / "opensearch"
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


def _jars() -> Path:
    home = os.environ.get("TIMTIN_TEST_JARS")
    cache = Path(home) if home else Path.home() / ".cache" / "timtin-tests"
    lib = cache / "opensearch-2.19.6"
    if not (lib / "done").exists():
        subprocess.run(
            [
                *("mvn", "-q", "-B", "-f", str(HERE / "pom.xml")),
                *("dependency:copy-dependencies", f"-DoutputDirectory={lib}"),
            ],
            check=True,
        )
        (lib / "done").touch()
    return lib


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


@contextmanager
def running_server(folder: Path) -> Iterator[str]:
    """Start one node in a folder, give its ``host:port``, and stop it by its process."""
    if known := os.environ.get("TIMTIN_TEST_SERVER"):
        yield known
        return
    require_server()
    lib = _jars()
    classes = folder / "classes"
    source = str(HERE / "ServerNode.java")
    subprocess.run(["javac", "-cp", f"{lib}/*", "-d", str(classes), source], check=True)
    port = _free_port()
    settings = {
        "node.name": "n1",
        "cluster.name": "timtin-tests",
        "http.port": port,
        "transport.port": _free_port(),
        "network.host": "127.0.0.1",
        "discovery.type": "single-node",
        "cluster.max_shards_per_node": 5000,
        # The tests' disk may be fuller than a server likes.
        "cluster.routing.allocation.disk.threshold_enabled": "false",
    }
    folder.mkdir(exist_ok=True)
    with open(folder / "server.log", "wb") as log:
        process = subprocess.Popen(
            [
                *("java", "-Xms512m", "-Xmx512m", "-XX:+UseSerialGC"),
                f"-Dlog4j2.configurationFile={HERE / 'log4j2.properties'}",
                *("-cp", f"{classes}:{lib}/*", "ServerNode", str(folder)),
                *(f"{name}={value}" for name, value in settings.items()),
            ],
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait(process, port, folder / "server.log")
        yield f"127.0.0.1:{port}"
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"no server: {log.read_text(errors='replace')[-2000:]}")


def cluster_data(host: str, name: str) -> Any:
    """What stands for a folder in a server."""
    from search.engines.opensearch.connection import connect
    from search.engines.opensearch.data import ClusterData

    return ClusterData(connect(ClusterAddress((host,), name)), name)


def remove_indices(host: str, name: str) -> None:
    """Remove all that an index has in a server."""
    from search.engines.opensearch.connection import connect
    from search.engines.opensearch.writer import drop_indices

    connection = connect(ClusterAddress((host,), name))
    rows = connection.call("GET", f"/_cat/indices/{name}-*", format="json", h="index")
    drop_indices(connection, [row["index"] for row in rows])
