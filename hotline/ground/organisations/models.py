"""Tables of organisations and their duty lists."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from hotline.ground.regions.words import RegionLevel

from .words import OrganisationKind


class Organisation(models.Model):
    """A centre, department, street or enterprise; ``path`` is ``/1/14/230/`` down from the top."""

    code = models.CharField(max_length=40, unique=True, db_collation="C")
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=160, blank=True)
    short_name = models.CharField(max_length=40, blank=True)
    short_code = models.CharField(max_length=30, blank=True, db_index=True)
    aliases = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    kind = models.CharField(max_length=12, choices=OrganisationKind.choices())
    level = models.CharField(max_length=10, choices=RegionLevel.choices())
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=120, db_collation="C", db_index=True)
    calendar_code = models.CharField(max_length=20, default="office")
    duty_phone = models.CharField(max_length=30, blank=True)
    ticks_joint = models.BooleanField(default=False)  # a centre: joint units of the directory stand ticked
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["code"]
        indexes = [models.Index(fields=["region", "short_code"], name="organisation_place")]

    def __str__(self) -> str:
        return self.name


class Duty(models.Model):
    """One turn on an organisation's duty list, ``[starts_at, ends_at)``."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="duties")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    name = models.CharField(max_length=40)
    phone = models.CharField(max_length=30)

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="duty_ends_after_start")
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.starts_at:%F} {self.name}"
