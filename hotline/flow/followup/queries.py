"""Reading follow-up: what a citizen was asked and said on a ticket the caller may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from hotline.flow.tickets import queries as tickets_read
from hotline.flow.tickets.words import Closing, FollowUpWish, Status
from hotline.ground.catalogue import queries as catalogue
from hotline.ground.people.words import Actor
from hotline.lib.days import SHANGHAI, civil_day

from . import rules
from .models import Contest, Draw, FollowUp, FollowUpPlan, Invitation
from .words import NEGATIVE, ContestRight, ContestVerdict, FollowUpChannel, Result, Visit


@dataclass(frozen=True, slots=True)
class Outlook:
    """Where following up on a ticket stands in its round: what the agent must know before she rings."""

    round: int
    tries: int
    tries_left: int
    rounds: int
    may_rework: bool
    next_at: datetime | None = None
    why: str = ""
    link_until: datetime | None = None


def visits(ticket_id: int) -> QuerySet[FollowUp]:
    """Every follow-up of a ticket, the latest first."""
    return FollowUp.objects.filter(ticket_id=ticket_id).order_by("-pk")


def last_visits(ticket_ids: Iterable[int]) -> dict[int, FollowUp]:
    """The latest answer of the citizen of each ticket; none where she was not reached."""
    found = FollowUp.objects.filter(ticket_id__in=list(ticket_ids), is_contacted=True).order_by("pk")
    return {each.ticket_id: each for each in found}


def outlook(ticket_id: int, round_: int, *, at: datetime) -> Outlook:
    """How often the citizen was tried in vain in this round, and whether the matter may go back to the unit."""
    tries = _tries(ticket_id, round_)
    bounds = catalogue.bounds(at)
    left = max(0, bounds.max_tries - tries)
    draw = Draw.objects.filter(ticket_id=ticket_id, round=round_).first()
    next_at = next_tries([ticket_id], at=at).get(ticket_id)
    most = 1 + bounds.max_reworks
    why, link = draw.why if draw else "", awaited_links([ticket_id], at=at).get(ticket_id)
    return Outlook(round_, tries, left, most, round_ <= bounds.max_reworks, next_at, why, link)


def next_tries(ticket_ids: Iterable[int], *, at: datetime) -> dict[int, datetime]:
    """When citizens whom nobody reached by phone are to be rung again, by ticket: where that lies ahead.

    Only at centres whose plan names the parts of the day; the tries of the present round count.
    """
    tried: dict[int, list[FollowUp]] = {}
    rows = FollowUp.objects.filter(ticket_id__in=list(ticket_ids), round=F("ticket__round"), is_contacted=False)
    for row in rows.filter(channel=FollowUpChannel.PHONE).select_related("ticket").order_by("pk"):
        tried.setdefault(row.ticket_id, []).append(row)
    hours = _hours({row.ticket.centre_id for each in tried.values() for row in each}, civil_day(at))
    found = {}
    for ticket_id, each in tried.items():
        local = [row.asked_at.astimezone(SHANGHAI) for row in each]
        next_at = rules.next_try(local, hours.get(each[0].ticket.centre_id, ()))
        if next_at is not None and next_at > at:
            found[ticket_id] = next_at
    return found


def awaited_links(ticket_ids: Iterable[int], *, at: datetime) -> dict[int, datetime]:
    """Until when citizens who want a link answer by it before anybody calls, by ticket: links that may still be used.

    A link that is yet to be sent is awaited too; one that cannot be sent is not.
    """
    tickets = tickets_read.visible_to(Actor.system()).filter(pk__in=list(ticket_ids), status=Status.FOLLOW_UP)
    waiting = tickets.filter(contact__follow_up=FollowUpWish.LINK, contact__phone_index__isnull=False)
    rounds = dict(waiting.exclude(uninvitable__round=F("round")).values_list("pk", "round"))
    links = {row.ticket_id: row for row in Invitation.objects.filter(ticket_id__in=rounds, round=F("ticket__round"))}
    unsent = at + timedelta(days=catalogue.bounds(at).rating_days)
    found = {pk: links[pk].expires_at if pk in links else unsent for pk in rounds}
    open_ = {pk for pk in rounds if pk not in links or not (links[pk].used_at or links[pk].lapsed_at)}
    return {pk: until for pk, until in found.items() if pk in open_ and until > at}


def _hours(centres: set[int], on: date) -> dict[int, list[int]]:
    """The hours at which the parts of the day begin, by centre, as the plans in force say."""
    rows = FollowUpPlan.objects.filter(centre_id__in=centres, from_on__lte=on).order_by("from_on")
    return {row.centre_id: row.hours for row in rows}


def preview(ticket_id: int, round_: int, visit: Visit, *, at: datetime) -> Result:
    """What a follow-up would lead to, by the same rule that decides it."""
    tries = _tries(ticket_id, round_)
    return rules.result(visit, tries_before=tries, rounds_done=round_, bounds=catalogue.bounds(at))


def _tries(ticket_id: int, round_: int) -> int:
    return FollowUp.objects.filter(ticket_id=ticket_id, round=round_, is_contacted=False).count()


def dissatisfied_after(rounds: int) -> Q:
    """The condition on tickets to have been rated badly after so many reworks."""
    said = FollowUp.objects.filter(
        ticket=OuterRef("pk"), satisfied__in=[each.value for each in NEGATIVE], round__gt=rounds
    )
    return Q(Exists(said.exclude(contest__verdict=ContestVerdict.GRANTED)))


def contest_right(ticket: Any) -> ContestRight | None:
    """The rating a closed ticket ended with, where it may be contested at all, and until when."""
    if ticket.status != Status.CLOSED or ticket.closed_at is None or ticket.closing != Closing.FOLLOWED_UP:
        return None
    last = FollowUp.objects.filter(ticket_id=ticket.pk, is_contacted=True).order_by("-pk").first()
    if last is None or last.satisfied not in NEGATIVE:
        return None
    return ContestRight(last.pk, ticket.closed_at + timedelta(days=catalogue.bounds(ticket.closed_at).contest_days))


def contests_of(ticket_id: int) -> QuerySet[Contest]:
    """Every contest of a ticket's ratings, the latest first, each with the rating it is about."""
    return Contest.objects.filter(ticket_id=ticket_id).select_related("visit").order_by("-pk")


def contests_waiting(centre_id: int) -> QuerySet[Contest]:
    """The contests a centre has to decide: of tickets that were not taken up again meanwhile."""
    return Contest.objects.filter(verdict="", ticket__centre_id=centre_id, ticket__status=Status.CLOSED)
