"""Taking a caller out of a ticket: what is known of her goes to a vault, the ticket keeps nothing of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hotline.ground.people.words import Actor

from . import errors
from .actions import moving
from .models import Contact, JoinedContact, Ticket
from .words import CallerKind, Verb

PERSONAL = ("name", "phone", "identity", "address", "email")


@dataclass(frozen=True, slots=True)
class Taken:
    """Who called, in clear: only for whoever seals it at once."""

    ticket_id: int
    contact_ids: tuple[int, ...]
    name: str
    phone: str
    identity: str
    address: str
    email: str


def take_out(number: str, *, by: Actor, at: datetime) -> Taken:
    """Empty a ticket's contacts and make it confidential, in the caller's transaction; what stood there.

    The ticket must not have left the centre yet: what units have seen cannot be taken back.

    :raises CallerShared: the same call made another ticket, which would tell of her.
    :raises IllegalMove: it is on its way already; ``NotYours``, ``TicketNotFound``.
    """
    with moving(number, Verb.AMEND, by=by, at=at) as step:
        contact = Contact.objects.select_for_update().get(pk=step.ticket.contact_id)
        if Ticket.objects.filter(contact=contact).exclude(pk=step.ticket.pk).exists():
            raise errors.CallerShared(number=number)
        later = list(JoinedContact.objects.filter(ticket=step.ticket).values_list("contact_id", flat=True))
        taken = Taken(step.ticket.pk, (contact.pk, *later), *(getattr(contact, field) for field in PERSONAL))
        for each in Contact.objects.filter(pk__in=taken.contact_ids):
            _empty(each)
        step.changes["is_confidential"] = True
        step.facts["sealed"] = True
    return taken


def _empty(contact: Contact) -> None:
    for field in PERSONAL:
        setattr(contact, field, "")
    contact.phone_index = contact.identity_index = None
    contact.caller_kind = CallerKind.ANONYMOUS
    contact.call_reference = contact.summary = ""
    contact.save()
