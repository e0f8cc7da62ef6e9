"""A call to the province goes down four levels: province, city, county, street; each with clocks of its own."""

from __future__ import annotations

from datetime import datetime

import pytest

from hotline.config import province
from hotline.flow.dispatch import actions as dispatching
from hotline.flow.dispatch import queries as choices
from hotline.flow.handling import actions as handling
from hotline.flow.handling.words import ContactResult, NewReply, Outcome
from hotline.flow.intake import actions as intake
from hotline.flow.intake.words import Appeal
from hotline.flow.tickets import lookups, queries
from hotline.flow.tickets.errors import ChildrenStillOpen, TicketNotFound
from hotline.flow.tickets.models import Assignment, Ticket
from hotline.flow.tickets.words import Channel, NewContact, NewTicket, Status
from hotline.ground.calendar.words import SHANGHAI
from hotline.ground.catalogue.words import Kind
from hotline.ground.organisations import queries as organisations
from hotline.ground.people import queries as people
from hotline.ground.people.words import Actor

AT = datetime(2020, 8, 24, 9, 30, tzinfo=SHANGHAI)
SOLVED = NewReply(Outcome.SOLVED, "已到场处理。", "您好，问题已处理。")


def who(name: str) -> Actor:
    return people.actor_named(name, AT.date())


def unit(code: str) -> int:
    return organisations.unit_by_code(code).id


@pytest.mark.django_db
def test_each_level_receives_signs_and_hands_on_and_waits_for_those_below() -> None:
    province.load(lambda _: None)
    text = "路边十几棵松树向马路倾斜，担心砸到行人。"
    matter = NewTicket(Kind.HELP, "松树倾斜", text, category="07.02.01", region="320211004")
    appeal = Appeal(NewContact(unit("320000-rx"), Channel.PHONE, phone="13800519901"), (matter,))
    [made] = intake.take(appeal, by=who("agent.province"), at=AT, submitted=True)
    intake.accept(made.number, by=who("reviewer.province"), at=AT)
    [first, *_] = choices.candidates("07.02.01", "320211004", AT.date(), centre_level="province")
    assert first.unit.code == "320200-rx"
    dispatching.dispatch(made.number, first.unit.id, by=who("dispatcher.province"), at=AT)

    chain = [
        ("receiver.wuxi", "320200-rx", "320211-zf"),
        ("handler.binhu", "320211-zf", "320211004-zf"),
        ("handler.lihu", "320211004-zf", None),
    ]
    for name, code, below in chain:
        assert queries.ticket(made.number, who(name)).number == made.number
        mine = lookups.open_assignment(made.number, unit(code))
        handling.sign(made.number, mine, by=who(name), at=AT)
        if below:
            handling.send_down(made.number, mine, unit(below), "请处理", by=who(name), at=AT)
    with pytest.raises(TicketNotFound):
        queries.ticket(made.number, who("receiver.nanjing"))

    top = lookups.open_assignment(made.number, unit("320200-rx"))
    handling.contact(made.number, top, ContactResult.REACHED, "", by=who("receiver.wuxi"), at=AT)
    with pytest.raises(ChildrenStillOpen):
        handling.reply(made.number, top, SOLVED, by=who("receiver.wuxi"), at=AT)
    for name, code, _ in reversed(chain):
        handling.reply(made.number, lookups.open_assignment(made.number, unit(code)), SOLVED, by=who(name), at=AT)

    ticket = Ticket.objects.get(number=made.number)
    assert ticket.status == Status.REPLY_REVIEW
    tree = Assignment.objects.filter(ticket=ticket).order_by("pk")
    assert [each.parent_id for each in tree] == [None, tree[0].pk, tree[1].pk]
    assert all(each.clocks.count() == 3 for each in tree)
