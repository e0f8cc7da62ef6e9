"""Nobody alone resets an account that signs in with a second factor."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from hotline.ground.journal.models import Event
from hotline.ground.outbox.models import Message, Notice
from hotline.ground.people import actions as people
from hotline.ground.people import errors as people_errors
from hotline.ground.people import locks, roles
from hotline.ground.people.models import Person, Posting, Role
from hotline.ground.people.words import Actor, NewRole, Scope
from hotline.ground.resets import actions, errors, queries, telling
from hotline.ground.resets.models import Request
from hotline.ground.resets.words import VALID, ResetKind, ResetState
from hotline.lib.memo import forget_all
from hotline.lib.refusal import NotPermitted
from tests.town import LONG_AGO, MONDAY, PASSWORD, Town

LATER = MONDAY + timedelta(minutes=20)


@pytest.fixture
def keepers(town: Town) -> tuple[Actor, Actor]:
    """The two who manage people: of the province, and of the city."""
    for username, unit in (("admin2.js", "320000-rx"), ("admin.wuxi", "320200-rx"), ("admin.suzhou", "320500-rx")):
        add(town, username, "administrator", unit)
    add(town, "auditor.wuxi", "auditor", "320200-rx")
    return town.actor("admin.js"), town.actor("admin.wuxi")


def add(town: Town, username: str, role: str, unit: str) -> Person:
    made = datetime(2019, 1, 1, tzinfo=UTC)
    person = Person.objects.create(username=username, name=username, created_at=made)
    person.set_password(PASSWORD)
    person.save()
    Posting.objects.create(person=person, role_id=role, organisation=town.unit(unit), from_on=LONG_AGO)
    return person


def asked(town: Town, by: Actor, kind: ResetKind = ResetKind.PASSWORD) -> Request:
    return actions.ask(town.person("auditor.wuxi").pk, kind, "本人遗失手机", by=by, at=MONDAY)


def has_old_password(town: Town) -> bool:
    return town.person("auditor.wuxi").check_password(PASSWORD)


def test_one_alone_is_refused_however_far_she_reaches(town: Town, keepers: tuple[Actor, Actor]) -> None:
    owner = town.person("auditor.wuxi")
    TOTPDevice.objects.create(user=owner, name="phone")
    for keeper in keepers:
        for second in (None, keeper, Actor.system()):
            with pytest.raises(people_errors.NeedsSecondPerson, match=owner.name):
                people.reset_password(owner.pk, by=keeper, at=MONDAY, seconded_by=second)
            with pytest.raises(people_errors.NeedsSecondPerson):
                locks.reset_second_factor(owner.pk, by=keeper, at=MONDAY, seconded_by=second)
    assert has_old_password(town)
    assert locks.has_second_factor(owner.pk)


def test_a_second_person_lets_it_take_effect(town: Town, keepers: tuple[Actor, Actor]) -> None:
    first, second = keepers
    row = asked(town, first)
    assert has_old_password(town)
    secret = actions.decide(row.pk, True, "已视频核实本人", by=second, at=LATER)
    owner = town.person("auditor.wuxi")
    assert owner.check_password(secret)
    assert owner.has_temporary_password
    told = {event.verb: event for event in Event.objects.filter(topic="person", subject=owner.pk)}
    assert set(told) == {"ask_reset", "reset_password", "approve_reset"}
    assert told["ask_reset"].by_id == told["reset_password"].by_id == first.person_id
    assert told["reset_password"].facts["approved_by"] == told["approve_reset"].by_id == second.person_id
    assert secret not in str([event.facts for event in told.values()])


def test_a_second_factor_goes_only_when_approved(town: Town, keepers: tuple[Actor, Actor]) -> None:
    first, second = keepers
    with pytest.raises(people_errors.NoSecondFactor):
        asked(town, first, ResetKind.SECOND_FACTOR)
    owner = town.person("auditor.wuxi")
    TOTPDevice.objects.create(user=owner, name="phone")
    row = asked(town, first, ResetKind.SECOND_FACTOR)
    assert locks.has_second_factor(owner.pk)
    assert actions.decide(row.pk, True, "已当面核实", by=second, at=LATER) == ""
    assert not locks.has_second_factor(owner.pk)
    assert has_old_password(town)


def test_a_declined_request_changes_nothing(town: Town, keepers: tuple[Actor, Actor]) -> None:
    first, second = keepers
    row = asked(town, first)
    assert actions.decide(row.pk, False, "本人并未提出", by=second, at=LATER) == ""
    row.refresh_from_db()
    assert (row.state, row.decided_by_id, row.opinion) == ("declined", second.person_id, "本人并未提出")
    assert has_old_password(town)
    assert Event.objects.filter(topic="person", verb="decline_reset", by_id=second.person_id).exists()


def test_who_asked_does_not_approve(town: Town, keepers: tuple[Actor, Actor]) -> None:
    row = asked(town, keepers[0])
    with pytest.raises(errors.OwnRequest):
        actions.decide(row.pk, True, "同意", by=keepers[0], at=LATER)
    assert has_old_password(town)
    with pytest.raises(IntegrityError), transaction.atomic():
        Request.objects.filter(pk=row.pk).update(state="approved", decided_by_id=keepers[0].person_id, decided_at=LATER)


def test_the_owner_neither_asks_nor_approves(town: Town, keepers: tuple[Actor, Actor]) -> None:
    first, second = keepers
    with pytest.raises(people_errors.NotForOneself):
        actions.ask(second.person_id or 0, ResetKind.PASSWORD, "忘记密码", by=second, at=MONDAY)
    row = actions.ask(second.person_id or 0, ResetKind.PASSWORD, "忘记密码", by=first, at=MONDAY)
    with pytest.raises(errors.OwnAccount):
        actions.decide(row.pk, True, "是我本人", by=second, at=LATER)


@pytest.mark.parametrize("username", ["admin.suzhou", "auditor.js", "lead.wuxi", "supervisor.js"])
def test_who_does_not_manage_the_person_decides_nothing(
    town: Town, keepers: tuple[Actor, Actor], username: str
) -> None:
    row = asked(town, keepers[0])
    for decision in (True, False):
        with pytest.raises((people_errors.OutOfReach, NotPermitted)):
            actions.decide(row.pk, decision, "同意", by=town.actor(username), at=LATER)
    with pytest.raises((people_errors.OutOfReach, NotPermitted)):
        asked(town, town.actor(username))
    assert has_old_password(town)


def test_a_request_expires(town: Town, keepers: tuple[Actor, Actor]) -> None:
    first, second = keepers
    row = asked(town, first)
    late = MONDAY + VALID
    assert queries.state(row, late) is ResetState.EXPIRED
    assert list(queries.listed(None, waiting=True, at=late)) == []
    with pytest.raises(errors.RequestExpired, match="24"):
        actions.decide(row.pk, True, "同意", by=second, at=late)
    assert has_old_password(town)
    again = actions.ask(row.person_id, ResetKind.PASSWORD, "再次申请", by=first, at=late)
    row.refresh_from_db()
    assert (row.state, again.state) == ("expired", "waiting")


@pytest.mark.parametrize("first_decision", [True, False])
def test_a_request_is_decided_once(town: Town, keepers: tuple[Actor, Actor], first_decision: bool) -> None:
    row = asked(town, keepers[0])
    actions.decide(row.pk, first_decision, "第一次", by=keepers[1], at=LATER)
    before = town.person("auditor.wuxi").password
    with pytest.raises(errors.AlreadyDecided):
        actions.decide(row.pk, True, "第二次", by=town.actor("admin2.js"), at=LATER)
    assert town.person("auditor.wuxi").password == before


def test_the_same_is_asked_once_at_a_time_and_with_a_reason(town: Town, keepers: tuple[Actor, Actor]) -> None:
    with pytest.raises(errors.NoReason):
        actions.ask(town.person("auditor.wuxi").pk, ResetKind.PASSWORD, " ", by=keepers[0], at=MONDAY)
    asked(town, keepers[0])
    with pytest.raises(errors.AlreadyAsked):
        asked(town, keepers[1])


def test_an_ordinary_account_needs_no_second_person(town: Town, keepers: tuple[Actor, Actor]) -> None:
    agent = town.person("agent.wuxi").pk
    with pytest.raises(errors.NotGuarded):
        actions.ask(agent, ResetKind.PASSWORD, "忘记密码", by=keepers[1], at=MONDAY)
    assert people.reset_password(agent, by=keepers[1], at=MONDAY)


def test_an_account_made_for_the_purpose_is_no_second_person(town: Town, keepers: tuple[Actor, Actor]) -> None:
    first, _ = keepers
    puppet = people.create("puppet", "替身", by=first, at=MONDAY)
    unit = town.unit("320000-rx").pk
    people.post(puppet.pk, "administrator", unit, from_on=MONDAY.date(), by=first, at=MONDAY)
    people.reset_password(puppet.pk, by=first, at=MONDAY)
    row = asked(town, first)
    with pytest.raises(errors.NotSettled):
        actions.decide(row.pk, True, "同意", by=town.actor("puppet"), at=LATER)


def test_taking_the_role_away_first_opens_no_way_round(town: Town, keepers: tuple[Actor, Actor]) -> None:
    first, _ = keepers
    owner = town.person("auditor.wuxi")
    posting = Posting.objects.get(person=owner)
    people.end_posting(posting.pk, MONDAY.date(), by=first, at=MONDAY)
    with pytest.raises(people_errors.NeedsSecondPerson):
        people.reset_password(owner.pk, by=first, at=MONDAY)
    role = Role.objects.get(code="auditor")
    plain = NewRole("auditor", role.name, role.name_en, frozenset(role.permissions), Scope(role.scope))
    with pytest.raises(people_errors.RoleStaysPrivileged):
        roles.redefine(plain, verbs=(), by=first, at=MONDAY)


def test_who_asked_must_still_keep_the_account(town: Town, keepers: tuple[Actor, Actor]) -> None:
    row = asked(town, keepers[1])
    Person.objects.filter(username="admin.wuxi").update(is_active=False)
    forget_all()
    with pytest.raises(errors.AskerGone):
        actions.decide(row.pk, True, "同意", by=keepers[0], at=LATER)
    assert has_old_password(town)


def test_the_owner_is_told_in_her_bell_and_at_her_addresses(town: Town, keepers: tuple[Actor, Actor]) -> None:
    owner = town.actor("auditor.wuxi")
    telling.leave_address("13912340001", "owner@example.com", by=owner, at=MONDAY)
    row = asked(town, keepers[0])
    actions.decide(row.pk, True, "已核实", by=keepers[1], at=LATER)
    kinds = list(Notice.objects.filter(person__username="auditor.wuxi").order_by("pk").values_list("kind", flat=True))
    assert kinds == ["reset_asked", "reset_done"]
    written = [(each.template, each.channel, each.recipient) for each in Message.objects.order_by("pk")]
    assert written == [
        ("reset_asked", "sms", "13912340001"),
        ("reset_asked", "mail", "owner@example.com"),
        ("reset_done", "sms", "13912340001"),
        ("reset_done", "mail", "owner@example.com"),
    ]
    assert "省管理员" in Message.objects.order_by("pk")[0].body


def bell(kind: str) -> list[str]:
    rows = Notice.objects.filter(kind=kind).order_by("person__username")
    return list(rows.values_list("person__username", flat=True))


def test_whoever_may_decide_finds_it_in_her_bell_and_nobody_else(town: Town, keepers: tuple[Actor, Actor]) -> None:
    puppet = people.create("puppet", "替身", by=keepers[0], at=MONDAY)
    people.post(puppet.pk, "administrator", town.unit("320000-rx").pk, from_on=MONDAY.date(), by=keepers[0], at=MONDAY)
    gone = add(town, "admin.gone", "administrator", "320200-rx")
    people.deactivate(gone.pk, "离职", by=keepers[0], at=MONDAY - timedelta(days=30))
    forget_all()
    row = asked(town, keepers[1])
    assert bell("reset_waiting") == ["admin.js", "admin2.js"]
    for username in bell("reset_waiting"):
        actions._require_second(row, town.actor(username), LATER)


def test_who_asked_learns_what_came_of_it(town: Town, keepers: tuple[Actor, Actor]) -> None:
    first, second = keepers
    actions.decide(asked(town, first).pk, False, "本人并未提出，电话 13912340001 核实", by=second, at=LATER)
    assert bell("reset_refused") == ["admin.js"]
    said = Notice.objects.get(kind="reset_refused").facts
    assert (said["who"], said["name"]) == (second.name, "auditor.wuxi")
    assert "139****0001" in said["opinion"]
    actions.decide(asked(town, second).pk, True, "已核实", by=first, at=LATER)
    assert bell("reset_granted") == ["admin.wuxi"]


def test_a_request_nobody_decided_is_closed_once_and_who_asked_is_told(
    town: Town, keepers: tuple[Actor, Actor]
) -> None:
    row = asked(town, keepers[0])
    assert actions.expire(at=MONDAY + VALID - timedelta(seconds=1)) == 0
    assert actions.expire(at=MONDAY + VALID) == 1
    assert actions.expire(at=MONDAY + VALID) == 0
    row.refresh_from_db()
    assert row.state == "expired"
    assert bell("reset_expired") == ["admin.js"]


def test_the_old_address_hears_of_a_new_one_and_a_wrong_one_is_refused(town: Town, keepers: object) -> None:
    owner = town.actor("auditor.wuxi")
    telling.leave_address("13912340001", "", by=owner, at=MONDAY)
    telling.leave_address("13912340002", "", by=owner, at=LATER)
    assert [each.recipient for each in Message.objects.filter(template="address_changed")] == ["13912340001"]
    for phone, mail in (("12345", ""), ("025-83612345", ""), ("1391234000x", ""), ("", "nobody")):
        with pytest.raises(errors.ImpossibleAddress):
            telling.leave_address(phone, mail, by=owner, at=LATER)
    assert queries.address(owner.person_id or 0) == ("13912340002", "")
    telling.leave_address("１３９ １２３４ ０００３", "", by=owner, at=LATER + timedelta(hours=1))
    assert queries.address(owner.person_id or 0) == ("13912340003", "")


def test_the_server_resets_the_only_administrator_and_it_is_told(town: Town) -> None:
    owner = town.person("admin.js")
    TOTPDevice.objects.create(user=owner, name="phone")
    out = StringIO()
    call_command("rescue", "admin.js", "--password", "--second-factor", "--why", "唯一管理员遗失手机", stdout=out)
    owner.refresh_from_db()
    assert owner.check_password(out.getvalue().strip())
    assert not locks.has_second_factor(owner.pk)
    events = Event.objects.filter(topic="person", subject=owner.pk).order_by("seq")
    assert [(event.verb, event.by_name) for event in events] == [
        ("reset_password", "系统"),
        ("reset_second_factor", "系统"),
    ]
    assert all("唯一管理员遗失手机" in event.facts["why"] for event in events)
    assert Notice.objects.filter(person=owner, kind="reset_done").count() == 2


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("nobody", "--password", "--why", "x"), "no active account"),
        (("admin.js", "--why", "x"), "Say what to reset"),
        (("admin.js", "--second-factor", "--why", "x"), "还没有绑定动态口令"),
    ],
)
def test_the_server_command_says_what_is_wrong(town: Town, words: tuple[str, ...], problem: str) -> None:
    with pytest.raises(CommandError, match=problem):
        call_command("rescue", *words)
