"""Copies: wire stories and light edits of one text, grouped as articles come in.

Two articles are copies when the sketches of their texts (:mod:`indexer.copies.sketches`) are
alike enough; groups are what is linked by copies. The state is in the ledger's file:
memory does not grow with the collection.

Measured on 43,301 articles of three newspapers: below 0.5 lie different reports of one
event; between 0.5 and 0.8 lie copies of the same day *and* series of one newspaper that
share a form (market prices, quizzes), which differ in their day.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date

from indexer.copies.sketches import Sketch, bands, shares, similarity

ALIKE = 0.5
"""Similarity from which articles of about the same day are copies."""

ALIKE_UNDATED = 0.6

ALIKE_SERIES = 0.8
"""The same for one newspaper on different days, and for any on days far apart."""

ALIKE_STORY = 0.6
"""Similarity from which two texts are one whatever their beginnings."""

BACKGROUND = 0.3
"""How much more of their second halves than of their first two reports may share below
that: more, and they are of two events with one background. Of 34 pairs of real reports
between 0.45 and 0.7 that were read, the 6 above it below ALIKE_STORY are such (0.32 to
0.58), and copies lie at 0.19 and below. Of 292 articles with the first sentence, one in
the middle, the first fifth or the last fifth cut, none was lost; with the two first
sentences replaced by others 5 were."""

NEAR = 4
"""Days between the first and the last print of a wire story."""

MAX_CANDIDATES = 500
"""Articles that one is compared with: more share a band only in made-up collections."""

FILTER_SIZE = 1 << 24
"""Bytes of the filter of keys. After 80,000 articles two of a hundred of its bits are
set: nearly all keys that are new, of which most articles have no others, are told by it
and looked up nowhere."""


COPY_COLUMNS = """sketch BLOB, published TEXT DEFAULT '', publisher TEXT DEFAULT '',
    stands INTEGER DEFAULT 0, cluster INTEGER, written TEXT DEFAULT ''"""
"""Of the ledger's table of articles: the sketch, date and newspaper that copies are told
by, whether the article represents others, the least number of its cluster, and the group
that its stored form names."""

COPY_TABLES = """CREATE INDEX IF NOT EXISTS article_cluster ON article (cluster);
CREATE TABLE IF NOT EXISTS band (
    key INTEGER, number INTEGER, PRIMARY KEY (key, number)) WITHOUT ROWID;
"""
"""The bands of each sketch, by the article's number in the ledger."""


class _KeyFilter:
    """Which keys were never met (Bloom 1970, with one hash: keys are hashes already)."""

    def __init__(self) -> None:
        self._bits = bytearray(FILTER_SIZE)

    def meet(self, keys: Sequence[int]) -> list[int]:
        """Those that may have been met before; all have been from now on."""
        bits = self._bits
        met = []
        for key in keys:
            place, bit = (key >> 3) % FILTER_SIZE, 1 << (key & 7)
            if bits[place] & bit:
                met.append(key)
            else:
                bits[place] |= bit
        return met


class CopyIndex:
    """Groups of copies, kept in the ``article`` and ``band`` tables of a ledger."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        # An update finds what it needs sooner than it reads all keys there are.
        known = connection.execute("SELECT 1 FROM band LIMIT 1").fetchone()
        self._filter = None if known else _KeyFilter()

    def add(
        self,
        id: str,
        made: Sketch,
        published: str,
        publisher: str,
        was_representative: bool = False,
        keys: Sequence[int] | None = None,
    ) -> str:
        """Put an article, whose row is in the ledger, among its copies.

        :param published: ISO date or ``""``.
        :param was_representative: whether it was shown for others in an export; it
            is again where dates do not decide.
        :param keys: :func:`indexer.copies.sketches.bands` of it, where they are known.
        :returns: the id that stands for it now, ``""`` when it stands for itself: no
            copy that comes later makes an article be written again.
        """
        number, before = self._row(id)
        if before is not None:
            self._detach(number, before)
        if keys is None:
            keys = bands(made)
        met = keys if self._filter is None else self._filter.meet(keys)
        cluster = self._link(number, met, made, published, publisher)
        self._connection.execute(
            "UPDATE article SET sketch = ?, published = ?, publisher = ?, stands = ?,"
            " cluster = ? WHERE number = ?",
            (made, published, publisher, int(was_representative), cluster, number),
        )
        if keys:
            # One statement for all rows takes two thirds of the time.
            self._connection.execute(
                f"INSERT OR IGNORE INTO band VALUES {','.join(['(?, ?)'] * len(keys))}",
                [value for key in keys for value in (key, number)],
            )
        group = self._group(cluster) if cluster != number or before else ""
        return "" if group == id else group

    def remove(self, id: str) -> None:
        """Remove an article and its row; an unknown id is no error."""
        row = self._connection.execute(
            "SELECT number, sketch FROM article WHERE id = ?", (id,)
        ).fetchone()
        if row:
            self._detach(row[0], row[1] or b"")
            self._connection.execute("DELETE FROM article WHERE number = ?", (row[0],))

    def stale(self) -> Iterator[tuple[str, str]]:
        """Articles whose stored form names another group than theirs now, as (id,
        group): see :meth:`add`."""
        clusters = self._connection.execute(
            "SELECT cluster FROM article WHERE cluster IS NOT NULL"
            " GROUP BY cluster HAVING count(*) > 1 ORDER BY cluster"
        ).fetchall()
        for (cluster,) in clusters:
            group = self._group(cluster)
            rows = self._connection.execute(
                "SELECT id FROM article WHERE cluster = ?1"
                " AND written <> CASE id WHEN ?2 THEN '' ELSE ?2 END ORDER BY number",
                (cluster, group),
            ).fetchall()
            yield from ((id, "" if id == group else group) for (id,) in rows)
        alone = self._connection.execute(
            "SELECT id FROM article AS a WHERE written <> '' AND cluster IS NOT NULL"
            " AND NOT EXISTS (SELECT 1 FROM article AS b"
            " WHERE b.cluster = a.cluster AND b.number <> a.number) ORDER BY number"
        ).fetchall()
        yield from ((row[0], "") for row in alone)

    def note_written(self, id: str, group: str) -> None:
        """Note the group that an article's stored form names."""
        self._connection.execute(
            "UPDATE article SET written = ? WHERE id = ?", (group, id)
        )

    @property
    def copy_count(self) -> int:
        """Articles that another one stands for."""
        row = self._connection.execute(
            "SELECT coalesce(sum(members - 1), 0) FROM (SELECT count(*) AS members"
            " FROM article WHERE cluster IS NOT NULL GROUP BY cluster)"
        ).fetchone()
        return int(row[0])

    def _row(self, id: str) -> tuple[int, Sketch | None]:
        row = self._connection.execute(
            "SELECT number, sketch FROM article WHERE id = ?", (id,)
        ).fetchone()
        return row[0], row[1]

    def _detach(self, number: int, made: Sketch) -> None:
        """Take an article out of its cluster, which may bear its number."""
        self._connection.execute(
            "UPDATE article SET cluster = (SELECT min(number) FROM article"
            " WHERE cluster = ?1 AND number <> ?1) WHERE cluster = ?1 AND number <> ?1",
            (number,),
        )
        self._connection.executemany(
            "DELETE FROM band WHERE key = ? AND number = ?",
            [(key, number) for key in bands(made)],
        )

    def _link(
        self,
        number: int,
        keys: Sequence[int],
        made: Sketch,
        published: str,
        publisher: str,
    ) -> int:
        """The cluster of an article; clusters that it joins become one."""
        clusters = sorted(
            {
                row[4]
                for row in self._candidates(number, keys)
                if _are_copies(made, published, publisher, row[1], row[2], row[3])
            }
        )
        if not clusters:
            return number
        for other in clusters[1:]:
            self._connection.execute(
                "UPDATE article SET cluster = ? WHERE cluster = ?", (clusters[0], other)
            )
        return int(clusters[0])

    def _candidates(
        self, number: int, keys: Sequence[int]
    ) -> list[tuple[int, Sketch, str, str, int]]:
        if not keys:
            return []
        marks = ",".join("?" * len(keys))
        return self._connection.execute(
            "SELECT number, sketch, published, publisher, cluster FROM article"
            " WHERE number IN (SELECT DISTINCT number FROM band"
            f" WHERE key IN ({marks}) AND number <> ? LIMIT {MAX_CANDIDATES})"
            " AND cluster IS NOT NULL",
            (*keys, number),
        ).fetchall()

    def _group(self, cluster: int) -> str:
        """The id that stands for a cluster: the earliest published, else first seen; of
        dates that may be the same the more precise one."""
        rows = self._connection.execute(
            "SELECT id FROM article WHERE cluster = ?"
            " ORDER BY published = '', published || '~', stands DESC, number LIMIT 1",
            (cluster,),
        ).fetchall()
        several = self._connection.execute(
            "SELECT 1 FROM article WHERE cluster = ? LIMIT 1 OFFSET 1", (cluster,)
        ).fetchone()
        return str(rows[0][0]) if rows and several else ""


def _are_copies(
    first: Sketch,
    published: str,
    publisher: str,
    second: Sketch,
    other_published: str,
    other_publisher: str,
) -> bool:
    found = similarity(first, second)
    if found < ALIKE:
        return False
    if found < ALIKE_STORY:
        starts, ends = shares(first, second)
        if ends - starts > BACKGROUND:
            return False
    return found >= _needed(published, publisher, other_published, other_publisher)


def _needed(
    published: str, publisher: str, other_published: str, other_publisher: str
) -> float:
    """How alike two texts must be to be copies, by their days and newspapers."""
    first, second = _day(published), _day(other_published)
    if first is None or second is None:
        return ALIKE_UNDATED
    apart = abs((first - second).days)
    same = bool(publisher) and publisher == other_publisher
    return ALIKE_SERIES if apart > NEAR or (same and apart) else ALIKE


def _day(published: str) -> date | None:
    try:
        return date.fromisoformat(published[:10]) if len(published) >= 10 else None
    except ValueError:
        return None
