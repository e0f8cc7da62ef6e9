"""What stands beside the form: the ticket's essentials, and what each bench needs to know to decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from hotline.flow.dispatch import queries as dispatching
from hotline.flow.dispatch.words import Candidate
from hotline.flow.followup import queries as followups
from hotline.flow.groups import queries as groups
from hotline.flow.intake import queries as intake
from hotline.flow.tickets.words import Closing, FollowUpWish, Status, Verb
from hotline.ground.catalogue import queries as catalogue
from hotline.ground.catalogue.words import ReasonPurpose
from hotline.lib import masks
from hotline.web.kit import disputed, essentials, names
from hotline.web.kit.doors import now

from . import forms, hard
from .deed import Deed
from .seats import Seat
from .verbs import DEEDS
from .words import HARD, Bench


@dataclass(frozen=True, slots=True)
class Option:
    """One unit the dispatcher may choose, with the row that speaks for it in the reader's words."""

    candidate: Candidate
    category: str
    region: str
    department: str
    is_first: bool


def context(here: Seat, ticket: Any, bound: Mapping[str, Any]) -> dict[str, Any]:
    """Everything the split page shows of one ticket.

    :param bound: forms that were posted and refused, by deed; the others are made fresh.
    """
    found = essentials.read(ticket.number, here.by, here.at) | {"may": possible(here, ticket)}
    found |= EXTRA[here.bench](here, ticket)
    found["forms"] = {name.replace("-", "_"): bound.get(name) or fresh(here, name, ticket) for name in found["may"]}
    found["hard"] = _hard(found["may"], found["forms"])
    return found


def _hard(may: Mapping[str, bool], made: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The forms of the hard cases as ``bench/hard_forms.html`` draws them, the usual one first."""
    offered = [(name, DEEDS[name]) for name in may if DEEDS[name].icon]
    first = next((name for name, deed in offered if not deed.key), "")
    return [
        {
            "name": name,
            "verb": deed.verbs[0],
            "form": made[name.replace("-", "_")],
            "icon": deed.icon,
            "key": deed.key,
            "is_first": name == first,
        }
        for name, deed in offered
    ]


def possible(here: Seat, ticket: Any) -> dict[str, bool]:
    """The deeds of the bench the actor may do to this ticket where it stands."""
    return {name: True for name, deed in DEEDS.items() if here.bench in deed.benches and _fits(here, ticket, deed)}


def _fits(here: Seat, ticket: Any, deed: Deed) -> bool:
    status = Status(ticket.status)
    if not any(here.by.holds(verb) for verb in deed.verbs):
        return False
    if deed.icon and (here.bench in HARD or here.bench.status is status):
        return hard.fits(here, ticket, deed)
    if here.bench.status is not None:
        return status is here.bench.status
    is_refused = ticket.closing == Closing.REFUSED
    return status is Status.CLOSED and (deed.verbs == (Verb.PROPOSE_OVERRIDE,)) == is_refused


def fresh(here: Seat, name: str, ticket: Any) -> forms.DeedForm:
    """A deed's form, nothing typed yet."""
    form = DEEDS[name].form
    return form(initial=initial(name, ticket), **_told(here, form, ticket), prefix=None, auto_id=f"{name}_%s")


def read(here: Seat, name: str, ticket: Any) -> forms.DeedForm:
    """A deed's form as it was posted."""
    form = DEEDS[name].form
    given = _told(here, form, ticket)
    return form(here.request.POST, initial=initial(name, ticket), auto_id=f"{name}_%s", **given)


def _told(here: Seat, form: type[forms.DeedForm], ticket: Any) -> dict[str, Any]:
    if form is not forms.DispatchForm:
        return {}
    return {"named": [each.unit.id for each in candidates(here, ticket)], "area": here.centre.region}


def initial(name: str, ticket: Any) -> dict[str, Any]:
    """What a form begins with."""
    begun: dict[str, Any] = {"seen": ticket.moves}
    if DEEDS[name].form is forms.AmendForm:
        begun |= {"title": ticket.words.title, "kind": ticket.kind, "urgency": ticket.urgency}
        begun |= {"category": ticket.category_id or "", "region": ticket.region_id or ""}
    begun |= hard.initial(ticket, DEEDS[name])
    if DEEDS[name].form is forms.PassForm:
        begun["public_title"] = masks.mask_text(ticket.words.title)
    return begun


def candidates(here: Seat, ticket: Any) -> list[Candidate]:
    """The units the directory names, best first."""
    on = timezone.localdate(here.at)
    return dispatching.candidates(ticket.category_id or "", ticket.region_id or "", on, centre_level=here.centre.level)


def _for_review(here: Seat, ticket: Any) -> dict[str, Any]:
    proposal = intake.proposed([ticket.pk]).get(ticket.pk)
    reason = catalogue.reason(ReasonPurpose.REFUSE, proposal.reason) if proposal else None
    return {"proposal": proposal, "proposal_reason": reason} | _likely(here, ticket)


def _likely(here: Seat, ticket: Any) -> dict[str, Any]:
    """Tickets under which this one may belong."""
    return {"likely": groups.suggestions(ticket, here.by, at=here.at)}


def _for_dispatch(here: Seat, ticket: Any) -> dict[str, Any]:
    found = candidates(here, ticket)
    before = {"precedents": disputed.precedents(ticket, here.by)}
    return {"options": [option(each, place == 0) for place, each in enumerate(found)]} | before | _likely(here, ticket)


def option(each: Candidate, is_first: bool) -> Option:
    """A candidate with its ground in the reader's words: category × region → department."""
    rule, _, department = each.ground.partition(" → ")
    category, _, region = rule.partition(" × ")
    where = "" if region == "*" else names.region(region, is_full=True)
    return Option(each, names.category(category, is_full=True), where, department, is_first)


def _for_sent(here: Seat, ticket: Any) -> dict[str, Any]:
    return {}


def _for_reply(here: Seat, ticket: Any) -> dict[str, Any]:
    return essentials.replies(ticket.pk)


def _for_follow_up(here: Seat, ticket: Any) -> dict[str, Any]:
    return _for_reply(here, ticket) | {
        "outlook": followups.outlook(ticket.pk, ticket.round, at=now()),
        "visits": list(followups.visits(ticket.pk)[:10]),
        "wish": ticket.contact.follow_up if ticket.contact.follow_up != FollowUpWish.ANY else "",
    }


def _for_any(here: Seat, ticket: Any) -> dict[str, Any]:
    found = _for_follow_up(here, ticket)
    found["proposal"] = intake.declined(ticket.pk).first() if ticket.closing == Closing.REFUSED else None
    return found


EXTRA = {
    Bench.REVIEW: _for_review,
    Bench.DISPATCH: _for_dispatch,
    Bench.SENT: _for_sent,
    **dict.fromkeys(HARD, hard.extra),
    Bench.REPLIES: _for_reply,
    Bench.FOLLOW_UP: _for_follow_up,
    Bench.TICKETS: _for_any,
}
