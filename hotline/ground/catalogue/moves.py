"""Moving a category: its code tells its place, so on a day it ends and begins anew elsewhere."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from hotline.ground.people.words import Actor
from hotline.lib.refusal import clause

from . import actions, directory, errors, lists
from .models import Category
from .words import Kind, NewCategory, NewRow, Urgency


def move(code: str, parent: str, from_on: date, *, by: Actor, at: datetime) -> Category:
    """Hang a leaf under another category from a day on; its directory rows go with it.

    :raises NotPermitted: the actor does not keep the whole province's reference data.
    :raises StillHasBranches: others hang below it; ``ImpossibleCategory``: it hangs there already, or the day is past.
    """
    actions.require(by)
    with transaction.atomic():
        old = Category.objects.select_for_update().filter(pk=code).first()
        if old is None:
            raise errors.CategoryNotFound(code=code)
        if (old.parent_id or "") == parent:
            raise errors.ImpossibleCategory(problem=clause("“{name}”本来就在该分类下", name=old.name))
        rows = list(lists.directory_of(code, from_on).filter(category_id=code))
        new = NewCategory(
            lists.next_code(parent),
            old.name,
            old.name_en,
            old.hint,
            old.hint_en,
            tuple(old.keywords),
            Kind(old.usual_kind),
            Urgency(old.urgency),
        )
        actions.retire_category(code, from_on, by=by, at=at)
        moved = actions.add_category(new, from_on=from_on, by=by, at=at)
        for row in rows:
            heir = NewRow(
                category=moved.code,
                from_on=max(from_on, row.from_on),
                until_on=row.until_on,
                region=row.region_id or "",
                centre_level=row.centre_level,
                unit_id=row.unit_id,
                department=row.department,
                level=row.level,
                joint_departments=tuple(row.joint_departments),
                note=row.note,
            )
            directory.replace(row.pk, heir, by=by, at=at)
    return moved
