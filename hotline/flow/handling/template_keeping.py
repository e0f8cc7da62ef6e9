"""Administrators keep reply templates, those of units and those for everybody; every change is in the journal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from hotline.ground.journal import actions as journal
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor, Capability
from hotline.ground.regions import queries as regions
from hotline.lib.refusal import NotFound

from .models import ReplyTemplate

TABLE = "reply_template"
MANAGE = Capability.MANAGE_REFERENCE


def listed(*, words: str = "") -> QuerySet[ReplyTemplate]:
    """Templates by title, text or organisation."""
    rows = ReplyTemplate.objects.select_related("organisation")
    if not words:
        return rows
    unit = Q(organisation__name__contains=words) | Q(organisation__code=words)
    return rows.filter(Q(title__contains=words) | Q(text__contains=words) | unit)


def create(facts: dict[str, Any], *, by: Actor, at: datetime) -> ReplyTemplate:
    """Add a template: ``organisation_id`` (None: for everybody), ``category_prefix``, ``title``, ``text``, ``ordinal``.

    :raises NotPermitted: the organisation is not in the actor's hands.
    """
    with transaction.atomic():
        _require(facts["organisation_id"], by)
        row = ReplyTemplate.objects.create(**facts)
        journal.record_reference(TABLE, row.pk, "create", by=by, at=at, facts={"title": row.title})
    return row


def change(identifier: int, facts: dict[str, Any], *, by: Actor, at: datetime) -> ReplyTemplate:
    """Rewrite a template; replies that were made with it stay as they are.

    :raises NotFound: there is none; ``NotPermitted``: not in the actor's hands.
    """
    with transaction.atomic():
        row = _take(identifier, by)
        _require(facts["organisation_id"], by)
        before = {name: getattr(row, name) for name in facts}
        for name, value in facts.items():
            setattr(row, name, value)
        row.save(update_fields=list(facts))
        said = {"title": row.title, "before": before, "after": facts}
        journal.record_reference(TABLE, row.pk, "change", by=by, at=at, facts=said)
    return row


def remove(identifier: int, *, by: Actor, at: datetime) -> None:
    """Take a template away; its text stays in the journal.

    :raises NotFound: there is none; ``NotPermitted``: not in the actor's hands.
    """
    with transaction.atomic():
        row = _take(identifier, by)
        facts = {"title": row.title, "text": row.text}
        row.delete()
        journal.record_reference(TABLE, identifier, "remove", by=by, at=at, facts=facts)


def _take(identifier: int, by: Actor) -> ReplyTemplate:
    row = ReplyTemplate.objects.select_for_update(of=("self",)).filter(pk=identifier).first()
    if row is None:
        raise NotFound
    _require(row.organisation_id, by)
    return row


def _require(organisation_id: int | None, by: Actor) -> None:
    if organisation_id is None:
        by.require_over(MANAGE, regions.province().code)
        return
    unit = organisations.unit(organisation_id)
    by.require_over(MANAGE, unit.region, unit.id, unit.path)
