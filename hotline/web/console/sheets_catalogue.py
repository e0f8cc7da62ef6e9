"""Sheets of the catalogue: categories, dispatch directory, reasons."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from hotline.ground.catalogue import actions as catalogue_actions
from hotline.ground.catalogue import directory, lists, moves
from hotline.ground.catalogue import queries as catalogue
from hotline.ground.catalogue.words import Kind, NewCategory, NewReason, NewRow, ReasonPurpose, Urgency
from hotline.ground.organisations import lists as units
from hotline.ground.people.words import Actor
from hotline.ground.regions import queries as regions
from hotline.web.kit import names, vocabulary
from hotline.web.kit.doors import today

from . import cells, rights
from .fields import SheetForm
from .forms_catalogue import CategoryForm, DirectoryForm, MoveForm, ReasonForm, UntilForm
from .sheets import Asked, Column, Deed, Done, Filter, Link, Sheet, Text
from .sheets_places import city_filter


class Categories(Sheet):
    """The tree of what citizens ask about."""

    slug = "categories"
    title = _("诉求分类")
    hint = _("编码即位置。停用的分类仍留在历史工单上，编码不再分配。")
    icon = "list-tree"
    new_label = _("新增分类")
    search_label = _("名称、关键词或编码")
    form = CategoryForm
    table = "category"
    order = ("code",)
    aside = "console/category_aside.html"
    columns = (
        Column(_("编码"), lambda row: cells.code(row.code), "cell-tight"),
        Column(_("名称"), lambda row: _tree(row)),
        Column(_("英文名"), lambda row: row.name_en),
        Column(_("常见类型"), lambda row: _word(row.usual_kind, "kind"), "cell-tight"),
        Column(_("紧急程度"), lambda row: _word(row.urgency, "urgency"), "cell-tight"),
        Column(_("关键词"), lambda row: cells.few(row.keywords, 4)),
        Column(_("状态"), lambda row: cells.in_force(row.from_on, row.until_on), "cell-tight"),
    )

    def filters(self, by: Actor) -> list[Filter]:
        """By field and state."""
        return [_field_filter(), _state_filter()]

    def rows(self, asked: Asked) -> QuerySet[Any]:
        """The whole tree."""
        on = _day(asked.on)
        return lists.categories(words=asked.words, below=asked.get("field"), state=asked.get("state"), on=on)

    def name(self, row: Any) -> str:
        """Its code and name."""
        return f"{row.code} {cells.either(row.name, row.name_en)}"

    def create(self, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """Add a category at the first free place below its parent."""
        code = lists.next_code(facts["parent"])
        row = catalogue_actions.add_category(_category(code, facts), from_on=facts["from_on"], by=by, at=at)
        return Done(_("已新增分类。"), key=row.code)

    def change(self, row: Any, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """Change its names, keywords, usual kind or urgency."""
        catalogue_actions.change_category(_category(row.code, facts), by=by, at=at)
        return Done(_("已保存。"))

    def row_links(self, row: Any, by: Actor) -> list[Link]:
        """Where its tickets go."""
        found = [Link(_("派单目录"), reverse("console:sheet", args=["directory"]) + f"?words={row.code}", "route")]
        if self.may_create(by):
            found.append(
                Link(_("新增下级"), reverse("console:new", args=["categories"]) + f"?parent={row.code}", "plus")
            )
        return found

    def deeds(self, row: Any, by: Actor, on: date) -> list[Deed]:
        """Move it, end it."""

        def move(facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
            moved = moves.move(row.code, facts["parent"], facts["from_on"], by=by, at=at)
            sentence = gettext("自 {day} 起移到 {code}，派单目录一并移动。").format(
                day=facts["from_on"], code=moved.code
            )
            return Done(sentence, key=moved.code)

        def retire(facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
            catalogue_actions.retire_category(row.code, facts["until_on"], by=by, at=at)
            return Done(_("已设定停用日期。"))

        if row.until_on is not None:
            return []
        start = {"from_on": on + timedelta(days=1)}
        hint = _("到生效日，本分类停用，在新的上级下以新编码继续；历史工单保留原编码。")
        warning = _("从停用日期起不能再登记到该分类，历史工单不受影响。")
        found = [
            Deed("retire", _("停用分类"), "archive", retire, UntilForm, consequence=warning, initial={"until_on": on})
        ]
        return (
            [Deed("move", _("移到别的上级"), "arrow-right", move, MoveForm, hint, initial=start), *found]
            if (row.is_leaf)
            else found
        )

    def more(self, row: Any, by: Actor, on: date) -> dict[str, Any]:
        """What lies below it, and its directory rows."""
        below = lists.categories(on=on).filter(parent_id=row.code)
        return {"children": below, "directory": [_ground(each) for each in lists.directory_of(row.code, on)]}


class Directory(Sheet):
    """Who answers for what, where, since when."""

    slug = "directory"
    title = _("派单目录")
    hint = _("分类 × 区划 × 中心级别 → 承办单位。改动不覆盖旧行：旧行到期，新行接上。")
    icon = "route"
    new_label = _("新增目录行")
    search_label = _("分类、部门简码、单位或备注")
    change_label = _("从生效日起接替本行")
    change_hint = _("修改后保存：本行在生效日前一天到期，新行从生效日接上，已派出的工单不变。")
    form = DirectoryForm
    table = "directory"
    order = ("category_id", "pk")
    columns = (
        Column(
            _("分类"), lambda row: format_html("{} {}", cells.code(row.category_id), cells.strong(_category_name(row)))
        ),
        Column(_("区划"), lambda row: names.region(row.region_id, is_full=True) if row.region_id else gettext("全省")),
        Column(_("中心级别"), lambda row: _word(row.centre_level, "level") or gettext("各级"), "cell-tight"),
        Column(_("主办"), lambda row: _lead(row)),
        Column(_("协办"), lambda row: cells.few([department(each) for each in row.joint_departments], 3) or "—"),
        Column(_("期间"), lambda row: cells.span(row.from_on, row.until_on), "cell-tight"),
        Column(_("状态"), lambda row: cells.in_force(row.from_on, row.until_on), "cell-tight"),
    )

    def filters(self, by: Actor) -> list[Filter]:
        """By field, city and state."""
        city = city_filter(by)
        places: list[tuple[str, Text]] = [("", _("全部区划")), ("-", _("只看全省通用")), *city.choices[1:]]
        return [_field_filter(), Filter("region", _("区划"), places), _state_filter()]

    def links(self, by: Actor) -> list[Link]:
        """Try it."""
        return [Link(_("试一试"), reverse("console:try_directory"), "wand")]

    def rows(self, asked: Asked) -> QuerySet[Any]:
        """Every row; all may look, to learn where their tickets go."""
        return lists.directory(
            words=asked.words,
            below=asked.get("field"),
            region=asked.get("region"),
            state=asked.get("state"),
            on=_day(asked.on),
        )

    def may_create(self, by: Actor) -> bool:
        """A city keeps the rows of its own area."""
        return by.holds(self.manage)

    def may_change(self, row: Any, by: Actor) -> bool:
        """A city keeps the rows of its own area; one that has ended stays as it is."""
        area = row.region_id or regions.province().code
        return rights.over_region(by, self.manage, area) and (row.until_on is None or row.until_on > today())

    def name(self, row: Any) -> str:
        """What it sends where."""
        place = names.region(row.region_id) if row.region_id else gettext("全省")
        return f"{_category_name(row)} × {place} → {_lead(row)}"

    def initial(self, row: Any) -> dict[str, Any]:
        """Its columns; the successor begins tomorrow."""
        facts = {"category": row.category_id, "region": row.region_id, "unit": row.unit_id}
        return super().initial(row) | facts | {"from_on": max(row.from_on, today() + timedelta(days=1))}

    def create(self, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """Open a row."""
        row = directory.add(_row(facts), by=by, at=at)
        return Done(_("已新增目录行。"), key=str(row.pk))

    def change(self, row: Any, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """Close the row on the day its successor begins."""
        heir = directory.replace(row.pk, _row(facts), by=by, at=at)
        return Done(_("原行已设定到期，新行从生效日接上。"), key=str(heir.pk))

    def deeds(self, row: Any, by: Actor, on: date) -> list[Deed]:
        """Let it end without a successor."""

        def close(facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
            directory.close(row.pk, facts["until_on"], by=by, at=at)
            is_gone = facts["until_on"] <= row.from_on
            return Done(_("未生效的目录行已取消。") if is_gone else _("已设定到期日。"))

        warning = _("到期后该分类在该区划将没有这一行；如没有更上一级的行接住，派单员须自行选择单位。")
        return [
            Deed(
                "close",
                _("到期终止"),
                "archive",
                close,
                UntilForm,
                "",
                warning,
                {"until_on": on},
                leaves=row.from_on > on,
            )
        ]


class Reasons(Sheet):
    """Listed reasons: for refusals, send-backs, reworks, dissatisfied ratings."""

    slug = "reasons"
    title = _("原因清单")
    hint = _("不予受理、退回、重办、不满意等的可选原因；不予受理须写明去哪里办。")
    icon = "list-check"
    new_label = _("新增原因")
    search_label = _("名称、编码或指引")
    form = ReasonForm
    table = "reason"
    order = ("purpose", "ordinal", "pk")
    columns = (
        Column(_("用途"), lambda row: _word(row.purpose, "reason_purpose"), "cell-tight"),
        Column(_("名称"), lambda row: cells.strong(cells.either(row.name, row.name_en))),
        Column(_("编码"), lambda row: cells.code(row.code), "cell-tight"),
        Column(_("不满意成因"), lambda row: _word(row.blame, "blame") or "—", "cell-tight"),
        Column(_("给市民的指引"), lambda row: cells.either(row.advice, row.advice_en) or "—"),
        Column(_("状态"), lambda row: cells.in_force(row.from_on, row.until_on), "cell-tight"),
    )

    def filters(self, by: Actor) -> list[Filter]:
        """By purpose and state."""
        language = get_language() or "zh"
        purposes: list[tuple[str, Text]] = [("", _("全部用途")), *vocabulary.choices(ReasonPurpose, language)]
        return [Filter("purpose", _("用途"), purposes), _state_filter()]

    def rows(self, asked: Asked) -> QuerySet[Any]:
        """The whole list."""
        return lists.reasons(
            words=asked.words, purpose=asked.get("purpose"), state=asked.get("state"), on=_day(asked.on)
        )

    def subject(self, row: Any) -> object:
        """Its purpose and code."""
        return f"{row.purpose}/{row.code}"

    def name(self, row: Any) -> str:
        """What it says."""
        return cells.either(row.name, row.name_en)

    def create(self, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """Put a reason on the list."""
        row = catalogue_actions.set_reason(_reason(facts), by=by, at=at)
        return Done(_("已保存。"), key=str(row.pk))

    def change(self, row: Any, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """Say it otherwise; a retired one comes back onto the list."""
        catalogue_actions.set_reason(_reason({**facts, "purpose": row.purpose, "code": row.code}), by=by, at=at)
        return Done(_("已保存。"))

    def deeds(self, row: Any, by: Actor, on: date) -> list[Deed]:
        """Take it off the list."""

        def retire(facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
            catalogue_actions.retire_reason(ReasonPurpose(row.purpose), row.code, by=by, at=at)
            return Done(_("已停用；再次保存即可恢复。"))

        warning = _("从今天起不能再选这个原因，已使用它的工单不变。")
        return [] if row.until_on else [Deed("retire", _("停用"), "archive", retire, SheetForm, consequence=warning)]


def lead(row: Any) -> str:
    """Whom a directory row names."""
    return _lead(row)


def _lead(row: Any) -> str:
    if row.unit_id:
        return cells.either(row.unit.name, row.unit.name_en)
    return gettext("{level}{department}").format(level=_word(row.level, "level"), department=department(row.department))


def department(code: str) -> str:
    """What a short code stands for, as the province's own department is called."""
    return units.called(code, is_english=names.is_english())


def _ground(row: Any) -> dict[str, Any]:
    place = names.region(row.region_id, is_full=True) if row.region_id else gettext("全省")
    level = _word(row.centre_level, "level") or gettext("各级中心")
    return {
        "pk": row.pk,
        "place": place,
        "centre": level,
        "lead": _lead(row),
        "span": cells.span(row.from_on, row.until_on),
    }


def _tree(row: Any) -> object:
    name = cells.either(row.name, row.name_en)
    return format_html('<span class="tree-{}">{}</span>', row.depth, name)


def _category_name(row: Any) -> str:
    return cells.either(row.category.name, row.category.name_en)


def _word(code: str, enum: str) -> str:
    return vocabulary.label(code, enum, get_language() or "zh") if code else ""


def _field_filter() -> Filter:
    tops = [node for node in catalogue.categories(today()).values() if node.parent is None]
    language = get_language() or "zh"
    return Filter("field", _("领域"), [("", _("全部领域")), *((node.code, node.label(language)) for node in tops)])


def _state_filter() -> Filter:
    choices: list[tuple[str, Text]] = [("", _("在用与待生效")), ("retired", _("已停用")), ("all", _("全部状态"))]
    return Filter("state", _("状态"), choices)


def _day(on: date) -> date:
    return today() if on == date.max else on


def _category(code: str, facts: Mapping[str, Any]) -> NewCategory:
    return NewCategory(
        code,
        facts["name"],
        facts["name_en"],
        facts["hint"],
        facts["hint_en"],
        tuple(facts["keywords"]),
        Kind(facts["usual_kind"]),
        Urgency(facts["urgency"]),
    )


def _row(facts: Mapping[str, Any]) -> NewRow:
    return NewRow(
        category=facts["category"],
        from_on=facts["from_on"],
        until_on=facts["until_on"],
        region=facts["region"],
        centre_level=facts["centre_level"],
        unit_id=facts["unit"],
        department=facts["department"],
        level=facts["level"],
        joint_departments=tuple(facts["joint_departments"]),
        note=facts["note"],
    )


def _reason(facts: Mapping[str, Any]) -> NewReason:
    return NewReason(
        ReasonPurpose(facts["purpose"]),
        facts["code"],
        facts["name"],
        facts["name_en"],
        facts["advice"],
        facts["advice_en"],
        facts["ordinal"] or 0,
        str(facts["blame"] or ""),
    )
