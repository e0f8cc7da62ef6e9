"""Rules fire once on a ticket, give an order or suggest one, and can be tried on the past; limits are data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from hotline.flow.followup import actions as followups
from hotline.flow.tickets import actions as tickets
from hotline.flow.tickets.models import Assignment, Ticket
from hotline.flow.tickets.words import Mark, Status, Verb
from hotline.ground.outbox.models import Notice
from hotline.ground.people.words import Actor
from hotline.lib.memo import forget_all
from hotline.lib.refusal import NotPermitted, Refusal
from hotline.watch.supervision import actions, errors, firing, limits, queries, sweeping, triggers
from hotline.watch.supervision.models import Firing, Order, OrderLimit, Rule
from hotline.watch.supervision.words import Grade, NewOrder, NewOrderLimit, NewRule, RuleKind, RuleMode
from hotline.watch.topics import matching
from hotline.watch.topics.tests.analysts import defined
from hotline.watch.topics.words import Definition
from tests.flow.road import UNSOLVED, Road
from tests.town import MONDAY, Town

DAY = timedelta(days=1)
SYSTEM = Actor.system()


def rule(town: Town, kind: RuleKind, *, centre: str = "320000-rx", **facts: Any) -> Rule:
    plain = NewRule(
        name="试验规则",
        name_en="A rule",
        centre_id=town.unit(centre).pk,
        kind=kind,
        mode=RuleMode.SUGGEST,
        grade=Grade.ORDINARY,
        reason="topic",
        demand="请抓紧办理。",
        from_on=MONDAY.date(),
    )
    return triggers.add(replace(plain, **facts), by=town.actor("admin.js"), at=MONDAY)


def fired() -> list[str]:
    return sorted(Firing.objects.values_list("ticket__number", flat=True))


def marked(mark: Mark) -> Callable[[Town], Ticket]:
    def make(town: Town) -> Ticket:
        ticket = town.ticket(Status.HANDLING)
        with tickets.moving(ticket.number, Verb.ADD_NOTE, by=SYSTEM, at=MONDAY) as step:
            step.mark(mark)
        return ticket

    return make


def called(times: int) -> Callable[[Town], Ticket]:
    def make(town: Town) -> Ticket:
        road = Road(town, town.ticket(Status.HANDLING), at=MONDAY)
        for _ in range(times - 1):
            road.do(Verb.JOIN_CONTACT, after=timedelta())
        return road.ticket

    return make


def reworked(times: int) -> Callable[[Town], Ticket]:
    def make(town: Town) -> Ticket:
        road = Road(town, town.ticket(Status.FOLLOW_UP), at=MONDAY)
        for round_ in range(times + 1):
            followups.follow_up(road.number, UNSOLVED, by=SYSTEM, at=MONDAY)
            if round_ < times:
                for verb in (Verb.CONTACT, Verb.REPLY, Verb.PASS_REPLY):
                    road.do(verb, after=timedelta())
        return road.ticket

    return make


def about(**matter: Any) -> Callable[[Town], Ticket]:
    return lambda town: town.ticket(Status.IN_REVIEW, **matter)


CASES: list[tuple[RuleKind, dict[str, Any], Callable[[Town], Ticket], Callable[[Town], Ticket]]] = [
    (RuleKind.DISSATISFIED, {"amount": 1}, reworked(1), reworked(0)),
    (RuleKind.REPEATS, {"amount": 3}, called(3), called(2)),
    (RuleKind.MEDIA, {"words": ("电视台",)}, about(text="已联系电视台来采访路灯不亮的事情。"), about()),
    (RuleKind.MEDIA, {}, marked(Mark.MEDIA), about()),
    (RuleKind.WATCHED, {"words": ("雷神山", "路灯已经")}, about(), about(text="下水道堵塞，污水外溢一周。")),
    (RuleKind.WATCHED, {"categories": ("01.01.02",)}, about(category="01.01.02"), about()),
    (RuleKind.INSTRUCTION, {}, marked(Mark.INSTRUCTED), marked(Mark.MEDIA)),
    (RuleKind.URGENCY, {"urgencies": ("danger",)}, about(urgency="danger"), about()),
    (RuleKind.URGENCY, {"urgencies": ("normal",), "regions": ("320211",)}, about(), about(region="3202")),
]


@pytest.mark.parametrize(("kind", "facts", "yes", "no"), CASES)
def test_a_rule_fires_where_its_condition_holds(
    watched: Town,
    kind: RuleKind,
    facts: dict[str, Any],
    yes: Callable[[Town], Ticket],
    no: Callable[[Town], Ticket],
) -> None:
    hit, _ = yes(watched), no(watched)
    made = rule(watched, kind, **facts)
    trial = firing.attempt(made, MONDAY - DAY, MONDAY + DAY, watched.actor("supervisor.js"), at=MONDAY + 2 * DAY)
    assert ([each.number for each in trial.tickets], trial.count, trial.total) == ([hit.number], 1, 2)
    assert firing.watch(at=MONDAY + DAY) == 1
    assert fired() == [hit.number]
    assert firing.watch(at=MONDAY + DAY) == 0


def test_an_overdue_ticket_is_found_by_time_alone(watched: Town) -> None:
    ticket = watched.ticket(Status.HANDLING)
    due = ticket.due_at
    assert due is not None
    rule(watched, RuleKind.OVERDUE, amount=24)
    assert firing.watch(at=due + timedelta(hours=23)) == 0
    assert firing.watch(at=due + timedelta(hours=24)) == 1
    assert firing.watch(at=due + timedelta(hours=48)) == 0


def test_what_ended_late_is_found_in_the_past_but_fires_no_more(watched: Town) -> None:
    road = Road(watched, watched.ticket(Status.HANDLING))
    due = road.ticket.due_at
    assert due is not None
    road.do(Verb.CONTACT)
    road.at = due + timedelta(hours=30)
    road.do(Verb.REPLY)
    made = rule(watched, RuleKind.OVERDUE, amount=24)
    trial = firing.attempt(made, MONDAY - DAY, MONDAY + DAY, SYSTEM, at=due + 9 * DAY)
    assert trial.count == 1
    assert firing.watch(at=due + 9 * DAY) == 0


def test_a_suggestion_waits_for_the_supervisor_of_its_centre(watched: Town) -> None:
    ticket = watched.ticket(Status.HANDLING)
    rule(watched, RuleKind.WATCHED, words=("路灯",))
    firing.watch(at=MONDAY + DAY)
    [waiting] = queries.suggestions(watched.actor("supervisor.js"))
    assert Notice.objects.filter(kind="supervision", organisation=watched.unit("320000-rx")).count() == 1
    for by in ("supervisor.wuxi", "supervisor.odd", "handler.binhu-cg"):
        assert not queries.suggestions(watched.actor(by)).exists()
        with pytest.raises(errors.SuggestionNotFound):
            actions.dismiss(waiting.pk, "不需要", by=watched.actor(by), at=MONDAY + DAY)
    due = MONDAY + 4 * DAY
    new = NewOrder(Grade.KEY, watched.unit("320200-rx").pk, "topic", "请办理", due, firing_id=waiting.pk)
    order = actions.supervise([ticket.number], new, by=watched.actor("supervisor.js"), at=MONDAY + DAY)
    assert Firing.objects.get().order == order
    assert not queries.suggestions(watched.actor("supervisor.js")).exists()
    with pytest.raises(errors.SuggestionNotFound):
        actions.dismiss(waiting.pk, "不需要", by=watched.actor("supervisor.js"), at=MONDAY + DAY)


def test_a_suggestion_dismissed_with_a_reason_comes_no_more(watched: Town) -> None:
    watched.ticket(Status.HANDLING)
    rule(watched, RuleKind.WATCHED, words=("路灯",))
    firing.watch(at=MONDAY + DAY)
    [waiting] = queries.suggestions(watched.actor("supervisor.js"))
    actions.dismiss(waiting.pk, "已在办理", by=watched.actor("supervisor.js"), at=MONDAY + DAY)
    with pytest.raises(errors.SuggestionDecided, match="省督办员"):
        actions.dismiss(waiting.pk, "再说", by=watched.actor("supervisor.js"), at=MONDAY + DAY)
    firing.watch(at=MONDAY + 2 * DAY)
    assert not queries.suggestions(watched.actor("supervisor.js")).exists()


def test_a_rule_of_the_province_orders_the_citys_centre_and_a_citys_the_leading_unit(watched: Town) -> None:
    ticket = watched.ticket(Status.HANDLING)
    for centre in ("320000-rx", "320200-rx"):
        rule(watched, RuleKind.WATCHED, centre=centre, mode=RuleMode.ORDER, words=("路灯",))
    firing.watch(at=MONDAY + DAY)
    assert {(each.centre.code, each.target.code) for each in Order.objects.all()} == {
        ("320000-rx", "320200-rx"),
        ("320200-rx", "320211-cg"),
    }
    assert {each.ordered_by for each in Order.objects.all()} == {"系统"}
    assert Ticket.objects.get(pk=ticket.pk).marks == [Mark.SUPERVISED]
    assert not queries.suggestions(SYSTEM).exists()


def test_a_city_has_nobody_to_order_before_it_dispatched_so_it_is_asked(watched: Town) -> None:
    watched.ticket(Status.TO_DISPATCH)
    rule(watched, RuleKind.WATCHED, centre="320200-rx", mode=RuleMode.ORDER, words=("路灯",))
    firing.watch(at=MONDAY + DAY)
    assert not Order.objects.exists()
    assert queries.suggestions(watched.actor("supervisor.wuxi")).count() == 1


def test_a_rule_holds_from_its_day_until_its_end(watched: Town) -> None:
    watched.ticket(Status.HANDLING)
    made = rule(watched, RuleKind.WATCHED, words=("路灯",), from_on=date(2020, 3, 5))
    assert firing.watch(at=MONDAY + DAY) == 0
    by, at = watched.actor("admin.js"), MONDAY + 3 * DAY
    triggers.end(made.pk, date(2020, 3, 6), by=by, at=at)
    assert firing.watch(at=MONDAY + 4 * DAY) == 0
    with pytest.raises(errors.RowOver):
        triggers.end(made.pk, date(2020, 3, 9), by=by, at=MONDAY + 5 * DAY)


def test_a_rule_changed_ends_and_its_successor_begins(watched: Town) -> None:
    watched.ticket(Status.HANDLING)
    old = rule(watched, RuleKind.WATCHED, words=("路灯",))
    firing.watch(at=MONDAY + timedelta(hours=2))
    by, at = watched.actor("admin.js"), MONDAY + DAY
    plain = NewRule(
        "新名", "New", old.centre_id, RuleKind.WATCHED, RuleMode.ORDER, Grade.KEY, "topic", "请办", at.date()
    )
    new = triggers.replace_rule(old.pk, replace(plain, words=("污水",)), by=by, at=at)
    assert Rule.objects.get(pk=old.pk).until_on == new.from_on == at.date()
    assert Firing.objects.get().rule_id == old.pk


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"demand": " "},
        {"reason": "weather"},
        {"kind": RuleKind.REPEATS, "amount": 1},
        {"kind": RuleKind.WATCHED},
        {"kind": RuleKind.URGENCY},
        {"urgencies": ("slow",)},
        {"categories": ("99.99",)},
        {"regions": ("4401",)},
        {"amount": 1000},
        {"from_on": date(2020, 3, 1)},
        {"until_on": MONDAY.date()},
    ],
)
def test_an_impossible_rule_is_refused(watched: Town, wrong: dict[str, Any]) -> None:
    with pytest.raises(Refusal):
        rule(watched, **({"kind": RuleKind.INSTRUCTION} | wrong))
    assert not Rule.objects.exists()


def test_a_city_keeps_no_rule_of_another(watched: Town) -> None:
    made = rule(watched, RuleKind.INSTRUCTION, centre="320500-rx")
    ours = watched.actor("admin.js")
    [grant] = ours.grants
    wuxi = watched.unit("320200-rx")
    theirs = replace(
        ours, grants=(replace(grant, organisation_id=wuxi.pk, organisation_path=wuxi.path, region_code="3202"),)
    )
    with pytest.raises(NotPermitted):
        triggers.end(made.pk, date(2020, 3, 9), by=theirs, at=MONDAY)


def test_limits_hold_from_their_day_and_past_orders_keep_theirs(watched: Town) -> None:
    province, city = watched.actor("admin.js"), queries.target(watched.unit("320200-rx").pk, MONDAY)
    above = queries.target(watched.unit("320000-rx").pk, MONDAY)
    before = limits.usual_due(above, city, Grade.KEY, MONDAY)
    limits.set_limit(NewOrderLimit(Grade.KEY, "province", "1h", "24h", date(2020, 3, 10)), by=province, at=MONDAY)
    assert limits.usual_due(above, city, Grade.KEY, MONDAY) == before
    later = MONDAY + 8 * DAY
    assert limits.usual_due(above, city, Grade.KEY, later) == later + DAY
    row = OrderLimit.objects.get(feedback="24h")
    limits.end(row.pk, date(2020, 3, 20), by=province, at=later)
    forget_all()
    with pytest.raises(errors.GradeNotGiven):
        limits.of(above, Grade.KEY, MONDAY + 30 * DAY)


@pytest.mark.parametrize("wrong", [{"feedback": "soon"}, {"from_on": date(2020, 3, 1)}, {"until_on": date(2020, 3, 2)}])
def test_an_impossible_limit_is_refused(watched: Town, wrong: dict[str, Any]) -> None:
    new = NewOrderLimit(Grade.KEY, "province", "1h", "24h", date(2020, 3, 10))
    count = OrderLimit.objects.count()
    with pytest.raises(errors.ImpossibleLimit):
        limits.set_limit(replace(new, **wrong), by=watched.actor("admin.js"), at=MONDAY)
    with pytest.raises(NotPermitted):
        limits.set_limit(new, by=watched.actor("supervisor.wuxi"), at=MONDAY)
    assert OrderLimit.objects.count() == count


def test_an_order_is_told_of_once_for_each(watched: Town) -> None:
    ticket, city = watched.ticket(Status.HANDLING), watched.unit("320200-rx").pk
    due = MONDAY + 3 * DAY
    new = NewOrder(Grade.KEY, city, "topic", "请办理", due)
    order = actions.supervise([ticket.number], new, by=watched.actor("supervisor.js"), at=MONDAY)

    def told(at: datetime) -> tuple[int, int, int]:
        return sweeping.tell_unsigned(at=at), sweeping.tell_red(at=at), sweeping.tell_yellow(at=at)

    assert told(MONDAY + timedelta(hours=1)) == (0, 0, 0)
    assert told(order.sign_due_at) == (1, 0, 0)
    assert told(order.yellow_at) == (0, 0, 1)
    assert told(due) == (0, 1, 0)
    assert told(due + DAY) == (0, 0, 0)
    rung = Notice.objects.filter(kind="supervision").values_list("facts__what", "organisation__code")
    assert sorted(rung) == [
        ("opened", "320200-rx"),
        ("red", "320000-rx"),
        ("red", "320200-rx"),
        ("unsigned", "320000-rx"),
        ("unsigned", "320200-rx"),
        ("yellow", "320200-rx"),
    ]


def test_who_has_reported_owes_nothing_until_it_is_sent_back(watched: Town) -> None:
    ticket, city = watched.ticket(Status.HANDLING), watched.unit("320200-rx").pk
    due, ours = MONDAY + 3 * DAY, watched.actor("supervisor.wuxi")
    new = NewOrder(Grade.KEY, city, "topic", "请办理", due)
    order = actions.supervise([ticket.number], new, by=watched.actor("supervisor.js"), at=MONDAY)
    actions.sign(order.pk, by=ours, at=MONDAY)
    actions.feed_back(order.pk, "已办", by=ours, at=MONDAY)
    assert sweeping.tell_red(at=due) == 0
    assert Assignment.objects.filter(ticket=ticket).count() == 1


def test_a_rule_may_name_a_topic_and_fires_on_what_is_of_it(watched: Town) -> None:
    defined(watched, "lamps", Definition("路灯"))
    hit, other = watched.ticket(Status.IN_REVIEW), watched.ticket(Status.IN_REVIEW, title="井盖", text="井盖丢失")
    matching.look_at([hit.pk, other.pk], at=MONDAY)
    made = rule(watched, RuleKind.WATCHED, topics=("lamps",))
    trial = firing.attempt(made, MONDAY - DAY, MONDAY + DAY, watched.actor("supervisor.js"), at=MONDAY + 2 * DAY)
    assert [each.number for each in trial.tickets] == [hit.number]
    assert firing.watch(at=MONDAY + DAY) == 1
    assert fired() == [hit.number]


@pytest.mark.parametrize("code", ["nothing", "draft", "of-suzhou"])
def test_a_rule_leans_on_running_topics_of_its_own_centre_or_above(watched: Town, code: str) -> None:
    defined(watched, "draft", Definition("路灯"), is_draft=True)
    defined(watched, "of-suzhou", Definition("路灯"), "320500-rx")
    defined(watched, "of-province", Definition("路灯"))
    made = rule(watched, RuleKind.WATCHED, centre="320200-rx", topics=("of-province",))
    assert made.topics == ["of-province"]
    with pytest.raises(errors.ImpossibleRule, match=f"没有编码为“{code}”、正在运行的专题"):
        rule(watched, RuleKind.WATCHED, centre="320200-rx", topics=("of-province", code))
    with pytest.raises(errors.ImpossibleRule, match="只有“专题关注”才看专题"):
        rule(watched, RuleKind.MEDIA, topics=("of-province",))
    assert Rule.objects.count() == 1
