"""How the open tickets somebody sees stand at a moment: where they wait, and by the clock that runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q

from hotline.ground.people.words import Actor
from hotline.ground.regions.queries import next_after

from .models import Clock
from .queries import visible_to
from .words import Status

DONE = (Status.CLOSED, Status.MERGED)


@dataclass(frozen=True, slots=True)
class Standing:
    """Open tickets: all of them, those that wait to be dispatched or signed, those late and soon due."""

    open: int
    to_dispatch: int
    to_sign: int
    red: int
    yellow: int

    @property
    def green(self) -> int:
        """Those in time."""
        return self.open - self.red - self.yellow


def standing(actor: Actor, area: str, at: datetime) -> Standing:
    """The open tickets of an area that an actor sees.

    :param area: a region; tickets whose place is not known are its centre's, and count in the province only.
    """
    rows = visible_to(actor).exclude(status__in=DONE)
    if len(area) > 2:  # a province has two digits
        rows = rows.filter(region__gte=area, region__lt=next_after(area))
    running = Clock.objects.filter(ticket=OuterRef("pk"), due_at=OuterRef("due_at"), stopped_at__isnull=True)
    soon = Q(Exists(running.filter(yellow_at__lte=at)), due_at__gt=at)
    return Standing(
        **rows.aggregate(
            open=Count("pk"),
            to_dispatch=Count("pk", filter=Q(status=Status.TO_DISPATCH)),
            to_sign=Count("pk", filter=Q(status=Status.TO_SIGN)),
            red=Count("pk", filter=Q(due_at__lte=at)),
            yellow=Count("pk", filter=soon),
        )
    )
