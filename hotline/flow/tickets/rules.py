"""Pure decisions of the road: may this actor do this verb to this ticket now?"""

from __future__ import annotations

from dataclasses import dataclass

from hotline.ground.catalogue.words import ClockKind
from hotline.ground.people.words import Actor, ActorKind, Grant, Scope

from .words import MOVES, Status, Tier, Verb

STATUS_CLOCK = {
    Status.REGISTERED: ClockKind.REVIEW,
    Status.SUPPLEMENT: ClockKind.REVIEW,
    Status.IN_REVIEW: ClockKind.REVIEW,
    Status.TO_DISPATCH: ClockKind.DISPATCH,
    Status.REPLY_REVIEW: ClockKind.REPLY_REVIEW,
    Status.FOLLOW_UP: ClockKind.FOLLOW_UP,
    Status.RETURN_REVIEW: ClockKind.RETURN_REVIEW,
    Status.ARBITRATION: ClockKind.ARBITRATION,
    Status.SUSPENDED: ClockKind.SUSPENSION,
    Status.MERGED: ClockKind.HANDLE,
}
"""The centre's clock that runs while a ticket is in a state; in the other states the units' clocks run."""

CITIZEN_VERBS = frozenset(
    {Verb.REGISTER, Verb.ADD_NOTE, Verb.ATTACH, Verb.FOLLOW_UP, Verb.CLOSE, Verb.REWORK, Verb.JOIN_CONTACT}
)
"""What a citizen may cause at the portal on her own ticket."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a permission is weighed against: the ticket's centre and place, and the unit of the assignment concerned."""

    centre_id: int
    centre_path: str
    region: str
    unit_id: int | None = None
    unit_path: str = ""


def lineage_holds(code: str, area: str) -> bool:
    """Whether a region code lies in an area; an area code of impossible length holds nothing."""
    return bool(code) and len(area) in (2, 4, 6, 9) and code.startswith(area)


def reaches(grant: Grant, standing: Standing, tier: Tier) -> bool:
    """Whether a posting's scope covers the ticket (centre's verbs) or the assignment's unit (units' verbs)."""
    if grant.scope is Scope.EVERYTHING:
        return True
    if tier is Tier.ANYBODY:
        return any(reaches(grant, standing, each) for each in (Tier.CENTRE, Tier.UNIT))
    if tier is Tier.UNIT:
        if standing.unit_id is None:
            return False
        if grant.scope is Scope.UNIT_SUBTREE:
            return standing.unit_path.startswith(grant.organisation_path)
        return standing.unit_id == grant.organisation_id
    if grant.scope is Scope.AREA:
        return lineage_holds(standing.region, grant.region_code) or standing.centre_path.startswith(
            grant.organisation_path
        )
    return standing.centre_id == grant.organisation_id


def permitted(actor: Actor, verb: Verb, standing: Standing) -> bool:
    """Whether the actor may do the verb to a ticket of this standing, whatever state it is in."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    if actor.kind is ActorKind.CITIZEN:
        return verb in CITIZEN_VERBS
    tier = MOVES[verb].tier
    return any(verb in grant.permissions and reaches(grant, standing, tier) for grant in actor.grants)


def legal(verb: Verb, status: Status, *, is_lead: bool = True) -> bool:
    """Whether the table of moves allows the verb in a state; ``is_lead`` is False for a subordinate assignment."""
    move = MOVES[verb]
    return status in (move.from_ if is_lead else move.beside)


def target(verb: Verb, status: Status, wanted: Status | None, *, is_lead: bool = True) -> Status:
    """The state the verb leads to: the wanted one among several, the only one, or the present one.

    :raises ValueError: when the wanted state is not among the table's targets.
    """
    move = MOVES[verb]
    if not is_lead or not move.to:
        return status
    if wanted is None:
        wanted = move.to[0]
    if wanted not in move.to:
        raise ValueError(f"{verb} cannot lead to {wanted}")
    return wanted
