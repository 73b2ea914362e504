"""Articles from one index to another: to another engine, a folder, a cluster.

Articles keep their order, and the ledger and the lexicon come along. What was moved is
committed as it goes, so a move that was stopped goes on where it was.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from indexer.building.ledger import INDEX_STATE, LEDGER, Ledger
from indexer.building.messages import (
    READER_VERSION,
    PreparedArticle,
    ReadSettings,
    with_group,
)
from indexer.building.progress import Progress
from indexer.building.workers import load_and_read
from search.article import Article
from search.batches import batched
from search.collection.lexicon import FILE_NAME
from search.errors import IndexMissing, UsageError
from search.fields import Profile
from search.location import Location, parse_location
from search.store.opening import (
    ENGINES,
    VERSIONS,
    OpenedIndex,
    open_index,
    place_of,
)
from search.store.writing import IndexSession, rebuild, update

CHUNK = 128
"""Articles that are read together."""

COMMIT_EVERY = 2_000
"""Articles after which what was moved stays."""

Row = tuple[str, str]
"""An article: its id and its stored JSON."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move did, in articles.

    :param before: that an earlier run had moved.
    """

    articles: int
    before: int
    seconds: float


def move(
    source: Location | str,
    target: Location | str,
    engine: str = "",
    profile: Profile | None = None,
    progress: Callable[[Progress], None] | None = None,
    memory_mib: int = 256,
) -> Moved:
    """Copy an index to another place; the one it comes from stays as it is.

    :param engine: of an index in a folder; by default that of ``source``, or tantivy
        where that is a cluster.
    :raises search.errors.UsageError: when there are other articles already.
    """
    started = time.monotonic()
    source, target = parse_location(source), parse_location(target)
    if source == target:
        raise UsageError(
            f"{source} vừa là nơi đi vừa là nơi đến", "Chọn nơi đến khác: timtin move"
        )
    opened = open_index(source, VERSIONS)
    try:
        _prepare(opened, target, engine, profile, memory_mib)
        with update(target, VERSIONS, memory_mib) as session:
            rows = opened.reader.scan()
            before = _skip_moved(session, rows, target)
            done = 0
            for chunk in batched(rows, CHUNK):
                bring_over(session, chunk)
                done += len(chunk)
                if done % COMMIT_EVERY < len(chunk):
                    session.commit()
                if progress:
                    told = time.monotonic() - started
                    total = opened.reader.count - before
                    progress(Progress("moving", done, done, total, told))
            session.commit()
            session.settle()
            _bring_side_files(opened, session)
    finally:
        opened.close()
    return Moved(done, before, time.monotonic() - started)


def _prepare(
    opened: OpenedIndex,
    target: Location,
    engine: str,
    profile: Profile | None,
    memory_mib: int,
) -> None:
    """Make an empty index where there is none."""
    try:
        open_index(target, VERSIONS).close()
        return
    except IndexMissing:
        pass
    place = place_of(target)
    if not engine and not place.is_shared:
        known = opened.manifest.engine
        engine = known if known in ENGINES else "tantivy"
    with rebuild(target, engine, profile, VERSIONS, memory_mib):
        pass


def _skip_moved(session: IndexSession, rows: Iterator[Row], target: Location) -> int:
    """Leave out the articles that are there: they must be the first of those to come."""
    count = 0
    reader = session.open_reader()
    try:
        for id, _ in reader.scan():
            if id != next(rows, ("", ""))[0]:
                raise UsageError(
                    f"Chỉ mục ở {target} đã có những bài khác",
                    "Chọn nơi chưa có gì: timtin move TỪ_ĐÂU ĐẾN_NƠI_KHÁC",
                )
            count += 1
    finally:
        reader.close()
    return count


def bring_over(session: IndexSession, rows: Iterable[Row]) -> None:
    """Put articles of another index into this one, in their groups of copies."""
    articles = [Article.from_stored(stored) for _, stored in rows]
    settings = ReadSettings(session.profile)
    for article, outcomes in zip(
        articles, load_and_read(articles, settings), strict=True
    ):
        for made in outcomes:
            assert isinstance(made, PreparedArticle)
            stored, terms = made.stored, made.terms
            if article.group:
                stored, terms = with_group(stored, terms, article.group)
            session.put(made.id, terms, stored)


def _bring_side_files(opened: OpenedIndex, session: IndexSession) -> None:
    session.copy_side_file(opened.side_path(FILE_NAME), FILE_NAME)
    session.keep_side_file(FILE_NAME)
    session.copy_side_file(opened.side_path(LEDGER), LEDGER)
    path = session.side_path(LEDGER)
    if path.exists():
        ledger = Ledger(path, version=str(READER_VERSION))
        try:
            ledger.set_meta(INDEX_STATE, session.shared_state)
            ledger.commit()
        finally:
            ledger.close()
