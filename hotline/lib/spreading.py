"""Work that comes in parts, carried by a process for each processor."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from typing import TypeVar

from django.db import connection

from hotline.lib.processes import die_with_parent

PartT = TypeVar("PartT")
DoneT = TypeVar("DoneT")
AHEAD = 2
"""Parts that may wait for a process."""


def spread(carry: Callable[[PartT], DoneT], parts: Iterator[PartT]) -> Iterator[DoneT]:
    """What each part came to, in order: a single part is carried here, many by processes.

    Within a transaction all are carried here: a process beside would not see what is not committed.
    """
    first = list(islice(parts, 2))
    if len(first) < 2 or connection.in_atomic_block:
        yield from map(carry, chain(first, parts))
        return
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's wrapper has it: no socket may be shared
    workers = os.cpu_count() or 1
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(workers, context, die_with_parent, (os.getpid(),)) as pool:
        waiting: deque[Future[DoneT]] = deque(pool.submit(carry, part) for part in first)
        for part in parts:
            while len(waiting) > workers + AHEAD:
                yield waiting.popleft().result()
            waiting.append(pool.submit(carry, part))
        while waiting:
            yield waiting.popleft().result()
