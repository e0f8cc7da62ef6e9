"""Everything one ticket's page shows, guarded, read with a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass, field

from hotline.ground.people.words import Actor

from . import queries
from .models import Assignment, Attachment, Beneficiary, Clock, JoinedContact, Ticket
from .possible import Possible, verbs_for
from .queries import sight
from .words import Verb

RELATED = 10


@dataclass(slots=True)
class Branch:
    """An assignment in the tree, with its clocks and what hangs below it."""

    assignment: Assignment
    clocks: list[Clock] = field(default_factory=list)
    children: list[Branch] = field(default_factory=list)
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Whole:
    """A ticket with everything its page shows."""

    ticket: Ticket
    branches: list[Branch]
    clocks: list[Clock]
    possible: list[Possible]
    beneficiary: Beneficiary | None
    attachments: list[Attachment]
    joined: list[JoinedContact]
    siblings: list[Ticket]
    others: list[Ticket]

    def may(self, verb: Verb, assignment_id: int | None = None) -> Possible | None:
        """The way the reader may do the verb now, if there is one."""
        ways = (each for each in self.possible if each.verb is verb)
        return next((each for each in ways if assignment_id in (None, each.assignment_id)), None)


def read(number: str, actor: Actor) -> Whole:
    """One ticket with everything its page shows.

    :raises TicketNotFound: there is none, or the actor does not see it.
    """
    ticket = queries.ticket(number, actor)
    found = list(Assignment.objects.filter(ticket=ticket).order_by("sent_at", "pk"))
    running = list(Clock.objects.filter(ticket=ticket).order_by("started_at", "pk"))
    return Whole(
        ticket,
        tree(found, running),
        [clock for clock in running if clock.assignment_id is None],
        verbs_for(actor, ticket, found),
        Beneficiary.objects.filter(ticket=ticket).first(),
        list(Attachment.objects.filter(ticket=ticket).order_by("attached_at", "pk")),
        list(JoinedContact.objects.filter(ticket=ticket).select_related("contact").order_by("joined_at")),
        _siblings(ticket, actor),
        _others(ticket, actor),
    )


def tree(found: list[Assignment], running: list[Clock]) -> list[Branch]:
    """The assignments as a tree, flattened: each branch before those below it, with its depth."""
    by_assignment: dict[int | None, list[Clock]] = {}
    for clock in running:
        by_assignment.setdefault(clock.assignment_id, []).append(clock)
    branches = {each.pk: Branch(each, by_assignment.get(each.pk, [])) for each in found}
    roots: list[Branch] = []
    for branch in branches.values():
        above = branches.get(branch.assignment.parent_id or 0)
        (above.children if above else roots).append(branch)
    return [branch for root in roots for branch in _walk(root, 0)]


def _walk(branch: Branch, depth: int) -> list[Branch]:
    branch.depth = depth
    return [branch, *(found for child in branch.children for found in _walk(child, depth + 1))]


def attachment(ticket: Ticket, identifier: int) -> Attachment | None:
    """One file shown with a ticket, if it is this ticket's."""
    return Attachment.objects.filter(ticket=ticket, pk=identifier).first()


def _others(ticket: Ticket, actor: Actor) -> list[Ticket]:
    """The caller's tickets from other contacts that the actor may see, the latest first."""
    index = ticket.contact.phone_index
    if not index:
        return []
    rows = Ticket.objects.filter(sight(actor), contact__phone_index=index).exclude(contact_id=ticket.contact_id)
    return list(rows.select_related("words").order_by("-registered_at")[:RELATED])


def _siblings(ticket: Ticket, actor: Actor) -> list[Ticket]:
    """Other tickets of the same contact that the actor may see: one call may say several things."""
    rows = Ticket.objects.filter(sight(actor), contact_id=ticket.contact_id).exclude(pk=ticket.pk)
    return list(rows.select_related("words").order_by("pk")[:RELATED])
