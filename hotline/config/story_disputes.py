"""Steps of stories in which a matter is disputed, delayed, hastened or taken after all."""

from __future__ import annotations

from datetime import datetime

from hotline.config.story_road import Play, Step
from hotline.flow.delays import actions as extensions
from hotline.flow.delays import lanes, suspensions
from hotline.flow.delays import queries as delays
from hotline.flow.disputes import actions as returns
from hotline.flow.disputes import arbitration
from hotline.flow.disputes.words import Meeting, Member, Objection, Ruling
from hotline.flow.intake import actions as intake
from hotline.flow.intake import overrides
from hotline.flow.tickets import lookups
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor


def _unit(step: Step, name: str) -> int | None:
    return organisations.unit_by_code(step[name]).id if step.get(name) else None


def _named(step: Step, name: str = "unit") -> int:
    return organisations.unit_by_code(step[name]).id


def _assignment(number: str, step: Step) -> int:
    return lookups.open_assignment(number, _named(step))


def _joint(number: str, step: Step) -> int | None:
    """The assignment of the joint unit a decision is about; None for the lead's."""
    return _assignment(number, step) if step.get("unit") else None


def _return(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    objection = Objection(step["reason"], step["basis"], step.get("note", ""), _unit(step, "suggested"))
    returns.return_(number, _assignment(number, step), objection, by=by, at=at)


def _grant_return(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    is_wrong = bool(step.get("wrong", True))
    on = _joint(number, step)
    returns.grant(number, step.get("opinion", ""), by=by, at=at, assignment_id=on, is_wrong_dispatch=is_wrong)


def _deny_return(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    returns.deny(number, step["opinion"], by=by, at=at, assignment_id=_joint(number, step))


def _open_arbitration(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    panel = tuple(Member(each) for each in step.get("panel", Member))
    arbitration.open_arbitration(number, step["why"], Meeting(panel, step.get("meets_on")), by=by, at=at)


def _dispute(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    arbitration.dispute(number, step["why"], by=by, at=at)


def _handle_first(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    arbitration.handle_first(number, _named(step), step["why"], by=by, at=at)


def _arbitrate(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    ruling = Ruling(step["minutes"], step["ground"], _unit(step, "liable"), _unit(step, "handle_first"))
    arbitration.arbitrate(number, ruling, by=by, at=at)


def _settle(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    arbitration.settle(number, _named(step), step["ground"], by=by, at=at)


def _extend(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    days, told = step["days"], step.get("told_how", "")
    extensions.ask_days(number, _assignment(number, step), days, step["reason"], step["why"], told, by=by, at=at)


def _asked(number: str, step: Step) -> int:
    row = delays.asked(_assignment(number, step))
    return row.pk if row else 0


def _grant_extension(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    extensions.grant_days(number, _asked(number, step), step.get("days"), step.get("opinion", ""), by=by, at=at)


def _deny_extension(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    extensions.deny_extension(number, _asked(number, step), step["opinion"], by=by, at=at)


def _suspend(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    suspensions.suspend(number, step["reason"], step["cause"], by=by, at=at)


def _review_suspension(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    suspensions.review_suspension(number, step["why"], by=by, at=at)


def _resume(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    suspensions.resume(number, step["why"], by=by, at=at)


def _escalate(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    lanes.escalate(number, step["reason"], step["why"], by=by, at=at)


def _expedite(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    lanes.expedite(number, step["why"], by=by, at=at)


def _propose_refusal(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    intake.propose_refusal(number, step["reason"], step.get("advice", ""), by=by, at=at)


def _refuse(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    intake.refuse(number, step["reason"], step.get("advice", ""), by=by, at=at)


def _propose_override(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    overrides.propose_override(number, step["why"], by=by, at=at)


def _override_refusal(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    overrides.override_refusal(number, step.get("opinion", ""), by=by, at=at)


VERBS: dict[str, Play] = {
    "return": _return,
    "grant_return": _grant_return,
    "deny_return": _deny_return,
    "open_arbitration": _open_arbitration,
    "dispute": _dispute,
    "handle_first": _handle_first,
    "arbitrate": _arbitrate,
    "settle": _settle,
    "extend": _extend,
    "grant_extension": _grant_extension,
    "deny_extension": _deny_extension,
    "suspend": _suspend,
    "review_suspension": _review_suspension,
    "resume": _resume,
    "escalate": _escalate,
    "expedite": _expedite,
    "propose_refusal": _propose_refusal,
    "refuse": _refuse,
    "propose_override": _propose_override,
    "override_refusal": _override_refusal,
}
