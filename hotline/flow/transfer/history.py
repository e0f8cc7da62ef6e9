"""Closed tickets whose whole road is known, written at once; and taken out again where they never happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from hotline.flow.followup import bulk as followup
from hotline.flow.followup.words import Visit
from hotline.flow.handling import bulk as handling
from hotline.flow.handling.bulk import Work
from hotline.flow.handling.words import NewReply
from hotline.flow.intake import bulk as intake
from hotline.flow.tickets import bulk as tickets
from hotline.flow.tickets.bulk import Past, Written
from hotline.ground.journal import bulk as journals
from hotline.ground.people.words import Actor


@dataclass(frozen=True, slots=True)
class Road:
    """A closed ticket of the past with what was done on its way: a direct answer, or a unit's work and its rating."""

    past: Past
    answer: str = ""
    note: str = ""
    reply: NewReply | None = None
    visit: Visit | None = None


def write(batch: Sequence[Road], *, by: Actor, at: datetime) -> list[Written]:
    """Write tickets with their answers, replies, ratings and journal; the caller holds the transaction."""
    pasts = [replace(each.past, visited=followup.told(each.visit) if each.visit else None) for each in batch]
    written = tickets.write(pasts, by=by, at=at)
    pairs = list(zip(batch, written, strict=True))
    intake.answers(
        ((done.id, road.answer, done.past.closed_at) for road, done in pairs if road.answer and done.past.closed_at),
        by=by.name,
    )
    handling.works((work for road, done in pairs if (work := _work(road, done))), by=by.name)
    followup.visits(
        ((done.id, road.visit, done.past.closed_at) for road, done in pairs if road.visit and done.past.closed_at),
        by=by.name,
    )
    journals.append("ticket", tickets.chains(written), by=by)
    return written


def _work(road: Road, done: Written) -> Work | None:
    steps = done.past.steps
    if road.reply is None or steps is None or done.assignment_id is None:
        return None
    return Work(done.assignment_id, road.note, steps.contacted_at, road.reply, steps.replied_at, steps.passed_at)
