"""The bell of an organisation speaks of a confidential ticket only to those posted there who may know of it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from hotline.flow.tickets.words import Status, Verb
from hotline.ground.outbox.models import Notice
from tests import supervised
from tests.flow.road import Road
from tests.town import Town

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def watched(town: Town) -> Town:
    """The town with a supervisor posted at Wuxi's centre."""
    return supervised.furnish(town)


def bell(town: Town, username: str) -> tuple[str, str]:
    """What somebody's bell tells, and how many it counts."""
    client = Client()
    client.force_login(town.person(username), backend=BACKEND)
    pages = (client.get(reverse(f"kit:{name}")).content.decode() for name in ("notices", "notice_count"))
    told, count = pages
    return told, count


def returned(town: Town, *, is_confidential: bool) -> str:
    """A ticket that a unit gave back, of which the centre was told."""
    road = Road(town, town.ticket(Status.TO_SIGN, is_confidential=is_confidential))
    road.do(Verb.RETURN)
    assert Notice.objects.filter(ticket=road.ticket.pk, organisation__code="320200-rx").exists()
    return road.number


def test_who_works_in_the_centre_hears_of_both_and_who_only_watches_the_area_of_the_plain_one(watched: Town) -> None:
    plain, secret = returned(watched, is_confidential=False), returned(watched, is_confidential=True)
    for username, hears in (("dispatcher.wuxi", {plain, secret}), ("supervisor.wuxi", {plain})):
        told, count = bell(watched, username)
        assert {number for number in (plain, secret) if number in told} == hears, username
        assert f"{len(hears)}" in count


def test_a_unit_hears_of_its_own_part_in_a_confidential_ticket_and_another_unit_of_nothing(watched: Town) -> None:
    road = Road(watched, watched.ticket(Status.TO_SIGN, is_confidential=True))
    road.do(Verb.URGE)
    assert road.number in bell(watched, "handler.binhu-cg")[0]
    assert road.number not in bell(watched, "handler.binhu-mz")[0]
