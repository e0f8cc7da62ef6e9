"""Tables of joint teams: the team of a ticket, its member units, its log."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hotline.lib.pairs import stand_together

from .words import EntryKind


class Team(models.Model):
    """One joint team for one ticket, from its forming to its conclusion."""

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="teams")
    aim = models.CharField(max_length=300)
    convener = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    people = models.CharField(max_length=300, blank=True)
    formed_at = models.DateTimeField()
    formed_by = models.CharField(max_length=60)
    conclusion = models.TextField(blank=True)
    dissolved_at = models.DateTimeField(null=True)
    dissolved_by = models.CharField(max_length=60, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=stand_together("dissolved_at", "dissolved_by"), name="team_dissolved_pair"
            ),
            models.CheckConstraint(
                condition=Q(dissolved_at__isnull=True, conclusion="")
                | Q(dissolved_at__isnull=False) & ~Q(conclusion=""),
                name="team_concluded_when_dissolved",
            ),
            models.UniqueConstraint(fields=["ticket"], condition=Q(dissolved_at__isnull=True), name="team_once"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.formed_at:%F}"


class Member(models.Model):
    """One unit of a team, and the joint sending by which the team gave it the ticket, where it did not have it."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="members")
    unit = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    assignment = models.ForeignKey("tickets.Assignment", models.SET_NULL, null=True, related_name="+", db_index=False)
    joined_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["team", "unit"], name="team_member_once")]

    def __str__(self) -> str:
        return f"{self.team_id} + {self.unit_id}"


class Entry(models.Model):
    """One entry of a team's log."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=10, choices=EntryKind.choices())
    number = models.PositiveSmallIntegerField(null=True)  # of a decision
    text = models.TextField()
    unit = models.ForeignKey("organisations.Organisation", models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(null=True)
    settles = models.OneToOneField("self", models.PROTECT, null=True, related_name="settled_by")
    attachment = models.ForeignKey("tickets.Attachment", models.SET_NULL, null=True, related_name="+", db_index=False)
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=60)
    written_for = models.ForeignKey("organisations.Organisation", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="decision", number__isnull=False, unit__isnull=False, due_on__isnull=False)
                | ~Q(kind="decision") & Q(number__isnull=True, unit__isnull=True, due_on__isnull=True),
                name="team_decision_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(kind="done", settles__isnull=False) | ~Q(kind="done") & Q(settles__isnull=True),
                name="team_done_names_its_decision",
            ),
            models.UniqueConstraint(
                fields=["team", "number"], condition=Q(number__isnull=False), name="team_decision_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_id} {self.kind}"
