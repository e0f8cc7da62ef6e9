"""The town stands, and a ticket walks its whole road there."""

from __future__ import annotations

import pytest

from hotline.flow.tickets.models import Clock
from hotline.flow.tickets.words import Status
from hotline.ground.journal.queries import timeline
from tests.town import Town

OFF_THE_ROAD = (Status.SUPPLEMENT, Status.RETURN_REVIEW, Status.ARBITRATION, Status.SUSPENDED, Status.MERGED)


@pytest.mark.parametrize("status", [status for status in Status if status not in OFF_THE_ROAD])
def test_a_ticket_can_be_put_anywhere_on_the_road(town: Town, status: Status) -> None:
    ticket = town.ticket(status)
    assert ticket.status == status
    assert timeline("ticket", ticket.pk).count() == ticket.moves + 1


def test_a_closed_ticket_has_no_running_clock(town: Town) -> None:
    ticket = town.ticket(Status.CLOSED, joint=("320211-mz",))
    assert Clock.objects.filter(ticket=ticket).count() >= 8
    assert not Clock.objects.filter(ticket=ticket, stopped_at__isnull=True).exists()
