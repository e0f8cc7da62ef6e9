"""What an actor may do to a ticket now: the verbs a screen offers. The actions check again, under the lock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hotline.ground.people.words import Actor

from . import rules
from .actions import standing
from .models import Assignment, Ticket
from .words import MOVES, AssignmentRole, Closing, Status, Tier, Verb

NEVER_OFFERED = frozenset({Verb.REGISTER, Verb.CLOSE, Verb.JOIN_CONTACT})
"""Done elsewhere: at the desk, or as what follows from another verb."""


@dataclass(frozen=True, slots=True)
class Possible:
    """One verb the actor may do now; a unit's verb names the assignment it would be done for."""

    verb: Verb
    assignment_id: int | None = None
    unit_id: int | None = None


def verbs_for(actor: Actor, ticket: Ticket, assignments: Sequence[Assignment] | None = None) -> list[Possible]:
    """The verbs of the table of moves that the actor may do to the ticket in its present state, in the road's order.

    :param assignments: the ticket's, where the caller has read them already.
    """
    known = list(Assignment.objects.filter(ticket=ticket)) if assignments is None else list(assignments)
    return [each for verb in MOVES if verb not in NEVER_OFFERED for each in _ways(actor, verb, ticket, known)]


def _ways(actor: Actor, verb: Verb, ticket: Ticket, assignments: Sequence[Assignment]) -> Iterator[Possible]:
    tier = MOVES[verb].tier
    if tier is Tier.UNIT:
        for each in assignments:
            if _fits(verb, each, assignments) and _may(actor, verb, ticket, each):
                yield Possible(verb, each.pk, each.unit_id)
    elif rules.legal(verb, Status(ticket.status)) and _makes_sense(verb, ticket) and _sees(actor, verb, ticket, tier):
        yield Possible(verb)
    if tier is Tier.CENTRE and MOVES[verb].beside:
        yield from _beside(actor, verb, ticket, assignments)


def _beside(actor: Actor, verb: Verb, ticket: Ticket, assignments: Sequence[Assignment]) -> Iterator[Possible]:
    """What the centre may decide for a unit beside the lead while the ticket stays where it is."""
    if not rules.legal(verb, Status(ticket.status), is_lead=False) or not rules.permitted(
        actor, verb, standing(ticket)
    ):
        return
    for each in assignments:
        if each.is_open and not _is_lead(each):
            yield Possible(verb, each.pk, each.unit_id)


def _is_lead(assignment: Assignment) -> bool:
    return assignment.role == AssignmentRole.LEAD and assignment.parent_id is None


def _sees(actor: Actor, verb: Verb, ticket: Ticket, tier: Tier) -> bool:
    """What anybody may do who sees the ticket needs only the permission: the screen has checked that she sees it."""
    if tier is Tier.ANYBODY:
        return actor.holds(verb)
    return rules.permitted(actor, verb, standing(ticket))


def _may(actor: Actor, verb: Verb, ticket: Ticket, assignment: Assignment) -> bool:
    return rules.legal(verb, Status(ticket.status), is_lead=_is_lead(assignment)) and rules.permitted(
        actor, verb, standing(ticket, assignment)
    )


def _fits(verb: Verb, mine: Assignment, assignments: Sequence[Assignment]) -> bool:
    """Whether the assignment itself is ready for the verb; a rating is contested when all is answered."""
    if verb is Verb.CONTEST_RATING:
        return mine.role == AssignmentRole.LEAD and mine.replied_at is not None
    if not mine.is_open:
        return False
    if verb in (Verb.SIGN, Verb.RETURN):
        return mine.signed_at is None
    if mine.signed_at is None:
        return False
    children = any(each.is_open and each.parent_id == mine.pk for each in assignments)
    if verb is Verb.WITHDRAW:
        return children
    return not (verb is Verb.REPLY and children)


def _makes_sense(verb: Verb, ticket: Ticket) -> bool:
    """Closed tickets come back in the way that fits how they were closed; only what is public can be taken back."""
    if verb is Verb.UNPUBLISH:
        return ticket.words.published_at is not None
    is_refused = ticket.closing == Closing.REFUSED
    if verb in (Verb.PROPOSE_OVERRIDE, Verb.OVERRIDE_REFUSAL, Verb.DECLINE_OVERRIDE):
        return is_refused
    return not (verb is Verb.REOPEN and is_refused)
