"""The line on top: the agent's day in figures, and what waits for her."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from hotline.flow.intake import drafts
from hotline.flow.intake.words import Sheet
from hotline.flow.tickets import mine
from hotline.ground.people.words import Actor


@dataclass(frozen=True, slots=True)
class Top:
    """What the line on top shows."""

    day: mine.Day
    held: tuple[mine.Held, ...]
    drafts: tuple[Sheet, ...]

    @property
    def sent_back(self) -> int:
        """How many tickets came back for more."""
        return sum(1 for each in self.held if each.missing or each.reason)


def midnight(at: datetime) -> datetime:
    """When the day of a moment began in Shanghai."""
    return timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)


def top(by: Actor, *, at: datetime) -> Top:
    """The agent's day so far."""
    centre_id = drafts.seat(by)
    return Top(
        mine.day(by, centre_id, since=midnight(at)),
        tuple(mine.held(by, centre_id, at=at)),
        tuple(drafts.mine(by)),
    )
