"""Reading callers: the mark on a number, marks for who keeps them, and chains of tickets on one matter."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from hotline.flow.groups import queries as groups
from hotline.flow.tickets import callers
from hotline.ground.catalogue import queries as catalogue
from hotline.ground.people.words import Actor
from hotline.ground.privacy import queries as privacy
from hotline.lib import identity

from . import errors, rules
from .models import CallerMark, Conclusion, MarkTerms
from .words import USUAL, Chain, MarkState, MarkVerdict, Terms

LOOKED_AT = 60
"""How many of a caller's latest tickets are laid in chains."""


def active(phone: str, centre_id: int, *, at: datetime) -> CallerMark | None:
    """The mark in force on a number at a centre, if there is one."""
    index = privacy.blind(identity.phone(phone).normal)
    if index is None:
        return None
    rows = CallerMark.objects.filter(phone_index=index, centre_id=centre_id, verdict=MarkVerdict.APPROVED)
    return rows.filter(lifted_at__isnull=True, until__gt=at).order_by("-until").first()


def state(row: CallerMark, at: datetime) -> MarkState:
    """Where a mark stands at a moment."""
    return rules.state(row.verdict, row.until, row.lifted_at, at)


def terms(on: date) -> Terms:
    """How long a mark may last on a day."""
    row = MarkTerms.objects.filter(from_on__lte=on).order_by("-from_on").first()
    return Terms(row.usual_days, row.most_days) if row else USUAL


def all_terms() -> QuerySet[MarkTerms]:
    """Every set of terms, the first in force first."""
    return MarkTerms.objects.all()


def marks(within: Q, *, waiting: bool) -> QuerySet[CallerMark]:
    """The marks of some centres: those that wait for the second person, or the others; the latest first.

    :param within: the condition on a mark (``centre__…``) under which the reader sees it.
    """
    rows = CallerMark.objects.filter(within).select_related("proposed_by", "decided_by", "lifted_by")
    return (rows.filter(verdict="") if waiting else rows.exclude(verdict="")).order_by("-pk")


def mark(identifier: int, within: Q) -> CallerMark:
    """One mark.

    :raises MarkNotFound: there is none, or the reader does not see it.
    """
    rows = CallerMark.objects.filter(within).select_related("proposed_by", "decided_by", "lifted_by")
    found = rows.filter(pk=identifier).first()
    if found is None:
        raise errors.MarkNotFound
    return found


def earlier_marks(row: CallerMark) -> QuerySet[CallerMark]:
    """The other marks of the same number at the same centre, the latest first."""
    rows = CallerMark.objects.filter(phone_index=row.phone_index, centre_id=row.centre_id).exclude(pk=row.pk)
    return rows.order_by("-pk")


def conclusions(ticket_id: int) -> QuerySet[Conclusion]:
    """Every proposal to conclude a ticket, the latest first."""
    rows = Conclusion.objects.filter(ticket_id=ticket_id).select_related("proposed_by", "decided_by")
    return rows.order_by("-pk")


def pending(ticket: Any) -> Conclusion | None:
    """The proposal of this round that waits for the second person."""
    return conclusions(ticket.pk).filter(round=ticket.round, verdict="").first()


def may_conclude(ticket: Any, *, at: datetime) -> bool:
    """Whether a ticket was reworked as often as the policy allows."""
    return bool(ticket.round > catalogue.bounds(at).max_reworks)


def told(ticket_id: int) -> str:
    """What the citizen of a concluded ticket is told; empty where it was not concluded so."""
    rows = conclusions(ticket_id).filter(verdict=MarkVerdict.APPROVED)
    return rows.values_list("explanation", flat=True).first() or ""


def chains(phone: str, actor: Actor, *, at: datetime) -> list[Chain]:
    """The matters with which a number came more than once, the latest first, as far as the actor sees them."""
    index = privacy.blind(identity.phone(phone).normal)
    found = callers.tickets_of(actor, phone_index=index)[:LOOKED_AT] if index else []
    return [chain for chain in _laid(found, at) if chain.count > 1]


def chain_of(ticket: Any, actor: Actor, *, at: datetime) -> Chain | None:
    """The chain a ticket belongs to; None where its caller came with it once, or is not known."""
    contact = ticket.contact
    which = {"phone_index": contact.phone_index} if contact.phone_index else {"identity_index": contact.identity_index}
    if not any(which.values()):
        return None
    found = callers.tickets_of(actor, **which)[:LOOKED_AT]
    ours = (chain for chain in _laid(found, at) if any(each.pk == ticket.pk for each in chain.tickets))
    chain = next(ours, None)
    return chain if chain is not None and chain.count > 1 else None


def _laid(found: Iterable[Any], at: datetime) -> list[Chain]:
    """Tickets laid in chains: each joins the first chain one of whose tickets is about the same matter."""
    laid: list[list[Any]] = []
    for ticket in sorted(found, key=lambda each: (each.registered_at, each.pk)):
        known = next((each for each in laid if any(groups.is_one_matter(ticket, other, at) for other in each)), None)
        if known is None:
            laid.append([ticket])
        else:
            known.append(ticket)
    made = [Chain(tuple(each)) for each in laid]
    return sorted(made, key=lambda chain: chain.latest.registered_at, reverse=True)
