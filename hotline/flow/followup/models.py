"""Tables of follow-up: what citizens said, what units contest of it, and the links by which they were asked."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from hotline.lib.pairs import stand_together

from .words import ContestVerdict, Drawn, FollowUpChannel, Result, Satisfied, Solved


class FollowUp(models.Model):
    """One time the citizen was asked, reached or not."""

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="follow_ups")
    round = models.PositiveSmallIntegerField()
    channel = models.CharField(max_length=6, choices=FollowUpChannel.choices())
    is_contacted = models.BooleanField()
    was_contacted_by_unit = models.BooleanField(null=True)
    solved = models.CharField(max_length=10, choices=Solved.choices(), blank=True)
    satisfied = models.CharField(max_length=18, choices=Satisfied.choices(), blank=True)
    cause = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True)
    result = models.CharField(max_length=10, choices=Result.choices())
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_contacted=True) & ~Q(solved="") & ~Q(satisfied="")
                | Q(is_contacted=False, solved="", satisfied=""),
                name="follow_up_answers_together",
            )
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.result}"


class Contest(models.Model):
    """A unit's word against a dissatisfied rating, and what the centre decided; the citizen's answer stays as it is.

    Where it was granted, the rating no longer counts for the unit in what is reckoned from then on.
    """

    visit = models.OneToOneField(FollowUp, models.CASCADE, related_name="contest")
    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="contests")
    unit = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    ground = models.CharField(max_length=40)
    text = models.CharField(max_length=600)
    files = ArrayField(models.BigIntegerField(), default=list, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=60)
    verdict = models.CharField(max_length=10, choices=ContestVerdict.choices(), blank=True)
    opinion = models.CharField(max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=60, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=stand_together("decided_at", "decided_by"), name="contest_decided_pair"),
            models.CheckConstraint(
                condition=Q(verdict="", opinion="", decided_at__isnull=True)
                | ~Q(verdict="") & ~Q(opinion="") & Q(decided_at__isnull=False),
                name="contest_verdict_with_opinion",
            ),
        ]
        indexes = [models.Index(fields=["asked_at"], condition=Q(verdict=""), name="contest_waiting")]

    def __str__(self) -> str:
        return f"{self.ticket_id} ← {self.unit_id}"


class FollowUpPlan(models.Model):
    """How a centre follows up from a day on, until the next plan begins; never changed once it has begun."""

    centre = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    from_on = models.DateField()
    percent = models.PositiveSmallIntegerField()
    strata = models.JSONField(default=list, blank=True)
    hours = ArrayField(models.PositiveSmallIntegerField())
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["centre", "from_on"], name="plan_begins_once"),
            models.CheckConstraint(condition=Q(percent__lte=100), name="plan_percent"),
        ]

    def __str__(self) -> str:
        return self.name


class Draw(models.Model):
    """Whether the citizen of a ticket is asked in a round, by which plan and why; drawn once."""

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="draws")
    round = models.PositiveSmallIntegerField()
    plan = models.ForeignKey(FollowUpPlan, models.PROTECT, related_name="draws")
    why = models.CharField(max_length=12, choices=Drawn.choices())
    drawn_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "round"], name="draw_once")]

    def __str__(self) -> str:
        return f"{self.ticket_id}/{self.round} {self.why}"


class Uninvitable(models.Model):
    """That the citizen of a ticket cannot be sent a link in one round: she left no mobile number."""

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="uninvitable")
    round = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "round"], name="uninvitable_once")]

    def __str__(self) -> str:
        return f"{self.ticket_id}/{self.round}"


class Invitation(models.Model):
    """A link sent to the citizen of a ticket in one round, with which she may rate it."""

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="invitations")
    round = models.PositiveSmallIntegerField()
    token_index = models.BinaryField(max_length=16, unique=True)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    lapsed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "round"], name="invitation_once")]
        indexes = [
            models.Index(
                fields=["expires_at"],
                condition=Q(used_at__isnull=True, lapsed_at__isnull=True),
                name="invitation_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id}/{self.round}"
