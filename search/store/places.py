"""What the store needs of the place where an index is: a folder or a cluster."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Protocol

from search.engines.base import EngineModule, EngineReader
from search.fields import Profile
from search.location import Location
from search.store.manifest import FileFacts, Manifest


class Lock(Protocol):
    """The right to write, which one process has at a time."""

    def release(self) -> None:
        """Give it back; a second call does nothing."""


class Look(Protocol):
    """An index at one moment."""

    @property
    def signature(self) -> object:
        """Another one after each commit, swap or mark of damage."""

    def manifest(self) -> Manifest:
        """As :func:`search.store.manifest.read_manifest`."""

    def open_reader(self, engine: EngineModule, manifest: Manifest) -> EngineReader:
        """Open the data that the manifest names."""

    def side_path(self, data: str, name: str) -> Path:
        """Where to read a side file of some data, if there is one."""


class Place(Protocol):
    """Where an index is.

    :ivar is_shared: whether other machines may write to it.
    """

    is_shared: bool

    @property
    def location(self) -> Location:
        """As the user named it, for messages."""

    def look(self) -> Look:
        """See what is there now."""

    def choices(self) -> tuple[str, Profile | None]:
        """As :func:`search.store.manifest.read_choices`."""

    def engine_name(self, asked: str) -> str:
        """The engine of a new index.

        :param asked: the one that was asked for, "" for the place's own choice.
        :raises search.errors.UsageError: when it cannot be here.
        """

    def mark(self, data: str) -> str:
        """What a check found wrong with some data; "": nothing."""

    def damage(self, manifest: Manifest, thorough: bool = False) -> str | None:
        """As :func:`search.store.manifest.find_damage`."""

    def size(self, data: str) -> int:
        """Bytes of some data."""

    def prepare(self) -> None:
        """Make room for an index, or see that there is nothing that is not ours.

        :raises search.errors.UsageError: when there is.
        """

    def lock(self) -> Lock:
        """Take the right to write.

        :raises search.errors.IndexLocked: when someone else has it.
        """

    def make_data(self) -> str:
        """Make room for new data that no manifest names, and name it."""

    def engine_path(self, data: str) -> Any:
        """What an engine is given as the path of some data."""

    def side_path(self, data: str, name: str) -> Path:
        """Where to write a side file of some data."""

    def keep_side_file(self, data: str, name: str) -> None:
        """Let readers have a side file as it is now; one that is not there stays as it
        was."""

    def describe(
        self, data: str, names: Collection[str], known: Mapping[str, FileFacts]
    ) -> dict[str, FileFacts]:
        """As :func:`search.store.manifest.describe_files`."""

    def finish(self, data: str) -> None:
        """Make what was written durable."""

    def write(self, manifest: Manifest) -> None:
        """Put a manifest in the place of the last one, in one step."""

    def remove_data(self, data: str) -> None:
        """Remove data of ours."""

    def remove_leftovers(self, current: str) -> None:
        """Remove data that no manifest names."""

    def discard(self, data: str) -> None:
        """Remove the manifest and the data it names."""
