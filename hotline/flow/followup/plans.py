"""Follow-up plans: whom a centre asks, as data from a day on; whoever is not drawn is closed without being asked."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from hotline.flow.handling import queries as handling
from hotline.flow.tickets import actions as tickets
from hotline.flow.tickets import queries as tickets_read
from hotline.flow.tickets.words import Closing, FollowUpWish, Status, Verb
from hotline.ground.journal import actions as journal
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor, Capability
from hotline.ground.privacy import queries as privacy
from hotline.lib.days import civil_day
from hotline.lib.refusal import clause

from . import errors, rules
from .models import Draw, FollowUpPlan
from .words import Drawn, NewPlan, Stratum, Subject

log = logging.getLogger("hotline.followup")
TABLE = "follow_up_plan"
BATCH = 200
MOST_TRIED = 20_000
ASKED = (Closing.FOLLOWED_UP, Closing.UNREACHED, Closing.REPLIED)


def adopt(new: NewPlan, *, by: Actor, at: datetime) -> FollowUpPlan:
    """Let a centre ask by a plan from a day on, until the next one begins; who was drawn already stays drawn.

    :raises NotPermitted: the actor does not keep the centre's reference data.
    :raises ImpossiblePlan: what cannot be right, in words.
    """
    centre = organisations.unit(new.centre_id)
    by.require_over(Capability.MANAGE_REFERENCE, centre.region, centre.id, centre.path)
    if found := rules.plan_problem(new, area=centre.region, is_centre=centre.kind == "centre"):
        raise errors.ImpossiblePlan(problem=found)
    if new.from_on <= civil_day(at):
        raise errors.ImpossiblePlan(problem=clause("生效日须在今天以后：已经抽定的不会改变"))
    with transaction.atomic():
        row, is_new = FollowUpPlan.objects.get_or_create(
            centre_id=centre.id,
            from_on=new.from_on,
            defaults={
                "name": new.name.strip(),
                "percent": new.percent,
                "strata": [asdict(each) for each in new.strata],
                "hours": list(new.hours),
                "set_at": at,
                "set_by": by.name,
            },
        )
        if not is_new:
            raise errors.ImpossiblePlan(problem=clause("该中心在这一天已有另一个方案生效"))
        strata = [f"{each.category or '*'} {each.region or '*'} {each.percent}" for each in new.strata]
        facts = {"name": row.name, "from_on": row.from_on, "percent": row.percent, "strata": strata, "hours": row.hours}
        journal.record_reference(TABLE, row.pk, "create", by=by, at=at, facts=facts)
    return row


def withdraw(identifier: int, *, by: Actor, at: datetime) -> None:
    """Take back a plan that has not begun.

    :raises NotPermitted: not in the actor's hands; ``ImpossiblePlan``: it has begun, or is gone.
    """
    with transaction.atomic():
        row = FollowUpPlan.objects.select_for_update().filter(pk=identifier).first()
        if row is None or row.from_on <= civil_day(at):
            raise errors.ImpossiblePlan(problem=clause("只有尚未生效的方案可以撤回"))
        centre = organisations.unit(row.centre_id)
        by.require_over(Capability.MANAGE_REFERENCE, centre.region, centre.id, centre.path)
        journal.record_reference(TABLE, row.pk, "remove", by=by, at=at, facts={"name": row.name})
        row.delete()


def replace(identifier: int, new: NewPlan, *, by: Actor, at: datetime) -> FollowUpPlan:
    """Put another plan in the place of one that has not begun; see ``withdraw`` and ``adopt`` for what they raise."""
    with transaction.atomic():
        withdraw(identifier, by=by, at=at)
        return adopt(new, by=by, at=at)


def listed() -> QuerySet[FollowUpPlan]:
    """Every plan."""
    return FollowUpPlan.objects.select_related("centre")


def in_force(centre_id: int, on: date) -> FollowUpPlan | None:
    """The plan by which a centre asks on a day; None: everybody is asked."""
    return FollowUpPlan.objects.filter(centre_id=centre_id, from_on__lte=on).order_by("-from_on").first()


def close_unwanted(*, at: datetime) -> int:
    """Close the tickets whose citizens want no follow-up, whatever the plans say; how many."""
    waiting = tickets_read.visible_to(Actor.system()).filter(status=Status.FOLLOW_UP)
    found = waiting.filter(contact__follow_up=FollowUpWish.NONE).order_by("pk")
    return sum(_left_alone(ticket, at) for ticket in found[:BATCH])


def _left_alone(ticket: Any, at: datetime) -> bool:
    """Close one; a fault is told, and those behind it go on."""
    try:
        _close_unasked(ticket, at, wish=FollowUpWish.NONE)
    except Exception:
        log.exception("Closing %s failed.", ticket.number)
        return False
    return True


def _close_unasked(ticket: Any, at: datetime, **why: Any) -> None:
    """Archive a ticket by its reply, nobody being asked."""
    changes = {"closing": Closing.REPLIED}
    tickets.move(ticket.number, Verb.CLOSE, by=Actor.system(), at=at, seen=ticket.moves, changes=changes, **why)


def close_undrawn(*, at: datetime) -> int:
    """Draw whoever came to follow-up at centres with a plan, and close those that were not; how many were closed."""
    plans = {row.centre_id: row for row in FollowUpPlan.objects.filter(from_on__lte=civil_day(at)).order_by("from_on")}
    return sum(_safely(ticket, plans[ticket.centre_id], at) for ticket in _undrawn(list(plans)))


def _undrawn(centres: list[int]) -> Iterator[Any]:
    after = 0
    seen = tickets_read.visible_to(Actor.system()).filter(status=Status.FOLLOW_UP, centre_id__in=centres)
    while batch := list(seen.filter(pk__gt=after).exclude(draws__round=F("round")).order_by("pk")[:BATCH]):
        yield from batch
        after = batch[-1].pk


def _safely(ticket: Any, plan: FollowUpPlan, at: datetime) -> bool:
    """Draw one; a fault is told, and those behind it go on."""
    try:
        return _draw(ticket, plan, at)
    except Exception:
        log.exception("Drawing %s failed.", ticket.number)
        return False


def _draw(ticket: Any, plan: FollowUpPlan, at: datetime) -> bool:
    why = why_of(ticket, plan)
    with transaction.atomic():
        _, is_new = Draw.objects.get_or_create(
            ticket_id=ticket.pk, round=ticket.round, defaults={"plan": plan, "why": why, "drawn_at": at}
        )
        if not is_new or why is not Drawn.PASSED:
            return False
        _close_unasked(ticket, at, plan=plan.pk, plan_name=plan.name)
    return True


def why_of(ticket: Any, plan: FollowUpPlan) -> Drawn:
    """Why a ticket is asked about, or that it is not. Nobody can foresee the draw: it hangs on a key of the house."""
    reply = handling.lead_reply(ticket.pk)
    subject = Subject(
        frozenset(ticket.marks),
        ticket.round,
        reply.outcome if reply else "",
        ticket.category_id or "",
        ticket.region_id or "",
    )
    strata = [Stratum(**each) for each in plan.strata]
    return rules.drawn(subject, plan.percent, strata, chance(ticket.number, ticket.round))


def chance(number: str, round_: int) -> int:
    """A ticket's number in the draw of a round, 0 to 99: always the same, and known to nobody beforehand."""
    return int.from_bytes((privacy.blind(f"follow-up:{number}:{round_}") or b"\0")[:4], "big") % 100


def trial(plan: FollowUpPlan, *, since: datetime, until: datetime) -> dict[Drawn, int]:
    """How many of the tickets a centre closed in ``[since, until)`` after a reply would have been asked, and why."""
    closed = tickets_read.visible_to(Actor.system()).filter(centre_id=plan.centre_id, status=Status.CLOSED)
    closed = closed.filter(closed_at__gte=since, closed_at__lt=until, closing__in=ASKED)
    unwanted = closed.filter(contact__follow_up=FollowUpWish.NONE)
    asked = closed.exclude(contact__follow_up=FollowUpWish.NONE).order_by("pk")
    found = Counter(why_of(ticket, plan) for ticket in asked[:MOST_TRIED])
    found[Drawn.DECLINED] = unwanted.count()
    return {each: found[each] for each in Drawn}
