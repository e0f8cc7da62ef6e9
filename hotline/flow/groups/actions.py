"""Merging, un-merging, changing the main, linking. Tickets are locked together, the older first."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hotline.flow.tickets import actions as tickets
from hotline.flow.tickets import queries as tickets_read
from hotline.flow.tickets import said
from hotline.flow.tickets.words import Mark, Status, Verb
from hotline.ground.people.words import Actor
from hotline.lib.refusal import Refusal

from . import errors, queries
from .models import Link, Member
from .words import CHANGEABLE, MAY_BE_MAIN


def merge(number: str, main_number: str, why: str = "", *, by: Actor, at: datetime, seen: int | None = None) -> None:
    """Lay a ticket under a main ticket; its citizen keeps a clock, notices and a follow-up of her own.

    :raises NoSuchTicket: no such main, or the actor does not see it; ``IntoItself``, ``OtherCentre``, ``MainIsMerged``,
        ``MainIsClosed``, ``MainNotSubmitted``, ``MainIsConfidential``: it cannot be this one's main.
    :raises HasMembers: the ticket is itself the main of others.
    """
    why = said.words(why)
    with tickets.holding(number, main_number):
        main = _other(number, main_number, by)
        with tickets.moving(number, Verb.MERGE, by=by, at=at, seen=seen) as step:
            _refuse_main(step.ticket, main)
            count = queries.members(main_id=step.ticket.pk).count()
            if count:
                raise errors.HasMembers(number=step.ticket.number, count=count)
            score = queries.score(step.ticket, main, at)
            _lay(step, main.pk, why, score)
        with tickets.moving(main_number, Verb.LINK, by=by, at=at) as on_main:
            on_main.mark(Mark.MAIN)
            on_main.facts |= {"merged": step.ticket.pk} | queries.size(main.pk)


def unmerge(number: str, why: str, *, by: Actor, at: datetime, seen: int | None = None) -> None:
    """Take a ticket out of its group, to be dispatched by itself.

    :raises NotMerged: it lies under no other; ``TooLateToUnmerge``: its main is closed; ``NoReason``: no reason given.
    """
    why = said.reason(why)
    with tickets.holding(number, main_number(number)):
        with tickets.moving(number, Verb.UNMERGE, by=by, at=at, seen=seen) as step:
            member = current(step)
            if member.main.status == Status.CLOSED:
                raise errors.TooLateToUnmerge
            leave(step, member, why)
        note_gone(member, by=by, at=at)


def change_main(number: str, why: str, *, by: Actor, at: datetime, seen: int | None = None) -> None:
    """Let a member take its main's place; the main and the other members then lie under it.

    :raises NotMerged: it lies under no other; ``MainIsUnderWay``: units have the main; ``GroupChanged``: somebody else
        changed the group; ``MainIsConfidential``: the member is, and others are not; ``NoReason``: no reason given.
    """
    why = said.reason(why)
    old = main_number(number)
    others = sorted(queries.members(main__number=old).exclude(ticket__number=number).values_list("pk", flat=True))
    numbers = list(Member.objects.filter(pk__in=others).values_list("ticket__number", flat=True))
    with tickets.holding(number, old, *numbers):
        with tickets.moving(number, Verb.UNMERGE, by=by, at=at, seen=seen) as step:
            member = current(step)
            _refuse_change(member, old, others)
            leave(step, member, why)
            step.mark(Mark.MAIN)
            step.facts |= {"is_main": True}
        with tickets.moving(old, Verb.MERGE, by=by, at=at) as under:
            _refuse_confidential(under.ticket, step.ticket)
            under.unmark(Mark.MAIN)
            _lay(under, step.ticket.pk, why, member.score)
        for each in numbers:
            with tickets.moving(each, Verb.LINK, by=by, at=at) as moved:
                _refuse_confidential(moved.ticket, step.ticket)
                queries.members(ticket_id=moved.ticket.pk).update(main=step.ticket.pk)
                moved.facts |= {"new_main": step.ticket.pk, "why": why}


def _refuse_change(member: Member, old: str, others: list[int]) -> None:
    now = queries.members(main_id=member.main_id).exclude(pk=member.pk).order_by("pk").values_list("pk", flat=True)
    if member.main.number != old or list(now) != others:
        raise errors.GroupChanged
    if member.main.status not in CHANGEABLE:
        raise errors.MainIsUnderWay(status=Status(member.main.status))


def link(number: str, other_number: str, why: str, *, by: Actor, at: datetime, seen: int | None = None) -> None:
    """Note that two tickets belong together; both go their own ways.

    :raises NoSuchTicket: no such ticket, or the actor does not see it; ``IntoItself``, ``LinkedAlready``, ``NoReason``.
    """
    why = said.reason(why)
    with tickets.holding(number, other_number):
        other = _other(number, other_number, by)
        with tickets.moving(number, Verb.LINK, by=by, at=at, seen=seen) as step:
            one, two = sorted((step.ticket.pk, other.pk))
            who = {"linked_at": at, "linked_by": by.name, "why": why}
            if not Link.objects.get_or_create(one_id=one, other_id=two, defaults=who)[1]:
                raise errors.LinkedAlready
            step.facts |= {"linked": other.pk, "why": why}
        with tickets.moving(other_number, Verb.LINK, by=by, at=at) as back:
            back.facts |= {"linked": step.ticket.pk, "why": why}


def leave(step: tickets.Step, member: Member, why: str) -> None:
    """Write on a locked ticket that it leaves its group; one that was told of a result begins another round."""
    member.left_at, member.left_by, member.left_why = step.at, step.by.name, why
    member.save(update_fields=["left_at", "left_by", "left_why"])
    step.facts |= {"main": member.main_id, "why": why}
    if step.ticket.status == Status.FOLLOW_UP:
        step.changes |= {"round": step.ticket.round + 1, "lead_unit_id": None}
        step.facts |= {"round": step.ticket.round + 1}


def note_gone(member: Member, *, by: Actor, at: datetime) -> None:
    """Write on the main that a member left it."""
    with tickets.moving(member.main.number, Verb.LINK, by=by, at=at) as step:
        left = queries.size(member.main_id)
        if left["tickets"] == 1:
            step.unmark(Mark.MAIN)
        step.facts |= {"unmerged": member.ticket_id} | left


def _lay(step: tickets.Step, main_id: int, why: str, score: int) -> None:
    who = {"merged_at": step.at, "merged_by": step.by.name}
    Member.objects.create(ticket_id=step.ticket.pk, main_id=main_id, why=why, score=score, **who)
    step.facts |= {"main": main_id, "why": why, "score": score}


def _other(number: str, other: str, by: Actor) -> Any:
    if number == other.strip():
        raise errors.IntoItself
    found = tickets_read.visible_to(by).select_related("words", "contact").filter(number=other).first()
    if found is None:
        raise errors.NoSuchTicket(number=other)
    return found


def may_be_main(ticket: Any, main: Any) -> bool:
    """Whether a ticket could lie under another as both stand: for what a screen offers."""
    try:
        _refuse_main(ticket, main)
    except Refusal:
        return False
    return True


def _refuse_main(ticket: Any, main: Any) -> None:
    status = Status(main.status)
    if main.centre_id != ticket.centre_id:
        raise errors.OtherCentre(number=main.number)
    if status is Status.MERGED:
        raise errors.MainIsMerged(number=main.number)
    if status is Status.CLOSED:
        raise errors.MainIsClosed(number=main.number)
    if status not in MAY_BE_MAIN:
        raise errors.MainNotSubmitted(number=main.number, status=status)
    _refuse_confidential(ticket, main)


def _refuse_confidential(ticket: Any, main: Any) -> None:
    if main.is_confidential and not ticket.is_confidential:
        raise errors.MainIsConfidential(number=main.number)


def main_number(number: str) -> str:
    """The number of the ticket's main before anything is locked; its own where it has none: the action then refuses."""
    found = queries.members(ticket__number=number).values_list("main__number", flat=True).first()
    return found or number


def current(step: tickets.Step) -> Member:
    """Under which main a locked ticket lies.

    :raises NotMerged: under none.
    """
    found = queries.members(ticket_id=step.ticket.pk).select_related("main").first()
    if found is None:
        raise errors.NotMerged(number=step.ticket.number)
    return found
