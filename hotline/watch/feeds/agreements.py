"""Agreements: which departments may be given which data. A feed needs one, and nothing leaves after its end."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from hotline.ground.catalogue import queries as catalogue
from hotline.ground.journal import actions as journal
from hotline.ground.organisations import lists as organisation_lists
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor, Capability
from hotline.ground.regions import queries as regions
from hotline.lib.days import civil_day

from . import errors, rules
from .models import Agreement, Feed, FeedVersion
from .words import NewAgreement, Scope

TABLE = "feed_agreement"


def enter(new: NewAgreement, *, by: Actor, at: datetime) -> int:
    """Note that departments of a kind may be given data; its identifier.

    :raises NotPermitted: the actor keeps no reference data over the region.
    :raises UnknownDepartment: ``UnknownPlace``, ``UnknownCategory``, ``NoFields``, ``NoBasis``,
        ``ImpossibleDates``: what was given cannot be.
    """
    _check(new)
    by.require_over(Capability.MANAGE_REFERENCE, new.region)
    with transaction.atomic():
        row = Agreement.objects.create(
            department=new.department,
            region_id=new.region,
            basis=new.basis.strip(),
            categories=list(new.categories),
            fields=[each.value for each in new.fields],
            from_on=new.from_on,
            until_on=new.until_on,
            entered_at=at,
            entered_by=by.name,
        )
        facts: dict[str, Any] = {"department": new.department, "region": new.region, "basis": row.basis}
        facts |= {"fields": row.fields}
        facts |= {"categories": row.categories, "from_on": new.from_on, "until_on": new.until_on}
        journal.record_reference(TABLE, row.pk, "enter", by=by, at=at, facts=facts)
    return row.pk


def end(identifier: int, why: str, *, by: Actor, at: datetime) -> None:
    """End an agreement today: from now on nothing is delivered by it.

    :raises AgreementNotFound: there is none, or not in the actor's hands.
    :raises EndedAlready: it has ended. ``NoWhy``: no reason given.
    :raises StillUsed: a running feed would be left without a right.
    """
    why = why.strip()
    if not why:
        raise errors.NoWhy
    today = civil_day(at)
    with transaction.atomic():
        row = Agreement.objects.select_for_update().filter(pk=identifier).first()
        if row is None:
            raise errors.AgreementNotFound
        by.require_over(Capability.MANAGE_REFERENCE, row.region_id)
        if row.until_on is not None and row.until_on <= today:
            raise errors.EndedAlready(on=f"{row.until_on:%Y-%m-%d}")
        _refuse_used(row, today)
        if row.from_on >= today:
            row.delete()
        else:
            row.until_on = today
            row.save(update_fields=["until_on"])
        journal.record_reference(TABLE, identifier, "end", by=by, at=at, facts={"why": why})


def rights(department: str, *, without: int | None = None) -> list[rules.Right]:
    """What agreements give the departments of a kind."""
    rows = Agreement.objects.filter(department=department).exclude(pk=without or 0)
    return [
        rules.Right(row.region_id, tuple(row.categories), frozenset(row.fields), row.from_on, row.until_on)
        for row in rows
    ]


def departments_with_rights(at: datetime) -> list[str]:
    """The kinds of departments that some agreement in force on the day of a moment gives data."""
    on = civil_day(at)
    rows = Agreement.objects.filter(from_on__lte=on).filter(Q(until_on__isnull=True) | Q(until_on__gt=on))
    return sorted(set(rows.values_list("department", flat=True)))


def require_right(department: str, scope: Scope, fields: list[str], on: date) -> None:
    """Refuse a scope that no agreement in force covers.

    :raises NoRight: it says what is not covered.
    """
    problem = rules.missing(rights(department), scope, regions.province().code, fields, on)
    if problem:
        raise errors.NoRight(department=organisation_lists.called(department), problem=problem)


def scope_of(version: FeedVersion) -> Scope:
    """What a version copies, as a value."""
    return Scope(
        tuple(version.categories),
        tuple(version.regions),
        tuple(version.channels),
        tuple(version.any_words),
        tuple(version.no_words),
        tuple(version.topics),
    )


def _check(new: NewAgreement) -> None:
    if not organisations.has_kind(new.department):
        raise errors.UnknownDepartment(code=new.department)
    if regions.region(new.region) is None:
        raise errors.UnknownPlace(code=new.region)
    known = catalogue.categories(new.from_on)
    for category in new.categories:
        if category not in known:
            raise errors.UnknownCategory(code=category)
    if not new.fields:
        raise errors.NoFields
    if not new.basis.strip():
        raise errors.NoBasis
    if new.until_on is not None and new.until_on <= new.from_on:
        raise errors.ImpossibleDates


def _refuse_used(row: Agreement, on: date) -> None:
    left = rights(row.department, without=row.pk)
    for feed in Feed.objects.filter(department=row.department, stopped_at__isnull=True):
        version = feed.versions.order_by("-version").first()
        if version is None:
            continue
        if rules.missing(left, scope_of(version), regions.province().code, version.fields, on):
            raise errors.StillUsed(name=feed.name)
