"""Samples of supervision: orders in every state, suggestions, a provincial leader's instruction, reports owed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from hotline.config import stories
from hotline.flow.tickets import lookups
from hotline.ground.organisations import queries as organisations
from hotline.ground.people import queries as people
from hotline.ground.people.words import Actor, Capability
from hotline.lib.datafile import read_yaml
from hotline.lib.days import SHANGHAI, civil_day
from hotline.watch.duties import actions as reporting
from hotline.watch.duties import queries as duties
from hotline.watch.supervision import firing, triggers
from hotline.watch.supervision.words import Grade, NewRule, RuleKind, RuleMode

DATA = Path(__file__).parent / "data" / "samples_supervision.yaml"
SOURCE = "sample"
PROVINCE = "320000-rx"
WEEK, HOUR = timedelta(days=7), timedelta(hours=1)
MOMENTS, DAYS = ("at", "due"), ("due_on",)


def play(now: datetime) -> None:
    """Walk the matters through their steps, let the rules look at everything, and settle most of the reports owed."""
    content = read_yaml(DATA)
    for place, matter in enumerate(content["matters"], start=1):
        _walk(f"supervision-{place}", matter, now)
    _keep_rule(content["rule"], now)
    firing.watch(at=now)
    for day in (now - WEEK, now):
        reporting.open_week(at=day)
    _report(content["duties"], now)


def moment(written: str, now: datetime) -> datetime:
    """A moment as the samples write it: ``-2h`` from now, or ``-3d 09:40`` of another day."""
    if written.endswith("h"):
        return now + timedelta(hours=float(written[:-1]))
    days, clock = written.split()
    return datetime.combine(day(days, now), time.fromisoformat(clock), SHANGHAI)


def day(written: str, now: datetime) -> date:
    """A day as the samples write it: ``+2d``."""
    return civil_day(now) + timedelta(days=int(written.removesuffix("d")))


def _walk(code: str, matter: Mapping[str, Any], now: datetime) -> None:
    number = lookups.number_by_source(SOURCE, str(matter["sample"])) if "sample" in matter else ""
    for written in matter["steps"]:
        at = moment(written["at"], now)
        step = {"source": SOURCE, **written} | {name: day(written[name], now) for name in DAYS if name in written}
        if "due" in written:
            step["due"] = moment(written["due"], now).astimezone(SHANGHAI).replace(tzinfo=None).isoformat()
        by = people.actor_named(step["who"], civil_day(at))
        number = stories.VERBS[step["do"]](code, number or "", step, by, at) or number


def _keep_rule(row: Mapping[str, Any], now: datetime) -> None:
    """The rule by which Wuxi's supervisor is prompted."""
    words = {"kind": RuleKind(row["kind"]), "mode": RuleMode(row["mode"]), "grade": Grade(row["grade"])}
    centre = organisations.unit_by_code(row["centre"]).id
    facts = {name: value for name, value in row.items() if name != "centre"} | words
    new = NewRule(centre_id=centre, from_on=civil_day(now), **facts)
    triggers.add(new, by=people.actor_named("administrator.wuxi", civil_day(now)), at=now)


def _report(content: Mapping[str, Any], now: datetime) -> None:
    """What was due before now is delivered an hour before and received an hour after.

    One centre owes its latest, and the province this week's: those its special report fulfils (``samples_reports``).
    """
    watchers = _watchers(now)
    owed = duties.reports(Actor.system()).filter(due_at__lte=now).order_by("due_at", "pk")
    silent = organisations.unit_by_code(content["silent"]).id
    monday = datetime.combine(civil_day(now) - timedelta(days=civil_day(now).weekday()), time(), SHANGHAI)
    owed = owed.exclude(centre__code=PROVINCE, due_at__gte=monday)
    for row in owed.exclude(centre_id=silent, due_at__gt=now - WEEK):
        reporting.deliver(row.pk, content["note"], by=watchers[row.centre_id], at=row.due_at - HOUR)
        signer = duties.signer(row)
        if signer is not None and signer.id != row.centre_id and row.due_at + HOUR < now:
            reporting.receive(row.pk, by=watchers[signer.id], at=row.due_at + HOUR)


def _watchers(now: datetime) -> dict[int, Actor]:
    """Who watches for each centre: its supervisor, where it has several people."""
    found: dict[int, Actor] = {}
    for person in sorted(people.holding(Capability.WATCH_AREA, civil_day(now))):
        actor = people.actor(person, civil_day(now))
        found.setdefault(actor.grants[0].organisation_id, actor)
    return found
