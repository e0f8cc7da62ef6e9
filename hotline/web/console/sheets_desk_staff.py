"""Sheets of those who belong to special desks: skills, recipients told at once, units of specialists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hotline.ground.desks import lists as desk_lists
from hotline.ground.desks import staff
from hotline.ground.desks.words import NewRecipient
from hotline.ground.people.words import Actor
from hotline.web.kit import names
from hotline.web.kit.doors import today

from . import cells
from .forms_catalogue import UntilForm
from .forms_desks import RecipientForm, SkillForm, SpecialismForm
from .sheets import Asked, Column, Deed, Done, Filter, Text
from .sheets_desks import OfCentre, state_filter

DESK = Column(_("专席"), lambda row: f"{names.unit(row.desk.centre_id)} · {_desk(row)}")
SPAN = Column(_("期间"), lambda row: cells.span(row.from_on, row.until_on), "cell-tight")
STATE = Column(_("状态"), lambda row: cells.in_force(row.from_on, row.until_on), "cell-tight")


class Staff(OfCentre):
    """Rows that begin and end; what is wrong is ended and written anew."""

    order = ("desk_id", "pk")
    search_label = _("专席或名称")
    listing: ClassVar[Callable[..., QuerySet[Any]]]
    ending: ClassVar[Callable[..., None]]
    end_label: ClassVar[Text] = _("到期终止")

    def filters(self, by: Actor) -> list[Filter]:
        """By state."""
        return [state_filter()]

    def rows(self, asked: Asked) -> QuerySet[Any]:
        """Those of the reader's desks."""
        on = today() if asked.on == date.max else asked.on
        found = type(self).listing(words=asked.words, within=self.within(asked.by))
        return found.filter(desk_lists.state(asked.get("state"), on))

    def initial(self, row: Any) -> dict[str, Any]:
        """Its columns."""
        return super().initial(row) | {"desk": row.desk_id}

    def change(self, row: Any, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """Nothing changes in place: it would change what was told and granted before."""
        return Done(_("没有改动：请到期终止后重新登记。"))

    def deeds(self, row: Any, by: Actor, on: date) -> list[Deed]:
        """Let it end."""

        def end(facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
            type(self).ending(row.pk, facts["until_on"], by=by, at=at)
            return Done(_("已设定到期日。"))

        initial = {"until_on": max(on, row.from_on + timedelta(days=1))}
        return [] if row.until_on else [Deed("end", self.end_label, "archive", end, UntilForm, initial=initial)]


class Skills(Staff):
    """Who may sit at which desk."""

    slug = "desk-skills"
    title = _("专席技能")
    hint = _("谁可以坐哪个专席，从哪天到哪天。没有技能的坐席看不到该专席。")
    icon = "user-check"
    new_label = _("授予技能")
    form = SkillForm
    table = "desk_skill"
    listing = staticmethod(desk_lists.skills)
    ending = staticmethod(staff.end_skill)
    columns = (
        DESK,
        Column(_("人员"), lambda row: cells.strong(row.person.name)),
        Column(_("用户名"), lambda row: cells.code(row.person.username), "cell-tight"),
        SPAN,
        STATE,
    )

    def name(self, row: Any) -> str:
        """Who, where."""
        return f"{row.person.name} · {cells.either(row.desk.name, row.desk.name_en)}"

    def initial(self, row: Any) -> dict[str, Any]:
        """Its columns."""
        return super().initial(row) | {"username": row.person.username}

    def create(self, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """Grant it."""
        row = staff.grant(facts["desk"], facts["username"], from_on=facts["from_on"], by=by, at=at)
        return Done(_("已授予专席技能。"), key=str(row.pk))


class Recipients(Staff):
    """Who is told at once."""

    slug = "desk-recipients"
    title = _("即时通知接收人")
    hint = _("专席登记后即刻响铃或发短信给谁，每张工单一次；是否已阅看得见。保密工单只通知编号和专席。")
    icon = "bell"
    new_label = _("新增接收人")
    form = RecipientForm
    table = "desk_recipient"
    listing = staticmethod(desk_lists.recipients)
    ending = staticmethod(staff.end_recipient)
    columns = (
        DESK,
        Column(_("接收人"), lambda row: cells.strong(row.name)),
        Column(_("响铃"), lambda row: _rings(row) or "—"),
        Column(_("短信"), lambda row: gettext("有") if row.has_phone else "—", "cell-tight"),
        SPAN,
        STATE,
    )

    def name(self, row: Any) -> str:
        """What the recipient is called."""
        return str(row.name)

    def initial(self, row: Any) -> dict[str, Any]:
        """Its columns; the telephone number is not shown again."""
        person = row.person.username if row.person else ""
        return super().initial(row) | {"unit": row.organisation_id, "username": person, "phone": ""}

    def create(self, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """Name one."""
        new = NewRecipient(facts["name"], facts["unit"], facts["username"], facts["phone"])
        row = staff.add_recipient(facts["desk"], new, from_on=facts["from_on"], by=by, at=at)
        return Done(_("已新增接收人。"), key=str(row.pk))


class Specialisms(Staff):
    """Units whose specialists answer."""

    slug = "desk-specialisms"
    title = _("专员方向")
    hint = _("专席可把问题转给哪个单位的专员；专员只看到问题，看不到诉求人。")
    icon = "help-circle"
    new_label = _("新增专员方向")
    form = SpecialismForm
    table = "desk_specialism"
    listing = staticmethod(desk_lists.specialisms)
    ending = staticmethod(staff.end_specialism)
    columns = (
        DESK,
        Column(_("方向"), lambda row: cells.strong(cells.either(row.name, row.name_en))),
        Column(_("专员所在单位"), lambda row: names.unit(row.unit_id)),
        SPAN,
        STATE,
    )

    def name(self, row: Any) -> str:
        """Field and unit."""
        return f"{cells.either(row.name, row.name_en)} · {names.unit(row.unit_id)}"

    def initial(self, row: Any) -> dict[str, Any]:
        """Its columns."""
        return super().initial(row) | {"unit": row.unit_id}

    def create(self, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """Name a unit."""
        row = staff.add_specialism(
            facts["desk"], facts["name"], facts["name_en"], facts["unit"], from_on=facts["from_on"], by=by, at=at
        )
        return Done(_("已新增专员方向。"), key=str(row.pk))


def _rings(row: Any) -> str:
    found = [names.unit(row.organisation_id) if row.organisation_id else "", row.person.name if row.person else ""]
    return "、".join(each for each in found if each)


def _desk(row: Any) -> str:
    return cells.either(row.desk.name, row.desk.name_en)
