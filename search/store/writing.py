"""Writing an index: building it aside and swapping, or updating it in place.

A build goes to a data folder of its own that nothing names before the manifest does,
so whatever happens before that step leaves the last index as it was. An update relies
on the engine's own commit, which is one step too; the manifest follows it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from search.engines.base import EngineModule, EngineReader, EngineRelease, EngineWriter
from search.engines.index_errors import cannot_write
from search.errors import TimtinError
from search.fields import ArticleTerms, Profile
from search.location import Location
from search.store.manifest import Manifest, Versions
from search.store.opening import load_engine, open_index, place_of
from search.store.places import Place

MERGING_ENGINES = frozenset({"whoosh"})
"""Their compaction merges files; the others' indexes every article again."""

_T = TypeVar("_T")


class IndexSession:
    """The one writer of an index, from :func:`rebuild` or :func:`update`.

    A forked child has neither its lock nor the threads of its engine: there every method
    that writes raises a ``TimtinError``, and leaving the block touches nothing.
    """

    def __init__(
        self, place: Place, manifest: Manifest, writer: EngineWriter, building: bool
    ) -> None:
        self._place = place
        self._manifest = manifest
        self._writer = writer
        self._building = building
        self._process = os.getpid()

    @property
    def profile(self) -> Profile:
        """Which terms :meth:`put` expects."""
        return self._manifest.profile

    @property
    def manifest(self) -> Manifest:
        """As of the last commit."""
        return self._manifest

    def put(self, id: str, terms: ArticleTerms, stored: str | bytes) -> None:
        """Add an article, in the place of one with the same id if there is one."""
        self._run(lambda: self._writer.put(id, terms, stored))

    def delete(self, id: str) -> None:
        """Remove an article; an unknown id is no error."""
        self._run(lambda: self._writer.delete(id))

    def commit(self) -> None:
        """Make what came so far durable, and visible unless this is a rebuild."""
        self._run(self._writer.commit)
        if not self._building:
            self._stamp()

    def compact(self) -> None:
        """Commit and merge everything into one piece, without what is dead."""
        self._run(self._writer.compact)
        if not self._building:
            self._stamp()

    def settle(self) -> None:
        """End a build: compact where that merges files; an engine that would index all
        articles again does so by itself once enough of them are dead."""
        if self._manifest.engine in MERGING_ENGINES:
            self.compact()

    def open_reader(self) -> EngineReader:
        """Read the last commit, also of a build that nobody else sees yet."""
        engine = load_engine(self._manifest.engine)
        return engine.open_reader(self._place.engine_path(self._manifest.data))

    def side_path(self, name: str) -> Path:
        """Where to write a side file; write aside and ``os.replace`` it in an update.

        Side files are not part of a commit: each must stand on its own.
        """
        return self._place.side_path(self._manifest.data, name)

    def keep_side_file(self, name: str) -> None:
        """Let readers have a side file as it was written."""
        self._run(lambda: self._place.keep_side_file(self._manifest.data, name))

    def copy_side_file(self, source: Path, name: str) -> None:
        """Take a side file of other data along; none is no error."""

        def act() -> None:
            import shutil  # slow to import, and readers import this module

            with suppress(FileNotFoundError):
                shutil.copyfile(source, self.side_path(name))

        self._run(act)

    @property
    def shared_state(self) -> str:
        """Names the committed state of an index that other machines write to; "" for
        one that only this machine does."""
        if not self._place.is_shared:
            return ""
        reader = self.open_reader()
        try:
            return f"{self._manifest.data}.{reader.generation}"
        finally:
            reader.close()

    def _run(self, act: Callable[[], _T]) -> _T:
        if os.getpid() != self._process:
            raise TimtinError(
                f"Chỉ mục ở {self._place.location} do tiến trình {self._process} ghi",
                "Để chính tiến trình đó ghi, hoặc đợi nó xong rồi mở chỉ mục lần nữa",
            )
        try:
            return act()
        except OSError as error:
            raise cannot_write(_folder(self._place), error) from error

    def _stamp(self) -> None:
        """Write the manifest of what the engine has committed."""

        def act() -> None:
            reader = self.open_reader()
            try:
                generation, count = reader.generation, reader.count
                names = reader.files
            finally:
                reader.close()
            files = self._place.describe(
                self._manifest.data, names, self._manifest.files
            )
            manifest = replace(
                self._manifest,
                release=_release(load_engine(self._manifest.engine)),
                generation=generation,
                count=count,
                updated=_now(),
                files=files,
            )
            if self._building or _tells_more(manifest, self._manifest):
                self._place.write(manifest)
                self._manifest = manifest

        self._run(act)

    def _finish(self) -> None:
        self._run(self._writer.commit)
        self._writer.close()
        self._run(lambda: self._place.finish(self._manifest.data))
        self._stamp()

    def _abandon(self) -> None:
        if os.getpid() != self._process:
            return
        with suppress(Exception):
            self._writer.close()
        if self._building and not self._is_current():
            self._place.remove_data(self._manifest.data)

    def _is_current(self) -> bool:
        """Whether the swap came before the failure."""
        try:
            return self._place.look().manifest().data == self._manifest.data
        except TimtinError:
            return False


@contextmanager
def rebuild(
    path: Location | str,
    engine: str = "",
    profile: Profile | None = None,
    versions: Versions | None = None,
    memory_mib: int = 256,
) -> Iterator[IndexSession]:
    """Build an index from nothing beside the one that may be there, then swap.

    Readers see the old index until the block ends without an error, and all of the new
    one from then on. After an error the old one stays.

    :param engine: by default Whoosh in a folder, in a cluster the one there is.
    :param profile: by default ``lean`` for Whoosh and ``full`` for other engines.
    :raises search.errors.UsageError: when the folder holds something else.
    :raises search.errors.IndexLocked: when someone else is writing.
    :raises search.errors.EngineMissing: when the engine is not installed.
    """
    place = place_of(path)
    module = load_engine(place.engine_name(engine))
    place.prepare()
    lock = place.lock()
    try:
        session = _start_build(
            place, module, profile, versions or Versions(), memory_mib
        )
        try:
            yield session
            session._finish()
        except BaseException:
            session._abandon()
            raise
        place.remove_leftovers(session.manifest.data)
    finally:
        lock.release()


def _release(engine: EngineModule) -> EngineRelease:
    return EngineRelease(engine.installed_package(), engine.FORMAT)


def _folder(place: Place) -> Path:
    # Only the files of a folder raise an OSError.
    return Path(str(place.location))


def _tells_more(manifest: Manifest, last: Manifest) -> bool:
    """Whether there is something to write down beside the time."""
    return replace(manifest, updated=last.updated, release=last.release) != last


def _start_build(
    place: Place,
    engine: EngineModule,
    profile: Profile | None,
    versions: Versions,
    memory_mib: int,
) -> IndexSession:
    with suppress(TimtinError):
        place.remove_leftovers(place.look().manifest().data)
    try:
        data = place.make_data()
    except OSError as error:
        raise cannot_write(_folder(place), error) from error
    manifest = Manifest(
        engine=engine.NAME,
        release=_release(engine),
        profile=profile or ("lean" if engine.NAME == "whoosh" else "full"),
        data=data,
        generation="",
        count=0,
        created=_now(),
        updated=_now(),
        versions=versions,
    )
    folder = place.engine_path(data)
    try:
        engine.create(folder, manifest.profile)
        writer = engine.open_writer(folder, manifest.profile, memory_mib)
    except BaseException as error:
        place.remove_data(data)
        if isinstance(error, OSError):
            raise cannot_write(_folder(place), error) from error
        raise
    return IndexSession(place, manifest, writer, building=True)


@contextmanager
def update(
    path: Location | str, versions: Versions | None = None, memory_mib: int = 256
) -> Iterator[IndexSession]:
    """Add to an index, replace and remove articles in it.

    Commits when the block ends without an error (and whenever ``commit`` is called);
    after an error or a crash the last commit stays.

    :raises search.errors.IndexMissing: when there is none; and as :func:`open_index`.
    :raises search.errors.IndexLocked: when someone else is writing.
    """
    place = place_of(path)
    # Without an index there is no lock either.
    place.look().manifest()
    lock = place.lock()
    try:
        opened = open_index(path, versions)
        opened.close()
        manifest = opened.manifest
        place.remove_leftovers(manifest.data)
        module = load_engine(manifest.engine)
        folder = place.engine_path(manifest.data)
        try:
            writer = module.open_writer(folder, manifest.profile, memory_mib)
        except OSError as error:
            raise cannot_write(_folder(place), error) from error
        session = IndexSession(place, manifest, writer, building=False)
        try:
            yield session
            session._finish()
        except BaseException:
            session._abandon()
            raise
    finally:
        lock.release()


def discard_empty(path: Location | str) -> None:
    """Remove an index without articles, as a first build that failed leaves it; whatever
    prevents that leaves it for the next run."""
    with suppress(TimtinError, OSError):
        place = place_of(path)
        lock = place.lock()
        try:
            manifest = place.look().manifest()
            if not manifest.count:
                place.discard(manifest.data)
        finally:
            lock.release()


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S%z")
