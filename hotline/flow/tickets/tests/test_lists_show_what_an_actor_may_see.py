"""Lists: right rows, right order, page by page, guarded, with a fixed number of queries."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hotline.flow.handling import actions as handling
from hotline.flow.handling.words import ContactResult, NewReply, Outcome
from hotline.flow.intake import actions as intake
from hotline.flow.tickets import actions as tickets
from hotline.flow.tickets import lists, queries
from hotline.flow.tickets.errors import TicketNotFound
from hotline.flow.tickets.lists import Filters
from hotline.flow.tickets.models import Assignment
from hotline.flow.tickets.words import Channel, Colour, NewContact, Status, Tab
from hotline.ground.catalogue.words import Kind, Urgency
from hotline.ground.people.words import Actor, Grant, Scope
from hotline.lib.refusal import BadInput
from tests.town import MONDAY, Town

NOW = MONDAY + timedelta(hours=1)
REPLY = NewReply(Outcome.SOLVED, "已修。", "已修。")


def test_a_centre_sees_its_own_queue_and_another_centre_nothing(town: Town) -> None:
    ticket = town.ticket(Status.TO_DISPATCH)
    wuxi = ticket.centre_id
    shown = lists.queue(town.actor("dispatcher.wuxi"), wuxi, Status.TO_DISPATCH, at=NOW)
    assert [row.number for row in shown.rows] == [ticket.number]
    assert shown.next == ""
    assert shown.rows[0].title == "路灯长期不亮"
    assert lists.queue(town.actor("dispatcher.suzhou"), wuxi, Status.TO_DISPATCH, at=NOW).rows == ()


def test_the_province_looks_down_but_not_into_confidential_tickets(town: Town) -> None:
    plain = town.ticket(Status.TO_DISPATCH)
    secret = town.ticket(Status.TO_DISPATCH, is_confidential=True)
    seen = {row.number for row in lists.browse(town.actor("supervisor.js"), at=NOW).rows}
    assert seen == {plain.number}
    assert {row.number for row in lists.browse(town.actor("agent.wuxi"), at=NOW).rows} == {plain.number, secret.number}


def test_administrators_and_strangers_see_no_ticket(town: Town) -> None:
    ticket = town.ticket()
    for actor in (town.actor("admin.js"), Actor.citizen()):
        assert not queries.visible_to(actor).exists()
        with pytest.raises(TicketNotFound):
            queries.ticket(ticket.number, actor)


def test_the_most_pressing_ticket_comes_first_and_pages_follow_each_other(town: Town) -> None:
    made = [town.ticket(Status.TO_DISPATCH, at=MONDAY - timedelta(minutes=number)) for number in range(5)]
    actor, centre = town.actor("dispatcher.wuxi"), made[0].centre_id
    first = lists.queue(actor, centre, Status.TO_DISPATCH, at=NOW, limit=2)
    second = lists.queue(actor, centre, Status.TO_DISPATCH, at=NOW, limit=2, cursor=first.next)
    third = lists.queue(actor, centre, Status.TO_DISPATCH, at=NOW, limit=2, cursor=second.next)
    shown = [row.number for page in (first, second, third) for row in page.rows]
    assert shown == [ticket.number for ticket in reversed(made)]
    assert third.next == ""


def test_a_cursor_nobody_gave_out_is_refused(town: Town) -> None:
    with pytest.raises(BadInput):
        lists.browse(town.actor("agent.wuxi"), at=NOW, cursor="drop table")


def test_filters_narrow_by_kind_urgency_category_and_region_subtree(town: Town) -> None:
    lamp = town.ticket(Status.TO_DISPATCH)
    danger = town.ticket(
        Status.TO_DISPATCH, urgency=Urgency.DANGER, kind=Kind.REPORT, category="03.01.01", region="3202"
    )
    actor = town.actor("dispatcher.wuxi")

    def found(filters: Filters) -> set[str]:
        page = lists.queue(actor, lamp.centre_id, Status.TO_DISPATCH, at=NOW, filters=filters)
        return {row.number for row in page.rows}

    assert found(Filters(kind=Kind.REPORT)) == {danger.number}
    assert found(Filters(urgency=Urgency.NORMAL)) == {lamp.number}
    assert found(Filters(category="01")) == found(Filters(category="01.01.01")) == {lamp.number}
    assert found(Filters(region="320211")) == {lamp.number}
    assert found(Filters(region="32")) == {lamp.number, danger.number}
    assert found(Filters(channel=Channel.WEB)) == set()
    assert found(Filters(registered_from=NOW)) == set()


def test_colours_follow_the_clock(town: Town) -> None:
    ticket = town.ticket(Status.HANDLING)
    actor = town.actor("dispatcher.wuxi")
    due = ticket.due_at
    assert due is not None

    for moment, colour in (
        (NOW, Colour.GREEN),
        (due - timedelta(hours=2), Colour.YELLOW),
        (due, Colour.RED),
        (due + timedelta(days=9), Colour.RED),
    ):
        [row] = lists.queue(actor, ticket.centre_id, Status.HANDLING, at=moment).rows
        assert row.colour is colour
        for wanted in Colour:
            page = lists.queue(actor, ticket.centre_id, Status.HANDLING, at=moment, filters=Filters(colour=wanted))
            assert len(page.rows) == (wanted is colour)


def test_counts_tell_what_waits_and_what_is_overdue(town: Town) -> None:
    ticket = town.ticket(Status.TO_DISPATCH)
    town.ticket(Status.HANDLING)
    counts = lists.queue_counts(town.actor("dispatcher.wuxi"), ticket.centre_id, at=NOW + timedelta(days=2))
    assert counts[Status.TO_DISPATCH] == lists.Count(1, 1)
    assert counts[Status.HANDLING] == lists.Count(1, 0)
    assert Status.CLOSED not in counts
    assert lists.queue_counts(Actor.citizen(), ticket.centre_id, at=NOW) == {}


def test_an_assignment_walks_through_the_tabs_of_its_unit(town: Town) -> None:
    ticket = town.ticket(Status.TO_SIGN, joint=("320211-mz",))
    unit, actor = town.unit("320211-cg").pk, town.actor("handler.binhu-cg")

    def tabs() -> list[Tab]:
        return [tab for tab in Tab if lists.inbox(actor, unit, tab, at=NOW).rows]

    mine = Assignment.objects.get(ticket=ticket, unit_id=unit).pk
    other = Assignment.objects.get(ticket=ticket, unit_id=town.unit("320211-mz").pk).pk
    assert tabs() == [Tab.TO_SIGN]
    handling.sign(ticket.number, mine, by=actor, at=NOW)
    assert tabs() == [Tab.WAITING]
    handling.sign(ticket.number, other, by=Actor.system(), at=NOW)
    handling.reply(ticket.number, other, REPLY, by=Actor.system(), at=NOW)
    assert tabs() == [Tab.HANDLING]
    assert lists.inbox_counts(actor, unit, at=NOW)[Tab.HANDLING] == lists.Count(1, 0)
    handling.contact(ticket.number, mine, ContactResult.REACHED, "", by=actor, at=NOW)
    handling.reply(ticket.number, mine, REPLY, by=actor, at=NOW)
    assert tabs() == [Tab.DONE]


def test_a_unit_does_not_look_into_anothers_inbox(town: Town) -> None:
    town.ticket(Status.TO_SIGN)
    unit = town.unit("320211-cg").pk
    assert lists.inbox(town.actor("handler.binhu-mz"), unit, Tab.TO_SIGN, at=NOW).rows == ()
    assert len(lists.inbox(town.actor("leader.binhu"), unit, Tab.TO_SIGN, at=NOW).rows) == 1


def test_a_caller_is_known_by_her_number_with_what_she_said_and_what_was_joined(town: Town) -> None:
    by = town.actor("agent.wuxi")
    appeal = town.appeal()
    [registered] = intake.take(appeal, by=by, at=MONDAY)
    later = NewContact(appeal.contact.centre_id, Channel.PHONE, phone=appeal.contact.phone, summary="来电致谢")
    contact = tickets.record_contact(later, by=by, at=MONDAY + timedelta(days=3))
    tickets.join_contact(registered.number, contact, "致谢", by=by, at=MONDAY + timedelta(days=3))
    calls = lists.history(by, appeal.contact.phone, at=NOW)
    assert [call.summary for call in calls] == ["来电致谢", ""]
    assert [[row.number for row in call.tickets] for call in calls] == [[registered.number], [registered.number]]
    elsewhere = lists.history(town.actor("agent.suzhou"), appeal.contact.phone, at=NOW)
    assert [call.tickets for call in elsewhere] == [(), ()]
    assert lists.history(by, "", at=NOW) == []


def test_a_page_costs_two_queries_however_long_it_is(town: Town) -> None:
    for number in range(6):
        town.ticket(Status.TO_SIGN, at=MONDAY + timedelta(minutes=number))
    actor, unit = town.actor("handler.binhu-cg"), town.unit("320211-cg").pk
    dispatcher = town.actor("dispatcher.wuxi")
    lists.inbox(actor, unit, Tab.TO_SIGN, at=NOW)
    with CaptureQueriesContext(connection) as inbox:
        assert len(lists.inbox(actor, unit, Tab.TO_SIGN, at=NOW).rows) == 6
    with CaptureQueriesContext(connection) as queue:
        assert len(lists.queue(dispatcher, town.unit("320200-rx").pk, Status.TO_SIGN, at=NOW).rows) == 6
    assert len(inbox) == len(queue) == 2


def test_a_queue_is_narrowed_to_words_and_to_a_number(town: Town) -> None:
    lamp = town.ticket(Status.TO_DISPATCH)
    drain = town.ticket(Status.TO_DISPATCH, title="污水外溢", text="小区门口污水外溢，气味难闻。", place="一支路")
    actor = town.actor("dispatcher.wuxi")

    def found(words: str) -> list[str]:
        narrowed = Filters(words=words)
        page = lists.queue(actor, lamp.centre_id, Status.TO_DISPATCH, at=NOW, filters=narrowed)
        return [row.number for row in page.rows]

    assert found("污水") == [drain.number]
    assert found(lamp.number) == [lamp.number]
    assert found("不存在的词") == []
    assert found("？") == []


def test_an_inbox_is_narrowed_to_words(town: Town) -> None:
    lamp = town.ticket(Status.HANDLING)
    town.ticket(Status.HANDLING, title="污水外溢", text="小区门口污水外溢，气味难闻。", place="一支路")
    handler, unit = town.actor("handler.binhu-cg"), town.unit("320211-cg").pk
    page = lists.inbox(handler, unit, Tab.HANDLING, at=NOW, filters=Filters(words="路灯"))
    assert [row.ticket.number for row in page.rows] == [lamp.number]


def _grant(town: Town, code: str, scope: Scope, *permissions: str) -> Grant:
    unit = town.unit(code)
    return Grant("x", frozenset(permissions), scope, unit.pk, unit.path, unit.region_id or "")


def test_a_right_of_one_posting_does_not_help_another(town: Town) -> None:
    ticket = town.ticket(Status.HANDLING, is_confidential=True)
    watching = _grant(town, "320000-rx", Scope.AREA, "urge", "unmask")
    elsewhere = _grant(town, "320500-rx", Scope.AREA, "urge", "see_confidential")
    both = replace(town.actor("supervisor.js"), grants=(watching, elsewhere))
    assert not queries.visible_to(both).filter(pk=ticket.pk).exists()
    assert not queries.sees_people(ticket, both)
    knowing = replace(both, grants=(replace(watching, permissions=watching.permissions | {"see_confidential"}),))
    assert queries.visible_to(knowing).filter(pk=ticket.pk).exists()
    assert queries.holds_over("unmask", ticket, knowing)
    assert not queries.holds_over("unmask", ticket, replace(both, grants=(elsewhere,)))


def test_who_may_only_remark_sees_no_confidential_ticket_of_her_centre(town: Town) -> None:
    secret, plain = town.ticket(is_confidential=True), town.ticket()
    for permissions, sees in ((("add_note", "export"), False), (("add_note", "urge"), True)):
        by = replace(town.actor("agent.wuxi"), grants=(_grant(town, "320200-rx", Scope.OWN_CENTRE, *permissions),))
        seen = set(queries.visible_to(by).values_list("pk", flat=True))
        assert plain.pk in seen
        assert (secret.pk in seen) is sees
