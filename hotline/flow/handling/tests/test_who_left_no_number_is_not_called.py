"""A citizen who left no number cannot be called: saying so stops the contact clock; where there is one it does not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hotline.flow.handling import actions, errors
from hotline.flow.handling.words import ContactResult
from hotline.flow.tickets.models import Assignment, Clock, Contact
from hotline.flow.tickets.words import Status
from hotline.ground.people.words import Actor
from tests.town import MONDAY, Town

LATER = MONDAY + timedelta(minutes=30)


def test_no_way_to_reach_her_stops_the_clock_only_where_there_is_no_number(town: Town) -> None:
    ticket = town.ticket(Status.HANDLING)
    mine = Assignment.objects.get(ticket=ticket)
    with pytest.raises(errors.CanBeReached):
        actions.contact(ticket.number, mine.pk, ContactResult.NO_WAY, "", by=Actor.system(), at=LATER)
    assert Clock.objects.get(assignment=mine, kind="contact").stopped_at is None

    contact = Contact.objects.get(pk=ticket.contact_id)
    contact.phone, contact.phone_index = "", None
    contact.save()
    actions.contact(ticket.number, mine.pk, ContactResult.NO_WAY, "匿名来电", by=Actor.system(), at=LATER)
    assert Clock.objects.get(assignment=mine, kind="contact").stopped_at == LATER
