"""Where a run is, and what it did."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run is.

    :param stage: ``reading``, ``moving``, ``grouping``, ``counting`` or ``compacting``.
    :param total_bytes: 0 when it is not known.
    """

    stage: str
    articles: int
    done_bytes: int
    total_bytes: int
    seconds: float

    @property
    def rate(self) -> float:
        """Articles a second."""
        return self.articles / self.seconds if self.seconds > 0 else 0.0

    @property
    def remaining(self) -> float | None:
        """Seconds to go by the bytes left, ``None`` when that cannot be told."""
        if not self.total_bytes or not self.done_bytes:
            return None
        left = max(0, self.total_bytes - self.done_bytes)
        return self.seconds * left / self.done_bytes


class ReasonCounts(dict[str, int]):
    """Reason -> how many. No ``Counter``: ``dataclasses.asdict`` breaks it."""

    def add(self, reason: str) -> None:
        """Count one more."""
        self[reason] = self.get(reason, 0) + 1

    def total(self) -> int:
        """All together."""
        return sum(self.values())

    def most_common(self) -> list[tuple[str, int]]:
        """Reasons with their counts, the most frequent first."""
        return sorted(self.items(), key=lambda item: (-item[1], item[0]))


@dataclass(slots=True)
class Summary:
    """What a run did, in articles.

    :param repeated: given again in the same run under an id that was taken, with other
        content: the last one stays.
    :param grouped: articles of the index that another one stands for.
    :param rejected: reason -> how many.
    :param missing: files that are gone while their articles stay (see ``prune``).
    :param count: articles in the index.
    """

    read: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    repeated: int = 0
    grouped: int = 0
    rejected: ReasonCounts = field(default_factory=ReasonCounts)
    files: int = 0
    same_files: int = 0
    missing: int = 0
    count: int = 0
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Articles read a second."""
        return self.read / self.seconds if self.seconds else 0.0

    @property
    def has_changes(self) -> bool:
        """Whether the run changed the index."""
        return bool(self.added or self.changed or self.removed)
