"""What stands beside the forms on the benches of the hard cases, and which of their forms fit a ticket now."""

from __future__ import annotations

from typing import Any

from hotline.flow.delays import queries as delays
from hotline.flow.disputes import queries as disputes
from hotline.flow.followup import contests
from hotline.flow.followup import queries as followups
from hotline.flow.intake import queries as intake
from hotline.flow.tickets.words import MOVES, Status, Verb
from hotline.web.kit import contested, delayed, disputed, essentials

from .deed import Deed
from .seats import Seat
from .words import Bench


def fits(here: Seat, ticket: Any, deed: Deed) -> bool:
    """Whether a form of the hard cases makes sense for the ticket where it stands."""
    [verb], status = deed.verbs, Status(ticket.status)
    if verb in (Verb.GRANT_RETURN, Verb.DENY_RETURN):
        return pending_return(ticket) is not None
    if verb in (Verb.GRANT_EXTENSION, Verb.DENY_EXTENSION):
        return pending_extension(ticket) is not None
    if verb in (Verb.OVERRIDE_REFUSAL, Verb.DECLINE_OVERRIDE):
        asked = intake.override_asked(ticket.pk)
        return asked is not None and asked.proposer_id != here.by.person_id
    if verb is Verb.DECIDE_RATING:
        waiting = any(not row.verdict for row in followups.contests_of(ticket.pk))
        return status is Status.CLOSED and waiting and not contests.is_own(ticket.pk, here.by)
    if verb is Verb.SETTLE:
        return status in MOVES[verb].from_ and disputes.open_case(ticket.pk) is not None
    return status in MOVES[verb].from_


def pending_return(ticket: Any) -> Any:
    """The return that is decided next: the leading unit's before the others'."""
    waiting = disputes.pending(ticket.pk)
    rows = [row for row in disputes.returns_of(ticket.pk) if row.assignment_id in waiting and not row.verdict]
    return min(rows, key=lambda row: (row.assignment.role != "lead", row.pk), default=None)


def pending_extension(ticket: Any) -> Any:
    """The request that is decided next: the one that is due first."""
    rows = [row for row in delays.extensions(ticket.pk) if not row.verdict and row.assignment.is_open]
    return min(rows, key=lambda row: (row.due_at, row.pk), default=None)


def initial(ticket: Any, deed: Deed) -> dict[str, Any]:
    """What a form begins with: about whom it decides, and what was asked for."""
    names = deed.form.base_fields
    if "assignment" in names:
        row = pending_return(ticket)
        return {"assignment": row.assignment_id if row and row.assignment.role != "lead" else None}
    if "extension" in names:
        row = pending_extension(ticket)
        return {"extension": row.pk, "days": delays.days_wanted(row)} if row else {}
    return {}


def extra(here: Seat, ticket: Any) -> dict[str, Any]:
    """The panels of the bench."""
    found: dict[str, Any] = {}
    if here.bench in (Bench.RETURNS, Bench.ARBITRATION):
        returns, cases = list(disputes.returns_of(ticket.pk)), list(disputes.cases_of(ticket.pk))
        found["disputes"] = disputed.panel(ticket, here.by, returns, cases)
        found["precedents"] = disputed.precedents(ticket, here.by)
    elif here.bench is Bench.OVERRIDES:
        found["overrides"] = {"rows": list(intake.overrides(ticket.pk))}
        found["declined"] = intake.declined(ticket.pk).first()
        asked = intake.override_asked(ticket.pk)
        found["is_own"] = asked is not None and asked.proposer_id == here.by.person_id
    elif here.bench is Bench.RATINGS:
        found |= essentials.replies(ticket.pk)
        found["ratings"] = contested.panel(ticket, here.by, list(followups.contests_of(ticket.pk)))
        found["is_own_visit"] = contests.is_own(ticket.pk, here.by)
    else:
        found["delays"] = delayed.panel(list(delays.extensions(ticket.pk)), list(delays.suspensions(ticket.pk)))
        asked = pending_extension(ticket)
        found["room"] = delays.room(ticket, asked.assignment_id, here.at) if asked else None
    return found
