"""Limits, directory, schemes, plans and rules change while tickets are under way: what was promised, said and figured
before stays as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Model

from hotline.flow.followup import plans
from hotline.flow.followup.models import Draw, FollowUp
from hotline.flow.followup.words import NewPlan
from hotline.flow.tickets.models import Clock
from hotline.flow.tickets.words import Closing, Status, Verb
from hotline.ground.catalogue.models import DirectoryRow, LimitPolicy, LimitRow
from hotline.ground.catalogue.words import ClockKind
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor
from hotline.insight.evaluation import actions as evaluation
from hotline.insight.evaluation import queries as evaluations
from hotline.insight.evaluation.models import Sheet, SheetLine
from hotline.insight.evaluation.words import Group
from hotline.insight.measures import queries as measures
from hotline.insight.measures.words import Measure
from hotline.lib.memo import forget_all
from hotline.watch.supervision import actions as supervising
from hotline.watch.supervision import limits
from hotline.watch.supervision.models import Order
from hotline.watch.supervision.words import Grade, NewOrder, NewOrderLimit
from tests.flow.road import Road, in_order
from tests.town import LIMITS, MONDAY, Town

NOON = MONDAY + timedelta(hours=2)
MARCH = datetime(2020, 3, 1, tzinfo=MONDAY.tzinfo)
APRIL = datetime(2020, 4, 1, tzinfo=MONDAY.tzinfo)


def shorten(at: datetime) -> None:
    """From a moment on units have one working day instead of five."""
    policy = LimitPolicy.objects.create(version="v2", name="提速", from_at=at)
    LimitRow.objects.create(policy=policy, **(LIMITS | {"handle": "1wd"}))
    forget_all()


def work(road: Road) -> Clock:
    """The clock of the leading unit's work."""
    return Clock.objects.get(assignment=road.lead(), kind=ClockKind.HANDLE)


def test_a_running_clock_keeps_its_moment_and_a_new_one_follows_the_new_limits(town: Town) -> None:
    old = Road(town, town.ticket(Status.HANDLING))
    promised = work(old).due_at
    shorten(NOON)
    assert work(old).due_at == promised
    old.do(Verb.CONTACT, after=timedelta(hours=3))
    old.do(Verb.REPLY)
    assert work(old).due_at == promised, "nor does work done under the new limits change it"
    new = Road(town, town.ticket(Status.HANDLING, at=NOON + timedelta(hours=4)))
    assert work(new).due_at < promised
    for road in (old, new):
        in_order(road.ticket)


def test_an_assignment_keeps_the_directory_row_that_chose_its_unit(town: Town) -> None:
    old = Road(town, town.ticket(Status.TO_SIGN))
    said: dict[str, Any] = old.lead().explanation
    assert said["rule"], "a row of the directory fired"
    row = DirectoryRow.objects.get(category_id="01.01.01")
    DirectoryRow.objects.filter(pk=row.pk).update(until_on=date(2020, 3, 3))
    DirectoryRow.objects.create(category_id="01.01.01", department="zf", level="county", from_on=date(2020, 3, 3))
    forget_all()
    assert old.lead().explanation == said
    new = Road(town, town.ticket(Status.TO_SIGN, at=MONDAY + timedelta(days=1), lead="320211-zf"))
    assert new.lead().explanation["rule"] != said["rule"]
    assert new.lead().explanation["is_first_choice"]


def test_figures_of_a_month_are_the_same_after_the_rules_change(town: Town) -> None:
    town.ticket(Status.CLOSED)
    town.ticket(Status.TO_SIGN)
    unit = town.unit("320211-cg").pk

    def figures() -> list[measures.Measured]:
        return [measures.measured(each, unit, since=MARCH, until=APRIL) for each in Measure]

    before = figures()
    assert any(each.figure.denominator for each in before)
    shorten(NOON)
    DirectoryRow.objects.filter(category_id="01.01.01").update(until_on=date(2020, 3, 3))
    forget_all()
    assert figures() == before


def stored(*tables: type[Model]) -> list[list[dict[str, Any]]]:
    """Every row of some tables."""
    return [list(table.objects.order_by("pk").values()) for table in tables]  # type: ignore[attr-defined]


def test_another_scheme_scores_the_months_to_come_and_no_month_that_was_scored(town: Town) -> None:
    """Built, the sheets of March stay to the last point, whatever is adopted, decreed or sent elsewhere afterwards."""
    town.ticket(Status.CLOSED)
    town.ticket(Status.TO_SIGN)
    centre, system = town.unit("320200-rx").pk, Actor.system()
    groups = (Group("district", "县区部门", "Districts", ("320211-cg", "320211-mz")),)
    scheme = replace(evaluations.examples()["lianyungang-95"], groups=groups)
    evaluation.adopt(centre, scheme, MARCH.date(), by=system, at=APRIL)
    assert evaluation.build(centre, MARCH.date(), by=system, at=APRIL) == 2
    before = stored(Sheet, SheetLine)
    assert any(row["points"] for row in before[0])
    places = evaluations.places(centre, MARCH.date(), system)

    stricter = replace(evaluations.examples()["lianyungang-98"], groups=groups)
    evaluation.adopt(centre, stricter, APRIL.date(), by=system, at=APRIL)
    shorten(APRIL)
    DirectoryRow.objects.filter(category_id="01.01.01").update(until_on=APRIL.date())
    forget_all()
    assert evaluation.build(centre, MARCH.date(), by=system, at=APRIL) == 0
    assert stored(Sheet, SheetLine) == before
    assert evaluations.places(centre, MARCH.date(), system) == places

    may = datetime(2020, 5, 1, tzinfo=MONDAY.tzinfo)
    evaluation.build(centre, APRIL.date(), by=system, at=may)
    assert {sheet.scheme.version for sheet in evaluations.sheets(centre, APRIL.date())} == {2}
    assert {sheet.scheme.version for sheet in evaluations.sheets(centre, MARCH.date())} == {1}


def test_another_sampling_plan_draws_no_ticket_again_that_was_drawn(town: Town) -> None:
    """Who was drawn to be asked is asked, though the plan in force meanwhile asks nobody; what was figured stays."""
    centre, unit, system = town.unit("320200-rx").pk, town.unit("320211-cg").pk, Actor.system()
    town.ticket(Status.CLOSED)
    everybody = NewPlan(centre, "全抽", MONDAY.date(), 100)
    plans.adopt(everybody, by=system, at=MONDAY - timedelta(days=1))
    drawn = town.ticket(Status.FOLLOW_UP)
    assert plans.close_undrawn(at=NOON) == 0
    before, [draws, visits] = figure_of(unit), stored(Draw, FollowUp)
    assert len(draws) == 1

    tomorrow = MONDAY + timedelta(days=1)
    plans.adopt(replace(everybody, name="不抽", from_on=tomorrow.date(), percent=0), by=system, at=NOON)
    new = town.ticket(Status.FOLLOW_UP, at=tomorrow)
    assert plans.close_undrawn(at=tomorrow + timedelta(hours=1)) == 1
    drawn.refresh_from_db()
    new.refresh_from_db()
    assert (drawn.status, new.closing) == (Status.FOLLOW_UP, Closing.REPLIED)
    again, visited = stored(Draw, FollowUp)
    assert (again[:1], len(again), visited) == (draws, 2, visits)
    assert figure_of(unit) == before


def figure_of(unit: int) -> measures.Measured:
    """The satisfaction with a unit in the first two days of March: who was not asked is not among the satisfied."""
    return measures.measured(Measure.SATISFACTION, unit, since=MARCH, until=MONDAY + timedelta(hours=3))


def test_another_limit_or_rule_of_supervision_leaves_the_orders_that_were_given(town: Town) -> None:
    centre, target = town.unit("320000-rx").pk, town.unit("320200-rx").pk
    tickets_ = [town.ticket(Status.HANDLING) for _ in range(2)]
    by, admin = town.actor("supervisor.js"), town.actor("admin.js")

    def give(number: str, at: datetime) -> Order:
        ours, theirs = (organisations.unit(each) for each in (centre, target))
        due = limits.usual_due(ours, theirs, Grade.ORDINARY, at)
        new = NewOrder(Grade.ORDINARY, target, "topic", "请督促办理", due, centre)
        return supervising.supervise([number], new, by=by, at=at)

    give(tickets_[0].number, NOON)
    before = stored(Order)
    tomorrow = MONDAY + timedelta(days=1)
    limits.set_limit(NewOrderLimit(Grade.ORDINARY, "province", "1h", "24h", tomorrow.date()), by=admin, at=NOON)
    forget_all()
    assert stored(Order) == before
    second = give(tickets_[1].number, tomorrow + timedelta(hours=1))
    assert (second.due_at - second.ordered_at, second.sign_due_at - second.ordered_at) == (
        timedelta(days=1),
        timedelta(hours=1),
    )
    assert stored(Order)[0][:1] == before[0], "what was demanded yesterday is due as it was said yesterday"
