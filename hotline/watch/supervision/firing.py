"""Watching by rules: each fires once on a ticket, and gives an order or suggests one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction

from hotline.flow.tickets import queries as tickets
from hotline.flow.tickets import watching
from hotline.ground.organisations import queries as organisations
from hotline.ground.organisations.queries import Unit
from hotline.ground.outbox import actions as outbox
from hotline.ground.outbox.words import NewNotice, NoticeKind
from hotline.ground.people.words import Actor
from hotline.lib.days import SHANGHAI, civil_day
from hotline.lib.refusal import Refusal

from . import actions, finding, limits, triggers
from .models import Firing, Order, Rule
from .words import Grade, NewOrder, RuleMode

BATCH = 200
OVERLAP = timedelta(minutes=5)
"""Looked at again: a change may be committed a while after the moment it bears."""
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Trial:
    """What a rule would have done: how many tickets of a span it fits, of how many, and the latest one may see."""

    count: int
    total: int
    tickets: tuple[Any, ...]


def watch(*, at: datetime, limit: int = BATCH) -> int:
    """Let every rule in force look at what changed; how often any fired. The platform itself gives the orders."""
    return sum(_look(rule.pk, at, limit) for rule in triggers.in_force(civil_day(at)))


def _look(rule_id: int, at: datetime, limit: int) -> int:
    """One rule: whoever else looks by it at this moment is left alone."""
    with transaction.atomic():
        rule = Rule.objects.select_for_update(skip_locked=True).filter(pk=rule_id).first()
        if rule is None:
            return 0
        since = rule.looked_until - OVERLAP if rule.looked_until else datetime.combine(rule.from_on, time(0), SHANGHAI)
        found = list(finding.fresh(rule, since, at).order_by("changed_at", "pk")[:limit])
        for ticket in found:
            _fire(rule, ticket, at)
        if len(found) < limit:
            Rule.objects.filter(pk=rule_id).update(looked_until=at)
    return len(found)


def _fire(rule: Rule, ticket: Any, at: datetime) -> None:
    firing = Firing.objects.create(rule=rule, ticket=ticket, fired_at=at)
    order = _give(rule, ticket, at) if rule.mode == RuleMode.ORDER else _held(rule, ticket)
    if order is not None:
        by = Actor.system().name
        Firing.objects.filter(pk=firing.pk).update(order=order, decided_at=at, decided_by=by)
        return
    facts = {"what": "suggested", "firing": firing.pk, "number": ticket.number}
    key = f"{NoticeKind.SUPERVISION}:suggested:{firing.pk}"
    outbox.notify([NewNotice(NoticeKind.SUPERVISION, key, ticket.pk, rule.centre_id, facts=facts)], at=at)


def _give(rule: Rule, ticket: Any, at: datetime) -> Order | None:
    """The order a rule gives; where it cannot be given, the supervisor is asked instead."""
    held = _held(rule, ticket)
    centre, target = organisations.unit(rule.centre_id), aim(rule, ticket)
    if held is not None or target is None:
        return held
    grade = Grade(rule.grade)
    try:
        with transaction.atomic():
            due = limits.usual_due(centre, target, grade, at)
            new = NewOrder(grade, target.id, rule.reason, rule.demand, due, centre_id=centre.id)
            return actions.supervise([ticket.number], new, by=Actor.system(), at=at)
    except Refusal:
        return None


def _held(rule: Rule, ticket: Any) -> Order | None:
    """The order by which the centre supervises the ticket already."""
    return Order.objects.filter(centre_id=rule.centre_id, links__ticket=ticket, outcome="").order_by("-pk").first()


def aim(rule: Rule, ticket: Any) -> Unit | None:
    """Whom a rule's order goes to: from the province the centre of the ticket's city, else the leading unit."""
    centre = organisations.unit(rule.centre_id)
    if centre.level == "province":
        place = ticket.region_id or organisations.unit(ticket.centre_id).region
        below = organisations.centre_for(place[:4]) if len(place) >= 4 else None
        return below if below is not None and below.id != centre.id else None
    return organisations.unit(ticket.lead_unit_id) if ticket.lead_unit_id else None


def attempt(rule: Rule, since: datetime, until: datetime, actor: Actor, *, at: datetime) -> Trial:
    """Try a rule, kept or not, on the tickets registered in ``[since, until)``.

    The counts are of the centre's whole area; shown are only tickets the actor sees.
    """
    span = watching.registered(since, until)
    total = watching.within(organisations.unit(rule.centre_id)).filter(span).order_by().count()
    found = finding.fitting(rule, at).filter(span)
    seen = watching.newest(found.filter(tickets.sight(actor)), SHOWN)
    return Trial(found.order_by().count(), total, tuple(seen))
