"""Tables of disaster mode: switches, sets of essential limits, prepared answers."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hotline.lib.pairs import stand_together

from .words import ModeState


class LimitSet(models.Model):
    """The clocks that run in disaster mode, each with its limit; the centre's other clocks stand still."""

    code = models.CharField(primary_key=True, max_length=20, db_collation="C")
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)
    limits = models.JSONField(default=dict)
    longest_hours = models.PositiveSmallIntegerField(default=72)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Mode(models.Model):
    """One switch to disaster mode in a region, with reason and expiry; two people where it is the whole province."""

    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=300)
    limit_set = models.ForeignKey(LimitSet, models.PROTECT, related_name="+")
    category = models.ForeignKey("catalogue.Category", models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField()
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    started_at = models.DateTimeField(null=True)
    started_by = models.CharField(max_length=60, default="", blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=60, default="", blank=True)
    end_reason = models.CharField(max_length=300, blank=True)
    settled_at = models.DateTimeField(null=True)  # when the last clock that stood still had begun to run again

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["region"], condition=Q(ended_at__isnull=True), name="mode_once_a_region"),
            models.CheckConstraint(condition=stand_together("started_at", "started_by"), name="mode_started_pair"),
            models.CheckConstraint(condition=stand_together("ended_at", "ended_by"), name="mode_ended_pair"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("proposed_at")), name="mode_expires_later"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> ModeState:
        """Where the switch stands."""
        if self.ended_at is not None:
            return ModeState.ENDED if self.started_at is not None else ModeState.DROPPED
        return ModeState.ACTIVE if self.started_at is not None else ModeState.PROPOSED


class Template(models.Model):
    """A prepared answer for callers in a disaster; without a region for the whole province."""

    region = models.ForeignKey("regions.Region", models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=60)
    title_en = models.CharField(max_length=80, blank=True)
    text = models.TextField()
    text_en = models.TextField(blank=True)
    ordinal = models.SmallIntegerField(default=0)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["ordinal", "pk"]

    def __str__(self) -> str:
        return self.title
