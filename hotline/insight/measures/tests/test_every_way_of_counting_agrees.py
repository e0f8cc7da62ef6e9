"""Histories at random, and the stories: the facts say what a plain recount says, and what units are scored by."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import ibis
import pytest

from hotline.config import province, stories
from hotline.flow.followup import actions as followups
from hotline.flow.tickets.models import Assignment, Ticket
from hotline.flow.tickets.words import MOVES, Status, Verb
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor
from hotline.insight.measures import facts, queries, register, sights
from hotline.insight.measures.comparing import Period
from hotline.insight.measures.facts import Question
from hotline.insight.measures.sights import Seen
from hotline.insight.measures.words import Fact
from hotline.insight.warehouse import engines, exporting
from hotline.insight.warehouse.store import Store
from hotline.insight.warehouse.words import Grain
from hotline.lib.days import SHANGHAI
from hotline.lib.refusal import Refusal
from tests.flow import road_aside
from tests.flow.road import CONTENT, SILENT, UNSOLVED, Road
from tests.town import Town

from .recount import Recount, days

pytestmark = pytest.mark.django_db(transaction=True)
WAITS = [timedelta(minutes=1), timedelta(hours=3), timedelta(days=1), timedelta(days=4)]
VISITS = [SILENT, UNSOLVED, CONTENT, road_aside.BAD]
STARTS = [Status.TO_DISPATCH, Status.TO_SIGN, Status.HANDLING, Status.HANDLING, Status.FOLLOW_UP, Status.FOLLOW_UP]
ONWARD = [Verb.SIGN, Verb.CONTACT, Verb.REPLY, Verb.PASS_REPLY, Verb.SEND_DOWN, Verb.RETURN, Verb.EXTEND]
PERIODS = [days("2020-03-01", "2020-04-01"), days("2020-03-02", "2020-03-09")]
COUNTED = [
    (fact, view.window)
    for fact, every in register.register().items()
    for view in every[0].views
    if view.grain is not Grain.CALL and fact is not Fact.PER_10K
]
STEPS, ROADS, DOZEN = 14, 14, 12


def walked(town: Town, dice: random.Random) -> None:
    """Many tickets, each by a road of its own."""
    for _ in range(ROADS):
        road = Road(town, town.ticket(dice.choice(STARTS), lead=dice.choice(["320211-cg", "320211-zf"])))
        for _ in range(STEPS):
            road.at += dice.choice(WAITS)
            with suppress(Refusal, IndexError):
                step(road, dice)


def step(road: Road, dice: random.Random) -> None:
    """Mostly what leads on, now and then anything."""
    status = Status(road.ticket.status)
    fitting = [verb for verb in Verb if status in MOVES[verb].from_ | MOVES[verb].beside]
    verb = dice.choice([verb for verb in ONWARD if verb in fitting] * 3 + fitting)
    if status is Status.FOLLOW_UP and dice.random() < 0.7:
        followups.follow_up(road.number, dice.choice(VISITS), by=Actor.system(), at=road.at)
    else:
        rows = list(Assignment.objects.filter(ticket=road.ticket, is_open=True).order_by("pk"))
        road.do(verb, on=dice.choice([None, *rows]))


def stored(root: Path) -> Seen:
    """All that is in the database, as facts."""
    exporting.export(root)
    tables = engines.tables(Store(root, exporting.SOURCE), root / "scratch")
    return sights.seen({grain: ibis.memtable(tables[grain].to_pyarrow()) for grain in Grain}, Actor.system())


def same_by_recount(seen: Seen, period: Period) -> int:
    """Each measure by each of its windows; how many had something to count."""
    again, filled = Recount(period), 0
    for fact, window in COUNTED:
        found = facts.answered(seen, Question(fact, period, window=window))
        numerator, denominator = again.figure(fact, window)
        told = (fact, window, period)
        assert found.denominator == denominator, told
        assert found.numerator == pytest.approx(numerator), told
        filled += bool(found.numerator)
    return filled


def same_by_unit(seen: Seen, period: Period) -> int:
    """Each scored measure of units that were sent anything and of those above them: of a dozen where there are more."""
    since, until = (datetime(day.year, day.month, day.day, tzinfo=SHANGHAI) for day in (period.since, period.until))
    paths = set(Assignment.objects.values_list("unit__path", flat=True))
    units, filled = {int(each) for path in paths for each in path.split("/") if each}, 0
    for unit in organisations.units(sorted(units)[:: 1 + len(units) // DOZEN]).values():
        for measure, counting in queries.REGISTER.items():
            scored = queries.measured(measure, unit.id, since=since, until=until).figure
            question = Question(Fact(measure.value), period, {"under": (unit.code,)}, window=counting.window)
            found = facts.answered(seen, question)
            pair = (scored.numerator, scored.denominator)
            assert (found.numerator, found.denominator) == pair, (unit.code, measure, period)
            assert found.version == scored.version
            filled += bool(scored.denominator)
    return filled


@pytest.mark.parametrize("seed", [1])
def test_whatever_happened_the_facts_the_recount_and_the_scores_agree(town: Town, tmp_path: Path, seed: int) -> None:
    walked(town, random.Random(seed))
    seen = stored(tmp_path)
    filled = [same_by_recount(seen, period) for period in PERIODS]
    assert filled[0] >= 20
    assert same_by_unit(seen, PERIODS[0]) > 30


def test_the_stories_come_to_the_same_by_every_way(db: None, tmp_path: Path) -> None:
    province.load(lambda _: None)
    stories.play(lambda _: None)
    seen = stored(tmp_path)
    year = days("2020-01-01", "2021-01-01")
    assert facts.answered(seen, Question(Fact.APPEALS, year)).value == Ticket.objects.count()
    assert same_by_recount(seen, year) >= 12
    assert same_by_unit(seen, year) > 20
