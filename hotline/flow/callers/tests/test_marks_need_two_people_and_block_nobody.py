"""Marks on numbers: proposed with evidence, approved by another, ended by time or by hand; every call is taken."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db.models import Q

from hotline.flow.callers import actions as callers
from hotline.flow.callers import errors, queries
from hotline.flow.callers.models import CallerMark, MarkTerms
from hotline.flow.callers.words import MarkState, NewMark
from hotline.flow.intake import actions as intake
from hotline.flow.tickets import errors as road
from hotline.flow.tickets.models import Ticket
from hotline.ground.journal import actions as journal
from hotline.ground.journal.models import Event
from hotline.ground.outbox.models import Notice
from hotline.ground.people.words import Actor
from hotline.lib.refusal import NotPermitted
from tests.town import MONDAY, Town

PHONE = "13912349999"
INSULT = NewMark("insult", "3月2日两次来电辱骂话务员，本机 13912349999。")


def proposed(town: Town, *, by: str = "agent.wuxi", at: datetime = MONDAY) -> int:
    return callers.propose(PHONE, town.unit("320200-rx").pk, INSULT, by=town.actor(by), at=at)


def marked(town: Town, days: int = 30) -> int:
    pk = proposed(town)
    callers.approve(pk, days, "属实", by=town.actor("lead.wuxi"), at=MONDAY)
    return pk


def test_a_mark_is_in_force_only_once_another_person_approved_it(town: Town) -> None:
    centre = town.unit("320200-rx").pk
    pk = proposed(town)
    assert queries.active(PHONE, centre, at=MONDAY) is None
    callers.approve(pk, 30, "属实", by=town.actor("lead.wuxi"), at=MONDAY)
    for written in (PHONE, "+86 139-1234-9999"):
        found = queries.active(written, centre, at=MONDAY)
        assert found is not None
        assert found.pk == pk
    assert queries.active("13912349998", centre, at=MONDAY) is None
    assert queries.active("", centre, at=MONDAY) is None
    assert queries.active(PHONE, town.unit("320500-rx").pk, at=MONDAY) is None, "for one centre"


def test_a_mark_ends_by_itself(town: Town) -> None:
    pk, centre = marked(town, days=7), town.unit("320200-rx").pk
    last = MONDAY + timedelta(days=7)
    assert queries.active(PHONE, centre, at=last - timedelta(seconds=1))
    assert queries.active(PHONE, centre, at=last) is None
    assert queries.state(CallerMark.objects.get(pk=pk), last) is MarkState.EXPIRED
    assert proposed(town, at=last) != pk, "it may be proposed again"


def test_a_mark_is_lifted_by_hand_with_a_reason(town: Town) -> None:
    pk, lead = marked(town), town.actor("reviewer.wuxi")
    with pytest.raises(road.NoReason):
        callers.lift(pk, " ", by=lead, at=MONDAY)
    callers.lift(pk, "来电人已道歉", by=lead, at=MONDAY)
    assert queries.active(PHONE, town.unit("320200-rx").pk, at=MONDAY) is None
    with pytest.raises(errors.NotInForce):
        callers.lift(pk, "再次", by=lead, at=MONDAY)


def test_a_call_of_a_marked_number_is_taken_and_registered_like_any_other(town: Town) -> None:
    marked(town)
    appeal = town.appeal()
    contact = appeal.contact
    assert contact.phone != PHONE
    marked_call = type(appeal)(type(contact)(contact.centre_id, contact.channel, phone=PHONE), appeal.matters)
    found = [
        intake.take(each, by=town.actor("agent.wuxi"), at=MONDAY, submitted=True)[0].id
        for each in (appeal, marked_call)
    ]
    one, other = (Ticket.objects.get(pk=pk) for pk in found)
    for name in ("status", "urgency", "due_at", "marks", "centre_id"):
        assert getattr(one, name) == getattr(other, name)


def test_who_proposed_does_not_decide(town: Town) -> None:
    pk = proposed(town, by="lead.wuxi")
    lead = town.actor("lead.wuxi")
    with pytest.raises(errors.NotBySelf):
        callers.approve(pk, 30, "", by=lead, at=MONDAY)
    with pytest.raises(errors.NotBySelf):
        callers.refuse(pk, "不妥", by=lead, at=MONDAY)
    assert CallerMark.objects.get(pk=pk).verdict == ""
    callers.refuse(pk, "言语激烈但不构成辱骂", by=town.actor("reviewer.wuxi"), at=MONDAY)
    assert queries.state(CallerMark.objects.get(pk=pk), MONDAY) is MarkState.REFUSED
    with pytest.raises(errors.DecidedAlready):
        callers.approve(pk, 30, "", by=town.actor("reviewer.wuxi"), at=MONDAY)


@pytest.mark.parametrize("username", ["handler.binhu-cg", "agent.suzhou", "followup.wuxi", "auditor.js"])
def test_only_who_takes_the_centres_calls_proposes(town: Town, username: str) -> None:
    with pytest.raises(NotPermitted):
        proposed(town, by=username)
    with pytest.raises(NotPermitted):
        callers.propose(PHONE, town.unit("320200-rx").pk, INSULT, by=Actor.system(), at=MONDAY)
    assert not CallerMark.objects.exists()


@pytest.mark.parametrize("username", ["agent2.wuxi", "dispatcher.suzhou", "handler.binhu-cg", "admin.js", "auditor.js"])
def test_only_who_may_decides_and_lifts(town: Town, username: str) -> None:
    pk, stranger = proposed(town), town.actor(username)
    with pytest.raises(NotPermitted):
        callers.approve(pk, 30, "", by=stranger, at=MONDAY)
    with pytest.raises(NotPermitted):
        callers.refuse(pk, "不妥", by=stranger, at=MONDAY)
    callers.approve(pk, 30, "", by=town.actor("lead.wuxi"), at=MONDAY)
    with pytest.raises(NotPermitted):
        callers.lift(pk, "不妥", by=stranger, at=MONDAY)
    with pytest.raises(errors.MarkNotFound):
        callers.lift(pk + 1, "不妥", by=town.actor("lead.wuxi"), at=MONDAY)


def test_what_is_missing_is_told_and_nothing_is_written(town: Town) -> None:
    agent, centre = town.actor("agent.wuxi"), town.unit("320200-rx").pk
    bad = [
        ("", INSULT, errors.NoNumber),
        ("不是号码", INSULT, errors.NoNumber),
        (PHONE, NewMark("nothing", "辱骂"), errors.UnlistedReason),
        (PHONE, NewMark("insult", "  "), errors.NoEvidence),
        (PHONE, NewMark("insult", "辱" * 2001), road.WordsTooLong),
    ]
    for phone, new, error in bad:
        with pytest.raises(error):
            callers.propose(phone, centre, new, by=agent, at=MONDAY)
    assert not CallerMark.objects.exists()


def test_a_number_has_one_mark_at_a_time(town: Town) -> None:
    pk = proposed(town)
    with pytest.raises(errors.ProposedAlready):
        proposed(town, by="agent2.wuxi")
    callers.approve(pk, 30, "", by=town.actor("lead.wuxi"), at=MONDAY)
    with pytest.raises(errors.MarkedAlready):
        proposed(town, by="agent2.wuxi")
    assert CallerMark.objects.count() == 1


@pytest.mark.parametrize("days", [0, -3, 181])
def test_a_mark_lasts_no_longer_than_the_terms_allow(town: Town, days: int) -> None:
    pk = proposed(town)
    with pytest.raises(errors.TermTooLong):
        callers.approve(pk, days, "", by=town.actor("lead.wuxi"), at=MONDAY)
    assert CallerMark.objects.get(pk=pk).verdict == ""


def test_terms_hold_from_their_day_on(town: Town) -> None:
    MarkTerms.objects.create(from_on=date(2020, 3, 3), usual_days=3, most_days=5)
    pk = proposed(town)
    with pytest.raises(errors.TermTooLong):
        callers.approve(pk, 6, "", by=town.actor("lead.wuxi"), at=MONDAY + timedelta(days=1))
    callers.approve(pk, 6, "", by=town.actor("lead.wuxi"), at=MONDAY)


def test_the_number_stands_nowhere_in_clear(town: Town) -> None:
    pk = marked(town)
    row = CallerMark.objects.get(pk=pk)
    assert PHONE not in str([getattr(row, field.attname) for field in CallerMark._meta.concrete_fields])
    assert row.shown == "139****9999"
    events = Event.objects.filter(topic="caller_mark", subject=pk).order_by("seq")
    assert [event.verb for event in events] == ["propose_mark", "approved_mark"]
    assert PHONE not in str([event.facts for event in events])
    assert PHONE not in str(list(Notice.objects.values_list("facts", flat=True)))


def test_who_may_decide_finds_it_in_her_bell_and_who_proposed_what_came_of_it(town: Town) -> None:
    pk = proposed(town)
    told = set(Notice.objects.filter(kind="mark_waiting").values_list("person__username", flat=True))
    assert told == {"lead.wuxi", "reviewer.wuxi"}
    callers.approve(pk, 30, "", by=town.actor("lead.wuxi"), at=MONDAY)
    assert Notice.objects.get(kind="mark_decided").person_id == town.actor("agent.wuxi").person_id


def test_nothing_is_marked_when_the_journal_fails(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    pk = proposed(town)
    monkeypatch.setattr(journal, "record", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        callers.approve(pk, 30, "", by=town.actor("lead.wuxi"), at=MONDAY)
    assert CallerMark.objects.get(pk=pk).verdict == ""


def test_marks_are_listed_for_who_keeps_them(town: Town) -> None:
    pk = proposed(town)
    ours, theirs = Q(centre=town.unit("320200-rx")), Q(centre=town.unit("320500-rx"))
    assert [row.pk for row in queries.marks(ours, waiting=True)] == [pk]
    assert not queries.marks(theirs, waiting=True).exists()
    with pytest.raises(errors.MarkNotFound):
        queries.mark(pk, theirs)
    callers.approve(pk, 30, "", by=town.actor("lead.wuxi"), at=MONDAY)
    assert not queries.marks(ours, waiting=True).exists()
    assert [row.pk for row in queries.marks(ours, waiting=False)] == [pk]
