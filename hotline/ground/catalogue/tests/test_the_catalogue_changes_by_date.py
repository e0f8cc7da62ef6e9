"""Categories, directory rows, limit policies and reasons: effective dates, and no history rewritten."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from hotline.flow.dispatch import queries as dispatching
from hotline.ground.catalogue import actions, directory, errors, policies, queries
from hotline.ground.catalogue.models import Category, DirectoryRow, LimitPolicy, Reason
from hotline.ground.catalogue.words import USUAL, ClockKind, NewCategory, NewLimits, NewReason, NewRow, ReasonPurpose
from hotline.ground.journal import actions as journal
from hotline.ground.journal.queries import about
from hotline.ground.people.words import Actor
from hotline.lib.refusal import NotPermitted
from tests.town import DANGER, LIMITS, MONDAY, Town

TODAY = MONDAY.date()
LATER = TODAY + timedelta(days=30)
BINS = NewCategory("01.01.03", "垃圾桶", "Dustbins", keywords=("垃圾桶", "垃圾满溢"))
BASE = NewLimits({ClockKind(name): limit for name, limit in LIMITS.items()})


@pytest.fixture
def admin(town: Town) -> Actor:
    return town.actor("admin.js")


@pytest.fixture
def wuxi_admin(admin: Actor) -> Actor:
    return replace(
        admin, grants=tuple(replace(grant, region_code="3202", organisation_path="/none/") for grant in admin.grants)
    )


def test_a_category_is_in_force_from_its_first_day_to_the_day_before_its_last(admin: Actor) -> None:
    actions.add_category(BINS, from_on=LATER, by=admin, at=MONDAY)
    assert queries.category("01.01.03", TODAY) is None
    assert queries.category("01.01.03", LATER) is not None
    later = MONDAY + timedelta(days=40)
    actions.retire_category("01.01.03", LATER + timedelta(days=20), by=admin, at=later)
    assert queries.category("01.01.03", LATER + timedelta(days=19)) is not None
    assert queries.category("01.01.03", LATER + timedelta(days=20)) is None
    assert queries.category_ever("01.01.03") is not None
    assert [event.verb for event in about("category", "01.01.03")] == ["add", "retire"]


def test_a_category_with_a_branch_is_no_leaf_and_stays_while_it_has_one(admin: Actor) -> None:
    actions.add_category(replace(BINS, code="01.01.01.01"), from_on=TODAY, by=admin, at=MONDAY)
    assert not Category.objects.get(pk="01.01.01").is_leaf
    with pytest.raises(errors.StillHasBranches, match="1 个"):
        actions.retire_category("01.01.01", LATER, by=admin, at=MONDAY)


def test_a_changed_category_is_seen_at_once(admin: Actor) -> None:
    assert queries.categories(TODAY)["01.01.01"].name == "路灯"
    actions.change_category(NewCategory("01.01.01", "路灯照明", "Street lighting"), by=admin, at=MONDAY)
    assert queries.categories(TODAY)["01.01.01"].name == "路灯照明"
    event = about("category", "01.01.01").get()
    assert event.facts["before"]["name"] == "路灯"


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "1.1"},
        {"code": "01.01.01"},
        {"code": "09.01"},
        {"name": ""},
        {"name_en": ""},
        {"hint": "长" * 201},
        {"keywords": ("",)},
    ],
)
def test_an_impossible_category_is_refused(admin: Actor, wrong: dict[str, Any]) -> None:
    with pytest.raises(errors.ImpossibleCategory):
        actions.add_category(replace(BINS, **wrong), from_on=TODAY, by=admin, at=MONDAY)
    with pytest.raises(errors.ImpossibleCategory):
        actions.add_category(BINS, from_on=TODAY - timedelta(days=1), by=admin, at=MONDAY)
    with pytest.raises(errors.CategoryNotFound):
        actions.change_category(BINS, by=admin, at=MONDAY)
    assert not Category.objects.filter(pk="01.01.03").exists()


def test_a_directory_row_ends_where_its_successor_begins(town: Town, admin: Actor) -> None:
    old = DirectoryRow.objects.get(category_id="01.01.01")

    def names(on: date) -> list[str]:
        return [each.unit.code for each in dispatching.candidates("01.01.01", "320211004", on, centre_level="city")]

    assert names(TODAY)[0] == "320211-cg"
    new = NewRow("01.01.01", LATER, unit_id=town.unit("320211-zf").pk)
    made = directory.replace(old.pk, new, by=admin, at=MONDAY)
    old.refresh_from_db()
    assert old.until_on == made.from_on == LATER
    assert names(LATER - timedelta(days=1))[0] == "320211-cg"
    assert names(LATER)[0] == "320211-zf"
    assert [event.verb for event in about("directory", old.pk)] == ["close"]


def test_rows_for_the_same_category_and_region_do_not_overlap(town: Town, admin: Actor) -> None:
    new = NewRow("01.01.01", TODAY, department="cg", level="county")
    with pytest.raises(errors.RowOverlaps, match="cg"):
        directory.add(new, by=admin, at=MONDAY)
    row = directory.add(replace(new, region="3202", until_on=LATER), by=admin, at=MONDAY)
    with pytest.raises(errors.RowOverlaps):
        directory.add(replace(new, region="3202", from_on=LATER - timedelta(days=1)), by=admin, at=MONDAY)
    directory.add(replace(new, region="3202", from_on=LATER), by=admin, at=MONDAY)
    directory.close(row.pk, TODAY, by=admin, at=MONDAY)
    assert not DirectoryRow.objects.filter(pk=row.pk).exists()


def test_a_row_that_has_ended_is_closed_no_more(admin: Actor) -> None:
    row = DirectoryRow.objects.get(category_id="01.01.01")
    directory.close(row.pk, TODAY, by=admin, at=MONDAY)
    with pytest.raises(errors.RowNotFound):
        directory.close(row.pk, LATER, by=admin, at=MONDAY + timedelta(days=1))
    other = DirectoryRow.objects.get(category_id="03")
    with pytest.raises(errors.ImpossibleRow):
        directory.close(other.pk, TODAY - timedelta(days=1), by=admin, at=MONDAY)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"category": "99"}, "99"),
        ({"region": "3299"}, "3299"),
        ({"department": ""}, "二者选一"),
        ({"unit_id": 1}, "二者选一"),
        ({"department": "", "unit_id": 999_999}, "没有这个承办单位"),
        ({"level": "moon"}, "层级"),
        ({"department": "xx"}, "xx"),
        ({"joint_departments": ("yy",)}, "yy"),
        ({"from_on": TODAY - timedelta(days=1)}, "今天"),
        ({"until_on": TODAY}, "失效日期"),
    ],
)
def test_an_impossible_row_is_refused_in_words(admin: Actor, wrong: dict[str, Any], sentence: str) -> None:
    new = NewRow("01.01.02", TODAY, department="cg", level="county")
    with pytest.raises(errors.ImpossibleRow, match=sentence):
        directory.add(replace(new, **wrong), by=admin, at=MONDAY)


def test_a_citys_administrator_changes_rows_of_her_city_only(wuxi_admin: Actor, admin: Actor) -> None:
    new = NewRow("01.01.02", TODAY, department="cg", level="county")
    directory.add(replace(new, region="320211"), by=wuxi_admin, at=MONDAY)
    doings: list[Callable[[], object]] = [
        lambda: directory.add(new, by=wuxi_admin, at=MONDAY),
        lambda: directory.add(replace(new, region="3205"), by=wuxi_admin, at=MONDAY),
        lambda: directory.close(DirectoryRow.objects.get(category_id="03").pk, LATER, by=wuxi_admin, at=MONDAY),
        lambda: actions.add_category(BINS, from_on=TODAY, by=wuxi_admin, at=MONDAY),
        lambda: policies.publish("v2", "新", [BASE], from_at=MONDAY, by=wuxi_admin, at=MONDAY),
    ]
    for doing in doings:
        with pytest.raises(NotPermitted, match="维护基础数据"):
            doing()


def test_new_limits_hold_from_their_moment_and_older_tickets_keep_theirs(admin: Actor) -> None:
    faster = replace(BASE, limits=BASE.limits | {ClockKind.HANDLE: "3wd"})
    start = MONDAY + timedelta(days=1)
    policies.publish("v2", "提速", [faster], from_at=start, by=admin, at=MONDAY)
    before = queries.limits("help", "01.01.01", "normal", "county", start - timedelta(seconds=1))
    after = queries.limits("help", "01.01.01", "normal", "county", start)
    assert (before.policy, before.by_clock[ClockKind.HANDLE]) == ("v1", "5wd")
    assert (after.policy, after.by_clock[ClockKind.HANDLE]) == ("v2", "3wd")


def test_a_policy_is_read_once_whatever_is_asked_of_it(
    admin: Actor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    queries.limits("help", "01.01.01", "normal", "county", MONDAY)
    with django_assert_num_queries(0):
        queries.limits("complaint", "01.01.02", "urgent", "city", MONDAY)


def test_a_version_in_force_is_not_withdrawn(admin: Actor) -> None:
    policies.publish("v2", "提速", [BASE], from_at=MONDAY + timedelta(days=1), by=admin, at=MONDAY)
    with pytest.raises(errors.PolicyInForce):
        policies.withdraw("v2", by=admin, at=MONDAY + timedelta(days=1))
    policies.withdraw("v2", by=admin, at=MONDAY)
    assert [policy.version for policy in queries.policies()] == ["v1"]
    with pytest.raises(errors.PolicyInForce):
        policies.withdraw("v1", by=admin, at=MONDAY)


def test_the_next_version_can_begin_from_the_rows_of_the_last(admin: Actor) -> None:
    rows = policies.rows_of(LimitPolicy.objects.get(version="v1"))
    assert len(rows) == 3
    assert rows[2].limits == USUAL | {ClockKind(name): limit for name, limit in DANGER.items()}
    policies.publish("v2", "沿用", rows, from_at=MONDAY, by=admin, at=MONDAY)
    assert policies.rows_of(LimitPolicy.objects.get(version="v2")) == rows


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([], "适用于所有工单"),
        ([replace(BASE, kind="help")], "适用于所有工单"),
        ([BASE, BASE], "完全相同"),
        ([BASE, replace(BASE, kind="dance")], "不存在"),
        ([replace(BASE, limits=BASE.limits | {ClockKind.SIGN: "soon"})], "签收时限“soon”"),
        ([replace(BASE, limits={})], "审核时限"),
        ([replace(BASE, limits=BASE.limits | {ClockKind.SIGN: "0wd"})], "签收"),
    ],
)
def test_unreadable_limits_are_refused_in_words(admin: Actor, rows: list[NewLimits], sentence: str) -> None:
    with pytest.raises(errors.ImpossiblePolicy, match=sentence):
        policies.publish("v2", "新", rows, from_at=MONDAY, by=admin, at=MONDAY)
    assert LimitPolicy.objects.count() == 1


def test_a_policy_does_not_begin_in_the_past_nor_twice(admin: Actor) -> None:
    for version, moment in (("v1", MONDAY), ("", MONDAY), ("v3", MONDAY - timedelta(seconds=1))):
        with pytest.raises(errors.ImpossiblePolicy):
            policies.publish(version, "新", [BASE], from_at=moment, by=admin, at=MONDAY)


def test_a_reason_is_listed_changed_and_taken_off(admin: Actor) -> None:
    new = NewReason(ReasonPurpose.REFUSE, "court", "法院管辖", "For the courts", advice="请向人民法院咨询。")
    actions.set_reason(new, by=admin, at=MONDAY)
    actions.set_reason(replace(new, name="属法院管辖"), by=admin, at=MONDAY)
    assert "属法院管辖" in [row.name for row in queries.reasons(ReasonPurpose.REFUSE, TODAY)]
    actions.retire_reason(ReasonPurpose.REFUSE, "court", by=admin, at=MONDAY)
    assert "court" not in [row.code for row in queries.reasons(ReasonPurpose.REFUSE, TODAY)]
    assert queries.reason(ReasonPurpose.REFUSE, "court") is not None
    with pytest.raises(errors.ImpossibleReason):
        actions.retire_reason(ReasonPurpose.REFUSE, "court", by=admin, at=MONDAY)
    for wrong in ({"advice": ""}, {"name": ""}, {"code": "No!"}):
        with pytest.raises(errors.ImpossibleReason):
            actions.set_reason(replace(new, **wrong), by=admin, at=MONDAY)  # type: ignore[arg-type]


def test_nothing_changes_when_the_journal_fails(admin: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "record", lambda *_, **__: 1 / 0)
    row = DirectoryRow.objects.get(category_id="01.01.01")
    doings: list[Callable[[], object]] = [
        lambda: actions.add_category(BINS, from_on=TODAY, by=admin, at=MONDAY),
        lambda: actions.retire_category("01.01.02", LATER, by=admin, at=MONDAY),
        lambda: directory.close(row.pk, TODAY, by=admin, at=MONDAY),
        lambda: policies.publish("v2", "新", [BASE], from_at=MONDAY, by=admin, at=MONDAY),
        lambda: actions.retire_reason(ReasonPurpose.REFUSE, "litigation", by=admin, at=MONDAY),
    ]
    for doing in doings:
        with pytest.raises(ZeroDivisionError):
            doing()
    assert not Category.objects.filter(pk="01.01.03").exists()
    assert Category.objects.get(pk="01.01.02").until_on is None
    assert DirectoryRow.objects.get(pk=row.pk).until_on is None
    assert LimitPolicy.objects.count() == 1
    assert Reason.objects.get(code="litigation").until_on is None
