"""Who sets feeds, who receives and answers them, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from hotline.flow.tickets.models import Ticket
from hotline.ground.journal.models import Event
from hotline.lib.refusal import BadInput, NotPermitted, Refusal
from hotline.watch.feeds import actions, agreements, answering, delivering, errors, queries
from hotline.watch.feeds.models import Agreement, Delivery, Feed, FeedVersion
from hotline.watch.feeds.words import DeliveryState, FeedField, Finding, NewVersion, Scope
from tests.town import MONDAY, Town

from .feeding import EVERYWHERE, FIELDS, PILOT, agree, later, opened, prepare, report, supervisor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def fed(town: Town) -> int:
    """A running pilot in Suzhou."""
    prepare()
    agree(town)
    return opened(town)


@pytest.fixture
def delivered(town: Town, fed: int) -> Delivery:
    """One delivery at Suzhou's department."""
    report(town, "320500-rx")
    delivering.follow(at=later())
    return Delivery.objects.get()


def test_a_department_receives_and_answers_and_the_ticket_tells_of_it(town: Town, delivered: Delivery) -> None:
    by = town.actor("handler.suzhou-cg")
    assert queries.waiting(by)[DeliveryState.DELIVERED] == 1
    answering.receive(delivered.pk, by=by, at=later(30))
    answering.answer(delivered.pk, Finding.CONFIRMED, "已上门核查，隔断已拆除。", by=by, at=later(90))

    [told] = queries.on_ticket(delivered.ticket_id)
    assert (told.state, told.finding, told.received_by) == (DeliveryState.ANSWERED, "confirmed", "杨光")
    verbs = Event.objects.filter(topic="ticket", subject=delivered.ticket_id).order_by("seq")
    assert [(each.verb, each.by_name) for each in verbs][-3:] == [
        ("feed", "系统"),
        ("feed_receipt", "杨光"),
        ("feed_back", "杨光"),
    ]


def test_nobody_else_sees_or_answers_a_delivery(town: Town, delivered: Delivery) -> None:
    for stranger in ("handler.wuxi-cg", "handler.huqiu-cg", "handler.wuzhong-cg", "agent.suzhou", "dispatcher.wuxi"):
        by = town.actor(stranger)
        assert not queries.inbox(by).exists()
        with pytest.raises(errors.DeliveryNotFound):
            answering.receive(delivered.pk, by=by, at=later(30))
        with pytest.raises(errors.DeliveryNotFound):
            answering.answer(delivered.pk, Finding.NOT_FOUND, "未发现问题。", by=by, at=later(30))
    delivered.refresh_from_db()
    assert delivered.state is DeliveryState.DELIVERED


def test_who_keeps_the_feed_looks_and_does_not_sign_for_the_department(town: Town, delivered: Delivery) -> None:
    assert queries.delivery(delivered.pk, supervisor(town)) == delivered
    with pytest.raises(NotPermitted):
        answering.receive(delivered.pk, by=supervisor(town), at=later(30))


def test_a_delivery_is_received_once_and_answered_once_after_that(town: Town, delivered: Delivery) -> None:
    by, pk = town.actor("handler.suzhou-cg"), delivered.pk
    moves = Ticket.objects.get(pk=delivered.ticket_id).moves
    with pytest.raises(errors.NotReceivedYet):
        answering.answer(pk, Finding.CONFIRMED, "已整治完毕。", by=by, at=later(30))
    answering.receive(pk, by=by, at=later(31))
    with pytest.raises(errors.ReceivedAlready):
        answering.receive(pk, by=by, at=later(32))
    with pytest.raises(errors.NoFeedback):
        answering.answer(pk, Finding.CONFIRMED, " 好 ", by=by, at=later(33))
    answering.answer(pk, Finding.CONFIRMED, "已整治完毕。", by=by, at=later(34))
    with pytest.raises(errors.AnsweredAlready):
        answering.answer(pk, Finding.NOT_FOUND, "再次核查未发现。", by=by, at=later(35))
    assert Ticket.objects.get(pk=delivered.ticket_id).moves == moves + 2


def test_without_a_right_there_is_no_feed(town: Town) -> None:
    prepare()
    with pytest.raises(errors.NoRight, match="城市管理局"):
        opened(town)
    agree(town, fields=(FeedField.TITLE,))
    with pytest.raises(errors.NoRight):
        opened(town)
    agree(town, categories=("02",))
    with pytest.raises(errors.NoRight):
        opened(town)
    assert not Feed.objects.exists()


REFUSED: dict[str, tuple[Callable[[NewVersion], NewVersion], type[Refusal]]] = {
    "it narrows nothing": (lambda new: replace(new, scope=Scope(regions=("3205",))), errors.TooWide),
    "no field": (lambda new: replace(new, fields=()), errors.NoFields),
    "no reason": (lambda new: replace(new, why="  "), errors.NoWhy),
    "an unknown category": (lambda new: replace(new, scope=Scope(categories=("99",))), errors.UnknownCategory),
    "an impossible region": (
        lambda new: replace(new, scope=Scope(categories=("01",), regions=("32050",))),
        errors.UnknownPlace,
    ),
    "an unknown channel": (lambda new: replace(new, scope=Scope(categories=("01",), channels=("x",))), BadInput),
    "beyond the right": (lambda new: replace(new, scope=Scope(any_words=("群租",))), errors.NoRight),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_version_that_cannot_be_is_refused_and_changes_nothing(case: str, town: Town, fed: int) -> None:
    spoil, refusal = REFUSED[case]
    new = spoil(NewVersion(PILOT, FIELDS, "调整"))
    with pytest.raises(refusal):
        actions.change(fed, new, seen=1, by=supervisor(town), at=later())
    assert FeedVersion.objects.count() == 1


def test_of_two_who_change_a_feed_the_second_is_told(town: Town, fed: int) -> None:
    new = NewVersion(EVERYWHERE, FIELDS, "全省推开")
    assert actions.change(fed, new, seen=1, by=supervisor(town), at=later()) == 2
    with pytest.raises(errors.ChangedMeanwhile, match="省督办员"):
        actions.change(fed, new, seen=1, by=supervisor(town), at=later(11))
    assert FeedVersion.objects.count() == 2


def test_only_who_may_sets_feeds_and_only_in_her_own_area(town: Town, fed: int) -> None:
    for stranger in ("dispatcher.wuxi", "handler.suzhou-cg", "admin.js"):
        with pytest.raises((NotPermitted, errors.FeedNotFound)):
            actions.stop(fed, "不需要了", by=town.actor(stranger), at=later())
    with pytest.raises(errors.CodeTaken):
        opened(town)
    with pytest.raises(errors.ImpossibleCode):
        opened(town, code="群租房")
    with pytest.raises(errors.ImpossibleLimit):
        opened(town, code="b", receipt_limit="明天")
    assert Feed.objects.count() == 1


def test_a_stopped_feed_stays_stopped(town: Town, fed: int) -> None:
    with pytest.raises(errors.NoWhy):
        actions.stop(fed, " ", by=supervisor(town), at=later())
    actions.stop(fed, "试点结束", by=supervisor(town), at=later())
    with pytest.raises(errors.Stopped):
        actions.stop(fed, "再停一次", by=supervisor(town), at=later(11))
    with pytest.raises(errors.Stopped):
        actions.fill_back(fed, MONDAY, by=supervisor(town), at=later(12))


def test_filling_back_begins_in_the_past(town: Town, fed: int) -> None:
    with pytest.raises(errors.NotPast):
        actions.fill_back(fed, later() + timedelta(days=1), by=supervisor(town), at=later())


def test_an_agreement_a_feed_leans_on_cannot_be_ended(town: Town, fed: int) -> None:
    by, [row] = town.actor("admin.js"), Agreement.objects.all()
    with pytest.raises(errors.StillUsed, match="群租房隐患流转"):
        agreements.end(row.pk, "协议到期", by=by, at=later())
    actions.stop(fed, "试点结束", by=supervisor(town), at=later(11))
    with pytest.raises(errors.NoWhy):
        agreements.end(row.pk, "", by=by, at=later(12))
    agreements.end(row.pk, "协议到期", by=by, at=later(13))
    with pytest.raises(errors.EndedAlready):
        agreements.end(row.pk, "协议到期", by=by, at=later(14))


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"department": "xx"}, errors.UnknownDepartment),
        ({"region": "32050"}, errors.UnknownPlace),
        ({"categories": ("99",)}, errors.UnknownCategory),
        ({"fields": ()}, errors.NoFields),
        ({"basis": " "}, errors.NoBasis),
        ({"until_on": date(2019, 1, 1)}, errors.ImpossibleDates),
    ],
)
def test_an_agreement_that_cannot_be_is_refused(changed: dict[str, object], refusal: type[Refusal], town: Town) -> None:
    with pytest.raises(refusal):
        agree(town, **changed)
    assert not Agreement.objects.exists()


def test_only_who_keeps_reference_data_enters_agreements(town: Town) -> None:
    prepare()
    new = {"by": supervisor(town), "at": MONDAY}
    agreement = Agreement.objects.count()
    from hotline.watch.feeds.words import NewAgreement

    with pytest.raises(NotPermitted):
        agreements.enter(NewAgreement("cg", "32", "文", ("01",), FIELDS, date(2020, 1, 1)), **new)  # type: ignore[arg-type]
    assert Agreement.objects.count() == agreement
