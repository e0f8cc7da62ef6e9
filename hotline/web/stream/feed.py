"""Reading the journal for the stream. Runs in a thread of its own; knows nothing of connections."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import close_old_connections
from django.utils import timezone

from hotline.flow.tickets import audience
from hotline.flow.tickets.queries import confidential_reach, reach
from hotline.ground.journal import queries as journal
from hotline.ground.people import queries as people
from hotline.lib.days import civil_day

from .hub import KEPT, Change, Place, channels_for, channels_of

BATCH = 1000


def beginning() -> tuple[Place, list[Change]]:
    """Where the journal stands now, and the latest changes before that, for pages that were open all along."""
    close_old_connections()
    events = journal.latest_settled(KEPT)
    place = (events[-1].tx, events[-1].pk) if events else (0, 0)
    return place, _changes(events)


def after(place: Place) -> tuple[Place, list[Change]]:
    """What settled after a place, and the new place."""
    close_old_connections()
    events = journal.settled_after(*place, BATCH)
    return ((events[-1].tx, events[-1].pk) if events else place), _changes(events)


def channels(person_id: int) -> frozenset[str]:
    """What a person may hear of; nothing when her account is closed."""
    close_old_connections()
    try:
        by = people.actor(person_id, civil_day(timezone.now()))
        return channels_for(reach(by), confidential_reach(by))
    except ObjectDoesNotExist:
        return frozenset()


def _changes(events: list[Any]) -> list[Change]:
    """One change a ticket, at the place of its last event."""
    last = {event.subject: (event.tx, event.pk) for event in events if event.topic == "ticket"}
    known = audience.audiences(last) if last else {}
    found = [
        Change(place, known[ticket].number, channels_of(known[ticket]))
        for ticket, place in last.items()
        if ticket in known
    ]
    return sorted(found, key=lambda change: change.place)
