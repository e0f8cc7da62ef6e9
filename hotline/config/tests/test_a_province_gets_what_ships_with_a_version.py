"""``hotline province``: what is lacking is told, added once, and nothing that stands is changed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command

from hotline.config import refresh
from hotline.flow.rewards.models import AmountRule
from hotline.flow.tickets.words import Verb
from hotline.ground.catalogue.models import Reason
from hotline.ground.desks.models import Desk
from hotline.ground.disaster.models import LimitSet, Template
from hotline.ground.journal.models import Event
from hotline.ground.knowledge import loading as knowledge_loading
from hotline.ground.knowledge import seed as knowledge_seed
from hotline.ground.knowledge.models import Entry
from hotline.ground.people import roles
from hotline.ground.people.models import Role
from hotline.ground.people.words import NewRole, Scope
from hotline.ground.regions.models import Region
from hotline.lib.days import civil_day
from hotline.watch.duties.models import ReportDuty
from hotline.watch.supervision.models import OrderLimit, Rule
from tests.town import MONDAY, Town

LATER = MONDAY + timedelta(days=30)


def codes() -> set[tuple[str, str]]:
    return {(row.table, row.code) for row in refresh.lacking()}


def test_what_is_lacking_is_added_once_and_told(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    lacking = codes()
    for wanted in (
        ("order_limit", "city/key"),
        ("supervision_rule", "320000-rx/媒体关注"),
        ("report_duty", "city/向省报周报"),
        ("disaster_limits", "essential"),
        ("reason", "supervision/media"),
        ("role", "vault_keeper"),
    ):
        assert wanted in lacking
    call_command("province")
    assert "lacking: disaster_limits essential" in capsys.readouterr().out
    assert "hotline province --refresh" in refresh.hint()
    added = refresh.refresh(at=MONDAY)
    assert {(row.table, row.code) for row in added} == lacking
    assert Event.objects.filter(topic="reference", verb="ship").count() == len(lacking)
    call_command("province", "--refresh")
    assert capsys.readouterr().out.strip() == "Nothing is lacking."
    assert (refresh.hint(), codes()) == ("", set())
    for model in (OrderLimit, Rule, ReportDuty, LimitSet, Template, AmountRule):
        assert model.objects.exists(), model


def test_new_rows_hold_from_the_day_they_are_added(town: Town) -> None:
    refresh.refresh(at=MONDAY)
    assert {row.from_on for row in Rule.objects.all()} == {civil_day(MONDAY)}
    assert {row.from_on for row in OrderLimit.objects.all()} == {civil_day(MONDAY)}
    assert {row.from_on for row in ReportDuty.objects.all()} == {civil_day(MONDAY) + timedelta(days=1)}


def test_what_an_administrator_changed_or_took_out_stays_hers(town: Town) -> None:
    LimitSet.objects.create(code="essential", name="本省方案", name_en="Ours", limits={}, from_on=civil_day(MONDAY))
    Reason.objects.create(purpose="supervision", code="media", name="舆情", name_en="Opinion")
    admin = town.actor("admin.js")
    ours = NewRole("leader", "领导", "Leader", frozenset({"add_note"}), Scope.AREA, False, 0, 12)
    roles.define(ours, verbs=frozenset(Verb), by=admin, at=MONDAY)
    refresh.refresh(at=MONDAY)
    assert LimitSet.objects.get(code="essential").name == "本省方案"
    assert Reason.objects.get(purpose="supervision", code="media").name == "舆情"
    assert Role.objects.get(pk="leader").permissions == ["add_note"]
    Rule.objects.filter(name="媒体关注").delete()
    refresh.refresh(at=LATER)
    assert not Rule.objects.filter(name="媒体关注").exists(), "what was taken out does not come back"


def test_a_role_nobody_redefined_gets_its_new_permissions(town: Town) -> None:
    before = set(Role.objects.get(pk="supervisor").permissions)
    assert "draw_attention" not in before
    refresh.refresh(at=MONDAY)
    after = set(Role.objects.get(pk="supervisor").permissions)
    assert before < after
    assert "draw_attention" in after


def test_a_removed_role_is_not_brought_back(town: Town) -> None:
    refresh.refresh(at=MONDAY)
    roles.remove("duty_officer", by=town.actor("admin.js"), at=MONDAY)
    refresh.refresh(at=LATER)
    assert not Role.objects.filter(pk="duty_officer").exists()


def test_english_is_filled_in_only_where_the_chinese_is_as_shipped(town: Town) -> None:
    first, second = knowledge_seed.entries()[:2]
    knowledge_loading.load([first, second], at=MONDAY)
    Entry.objects.update(title_en="", answer_en="")
    Entry.objects.filter(code=second.code).update(answer="本省另有规定。")
    refresh.refresh(at=MONDAY)
    assert Entry.objects.get(code=first.code).answer_en == first.answer_en.strip()
    assert Entry.objects.get(code=second.code).answer_en == ""


def test_a_desk_is_added_only_where_its_units_exist(town: Town) -> None:
    refresh.refresh(at=MONDAY)
    centres = set(Desk.objects.values_list("centre__code", flat=True))
    assert centres <= set(town.units)


@pytest.mark.django_db
def test_without_a_province_nothing_is_lacking() -> None:
    assert not Region.objects.exists()
    assert refresh.lacking() == []
