"""Organisations and duty lists: the tree stays a tree, nothing is deleted, everything is in the journal."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from hotline.ground.journal import actions as journal
from hotline.ground.journal.queries import about
from hotline.ground.organisations import actions, errors, queries
from hotline.ground.organisations.models import Duty, Organisation
from hotline.ground.organisations.words import NewOrganisation, OrganisationKind
from hotline.ground.people.words import Actor
from hotline.ground.regions.words import RegionLevel
from hotline.lib.refusal import NotPermitted
from tests.town import MONDAY, Town

HOUR = timedelta(hours=1)


@pytest.fixture
def admin(town: Town) -> Actor:
    return town.actor("admin.js")


@pytest.fixture
def new(town: Town) -> NewOrganisation:
    kind, level = OrganisationKind.ENTERPRISE, RegionLevel.CITY
    parent = town.unit("320200-zf").pk
    return NewOrganisation("320200-water", "无锡市水务集团", kind, level, "3202", short_code="water", parent_id=parent)


def test_a_new_organisation_hangs_below_its_parent(town: Town, admin: Actor, new: NewOrganisation) -> None:
    row = actions.create(new, by=admin, at=MONDAY)
    assert row.path == f"{town.unit('320200-zf').path}{row.pk}/"
    assert row.from_on == MONDAY.date()
    assert queries.unit_by_code("320200-water").id == row.pk
    assert [event.verb for event in about("organisation", "320200-water")] == ["create"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "320200-zf"},
        {"code": "空"},
        {"name": " "},
        {"region": "88"},
        {"calendar_code": "moon"},
        {"parent_id": 0},
    ],
)
def test_an_impossible_organisation_is_refused(admin: Actor, new: NewOrganisation, wrong: dict[str, Any]) -> None:
    admin = replace(admin, grants=tuple(replace(grant, region_code="") for grant in admin.grants))
    with pytest.raises(errors.ImpossibleOrganisation):
        actions.create(replace(new, **wrong), by=admin, at=MONDAY)


def test_a_change_is_in_the_journal_with_what_it_was_before(admin: Actor, new: NewOrganisation) -> None:
    row = actions.create(new, by=admin, at=MONDAY)
    assert queries.unit(row.pk).name == "无锡市水务集团"
    actions.change(row.pk, replace(new, name="无锡水务"), by=admin, at=MONDAY)
    assert queries.unit(row.pk).name == "无锡水务"
    last = about("organisation", new.code).last()
    assert last is not None
    assert last.facts["before"] == {"name": "无锡市水务集团"}
    actions.change(row.pk, replace(new, name="无锡水务"), by=admin, at=MONDAY)
    assert about("organisation", new.code).count() == 2


def test_a_moved_organisation_takes_all_below_it_along(town: Town, admin: Actor) -> None:
    binhu, wuxi_centre = town.unit("320211-zf"), town.unit("320200-rx")
    actions.move(binhu.pk, wuxi_centre.pk, by=admin, at=MONDAY)
    street = Organisation.objects.get(code="320211004-jd")
    assert street.path == f"{wuxi_centre.path}{binhu.pk}/{street.pk}/"
    assert street.pk in queries.subtree(wuxi_centre.path)
    actions.move(binhu.pk, None, by=admin, at=MONDAY)
    assert Organisation.objects.get(pk=street.pk).path == f"/{binhu.pk}/{street.pk}/"


@pytest.mark.parametrize("below", ["320211-zf", "320211004-jd"])
def test_an_organisation_does_not_hang_below_itself(town: Town, admin: Actor, below: str) -> None:
    with pytest.raises(errors.CyclicParent):
        actions.move(town.unit("320211-zf").pk, town.unit(below).pk, by=admin, at=MONDAY)


def test_a_retired_organisation_is_offered_no_more_and_can_come_back(town: Town, admin: Actor) -> None:
    street = town.unit("320211004-jd")
    with pytest.raises(errors.StillHasChildren, match="3 个"):
        actions.retire(town.unit("320211-zf").pk, "机构改革", by=admin, at=MONDAY)
    assert street in queries.below(town.unit("320211-zf").pk)
    actions.retire(street.pk, "机构改革", by=admin, at=MONDAY)
    assert street not in queries.below(town.unit("320211-zf").pk)
    assert queries.unit(street.pk).name == street.name
    with pytest.raises(errors.AlreadyRetired):
        actions.retire(street.pk, "又来", by=admin, at=MONDAY)
    actions.restore(street.pk, by=admin, at=MONDAY)
    with pytest.raises(errors.NotRetired):
        actions.restore(street.pk, by=admin, at=MONDAY)


def test_a_citys_administrator_keeps_to_her_city(town: Town, admin: Actor, new: NewOrganisation) -> None:
    path = town.unit("320500-zf").path
    suzhou = replace(
        admin, grants=tuple(replace(grant, region_code="3205", organisation_path=path) for grant in admin.grants)
    )
    for nobody in (suzhou, town.actor("agent.wuxi"), town.actor("auditor.js")):
        with pytest.raises(NotPermitted):
            actions.create(new, by=nobody, at=MONDAY)
        with pytest.raises(NotPermitted):
            actions.retire(town.unit("320200-jt").pk, "试试", by=nobody, at=MONDAY)
    with pytest.raises(NotPermitted):
        actions.move(town.unit("320505-cg").pk, town.unit("320200-zf").pk, by=suzhou, at=MONDAY)


def test_nothing_changes_when_the_journal_fails(
    town: Town, admin: Actor, new: NewOrganisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "record", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        actions.create(new, by=admin, at=MONDAY)
    with pytest.raises(ZeroDivisionError):
        actions.retire(town.unit("320200-jt").pk, "试试", by=admin, at=MONDAY)
    assert not Organisation.objects.filter(code=new.code).exists()
    assert Organisation.objects.get(code="320200-jt").until_on is None


def test_turns_on_the_duty_list_do_not_overlap_and_past_ones_stay(town: Town, admin: Actor) -> None:
    unit = town.unit("320211-cg").pk
    duty = actions.add_duty(unit, MONDAY + HOUR, MONDAY + 9 * HOUR, "冯刚", "0510-12345", by=admin, at=MONDAY)
    actions.add_duty(unit, MONDAY + 9 * HOUR, MONDAY + 10 * HOUR, "夜班", "0510-12345", by=admin, at=MONDAY)
    wrong: list[tuple[int, int, str]] = [(2, 3, "重叠"), (5, 5, "晚于"), (8, 20, "重叠")]
    for start, end, sentence in wrong:
        with pytest.raises(errors.ImpossibleDuty, match=sentence):
            actions.add_duty(unit, MONDAY + start * HOUR, MONDAY + end * HOUR, "某人", "1", by=admin, at=MONDAY)
    with pytest.raises(errors.ImpossibleDuty, match="姓名"):
        actions.add_duty(unit, MONDAY + 30 * HOUR, MONDAY + 31 * HOUR, " ", "1", by=admin, at=MONDAY)
    found = queries.on_duty(unit, MONDAY + 2 * HOUR)
    assert found == duty
    assert queries.on_duty(unit, MONDAY) is None
    assert queries.duties(unit, since=MONDAY, until=MONDAY + 2 * HOUR).count() == 1
    with pytest.raises(errors.ImpossibleDuty, match="开始"):
        actions.remove_duty(duty.pk, by=admin, at=MONDAY + 2 * HOUR)
    actions.remove_duty(duty.pk, by=admin, at=MONDAY)
    assert Duty.objects.count() == 1


def test_the_list_finds_by_name_kind_and_region(town: Town) -> None:
    assert {row.code for row in queries.listed(words="滨湖区城")} == {"320211-cg"}
    assert {row.code for row in queries.listed(kind="street")} == {"320211004-jd"}
    assert queries.listed(region="3205").count() == 5
    assert queries.has_kind("cg")
    assert not queries.has_kind("zz")
