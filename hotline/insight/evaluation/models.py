"""Tables of evaluation: schemes by date, monthly sheets with their lines, objections, publications."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from hotline.insight.measures.words import Measure


class AdoptedScheme(models.Model):
    """A scheme as a centre adopted it, in force from a day on until the next; never changed afterwards."""

    centre = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField()
    content = models.JSONField()
    from_on = models.DateField()
    adopted_at = models.DateTimeField()
    adopted_by = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["centre", "version"], name="scheme_version_once"),
            models.UniqueConstraint(fields=["centre", "from_on"], name="scheme_begins_once"),
        ]

    def __str__(self) -> str:
        return f"{self.centre_id} v{self.version}"


class Sheet(models.Model):
    """The score of a unit in a month (its first day), as it was reckoned; a correction is another sheet."""

    scheme = models.ForeignKey(AdoptedScheme, models.PROTECT, related_name="sheets")
    unit = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    month = models.DateField()
    revision = models.PositiveSmallIntegerField(default=1)
    is_current = models.BooleanField(default=True)
    attained = models.DecimalField(max_digits=7, decimal_places=2)
    attainable = models.DecimalField(max_digits=7, decimal_places=2)
    points = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    reason = models.TextField(blank=True)
    built_at = models.DateTimeField()
    built_by = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scheme", "unit", "month", "revision"], name="sheet_revision_once"),
            models.UniqueConstraint(
                fields=["scheme", "unit", "month"], condition=Q(is_current=True), name="sheet_current_once"
            ),
            models.CheckConstraint(condition=Q(revision=1) | ~Q(reason=""), name="sheet_correction_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.month:%Y-%m} r{self.revision}"


class SheetLine(models.Model):
    """One item of a sheet: what the scheme said, the figure and its definition's version, its tickets, its score."""

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="lines")
    ordinal = models.PositiveSmallIntegerField()
    item = models.JSONField()
    measure = models.CharField(max_length=20, choices=Measure.choices())
    definition = models.PositiveSmallIntegerField()
    numerator = ArrayField(models.BigIntegerField(), default=list, blank=True)
    denominator = ArrayField(models.BigIntegerField(), default=list, blank=True)
    score = models.DecimalField(max_digits=7, decimal_places=2, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "ordinal"], name="sheet_line_once")]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.measure}"


class Objection(models.Model):
    """A unit asks the centre to look at its sheet again, and what the centre decided."""

    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="objections")
    text = models.TextField()
    raised_at = models.DateTimeField()
    raised_by = models.CharField(max_length=60)
    is_granted = models.BooleanField(null=True)
    reason = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=60, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_granted__isnull=True, decided_at__isnull=True, decided_by="", reason="")
                | Q(is_granted__isnull=False, decided_at__isnull=False) & ~Q(decided_by="") & ~Q(reason=""),
                name="objection_decided_together",
            ),
            models.UniqueConstraint(
                fields=["sheet"], condition=Q(is_granted__isnull=True), name="objection_waits_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.raised_at:%F}"


class Publication(models.Model):
    """That the results of a centre's month were made known."""

    centre = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    month = models.DateField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["centre", "month"], name="month_published_once")]

    def __str__(self) -> str:
        return f"{self.centre_id} {self.month:%Y-%m}"
