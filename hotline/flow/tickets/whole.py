"""Everything one ticket's page shows, guarded, read with a fixed number of queries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db.models import Q

from hotline.ground.catalogue.words import ClockKind
from hotline.ground.people.words import Actor

from . import queries
from .models import Assignment, Attachment, Beneficiary, Clock, Contact, Ticket
from .possible import Possible, verbs_for
from .queries import sight
from .words import Verb

T = TypeVar("T")
RELATED, CALLS = 10, 200


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
    siblings: list[Ticket]
    others: list[Ticket]
    kept: dict[str, Any] = field(default_factory=dict, compare=False)

    def once(self, name: str, read: Callable[[], T]) -> T:
        """What several parts of the page want to know of the ticket, read once."""
        if name not in self.kept:
            self.kept[name] = read()
        found: T = self.kept[name]
        return found

    @property
    def units(self) -> frozenset[int]:
        """The units that have the ticket: what was taken back is theirs no longer."""
        return frozenset(each.assignment.unit_id for each in self.branches if each.assignment.withdrawn_at is None)

    def decision(self, kind: ClockKind, assignment_id: int | None = None) -> Clock | None:
        """The running clock by which the centre decides what was asked for of the ticket or of an assignment."""
        branches = (each.clocks for each in self.branches if each.assignment.pk == assignment_id)
        known = self.clocks if assignment_id is None else next(branches, [])
        return next((each for each in known if each.kind == kind and each.stopped_at is None), None)

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
    others = _others(ticket, actor)
    return Whole(
        ticket,
        tree(found, running),
        [clock for clock in running if clock.assignment_id is None],
        verbs_for(actor, ticket, found),
        Beneficiary.objects.filter(ticket=ticket).first(),
        [other for other in others if other.contact_id == ticket.contact_id],
        [other for other in others if other.contact_id != ticket.contact_id],
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
    """The caller's other tickets that the actor may see, of this contact and of others, the latest first."""
    index = ticket.contact.phone_index
    hers = Q(contact_id=ticket.contact_id)
    if index:
        hers |= Q(contact_id__in=list(Contact.objects.filter(phone_index=index).values_list("pk", flat=True)[:CALLS]))
    rows = Ticket.objects.filter(hers, sight(actor)).exclude(pk=ticket.pk)
    return list(
        rows.select_related("words")
        .defer("words__text", "words__wish", "words__search")
        .order_by("-registered_at")[:RELATED]
    )
