"""What lies on a ticket beside the road, asked in one query: what is not there, no part of the page reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from hotline.flow.callers import queries as callers
from hotline.flow.delays import queries as delays
from hotline.flow.disputes import queries as disputes
from hotline.flow.followup import queries as followups
from hotline.flow.groups import queries as groups
from hotline.flow.handling import queries as handling
from hotline.flow.intake import queries as intake
from hotline.flow.teams import queries as teams
from hotline.flow.tickets import hanging
from hotline.flow.tickets.whole import Whole
from hotline.ground.desks import queries as desks
from hotline.lib import statements
from hotline.watch.feeds import queries as feeds
from hotline.watch.instructions import queries as instructions
from hotline.watch.supervision import queries as supervision
from hotline.watch.topics import queries as topics

TRACES: Mapping[str, Callable[[int], Any]] = {
    "desk": desks.intakes,
    "answers": intake.answers,
    "declined": intake.declined,
    "overrides": intake.overrides,
    "returns": disputes.returns_of,
    "cases": disputes.cases_of,
    "extensions": delays.extensions,
    "suspensions": delays.suspensions,
    "membership": lambda ticket: groups.members(ticket_id=ticket),
    "members": lambda ticket: groups.members(main_id=ticket),
    "links": groups.links_of,
    "orders": supervision.links_of,
    "deliveries": feeds.on_ticket,
    "topics": topics.on_ticket,
    "instructions": instructions.of_ticket,
    "conclusions": callers.conclusions,
    "teams": teams.teams_of,
    "contests": followups.contests_of,
    "visits": followups.visits,
    "replies": handling.replies,
    "attachments": hanging.files_of,
    "joined": hanging.calls_of,
}
"""By name: the rows of a kind on a ticket the reader sees, whatever of them she sees."""
SOME = -1
"""Stands in the statement for the ticket that is asked about."""


def lies(whole: Whole, name: str) -> bool:
    """Whether there is any row of a kind on the ticket."""
    return name in whole.once("traces", lambda: _found(whole.ticket.pk))


def _found(ticket: int) -> frozenset[str]:
    sql, params = _statement()
    found = statements.row(sql, (ticket if each == SOME else each for each in params))
    return frozenset(name for name, is_there in zip(TRACES, found, strict=True) if is_there)


@cache
def _statement() -> tuple[str, list[Any]]:
    """Built once: building twenty queries anew takes longer than asking them."""
    return statements.presence(read(SOME) for read in TRACES.values())


def rows(whole: Whole, name: str, read: Callable[[], Iterable[Any]] | None = None) -> list[Any]:
    """The rows of a kind, read once for the whole page where there are any.

    :param read: how they are read, where not every row is for the reader.
    """
    if not lies(whole, name):
        return []
    return whole.once(name, lambda: list(read() if read else TRACES[name](whole.ticket.pk)))
