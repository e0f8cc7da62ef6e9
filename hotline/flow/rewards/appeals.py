"""Appeals: the informant, known by her code only, objects; somebody who did not decide before decides."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from hotline.ground.journal import actions as journal
from hotline.ground.people.words import Actor, Capability
from hotline.lib.refusal import NotPermitted

from . import errors, openings, queries, rights
from .models import Appeal, Informant, Report, Reward
from .words import Verdict

TABLE = "informant"


def raise_appeal(code: str, said: str, *, at: datetime) -> None:
    """Object to what was decided about one's report or reward.

    :raises InformantNotFound: no such code. ``NothingToAppeal``, ``AppealWaiting``, ``NoReason``.
    """
    text = openings.reason(said)
    with transaction.atomic():
        row = Informant.objects.select_for_update().get(pk=queries.by_code(code).pk)
        if Appeal.objects.filter(informant=row, verdict="").exists():
            raise errors.AppealWaiting
        if not queries.told(row, at).may_appeal:
            raise errors.NothingToAppeal
        made = Appeal.objects.create(informant=row, text=text, raised_at=at)
        facts = {"appeal": made.pk}
        journal.record_reference(TABLE, row.pk, "appeal", by=Actor.citizen(), at=at, facts=facts)


def decide(informant_id: int, verdict: Verdict, reason: str, *, by: Actor, at: datetime) -> None:
    """Decide the waiting appeal of an informant. Granted, what was decided falls and is to be decided anew.

    :raises InformantNotFound: not in the actor's reach. ``NoAppeal``; ``OwnDecision``; ``PaidOut``; ``NoReason``.
    """
    said = openings.reason(reason)
    if by.person_id is None:
        raise NotPermitted(verb=Capability.APPROVE_REWARDS)
    row = queries.informant(informant_id, by, Capability.APPROVE_REWARDS)
    rights.require(Capability.APPROVE_REWARDS, row.ticket.centre_id, by)
    with transaction.atomic():
        waiting = Appeal.objects.select_for_update().filter(informant=row, verdict="").first()
        if waiting is None:
            raise errors.NoAppeal
        _undo(row, verdict, by.person_id)
        waiting.verdict, waiting.reason, waiting.decided_at, waiting.decided_by_id = verdict, said, at, by.person_id
        waiting.save()
        facts = {"appeal": waiting.pk, "verdict": verdict, "why": said}
        journal.record_reference(TABLE, row.pk, "decide_appeal", by=by, at=at, facts=facts)


def _undo(row: Informant, verdict: Verdict, person: int) -> None:
    report = Report.objects.select_for_update().filter(ticket_id=row.ticket_id).first()
    reward = Reward.objects.select_for_update().filter(informant=row, is_current=True).first()
    decided = {report.judge_id if report else None, reward.decided_by_id if reward else None}
    if person in decided:
        raise errors.OwnDecision
    if verdict is not Verdict.APPROVED:
        return
    if reward is not None:
        if reward.paid_at is not None:
            raise errors.PaidOut
        reward.is_current = False
        reward.save(update_fields=["is_current"])
    elif report is not None:
        report.effect, report.ground, report.proof = "", "", []
        report.judged_at, report.judged_by, report.judge_id = None, "", None
        report.save()
