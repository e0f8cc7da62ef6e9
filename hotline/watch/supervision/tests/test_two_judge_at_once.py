"""Two people at one order at the same moment, in real threads: one wins, the other is told who did what."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hotline.flow.tickets.words import Status
from hotline.watch.supervision import actions, errors
from hotline.watch.supervision.models import Judgement, Order
from hotline.watch.supervision.words import Grade, Judging, NewOrder, Verdict
from tests.flow.test_two_people_at_once import at_once, refusals
from tests.town import MONDAY, Town

AT = MONDAY + timedelta(hours=1)


@pytest.mark.django_db(transaction=True)
def test_of_two_judges_one_is_told_that_the_other_did_and_no_number_is_given_twice(watched: Town) -> None:
    tickets = [watched.ticket(Status.HANDLING) for _ in range(2)]
    city, province, ours = (
        watched.unit("320200-rx").pk,
        watched.actor("supervisor.js"),
        watched.actor("supervisor.wuxi"),
    )

    def give(number: str) -> Order:
        new = NewOrder(Grade.KEY, city, "topic", "请办理", AT + timedelta(days=2))
        return actions.supervise([number], new, by=province, at=AT)

    orders = at_once(*(lambda number=each.number: give(number) for each in tickets))
    assert sorted(order.serial for order in orders) == [1, 2]

    order = orders[0]
    actions.sign(order.pk, by=ours, at=AT)
    actions.feed_back(order.pk, "已办", by=ours, at=AT)
    verdicts = [Judging(Verdict.ACCEPTED), Judging(Verdict.FAILED, "未办")]
    answers = at_once(*(lambda judging=each: actions.judge(order.pk, judging, by=province, at=AT) for each in verdicts))
    [told] = refusals(answers)
    assert isinstance(told, errors.OrderOver)
    assert "省督办员" in str(told)
    assert Judgement.objects.count() == 1
