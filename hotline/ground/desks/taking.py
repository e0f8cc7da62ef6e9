"""Taking a matter at a special desk: checked before anything is written, written with its ticket or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from hotline.ground.catalogue.words import Urgency
from hotline.ground.people.words import Actor
from hotline.lib import text
from hotline.lib.days import civil_day

from . import alerts, errors, queries, rules
from .models import Answer, Intake
from .words import Asked, Question, Ready, SpecialDesk, Told

LONGEST = 500


def chosen(centre_id: int, code: str, by: Actor, at: datetime) -> SpecialDesk:
    """A desk the actor may sit at.

    :raises UnknownDesk: the centre has none of this code.
    :raises NotSkilled: it is not hers.
    """
    found = queries.desk(centre_id, code, civil_day(at))
    if found is None:
        raise errors.UnknownDesk
    if not queries.has_skill(found, by, civil_day(at)):
        raise errors.NotSkilled(desk=found.name)
    return found


def ready(asked: Asked, centre_id: int, words: str, *, by: Actor, at: datetime) -> Ready:
    """What was answered, weighed by the script in force.

    :param words: what the caller said, in which danger words are listened for.
    :raises UnknownDesk: and ``NotSkilled``, ``DeskClosed``, ``NoScript``: the desk cannot take it.
    :raises Unanswered: a question that must be answered is not; ``ImpossibleAnswer``, ``AnswerTooLong``.
    """
    desk = chosen(centre_id, asked.desk, by, at)
    if not queries.is_open(desk, at):
        raise errors.DeskClosed(desk=desk.name, advice=desk.elsewhere)
    script = queries.script(desk.id, civil_day(at))
    if script is None:
        raise errors.NoScript(desk=desk.name)
    if missed := rules.missing(script.questions, asked.answers):
        raise errors.Unanswered(desk=desk.name, questions="；".join(each.text for each in missed))
    if wrong := rules.impossible(script.questions, asked.answers):
        raise errors.ImpossibleAnswer(question=wrong.text)
    answers = {each.id: said for each in script.questions if (said := _said(each, asked.answers))}
    return Ready(desk, script, answers, rules.signs(script, words, asked.answers))


def urgency(what: Ready, given: Urgency) -> Urgency:
    """How urgent a matter is: as it was given, never slower than its desk, nor than the script where danger shows."""
    least = rules.faster(given, what.desk.urgency)
    return rules.faster(least, what.script.raised) if what.is_raised else least


def _said(question: Question, answers: Mapping[str, str]) -> str:
    clean = text.clean(answers.get(question.name, ""), LONGEST)
    if clean.problem is text.TextProblem.TOO_LONG:
        raise errors.AnswerTooLong(question=question.text, length=clean.length, limit=LONGEST)
    return clean.text


def take(what: Ready, told: Told, *, by: Actor, at: datetime) -> None:
    """Keep the answers with the ticket and tell the named recipients; the caller holds the transaction."""
    intake = Intake.objects.create(
        ticket=told.ticket_id,
        desk_id=what.desk.id,
        script_id=what.script.id,
        signs=[sign[:40] for sign in what.signs],
        taken_at=at,
        taken_by=by.name,
    )
    Answer.objects.bulk_create(
        Answer(intake=intake, question_id=question, value=value) for question, value in what.answers.items()
    )
    if what.alerts:
        alerts.send(what.desk, told, is_raised=what.is_raised, at=at)
