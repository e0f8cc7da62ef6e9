"""A caller's tickets, guarded: found by the blind index of her number or identity."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from hotline.ground.people.words import Actor

from .models import Contact, Ticket
from .queries import sight

CALLS = 200


def tickets_of(
    actor: Actor, *, phone_index: bytes | None = None, identity_index: bytes | None = None
) -> QuerySet[Ticket]:
    """The tickets a caller made that the actor sees, the latest first, with their text; none for nobody."""
    which: dict[str, Any] = {"phone_index": phone_index} if phone_index else {"identity_index": identity_index}
    if not any(which.values()):
        return Ticket.objects.none()
    calls = list(Contact.objects.filter(**which).order_by("-received_at").values_list("pk", flat=True)[:CALLS])
    found = Ticket.objects.filter(sight(actor), contact_id__in=calls).select_related("words", "contact")
    return found.defer("words__search", "words__public_search").order_by("-registered_at", "-pk")
