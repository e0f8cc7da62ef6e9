"""Tables of delays: requests for more time, and times in which a ticket stood still."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hotline.lib.pairs import stand_together

from .words import ExtensionVerdict


class Extension(models.Model):
    """One request for more time beside the running work, and what was decided."""

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="extensions")
    assignment = models.ForeignKey("tickets.Assignment", models.CASCADE, related_name="extensions")
    reason = models.CharField(max_length=30)
    why = models.CharField(max_length=300)
    due_at = models.DateTimeField()  # the work's, when it was asked
    wanted_due_at = models.DateTimeField()
    is_citizen_told = models.BooleanField(default=False)
    told_how = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=60)
    verdict = models.CharField(max_length=10, choices=ExtensionVerdict.choices(), blank=True)
    opinion = models.CharField(max_length=300, blank=True)
    granted_due_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=60, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment"], condition=Q(verdict=""), name="extension_asked_once"),
            models.CheckConstraint(
                condition=Q(verdict="", decided_at__isnull=True, decided_by="")
                | ~Q(verdict="") & Q(decided_at__isnull=False) & ~Q(decided_by=""),
                name="extension_decided_together",
            ),
            models.CheckConstraint(
                condition=Q(verdict="granted", granted_due_at__isnull=False)
                | ~Q(verdict="granted") & Q(granted_due_at__isnull=True),
                name="extension_granted_until",
            ),
            models.CheckConstraint(condition=Q(wanted_due_at__gt=F("due_at")), name="extension_is_longer"),
            models.CheckConstraint(
                condition=Q(is_citizen_told=True) & ~Q(told_how="") | Q(is_citizen_told=False, told_how=""),
                name="extension_told_how",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.wanted_due_at:%F %T}"


class Suspension(models.Model):
    """One time in which nothing can be done about a ticket and its units' clocks stand still."""

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="suspensions")
    reason = models.CharField(max_length=30)
    cause = models.CharField(max_length=300)
    suspended_at = models.DateTimeField()
    suspended_by = models.CharField(max_length=60)
    review_on = models.DateField()
    reviews = models.PositiveSmallIntegerField(default=0)
    resumed_at = models.DateTimeField(null=True)
    resumed_by = models.CharField(max_length=60, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(resumed_at__isnull=True), name="suspension_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=stand_together("resumed_at", "resumed_by"),
                name="suspension_resumed_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.suspended_at:%F %T}"
