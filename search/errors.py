"""The one error tree: every failure a user can meet, with its cure.

A :class:`TimtinError` carries the message (Vietnamese, for the reader), the cure
(what to do, naming the command), the exit code of the command line and the
status of the web page, so both edges print the same words.
"""

from __future__ import annotations


class TimtinError(Exception):
    """A failure that a user can understand and mend.

    :param message: what went wrong, in Vietnamese, without a final full stop.
    :param cure: what to do about it, naming the command or setting.
    """

    exit_code = 2
    http_status = 500

    def __init__(self, message: str, cure: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.cure = cure

    def __str__(self) -> str:
        return f"{self.message}. {self.cure}" if self.cure else self.message


class UsageError(TimtinError):
    """An argument, setting or URL parameter that cannot be used."""

    http_status = 400


class ArticleNotFound(TimtinError):
    """No article has the id that was asked for."""

    exit_code = 1
    http_status = 404


class IndexMissing(TimtinError):
    """There is no index at the path."""

    http_status = 503


class IndexOutdated(TimtinError):
    """The index was made by another schema, analyser or segmenter version."""

    http_status = 503


class IndexUnreachable(TimtinError):
    """The cluster that holds the index does not answer, or not with all of it."""

    http_status = 503


class IndexDamaged(TimtinError):
    """Files of the index are missing, truncated or changed."""

    http_status = 503


class IndexLocked(TimtinError):
    """Another process is writing to the index."""

    http_status = 503


class EngineMissing(TimtinError):
    """The index needs an engine whose package is not installed."""

    http_status = 503


class SegmenterModelError(TimtinError):
    """pyvi's model files are missing or are not the ones that are known."""


class SourceError(TimtinError):
    """A file, folder or address that cannot be read as a source of articles."""
