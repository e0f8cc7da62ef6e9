"""Writing the working calendars into an empty database."""

from __future__ import annotations

from collections.abc import Sequence

from .known import KnownDays
from .models import CalendarDay, WorkCalendar
from .seed import CalendarSeed, OverrideSeed


def load(calendars: Sequence[CalendarSeed], overrides: Sequence[OverrideSeed], days: KnownDays) -> int:
    """Write calendars with the announced holidays and make-up days; 0 when there are calendars already."""
    if WorkCalendar.objects.exists():
        return 0
    for seed in calendars:
        spans = [[f"{start:%H:%M}", f"{end:%H:%M}"] for start, end in seed.spans]
        calendar = WorkCalendar.objects.create(
            code=seed.code,
            name=seed.name,
            name_en=seed.name_en,
            spans=spans,
            known_from=days.known_from,
            known_until=days.known_until,
        )
        if spans:
            _days(calendar, days)
    for day in overrides:
        CalendarDay.objects.update_or_create(
            calendar_id=day.calendar, day=day.day, defaults={"is_working": day.is_working, "name": day.name}
        )
    return len(calendars)


def _days(calendar: WorkCalendar, days: KnownDays) -> None:
    CalendarDay.objects.bulk_create(
        CalendarDay(calendar=calendar, day=day, is_working=day in days.workdays)
        for day in sorted(days.holidays | days.workdays)
    )
