"""Tables of working calendars."""

from __future__ import annotations

from django.db import models


class WorkCalendar(models.Model):
    """A named calendar; ``spans`` is ``[["09:00", "12:00"], …]``, empty for round the clock."""

    code = models.CharField(primary_key=True, max_length=20, db_collation="C")
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60, blank=True)
    spans = models.JSONField(default=list, blank=True)
    zone = models.CharField(max_length=40, default="Asia/Shanghai")
    known_from = models.DateField()
    known_until = models.DateField()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class CalendarDay(models.Model):
    """A day that breaks the weekend rule: a public holiday or a make-up working day."""

    calendar = models.ForeignKey(WorkCalendar, models.CASCADE, related_name="days")
    day = models.DateField()
    is_working = models.BooleanField()
    name = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["calendar", "day"], name="calendar_day_once")]

    def __str__(self) -> str:
        return f"{self.calendar_id} {self.day}"
