"""Bells: what was sent, given back, taken away or added rings once at the unit concerned, and nowhere else."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from hotline.flow.dispatch import actions as dispatching
from hotline.flow.followup import actions as followups
from hotline.flow.handling import actions as handling
from hotline.flow.tickets import ringing
from hotline.flow.tickets.models import Assignment
from hotline.flow.tickets.words import Status
from hotline.ground.journal import queries as journal
from hotline.ground.journal.models import Event, Reader
from hotline.ground.outbox.models import Notice
from hotline.ground.outbox.words import NoticeKind
from hotline.ground.people.words import Actor
from hotline.jobs import sweeps
from hotline.web.kit.notices import SENTENCES
from tests.town import MONDAY

if TYPE_CHECKING:
    from tests.town import Town

AT = MONDAY + timedelta(hours=4)
BY = Actor.system()


@pytest.fixture(autouse=True)
def complete(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's own open transaction counts as complete from here on."""
    monkeypatch.setattr(journal, "horizon", lambda: 2**62)


def begin() -> None:
    """From now on the bell listens; what a test set up before rings nothing."""
    last = Event.objects.latest("tx", "pk")
    Reader.objects.create(name=ringing.READER, tx=last.tx, event=last.pk)


def rung() -> list[tuple[str, str]]:
    ringing.ring(at=AT)
    ringing.ring(at=AT)
    rows = Notice.objects.exclude(kind=NoticeKind.URGED).order_by("pk").select_related("organisation")
    return [(row.kind, row.organisation.code if row.organisation else "") for row in rows]


def test_every_unit_a_ticket_is_sent_to_hears_of_it_once(town: Town) -> None:
    ticket = town.ticket(Status.TO_DISPATCH)
    begin()
    lead, joint = town.unit("320211-cg").pk, town.unit("320211-mz").pk
    dispatching.dispatch(ticket.number, lead, joint=[joint], why="就近", by=BY, at=AT)
    assert sorted(rung()) == [("assigned", "320211-cg"), ("assigned", "320211-mz")]
    assert Notice.objects.filter(facts={"number": ticket.number}).count() == 2


def test_what_is_taken_back_rings_at_all_who_lose_it(town: Town) -> None:
    ticket = town.ticket(Status.TO_SIGN)
    begin()
    dispatching.recall(ticket.number, "派错", by=BY, at=AT)
    assert rung() == [("withdrawn", "320211-cg")]


def test_help_asked_for_and_no_longer_needed_rings_at_the_helper(town: Town) -> None:
    ticket = town.ticket(Status.HANDLING)
    begin()
    ours = Assignment.objects.get(ticket=ticket).pk
    child = handling.add_joint(ticket.number, ours, town.unit("320211-mz").pk, "请协助", by=BY, at=AT)
    handling.withdraw(ticket.number, ours, child, "不需要了", by=BY, at=AT)
    assert rung() == [("assigned", "320211-mz"), ("withdrawn", "320211-mz")]


def test_a_rejected_reply_and_a_rework_ring_at_the_lead(town: Town) -> None:
    rejected, reworked = town.ticket(Status.REPLY_REVIEW), town.ticket(Status.FOLLOW_UP)
    begin()
    handling.reject_reply(rejected.number, "vague", "", by=BY, at=AT)
    followups.rework(reworked.number, "没有解决", by=BY, at=AT)
    assert rung() == [("rejected", "320211-cg"), ("rework", "320211-cg")]


def test_the_bell_begins_at_the_present(town: Town) -> None:
    town.ticket(Status.TO_SIGN)
    sweeps.ring_bells(timestamp=0)
    assert rung() == []


def test_every_kind_of_notice_has_its_sentence() -> None:
    kinds = {kind.value for kind in NoticeKind}
    silent = {kind for kind in kinds - set(SENTENCES) if not any(key.startswith(f"{kind}:") for key in SENTENCES)}
    assert silent == set()
    more = set(SENTENCES) - kinds
    assert {key.partition(":")[0].removesuffix("_late") for key in more} <= kinds, more
