"""One thread for the number work: on a busy machine a second one costs more than it brings."""

from __future__ import annotations

from functools import cache, wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from threadpoolctl import ThreadpoolController

P = ParamSpec("P")
R = TypeVar("R")


def one_thread(work: Callable[P, R]) -> Callable[P, R]:
    """Run `work` with the number libraries held to one thread."""

    @wraps(work)
    def held(*args: P.args, **kwargs: P.kwargs) -> R:
        with _libraries().limit(limits=1):
            return work(*args, **kwargs)

    return held


@cache
def _libraries() -> ThreadpoolController:
    """The number libraries of this process, looked for once: a look costs as much as cutting a theme."""
    # Read in first, with the numbers it brings: only what is there is found.
    import scipy.linalg  # noqa: F401
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()
