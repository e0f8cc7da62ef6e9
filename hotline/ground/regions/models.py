"""Tables of regions."""

from __future__ import annotations

from django.db import models

from .words import RegionLevel


class Region(models.Model):
    """One administrative division; its code begins with its parent's code."""

    code = models.CharField(primary_key=True, max_length=9, db_collation="C")
    level = models.CharField(max_length=10, choices=RegionLevel.choices())
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80, blank=True)
    full_name = models.CharField(max_length=120)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    is_zone = models.BooleanField(default=False)
    ordinal = models.IntegerField(default=0)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.full_name


class Population(models.Model):
    """Permanent residents of a region in a year, the base of per-10,000 figures."""

    region = models.ForeignKey(Region, models.CASCADE, related_name="populations")
    year = models.SmallIntegerField()
    people = models.PositiveIntegerField()
    source = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region", "year"], name="population_once_a_year")]

    def __str__(self) -> str:
        return f"{self.region_id} {self.year}: {self.people}"
