"""Samples of alerts: some nights of the replayed year are watched again, and people have taken up what was found.

Nothing is made up here: the job itself looks, each night as if it were then, at the synthetic tickets the demonstration
holds; what it finds says that it is synthetic.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

from hotline.ground.people import queries as people
from hotline.ground.people.words import Actor
from hotline.insight.alerts import actions, queries, watching
from hotline.insight.alerts.words import AlertKind, AlertState, Deed
from hotline.lib.days import SHANGHAI

NIGHT, MORNING = time(23, 50), time(8, 40)
EPIDEMIC, SPRING = (date(2020, 2, 14), 8), (date(2020, 4, 11), 7)
"""Weeks in which much went on: from which night, and how many."""
ANALYST = "analyst.province"
INSTRUCTED = "疫情防控诉求大幅上升，已报省领导，防护用品和小区管控每日一报。"
LOOKS_INTO = "正在与市场监管部门核对涉及的商家。"
Take = Callable[[int, Actor, datetime], None]


def play(tell: Callable[[str], None]) -> None:
    """Watch the weeks, once; where the replay is not here there is nothing to find."""
    if queries.visible_to(Actor.system(), EPIDEMIC[0]).filter(is_synthetic=True).exists():
        tell("already there")
        return
    raised = sum(watching.look(at=night) for night in _nights(*EPIDEMIC))
    _take_up(datetime.combine(EPIDEMIC[0] + timedelta(EPIDEMIC[1]), MORNING, SHANGHAI))
    raised += sum(watching.look(at=night) for night in _nights(*SPRING))
    tell(f"{raised} alerts")


def _nights(first: date, count: int) -> Iterator[datetime]:
    return (datetime.combine(first + timedelta(number), NIGHT, SHANGHAI) for number in range(count))


def _take_up(at: datetime) -> None:
    """The province's analyst reads what was found: one goes to a leader, one she looks into."""
    by = people.actor_named(ANALYST, at.date())
    for category, take in TAKEN_UP.items():
        found = queries.visible_to(by, at.date()).filter(kind=AlertKind.RISE, state=AlertState.NEW)
        key = found.filter(category__startswith=category).order_by("region", "pk").values_list("pk", flat=True).first()
        if key is not None:
            take(key, by, at)


def _instructed(key: int, by: Actor, at: datetime) -> None:
    actions.acknowledge(key, by=by, at=at)
    actions.act(key, Deed.INSTRUCTION, INSTRUCTED, by=by, at=at + timedelta(minutes=25))


def _looked_into(key: int, by: Actor, at: datetime) -> None:
    actions.acknowledge(key, LOOKS_INTO, by=by, at=at + timedelta(minutes=40))


TAKEN_UP: dict[str, Take] = {"08.03": _instructed, "09": _looked_into}
"""What is done about the alert of a category: epidemic prevention, markets and prices."""
