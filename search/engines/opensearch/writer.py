"""Writing to a cluster: documents that nobody sees, then one replacement of the record.

A writer takes a number by the record and gives it to all its documents; the next writer
takes a greater one and makes the numbers of writers that never ended **void**. Each
document carries a version, made of that number and a count, so that a bulk that comes
twice, or late from a writer that was overtaken, changes nothing that came after it.
"""

from __future__ import annotations

import base64
import json
import time
from collections import deque
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

from search.engines.index_errors import index_replaced
from search.engines.opensearch.connection import (
    BUSY,
    PAUSE,
    WRITE_SECONDS,
    Connection,
    NotFoundError,
    is_full,
)
from search.engines.opensearch.data import ClusterData, new_index, write_name
from search.engines.opensearch.mapping import (
    BORN,
    DIED,
    ID,
    JSON,
    KEY,
    ORDER,
    PACKED,
    STORED,
    document_of,
    indexed_part,
    key_of,
)
from search.engines.opensearch.reader import ClusterReader, scan_documents
from search.engines.opensearch.records import State, overtaken, read_state
from search.engines.tantivy.term_archive import unpack_terms
from search.errors import TimtinError
from search.fields import ArticleTerms, Profile

BULK_BYTES = 4 << 20
BULKS = 2
"""Bulks under way while the next articles are read."""
BULK_TRIES = 240
"""Tries at a bulk that a busy cluster refuses, :data:`PAUSE` seconds apart: a minute."""

MAX_DEAD_SHARE = 0.125
"""Dead documents to live ones beyond which a commit compacts."""

GRACE = 60
"""Seconds for which readers may go on with an index that another has replaced; longer
than any page takes."""
VOID_SECONDS = 900
"""Seconds after which nothing of a writer that was overtaken is still under way: bulks
are given up after two minutes."""

_KEPT = (STORED, PACKED, ID)
_COLUMNS = (KEY, ORDER, BORN)


class ClusterWriter:
    """Gives articles to a cluster. A thread may use it at a time."""

    def __init__(self, place: ClusterData, profile: Profile) -> None:
        self._place = place
        self._profile: Profile = profile
        self._connection = place.connection
        self.state = read_state(place.document.change(_take_number))
        self._number = self.state.writing
        self._next = self.state.next
        self._bulks = _Bulks(self._connection)
        self._touched: dict[str, None] = {}
        self._sent: set[str] = set()
        self._unseen = 0
        self._drop_retired()
        self._clean()

    def put(self, id: str, terms: ArticleTerms, stored: str | bytes) -> None:
        """Add an article, in the place of one with the same id if there is one."""
        document = document_of(id, terms, stored)
        document |= {ORDER: self._next, BORN: self._number}
        self._next += 1
        self._send(document)

    def _send(self, document: JSON) -> None:
        key = document[KEY]
        self._touched[key] = None
        self._unseen += key in self._sent
        self._sent.add(key)
        self._bulks.put(self.state.index, self._number, document)

    def delete(self, id: str) -> None:
        """Remove an article; an unknown id is no error."""
        key = key_of(id)
        self._touched[key] = None
        if key in self._sent:
            self._sent.remove(key)
            self._unseen += 1
            self._bulks.delete(self.state.index, self._number, key, self._number)

    def commit(self) -> None:
        """Make everything since the last commit visible, as a whole or not at all."""
        if not self._touched:
            return
        self._commit()
        if self.state.dead > self.state.count * MAX_DEAD_SHARE:
            self._copy()

    def compact(self) -> None:
        """Commit, and bring the live articles over to an index of their own."""
        if self._touched:
            self._commit()
        if self.state.dead:
            self._copy()

    def close(self) -> None:
        """Drop what was not committed: the next writer makes its number void."""
        self._bulks.close()
        if self._touched:
            return
        # Nothing has this number: no one need make it void.
        self._place.document.change(self._give_back)

    def _give_back(self, source: JSON) -> JSON:
        state = read_state(source)
        if state.writing != self._number:
            return source
        return {**source, "state": replace(state, writing=0).to_json()}

    def _commit(self) -> None:
        dead = self._unseen
        # The bulks must be in before the dead are written again.
        self._bulks.flush()
        if self.state.count:
            dead += 2 * self._mark_dead()
            self._bulks.flush()
        self._connection.refresh(self.state.index)
        made = replace(
            self.state,
            generation=self._number,
            writing=self._number + 1,
            next=self._next,
            dead=self.state.dead + dead,
        )
        self._save(replace(made, count=self._count(made)))

    def _mark_dead(self) -> int:
        """Note in which commit the articles died that others replace."""
        reader = ClusterReader(self._place, self.state)
        keys, found = [*self._touched], 0
        for start in range(0, len(keys), 1_000):
            wanted = {"terms": {KEY: keys[start : start + 1_000]}}
            for hit in reader.documents(_KEPT, wanted, _COLUMNS):
                self._again(hit, died=self._number)
                found += 1
        return found

    def _again(self, hit: JSON, died: int | None = None) -> None:
        document = self._read(hit)
        if died is not None:
            document[DIED] = died
        self._bulks.put(self.state.index, self._number, document)

    def _read(self, hit: JSON) -> JSON:
        """A document as it was sent, but for its death."""
        fields = hit["fields"]
        packed = base64.b64decode(fields[PACKED][0])
        document = indexed_part(unpack_terms(packed, self._profile))
        return document | {
            name: fields[name][0] for name in (*_KEPT, *_COLUMNS) if name in fields
        }

    def _count(self, state: State) -> int:
        return ClusterReader(self._place, state).tally()

    def _save(self, state: State) -> None:
        """The one step: what is written so far is seen from now on."""

        def edit(source: JSON) -> JSON:
            if read_state(source).writing != self._number:
                raise overtaken(self._connection)
            return {**source, "state": state.to_json()}

        self._place.document.change(edit)
        self.state = state
        self._number = state.writing
        self._next = state.next
        self._touched.clear()
        self._sent.clear()
        self._unseen = 0

    def _copy(self) -> None:
        """Bring the live articles over to an index of their own, as one commit: servers
        count deleted documents in statistics for as long as they keep their history."""
        reader = ClusterReader(self._place, self.state)
        fresh = new_index(self._place, self._profile, self.state.shards)
        order = 0
        try:
            for hit in reader.documents(_KEPT, None, _COLUMNS):
                document = self._read(hit) | {ORDER: order, BORN: self._number}
                self._bulks.put(fresh.index, self._number, document)
                order += 1
            self._bulks.flush()
            self._connection.refresh(fresh.index)
            retired = (*self.state.retired, (self.state.index, int(time.time())))
            made = replace(
                fresh,
                generation=self._number,
                writing=self._number + 1,
                next=order,
                count=order,
                retired=retired,
            )
            if self._count(made) != self.state.count:
                raise self._connection.incomplete()
            self._save(made)
        except BaseException:
            self._bulks.forget()
            drop_indices(self._connection, [fresh.index])
            raise

    def _clean(self) -> None:
        """Remove what writers left that never ended; numbers stay void for as long as
        something of them may still be under way."""
        if not self.state.void:
            return
        self._connection.refresh(self.state.index)
        void = [*self.state.voided]
        unborn = self._holding(BORN, void, ())
        for hit in unborn:
            key, born = hit["fields"][KEY][0], hit["fields"][BORN][0]
            self._bulks.delete(self.state.index, self._number, key, born)
        undead = self._holding(DIED, void, _KEPT)
        for hit in undead:
            self._again(hit)
        self._bulks.flush()
        self._connection.refresh(self.state.index)
        now = time.time()
        late = tuple(
            (number, since)
            for number, since in self.state.void
            if now - since < VOID_SECONDS or unborn or undead
        )
        dead = self.state.dead + len(unborn) + len(undead)
        self._save(replace(self.state, void=late, dead=dead))

    def _holding(
        self, column: str, numbers: list[int], stored: Iterable[str]
    ) -> list[JSON]:
        query = {"constant_score": {"filter": {"terms": {column: numbers}}}}
        state, columns = self.state, _COLUMNS
        return [*scan_documents(self._connection, state, query, [*stored], columns)]

    def _drop_retired(self) -> None:
        """Remove the indices that readers have had the time to leave."""
        now = time.time()
        gone = [name for name, since in self.state.retired if now - since > GRACE]
        if gone:
            drop_indices(self._connection, gone)
            kept = tuple(row for row in self.state.retired if row[0] not in gone)
            self._save(replace(self.state, retired=kept))


def _take_number(source: JSON) -> JSON:
    state = read_state(source)
    void = state.void
    if state.writing:
        void = (*void, (state.writing, int(time.time())))
    taken = replace(state, void=void, writing=state.last + 1)
    return {**source, "state": taken.to_json()}


def drop_indices(connection: Connection, names: Iterable[str]) -> None:
    """Remove indices of the cluster; what is gone already is no error."""
    for name in names:
        try:
            connection.call("DELETE", f"/{name}", patience=WRITE_SECONDS)
        except NotFoundError:
            continue


class _Bulks:
    """Sends documents many at once, while the next are made."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lines: list[str] = []
        self._size = 0
        self._index = ""
        self._count = 0
        self._under_way: deque[Future[None]] = deque()
        self._pool = ThreadPoolExecutor(BULKS)

    def put(self, index: str, number: int, document: JSON) -> None:
        """Write a document in the place of that one of the same key and birth."""
        name = f"{document[KEY]}.{document[BORN]}"
        action = self._action(name, document[KEY], number)
        self._add(index, {"index": action}, document)

    def delete(self, index: str, number: int, key: str, born: int) -> None:
        """Remove a document; one that is not there is no error."""
        self._add(index, {"delete": self._action(f"{key}.{born}", key, number)})

    def _action(self, name: str, key: str, number: int) -> JSON:
        self._count += 1
        return {
            "_id": name,
            "routing": key,
            "version": (number << 32) + self._count,
            "version_type": "external_gte",
        }

    def _add(self, index: str, *items: JSON) -> None:
        if index != self._index:
            self._start()
            self._index = index
        for item in items:
            line = json.dumps(item, ensure_ascii=False) + "\n"
            self._lines.append(line)
            self._size += len(line)
        if self._size > BULK_BYTES:
            self._start()

    def _start(self) -> None:
        if not self._lines:
            return
        lines, self._lines, self._size = "".join(self._lines), [], 0
        while len(self._under_way) >= BULKS:
            self._under_way.popleft().result()
        sent = self._pool.submit(_send, self._connection, self._index, lines)
        self._under_way.append(sent)

    def flush(self) -> None:
        """Wait until the cluster has all."""
        self._start()
        while self._under_way:
            self._under_way.popleft().result()

    def forget(self) -> None:
        """Send nothing of what waits."""
        self._lines, self._size = [], 0
        while self._under_way:
            self._under_way.popleft().exception()

    def close(self) -> None:
        """Send nothing more."""
        self.forget()
        self._pool.shutdown()


def _send(connection: Connection, index: str, lines: str) -> None:
    path = f"/{write_name(index)}/_bulk"
    for attempt in range(BULK_TRIES):
        try:
            found = connection.call(
                "POST",
                path,
                lines,
                patience=WRITE_SECONDS,
                require_alias="true",
                filter_path="errors,items.*.status,items.*.error",
            )
        except NotFoundError as error:
            raise index_replaced(connection.address) from error
        failed = [
            row
            for item in found.get("items", ())
            for row in item.values()
            # 404: nothing to delete. 409: something later is there already.
            if row["status"] >= 300 and row["status"] not in (404, 409)
        ]
        if not found["errors"] or not failed:
            return
        told = json.dumps(failed[0], ensure_ascii=False)
        if is_full(told):
            raise connection.full()
        if any(row["status"] not in BUSY for row in failed):
            raise TimtinError(
                f"Cụm OpenSearch ở {connection.where} không nhận một bài ({told[:300]})",
                "Xem nhật ký của cụm; bản OpenSearch dùng được là 2.19 và 3.x",
            )
        if attempt < BULK_TRIES - 1:
            # The same again: each action names its document and its version.
            time.sleep(PAUSE)
    raise connection.incomplete()
