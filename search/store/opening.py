"""Opening an index to read it."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from search.engines.base import OPEN_RETRIES, EngineModule, EngineReader
from search.engines.index_errors import (
    cannot_read,
    engine_missing,
    engine_outdated,
    engine_unknown,
    index_damaged,
    index_outdated,
)
from search.errors import IndexDamaged, TimtinError
from search.fields import ANALYSER_VERSION, SCHEMA_VERSION
from search.language.segmenter.model import MODEL_SHA256
from search.location import ClusterAddress, Location, parse_location
from search.store.local import ENGINE_FOLDER, ENGINES, LocalPlace
from search.store.manifest import Manifest, Versions
from search.store.places import Look, Place

__all__ = ["ENGINES", "ENGINE_FOLDER", "OpenedIndex", "load_engine", "open_index"]

CLUSTER_ENGINE = "opensearch"
"""Of an index in a cluster."""

VERSIONS = Versions(analyser=ANALYSER_VERSION, segmenter=MODEL_SHA256[:12])
"""What makes terms today; an index made by anything else is outdated."""


def load_engine(name: str) -> EngineModule:
    """Import an engine.

    :raises search.errors.EngineMissing: when its package is not installed.
    :raises search.errors.UsageError: when there is no such engine.
    """
    if name not in (*ENGINES, CLUSTER_ENGINE):
        raise engine_unknown(name)
    try:
        module = importlib.import_module(f"search.engines.{name}.engine")
    except ImportError as error:
        raise engine_missing(name) from error
    return cast(EngineModule, module)


def place_of(location: Location | str) -> Place:
    """What the store needs of where an index is.

    :raises search.errors.UsageError: when it is an address that cannot be read.
    :raises search.errors.EngineMissing: when what talks to clusters is not installed.
    """
    location = parse_location(location)
    if not isinstance(location, ClusterAddress):
        return LocalPlace(location)
    load_engine(CLUSTER_ENGINE)
    from search.store.cluster import ClusterPlace  # few need it, and it takes long

    return ClusterPlace(location)


@dataclass(frozen=True, slots=True)
class OpenedIndex:
    """An index open for reading.

    :param reader: a view of one committed state; writers do not disturb it.
    """

    place: Place
    look: Look
    manifest: Manifest
    reader: EngineReader
    versions: Versions | None = None

    @property
    def generation(self) -> str:
        """Names the committed state, across rebuilds too."""
        return f"{self.manifest.data}.{self.reader.generation}"

    @property
    def size(self) -> int:
        """Bytes of the engine's files."""
        return sum(facts[0] for facts in self.manifest.files.values())

    @property
    def used(self) -> int:
        """Bytes of all that is kept of the index."""
        return self.place.size(self.manifest.data)

    def side_path(self, name: str) -> Path:
        """Where a side file of this data is, if there is one."""
        return self.look.side_path(self.manifest.data, name)

    def fresh(self) -> OpenedIndex:
        """This, or the newest committed state when there is a newer one.

        Costs a look at two files' times, or one call, while nothing changed.
        """
        look = self.place.look()
        if look.signature == self.look.signature:
            return self
        return _open_sound(self.place, self.versions, look)

    def close(self) -> None:
        """Release the reader's files."""
        self.reader.close()


def open_index(path: Location | str, versions: Versions | None = None) -> OpenedIndex:
    """Open an index for reading; nothing is locked.

    :param versions: of the caller's analyser, compared with those of the index.
    :raises search.errors.IndexMissing: when there is none.
    :raises search.errors.IndexOutdated: when another version or engine release made it.
    :raises search.errors.IndexDamaged: when its files are not what was written.
    :raises search.errors.EngineMissing: when its engine is not installed.
    :raises search.errors.TimtinError: when this user may not read it.
    """
    place = place_of(path)
    return _open_sound(place, versions, place.look())


def _open_sound(place: Place, versions: Versions | None, look: Look) -> OpenedIndex:
    opened = _open_unmarked(place, versions, look)
    if mark := place.mark(opened.manifest.data):
        opened.close()
        raise index_damaged(place.location, mark)
    return opened


def open_unmarked(path: Location | str, versions: Versions | None) -> OpenedIndex:
    """:func:`open_index` whatever a check has found before."""
    place = place_of(path)
    return _open_unmarked(place, versions, place.look())


def _open_unmarked(place: Place, versions: Versions | None, look: Look) -> OpenedIndex:
    for _ in range(OPEN_RETRIES):
        manifest = look.manifest()
        _check_versions(place.location, manifest, versions)
        damage: TimtinError
        try:
            reader = _open_checked(place, look, manifest)
            return OpenedIndex(place, look, manifest, reader, versions)
        except PermissionError as error:
            # Only files raise it.
            damage = cannot_read(Path(str(place.location)), error)
        except IndexDamaged as error:
            damage = error
        last, look = look, place.look()
        if look.signature == last.signature:
            raise damage
    raise damage


def verify(path: Location | str) -> int:
    """Compare every byte of an index with what was written.

    :returns: how many files were compared.
    :raises search.errors.IndexDamaged: when one differs; else as :func:`open_index`.
    """
    opened = open_unmarked(path, None)
    try:
        damage = opened.place.damage(opened.manifest, thorough=True)
        if damage and not is_newer(opened.manifest, opened.reader.generation):
            raise index_damaged(opened.place.location, damage)
        return len(opened.manifest.files)
    finally:
        opened.close()


def _open_checked(place: Place, look: Look, manifest: Manifest) -> EngineReader:
    engine = load_engine(manifest.engine)
    found, where = manifest.release, place.location
    if found.format != engine.FORMAT:
        if found.package == engine.installed_package():
            raise index_outdated(where, "định dạng", found.format, engine.FORMAT)
        raise engine_outdated(where, found.package, found.format, engine.FORMAT)
    damage = place.damage(manifest)
    try:
        reader = look.open_reader(engine, manifest)
    except IndexDamaged as error:
        detail = damage or error.message.partition(": ")[2] or "không mở được"
        raise index_damaged(where, detail) from error
    if damage and not is_newer(manifest, reader.generation):
        reader.close()
        raise index_damaged(where, damage)
    return reader


def is_newer(manifest: Manifest, generation: str) -> bool:
    """Whether the engine committed something after the manifest was written: only then
    may its files differ from what the manifest says."""
    return _commit_name(generation) != _commit_name(manifest.generation)


def _commit_name(generation: str) -> str:
    return generation.partition(".")[0]


def _check_versions(
    path: Location, manifest: Manifest, versions: Versions | None
) -> None:
    if manifest.schema != SCHEMA_VERSION:
        raise index_outdated(path, "lược đồ", manifest.schema, SCHEMA_VERSION)
    if versions is None:
        return
    for what, found, wanted in (
        ("bộ phân tích", manifest.versions.analyser, versions.analyser),
        ("mô hình tách từ", manifest.versions.segmenter, versions.segmenter),
    ):
        if wanted and found and found != wanted:
            raise index_outdated(path, what, found, wanted)
