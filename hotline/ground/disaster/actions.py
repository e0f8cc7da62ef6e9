"""Switching disaster mode on and off: with reason and expiry, once a region, by two people for the whole province."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from hotline.ground.catalogue import queries as catalogue
from hotline.ground.journal import actions as journal
from hotline.ground.organisations import queries as organisations
from hotline.ground.outbox import actions as outbox
from hotline.ground.outbox.words import NewNotice, NoticeKind
from hotline.ground.people.words import Actor, Capability
from hotline.ground.regions import queries as regions
from hotline.lib.days import SHANGHAI, civil_day, minute
from hotline.lib.refusal import NotPermitted, clause

from . import errors, queries
from .models import LimitSet, Mode
from .words import NewMode

TOPIC = "disaster"
LAPSED, EXPIRED = "无人确认，提议失效", "到期自动恢复"


def switch_on(new: NewMode, *, by: Actor, at: datetime) -> Mode:
    """Switch a region to disaster mode; for the whole province it waits for a second person's ``confirm``.

    :raises NotPermitted: the region is not the actor's to switch.
    :raises NoExpiry: and ``ExpiryPast``, ``ExpiryTooFar``, ``NoReason``, ``Impossible``: what is missing or cannot be.
    :raises AlreadyOn: the region has one.
    """
    _require(new.region, by)
    limit_set, until = _checked(new, at)
    is_whole = new.region == regions.province().code
    started = {} if is_whole else {"started_at": at, "started_by": by.name}
    with transaction.atomic():
        row = Mode(
            region_id=new.region,
            name=new.name.strip(),
            name_en=new.name_en.strip(),
            reason=new.reason.strip(),
            limit_set=limit_set,
            category_id=new.category or None,
            expires_at=until,
            proposed_at=at,
            proposed_by_id=by.person_id or 0,
            **started,
        )
        _save_once(row)
        facts = {"region": new.region, "name": row.name, "why": row.reason, "until": until}
        facts |= {"limits": limit_set.code}
        journal.record(TOPIC, row.pk, "propose" if is_whole else "switch_on", by=by, at=at, facts=facts)
        journal.forget()
        if not is_whole:
            _tell(row, NoticeKind.DISASTER, at)
    return row


def confirm(identifier: int, *, by: Actor, at: datetime) -> None:
    """Let a proposal for the whole province begin, as a second person.

    :raises ModeNotFound: there is none; ``NotProposed``: it does not wait; ``SamePerson``: the actor proposed it.
    """
    with transaction.atomic():
        row = _locked(identifier, by)
        if row.started_at is not None or row.ended_at is not None:
            raise errors.NotProposed(name=row.name, state=row.state)
        if row.proposed_by_id == by.person_id:
            raise errors.SamePerson
        if row.expires_at <= at:
            raise errors.ExpiryPast(until=minute(row.expires_at))
        Mode.objects.filter(pk=row.pk).update(started_at=at, started_by=by.name)
        facts = {"region": row.region_id, "name": row.name, "until": row.expires_at}
        journal.record(TOPIC, row.pk, "confirm", by=by, at=at, facts=facts)
        journal.forget()
        _tell(row, NoticeKind.DISASTER, at)


def extend(identifier: int, until: datetime | None, why: str, *, by: Actor, at: datetime) -> None:
    """Let a mode last until a later moment.

    :raises NoReason: no reason; ``NoExpiry``, ``ExpiryPast``, ``ExpiryTooFar``; ``NotActive``: it has ended.
    """
    with transaction.atomic():
        row = _locked(identifier, by)
        _require_active(row)
        if not why.strip():
            raise errors.NoReason
        moment = _expiry(until, row.limit_set, at)
        Mode.objects.filter(pk=row.pk).update(expires_at=moment)
        facts = {"region": row.region_id, "name": row.name, "why": why.strip()[:300], "before": row.expires_at}
        facts |= {"until": moment}
        journal.record(TOPIC, row.pk, "extend", by=by, at=at, facts=facts)
        journal.forget()


def switch_off(identifier: int, why: str, *, by: Actor, at: datetime) -> None:
    """Go back to normal, or drop a proposal; one person is enough.

    :raises NoReason: no reason; ``NotActive``: somebody else was faster, or it ran out.
    """
    with transaction.atomic():
        row = _locked(identifier, by)
        _require_active(row)
        if not why.strip():
            raise errors.NoReason
        _end(row, why.strip()[:300], "switch_off", by=by, at=at)


def expire(*, at: datetime) -> int:
    """End what has run out, and proposals nobody confirmed; how many."""
    count = 0
    with transaction.atomic():
        for row in Mode.objects.select_for_update(skip_locked=True).filter(ended_at__isnull=True):
            is_unconfirmed = row.started_at is None and confirm_by(row.proposed_at) <= at
            if row.expires_at <= at or is_unconfirmed:
                why = EXPIRED if row.started_at is not None else LAPSED
                _end(row, why, "expire", by=Actor.system(), at=at)
                count += 1
    return count


def confirm_by(proposed_at: datetime) -> datetime:
    """Until when a proposal for the whole province waits for its second person, by the policy of its moment."""
    return proposed_at + timedelta(minutes=catalogue.bounds(proposed_at).confirm_minutes)


def settle(identifier: int, *, at: datetime) -> None:
    """Note that nothing of a mode that is over stands still any more."""
    Mode.objects.filter(pk=identifier, ended_at__isnull=False, settled_at__isnull=True).update(settled_at=at)


def _end(row: Mode, why: str, verb: str, *, by: Actor, at: datetime) -> None:
    Mode.objects.filter(pk=row.pk).update(ended_at=at, ended_by=by.name, end_reason=why)
    facts = {"region": row.region_id, "name": row.name, "why": why}
    journal.record(TOPIC, row.pk, verb, by=by, at=at, facts=facts)
    journal.forget()
    if row.started_at is not None:
        _tell(row, NoticeKind.DISASTER_ENDED, at)


def _require(region: str, by: Actor) -> None:
    if regions.region(region) is None or not queries.may_switch(by, region):
        raise NotPermitted(verb=Capability.MANAGE_DISASTER)


def _locked(identifier: int, by: Actor) -> Mode:
    row = Mode.objects.select_for_update(of=("self",)).select_related("limit_set").filter(pk=identifier).first()
    if row is None or not queries.switches(by).filter(pk=identifier).exists():
        raise errors.ModeNotFound
    _require(row.region_id, by)
    return row


def _require_active(row: Mode) -> None:
    if row.ended_at is not None:
        raise errors.NotActive(name=row.name, who=row.ended_by, at=minute(row.ended_at))


def _checked(new: NewMode, at: datetime) -> tuple[LimitSet, datetime]:
    if not new.name.strip():
        raise errors.Impossible(problem=clause("请填写事件名称"))
    if not new.reason.strip():
        raise errors.NoReason
    found = queries.limit_sets(civil_day(at)).filter(code=new.limit_set).first()
    if found is None:
        raise errors.Impossible(problem=clause("请选择应急时限方案"))
    if new.category and catalogue.category(new.category, civil_day(at)) is None:
        raise errors.Impossible(problem=clause("没有分类“{code}”", code=new.category))
    return found, _expiry(new.expires_at, found, at)


def _expiry(until: datetime | None, limit_set: LimitSet, at: datetime) -> datetime:
    if until is None:
        raise errors.NoExpiry
    if until <= at:
        raise errors.ExpiryPast(until=minute(until))
    if until > at + timedelta(hours=limit_set.longest_hours):
        raise errors.ExpiryTooFar(hours=limit_set.longest_hours)
    return until


def _save_once(row: Mode) -> None:
    """Two people at once on one region: the table lets one of them through."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        there = Mode.objects.select_related("region", "proposed_by").get(region=row.region_id, ended_at__isnull=True)
        facts = {"region": there.region.name, "name": there.name}
        raise errors.AlreadyOn(who=there.proposed_by.name, at=minute(there.proposed_at), **facts) from None


def _tell(row: Mode, kind: NoticeKind, at: datetime) -> None:
    """Ring at the centres of the region."""
    until = f"{row.expires_at.astimezone(SHANGHAI):%m-%d %H:%M}"
    facts = {"name": row.name, "name_en": row.name_en or row.name, "region": row.region_id, "until": until}
    centres = organisations.centres_within("-", row.region_id)
    key = f"{kind}:{row.pk}"
    outbox.notify([NewNotice(kind, f"{key}:{unit}", organisation_id=unit, facts=facts) for unit in centres], at=at)
