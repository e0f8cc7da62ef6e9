"""Pure decisions of the outbox: when to try again, what a template may hold."""

from __future__ import annotations

from datetime import timedelta
from string import Formatter

MAX_TRIES = 8
LONGEST_WAIT = timedelta(hours=1)


def wait_after(tries: int) -> timedelta | None:
    """How long to wait after so many failed tries: 1, 2, 4 … minutes, an hour at most; None to give up."""
    if tries >= MAX_TRIES:
        return None
    return min(LONGEST_WAIT, timedelta(minutes=2 ** (max(tries, 1) - 1)))


def blanks(template: str) -> frozenset[str]:
    """Names of the facts a template asks for.

    :raises ValueError: a brace is left open.
    """
    return frozenset(
        name.split(".")[0].split("[")[0] for _, name, _, _ in Formatter().parse(template) if name is not None
    )
