"""Reply templates: what a unit answers with often."""

from __future__ import annotations

from django.db.models import Q

from hotline.ground.people.words import Actor
from hotline.lib.refusal import BadInput, NotFound, NotPermitted, clause

from .models import ReplyTemplate
from .words import BLANKS

MOST = 200


def usable(unit_id: int, category: str) -> list[ReplyTemplate]:
    """The templates a unit may answer with, those for the category first: its own, and everybody's."""
    rows = ReplyTemplate.objects.filter(Q(organisation_id=unit_id) | Q(organisation__isnull=True))
    fitting = [row for row in rows if category.startswith(row.category_prefix)]
    return sorted(fitting, key=lambda row: (not row.category_prefix, row.ordinal, row.title))


def of_unit(unit_id: int) -> list[ReplyTemplate]:
    """A unit's own templates."""
    return list(ReplyTemplate.objects.filter(organisation_id=unit_id))


def own(identifier: int, unit_id: int) -> ReplyTemplate:
    """One of a unit's own templates.

    :raises NotFound: it is not this unit's, or there is none.
    """
    found = ReplyTemplate.objects.filter(pk=identifier, organisation_id=unit_id).first()
    if found is None:
        raise NotFound
    return found


def filled(text: str, title: str, unit: str) -> str:
    """A template with its blanks filled in; the citizen is never named, the text may be published."""
    said = {"{标题}": title, "{单位}": unit, "{称呼}": "您"}
    for blank in BLANKS:
        text = text.replace(blank, said.get(blank, ""))
    return text


def keep(identifier: int | None, unit_id: int, title: str, text: str, category_prefix: str, *, by: Actor) -> int:
    """Write a template of the actor's unit, new or changed; its identifier.

    :raises NotPermitted: she does not answer for the unit.
    :raises BadInput: nothing said, or too many.
    :raises NotFound: no such template of this unit.
    """
    _require(unit_id, by)
    if not title.strip() or not text.strip():
        raise BadInput(problem=clause("模板的名称和正文都要填写"))
    if identifier is None and ReplyTemplate.objects.filter(organisation_id=unit_id).count() >= MOST:
        raise BadInput(problem=clause("每个单位最多 {most} 个模板，请先删除不用的", most=MOST))
    row = own(identifier, unit_id) if identifier is not None else ReplyTemplate(organisation_id=unit_id)
    row.title, row.text, row.category_prefix = title.strip()[:80], text.strip(), category_prefix
    row.save()
    return row.pk


def drop(identifier: int, unit_id: int, *, by: Actor) -> None:
    """Delete a template of the actor's unit.

    :raises NotPermitted: she does not answer for the unit.
    :raises NotFound: no such template of this unit.
    """
    _require(unit_id, by)
    own(identifier, unit_id).delete()


def _require(unit_id: int, by: Actor) -> None:
    if not any("reply" in grant.permissions and grant.organisation_id == unit_id for grant in by.grants):
        raise NotPermitted(verb=clause("维护答复模板"))
