"""Answers remembered for a few seconds: for reference data that is read at every move and changes a few times a day."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_caches: list[dict[Hashable, tuple[float, Any]]] = []
_forgotten = [0]
"""How often everything was forgotten: an answer that was being looked up meanwhile may be old and is not kept."""
LIMIT = 20_000


def remembered(seconds: float) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Remember a function's answers for ``seconds``, in this process; arguments must be hashable."""

    def wrap(function: Callable[P, R]) -> Callable[P, R]:
        cache: dict[Hashable, tuple[float, Any]] = {}
        _caches.append(cache)

        @wraps(function)
        def remember(*args: P.args, **kwargs: P.kwargs) -> R:
            key = (args, tuple(sorted(kwargs.items())))
            now = time.monotonic()
            known = cache.get(key)
            if known is not None and known[0] > now:
                answer: R = known[1]
                return answer
            if len(cache) > LIMIT:
                cache.clear()
            asked_in = _forgotten[0]
            answer = function(*args, **kwargs)
            if asked_in == _forgotten[0]:
                cache[key] = (now + seconds, answer)
            return answer

        return remember

    return wrap


def forget_all() -> None:
    """Forget every remembered answer: called by the actions that change reference data."""
    _forgotten[0] += 1
    for cache in _caches:
        cache.clear()
