"""The demonstration's sample appeals: every bench has something to show, once."""

from __future__ import annotations

import pytest
from django.utils import timezone

from hotline.config import province, samples
from hotline.flow.delays import queries as delays
from hotline.flow.delays.models import Suspension
from hotline.flow.disputes import queries as disputes
from hotline.flow.intake import queries as intake
from hotline.flow.tickets.models import Ticket
from hotline.flow.tickets.words import Status
from hotline.ground.organisations import queries as organisations
from hotline.lib.datafile import read_yaml


@pytest.mark.django_db
def test_every_sample_comes_as_far_as_it_is_to_come_and_comes_once() -> None:
    province.load(lambda _: None)
    samples.play(lambda _: None)
    samples.play(lambda _: None)
    wanted = {str(place): row["until"] for place, row in enumerate(read_yaml(samples.DATA)["matters"], start=1)}
    assert dict(Ticket.objects.values_list("source_id", "status")) == wanted
    never_on_a_bench = {Status.REGISTERED, Status.SUPPLEMENT}
    centre = organisations.unit_by_code("320200-rx").id
    assert disputes.returns_waiting(centre).count() == 2
    assert delays.waiting(centre).count() == 2
    assert [disputes.cases_at(centre, stage).count() for stage in ("", "met", "settled")] == [2, 1, 1]
    assert intake.overrides_waiting(centre).count() == 1
    assert Suspension.objects.filter(review_on__lt=timezone.localdate()).count() == 1, "one review is overdue"
    assert set(wanted.values()) == set(Status) - never_on_a_bench
