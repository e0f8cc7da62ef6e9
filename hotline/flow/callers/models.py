"""Tables of callers: marks on numbers, how long they may last, and proposals to conclude a matter."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from .words import USUAL, MarkVerdict


class CallerMark(models.Model):
    """One mark on a number for one centre: proposed, decided by another person, ended by time or by hand."""

    centre = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    phone_index = models.BinaryField(max_length=16)
    shown = models.CharField(max_length=20)  # the number, masked
    reason = models.CharField(max_length=40)
    evidence = models.TextField()
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+", db_index=False)
    verdict = models.CharField(max_length=10, choices=MarkVerdict.choices(), blank=True)
    opinion = models.CharField(max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    until = models.DateTimeField(null=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    lifted_why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="", decided_at__isnull=True, decided_by__isnull=True)
                | ~Q(verdict="") & Q(decided_at__isnull=False, decided_by__isnull=False),
                name="mark_decided_together",
            ),
            models.CheckConstraint(
                condition=Q(verdict="approved", until__isnull=False) | ~Q(verdict="approved") & Q(until__isnull=True),
                name="mark_ends_when_approved",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True, lifted_why="")
                | Q(lifted_at__isnull=False, lifted_by__isnull=False, verdict="approved") & ~Q(lifted_why=""),
                name="mark_lifted_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("proposed_by")), name="mark_by_two"
            ),
            models.UniqueConstraint(
                fields=["centre", "phone_index"], condition=Q(verdict=""), name="mark_proposed_once"
            ),
        ]
        indexes = [models.Index(fields=["phone_index", "centre"], name="mark_number")]

    def __str__(self) -> str:
        return f"{self.shown} {self.reason}"


class Conclusion(models.Model):
    """One proposal to conclude a ticket with reasons in one round, and what the second person decided."""

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="conclusions")
    round = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=40)
    basis = models.CharField(max_length=300)
    explanation = models.TextField()
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+", db_index=False)
    verdict = models.CharField(max_length=10, choices=MarkVerdict.choices(), blank=True)
    opinion = models.CharField(max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="", decided_at__isnull=True, decided_by__isnull=True)
                | ~Q(verdict="") & Q(decided_at__isnull=False, decided_by__isnull=False),
                name="conclusion_decided_together",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("proposed_by")), name="conclusion_by_two"
            ),
            models.UniqueConstraint(
                fields=["ticket", "round"], condition=Q(verdict=""), name="conclusion_proposed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id}/{self.round}"


class MarkTerms(models.Model):
    """How long marks may last from a day on (see ``words.Terms``)."""

    from_on = models.DateField(unique=True)
    usual_days = models.PositiveSmallIntegerField(default=USUAL.usual_days)
    most_days = models.PositiveSmallIntegerField(default=USUAL.most_days)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["from_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(usual_days__gte=1, usual_days__lte=models.F("most_days")), name="mark_terms_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.from_on:%F}"
