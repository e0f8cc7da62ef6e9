"""Tables of handling: contacts with the citizen, replies, reply templates."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from .words import ContactResult, Outcome, Verdict


class Talk(models.Model):
    """One time a unit tried to speak with the citizen."""

    assignment = models.ForeignKey("tickets.Assignment", models.CASCADE, related_name="talks")
    result = models.CharField(max_length=14, choices=ContactResult.choices())
    note = models.TextField(blank=True)
    talked_at = models.DateTimeField()
    talked_by = models.CharField(max_length=60)

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.result}"


class Reply(models.Model):
    """One reply of a unit in one round, and what the reviewer made of it."""

    assignment = models.ForeignKey("tickets.Assignment", models.CASCADE, related_name="replies")
    round = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices())
    is_true = models.BooleanField()
    is_in_duty = models.BooleanField()
    cause = models.CharField(max_length=200, blank=True)
    internal_text = models.TextField()
    public_text = models.TextField(blank=True)
    may_publish = models.BooleanField(default=False)
    replied_at = models.DateTimeField()
    replied_by = models.CharField(max_length=60)
    verdict = models.CharField(max_length=10, choices=Verdict.choices(), blank=True)
    verdict_note = models.CharField(max_length=300, blank=True)
    judged_at = models.DateTimeField(null=True)
    judged_by = models.CharField(max_length=60, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="", judged_at__isnull=True, judged_by="")
                | ~Q(verdict="") & Q(judged_at__isnull=False) & ~Q(judged_by=""),
                name="reply_judged_together",
            )
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.outcome}"


class ReplyTemplate(models.Model):
    """A text a unit answers with often; ``{称呼}`` and the like are filled in."""

    organisation = models.ForeignKey("organisations.Organisation", models.CASCADE, null=True, related_name="+")
    category_prefix = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=80)
    text = models.TextField()
    ordinal = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ["ordinal", "title"]

    def __str__(self) -> str:
        return self.title
