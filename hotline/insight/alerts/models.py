"""Tables of alerts: what was raised, what was done about it, what raises the bar, and the settings with their days."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from hotline.lib.pairs import stand_together

from .words import USUAL, AlertKind, AlertState, Likeness, Severity


class ThresholdRule(models.Model):
    """So many similar tickets within so many days are told, during ``[from_on, until_on)``; never rewritten."""

    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120)
    likeness = models.CharField(max_length=10, choices=Likeness.choices())
    amount = models.PositiveSmallIntegerField()
    days = models.PositiveSmallIntegerField()
    categories = ArrayField(models.CharField(max_length=20), default=list)
    regions = ArrayField(models.CharField(max_length=9), default=list, blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=2), name="threshold_amount"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")), name="threshold_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Alert(models.Model):
    """One event in one series: what was seen, what was expected, and the evidence for the picture."""

    kind = models.CharField(max_length=8, choices=AlertKind.choices())
    severity = models.CharField(max_length=8, choices=Severity.choices())
    state = models.CharField(max_length=12, choices=AlertState.choices(), default=AlertState.NEW)
    category = models.CharField(max_length=20, db_collation="C")
    region = models.CharField(max_length=9, db_collation="C")
    rule = models.ForeignKey(ThresholdRule, models.PROTECT, null=True, related_name="alerts")
    anchor = models.BigIntegerField(default=0)  # of tickets about one matter: the first of them
    since_on = models.DateField()
    last_on = models.DateField()
    observed = models.PositiveIntegerField()
    expected = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()
    query = models.CharField(max_length=500)
    evidence = models.JSONField(default=dict)
    tickets = ArrayField(models.BigIntegerField(), default=list, blank=True)
    detected_at = models.DateTimeField()
    looked_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "category", "region", "rule", "anchor"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="alert_runs_once",
            ),
            models.CheckConstraint(condition=Q(last_on__gte=F("since_on")), name="alert_days_in_order"),
        ]
        indexes = [
            models.Index(fields=["-detected_at", "-id"], name="alert_latest"),
            models.Index(fields=["region", "-detected_at"], name="alert_region"),
            models.Index(fields=["detected_at"], condition=Q(told_at__isnull=True), name="alert_untold"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.category} {self.region} {self.since_on:%F}"


class Step(models.Model):
    """One thing people or the watch did to an alert."""

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="steps")
    verb = models.CharField(max_length=12)
    note = models.CharField(max_length=500, blank=True)
    deed = models.CharField(max_length=12, blank=True)
    doubt = models.CharField(max_length=8, blank=True)
    reference = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=60)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.alert_id} {self.verb}"


class Lift(models.Model):
    """That a series was dismissed as ordinary: until a day it has to rise further before it is told again."""

    alert = models.OneToOneField(Alert, models.CASCADE, related_name="lift")
    category = models.CharField(max_length=20, db_collation="C")
    region = models.CharField(max_length=9, db_collation="C")
    percent = models.PositiveSmallIntegerField()
    from_on = models.DateField()
    until_on = models.DateField()
    dropped_at = models.DateTimeField(null=True)
    dropped_by = models.CharField(max_length=60, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gt=F("from_on")), name="lift_ends_later"),
            models.CheckConstraint(condition=stand_together("dropped_at", "dropped_by"), name="lift_dropped_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.region} +{self.percent} %"


class Setting(models.Model):
    """How sensitive the watch is from a day on (see ``words.Sensitivity``)."""

    from_on = models.DateField(unique=True)
    false_alarms = models.PositiveSmallIntegerField(default=USUAL.false_alarms)
    least_rise = models.PositiveSmallIntegerField(default=USUAL.least_rise)
    least_excess = models.PositiveSmallIntegerField(default=USUAL.least_excess)
    least_expected = models.PositiveSmallIntegerField(default=USUAL.least_expected)
    least_history = models.PositiveSmallIntegerField(default=USUAL.least_history)
    weak_rise = models.PositiveSmallIntegerField(default=USUAL.weak_rise)
    weak_excess = models.PositiveSmallIntegerField(default=USUAL.weak_excess)
    new_within = models.PositiveSmallIntegerField(default=USUAL.new_within)
    new_count = models.PositiveSmallIntegerField(default=USUAL.new_count)
    serious = models.PositiveSmallIntegerField(default=USUAL.serious)
    grave = models.PositiveSmallIntegerField(default=USUAL.grave)
    lift_days = models.PositiveSmallIntegerField(default=USUAL.lift_days)
    lift = models.PositiveSmallIntegerField(default=USUAL.lift)
    quiet_days = models.PositiveSmallIntegerField(default=USUAL.quiet_days)
    quiet_from = models.TimeField(default=USUAL.quiet_from)
    quiet_until = models.TimeField(default=USUAL.quiet_until)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["from_on"]

    def __str__(self) -> str:
        return f"{self.from_on:%F}"


class Look(models.Model):
    """When the watch last looked, and for which day it last judged the weeks: one row."""

    at = models.DateTimeField()
    weak_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.at:%F %H:%M}"
