"""Moving the main moves the members: each to its own citizen, once."""

from __future__ import annotations

import logging
from datetime import datetime

from hotline.flow.tickets import actions as tickets
from hotline.flow.tickets.words import Closing, Status, Verb
from hotline.ground.people.words import Actor
from hotline.lib.refusal import Clause, clause

from . import actions, errors, queries, rules
from .models import Member

log = logging.getLogger("hotline.groups")
BATCH = 200
BY_ITSELF: Clause = clause("主单未予受理或已转接，本单单独办理")


def follow_all(*, at: datetime) -> int:
    """Let every waiting member follow a main whose result is there; how many. One that fails keeps nobody waiting."""
    done, after = 0, 0
    while batch := _waiting(after):
        for pk, number in batch:
            after = pk
            try:
                follow(number, by=Actor.system(), at=at)
                done += 1
            except (errors.NotMerged, errors.MainNotDone):
                continue  # somebody was faster
            except Exception:
                log.exception("Ticket %s could not follow its main.", number)
    return done


def _waiting(after: int) -> list[tuple[int, str]]:
    rows = queries.members(followed_at__isnull=True, ticket__status=Status.MERGED, pk__gt=after)
    ready = rows.filter(main__status__in=(Status.FOLLOW_UP, Status.CLOSED)).order_by("pk")
    return list(ready.values_list("pk", "ticket__number")[:BATCH])


def follow(number: str, *, by: Actor, at: datetime, seen: int | None = None) -> Status:
    """Let a merged ticket follow its main: to its citizen with the main's answer, or back to dispatch; where it went.

    :raises NotMerged: it lies under no other; ``MainNotDone``: there is no result to tell yet.
    """
    main_number = actions.main_number(number)
    with tickets.holding(number, main_number):
        with tickets.moving(number, Verb.FOLLOW_MAIN, by=by, at=at, seen=seen) as step:
            member = actions.current(step)
            wanted = rules.way(Status(member.main.status), Closing.of(member.main.closing))
            if wanted is None:
                raise errors.MainNotDone(status=Status(member.main.status))
            step.to = wanted
            if wanted is Status.TO_DISPATCH:
                actions.leave(step, member, str(BY_ITSELF))
            else:
                _told(step, member)
        if wanted is Status.TO_DISPATCH:
            actions.note_gone(member, by=Actor.system(), at=at)
    return wanted


def _told(step: tickets.Step, member: Member) -> None:
    """The unit that handled the main has handled this one too."""
    Member.objects.filter(pk=member.pk).update(followed_at=step.at)
    step.changes["lead_unit_id"] = member.main.lead_unit_id
    step.facts |= {"main": member.main_id}
