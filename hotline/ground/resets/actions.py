"""Asking for a reset of a privileged account, and deciding it by a second person."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from hotline.ground.journal import actions as journal
from hotline.ground.people import actions as people
from hotline.ground.people import locks
from hotline.ground.people import queries as persons
from hotline.ground.people.words import Actor, ActorKind
from hotline.lib.days import civil_day
from hotline.lib.refusal import NotPermitted

from . import errors, telling
from .models import Request
from .words import SETTLED, VALID, ResetKind, ResetState

SHORTEST_REASON, LONGEST_REASON = 2, 200
MADE_BY_OTHERS = ("create", "post", "activate", "reset_password", "reset_second_factor")


def ask(person_id: int, kind: ResetKind, why: str, *, by: Actor, at: datetime) -> Request:
    """Ask for a reset that a second person must approve; the owner is told.

    :raises NotForOneself: nobody asks for her own account; ``OutOfReach``: it is not in the actor's hands.
    :raises NotGuarded: it needs no second person; ``AlreadyAsked``: such a request waits; ``NoReason``.
    :raises NoSecondFactor: there is none to reset.
    """
    why = _reason(why)
    with transaction.atomic():
        person = people.keep(person_id, kind.zh, by=by)
        if by.person_id is None:
            raise NotPermitted(verb=kind)
        if not persons.is_guarded(person_id):
            raise errors.NotGuarded(name=person.name)
        if kind is ResetKind.SECOND_FACTOR:
            locks.require_second_factor(person_id, person.name)
        expire(at=at, person_id=person_id)
        try:
            with transaction.atomic():
                row = Request.objects.create(
                    person=person, kind=kind, why=why, asked_by_id=by.person_id, asked_at=at, expires_at=at + VALID
                )
        except IntegrityError:
            raise errors.AlreadyAsked(name=person.name) from None
        facts = {"request": row.pk, "reset": kind, "why": why}
        journal.record(people.TOPIC, person_id, "ask_reset", by=by, at=at, facts=facts)
        telling.asked(row, _seconds(row, at), by=by, at=at)
    return row


def decide(identifier: int, is_approved: bool, opinion: str, *, by: Actor, at: datetime) -> str:
    """Approve a request, which does it, or decline it; the new password, to be told once, or nothing.

    :raises OwnRequest: who asked does not decide; ``OwnAccount``: nor does the owner.
    :raises OutOfReach: the account is not in the actor's hands; ``NotSettled``: her own is too new.
    :raises AlreadyDecided: or ``RequestExpired``, ``AskerGone``, ``NoReason``.
    """
    opinion = _reason(opinion)
    with transaction.atomic():
        row = Request.objects.select_for_update().filter(pk=identifier).first()
        if row is None:
            raise errors.RequestNotFound
        _require_second(row, by, at)
        _require_open(row, at)
        secret = _do(row, by, at) if is_approved else ""
        row.state = ResetState.APPROVED if is_approved else ResetState.DECLINED
        row.decided_by_id, row.decided_at, row.opinion = by.person_id, at, opinion
        row.save(update_fields=["state", "decided_by", "decided_at", "opinion"])
        verb = "approve_reset" if is_approved else "decline_reset"
        facts = {"request": row.pk, "reset": row.kind, "asked_by": row.asked_by_id, "why": opinion}
        journal.record(people.TOPIC, row.person_id, verb, by=by, at=at, facts=facts)
        telling.decided(row, by=by, at=at)
    return secret


def expire(*, at: datetime, person_id: int | None = None) -> int:
    """Close the requests nobody decided in time, and tell who asked; how many (of one person's, or of all)."""
    with transaction.atomic():
        stale = Request.objects.filter(state=ResetState.WAITING, expires_at__lte=at)
        if person_id is not None:
            stale = stale.filter(person_id=person_id)
        rows = list(stale.select_for_update(of=("self",), skip_locked=True).select_related("person"))
        Request.objects.filter(pk__in=[row.pk for row in rows]).update(state=ResetState.EXPIRED)
        for row in rows:
            telling.expired(row, at=at)
    return len(rows)


def _require_second(row: Request, by: Actor, at: datetime) -> None:
    if by.person_id == row.asked_by_id:
        raise errors.OwnRequest
    if by.person_id == row.person_id:
        raise errors.OwnAccount
    people.keep(row.person_id, ResetKind(row.kind).zh, by=by)
    if by.person_id is None or by.kind is not ActorKind.PERSON or not _is_settled(by.person_id, at):
        raise errors.NotSettled(days=SETTLED.days)


def _is_settled(person_id: int, at: datetime) -> bool:
    return not locks.touched_by_others(person_id, MADE_BY_OTHERS, since=at - SETTLED)


def _seconds(row: Request, at: datetime) -> list[int]:
    """Who may decide a request."""
    keepers = people.managers_of(row.person_id, on=civil_day(at))
    others = [each.person_id for each in keepers if each.person_id not in (None, row.person_id, row.asked_by_id)]
    return [each for each in others if each is not None and _is_settled(each, at)]


def _require_open(row: Request, at: datetime) -> None:
    if row.state != ResetState.WAITING:
        raise errors.AlreadyDecided(state=ResetState(row.state))
    if row.expires_at <= at:
        raise errors.RequestExpired(hours=int(VALID.total_seconds() // 3600))


def _do(row: Request, by: Actor, at: datetime) -> str:
    """The reset itself, in the name of who asked and with who approved beside her."""
    asker = persons.actor_if_active(row.asked_by_id, civil_day(at))
    if asker is None or not people.manages(asker, row.person_id):
        raise errors.AskerGone
    if row.kind == ResetKind.PASSWORD:
        return people.reset_password(row.person_id, by=asker, seconded_by=by, at=at)
    locks.reset_second_factor(row.person_id, by=asker, seconded_by=by, at=at)
    return ""


def _reason(said: str) -> str:
    why = " ".join(said.split())[:LONGEST_REASON]
    if len(why) < SHORTEST_REASON:
        raise errors.NoReason
    return why
