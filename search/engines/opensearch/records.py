"""What decides what is seen: a document that is replaced by compare-and-swap.

The index ``NAME-meta`` of a cluster holds, for each data of the Tìm Tin index ``NAME``,
one **record**: which index of the cluster holds the articles, and up to which number of
a commit they are to be seen. A commit is one replacement of that document, so it is seen
whole or not at all; whoever does not find there what they left has been overtaken.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from search.engines.index_errors import index_locked, index_missing
from search.engines.opensearch.connection import (
    WRITE_SECONDS,
    ConflictError,
    Connection,
    NotFoundError,
)
from search.engines.opensearch.mapping import JSON
from search.errors import TimtinError

TRIES = 5


@dataclass(frozen=True, slots=True)
class State:
    """A committed state of some data.

    :param index: of the cluster, which holds the articles.
    :param generation: the number of the last commit; documents born later, or in a
        commit that never was, are not seen.
    :param writing: the number that a writer gives to its documents; 0: none is at work.
    :param void: numbers of commits that never were, each with the time (seconds of the
        epoch) since when.
    :param next: the place in the order of indexing that comes next.
    :param dead: documents that are counted in statistics and not seen.
    :param retired: indices that held the articles before, each with the time since when.
    """

    index: str
    shards: int
    generation: int = 0
    writing: int = 0
    void: tuple[tuple[int, int], ...] = ()
    next: int = 0
    count: int = 0
    dead: int = 0
    retired: tuple[tuple[str, int], ...] = ()

    @property
    def voided(self) -> tuple[int, ...]:
        """The numbers of commits that never were."""
        return tuple(number for number, _ in self.void)

    @property
    def last(self) -> int:
        """The greatest number that was ever given."""
        return max(self.generation, self.writing, *self.voided)

    def to_json(self) -> JSON:
        """What :func:`read_state` reads back."""
        return asdict(self)


def read_state(source: JSON) -> State:
    """The state in a record."""
    kept = dict(source["state"])
    kept["void"] = tuple((number, since) for number, since in kept["void"])
    kept["retired"] = tuple((name, since) for name, since in kept["retired"])
    return State(**kept)


@dataclass(frozen=True, slots=True)
class Record:
    """A document of an index's ``-meta``.

    :param name: the Tìm Tin index; :param id: of the document.
    """

    connection: Connection
    name: str
    id: str

    @property
    def path(self) -> str:
        """Its path in the cluster."""
        return f"/{self.name}-meta/_doc/{self.id}"

    def read(self) -> JSON:
        """What it holds now, without a look at any disk but its own shard's.

        :raises search.errors.IndexMissing: when there is none.
        """
        return self._found()[0]

    def _found(self) -> tuple[JSON, dict[str, Any]]:
        try:
            # A copy on the host that is asked is as new as any: writes are acknowledged
            # by all of them.
            found = self.connection.call("GET", self.path, preference="_local")
        except NotFoundError as error:
            raise index_missing(self.connection.address) from error
        at = {"if_seq_no": found["_seq_no"], "if_primary_term": found["_primary_term"]}
        return found["_source"], at

    def create(self, source: JSON) -> None:
        """Make it.

        :raises search.errors.IndexLocked: when it has been made by someone else.
        """
        try:
            self.connection.call("PUT", self.path, source, op_type="create")
        except ConflictError as error:
            # Our own, whose answer was lost?
            if self.read() != source:
                raise overtaken(self.connection) from error

    def change(self, edit: Callable[[JSON], JSON]) -> JSON:
        """Replace it in one step.

        :param edit: gives of what is there what shall be there; may be asked again.
        :returns: what is there now.
        :raises search.errors.IndexLocked: when others are quicker every time; and what
            ``edit`` raises.
        """
        made: JSON | None = None
        for _ in range(TRIES):
            source, at = self._found()
            if source == made:
                return made
            made = edit(source)
            try:
                self.connection.call("PUT", self.path, made, **at)
                return made
            except ConflictError:
                # Another was quicker, or an answer was lost: the next look will tell.
                continue
        raise overtaken(self.connection)

    def remove(self) -> None:
        """Remove it; where there is none, nothing happens."""
        try:
            self.connection.call("DELETE", self.path)
        except NotFoundError:
            return


def prepare_meta(connection: Connection, name: str) -> None:
    """Make the index of records, if it is not there."""
    body = {
        "settings": {"number_of_shards": 1, "auto_expand_replicas": "0-2"},
        "mappings": {"dynamic": False},
    }
    make_index(connection, f"{name}-meta", body)


def make_index(connection: Connection, name: str, body: JSON) -> None:
    """Make an index of the cluster, unless it is there."""
    if connection.call("HEAD", f"/{name}"):
        return
    try:
        connection.call("PUT", f"/{name}", body, patience=WRITE_SECONDS)
    except TimtinError as error:
        # By another, or by our own call whose answer was lost.
        if "resource_already_exists" not in error.message:
            raise


def overtaken(connection: Connection) -> TimtinError:
    """Another writer has taken over."""
    return index_locked(connection.address, "một tiến trình khác", None)
