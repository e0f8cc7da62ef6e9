"""Steps of stories at special desks: a call at a desk, an alert seen, specialists asked and answering."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hotline.config.story_road import SOURCE, Play, Step
from hotline.flow.intake import actions as intake
from hotline.flow.intake import drafts, special
from hotline.flow.intake.words import Ending, Finish
from hotline.flow.tickets.words import Channel, NewContact, NewTicket
from hotline.ground.catalogue.words import Kind, Urgency
from hotline.ground.desks import alerts, enquiries, queries
from hotline.ground.desks.words import Asked, SpecialDesk
from hotline.ground.people.words import Actor
from hotline.lib.days import civil_day

WORDS = {
    "take_at_desk": ("专席登记", "Take at a special desk"),
    "see_alert": ("阅知专席急报", "See an alert"),
    "ask_specialist": ("转专员", "Ask a specialist"),
    "answer_enquiry": ("专员答复", "Specialist's answer"),
    "answer_directly": ("直接答复", "Answer directly"),
}


def answers(desk: SpecialDesk, said: list[Any], at: datetime) -> Asked:
    """The answers of a step, in the order of the script in force."""
    script = queries.script(desk.id, civil_day(at))
    assert script is not None, desk.code
    return Asked(desk.code, {each.name: str(value) for each, value in zip(script.questions, said, strict=False)})


def _take_at_desk(code: str, number: str, step: Step, by: Actor, at: datetime) -> str:
    centre = drafts.seat(by)
    desk = queries.on_line(centre, str(step["line"]), civil_day(at))
    assert desk is not None, step["line"]
    matter = dict(step["matter"])
    words = {"kind": Kind(matter["kind"]), "urgency": Urgency(matter.get("urgency", Urgency.NORMAL))}
    place = {name: str(matter[name]) for name in ("category", "region") if name in matter}
    new = NewTicket(**(matter | words | place), source=SOURCE, source_id=code)
    contact = NewContact(centre, Channel.PHONE, **step["caller"])
    ending = Ending(step.get("ending", Ending.REGISTER))
    how = Finish(ending, step.get("answer", ""), asked=answers(desk, step["answers"], at))
    draft, _ = drafts.open_call(step["caller"]["phone"], by=by, at=at, desk=desk.code)
    done = drafts.finish(draft, 0, contact, new, how, by=by, at=at)
    drafts.end_call(draft, contact, by=by, at=at)
    return done["number"]


def _see_alert(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    alert = alerts.for_actor(by).get(number=number)
    alerts.see(alert.pk, by=by, at=at)


def _ask_specialist(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    desk = queries.on_line(drafts.seat(by), str(step["line"]), civil_day(at))
    assert desk is not None, step["line"]
    field = next(each for each in queries.specialisms(desk.id, at) if each.name == step["field"])
    special.ask_specialist(number, field.pk, step["question"], by=by, at=at)


def _answer_enquiry(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    row = enquiries.waiting(by).get(number=number)
    special.answer_enquiry(row.pk, step["answer"], by=by, at=at)


def _answer_directly(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    intake.answer_directly(number, step["answer"], (), by=by, at=at)


VERBS: dict[str, Play] = {
    "take_at_desk": _take_at_desk,
    "see_alert": _see_alert,
    "ask_specialist": _ask_specialist,
    "answer_enquiry": _answer_enquiry,
    "answer_directly": _answer_directly,
}
