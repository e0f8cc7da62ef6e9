"""Merging: who may lie under whom, what both journals say, and what each reporter keeps."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from hotline.flow.groups import actions as groups
from hotline.flow.groups import errors, queries
from hotline.flow.groups.models import Link, Member
from hotline.flow.tickets import actions as tickets
from hotline.flow.tickets import errors as road_errors
from hotline.flow.tickets.models import Clock, Ticket
from hotline.flow.tickets.words import Channel, Mark, NewContact, Status
from hotline.ground.catalogue.words import ClockKind, Urgency
from hotline.ground.journal import actions as journal
from hotline.ground.journal.models import Event
from hotline.ground.people.words import Actor
from tests.flow.road import in_order, snapshot
from tests.town import MONDAY, Town

LATER = MONDAY + timedelta(minutes=30)
PASSED_ON = [Status.IN_REVIEW, Status.TO_DISPATCH]


def merged(town: Town, main: Ticket, **matter: Any) -> Ticket:
    ticket = town.ticket(Status.IN_REVIEW, **matter)
    groups.merge(ticket.number, main.number, "同一盏灯", by=town.actor("reviewer.wuxi"), at=LATER)
    ticket.refresh_from_db()
    return ticket


def last(ticket: Ticket) -> Event:
    return Event.objects.filter(topic="ticket", subject=ticket.pk).latest("seq")


@pytest.mark.parametrize("status", PASSED_ON)
def test_a_duplicate_lies_under_its_main_and_both_journals_tell(town: Town, status: Status) -> None:
    main, ticket = town.ticket(Status.HANDLING), town.ticket(status)
    groups.merge(ticket.number, main.number, "同一盏灯", by=town.actor("reviewer.wuxi"), at=LATER)
    ticket.refresh_from_db()
    main.refresh_from_db()
    assert (ticket.status, main.status) == (Status.MERGED, Status.HANDLING)
    assert Mark.MAIN in main.marks
    assert last(ticket).facts["main"] == main.pk
    assert last(main).facts == {"merged": ticket.pk, "tickets": 2, "people": 2}
    for each in (main, ticket):
        in_order(each)


def test_no_journal_names_the_other_ticket(town: Town) -> None:
    main = town.ticket(Status.TO_DISPATCH)
    ticket = merged(town, main)
    assert main.number not in str(last(ticket).facts)
    assert ticket.number not in str(last(main).facts)


def test_a_merged_ticket_has_the_clock_of_its_own_urgency(town: Town) -> None:
    main = town.ticket(Status.HANDLING)
    slow, fast = merged(town, main), merged(town, main, urgency=Urgency.DANGER)
    for ticket, limit in ((slow, "5wd"), (fast, "2h")):
        [clock] = Clock.objects.filter(ticket=ticket, stopped_at=None)
        assert (clock.kind, clock.limit, clock.started_at) == (ClockKind.HANDLE, limit, LATER)
        assert clock.owner_id == ticket.centre_id
        assert ticket.due_at == clock.due_at
    assert fast.due_at == LATER + timedelta(hours=2)


def test_people_are_callers_not_tickets(town: Town) -> None:
    main = town.ticket(Status.TO_DISPATCH)
    same = merged(town, main)
    Ticket.objects.filter(pk=same.pk).update(contact=main.contact)
    merged(town, main)
    assert queries.size(main.pk) == {"tickets": 3, "people": 2}
    again = NewContact(main.centre_id, Channel.PHONE, phone="13800005555")
    for new in (again, again, NewContact(main.centre_id, Channel.PHONE)):
        contact = tickets.record_contact(new, by=Actor.system(), at=LATER)
        tickets.join_contact(main.number, contact, "", by=Actor.system(), at=LATER)
    assert queries.size(main.pk) == {"tickets": 3, "people": 4}, "one number twice, and one who left none"


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (Status.REGISTERED, errors.MainNotSubmitted),
        (Status.CLOSED, errors.MainIsClosed),
        (Status.MERGED, errors.MainIsMerged),
    ],
)
def test_not_every_ticket_can_be_a_main(town: Town, status: Status, error: type[Exception]) -> None:
    main = merged(town, town.ticket(Status.TO_DISPATCH)) if status is Status.MERGED else town.ticket(status)
    ticket = town.ticket(Status.IN_REVIEW)
    _refused(town, ticket, main, error)


def _refused(town: Town, ticket: Ticket, main: Ticket, error: type[Exception]) -> None:
    before = snapshot(ticket), snapshot(main)
    with pytest.raises(error):
        groups.merge(ticket.number, main.number, by=town.actor("reviewer.wuxi"), at=LATER)
    assert (snapshot(ticket), snapshot(main)) == before


def test_a_ticket_is_not_merged_into_itself(town: Town) -> None:
    ticket = town.ticket(Status.IN_REVIEW)
    _refused(town, ticket, ticket, errors.IntoItself)


def test_a_ticket_of_another_centre_is_not_there_for_whoever_does_not_see_it(town: Town) -> None:
    ticket, other = town.ticket(Status.IN_REVIEW), town.ticket(Status.IN_REVIEW)
    Ticket.objects.filter(pk=other.pk).update(centre=town.unit("320500-rx"), region="320505")
    _refused(town, ticket, other, errors.NoSuchTicket)
    with pytest.raises(errors.OtherCentre):
        groups.merge(ticket.number, other.number, by=Actor.system(), at=LATER)
    with pytest.raises(errors.NoSuchTicket):
        groups.merge(ticket.number, "20200302999999", by=Actor.system(), at=LATER)


def test_a_main_of_others_is_not_merged(town: Town) -> None:
    main = town.ticket(Status.TO_DISPATCH)
    merged(town, main)
    _refused(town, main, town.ticket(Status.HANDLING), errors.HasMembers)


def test_an_open_ticket_does_not_lie_under_a_confidential_one(town: Town) -> None:
    main = town.ticket(Status.TO_DISPATCH, is_confidential=True)
    _refused(town, town.ticket(Status.IN_REVIEW), main, errors.MainIsConfidential)
    merged(town, main, is_confidential=True)


def test_a_dispatched_ticket_is_not_merged(town: Town) -> None:
    _refused(town, town.ticket(Status.HANDLING), town.ticket(Status.HANDLING), road_errors.IllegalMove)


@pytest.mark.parametrize("username", ["agent.wuxi", "handler.binhu-cg", "dispatcher.suzhou", "followup.wuxi"])
def test_only_who_may_merges(town: Town, username: str) -> None:
    main, ticket = town.ticket(Status.HANDLING), town.ticket(Status.IN_REVIEW)
    before = snapshot(ticket), snapshot(main)
    with pytest.raises((road_errors.NotYours, errors.NoSuchTicket)):
        groups.merge(ticket.number, main.number, by=town.actor(username), at=LATER)
    assert (snapshot(ticket), snapshot(main)) == before


def test_who_looked_before_somebody_else_moved_it_is_told(town: Town) -> None:
    main, ticket = town.ticket(Status.HANDLING), town.ticket(Status.IN_REVIEW)
    with pytest.raises(road_errors.SomebodyWasFaster):
        groups.merge(ticket.number, main.number, by=town.actor("reviewer.wuxi"), at=LATER, seen=ticket.moves - 1)
    assert not Member.objects.exists()


def test_nothing_is_merged_when_the_journal_fails(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    main, ticket = town.ticket(Status.HANDLING), town.ticket(Status.IN_REVIEW)
    before, record, told = (snapshot(ticket), snapshot(main)), journal.record, []

    def fail(topic: str, subject: int, *args: Any, **kwargs: Any) -> None:
        told.append(subject)
        if subject == main.pk:
            raise OSError("disk full")
        record(topic, subject, *args, **kwargs)

    monkeypatch.setattr(journal, "record", fail)
    with pytest.raises(OSError, match="disk full"):
        groups.merge(ticket.number, main.number, by=town.actor("reviewer.wuxi"), at=LATER)
    assert told == [ticket.pk, main.pk]
    assert (snapshot(ticket), snapshot(main)) == before
    assert not Member.objects.exists()


def test_linked_tickets_go_their_own_ways(town: Town) -> None:
    one, other = town.ticket(Status.HANDLING), town.ticket(Status.CLOSED)
    agent = town.actor("agent.wuxi")
    groups.link(other.number, one.number, "同一路段", by=agent, at=LATER)
    assert [each.number for _, each in queries.links(one.pk, agent)] == [other.number]
    assert [each.number for _, each in queries.links(other.pk, agent)] == [one.number]
    assert (last(one).facts["linked"], last(other).facts["linked"]) == (other.pk, one.pk)
    with pytest.raises(errors.LinkedAlready):
        groups.link(one.number, other.number, "同一路段", by=agent, at=LATER)
    with pytest.raises(errors.IntoItself):
        groups.link(one.number, one.number, "同一路段", by=agent, at=LATER)
    with pytest.raises(road_errors.NoReason):
        groups.link(one.number, town.ticket().number, " ", by=agent, at=LATER)
    assert Link.objects.count() == 1
    for each in (one, other):
        in_order(each)


def test_a_link_to_a_hidden_ticket_is_not_shown(town: Town) -> None:
    one, secret = town.ticket(Status.HANDLING), town.ticket(Status.HANDLING, is_confidential=True)
    groups.link(one.number, secret.number, "同一路段", by=Actor.system(), at=LATER)
    assert queries.links(one.pk, town.actor("handler.binhu-cg")) != []
    assert queries.links(one.pk, town.actor("supervisor.js")) == []
