"""A unit asks for more time, the centre decides, the clock and the citizen follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from hotline.flow.delays import actions, errors, queries
from hotline.flow.delays.models import Extension
from hotline.flow.delays.words import ExtensionVerdict, NewExtension
from hotline.flow.tickets import errors as road_errors
from hotline.flow.tickets.models import Assignment, Clock, Contact
from hotline.flow.tickets.words import Status, Verb
from hotline.ground.catalogue.models import LimitPolicy
from hotline.ground.catalogue.words import ClockKind
from hotline.ground.journal import actions as journal
from hotline.ground.outbox.models import Message, Notice
from hotline.ground.people.words import Actor
from hotline.lib.memo import forget_all
from hotline.lib.refusal import Refusal
from tests.flow.road import Road, in_order, snapshot
from tests.town import SHANGHAI, Town

DAY = timedelta(days=1)


@pytest.fixture
def road(town: Town) -> Road:
    """A ticket that the Binhu city management bureau handles: due on Monday, 9 March 2020 at closing time."""
    return Road(town, town.ticket(Status.HANDLING))


def clock_of(assignment: Assignment) -> Clock:
    return Clock.objects.get(assignment=assignment, kind=ClockKind.HANDLE, stopped_at__isnull=True)


def ask(road: Road, on: Assignment | None = None, until: datetime | None = None, **more: Any) -> int:
    mine = on or road.lead()
    new = NewExtension("complex", "需更换电缆", until or clock_of(mine).due_at + DAY)
    return actions.ask_extension(road.number, mine.pk, replace(new, **more), by=road.system, at=road.at)


def granted(road: Road, extension: int, **more: Any) -> None:
    actions.grant_extension(road.number, extension, "同意", by=road.system, at=road.at, **more)


def test_asking_moves_nothing_and_the_work_goes_on(road: Road) -> None:
    due, status = clock_of(road.lead()).due_at, road.ticket.status
    asked = ask(road, told_how="电话告知")
    row = Extension.objects.get(pk=asked)
    assert (row.due_at, row.wanted_due_at, row.is_citizen_told) == (due, due + DAY, True)
    assert clock_of(road.lead()).due_at == due
    assert road.ticket.status == status
    assert [each.pk for each in queries.waiting(road.ticket.centre_id)] == [asked]
    assert Notice.objects.filter(kind="extension", organisation_id=road.ticket.centre_id).count() == 1
    road.do(Verb.CONTACT)
    road.do(Verb.REPLY)
    assert not queries.waiting(road.ticket.centre_id).exists(), "who has replied waits for nothing"
    in_order(road.ticket)


def test_a_grant_moves_clock_assignment_and_ticket_and_tells_the_citizen(road: Road) -> None:
    asked, due = ask(road), clock_of(road.lead()).due_at
    granted(road, asked)
    clock, mine = clock_of(road.lead()), road.lead()
    assert clock.due_at == due + DAY
    assert road.ticket.due_at == due + DAY
    assert clock.yellow_at == due, "yellow a working day before it is due"
    assert mine.due_at == Clock.objects.filter(assignment=mine, stopped_at=None).order_by("due_at")[0].due_at
    row = queries.extensions(road.ticket.pk).get()
    assert (row.verdict, row.granted_due_at) == (ExtensionVerdict.GRANTED, due + DAY)
    message = Message.objects.get(template="extended")
    assert message.recipient == road.ticket.contact.phone
    assert f"{due + DAY:%Y-%m-%d}" in message.body
    in_order(road.ticket)


def test_a_citizen_who_reads_english_is_told_in_english(road: Road) -> None:
    Contact.objects.filter(pk=road.ticket.contact_id).update(language="en")
    granted(road, ask(road))
    assert "needs more time" in Message.objects.get(template="extended").body


def test_a_grant_after_the_warning_lets_it_be_told_anew(road: Road) -> None:
    asked, clock = ask(road), clock_of(road.lead())
    Clock.objects.filter(pk=clock.pk).update(yellow_told_at=clock.yellow_at, red_told_at=clock.due_at)
    road.at = clock.due_at + timedelta(hours=1)
    granted(road, asked, until=clock.due_at + 3 * DAY)
    told = clock_of(road.lead())
    assert (told.yellow_told_at, told.red_told_at) == (None, None)
    assert told.due_at == clock.due_at + 3 * DAY
    in_order(road.ticket)


def test_a_denial_leaves_the_clock_and_tells_no_citizen(road: Road) -> None:
    asked, before = ask(road), clock_of(road.lead()).due_at
    actions.deny_extension(road.number, asked, "可按期办结", by=road.system, at=road.at)
    assert clock_of(road.lead()).due_at == before
    assert queries.extensions(road.ticket.pk).get().opinion == "可按期办结"
    assert not Message.objects.exists()
    ask(road)  # after a verdict one may ask again


def test_lead_and_joint_units_ask_at_once_each_for_its_own_work(town: Town) -> None:
    road = Road(town, town.ticket(Status.HANDLING, joint=("320211-mz",)))
    joint = road.of("320211-mz")
    road.do(Verb.SIGN, on=joint)
    due = road.ticket.due_at
    theirs, ours = ask(road, joint), ask(road, until=clock_of(road.lead()).due_at + 2 * DAY)
    granted(road, ours)
    assert due is not None
    assert road.ticket.due_at == due + 2 * DAY
    granted(road, theirs)
    assert clock_of(joint).due_at == due + DAY
    assert road.ticket.due_at == due + 2 * DAY, "the joint unit's time is not the ticket's"
    assert Message.objects.count() == 1, "the citizen is told of the leading unit's time only"
    told = Notice.objects.filter(kind="extension").values_list("organisation__code", flat=True)
    assert sorted(set(told)) == ["320200-rx", "320211-cg", "320211-mz"], "the leading unit hears of its helper's time"


def test_the_citizen_is_told_of_a_joint_unit_for_which_the_leading_one_has_to_wait(town: Town) -> None:
    road = Road(town, town.ticket(Status.HANDLING, joint=("320211-mz",)))
    joint = road.of("320211-mz")
    road.do(Verb.SIGN, on=joint)
    due = clock_of(joint).due_at
    granted(road, ask(road, joint, until=due + 3 * DAY))
    assert f"{due + 3 * DAY:%Y-%m-%d}" in Message.objects.get(template="extended").body


def test_all_extensions_together_keep_within_the_limit(road: Road) -> None:
    friday = datetime(2020, 3, 20, 18, tzinfo=SHANGHAI)  # nine working days after 9 March
    granted(road, ask(road, until=friday))
    left = queries.room(road.ticket, road.lead().pk, road.at)
    assert left is not None
    assert (left.days, left.times, left.most) == (1, 1, friday + 3 * DAY)
    with pytest.raises(errors.TooLong, match="03-23"):
        ask(road, until=friday + 4 * DAY)
    granted(road, ask(road, until=left.most))
    assert clock_of(road.lead()).due_at == left.most


def test_no_more_extensions_are_granted_than_the_policy_allows(road: Road) -> None:
    for _ in range(2):
        granted(road, ask(road))
    before = snapshot(road.ticket)
    with pytest.raises(errors.ExtendedTooOften, match="2 次"):
        ask(road)
    assert snapshot(road.ticket) == before
    LimitPolicy.objects.update(max_extensions=5)
    forget_all()
    granted(road, ask(road, until=datetime(2020, 3, 23, 18, tzinfo=SHANGHAI)))
    with pytest.raises(errors.NoMoreTime):
        ask(road)


def test_the_longest_extension_is_counted_on_the_units_calendar(road: Road) -> None:
    most = datetime(2020, 3, 23, 18, tzinfo=SHANGHAI)  # ten working days after 9 March
    with pytest.raises(errors.TooLong, match="03-23"):
        ask(road, until=most + timedelta(minutes=1))
    granted(road, ask(road, until=most))
    assert clock_of(road.lead()).due_at == most


def test_what_cannot_be_asked_is_refused_with_its_reason_and_changes_nothing(road: Road) -> None:
    due, before = clock_of(road.lead()).due_at, snapshot(road.ticket)
    with pytest.raises(errors.NotLonger, match="03-09"):
        ask(road, until=due)
    with pytest.raises(road_errors.NoReason):
        ask(road, why=" ")
    with pytest.raises(errors.UnlistedReason, match="weather"):
        ask(road, reason="weather")
    road.at = due
    with pytest.raises(errors.ExpiredAlready, match="03-09"):
        ask(road)
    assert snapshot(road.ticket) == before
    assert not Extension.objects.exists()


def test_nobody_asks_twice_and_nobody_decides_twice(road: Road) -> None:
    asked = ask(road)
    with pytest.raises(errors.AlreadyAsked, match=road.system.name):
        ask(road)
    with pytest.raises(IntegrityError, match="extension_asked_once"), transaction.atomic():
        Extension.objects.create(**{**_row(asked), "id": None})
    granted(road, asked)
    with pytest.raises(errors.AlreadyDecided, match="批准"):
        actions.deny_extension(road.number, asked, "不妥", by=road.system, at=road.at)
    with pytest.raises(errors.AlreadyDecided):
        granted(road, asked)


def _row(asked: int) -> dict[str, Any]:
    return dict(Extension.objects.filter(pk=asked).values().get())


def test_a_childs_time_ends_no_later_than_its_parents(road: Road) -> None:
    road.do(Verb.SEND_DOWN)
    child = road.of("320211004-jd")
    road.do(Verb.SIGN, on=child)
    due = clock_of(child).due_at
    with pytest.raises(errors.BeyondParent, match="03-09"):
        ask(road, child)
    granted(road, ask(road))
    asked = ask(road, child)
    with pytest.raises(errors.BeyondParent, match="03-10"):
        granted(road, asked, until=due + 2 * DAY)
    granted(road, asked)
    assert clock_of(child).due_at == due + DAY
    in_order(road.ticket)


def test_only_the_unit_asks_and_only_the_centre_decides(town: Town, road: Road) -> None:
    def may(name: str, verb: Verb) -> Actor:
        actor = town.actor(name)
        return replace(actor, grants=tuple(replace(g, permissions=frozenset({verb})) for g in actor.grants))

    lead, new = road.lead().pk, NewExtension("complex", "需更换电缆", clock_of(road.lead()).due_at + DAY)
    for name in ("handler.binhu-mz", "handler.huqiu-cg"):
        with pytest.raises(road_errors.NotYours, match=road.number):
            actions.ask_extension(road.number, lead, new, by=may(name, Verb.EXTEND), at=road.at)
    with pytest.raises(road_errors.NotYours):
        actions.ask_extension(road.number, lead, new, by=town.actor("dispatcher.wuxi"), at=road.at)
    asked = actions.ask_extension(road.number, lead, new, by=may("handler.binhu-cg", Verb.EXTEND), at=road.at)
    for name in ("handler.binhu-cg", "dispatcher.suzhou"):
        with pytest.raises(road_errors.NotYours):
            actions.grant_extension(road.number, asked, by=may(name, Verb.GRANT_EXTENSION), at=road.at)
    actions.grant_extension(road.number, asked, by=may("dispatcher.wuxi", Verb.GRANT_EXTENSION), at=road.at)


def test_a_request_of_another_ticket_is_not_found(town: Town, road: Road) -> None:
    other = Road(town, town.ticket(Status.HANDLING))
    asked = ask(other)
    with pytest.raises(road_errors.TicketNotFound):
        granted(road, asked)
    assert _row(asked)["verdict"] == ""


def test_nothing_stays_when_the_journal_fails(road: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, before = ask(road), snapshot(road.ticket)
    rows, bells = _row(asked), Notice.objects.count()
    monkeypatch.setattr(journal, "record", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        granted(road, asked)
    with pytest.raises(ZeroDivisionError):
        actions.deny_extension(road.number, asked, "不妥", by=road.system, at=road.at)
    assert (snapshot(road.ticket), _row(asked), Notice.objects.count()) == (before, rows, bells)
    assert not Message.objects.exists()


def test_a_suspended_ticket_decides_no_extension(road: Road) -> None:
    asked = ask(road)
    road.do(Verb.SUSPEND)
    with pytest.raises(Refusal, match="已挂起"):
        granted(road, asked)
    road.do(Verb.RESUME)
    granted(road, asked)
    in_order(road.ticket)
