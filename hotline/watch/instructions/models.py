"""Tables of instructions: the reports they may be about, what was instructed, the tasks, reports back, judgements."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from hotline.lib.days import end_of
from hotline.lib.pairs import stand_together

from . import rules
from .words import Judgement, Outcome, Series, Stage, TaskState


class ReportReference(models.Model):
    """A special report as an instruction names it. The room that issues reports writes a row of this for each."""

    centre = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    series = models.CharField(max_length=10, choices=Series.choices())
    number = models.CharField(max_length=30)
    title = models.CharField(max_length=120)
    issued_on = models.DateField()
    noted_at = models.DateTimeField()
    noted_by = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["centre", "series", "number"], name="report_once")]
        indexes = [models.Index(fields=["centre", "-issued_on"], name="report_issued")]

    def __str__(self) -> str:
        return f"{self.series} {self.number}"


class Instruction(models.Model):
    """What a leader wrote about a ticket or a report, followed to an outcome and reported back to her."""

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, null=True, related_name="instructions")
    report = models.ForeignKey(ReportReference, models.PROTECT, null=True, related_name="instructions")
    centre = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    leader = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    leader_name = models.CharField(max_length=60)
    leader_title = models.CharField(max_length=60, blank=True)
    text = models.TextField()
    given_on = models.DateField()
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=60)
    outcome = models.CharField(max_length=10, choices=Outcome.choices(), blank=True)
    conclusion = models.TextField(blank=True)
    concluded_at = models.DateTimeField(null=True)
    concluded_by = models.CharField(max_length=60, default="", blank=True)
    read_at = models.DateTimeField(null=True)  # when the leader read what was reported back to her

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ticket__isnull=True, report__isnull=False) | Q(ticket__isnull=False, report__isnull=True),
                name="instruction_on_one_matter",
            ),
            models.CheckConstraint(
                condition=stand_together("concluded_at", "concluded_by"), name="instruction_concluded_pair"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", concluded_at__isnull=True)
                | ~Q(outcome="") & Q(concluded_at__isnull=False) & ~Q(conclusion=""),
                name="instruction_outcome_when_concluded",
            ),
            models.CheckConstraint(
                condition=Q(read_at__isnull=True) | Q(concluded_at__isnull=False),
                name="instruction_read_when_concluded",
            ),
        ]
        indexes = [
            models.Index(
                fields=["leader", "-entered_at"], condition=Q(leader__isnull=False), name="instruction_leader"
            ),
            models.Index(fields=["centre", "entered_at"], condition=Q(outcome=""), name="instruction_open"),
            models.Index(fields=["centre", "-concluded_at"], condition=~Q(outcome=""), name="instruction_concluded"),
        ]

    def __str__(self) -> str:
        return f"{self.leader_name} {self.given_on:%F}"

    @property
    def stage(self) -> Stage:
        """What it waits for."""
        return rules.stage(self.outcome, [task.state for task in self.tasks.all()])


class Task(models.Model):
    """What one unit has to do of an instruction, by which day."""

    instruction = models.ForeignKey(Instruction, models.CASCADE, related_name="tasks")
    unit = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", db_index=False)
    what = models.CharField(max_length=500)
    due_on = models.DateField()
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=60)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.CharField(max_length=60, default="", blank=True)
    reported_at = models.DateTimeField(null=True)  # the last time
    judged_at = models.DateTimeField(null=True)  # the last time
    outcome = models.CharField(max_length=10, choices=TaskState.choices(), blank=True)
    why = models.CharField(max_length=300, blank=True)  # of taking it back
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=60, default="", blank=True)
    told_at = models.DateTimeField(null=True)  # that it is overdue

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=stand_together("signed_at", "signed_by"), name="task_signed_pair"),
            models.CheckConstraint(condition=stand_together("ended_at", "ended_by"), name="task_ended_pair"),
            models.CheckConstraint(
                condition=Q(outcome="", ended_at__isnull=True)
                | Q(outcome__in=["done", "failed", "taken_back"], ended_at__isnull=False),
                name="task_outcome_when_ended",
            ),
            models.UniqueConstraint(fields=["instruction", "unit"], condition=Q(outcome=""), name="task_open_once"),
        ]
        indexes = [
            models.Index(fields=["unit", "due_on"], condition=Q(outcome=""), name="task_open"),
            models.Index(fields=["due_on"], condition=Q(outcome="", told_at__isnull=True), name="task_untold"),
            models.Index(fields=["unit", "-ended_at"], condition=~Q(outcome=""), name="task_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.instruction_id} → {self.unit_id}"

    @property
    def state(self) -> TaskState:
        """Where the task stands, from its facts."""
        return rules.task_state(self.outcome, self.signed_at, self.reported_at, self.judged_at)

    @property
    def due_at(self) -> datetime:
        """The moment after which it is overdue: the end of its day."""
        return end_of(self.due_on)


class Feedback(models.Model):
    """One time a unit reported on its task."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="feedbacks")
    text = models.TextField()
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=60)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.task_id} {self.given_at:%F}"


class Judging(models.Model):
    """One judgement on what a unit had reported by then."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="judgings")
    judgement = models.CharField(max_length=10, choices=Judgement.choices())
    opinion = models.CharField(max_length=500, blank=True)
    due_on = models.DateField(null=True)  # the new day of one that goes on
    judged_at = models.DateTimeField()
    judged_by = models.CharField(max_length=60)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.task_id} {self.judgement}"
