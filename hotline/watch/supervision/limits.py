"""Limits of supervision as data: which level gives which grade, how long signing and feedback take, since when."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from hotline.ground.calendar import queries as calendars
from hotline.ground.calendar.words import CalendarError, Limit
from hotline.ground.journal import actions as journal
from hotline.ground.organisations.queries import Unit
from hotline.ground.people.words import Actor, Capability
from hotline.ground.regions import queries as regions
from hotline.lib.days import civil_day
from hotline.lib.memo import remembered
from hotline.lib.refusal import clause

from . import errors
from .models import OrderLimit
from .words import Grade, NewOrderLimit, OrderLimits

TABLE = "order_limit"


def of(centre: Unit, grade: Grade, at: datetime) -> OrderLimits:
    """The limits by which a centre gives orders of a grade.

    :raises GradeNotGiven: its level gives none.
    """
    found = _table(civil_day(at)).get((grade.value, centre.level))
    if found is None:
        raise errors.GradeNotGiven(centre=centre.name, grade=grade)
    return found


def grades(centre: Unit, at: datetime) -> list[Grade]:
    """The grades a centre may give."""
    table = _table(civil_day(at))
    return [grade for grade in Grade if (grade.value, centre.level) in table]


def usual_due(centre: Unit, target: Unit, grade: Grade, at: datetime) -> datetime:
    """When feedback is due unless the order says otherwise, on the calendar of whoever owes it.

    :raises GradeNotGiven: the centre's level gives no such order.
    """
    return calendars.deadline(of(centre, grade, at).feedback, target.calendar, at)[0].at


@remembered(30)
def _table(on: date) -> dict[tuple[str, str], OrderLimits]:
    return {(row.grade, row.level): OrderLimits(row.sign, row.feedback) for row in in_force(on)}


def in_force(on: date) -> QuerySet[OrderLimit]:
    """The rows that hold on a day."""
    return OrderLimit.objects.filter(Q(until_on__isnull=True) | Q(until_on__gt=on), from_on__lte=on)


def rows() -> QuerySet[OrderLimit]:
    """Every row, for those who keep them."""
    return OrderLimit.objects.order_by("level", "grade", "-from_on")


def set_limit(new: NewOrderLimit, *, by: Actor, at: datetime) -> OrderLimit:
    """Let limits hold from a day on; what held for the same grade and level ends that day.

    :raises NotPermitted: the actor does not keep the province's reference data.
    :raises ImpossibleLimit: it begins in the past, ends before it begins, or cannot be read.
    """
    by.require_over(Capability.MANAGE_REFERENCE, regions.province().code)
    _check(new, at)
    with transaction.atomic():
        same = OrderLimit.objects.select_for_update().filter(grade=new.grade, level=new.level)
        same.filter(from_on__gte=new.from_on).delete()
        same.filter(Q(until_on__isnull=True) | Q(until_on__gt=new.from_on)).update(until_on=new.from_on)
        row = OrderLimit.objects.create(**asdict(new))
        journal.record_reference(TABLE, row.pk, "set", by=by, at=at, facts=asdict(new))
    return row


def end(row_id: int, until_on: date, *, by: Actor, at: datetime) -> None:
    """Let a row hold no longer than a day: such orders are given no more.

    :raises RowOver: it has ended; ``ImpossibleLimit``: the day lies in the past.
    """
    by.require_over(Capability.MANAGE_REFERENCE, regions.province().code)
    with transaction.atomic():
        row = OrderLimit.objects.select_for_update().filter(pk=row_id).first()
        if row is None or (row.until_on is not None and row.until_on <= civil_day(at)):
            raise errors.RowOver
        if until_on < civil_day(at):
            raise errors.ImpossibleLimit(problem=clause("失效日期不能早于今天"))
        if until_on <= row.from_on:
            row.delete()
        else:
            OrderLimit.objects.filter(pk=row_id).update(until_on=until_on)
        journal.record_reference(TABLE, row_id, "close", by=by, at=at, facts={"until_on": until_on})


def _check(new: NewOrderLimit, at: datetime) -> None:
    if new.from_on < civil_day(at):
        raise errors.ImpossibleLimit(problem=clause("生效日期不能早于今天"))
    if new.until_on is not None and new.until_on <= new.from_on:
        raise errors.ImpossibleLimit(problem=clause("失效日期须晚于生效日期"))
    for written in (new.sign, new.feedback):
        try:
            Limit.parse(written)
        except CalendarError:
            raise errors.ImpossibleLimit(
                problem=clause("时限“{written}”无法识别，请写成 30min、24h、4wh、5wd 或 5d", written=written)
            ) from None
