"""What repeated appeals add to the ticket page: the chain of one citizen on one matter, and its reasoned end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hotline.flow.callers import finality, queries
from hotline.flow.callers.words import NewConclusion
from hotline.flow.followup import queries as followups
from hotline.flow.handling import queries as handling
from hotline.flow.intake import outcomes
from hotline.flow.tickets import leaving
from hotline.flow.tickets import queries as tickets
from hotline.flow.tickets.possible import Possible
from hotline.flow.tickets.whole import Whole
from hotline.flow.tickets.words import Status, Verb
from hotline.ground.catalogue.words import ReasonPurpose
from hotline.ground.people.words import Actor
from hotline.web.kit import names
from hotline.web.kit.doors import now

from . import forms_callers, traces
from .chapter import Chapter, Owed
from .deed import Deed, Doing
from .telling import Facts, reason


def _conclude(doing: Doing) -> None:
    said = doing.said
    if "decision" not in said:
        new = NewConclusion(said["reason"], said["basis"], said["explanation"])
        finality.propose(doing.number, new, seen=doing.seen, **doing.who)
    else:
        decide = finality.approve if said["decision"] == "approve" else finality.refuse
        decide(doing.number, said["opinion"], seen=doing.seen, **doing.who)


DEEDS = {
    Verb.CONCLUDE: Deed(
        forms_callers.ConcludeForm,
        _conclude,
        "gavel",
        consequence=_(
            "重办满规定次数仍未能解决的，由一人提请、另一人批准后终结；诉求人会收到理由和去处，有新的事实可以重启。"
        ),
        is_grave=True,
    )
}


def _narrow(whole: Whole, by: Actor, ways: list[Possible]) -> list[Possible]:
    """Only once the rounds are used up; a proposal that waits is another person's to decide."""
    if not ways or not queries.may_conclude(whole.ticket, at=now()):
        return []
    waiting = _pending(whole)
    return [] if waiting is not None and waiting.proposed_by_id == by.person_id else ways


def _pending(whole: Whole) -> Any:
    """The proposal of this round that waits for the second person."""
    rows = (row for row in traces.rows(whole, "conclusions") if row.round == whole.ticket.round and not row.verdict)
    return next(rows, None)


@dataclass(frozen=True, slots=True)
class Time:
    """One time the citizen came with the matter: the ticket, what she was answered, what she said of it."""

    ticket: Any
    answer: str
    visit: Any | None
    is_this: bool


def _panel(whole: Whole, by: Actor) -> dict[str, Any] | None:
    ticket = whole.ticket
    came_again = bool(whole.siblings or whole.others) and tickets.sees_people(ticket, by)
    chain = queries.chain_of(ticket, by, at=now()) if came_again else None
    concluded = traces.rows(whole, "conclusions")
    if chain is None and not concluded:
        return None
    visits = followups.last_visits([each.pk for each in chain.tickets]) if chain else {}
    times = [
        Time(each, _answer(each), visits.get(each.pk), each.pk == ticket.pk)
        for each in (chain.tickets if chain else ())
    ]
    told = [(each, reason({"reason": each.reason}, ReasonPurpose.FINALITY)) for each in concluded]
    return {"times": times[::-1], "conclusions": told}


def _answer(ticket: Any) -> str:
    """What the citizen was answered then, as it may leave the house."""
    reply = handling.public_reply(ticket.pk)
    [said] = leaving.said(ticket.pk, reply.public_text if reply else outcomes.direct_answer(ticket.pk))
    return said


def _owes(whole: Whole, by: Actor) -> list[Owed]:
    ticket = whole.ticket
    if ticket.status != Status.FOLLOW_UP or _pending(whole) is None:
        return []
    is_mine = ticket.centre_id in by.organisations() and by.holds(Verb.CONCLUDE)
    return [Owed(names.unit(ticket.centre_id), gettext("审批依规终结"), None, None, is_mine)]


def _told(facts: Facts) -> str:
    why = reason(facts, ReasonPurpose.FINALITY)
    if facts.get("to") == Status.CLOSED:
        return gettext("批准依规终结，已告知诉求人：{reason}").format(reason=why)
    if facts.get("verdict"):
        return gettext("不同意终结")
    return gettext("提请依规终结：{reason}").format(reason=why)


CHAPTER = Chapter(
    deeds=DEEDS,
    tellers={Verb.CONCLUDE: _told},
    icons={Verb.CONCLUDE: "gavel"},
    grave=frozenset({Verb.CONCLUDE}),
    narrow=_narrow,
    template="ticket/panel_callers.html",
    panel=_panel,
    owes=_owes,
)
