"""Whose bell may speak of a ticket: an organisation is told of it, not everybody posted there may know of a secret."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from hotline.ground.people.words import Actor, ActorKind, Scope

from . import queries
from .models import Ticket

AT_UNITS = (Scope.OWN_UNIT, Scope.UNIT_SUBTREE)


def heard_by(actor: Actor) -> Q:
    """The condition on notices to be for the actor's ears: none of a confidential ticket by a posting that hides those.

    What her unit was told of its own part, or she herself was told by name, she hears.
    """
    if actor.kind is ActorKind.SYSTEM:
        return Q()
    ours = frozenset(
        grant.organisation_id for grant in actor.grants if grant.scope in AT_UNITS or queries.knows_secrets(grant)
    )
    if ours == actor.organisations():
        return Q()
    is_secret = Exists(Ticket.objects.filter(pk=OuterRef("ticket"), is_confidential=True))
    return Q(person_id=actor.person_id) | Q(organisation_id__in=ours) | ~Q(is_secret)
