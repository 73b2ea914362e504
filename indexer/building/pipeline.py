"""Paths -> an index: reads what is new, writes it batch by batch, and says what it did.

intake -> (processes) clean, facts, terms -> groups of copies -> engine -> ledger

The engine commits first, the ledger right after it (:mod:`indexer.building.ledger`). A first
build commits as it goes, so that a run that was killed goes on where it was; ``full`` on
an index that is in use builds aside and swaps.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TextIO

from indexer.building.intake import FileEnd, Intake, measure
from indexer.building.ledger import INDEX_STATE, LEDGER, Ledger, ledger_failure
from indexer.building.lexicons import LexiconKeeper
from indexer.building.memory import release_freed_memory
from indexer.building.messages import (
    FAILED,
    READER_VERSION,
    PreparedArticle,
    ReadSettings,
    article_digest,
    sketch_article,
    with_group,
)
from indexer.building.moving import CHUNK, bring_over
from indexer.building.progress import Progress, Summary
from indexer.building.workers import load_and_read, read_batches
from indexer.copies.duplicates import CopyIndex
from indexer.sources import STDIN, ReadOptions
from indexer.sources.options import (
    DAMAGED_ARCHIVE,
    MISSING_PARTS,
    TOO_LARGE_EXPANDED,
    UNREADABLE,
)
from indexer.sources.readers import check_options
from indexer.sources.record import Rejected
from indexer.sources.walk import is_under
from search.article import Article
from search.batches import batched
from search.engines.base import EngineReader
from search.errors import IndexMissing, SourceError, TimtinError
from search.fields import Profile
from search.location import Location
from search.store.manifest import Versions
from search.store.opening import (
    CLUSTER_ENGINE,
    ENGINES,
    VERSIONS,
    open_index,
    place_of,
)
from search.store.places import Place
from search.store.writing import IndexSession, discard_empty, rebuild, update

__all__ = ["IndexOptions", "Progress", "Summary", "run"]

_INCOMPLETE = frozenset(
    (UNREADABLE, DAMAGED_ARCHIVE, TOO_LARGE_EXPANDED, FAILED, *MISSING_PARTS)
)
"""After these a file may still hold what was read from it before, or may be read by a
later run."""

_TRIMMED = 8
"""Steps after which freed memory is given back."""


@dataclass(frozen=True, slots=True)
class IndexOptions:
    """What a run may be told.

    :param engine: of a new index (``whoosh`` when empty); another one than the index
        has moves all articles over to it.
    :param full: read everything again and build aside.
    :param workers: processes that read articles.
    :param commit_every: articles after which what was done is made durable.
    :param prune: remove articles whose files are gone.
    :param rejects: where to write what was rejected, as JSON Lines.
    :param group: whether to group copies.
    :param today: bounds which years are believable.
    """

    read: ReadOptions = ReadOptions()
    engine: str = ""
    profile: Profile | None = None
    full: bool = False
    workers: int = 1
    commit_every: int = 50_000
    prune: bool = False
    rejects: Path | None = None
    group: bool = True
    memory_mib: int = 256
    versions: Versions = VERSIONS
    today: date | None = None


Watch = Callable[[Progress], None]


def run(
    paths: Sequence[str | os.PathLike[str]],
    index_path: Location | str,
    options: IndexOptions | None = None,
    progress: Watch | None = None,
) -> Summary:
    """Bring an index up to date with what is at the paths.

    :param progress: called often; it must be quick.
    :raises SourceError: when there is nothing at a path, before anything is written.
    :raises search.errors.TimtinError: when the index cannot be written to.
    """
    options = options or IndexOptions()
    named = [os.fspath(path) for path in paths]
    _check_paths(named, options)
    check_options(options.read)
    with _open_session(place_of(index_path), options) as (session, first), _rejects(
        options.rejects
    ) as rejects:
        total = measure(named) if progress else 0
        try:
            work = _IndexingRun(session, options, progress, rejects, total)
            with closing(work):
                work.start()
                work.read(named)
                work.finish(compact=first)
        except TimtinError:
            raise
        except Exception as error:
            ledger = session.side_path(LEDGER)
            if failure := ledger_failure(ledger, index_path, error):
                raise failure from error
            raise
    work.summary.seconds = time.monotonic() - work.started
    return work.summary


def _check_paths(paths: Sequence[str], options: IndexOptions) -> None:
    if not paths:
        raise SourceError(
            "chưa cho biết đọc tin từ đâu", "Ví dụ: timtin index thư-mục-tin"
        )
    for path in paths:
        if path != STDIN and not os.path.lexists(path) and not options.prune:
            raise SourceError(
                f"không có tệp hay thư mục {path!r}",
                "Kiểm tra lại đường dẫn; nếu nguồn đã bị xóa, dùng: timtin index --prune",
            )


@contextmanager
def _open_session(
    place: Place, options: IndexOptions
) -> Iterator[tuple[IndexSession, bool]]:
    """The session that suits the index there is, and whether all of it is new."""
    manifest, path = None, place.location
    try:
        opened = open_index(path, None if options.full else options.versions)
        manifest = opened.manifest
        opened.close()
    except IndexMissing:
        pass
    except Exception:
        # Whatever is wrong with the old index, a full build does not need it.
        if not options.full:
            raise
    arguments = options.versions, options.memory_mib
    if options.full:
        known, kept = place.choices()
        known = known if known in (*ENGINES, CLUSTER_ENGINE) else ""
        engine = place.engine_name(options.engine or known)
        profile = options.profile or (kept if engine == known else None)
        with rebuild(path, engine, profile, *arguments) as session:
            yield session, True
        return
    if manifest is None:
        with rebuild(path, options.engine, options.profile, *arguments):
            pass
        try:
            with update(path, *arguments) as session:
                yield session, True
        except BaseException:
            discard_empty(path)
            raise
        return
    engine = place.engine_name(options.engine or manifest.engine)
    profile = options.profile or (
        manifest.profile if engine == manifest.engine else None
    )
    if engine == manifest.engine and profile == manifest.profile:
        with update(path, *arguments) as session:
            yield session, False
        return
    with rebuild(path, engine, profile, *arguments) as session:
        _move(path, session, options)
        yield session, True


def _move(path: Location, session: IndexSession, options: IndexOptions) -> None:
    """Bring all articles of the current index over to another engine or profile."""
    opened = open_index(path, options.versions)
    try:
        session.copy_side_file(opened.side_path(LEDGER), LEDGER)
        for chunk in batched(opened.reader.scan(), CHUNK):
            bring_over(session, chunk)
    finally:
        opened.close()


@contextmanager
def _rejects(path: Path | None) -> Iterator[TextIO | None]:
    if path is None:
        yield None
        return
    try:
        with open(path, "w", encoding="utf-8", errors="replace") as file:
            yield file
    except OSError as error:
        raise SourceError(
            f"không ghi được tệp {path}: {error.strerror}",
            "Chọn tệp khác cho --rejects",
        ) from error


class _IndexingRun:
    """One run over one session."""

    def __init__(
        self,
        session: IndexSession,
        options: IndexOptions,
        progress: Watch | None,
        rejects: TextIO | None,
        total_bytes: int,
    ) -> None:
        self.started = time.monotonic()
        self.summary = Summary()
        self._session = session
        self._options = options
        self._progress = progress
        self._rejects = rejects
        self._total = total_bytes
        self._ledger = _open_ledger(session)
        self._copies = CopyIndex(self._ledger.connection)
        self._intake = Intake(self._ledger, options.read, self._watch)
        self._lexicon: LexiconKeeper | None = None
        self._incomplete: set[int] = set()
        self._since_commit = 0

    def close(self) -> None:
        self._ledger.close()

    def start(self) -> None:
        """See that the ledger knows the articles of the index."""
        if not self._ledger.article_count:
            self._adopt()
        whole = not self._ledger.article_count
        self._lexicon = LexiconKeeper(self._session, self._ledger, whole)

    def _adopt(self) -> None:
        """Learn from the index itself what a lost ledger held."""
        with _reading(self._session) as reader:
            for id, stored in reader.scan():
                article = Article.from_stored(stored)
                self._ledger.note_article(id, article_digest(article), article.group)
                if self._options.group:
                    made = sketch_article(article)
                    date = article.date.value if article.date else ""
                    was_representative = (
                        not article.is_copy and reader.frequency("group", id) > 1
                    )
                    self._copies.add(
                        id, made, date, article.publisher, was_representative
                    )

    def read(self, paths: Sequence[str]) -> None:
        """Read all paths, write what is new, remove what is gone."""
        settings = ReadSettings(
            self._session.profile, self._options.read, self._options.today
        )
        batches = self._intake.batches(paths, forgiving=self._options.prune)
        steps = read_batches(batches, settings, self._options.workers)
        for turn, (step, results) in enumerate(steps, 1):
            for file, outcomes in zip(step.files, results, strict=True):
                for outcome in outcomes:
                    if isinstance(outcome, Rejected):
                        self._reject(file, outcome)
                    else:
                        self._write(file, outcome)
            for end in step.ends:
                self._end(end)
            if self._since_commit >= self._options.commit_every:
                self._commit()
            if turn % _TRIMMED == 0:
                release_freed_memory()
        self._remove_gone([os.path.abspath(path) for path in paths if path != STDIN])

    def _write(self, file: int, made: PreparedArticle) -> None:
        self.summary.read += 1
        self._ledger.note_record(file, made.record, made.id)
        known = self._ledger.article_digest(made.id)
        if known and known[0] == made.digest:
            self.summary.unchanged += 1
            return
        if known is None:
            self.summary.added += 1
        elif known[1]:
            self.summary.repeated += 1
        else:
            self.summary.changed += 1
        self._ledger.note_article(made.id, made.digest, "")
        stored, terms = made.stored, made.terms
        if self._options.group:
            group = self._copies.add(
                *(made.id, made.sketch, made.published, made.publisher),
                was_representative=made.was_representative,
                keys=made.bands,
            )
            if group:
                stored, terms = with_group(stored, terms, group)
                self._copies.note_written(made.id, group)
        self._session.put(made.id, terms, stored)
        assert self._lexicon is not None
        self._lexicon.add(made.id, made.title, stored, terms, made.numbered)
        self._since_commit += 1

    def _reject(self, file: int, rejected: Rejected) -> None:
        self.summary.rejected.add(rejected.reason)
        if rejected.reason in _INCOMPLETE:
            self._incomplete.add(file)
        if self._rejects is not None:
            line = {
                "source": rejected.source,
                "reason": rejected.reason,
                "detail": rejected.detail,
            }
            self._rejects.write(json.dumps(line, ensure_ascii=False) + "\n")

    def _end(self, end: FileEnd) -> None:
        if end.path == STDIN:
            return
        if end.number in self._incomplete or end.digest is None:
            self._ledger.finish_file(end.number, end.size, end.modified, None)
            return
        self._remove(self._ledger.drop_unseen_records(end.number))
        self._ledger.finish_file(
            end.number, end.size, end.modified, end.digest, end.checked
        )

    def _remove(self, ids: Iterable[str]) -> None:
        assert self._lexicon is not None
        for id in ids:
            self._session.delete(id)
            self._copies.remove(id)
            self._lexicon.remove()
            self.summary.removed += 1
            self._since_commit += 1

    def _remove_gone(self, roots: Sequence[str]) -> None:
        for number, path in self._ledger.unseen_files():
            if path == STDIN or not any(is_under(path, root) for root in roots):
                continue
            if any(is_under(path, root) for root in self._intake.unreadable):
                continue
            if os.path.lexists(path):
                continue
            if self._options.prune:
                self._remove(self._ledger.forget_file(number))
            else:
                self.summary.missing += 1

    def _commit(self) -> None:
        self._session.commit()
        self._note_state()
        self._ledger.commit()
        self._since_commit = 0
        release_freed_memory()

    def _note_state(self) -> None:
        if state := self._session.shared_state:
            self._ledger.set_meta(INDEX_STATE, state)

    def finish(self, compact: bool) -> None:
        """Commit, bring groups and counts up to date, and complete the summary."""
        assert self._lexicon is not None
        with ThreadPoolExecutor(1) as beside:
            counting = beside.submit(self._lexicon.write)
            self._commit()
            if self._options.group:
                self._regroup()
            if compact:
                self._watch_stage("compacting")
                self._session.settle()
            self._watch_stage("counting")
            counting.result()
        self._lexicon.finish()
        self.summary.unchanged += self._intake.unchanged
        self.summary.read += self._intake.unchanged
        self.summary.files = self._intake.files
        self.summary.same_files = self._intake.same_files
        self.summary.grouped = self._copies.copy_count
        self.summary.count = self._ledger.article_count
        self._note_state()
        self._ledger.commit()

    def _regroup(self) -> None:
        """Write articles again whose group became another one after they were written."""
        stale = list(self._copies.stale())
        if not stale:
            return
        self._watch_stage("grouping")
        settings = ReadSettings(self._session.profile)
        with _reading(self._session) as reader:
            for chunk in batched(stale, CHUNK):
                found = reader.fetch([id for id, _ in chunk])
                articles = [Article.from_stored(text) for text in found if text]
                groups = dict(chunk)
                for outcomes in load_and_read(articles, settings):
                    for made in outcomes:
                        assert isinstance(made, PreparedArticle)
                        group = groups[made.id]
                        stored, terms = with_group(made.stored, made.terms, group)
                        self._session.put(made.id, terms, stored)
                        self._copies.note_written(made.id, group)
        self._commit()

    def _watch(self, done_bytes: int) -> None:
        if self._progress is not None:
            self._report("reading", done_bytes)

    def _watch_stage(self, stage: str) -> None:
        if self._progress is not None:
            self._report(stage, self._total)

    def _report(self, stage: str, done_bytes: int) -> None:
        assert self._progress is not None
        articles = self.summary.read + self._intake.unchanged
        seconds = time.monotonic() - self.started
        self._progress(Progress(stage, articles, done_bytes, self._total, seconds))


def _open_ledger(session: IndexSession) -> Ledger:
    """The ledger of an index; an empty one where another machine, or a run that was
    killed, has written to the index since."""
    path = session.side_path(LEDGER)
    state = session.shared_state
    ledger = Ledger(path, version=str(READER_VERSION))
    is_ours = ledger.get_meta(INDEX_STATE) == state or not ledger.article_count
    if not state or is_ours:
        return ledger
    ledger.close()
    path.unlink()
    return Ledger(path, version=str(READER_VERSION))


@contextmanager
def _reading(session: IndexSession) -> Iterator[EngineReader]:
    reader = session.open_reader()
    try:
        yield reader
    finally:
        reader.close()
