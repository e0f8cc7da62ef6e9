"""Lists of tickets: inboxes, queues, counts, a caller's history. All by cursor, all guarded, none counts everything."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db.models import BooleanField, Exists, F, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL

from hotline.ground.catalogue.words import ClockKind, Kind, Urgency
from hotline.ground.people.words import Actor
from hotline.ground.privacy import queries as privacy
from hotline.ground.regions import queries as regions
from hotline.lib import pages
from hotline.lib.pages import Page, Place

from . import numbers, texts
from .models import Assignment, Clock, Contact, JoinedContact, Ticket, TicketText
from .queries import reach, sight
from .rows import InboxRow, Row, inbox_rows, rows
from .words import AssignmentRole, Channel, Colour, Mark, Status, Tab

M = TypeVar("M", bound=Model)
PAGE = 30
COUNT_LIMIT = 1000
OPEN = tuple(status for status in Status if status is not Status.CLOSED)
"""Counts stop here: a screen shows ``999+``."""
YELLOW_HORIZON = timedelta(days=21)
"""No clock is yellow for longer: one working day, with the longest holidays around it."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; empty fields narrow nothing. ``region`` and ``category`` mean their subtrees.

    ``words`` are looked for in the text (a number finds its ticket); to search everything use ``search``. ``among`` is
    a query of tickets' identifiers, of those who look on from outside (topics).
    """

    kind: Kind | None = None
    category: str = ""
    region: str = ""
    urgency: Urgency | None = None
    channel: Channel | None = None
    colour: Colour | None = None
    lead_unit_id: int | None = None
    mark: Mark | None = None
    is_sensitive: bool = False
    registered_from: datetime | None = None
    registered_until: datetime | None = None
    words: str = ""
    among: QuerySet[Any, Any] | None = None


NO_FILTERS, ANY = Filters(), Q()


@dataclass(frozen=True, slots=True)
class Count:
    """How many wait in a queue and how many of them are overdue; ``COUNT_LIMIT`` means that many or more."""

    waiting: int = 0
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class Call:
    """One earlier contact of a caller, with the tickets it made or joined that the actor sees."""

    contact_id: int
    centre_id: int
    channel: Channel
    received_at: datetime
    summary: str
    tickets: tuple[Row, ...]


def queue(
    actor: Actor,
    centre_id: int,
    status: Status,
    *,
    at: datetime,
    filters: Filters = NO_FILTERS,
    cursor: str = "",
    limit: int = PAGE,
) -> Page[Row]:
    """A centre's tickets in one open state, the most pressing clock first; closed ones the latest first."""
    found = _filtered(seen(actor).filter(centre_id=centre_id, status=status), filters, at)
    if status is Status.CLOSED:
        return Page(()) if filters.colour else _newest(found, at, cursor, limit)  # no clock runs on
    chosen = _by_clock(found, cursor)[: limit + 1]
    return pages.page(rows(chosen, at), limit, lambda row: Place(row.due_at, row.id))


def picked(
    actor: Actor,
    centre_id: int,
    tickets: Any,
    *,
    at: datetime,
    decision: ClockKind | None = None,
    filters: Filters = NO_FILTERS,
    cursor: str = "",
    limit: int = PAGE,
) -> Page[Row]:
    """Those of a centre's tickets that another room names, the most pressing clock first.

    :param tickets: their identifiers, or a query for them.
    :param decision: the clock of what the centre has to decide about them: it counts instead of the ticket's own.
    """
    found = seen(actor).filter(centre_id=centre_id, pk__in=tickets)
    if decision is None:
        chosen = _by_clock(_filtered(found, filters, at), cursor)[: limit + 1]
        return pages.page(rows(chosen, at), limit, lambda row: Place(row.due_at, row.id))
    found = _until_decided(found, decision).filter(_narrowed(filters), _decision_coloured(filters.colour, at))
    chosen = _by_clock(found, cursor, "review_due_at")[: limit + 1]
    return pages.page(rows(chosen, at), limit, lambda row: Place(row.review_due_at, row.id))


def picked_count(
    actor: Actor, centre_id: int, tickets: Any, *, at: datetime, decision: ClockKind | None = None
) -> Count:
    """How many of a centre's tickets another room names, counted no further than ``COUNT_LIMIT``."""
    found = Ticket.objects.filter(sight(actor), centre_id=centre_id, pk__in=tickets)
    if decision is None:
        return _counted(found, at)
    return _counted(_until_decided(found, decision), at, "review_due_at")


def _until_decided(found: QuerySet[Ticket], kind: ClockKind) -> QuerySet[Ticket]:
    """The tickets with the most pressing of their running clocks of a kind."""
    running = Clock.objects.filter(ticket=OuterRef("pk"), kind=kind, stopped_at__isnull=True).order_by("due_at")
    return found.annotate(
        review_due_at=Subquery(running.values("due_at")[:1]), review_yellow_at=Subquery(running.values("yellow_at")[:1])
    )


def _decision_coloured(colour: Colour | None, at: datetime) -> Q:
    late, soon = Q(review_due_at__lte=at), Q(review_yellow_at__lte=at)
    return {
        None: ANY,
        Colour.RED: late,
        Colour.YELLOW: ~late & soon,
        Colour.GREEN: Q(review_due_at__gt=at, review_yellow_at__gt=at),
    }[colour]


def browse(
    actor: Actor,
    *,
    at: datetime,
    filters: Filters = NO_FILTERS,
    statuses: Iterable[Status] = (),
    centre_id: int | None = None,
    also: Q = ANY,
    cursor: str = "",
    limit: int = PAGE,
) -> Page[Row]:
    """All tickets the actor sees that fit, the latest registered first.

    :param also: a further condition, such as ``watching`` makes them.
    """
    found = seen(actor).filter(also)
    wanted = list(statuses)
    if wanted:
        found = found.filter(status__in=wanted)
    if centre_id is not None:
        found = found.filter(centre_id=centre_id)
    return _newest(_filtered(found, filters, at), at, cursor, limit)


def inbox(
    actor: Actor,
    unit_id: int,
    tab: Tab,
    *,
    at: datetime,
    filters: Filters = NO_FILTERS,
    cursor: str = "",
    limit: int = PAGE,
) -> Page[InboxRow]:
    """A unit's assignments by clock, the most pressing first; those done by the time they were sent, the latest first.

    Empty for whoever neither belongs to the unit nor stands above it.
    """
    found = _inbox(actor, unit_id, tab)
    fitting = _narrowed(filters, "ticket__")
    if filters.colour is not None:
        fitting &= _coloured(filters.colour, at, "assignment")
    found = found.filter(fitting).select_related("ticket__words")
    if tab is Tab.DONE:
        chosen = _before(found, "sent_at", cursor)[: limit + 1]
        return pages.page(inbox_rows(chosen, at), limit, lambda row: Place(row.sent_at, row.assignment_id))
    chosen = _by_clock(found, cursor)[: limit + 1]
    return pages.page(inbox_rows(chosen, at), limit, lambda row: Place(row.due_at, row.assignment_id))


def inbox_counts(actor: Actor, unit_id: int, *, at: datetime) -> dict[Tab, Count]:
    """How many assignments wait in each tab of a unit's inbox; done ones are not counted."""
    return {tab: _counted(_inbox(actor, unit_id, tab), at) for tab in (Tab.TO_SIGN, Tab.HANDLING, Tab.WAITING)}


def queue_counts(
    actor: Actor, centre_id: int, *, at: datetime, states: Collection[Status] = OPEN
) -> dict[Status, Count]:
    """How many tickets of a centre stand in each of some open states, counted no further than ``COUNT_LIMIT``."""
    if reach(actor).is_empty:
        return {}
    seen = Ticket.objects.filter(sight(actor), centre_id=centre_id)
    return {status: _counted(seen.filter(status=status), at) for status in states}


def history(actor: Actor, phone: str, *, at: datetime, limit: int = PAGE) -> list[Call]:
    """A caller's earlier contacts by her (normalised) number, the latest first."""
    index = privacy.blind(phone)
    if index is None:
        return []
    contacts = list(Contact.objects.filter(phone_index=index).order_by("-received_at")[:limit])
    identifiers = [contact.pk for contact in contacts]
    joined = list(JoinedContact.objects.filter(contact_id__in=identifiers).values_list("contact_id", "ticket_id"))
    hers = Q(contact_id__in=identifiers) | Q(pk__in=[ticket for _, ticket in joined])
    found = list(seen(actor).filter(hers).order_by("-registered_at")) if contacts else []
    by_id = {row.id: row for row in rows(found, at)}
    made = [(ticket.contact_id, ticket.pk) for ticket in found]
    return [
        _call(contact, [by_id[t] for c, t in [*made, *joined] if c == contact.pk and t in by_id])
        for contact in contacts
    ]


def _call(contact: Contact, tickets: list[Row]) -> Call:
    return Call(
        contact.pk, contact.centre_id, Channel(contact.channel), contact.received_at, contact.summary, tuple(tickets)
    )


def seen(actor: Actor) -> QuerySet[Ticket]:
    """The tickets an actor sees, read as ``rows`` wants them."""
    return (
        Ticket.objects.filter(sight(actor)).select_related("words").defer("words__text", "words__wish", "words__search")
    )


def _inbox(actor: Actor, unit_id: int, tab: Tab) -> QuerySet[Assignment]:
    far = reach(actor)
    found = Assignment.objects.filter(unit_id=unit_id)
    if not far.everything and unit_id not in far.units:
        return found.none()
    if tab is Tab.DONE:
        return found.filter(is_open=False, withdrawn_at__isnull=True)
    found = found.filter(is_open=True)
    if tab is Tab.TO_SIGN:
        return found.filter(signed_at__isnull=True)
    others = Assignment.objects.filter(ticket=OuterRef("ticket"), is_open=True).exclude(pk=OuterRef("pk"))
    is_root = Q(parent__isnull=True, role=AssignmentRole.LEAD)
    waiting = Q(is_root, Exists(others)) | Q(~is_root, Exists(others.filter(parent=OuterRef("pk"))))
    return found.filter(waiting if tab is Tab.WAITING else ~waiting, signed_at__isnull=False)


def _narrowed(filters: Filters, prefix: str = "") -> Q:
    exact: dict[str, Any] = {
        "kind": filters.kind,
        "urgency": filters.urgency,
        "channel": filters.channel,
        "lead_unit_id": filters.lead_unit_id,
        "registered_at__gte": filters.registered_from,
        "registered_at__lt": filters.registered_until,
    }
    wanted: dict[str, Any] = {name: value for name, value in exact.items() if value is not None}
    for name, code in (("category_id", filters.category), ("region_id", filters.region)):
        if code:
            wanted |= {f"{name}__gte": code, f"{name}__lt": _after(name, code)}
    if filters.mark is not None:
        wanted["marks__contains"] = [filters.mark.value]
    if filters.is_sensitive:
        wanted["is_sensitive"] = True
    if filters.among is not None:
        wanted["pk__in"] = filters.among
    fitting = Q(**{prefix + name: value for name, value in wanted.items()})
    return fitting & _saying(filters.words, prefix) if filters.words.strip() else fitting


def _saying(words: str, prefix: str) -> Q:
    """The condition that a ticket holds all the words, or bears the number."""
    said = words.strip()
    if numbers.is_number(said):
        return Q(**{f"{prefix}number": said})
    query = texts.asked(said)
    if not query:
        return Q(pk__in=())
    match = RawSQL("search @@ %s::tsquery", [query], output_field=BooleanField())
    return Q(Exists(TicketText.objects.filter(match, ticket=OuterRef(f"{prefix}pk" if prefix else "pk"))))


def _after(name: str, code: str) -> str:
    """The end of a subtree: ``07.03`` holds ``07.03.02`` but not ``07.030``; both columns sort by code point."""
    return regions.next_after(code) if name == "region_id" else code + "/"


def _filtered(found: QuerySet[Ticket], filters: Filters, at: datetime) -> QuerySet[Ticket]:
    narrowed = found.filter(_narrowed(filters))
    return narrowed if filters.colour is None else narrowed.filter(_coloured(filters.colour, at, "ticket"))


def _coloured(colour: Colour, at: datetime, whose: str) -> Q:
    if colour is Colour.RED:
        return Q(due_at__lte=at)
    same = {whose: OuterRef("pk"), "due_at": OuterRef("due_at")}
    is_yellow = Exists(Clock.objects.filter(stopped_at__isnull=True, yellow_at__lte=at, **same))
    if colour is Colour.YELLOW:
        return Q(is_yellow, due_at__gt=at, due_at__lt=at + YELLOW_HORIZON)
    return Q(~Q(is_yellow), due_at__gt=at)


def _by_clock(found: QuerySet[M], cursor: str, due: str = "due_at") -> QuerySet[M]:
    place = pages.read(cursor)
    if place is not None:
        rest = Q(**{f"{due}__isnull": True}, pk__gt=place.id)
        if place.at is not None:
            rest = Q(**{f"{due}__gte": place.at}) & (Q(**{f"{due}__gt": place.at}) | Q(pk__gt=place.id))
        found = found.filter(rest)
    return found.order_by(due, "pk")


def _before(found: QuerySet[M], moment: str, cursor: str) -> QuerySet[M]:
    place = pages.read(cursor)
    if place is not None and place.at is not None:
        tied = Q(**{moment: place.at, "pk__lt": place.id})
        found = found.filter(Q(**{f"{moment}__lte": place.at}) & (Q(**{f"{moment}__lt": place.at}) | tied))
    return found.order_by(F(moment).desc(), "-pk")


def _newest(found: QuerySet[Ticket], at: datetime, cursor: str, limit: int) -> Page[Row]:
    chosen = _before(found, "registered_at", cursor)[: limit + 1]
    return pages.page(rows(chosen, at), limit, lambda row: Place(row.registered_at, row.id))


def _counted(found: QuerySet[M], at: datetime, due: str = "due_at") -> Count:
    waiting = found.order_by()[:COUNT_LIMIT].count()
    overdue = found.filter(**{f"{due}__lte": at}).order_by()[:COUNT_LIMIT].count() if waiting else 0
    return Count(waiting, overdue)
