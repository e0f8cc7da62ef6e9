"""Tables of disputes: returns of assignments, and the cases in which liability is settled."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from hotline.lib.pairs import stand_together

from .words import Member, Verdict


class Return(models.Model):
    """One time a unit gave an assignment back, and what the centre decided.

    One without a verdict waits while its assignment is open; where that was taken back meanwhile, it came to nothing.
    """

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="returns")
    assignment = models.ForeignKey("tickets.Assignment", models.CASCADE, related_name="returns")
    unit = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    reason = models.CharField(max_length=40)
    basis = models.CharField(max_length=300)
    suggested_unit = models.ForeignKey("organisations.Organisation", models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    files = ArrayField(models.BigIntegerField(), default=list, blank=True)
    dispatched_by = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=60)
    verdict = models.CharField(max_length=10, choices=Verdict.choices(), blank=True)
    opinion = models.CharField(max_length=300, blank=True)
    is_wrong_dispatch = models.BooleanField(default=False)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=60, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=stand_together("decided_at", "decided_by"), name="return_decided_pair"),
            models.CheckConstraint(
                condition=Q(verdict="", decided_at__isnull=True) | ~Q(verdict="") & Q(decided_at__isnull=False),
                name="return_verdict_when_decided",
            ),
            models.CheckConstraint(
                condition=Q(is_wrong_dispatch=False) | Q(verdict="granted"), name="return_wrong_when_granted"
            ),
            models.UniqueConstraint(fields=["assignment"], condition=Q(verdict=""), name="return_pending_once"),
        ]
        indexes = [models.Index(fields=["decided_at"], condition=Q(is_wrong_dispatch=True), name="return_wrong")]

    def __str__(self) -> str:
        return f"{self.ticket_id} ← {self.unit_id}"


class Case(models.Model):
    """One dispute about who answers for a ticket; who handles first and who is liable are settled apart."""

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="cases")
    why = models.CharField(max_length=300)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=60)
    panel = ArrayField(models.CharField(max_length=14, choices=Member.choices()), default=list, blank=True)
    meets_on = models.DateField(null=True)
    minutes = models.TextField(blank=True)
    ground = models.CharField(max_length=300, blank=True)
    handle_first_unit = models.ForeignKey("organisations.Organisation", models.PROTECT, null=True, related_name="+")
    handle_first_at = models.DateTimeField(null=True)
    handle_first_by = models.CharField(max_length=60, default="", blank=True)
    liable_unit = models.ForeignKey("organisations.Organisation", models.PROTECT, null=True, related_name="+")
    liable_at = models.DateTimeField(null=True)
    liable_by = models.CharField(max_length=60, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=stand_together("handle_first_at", "handle_first_by"), name="case_handle_first_pair"
            ),
            models.CheckConstraint(condition=stand_together("liable_at", "liable_by"), name="case_liable_pair"),
            models.CheckConstraint(
                condition=Q(handle_first_unit__isnull=True, handle_first_at__isnull=True)
                | Q(handle_first_unit__isnull=False, handle_first_at__isnull=False),
                name="case_handle_first_named",
            ),
            models.CheckConstraint(
                condition=Q(liable_unit__isnull=True, liable_at__isnull=True)
                | Q(liable_unit__isnull=False, liable_at__isnull=False) & ~Q(ground=""),
                name="case_liable_with_ground",
            ),
            models.UniqueConstraint(fields=["ticket"], condition=Q(liable_at__isnull=True), name="case_open_once"),
        ]
        indexes = [models.Index(fields=["-liable_at"], condition=Q(liable_at__isnull=False), name="case_settled")]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.opened_at:%F}"
