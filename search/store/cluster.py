"""An index in a cluster: a manifest in the record that also tells what is seen.

The record ``current`` of the index ``NAME-meta`` holds the manifest, the state of its
data and what files there are beside it, so all of them are replaced in one step. Data
that are being built have a record of their own, which nothing names before the swap.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from search.engines.base import EngineModule, EngineReader
from search.engines.index_errors import (
    engine_not_of_cluster,
    index_missing,
    not_an_index,
)
from search.engines.opensearch.connection import Connection, connect
from search.engines.opensearch.data import ClusterData
from search.engines.opensearch.engine import NAME
from search.engines.opensearch.lease import LEASE, Lease
from search.engines.opensearch.mapping import JSON
from search.engines.opensearch.reader import ClusterReader
from search.engines.opensearch.records import (
    Record,
    overtaken,
    prepare_meta,
    read_state,
)
from search.engines.opensearch.side_files import (
    keep_file,
    local_copy,
    piece_prefix,
    state_folder,
)
from search.engines.opensearch.writer import drop_indices
from search.errors import IndexMissing, TimtinError
from search.fields import PROFILES, Profile
from search.location import ClusterAddress
from search.store.folders import new_name
from search.store.manifest import (
    FileFacts,
    Manifest,
    dump_manifest,
    parse_manifest,
)

CURRENT = "current"


@dataclass(frozen=True, slots=True)
class ClusterLook:
    """An index in a cluster at one moment; costs one call.

    :param source: of the record.
    """

    connection: Connection
    source: JSON

    @property
    def signature(self) -> object:
        """The manifest, what is seen, and the files beside it."""
        state = read_state(self.source)
        seen = state.index, state.generation, state.count
        return seen, json.dumps([self.source["manifest"], self.source["sides"]])

    def manifest(self) -> Manifest:
        """What the record says of the index."""
        raw = json.dumps(self.source["manifest"]).encode()
        return parse_manifest(self.connection.address, raw)

    def open_reader(self, engine: EngineModule, manifest: Manifest) -> EngineReader:
        """A reader of the state in the record."""
        data = ClusterData(self.connection, self.connection.address.name, CURRENT)
        return ClusterReader(data, read_state(self.source))

    def side_path(self, data: str, name: str) -> Path:
        """A copy of a file in the cluster; else where this machine has it alone."""
        if facts := self.source["sides"].get(name):
            return local_copy(self.connection, self.connection.address.name, facts)
        return state_folder(self.connection.address) / data / name


class _Nothing:
    """Where there is no index yet."""

    signature: object = None

    def __init__(self, address: ClusterAddress) -> None:
        self._address = address

    def manifest(self) -> Manifest:
        """There is none."""
        raise index_missing(self._address)

    def open_reader(self, engine: EngineModule, manifest: Manifest) -> EngineReader:
        """There is none."""
        raise index_missing(self._address)

    def side_path(self, data: str, name: str) -> Path:
        """Where it would be."""
        return state_folder(self._address) / data / name


class ClusterPlace:
    """A name in a cluster; see :class:`search.store.places.Place`."""

    is_shared = True

    def __init__(self, address: ClusterAddress) -> None:
        self.location = address
        self._connection = connect(address)
        self._current = self._record(CURRENT)
        self._lease: Lease | None = None
        self._built = ""

    def _record(self, id: str) -> Record:
        return Record(self._connection, self.location.name, id)

    def look(self) -> ClusterLook | _Nothing:
        """Read the record."""
        try:
            return ClusterLook(self._connection, self._current.read())
        except IndexMissing:
            self._refuse_others()
            return _Nothing(self.location)

    def _refuse_others(self) -> None:
        """See that the name is not that of something else in the cluster."""
        if self._connection.call("HEAD", f"/{self.location.name}"):
            raise not_an_index(self.location)

    def choices(self) -> tuple[str, Profile | None]:
        """The engine and profile of an index, outdated or not."""
        with suppress(TimtinError, KeyError, TypeError):
            profile = self._current.read()["manifest"]["profile"]
            if profile in PROFILES:
                return NAME, cast(Profile, profile)
        return "", None

    def engine_name(self, asked: str) -> str:
        """The one that talks to clusters."""
        if asked not in ("", NAME):
            raise engine_not_of_cluster(self.location, asked)
        return NAME

    def mark(self, data: str) -> str:
        """The cluster itself keeps from being served what is damaged."""
        return ""

    def damage(self, manifest: Manifest, thorough: bool = False) -> str | None:
        """As :meth:`mark`."""
        return None

    def size(self, data: str) -> int:
        """Bytes of the articles' index, all its copies."""
        index = read_state(self._current.read()).index
        found = self._connection.call("GET", f"/{index}/_stats/store")
        return int(found["_all"]["total"]["store"]["size_in_bytes"])

    def prepare(self) -> None:
        """Make the index of records."""
        self._refuse_others()
        prepare_meta(self._connection, self.location.name)

    def lock(self) -> Lease:
        """Take the lease, and keep out whoever had it before."""
        lease = Lease(self._connection, self.location.name)
        try:
            with suppress(IndexMissing):
                self._current.change(lambda source: {**source, "writer": lease.token})
        except BaseException:
            lease.release()
            raise
        self._lease = lease
        return lease

    def make_data(self) -> str:
        """A name; the engine makes the record."""
        self._built = new_name()
        return self._built

    def _record_of(self, data: str) -> Record:
        return self._record(data) if data == self._built else self._current

    def engine_path(self, data: str) -> ClusterData:
        """What stands for a folder."""
        record = self._record_of(data)
        return ClusterData(self._connection, self.location.name, record.id)

    def side_path(self, data: str, name: str) -> Path:
        """In a folder of this machine's for this index."""
        folder = state_folder(self.location) / data
        folder.mkdir(parents=True, exist_ok=True)
        return folder / name

    def keep_side_file(self, data: str, name: str) -> None:
        """Put the file into the cluster, then its name into the record."""
        path = self.side_path(data, name)
        if not path.exists():
            return
        facts = keep_file(self._connection, self.location.name, path)
        self._record_of(data).change(
            lambda source: {
                **self._mine(source),
                "sides": {**source.get("sides", {}), name: facts},
            }
        )

    def describe(
        self, data: str, names: Collection[str], known: Mapping[str, FileFacts]
    ) -> dict[str, FileFacts]:
        """The cluster keeps its own files."""
        return {}

    def finish(self, data: str) -> None:
        """What the cluster has acknowledged is durable."""

    def write(self, manifest: Manifest) -> None:
        """Replace the record, with the state of new data if it names them."""
        told = json.loads(dump_manifest(manifest))
        if manifest.data != self._built:
            self._current.change(
                lambda source: {**self._mine(source), "manifest": told}
            )
            return
        built = self._record(manifest.data)
        made = built.read()
        made = {
            "writer": self._lease.token if self._lease else "",
            "manifest": told,
            "state": made["state"],
            "sides": made.get("sides", {}),
        }

        def swap(source: JSON) -> JSON:
            before = read_state(self._mine(source))
            retired = (*before.retired, (before.index, int(time.time())))
            state = replace(read_state(made), retired=retired)
            return {**made, "state": state.to_json()}

        try:
            self._current.change(swap)
        except IndexMissing:
            self._current.create(made)
        self._built = ""
        built.remove()

    def _mine(self, source: JSON) -> JSON:
        """A record that nobody else has taken over."""
        writer = source.get("writer")
        if self._lease is None or writer not in (None, self._lease.token):
            raise overtaken(self._connection)
        return source

    def remove_data(self, data: str) -> None:
        """Remove the articles' index, the record and what this machine has."""
        record = self._record_of(data)
        with suppress(TimtinError):
            drop_indices(self._connection, [read_state(record.read()).index])
            record.remove()
        self._forget_folder(data)

    def remove_leftovers(self, current: str) -> None:
        """Remove what no record names any more; readers have the time to leave what they
        may still have open."""
        with suppress(TimtinError):
            self._remove_leftovers()
        for folder in state_folder(self.location).glob("data-*"):
            if folder.name not in (current, self._built):
                self._forget_folder(folder.name)

    def _remove_leftovers(self) -> None:
        source = self._current.read()
        state, name = read_state(source), self.location.name
        known = {state.index, *(index for index, _ in state.retired)}
        rows = self._connection.call(
            "GET", f"/_cat/indices/{name}-data-*", format="json", h="index"
        )
        drop_indices(
            self._connection,
            [row["index"] for row in rows if row["index"] not in known],
        )
        self._connection.refresh(f"{name}-meta")
        hits = self._connection.call(
            "POST", f"/{name}-meta/_search", {"size": 10_000, "_source": False}
        )["hits"]["hits"]
        kept = tuple(piece_prefix(side["digest"]) for side in source["sides"].values())
        for id in (hit["_id"] for hit in hits):
            if id not in (CURRENT, LEASE) and not (kept and id.startswith(kept)):
                self._record(id).remove()

    def _forget_folder(self, data: str) -> None:
        folder = state_folder(self.location) / data
        if data and folder.is_dir():
            shutil.rmtree(folder, ignore_errors=True)

    def discard(self, data: str) -> None:
        """Remove the record, then the articles' index."""
        self.remove_data(data)
