"""Making a unit on demand: for imports, whose old system knew units that we do not."""

from __future__ import annotations

from datetime import datetime

from hotline.ground.journal import actions as journal
from hotline.ground.journal.words import subject_of
from hotline.ground.people.words import Actor
from hotline.lib.memo import forget_all

from . import queries
from .models import Organisation
from .queries import Unit
from .words import OrganisationKind


def make(code: str, name: str, name_en: str, parent: Unit, *, by: Actor, at: datetime) -> Unit:
    """A plain institution below another organisation; the caller holds the transaction."""
    row = Organisation.objects.create(
        code=code,
        name=name,
        name_en=name_en,
        kind=OrganisationKind.INSTITUTION,
        level=parent.level,
        region_id=parent.region,
        parent_id=parent.id,
        path="",
        calendar_code="office",
        from_on=at.date(),
    )
    Organisation.objects.filter(pk=row.pk).update(path=f"{parent.path}{row.pk}/")
    facts = {"table": "organisation", "key": code, "name": name, "parent": parent.id}
    journal.record("reference", subject_of("organisation", row.pk), "create", by=by, at=at, facts=facts)
    forget_all()
    return queries.unit(row.pk)
