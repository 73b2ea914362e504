"""What was seen and what is still to be sent: a SQLite file beside the saved searches.

An index has no memory of when an article came: engines number articles anew whenever
they write them again. So the journal gives each id a number when it first meets it, and
each saved search keeps the number up to which it has looked. *New* is what has a higher
one, whatever its date.

What a search finds goes to the **outbox** in the same transaction that moves its number
on, as batches that never change any more; a batch leaves it when it was sent. A run that
is killed in between sends the same batch, under the same name, once more: receivers
tell by the name (the Message-ID of an e-mail).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from search.errors import TimtinError, UsageError

VERSION = 1
"""Raise when a table changes."""

MAX_BATCH = 100
"""Articles that are sent as one."""

ATOM_ENTRIES = 200
"""Articles that a feed file keeps."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS arrival (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE NOT NULL);
CREATE TABLE IF NOT EXISTS alert (
    name TEXT PRIMARY KEY, looked INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS batch (
    number INTEGER PRIMARY KEY AUTOINCREMENT, alert TEXT NOT NULL,
    channel TEXT NOT NULL, made TEXT NOT NULL, tried INTEGER NOT NULL DEFAULT 0,
    sent INTEGER NOT NULL DEFAULT 0, articles TEXT NOT NULL);
"""

Entry = dict[str, Any]
"""What is told of an article: ``id``, ``title``, ``date``, ``publisher``, ``url`` ..."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Articles that are sent as one.

    :param number: names it for ever.
    :param made: ISO time.
    :param tried: how often sending it has begun before.
    """

    number: int
    alert: str
    channel: str
    made: str
    tried: int
    articles: tuple[Entry, ...]


class Journal:
    """The open journal of one run.

    :raises TimtinError: when it cannot be opened or is damaged; so do all methods.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._told():
            self._connection = sqlite3.connect(path, isolation_level=None, timeout=30)
            self._connection.execute("PRAGMA synchronous = FULL")
            with self._transaction():
                for statement in _SCHEMA.split(";\n"):
                    self._connection.execute(statement)
                version = self.get("version") or str(VERSION)
                self._set("version", version)
        if version != str(VERSION):
            self.close()
            raise TimtinError(
                f"Sổ theo dõi {path} là của phiên bản khác ({version})",
                "Dùng đúng phiên bản timtin đã ghi nó, hoặc dời tệp đi để bắt đầu lại",
            )

    def close(self) -> None:
        """Release the file."""
        self._connection.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise TimtinError(
                f"Không dùng được sổ theo dõi {self.path} ({error})",
                "Kiểm tra chỗ trống và quyền ghi; tệp hỏng thì dời đi để bắt đầu lại",
            ) from error

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._told():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def get(self, key: str) -> str:
        """A note of the journal, "" where it has none."""
        row = self._connection.execute(
            "SELECT value FROM meta WHERE key = ?", (key,)
        ).fetchone()
        return str(row[0]) if row else ""

    def _set(self, key: str, value: str) -> None:
        self._connection.execute(
            "INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value)
        )

    # What came

    def belong(self, index: str, moved: bool = False) -> None:
        """See that it is the journal of an index: of another all articles are new.

        :param moved: whether the index is the same at another place.
        :raises UsageError: when it is another one's.
        """
        known = self.get("index")
        if known and known != index and not moved:
            raise UsageError(
                f"Tệp theo dõi này là của chỉ mục {known}, không phải {index}",
                "Chọn tệp khác cho --alerts; nếu chỉ mục đã dời chỗ thì thêm --moved",
            )
        if known != index:
            with self._transaction():
                self._set("index", index)

    def note_arrivals(self, generation: str, ids: Iterable[str]) -> int:
        """Number the ids that are not known yet.

        :param generation: the committed state that they are all the ids of.
        :returns: how many there were.
        """
        with self._transaction():
            before = self._connection.total_changes
            self._connection.executemany(
                "INSERT OR IGNORE INTO arrival (id) VALUES (?)",
                ((_encode(id),) for id in ids),
            )
            found = self._connection.total_changes - before
            self._set("generation", generation)
        return found

    @property
    def last(self) -> int:
        """The number of the article that came last."""
        with self._told():
            row = self._connection.execute("SELECT max(number) FROM arrival").fetchone()
        return int(row[0] or 0)

    def arrived_after(self, number: int) -> list[str]:
        """The ids of articles that came after one, in that order."""
        with self._told():
            rows = self._connection.execute(
                "SELECT id FROM arrival WHERE number > ? ORDER BY number", (number,)
            ).fetchall()
        return [_decode(row[0]) for row in rows]

    # Who looked

    def looked(self, alert: str) -> int | None:
        """Up to which article a search has looked; ``None`` when it is not known."""
        with self._told():
            row = self._connection.execute(
                "SELECT looked FROM alert WHERE name = ?", (alert,)
            ).fetchone()
        return int(row[0]) if row else None

    def register(self, alert: str, looked: int) -> None:
        """Make a search known that looks for what comes after an article."""
        with self._transaction():
            self._connection.execute(
                "INSERT OR REPLACE INTO alert VALUES (?, ?)", (alert, looked)
            )

    def keep_only(self, alerts: Sequence[str]) -> None:
        """Forget all searches but some, with what they have in the outbox."""
        with self._transaction():
            for table, column in (("alert", "name"), ("batch", "alert")):
                known = self._connection.execute(f"SELECT {column} FROM {table}")
                for (name,) in known.fetchall():
                    if name not in alerts:
                        self._connection.execute(
                            f"DELETE FROM {table} WHERE {column} = ?", (name,)
                        )

    # The outbox

    def post(
        self,
        alert: str,
        channels: Sequence[str],
        entries: Sequence[Entry],
        looked: int,
        made: str,
    ) -> None:
        """Put what a search found in the outbox, and move the search on, in one step."""
        with self._transaction():
            for channel in channels:
                for start in range(0, len(entries), MAX_BATCH):
                    part = json.dumps(entries[start : start + MAX_BATCH])
                    self._connection.execute(
                        "INSERT INTO batch (alert, channel, made, articles)"
                        " VALUES (?, ?, ?, ?)",
                        (alert, channel, made, part),
                    )
            self._connection.execute(
                "UPDATE alert SET looked = ? WHERE name = ?", (looked, alert)
            )

    def waiting(self) -> list[Batch]:
        """What was not sent yet, the oldest first."""
        return self._batches("sent = 0 ORDER BY number")

    def of_feed(self, alert: str) -> list[Batch]:
        """What a feed file holds: what was put there and what is to be, newest first."""
        kept, count = [], 0
        for batch in self._batches(
            "alert = ? AND channel = 'atom' ORDER BY number DESC", alert
        ):
            if count >= ATOM_ENTRIES:
                break
            kept.append(batch)
            count += len(batch.articles)
        return kept

    def _batches(self, condition: str, *values: str) -> list[Batch]:
        with self._told():
            rows = self._connection.execute(
                "SELECT number, alert, channel, made, tried, articles FROM batch"
                f" WHERE {condition}",
                values,
            ).fetchall()
        return [
            Batch(number, alert, channel, made, tried, tuple(json.loads(articles)))
            for number, alert, channel, made, tried, articles in rows
        ]

    def begin(self, batch: Batch) -> None:
        """Note that sending begins: if it is not ended, it may have been sent or not."""
        with self._transaction():
            self._connection.execute(
                "UPDATE batch SET tried = tried + 1 WHERE number = ?", (batch.number,)
            )

    def end(self, batch: Batch) -> None:
        """Note that a batch was sent; a feed's are kept while its file has them."""
        with self._transaction():
            if batch.channel != "atom":
                self._connection.execute(
                    "DELETE FROM batch WHERE number = ?", (batch.number,)
                )
                return
            self._connection.execute(
                "UPDATE batch SET sent = 1 WHERE number = ?", (batch.number,)
            )
            oldest = min((kept.number for kept in self.of_feed(batch.alert)), default=0)
            self._connection.execute(
                "DELETE FROM batch WHERE alert = ? AND channel = 'atom' AND sent = 1"
                " AND number < ?",
                (batch.alert, oldest),
            )


def _encode(id: str) -> str | bytes:
    # SQLite's texts are UTF-8, which has no lone surrogates.
    return id if id.isprintable() else id.encode("utf-8", "surrogatepass")


def _decode(id: str | bytes) -> str:
    return id if isinstance(id, str) else id.decode("utf-8", "surrogatepass")
