"""When a closed ticket went from hand to hand: what another system, or a replay, knows of its road."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Steps:
    """The moments between its registration and its end, in this order."""

    accepted_at: datetime
    dispatched_at: datetime
    signed_at: datetime
    contacted_at: datetime
    replied_at: datetime
    passed_at: datetime
