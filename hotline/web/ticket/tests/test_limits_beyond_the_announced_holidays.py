"""Near the end of the announced holidays limits are still set, and the page says what they lean on."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from hotline.flow.tickets.models import Clock
from hotline.flow.tickets.words import Status
from hotline.lib.days import SHANGHAI
from tests.town import Town

SAID = "节假日还没有公布"
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.mark.parametrize(
    ("at", "is_certain"),
    [
        (datetime(2026, 12, 21, 10, tzinfo=SHANGHAI), True),
        (datetime(2026, 12, 31, 23, 40, tzinfo=SHANGHAI), False),
        (datetime(2027, 2, 10, 10, tzinfo=SHANGHAI), False),
    ],
)
def test_a_limit_that_leaves_the_announced_days_is_set_and_said_to_lean_on_weekends(
    client: Client, town: Town, at: datetime, is_certain: bool
) -> None:
    ticket = town.ticket(Status.HANDLING, at=at)
    clocks = Clock.objects.filter(assignment__ticket=ticket, kind="handle")
    assert {clock.is_certain for clock in clocks} == {is_certain}
    assert all(clock.due_at > at for clock in clocks)
    client.force_login(town.person("handler.binhu-cg"), backend=BACKEND)
    address = reverse("ticket:page", args=[ticket.number])
    assert (SAID in client.get(address).content.decode()) is not is_certain
    client.cookies["django_language"] = "en"
    assert ("Counted by weekends" in client.get(address).content.decode()) is not is_certain
