"""Keeping regions: new divisions, new names, and how many people live there."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hotline.ground.journal import actions as journal
from hotline.ground.people.words import Actor, Capability
from hotline.lib.refusal import clause

from . import errors
from .models import Population, Region
from .words import CODE_LENGTH, RegionLevel

TABLE, POPULATION = "region", "population"
MANAGE = Capability.MANAGE_REFERENCE
FIRST_YEAR = 1949
MOST_PEOPLE = 200_000_000
LONGEST_NAME = 60


def create(code: str, name: str, name_en: str, *, by: Actor, at: datetime, is_zone: bool = False) -> Region:
    """Add a region below the one whose code its own begins with.

    :raises NotPermitted: the actor does not keep reference data of the region above.
    :raises ImpossibleRegion: what cannot be right, in words.
    """
    level = next((each for each, length in CODE_LENGTH.items() if length == len(code)), None)
    if level in (None, RegionLevel.PROVINCE) or not (code.isascii() and code.isdigit()):
        raise errors.ImpossibleRegion(problem=clause("编码“{code}”须为 4、6 或 9 位数字", code=code))
    assert level is not None
    with transaction.atomic():
        if Region.objects.filter(pk=code).exists():
            raise errors.ImpossibleRegion(problem=clause("编码“{code}”已有区域", code=code))
        shorter = max(length for length in CODE_LENGTH.values() if length < len(code))
        above = Region.objects.filter(pk=code[:shorter]).first()
        if above is None:
            raise errors.ImpossibleRegion(problem=clause("没有上级区域“{code}”", code=code[:shorter]))
        by.require_over(MANAGE, above.code)
        row = Region.objects.create(
            code=code,
            level=level,
            name=_named(name),
            name_en=name_en.strip(),
            full_name=above.full_name + _named(name),
            parent=above,
            is_zone=is_zone,
        )
        journal.record_reference(TABLE, code, "create", by=by, at=at, facts={"name": row.name, "name_en": row.name_en})
    return row


def rename(code: str, name: str, name_en: str, *, by: Actor, at: datetime) -> None:
    """Give a region its new name; the full names below it follow.

    :raises RegionNotFound: there is none.
    """
    with transaction.atomic():
        row = _take(code, by)
        before = {"name": row.name, "name_en": row.name_en}
        head = row.full_name.removesuffix(row.name)
        row.name, row.name_en, old = _named(name), name_en.strip(), row.full_name
        row.full_name = head + row.name
        row.save(update_fields=["name", "name_en", "full_name"])
        below = list(Region.objects.filter(code__startswith=code).exclude(pk=code))
        for each in below:
            each.full_name = row.full_name + each.full_name.removeprefix(old)
        Region.objects.bulk_update(below, ["full_name"], batch_size=500)
        facts = {"before": before, "after": {"name": row.name, "name_en": row.name_en}}
        journal.record_reference(TABLE, code, "rename", by=by, at=at, facts=facts)


def set_population(code: str, year: int, people: int, source: str, *, by: Actor, at: datetime) -> None:
    """Note how many people live in a region in a year, and who says so.

    :raises ImpossibleRegion: a year or a number that cannot be right, or no source.
    """
    this_year = at.astimezone(timezone.get_default_timezone()).year
    if not FIRST_YEAR <= year <= this_year:
        raise errors.ImpossibleRegion(
            problem=clause("年份须在 {first_year}–{this_year} 之间", first_year=FIRST_YEAR, this_year=this_year)
        )
    if not 0 < people < MOST_PEOPLE or not source.strip():
        raise errors.ImpossibleRegion(problem=clause("请填写人口数和来源"))
    with transaction.atomic():
        row = _take(code, by)
        before = Population.objects.filter(region=row, year=year).values_list("people", flat=True).first()
        Population.objects.update_or_create(
            region=row, year=year, defaults={"people": people, "source": source.strip()}
        )
        facts = {"year": year, "before": before, "after": people, "source": source.strip()}
        journal.record_reference(POPULATION, code, "set_population", by=by, at=at, facts=facts)


def _take(code: str, by: Actor) -> Region:
    row = Region.objects.select_for_update().filter(pk=code).first()
    if row is None:
        raise errors.RegionNotFound(code=code)
    by.require_over(MANAGE, code)
    return row


def _named(name: str) -> str:
    said = " ".join(name.split())
    if not 0 < len(said) <= LONGEST_NAME:
        raise errors.ImpossibleRegion(problem=clause("请填写区域名称"))
    return said
