"""Writing what the watch found: an event is raised once, goes on, and ends; each with its event in the journal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from hotline.ground.journal import actions as journal
from hotline.ground.people.words import Actor
from hotline.insight.measures.links import to_query

from . import counting, rules
from .events import Running
from .models import Alert, Look, Step
from .words import AlertKind, AlertState, AlertVerb, Sensitivity, Series

TOPIC = "alert"
TICKETS = 200
ONLY = 1


@dataclass(frozen=True, slots=True)
class Found:
    """Something that stands out, as it was found."""

    kind: AlertKind
    series: Series
    since_on: date
    last_on: date
    observed: int
    expected: float
    low: float
    high: float
    evidence: Mapping[str, Any] = field(default_factory=dict)
    rule_id: int | None = None
    anchor: int = 0
    tickets: tuple[int, ...] = ()
    is_synthetic: bool = False


def running(kind: AlertKind, also: Q | None = None) -> list[Running]:
    """The events of a kind that go on."""
    return events_of(going_on().filter(also or Q(), kind=kind))


def events_of(rows: QuerySet[Alert]) -> list[Running]:
    """The events that alerts tell of, in their order."""
    return [Running(row.pk, Series(row.category, row.region), row.last_on) for row in rows]


def going_on() -> QuerySet[Alert]:
    """The alerts whose events go on."""
    return Alert.objects.filter(ended_at__isnull=True).order_by("pk")


def put_away(since: date, *, is_synthetic: bool) -> QuerySet[Alert]:
    """The alerts that a person ended by hand though their events went on until a day or longer, the latest first."""
    by_hand = Step.objects.filter(alert=OuterRef("pk"), verb=AlertVerb.END, by_id__isnull=False)
    return Alert.objects.filter(Exists(by_hand), last_on__gte=since, is_synthetic=is_synthetic).order_by("-pk")


def stays_away(alert_id: int, found: Found, how: Sensitivity) -> bool:
    """Whether an event that was ended by hand tells nothing new: until it rises further, it goes on in silence."""
    with transaction.atomic():
        row = Alert.objects.select_for_update().get(pk=alert_id)
        if rules.rise(found.observed, found.expected) > (1 + how.lift / 100) * rules.rise(row.observed, row.expected):
            return False
        row.last_on = max(row.last_on, found.last_on)
        row.save(update_fields=["last_on"])
    return True


def raise_alert(found: Found, how: Sensitivity, *, at: datetime) -> Alert | None:
    """Raise an alert; None where one runs for the same series already."""
    by = Actor.system()
    fresh = {**_columns(found, how), "detected_at": at, "looked_at": at}
    where = {
        "kind": found.kind,
        "category": found.series.category,
        "region": found.series.region,
        "rule_id": found.rule_id,
        "anchor": found.anchor,
    }
    with transaction.atomic():
        row, is_new = Alert.objects.get_or_create(**where, ended_at=None, defaults=fresh)
        if not is_new:
            return None
        Step.objects.create(alert=row, verb=AlertVerb.RAISE, at=at, by_name=by.name)
        facts: dict[str, object] = {"kind": row.kind, "category": row.category, "region": row.region}
        facts |= {"observed": row.observed, "expected": round(row.expected, 1), "severity": row.severity}
        journal.record(TOPIC, row.pk, AlertVerb.RAISE, by=by, at=at, facts=facts, is_first=True)
    return row


def go_on(alert_id: int, found: Found, how: Sensitivity, *, at: datetime) -> None:
    """Bring an event that goes on up to date; a lesser look does not make it look lesser than it was."""
    with transaction.atomic():
        row = Alert.objects.select_for_update().filter(pk=alert_id, ended_at__isnull=True).first()
        if row is None:
            return
        row.last_on, row.looked_at = max(row.last_on, found.last_on), at
        same = Series(row.category, row.region) == found.series
        if same and found.observed - found.expected >= row.observed - row.expected:
            for name, value in _columns(found, how).items():
                setattr(row, name, value)
            row.since_on = min(row.since_on, found.since_on)
        elif same:
            row.evidence = {**row.evidence, **found.evidence}
        row.save()


def end_quiet(kind: AlertKind, today: date, quiet_days: int, *, is_synthetic: bool, at: datetime) -> int:
    """End the events of a kind whose series have been as usual for some days; how many.

    :param is_synthetic: whether today's facts are a replay's: real days say nothing about the end of what one raised,
        nor a replay's about what is real.
    """
    known = running(kind, Q(is_synthetic=is_synthetic))
    over = [each.key for each in known if rules.has_ended(each.last_on, today, quiet_days)]
    for key in over:
        end(key, by=Actor.system(), at=at)
    return len(over)


def end(alert_id: int, *, by: Actor, at: datetime) -> bool:
    """End one event; False where somebody did already."""
    with transaction.atomic():
        row = Alert.objects.select_for_update().filter(pk=alert_id, ended_at__isnull=True).first()
        if row is None:
            return False
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        Step.objects.create(alert=row, verb=AlertVerb.END, at=at, by_id=by.person_id, by_name=by.name)
        journal.record(TOPIC, row.pk, AlertVerb.END, by=by, at=at, facts={"state": row.state})
    return True


def take_out_synthetic(*, at: datetime) -> tuple[int, int]:
    """Delete the alerts of a replay that is taken out; how many went, and how many somebody moved: those only end."""
    moved = Alert.objects.filter(is_synthetic=True).exclude(state=AlertState.NEW)
    with transaction.atomic():
        _, gone = Alert.objects.filter(is_synthetic=True, state=AlertState.NEW).delete()
        for alert_id in moved.filter(ended_at__isnull=True).values_list("pk", flat=True):
            end(alert_id, by=Actor.system(), at=at)
    return gone.get(Alert._meta.label, 0), moved.count()


def is_week_due(today: date) -> bool:
    """Whether the weeks up to yesterday were not judged yet: they change once a day."""
    return not Look.objects.filter(weak_on__gte=today).exists()


def note_look(today: date, *, at: datetime) -> None:
    """Remember that the watch has looked."""
    Look.objects.update_or_create(pk=ONLY, defaults={"at": at, "weak_on": today})


def _columns(found: Found, how: Sensitivity) -> dict[str, Any]:
    asked = counting.question(found.series, found.since_on, _after(found.last_on))
    return {
        "severity": rules.severity(found.observed, _measured_by(found, how), how),
        "since_on": found.since_on,
        "last_on": found.last_on,
        "observed": found.observed,
        "expected": found.expected,
        "low": found.low,
        "high": found.high,
        "query": to_query(asked),
        "evidence": dict(found.evidence),
        "tickets": list(_first(found.tickets)),
        "is_synthetic": found.is_synthetic,
    }


def _measured_by(found: Found, how: Sensitivity) -> float:
    """Beside what a number is grave: the expected; of what has none, the count from which it is told."""
    told_from = {AlertKind.NEW: how.new_count, AlertKind.CLUSTER: found.evidence.get("amount", 1)}
    return float(told_from.get(found.kind, found.expected))


def _first(tickets: Iterable[int]) -> list[int]:
    return sorted(tickets)[:TICKETS]


def _after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)
