"""The demonstration's sample appeals: every bench has something to show, once."""

from __future__ import annotations

import pytest

from hotline.config import province, samples
from hotline.flow.tickets.models import Ticket
from hotline.flow.tickets.words import Status
from hotline.lib.datafile import read_yaml

ASIDE = (Status.RETURN_REVIEW, Status.ARBITRATION, Status.SUSPENDED)


@pytest.mark.django_db
def test_every_sample_comes_as_far_as_it_is_to_come_and_comes_once() -> None:
    province.load(lambda _: None)
    samples.play(lambda _: None)
    samples.play(lambda _: None)
    wanted = {str(place): row["until"] for place, row in enumerate(read_yaml(samples.DATA)["matters"], start=1)}
    assert dict(Ticket.objects.values_list("source_id", "status")) == wanted
    never_on_a_bench = {Status.REGISTERED, Status.SUPPLEMENT, *ASIDE}
    assert set(wanted.values()) == set(Status) - never_on_a_bench
