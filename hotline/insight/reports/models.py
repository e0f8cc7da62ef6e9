"""Tables of special reports: the reports, earlier versions of their drafts, numbers given, duties fulfilled."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q

from hotline.lib.pairs import stand_together
from hotline.watch.instructions.words import Series

from . import rules
from .words import Kind, Standing, Why


class SpecialReport(models.Model):
    """One report about ``[since, until)``: asked for, made, written, reviewed, issued, perhaps withdrawn."""

    kind = models.CharField(max_length=16, choices=Kind.choices())
    series = models.CharField(max_length=10, choices=Series.choices())
    centre = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", db_index=False)
    scope = models.CharField(max_length=40)  # the code of an area or of a unit
    focus = models.CharField(max_length=20, blank=True)
    since = models.DateField()
    until = models.DateField()
    source = models.CharField(max_length=60, default="live")
    standing = models.CharField(max_length=10, choices=Standing.choices(), default=Standing.MAKING)
    title = models.CharField(max_length=120)
    content = models.JSONField(null=True)
    searched = models.TextField(blank=True)  # what an issued report says, for the archive's search
    revision = models.PositiveIntegerField(default=0)
    is_scheduled = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=60)
    started_at = models.DateTimeField(null=True)
    progress = models.PositiveSmallIntegerField(default=0)  # how many figures were counted so far
    problem = models.CharField(max_length=400, blank=True)
    problem_en = models.CharField(max_length=400, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=60)
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.CharField(max_length=60, default="", blank=True)
    note = models.CharField(max_length=500, blank=True)  # of whoever sent it back, or the opinion it was issued with
    issued_at = models.DateTimeField(null=True)
    issued_by = models.CharField(max_length=60, default="", blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    number = models.PositiveIntegerField(null=True)
    overall = models.PositiveIntegerField(null=True)
    pdf = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    word = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    reference = models.ForeignKey("instructions.ReportReference", models.PROTECT, null=True, related_name="+")
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="correction")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=60, default="", blank=True)
    withdrawal = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(since__lt=F("until")), name="special_report_days"),
            models.CheckConstraint(condition=stand_together("submitted_at", "submitted_by"), name="report_submitted"),
            models.CheckConstraint(condition=stand_together("issued_at", "issued_by"), name="report_issued_pair"),
            models.CheckConstraint(condition=stand_together("withdrawn_at", "withdrawn_by"), name="report_withdrawn"),
            models.CheckConstraint(
                condition=Q(issued_at__isnull=True, number__isnull=True, overall__isnull=True, pdf__isnull=True)
                | Q(issued_at__isnull=False, number__isnull=False, overall__isnull=False, pdf__isnull=False),
                name="report_numbered_when_issued",
            ),
            models.CheckConstraint(
                condition=Q(standing__in=["issued", "withdrawn"], issued_at__isnull=False)
                | Q(standing__in=["making", "failed", "draft", "review"], issued_at__isnull=True),
                name="report_standing_fits",
            ),
            models.CheckConstraint(
                condition=Q(standing__in=["making", "failed"]) | Q(content__isnull=False), name="report_has_content"
            ),
            models.UniqueConstraint(fields=["centre", "series", "year", "number"], name="report_number_once"),
            models.UniqueConstraint(fields=["centre", "series", "overall"], name="report_overall_once"),
            models.UniqueConstraint(
                fields=["centre", "kind", "scope", "since", "until"],
                condition=Q(is_scheduled=True),
                name="report_scheduled_once",
            ),
        ]
        indexes = [
            models.Index(fields=["centre", "standing", "-changed_at"], name="report_by_standing"),
            models.Index(fields=["-issued_at", "-id"], condition=Q(issued_at__isnull=False), name="report_archive"),
            models.Index(fields=["asked_at"], condition=Q(standing="making"), name="report_making"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.centre_id} {self.since}"

    @property
    def last_on(self) -> date:
        """The last day of its period."""
        return self.until - timedelta(days=1)

    @property
    def numbered(self) -> str:
        """第N期（总第N期）; empty before it is issued."""
        if self.number is None or self.overall is None:
            return ""
        return rules.numbered(self.number, self.overall)


class Version(models.Model):
    """A draft as somebody left it; what one person types in a row is one version."""

    report = models.ForeignKey(SpecialReport, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    why = models.CharField(max_length=12, choices=Why.choices())
    content = models.JSONField()
    kept_at = models.DateTimeField()
    kept_by = models.CharField(max_length=60)
    author = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="report_version_once")]

    def __str__(self) -> str:
        return f"{self.report_id} v{self.number}"


class LastNumber(models.Model):
    """The last number given in a centre's series in a year; year 0 is the series from its beginning."""

    centre = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", db_index=False)
    series = models.CharField(max_length=10, choices=Series.choices())
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["centre", "series", "year"], name="report_last_number_once")]

    def __str__(self) -> str:
        return f"{self.centre_id} {self.series} {self.year}: {self.last}"


class Fulfilment(models.Model):
    """That an issued report was delivered for a reporting duty."""

    report = models.ForeignKey(SpecialReport, models.PROTECT, related_name="fulfilments")
    owed = models.OneToOneField("duties.Report", models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.report_id} → {self.owed_id}"
