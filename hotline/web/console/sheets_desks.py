"""Sheets of special desks: the desks, the versions of their scripts, the questions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from hotline.ground.calendar import queries as calendars
from hotline.ground.catalogue.words import Kind, Urgency
from hotline.ground.desks import actions as desking
from hotline.ground.desks import lists as desk_lists
from hotline.ground.desks import queries as desks
from hotline.ground.desks import scripts
from hotline.ground.desks.words import AlertWhen, AnswerKind, NewDesk, NewQuestion, NewScript
from hotline.ground.people.words import Actor
from hotline.lib.text import number
from hotline.web.kit import names
from hotline.web.kit.doors import today

from . import cells, rights
from .fields import SheetForm
from .forms_catalogue import UntilForm
from .forms_desks import DANGER, DeskForm, QuestionForm, ScriptForm, script_name
from .sheets import Asked, Column, Deed, Done, Filter, Link, Sheet, Text


class OfCentre(Sheet):
    """A sheet whose rows belong to desks of centres: a city's administrator keeps those of her area."""

    centre = "desk__centre__"

    def within(self, by: Actor) -> Q:
        """The condition under which a row is the reader's to see."""
        return rights.units_within(by, *self.looks, at=self.centre)

    def centre_of(self, row: Any) -> int:
        """The centre a row belongs to."""
        return int(row.desk.centre_id)

    def may_create(self, by: Actor) -> bool:
        """A city keeps its own."""
        return by.holds(self.manage)

    def may_change(self, row: Any, by: Actor) -> bool:
        """A city keeps its own."""
        return rights.over_unit(by, self.manage, self.centre_of(row))


class Desks(OfCentre):
    """Special desks."""

    slug = "desks"
    title = _("专席")
    hint = _("有自己号码或按键的队列：脚本、提问、服务时间、技能和即时通知都是数据。")
    icon = "headset"
    new_label = _("新增专席")
    search_label = _("名称、编码或号码")
    form = DeskForm
    table = "desk"
    order = ("centre_id", "ordinal", "pk")
    centre = "centre__"
    aside = "console/desk_aside.html"
    columns = (
        Column(_("热线中心"), lambda row: names.unit(row.centre_id)),
        Column(_("号码或按键"), lambda row: cells.code(row.line), "cell-tight"),
        Column(_("名称"), lambda row: cells.strong(cells.either(row.name, row.name_en))),
        Column(_("服务时间"), lambda row: _hours(row.calendar_code), "cell-tight"),
        Column(_("即时通知接收人"), lambda row: AlertWhen(row.alert_when).label(_language()), "cell-tight"),
        Column(_("默认保密"), lambda row: gettext("是") if row.keeps_secret else "", "cell-tight"),
        Column(_("状态"), lambda row: cells.in_force(row.from_on, row.until_on), "cell-tight"),
    )

    def filters(self, by: Actor) -> list[Filter]:
        """By state."""
        return [state_filter()]

    def rows(self, asked: Asked) -> QuerySet[Any]:
        """The desks of the reader's area."""
        found = desk_lists.desks(words=asked.words, within=self.within(asked.by))
        return found.filter(desk_lists.state(asked.get("state"), _day(asked.on)))

    def centre_of(self, row: Any) -> int:
        """Its centre."""
        return int(row.centre_id)

    def name(self, row: Any) -> str:
        """Its name."""
        return cells.either(row.name, row.name_en)

    def initial(self, row: Any) -> dict[str, Any]:
        """Its columns."""
        own = {"centre": row.centre_id, "calendar": row.calendar_code, "category": row.category_id}
        return super().initial(row) | own

    def create(self, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """Open a desk."""
        row = desking.add(_desk(facts), from_on=facts["from_on"], by=by, at=at)
        return Done(_("已新增专席。请接着起草脚本、授予技能。"), key=str(row.pk))

    def change(self, row: Any, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """Change it."""
        desking.change(row.pk, _desk({**facts, "code": row.code, "centre": row.centre_id}), by=by, at=at)
        return Done(_("已保存。"))

    def row_links(self, row: Any, by: Actor) -> list[Link]:
        """What belongs to it."""
        new = reverse("console:new", args=["desk-scripts"]) + f"?desk={row.pk}"
        return [Link(_("起草下一版脚本"), new, "plus")] if self.may_change(row, by) else []

    def deeds(self, row: Any, by: Actor, on: date) -> list[Deed]:
        """End it."""

        def retire(facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
            desking.retire(row.pk, facts["until_on"], by=by, at=at)
            return Done(_("已设定停用日期。"))

        warning = _("从停用日期起，这个号码或按键不再通向专席，已登记的工单不受影响。")
        deed = Deed(
            "retire", _("停用专席"), "archive", retire, UntilForm, consequence=warning, initial={"until_on": on}
        )
        return [] if row.until_on else [deed]

    def more(self, row: Any, by: Actor, on: date) -> dict[str, Any]:
        """Its script as the agent sees it today, and who belongs to it."""
        script, found = desks.script(row.pk, on), desks.desk(row.centre_id, row.code, on)
        return {
            "script": preview(script, _language()) if script else None,
            "people": desks.colleagues(found, on) if found else [],
            "recipients": list(desk_lists.recipients(within=Q(desk=row)).filter(desks.in_use(on))),
            "specialisms": list(desk_lists.specialisms(within=Q(desk=row)).filter(desks.in_use(on))),
        }


class Scripts(OfCentre):
    """Versions of scripts."""

    slug = "desk-scripts"
    title = _("专席脚本")
    hint = _("受理话术和提问的版本，按生效日期接替。已生效的不能改，只能起草下一版。")
    icon = "message-dots"
    new_label = _("起草下一版")
    search_label = _("专席名称或话术")
    form = ScriptForm
    table = "desk_script"
    order = ("desk_id", "-number", "pk")
    aside = "console/script_aside.html"
    columns = (
        Column(_("热线中心"), lambda row: names.unit(row.desk.centre_id)),
        Column(_("专席"), lambda row: cells.strong(cells.either(row.desk.name, row.desk.name_en))),
        Column(_("版本"), lambda row: f"v{row.number}", "cell-tight"),
        Column(_("话术"), lambda row: cells.cut(cells.either(row.text, row.text_en), 40)),
        Column(_("生效日期"), lambda row: f"{row.from_on}", "cell-tight"),
    )

    def rows(self, asked: Asked) -> QuerySet[Any]:
        """The versions of the reader's desks."""
        return desk_lists.scripts(words=asked.words, within=self.within(asked.by))

    def may_change(self, row: Any, by: Actor) -> bool:
        """One that is in force stays as it is."""
        return super().may_change(row, by) and row.from_on > today()

    def name(self, row: Any) -> str:
        """Desk and version."""
        return script_name(row)

    def initial(self, row: Any) -> dict[str, Any]:
        """Its columns."""
        return super().initial(row) | {"desk": row.desk_id}

    def create(self, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """Draft the next one."""
        row = scripts.draft(facts["desk"], _script(facts), by=by, at=at)
        return Done(_("已起草；上一版的提问已带入，可在生效前修改。"), key=str(row.pk))

    def change(self, row: Any, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """Change one that is to come."""
        scripts.change(row.pk, _script(facts), by=by, at=at)
        return Done(_("已保存。"))

    def row_links(self, row: Any, by: Actor) -> list[Link]:
        """Its questions."""
        found = [Link(_("提问"), reverse("console:sheet", args=["desk-questions"]) + f"?script={row.pk}", "list-check")]
        if self.may_change(row, by):
            new = reverse("console:new", args=["desk-questions"]) + f"?script={row.pk}"
            found.append(Link(_("新增提问"), new, "plus"))
        return found

    def more(self, row: Any, by: Actor, on: date) -> dict[str, Any]:
        """The script as the agent will see it."""
        return {"script": preview(desks.written(row), _language())}


class Questions(OfCentre):
    """Questions of scripts."""

    slug = "desk-questions"
    title = _("专席提问")
    hint = _("脚本里问什么、怎么答、哪些回答是危险信号。随脚本版本生效。")
    icon = "list-check"
    new_label = _("新增提问")
    search_label = _("问题或专席名称")
    form = QuestionForm
    table = "desk_question"
    order = ("script_id", "ordinal", "pk")
    centre = "script__desk__centre__"
    columns = (
        Column(_("脚本"), lambda row: script_name(row.script)),
        Column(_("第几题"), lambda row: row.ordinal, "cell-tight"),
        Column(_("问题"), lambda row: cells.strong(cells.either(row.text, row.text_en))),
        Column(_("回答方式"), lambda row: AnswerKind(row.kind).label(_language()), "cell-tight"),
        Column(_("必答"), lambda row: gettext("是") if row.is_required else "", "cell-tight"),
    )

    def filters(self, by: Actor) -> list[Filter]:
        """By version."""
        within = rights.units_within(by, *self.looks, at="desk__centre__")
        found = [(str(row.pk), script_name(row)) for row in desk_lists.scripts(within=within)]
        return [Filter("script", _("脚本"), [("", _("全部脚本")), *found])]

    def rows(self, asked: Asked) -> QuerySet[Any]:
        """The questions of the reader's desks."""
        return desk_lists.questions(words=asked.words, script=number(asked.get("script")), within=self.within(asked.by))

    def centre_of(self, row: Any) -> int:
        """The centre of its desk."""
        return int(row.script.desk.centre_id)

    def may_change(self, row: Any, by: Actor) -> bool:
        """One of a version in force stays as it is."""
        return super().may_change(row, by) and row.script.from_on > today()

    def name(self, row: Any) -> str:
        """What is asked."""
        return cells.either(row.text, row.text_en)

    def initial(self, row: Any) -> dict[str, Any]:
        """Its columns; choices as lines."""
        lines = [
            f"{DANGER if code in row.grave else ''}{chinese} | {english}" for code, chinese, english in row.choices
        ]
        grave = row.grave[0] if row.grave and not row.choices else ""
        return super().initial(row) | {"script": row.script_id, "choices": lines, "grave": grave}

    def create(self, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """Ask one thing more."""
        row = scripts.add_question(facts["script"], _question(facts), by=by, at=at)
        return Done(_("已新增提问。"), key=str(row.pk))

    def change(self, row: Any, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """Ask it otherwise."""
        scripts.change_question(row.pk, _question(facts), by=by, at=at)
        return Done(_("已保存。"))

    def deeds(self, row: Any, by: Actor, on: date) -> list[Deed]:
        """Ask it no more."""

        def remove(facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
            scripts.remove_question(row.pk, by=by, at=at)
            return Done(_("已删除这个提问。"))

        warning = _("这个提问将从这一版脚本中删除，以前版本不受影响。")
        return [Deed("remove", _("删除提问"), "trash", remove, SheetForm, consequence=warning, leaves=True)]


def preview(script: Any, language: str) -> dict[str, Any]:
    """A script as the agent sees it."""
    asked = [
        {
            "text": each.label(language),
            "is_required": each.is_required,
            "answers": [(choice.label(language), choice.code in each.grave) for choice in each.answers()],
        }
        for each in script.questions
    ]
    return {
        "number": script.number,
        "text": script.label(language),
        "questions": asked,
        "danger_words": script.danger_words,
        "raised": script.raised.label(language),
    }


def _hours(code: str) -> str:
    """The name of a desk's calendar; round the clock without one."""
    if not code:
        return gettext("24 小时")
    found = calendars.calendars().filter(code=code).first()
    return cells.either(found.name, found.name_en) if found else code


def state_filter() -> Filter:
    """In use, retired, or all."""
    choices: list[tuple[str, Text]] = [("", _("在用与待生效")), ("retired", _("已停用")), ("all", _("全部状态"))]
    return Filter("state", _("状态"), choices)


def _language() -> str:
    return get_language() or "zh"


def _day(on: date) -> date:
    return today() if on == date.max else on


def _desk(facts: Mapping[str, Any]) -> NewDesk:
    return NewDesk(
        facts["code"],
        facts["centre"],
        facts["line"].strip(),
        facts["name"],
        facts["name_en"],
        facts["calendar"],
        facts["category"],
        Kind(facts["kind"]),
        Urgency(facts["urgency"]),
        facts["keeps_secret"],
        AlertWhen(facts["alert_when"]),
        facts["answer_limit"].strip(),
        facts["elsewhere"],
        facts["elsewhere_en"],
        facts["ordinal"] or 0,
    )


def _script(facts: Mapping[str, Any]) -> NewScript:
    words = tuple(facts["danger_words"])
    return NewScript(facts["from_on"], facts["text"], facts["text_en"], words, Urgency(facts["raised"]))


def _question(facts: Mapping[str, Any]) -> NewQuestion:
    choices, grave = facts["read"]
    return NewQuestion(
        AnswerKind(facts["kind"]),
        facts["text"],
        facts["text_en"],
        facts["is_required"],
        choices,
        grave,
        facts["ordinal"],
    )
