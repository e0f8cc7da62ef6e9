"""Tables of the catalogue: categories, dispatch directory, time-limit policies, reasons."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from hotline.ground.regions.words import RegionLevel

from .words import USUAL, Blame, ClockKind, Kind, ReasonPurpose, Urgency


class Category(models.Model):
    """A node of the category tree; its code begins with its parent's (``07``, ``07.03``, ``07.03.02``)."""

    code = models.CharField(primary_key=True, max_length=20, db_collation="C")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=100)
    hint = models.CharField(max_length=200, blank=True)
    hint_en = models.CharField(max_length=300, blank=True)
    keywords = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    usual_kind = models.CharField(max_length=12, choices=Kind.choices(), default=Kind.HELP)
    urgency = models.CharField(max_length=10, choices=Urgency.choices(), default=Urgency.NORMAL)
    depth = models.PositiveSmallIntegerField()
    is_leaf = models.BooleanField()
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class DirectoryRow(models.Model):
    """Who answers for a category in a region during ``[from_on, until_on)``.

    ``centre_level`` says at which centres the row holds (empty: at all).
    The unit is named outright (``unit``) or found as the department ``department`` of ``level`` in the ticket's region.
    """

    category = models.ForeignKey(Category, models.PROTECT, related_name="directory_rows")
    region = models.ForeignKey("regions.Region", models.PROTECT, null=True, blank=True, related_name="+")
    centre_level = models.CharField(max_length=10, choices=RegionLevel.choices(), blank=True)
    unit = models.ForeignKey("organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="+")
    department = models.CharField(max_length=30, blank=True)
    level = models.CharField(max_length=10, choices=RegionLevel.choices(), blank=True)
    joint_departments = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    note = models.CharField(max_length=200, blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["category", "from_on"], name="directory_category")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(unit__isnull=False) | ~models.Q(department=""), name="directory_names_somebody"
            )
        ]

    def __str__(self) -> str:
        return f"{self.category_id} {self.region_id or '*'} {self.department or self.unit_id}"


class LimitPolicy(models.Model):
    """A version of the time limits, in force from ``from_at`` until the next one begins."""

    version = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    from_at = models.DateTimeField(unique=True)
    note = models.CharField(max_length=300, blank=True)
    max_tries = models.PositiveSmallIntegerField(default=3)
    max_reworks = models.PositiveSmallIntegerField(default=2)
    rating_days = models.PositiveSmallIntegerField(default=7)
    max_returns = models.PositiveSmallIntegerField(default=2)
    max_extensions = models.PositiveSmallIntegerField(default=2)
    contest_days = models.PositiveSmallIntegerField(default=30)
    confirm_minutes = models.PositiveSmallIntegerField(default=120)
    disaster_days = models.PositiveSmallIntegerField(default=14)
    hot_days = models.PositiveSmallIntegerField(default=30)
    opening_minutes = models.PositiveSmallIntegerField(default=30)

    class Meta:
        ordering = ["from_at"]

    def __str__(self) -> str:
        return self.version


class LimitRow(models.Model):
    """Limits for tickets that match; empty matchers match everything, the most particular row wins."""

    policy = models.ForeignKey(LimitPolicy, models.CASCADE, related_name="rows")
    kind = models.CharField(max_length=12, choices=Kind.choices(), blank=True)
    category_prefix = models.CharField(max_length=20, blank=True)
    urgency = models.CharField(max_length=10, choices=Urgency.choices(), blank=True)
    level = models.CharField(max_length=10, choices=RegionLevel.choices(), blank=True)
    review = models.CharField(max_length=10)
    dispatch = models.CharField(max_length=10)
    sign = models.CharField(max_length=10)
    contact = models.CharField(max_length=10)
    handle = models.CharField(max_length=10)
    reply_review = models.CharField(max_length=10)
    follow_up = models.CharField(max_length=10)
    rework = models.CharField(max_length=10)
    return_window = models.CharField(max_length=10, default=USUAL[ClockKind.RETURN_WINDOW])
    return_review = models.CharField(max_length=10, default=USUAL[ClockKind.RETURN_REVIEW])
    arbitration = models.CharField(max_length=10, default=USUAL[ClockKind.ARBITRATION])
    extension = models.CharField(max_length=10, default=USUAL[ClockKind.EXTENSION])
    suspension = models.CharField(max_length=10, default=USUAL[ClockKind.SUSPENSION])
    extension_review = models.CharField(max_length=10, default=USUAL[ClockKind.EXTENSION_REVIEW])
    override_review = models.CharField(max_length=10, default=USUAL[ClockKind.OVERRIDE_REVIEW])
    contest_review = models.CharField(max_length=10, default=USUAL[ClockKind.CONTEST_REVIEW])

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "kind", "category_prefix", "urgency", "level"], name="limit_row_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.policy_id}: {self.kind or '*'} {self.category_prefix or '*'} {self.urgency or '*'}"


class Reason(models.Model):
    """A listed reason: for a refusal, a send-back, a rework, a dissatisfied rating."""

    code = models.CharField(max_length=40)
    purpose = models.CharField(max_length=16, choices=ReasonPurpose.choices())
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120)
    advice = models.CharField(max_length=300, blank=True)
    advice_en = models.CharField(max_length=400, blank=True)
    ordinal = models.SmallIntegerField(default=0)
    blame = models.CharField(max_length=8, choices=Blame.choices(), blank=True)
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["purpose", "ordinal"]
        constraints = [models.UniqueConstraint(fields=["purpose", "code"], name="reason_once")]

    def __str__(self) -> str:
        return self.name
