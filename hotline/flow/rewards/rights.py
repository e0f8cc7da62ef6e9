"""Who may do what about rewards: by postings that reach the centre that keeps the report."""

from __future__ import annotations

from django.db.models import Q

from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor, ActorKind, Capability
from hotline.lib.refusal import NotPermitted


def may(capability: Capability, centre_id: int, by: Actor) -> bool:
    """Whether a posting that carries the capability reaches the centre."""
    if by.kind is ActorKind.SYSTEM:
        return True
    centre = organisations.unit(centre_id)
    over = (grant for grant in by.grants if capability in grant.permissions)
    return any(grant.covers(centre.id, centre.path, centre.region) for grant in over)


def require(capability: Capability, centre_id: int, by: Actor) -> None:
    """Refuse whoever may not.

    :raises NotPermitted: no posting that carries the capability reaches the centre.
    """
    if not may(capability, centre_id, by):
        raise NotPermitted(verb=capability)


def centres(capability: Capability, by: Actor, at: str = "centre_id") -> Q:
    """The condition under which a row's centre is in reach of the capability."""
    if by.kind is ActorKind.SYSTEM:
        return Q()
    seen: set[int] = set()
    for grant in by.grants:
        if capability in grant.permissions:
            within = organisations.centres_within(grant.organisation_path, grant.region_code)
            seen |= {
                centre
                for centre in within | {grant.organisation_id}
                if grant.covers(centre, organisations.unit(centre).path, organisations.unit(centre).region)
            }
    return Q(**{f"{at}__in": seen})
