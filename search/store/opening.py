"""Index folders, and opening one to read it.

index/
  manifest.json          which data is current; replaced last, in one step
  writer.lock            held by the one writer
  data-20251122T0812-3f/ the current data
    .timtin              says that the folder is ours to remove
    engine/              what the engine keeps
    lexicon-3.sqlite     side files
"""

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
from search.store.manifest import (
    MANIFEST,
    Manifest,
    Versions,
    find_damage,
    read_manifest,
)
from search.store.marks import mark_time, read_mark

ENGINES = ("whoosh", "tantivy")
"""Of an index in a folder."""
CLUSTER_ENGINE = "opensearch"

VERSIONS = Versions(analyser=ANALYSER_VERSION, segmenter=MODEL_SHA256[:12])
"""What makes terms today; an index made by anything else is outdated."""
ENGINE_FOLDER = "engine"


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


@dataclass(frozen=True, slots=True)
class OpenedIndex:
    """An index open for reading.

    :param reader: a view of one committed state; writers do not disturb it.
    """

    path: Path
    manifest: Manifest
    reader: EngineReader
    versions: Versions | None = None
    signature: tuple[int, int, int, int] = (0, 0, 0, 0)

    @property
    def generation(self) -> str:
        """Names the committed state, across rebuilds too."""
        return f"{self.manifest.data}.{self.reader.generation}"

    @property
    def size(self) -> int:
        """Bytes of the engine's files."""
        return sum(facts[0] for facts in self.manifest.files.values())

    def side_path(self, name: str) -> Path:
        """Where a side file of this data is, if there is one."""
        return self.path / self.manifest.data / name

    def fresh(self) -> OpenedIndex:
        """This, or the newest committed state when there is a newer one.

        Costs a look at two files' times while nothing changed.
        """
        if _signature(self.path) == self.signature:
            return self
        return open_index(self.path, self.versions)

    def close(self) -> None:
        """Release the reader's files."""
        self.reader.close()


def open_index(path: Path | str, versions: Versions | None = None) -> OpenedIndex:
    """Open an index for reading; nothing is locked.

    :param versions: of the caller's analyser, compared with those of the index.
    :raises search.errors.IndexMissing: when there is none.
    :raises search.errors.IndexOutdated: when another version or engine release made it.
    :raises search.errors.IndexDamaged: when its files are not what was written.
    :raises search.errors.EngineMissing: when its engine is not installed.
    :raises search.errors.TimtinError: when this user may not read it.
    """
    opened = open_unmarked(Path(path), versions)
    if mark := read_mark(opened.path, opened.manifest.data):
        opened.close()
        raise index_damaged(opened.path, mark)
    return opened


def open_unmarked(path: Path, versions: Versions | None) -> OpenedIndex:
    """:func:`open_index` whatever a check has found before."""
    for _ in range(OPEN_RETRIES):
        signature = _signature(path)
        manifest = read_manifest(path)
        _check_versions(path, manifest, versions)
        damage: TimtinError
        try:
            reader = _open_checked(path, manifest)
            return OpenedIndex(path, manifest, reader, versions, signature)
        except PermissionError as error:
            damage = cannot_read(path, error)
        except IndexDamaged as error:
            damage = error
        if _signature(path) == signature:
            raise damage
    raise damage


def verify(path: Path | str) -> int:
    """Compare every byte of an index with what was written.

    :returns: how many files were compared.
    :raises search.errors.IndexDamaged: when one differs; else as :func:`open_index`.
    """
    opened = open_unmarked(Path(path), None)
    try:
        folder = opened.path / opened.manifest.data / ENGINE_FOLDER
        damage = find_damage(folder, opened.manifest.files, thorough=True)
        if damage and not is_newer(opened.manifest, opened.reader.generation):
            raise index_damaged(opened.path, damage)
        return len(opened.manifest.files)
    finally:
        opened.close()


def _open_checked(path: Path, manifest: Manifest) -> EngineReader:
    engine = load_engine(manifest.engine)
    found = manifest.release
    if found.format != engine.FORMAT:
        if found.package == engine.installed_package():
            raise index_outdated(path, "định dạng", found.format, engine.FORMAT)
        raise engine_outdated(path, found.package, found.format, engine.FORMAT)
    folder = path / manifest.data / ENGINE_FOLDER
    damage = find_damage(folder, manifest.files)
    try:
        reader = engine.open_reader(folder)
    except IndexDamaged as error:
        detail = damage or error.message.partition(": ")[2] or "không mở được"
        raise index_damaged(path, detail) from error
    if damage and not is_newer(manifest, reader.generation):
        reader.close()
        raise index_damaged(path, damage)
    return reader


def is_newer(manifest: Manifest, generation: str) -> bool:
    """Whether the engine committed something after the manifest was written: only then
    may its files differ from what the manifest says."""
    return _commit_name(generation) != _commit_name(manifest.generation)


def _commit_name(generation: str) -> str:
    return generation.partition(".")[0]


def _check_versions(path: Path, manifest: Manifest, versions: Versions | None) -> None:
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


def _signature(path: Path) -> tuple[int, int, int, int]:
    mark = mark_time(path)
    try:
        status = (path / MANIFEST).stat()
    except OSError:
        return 0, 0, 0, mark
    return status.st_mtime_ns, status.st_size, status.st_ino, mark
