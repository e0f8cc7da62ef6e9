"""Who may look at what and change what: the province keeps what holds everywhere, a city what is her own."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db.models import Q

from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor, ActorKind, Capability, Grant, Scope
from hotline.ground.regions import queries as regions

REFERENCE, PEOPLE, PLATFORM = Capability.MANAGE_REFERENCE, Capability.MANAGE_PEOPLE, Capability.MANAGE_PLATFORM
JOURNAL = Capability.VIEW_JOURNAL
EDIT, REVIEW = Capability.EDIT_KNOWLEDGE, Capability.REVIEW_KNOWLEDGE
MARKS = Capability.MARK_CALLERS
KEEPERS = (REFERENCE, PEOPLE, PLATFORM, JOURNAL)
ANYBODY = (*KEEPERS, EDIT, REVIEW, MARKS)


def grants(by: Actor, *capabilities: Capability) -> list[Grant]:
    """The postings that carry one of the capabilities."""
    return [grant for grant in by.grants if grant.permissions & set(capabilities)]


def over_province(by: Actor, *capabilities: Capability) -> bool:
    """Whether a capability is held over the whole province."""
    if by.kind is ActorKind.SYSTEM:
        return True
    whole = regions.province().code
    wide = (Scope.AREA, Scope.EVERYTHING)
    found = [grant for grant in grants(by, *capabilities) if grant.scope in wide]
    return any(grant.scope is Scope.EVERYTHING or grant.region_code == whole for grant in found)


def over_region(by: Actor, capability: Capability, region: str) -> bool:
    """Whether a capability is held over a region."""
    return by.kind is ActorKind.SYSTEM or any(grant.covers(0, "", region) for grant in grants(by, capability))


def over_unit(by: Actor, capability: Capability, identifier: int) -> bool:
    """Whether a capability is held over an organisation."""
    if by.kind is ActorKind.SYSTEM:
        return True
    unit = organisations.unit(identifier)
    return any(grant.covers(unit.id, unit.path, unit.region) for grant in grants(by, capability))


def units_within(by: Actor, *capabilities: Capability, at: str = "") -> Q:
    """The condition under which an organisation lies in the actor's hands; ``at`` leads to it (``organisation__``)."""
    if over_province(by, *capabilities):
        return Q()
    return reduce(or_, (_reach(grant, at) for grant in grants(by, *capabilities)), Q(pk__in=()))


def _reach(grant: Grant, at: str) -> Q:
    if grant.scope in (Scope.OWN_UNIT, Scope.OWN_CENTRE):
        return Q(**{f"{at}pk" if at else "pk": grant.organisation_id})
    below = Q(**{f"{at}path__startswith": grant.organisation_path})
    if grant.scope is Scope.UNIT_SUBTREE:
        return below
    return below | region_within(grant.region_code, f"{at}region_id")


def region_within(area: str, column: str) -> Q:
    """The condition under which a region's code lies in an area, as a range an index can answer."""
    return Q(**{f"{column}__gte": area, f"{column}__lt": regions.next_after(area)})


def areas(by: Actor, *capabilities: Capability) -> list[str]:
    """The areas a capability is held over."""
    return sorted({grant.region_code for grant in grants(by, *capabilities)})
