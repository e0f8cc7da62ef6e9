"""What hangs on a ticket and may be long: its files and the later calls, in pages, the latest first."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from hotline.ground.people.words import Actor
from hotline.lib import pages
from hotline.lib.pages import Page, Place

from . import queries
from .models import Attachment, JoinedContact, Ticket

SHOWN = 20


def attachments(ticket: Ticket, actor: Actor, *, cursor: str = "", limit: int = SHOWN) -> Page[Attachment]:
    """The files the actor may see: what the citizen of a confidential ticket sent stays with the centre."""
    found = _earlier(seen_attachments(ticket, actor), "attached_at", cursor)[: limit + 1]
    return pages.page(list(found), limit, lambda each: Place(each.attached_at, each.pk))


def joined(ticket: Ticket, actor: Actor, *, cursor: str = "", limit: int = SHOWN) -> Page[JoinedContact]:
    """Later calls about the same matter; none to whom the caller is hidden from."""
    if not queries.sees_people(ticket, actor):
        return Page(())
    found = _earlier(JoinedContact.objects.filter(ticket=ticket), "joined_at", cursor)[: limit + 1]
    return pages.page(list(found), limit, lambda each: Place(each.joined_at, each.pk))


def files_of(ticket_id: int) -> QuerySet[Attachment]:
    """Every file of a ticket, whoever sees it."""
    return Attachment.objects.filter(ticket_id=ticket_id)


def calls_of(ticket_id: int) -> QuerySet[JoinedContact]:
    """Every later call about a ticket, whoever sees it."""
    return JoinedContact.objects.filter(ticket_id=ticket_id)


def seen_attachments(ticket: Ticket, actor: Actor) -> QuerySet[Attachment]:
    """Every file of the ticket that the actor may see."""
    rows = Attachment.objects.filter(ticket=ticket)
    if queries.sees_people(ticket, actor):
        return rows
    return rows.exclude(Q(purpose=queries.FROM_CITIZEN) | Q(attached_by=Actor.citizen().name))


def seen_joined(ticket: Ticket, actor: Actor) -> int:
    """How many later calls the actor may see."""
    return JoinedContact.objects.filter(ticket=ticket).count() if queries.sees_people(ticket, actor) else 0


def _earlier(rows: Any, moment: str, cursor: str) -> Any:
    """The rows after a cursor, from the latest to the first."""
    place = pages.read(cursor)
    if place is not None and place.at is not None:
        same = Q(**{moment: place.at, "pk__lt": place.id})
        rows = rows.filter(Q(**{f"{moment}__lt": place.at}) | same)
    return rows.order_by(f"-{moment}", "-pk")
