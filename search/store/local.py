"""An index in a folder of this machine.

index/
  manifest.json          which data is current; replaced last, in one step
  writer.lock            held by the one writer
  data-20251122T0812-3f/ the current data
    .timtin              says that the folder is ours to remove
    engine/              what the engine keeps
    lexicon-3.sqlite     side files
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from search.engines.base import EngineModule, EngineReader
from search.engines.durable import sync_folder
from search.engines.index_errors import engine_unknown
from search.fields import Profile
from search.store.folders import (
    make_data,
    new_name,
    prepare_folder,
    remove_data,
    remove_leftovers,
)
from search.store.locks import WriterLock
from search.store.manifest import (
    MANIFEST,
    FileFacts,
    Manifest,
    describe_files,
    find_damage,
    read_choices,
    read_manifest,
    write_manifest,
)
from search.store.marks import mark_time, read_mark

ENGINE_FOLDER = "engine"
ENGINES = ("whoosh", "tantivy")
"""Of an index in a folder; the first is that of a new one."""


@dataclass(frozen=True, slots=True)
class LocalLook:
    """An index folder at one moment; costs a look at two files' times."""

    path: Path
    signature: tuple[int, int, int, int]

    def manifest(self) -> Manifest:
        """What the folder says of itself."""
        return read_manifest(self.path)

    def open_reader(self, engine: EngineModule, manifest: Manifest) -> EngineReader:
        """Open the engine's files."""
        return engine.open_reader(self.path / manifest.data / ENGINE_FOLDER)

    def side_path(self, data: str, name: str) -> Path:
        """A side file is in the data folder."""
        return self.path / data / name


class LocalPlace:
    """A folder; see :class:`search.store.places.Place`."""

    is_shared = False

    def __init__(self, path: Path) -> None:
        self.location = self._path = path

    def look(self) -> LocalLook:
        """See which manifest and which mark there are."""
        mark = mark_time(self._path)
        try:
            status = (self._path / MANIFEST).stat()
        except OSError:
            return LocalLook(self._path, (0, 0, 0, mark))
        facts = status.st_mtime_ns, status.st_size, status.st_ino
        return LocalLook(self._path, (*facts, mark))

    def choices(self) -> tuple[str, Profile | None]:
        """The engine and profile of an index, outdated or not."""
        return read_choices(self._path)

    def engine_name(self, asked: str) -> str:
        """Whoosh, unless another was asked for."""
        if asked and asked not in ENGINES:
            raise engine_unknown(asked)
        return asked or ENGINES[0]

    def mark(self, data: str) -> str:
        """What a check found wrong."""
        return read_mark(self._path, data)

    def damage(self, manifest: Manifest, thorough: bool = False) -> str | None:
        """What is wrong with the files that a manifest names."""
        folder = self._path / manifest.data / ENGINE_FOLDER
        return find_damage(folder, manifest.files, thorough)

    def size(self, data: str) -> int:
        """Bytes of all files of some data."""
        files = (self._path / data).rglob("*")
        return sum(item.stat().st_size for item in files if item.is_file())

    def prepare(self) -> None:
        """Make the folder."""
        prepare_folder(self._path)

    def lock(self) -> WriterLock:
        """The lock file of the folder."""
        return WriterLock(self._path)

    def make_data(self) -> str:
        """A data folder with an empty one for the engine."""
        name = new_name()
        try:
            make_data(self._path / name)
            (self._path / name / ENGINE_FOLDER).mkdir()
        except BaseException:
            self.remove_data(name)
            raise
        return name

    def engine_path(self, data: str) -> Path:
        """The engine's folder."""
        return self._path / data / ENGINE_FOLDER

    def side_path(self, data: str, name: str) -> Path:
        """A side file is in the data folder."""
        return self._path / data / name

    def keep_side_file(self, data: str, name: str) -> None:
        """Readers find it where it was written."""

    def describe(
        self, data: str, names: Collection[str], known: Mapping[str, FileFacts]
    ) -> dict[str, FileFacts]:
        """Lengths and checksums of the engine's files."""
        return describe_files(self.engine_path(data), names, known)

    def finish(self, data: str) -> None:
        """Force the names in the data folder to disk."""
        sync_folder(self._path / data)

    def write(self, manifest: Manifest) -> None:
        """Replace the manifest's file."""
        write_manifest(self._path, manifest)

    def remove_data(self, data: str) -> None:
        """Remove a data folder."""
        remove_data(self._path / data)

    def remove_leftovers(self, current: str) -> None:
        """Remove the other data folders."""
        remove_leftovers(self._path, current)

    def discard(self, data: str) -> None:
        """Remove the manifest, then the data folder."""
        (self._path / MANIFEST).unlink()
        remove_data(self._path / data)
