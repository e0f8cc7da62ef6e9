"""Which tickets a rule is about: one condition for each kind, the same for watching and for trying on the past."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from hotline.flow.followup import queries as followups
from hotline.flow.tickets import watching
from hotline.flow.tickets.words import Mark
from hotline.ground.organisations import queries as organisations

from . import queries
from .models import Firing, Rule
from .words import RuleKind

MEDIA, INSTRUCTED = watching.marked(Mark.MEDIA), watching.marked(Mark.INSTRUCTED)
CONDITIONS: dict[RuleKind, Callable[[Rule, datetime], Q]] = {
    RuleKind.OVERDUE: lambda rule, at: watching.late(rule.amount, at),
    RuleKind.DISSATISFIED: lambda rule, at: followups.dissatisfied_after(rule.amount),
    RuleKind.REPEATS: lambda rule, at: watching.called(rule.amount),
    RuleKind.MEDIA: lambda rule, at: MEDIA | watching.saying(rule.words),
    RuleKind.WATCHED: lambda rule, at: queries.on_topic(rule),
    RuleKind.INSTRUCTION: lambda rule, at: INSTRUCTED,
    RuleKind.URGENCY: lambda rule, at: Q(urgency__in=rule.urgencies),
}
"""What must hold of a ticket besides the categories, regions and urgencies a rule may be narrowed to."""


def fitting(rule: Rule, at: datetime) -> QuerySet[Any]:
    """The tickets of the centre's area of which the rule holds at a moment."""
    centre, kind = organisations.unit(rule.centre_id), RuleKind(rule.kind)
    found = watching.within(centre).filter(CONDITIONS[kind](rule, at))
    if rule.categories and kind is not RuleKind.WATCHED:
        found = found.filter(watching.about(rule.categories))
    if rule.regions:
        found = found.filter(watching.placed(rule.regions))
    if rule.urgencies:
        found = found.filter(urgency__in=rule.urgencies)
    return found


def fresh(rule: Rule, since: datetime, at: datetime) -> QuerySet[Any]:
    """The tickets on which a rule fires now: it holds, it has not fired, and the ticket moved since it was looked at.

    Time alone makes a ticket overdue, so these are found by their running clocks. Who was dissatisfied may have been
    asked last: such a ticket may be closed.
    """
    kind = RuleKind(rule.kind)
    found = fitting(rule, at).filter(~Exists(Firing.objects.filter(rule=rule, ticket=OuterRef("pk"))))
    if kind is RuleKind.OVERDUE:
        return found.filter(watching.late_now(rule.amount, at), watching.going_on())
    found = found.filter(watching.changed(since, at))
    return found if kind is RuleKind.DISSATISFIED else found.filter(watching.going_on())
