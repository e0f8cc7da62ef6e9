"""Guarded reading: which tickets an actor sees. Every screen starts from ``visible_to``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor, ActorKind, Grant, Scope
from hotline.ground.regions import queries as regions

from . import errors, rules
from .models import Assignment, Attachment, Ticket
from .words import MOVES, Tier, Verb

VERBS = frozenset(Verb)
WORKING = frozenset(verb for verb in VERBS if MOVES[verb].tier is not Tier.ANYBODY)
"""The verbs by which somebody has to do with a matter; who may only remark on it need not know whose it is."""
FROM_CITIZEN = "citizen"
SEE_CONFIDENTIAL = "see_confidential"
PROVINCE_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Reach:
    """How far an actor sees, by which of its ways; how far it sees confidential tickets is a reach of its own."""

    everything: bool = False
    areas: tuple[str, ...] = ()
    area_centres: frozenset[int] = frozenset()
    centres: frozenset[int] = frozenset()
    units: frozenset[int] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Whether the actor sees no ticket at all."""
        return not (self.everything or self.areas or self.area_centres or self.centres or self.units)


def reach(actor: Actor) -> Reach:
    """How far the actor's postings let her see: those with at least one verb of the road."""
    if actor.kind is ActorKind.SYSTEM:
        return Reach(everything=True)
    return _reach([grant for grant in actor.grants if grant.permissions & VERBS])


def confidential_reach(actor: Actor) -> Reach:
    """How far she sees confidential tickets: only by postings that themselves let her know of them."""
    if actor.kind is ActorKind.SYSTEM:
        return Reach(everything=True)
    return _reach(
        [grant for grant in actor.grants if grant.permissions & VERBS and (knows_secrets(grant) or _units(grant))]
    )


def _reach(grants: list[Grant]) -> Reach:
    wide = [grant for grant in grants if grant.scope is Scope.AREA and regions.is_area(grant.region_code)]
    area_centres = [organisations.centres_within(each.organisation_path, each.region_code) for each in wide]
    return Reach(
        everything=any(_is_whole(grant) for grant in grants),
        areas=tuple(sorted({grant.region_code for grant in wide})),
        area_centres=frozenset().union(*area_centres),
        centres=frozenset(grant.organisation_id for grant in grants if grant.scope is Scope.OWN_CENTRE),
        units=frozenset().union(*(_units(grant) for grant in grants)),
    )


def _is_whole(grant: Grant) -> bool:
    return grant.scope is Scope.EVERYTHING or (grant.scope is Scope.AREA and len(grant.region_code) == PROVINCE_DIGITS)


def _units(grant: Grant) -> frozenset[int]:
    if grant.scope is Scope.OWN_UNIT:
        return frozenset({grant.organisation_id})
    if grant.scope is Scope.UNIT_SUBTREE:
        return frozenset(organisations.subtree(grant.organisation_path))
    return frozenset()


def sight(actor: Actor) -> Q:
    """The condition on tickets under which the actor sees them."""
    far, secret = reach(actor), confidential_reach(actor)
    if far == secret:
        return _within(far)
    return _within(far) & Q(is_confidential=False) | _within(secret)


def _within(far: Reach) -> Q:
    if far.everything:
        return Q()
    seen = Q(pk__in=())
    if far.areas:
        seen = Q(centre_id__in=far.area_centres)
        for area in far.areas:
            seen |= Q(region_id__gte=area, region_id__lt=regions.next_after(area))
    if far.centres:
        seen |= Q(centre_id__in=far.centres)
    if far.units:
        seen |= Q(Exists(theirs(far.units).filter(ticket=OuterRef("pk"))))
    return seen


def holds_over(permission: str, ticket: Ticket, actor: Actor, units: Iterable[int] = ()) -> bool:
    """Whether the posting that reaches the ticket is itself the one that carries the permission.

    :param units: those that have the ticket.
    """
    if actor.kind is ActorKind.SYSTEM:
        return True
    ours = [grant for grant in actor.grants if permission in grant.permissions]
    return bool(ours) and any(
        rules.reaches(grant, each, Tier.ANYBODY) for grant in ours for each in _standings(ticket, units)
    )


def _standings(ticket: Ticket, units: Iterable[int]) -> list[rules.Standing]:
    centre = organisations.unit(ticket.centre_id)
    region = ticket.region_id or centre.region
    theirs = [organisations.unit(each) for each in units]
    above = rules.Standing(centre.id, centre.path, region)
    return [above, *(rules.Standing(centre.id, centre.path, region, unit.id, unit.path) for unit in theirs)]


def sees_people(ticket: Ticket, actor: Actor) -> bool:
    """Whether even masked personal data may be shown: a confidential caller is hidden from the units."""
    if not ticket.is_confidential or actor.kind is ActorKind.SYSTEM:
        return True
    [centre] = _standings(ticket, ())
    return any(knows_secrets(grant) and rules.reaches(grant, centre, Tier.CENTRE) for grant in actor.grants)


def attached(ticket_id: int) -> frozenset[int]:
    """The files that are shown with a ticket."""
    return frozenset(Attachment.objects.filter(ticket_id=ticket_id).values_list("file_id", flat=True))


def sees_attachment(shown: Attachment, ticket: Ticket, actor: Actor) -> bool:
    """Whether a file may be shown: what the citizen sent hides with a confidential caller."""
    is_theirs = shown.purpose == FROM_CITIZEN or shown.attached_by == Actor.citizen().name
    return not is_theirs or sees_people(ticket, actor)


def knows_secrets(grant: Grant) -> bool:
    """Whether a posting sees confidential callers in its reach: at work in the centre, or with a permission for it."""
    if SEE_CONFIDENTIAL in grant.permissions:
        return True
    return grant.scope is Scope.OWN_CENTRE and bool(grant.permissions & WORKING)


def theirs(units: frozenset[int]) -> QuerySet[Assignment]:
    """The assignments by which units see tickets: all that were not taken back."""
    return Assignment.objects.filter(unit_id__in=units, withdrawn_at__isnull=True)


def visible_to(actor: Actor) -> QuerySet[Ticket]:
    """The tickets an actor sees. Hidden and absent look the same."""
    return Ticket.objects.filter(sight(actor))


def ticket(number: str, actor: Actor) -> Ticket:
    """One ticket with its text and contact.

    :raises TicketNotFound: there is none, or the actor does not see it.
    """
    found = visible_to(actor).select_related("words", "contact").filter(number=number).first()
    if found is None:
        raise errors.TicketNotFound
    return found


def journal_lengths() -> Iterator[tuple[int, int]]:
    """How many events every ticket must have in the journal: its registration and its moves; in order of identifier."""
    rows = Ticket.objects.order_by("pk").values_list("pk", F("moves") + 1)
    return rows.iterator(chunk_size=10_000)
