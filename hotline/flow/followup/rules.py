"""Pure decisions of follow-up: what comes of what the citizen said."""

from __future__ import annotations

from hotline.ground.catalogue.words import Bounds

from .words import NEGATIVE, Result, Solved, Visit


def result(visit: Visit, *, tries_before: int, rounds_done: int, bounds: Bounds) -> Result:
    """Close, rework, try again, or give up reaching the citizen.

    Not solved goes back to the unit, at most ``bounds.max_reworks`` times; the agent may ask for rework of any visit,
    or decline it with her reason. ``bounds.max_tries`` fruitless tries close the ticket as unreached, which no measure
    counts as satisfied.

    :param tries_before: fruitless tries in this round before this one.
    :param rounds_done: the ticket's round, 1 for the first.
    :param bounds: of the policy in force.
    """
    if not visit.is_contacted:
        return Result.UNREACHED if tries_before + 1 >= bounds.max_tries else Result.AGAIN
    wanted = visit.wants_rework if visit.wants_rework is not None else visit.solved is Solved.UNSOLVED
    return Result.REWORK if wanted and rounds_done <= bounds.max_reworks else Result.CLOSED


def is_complete(visit: Visit) -> bool:
    """Whether a reached citizen was asked both questions, and why, where she is not satisfied."""
    if not visit.is_contacted:
        return visit.solved is None and visit.satisfied is None
    if visit.solved is None or visit.satisfied is None:
        return False
    return visit.satisfied not in NEGATIVE or bool(visit.cause or visit.note)
