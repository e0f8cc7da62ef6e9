"""A disaster of the past in the demonstration's history: switched on, worked through, back to normal."""

from __future__ import annotations

from datetime import datetime, timedelta

from hotline.flow.emergency import callbacks, normal
from hotline.flow.emergency.words import TryResult
from hotline.ground.calendar.words import SHANGHAI
from hotline.ground.disaster import actions, queries
from hotline.ground.disaster.words import NewMode
from hotline.ground.people import queries as people
from hotline.ground.people.words import Actor

BEGAN = datetime(2020, 6, 17, 18, 30, tzinfo=SHANGHAI)
FLOOD = NewMode(
    "3202",
    "梅雨强降雨",
    "Heavy plum rains",
    "市气象台发布暴雨红色预警，来电量升至平日四倍。",
    "essential",
    BEGAN + timedelta(hours=24),
    "03.02.02",
)


def play(now: datetime) -> None:
    """Play it once; when it happened does not depend on now."""
    if queries.switches(Actor.system()).exists():
        return
    lead = people.actor_named("shift-lead.wuxi", BEGAN.date())
    agent = people.actor_named("agent.wuxi", BEGAN.date())
    row = actions.switch_on(FLOOD, by=lead, at=BEGAN)
    noted = callbacks.note("13800512017", "陶先生", "排队时挂断", by=agent, at=BEGAN + timedelta(minutes=40))
    callbacks.tried(noted.pk, TryResult.UNREACHED, by=agent, at=BEGAN + timedelta(minutes=55))
    callbacks.tried(noted.pk, TryResult.SERVED, by=agent, at=BEGAN + timedelta(minutes=70))
    actions.extend(row.pk, BEGAN + timedelta(hours=30), "水位未退", by=lead, at=BEGAN + timedelta(hours=20))
    ended = BEGAN + timedelta(hours=27)
    actions.switch_off(row.pk, "预警解除，积水退净。", by=lead, at=ended)
    normal.settle(at=ended)
