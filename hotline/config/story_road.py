"""Steps of stories on the plain road: each calls the action that its screen calls.

A step is ``(code, number, step, by, at)``: the story (with the name of one of its tickets behind a dash, where it has
several), the number of that ticket (empty before it is taken), the step as written, who does it and when. It gives the
number of the ticket it made, or nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from hotline.flow.dispatch import actions as dispatching
from hotline.flow.followup import actions as followups
from hotline.flow.followup.words import FollowUpChannel, Satisfied, Solved, Visit
from hotline.flow.handling import actions as handling
from hotline.flow.handling.words import ContactResult, NewReply, Outcome
from hotline.flow.intake import actions as intake
from hotline.flow.intake.words import Appeal
from hotline.flow.tickets import actions as tickets
from hotline.flow.tickets import lookups
from hotline.flow.tickets.words import Channel, NewBeneficiary, NewContact, NewTicket
from hotline.ground.catalogue.words import Kind, Urgency
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor

SOURCE = "story"
Step = Mapping[str, Any]
Play = Callable[[str, str, Step, Actor, datetime], str | None]


def _take(code: str, number: str, step: Step, by: Actor, at: datetime) -> str:
    matter = dict(step["matter"])
    needy = matter.pop("beneficiary", None)
    new = NewTicket(
        **{
            **matter,
            "kind": Kind(matter["kind"]),
            "category": str(matter["category"]),
            "urgency": Urgency(matter.get("urgency", Urgency.NORMAL)),
        },
        beneficiary=NewBeneficiary(**needy) if needy else None,
        source=step.get("source", SOURCE),
        source_id=code,
    )
    [registered] = intake.take(Appeal(_caller(step, step["centre"]), (new,)), by=by, at=at)
    return registered.number


def _caller(step: Step, centre: str) -> NewContact:
    return NewContact(organisations.unit_by_code(centre).id, Channel(step["channel"]), **step["caller"])


def _submit(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    intake.submit(number, by=by, at=at)


def _accept(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    intake.accept(number, by=by, at=at)


def _dispatch(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    joint = [organisations.unit_by_code(each).id for each in step.get("joint", [])]
    lead = organisations.unit_by_code(step["lead"]).id
    dispatching.dispatch(number, lead, by=by, at=at, joint=joint, note=step.get("note", ""), why=step.get("why", ""))


def _sign(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    handling.sign(number, _assignment(number, step), by=by, at=at)


def _contact(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    handling.contact(number, _assignment(number, step), ContactResult(step["result"]), step["note"], by=by, at=at)


def _send_down(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    below = organisations.unit_by_code(step["to"]).id
    handling.send_down(number, _assignment(number, step), below, step["note"], by=by, at=at)


def _reply(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    new = NewReply(Outcome(step["outcome"]), step["internal"], step["public"], may_publish=bool(step["public"]))
    handling.reply(number, _assignment(number, step), new, by=by, at=at)


def _pass_reply(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    handling.pass_reply(number, step.get("note", ""), by=by, at=at, publish=step.get("publish", False))


def _join_contact(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    centre = organisations.unit(by.grants[0].organisation_id).code
    contact = tickets.record_contact(_caller(step, centre), by=by, at=at)
    tickets.join_contact(number, contact, step["note"], by=by, at=at)


def _follow_up(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    visit = Visit(
        FollowUpChannel.PHONE, True, True, Solved(step["solved"]), Satisfied(step["satisfied"]), note=step["note"]
    )
    followups.follow_up(number, visit, by=by, at=at)


def _assignment(number: str, step: Step) -> int:
    return lookups.open_assignment(number, organisations.unit_by_code(step["unit"]).id)


VERBS: dict[str, Play] = {
    "take": _take,
    "submit": _submit,
    "accept": _accept,
    "dispatch": _dispatch,
    "sign": _sign,
    "contact": _contact,
    "send_down": _send_down,
    "reply": _reply,
    "pass_reply": _pass_reply,
    "join_contact": _join_contact,
    "follow_up": _follow_up,
}
