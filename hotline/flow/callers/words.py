"""Words of callers: marks on numbers, and chains of tickets on one matter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hotline.lib.words import Word


class MarkState(Word):
    """Where a mark on a number stands."""

    PROPOSED = "proposed", "待审批", "Proposed"
    ACTIVE = "active", "有效", "In force"
    REFUSED = "refused", "未批准", "Refused"
    EXPIRED = "expired", "已到期", "Expired"
    LIFTED = "lifted", "已解除", "Lifted"


class MarkVerdict(Word):
    """What the second person decided about a mark."""

    APPROVED = "approved", "批准", "Approved"
    REFUSED = "refused", "不批准", "Refused"


@dataclass(frozen=True, slots=True)
class Terms:
    """How many days a mark usually lasts, and at most. Holds until an administrator writes other terms."""

    usual_days: int = 30
    most_days: int = 180


USUAL = Terms()


@dataclass(frozen=True, slots=True)
class NewMark:
    """Why a number is to be marked: a listed reason, and what happened."""

    reason: str
    evidence: str


@dataclass(frozen=True, slots=True)
class NewConclusion:
    """Why a matter is to be concluded: a listed reason, what it rests on, and what the citizen is told."""

    reason: str
    basis: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Chain:
    """Tickets of one caller on one matter, the first registered first."""

    tickets: tuple[Any, ...]

    @property
    def count(self) -> int:
        """How often she came with it."""
        return len(self.tickets)

    @property
    def latest(self) -> Any:
        """The last of them."""
        return self.tickets[-1]
