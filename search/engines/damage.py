"""A decorator for readers: on any failure it checks the files, and raises IndexDamaged if
one is not what was written."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from search.errors import TimtinError


class Verifiable(Protocol):
    """What reads files that can be checked."""

    def verify(self) -> None:
        """Check every byte.

        :raises search.errors.IndexDamaged: when one is not what was written.
        """


_P = ParamSpec("_P")
_T = TypeVar("_T")
_R = TypeVar("_R", bound=Verifiable)


def guarded(
    method: Callable[Concatenate[_R, _P], _T],
) -> Callable[Concatenate[_R, _P], _T]:
    """Turns what a damaged file makes of a method into ``IndexDamaged``.

    Any failure has the files checked; when they are sound it was ours and goes on.
    """

    @functools.wraps(method)
    def run(self: _R, /, *args: _P.args, **options: _P.kwargs) -> _T:
        try:
            return method(self, *args, **options)
        except TimtinError:
            raise
        except BaseException as error:
            if is_failure(error):
                self.verify()
            raise error

    return run


def is_failure(error: BaseException) -> bool:
    """Whether something went wrong, which a request to stop is not. Rust code that
    stopped on what it held for impossible raises no ``Exception``."""
    return isinstance(error, Exception) or type(error).__name__ == "PanicException"
