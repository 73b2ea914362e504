"""The engine for collections that no single machine holds: an OpenSearch cluster.

A cluster has no commit over its shards and no snapshot that survives a node. So every
document says in which commit it was **born** and, when it was replaced or deleted, in
which it **died**; a record (:mod:`search.engines.opensearch.records`) says which commits
were. A reader keeps what the record said and goes on seeing just that.
"""

from __future__ import annotations

from search.config import load_config
from search.engines.opensearch.data import ClusterData, new_index
from search.engines.opensearch.reader import ClusterReader
from search.engines.opensearch.records import prepare_meta, read_state
from search.engines.opensearch.writer import ClusterWriter
from search.fields import Profile

NAME = "opensearch"
FORMAT = "1"
"""Raise when documents or their mapping change."""


def installed_package() -> str:
    """The package that talks to the cluster."""
    from importlib.metadata import version  # slow to import: only writers ask

    return f"opensearch-py=={version('opensearch-py')}"


def create(place: ClusterData, profile: Profile) -> None:
    """Make an empty index of the cluster, and its record."""
    prepare_meta(place.connection, place.name)
    state = new_index(place, profile, load_config().shards)
    place.document.create({"state": state.to_json()})


def open_reader(place: ClusterData) -> ClusterReader:
    """Open the newest commit for reading.

    :raises search.errors.IndexMissing: when there is none.
    """
    return ClusterReader(place, read_state(place.document.read()))


def open_writer(
    place: ClusterData, profile: Profile, memory_mib: int = 256
) -> ClusterWriter:
    """Open for writing; who was writing before is not any more.

    :param memory_mib: has no effect: articles wait in the cluster.
    """
    return ClusterWriter(place, profile)
