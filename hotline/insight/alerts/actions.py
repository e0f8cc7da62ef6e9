"""What people do about alerts: acknowledge, act, dismiss, end; drop a bar that was raised by mistake."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from hotline.flow.tickets import said
from hotline.ground.journal import actions as journal
from hotline.ground.people.words import Actor
from hotline.lib.days import civil_day, minute
from hotline.lib.refusal import clause

from . import errors, queries, raising, rules
from .models import Alert, Lift, Step
from .words import AlertKind, AlertState, AlertVerb, Deed, Doubt

NOTE, REFERENCE = 500, 120


def acknowledge(alert_id: int, note: str = "", *, by: Actor, at: datetime) -> None:
    """Say that one has seen an alert and looks into it.

    :raises AlertNotFound: hidden or absent; ``NotYours``: the actor only reads it; ``MovedAlready``: somebody was
        faster.
    """
    _move(alert_id, AlertVerb.ACKNOWLEDGE, by, at, note=said.words(note, NOTE, clause("备注")))


def act(alert_id: int, deed: Deed, note: str, reference: str = "", *, by: Actor, at: datetime) -> None:
    """Write down what an alert became.

    :param reference: the number or address of what it became, where it has one.
    :raises AlertNotFound: hidden or absent; ``MovedAlready``: it was dismissed; ``NoWord``: what was done is not told.
    """
    note = said.words(note, NOTE, clause("处置说明"))
    if not note:
        raise errors.NoWord(what=clause("处置说明"))
    told = said.words(reference, REFERENCE, clause("编号"))
    _move(alert_id, AlertVerb.ACT, by, at, note=note, deed=deed, reference=told)


def dismiss(alert_id: int, doubt: Doubt, note: str, *, by: Actor, at: datetime) -> None:
    """Say that an alert means nothing; one that was ordinary raises the bar of its series for a while.

    :raises AlertNotFound: hidden or absent; ``MovedAlready``: somebody acted; ``NoWord``: the reason is not told.
    """
    note = said.words(note, NOTE, clause("理由"))
    if not note:
        raise errors.NoWord(what=clause("理由"))
    with transaction.atomic():
        row = _move(alert_id, AlertVerb.DISMISS, by, at, note=note, doubt=doubt)
        how = queries.sensitivity(civil_day(at))
        if doubt is Doubt.USUAL and row.kind in (AlertKind.BURST, AlertKind.RISE) and how.lift_days and how.lift:
            day = civil_day(at)
            until = day + timedelta(how.lift_days)
            facts = {"category": row.category, "region": row.region, "percent": how.lift}
            Lift.objects.create(alert=row, from_on=day, until_on=until, **facts)


def end(alert_id: int, note: str, *, by: Actor, at: datetime) -> None:
    """Say that an event is over, before its series is as usual again.

    :raises AlertNotFound: hidden or absent; ``MovedAlready``: it has ended; ``NoWord``: nobody took it up yet and no
        word says why it needs nobody.
    """
    note = said.words(note, NOTE, clause("说明"))
    if not note:
        raise errors.NoWord(what=clause("说明"))
    with transaction.atomic():
        row = _locked(alert_id, AlertVerb.END, by, at)
        if not raising.end(row.pk, by=by, at=at):
            raise _late(row, AlertVerb.END)
        Step.objects.filter(alert=row, verb=AlertVerb.END, at=at).update(note=note)


def drop_lift(alert_id: int, *, by: Actor, at: datetime) -> bool:
    """Let a series be told by the usual bar again; False where it is already.

    :raises AlertNotFound: hidden or absent.
    """
    row = queries.alert(alert_id, by, civil_day(at))
    _require_handling(row, clause("恢复门槛"), by)
    with transaction.atomic():
        raised = Lift.objects.filter(alert=row, dropped_at__isnull=True, until_on__gt=civil_day(at))
        done = bool(raised.update(dropped_at=at, dropped_by=by.name))
        if done:
            journal.record(raising.TOPIC, row.pk, "drop_lift", by=by, at=at)
    return done


def _move(alert_id: int, verb: AlertVerb, by: Actor, at: datetime, **told: Any) -> Alert:
    with transaction.atomic():
        row = _locked(alert_id, verb, by, at)
        target = rules.moved(AlertState(row.state), verb)
        if target is None:
            raise _late(row, verb)
        row.state = target
        row.save(update_fields=["state"])
        Step.objects.create(alert=row, verb=verb, at=at, by_id=by.person_id, by_name=by.name, **told)
        journal.record(
            raising.TOPIC, row.pk, verb, by=by, at=at, facts={name: fact for name, fact in told.items() if fact}
        )
    return row


def _locked(alert_id: int, verb: AlertVerb, by: Actor, at: datetime) -> Alert:
    """The alert, locked, where the actor takes up those of its region."""
    _require_handling(queries.alert(alert_id, by, civil_day(at)), verb, by)
    return Alert.objects.select_for_update().get(pk=alert_id)


def _require_handling(row: Alert, verb: Any, by: Actor) -> None:
    if not queries.may_handle(row, by):
        raise errors.NotYours(verb=verb)


def _late(row: Alert, verb: AlertVerb) -> errors.MovedAlready:
    last = queries.steps(row.pk).last()
    who, when = (last.by_name, minute(last.at)) if last else ("—", "—")
    return errors.MovedAlready(who=who, at=when, state=_state(row), verb=verb)


def _state(row: Alert) -> Any:
    return clause("已结束") if row.ended_at is not None else AlertState(row.state)
