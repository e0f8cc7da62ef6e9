"""Pure decisions of callers: where a mark stands at a moment."""

from __future__ import annotations

from datetime import datetime

from .words import MarkState, MarkVerdict


def state(verdict: str, until: datetime | None, lifted_at: datetime | None, at: datetime) -> MarkState:
    """Where a mark stands: by what was decided, and whether its time is over."""
    if not verdict:
        return MarkState.PROPOSED
    if verdict == MarkVerdict.REFUSED:
        return MarkState.REFUSED
    if lifted_at is not None:
        return MarkState.LIFTED
    return MarkState.ACTIVE if until is not None and at < until else MarkState.EXPIRED
