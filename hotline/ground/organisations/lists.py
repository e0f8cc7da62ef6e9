"""Lists of organisations for those who keep them."""

from __future__ import annotations

from django.db.models import QuerySet

from hotline.lib.memo import remembered
from hotline.lib.refusal import BadInput, clause

from .models import Organisation
from .words import OrganisationKind


def above(path: str) -> list[Organisation]:
    """The organisations above one, the topmost first."""
    line = [int(part) for part in path.strip("/").split("/") if part][:-1]
    found = Organisation.objects.in_bulk(line)
    return [found[pk] for pk in line if pk in found]


def directly_below(identifier: int) -> QuerySet[Organisation]:
    """The organisations in use that hang directly below one."""
    return Organisation.objects.filter(parent_id=identifier, until_on__isnull=True)


@remembered(60)
def called(short_code: str, *, is_english: bool = False) -> str:
    """What a kind of department is called, as the topmost one of its kind is, without its place: ``城管局``."""
    row = Organisation.objects.filter(short_code=short_code).order_by("code").select_related("region").first()
    if row is None:
        return short_code
    if is_english and row.name_en:
        return row.name_en.removeprefix(row.region.name_en).strip() or row.name_en
    return row.name.removeprefix(row.region.name) or row.name


def department_codes() -> list[str]:
    """The short codes of every kind of department in use, by code."""
    rows = Organisation.objects.filter(kind=OrganisationKind.DEPARTMENT, until_on__isnull=True).exclude(short_code="")
    return sorted(set(rows.values_list("short_code", flat=True)))


def place(identifier: int) -> tuple[str, int, str]:
    """What ``Actor.require_over`` asks of an organisation: its region, identifier and path.

    :raises BadInput: there is none.
    """
    row = Organisation.objects.filter(pk=identifier).first()
    if row is None:
        raise BadInput(problem=clause("没有这个机构，请从列表中选择"))
    return row.region_id, row.pk, row.path
