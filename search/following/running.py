"""One look at a collection for all saved searches: note what came, find, send."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from search.errors import IndexLocked, TimtinError
from search.following.delivery import Outside, send
from search.following.finding import all_ids, matching, summarise
from search.following.journal import Batch, Journal
from search.following.saved import SavedSearch
from search.page.view import View

INTERVAL = 5.0
"""Seconds between two looks of ``--watch``; where nothing was committed, a look is one
at the manifest's time."""


@dataclass(frozen=True, slots=True)
class Round:
    """What a run did.

    :param sent: the batches that went out.
    :param failed: what could not be sent and stays, each with its error.
    """

    sent: tuple[Batch, ...] = ()
    failed: tuple[tuple[Batch, TimtinError], ...] = ()

    @property
    def articles(self) -> int:
        """How many new articles were told of, each search's by themselves."""
        return sum(len(batch.articles) for batch in self.sent)


def journal_path(saved: Path) -> Path:
    """The journal beside a file of saved searches."""
    return saved.with_name(f"{saved.stem}.sqlite")


@contextmanager
def open_journal(saved: Path) -> Iterator[Journal]:
    """The journal of a file of saved searches, for one process at a time.

    :raises IndexLocked: when another process has it.
    :raises TimtinError: when it cannot be opened.
    """
    from filelock import FileLock, Timeout  # slow to import

    path = journal_path(saved)
    lock = FileLock(path.with_suffix(".lock"), timeout=0, fallback_to_soft=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise IndexLocked(
            f"Một lần chạy khác đang dùng sổ theo dõi {path}",
            "Đợi nó xong; đặt lịch thưa hơn nếu gặp luôn",
        ) from error
    except OSError as error:
        raise TimtinError(
            f"Không ghi được cạnh tệp theo dõi {saved} ({error.strerror})",
            "Kiểm tra thư mục và quyền ghi",
        ) from error
    try:
        journal = Journal(path)
        try:
            yield journal
        finally:
            journal.close()
    finally:
        lock.release()


def bring_up_to_date(
    journal: Journal,
    view: View,
    index: str,
    searches: Sequence[SavedSearch],
    moved: bool = False,
    from_start: bool = False,
) -> None:
    """Note what came, and the searches that the journal does not know: they look for
    what comes from now on.

    :param index: names the collection.
    :param moved: see :meth:`Journal.belong`.
    :param from_start: whether to searches not known yet all articles are new.
    """
    journal.belong(index, moved)
    if journal.get("generation") != view.generation:
        journal.note_arrivals(view.generation, all_ids(view.reader))
    journal.keep_only([item.name for item in searches])
    for item in searches:
        if journal.looked(item.name) is None:
            journal.register(item.name, 0 if from_start else journal.last)


def find_new(journal: Journal, view: View, searches: Sequence[SavedSearch]) -> None:
    """Put what is new of each search in the outbox."""
    last = journal.last
    for item in searches:
        looked = journal.looked(item.name) or 0
        if looked >= last:
            continue
        ids = journal.arrived_after(looked)
        found = [summarise(article) for article in matching(view, item.request, ids)]
        journal.post(item.name, item.channels, found, last, _now())


def send_waiting(
    journal: Journal, searches: Sequence[SavedSearch], out: Outside
) -> Round:
    """Send what is in the outbox; after a failure, later batches of the same search and
    channel wait too, so that all come in order."""
    by_name = {item.name: item for item in searches}
    sent: list[Batch] = []
    failed: list[tuple[Batch, TimtinError]] = []
    blocked: set[tuple[str, str]] = set()
    for batch in journal.waiting():
        item = by_name[batch.alert]
        if batch.channel not in item.channels:
            # It was told to send there no longer.
            journal.end(batch)
            continue
        if (batch.alert, batch.channel) in blocked:
            continue
        journal.begin(batch)
        try:
            send(batch, item, journal.of_feed(batch.alert), out)
        except TimtinError as error:
            blocked.add((batch.alert, batch.channel))
            failed.append((batch, error))
            continue
        journal.end(batch)
        sent.append(batch)
    return Round(tuple(sent), tuple(failed))


def run(
    saved: Path,
    searches: Sequence[SavedSearch],
    view: View,
    index: str,
    out: Outside,
    moved: bool = False,
) -> Round:
    """One look: what is new of all saved searches, sent where each says.

    :param saved: their file: the journal is beside it.
    :raises TimtinError: when the journal cannot be written, or is at use.
    """
    with open_journal(saved) as journal:
        bring_up_to_date(journal, view, index, searches, moved)
        find_new(journal, view, searches)
        return send_waiting(journal, searches, out)


def watch(
    look: Callable[[], Round],
    interval: float = INTERVAL,
    wait: Callable[[float], object] = time.sleep,
) -> Iterator[Round]:
    """Look again and again; ends when ``wait`` raises, as Ctrl-C does."""
    while True:
        yield look()
        wait(interval)


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds")
