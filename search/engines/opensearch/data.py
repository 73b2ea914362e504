"""Some data of an index in a cluster, and new indices of the cluster for it."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass

from search.engines.opensearch.connection import Connection
from search.engines.opensearch.mapping import index_body
from search.engines.opensearch.records import Record, State, make_index
from search.fields import Profile


@dataclass(frozen=True, slots=True)
class ClusterData:
    """Some data of an index in a cluster: what a folder is to other engines.

    :param record: the id of the record that tells its state.
    """

    connection: Connection
    name: str
    record: str = "current"

    @property
    def document(self) -> Record:
        """The record."""
        return Record(self.connection, self.name, self.record)


def new_index(place: ClusterData, profile: Profile, shards: int) -> State:
    """Make an empty index of the cluster under a name of its own."""
    connection = place.connection
    major = int(connection.call("GET", "/")["version"]["number"].partition(".")[0])
    # BM25 lacks the factor K1 + 1 from 3.0 on.
    similarity = "BM25" if major < 3 else "LegacyBM25"
    name = f"{place.name}-data-{time.strftime('%Y%m%dt%H%M%S')}-{os.urandom(4).hex()}"
    body = index_body(profile, shards, similarity)
    # What is late for an index that is gone must not make it anew.
    body["aliases"] = {write_name(name): {}}
    make_index(connection, name, body)
    return State(index=name, shards=shards)


def write_name(index: str) -> str:
    """The alias by which an index of the cluster is written to."""
    return f"{index}-write"
