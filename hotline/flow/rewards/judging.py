"""Hazards and their reports: which tickets tell of the same matter, and which of them were effective, with proof."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from hotline.flow.tickets import queries as tickets
from hotline.ground.journal import actions as journal
from hotline.ground.people.words import Actor, Capability
from hotline.lib import text
from hotline.lib.days import minute

from . import errors, openings, queries, rights
from .models import Hazard, Informant, Report
from .words import Effect

TABLE = "hazard"
LONGEST = 120


def note_hazard(number: str, name: str, accused: str, *, by: Actor, at: datetime) -> int:
    """Open a hazard with a first report; its identifier.

    :raises TicketNotFound: ``NotPermitted``; ``NotSealed``: seal the informant first. ``InCaseAlready``; ``NoName``.
    """
    said = [text.clean(each, LONGEST) for each in (name, accused)]
    if any(each.problem is not None or not each.text for each in said):
        raise errors.NoName
    with transaction.atomic():
        ticket_id, centre_id = _reported(number, by)
        row = Hazard.objects.create(
            centre_id=centre_id, name=said[0].text, accused=said[1].text, noted_at=at, noted_by=by.name
        )
        Report.objects.create(hazard=row, ticket_id=ticket_id)
        journal.record_reference(TABLE, row.pk, "note", by=by, at=at, facts={"number": number, "name": row.name})
    return row.pk


def add_report(hazard_id: int, number: str, *, by: Actor, at: datetime) -> None:
    """Lay another report to a hazard.

    :raises CaseNotFound: not in the actor's reach; and what ``note_hazard`` refuses.
    """
    hazard = queries.hazard(hazard_id, by)
    with transaction.atomic():
        ticket_id, centre_id = _reported(number, by)
        if centre_id != hazard.centre_id:
            raise errors.CaseNotFound
        Report.objects.create(hazard=hazard, ticket_id=ticket_id)
        journal.record_reference(TABLE, hazard.pk, "add_report", by=by, at=at, facts={"number": number})


def judge(
    hazard_id: int, number: str, effect: Effect, ground: str, proof: Sequence[int], *, by: Actor, at: datetime
) -> None:
    """Decide whether a report was effective.

    :param proof: files attached to the ticket; an effective report needs at least one.
    :raises CaseNotFound: not in the actor's reach. ``NoProof``, ``UnknownProof``, ``NoReason``, ``JudgedAlready``.
    """
    hazard = queries.hazard(hazard_id, by)
    rights.require(Capability.HANDLE_REWARDS, hazard.centre_id, by)
    said = openings.reason(ground)
    if effect is Effect.EFFECTIVE and not proof:
        raise errors.NoProof
    with transaction.atomic():
        row = Report.objects.select_for_update().filter(hazard=hazard, ticket__number=number).first()
        if row is None:
            raise errors.CaseNotFound
        if row.judged_at is not None:
            found = Effect(row.effect)
            raise errors.JudgedAlready(who=row.judged_by, at=minute(row.judged_at), number=number, effect=found)
        if not tickets.attached(row.ticket_id).issuperset(proof):
            raise errors.UnknownProof
        row.effect, row.ground, row.proof = effect, said, list(proof)
        row.judged_at, row.judged_by, row.judge_id = at, by.name, by.person_id
        row.save()
        facts = {"number": number, "effect": effect, "why": said, "proof": list(proof)}
        journal.record_reference(TABLE, hazard.pk, "judge", by=by, at=at, facts=facts)


def _reported(number: str, by: Actor) -> tuple[int, int]:
    """Identifier and centre of a sealed report that is in no hazard yet."""
    ticket = tickets.ticket(number, by)
    rights.require(Capability.HANDLE_REWARDS, ticket.centre_id, by)
    if not Informant.objects.filter(ticket_id=ticket.pk).exists():
        raise errors.NotSealed(number=number)
    known = Report.objects.filter(ticket_id=ticket.pk).select_related("hazard").first()
    if known is not None:
        raise errors.InCaseAlready(number=number, case=known.hazard.name)
    return ticket.pk, ticket.centre_id
