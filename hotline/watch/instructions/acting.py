"""The one way an instruction changes: its matter locked, the right checked, the journal written, all or nothing.

An instruction on a ticket is told in the ticket's own journal, so that the ticket's page tells it; one on a report in
a chain of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction

from hotline.flow.tickets import actions as tickets
from hotline.flow.tickets.words import Mark, Verb
from hotline.ground.journal import actions as journal
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor

from . import errors, rules
from .models import Instruction

TOPIC = "instruction"
Facts = dict[str, Any]


@contextmanager
def acting(
    found: Instruction, verb: Verb, *, by: Actor, at: datetime, is_party: bool = False
) -> Iterator[tuple[Instruction, Facts]]:
    """Lock the matter of an instruction, and give the instruction as it is now and the facts the journal will keep.

    :param is_party: the caller has checked that a task of the actor's own unit is concerned.
    :raises NotYours: the actor may not do this to the ticket; ``OutOfReach``: nor to the report.
    :raises ConcludedAlready: the instruction has ended.
    """
    if found.ticket is not None:
        with tickets.moving(found.ticket.number, verb, by=by, at=at, is_party=is_party) as step:
            now = _fresh(found, verb)
            step.facts["instruction"] = now.pk
            yield now, step.facts
            if now.outcome and not _others_open(now):  # it has ended just now
                step.unmark(Mark.INSTRUCTED)
        return
    with transaction.atomic():
        now = _fresh(found, verb)
        if not is_party:
            require_over(now.centre_id, verb, by)
        facts: Facts = {}
        yield now, facts
        journal.record(TOPIC, now.pk, verb, by=by, at=at, facts=facts)


def require_over(centre_id: int, verb: Verb, by: Actor) -> None:
    """Refuse whoever holds a verb nowhere, or not over the centre of a report.

    :raises OutOfReach: no posting that carries the verb reaches the centre.
    """
    centre = organisations.unit(centre_id)
    if not rules.holds_over(by, verb, centre.id, centre.path, centre.region):
        raise errors.OutOfReach(centre=centre.name, verb=verb)


def _fresh(found: Instruction, verb: Verb) -> Instruction:
    now = Instruction.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if now.outcome:
        raise errors.ConcludedAlready(who=now.concluded_by, at=f"{now.concluded_at:%m-%d}", verb=verb)
    return now


def _others_open(now: Instruction) -> bool:
    return Instruction.objects.filter(ticket=now.ticket, outcome="").exclude(pk=now.pk).exists()
