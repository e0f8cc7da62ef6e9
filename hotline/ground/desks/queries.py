"""Reading special desks: which there are, who may sit at them, what they say and ask, what was answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from hotline.ground.calendar import queries as calendars
from hotline.ground.catalogue.words import Kind, Urgency
from hotline.ground.people.words import Actor
from hotline.lib.days import civil_day
from hotline.lib.memo import remembered

from . import models
from .words import AlertWhen, AnswerKind, Choice, Question, Script, SpecialDesk

MOMENT = timedelta(minutes=1)


def in_use(on: date, at: str = "") -> Q:
    """The condition under which a dated row holds on a day; ``at`` leads to it (``desk__``)."""
    began = Q(**{f"{at}from_on__lte": on})
    return began & (Q(**{f"{at}until_on__isnull": True}) | Q(**{f"{at}until_on__gt": on}))


@remembered(10)
def of_centre(centre_id: int, on: date) -> tuple[SpecialDesk, ...]:
    """The desks of a centre in use on a day, in order."""
    rows = models.Desk.objects.filter(in_use(on), centre_id=centre_id).order_by("ordinal", "code")
    return tuple(_desk(row) for row in rows)


def desk(centre_id: int, code: str, on: date) -> SpecialDesk | None:
    """A centre's desk by its code."""
    return next((each for each in of_centre(centre_id, on) if each.code == code), None)


def on_line(centre_id: int, line: str, on: date) -> SpecialDesk | None:
    """The desk a number or key of a centre leads to."""
    return next((each for each in of_centre(centre_id, on) if each.line == line), None)


@remembered(5)
def _skills(person_id: int, on: date) -> frozenset[int]:
    rows = models.Skill.objects.filter(in_use(on), person_id=person_id)
    return frozenset(rows.values_list("desk_id", flat=True))


def has_skill(found: SpecialDesk, by: Actor, on: date) -> bool:
    """Whether the actor may sit at a desk."""
    return by.person_id is not None and found.id in _skills(by.person_id, on)


def for_agent(by: Actor, centre_id: int, on: date) -> tuple[SpecialDesk, ...]:
    """The desks of a centre the actor has the skill for."""
    return tuple(each for each in of_centre(centre_id, on) if has_skill(each, by, on))


def colleagues(found: SpecialDesk, on: date) -> list[str]:
    """The names of those who may sit at a desk."""
    rows = models.Skill.objects.filter(in_use(on), desk_id=found.id, person__is_active=True)
    return list(rows.order_by("person__username").values_list("person__name", flat=True))


def is_open(found: SpecialDesk, at: datetime) -> bool:
    """Whether a desk serves at a moment: in its calendar's working time, or always."""
    return not found.calendar or calendars.working_between(found.calendar, at, at + MOMENT) > timedelta(0)


@remembered(10)
def script(desk_id: int, on: date) -> Script | None:
    """The script in force at a desk on a day."""
    row = models.Script.objects.filter(desk_id=desk_id, from_on__lte=on).order_by("-from_on").first()
    return written(row) if row else None


def written(row: models.Script) -> Script:
    """A version of a script, with its questions in order."""
    return Script(
        row.pk,
        row.desk_id,
        row.number,
        row.from_on,
        row.text,
        row.text_en,
        tuple(row.danger_words),
        Urgency(row.raised),
        tuple(question(each) for each in row.questions.order_by("ordinal", "pk")),
    )


def question(row: models.Question) -> Question:
    """A question as the desk shows it."""
    return Question(
        row.pk,
        AnswerKind(row.kind),
        row.text,
        row.text_en,
        row.is_required,
        tuple(Choice(*each) for each in row.choices),
        frozenset(row.grave),
    )


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with its answer."""

    question: Question
    value: str


@dataclass(frozen=True, slots=True)
class Taken:
    """How a ticket was taken at a special desk."""

    desk: SpecialDesk
    version: int
    signs: tuple[str, ...]
    answers: tuple[Answered, ...]
    taken_at: datetime
    taken_by: str


def taken(ticket_id: int) -> Taken | None:
    """At which desk a ticket was taken and what was answered; None where it came the usual way."""
    row = models.Intake.objects.select_related("desk", "script").filter(pk=ticket_id).first()
    if row is None:
        return None
    said = models.Answer.objects.filter(intake=row).select_related("question").order_by("question__ordinal", "pk")
    answers = tuple(Answered(question(each.question), each.value or "") for each in said)
    return Taken(_desk(row.desk), row.script.number, tuple(row.signs), answers, row.taken_at, row.taken_by)


def intakes(ticket_id: int) -> QuerySet[models.Intake]:
    """That a ticket was taken at a special desk: one row, or none."""
    return models.Intake.objects.filter(pk=ticket_id)


def desk_of(ticket_id: int) -> SpecialDesk | None:
    """The desk a ticket was taken at."""
    row = models.Intake.objects.select_related("desk").filter(pk=ticket_id).first()
    return _desk(row.desk) if row else None


def tickets_of(desk_ids: Iterable[int], since: datetime) -> dict[int, int]:
    """How many tickets each desk took since a moment."""
    rows = models.Intake.objects.filter(desk_id__in=list(desk_ids), taken_at__gte=since)
    counted: dict[int, int] = {}
    for found in rows.values_list("desk_id", flat=True):
        counted[found] = counted.get(found, 0) + 1
    return counted


def alerts_about(ticket_id: int) -> QuerySet[models.Alert]:
    """Who was told of a ticket, and whether they have seen it."""
    return models.Alert.objects.filter(ticket=ticket_id).select_related("recipient").order_by("pk")


def enquiries_about(ticket_id: int) -> QuerySet[models.Enquiry]:
    """What specialists were asked for a ticket."""
    return models.Enquiry.objects.filter(ticket=ticket_id).select_related("specialism").order_by("pk")


def specialisms(desk_id: int, at: datetime) -> list[models.Specialism]:
    """The fields for which a desk has specialists."""
    return list(models.Specialism.objects.filter(in_use(civil_day(at)), desk_id=desk_id).order_by("pk"))


def _desk(row: models.Desk) -> SpecialDesk:
    return SpecialDesk(
        row.pk,
        row.code,
        row.centre_id,
        row.line,
        row.name,
        row.name_en,
        row.calendar_code,
        row.category_id or "",
        Kind(row.kind),
        Urgency(row.urgency),
        row.keeps_secret,
        AlertWhen(row.alert_when),
        row.answer_limit,
        row.elsewhere,
        row.elsewhere_en,
    )
