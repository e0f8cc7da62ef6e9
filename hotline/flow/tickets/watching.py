"""Tickets that stand out: conditions under which those who look on from outside take notice of one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import BooleanField, Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from hotline.ground.organisations import queries as organisations
from hotline.ground.organisations.queries import Unit
from hotline.ground.organisations.words import OrganisationKind
from hotline.ground.regions import queries as regions

from . import texts
from .assignments import HANDLING
from .models import Assignment, Clock, JoinedContact, Ticket, TicketText
from .words import AssignmentState, Mark, Status


def within(centre: Unit) -> QuerySet[Ticket]:
    """The tickets of a centre's area, whoever keeps them, read with their words."""
    kept = Q(centre_id__in=organisations.centres_within(centre.path, centre.region))
    return Ticket.objects.filter(kept | Q(**_span("region_id", centre.region))).select_related("words")


def changed(since: datetime, until: datetime) -> Q:
    """Changed in ``[since, until]``."""
    return Q(changed_at__gte=since, changed_at__lte=until)


def going_on() -> Q:
    """Not closed."""
    return ~Q(status=Status.CLOSED)


def late(hours: int, at: datetime) -> Q:
    """A unit's work that ran, or runs, so many hours over its limit."""
    span = timedelta(hours=hours)
    over = Q(stopped_at__isnull=True, due_at__lte=at - span) | Q(stopped_at__gte=F("due_at") + span)
    return Q(Exists(Clock.objects.filter(over, ticket=OuterRef("pk"), kind__in=HANDLING)))


def late_now(hours: int, at: datetime) -> Q:
    """A unit's work that still runs so many hours over its limit."""
    over = Clock.objects.filter(kind__in=HANDLING, stopped_at__isnull=True, due_at__lte=at - timedelta(hours=hours))
    return Q(pk__in=over.values("ticket_id"))


def called(times: int) -> Q:
    """About which somebody called so many times, the first call counted."""
    more = JoinedContact.objects.filter(ticket=OuterRef("pk")).order_by().values("ticket")
    counted = more.annotate(count=Count("pk")).filter(count__gte=times - 1)
    return Q(Exists(counted)) if times > 1 else Q(pk__isnull=False)


def marked(*marks: Mark) -> Q:
    """That bears one of the badges."""
    return Q(marks__overlap=[mark.value for mark in marks])


def saying(words: Iterable[str]) -> Q:
    """That says one of the words or phrases."""
    asked = [f"({query})" for word in words if (query := texts.asked(word))]
    if not asked:
        return Q(pk__in=())
    match = RawSQL("search @@ %s::tsquery", [texts.either(asked)], output_field=BooleanField())
    return Q(pk__in=TicketText.objects.filter(match).values("pk"))


def about(categories: Iterable[str]) -> Q:
    """Of one of the categories, or below it."""
    found = Q(pk__in=())
    for code in categories:
        found |= Q(category_id__gte=code, category_id__lt=code + "/")
    return found


def placed(areas: Iterable[str]) -> Q:
    """In one of the areas; a code that is no area's holds nothing."""
    found = Q(pk__in=())
    for area in areas:
        if regions.is_area(area):
            found |= Q(**_span("region_id", area))
    return found


def registered(since: datetime, until: datetime) -> Q:
    """Registered in ``[since, until)``."""
    return Q(registered_at__gte=since, registered_at__lt=until)


@dataclass(frozen=True, slots=True)
class Lying:
    """Where a ticket lies now: a unit that has to do something, and what."""

    unit_id: int
    state: AssignmentState


def whereabouts(tickets: Iterable[int]) -> dict[int, list[Lying]]:
    """Where tickets lie: their open assignments that wait for nobody below."""
    rows = list(Assignment.objects.filter(ticket_id__in=list(tickets), is_open=True).order_by("pk"))
    waited_for = {row.parent_id for row in rows}
    found: dict[int, list[Lying]] = {}
    for row in rows:
        if row.pk not in waited_for:
            found.setdefault(row.ticket_id, []).append(Lying(row.unit_id, row.state))
    return found


def sent_to_centres(centres: Iterable[int]) -> Q:
    """Tickets that centres keep and have sent down to a centre below."""
    return Q(centre_id__in=list(centres), lead_unit__kind=OrganisationKind.CENTRE)


def newest(found: QuerySet[Ticket], limit: int) -> list[Ticket]:
    """The latest registered of some tickets."""
    return list(found.order_by(F("registered_at").desc(), "-pk")[:limit])


def _span(column: str, area: str) -> dict[str, str]:
    return {f"{column}__gte": area, f"{column}__lt": regions.next_after(area)}
