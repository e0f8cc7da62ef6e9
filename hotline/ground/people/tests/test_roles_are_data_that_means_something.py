"""Roles: permissions are data, but only known ones."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hotline.flow.tickets.words import Verb
from hotline.ground.journal.queries import about
from hotline.ground.people import errors, queries, roles
from hotline.ground.people.words import Actor, NewRole, Scope
from hotline.lib.refusal import NotPermitted
from tests.town import MONDAY, Town

VERBS = frozenset(Verb)
NEW = NewRole("night_agent", "夜班话务员", "Night agent", frozenset({"register", "unmask"}), Scope.OWN_CENTRE)


@pytest.fixture
def admin(town: Town) -> Actor:
    return town.actor("admin.js")


def test_a_role_is_defined_changed_and_taken_away(admin: Actor) -> None:
    roles.define(NEW, verbs=VERBS, by=admin, at=MONDAY)
    more = replace(NEW, permissions=NEW.permissions | {"transfer"}, unmask_limit=5)
    roles.redefine(more, verbs=VERBS, by=admin, at=MONDAY)
    role = queries.role("night_agent")
    assert role is not None
    assert (role.permissions, role.unmask_limit) == (["register", "transfer", "unmask"], 5)
    roles.remove("night_agent", by=admin, at=MONDAY)
    assert queries.role("night_agent") is None
    assert [event.verb for event in about("role", "night_agent")] == ["define", "redefine", "remove"]


def test_what_a_role_allows_holds_at_once_for_those_who_have_it(town: Town, admin: Actor) -> None:
    assert not town.actor("agent.wuxi").holds("refuse")
    role = queries.role("agent")
    assert role is not None
    more = NewRole("agent", role.name, role.name_en, frozenset({*role.permissions, "refuse"}), Scope(role.scope))
    roles.redefine(more, verbs=VERBS, by=admin, at=MONDAY)
    assert town.actor("agent.wuxi").holds("refuse")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"permissions": frozenset({"fly"})}, "fly"),
        ({"code": "agent"}, "agent"),
        ({"code": "No Code"}, "No Code"),
        ({"name": ""}, "名称"),
        ({"name_en": " "}, "名称"),
        ({"unmask_limit": 1001}, "1000"),
        ({"unmask_limit": -1}, "1000"),
    ],
)
def test_a_role_that_means_nothing_is_refused_in_words(admin: Actor, wrong: dict[str, object], sentence: str) -> None:
    with pytest.raises(errors.ImpossibleRole, match=sentence):
        roles.define(replace(NEW, **wrong), verbs=VERBS, by=admin, at=MONDAY)  # type: ignore[arg-type]


def test_a_role_people_hold_stays(admin: Actor) -> None:
    with pytest.raises(errors.RoleInUse, match="4 人"):
        roles.remove("agent", by=admin, at=MONDAY)
    with pytest.raises(errors.UnknownRole):
        roles.remove("emperor", by=admin, at=MONDAY)
    with pytest.raises(errors.UnknownRole):
        roles.redefine(replace(NEW, code="emperor"), verbs=VERBS, by=admin, at=MONDAY)


def test_roles_belong_to_the_whole_province(town: Town, admin: Actor) -> None:
    wuxi = replace(admin, grants=tuple(replace(grant, region_code="3202") for grant in admin.grants))
    for nobody in (wuxi, town.actor("agent.js"), town.actor("auditor.js")):
        with pytest.raises(NotPermitted):
            roles.define(NEW, verbs=VERBS, by=nobody, at=MONDAY)
