"""Reading regions."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.db.models.functions import Length

from hotline.lib.memo import remembered

from .models import Region
from .words import CODE_LENGTH, RegionLevel


@dataclass(frozen=True, slots=True)
class Place:
    """A region as others see it."""

    code: str
    level: RegionLevel
    name: str
    name_en: str
    full_name: str
    is_zone: bool = False


def _place(row: Region) -> Place:
    return Place(row.code, RegionLevel(row.level), row.name, row.name_en, row.full_name, row.is_zone)


@remembered(60)
def region(code: str) -> Place | None:
    """The region with this code, if there is one."""
    row = Region.objects.filter(pk=code).first()
    return _place(row) if row else None


def find(words: str, within: str, limit: int) -> list[Place]:
    """The regions below an area that are called so or whose code begins so, the widest first; its own parts unasked."""
    below = Region.objects.filter(code__gt=within, code__lt=next_after(within))
    if not words:
        return list(children(within)[:limit])
    called = Q(name__contains=words) | Q(name_en__icontains=words) | Q(code__startswith=words)
    ordered = below.filter(called).annotate(digits=Length("code")).order_by("digits", "code")
    return [_place(row) for row in ordered[:limit]]


def is_zone(code: str) -> bool:
    """Whether a region is a development zone rather than an administrative county."""
    place = region(code)
    return place is not None and place.is_zone


@remembered(60)
def children(code: str) -> tuple[Place, ...]:
    """The regions directly below one."""
    return tuple(_place(row) for row in Region.objects.filter(parent_id=code))


def lineage(code: str) -> list[str]:
    """A region's own code and the codes above it, nearest first: ``320505001 → [320505001, 320505, 3205, 32]``."""
    lengths = sorted(CODE_LENGTH.values(), reverse=True)
    return [code[:length] for length in lengths if len(code) >= length]


def is_within(code: str, area: str) -> bool:
    """Whether a region lies in an area; ``32050`` is no area, so nothing lies in it."""
    return area in lineage(code)


def is_area(code: str) -> bool:
    """Whether a code has the length of a region's: ``32050`` names nothing."""
    return len(code) in CODE_LENGTH.values()


def next_after(area: str) -> str:
    """The first code beyond an area's subtree, for half-open ranges ``[area, next_after(area))``."""
    return area[:-1] + chr(ord(area[-1]) + 1)


def names(level: RegionLevel) -> dict[str, str]:
    """The names of all regions of a level, by code."""
    return dict(Region.objects.filter(level=level).values_list("code", "name"))


def is_empty() -> bool:
    """Whether no province is loaded."""
    return not Region.objects.exists()


@remembered(60)
def province() -> Place:
    """The province this platform serves: the one region without a parent.

    :raises Region.DoesNotExist: before a province has been loaded.
    """
    return _place(Region.objects.get(parent__isnull=True))
