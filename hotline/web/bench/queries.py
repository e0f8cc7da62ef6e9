"""Reading what the benches keep, and which ticket comes next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from hotline.flow.tickets import lists
from hotline.flow.tickets.lists import Filters
from hotline.flow.tickets.rows import Row
from hotline.flow.tickets.words import Status
from hotline.ground.organisations import queries as organisations
from hotline.ground.organisations.queries import Unit
from hotline.ground.organisations.words import OrganisationKind
from hotline.ground.people.words import Actor

from .models import Claim, SavedView
from .words import Bench

LOOKED_AT = 60


def benches(actor: Actor) -> list[Bench]:
    """The benches the actor may sit at."""
    return [bench for bench in Bench if centres(actor, bench)]


def centres(actor: Actor, bench: Bench) -> list[Unit]:
    """The centres whose bench it is, by the actor's postings."""
    wanted = {str(verb) for verb in bench.verbs}
    found = {
        grant.organisation_id: organisations.unit(grant.organisation_id)
        for grant in actor.grants
        if wanted & grant.permissions
    }
    return [unit for unit in found.values() if unit.kind is OrganisationKind.CENTRE]


def claims(numbers: Iterable[str], at: datetime) -> dict[str, Claim]:
    """Who has which of these tickets open."""
    return {claim.number: claim for claim in Claim.objects.filter(number__in=list(numbers), until__gt=at)}


def next_up(
    actor: Actor, centre_id: int, status: Status, filters: Filters, *, skipped: Iterable[str], at: datetime
) -> Row | None:
    """The most pressing ticket of the queue that no colleague has open and the actor has not put aside."""
    rows = lists.queue(actor, centre_id, status, at=at, filters=filters, limit=LOOKED_AT).rows
    taken = {number for number, claim in claims([row.number for row in rows], at).items() if not mine(claim, actor)}
    aside = set(skipped)
    return next((row for row in rows if row.number not in taken and row.number not in aside), None)


def mine(claim: Claim, actor: Actor) -> bool:
    """Whether it is the actor's own claim."""
    return claim.person_id == actor.person_id


def views(actor: Actor, bench: Bench) -> list[SavedView]:
    """The actor's saved views of a bench."""
    return list(SavedView.objects.filter(person_id=actor.person_id or 0, bench=bench))
