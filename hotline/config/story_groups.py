"""Steps of stories in which several people report one matter."""

from __future__ import annotations

from datetime import datetime

from hotline.config.story_road import SOURCE, Play, Step
from hotline.flow.groups import actions as groups
from hotline.flow.groups import following
from hotline.flow.handling import actions as handling
from hotline.flow.tickets import lookups
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor


def _merge(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    story, name = code.partition("-")[0], step.get("into", "")
    main = lookups.number_by_source(SOURCE, f"{story}-{name}" if name else story)
    groups.merge(number, main or "", step["why"], by=by, at=at)


def _unmerge(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    groups.unmerge(number, step["why"], by=by, at=at)


def _follow_main(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    following.follow(number, by=by, at=at)


def _add_joint(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    ours = lookups.open_assignment(number, organisations.unit_by_code(step["unit"]).id)
    handling.add_joint(number, ours, organisations.unit_by_code(step["to"]).id, step["note"], by=by, at=at)


VERBS: dict[str, Play] = {
    "merge": _merge,
    "unmerge": _unmerge,
    "follow_main": _follow_main,
    "add_joint": _add_joint,
}
