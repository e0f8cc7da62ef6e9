"""The demonstration's sample appeals: every bench has something to show, once."""

from __future__ import annotations

import pytest
from django.utils import timezone

from hotline.config import province, samples, samples_months
from hotline.flow.delays import queries as delays
from hotline.flow.delays.models import Suspension
from hotline.flow.disputes import queries as disputes
from hotline.flow.intake import queries as intake
from hotline.flow.tickets.models import Ticket
from hotline.flow.tickets.words import Status
from hotline.ground.organisations import queries as organisations
from hotline.ground.people import queries as people
from hotline.ground.people.words import Actor
from hotline.insight.evaluation import queries as evaluation
from hotline.lib.datafile import read_yaml
from hotline.lib.days import civil_day
from hotline.watch.duties import queries as duties
from hotline.watch.duties.words import ReportState
from hotline.watch.instructions import queries as instructions
from hotline.watch.supervision import queries as supervision
from hotline.watch.supervision.words import OrderState

GROUPS = ("district", "department")


@pytest.mark.django_db
def test_every_sample_comes_as_far_as_it_is_to_come_and_comes_once() -> None:
    province.load(lambda _: None)
    samples.play(lambda _: None)
    samples.play(lambda _: None)
    wanted = {str(place): row["until"] for place, row in enumerate(read_yaml(samples.DATA)["matters"], start=1)}
    found = dict(Ticket.objects.filter(source=samples.SOURCE).values_list("source_id", "status"))
    assert {name: status for name, status in found.items() if name.isdigit()} == wanted
    never_on_a_bench = {Status.REGISTERED, Status.SUPPLEMENT}
    centre = organisations.unit_by_code("320200-rx").id
    assert disputes.returns_waiting(centre).count() == 2
    assert delays.waiting(centre).count() == 2
    assert [disputes.cases_at(centre, stage).count() for stage in ("", "met", "settled")] == [2, 1, 1]
    assert intake.overrides_waiting(centre).count() == 1
    assert Suspension.objects.filter(review_on__lt=timezone.localdate()).count() == 1, "one review is overdue"
    assert set(wanted.values()) == set(Status) - never_on_a_bench
    _the_wall_lives()
    _the_leaders_have_something_to_read()
    _two_months_are_ranked(centre)


def _the_wall_lives() -> None:
    """Every state and colour of an order, at the province and in a city; suggestions; reports in every state."""
    now = timezone.now()
    for username, least in (("supervisor.province", 9), ("supervisor.wuxi", 7)):
        by = people.actor_named(username, civil_day(now))
        orders = supervision.orders(by)
        assert orders.count() >= least
        assert {order.state for order in orders} == set(OrderState), username
        tallies = supervision.tallies(by, now)
        assert sum(each.red for each in tallies) >= 1, username
        assert sum(each.yellow for each in tallies) >= 1, username
        assert orders.filter(outcome="", signed_at__isnull=True, sign_due_at__lte=now).exists() or least < 9
        assert supervision.suggestions(by).count() >= 1, username
    reports = duties.reports(people.actor_named("supervisor.province", civil_day(now)))
    assert {duties.state_of(row, now) for row in reports} >= {ReportState.RECEIVED, ReportState.LATE}


def _the_leaders_have_something_to_read() -> None:
    now = timezone.now()
    for username in ("leader.province", "leader.wuxi"):
        mine = instructions.mine(people.actor_named(username, civil_day(now)))
        assert instructions.standing(mine, now).late >= 1, username


def _two_months_are_ranked(centre: int) -> None:
    """Both groups have a ranking, one month is published with a correction, the other waits for an objection."""
    last, before = evaluation.months(centre)
    assert evaluation.is_published(centre, before)
    assert not evaluation.is_published(centre, last)
    assert evaluation.waiting(centre, last) == 1
    assert evaluation.sheets(centre, before).filter(revision=2).count() == 1
    for month in (before, last):
        places = evaluation.places(centre, month, Actor.system())
        ranked = {group: [each.rank for each in places if each.group == group and each.rank] for group in GROUPS}
        assert [len(ranks) for ranks in ranked.values()] == [4, 4]
        assert all(1 in ranks and len(set(ranks)) > 1 for ranks in ranked.values())
        assert {str(each.why) for each in places if each.why} == {"nothing_due", "excluded"}
    assert not Ticket.objects.filter(source=samples_months.SOURCE).exclude(status=Status.CLOSED).exists()
