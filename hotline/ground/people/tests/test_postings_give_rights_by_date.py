"""Accounts, postings and passwords: who may change them, from when they hold, and what the journal keeps."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from hotline.ground.journal import actions as journal
from hotline.ground.journal.queries import timeline
from hotline.ground.people import actions, errors, queries
from hotline.ground.people.models import Person, Posting, Role
from hotline.ground.people.words import Actor, Scope
from hotline.lib.refusal import NotPermitted
from tests.town import MONDAY, PASSWORD, Town

TODAY = MONDAY.date()
LATER = TODAY + timedelta(days=30)


@pytest.fixture
def admin(town: Town) -> Actor:
    return town.actor("admin.js")


@pytest.fixture
def wuxi_admin(admin: Actor, town: Town) -> Actor:
    """The same rights, over one city."""
    centre = town.unit("320200-rx")
    return replace(
        admin,
        grants=tuple(
            replace(grant, organisation_id=centre.pk, organisation_path=centre.path, region_code="3202")
            for grant in admin.grants
        ),
    )


@pytest.fixture
def newcomer(admin: Actor) -> Person:
    return actions.create("newcomer", " 新 同事 ", by=admin, at=MONDAY)


def verbs(person: Person) -> list[str]:
    """What the journal says happened to a person."""
    return [event.verb for event in timeline("person", person.pk)]


def test_a_new_account_has_no_password_and_no_rights(newcomer: Person) -> None:
    assert newcomer.name == "新 同事"
    assert not newcomer.has_usable_password()
    assert queries.actor(newcomer.pk, TODAY).grants == ()
    assert verbs(newcomer) == ["create"]


@pytest.mark.parametrize("username", ["", "ab", "Upper", "1st", "a b", "汉字名", "x" * 41, "a@b"])
def test_an_impossible_user_name_is_refused(admin: Actor, username: str) -> None:
    with pytest.raises(errors.ImpossibleUsername):
        actions.create(username, "某人", by=admin, at=MONDAY)


def test_a_user_name_is_given_once(admin: Actor, newcomer: Person) -> None:
    with pytest.raises(errors.UsernameTaken, match="newcomer"):
        actions.create("newcomer", "某人", by=admin, at=MONDAY)
    with pytest.raises(errors.NameMissing):
        actions.create("another", "  ", by=admin, at=MONDAY)


def test_only_who_manages_people_changes_them(town: Town, newcomer: Person) -> None:
    agent = town.actor("agent.wuxi")
    with pytest.raises(NotPermitted, match="管理人员"):
        actions.create("more", "某人", by=agent, at=MONDAY)
    with pytest.raises(NotPermitted):
        actions.post(newcomer.pk, "agent", town.unit("320200-rx").pk, from_on=TODAY, by=agent, at=MONDAY)
    with pytest.raises(NotPermitted):
        actions.reset_password(newcomer.pk, by=agent, at=MONDAY)


def test_a_posting_gives_its_rights_from_its_first_day_to_the_day_before_its_last(
    town: Town, admin: Actor, newcomer: Person
) -> None:
    centre = town.unit("320200-rx").pk
    posting = actions.post(newcomer.pk, "agent", centre, from_on=TODAY + timedelta(days=2), by=admin, at=MONDAY)
    assert not queries.actor(newcomer.pk, TODAY + timedelta(days=1)).holds("register")
    assert queries.actor(newcomer.pk, TODAY + timedelta(days=2)).holds("register")
    actions.end_posting(posting.pk, LATER, by=admin, at=MONDAY)
    assert queries.actor(newcomer.pk, LATER - timedelta(days=1)).holds("register")
    assert not queries.actor(newcomer.pk, LATER).holds("register")
    assert verbs(newcomer) == ["create", "post", "end_posting"]


def test_the_past_is_not_rewritten(town: Town, admin: Actor, newcomer: Person) -> None:
    centre = town.unit("320200-rx").pk
    with pytest.raises(errors.BackdatedPosting):
        actions.post(newcomer.pk, "agent", centre, from_on=TODAY - timedelta(days=1), by=admin, at=MONDAY)
    posting = actions.post(newcomer.pk, "agent", centre, from_on=TODAY, by=admin, at=MONDAY)
    with pytest.raises(errors.PostingEndsTooEarly):
        actions.end_posting(posting.pk, TODAY - timedelta(days=1), by=admin, at=MONDAY)
    with pytest.raises(errors.PostingEndsTooEarly):
        actions.post(newcomer.pk, "reviewer", centre, from_on=TODAY, until_on=TODAY, by=admin, at=MONDAY)


def test_a_posting_that_has_not_begun_is_taken_away(town: Town, admin: Actor, newcomer: Person) -> None:
    centre = town.unit("320200-rx").pk
    posting = actions.post(newcomer.pk, "agent", centre, from_on=LATER, by=admin, at=MONDAY)
    actions.end_posting(posting.pk, TODAY, by=admin, at=MONDAY)
    assert not Posting.objects.filter(person=newcomer).exists()
    with pytest.raises(errors.PostingNotFound):
        actions.end_posting(posting.pk, TODAY, by=admin, at=MONDAY)


def test_the_same_posting_does_not_overlap_itself(town: Town, admin: Actor, newcomer: Person) -> None:
    centre = town.unit("320200-rx").pk
    actions.post(newcomer.pk, "agent", centre, from_on=TODAY, until_on=LATER, by=admin, at=MONDAY)
    with pytest.raises(errors.PostingOverlaps):
        actions.post(newcomer.pk, "agent", centre, from_on=TODAY + timedelta(days=5), by=admin, at=MONDAY)
    actions.post(newcomer.pk, "agent", centre, from_on=LATER, by=admin, at=MONDAY)
    actions.post(newcomer.pk, "reviewer", centre, from_on=TODAY, by=admin, at=MONDAY)


def test_nobody_gives_herself_rights_or_locks_herself_out(town: Town, admin: Actor) -> None:
    own = admin.person_id or 0
    with pytest.raises(errors.NotForOneself):
        actions.post(own, "agent", town.unit("320200-rx").pk, from_on=TODAY, by=admin, at=MONDAY)
    with pytest.raises(errors.NotForOneself):
        actions.deactivate(own, "试试", by=admin, at=MONDAY)
    with pytest.raises(errors.NotForOneself):
        actions.reset_password(own, by=admin, at=MONDAY)


def test_a_citys_administrator_keeps_to_her_city(town: Town, wuxi_admin: Actor, newcomer: Person) -> None:
    actions.post(newcomer.pk, "unit_handler", town.unit("320211-cg").pk, from_on=TODAY, by=wuxi_admin, at=MONDAY)
    with pytest.raises(errors.OutOfReach):
        actions.post(newcomer.pk, "agent", town.unit("320500-rx").pk, from_on=TODAY, by=wuxi_admin, at=MONDAY)
    for elsewhere in ("agent.suzhou", "supervisor.js"):
        with pytest.raises(errors.OutOfReach):
            actions.deactivate(town.person(elsewhere).pk, "离职", by=wuxi_admin, at=MONDAY)


def test_an_account_without_a_posting_is_in_the_hands_of_the_province(
    wuxi_admin: Actor, admin: Actor, newcomer: Person
) -> None:
    with pytest.raises(errors.OutOfReach):
        actions.reset_password(newcomer.pk, by=wuxi_admin, at=MONDAY)
    assert actions.reset_password(newcomer.pk, by=admin, at=MONDAY)


def test_a_role_that_reaches_everything_is_given_by_who_reaches_everything(
    town: Town, admin: Actor, newcomer: Person
) -> None:
    Role.objects.filter(pk="auditor").update(scope=Scope.EVERYTHING)
    with pytest.raises(errors.RoleReachesTooFar):
        actions.post(newcomer.pk, "auditor", town.unit("320000-rx").pk, from_on=TODAY, by=admin, at=MONDAY)


def test_unknown_people_roles_and_organisations_are_named(town: Town, admin: Actor, newcomer: Person) -> None:
    centre = town.unit("320200-rx").pk
    with pytest.raises(errors.PersonNotFound):
        actions.post(999_999, "agent", centre, from_on=TODAY, by=admin, at=MONDAY)
    with pytest.raises(errors.UnknownRole, match="emperor"):
        actions.post(newcomer.pk, "emperor", centre, from_on=TODAY, by=admin, at=MONDAY)
    with pytest.raises(errors.UnknownOrganisation):
        actions.post(newcomer.pk, "agent", 999_999, from_on=TODAY, by=admin, at=MONDAY)


def test_a_closed_account_acts_no_more_at_once(town: Town, admin: Actor) -> None:
    agent = town.person("agent.wuxi")
    assert town.actor("agent.wuxi").holds("register")
    actions.deactivate(agent.pk, "离职", by=admin, at=MONDAY)
    with pytest.raises(Person.DoesNotExist):
        town.actor("agent.wuxi")
    actions.activate(agent.pk, "返岗", by=admin, at=MONDAY)
    assert town.actor("agent.wuxi").holds("register")
    assert verbs(agent) == ["deactivate", "activate"]


def test_a_person_changes_her_password_with_the_old_one(town: Town) -> None:
    agent, actor = town.person("agent.wuxi"), town.actor("agent.wuxi")
    with pytest.raises(errors.WrongPassword):
        actions.change_password(agent.pk, "not it", "a-better-one-2020", by=actor, at=MONDAY)
    with pytest.raises(errors.WrongPassword):
        actions.change_password(agent.pk, PASSWORD, "a-better-one-2020", by=town.actor("agent2.wuxi"), at=MONDAY)
    for weak in ("short", "1234567890", "agent.wuxi1"):
        with pytest.raises(errors.WeakPassword):
            actions.change_password(agent.pk, PASSWORD, weak, by=actor, at=MONDAY)
    actions.change_password(agent.pk, PASSWORD, "a-better-one-2020", by=actor, at=MONDAY)
    assert town.person("agent.wuxi").check_password("a-better-one-2020")
    assert "password" not in str(timeline("person", agent.pk).get().facts)


def test_a_reset_password_is_told_once_and_temporary(town: Town, admin: Actor) -> None:
    agent = town.person("agent.wuxi")
    told = actions.reset_password(agent.pk, by=admin, at=MONDAY)
    agent.refresh_from_db()
    assert agent.check_password(told)
    assert agent.has_temporary_password
    assert told not in str(timeline("person", agent.pk).get().facts)
    actions.change_password(agent.pk, told, "a-better-one-2020", by=town.actor("agent.wuxi"), at=MONDAY)
    agent.refresh_from_db()
    assert not agent.has_temporary_password


def test_a_person_chooses_her_language_but_not_her_name(town: Town, admin: Actor) -> None:
    agent = town.person("agent.wuxi")
    actions.change(agent.pk, by=town.actor("agent.wuxi"), at=MONDAY, name=agent.name, language="en")
    assert town.person("agent.wuxi").language == "en"
    with pytest.raises(NotPermitted):
        actions.change(agent.pk, by=town.actor("agent.wuxi"), at=MONDAY, name="别名", language="en")
    actions.change(agent.pk, by=admin, at=MONDAY, name="王敏敏", language="xx")
    assert (town.person("agent.wuxi").name, town.person("agent.wuxi").language) == ("王敏敏", "zh-hans")


def test_nothing_changes_when_the_journal_fails(
    town: Town, admin: Actor, newcomer: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "record", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        actions.post(newcomer.pk, "agent", town.unit("320200-rx").pk, from_on=TODAY, by=admin, at=MONDAY)
    with pytest.raises(ZeroDivisionError):
        actions.deactivate(newcomer.pk, "试试", by=admin, at=MONDAY)
    assert not Posting.objects.filter(person=newcomer).exists()
    assert Person.objects.get(pk=newcomer.pk).is_active


def test_lists_find_people_by_name_user_name_and_organisation(town: Town, admin: Actor, newcomer: Person) -> None:
    assert [row.username for row in queries.listed(words="agent2")] == ["agent2.wuxi"]
    assert [row.username for row in queries.listed(words="王敏")] == ["agent.wuxi"]
    binhu = {row.username for row in queries.listed(organisation_path=town.unit("320211-zf").path)}
    assert binhu == {"handler.binhu", "leader.binhu", "handler.binhu-cg", "handler.binhu-mz", "handler.lihu"}
    actions.deactivate(newcomer.pk, "误建", by=admin, at=MONDAY)
    assert not queries.listed(words="newcomer").exists()
    assert queries.listed(words="newcomer", with_inactive=True).exists()


def test_a_privileged_role_counts_while_it_is_held(town: Town, admin: Actor, newcomer: Person) -> None:
    centre = town.unit("320000-rx").pk
    actions.post(newcomer.pk, "auditor", centre, from_on=TODAY, until_on=LATER, by=admin, at=MONDAY)
    assert queries.is_privileged(newcomer.pk, TODAY)
    assert not queries.is_privileged(newcomer.pk, LATER)
    assert queries.is_privileged(town.person("admin.js").pk)
