"""What 12350 rewards add to the ticket page: whether the informant is sealed, and where her report stands."""

from __future__ import annotations

from typing import Any

from hotline.flow.rewards import queries, rights
from hotline.flow.tickets.whole import Whole
from hotline.flow.tickets.words import Verb
from hotline.ground.people.words import Actor, Capability

from .chapter import Chapter


def _panel(whole: Whole, by: Actor) -> dict[str, Any] | None:
    """For whoever handles rewards here: nobody else learns that there is an informant."""
    ticket = whole.ticket
    if not rights.may(Capability.HANDLE_REWARDS, ticket.centre_id, by):
        return None
    sealed = queries.sealed(ticket.pk)
    may_seal = sealed is None and any(way.verb is Verb.AMEND for way in whole.possible)
    if sealed is None and not may_seal:
        return None
    return {"number": ticket.number, "sealed": sealed, "report": queries.report_of(ticket.pk)}


CHAPTER = Chapter(template="ticket/panel_rewards.html", panel=_panel)
