"""Reading the journal for the stream. Runs in a thread of its own; knows nothing of connections."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import close_old_connections
from django.utils import timezone

from hotline.flow.tickets import audience
from hotline.flow.tickets.queries import confidential_reach, reach
from hotline.ground.journal import queries as journal
from hotline.ground.journal.actions import REFERENCE
from hotline.ground.organisations import actions as organisations
from hotline.ground.people import actions as persons
from hotline.ground.people import queries as people
from hotline.ground.people import roles
from hotline.ground.regions import actions as regions
from hotline.lib.days import civil_day
from hotline.lib.memo import forget_all

from .hub import KEPT, Change, Place, Touched, channels_for, channels_of

BATCH = 1000
OF_EVERYBODY = frozenset({roles.TABLE, organisations.TABLE, regions.TABLE})
"""Tables of reference data on which everybody's sight may hang."""


def beginning() -> tuple[Place, list[Change]]:
    """Where the journal stands now, and the latest changes before that, for pages that were open all along."""
    close_old_connections()
    events = journal.latest_settled(KEPT)
    place = (events[-1].tx, events[-1].pk) if events else (0, 0)
    return place, _changes(events)


def after(place: Place) -> tuple[Place, list[Change], Touched]:
    """What settled after a place, the new place, and whose rights have to be read again before anything is told."""
    close_old_connections()
    events = journal.settled_after(*place, BATCH)
    touched = _touched(events)
    if touched:
        forget_all()
    return ((events[-1].tx, events[-1].pk) if events else place), _changes(events), touched


def today() -> date:
    """The day by which postings begin and end."""
    return civil_day(timezone.now())


def channels(person_id: int) -> frozenset[str]:
    """What a person may hear of; nothing when her account is closed."""
    return rights([person_id])[person_id]


def rights(person_ids: Collection[int]) -> dict[int, frozenset[str]]:
    """What each of several people may hear of."""
    close_old_connections()
    return {person_id: _rights(person_id, today()) for person_id in person_ids}


def _rights(person_id: int, on: date) -> frozenset[str]:
    try:
        by = people.actor(person_id, on)
        return channels_for(reach(by), confidential_reach(by))
    except ObjectDoesNotExist:
        return frozenset()


def _touched(events: list[Any]) -> Touched:
    """Whose postings, account, role or organisation changed."""
    some = frozenset(event.subject for event in events if event.topic == persons.TOPIC)
    everybody = any(event.topic == REFERENCE and event.facts.get("table") in OF_EVERYBODY for event in events)
    return Touched(some, everybody)


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
