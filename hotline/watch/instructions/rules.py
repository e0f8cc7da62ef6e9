"""Pure decisions of instructions: where a task and its instruction stand, and who reaches what."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from hotline.ground.people.words import Actor, ActorKind, Capability, Grant, Scope

from .words import Outcome, Stage, TaskState

AREAS = (2, 4, 6, 9)
"""Digits of a province, a city, a county and a street: a code of another length is the area of nobody."""
OVER = TaskState.DONE, TaskState.FAILED, TaskState.TAKEN_BACK


def task_state(
    outcome: str, signed_at: datetime | None, reported_at: datetime | None, judged_at: datetime | None
) -> TaskState:
    """Where a task stands: its end; else whether something was reported that nobody has judged; else its signature."""
    if outcome:
        return TaskState(outcome)
    if is_unjudged(reported_at, judged_at):
        return TaskState.REPORTED
    return TaskState.HANDLING if signed_at else TaskState.TO_SIGN


def is_unjudged(reported_at: datetime | None, judged_at: datetime | None) -> bool:
    """Whether there is a report that came after the last judgement."""
    return reported_at is not None and (judged_at is None or judged_at < reported_at)


def stage(outcome: str, tasks: Collection[TaskState]) -> Stage:
    """What an instruction waits for."""
    if outcome:
        return Stage.CONCLUDED
    alive = [state for state in tasks if state is not TaskState.TAKEN_BACK]
    if not alive:
        return Stage.TO_SPLIT
    if TaskState.REPORTED in alive:
        return Stage.TO_JUDGE
    return Stage.TO_CONCLUDE if all(state in OVER for state in alive) else Stage.UNDER_WAY


def fitting_outcome(tasks: Collection[TaskState]) -> Outcome:
    """What the tasks themselves say of the whole."""
    return Outcome.FAILED if TaskState.FAILED in tasks else Outcome.DONE


def over_centre(grant: Grant, centre_id: int, path: str, region: str) -> bool:
    """Whether a posting reaches a centre: its own, one below it, or one in its area."""
    if grant.scope is Scope.EVERYTHING:
        return True
    if grant.scope is Scope.AREA:
        is_inside = len(grant.region_code) in AREAS and region.startswith(grant.region_code)
        return is_inside or path.startswith(grant.organisation_path)
    return grant.scope is Scope.OWN_CENTRE and centre_id == grant.organisation_id


def holds_over(actor: Actor, permission: str, centre_id: int, path: str, region: str) -> bool:
    """Whether a posting that carries the permission reaches a centre."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    return any(permission in each.permissions and over_centre(each, centre_id, path, region) for each in actor.grants)


def leads(actor: Actor, centre_id: int, path: str, region: str) -> bool:
    """Whether the actor is a leader there, and so instructs in her own name."""
    is_person = actor.kind is ActorKind.PERSON
    return is_person and holds_over(actor, Capability.LEAD_AREA, centre_id, path, region)


def acts_for(actor: Actor, permission: str, unit_id: int, path: str) -> bool:
    """Whether a posting that carries the permission is at a unit, or above it in its own tree."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    ours = (each for each in actor.grants if permission in each.permissions)
    return any(
        each.organisation_id == unit_id
        or (each.scope is Scope.UNIT_SUBTREE and path.startswith(each.organisation_path))
        for each in ours
    )
