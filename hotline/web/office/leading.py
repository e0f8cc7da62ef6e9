"""Which unit a leader looks at, since when, and what of it is late."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from hotline.flow.tickets import lists
from hotline.flow.tickets.lists import Filters
from hotline.flow.tickets.words import Colour, Tab
from hotline.ground.people.words import Capability

from .places import Place, place


def led(request: HttpRequest) -> Place:
    """The unit asked for.

    :raises NotPermitted: she does not lead it.
    """
    here = place(request, Capability.LEAD_VIEW)
    unit = here.unit
    here.by.require_over(Capability.LEAD_VIEW, unit.region, unit.id, unit.path)
    return here


def late(here: Place, most: int) -> list[Any]:
    """What is overdue now, the longest first."""
    red = Filters(colour=Colour.RED)
    tabs = (Tab.TO_SIGN, Tab.HANDLING, Tab.WAITING)
    pages = [lists.inbox(here.by, here.unit.id, tab, at=here.at, filters=red, limit=most) for tab in tabs]
    rows = [row for page in pages for row in page.rows]
    return sorted(rows, key=lambda row: row.due_at or here.at)[:most]


def month(at: datetime) -> tuple[datetime, datetime]:
    """From the first of the month until now, in Shanghai."""
    first = timezone.localtime(at).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return first, at + timedelta(seconds=1)
