"""Marks on numbers: proposed, approved or refused by another person, lifted. No mark keeps a call from being taken."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from hotline.flow.tickets import said
from hotline.flow.tickets.words import Verb
from hotline.ground.catalogue import queries as catalogue
from hotline.ground.catalogue.words import ReasonPurpose
from hotline.ground.journal import actions as journal
from hotline.ground.organisations import queries as organisations
from hotline.ground.outbox import actions as outbox
from hotline.ground.outbox.words import NewNotice, NoticeKind
from hotline.ground.people import queries as people
from hotline.ground.people.words import Actor, Capability
from hotline.ground.privacy import queries as privacy
from hotline.lib import identity, masks
from hotline.lib.days import civil_day, minute
from hotline.lib.refusal import NotPermitted, clause

from . import errors, queries
from .models import CallerMark
from .words import MarkState, MarkVerdict, NewMark

TOPIC = "caller_mark"
EVIDENCE = 2_000


def propose(phone: str, centre_id: int, new: NewMark, *, by: Actor, at: datetime) -> int:
    """Ask for a mark on a number; the mark's id.

    :raises NotPermitted: the actor takes no calls for the centre.
    :raises NoNumber, UnlistedReason, NoEvidence: something is missing.
    :raises ProposedAlready, MarkedAlready: the number has one.
    """
    if by.person_id is None or not any(
        grant.organisation_id == centre_id and Verb.REGISTER in grant.permissions for grant in by.grants
    ):
        raise NotPermitted(verb=clause("提请骚扰标记"))
    evidence, normal = said.words(new.evidence, EVIDENCE, clause("依据")), identity.phone(phone).normal
    index = privacy.blind(normal)
    if index is None:
        raise errors.NoNumber
    if new.reason not in {each.code for each in catalogue.reasons(ReasonPurpose.NUISANCE, civil_day(at))}:
        raise errors.UnlistedReason
    if not evidence:
        raise errors.NoEvidence
    with transaction.atomic():
        standing = queries.active(normal, centre_id, at=at)
        if standing is not None and standing.until is not None:
            raise errors.MarkedAlready(until=minute(standing.until))
        row = CallerMark(centre_id=centre_id, phone_index=index, shown=masks.phone(normal), reason=new.reason)
        row.evidence, row.proposed_at, row.proposed_by_id = masks.mask_text(evidence), at, by.person_id
        _insert(row)
        journal.record(TOPIC, row.pk, "propose_mark", by=by, at=at, facts={"reason": new.reason, "centre": centre_id})
        seconds = people.holders(Capability.MARK_CALLERS, centre_id, civil_day(at)) - {by.person_id}
        _tell(row, NoticeKind.MARK_WAITING, seconds, at)
    return row.pk


def _insert(row: CallerMark) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise errors.ProposedAlready from None


def approve(mark_id: int, days: int, opinion: str, *, by: Actor, at: datetime) -> None:
    """Put a mark in force for some days.

    :raises TermTooLong: more days than the terms allow, or none.
    :raises MarkNotFound, NotPermitted, NotBySelf, DecidedAlready: it is not hers to decide.
    """
    opinion, terms = said.words(opinion), queries.terms(civil_day(at))
    if not 1 <= days <= terms.most_days:
        raise errors.TermTooLong(most=terms.most_days)
    with transaction.atomic():
        row = _waiting(mark_id, by)
        row.until = at + timedelta(days=days)
        _decide(row, MarkVerdict.APPROVED, opinion, by, at)


def refuse(mark_id: int, opinion: str, *, by: Actor, at: datetime) -> None:
    """Put no mark on the number.

    :raises NoReason: the second person must say why.
    :raises MarkNotFound, NotPermitted, NotBySelf, DecidedAlready: it is not hers to decide.
    """
    opinion = said.reason(opinion)
    with transaction.atomic():
        _decide(_waiting(mark_id, by), MarkVerdict.REFUSED, opinion, by, at)


def lift(mark_id: int, why: str, *, by: Actor, at: datetime) -> None:
    """End a mark before its time.

    :raises NoReason: no reason given; ``NotInForce``: it has ended, or never began.
    :raises MarkNotFound, NotPermitted: it is not hers.
    """
    why = said.reason(why)
    with transaction.atomic():
        row = _locked(mark_id, by)
        state = queries.state(row, at)
        if state is not MarkState.ACTIVE:
            raise errors.NotInForce(state=state)
        row.lifted_at, row.lifted_by_id, row.lifted_why = at, by.person_id, why
        row.save(update_fields=["lifted_at", "lifted_by", "lifted_why"])
        journal.record(TOPIC, row.pk, "lift_mark", by=by, at=at, facts={"why": why})
        _tell(row, NoticeKind.MARK_DECIDED, {row.proposed_by_id}, at)


def _locked(mark_id: int, by: Actor) -> CallerMark:
    row = CallerMark.objects.select_for_update().filter(pk=mark_id).first()
    if row is None:
        raise errors.MarkNotFound
    centre = organisations.unit(row.centre_id)
    by.require_over(Capability.MARK_CALLERS, centre.region, centre.id, centre.path)
    return row


def _waiting(mark_id: int, by: Actor) -> CallerMark:
    row = _locked(mark_id, by)
    if row.verdict:
        raise errors.DecidedAlready(who=row.decided_by.name if row.decided_by else "—")
    if by.person_id is None or row.proposed_by_id == by.person_id:
        raise errors.NotBySelf
    return row


def _decide(row: CallerMark, verdict: MarkVerdict, opinion: str, by: Actor, at: datetime) -> None:
    row.verdict, row.opinion, row.decided_at, row.decided_by_id = verdict, opinion, at, by.person_id
    row.save(update_fields=["verdict", "opinion", "decided_at", "decided_by", "until"])
    facts = {"verdict": verdict, "opinion": opinion, "until": row.until}
    journal.record(TOPIC, row.pk, f"{verdict}_mark", by=by, at=at, facts=facts)
    _tell(row, NoticeKind.MARK_DECIDED, {row.proposed_by_id}, at)


def _tell(row: CallerMark, kind: NoticeKind, whom: set[int], at: datetime) -> None:
    facts = {"mark": row.pk, "shown": row.shown}
    key = f"{kind}:{row.pk}:{at.timestamp()}"
    outbox.notify([NewNotice(kind, f"{key}:{each}", person_id=each, facts=facts) for each in sorted(whom)], at=at)
