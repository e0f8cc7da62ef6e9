"""Reading organisations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from hotline.lib.memo import remembered

from .models import Duty, Organisation
from .words import OrganisationKind


@dataclass(frozen=True, slots=True)
class Unit:
    """What the flow needs to know of an organisation."""

    id: int
    code: str
    name: str
    name_en: str
    kind: OrganisationKind
    level: str
    region: str
    path: str
    calendar: str
    parent_id: int | None
    ticks_joint: bool = False
    short_code: str = ""


def _unit(row: Organisation) -> Unit:
    return Unit(
        row.pk,
        row.code,
        row.name,
        row.name_en,
        OrganisationKind(row.kind),
        row.level,
        row.region_id,
        row.path,
        row.calendar_code,
        row.parent_id,
        row.ticks_joint,
        row.short_code,
    )


@remembered(30)
def unit(identifier: int) -> Unit:
    """The organisation with this identifier.

    :raises Organisation.DoesNotExist: when there is none.
    """
    return _unit(Organisation.objects.get(pk=identifier))


def units(identifiers: Iterable[int]) -> dict[int, Unit]:
    """Those of the organisations that exist, by identifier."""
    return {row.pk: _unit(row) for row in Organisation.objects.filter(pk__in=set(identifiers))}


@remembered(30)
def unit_in_use(identifier: int, on: date) -> Unit | None:
    """The organisation with this identifier, if there is one and it is not retired on the day."""
    in_use = Q(until_on__isnull=True) | Q(until_on__gt=on)
    row = Organisation.objects.filter(in_use, pk=identifier).first()
    return _unit(row) if row else None


def known(codes: Iterable[str]) -> set[str]:
    """Those of some codes that organisations have."""
    return set(Organisation.objects.filter(code__in=list(codes)).values_list("code", flat=True))


@remembered(30)
def unit_by_code(code: str) -> Unit:
    """The organisation with this code.

    :raises Organisation.DoesNotExist: when there is none.
    """
    return _unit(Organisation.objects.get(code=code))


def by_codes(codes: Iterable[str]) -> dict[str, Unit]:
    """Those of the organisations that exist, by code."""
    return {row.code: _unit(row) for row in Organisation.objects.filter(code__in=set(codes))}


@remembered(30)
def department(short_code: str, region: str) -> Unit | None:
    """The department with this short code seated in a region, if there is one."""
    row = Organisation.objects.filter(short_code=short_code, region_id=region, until_on__isnull=True).first()
    return _unit(row) if row else None


def departments(short_code: str) -> dict[str, Unit]:
    """The departments with this short code, by the region in which each is seated."""
    rows = Organisation.objects.filter(short_code=short_code, until_on__isnull=True).order_by("-pk")
    return {row.region_id: _unit(row) for row in rows}


@remembered(30)
def centre_for(region: str) -> Unit | None:
    """The hotline centre that serves a region: its own, or the nearest one above."""
    codes = [region[:length] for length in (9, 6, 4, 2) if len(region) >= length]
    rows = Organisation.objects.filter(kind=OrganisationKind.CENTRE, region_id__in=codes, until_on__isnull=True)
    best = max(rows, key=lambda row: len(row.region_id), default=None)
    return _unit(best) if best else None


@remembered(30)
def centre_above(identifier: int) -> Unit | None:
    """The hotline centre of the next larger area that has one, if there is any."""
    region = unit(identifier).region
    shorter = [region[:length] for length in (6, 4, 2) if length < len(region)]
    return centre_for(shorter[0]) if shorter else None


@remembered(30)
def subtree(path: str) -> tuple[int, ...]:
    """Identifiers of an organisation and all below it."""
    return tuple(Organisation.objects.filter(path__startswith=path).values_list("pk", flat=True))


@remembered(30)
def centres_within(path: str, region: str) -> frozenset[int]:
    """Identifiers of the hotline centres below an organisation or inside an area."""
    rows = Organisation.objects.filter(kind=OrganisationKind.CENTRE)
    return frozenset(
        rows.filter(Q(path__startswith=path) | Q(region__code__startswith=region)).values_list("pk", flat=True)
    )


def centres_at(level: str, on: date) -> list[int]:
    """Identifiers of the hotline centres of a level that exist on a day."""
    known = Q(until_on__isnull=True) | Q(until_on__gt=on)
    rows = Organisation.objects.filter(known, kind=OrganisationKind.CENTRE, level=level).order_by("code")
    return list(rows.values_list("pk", flat=True))


def is_below(theirs: Unit, ours: Unit) -> bool:
    """Whether a unit may be sent a matter by another as one of its own.

    That is: it hangs below it; or it serves a smaller area inside its area; or ours is the centre or government of
    theirs' area.
    """
    if theirs.id == ours.id:
        return False
    if theirs.path.startswith(ours.path):
        return True
    if not theirs.region.startswith(ours.region):
        return False
    governs = ours.kind in (OrganisationKind.CENTRE, OrganisationKind.GOVERNMENT)
    return len(theirs.region) > len(ours.region) or governs


def below(identifier: int) -> QuerySet[Organisation]:
    """The organisations a unit may send down to, for choosing among."""
    ours = unit(identifier)
    rows = Organisation.objects.filter(until_on__isnull=True).exclude(pk=identifier)
    inside = Q(path__startswith=ours.path)
    if ours.kind in (OrganisationKind.CENTRE, OrganisationKind.GOVERNMENT):
        inside |= Q(region__code__startswith=ours.region)
    else:
        inside |= Q(region__code__startswith=ours.region) & ~Q(region_id=ours.region)
    return rows.filter(inside)


def find(words: str, *, on: date, limit: int = 20) -> list[Unit]:
    """Organisations whose name, short name, alias or code holds the words, for type-ahead fields."""
    known = Q(until_on__isnull=True) | Q(until_on__gt=on)
    said = Q(name__icontains=words) | Q(short_name__icontains=words) | Q(aliases__icontains=words) | Q(code=words)
    return [_unit(row) for row in Organisation.objects.filter(known & said)[:limit]]


def has_kind(short_code: str) -> bool:
    """Whether any organisation in use has this short code, such as ``cg`` for the city management bureaus."""
    return Organisation.objects.filter(short_code=short_code, until_on__isnull=True).exists()


def listed(*, words: str = "", kind: str = "", region: str = "", with_retired: bool = False) -> QuerySet[Organisation]:
    """Organisations for the administrator's list."""
    rows = Organisation.objects.select_related("region", "parent")
    if not with_retired:
        rows = rows.filter(until_on__isnull=True)
    if words:
        rows = rows.filter(Q(name__contains=words) | Q(code__startswith=words) | Q(short_name__contains=words))
    if kind:
        rows = rows.filter(kind=kind)
    if region:
        rows = rows.filter(region__code__startswith=region)
    return rows.order_by("code")


def duties(identifier: int, *, since: datetime, until: datetime) -> QuerySet[Duty]:
    """The turns on an organisation's duty list that touch ``[since, until)``."""
    return Duty.objects.filter(organisation_id=identifier, starts_at__lt=until, ends_at__gt=since)


def on_duty(identifier: int, at: datetime) -> Duty | None:
    """Who is on duty at a moment, if the list says."""
    return Duty.objects.filter(organisation_id=identifier, starts_at__lte=at, ends_at__gt=at).first()


def in_force(identifiers: Iterable[int], on: date) -> list[Unit]:
    """Those of the organisations that exist on a day."""
    known = Q(until_on__isnull=True) | Q(until_on__gt=on)
    return [_unit(row) for row in Organisation.objects.filter(known, pk__in=list(identifiers))]
