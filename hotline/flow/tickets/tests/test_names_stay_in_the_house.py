"""What leaves the house does not carry the names of the ticket's people."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hotline.flow.tickets import exchange, leaving, lists, search, texts
from hotline.flow.tickets.words import NewBeneficiary, Status, Tab
from tests.town import MONDAY, Town

NOW = MONDAY + timedelta(hours=1)
TITLE, TEXT = "张三丰家门口路灯不亮", "张三丰说，祖母顾秀英看不清路。"

pytestmark = pytest.mark.django_db


def test_a_published_answer_knows_callers_and_those_in_need_by_surname_only(town: Town) -> None:
    needy = NewBeneficiary(name="顾秀英")
    ticket = town.ticket(Status.CLOSED, title=TITLE, text=TEXT, beneficiary=needy)
    texts.publish(ticket.pk, "张三丰先生：已为顾秀英老人修好路灯，联系人：李建国。", NOW)
    [answer] = search.published("路灯").rows
    assert answer.title == "张**家门口路灯不亮"
    assert answer.answer == "张**先生：已为顾**老人修好路灯，联系人：李**。"
    assert search.published("顾秀英").rows == ()


def test_an_exported_list_has_no_names_and_costs_no_query_a_row(town: Town) -> None:
    for _ in range(4):
        town.ticket(Status.TO_DISPATCH, title=TITLE)
    found = lists.queue(town.actor("dispatcher.wuxi"), town.unit("320200-rx").pk, Status.TO_DISPATCH, at=NOW).rows
    assert {row.title for row in found} == {TITLE}
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert {row.title for row in leaving.nameless(found)} == {"张**家门口路灯不亮"}
    assert len(asked) == 3


def test_an_inbox_leaves_without_names_too(town: Town) -> None:
    town.ticket(Status.TO_SIGN, title=TITLE)
    found = lists.inbox(town.actor("handler.binhu-cg"), town.unit("320211-cg").pk, Tab.TO_SIGN, at=NOW).rows
    [row] = leaving.nameless(found)
    assert row.ticket.title == "张**家门口路灯不亮"


def test_another_program_reads_no_names(town: Town) -> None:
    ticket = town.ticket(title=TITLE, text=TEXT, beneficiary=NewBeneficiary(name="顾秀英"))
    read = exchange.shared(ticket.number, town.unit("320200-rx").pk)
    assert read is not None
    assert (read.masked("title"), read.masked("text")) == ("张**家门口路灯不亮", "张**说，祖母顾**看不清路。")
