"""A centre demands, the target signs and reports, the centre judges; whoever is not concerned does nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError

from hotline.flow.dispatch import actions as dispatching
from hotline.flow.intake import actions as intake
from hotline.flow.tickets import errors as road
from hotline.flow.tickets.models import Ticket
from hotline.flow.tickets.words import Mark, Status
from hotline.ground.journal import actions as journal
from hotline.ground.journal.models import Event
from hotline.ground.outbox.models import Notice
from hotline.ground.people.models import Posting, Role
from hotline.ground.people.words import Actor
from hotline.lib.refusal import Refusal
from hotline.watch.supervision import actions, errors, queries
from hotline.watch.supervision.models import Feedback, Judgement, Order, OrderTicket, Series
from hotline.watch.supervision.words import Grade, Judging, NewOrder, OrderState, Turn, Verdict
from tests.town import MONDAY, Town

AT = MONDAY + timedelta(hours=1)
DUE = AT + timedelta(days=2)
HOUR = timedelta(hours=1)


def new(town: Town, target: str = "320200-rx", *, grade: Grade = Grade.KEY, due: datetime | None = DUE) -> NewOrder:
    return NewOrder(grade, town.unit(target).pk, "topic", "请市中心牵头办理并反馈。", due)


def given(town: Town, *tickets: Ticket, by: str = "supervisor.js", target: str = "320200-rx") -> Order:
    numbers = [each.number for each in tickets or (town.ticket(Status.HANDLING),)]
    return actions.supervise(numbers, new(town, target), by=town.actor(by), at=AT)


def reported(town: Town) -> Order:
    order = given(town)
    actions.sign(order.pk, by=town.actor("supervisor.wuxi"), at=AT + HOUR)
    actions.feed_back(order.pk, "已会同城管局处置。", by=town.actor("supervisor.wuxi"), at=AT + 2 * HOUR)
    return order


def seen(town: Town, order: Order, by: str = "supervisor.js") -> Order:
    return queries.order(order.pk, town.actor(by))


def test_an_order_goes_from_the_province_to_a_city_and_back(watched: Town) -> None:
    ticket = watched.ticket(Status.HANDLING)
    order = given(watched, ticket)
    assert order.number == "江苏省重督〔2020〕1号"
    assert (seen(watched, order).state, seen(watched, order).turn) == (OrderState.TO_SIGN, Turn.TARGET)
    assert order.sign_due_at == AT + 2 * HOUR
    assert Ticket.objects.get(pk=ticket.pk).marks == [Mark.KEY_SUPERVISED]

    actions.sign(order.pk, by=watched.actor("supervisor.wuxi"), at=AT + HOUR)
    assert seen(watched, order).state is OrderState.WORKING
    for text in ("已派单催办。", "路灯已修复。"):
        actions.feed_back(order.pk, text, by=watched.actor("supervisor.wuxi"), at=AT + 2 * HOUR)
    assert (seen(watched, order).state, seen(watched, order).turn) == (OrderState.TO_JUDGE, Turn.CENTRE)

    actions.judge(order.pk, Judging(Verdict.ACCEPTED, "同意办结"), by=watched.actor("supervisor.js"), at=AT + 3 * HOUR)
    ended = seen(watched, order)
    assert (ended.state, ended.closed_by, ended.turn) == (OrderState.ACCEPTED, "省督办员", None)
    assert [each.judgement for each in ended.feedbacks.all()] == list(ended.judgements.all()) * 2
    assert Ticket.objects.get(pk=ticket.pk).marks == []
    told = Event.objects.filter(topic="ticket", subject=ticket.pk).order_by("seq").values_list("verb", flat=True)
    assert list(told)[-5:] == [
        "supervise",
        "supervision_receipt",
        "supervision_feedback",
        "supervision_feedback",
        "judge_supervision",
    ]
    assert Ticket.objects.get(pk=ticket.pk).status == Status.HANDLING


def test_what_is_demanded_stands_in_no_journal_and_no_notice(watched: Town) -> None:
    reported(watched)
    said = [str(event.facts) for event in Event.objects.all()] + [str(each.facts) for each in Notice.objects.all()]
    assert not [each for each in said if "牵头办理" in each or "会同城管局" in each]


def test_each_centre_counts_its_orders_by_the_year(watched: Town) -> None:
    first, second = watched.ticket(Status.HANDLING), watched.ticket(Status.HANDLING)
    province = watched.actor("supervisor.js")
    made = [
        given(watched, first).number,
        given(watched, first, by="supervisor.wuxi", target="320211-cg").number,
        given(watched, second).number,
        actions.supervise(
            [first.number],
            NewOrder(Grade.ORDINARY, watched.unit("320200-rx").pk, "topic", "请抓紧。", AT + timedelta(days=400)),
            by=province,
            at=AT + timedelta(days=305),
        ).number,
    ]
    assert made == ["江苏省重督〔2020〕1号", "无锡市重督〔2020〕1号", "江苏省重督〔2020〕2号", "江苏省督〔2021〕1号"]
    assert {(each.centre.code, each.year, each.last) for each in Series.objects.all()} == {
        ("320000-rx", 2020, 2),
        ("320000-rx", 2021, 1),
        ("320200-rx", 2020, 1),
    }


def test_one_order_may_be_about_several_tickets(watched: Town) -> None:
    tickets = [watched.ticket(Status.HANDLING), watched.ticket(Status.IN_REVIEW)]
    order = given(watched, *tickets)
    actions.sign(order.pk, by=watched.actor("supervisor.wuxi"), at=AT + HOUR)
    for each in tickets:
        verbs = Event.objects.filter(topic="ticket", subject=each.pk).values_list("verb", flat=True)
        assert {"supervise", "supervision_receipt"} <= set(verbs)
    assert queries.numbers_of(order.pk, watched.actor("supervisor.wuxi")) == sorted(each.number for each in tickets)


@pytest.mark.parametrize(
    ("by", "target", "refusal"),
    [
        ("supervisor.js", "320211-cg", errors.OutOfLine),
        ("supervisor.js", "320211-rx", errors.OutOfLine),
        ("supervisor.js", "320000-rx", errors.OutOfLine),
        ("supervisor.wuxi", "320000-rx", errors.OutOfLine),
        ("supervisor.wuxi", "320200-cg", errors.NotHolding),
        ("supervisor.js", "320500-rx", errors.NotHolding),
        ("supervisor.suzhou", "320505-cg", road.NotYours),
        ("supervisor.odd", "320505-cg", road.NotYours),
        ("handler.binhu-cg", "320211-cg", road.NotYours),
    ],
)
def test_an_order_goes_one_level_down_to_who_has_the_ticket(
    watched: Town, by: str, target: str, refusal: type[Refusal]
) -> None:
    ticket = watched.ticket(Status.HANDLING)
    with pytest.raises(refusal):
        given(watched, ticket, by=by, target=target)
    assert not Order.objects.exists()
    assert Ticket.objects.get(pk=ticket.pk).moves == ticket.moves


def test_an_order_needs_a_demand_a_reason_and_a_moment_ahead(watched: Town) -> None:
    number, city = watched.ticket(Status.HANDLING).number, watched.unit("320200-rx").pk
    wrong = [
        (NewOrder(Grade.KEY, city, "topic", "  ", DUE), errors.NoDemand),
        (NewOrder(Grade.KEY, city, "weather", "请办理", DUE), errors.UnlistedReason),
        (NewOrder(Grade.KEY, city, "topic", "请办理", None), errors.NoDue),
        (NewOrder(Grade.KEY, city, "topic", "请办理", AT), errors.DueInPast),
        (NewOrder(Grade.KEY, 10**9, "topic", "请办理", DUE), road.UnknownUnit),
    ]
    for order, refusal in wrong:
        with pytest.raises(refusal):
            actions.supervise([number], order, by=watched.actor("supervisor.js"), at=AT)
    with pytest.raises(errors.NoTicket):
        actions.supervise([], new(watched), by=watched.actor("supervisor.js"), at=AT)
    with pytest.raises(errors.TooManyTickets, match="51"):
        actions.supervise([f"{n}" for n in range(51)], new(watched), by=watched.actor("supervisor.js"), at=AT)
    assert not Order.objects.exists()
    assert not Series.objects.exists()


def test_the_same_centre_does_not_supervise_a_matter_twice_at_once(watched: Town) -> None:
    ticket = watched.ticket(Status.HANDLING)
    order = given(watched, ticket)
    with pytest.raises(errors.AlreadySupervised, match=order.number):
        given(watched, ticket)
    given(watched, ticket, by="supervisor.wuxi", target="320211-cg")
    assert Order.objects.count() == 2


def test_a_level_gives_only_the_grades_its_limits_name(watched: Town) -> None:
    Role.objects.filter(pk="dispatcher").update(permissions=["supervise", "dispatch"])
    person = watched.person("dispatcher2.wuxi")
    Posting.objects.filter(person=person).update(organisation=watched.unit("320211-rx"))
    number = watched.ticket(Status.HANDLING).number
    Ticket.objects.filter(number=number).update(centre=watched.unit("320211-rx"))
    with pytest.raises(errors.GradeNotGiven, match="重点督办"):
        actions.supervise([number], new(watched, "320211-cg"), by=watched.actor("dispatcher2.wuxi"), at=AT)


@pytest.mark.parametrize("by", ["supervisor.js", "handler.binhu-cg", "supervisor.suzhou", "supervisor.huqiu"])
def test_nobody_but_the_target_signs_or_reports(watched: Town, by: str) -> None:
    order = given(watched)
    hidden = by != "supervisor.js"
    for deed in (
        lambda: actions.sign(order.pk, by=watched.actor(by), at=AT + HOUR),
        lambda: actions.feed_back(order.pk, "已办", by=watched.actor(by), at=AT + HOUR),
    ):
        with pytest.raises(errors.OrderNotFound if hidden else errors.NotYourOrder):
            deed()
    assert (seen(watched, order).signed_at, Feedback.objects.count()) == (None, 0)


def test_one_signs_before_one_reports_and_once(watched: Town) -> None:
    order, ours = given(watched), watched.actor("supervisor.wuxi")
    with pytest.raises(errors.NotSigned):
        actions.feed_back(order.pk, "已办", by=ours, at=AT + HOUR)
    actions.sign(order.pk, by=ours, at=AT + HOUR)
    with pytest.raises(errors.SignedAlready, match="无锡督办"):
        actions.sign(order.pk, by=ours, at=AT + HOUR)
    with pytest.raises(errors.NoFeedbackText):
        actions.feed_back(order.pk, " ", by=ours, at=AT + HOUR)


def test_there_is_nothing_to_judge_before_feedback(watched: Town) -> None:
    order, by = given(watched), watched.actor("supervisor.js")
    for verdict in (Verdict.ACCEPTED, Verdict.SENT_BACK, Verdict.FAILED):
        with pytest.raises(errors.NothingToJudge):
            actions.judge(order.pk, Judging(verdict, "意见"), by=by, at=AT + HOUR)
    actions.judge(order.pk, Judging(Verdict.FAILED, "逾期未反馈"), by=by, at=DUE)
    assert seen(watched, order).state is OrderState.FAILED


def test_only_the_centre_that_gave_an_order_judges_it(watched: Town) -> None:
    order = reported(watched)
    with pytest.raises(errors.NotYourOrder, match="江苏省12345热线中心"):
        actions.judge(order.pk, Judging(Verdict.ACCEPTED), by=watched.actor("supervisor.wuxi"), at=AT + 3 * HOUR)
    with pytest.raises(errors.OrderNotFound):
        actions.judge(order.pk, Judging(Verdict.ACCEPTED), by=watched.actor("supervisor.suzhou"), at=AT + 3 * HOUR)
    assert not Judgement.objects.exists()


def test_what_is_sent_back_goes_on_until_a_moment_ahead(watched: Town) -> None:
    order, by = reported(watched), watched.actor("supervisor.js")
    with pytest.raises(errors.NoOpinion):
        actions.judge(order.pk, Judging(Verdict.SENT_BACK), by=by, at=AT + 3 * HOUR)
    with pytest.raises(errors.NoDue):
        actions.judge(order.pk, Judging(Verdict.SENT_BACK, "不具体"), by=by, at=DUE + HOUR)
    with pytest.raises(errors.DueInPast):
        actions.judge(order.pk, Judging(Verdict.SENT_BACK, "不具体", AT), by=by, at=DUE + HOUR)
    later = DUE + timedelta(days=1)
    actions.judge(order.pk, Judging(Verdict.SENT_BACK, "不具体", later), by=by, at=AT + 3 * HOUR)
    again = seen(watched, order)
    assert (again.state, again.due_at) == (OrderState.WORKING, later)
    actions.feed_back(order.pk, "已逐项说明。", by=watched.actor("supervisor.wuxi"), at=AT + 4 * HOUR)
    actions.judge(order.pk, Judging(Verdict.ACCEPTED), by=by, at=AT + 5 * HOUR)
    assert [each.verdict for each in seen(watched, order).judgements.all()] == ["sent_back", "accepted"]


def test_a_judged_order_is_over(watched: Town) -> None:
    order = reported(watched)
    actions.judge(order.pk, Judging(Verdict.ACCEPTED), by=watched.actor("supervisor.js"), at=AT + 3 * HOUR)
    with pytest.raises(errors.OrderOver, match="省督办员"):
        actions.judge(order.pk, Judging(Verdict.FAILED, "未办"), by=watched.actor("supervisor.js"), at=AT + 4 * HOUR)
    with pytest.raises(errors.OrderOver):
        actions.feed_back(order.pk, "补充", by=watched.actor("supervisor.wuxi"), at=AT + 4 * HOUR)


def test_an_order_given_by_mistake_is_cancelled_with_a_word(watched: Town) -> None:
    ticket = watched.ticket(Status.HANDLING)
    order = given(watched, ticket)
    other = given(watched, ticket, by="supervisor.wuxi", target="320211-cg")
    actions.judge(order.pk, Judging(Verdict.CANCELLED, "误下"), by=watched.actor("supervisor.js"), at=AT + HOUR)
    assert seen(watched, order).state is OrderState.CANCELLED
    assert Ticket.objects.get(pk=ticket.pk).marks == [Mark.KEY_SUPERVISED]
    actions.judge(other.pk, Judging(Verdict.CANCELLED, "误下"), by=watched.actor("supervisor.wuxi"), at=AT + HOUR)
    assert Ticket.objects.get(pk=ticket.pk).marks == []


def test_each_level_sees_the_orders_of_its_own_lines(watched: Town) -> None:
    ticket = watched.ticket(Status.HANDLING)
    above = given(watched, ticket).pk
    below = given(watched, ticket, by="supervisor.wuxi", target="320211-cg").pk
    sees = {
        "supervisor.js": {above, below},
        "supervisor.wuxi": {above, below},
        "handler.binhu-cg": {below},
        "dispatcher.wuxi": {above, below},
        "supervisor.suzhou": set(),
        "supervisor.huqiu": set(),
        "supervisor.odd": set(),
        "handler.binhu-mz": set(),
        "handler.suzhou-cg": set(),
    }
    found = {by: {each.pk for each in queries.of_ticket(ticket.pk, watched.actor(by))} for by in sees}
    assert found == sees


def test_a_region_code_of_no_level_reaches_no_county(watched: Town) -> None:
    at = MONDAY
    [made] = intake.take(watched.appeal("320500-rx", region="320505"), by=watched.actor("agent.suzhou"), at=at)
    for step in (intake.submit, intake.accept):
        step(made.number, by=Actor.system(), at=at)
    dispatching.dispatch(made.number, watched.unit("320505-cg").pk, by=Actor.system(), at=at, why="按职责")
    order = actions.supervise([made.number], new(watched, "320505-cg"), by=watched.actor("supervisor.suzhou"), at=AT)
    for by in ("supervisor.odd", "supervisor.wuxi", "handler.wuzhong-cg"):
        with pytest.raises(errors.OrderNotFound):
            queries.order(order.pk, watched.actor(by))
        assert not queries.orders(watched.actor(by)).exists()
    assert queries.order(order.pk, watched.actor("handler.huqiu-cg")).pk == order.pk


def test_an_order_with_a_confidential_ticket_is_hidden_from_who_does_not_see_it(watched: Town) -> None:
    plain, secret = watched.ticket(Status.HANDLING), watched.ticket(Status.HANDLING, is_confidential=True)
    order = actions.supervise(
        [plain.number],
        new(watched),
        by=watched.actor("supervisor.js"),
        at=AT,
    )
    OrderTicket.objects.create(order=order, ticket=secret)
    assert not queries.orders(watched.actor("supervisor.js")).filter(pk=order.pk).exists()
    assert queries.orders(watched.actor("dispatcher.wuxi")).filter(pk=order.pk).exists()


def test_nothing_is_written_when_the_journal_fails(watched: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    tickets = [watched.ticket(Status.HANDLING), watched.ticket(Status.HANDLING)]
    real, count = journal.record, iter(range(9))

    def failing(*args: object, **kwargs: object) -> object:
        if next(count) == 1:
            raise DatabaseError
        return real(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(journal, "record", failing)
    with pytest.raises(DatabaseError):
        given(watched, *tickets)
    assert not Order.objects.exists()
    assert not Notice.objects.filter(kind="supervision").exists()
    assert {each.moves for each in Ticket.objects.all()} == {tickets[0].moves}
