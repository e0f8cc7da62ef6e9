"""What a ticket says: the words it is found by, and what of it is public.

Beside its words, the search vector holds marks of what never or rarely changes: centre, region with all above it,
month and day of registration (``@c12 @r3202 @r320211 @m202003 @d20200302``), and every unit it was ever sent to
(``@u345``: it stays when the sending is taken back, as marks only narrow and rights are looked up). With them the text
index alone narrows a common word to a person's tickets or to a stretch of time, so that no search walks through
everything (see ``search``).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime

from hotline.ground.organisations import queries as organisations
from hotline.ground.regions import queries as regions
from hotline.lib import chinese, masks, statements

from . import leaving, numbers
from .models import Assignment, Ticket, TicketText

LONGEST_QUERY = 500
MARK = (
    "UPDATE tickets_tickettext SET search = search || %s::tsvector WHERE ticket_id = %s AND NOT search @@ %s::tsquery"
)


def searchable(ticket: Ticket, *texts: str) -> str:
    """The literal of a new ticket's search vector."""
    return vector(ticket.centre_id, ticket.region_id or "", ticket.registered_at, *texts)


def searchable_again(ticket: Ticket, *texts: str) -> str:
    """The literal of the search vector of a ticket that may have been sent to units."""
    units = Assignment.objects.filter(ticket=ticket).order_by().values_list("unit_id", flat=True).distinct()
    return " ".join([searchable(ticket, *texts), *map(unit_mark, units)])


def mark_sent(ticket_id: int, unit_id: int) -> None:
    """Let a unit find a ticket that is being sent to it; in the transaction of the sending."""
    mark = unit_mark(unit_id)
    statements.run(MARK, [mark, ticket_id, mark])


def vector(centre_id: int, region: str, registered_at: datetime, *texts: str) -> str:
    """The literal of a search vector: words, without personal numbers, and marks."""
    where = regions.lineage(region or organisations.unit(centre_id).region)
    marks = [centre_mark(centre_id), month_mark(registered_at), day_mark(registered_at), *map(region_mark, where)]
    return " ".join([chinese.tsvector_text(*map(masks.mask_text, texts)), *marks])


def asked(query: str) -> str:
    """The literal of a search query, masked like the vectors it is held against; empty when it holds no word."""
    return chinese.tsquery_text(masks.mask_text(query[:LONGEST_QUERY]))


def centre_mark(centre_id: int) -> str:
    """The mark of a centre, quoted as a term; no word of a text contains ``@``."""
    return f"'@c{centre_id}'"


def unit_mark(unit_id: int) -> str:
    """The mark of a unit a ticket was sent to."""
    return f"'@u{unit_id}'"


def region_mark(code: str) -> str:
    """The mark of a region and all below it."""
    return f"'@r{code}'"


def month_mark(at: datetime) -> str:
    """The mark of the month of a moment, in Shanghai."""
    return f"'@m{at.astimezone(numbers.ZONE):%Y%m}'"


def day_mark(at: datetime) -> str:
    """The mark of the day of a moment, in Shanghai."""
    return f"'@d{at.astimezone(numbers.ZONE):%Y%m%d}'"


def both(*conditions: str) -> str:
    """A query literal that asks for all of several; empty ones ask for nothing."""
    return " & ".join(f"({each})" for each in conditions if each)


def either(terms: Iterable[str]) -> str:
    """A query literal that asks for one of several."""
    return " | ".join(terms)


def publish(ticket_id: int, answer: str, at: datetime, title: str = "") -> None:
    """Put a masked question and its answer among the portal's published answers.

    :param title: what the question is called there; empty: as the ticket is called.
    """
    words = TicketText.objects.get(pk=ticket_id)
    title, masked = leaving.said(ticket_id, title.strip() or words.title, answer)
    TicketText.objects.filter(pk=ticket_id).update(
        public_title=title,
        public_answer=masked,
        published_at=at,
        public_id=words.public_id or new_public_id(),
        public_search=chinese.tsvector_text(title, masked),
    )


def new_public_id() -> str:
    """A fresh address for a published answer: 72 bits by lot, so that it tells nothing of the ticket behind it."""
    return secrets.token_urlsafe(9)


def unpublish(ticket_id: int) -> bool:
    """Take an answer back from the portal for good, its address too; False when none was there."""
    published = TicketText.objects.filter(pk=ticket_id, published_at__isnull=False)
    taken = published.update(public_title="", public_answer="", published_at=None, public_id=None, public_search=None)
    return bool(taken)
