"""Questions handed to specialists, with a clock of their own; who answers sees the question, not the citizen."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from hotline.ground.calendar import queries as calendars
from hotline.ground.organisations import queries as organisations
from hotline.ground.outbox import actions as outbox
from hotline.ground.outbox.words import NewNotice, NoticeKind
from hotline.ground.people.words import Actor
from hotline.lib import text
from hotline.lib.days import minute

from . import errors, queries
from .models import Enquiry, Specialism

LONGEST = 2_000
ANSWER = "specialist_answer"
"""The verb of the road by which specialists answer: who holds it at a unit answers for the unit."""
USUAL = "1wd"
"""The limit of a desk that has specialists and names none."""


def ask(ticket_id: int, number: str, specialism_id: int, question: str, *, by: Actor, at: datetime) -> Enquiry:
    """Hand a ticket's question to the specialists of a field; the caller holds the ticket.

    :raises NotTakenHere: the ticket was not taken at a special desk; ``NoSpecialists``: the desk has no such field.
    :raises NothingAsked: no question; ``AlreadyAsked``: they still have one of this ticket.
    """
    desk = queries.desk_of(ticket_id)
    if desk is None:
        raise errors.NotTakenHere(number=number)
    field = next((each for each in queries.specialisms(desk.id, at) if each.pk == specialism_id), None)
    if field is None:
        raise errors.NoSpecialists(desk=desk.name)
    clean = _words(question)
    if not clean:
        raise errors.NothingAsked
    limit = desk.answer_limit or USUAL
    due, yellow = calendars.deadline(limit, organisations.unit(field.unit_id).calendar, at)
    row = Enquiry(
        ticket=ticket_id,
        number=number,
        specialism=field,
        question=clean,
        limit=limit,
        asked_at=at,
        asked_by=by.name,
        asked_by_person_id=by.person_id,
        yellow_at=yellow,
        due_at=due.at,
    )
    _save(row, field)
    notice = NewNotice(NoticeKind.ENQUIRY, f"enquiry:{row.pk}", ticket_id, field.unit_id, facts=_field(field))
    outbox.notify([notice], at=at)
    return row


def _save(row: Enquiry, field: Specialism) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise errors.AlreadyAsked(field=field.name) from None


def _words(said: str) -> str:
    clean = text.clean(said, LONGEST)
    if clean.problem is text.TextProblem.TOO_LONG:
        raise errors.WordsTooLong(length=clean.length, limit=LONGEST)
    return clean.text


def for_actor(by: Actor) -> QuerySet[Enquiry]:
    """The questions the actor's units are to answer: those not answered first, the most urgent on top."""
    units = [grant.organisation_id for grant in by.grants if ANSWER in grant.permissions]
    rows = Enquiry.objects.filter(specialism__unit_id__in=units)
    return rows.select_related("specialism__desk", "specialism__unit")


def waiting(by: Actor) -> QuerySet[Enquiry]:
    """What is still to be answered, the most urgent first."""
    return for_actor(by).filter(answered_at__isnull=True).order_by("due_at", "pk")


def lately(by: Actor, *, limit: int = 20) -> QuerySet[Enquiry]:
    """What was answered, the latest first."""
    return for_actor(by).filter(answered_at__isnull=False).order_by("-answered_at", "-pk")[:limit]


def locked(identifier: int, by: Actor) -> Enquiry:
    """A question of the actor's, locked, not answered yet; the caller holds the transaction.

    :raises NotFound: there is none for her; ``AlreadyAnswered``: a colleague was faster.
    """
    if not for_actor(by).filter(pk=identifier).exists():
        raise errors.NotFound
    row = Enquiry.objects.select_for_update().get(pk=identifier)
    if row.answered_at is not None:
        raise errors.AlreadyAnswered(who=row.answered_by, at=minute(row.answered_at))
    return row


def answer(row: Enquiry, said: str, *, by: Actor, at: datetime) -> str:
    """Answer a locked question, and ring for who asked; what was answered, cleaned.

    :raises NothingAnswered: nothing said.
    """
    clean = _words(said)
    if not clean:
        raise errors.NothingAnswered
    row.answer, row.answered_at, row.answered_by = clean, at, by.name
    row.save(update_fields=["answer", "answered_at", "answered_by"])
    if row.asked_by_person_id is not None:
        facts = {"number": row.number, **_field(row.specialism)}
        key = f"enquiry-answered:{row.pk}"
        notice = NewNotice(NoticeKind.ENQUIRY_ANSWERED, key, row.ticket, person_id=row.asked_by_person_id, facts=facts)
        outbox.notify([notice], at=at)
    return clean


def is_waiting(ticket_id: int) -> bool:
    """Whether specialists still have a question of a ticket."""
    return Enquiry.objects.filter(ticket=ticket_id, answered_at__isnull=True).exists()


def tell_overdue(*, at: datetime, limit: int = 200) -> int:
    """Ring for questions whose time ran out, each once: at the specialists' unit and at the asking centre."""
    with transaction.atomic():
        late = Enquiry.objects.filter(answered_at__isnull=True, overdue_told_at__isnull=True, due_at__lte=at)
        rows = list(late.select_for_update(skip_locked=True, of=("self",)).select_related("specialism__desk")[:limit])
        outbox.notify([notice for row in rows for notice in _late(row)], at=at)
        Enquiry.objects.filter(pk__in=[row.pk for row in rows]).update(overdue_told_at=at)
    return len(rows)


def _late(row: Enquiry) -> list[NewNotice]:
    kind, key, field = NoticeKind.ENQUIRY_OVERDUE, f"enquiry-late:{row.pk}", row.specialism
    told = {field.unit_id: _field(field), field.desk.centre_id: _field(field) | {"number": row.number}}
    return [NewNotice(kind, f"{key}:{whom}", row.ticket, whom, facts=facts) for whom, facts in told.items()]


def _field(row: Specialism) -> dict[str, str]:
    return {"field": row.name, "field_en": row.name_en}
