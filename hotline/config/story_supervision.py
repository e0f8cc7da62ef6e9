"""Steps of stories about supervision: an order is given, signed for, reported on, judged."""

from __future__ import annotations

from datetime import datetime

from hotline.config.story_road import Play, Step
from hotline.flow.intake import additions
from hotline.flow.tickets import queries as tickets
from hotline.ground.calendar.words import SHANGHAI
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor
from hotline.watch.supervision import actions, queries
from hotline.watch.supervision.words import Grade, Judging, NewOrder, Verdict


def order_of(number: str, by: Actor) -> int:
    """The latest order about a ticket that is still open."""
    found = queries.of_ticket(tickets.ticket(number, by).pk, by)
    return next(int(each.pk) for each in found if not each.outcome)


def _supervise(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    due = datetime.fromisoformat(str(step["due"])).replace(tzinfo=SHANGHAI)
    target = organisations.unit_by_code(step["target"]).id
    new = NewOrder(Grade(step["grade"]), target, step["reason"], step["demand"], due)
    actions.supervise([number], new, by=by, at=at)


def _receipt(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    actions.sign(order_of(number, by), by=by, at=at)


def _feedback(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    actions.feed_back(order_of(number, by), step["text"], by=by, at=at)


def _judge(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    due = datetime.fromisoformat(step["due"]).replace(tzinfo=SHANGHAI) if "due" in step else None
    judging = Judging(Verdict(step["verdict"]), step.get("opinion", ""), due)
    actions.judge(order_of(number, by), judging, by=by, at=at)


def _add_note(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    additions.add_note(number, step["note"], by=by, at=at)


VERBS: dict[str, Play] = {
    "supervise": _supervise,
    "supervision_receipt": _receipt,
    "supervision_feedback": _feedback,
    "judge_supervision": _judge,
    "add_note": _add_note,
}
