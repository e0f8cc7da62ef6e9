"""The town with analysts, and tickets that say what a test wants."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from hotline.flow.intake import actions as intake
from hotline.ground.journal.models import Reader
from hotline.ground.journal.queries import horizon
from hotline.ground.people.models import Person
from hotline.ground.people.words import Actor, Scope
from hotline.watch.topics import actions, matching
from hotline.watch.topics.models import Match
from hotline.watch.topics.words import Definition, NewTopic
from tests.employing import employ
from tests.town import MONDAY, Town

ANALYST = ("export", "add_note", "watch_area", "analyse", "define_topics")
PROVINCE, WUXI, SUZHOU = "320000-rx", "320200-rx", "320500-rx"
AGENTS = {WUXI: ("agent.wuxi", "320211"), SUZHOU: ("agent.suzhou", "320505")}
LAMPS = Definition("(路灯 or 长明灯) and not 广告")
_minutes = count(1)


def analyst(town: Town, unit: str = PROVINCE) -> Actor:
    """Who defines topics at a centre; hired once."""
    name = f"analyst.{unit}"
    if Person.objects.filter(username=name).exists():
        return town.actor(name)
    return employ(town, name, unit, Scope.AREA, *ANALYST)


def reader(town: Town, unit: str, name: str, *more: str) -> Actor:
    """Who reads topics only."""
    return employ(town, name, unit, Scope.AREA, "analyse", "add_note", *more)


def begin() -> None:
    """Let the journal's reader of topics begin here."""
    Reader.objects.update_or_create(pk=matching.READER, defaults={"tx": horizon(), "event": 0})


def defined(town: Town, code: str = "lamps", asked: Definition = LAMPS, unit: str = PROVINCE, **more: Any) -> str:
    """A topic, running unless told otherwise."""
    new = NewTopic(code, more.pop("name", f"专题 {code}"), f"Topic {code}", more.pop("umbrella", ""))
    told: dict[str, Any] = {"is_draft": False, "by": analyst(town, unit), "at": MONDAY - timedelta(hours=1)} | more
    return actions.define(town.unit(unit).pk, new, asked, **told)


def said(town: Town, text: str, *, centre: str = WUXI, at: datetime | None = None, **matter: Any) -> int:
    """Register a ticket that says a text; its identifier."""
    agent, region = AGENTS[centre]
    fields: dict[str, Any] = {"title": "市民反映", "text": text, "place": "门口", "region": region}
    moment = at or MONDAY + timedelta(minutes=next(_minutes))
    [registered] = intake.take(town.appeal(centre, **fields | matter), by=town.actor(agent), at=moment)
    return registered.id


def topics_of(ticket: int) -> list[str]:
    """The topics a ticket is of now."""
    rows = Match.objects.filter(ticket_id=ticket, withdrawn_at__isnull=True).order_by("topic__code")
    return list(rows.values_list("topic__code", flat=True))


def later(minutes: int = 60) -> datetime:
    """A moment of the same day."""
    return MONDAY + timedelta(minutes=minutes)


TODAY: date = MONDAY.date()
