"""Sheets of places: regions with their population, organisations with their duty lists."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hotline.ground.calendar import queries as calendars
from hotline.ground.organisations import actions as organising
from hotline.ground.organisations import lists as unit_lists
from hotline.ground.organisations import queries as organisations
from hotline.ground.organisations.words import NewOrganisation, OrganisationKind
from hotline.ground.people.words import Actor
from hotline.ground.regions import actions as mapping
from hotline.ground.regions import lists as region_lists
from hotline.ground.regions import queries as regions
from hotline.ground.regions.words import RegionLevel
from hotline.web.kit import names

from . import cells, rights
from .forms_places import OrganisationForm, ParentForm, PopulationForm, RegionForm, WhyForm
from .sheets import Asked, Column, Deed, Done, Filter, Link, Sheet, Text


class Regions(Sheet):
    """Regions and how many people live there."""

    slug = "regions"
    title = _("行政区划")
    hint = _("省、市、县、乡镇四级，编码依国家标准；人口用于计算每万人诉求量。")
    icon = "map-pin"
    new_label = _("新增区划")
    form = RegionForm
    table = "region"
    order = ("code",)
    aside = "console/region_aside.html"
    faults: ClassVar[Mapping[str, str]] = {}
    columns = (
        Column(_("编码"), lambda row: cells.code(row.code), "cell-tight"),
        Column(_("名称"), lambda row: cells.strong(names.region(row.code))),
        Column(_("全称"), lambda row: names.region(row.code, is_full=True)),
        Column(_("级别"), lambda row: cells.either(RegionLevel(row.level).zh, RegionLevel(row.level).en)),
        Column(_("英文名"), lambda row: row.name_en or "—"),
        Column(_("开发区"), lambda row: gettext("是") if row.is_zone else ""),
    )

    def filters(self, by: Actor) -> list[Filter]:
        """By city and by level."""
        return [city_filter(by), level_filter()]

    def rows(self, asked: Asked) -> QuerySet[Any]:
        """Everybody who keeps reference data sees the whole map."""
        return region_lists.listed(words=asked.words, within=asked.get("city"), level=asked.get("level"))

    def may_create(self, by: Actor) -> bool:
        """A city keeps its own divisions."""
        return by.holds(self.manage)

    def may_change(self, row: Any, by: Actor) -> bool:
        """A city keeps its own divisions."""
        return rights.over_region(by, self.manage, row.code)

    def name(self, row: Any) -> str:
        """Its full name."""
        return names.region(row.code, is_full=True)

    def create(self, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """Add a region."""
        row = mapping.create(facts["code"], facts["name"], facts["name_en"], by=by, at=at, is_zone=facts["is_zone"])
        return Done(_("已新增区划。"), key=row.code)

    def change(self, row: Any, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """Rename it."""
        mapping.rename(row.code, facts["name"], facts["name_en"], by=by, at=at)
        return Done(_("已保存。下级区划的全称已随之更新。"))

    def deeds(self, row: Any, by: Actor, on: date) -> list[Deed]:
        """Note the population of a year."""

        def populate(facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
            mapping.set_population(row.code, facts["year"], facts["people"], facts["source"], by=by, at=at)
            return Done(_("已登记人口。"))

        hint = _("同一年份再次登记会更正原数，变更记录保留原值。")
        return [
            Deed("population", _("登记人口"), "users", populate, PopulationForm, hint, initial={"year": on.year - 1})
        ]

    def more(self, row: Any, by: Actor, on: date) -> dict[str, Any]:
        """Populations and the regions directly below."""
        return {"populations": region_lists.populations(row.code), "children": regions.children(row.code)}


class Organisations(Sheet):
    """Centres, departments, streets, enterprises."""

    slug = "organisations"
    title = _("机构")
    hint = _("热线中心与承办单位。停用的机构仍留在历史工单上，不会消失。")
    icon = "sitemap"
    new_label = _("新增机构")
    search_label = _("名称、简称、别名或编码")
    form = OrganisationForm
    table = "organisation"
    order = ("code",)
    aside = "console/organisation_aside.html"
    looks = (rights.REFERENCE, rights.PEOPLE, rights.JOURNAL)
    columns = (
        Column(_("编码"), lambda row: cells.code(row.code), "cell-tight"),
        Column(_("名称"), lambda row: cells.strong(cells.either(row.name, row.name_en))),
        Column(_("类型"), lambda row: cells.either(OrganisationKind(row.kind).zh, OrganisationKind(row.kind).en)),
        Column(_("区划"), lambda row: names.region(row.region_id, is_full=True)),
        Column(_("上级机构"), lambda row: cells.either(row.parent.name, row.parent.name_en) if row.parent else "—"),
        Column(_("值班电话"), lambda row: row.duty_phone or "—", "cell-tight"),
        Column(_("状态"), lambda row: cells.in_force(row.from_on, row.until_on), "cell-tight"),
    )

    def filters(self, by: Actor) -> list[Filter]:
        """By city, kind and state."""
        kinds = [(kind.value, cells.either(kind.zh, kind.en)) for kind in OrganisationKind]
        states: list[tuple[str, Text]] = [("", _("在用")), ("all", _("含已停用"))]
        return [city_filter(by), Filter("kind", _("类型"), [("", _("全部类型")), *kinds]), Filter("state", "", states)]

    def rows(self, asked: Asked) -> QuerySet[Any]:
        """Those in the actor's hands."""
        found = organisations.listed(
            words=asked.words,
            kind=asked.get("kind"),
            region=asked.get("city"),
            with_retired=asked.get("state") == "all",
        )
        return found.filter(rights.units_within(asked.by, *self.looks))

    def may_create(self, by: Actor) -> bool:
        """A city keeps its own organisations."""
        return by.holds(self.manage)

    def may_change(self, row: Any, by: Actor) -> bool:
        """A city keeps its own organisations."""
        return rights.over_unit(by, self.manage, row.pk)

    def subject(self, row: Any) -> object:
        """Its code."""
        return row.code

    def name(self, row: Any) -> str:
        """Its name."""
        return cells.either(row.name, row.name_en)

    def initial(self, row: Any) -> dict[str, Any]:
        """Its columns; the region is called by its code."""
        return super().initial(row) | {"region": row.region_id}

    def create(self, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """Add an organisation."""
        row = organising.create(_new(facts), by=by, at=at)
        return Done(_("已新增机构。"), key=str(row.pk))

    def change(self, row: Any, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """Correct what is known of it."""
        organising.change(row.pk, _new({**facts, "code": row.code}), by=by, at=at)
        return Done(_("已保存。"))

    def row_links(self, row: Any, by: Actor) -> list[Link]:
        """Its duty list, its people."""
        return [
            Link(_("值班表"), reverse("console:duties", args=[row.pk]), "calendar-event"),
            Link(_("回复模板"), reverse("console:sheet", args=["templates"]) + f"?words={row.code}", "message"),
        ]

    def deeds(self, row: Any, by: Actor, on: date) -> list[Deed]:
        """Move it, take it out of use, take it into use again."""

        def move(facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
            organising.move(row.pk, facts["parent"], by=by, at=at)
            return Done(_("已划转到新的上级机构。"))

        def retire(facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
            organising.retire(row.pk, facts["why"], by=by, at=at)
            return Done(_("机构已停用。"))

        def restore(facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
            organising.restore(row.pk, by=by, at=at)
            return Done(_("机构已恢复使用。"))

        if row.until_on is not None:
            return [Deed("restore", _("恢复使用"), "refresh", restore)]
        warning = _("停用后不能再向它派单，它的人员也收不到新工单；在办工单不受影响。")
        return [
            Deed("move", _("划转上级"), "arrow-right", move, ParentForm, initial={"parent": row.parent_id}),
            Deed("retire", _("停用机构"), "archive", retire, WhyForm, consequence=warning),
        ]

    def more(self, row: Any, by: Actor, on: date) -> dict[str, Any]:
        """What hangs above and below it."""
        return {"above": unit_lists.above(row.path), "children": unit_lists.directly_below(row.pk)[:30]}


def city_filter(by: Actor) -> Filter:
    """The cities of the province."""
    cities = regions.children(regions.province().code)
    return Filter("city", _("设区市"), [("", _("全省")), *((each.code, names.region(each.code)) for each in cities)])


def level_filter() -> Filter:
    """The levels of regions."""
    levels = [(level.value, cells.either(level.zh, level.en)) for level in RegionLevel]
    return Filter("level", _("级别"), [("", _("全部级别")), *levels])


def calendar_choices() -> list[tuple[str, str]]:
    """Every calendar by name."""
    return [(row.code, cells.either(row.name, row.name_en)) for row in calendars.calendars()]


def _new(facts: Mapping[str, Any]) -> NewOrganisation:
    return NewOrganisation(
        code=facts["code"],
        name=facts["name"],
        kind=OrganisationKind(facts["kind"]),
        level=RegionLevel(facts["level"]),
        region=facts["region"] or regions.province().code,
        name_en=facts["name_en"],
        short_name=facts["short_name"],
        short_code=facts["short_code"],
        aliases=tuple(facts["aliases"]),
        parent_id=facts.get("parent"),
        calendar_code=facts["calendar_code"],
        duty_phone=facts["duty_phone"],
        ticks_joint=facts["ticks_joint"],
    )
