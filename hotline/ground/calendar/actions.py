"""Keeping calendars. A changed calendar sets the clocks that start from now on; deadlines already set never move."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from hotline.ground.journal import actions as journal
from hotline.ground.people.words import Actor, Capability
from hotline.ground.regions import queries as regions
from hotline.lib.days import civil_day
from hotline.lib.refusal import clause

from . import errors
from .models import CalendarDay, WorkCalendar
from .words import Calendar, CalendarError

TABLE = "calendar"
MANAGE = Capability.MANAGE_REFERENCE
CODE = re.compile(r"[a-z][a-z0-9-]{1,19}")
Spans = Sequence[tuple[str, str]]


def create(
    code: str, name: str, name_en: str, spans: Spans, *, known_from: date, known_until: date, by: Actor, at: datetime
) -> WorkCalendar:
    """Make a calendar with its working spans a day (none: round the clock).

    :raises NotPermitted: calendars belong to whoever keeps the whole province's reference data.
    :raises ImpossibleCalendar: the code is taken, a span cannot be read or overlaps another.
    """
    _require(by)
    if not CODE.fullmatch(code) or WorkCalendar.objects.filter(pk=code).exists():
        raise errors.ImpossibleCalendar(problem=clause("编码“{code}”无效或已被使用", code=code))
    with transaction.atomic():
        row = WorkCalendar.objects.create(
            code=code,
            name=_named(name),
            name_en=name_en.strip(),
            spans=_readable(spans, known_from, known_until),
            known_from=known_from,
            known_until=known_until,
        )
        _note(row, "create", by, at, spans=row.spans, known_from=known_from, known_until=known_until)
    return row


def change(code: str, name: str, name_en: str, spans: Spans, *, by: Actor, at: datetime) -> None:
    """Change a calendar's names and working spans.

    :raises ImpossibleCalendar: a span cannot be read or overlaps another.
    """
    with transaction.atomic():
        row = _take(code, by)
        before = {"name": row.name, "name_en": row.name_en, "spans": row.spans}
        row.name, row.name_en = _named(name), name_en.strip()
        row.spans = _readable(spans, row.known_from, row.known_until)
        row.save(update_fields=["name", "name_en", "spans"])
        _note(row, "change", by, at, before=before, after={"name": row.name, "spans": row.spans})


def set_days(
    code: str, days: Mapping[date, bool], name: str, *, by: Actor, at: datetime, known_until: date | None = None
) -> None:
    """Announce holidays (False) and make-up working days (True), and until when everything is announced.

    :raises DayIsPast: a day that is over; ``ImpossibleCalendar``: the known range would shrink.
    """
    with transaction.atomic():
        row = _take(code, by)
        _refuse_past(days, at)
        for day, is_working in days.items():
            CalendarDay.objects.update_or_create(
                calendar=row, day=day, defaults={"is_working": is_working, "name": name.strip()[:40]}
            )
        if known_until is not None:
            if known_until < row.known_until:
                raise errors.ImpossibleCalendar(
                    problem=clause("节假日已公布到 {known_until}，不能提前", known_until=row.known_until)
                )
            row.known_until = known_until
            row.save(update_fields=["known_until"])
        said = {f"{day:%F}": is_working for day, is_working in sorted(days.items())}
        _note(row, "set_days", by, at, days=said, name=name, known_until=row.known_until)


def clear_days(code: str, days: Sequence[date], *, by: Actor, at: datetime) -> None:
    """Let days follow the weekend rule again.

    :raises DayIsPast: a day that is over.
    """
    with transaction.atomic():
        row = _take(code, by)
        _refuse_past(days, at)
        CalendarDay.objects.filter(calendar=row, day__in=days).delete()
        _note(row, "clear_days", by, at, days=sorted(days))


def _refuse_past(days: Mapping[date, bool] | Sequence[date], at: datetime) -> None:
    today = civil_day(at)
    if (first := min(days, default=None)) is not None and first < today:
        raise errors.DayIsPast(day=first)


def _require(by: Actor) -> None:
    by.require_over(MANAGE, regions.province().code)


def _take(code: str, by: Actor) -> WorkCalendar:
    _require(by)
    row = WorkCalendar.objects.select_for_update().filter(pk=code).first()
    if row is None:
        raise errors.CalendarNotFound(code=code)
    return row


def _readable(spans: Spans, known_from: date, known_until: date) -> list[list[str]]:
    try:
        read = tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in spans)
        if read:
            Calendar(read, known_from=known_from, known_until=known_until)
        elif known_until < known_from:
            raise CalendarError("known_until lies before known_from")
    except CalendarError:
        raise errors.ImpossibleCalendar(problem=clause("时段须先后有序、互不重叠，起止日期须先后有序")) from None
    except ValueError:
        raise errors.ImpossibleCalendar(problem=clause("时间须写成 09:00 的形式")) from None
    return [[f"{start:%H:%M}", f"{end:%H:%M}"] for start, end in read]


def _named(name: str) -> str:
    if not name.strip():
        raise errors.ImpossibleCalendar(problem=clause("请填写名称"))
    return name.strip()


def _note(row: WorkCalendar, verb: str, by: Actor, at: datetime, **facts: Any) -> None:
    journal.record_reference(TABLE, row.code, verb, by=by, at=at, facts={"name": row.name, **facts})
