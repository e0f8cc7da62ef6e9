"""Reading what the benches keep, and which ticket comes next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from hotline.flow.delays import queries as delays
from hotline.flow.disputes import queries as disputes
from hotline.flow.followup import queries as followups
from hotline.flow.intake import queries as intake
from hotline.flow.tickets import lists
from hotline.flow.tickets.lists import Count
from hotline.flow.tickets.rows import Row
from hotline.flow.tickets.words import Status
from hotline.ground.organisations import queries as organisations
from hotline.ground.organisations.queries import Unit
from hotline.ground.organisations.words import OrganisationKind
from hotline.ground.people.words import Actor, Grant, Scope

from .models import Claim, SavedView
from .words import Bench

LOOKED_AT = 60


def benches(actor: Actor) -> list[Bench]:
    """The benches the actor may sit at."""
    return [bench for bench in Bench if centres(actor, bench)]


def centres(actor: Actor, bench: Bench) -> list[Unit]:
    """The centres whose bench it is, by the actor's postings, the one she is most at home in first.

    Who decides for a whole area sits where something waits; who works elsewhere than at a centre, at the nearest.
    """
    wanted = {str(verb) for verb in bench.verbs}
    found: dict[int, Unit] = {}
    for grant in actor.grants:
        if wanted & grant.permissions:
            found |= {unit.id: unit for unit in _seats(grant, bench)}
    return list(found.values())


def _seats(grant: Grant, bench: Bench) -> list[Unit]:
    own, is_wide = organisations.unit(grant.organisation_id), grant.scope in (Scope.AREA, Scope.EVERYTHING)
    if own.kind is OrganisationKind.CENTRE:
        nearest: Unit | None = own
    else:
        nearest = organisations.centre_for(grant.region_code) if is_wide else None
    if nearest is None or not is_wide or bench is not Bench.OVERRIDES:
        return [nearest] if nearest else []
    below = organisations.centres_within(grant.organisation_path, grant.region_code)
    waiting = organisations.units(intake.override_centres(below))
    first = sorted(waiting.values(), key=lambda unit: (unit.id != nearest.id, len(unit.region), unit.code))
    return [*first, nearest]


def claims(numbers: Iterable[str], at: datetime) -> dict[str, Claim]:
    """Who has which of these tickets open."""
    return {claim.number: claim for claim in Claim.objects.filter(number__in=list(numbers), until__gt=at)}


def picked(bench: Bench, centre_id: int, stage: str = "") -> Any:
    """The tickets a bench is about where no state of theirs tells, as a query for their identifiers.

    :param stage: on the bench of arbitration: ``settled``, ``met`` (the panel has, but nobody is liable yet), or open.
    """
    if bench is Bench.RETURNS:
        return disputes.returns_waiting(centre_id).values("ticket_id")
    if bench is Bench.EXTENSIONS:
        return delays.waiting(centre_id).order_by().values("ticket_id")
    if bench is Bench.OVERRIDES:
        return intake.overrides_waiting(centre_id).values("ticket_id")
    if bench is Bench.RATINGS:
        return followups.contests_waiting(centre_id).values("ticket_id")
    return disputes.cases_at(centre_id, stage).values("ticket_id")


PICKED = frozenset({Bench.RETURNS, Bench.ARBITRATION, Bench.EXTENSIONS, Bench.OVERRIDES, Bench.RATINGS})
"""The benches whose tickets no state of theirs tells."""


def counts(actor: Actor, centre_id: int, shown: Iterable[Bench], *, at: datetime) -> dict[Bench, Count]:
    """How many tickets wait at each of some benches."""
    wanted = list(shown)
    states = {bench.status for bench in wanted if bench.status}
    known = lists.queue_counts(actor, centre_id, at=at, states=states)
    found = {bench: known[bench.status] for bench in wanted if bench.status in known and bench.status}
    for bench in PICKED.intersection(wanted):
        found[bench] = lists.picked_count(actor, centre_id, picked(bench, centre_id), at=at, decision=bench.decision)
    return found


def next_up(actor: Actor, rows: Iterable[Row], *, skipped: Iterable[str], at: datetime) -> Row | None:
    """The most pressing of a queue's tickets that no colleague has open and the actor has not put aside.

    Citizens who are to be rung later, or answer by a link first, come later.
    """
    found = list(rows)
    later = called_later([row.id for row in found if row.status is Status.FOLLOW_UP], at=at)
    taken = {number for number, claim in claims([row.number for row in found], at).items() if not mine(claim, actor)}
    aside = {*skipped, *(row.number for row in found if row.id in later)}
    return next((row for row in found if row.number not in taken and row.number not in aside), None)


def called_later(ticket_ids: list[int], *, at: datetime) -> dict[int, datetime]:
    """Before when nobody calls the citizens of some tickets: tried just now, or asked by a link as they want to be."""
    return followups.next_tries(ticket_ids, at=at) | followups.awaited_links(ticket_ids, at=at)


def mine(claim: Claim, actor: Actor) -> bool:
    """Whether it is the actor's own claim."""
    return claim.person_id == actor.person_id


def views(actor: Actor, bench: Bench) -> list[SavedView]:
    """The actor's saved views of a bench."""
    return list(SavedView.objects.filter(person_id=actor.person_id or 0, bench=bench))
