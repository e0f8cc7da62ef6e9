"""Opening the vault: one keeper asks with a reason, another agrees, and for a short while the first one may look."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from hotline.ground.catalogue import queries as catalogue
from hotline.ground.journal import actions as journal
from hotline.ground.people.words import Actor, Capability
from hotline.lib import text
from hotline.lib.days import minute
from hotline.lib.refusal import NotPermitted

from . import errors, queries, rights, vault
from .models import Opening
from .words import Identity, Verdict

TABLE = "informant"
SHORTEST, LONGEST = 5, 300


def ask(informant_id: int, why: str, *, by: Actor, at: datetime) -> int:
    """Ask to see who an informant is; the request's identifier.

    :raises InformantNotFound: none in the actor's reach. ``NoReason``: too little said.
    """
    person = _keeper(by)
    row = queries.informant(informant_id, by, Capability.OPEN_VAULT)
    said = reason(why)
    with transaction.atomic():
        asked = Opening.objects.create(informant=row, why=said, asked_at=at, asked_by_id=person)
        journal.record_reference(TABLE, row.pk, "ask_opening", by=by, at=at, facts={"opening": asked.pk, "why": said})
    return asked.pk


def decide(opening_id: int, is_approved: bool, opinion: str, *, by: Actor, at: datetime) -> None:
    """Agree to an opening, or not: by another keeper than the one who asked.

    :raises OpeningNotFound: none in the actor's reach. ``OwnRequest``; ``DecidedAlready``; ``NoReason``.
    """
    person = _keeper(by)
    said = reason(opinion)
    with transaction.atomic():
        row = _held(opening_id, by)
        if row.asked_by_id == person:
            raise errors.OwnRequest
        if row.decided_at is not None:
            verdict = Verdict.APPROVED if row.is_approved else Verdict.DENIED
            raise errors.DecidedAlready(
                who=getattr(row.decided_by, "name", ""), at=minute(row.decided_at), verdict=verdict
            )
        row.is_approved, row.opinion, row.decided_at, row.decided_by_id = is_approved, said, at, person
        row.valid_until = at + timedelta(minutes=catalogue.bounds(at).opening_minutes) if is_approved else None
        row.save()
        facts = {"opening": row.pk, "approved": is_approved, "why": said}
        journal.record_reference(TABLE, row.informant_id, "decide_opening", by=by, at=at, facts=facts)


def look(opening_id: int, *, by: Actor, at: datetime) -> Identity:
    """Who the informant is, for the keeper who asked, while the opening holds. Every look is in the journal.

    :raises OpeningNotFound: none in the actor's reach. ``NotOpened``: not agreed to, over, or another's.
    """
    person = _keeper(by)
    with transaction.atomic():
        row = _held(opening_id, by)
        holds = row.is_approved and row.valid_until is not None and at < row.valid_until
        if not holds or row.asked_by_id != person:
            raise errors.NotOpened
        row.looks += 1
        row.save(update_fields=["looks"])
        facts = {"opening": row.pk, "look": row.looks}
        journal.record_reference(TABLE, row.informant_id, "look", by=by, at=at, facts=facts)
        return vault.opened(row.informant)


def reason(said: str) -> str:
    """A reason of some words.

    :raises NoReason: too short or too long.
    """
    clean = text.clean(said, LONGEST)
    if clean.problem is not None or len(clean.text) < SHORTEST:
        raise errors.NoReason
    return clean.text


def _keeper(by: Actor) -> int:
    by.require(Capability.OPEN_VAULT)
    if by.person_id is None:
        raise NotPermitted(verb=Capability.OPEN_VAULT)
    return by.person_id


def _held(opening_id: int, by: Actor) -> Opening:
    rows = Opening.objects.select_for_update(of=("self",)).select_related(
        "informant", "informant__ticket", "decided_by"
    )
    row = rows.filter(pk=opening_id).first()
    if row is None or not rights.may(Capability.OPEN_VAULT, row.informant.ticket.centre_id, by):
        raise errors.OpeningNotFound
    return row
