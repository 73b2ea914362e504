"""A cache of successful (200) responses, keyed by address and committed state of the
index; the least recently used leave first.

Readers come back to a page, turn to the next one and back, and many ask for the same.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import wraps

from cachetools import LRUCache
from flask import Response, current_app, make_response, request
from flask.typing import ResponseReturnValue
from werkzeug.http import generate_etag

CACHE = "timtin_cache"

MAX_BYTES = 32 << 20
"""Of all responses that a process keeps: some 1,000 pages."""

ENTRY_BYTES = 2_048
"""What a response counts beside its body."""

Key = tuple[str, str, str, bytes]


@dataclass(frozen=True, slots=True)
class _Kept:
    body: bytes
    headers: tuple[tuple[str, str], ...]
    etag: str

    @property
    def size(self) -> int:
        return ENTRY_BYTES + len(self.body)


class ResponseCache:
    """Successful responses by what they answer, the least recently used one leaves
    first; safe for threads.

    :param generation: names all that answers depend on beside their address: the
        committed state, the day, the program.
    """

    def __init__(
        self, generation: Callable[[], str], max_bytes: int = MAX_BYTES
    ) -> None:
        self._generation = generation
        self._lock = threading.Lock()
        self._kept: LRUCache[Key, _Kept] = LRUCache(
            max_bytes, getsizeof=lambda kept: kept.size
        )

    def clear(self) -> None:
        """Keep nothing of what was asked so far."""
        with self._lock:
            self._kept = LRUCache(self._kept.maxsize, getsizeof=lambda kept: kept.size)

    def answer(self, make: Callable[[], ResponseReturnValue]) -> Response:
        """The response to this request, made or kept; without its body for who has it
        already."""
        key = self._generation(), request.root_url, request.path, request.query_string
        with self._lock:
            kept = self._kept.get(key)
        if kept is None:
            made = make_response(make())
            if made.status_code != 200:
                return made
            body = made.get_data()
            kept = _Kept(body, tuple(made.headers), _name(key))
            # What is larger than all that is kept may be is not.
            with self._lock, suppress(ValueError):
                self._kept[key] = kept
        response = Response(kept.body, headers=kept.headers)
        response.set_etag(kept.etag, weak=True)
        response.make_conditional(request)
        return response


def _name(key: Key) -> str:
    """The ``ETag`` of an answer: another process makes the same, but for the time that
    it took to make."""
    return generate_etag(repr(key).encode())


def cached(
    view: Callable[..., ResponseReturnValue],
) -> Callable[..., ResponseReturnValue]:
    """A view whose response depends on nothing but its address and the index."""

    @wraps(view)
    def answer(**arguments: str) -> ResponseReturnValue:
        cache: ResponseCache = current_app.extensions[CACHE]
        return cache.answer(lambda: view(**arguments))

    return answer
