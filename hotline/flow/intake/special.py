"""Matters taken at special desks, and questions that desks hand to specialists."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from hotline.flow.tickets import actions as tickets
from hotline.flow.tickets import moments
from hotline.flow.tickets.words import NewTicket, Registered, Verb
from hotline.ground.desks import enquiries, errors, queries, taking
from hotline.ground.desks.words import Asked, Ready, SpecialDesk, Told
from hotline.ground.people.words import Actor
from hotline.lib.days import civil_day


def prepared(matter: NewTicket, asked: Asked, centre_id: int, *, by: Actor, at: datetime) -> tuple[NewTicket, Ready]:
    """A matter with what its desk presets: category where none was chosen, urgency raised where danger shows.

    :raises Refusal: of the desks: the desk cannot take it, or a question is not answered.
    """
    words = "\n".join((matter.title, matter.text, matter.wish))
    ready = taking.ready(asked, centre_id, words, by=by, at=at)
    urgency = taking.urgency(ready, matter.urgency)
    return replace(matter, category=matter.category or ready.desk.category, urgency=urgency), ready


def desk(centre_id: int, code: str, at: datetime) -> SpecialDesk:
    """A centre's desk in use.

    :raises UnknownDesk: there is none of this code.
    """
    found = queries.desk(centre_id, code, civil_day(at))
    if found is None:
        raise errors.UnknownDesk
    return found


def facts(ready: Ready) -> dict[str, Any]:
    """What the journal says of a registration at a special desk."""
    return {
        "desk": ready.desk.name,
        "desk_en": ready.desk.name_en,
        "script": ready.script.number,
        "is_raised": ready.is_raised,
        "alerts": ready.alerts,
    }


def keep(ready: Ready, new: Registered, matter: NewTicket, *, by: Actor, at: datetime) -> None:
    """Keep the answers with the registered ticket and tell the named recipients; the caller holds the transaction."""
    told = Told(new.id, new.number, matter.title, matter.place, matter.is_confidential)
    taking.take(ready, told, by=by, at=at)


def ask_specialist(number: str, field: int, question: str, *, by: Actor, at: datetime, seen: int | None = None) -> None:
    """Hand a ticket's question to specialists: while they have it, their clock runs and the centre's stands still.

    :raises Refusal: of the desks: no specialists, nothing asked, or asked already.
    """
    with tickets.moving(number, Verb.ASK_SPECIALIST, by=by, at=at, seen=seen) as step:
        row = enquiries.ask(step.ticket.pk, number, field, question, by=by, at=at)
        moments.wait_for(step, row.due_at)
        step.facts |= {
            "enquiry": row.pk,
            "field": row.specialism.name,
            "field_en": row.specialism.name_en,
            "unit": row.specialism.unit_id,
            "due": row.due_at,
        }


def answer_enquiry(identifier: int, said: str, *, by: Actor, at: datetime) -> None:
    """Answer a question as a specialist; the asking centre's clock starts again.

    :raises Refusal: of the desks: it is not hers, a colleague was faster, or nothing was said.
    """
    with transaction.atomic():
        row = enquiries.locked(identifier, by)
        with tickets.moving(row.number, Verb.SPECIALIST_ANSWER, by=by, at=at, is_party=True) as step:
            enquiries.answer(row, said, by=by, at=at)
            if not enquiries.is_waiting(row.ticket):
                moments.go_on(step)
            names = {"field": row.specialism.name, "field_en": row.specialism.name_en}
            step.facts |= {"enquiry": row.pk, "in_time": at <= row.due_at, **names}
