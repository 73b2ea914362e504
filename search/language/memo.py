"""What a function makes of words, remembered in bounded memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Memo(dict[str, T]):
    """Word -> what a function makes of it, on demand and bounded: of what was not asked
    for while half of it was filled, nothing is left.

    Its ``__getitem__`` in a ``map`` costs a third of a call of the function's
    ``lru_cache``. Safe for threads.

    :param longest: characters of a word that is kept; longer ones are seldom met again.
    """

    def __init__(
        self, function: Callable[[str], T], size: int = 1 << 14, longest: int = 64
    ) -> None:
        super().__init__()
        self._function = function
        self._half = size // 2
        self._longest = longest
        self._older: dict[str, T] = {}

    def __missing__(self, word: str) -> T:
        older = self._older
        value = older[word] if word in older else self._function(word)
        if len(word) <= self._longest:
            if len(self) >= self._half:
                self._older = self.copy()
                self.clear()
            self[word] = value
        return value
