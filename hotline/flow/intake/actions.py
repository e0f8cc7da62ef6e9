"""Taking appeals in: from what somebody said to registered tickets, and the ends a ticket may find at the desk."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import IntegrityError

from hotline.flow.tickets import actions as tickets
from hotline.flow.tickets import said
from hotline.flow.tickets.words import Closing, Registered, Verb
from hotline.ground.catalogue import queries as catalogue
from hotline.ground.catalogue.words import ReasonPurpose
from hotline.ground.knowledge import queries as knowledge
from hotline.ground.people.words import Actor
from hotline.lib import statements
from hotline.lib.days import civil_day

from . import checks, errors
from .models import Answer, Declined, Request
from .words import Appeal


def take(appeal: Appeal, *, by: Actor, at: datetime, submitted: bool = False) -> list[Registered]:
    """Note a contact and register each of its matters, all or nothing.

    :raises BadInput: and the refusals of ``errors``: a field that cannot be right; nothing is written.
    :raises NotPermitted: the actor may not register for this centre.
    """
    clean = checks.cleaned(appeal, at)
    with statements.together():
        return _register(clean, by, at, submitted)


def _register(clean: Appeal, by: Actor, at: datetime, submitted: bool) -> list[Registered]:
    contact = tickets.record_contact(clean.contact, by=by, at=at)
    return [tickets.register(matter, contact, by=by, at=at, submitted=submitted) for matter in clean.matters]


def take_once(appeal: Appeal, *, sender: str, key: str, by: Actor, at: datetime) -> tuple[list[Registered], bool]:
    """Like ``take``, but the same sender's same key gives the same answer and registers nothing again.

    The second value says whether it was a repetition. A repetition is noticed by the key's own constraint, after the
    work and undoing it: the first time, which is the rule, then costs no look-up.

    :raises SameKeyOtherContent: the key was used for something else.
    """
    digest, clean = _digest(appeal), checks.cleaned(appeal, at)
    try:
        with statements.together():
            registered = _register(clean, by, at, submitted=True)
            answer = json.dumps([asdict(each) for each in registered])
            statements.insert(Request(sender=sender, key=key, digest=digest, answer=answer, at=at))
    except IntegrityError:
        known = _answered(sender, key, digest)
        if known is None:
            raise
        return known, True
    return registered, False


def _digest(appeal: Appeal) -> bytes:
    return hashlib.sha256(json.dumps(asdict(appeal), sort_keys=True, default=str).encode()).digest()


def _answered(sender: str, key: str, digest: bytes) -> list[Registered] | None:
    known = Request.objects.filter(sender=sender, key=key).first()
    if known is None:
        return None
    if bytes(known.digest) != digest:
        raise errors.SameKeyOtherContent(key=key)
    return [Registered(**each) for each in json.loads(known.answer)]


def submit(number: str, *, by: Actor, at: datetime, seen: int | None = None) -> None:
    """Hand a registered (or supplemented) ticket to review."""
    tickets.move(number, Verb.SUBMIT, by=by, at=at, seen=seen)


def send_back(number: str, reason: str, missing: str, *, by: Actor, at: datetime, seen: int | None = None) -> None:
    """Give a ticket back to the agent, naming what is missing.

    :raises UnknownReason: no such reason.
    """
    _listed(ReasonPurpose.SUPPLEMENT, reason)
    missing = said.words(missing)
    tickets.move(number, Verb.SEND_BACK, by=by, at=at, seen=seen, reason=reason, missing=missing)


def accept(number: str, *, by: Actor, at: datetime, seen: int | None = None) -> None:
    """Pass a ticket from review to dispatch."""
    tickets.move(number, Verb.ACCEPT, by=by, at=at, seen=seen)


def answer_directly(number: str, text: str, entries: Sequence[str], *, by: Actor, at: datetime) -> None:
    """Close a ticket with an answer given on the spot, citing the knowledge entries used.

    :raises NothingSaid: an empty answer.
    """
    text = said.words(text, said.LONG)
    if not text:
        raise errors.NothingSaid
    found = knowledge.published(entries, on=civil_day(at))
    with tickets.moving(number, Verb.ANSWER_DIRECTLY, by=by, at=at) as step:
        answer = Answer.objects.create(ticket=step.ticket, text=text, answered_at=at, answered_by=by.name)
        answer.entries.set(found)
        step.changes["closing"] = Closing.ANSWERED
        step.facts["entries"] = [entry.code for entry in found]


def propose_refusal(number: str, reason: str, advice: str, *, by: Actor, at: datetime) -> None:
    """Ask the shift lead to refuse a ticket that is out of scope.

    :raises UnknownReason: no such reason.
    """
    listed = _listed(ReasonPurpose.REFUSE, reason)
    advice = said.words(advice, said.LONG) or listed
    with tickets.moving(number, Verb.PROPOSE_REFUSAL, by=by, at=at) as step:
        Declined.objects.create(ticket=step.ticket, reason=reason, advice=advice, proposed_at=at, proposed_by=by.name)
        step.facts |= {"reason": reason}


def refuse(number: str, reason: str, advice: str, *, by: Actor, at: datetime, seen: int | None = None) -> None:
    """Refuse a ticket, saying why and where to go instead; confirms a proposal where there is one.

    :raises UnknownReason: no such reason.
    """
    listed = _listed(ReasonPurpose.REFUSE, reason)
    advice = said.words(advice, said.LONG) or listed
    with tickets.moving(number, Verb.REFUSE, by=by, at=at, seen=seen) as step:
        declined = Declined.objects.filter(ticket=step.ticket, confirmed_at__isnull=True).last()
        if declined is None:
            declined = Declined(ticket=step.ticket, proposed_at=at, proposed_by=by.name)
        declined.reason, declined.advice = reason, advice
        declined.confirmed_at, declined.confirmed_by = at, by.name
        declined.save()
        step.changes["closing"] = Closing.REFUSED
        step.facts |= {"reason": reason, "advice": advice}


def transfer(number: str, target: str, note: str, *, by: Actor, at: datetime) -> None:
    """Close a ticket by handing the caller to 110, 119, 120 and the like.

    :raises UnknownReason: no such target.
    """
    _listed(ReasonPurpose.TRANSFER, target)
    note = said.words(note)
    changes: Mapping[str, Any] = {"closing": Closing.TRANSFERRED}
    tickets.move(number, Verb.TRANSFER, by=by, at=at, changes=changes, target=target, note=note)


def _listed(purpose: ReasonPurpose, code: str) -> str:
    """The advice that goes with a listed reason.

    :raises UnknownReason: no such reason.
    """
    found = catalogue.reason(purpose, code)
    if found is None:
        raise errors.UnknownReason(code=code)
    return str(found.advice)
