"""Reading duties: the reports an actor may see, and who owes what."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q, QuerySet

from hotline.ground.organisations import queries as organisations
from hotline.ground.organisations.queries import Unit
from hotline.ground.people.words import Actor, ActorKind, Capability, Scope
from hotline.ground.regions import queries as regions

from . import errors, rules
from .models import Report, ReportDuty
from .words import Recipient, ReportState

WATCH = Capability.WATCH_AREA


def reports(actor: Actor) -> QuerySet[Report]:
    """The reports of centres that the actor's watch reaches."""
    found = Report.objects.select_related("duty")
    if actor.kind is ActorKind.SYSTEM:
        return found
    return found.filter(centre_id__in=centres(actor))


def centres(actor: Actor) -> frozenset[int]:
    """The centres whose reports an actor sees: her own, and those of her area."""
    seen: set[int] = set()
    for grant in actor.grants:
        if WATCH not in grant.permissions:
            continue
        seen.add(grant.organisation_id)
        if grant.scope is Scope.AREA and regions.is_area(grant.region_code):
            seen |= organisations.centres_within(grant.organisation_path, grant.region_code)
    return frozenset(seen)


def report(report_id: int, actor: Actor) -> Report:
    """One report.

    :raises ReportNotFound: there is none, or the actor does not see it.
    """
    found = reports(actor).filter(pk=report_id).first()
    if found is None:
        raise errors.ReportNotFound
    return found


def in_state(state: ReportState, at: datetime) -> Q:
    """The condition on reports to stand in a state at a moment."""
    return {
        ReportState.DUE: Q(delivered_at__isnull=True, due_at__gt=at),
        ReportState.LATE: Q(delivered_at__isnull=True, due_at__lte=at),
        ReportState.DELIVERED: Q(delivered_at__isnull=False, received_at__isnull=True),
        ReportState.RECEIVED: Q(received_at__isnull=False),
    }[state]


def state_of(found: Report, at: datetime) -> ReportState:
    """How a report stands at a moment."""
    return rules.state(found.due_at, found.delivered_at, found.received_at, at)


def is_posted(organisation_id: int, actor: Actor) -> bool:
    """Whether a watching posting of the actor is at an organisation itself."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    return any(grant.organisation_id == organisation_id and WATCH in grant.permissions for grant in actor.grants)


def signer(found: Report) -> Unit | None:
    """The centre that signs for a report: the one above, or its own leadership; nobody for member units."""
    if found.duty.recipient == Recipient.MEMBER_UNITS:
        return None
    if found.duty.recipient == Recipient.OWN_LEADERS:
        return organisations.unit(found.centre_id)
    return organisations.centre_above(found.centre_id)


def all_duties() -> QuerySet[ReportDuty]:
    """Every duty, for those who keep them."""
    return ReportDuty.objects.order_by("level", "weekday", "clock", "pk")


def in_force(on: date) -> QuerySet[ReportDuty]:
    """The duties that hold on a day."""
    return ReportDuty.objects.filter(Q(until_on__isnull=True) | Q(until_on__gt=on), from_on__lte=on)
