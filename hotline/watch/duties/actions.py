"""Writes of duties: kept, opened every week, delivered, received."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, datetime

from django.db import transaction

from hotline.flow.tickets import said
from hotline.ground.files import actions as files
from hotline.ground.journal import actions as journal
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor, Capability
from hotline.ground.regions import queries as regions
from hotline.lib.days import civil_day, minute
from hotline.lib.refusal import clause

from . import errors, queries, rules, telling
from .models import Report, ReportDuty
from .words import NewDuty, Recipient

TOPIC, TABLE = "report", "report_duty"
NOTE = 2_000
LEVELS = ("province", "city", "county")


def deliver(report_id: int, note: str, content: bytes = b"", name: str = "", *, by: Actor, at: datetime) -> None:
    """Mark a report delivered, with a note, a file, or both.

    :raises ReportNotFound: hidden or absent; ``NotYourReport``: another centre owes it.
    :raises NothingDelivered: neither note nor file; ``DeliveredAlready``: a colleague did.
    """
    note = said.words(note, NOTE, clause("报送说明"))
    queries.report(report_id, by)
    with transaction.atomic():
        row = Report.objects.select_for_update(of=("self",)).select_related("duty").get(pk=report_id)
        centre = organisations.unit(row.centre_id)
        if not queries.is_posted(centre.id, by):
            raise errors.NotYourReport(centre=centre.name, verb=clause("报送"))
        if row.delivered_at is not None:
            raise errors.DeliveredAlready(who=row.delivered_by, at=minute(row.delivered_at))
        if not note and not content:
            raise errors.NothingDelivered
        row.file_id = files.store(content, name, by=by, at=at).id if content else None
        row.note, row.delivered_at, row.delivered_by = note, at, by.name
        row.save(update_fields=["file", "note", "delivered_at", "delivered_by"])
        journal.record(TOPIC, row.pk, "deliver", by=by, at=at, facts={"name": row.duty.name, "organisation": centre.id})
        signer = queries.signer(row)
        if signer is not None and signer.id != centre.id:
            telling.tell(row, "delivered", [signer.id], at)


def receive(report_id: int, *, by: Actor, at: datetime) -> None:
    """Sign for a report that was delivered.

    :raises ReportNotFound: hidden or absent; ``NotYourReport``: another signs for it, or one signs for oneself.
    :raises NobodySigns: it went to member units; ``NotDelivered``; ``ReceivedAlready``: a colleague did.
    """
    queries.report(report_id, by)
    with transaction.atomic():
        row = Report.objects.select_for_update(of=("self",)).select_related("duty").get(pk=report_id)
        signer = queries.signer(row)
        if signer is None:
            raise errors.NobodySigns
        if row.delivered_at is None:
            raise errors.NotDelivered(centre=organisations.unit(row.centre_id).name)
        if not queries.is_posted(signer.id, by) or by.name == row.delivered_by:
            raise errors.NotYourReport(centre=signer.name, verb=clause("签收"))
        if row.received_at is not None:
            raise errors.ReceivedAlready(who=row.received_by, at=minute(row.received_at))
        row.received_at, row.received_by = at, by.name
        row.save(update_fields=["received_at", "received_by"])
        facts = {"name": row.duty.name, "organisation": row.centre_id}
        journal.record(TOPIC, row.pk, "receive", by=by, at=at, facts=facts)
        telling.tell(row, "received", [row.centre_id], at)


def add(new: NewDuty, *, by: Actor, at: datetime) -> ReportDuty:
    """Let a duty hold from a day on.

    :raises NotPermitted: the actor does not keep the province's reference data.
    :raises ImpossibleDuty: what it asks for cannot be.
    """
    by.require_over(Capability.MANAGE_REFERENCE, regions.province().code)
    new = _cleaned(new, at)
    with transaction.atomic():
        row = ReportDuty.objects.create(**asdict(new))
        journal.record_reference(TABLE, row.pk, "add", by=by, at=at, facts=asdict(new))
    return row


def change(duty_id: int, new: NewDuty, *, by: Actor, at: datetime) -> ReportDuty:
    """Let a duty end on the day its successor begins; reports owed before stay owed.

    :raises DutyOver: it has ended; ``ImpossibleDuty``: see ``add``.
    """
    with transaction.atomic():
        row = add(new, by=by, at=at)
        end(duty_id, new.from_on, by=by, at=at)
    return row


def end(duty_id: int, until_on: date, *, by: Actor, at: datetime) -> None:
    """Let a duty hold no longer than a day; what no report of it is owed yet is taken away where it never began.

    :raises DutyOver: it has ended; ``ImpossibleDuty``: the day lies in the past.
    """
    by.require_over(Capability.MANAGE_REFERENCE, regions.province().code)
    with transaction.atomic():
        row = ReportDuty.objects.select_for_update().filter(pk=duty_id).first()
        if row is None or (row.until_on is not None and row.until_on <= civil_day(at)):
            raise errors.DutyOver
        if until_on < civil_day(at) or (until_on <= row.from_on and row.reports.exists()):
            raise errors.ImpossibleDuty(problem=clause("失效日期不能早于今天，也不能早于已经产生的报送"))
        if until_on <= row.from_on:
            row.delete()
        else:
            ReportDuty.objects.filter(pk=duty_id).update(until_on=until_on)
        journal.record_reference(TABLE, duty_id, "close", by=by, at=at, facts={"until_on": until_on})


def open_week(*, at: datetime) -> int:
    """Open the reports that centres owe in the week of a moment; how many duties were looked at. Opened once."""
    day = civil_day(at)
    rows = [
        Report(duty=duty, centre_id=centre, due_at=due)
        for duty in ReportDuty.objects.all()
        for due in (rules.due_in_week(duty.weekday, duty.clock, day),)
        if rules.holds(duty.from_on, duty.until_on, civil_day(due))
        for centre in organisations.centres_at(duty.level, day)
    ]
    Report.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _cleaned(new: NewDuty, at: datetime) -> NewDuty:
    name, name_en = said.words(new.name, 60, clause("名称")), said.words(new.name_en, 120, clause("英文名称"))
    what = said.words(new.what, 300, clause("报送内容"))
    if not (name and name_en and what):
        raise errors.ImpossibleDuty(problem=clause("请填写名称、英文名称和报送内容"))
    if new.level not in LEVELS or not 0 <= new.weekday < 7:
        raise errors.ImpossibleDuty(problem=clause("请选择中心级别和星期"))
    if new.level == "province" and new.recipient is Recipient.CENTRE_ABOVE:
        raise errors.ImpossibleDuty(problem=clause("省级中心没有上级中心"))
    if new.from_on < civil_day(at):
        raise errors.ImpossibleDuty(problem=clause("生效日期不能早于今天"))
    if new.until_on is not None and new.until_on <= new.from_on:
        raise errors.ImpossibleDuty(problem=clause("失效日期须晚于生效日期"))
    return replace(new, name=name, name_en=name_en, what=what)
