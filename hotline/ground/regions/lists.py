"""Lists of regions for those who keep them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from .models import Population, Region
from .queries import next_after


def listed(*, words: str = "", within: str = "", level: str = "") -> QuerySet[Region]:
    """Regions by a part of their name or the beginning of their code, in an area, of a level."""
    rows = Region.objects.all()
    if words:
        rows = rows.filter(Q(full_name__contains=words) | Q(name_en__icontains=words) | Q(code__startswith=words))
    if within:
        rows = rows.filter(code__gte=within, code__lt=next_after(within))
    return rows.filter(level=level) if level else rows


def populations(code: str) -> QuerySet[Population]:
    """How many people lived in a region, the latest year first."""
    return Population.objects.filter(region_id=code).order_by("-year")


def residents(area: str) -> dict[str, int]:
    """The latest known number of permanent residents of each region directly below one; those without are left out."""
    rows = Population.objects.filter(region__parent_id=area).order_by("region_id", "year")
    return dict(rows.values_list("region_id", "people"))


def residents_of(codes: Iterable[str]) -> dict[str, int]:
    """The latest known number of permanent residents of each region; those without are left out."""
    rows = Population.objects.filter(region_id__in=list(codes)).order_by("region_id", "year")
    return dict(rows.values_list("region_id", "people"))
