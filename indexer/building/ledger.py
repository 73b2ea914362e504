"""What an index was made from: a SQLite file beside it.

It tells which files need not be read again, which records need not be cleaned and
segmented again, and which articles have lost their last source. The engine commits
first and the ledger right after it: a crash between the two makes the next run do some
work again, which changes nothing, and never makes it believe in work that is lost.
"""

from __future__ import annotations

import errno
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

from indexer.copies.duplicates import COPY_COLUMNS, COPY_TABLES
from search.engines.index_errors import cannot_write
from search.errors import TimtinError
from search.location import Location
from search.store.checking import LEDGER
from search.store.seals import OPEN, Seal, read_seal, seal

__all__ = ["LEDGER", "Ledger", "ledger_failure"]

LEDGER_VERSION = 3
"""Raise when a table or what a sketch is changes: an older ledger is set aside and made again."""

INDEX_STATE = "index_state"
"""Where a ledger notes which state it tells of, of an index that others write to, too."""

SETTLED = 2_000_000_000
"""Nanoseconds after its last change before a file's time can be trusted: two changes
within one tick of the clock look the same."""

_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS file (
    number INTEGER PRIMARY KEY, path TEXT UNIQUE, size INTEGER, modified INTEGER,
    checked INTEGER, digest BLOB, run INTEGER);
CREATE TABLE IF NOT EXISTS record (
    file INTEGER, digest BLOB, id TEXT, run INTEGER,
    PRIMARY KEY (file, digest)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS record_id ON record (id);
CREATE TABLE IF NOT EXISTS article (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE, digest BLOB,
    run INTEGER, {COPY_COLUMNS});
{COPY_TABLES}"""


def _is_damage(error: Exception) -> bool:
    """Whether an error tells that a ledger is not what was written, or none at all."""
    if type(error) in (sqlite3.DatabaseError, sqlite3.IntegrityError):
        return True
    if isinstance(error, sqlite3.OperationalError):
        # A column whose name has changed, a text that is no UTF-8 (which has no code).
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
        return bool(code == sqlite3.SQLITE_ERROR)
    # A message of SQLite that repeats such a text.
    return isinstance(error, UnicodeDecodeError)


def _is_sound(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(path)) as connection:
            rows = connection.execute("PRAGMA quick_check(1)").fetchall()
    except (sqlite3.Error, UnicodeDecodeError):
        return False
    return rows == [("ok",)]


def _is_broken(path: Path) -> bool:
    """Whether a ledger that was closed in order is not what it was then."""
    try:
        return read_seal(path) is Seal.BROKEN
    except OSError:
        return False  # None is there, or SQLite will say what is wrong.


def _forget(path: Path) -> None:
    """Remove a damaged ledger: all that is in it can be found again."""
    path.unlink(missing_ok=True)
    # Or SQLite would mend the next one with what it had noted of this one.
    path.with_name(f"{path.name}-journal").unlink(missing_ok=True)


def ledger_failure(
    path: Path, index: Location | str, error: Exception
) -> TimtinError | None:
    """What is wrong with a ledger on which a run failed, with its cure; ``None`` when
    nothing is. It must be closed; a damaged one is removed.

    :param index: what messages name.
    """
    is_sqlite = isinstance(error, sqlite3.Error)
    if _is_damage(error) or not is_sqlite and path.exists() and not _is_sound(path):
        _forget(path)
        return TimtinError(
            f"Sổ nguồn cạnh chỉ mục {index} bị hỏng và đã được bỏ đi ({error})",
            "Chạy lại timtin index: sổ được lập lại từ chính chỉ mục",
        )
    if not is_sqlite:
        return None
    if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL:
        return cannot_write(Path(str(index)), OSError(errno.ENOSPC, str(error)))
    return TimtinError(
        f"Không ghi được sổ nguồn cạnh chỉ mục {index} ({error})",
        "Kiểm tra dung lượng đĩa và quyền ghi rồi chạy lại: timtin index",
    )


class Ledger:
    """The open ledger of one run.

    :param durable: whether it must survive a loss of power; not needed in a folder that
        is thrown away when the run fails.
    :raises sqlite3.Error: when it cannot be written; :func:`ledger_failure` says what
        that means.
    """

    def __init__(self, path: Path, durable: bool = True, version: str = "") -> None:
        self.path = path
        self._connection = self._open(path, durable, version)
        self.run = int(self.get_meta("run") or 0) + 1
        self.set_meta("run", str(self.run))

    def _open(self, path: Path, durable: bool, version: str) -> sqlite3.Connection:
        if _is_broken(path):
            _forget(path)
        for attempt in (1, 2):
            connection = sqlite3.connect(path, isolation_level=None, timeout=30)
            try:
                synchronous = "NORMAL" if durable else "OFF"
                connection.execute(f"PRAGMA synchronous = {synchronous}")
                connection.execute("PRAGMA journal_mode = TRUNCATE")
                connection.execute("PRAGMA cache_size = -32768")
                connection.execute("PRAGMA temp_store = MEMORY")
                connection.executescript(_SCHEMA)
                made_by = f"{LEDGER_VERSION}.{version}"
                row = connection.execute(
                    "SELECT value FROM meta WHERE key = 'version'"
                ).fetchone()
                connection.execute("BEGIN IMMEDIATE")
                connection.execute(OPEN)
                if row and row[0] != made_by:
                    # Another reader of articles: everything is to be read again.
                    connection.execute("UPDATE file SET digest = NULL, checked = 0")
                    connection.execute("DELETE FROM record")
                connection.execute(
                    "INSERT OR REPLACE INTO meta VALUES ('version', ?)", (made_by,)
                )
                return connection
            except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
                connection.close()
                if attempt == 2 or not _is_damage(error):
                    raise
                _forget(path)
        raise AssertionError

    @property
    def connection(self) -> sqlite3.Connection:
        """Shared with :mod:`indexer.copies.duplicates`, so that both commit as one."""
        return self._connection

    def commit(self) -> None:
        """Make everything so far durable."""
        self._connection.execute("COMMIT")
        self._connection.execute("BEGIN IMMEDIATE")

    def close(self) -> None:
        """Drop what was not committed."""
        # Where that cannot be written either, whoever opens it next does it.
        with suppress(sqlite3.Error):
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        self._connection.close()
        # One that cannot be sealed is checked by its structure.
        with suppress(OSError):
            if read_seal(self.path) is Seal.OPEN:
                seal(self.path)

    def get_meta(self, key: str) -> str:
        """A setting of the ledger, ``""`` where it has none."""
        row = self._connection.execute(
            "SELECT value FROM meta WHERE key = ?", (key,)
        ).fetchone()
        return str(row[0]) if row else ""

    def set_meta(self, key: str, value: str) -> None:
        """Keep a setting, such as the number of the last run."""
        self._connection.execute(
            "INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value)
        )

    # Files

    def open_file(self, path: str) -> int:
        """The number of a file, noted as seen in this run."""
        self._connection.execute(
            "INSERT INTO file (path, run) VALUES (?, ?)"
            " ON CONFLICT (path) DO UPDATE SET run = excluded.run",
            (path, self.run),
        )
        row = self._connection.execute(
            "SELECT number FROM file WHERE path = ?", (path,)
        ).fetchone()
        return int(row[0])

    def is_same_file(self, number: int, size: int, modified: int) -> bool:
        """Whether size and time say that a file is as it was when it was read whole."""
        row = self._connection.execute(
            "SELECT size, modified, checked, digest FROM file WHERE number = ?",
            (number,),
        ).fetchone()
        return (
            row[3] is not None
            and (row[0], row[1]) == (size, modified)
            and row[2] - modified > SETTLED
        )

    def file_digest(self, number: int) -> bytes | None:
        """What a file held when it was read whole, as a digest."""
        row = self._connection.execute(
            "SELECT digest FROM file WHERE number = ?", (number,)
        ).fetchone()
        return row[0] if row else None

    def finish_file(
        self,
        number: int,
        size: int,
        modified: int,
        digest: bytes | None,
        checked: int = 0,
    ) -> None:
        """Note that a file was read whole.

        :param checked: when its content was looked at, in nanoseconds; now by default.
        """
        self._connection.execute(
            "UPDATE file SET size = ?, modified = ?, checked = ?, digest = ?"
            " WHERE number = ?",
            (size, modified, checked or time.time_ns(), digest, number),
        )

    def unseen_files(self) -> Iterator[tuple[int, str]]:
        """Files that this run did not come across, as (number, path)."""
        yield from self._connection.execute(
            "SELECT number, path FROM file WHERE run <> ? ORDER BY path", (self.run,)
        ).fetchall()

    def forget_file(self, number: int) -> list[str]:
        """Remove a file; the ids that no other file holds."""
        lost = self._drop_records(number, run=0)
        self._connection.execute("DELETE FROM file WHERE number = ?", (number,))
        return lost

    # Records

    def find_record(self, file: int, digest: bytes) -> str | None:
        """The id that the same record of the same file became, noted as seen."""
        row = self._connection.execute(
            "SELECT id FROM record WHERE file = ? AND digest = ?", (file, digest)
        ).fetchone()
        if row is None:
            return None
        self._connection.execute(
            "UPDATE record SET run = ? WHERE file = ? AND digest = ?",
            (self.run, file, digest),
        )
        return str(row[0])

    def note_record(self, file: int, digest: bytes, id: str) -> None:
        """Note the article that a record of a file became, as seen in this run."""
        self._connection.execute(
            "INSERT OR REPLACE INTO record VALUES (?, ?, ?, ?)",
            (file, digest, id, self.run),
        )

    def drop_unseen_records(self, file: int) -> list[str]:
        """Remove the records a file no longer has; the ids that nothing holds now."""
        return self._drop_records(file, self.run)

    def _drop_records(self, file: int, run: int) -> list[str]:
        rows = self._connection.execute(
            "DELETE FROM record WHERE file = ? AND run <> ? RETURNING id", (file, run)
        ).fetchall()
        return [
            id for id in dict.fromkeys(row[0] for row in rows) if not self._held(id)
        ]

    def _held(self, id: str) -> bool:
        """Whether a file still holds an article. Those that do are read again in the
        next run: what they hold may be another version than the one that was lost."""
        query = "SELECT file FROM record WHERE id = ? AND run <> ?"
        for (number,) in self._connection.execute(query, (id, self.run)).fetchall():
            self._connection.execute(
                "UPDATE file SET digest = NULL WHERE number = ?", (number,)
            )
            # No record has a digest of this length: it will not be found again.
            self._connection.execute(
                "UPDATE record SET digest = randomblob(17) WHERE file = ? AND id = ?",
                (number, id),
            )
        query = "SELECT 1 FROM record WHERE id = ? LIMIT 1"
        return self._connection.execute(query, (id,)).fetchone() is not None

    def count_records(self, file: int) -> int:
        """How many different records of a file became articles."""
        query = "SELECT count(*) FROM record WHERE file = ?"
        return int(self._connection.execute(query, (file,)).fetchone()[0])

    # Articles

    def article_digest(self, id: str) -> tuple[bytes, bool] | None:
        """What an article's content was, and whether this run wrote it; ``None`` for an
        article that is not in the index."""
        row = self._connection.execute(
            "SELECT digest, run FROM article WHERE id = ?", (id,)
        ).fetchone()
        return (row[0], row[1] == self.run) if row else None

    def note_article(self, id: str, digest: bytes, written: str) -> None:
        """Note what an article holds.

        :param written: the group that its stored form names.
        """
        self._connection.execute(
            "INSERT INTO article (id, digest, run, written) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET digest = excluded.digest,"
            " run = excluded.run, written = excluded.written",
            (id, digest, self.run, written),
        )

    @property
    def article_count(self) -> int:
        """How many articles there are."""
        row = self._connection.execute("SELECT count(*) FROM article").fetchone()
        return int(row[0])
