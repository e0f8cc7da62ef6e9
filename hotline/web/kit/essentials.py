"""The essentials of a ticket beside a form: what is asked, by whom, what is owed, what happened so far."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hotline.flow.groups import queries as groups
from hotline.flow.handling import queries as handling
from hotline.flow.tickets import hanging, leaving, queries, whole
from hotline.flow.tickets.whole import Whole
from hotline.ground.journal import queries as journals
from hotline.ground.people.words import Actor, Capability
from hotline.lib import masks

from . import special

EARLIER = 5
STEPS = 30
TALKS = 10


def read(number: str, by: Actor, at: datetime) -> dict[str, Any]:
    """What ``kit/essentials.html`` shows of a ticket.

    :raises TicketNotFound: there is none, or the actor does not see it.
    """
    found = whole.read(number, by)
    ticket, is_hidden = found.ticket, not queries.sees_people(found.ticket, by)
    running = [clock for branch in found.branches for clock in branch.clocks] + found.clocks
    return {
        "whole": found,
        "ticket": ticket,
        "contact": ticket.contact,
        "words": ticket.words,
        "branches": found.branches,
        "clocks": sorted((clock for clock in running if clock.stopped_at is None), key=lambda clock: clock.due_at),
        "earlier": [] if is_hidden else _earlier(found),
        "timeline": journals.latest_of("ticket", ticket.pk, limit=STEPS)[::-1],
        "steps": ticket.moves + 1,
        "attachments": hanging.seen_attachments(ticket, by).count(),
        "beneficiary": None if is_hidden else found.beneficiary,
        "hides_people": is_hidden,
        "may_unmask": not is_hidden and queries.holds_over(Capability.UNMASK, ticket, by, found.units),
        "special": special.of(ticket.pk, is_hidden=is_hidden),
        "text_is_masked": _is_masked(ticket.words),
    }


def _is_masked(words: Any) -> bool:
    said = "\n".join((words.title, words.text, words.wish, words.place))
    return masks.mask_text(said) != said


def _earlier(found: Whole) -> list[Any]:
    return sorted([*found.siblings, *found.others], key=lambda each: each.registered_at, reverse=True)[:EARLIER]


def replies(ticket_id: int) -> dict[str, Any]:
    """What ``kit/reply.html`` shows: the leading unit's reply as the citizen will read it, the others', the talks.

    Of a ticket that followed a main ticket, the reply is the main's.
    """
    found, main = list(handling.replies(ticket_id)), groups.answered_by(ticket_id)
    lead = handling.lead_reply(main)
    public = lead.public_text if lead else ""
    [shown] = leaving.said(ticket_id, *leaving.said(main, public))
    return {
        "reply": lead,
        "others": [each for each in found if lead is None or each.pk != lead.pk],
        "talks": list(handling.talks(ticket_id)[:TALKS]),
        "public": shown,
        "is_masked": shown != public,
    }
