"""Who belongs to a desk by date: people with its skill, recipients told at once, units of specialists."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, TypeVar

from django.db import models, transaction

from hotline.ground.journal import actions as journal
from hotline.ground.organisations import queries as organisations
from hotline.ground.people import queries as people
from hotline.ground.people.words import Actor
from hotline.lib import identity
from hotline.lib.days import civil_day
from hotline.lib.refusal import Clause, clause

from . import actions, errors, queries
from .models import Recipient, Skill, Specialism
from .words import NewRecipient

SKILL, RECIPIENT, SPECIALISM = "desk_skill", "desk_recipient", "desk_specialism"
Row = TypeVar("Row", Skill, Recipient, Specialism)


def grant(desk_id: int, person_id: int, *, from_on: date, by: Actor, at: datetime) -> Skill:
    """Let a person of the centre sit at a desk.

    :raises NotPermitted: the desk is not the actor's to keep.
    :raises ImpossibleDesk: she is not posted at the desk's centre, or has the skill already.
    """
    with transaction.atomic():
        desk = actions.taken(desk_id, by)
        person = people.actor_if_active(person_id, from_on)
        if person is None or desk.centre_id not in person.organisations():
            raise _bad(clause("所选人员当天不在专席所属的热线中心任职"))
        if Skill.objects.filter(queries.in_use(from_on), desk=desk, person_id=person_id).exists():
            raise _bad(clause("{name} 已有这个专席的技能", name=person.name))
        row = Skill.objects.create(desk=desk, person_id=person_id, from_on=from_on)
        facts = {"desk": desk_id, "person": person_id, "name": person.name, "from_on": from_on}
        journal.record_reference(SKILL, row.pk, "grant", by=by, at=at, facts=facts)
    return row


def add_recipient(desk_id: int, new: NewRecipient, *, from_on: date, by: Actor, at: datetime) -> Recipient:
    """Name somebody who is told at once of the desk's tickets.

    :raises ImpossibleDesk: neither an organisation, a person nor a telephone number that can be.
    """
    with transaction.atomic():
        desk = actions.taken(desk_id, by)
        columns = _recipient(new)
        row = Recipient.objects.create(desk=desk, from_on=from_on, **columns)
        facts = {"desk": desk_id, **columns}
        journal.record_reference(RECIPIENT, row.pk, "add", by=by, at=at, facts=facts)
    return row


def _recipient(new: NewRecipient) -> dict[str, Any]:
    if not new.name.strip():
        raise _bad(clause("请填写接收人名称"))
    phone = identity.phone(new.phone)
    if new.phone.strip() and phone.problem is not None:
        raise _bad(clause("短信号码无效：{problem}", problem=phone.problem))
    if new.organisation_id is None and new.person_id is None and not phone.normal:
        raise _bad(clause("请至少指定机构、人员或短信号码之一"))
    return {
        "name": new.name.strip(),
        "organisation_id": new.organisation_id,
        "person_id": new.person_id,
        "phone": phone.normal,
        "has_phone": bool(phone.normal),
    }


def add_specialism(
    desk_id: int, name: str, name_en: str, unit_id: int, *, from_on: date, by: Actor, at: datetime
) -> Specialism:
    """Name the unit whose specialists answer a desk's questions in a field.

    :raises ImpossibleDesk: no name, or no such unit.
    """
    with transaction.atomic():
        desk = actions.taken(desk_id, by)
        if not name.strip() or not name_en.strip():
            raise _bad(clause("请填写中文和英文名称"))
        if organisations.unit_in_use(unit_id, from_on) is None:
            raise _bad(clause("所选单位不存在或已停用"))
        names = {"name": name.strip(), "name_en": name_en.strip(), "unit_id": unit_id}
        row = Specialism.objects.create(desk=desk, from_on=from_on, **names)
        journal.record_reference(SPECIALISM, row.pk, "add", by=by, at=at, facts={"desk": desk_id, **names})
    return row


def end_skill(identifier: int, until_on: date, *, by: Actor, at: datetime) -> None:
    """Let a person sit at a desk no more from a day; ``NotFound``, ``NotPermitted``, ``ImpossibleDesk``."""
    _end(Skill, SKILL, identifier, until_on, by, at)


def end_recipient(identifier: int, until_on: date, *, by: Actor, at: datetime) -> None:
    """Tell a recipient no more from a day; ``NotFound``, ``NotPermitted``, ``ImpossibleDesk``."""
    _end(Recipient, RECIPIENT, identifier, until_on, by, at)


def end_specialism(identifier: int, until_on: date, *, by: Actor, at: datetime) -> None:
    """Ask a unit's specialists no more from a day; ``NotFound``, ``NotPermitted``, ``ImpossibleDesk``."""
    _end(Specialism, SPECIALISM, identifier, until_on, by, at)


def _end(table: type[Row], name: str, identifier: int, until_on: date, by: Actor, at: datetime) -> None:
    rows: models.QuerySet[Row] = table._default_manager.filter(pk=identifier)
    with transaction.atomic():
        row = rows.select_for_update().first()
        if row is None:
            raise errors.NotFound
        actions.taken(row.desk_id, by)
        if until_on < civil_day(at) or until_on <= row.from_on:
            raise _bad(clause("到期日期不能早于今天，且须晚于开始日期"))
        rows.update(until_on=until_on)
        journal.record_reference(name, identifier, "end", by=by, at=at, facts={"until_on": until_on})


def _bad(problem: Clause) -> errors.ImpossibleDesk:
    return errors.ImpossibleDesk(problem=problem)
