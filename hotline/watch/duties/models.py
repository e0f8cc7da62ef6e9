"""Tables of duties: what centres owe every week, and each week's report."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hotline.ground.regions.words import RegionLevel
from hotline.lib.pairs import stand_together

from .words import Recipient


class ReportDuty(models.Model):
    """What every centre of a level reports weekly during ``[from_on, until_on)``, to whom, on which day and hour."""

    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120)
    what = models.CharField(max_length=300)
    level = models.CharField(max_length=10, choices=RegionLevel.choices())
    recipient = models.CharField(max_length=14, choices=Recipient.choices())
    weekday = models.PositiveSmallIntegerField()  # 0 is Monday
    clock = models.TimeField()
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["level", "weekday", "clock", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="duty_on_a_weekday"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")), name="duty_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Report(models.Model):
    """One week's report of one centre: owed, delivered with a note or a file, received."""

    duty = models.ForeignKey(ReportDuty, models.PROTECT, related_name="reports")
    centre = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", db_index=False)
    due_at = models.DateTimeField()
    note = models.TextField(blank=True)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    delivered_at = models.DateTimeField(null=True)
    delivered_by = models.CharField(max_length=60, default="", blank=True)
    received_at = models.DateTimeField(null=True)
    received_by = models.CharField(max_length=60, default="", blank=True)
    yellow_told_at = models.DateTimeField(null=True)
    red_told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["duty", "centre", "due_at"], name="duty_report_once"),
            models.CheckConstraint(
                condition=stand_together("delivered_at", "delivered_by"), name="duty_report_delivered_pair"
            ),
            models.CheckConstraint(
                condition=stand_together("received_at", "received_by"), name="duty_report_received_pair"
            ),
            models.CheckConstraint(
                condition=Q(received_at__isnull=True) | Q(delivered_at__isnull=False), name="duty_report_received_after"
            ),
        ]
        indexes = [
            models.Index(fields=["centre", "-due_at", "-id"], name="duty_report_centre"),
            models.Index(fields=["due_at"], condition=Q(delivered_at__isnull=True), name="duty_report_owed"),
        ]

    def __str__(self) -> str:
        return f"{self.duty_id} {self.centre_id} {self.due_at:%F}"
